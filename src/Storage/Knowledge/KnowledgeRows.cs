using SalesFlow.Knowledge;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Knowledge;

/// <summary>An article with its newest version.</summary>
internal sealed record ArticleRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string? TitleAr { get; init; }
    public string? TitleEn { get; init; }
    public string? BodyAr { get; init; }
    public string? BodyEn { get; init; }
    public string Category { get; init; } = "";

    /// <summary>Between commas, with one before and behind: <c>,a,b,</c>; null for none.</summary>
    public string? Tags { get; init; }
    public string? Sector { get; init; }
    public bool IsInternal { get; init; }
    public ArticleStatus Status { get; init; }
    public int Number { get; init; }
    public int Published { get; init; }

    /// <summary>How many rows of passages there are, whether they say something now or did once.</summary>
    public int Chunks { get; init; }
    public DateTimeOffset? ValidUntil { get; init; }
    public string Author { get; init; } = "";
    public string? Approver { get; init; }
    public DateTimeOffset? ApprovedAt { get; init; }
    public ArticleOrigin Origin { get; init; }
    public string? SourceName { get; init; }
    public bool Deleted { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>A version of an article. Its texts never change.</summary>
internal sealed record ArticleVersionRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string ArticleId { get; init; }
    public long Number { get; init; }
    public string? TitleAr { get; init; }
    public string? TitleEn { get; init; }
    public string? BodyAr { get; init; }
    public string? BodyEn { get; init; }
    public string Author { get; init; } = "";
    public string? Approver { get; init; }
    public DateTimeOffset At { get; init; }
    public DateTimeOffset? ApprovedAt { get; init; }
    public RowKey Key => new(Tenant, ArticleId, Number: Number);
}

/// <summary>A passage of the version in use. One that says nothing any more has no words.</summary>
internal sealed record KnowledgeChunkRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string ArticleId { get; init; }
    public long Place { get; init; }
    public string Language { get; init; } = "";
    public string Title { get; init; } = "";
    public string Section { get; init; } = "";
    public string Text { get; init; } = "";

    /// <summary>The terms that it is found by, with a blank between; empty where it is not to be found.</summary>
    public string Words { get; init; } = "";
    public string Category { get; init; } = "";
    public string? Sector { get; init; }
    public bool IsInternal { get; init; }
    public int ArticleVersion { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public RowKey Key => new(Tenant, ArticleId, Number: Place);
}

/// <summary>In how many passages of a company a term stands; under the empty term how many passages there are.</summary>
internal sealed record KnowledgeTermRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Term { get; init; }
    public long Chunks { get; init; }
    public RowKey Key => new(Tenant, Term);
}

/// <summary>A question that found no answer.</summary>
internal sealed record KnowledgeGapRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string Question { get; init; } = "";
    public string Language { get; init; } = "";
    public string AskedBy { get; init; } = "";
    public long Count { get; init; }
    public GapStatus Status { get; init; }
    public string? ArticleId { get; init; }
    public DateTimeOffset FirstAt { get; init; }
    public DateTimeOffset LastAt { get; init; }

    /// <summary>The entity's version that changed it last.</summary>
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}
