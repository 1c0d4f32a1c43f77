using SalesFlow.Conversations;

namespace SalesFlow.Feed;

/// <summary>A page of a list. Pages follow a cursor, never an offset.</summary>
/// <typeparam name="T">A row.</typeparam>
/// <param name="Items">The rows.</param>
/// <param name="Next">The cursor of the next page, or null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Reads lists. Every method needs the tenant, and gives that tenant's rows only.</summary>
public interface IReadModels
{
    /// <summary>Conversations, newest message first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<ConversationRowView>> Conversations(string tenant, Handler? handler, string? search, string? cursor, int limit, CancellationToken ct);

    /// <summary>Messages of a conversation, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<MessageRowView>> Messages(string tenant, string conversationId, string? cursor, int limit, CancellationToken ct);

    /// <summary>Runs of agents, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<AgentRunRowView>> AgentRuns(string tenant, string? conversationId, string? cursor, int limit, CancellationToken ct);

    /// <summary>Waits until an entity's row shows at least a version, at most the time given: read your own writes. False where it still lags.</summary>
    Task<bool> WaitFor(string tenant, string entity, string id, long version, TimeSpan atMost, CancellationToken ct);
}

/// <summary>A conversation in a list.</summary>
public sealed record ConversationRowView(
    string Id, string ContactId, string LeadId, string? CustomerName, string? Phone, string Language, Handler Handler, string? HandOverReason, string? HeldBy,
    bool OptedOut, string? LastText, bool LastFromCustomer, DateTimeOffset LastAt, int Unanswered, DateTimeOffset? WindowClosesAt, int Sentiment, long Version);

/// <summary>A message in a thread.</summary>
/// <param name="Id">Our id, or the wamid of an inbound one.</param>
/// <param name="Direction"><c>inbound</c> or <c>outbound</c>.</param>
/// <param name="Kind">The kind, in lower case.</param>
/// <param name="Text">The words, or null.</param>
/// <param name="Status">Status of an outbound one.</param>
/// <param name="Reason">Why it failed, a stable word, or null.</param>
/// <param name="ErrorCode">The channel's code, or null.</param>
/// <param name="Emoji">The customer's reaction, or null.</param>
/// <param name="Edited">Whether it was corrected.</param>
/// <param name="Revoked">Whether it was taken back.</param>
/// <param name="By"><c>customer</c>, <c>agent</c>, <c>system</c> or a user's id.</param>
/// <param name="RunId">The agent's run, or null.</param>
/// <param name="Turn">The turn, or null.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Order">Its place in the thread.</param>
public sealed record MessageRowView(
    string Id, string Direction, string Kind, string? Text, MessageStatus? Status, string? Reason, int? ErrorCode, string? Emoji, bool Edited, bool Revoked,
    string By, string? RunId, long? Turn, DateTimeOffset At, long Order);

/// <summary>A run in a list.</summary>
public sealed record AgentRunRowView(
    string RunId, string ConversationId, string AgentId, string Engine, string? Model, string? FallbackReason, long Turn, string Intent, int Sentiment,
    double Confidence, bool HandedOver, int InputTokens, int OutputTokens, int ThinkMilliseconds, DateTimeOffset At);
