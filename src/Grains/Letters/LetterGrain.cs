using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Letters;

/// <summary>A letter in the outbox.</summary>
[GrainType("letter")]
internal sealed class LetterGrain(
    [PersistentState("letter", EntityStorage.Provider)] IPersistentState<EntityRecord<LetterState>> storage, TimeProvider clock)
    : EntityGrain<LetterState>(storage, clock), ILetterGrain
{
    public Task<Outcome> Post(string commandId, Letter letter) => Execute(commandId, (s, now) => LetterDecisions.Post(s, letter, now));

    public Task<Outcome> Record(int attempt, DispatchResult result) =>
        Execute($"attempt:{attempt}:{result}", (s, now) => LetterDecisions.Record(s, attempt, result, now));

    public Task<LetterView?> Get() => Task.FromResult(State.Letter is { } l ? new LetterView(l.Kind, State.Status, State.Attempts) : null);

    protected override async Task<DueOutcome> Due(string name)
    {
        var before = State.Attempts;
        var outcome = await Fire(name, LetterDecisions.Due);
        if (State is { Letter: { } letter, Status: LetterStatus.Queued } && State.Attempts > before)
            await GrainFactory.GetGrain<ILetterSenderGrain>(this.GetPrimaryKeyString()).Run(letter, State.Attempts);
        return outcome;
    }

    protected override Task Committed(IReadOnlyList<IDomainEvent> events)
    {
        // In a turn of its own: whoever posted it does not wait for it, and the timer's row stands behind it.
        if (events.Any(e => e is LetterPosted)) this.AsReference<IDueGrain>().OnDue(LetterDecisions.SendTimer, Version).Ignore();
        return Task.CompletedTask;
    }
}
