using SalesFlow.Agents.Definitions;

namespace SalesFlow.Agents.Turns;

/// <summary>What a turn's run knew.</summary>
internal static class TurnTrace
{
    private const int MaxAnswered = 16;

    /// <summary>The trace of a run that begins.</summary>
    public static RunTrace Of(AgentDefinition agent, AgentTask task) => new()
    {
        Revision = agent.Revision,
        SawFrom = task.Turn.History.Count > 0 ? task.Turn.History[0].MessageId : null,
        SawCount = task.Turn.History.Count + task.Turn.Pending.Count,
        Answered = [.. task.Turn.Pending.TakeLast(MaxAnswered).Select(l => l.MessageId)],
        Facts = task.Lead?.Facts ?? new Dictionary<string, string>(),
        Score = task.Lead?.Score,
        CostSar = 0,
    };
}
