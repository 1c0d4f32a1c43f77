using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.Agents;

/// <summary>
/// One run of an agent that does a task, from what called it to what was done with its answer. Key: <c>tenant/{run id}</c>. The thinking happens
/// outside its turn; its own commits say how far the run has come, so that a crash resumes it and a repeat changes nothing.
/// </summary>
[Alias("agent-run")]
public interface IAgentRunGrain : ITenantScoped
{
    /// <summary>Something calls the agent. The run begins at <see cref="StartAgentRun.NotBefore"/>, or at once.</summary>
    [Alias("Start")]
    Task<Outcome> Start(string commandId, StartAgentRun command);

    /// <summary>Writes down a run that is over already: one by hand, whose answer the caller has.</summary>
    [Alias("Record")]
    Task<Outcome> Record(string commandId, StartAgentRun command, AgentRunResult result);

    /// <summary>What to think about, or null where nothing is to be thought.</summary>
    [Alias("GetWork")]
    Task<AgentRunWork?> GetWork();

    /// <summary>The answer. Refused as stale where the run is over.</summary>
    [Alias("Finish")]
    Task<Outcome> Finish(AgentRunResult result);

    /// <summary>The run cannot be thought: its subject is gone, its input is not valid, or the agent is off.</summary>
    [Alias("Fail")]
    Task<Outcome> Fail(string reason);

    /// <summary>The run could not be thought now: its timer asks again in a moment, and gives it up after an hour.</summary>
    [Alias("Postpone")]
    Task<Outcome> Postpone();

    /// <summary>A person lets a held answer have its effect.</summary>
    [Alias("Release")]
    [Requires(Permission.AgentsInvoke)]
    Task<Outcome> Release(string commandId, string userId);

    /// <summary>A person drops a held answer.</summary>
    [Alias("Discard")]
    [Requires(Permission.AgentsInvoke)]
    Task<Outcome> Discard(string commandId, string userId, string? reason);
}

/// <summary>Thinks for one run, in a queue of its own. Same key as the run.</summary>
[Alias("agent-work")]
public interface IAgentWorkGrain : ITenantScoped
{
    /// <summary>Thinks about the run, where it still waits for that.</summary>
    [Alias("Run")]
    [Orleans.Concurrency.OneWay]
    Task Run();
}

/// <summary>What calls an agent.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Trigger"><c>event:{name}</c>, <c>manual</c>, <c>schedule</c> or <c>shadow</c>.</param>
/// <param name="SubjectKind">What it is about: <c>lead</c>, <c>conversation</c>, <c>deal</c>, …; or null.</param>
/// <param name="SubjectId">Its id, or null.</param>
/// <param name="InputJson">The input; null where it is made of the subject when the run begins.</param>
/// <param name="By">Whose doing it is, or null.</param>
/// <param name="NotBefore">UTC; null for at once.</param>
[GenerateSerializer, Immutable, Alias("agent-run.start")]
public sealed record StartAgentRun(
    string AgentId, string Trigger, string? SubjectKind, string? SubjectId, string? InputJson, string? By, DateTimeOffset? NotBefore = null)
{
    /// <summary>A version of the agent to be tried in place of the tenant's own; null for the tenant's own.</summary>
    [Id(0)]
    public AgentOverride? Trial { get; init; }

    /// <summary>The recorded run that this one is compared with, or null.</summary>
    [Id(1)]
    public string? Reference { get; init; }

    /// <summary>What the caller adds to the input that is made of the subject: a JSON object whose members stand above the subject's own; or null.</summary>
    [Id(2)]
    public string? AddedJson { get; init; }

    /// <summary>Its effect waits for a person, however sure the agent is.</summary>
    [Id(3)]
    public bool Hold { get; init; }
}

/// <summary>What a run has to think about.</summary>
/// <param name="Start">What called it.</param>
/// <param name="StartedAt">When it was called, UTC.</param>
[GenerateSerializer, Immutable, Alias("agent-run.work")]
public sealed record AgentRunWork(StartAgentRun Start, DateTimeOffset StartedAt);

/// <summary>What a run came to.</summary>
/// <param name="InputJson">What went in.</param>
/// <param name="OutputJson">What came out, valid against the agent's schema.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Band"><c>auto</c>, <c>soft</c>, <c>hold</c> or <c>escalate</c>.</param>
/// <param name="Escalations">Why a person is needed, and who, the weightiest first.</param>
/// <param name="Actions">What is to be done with it.</param>
/// <param name="Engine"><c>offline</c> or <c>model</c>.</param>
/// <param name="Model">The model, or null.</param>
/// <param name="FallbackReason">Why the rules stood in for the model, or null.</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="Milliseconds">Time to the answer.</param>
/// <param name="Trace">What it knew and did.</param>
[GenerateSerializer, Immutable, Alias("agent-run.result")]
public sealed record AgentRunResult(
    string InputJson, string OutputJson, double Confidence, string Band, IReadOnlyList<AgentRunEscalation> Escalations,
    IReadOnlyList<AgentAction> Actions, string Engine, string? Model, string? FallbackReason, int InputTokens, int OutputTokens, int Milliseconds,
    RunTrace Trace);

/// <summary>Why a person is needed, and who.</summary>
/// <param name="Reason">A stable word.</param>
/// <param name="Target">Who.</param>
[GenerateSerializer, Immutable, Alias("agent-run.escalation")]
public sealed record AgentRunEscalation(string Reason, string Target);

/// <summary>Something to be done with a run's answer; every part of it is data that the agent's definition names, never the model's choice of command.</summary>
/// <param name="Do"><c>note</c>, <c>task</c>, <c>notify</c>, <c>update</c>, <c>send</c>, <c>hand_over</c>, <c>learn</c> or <c>gap</c>.</param>
/// <param name="Text">The words: a note's, an alert's, a message's, a task's title, a hand-over's summary, a change's reason, a gap's question; at most
/// 2,000 characters.</param>
/// <param name="Due">A task's due time, UTC; or null.</param>
/// <param name="Target">Whom a hand-over or an alert is for; or null.</param>
/// <param name="Values">
/// Facts to learn, by name. Of an update: <c>status</c> (<c>qualified</c>) and <c>owner</c> (<c>rules</c>) of a lead, <c>priority</c> of a conversation.
/// </param>
[GenerateSerializer, Immutable, Alias("agent-run.action")]
public sealed record AgentAction(
    string Do, string Text, DateTimeOffset? Due = null, string? Target = null, IReadOnlyDictionary<string, string>? Values = null);

/// <summary>An agent was called.</summary>
[EventName("agent-run.started")]
public sealed record AgentRunStarted(
    string AgentId, string Trigger, string? SubjectKind, string? SubjectId, string? InputJson, string? By, DateTimeOffset? NotBefore,
    DateTimeOffset At) : IDomainEvent
{
    /// <summary>A version of the agent that is tried; null for the tenant's own.</summary>
    public AgentOverride? Trial { get; init; }

    /// <summary>The recorded run that this one is compared with, or null.</summary>
    public string? Reference { get; init; }

    /// <summary>What the caller adds to the input, or null.</summary>
    public string? AddedJson { get; init; }

    /// <summary>Its effect waits for a person.</summary>
    public bool Hold { get; init; }
}

/// <summary>The agent has answered.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Status"><c>success</c>, <c>escalated</c> or <c>held</c>.</param>
/// <param name="Result">The answer.</param>
/// <param name="At">UTC.</param>
[EventName("agent-run.finished")]
public sealed record AgentRunFinished(string AgentId, string Status, AgentRunResult Result, DateTimeOffset At) : IDomainEvent;

/// <summary>The run came to no answer.</summary>
/// <param name="Reason">A stable word.</param>
/// <param name="At">UTC.</param>
[EventName("agent-run.failed")]
public sealed record AgentRunFailed(string Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>A person let a held answer have its effect.</summary>
[EventName("agent-run.released")]
public sealed record AgentRunReleased(string UserId, DateTimeOffset At) : IDomainEvent;

/// <summary>A person dropped a held answer.</summary>
[EventName("agent-run.discarded")]
public sealed record AgentRunDiscarded(string UserId, string? Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>The team is told something by an agent: an alert.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="SubjectKind">What it is about, or null.</param>
/// <param name="SubjectId">Its id, or null.</param>
/// <param name="Text">What is told, at most 2,000 characters.</param>
/// <param name="Target">Whom it is for, a stable word; or null for the supervisors.</param>
/// <param name="At">UTC.</param>
[EventName("agent-run.alerted")]
public sealed record AgentRunAlerted(string AgentId, string? SubjectKind, string? SubjectId, string Text, string? Target, DateTimeOffset At) : IDomainEvent;

/// <summary>What the answer asked for was done.</summary>
/// <param name="Outcomes">What became of each action, in their order: <c>done</c>, or the refusal's stable word.</param>
/// <param name="At">UTC.</param>
[EventName("agent-run.acted")]
public sealed record AgentRunActed(IReadOnlyList<string> Outcomes, DateTimeOffset At) : IDomainEvent;
