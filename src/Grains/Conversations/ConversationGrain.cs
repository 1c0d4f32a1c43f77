using Microsoft.Extensions.Options;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Conversations;

/// <summary>One talk: the only writer of itself. Takes messages in, opens turns, accepts answers, keeps the outbox's order.</summary>
[GrainType("conversation")]
public sealed class ConversationGrain(
    [PersistentState("conversation", EntityStorage.Provider)] IPersistentState<EntityRecord<ConversationState>> storage,
    TimeProvider clock,
    InboxViews inboxes,
    TenantViews tenants,
    IQuotas quotas,
    IOptions<ConversationOptions> options) : EntityGrain<ConversationState>(storage, clock), IConversationGrain
{
    private readonly ConversationOptions _options = options.Value;
    private IGrainTimer? _debounce;

    /// <inheritdoc/>
    public async Task<Outcome> Receive(ConversationAddress address, IReadOnlyList<InboundMessage> messages)
    {
        var fresh = messages.Where(m => Seen(m.Wamid) is null).DistinctBy(m => m.Wamid).ToList();
        // Who took their consent back before they wrote here is silent from the first word.
        var consent = State.Address is null && fresh.Count > 0 ? await Consent(address.ContactId) : ConsentStatus.Pending;
        while (fresh.Count > 0)
        {
            // The lead has the contact's id: one lead a contact, wherever it writes.
            var decision = ReceiveDecisions.Receive(State, address, fresh, address.ContactId, _options, Now, consent);
            try
            {
                await Commit(decision, fresh.ConvertAll(m => m.Wamid));
                return new Outcome(Refusal.None, Version);
            }
            catch (DuplicateCommandException duplicate)
            {
                // Repeats of messages older than the ids that the state remembers; what is new among them still counts.
                if (fresh.RemoveAll(m => duplicate.CommandIds.Contains(m.Wamid)) == 0) throw;
            }
        }
        return new Outcome(Refusal.None, Version, Repeated: true);
    }

    /// <inheritdoc/>
    public async Task<Outcome> RecordStatuses(IReadOnlyList<StatusUpdate> statuses)
    {
        var decision = SendDecisions.Statuses(State, statuses, _options, Now);
        if (decision is { Accepted: true, IsEmpty: false }) await Commit(decision, []);
        return new Outcome(decision.Refusal, Version);
    }

    /// <inheritdoc/>
    public Task<TurnSnapshot?> GetTurn() => Task.FromResult(Snapshots.Turn(State, Version, Key.Id));

    /// <inheritdoc/>
    public async Task<Outcome> CompleteTurn(long turn, TurnReply reply)
    {
        var decision = TurnDecisions.Complete(State, turn, reply, Version + 1, _options, Now);
        if (!decision.Accepted) return new Outcome(decision.Refusal, Version, decision.Detail);
        await Commit(decision, []);
        return new Outcome(Refusal.None, Version);
    }

    /// <inheritdoc/>
    public async Task<SendOrder?> TakeNextSend()
    {
        var decision = SendDecisions.StartNext(State, Decision.Nothing, _options, Now);
        if (!decision.Events.Any(e => e is SendStarted)) return null;
        _takenByCaller = true;
        try
        {
            await Commit(decision, []);
        }
        finally
        {
            _takenByCaller = false;
        }
        return SendDecisions.OrderUnderWay(State, Key.Id, Now);
    }

    /// <inheritdoc/>
    public async Task<SendOrder?> RecordSend(string messageId, int attempt, SendResult result)
    {
        var decision = SendDecisions.Record(State, messageId, attempt, result, _options, Now);
        if (decision.IsEmpty) return null;
        _takenByCaller = true;
        try
        {
            await Commit(decision, []);
        }
        finally
        {
            _takenByCaller = false;
        }
        return decision.Events.Any(e => e is SendStarted) ? SendDecisions.OrderUnderWay(State, Key.Id, Now) : null;
    }

    /// <inheritdoc/>
    public async Task<Outcome> TakeOver(string commandId, string userId)
    {
        var terms = await Terms();
        return await Execute(commandId, (s, now) => TurnDecisions.TakeOver(s, userId, now, terms));
    }

    /// <inheritdoc/>
    public async Task<Outcome> TakeFrom(string commandId, string userId)
    {
        var terms = await Terms();
        return await Execute(commandId, (s, now) => LeaseDecisions.Take(s, userId, terms, now, force: true));
    }

    /// <inheritdoc/>
    public async Task<Outcome> RenewLease(string userId)
    {
        var terms = await Terms();
        return await Execute((s, now) => LeaseDecisions.Renew(s, userId, terms, now));
    }

    /// <inheritdoc/>
    public async Task<Outcome> Assign(string commandId, string? userId, string byUserId)
    {
        var actor = TenantScope.Actor;
        var terms = await Terms();
        return await Execute(commandId, (s, now) => LeaseDecisions.Assign(s, userId, byUserId, actor, terms, now));
    }

    /// <inheritdoc/>
    public async Task<Outcome> Change(string commandId, string userId, ConversationChange change)
    {
        if (change.AddLabels is { Count: > 0 } labels)
        {
            // A label may be younger than this silo's copy of them.
            if (Unknown(await inboxes.Get(Key.Tenant)) && Unknown(await inboxes.Fresh(Key.Tenant)))
                return new Outcome(Refusal.Invalid, Version, "addLabels");
            bool Unknown(InboxView inbox) => labels.Any(l => inbox.Labels.All(k => k.Id != l || k.Archived));
        }
        return await Execute(commandId, (s, now) => DeskDecisions.Change(s, userId, change, now));
    }

    /// <inheritdoc/>
    public Task<Outcome> MarkRead(string userId) => Execute((s, now) => DeskDecisions.Read(s, userId, now));

    /// <inheritdoc/>
    public Task<Outcome> AddNote(string commandId, string noteId, string userId, string text, IReadOnlyList<string> mentions) =>
        Execute(commandId, (s, now) => DeskDecisions.AddNote(s, noteId, userId, text, mentions, now));

    /// <inheritdoc/>
    public Task<Outcome> EditNote(string commandId, string noteId, string userId, string text, IReadOnlyList<string>? mentions) =>
        Execute(commandId, (s, now) => DeskDecisions.EditNote(s, noteId, userId, text, mentions, now));

    /// <inheritdoc/>
    public Task<Outcome> DeleteNote(string commandId, string noteId, string userId) =>
        Execute(commandId, (s, now) => DeskDecisions.DeleteNote(s, noteId, userId, now));

    /// <inheritdoc/>
    public Task<Outcome> Escalate(string commandId, string reason, string target)
    {
        var actor = TenantScope.Actor;
        return Execute(commandId, (s, now) => TurnDecisions.Escalate(s, reason, target, actor, now));
    }

    /// <inheritdoc/>
    public Task<Outcome> GiveBack(string commandId, string userId) =>
        Execute(commandId, (s, now) => LeaseDecisions.GiveBack(s, userId, _options, now));

    /// <inheritdoc/>
    public async Task<Outcome> SendByHuman(string commandId, string userId, OutboundContent content)
    {
        var terms = await Terms();
        return await Execute(commandId, (s, now) => SendDecisions.Human(s, commandId, userId, content, _options, now, terms));
    }

    /// <inheritdoc/>
    public async Task<Outcome> SendUnasked(string commandId, string purpose, OutboundContent withinWindow, OutboundContent? template)
    {
        if (Seen(commandId) is { } seen) return new Outcome(Refusal.None, seen, Repeated: true);
        Decision Decide(ConversationState s, DateTimeOffset now) => SendDecisions.Unasked(s, commandId, purpose, withinWindow, template, _options, now);
        // Asked last of all: what is refused anyway counts against no plan.
        var wanted = Decide(State, Now);
        if (!wanted.Accepted) return new Outcome(wanted.Refusal, Version, wanted.Detail);
        // A suspended company sends nothing; one whose plan is used up writes to nobody unasked.
        if (await tenants.Get(Key.Tenant) is not { Profile.Suspended: false }) return new Outcome(Refusal.LimitReached, Version, "suspended");
        return await quotas.Allows(Key.Tenant, QuotaMetric.MessagesPerMonth, 1, CancellationToken.None)
            ? await Execute(commandId, Decide)
            : new Outcome(Refusal.LimitReached, Version, QuotaMetric.MessagesPerMonth.Word());
    }

    /// <inheritdoc/>
    public async Task<Outcome> HeedConsent(string commandId, string contactId)
    {
        if (State.Address is not { } address) return new Outcome(Refusal.NotFound, Version);
        // Asked within this turn: whatever is said later comes as a later command.
        var consent = await Consent(address.ContactId, contactId);
        return await Execute(commandId, (s, now) => ConsentDecisions.Heed(s, consent, DueAt(DueNames.Consent) is not null, now));
    }

    /// <inheritdoc/>
    public Task<Outcome> ReleaseReply(string commandId, string userId, long turn, string? text) =>
        Execute(commandId, (s, now) => HeldReplies.Release(s, turn, userId, text, _options, now));

    /// <inheritdoc/>
    public Task<Outcome> DiscardReply(string commandId, string userId, long turn) =>
        Execute(commandId, (s, now) => HeldReplies.Discard(s, turn, userId, now));

    /// <inheritdoc/>
    public Task<ConversationView?> Get() => Task.FromResult(
        Snapshots.View(State, Version, Key.Id) is { } view ? view with { CreatedAt = CreatedAt, UpdatedAt = UpdatedAt } : null);

    /// <inheritdoc/>
    protected override async Task<DueOutcome> Due(string name)
    {
        switch (name)
        {
            case DueNames.Turn:
                if (Snapshots.Turn(State, Version, Key.Id) is not { } turn) return await Fire(name, (_, _) => Decision.Nothing);
                await Thinker.Run(turn);
                return DueOutcome.Pending;
            case DueNames.Held:
                return await Fire(name, (s, now) => HeldReplies.Due(s, _options, now));
            case DueNames.Send:
                return await Fire(name, (s, now) => SendDecisions.Due(s, _options, now));
            case DueNames.Lead:
                var a = State.Address!;
                await GrainFactory.GetGrain<ILeadGrain>(TenantKey.Format(Key.Tenant, State.LeadId)).Open(
                    $"conversation:{Key.Id}",
                    new OpenLead(a.Name, a.To is null ? null : "+" + a.To, "whatsapp", a.ContactId, Key.Id, State.Language));
                return await Fire(name, (_, _) => Decision.Nothing);
            case DueNames.Consent:
                // The last word counts, and the instant of the timer names it: the same message may be followed by several.
                var command = string.Create(
                    System.Globalization.CultureInfo.InvariantCulture, $"{(State.OptedOut ? "opt-out" : "opt-in")}:{Key.Id}:{DueAt(name)!.Value.UtcTicks}");
                var said = State.OptedOut ? ConsentStatus.Revoked : ConsentStatus.Granted;
                foreach (var contactId in (await Persons(State.Address!.ContactId)).Keys.Append(State.Address.ContactId).Distinct(StringComparer.Ordinal))
                    await Contact(contactId).SetConsent(command, ConsentDecisions.Channel, said, "message", State.LastWamid);
                if (State.OptedOut) await GrainFactory.GetGrain<ILeadGrain>(TenantKey.Format(Key.Tenant, State.LeadId)).StopFollowUps(command, "opted_out");
                return await Fire(name, (_, _) => Decision.Nothing);
            case DueNames.Lease:
                var terms = await Terms();
                return await Fire(name, (s, now) => LeaseDecisions.Expire(s, terms, _options, now));
            case DueNames.Snooze:
                return await Fire(name, DeskDecisions.Wake);
            case var media when media.StartsWith(DueNames.Media, StringComparison.Ordinal):
                var wanted = DueNames.MediaOf(media);
                await GrainFactory.GetGrain<IMediaGrain>(TenantKey.Format(Key.Tenant, wanted.Id))
                    .Want(State.Address!.PhoneNumberId, wanted.Type, wanted.FileName);
                return await Fire(name, (_, _) => Decision.Nothing);
            default:
                return DueOutcome.Stale;
        }
    }

    /// <inheritdoc/>
    protected override Decision Entail(Decision decision) => HeldReplies.Settle(State, decision, Now);

    /// <inheritdoc/>
    protected override async Task Committed(IReadOnlyList<IDomainEvent> events)
    {
        var turnOpened = false;
        var sendStarted = false;
        var queued = false;
        foreach (var e in events)
        {
            turnOpened |= e is MessageReceived { Turn: not null } or MessageEdited { Turn: not null } or GivenBack { Turn: not null }
                or LeaseExpired { Turn: not null };
            sendStarted |= e is SendStarted or ReplyQueued { Sending: true };
            queued |= e is MessageQueued;
        }
        if (turnOpened && State.TurnOpen) await StartTurn();
        // Where the caller is the sender itself, it gets the order as its answer.
        if (sendStarted && !_takenByCaller && SendDecisions.OrderUnderWay(State, Key.Id, Now) is { } order) await Sender.Run(order);
        else if (queued && !sendStarted) await Sender.Run(null);
    }

    /// <summary>What contacts say of this channel now, together with those that they were merged into.</summary>
    private async Task<ConsentStatus> Consent(params string[] contactIds) => ConsentDecisions.Of((await Persons(contactIds)).Values);

    /// <summary>Contacts and those that they were merged into, as far as they are there, by their ids.</summary>
    private async Task<Dictionary<string, ContactView>> Persons(params string[] contactIds)
    {
        var views = new Dictionary<string, ContactView>(StringComparer.Ordinal);
        foreach (var id in contactIds)
        {
            for (var next = id; next is not null && !views.ContainsKey(next);)
            {
                if (await Contact(next).Get() is not { } view) break;
                views.Add(next, view);
                next = view.MergedInto;
            }
        }
        return views;
    }

    private IContactGrain Contact(string id) => GrainFactory.GetGrain<IContactGrain>(TenantKey.Format(Key.Tenant, id));

    private async ValueTask<InboxSettings> Terms() => (await inboxes.Get(Key.Tenant)).Settings;

    /// <summary>Runs a command whose repeat does no harm.</summary>
    private async Task<Outcome> Execute(Func<ConversationState, DateTimeOffset, Decision> decide)
    {
        if (IsStale) return new Outcome(Refusal.StaleVersion, Version);
        var decision = decide(State, Now);
        if (decision is { Accepted: true, IsEmpty: false }) await Commit(decision, []);
        return new Outcome(decision.Refusal, Version, decision.Detail);
    }

    private bool _takenByCaller;

    private IAgentTurnGrain Thinker => GrainFactory.GetGrain<IAgentTurnGrain>(this.GetPrimaryKeyString());

    private IDeliveryGrain Sender => GrainFactory.GetGrain<IDeliveryGrain>(this.GetPrimaryKeyString());

    private Task StartTurn()
    {
        if (_options.Debounce == TimeSpan.Zero) return Thinker.Run(Snapshots.Turn(State, Version, Key.Id));
        // Each further message starts the wait anew; the stored timer stands behind it.
        _debounce ??= this.RegisterGrainTimer(
            static (self, _) => self.Think(), this,
            new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        _debounce.Change(_options.Debounce, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    private Task Think()
    {
        // A timer runs outside any request: without the tenant the call would be refused, and only the stored timer would answer.
        TenantScope.Enter(Key.Tenant);
        return Thinker.Run(Snapshots.Turn(State, Version, Key.Id));
    }
}
