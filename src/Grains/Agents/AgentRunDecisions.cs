using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Agents;

/// <summary>What commands to a run come to.</summary>
internal static class AgentRunDecisions
{
    /// <summary>The timer under which a run is thought.</summary>
    internal const string Think = "think";

    /// <summary>The timer under which its answer has its effect.</summary>
    internal const string Act = "act";

    /// <summary>The longest input that is kept, in characters.</summary>
    internal const int LongestInput = 100_000;

    /// <summary>The longest addition to an input that is made of a subject, in characters.</summary>
    internal const int LongestAdded = 20_000;

    /// <summary>How long an action waits whose subject was busy.</summary>
    internal static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(30);

    /// <summary>A run that could not be thought within this time is given up.</summary>
    internal static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(1);

    internal static Decision Start(AgentRunState state, StartAgentRun c, DateTimeOffset now)
    {
        if (state.Status != AgentRunStatus.None) return Decision.Nothing;
        if (c.InputJson?.Length > LongestInput || c.AddedJson?.Length > LongestAdded) return Decision.Refuse(Refusal.Invalid, "input");
        return Decision.Accept(Started(c, now)).DueAt(Think, c.NotBefore is { } at && at > now ? at : now);
    }

    internal static Decision Record(AgentRunState state, StartAgentRun c, AgentRunResult result, DateTimeOffset now)
    {
        if (state.Status != AgentRunStatus.None) return Decision.Nothing;
        // By hand: whoever asked has the answer and does with it what they like; its actions are offered, not done.
        return Decision.Accept(Started(c with { InputJson = null }, now), new AgentRunFinished(c.AgentId, Word(result, held: false), result with { Actions = [] }, now));
    }

    internal static Decision Finish(AgentRunState state, AgentRunResult result, DateTimeOffset now)
    {
        if (state.Status != AgentRunStatus.Running) return Decision.Refuse(Refusal.StaleTurn);
        var shadow = state.Start!.Trigger == "shadow";
        if (shadow) result = result with { Actions = [] };
        var held = (result.Band == "hold" || state.Start.Hold) && result.Actions.Count > 0;
        var decision = Decision.Accept(new AgentRunFinished(state.Start.AgentId, Word(result, held), result, now)).DueClear(Think);
        return held || result.Actions.Count == 0 ? decision : decision.DueAt(Act, now);
    }

    /// <summary>
    /// What the answer asked for has been done; what it tells the team is told by the same commit. What found its subject busy is tried again for an hour
    /// from when it was to be done: the others answer that they are done already.
    /// </summary>
    internal static Decision Acted(AgentRunState state, IReadOnlyList<string> outcomes, DateTimeOffset since, DateTimeOffset now)
    {
        if (outcomes.Contains(AgentActions.Busy) && now < since + GiveUpAfter) return Decision.Nothing.DueAt(Act, now + TryAgainAfter);
        var decision = Decision.Accept(new AgentRunActed(outcomes, now));
        if (state.Actions.FirstOrDefault(a => a.Do == AgentActions.Notify) is not { } alert) return decision;
        var start = state.Start!;
        return decision.And(new AgentRunAlerted(start.AgentId, start.SubjectKind, start.SubjectId, alert.Text, alert.Target, now));
    }

    internal static Decision Fail(AgentRunState state, string reason, DateTimeOffset now) => state.Status == AgentRunStatus.Running
        ? Decision.Accept(new AgentRunFailed(reason, now)).DueClear(Think)
        : Decision.Refuse(Refusal.StaleTurn);

    internal static Decision Release(AgentRunState state, string userId, DateTimeOffset now) => state.Status switch
    {
        AgentRunStatus.None => Decision.Refuse(Refusal.NotFound),
        AgentRunStatus.Held => Decision.Accept(new AgentRunReleased(userId, now)).DueAt(Act, now),
        _ => Decision.Refuse(Refusal.WrongStatus, "nothing_held"),
    };

    internal static Decision Discard(AgentRunState state, string userId, string? reason, DateTimeOffset now) => state.Status switch
    {
        AgentRunStatus.None => Decision.Refuse(Refusal.NotFound),
        AgentRunStatus.Held => Decision.Accept(new AgentRunDiscarded(userId, reason, now)),
        _ => Decision.Refuse(Refusal.WrongStatus, "nothing_held"),
    };

    private static AgentRunStarted Started(StartAgentRun c, DateTimeOffset now) =>
        new(c.AgentId, c.Trigger, c.SubjectKind, c.SubjectId, c.InputJson, c.By, c.NotBefore, now)
        {
            Trial = c.Trial,
            Reference = c.Reference,
            AddedJson = c.AddedJson,
            Hold = c.Hold,
        };

    private static string Word(AgentRunResult result, bool held) => held ? "held" : result.Escalations.Count > 0 ? "escalated" : "success";
}
