using Orleans.Placement;
using SalesFlow.Agents;
using SalesFlow.Conversations;
using SalesFlow.Entities;

namespace SalesFlow.Grains.Conversations;

/// <summary>The finished steps of the newest turn that called tools.</summary>
public sealed class TurnJournalState
{
    /// <summary>The turn that the steps belong to.</summary>
    public long Turn { get; set; }

    /// <summary>The steps, in order.</summary>
    public List<JournalStep> Steps { get; set; } = [];
}

/// <summary>Keeps a turn's steps. A grain of its own, so that a turn without tools, which is nearly every one, costs no read and no write.</summary>
[GrainType("turn-journal")]
[PreferLocalPlacement]
public sealed class TurnJournalGrain([PersistentState("turn-journal", EntityStorage.Relational)] IPersistentState<TurnJournalState> storage)
    : Grain, ITurnJournalGrain
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalStep>> Read(long turn) =>
        Task.FromResult<IReadOnlyList<JournalStep>>(storage.State.Turn == turn ? [.. storage.State.Steps] : []);

    /// <inheritdoc/>
    public async Task Append(long turn, JournalStep step)
    {
        var before = storage.State;
        if (turn < before.Turn || (turn == before.Turn && before.Steps.Exists(s => s.Step == step.Step))) return;
        storage.State = new TurnJournalState { Turn = turn, Steps = turn == before.Turn ? [.. before.Steps, step] : [step] };
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}

/// <summary>A turn's journal as a run sees it.</summary>
internal sealed class TurnJournal(ITurnJournalGrain grain, long turn, IReadOnlyList<JournalStep> recorded) : IAgentJournal
{
    private readonly List<JournalStep> _steps = [.. recorded];

    public IReadOnlyList<JournalStep> Steps => _steps;

    public async Task Append(JournalStep step)
    {
        await grain.Append(turn, step);
        _steps.Add(step);
    }
}
