using Microsoft.Extensions.Logging;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Contacts;

/// <summary>A person who writes, or whom people know.</summary>
[GrainType("contact")]
public sealed partial class ContactGrain(
    [PersistentState("contact", EntityStorage.Provider)] IPersistentState<EntityRecord<ContactState>> storage, TimeProvider clock, ILogger<ContactGrain> log)
    : EntityGrain<ContactState>(storage, clock), IContactGrain
{
    /// <inheritdoc/>
    public Task<Outcome> Observe(string commandId, ContactObservation observation) =>
        Execute(commandId, (s, now) => ContactDecisions.Observe(s, observation, now));

    /// <inheritdoc/>
    public Task<Outcome> SetConsent(string commandId, string channel, ConsentStatus status, string source, string? proofMessageId) =>
        Execute(commandId, (s, _) => ContactDecisions.SetConsent(s, channel, status, source, proofMessageId));

    /// <inheritdoc/>
    public async Task<Outcome> Absorb(string commandId, string otherContactId)
    {
        var other = otherContactId == Key.Id ? null : await Other(otherContactId).Get();
        return await Execute(commandId, (s, _) => ContactDecisions.Absorb(s, Key.Id, otherContactId, other));
    }

    /// <inheritdoc/>
    public Task<Outcome> Create(string commandId, ContactDetails details) =>
        Execute(commandId, (_, now) => ContactDecisions.Create(Version, details, now));

    /// <inheritdoc/>
    public Task<Outcome> Update(string commandId, ContactDetails changes, long? expectedVersion) =>
        Execute(commandId, (s, now) => ContactDecisions.Update(s, changes, Version, expectedVersion, now));

    /// <inheritdoc/>
    public Task<Outcome> Delete(string commandId, long? expectedVersion) =>
        Execute(commandId, (s, now) => ContactDecisions.Delete(s, Version, expectedVersion, now));

    /// <inheritdoc/>
    public Task<Outcome> Restore(string commandId) => Execute(commandId, (s, now) => ContactDecisions.Restore(s, Version, now));

    /// <inheritdoc/>
    public Task<Outcome> RecordConsent(string commandId, ConsentRecord consent) =>
        Execute(commandId, (_, _) => ContactDecisions.RecordConsent(Version, consent));

    /// <inheritdoc/>
    public async Task<Outcome> MergeInto(string commandId, string survivorId)
    {
        var survivor = survivorId == Key.Id ? null : await Other(survivorId).Get();
        var own = await Leading(ContactMerging.NamesOf(State), Key.Id);
        var outcome = await Execute(commandId, (s, now) => ContactDecisions.MergeInto(s, Version, Key.Id, survivorId, survivor, own, now));
        if (!outcome.Accepted || State.MergedInto != survivorId || DueAt(ContactDecisions.MergeTimer) is null) return outcome;
        if (await FinishMerge() is not { } taken) return outcome;
        if (taken.Accepted) await Commit(Decision.Nothing.DueClear(ContactDecisions.MergeTimer), []);
        // The version of the merge itself: lists never show one that only cleared a timer.
        return taken with { Version = outcome.Version, Repeated = outcome.Repeated };
    }

    /// <inheritdoc/>
    public async Task<Outcome> Unmerge(string commandId, string survivorId)
    {
        var survivor = survivorId == Key.Id ? null : await Other(survivorId).Get();
        var outcome = await Execute(commandId, (s, now) => ContactDecisions.Unmerge(s, Version, Key.Id, survivorId, survivor, now));
        if (!outcome.Accepted || DueAt(ContactDecisions.UnmergeTimer) is null) return outcome;
        if (await FinishUnmerge()) await Commit(Decision.Nothing.DueClear(ContactDecisions.UnmergeTimer), []);
        return outcome;
    }

    /// <inheritdoc/>
    public Task<Outcome> TakeOver(string commandId, ContactView other) =>
        Execute(commandId, (s, _) => ContactDecisions.TakeOver(s, Version, Key.Id, other));

    /// <inheritdoc/>
    public Task<Outcome> GiveBack(string commandId, string otherContactId) =>
        Execute(commandId, (s, _) => ContactDecisions.GiveBack(s, otherContactId));

    /// <inheritdoc/>
    public Task<ContactView?> Get() =>
        Task.FromResult(Version == 0 ? null : State.View(Key.Id, Version) with
        {
            CreatedAt = CreatedAt,
            UpdatedAt = UpdatedAt,
            MergeStep = DueAt(ContactDecisions.MergeTimer) is not null ? MergeStep.Merging
                : DueAt(ContactDecisions.UnmergeTimer) is not null ? MergeStep.Parting : MergeStep.None,
        });

    /// <inheritdoc/>
    protected override async Task<DueOutcome> Due(string name)
    {
        if (name == ContactDecisions.MergeTimer && State.MergedInto is not null)
        {
            // Refused means undone already, by a commit that took the timer along; null, that it was put off.
            if (await FinishMerge() is not { Accepted: true }) return DueOutcome.Done;
        }
        else if (name == ContactDecisions.UnmergeTimer && !await FinishUnmerge())
        {
            return DueOutcome.Done;
        }
        return await Fire(name, (_, _) => Decision.Nothing);
    }

    /// <summary>
    /// The rest of a merge; every step may be repeated. Where the survivor refuses, the merge is taken back; null where it was put off.
    /// </summary>
    private async Task<Outcome?> FinishMerge()
    {
        var survivorId = State.MergedInto!;
        // Contacts that are merged into each other at once must not wait for each other. Whoever waits has committed its own step first and then seen
        // that the other has none; in any ring of contacts, the last one to commit sees the next one's, and does not wait.
        var facing = ContactDecisions.Face(Key.Id, await Other(survivorId).Get());
        if (facing == Facing.Later)
        {
            await Commit(Decision.Nothing.DueAt(ContactDecisions.MergeTimer, Now + ContactDecisions.WhileOtherMoves), []);
            return null;
        }
        var taken = facing == Facing.GiveUp
            ? new Outcome(Refusal.WrongStatus, Version, "merged")
            : await Other(survivorId).TakeOver(Id.Named("take-over", Key.Id, survivorId, $"{State.Merges}"), State.View(Key.Id, Version));
        if (!taken.Accepted)
        {
            LogRefused(log, taken.Refusal, taken.Detail);
            await Commit(Decision.Accept(new ContactUnmerged(survivorId, [], Now)).DueClear(ContactDecisions.MergeTimer), []);
            return taken;
        }
        foreach (var alias in await Leading(State.MovedAliases, Key.Id))
            await Alias(alias).Move(Id.Named("merge", alias, survivorId, Key.Id, $"{State.Merges}"), survivorId);
        return taken;
    }

    /// <summary>The rest of an undoing; every step may be repeated. False where it was put off: the survivor is being merged itself.</summary>
    private async Task<bool> FinishUnmerge()
    {
        if (State.LastSurvivor is not { } survivorId) return true;
        if (await Other(survivorId).Get() is { MergeStep: MergeStep.Merging })
        {
            await Commit(Decision.Nothing.DueAt(ContactDecisions.UnmergeTimer, Now + ContactDecisions.WhileOtherMoves), []);
            return false;
        }
        await Other(survivorId).GiveBack(Id.Named("give-back", Key.Id, survivorId, $"{State.Merges}"), Key.Id);
        foreach (var alias in await Leading(State.MovedAliases, survivorId))
            await Alias(alias).Move(Id.Named("unmerge", alias, survivorId, Key.Id, $"{State.Merges}"), Key.Id);
        return true;
    }

    /// <summary>Those of the names that lead to a contact now.</summary>
    private async Task<IReadOnlyList<string>> Leading(IReadOnlyList<string> names, string contactId)
    {
        var owners = await Task.WhenAll(names.Select(n => Alias(n).Get()));
        return [.. names.Where((_, i) => owners[i] == contactId)];
    }

    private IContactGrain Other(string contactId) => GrainFactory.GetGrain<IContactGrain>(TenantKey.Format(Key.Tenant, contactId));

    private IContactAliasGrain Alias(string name) => GrainFactory.GetGrain<IContactAliasGrain>(TenantKey.Format(Key.Tenant, name));

    [LoggerMessage(Level = LogLevel.Information, Message = "A merge was taken back: {Refusal} {Detail}")]
    private static partial void LogRefused(ILogger log, Refusal refusal, string? detail);
}
