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
    public Task<Outcome> Create(string commandId, string key, FormSettings settings) =>
        Execute(commandId, (s, now) => FormDecisions.Create(s, key, settings, now));

    public Task<Outcome> Change(string commandId, FormSettings settings, long? expectedVersion) =>
        Execute(commandId, (s, now) => FormDecisions.Change(s, settings, Version, expectedVersion, now));

    public Task<Outcome> Delete(string commandId, long? expectedVersion) =>
        Execute(commandId, (s, now) => FormDecisions.Delete(s, Version, expectedVersion, now));

    public Task<Outcome> Submit(string commandId, FormSubmission submission) =>
        Execute(commandId, (s, now) => FormDecisions.Submit(s, Id.Named("submission", Key.Id, commandId), submission, now));

    public Task<FormView?> Get() => Task.FromResult(State.IsOpen
        ? new FormView(Key.Id, State.PublicKey, State.Settings!, State.Submissions, State.CreatedAt, Version)
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
        foreach (var channel in sent.Consent?.Channels ?? [])
        {
            // Whoever took consent back gives it again in their own voice, not through a form that anybody can fill in.
            if (known?.Consents.GetValueOrDefault(channel) == ConsentStatus.Revoked) continue;
            await contact.SetConsent($"{id}:consent:{channel}", channel, ConsentStatus.Granted, "form:" + Key.Id, id);
        }

        var lead = GrainFactory.GetGrain<ILeadGrain>(TenantKey.Format(Key.Tenant, contactId));
        var before = await lead.Get();
        var opened = await lead.Open(id + ":lead", new OpenLead(
            sent.Name, sent.Phone, "web", contactId, null, State.Settings!.Language, sent.Facts.GetValueOrDefault("utm_campaign")));
        if (!opened.Accepted) return new FormDelivered(id, null, opened.Detail ?? opened.Refusal.ToString(), Now);
        var facts = before is null ? sent.Facts : sent.Facts.Where(f => !before.Facts.ContainsKey(f.Key)).ToDictionary(StringComparer.Ordinal);
        var learnt = await lead.Learn(id + ":facts", new LeadInsight("form:" + id, facts, [LeadSignals.VisitedSite], Now));
        return new FormDelivered(id, contactId, learnt.Accepted ? null : learnt.Detail ?? learnt.Refusal.ToString(), Now);
    }

    /// <summary>The contact of a phone, else of an e-mail, else a new one: a customer who wrote before is the same lead.</summary>
    private async Task<string> Contact(string submissionId, FormSubmission sent)
    {
        var alias = sent.Phone is { } phone ? AliasNames.OfPhone(phone) : sent.Email is { } email ? "email:#" + Id.Named("email", email) : null;
        return alias is null
            ? Id.Named("contact", Key.Tenant, submissionId)
            : await GrainFactory.GetGrain<IContactAliasGrain>(TenantKey.Format(Key.Tenant, alias)).Claim(Id.Named("contact", Key.Tenant, alias));
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
