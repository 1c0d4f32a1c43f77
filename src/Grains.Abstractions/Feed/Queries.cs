using SalesFlow.Contacts;
using SalesFlow.Leads;

namespace SalesFlow.Feed;

/// <summary>A page of a list. Pages follow a cursor, never an offset.</summary>
/// <typeparam name="T">A row.</typeparam>
/// <param name="Items">The rows.</param>
/// <param name="Next">The cursor of the next page, or null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Reads lists. Every method needs the tenant, and gives that tenant's rows only.</summary>
public interface IReadModels
{
    /// <summary>Leads, newest change first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<LeadRowView>> Leads(string tenant, LeadFilter filter, string? cursor, int limit, CancellationToken ct);

    /// <summary>One column of the board, newest move first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<DealRowView>> Deals(string tenant, string? stage, string? cursor, int limit, CancellationToken ct);

    /// <summary>Count and value of each stage, from counters.</summary>
    Task<IReadOnlyList<StageTotal>> Pipeline(string tenant, CancellationToken ct);

    /// <summary>Runs of agents, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<AgentRunRowView>> AgentRuns(string tenant, string? conversationId, string? cursor, int limit, CancellationToken ct);

    /// <summary>Contacts, newest change first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<ContactRowView>> Contacts(string tenant, string? search, string? cursor, int limit, CancellationToken ct);

    /// <summary>Waits until an entity's row shows at least a version, at most the time given: read your own writes. False where it still lags.</summary>
    Task<bool> WaitFor(string tenant, string entity, string id, long version, TimeSpan atMost, CancellationToken ct);
}

/// <summary>What to show of the leads.</summary>
/// <param name="Status">Only this status, or all.</param>
/// <param name="Search">Words to be found in name, company, phone or e-mail, in any Arabic spelling; or null.</param>
public sealed record LeadFilter(LeadStatus? Status = null, string? Search = null);

/// <summary>A lead in a list.</summary>
public sealed record LeadRowView(
    string Id, string? Name, string? Phone, string? Email, string? CompanyName, string? Sector, string? City, string Source, LeadStatus Status,
    int Score, Temperature Temperature, string? DealId, string? ConversationId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version);

/// <summary>A deal in a list or on the board.</summary>
public sealed record DealRowView(
    string Id, string Title, decimal Value, string Currency, string Stage, int Probability, string? LeadId, string? ContactId, string? ConversationId,
    string? LostReason, DateTimeOffset StageSince, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version);

/// <summary>The total of a stage.</summary>
public sealed record StageTotal(string Stage, long Count, decimal Value, string Currency);

/// <summary>A run in a list.</summary>
public sealed record AgentRunRowView(
    string RunId, string ConversationId, string AgentId, string Engine, string? Model, string? FallbackReason, long Turn, string Intent, int Sentiment,
    double Confidence, bool HandedOver, int InputTokens, int OutputTokens, int ThinkMilliseconds, DateTimeOffset At);

/// <summary>A contact in a list.</summary>
public sealed record ContactRowView(
    string Id, string? Name, string? Phone, string? Bsuid, string Language, ConsentStatus WhatsAppConsent, DateTimeOffset UpdatedAt, long Version);
