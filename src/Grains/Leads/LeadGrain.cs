using Microsoft.Extensions.Logging;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Leads;

/// <summary>The lead's grain: reads what a decision needs of others, commits what it came to, and carries out what is due.</summary>
[GrainType("lead")]
internal sealed partial class LeadGrain(
    [PersistentState("lead", EntityStorage.Provider)] IPersistentState<EntityRecord<LeadState>> storage, TimeProvider clock, TenantViews tenants,
    IUserDirectory directory, ILogger<LeadGrain> log)
    : EntityGrain<LeadState>(storage, clock), ILeadGrain
{
    private static readonly TimeSpan DealRetry = TimeSpan.FromHours(1);
    private static readonly string[] AtOnce = [LeadDecisions.OpenDealTimer, LeadRecord.SettleTimer, LeadMerging.Timer];

    /// <summary>The lead that this one was merged into, or null.</summary>
    private ILeadGrain? Survivor => State.MergedInto is { } id ? Lead(id) : null;

    public async Task<Outcome> Open(string commandId, OpenLead command)
    {
        if (State.Exists) return new Outcome(Refusal.None, Version);
        var bands = await Bands();
        Decision Create(LeadState s, DateTimeOffset now) => LeadRecord.Create(s, Key.Id, commandId, command, bands, now);
        // A customer waits for the answer: names are claimed and an owner is found right behind it.
        if (command.ConversationId is not null) return await Execute(commandId, (s, now) => Create(s, now).DueAt(LeadRecord.SettleTimer, now));

        var wanted = Create(State, Now);
        if (!wanted.Accepted) return new Outcome(wanted.Refusal, Version, wanted.Detail);
        var after = LeadRecord.After(State, wanted);
        if (command.AssignTo is { } owner && !await Takes(owner)) return new Outcome(Refusal.Invalid, Version, "assignedTo");
        var (names, other) = await Claim(after.OwnNames, command.AllowDuplicate);
        if (other is not null) return new Outcome(Refusal.Taken, Version, other);
        var choice = command.AssignTo is null ? await Choose(after) : new AssignmentChoice(command.AssignTo, LeadRecord.Manual, [], null);
        return await Execute(commandId, (s, now) =>
        {
            var decision = Create(s, now);
            if (names.Count > 0) decision = decision.And(new LeadNamesClaimed(names, now));
            return LeadRecord.Chosen(decision, LeadRecord.After(s, decision), choice, now);
        });
    }

    public async Task<Outcome> Learn(string commandId, LeadInsight insight)
    {
        if (Survivor is { } survivor) return await survivor.Learn(commandId, insight);
        if (State.Exists && !LeadDecisions.BringsNews(State, insight)) return new Outcome(Refusal.None, Version);
        var bands = await Bands();
        return await Execute(commandId, (s, now) =>
        {
            var decision = LeadDecisions.Learn(s, Key.Id, insight, bands, now);
            // An e-mail that was learnt is claimed behind the commit: a talk is never refused for it.
            return decision is { Accepted: true, IsEmpty: false } && LeadRecord.After(s, decision).OwnNames.Except(s.OwnNames, StringComparer.Ordinal).Any()
                ? decision.DueAt(LeadRecord.SettleTimer, now)
                : decision;
        });
    }

    public Task<Outcome> CustomerWrote(string commandId, DateTimeOffset at) =>
        Survivor is { } survivor ? survivor.CustomerWrote(commandId, at) : Execute(commandId, LeadCadence.CustomerWrote);

    public async Task<Outcome> Answered(string commandId, DateTimeOffset at)
    {
        if (Survivor is { } survivor) return await survivor.Answered(commandId, at);
        var calendar = (await tenants.Get(Key.Tenant)).Calendar();
        return await Execute(commandId, (s, now) => LeadCadence.Answered(s, calendar, at, now));
    }

    public async Task<Outcome> ChangeStatus(string commandId, LeadStatus status, string? reason, long? expectedVersion)
    {
        // What a deal brings about concerns the lead that there is now; a person is told that this one is no more.
        if (Survivor is { } survivor && TenantScope.Actor.Kind == ActorKind.System) return await survivor.ChangeStatus(commandId, status, reason);
        Decision Decide(LeadState s, DateTimeOffset now) => s.MergedInto is not null
            ? Decision.Refuse(Refusal.WrongStatus, "merged")
            : LeadDecisions.ChangeStatus(s, Key.Id, status, reason, Version, expectedVersion, now);
        // A customer is known as a contact, whichever way the lead was won.
        var contact = status == LeadStatus.Converted && State.ContactId is null && Decide(State, Now) is { Accepted: true, IsEmpty: false } ? await Customer() : null;
        return await Execute(commandId, (s, now) => LeadRecord.Linked(Decide(s, now), s, contact, now));
    }

    public Task<Outcome> StopFollowUps(string commandId, string reason) =>
        Survivor is { } survivor ? survivor.StopFollowUps(commandId, reason) : Execute(commandId, (s, now) =>
            s.Exists ? LeadCadence.Stop(Decision.Nothing, s, reason, now) : Decision.Refuse(Refusal.NotFound));

    public async Task<Outcome> Edit(string commandId, LeadEdit edit, long? expectedVersion)
    {
        if (Seen(commandId) is { } seen) return new Outcome(Refusal.None, seen, Repeated: true);
        var bands = await Bands();
        Decision Decide(LeadState s, DateTimeOffset now) => LeadRecord.Edit(s, Key.Id, commandId, edit, bands, Version, expectedVersion, now);
        var wanted = Decide(State, Now);
        if (!wanted.Accepted) return new Outcome(wanted.Refusal, Version, wanted.Detail);
        var (names, other) = await Claim([.. LeadRecord.After(State, wanted).OwnNames.Except(State.OwnNames, StringComparer.Ordinal)], edit.AllowDuplicate);
        if (other is not null) return new Outcome(Refusal.Taken, Version, other);
        return await Execute(commandId, (s, now) => names.Count == 0
            ? Decide(s, now)
            : Decide(s, now).And(new LeadNamesClaimed([.. s.Names.Union(names, StringComparer.Ordinal)], now)));
    }

    public async Task<Outcome> Assign(string commandId, string? userId, long? expectedVersion)
    {
        var actor = TenantScope.Actor;
        var takes = userId is not null && await Takes(userId);
        return await Execute(commandId, (s, now) => LeadRecord.Assign(s, userId, takes, actor, Version, expectedVersion, now));
    }

    public async Task<Outcome> AssignByRules(string commandId, long? expectedVersion, string? except)
    {
        if (Seen(commandId) is { } seen) return new Outcome(Refusal.None, seen, Repeated: true);
        if (LeadRecord.Unmet(State, Version, expectedVersion) is { } unmet) return new Outcome(unmet.Refusal, Version, unmet.Detail);
        var choice = await Choose(State, except);
        return await Execute(commandId, (s, now) =>
            choice.UserId is null && choice.RetryAt is null && s.AssignedTo is null && s.AssignmentReason != choice.Reason
            ? Decision.Accept(new LeadLeftUnassigned(choice.Reason, choice.Skipped, null, now))
            : LeadRecord.Chosen(Decision.Nothing, s, choice, now));
    }

    public async Task<Outcome> Convert(string commandId, string? dealId, bool openDeal, long? expectedVersion)
    {
        if (Seen(commandId) is { } seen) return new Outcome(Refusal.None, seen, Repeated: true);
        Decision Decide(LeadState s, string? contactId, DateTimeOffset now) =>
            LeadRecord.Convert(s, Key.Id, contactId, dealId, openDeal, Version, expectedVersion, now);
        var wanted = Decide(State, null, Now);
        if (!wanted.Accepted) return new Outcome(wanted.Refusal, Version, wanted.Detail);
        if (dealId is not null && await Deal(dealId).Get() is null) return new Outcome(Refusal.Invalid, Version, "dealId");
        var contact = State.ContactId ?? await Customer();
        return await Execute(commandId, (s, now) => Decide(s, contact, now));
    }

    public Task<Outcome> LinkDeal(string commandId, string dealId) =>
        Survivor is { } survivor ? survivor.LinkDeal(commandId, dealId) : Execute(commandId, (s, now) => LeadRecord.LinkDeal(s, dealId, now));

    public Task<Outcome> Delete(string commandId, long? expectedVersion) =>
        Execute(commandId, (s, now) => LeadRecord.Delete(s, Version, expectedVersion, now));

    public async Task<Outcome> Restore(string commandId, bool allowDuplicate, long? expectedVersion)
    {
        if (Seen(commandId) is { } seen) return new Outcome(Refusal.None, seen, Repeated: true);
        var wanted = LeadRecord.Restore(State, Version, expectedVersion, [], Now);
        if (!wanted.Accepted || wanted.IsEmpty) return new Outcome(wanted.Refusal, Version, wanted.Detail);
        var (names, other) = await Claim((State with { DeletedAt = null }).OwnNames, allowDuplicate);
        if (other is not null) return new Outcome(Refusal.Taken, Version, other);
        return await Execute(commandId, (s, now) => LeadRecord.Restore(s, Version, expectedVersion, names, now));
    }

    public async Task<Outcome> Merge(string commandId, string otherLeadId, long? expectedVersion)
    {
        var other = otherLeadId == Key.Id ? null : await Lead(otherLeadId).Get();
        var outcome = await Execute(commandId, (s, now) => LeadMerging.Start(s, Key.Id, commandId, otherLeadId, other, Version, expectedVersion, now));
        return await Proceeded(outcome);
    }

    public async Task<Outcome> Unmerge(string commandId, string otherLeadId, long? expectedVersion) =>
        await Proceeded(await Execute(commandId, (s, now) => LeadMerging.StartUndo(s, otherLeadId, Version, expectedVersion, now)));

    public async Task<LeadView?> JoinInto(string mergeId, string survivorId)
    {
        if (State.MergedInto is null)
            await Execute(mergeId, (s, now) => LeadMerging.Join(s, mergeId, survivorId, now));
        return State.MergedInto == survivorId ? State.View(Key.Id, Version) : null;
    }

    public Task<Outcome> StandAlone(string commandId, string survivorId, IReadOnlyList<string> names) =>
        Execute(commandId, (s, now) => LeadMerging.StandAlone(s, survivorId, names, now));

    public Task TryAssign() => LeadRecord.Asks(State, DueAt(LeadRecord.SettleTimer) is not null) ? Settle() : Assignment.Forget(Key.Id);

    public Task<bool> Holds(string name) => Task.FromResult(State.OwnNames.Contains(name, StringComparer.Ordinal));

    public Task<LeadView?> Get() => Task.FromResult(State.Exists ? State.View(Key.Id, Version) with { UpdatedAt = UpdatedAt } : null);

    protected override Task<DueOutcome> Due(string name) => name switch
    {
        LeadCadence.Timer => FollowUp(),
        LeadDecisions.OpenDealTimer => OpenDeal(),
        LeadRecord.SettleTimer => Settle(),
        LeadMerging.Timer => Proceed(),
        _ => Fire(name, (_, _) => Decision.Nothing),
    };

    protected override Task Committed(IReadOnlyList<IDomainEvent> events)
    {
        // In turns of their own, so that the caller does not wait; the timers' rows bring them about if these calls are lost.
        foreach (var name in AtOnce)
            if (DueAt(name) <= Now) this.AsReference<IDueGrain>().OnDue(name, Version).Ignore();
        return Task.CompletedTask;
    }

    private async Task<DueOutcome> FollowUp()
    {
        var tenant = await tenants.Get(Key.Tenant);
        var calendar = tenant.Calendar();
        var conversation = State.ConversationId is { } id ? GrainFactory.GetGrain<IConversationGrain>(TenantKey.Format(Key.Tenant, id)) : null;
        var view = conversation is null ? null : await conversation.Get();
        var step = LeadCadence.Due(State, view is null ? null : LeadCadence.Situation.Of(view), calendar, Now);
        if (step.Send == 0) return await Fire(LeadCadence.Timer, (_, _) => step.Decision!);

        // The instant that the timer was set to names this round: a repeated delivery sends nothing twice, the next round is another command.
        var command = $"{Key.Id}:{LeadCadence.Timer}:{step.Send}:{DueAt(LeadCadence.Timer)!.Value.UtcTicks}";
        var company = tenant?.CompanyName ?? "";
        var name = State.Name ?? view!.CustomerName;
        var outcome = await conversation!.SendUnasked(
            command, FollowUpTexts.Purpose, FollowUpTexts.Text(step.Send, State.Language, name, company),
            FollowUpTexts.Template(step.Send, State.Language, name, company));
        if (!outcome.Accepted) LogFollowUpRefused(log, outcome.Refusal, outcome.Detail);
        return await Fire(LeadCadence.Timer, (s, now) => LeadCadence.Sent(s, outcome, calendar, now));
    }

    private async Task<DueOutcome> OpenDeal()
    {
        if (State.DealId is not { } dealId) return await Fire(LeadDecisions.OpenDealTimer, (_, _) => Decision.Nothing);
        var tenant = await tenants.Get(Key.Tenant);
        var deal = Deal(dealId);
        // A deal that is there may be telling this lead of its end in a turn of its own, and must not be waited for.
        if (await deal.Get() is not null) return await Fire(LeadDecisions.OpenDealTimer, (_, _) => Decision.Nothing);
        var outcome = await deal.Open($"{Key.Id}:{LeadDecisions.OpenDealTimer}", LeadDeal.Of(State, Key.Id, tenant?.PriceList ?? []));
        if (outcome.Accepted || outcome.Refusal == Refusal.AlreadyExists) return await Fire(LeadDecisions.OpenDealTimer, (_, _) => Decision.Nothing);
        // A tenant whose pipeline is not set up yet: the deal is not forgotten.
        LogDealRefused(log, outcome.Refusal, outcome.Detail);
        return await Fire(LeadDecisions.OpenDealTimer, (_, now) => Decision.Nothing.DueAt(LeadDecisions.OpenDealTimer, now + DealRetry));
    }

    /// <summary>Brings the names that are held to those that should be, and finds an owner where there is none.</summary>
    private async Task<DueOutcome> Settle()
    {
        var own = State.OwnNames;
        var held = new List<string>(own.Count);
        foreach (var name in own)
            if (State.Names.Contains(name, StringComparer.Ordinal) || await Alias(name).Claim(Key.Id) == Key.Id) held.Add(name);
        foreach (var name in State.Names.Except(own, StringComparer.Ordinal)) await Alias(name).Release(Key.Id);
        var choice = LeadRecord.WantsOwner(State) ? await Choose(State) : null;
        return await Fire(LeadRecord.SettleTimer, (s, now) => LeadRecord.Settled(s, held, choice, now));
    }

    /// <summary>Claims names. Where one is another lead's and that matters, those claimed are given up and the other lead is named.</summary>
    private async Task<(IReadOnlyList<string> Names, string? Other)> Claim(IReadOnlyList<string> names, bool allowDuplicate)
    {
        var held = new List<string>(names.Count);
        foreach (var name in names)
        {
            var owner = await Alias(name).Claim(Key.Id);
            if (owner == Key.Id) held.Add(name);
            else if (!allowDuplicate)
            {
                foreach (var claimed in held.Except(State.Names, StringComparer.Ordinal)) await Alias(claimed).Release(Key.Id);
                return ([], owner);
            }
        }
        return (held, null);
    }

    private IAssignmentGrain Assignment => GrainFactory.GetGrain<IAssignmentGrain>(TenantKey.Format(Key.Tenant, AssignmentGrain.KeyId));

    private Task<AssignmentChoice> Choose(LeadState lead, string? except = null) => Assignment
        .Choose(new AssignmentRequest(Key.Id, lead.Facts.GetValueOrDefault(LeadFacts.Sector), lead.Language, lead.FormerOwner, except));

    /// <summary>Whether somebody is active and takes work. A copy is believed in the good only: who came a moment ago is asked of their own grain.</summary>
    private async ValueTask<bool> Takes(string userId)
    {
        return Fit(await directory.Find(Key.Tenant, userId, CancellationToken.None))
            || (TenantKey.FitsId(userId) && Fit(await GrainFactory.GetGrain<IUserGrain>(TenantKey.Format(Key.Tenant, userId)).Get()));

        static bool Fit(UserView? user) => user is { IsActive: true } && Roles.TakesWork(user.Role);
    }

    /// <summary>The customer as a contact: the one whose phone it is, or a new one.</summary>
    private async Task<string> Customer()
    {
        var email = State.Facts.GetValueOrDefault(LeadFacts.Email);
        var alias = State.Phone is { } phone ? AliasNames.OfPhone(phone) : email is not null ? AliasNames.OfEmail(email) : null;
        var id = Id.Named("contact", Key.Tenant, alias ?? "lead:" + Key.Id);
        if (alias is not null) id = await GrainFactory.GetGrain<IContactAliasGrain>(TenantKey.Format(Key.Tenant, alias)).Claim(id);
        var contact = GrainFactory.GetGrain<IContactGrain>(TenantKey.Format(Key.Tenant, id));
        var known = await contact.Get();
        await contact.Observe("lead:" + Key.Id, new ContactObservation(known?.Name ?? State.Name, State.Phone, null, null, known?.Language ?? State.Language, "lead"));
        await LeadContacts.Fill(GrainFactory, Key.Tenant, id, $"lead:{Key.Id}:card", email, Key.Id);
        return id;
    }

    /// <summary>Carries a merge out that has just begun: the caller sees its end, and a timer stands behind it.</summary>
    private async Task<Outcome> Proceeded(Outcome outcome)
    {
        if (!outcome.Accepted || State.Ongoing is not { } begun) return outcome;
        await Proceed();
        // It gave way to the other lead's own merge.
        if (!begun.Undo && State.Ongoing is null && State.Merges.All(m => m.MergeId != begun.MergeId)) return new Outcome(Refusal.WrongStatus, Version, "other");
        return outcome with { Version = Version };
    }

    private async Task<DueOutcome> Proceed()
    {
        if (State.Ongoing is not { } merge) return await Fire(LeadMerging.Timer, (_, _) => Decision.Nothing);
        var bands = await Bands();
        var other = Lead(merge.OtherId);
        if (merge.Undo)
        {
            var names = State.Merges.First(m => m.OtherId == merge.OtherId).Names;
            foreach (var name in names) await Alias(name).Move(Key.Id, merge.OtherId);
            try
            {
                // Until it stands alone, the other lead hands on what it is told, and waits for this one meanwhile: one of the two must not wait for ever.
                await other.StandAlone($"{merge.MergeId}:undo", Key.Id, names).WaitAsync(LeadMerging.Patience, Clock);
            }
            catch (TimeoutException)
            {
                return await Fire(LeadMerging.Timer, (_, now) => Decision.Nothing.DueAt(LeadMerging.Timer, now + LeadMerging.WhileOtherMerges));
            }
            return await Fire(LeadMerging.Timer, (s, now) => LeadMerging.Separate(s, bands, now));
        }
        // Leads that are merged into each other at once must not wait for each other. Whoever waits has committed its beginning first and then seen
        // that the other had begun nothing; in any ring of leads, the last one to begin sees that the next has, and does not wait.
        var seen = await other.Get();
        if (seen is { Merging: true }) return await Fire(LeadMerging.Timer, (s, now) => LeadMerging.Yield(s, Key.Id, now));
        // A lead that went in before a step failed hands on what it is told, and is not waited for again.
        var joined = seen?.MergedInto == Key.Id ? seen : await other.JoinInto(merge.MergeId, Key.Id);
        if (joined is null) return await Fire(LeadMerging.Timer, LeadMerging.Failed);
        var brought = new List<string>();
        foreach (var name in joined.Names.Union(LeadNames.Of(joined.Phone, joined.Facts.GetValueOrDefault(LeadFacts.Email)), StringComparer.Ordinal))
        {
            await Alias(name).Move(merge.OtherId, Key.Id);
            if (await Alias(name).Claim(Key.Id) == Key.Id && !State.Names.Contains(name, StringComparer.Ordinal)) brought.Add(name);
        }
        return await Fire(LeadMerging.Timer, (s, now) => LeadMerging.Absorb(s, joined, brought, bands, now));
    }

    private async ValueTask<TemperatureBands> Bands() => (await tenants.Get(Key.Tenant))?.Scoring ?? new TemperatureBands();

    private ILeadGrain Lead(string id) => GrainFactory.GetGrain<ILeadGrain>(TenantKey.Format(Key.Tenant, id));

    private IDealGrain Deal(string id) => GrainFactory.GetGrain<IDealGrain>(TenantKey.Format(Key.Tenant, id));

    private ILeadAliasGrain Alias(string name) => GrainFactory.GetGrain<ILeadAliasGrain>(TenantKey.Format(Key.Tenant, name));

    [LoggerMessage(Level = LogLevel.Information, Message = "A follow-up was refused: {Refusal} {Detail}")]
    private static partial void LogFollowUpRefused(ILogger log, Refusal refusal, string? detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An earned deal could not be opened and will be tried again: {Refusal} {Detail}")]
    private static partial void LogDealRefused(ILogger log, Refusal refusal, string? detail);
}
