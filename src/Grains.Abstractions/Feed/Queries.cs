namespace SalesFlow.Feed;

/// <summary>A page of a list. Pages follow a cursor, never an offset.</summary>
/// <typeparam name="T">A row.</typeparam>
/// <param name="Items">The rows.</param>
/// <param name="Next">The cursor of the next page, or null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Reads lists. Every method needs the tenant, and gives that tenant's rows only.</summary>
public interface IReadModels
{
    /// <summary>Runs of agents, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<AgentRunRowView>> AgentRuns(string tenant, string? conversationId, string? cursor, int limit, CancellationToken ct);

    /// <summary>Waits until an entity's row shows at least a version, at most the time given: read your own writes. False where it still lags.</summary>
    Task<bool> WaitFor(string tenant, string entity, string id, long version, TimeSpan atMost, CancellationToken ct);
}

/// <summary>A run in a list.</summary>
public sealed record AgentRunRowView(
    string RunId, string ConversationId, string AgentId, string Engine, string? Model, string? FallbackReason, long Turn, string Intent, int Sentiment,
    double Confidence, bool HandedOver, int InputTokens, int OutputTokens, int ThinkMilliseconds, DateTimeOffset At);
