using SalesFlow.Conversations;
using SalesFlow.Feed;

namespace SalesFlow.Leads;

/// <summary>Reads lists of leads. Every method needs the tenant, and gives that tenant's rows only.</summary>
public interface ILeadLists
{
    /// <summary>Leads that pass every filter. Merged ones are never there, deleted ones only where they are asked for.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave in this order.</exception>
    Task<Page<LeadRowView>> Leads(string tenant, LeadFilter filter, string? cursor, int limit, CancellationToken ct);

    /// <summary>How many leads there are, from counters.</summary>
    Task<LeadCounts> Counts(string tenant, CancellationToken ct);

    /// <summary>How many open leads each user has, from counters. Copies may be some seconds old.</summary>
    ValueTask<IReadOnlyDictionary<string, long>> OpenLoads(string tenant, CancellationToken ct);

    /// <summary>Leads that may be the same person or company: equal phone or e-mail first, then similar ones, at most 20.</summary>
    Task<IReadOnlyList<LeadDuplicate>> Duplicates(string tenant, LeadLikeness likeness, CancellationToken ct);

    /// <summary>Messages of several conversations as one thread, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<MessageRowView>> Messages(string tenant, IReadOnlyList<string> conversationIds, string? cursor, int limit, CancellationToken ct);
}

/// <summary>What lists of leads are sorted by. The id decides between equals.</summary>
public enum LeadSort
{
    /// <summary>The last change.</summary>
    Updated = 0,
    /// <summary>When it came in.</summary>
    Created = 1,
    /// <summary>The score.</summary>
    Score = 2,
    /// <summary>The name in its normal form; those without one first.</summary>
    Name = 3,
}

/// <summary>What to show of the leads, and in which order. What is null or empty filters nothing.</summary>
public sealed record LeadFilter
{
    /// <summary>Any of these.</summary>
    public IReadOnlyList<LeadStatus> Statuses { get; init; } = [];

    /// <summary>A user's id; empty for leads that nobody has.</summary>
    public string? Assignee { get; init; }

    /// <summary>As on creation.</summary>
    public string? Source { get; init; }

    /// <summary>In any spelling of it.</summary>
    public string? Sector { get; init; }

    /// <summary>In any spelling of it.</summary>
    public string? City { get; init; }

    /// <summary>Cold, warm or hot.</summary>
    public Temperature? Temperature { get; init; }

    /// <summary>The lowest score.</summary>
    public int? ScoreFrom { get; init; }

    /// <summary>The highest score.</summary>
    public int? ScoreTo { get; init; }

    /// <summary>One tag.</summary>
    public string? Tag { get; init; }

    /// <summary>Came in at or after, UTC.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Came in before, UTC.</summary>
    public DateTimeOffset? CreatedTo { get; init; }

    /// <summary>Changed at or after, UTC.</summary>
    public DateTimeOffset? UpdatedFrom { get; init; }

    /// <summary>Changed before, UTC.</summary>
    public DateTimeOffset? UpdatedTo { get; init; }

    /// <summary>With a deal, or without.</summary>
    public bool? HasDeal { get; init; }

    /// <summary>Words to be found in name, company, phone or e-mail, in any Arabic spelling.</summary>
    public string? Search { get; init; }

    /// <summary>The deleted ones instead of the others.</summary>
    public bool Deleted { get; init; }

    /// <summary>
    /// The order; null takes the cursor's, and without one the newest change first, or the newest lead where a range of creation is asked for.
    /// </summary>
    public LeadSort? Sort { get; init; }

    /// <summary>Smallest first.</summary>
    public bool Ascending { get; init; }
}

/// <summary>A lead in a list.</summary>
public sealed record LeadRowView(
    string Id, string? Name, string? Phone, string? Email, string? CompanyName, string? Sector, string? City, string Source, LeadStatus Status,
    int Score, Temperature Temperature, string? DealId, string? ConversationId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version,
    string? AssignedTo = null, string? AssignmentReason = null, IReadOnlyList<string>? Tags = null, string? Notes = null, string? ContactId = null,
    string Language = "ar", DateTimeOffset? QualifiedAt = null, DateTimeOffset? ConvertedAt = null, DateTimeOffset? DeletedAt = null);

/// <summary>Leads in numbers: neither deleted nor merged ones.</summary>
/// <param name="Total">All of them.</param>
/// <param name="ByStatus">By the status's word.</param>
/// <param name="OpenByAssignee">New, contacted and qualified ones by their owner's id.</param>
/// <param name="OpenUnassigned">Those of them that nobody has.</param>
public sealed record LeadCounts(
    long Total, IReadOnlyDictionary<string, long> ByStatus, IReadOnlyDictionary<string, long> OpenByAssignee, long OpenUnassigned);

/// <summary>What duplicates are looked for by.</summary>
/// <param name="LeadId">The lead itself, which is none; or null.</param>
/// <param name="Name">Its name.</param>
/// <param name="CompanyName">Its company.</param>
/// <param name="Phone">E.164.</param>
/// <param name="Email">Any case.</param>
public sealed record LeadLikeness(string? LeadId, string? Name, string? CompanyName, string? Phone, string? Email);

/// <summary>A lead that may be the same.</summary>
/// <param name="Lead">It.</param>
/// <param name="Reason"><c>phone</c>, <c>email</c> or <c>similar</c>.</param>
/// <param name="Similarity">0 to 1; 1 for an equal phone or e-mail.</param>
public sealed record LeadDuplicate(LeadRowView Lead, string Reason, double Similarity);
