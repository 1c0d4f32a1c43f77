using SalesFlow.Activities;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Leads;
using SalesFlow.Leads.Forms;

namespace SalesFlow.Grains.Leads.Forms;

/// <summary>A form: takes submissions in, and then makes leads, contacts and consents of them.</summary>
[GrainType("form")]
internal sealed class FormGrain(
    [PersistentState("form", EntityStorage.Provider)] IPersistentState<EntityRecord<FormState>> storage, TimeProvider clock)
    : EntityGrain<FormState>(storage, clock), IFormGrain
{
    private const int LongestChain = 8, LongestBody = 4000;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromHours(4);

    public Task<Outcome> Create(string commandId, string key, FormSettings settings) =>
        Execute(commandId, (s, now) => FormDecisions.Create(s, key, settings, now));

    public Task<Outcome> Change(string commandId, FormSettings settings, long? expectedVersion) =>
        Execute(commandId, (s, now) => FormDecisions.Change(s, settings, Version, expectedVersion, now));

    public Task<Outcome> Delete(string commandId, long? expectedVersion) =>
        Execute(commandId, (s, now) => FormDecisions.Delete(s, Version, expectedVersion, now));

    public Task<Outcome> Submit(string commandId, FormSubmission submission) =>
        Execute(commandId, (s, now) => FormDecisions.Submit(s, Id.Named("submission", Key.Id, commandId), submission, now));

    public Task<FormView?> Get() => Task.FromResult(State.IsOpen
        ? new FormView(Key.Id, State.PublicKey, State.Settings!, State.Submissions, State.CreatedAt, Version) { UpdatedAt = UpdatedAt }
        : null);

    protected override async Task<DueOutcome> Due(string name)
    {
        if (name != FormDecisions.DeliverTimer) return await Fire(name, (_, _) => Decision.Nothing);
        var delivered = new List<FormDelivered>();
        foreach (var waiting in State.Waiting) delivered.Add(await Deliver(waiting));
        return await Fire(name, (_, _) => Decision.Accept([.. delivered]));
    }

    protected override Task Committed(IReadOnlyList<IDomainEvent> events)
    {
        // In a turn of its own, so that the visitor does not wait; the timer's row brings it about if this call is lost.
        if (events.Any(e => e is FormSubmitted)) this.AsReference<IDueGrain>().OnDue(FormDecisions.DeliverTimer, Version).Ignore();
        return Task.CompletedTask;
    }

    /// <summary>Every command has an id made of the submission's: what a crash cuts off is done over and changes nothing twice.</summary>
    private async Task<FormDelivered> Deliver(WaitingSubmission waiting)
    {
        var (id, sent) = (waiting.Id, waiting.Submission);
        var contactId = await Contact(id, sent);
        var contact = GrainFactory.GetGrain<IContactGrain>(TenantKey.Format(Key.Tenant, contactId));
        var known = await contact.Get();
        // Anybody can type anybody's phone: what a stranger says fills gaps and changes nothing that is known.
        await contact.Observe(id + ":contact", new ContactObservation(
            known?.Name is null ? sent.Name : null, known?.Phone is null ? sent.Phone : null, null, null, known is null ? State.Settings!.Language : null, "web"));

        await Consent(id, contactId, sent);
        var (leadId, before, refusal) = await Lead(id, contactId, sent);
        if (refusal is not null) return new FormDelivered(id, null, refusal, Now);
        await LeadContacts.Fill(GrainFactory, Key.Tenant, contactId, id + ":card", sent.Email, leadId);
        var facts = before is null ? sent.Facts : sent.Facts.Where(f => !before.Facts.ContainsKey(f.Key)).ToDictionary(StringComparer.Ordinal);
        var learnt = await Lead(leadId).Learn(id + ":facts", new LeadInsight("form:" + id, facts, [LeadSignals.VisitedSite], Now));
        if (before is not null) await Tell(id, leadId, contactId, before.AssignedTo, sent);
        return new FormDelivered(id, leadId, learnt.Accepted ? null : learnt.Detail ?? learnt.Refusal.ToString(), Now);
    }

    /// <summary>The visitor's lead: a new one, or the one that holds the phone or the e-mail already, brought back where it was deleted.</summary>
    private async Task<(string Id, LeadView? Before, string? Refusal)> Lead(string id, string contactId, FormSubmission sent)
    {
        var leadId = contactId;
        for (var i = 0; i < LongestChain; i++)
        {
            var before = await Lead(leadId).Get();
            if (before?.MergedInto is { } survivor)
            {
                leadId = survivor;
                continue;
            }
            if (before is { DeletedAt: null }) return (leadId, before, null);
            // Whose name was claimed a moment ago may not be written yet: then this one stands beside it, to be merged by hand.
            if (before is null) leadId = contactId;
            var outcome = before is null
                ? await Lead(leadId).Open(id + ":lead", new OpenLead(
                    sent.Name, sent.Phone, "web", contactId, null, State.Settings!.Language, sent.Facts.GetValueOrDefault("utm_campaign"),
                    sent.Email is { } email ? new LeadDetails(new Dictionary<string, string> { [LeadFacts.Email] = email }) : null, AllowDuplicate: i > 0))
                : await Lead(leadId).Restore($"{id}:restore:{leadId}", allowDuplicate: false, null);
            if (outcome.Accepted) return (leadId, before, null);
            if (outcome.Refusal != Refusal.Taken || outcome.Detail is not { } other) return (leadId, before, outcome.Detail ?? outcome.Refusal.ToString());
            leadId = other;
        }
        return (leadId, null, "lead");
    }

    /// <summary>The consent counts at once, or when the link that goes to the visitor's address has been opened.</summary>
    private async Task Consent(string id, string contactId, FormSubmission sent)
    {
        if (sent.Consent is not { } consent) return;
        var settings = State.Settings!;
        if (!settings.ConfirmByEmail)
        {
            await LeadContacts.Grant(GrainFactory, Key.Tenant, contactId, consent.Channels, "form:" + Key.Id, id);
        }
        else if (sent.Email is { } email)
        {
            await GrainFactory.GetGrain<IFormConsentGrain>(TenantKey.Format(Key.Tenant, id)).Ask(
                id + ":ask", new FormConsentRequest(Key.Id, State.PublicKey, contactId, email, settings.Language, consent));
            await GrainFactory.GetGrain<ILetterGrain>(TenantKey.Format(Key.Tenant, Id.Named("letter", id))).Post(
                id + ":letter", new Letter(LetterKind.FormConfirmation, "", "", id));
        }
    }

    /// <summary>Whoever has the lead is told that its customer asked again, with the words that were sent.</summary>
    private async Task Tell(string id, string leadId, string contactId, string? owner, FormSubmission sent)
    {
        var body = string.Join('\n', State.Settings!.Fields.Select(f => (f.Label, Said: f.Kind switch
        {
            FormFieldKind.Name => sent.Name,
            FormFieldKind.Phone => sent.Phone,
            FormFieldKind.Email => sent.Email,
            FormFieldKind.Company => sent.Facts.GetValueOrDefault(LeadFacts.CompanyName),
            FormFieldKind.Sector => sent.Facts.GetValueOrDefault(LeadFacts.Sector),
            FormFieldKind.City => sent.Facts.GetValueOrDefault(LeadFacts.City),
            _ => sent.Facts.GetValueOrDefault(f.Name),
        })).Where(l => l.Said is not null).Select(l => $"{l.Label}: {l.Said}"));
        await GrainFactory.GetGrain<IActivityGrain>(TenantKey.Format(Key.Tenant, Id.Named("activity", Key.Tenant, id))).Create(id + ":tell", new CreateActivity(
            ActivityType.FollowUp, State.Settings.Name, body.Length <= LongestBody ? body : body[..LongestBody], Now + AnswerWithin, null,
            ActivityPriority.Normal, owner, new RecordLinks(LeadId: leadId, ContactId: contactId), null, IsAutomated: true));
    }

    private ILeadGrain Lead(string id) => GrainFactory.GetGrain<ILeadGrain>(TenantKey.Format(Key.Tenant, id));

    /// <summary>The contact of a phone, else of an e-mail, else a new one: a customer who wrote before is the same lead.</summary>
    private async Task<string> Contact(string submissionId, FormSubmission sent)
    {
        var alias = sent.Phone is { } phone ? AliasNames.OfPhone(phone) : sent.Email is { } email ? AliasNames.OfEmail(email) : null;
        return alias is null
            ? Id.Named("contact", Key.Tenant, submissionId)
            : await LeadContacts.Alias(GrainFactory, Key.Tenant, alias).Claim(Id.Named("contact", Key.Tenant, alias));
    }
}

/// <summary>Which form a key belongs to.</summary>
[GrainType("form-key")]
internal sealed class FormKeyGrain(
    [PersistentState("form-key", EntityStorage.Provider)] IPersistentState<EntityRecord<FormKeyState>> storage, TimeProvider clock)
    : EntityGrain<FormKeyState>(storage, clock), IFormKeyGrain
{
    public Task<Outcome> Claim(string commandId, string tenantId, string formId) => Execute(commandId, (s, _) =>
        s.TenantId == tenantId && s.FormId == formId ? Decision.Nothing
        : s.TenantId is null ? Decision.Accept(new FormKeyClaimed(tenantId, formId))
        : Decision.Refuse(Refusal.Taken, "key"));

    public Task<FormPlace?> Get() => Task.FromResult(State.TenantId is { } tenant ? new FormPlace(tenant, State.FormId!) : null);
}
