using SalesFlow.Feed;

namespace SalesFlow.Agents;

/// <summary>Reads runs and versions of agents. Every method needs the tenant, and gives that tenant's rows only.</summary>
public interface IAgentRunLists
{
    /// <summary>Runs, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<AgentRunSummary>> Runs(string tenant, AgentRunFilter filter, string? cursor, int limit, CancellationToken ct);

    /// <summary>A run with all that it knew and did, or null.</summary>
    Task<AgentRunDetail?> Run(string tenant, string runId, CancellationToken ct);

    /// <summary>The run that wrote a message, or null where nobody's run did.</summary>
    Task<AgentRunDetail?> RunOf(string tenant, string conversationId, string messageId, CancellationToken ct);

    /// <summary>A tenant's own versions of an agent, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<AgentVersionView>> Versions(string tenant, string agentId, string? cursor, int limit, CancellationToken ct);

    /// <summary>One of those versions, or null.</summary>
    Task<AgentVersionView?> Version(string tenant, string agentId, int number, CancellationToken ct);
}

/// <summary>Which runs are wanted. All conditions hold at once.</summary>
/// <param name="Kind"><c>talk</c> for answers to customers, <c>task</c> for the others (all calls by hand among them); null for both.</param>
/// <param name="AgentId">Of one agent; null for all of the kind.</param>
/// <param name="Status">A status; null for all.</param>
/// <param name="SubjectId">About one conversation, lead or deal; null for all.</param>
public sealed record AgentRunFilter(string? Kind, string? AgentId = null, string? Status = null, string? SubjectId = null);

/// <summary>A run in a list.</summary>
/// <param name="RunId">The run.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="Trigger"><c>turn</c>, <c>event:{name}</c>, <c>manual</c>, <c>schedule</c> or <c>shadow</c>.</param>
/// <param name="SubjectKind">What it is about, or null.</param>
/// <param name="SubjectId">Its id, or null.</param>
/// <param name="Status">
/// Of a talk: <c>sent</c>, <c>held</c> or <c>dropped</c>. Of a task: <c>running</c>, <c>success</c>, <c>escalated</c>, <c>held</c>, <c>released</c>,
/// <c>discarded</c> or <c>failed</c>.
/// </param>
/// <param name="Band">The band of its confidence, or null.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Intent">What a customer wanted, or null.</param>
/// <param name="EscalationReason">Why a person was called, or null.</param>
/// <param name="EscalationTarget">Who was called, or null.</param>
/// <param name="Engine"><c>offline</c> or <c>model</c>; empty before it has answered.</param>
/// <param name="Model">The model, or null.</param>
/// <param name="FallbackReason">Why the rules stood in for the model, or null.</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="CostSar">In riyals to six places; null where the model's price is not known.</param>
/// <param name="Milliseconds">Time to the answer.</param>
/// <param name="At">When it began, UTC.</param>
/// <param name="FinishedAt">When it answered, UTC; null before.</param>
public sealed record AgentRunSummary(
    string RunId, string AgentId, string Trigger, string? SubjectKind, string? SubjectId, string Status, string? Band, double Confidence, string? Intent,
    string? EscalationReason, string? EscalationTarget, string Engine, string? Model, string? FallbackReason, int InputTokens, int OutputTokens,
    decimal? CostSar, int Milliseconds, DateTimeOffset At, DateTimeOffset? FinishedAt)
{
    /// <summary>The recorded run that it is compared with; null where it is no trial.</summary>
    public string? Reference { get; init; }
}

/// <summary>A run with all that it knew and did.</summary>
/// <param name="Run">The run.</param>
/// <param name="By">Whose doing it was, or null.</param>
/// <param name="InputJson">What went in; null for a talk, whose messages stand in <paramref name="Saw"/>.</param>
/// <param name="OutputJson">What came out; null for a talk, whose messages stand in <paramref name="Wrote"/>.</param>
/// <param name="Saw">The messages that it saw, oldest first, at most 40.</param>
/// <param name="Wrote">What it wrote to the customer.</param>
/// <param name="Trace">What it knew and did; null where it was before this is kept.</param>
/// <param name="Escalations">Why a person was needed, and who, the weightiest first.</param>
/// <param name="Actions">What was to be done with it, and what became of that.</param>
/// <param name="Ended">Why it failed or was dropped, or null.</param>
/// <param name="EndedBy">The person who let it go or dropped it, or null.</param>
public sealed record AgentRunDetail(
    AgentRunSummary Run, string? By, string? InputJson, string? OutputJson, IReadOnlyList<AgentRunLine> Saw, IReadOnlyList<AgentRunLine> Wrote, RunTrace? Trace,
    IReadOnlyList<AgentRunEscalation> Escalations, IReadOnlyList<AgentRunEffect> Actions, string? Ended, string? EndedBy);

/// <summary>A message that a run saw or wrote.</summary>
public sealed record AgentRunLine(string MessageId, bool FromCustomer, string? Text, DateTimeOffset At);

/// <summary>Something that was to be done with a run's answer.</summary>
/// <param name="Action">What.</param>
/// <param name="Outcome"><c>done</c>, a refusal's stable word, or null where it has not been done.</param>
public sealed record AgentRunEffect(AgentAction Action, string? Outcome);

/// <summary>A version of a tenant's own of an agent.</summary>
public sealed record AgentVersionView(int Number, AgentOverride Content, string? Note, int? RestoredFrom, string By, DateTimeOffset At);
