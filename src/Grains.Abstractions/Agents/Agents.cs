using SalesFlow.Channels;
using SalesFlow.Conversations;
using SalesFlow.Knowledge;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents;

/// <summary>Answers a turn: routes to an agent, thinks, calls tools, checks the answer. Implemented beside the agents; knows no grain.</summary>
public interface IAgentRunner
{
    /// <summary>
    /// Makes the answer. Never throws for what a model does: a model that fails, is too slow or answers badly is replaced by the offline
    /// engine and the answer says so. Honours the token within a second.
    /// </summary>
    Task<AgentAnswer> Run(AgentTask task, IAgentTools tools, IAgentJournal journal, CancellationToken ct);

    /// <summary>Whether a run usually takes long enough for a typing indicator (a remote model is configured).</summary>
    bool IsRemote { get; }

    /// <summary>The agents that answer turns.</summary>
    IReadOnlyList<string> Agents { get; }
}

/// <summary>One turn to be answered.</summary>
/// <param name="Turn">The talk.</param>
/// <param name="Tenant">Who sells: prices, facts, stages.</param>
/// <param name="Lead">What is known of the customer, or null.</param>
/// <param name="Now">UTC.</param>
public sealed record AgentTask(TurnSnapshot Turn, TenantView Tenant, LeadView? Lead, DateTimeOffset Now)
{
    /// <summary>The tenant's own versions of agents, by agent; those that are not there are as the product defines them.</summary>
    public IReadOnlyDictionary<string, AgentProfileView> Profiles { get; init; } = new Dictionary<string, AgentProfileView>();

    /// <summary>What the knowledge base gave to the customer's question; null where it was not asked.</summary>
    public IReadOnlyList<KnowledgePassage>? Passages { get; init; }
}

/// <summary>The answer of a run.</summary>
/// <param name="AgentId">The agent that answered.</param>
/// <param name="Engine"><c>offline</c> or <c>model</c>.</param>
/// <param name="Model">The model's name, or null.</param>
/// <param name="FallbackReason">
/// Why offline stood in for a model: <c>timeout</c>, <c>rate_limited</c>, <c>malformed</c>, <c>refused</c>, <c>guard</c>, <c>budget</c>, <c>steps</c>,
/// <c>circuit_open</c>, <c>overloaded</c> or <c>error</c>; null otherwise.
/// </param>
/// <param name="Output">The typed output.</param>
/// <param name="Messages">What to send, in order.</param>
/// <param name="Memory">What to remember for the next turn; an empty value forgets.</param>
/// <param name="Facts">Facts learnt, by the names of <see cref="LeadFacts"/>.</param>
/// <param name="Signals">Signals seen, by the names of <see cref="LeadSignals"/>.</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
public sealed record AgentAnswer(
    string AgentId, string Engine, string? Model, string? FallbackReason, ConversationOutput Output, IReadOnlyList<OutboundContent> Messages,
    IReadOnlyDictionary<string, string> Memory, IReadOnlyDictionary<string, string> Facts, IReadOnlyList<string> Signals, int InputTokens, int OutputTokens)
{
    /// <summary>The band of its confidence: <c>auto</c>, <c>soft</c>, <c>hold</c> or <c>escalate</c>.</summary>
    public string Band { get; init; } = "auto";

    /// <summary>How long it waits before it is sent; null for not at all.</summary>
    public ReplyHold? Hold { get; init; }

    /// <summary>What the run knew and did.</summary>
    public RunTrace Trace { get; init; } = new();

    /// <summary>The passages of the knowledge base that it read; their numbers may be named.</summary>
    public IReadOnlyList<KnowledgePassage> Read { get; init; } = [];

    /// <summary>The customer's question that neither prices nor facts answer: the knowledge base is asked; null where there is none.</summary>
    public string? Question { get; init; }

    /// <summary>Whether the knowledge base was asked and had no answer either.</summary>
    public bool IsGap { get; init; }
}

/// <summary>The typed output of the two conversation agents; its JSON form (snake_case) is fixed by their output schemas.</summary>
public sealed record ConversationOutput(
    string Language, string Response, string IntentDetected, int Sentiment, IReadOnlyDictionary<string, string> Entities, string ActionTaken,
    HandOverRequest? Escalation, int? ScoreChange, double Confidence);

/// <summary>The tools that a run may call: commands with ids of their own, so that a repeat changes nothing.</summary>
public interface IAgentTools
{
    /// <summary>Runs one call.</summary>
    /// <param name="callId"><c>{turn}:{step}:{call}</c>.</param>
    /// <param name="tool">The tool's name, already checked against the agent's allow-list.</param>
    /// <param name="argumentsJson">Arguments as JSON; validated like any request from outside.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The result as JSON, or an error object that the model may read.</returns>
    Task<string> Call(string callId, string tool, string argumentsJson, CancellationToken ct);
}

/// <summary>Steps of a run that were finished before, so that a run begun again does not repeat them.</summary>
public interface IAgentJournal
{
    /// <summary>The steps recorded so far for this turn, in order.</summary>
    IReadOnlyList<JournalStep> Steps { get; }

    /// <summary>Records a step before its tools run.</summary>
    Task Append(JournalStep step);
}

/// <summary>One model step.</summary>
/// <param name="Step">0 for the first.</param>
/// <param name="ResponseJson">What the model answered, in the adapter's own form.</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
[GenerateSerializer, Immutable, Alias("agent.step")]
public sealed record JournalStep(int Step, string ResponseJson, int InputTokens, int OutputTokens);

/// <summary>Invokes an agent by hand with a JSON input and gives its JSON output, both valid against the agent's schemas.</summary>
public interface IAgentInvoker
{
    /// <summary>Ids of the agents that are loaded.</summary>
    IReadOnlyList<string> AgentIds { get; }

    /// <summary>
    /// Runs the agent; null where there is none of that id. Nothing that it does reaches a customer or a record: what is to be done with the answer
    /// stands in it.
    /// </summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="inputJson">The input.</param>
    /// <param name="tenant">Who sells.</param>
    /// <param name="now">UTC.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="profile">The tenant's own version of the agent, or null.</param>
    /// <param name="runId">The run's id; made where it is null.</param>
    Task<AgentInvocation?> Invoke(
        string agentId, string inputJson, TenantView tenant, DateTimeOffset now, CancellationToken ct, AgentProfileView? profile = null, string? runId = null);
}

/// <summary>The outcome of an invocation.</summary>
/// <param name="RunId">The run.</param>
/// <param name="OutputJson">Valid against <c>agents/{id}/output.schema.json</c>; null where the input was not valid.</param>
/// <param name="Status">
/// <c>success</c>, <c>escalated</c>, <c>invalid_input</c>, <c>off</c> where the tenant has switched the agent off, or <c>unavailable</c> where it has no
/// rules and no model answered.
/// </param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="EscalationJson">The escalation object, or null.</param>
/// <param name="Errors">Field errors of an invalid input, by JSON pointer.</param>
/// <param name="Engine"><c>offline</c> or <c>model</c>.</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
public sealed record AgentInvocation(
    string RunId, string? OutputJson, string Status, double Confidence, string? EscalationJson,
    IReadOnlyDictionary<string, string[]> Errors, string Engine, int InputTokens, int OutputTokens)
{
    /// <summary>The answer as it is written down; null where there is none.</summary>
    public AgentRunResult? Result { get; init; }
}
