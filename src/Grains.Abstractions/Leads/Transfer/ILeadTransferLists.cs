using SalesFlow.Feed;

namespace SalesFlow.Leads.Transfer;

/// <summary>What imports and exports read. Every method needs the tenant, and gives that tenant's rows only.</summary>
public interface ILeadTransferLists
{
    /// <summary>Imports, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<ImportRowView>> Imports(string tenant, string? cursor, int limit, CancellationToken ct);

    /// <summary>The leads, without deleted and merged ones, that have one of these phones or e-mails. At most 5,000 of each; e-mails in lower case.</summary>
    Task<IReadOnlyList<KnownLead>> Find(string tenant, IReadOnlyCollection<string> phones, IReadOnlyCollection<string> emails, CancellationToken ct);

    /// <summary>
    /// All leads that the list shows for a filter, in the order of their ids whatever the filter's own, read page by page: a lead that changes meanwhile is
    /// given once. One that is created meanwhile may be left out.
    /// </summary>
    IAsyncEnumerable<LeadExportRow> Export(string tenant, LeadFilter filter, CancellationToken ct);
}

/// <summary>An import in a list.</summary>
public sealed record ImportRowView(
    string Id, string FileName, ImportPhase State, string? Reason, ImportCounts Counts, double? Progress, string? RequestedBy, DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt, long Version);

/// <summary>A lead that is known.</summary>
public sealed record KnownLead(string Id, string? Phone, string? Email);

/// <summary>A lead in an export.</summary>
public sealed record LeadExportRow(
    string Id, string? Name, string? Phone, string? Email, string? CompanyName, string? Sector, string? City, string Source, string Language,
    LeadStatus Status, int Score, Temperature Temperature, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>The owner's user id, or null.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>Free notes, or null.</summary>
    public string? Notes { get; init; }

    /// <summary>Tags, in the order given.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Why the lead has its status, where that was told.</summary>
    public string? StatusReason { get; init; }

    /// <summary>The customer's contact, or null.</summary>
    public string? ContactId { get; init; }

    /// <summary>The deal, or null.</summary>
    public string? DealId { get; init; }

    /// <summary>The conversation, or null.</summary>
    public string? ConversationId { get; init; }

    /// <summary>When it got its owner, UTC, or null.</summary>
    public DateTimeOffset? AssignedAt { get; init; }

    /// <summary>When it was qualified first, UTC, or null.</summary>
    public DateTimeOffset? QualifiedAt { get; init; }

    /// <summary>When it became a customer, UTC, or null.</summary>
    public DateTimeOffset? ConvertedAt { get; init; }
}
