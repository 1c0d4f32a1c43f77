using SalesFlow.Agents;

namespace SalesFlow.Grains.Conversations;

/// <summary>The finished steps of the newest turn that called tools.</summary>
public sealed class TurnJournalState
{
    /// <summary>The turn that the steps belong to.</summary>
    public long Turn { get; set; }

    /// <summary>The steps, in order.</summary>
    public List<JournalStep> Steps { get; set; } = [];
}

/// <summary>A turn's journal on stored state. Steps of an earlier turn are dropped when a new one is recorded.</summary>
internal sealed class TurnJournal(IPersistentState<TurnJournalState> storage, long turn) : IAgentJournal
{
    public IReadOnlyList<JournalStep> Steps => storage.State.Turn == turn ? storage.State.Steps : [];

    public Task Append(JournalStep step)
    {
        storage.State = new TurnJournalState { Turn = turn, Steps = [.. Steps, step] };
        return storage.WriteStateAsync();
    }
}
