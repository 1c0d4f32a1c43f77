using SalesFlow.Feed;
using SalesFlow.Tenancy;

namespace SalesFlow.Deals;

/// <summary>Reads deals in lists, on the board and in figures. Every method gives the tenant's own only. Deleted deals stand in no list but their own, and in no figure.</summary>
public interface IDealLists
{
    /// <summary>Deals.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<DealRowView>> Deals(string tenant, DealFilter filter, DealSort sort, string? cursor, int limit, CancellationToken ct);

    /// <summary>The deals of a company, newest move first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<DealRowView>> OfCompany(string tenant, string companyId, string? cursor, int limit, CancellationToken ct);

    /// <summary>The deals of a contact, newest move first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<DealRowView>> OfContact(string tenant, string contactId, string? cursor, int limit, CancellationToken ct);

    /// <summary>The deals of a lead, newest move first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<DealRowView>> OfLead(string tenant, string leadId, string? cursor, int limit, CancellationToken ct);

    /// <summary>Count, value and weighted value of each stage of a pipeline, by currency, from counters.</summary>
    Task<IReadOnlyList<StageTotal>> Pipeline(string tenant, string pipelineId, CancellationToken ct);

    /// <summary>The same of every pipeline.</summary>
    Task<IReadOnlyList<StageTotal>> Totals(string tenant, CancellationToken ct);

    /// <summary>The ranks of the cards directly below a rank in a column, the first ones of it where the rank is null.</summary>
    Task<IReadOnlyList<CardPlace>> Below(string tenant, string pipelineId, string stage, CardPlace? from, int limit, CancellationToken ct);

    /// <summary>The card directly above a place in a column, or null.</summary>
    Task<CardPlace?> Above(string tenant, string pipelineId, string stage, CardPlace from, CancellationToken ct);

    /// <summary>A deal's way through the stages, oldest first; at most the last 1,000 steps.</summary>
    Task<IReadOnlyList<DealStep>> Steps(string tenant, string dealId, CancellationToken ct);

    /// <summary>How long deals have stayed in each stage of a pipeline that they left, from counters.</summary>
    Task<IReadOnlyList<StageTime>> StageTimes(string tenant, string pipelineId, CancellationToken ct);

    /// <summary>Deals closed within an interval, by currency, from counters of whole hours.</summary>
    Task<IReadOnlyList<ClosedTotal>> Closed(string tenant, DateTimeOffset from, DateTimeOffset until, CancellationToken ct);

    /// <summary>Open deals by the day of their expected close and by currency, from counters; of one owner, or of all.</summary>
    Task<IReadOnlyList<ExpectedTotal>> Expected(string tenant, string? ownerId, CancellationToken ct);

    /// <summary>The tenant's pipelines, the default one first.</summary>
    Task<IReadOnlyList<PipelineView>> Pipelines(string tenant, CancellationToken ct);
}

/// <summary>Which deals to show; null and false leave a condition out.</summary>
/// <param name="PipelineId">Of this pipeline.</param>
/// <param name="Stage">In this stage.</param>
/// <param name="OwnerId">Of this user.</param>
/// <param name="Unowned">Of nobody.</param>
/// <param name="Kind">Open, won or lost.</param>
/// <param name="ValueFrom">Worth at least this.</param>
/// <param name="ValueTo">Worth at most this.</param>
/// <param name="CloseFrom">Expected to close on this day or later.</param>
/// <param name="CloseTo">Expected to close on this day or earlier.</param>
/// <param name="Stale">Marked as stale, or not marked.</param>
/// <param name="Tag">With this tag.</param>
/// <param name="CompanyId">Of this company.</param>
/// <param name="LeadId">Of this lead.</param>
/// <param name="ContactId">Of this contact.</param>
/// <param name="Search">Words in title or tags, in any Arabic spelling.</param>
/// <param name="Deleted">The deleted ones instead.</param>
/// <param name="MergedLeads">Leads merged into the lead: their deals are shown with its own.</param>
public sealed record DealFilter(
    string? PipelineId = null, string? Stage = null, string? OwnerId = null, bool Unowned = false, StageKind? Kind = null, decimal? ValueFrom = null,
    decimal? ValueTo = null, DateOnly? CloseFrom = null, DateOnly? CloseTo = null, bool? Stale = null, string? Tag = null, string? CompanyId = null,
    string? LeadId = null, string? ContactId = null, string? Search = null, bool Deleted = false,
    IReadOnlyList<string>? MergedLeads = null);

/// <summary>Orders of the list of deals. The id decides between equals.</summary>
public enum DealSort
{
    /// <summary>Newest move first.</summary>
    Moved = 0,
    /// <summary>As on the board: by rank. Sensible within one stage.</summary>
    Rank = 1,
    /// <summary>Newest change first.</summary>
    Updated = 2,
    /// <summary>Greatest value first.</summary>
    Value = 3,
    /// <summary>Earliest expected close first; deals without a day last.</summary>
    ExpectedClose = 4,
}

/// <summary>A card's place in its column.</summary>
public sealed record CardPlace(string Id, string Rank);

/// <summary>A deal in a list or on the board.</summary>
public sealed record DealRowView(
    string Id, string Title, decimal Value, string Currency, string Stage, int Probability, string? LeadId, string? ContactId, string? ConversationId,
    string? LostReason, DateTimeOffset StageSince, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version,
    string PipelineId = IPipelineGrain.DefaultId, StageKind Kind = StageKind.Open, string? CompanyId = null, string? OwnerId = null,
    DateOnly? ExpectedClose = null, DateTimeOffset? ClosedAt = null, string? LostReasonCode = null, IReadOnlyList<string>? Tags = null,
    string? NextStep = null, DateOnly? NextStepOn = null, DateTimeOffset? StaleSince = null, string Rank = "")
{
    /// <summary>Whether the deal is open and nobody has said what is to be done next.</summary>
    public bool NeedsNextStep => Kind == StageKind.Open && NextStep is null;
}

/// <summary>The total of a stage.</summary>
/// <param name="Stage">The stage's code.</param>
/// <param name="Count">How many deals.</param>
/// <param name="Value">What they are worth.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Weighted">The sum of value × probability / 100, exact to four places.</param>
/// <param name="Kind">What the stage means.</param>
/// <param name="PipelineId">The pipeline.</param>
public sealed record StageTotal(
    string Stage, long Count, decimal Value, string Currency, decimal Weighted = 0, StageKind Kind = StageKind.Open, string PipelineId = IPipelineGrain.DefaultId);

/// <summary>One step of a deal's way.</summary>
/// <param name="PipelineId">The pipeline.</param>
/// <param name="From">The stage before, null at the beginning.</param>
/// <param name="To">The stage.</param>
/// <param name="Probability">The chance with it.</param>
/// <param name="LostReason">Why, of a lost one.</param>
/// <param name="By">Who: a user's id, or <c>system</c>.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Version">The deal's version with it.</param>
public sealed record DealStep(
    string PipelineId, string? From, string To, int Probability, string? LostReason, string By, DateTimeOffset At, long Version);

/// <summary>How long deals stay in a stage.</summary>
/// <param name="Stage">The stage's code.</param>
/// <param name="Left">How many times a deal has left it.</param>
/// <param name="Seconds">How long they had stayed, together.</param>
public sealed record StageTime(string Stage, long Left, long Seconds);

/// <summary>What was closed in an hour.</summary>
/// <param name="Hour">The beginning of the hour, UTC.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Won">How many were won.</param>
/// <param name="WonValue">What they are worth.</param>
/// <param name="Lost">How many were lost.</param>
/// <param name="LostValue">What they would have been worth.</param>
/// <param name="CycleSeconds">From the opening to the closing of the won ones, together.</param>
public sealed record ClosedTotal(DateTimeOffset Hour, string Currency, long Won, decimal WonValue, long Lost, decimal LostValue, long CycleSeconds);

/// <summary>Open deals that are expected to close on a day.</summary>
/// <param name="Day">The tenant's day, null for deals without one.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Count">How many.</param>
/// <param name="Value">What they are worth.</param>
/// <param name="Weighted">The sum of value × probability / 100, exact to four places.</param>
public sealed record ExpectedTotal(DateOnly? Day, string Currency, long Count, decimal Value, decimal Weighted);
