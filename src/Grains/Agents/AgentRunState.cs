using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Entities;

namespace SalesFlow.Grains.Agents;

/// <summary>How far a run has come.</summary>
internal enum AgentRunStatus
{
    /// <summary>Not begun.</summary>
    None,
    /// <summary>It waits for its time, or is being thought.</summary>
    Running,
    /// <summary>Its answer waits for a person.</summary>
    Held,
    /// <summary>It is over.</summary>
    Over,
}

/// <summary>What a run remembers while it goes on; input and output stand in its events and its read row.</summary>
internal sealed record AgentRunState : IFold<AgentRunState>
{
    /// <summary>How far it has come.</summary>
    public AgentRunStatus Status { get; init; }

    /// <summary>What called it.</summary>
    public StartAgentRun? Start { get; init; }

    /// <summary>When it was called, UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>What is still to be done with its answer.</summary>
    public IReadOnlyList<AgentAction> Actions { get; init; } = [];

    public AgentRunState Apply(IDomainEvent e) => e switch
    {
        AgentRunStarted s => this with
        {
            Status = AgentRunStatus.Running,
            Start = new StartAgentRun(s.AgentId, s.Trigger, s.SubjectKind, s.SubjectId, s.InputJson, s.By, s.NotBefore)
            {
                Trial = s.Trial,
                Reference = s.Reference,
                AddedJson = s.AddedJson,
                Hold = s.Hold,
            },
            StartedAt = s.At,
        },
        AgentRunFinished f => this with
        {
            Status = f.Status == "held" ? AgentRunStatus.Held : AgentRunStatus.Over,
            Start = Start! with { InputJson = null, AddedJson = null, Trial = null },
            Actions = f.Result.Actions,
        },
        AgentRunReleased => this with { Status = AgentRunStatus.Over },
        AgentRunDiscarded or AgentRunFailed => this with { Status = AgentRunStatus.Over, Actions = [] },
        AgentRunActed => this with { Actions = [] },
        _ => this,
    };
}
