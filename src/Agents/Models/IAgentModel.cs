using SalesFlow.Agents.Definitions;

namespace SalesFlow.Agents.Models;

/// <summary>
/// The port to a language model: one typed request, one step back. Adapters neither retry nor call tools; both are the loop's to decide.
/// </summary>
internal interface IAgentModel
{
    /// <summary>The model's name for an agent, as it is recorded in the run.</summary>
    string NameFor(AgentDefinition agent);

    /// <summary>Makes one step.</summary>
    /// <exception cref="ModelFailureException">The provider could not be reached, refused the call or answered with nothing usable.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<ModelReply> Complete(ModelRequest request, CancellationToken ct);
}

/// <summary>What a model is asked.</summary>
/// <param name="Agent">The agent: settings, schema, tools.</param>
/// <param name="System">The system prompt with the tenant's facts: the same for every turn of a tenant, so that providers can cache it.</param>
/// <param name="Messages">The talk, oldest first.</param>
/// <param name="Tools">Whether tools may be called in this step.</param>
internal sealed record ModelRequest(AgentDefinition Agent, string System, IReadOnlyList<ModelMessage> Messages, bool Tools);

/// <summary>A message of the talk as a model sees it.</summary>
internal abstract record ModelMessage
{
    /// <summary>From the customer's side, or the program's own words to the model.</summary>
    public sealed record User(string Text) : ModelMessage;

    /// <summary>An earlier answer.</summary>
    public sealed record Assistant(string Text) : ModelMessage;

    /// <summary>An earlier step that called tools.</summary>
    public sealed record Calls(IReadOnlyList<ToolCall> Items) : ModelMessage;

    /// <summary>A tool's result.</summary>
    public sealed record ToolResult(string CallId, string Tool, string Json) : ModelMessage;
}

/// <summary>A call that a model asks for. Nothing in it is trusted.</summary>
/// <param name="Id">The provider's id, which its result must carry.</param>
/// <param name="Tool">The tool's name as the model wrote it.</param>
/// <param name="Arguments">Arguments as JSON text, perhaps malformed.</param>
internal sealed record ToolCall(string Id, string Tool, string Arguments);

/// <summary>One step of a model.</summary>
internal abstract record AgentStep
{
    /// <summary>Text: JSON where the model followed the schema, prose where it did not.</summary>
    public sealed record Reply(string Text) : AgentStep;

    /// <summary>Tools to be called before it goes on.</summary>
    public sealed record ToolCalls(IReadOnlyList<ToolCall> Items) : AgentStep;

    /// <summary>The model will not answer.</summary>
    public sealed record Refusal : AgentStep;
}

/// <summary>Why a model stopped.</summary>
internal enum FinishReason
{
    /// <summary>It was done.</summary>
    Stop,
    /// <summary>It ran into the limit of tokens: the text is cut.</summary>
    Length,
    /// <summary>It wants tools.</summary>
    Tools,
    /// <summary>A filter of the provider stopped it.</summary>
    Filter,
}

/// <summary>A step with what it cost.</summary>
internal sealed record ModelReply(AgentStep Step, FinishReason Finish, int InputTokens, int OutputTokens);

/// <summary>Kinds of a model's failure; each has its own answer.</summary>
internal enum ModelFailureKind
{
    /// <summary>No answer in time. Tried again while the deadline allows.</summary>
    Timeout,
    /// <summary>Too many calls (429). Tried again after the pause that the provider names.</summary>
    RateLimited,
    /// <summary>Connection lost, 5xx, or an answer cut off in the middle. Tried again.</summary>
    Unavailable,
    /// <summary>The provider rejects the call as such (other 4xx). Not tried again.</summary>
    Rejected,
    /// <summary>The breaker is open, or the queue is full: not even tried.</summary>
    NotTried,
}

/// <summary>A call that gave no step.</summary>
internal sealed class ModelFailureException(ModelFailureKind kind, string reason, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception("The model gave no answer: " + reason, inner)
{
    /// <summary>What kind of failure.</summary>
    public ModelFailureKind Kind { get; } = kind;

    /// <summary>A stable word for metrics and records, never the provider's text.</summary>
    public string Reason { get; } = reason;

    /// <summary>The pause that the provider asked for.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
