using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;

namespace SalesFlow.Knowledge;

/// <summary>
/// An article of a company's knowledge. Key: <c>tenant/{article id}</c>. A change of its words makes a new version, which is a draft until it is approved;
/// what was approved before stays in use meanwhile. All versions stay readable.
/// </summary>
[Alias("article")]
public interface IArticleGrain : ITenantScoped
{
    /// <summary>Writes the first version, a draft.</summary>
    [Alias("Create")]
    [Requires(Permission.KnowledgeWrite)]
    Task<Outcome> Create(string commandId, WriteArticle command);

    /// <summary>Changes words, which makes a version, or what the article is filed under, which does not.</summary>
    [Alias("Update")]
    [Requires(Permission.KnowledgeWrite)]
    Task<Outcome> Update(string commandId, ChangeArticle change, long? expectedVersion);

    /// <summary>Puts the newest version into use. One whose last day is over is refused.</summary>
    [Alias("Approve")]
    [Requires(Permission.KnowledgeApprove)]
    Task<Outcome> Approve(string commandId, DateTimeOffset? validUntil, long? expectedVersion);

    /// <summary>Takes the article out of use: it holds no longer.</summary>
    [Alias("Expire")]
    [Requires(Permission.KnowledgeApprove)]
    Task<Outcome> Expire(string commandId, long? expectedVersion);

    /// <summary>Takes the article out of use and out of the way.</summary>
    [Alias("Archive")]
    [Requires(Permission.KnowledgeApprove)]
    Task<Outcome> Archive(string commandId, long? expectedVersion);

    /// <summary>Deletes the article; it can be restored.</summary>
    [Alias("Delete")]
    [Requires(Permission.KnowledgeApprove)]
    Task<Outcome> Delete(string commandId, long? expectedVersion);

    /// <summary>Takes the deletion back: the article is as it was.</summary>
    [Alias("Restore")]
    [Requires(Permission.KnowledgeApprove)]
    Task<Outcome> Restore(string commandId, long? expectedVersion);
}

/// <summary>Where an article stands.</summary>
[GenerateSerializer]
public enum ArticleStatus
{
    /// <summary>Its newest version is not approved yet.</summary>
    Draft = 0,
    /// <summary>Its newest version is in use.</summary>
    Approved = 1,
    /// <summary>It holds no longer.</summary>
    Expired = 2,
    /// <summary>Put away.</summary>
    Archived = 3,
}

/// <summary>Where an article's first version came from.</summary>
[GenerateSerializer]
public enum ArticleOrigin
{
    /// <summary>Somebody wrote it here.</summary>
    Manual = 0,
    /// <summary>A file; named by its name.</summary>
    File = 1,
    /// <summary>A page; named by its address.</summary>
    Site = 2,
    /// <summary>It came with the product.</summary>
    Shipped = 3,
    /// <summary>A question that nothing answered.</summary>
    Gap = 4,
}

/// <summary>What an article may hold.</summary>
public static class ArticleLimits
{
    /// <summary>The longest title, in characters.</summary>
    public const int Title = 255;

    /// <summary>The longest text of one language, in characters.</summary>
    public const int Body = 50_000;

    /// <summary>The longest category, in characters.</summary>
    public const int Category = 100;

    /// <summary>The most tags.</summary>
    public const int Tags = 20;

    /// <summary>The longest tag, in characters.</summary>
    public const int Tag = 50;

    /// <summary>The longest name of a file, or address.</summary>
    public const int SourceName = 500;
}

/// <summary>A new article. One language at least has both its title and its text.</summary>
/// <param name="TitleAr">Arabic title, at most 255 characters, or null.</param>
/// <param name="TitleEn">English title, or null.</param>
/// <param name="BodyAr">Arabic text in Markdown, at most 50,000 characters, or null.</param>
/// <param name="BodyEn">English text, or null.</param>
/// <param name="Category">What it is filed under, 1 to 100 characters.</param>
/// <param name="Tags">Words to find it by, at most 20.</param>
/// <param name="Sector">The sector that it is for, or null for all.</param>
/// <param name="IsInternal">Whether it is for the team only: customers are told nothing of it.</param>
/// <param name="ValidUntil">When it ends to hold, UTC, or null.</param>
/// <param name="Origin">Where it came from.</param>
/// <param name="SourceName">The file's name, or the address; null otherwise.</param>
[GenerateSerializer, Immutable, Alias("article.write")]
public sealed record WriteArticle(
    string? TitleAr, string? TitleEn, string? BodyAr, string? BodyEn, string Category, IReadOnlyList<string> Tags, string? Sector = null,
    bool IsInternal = false, DateTimeOffset? ValidUntil = null, ArticleOrigin Origin = ArticleOrigin.Manual, string? SourceName = null);

/// <summary>A change; null leaves something as it is, an empty text takes it away.</summary>
/// <param name="TitleAr">Arabic title.</param>
/// <param name="TitleEn">English title.</param>
/// <param name="BodyAr">Arabic text.</param>
/// <param name="BodyEn">English text.</param>
/// <param name="Category">What it is filed under.</param>
/// <param name="Tags">Words to find it by.</param>
/// <param name="Sector">The sector that it is for; empty for all.</param>
/// <param name="IsInternal">Whether it is for the team only.</param>
/// <param name="ValidUntil">When it ends to hold, UTC.</param>
/// <param name="Unlimited">Whether it ends never.</param>
[GenerateSerializer, Immutable, Alias("article.change")]
public sealed record ChangeArticle(
    string? TitleAr = null, string? TitleEn = null, string? BodyAr = null, string? BodyEn = null, string? Category = null,
    IReadOnlyList<string>? Tags = null, string? Sector = null, bool? IsInternal = null, DateTimeOffset? ValidUntil = null, bool Unlimited = false);

/// <summary>A version was written. A text that is null is that of the version before; an empty one was taken away.</summary>
[EventName("article.written")]
public sealed record ArticleWritten(
    int Number, string? TitleAr, string? TitleEn, string? BodyAr, string? BodyEn, string Author, ArticleOrigin Origin, string? SourceName,
    DateTimeOffset At) : IDomainEvent;

/// <summary>What the article is filed under was set, all of it. Published is the version in use, or 0.</summary>
[EventName("article.filed")]
public sealed record ArticleFiled(
    string Category, IReadOnlyList<string> Tags, string? Sector, bool IsInternal, DateTimeOffset? ValidUntil, int Published, DateTimeOffset At)
    : IDomainEvent;

/// <summary>A version was put into use.</summary>
[EventName("article.approved")]
public sealed record ArticleApproved(int Number, string Approver, DateTimeOffset? ValidUntil, DateTimeOffset At) : IDomainEvent;

/// <summary>The article holds no longer: its time was over, or somebody said so.</summary>
[EventName("article.expired")]
public sealed record ArticleExpired(bool ByTime, DateTimeOffset At) : IDomainEvent;

/// <summary>The article was put away.</summary>
[EventName("article.archived")]
public sealed record ArticleArchived(DateTimeOffset At) : IDomainEvent;

/// <summary>The article was deleted.</summary>
[EventName("article.deleted")]
public sealed record ArticleDeleted(DateTimeOffset At) : IDomainEvent;

/// <summary>The deletion was taken back. Published is the version in use, or 0.</summary>
[EventName("article.restored")]
public sealed record ArticleRestored(int Published, DateTimeOffset At) : IDomainEvent;

/// <summary>Which articles a list shows.</summary>
/// <param name="Status">Where they stand.</param>
/// <param name="Category">What they are filed under.</param>
/// <param name="Sector">The sector that they are for.</param>
/// <param name="Tag">One of their tags.</param>
/// <param name="IsInternal">Whether they are for the team only.</param>
/// <param name="Search">Words of their titles, categories and tags.</param>
public sealed record ArticleFilter(
    ArticleStatus? Status = null, string? Category = null, string? Sector = null, string? Tag = null, bool? IsInternal = null, string? Search = null);

/// <summary>Reads articles.</summary>
public interface IArticleLists
{
    /// <summary>Articles without their texts, newest change first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<ArticleRowView>> Articles(string tenant, ArticleFilter filter, string? cursor, int limit, CancellationToken ct);

    /// <summary>One article with the texts of its newest version, or null.</summary>
    Task<ArticleView?> Article(string tenant, string id, CancellationToken ct);

    /// <summary>Versions without their texts, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<ArticleVersionRowView>> Versions(string tenant, string id, string? cursor, int limit, CancellationToken ct);

    /// <summary>One version with its texts, or null.</summary>
    Task<ArticleVersionView?> Version(string tenant, string id, int number, CancellationToken ct);
}

/// <summary>An article in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="TitleAr">Arabic title, or null.</param>
/// <param name="TitleEn">English title, or null.</param>
/// <param name="Category">What it is filed under.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Sector">The sector that it is for; null for all.</param>
/// <param name="IsInternal">Whether it is for the team only.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Version">The newest version's number.</param>
/// <param name="PublishedVersion">The number of the version in use, or null.</param>
/// <param name="ValidUntil">When it ends to hold, UTC, or null.</param>
/// <param name="Author">Who wrote the newest version: a user's or key's id, or <c>system</c>.</param>
/// <param name="Approver">Who approved the version in use, or null.</param>
/// <param name="Origin">Where the first version came from.</param>
/// <param name="SourceName">The file's name or the address, or null.</param>
/// <param name="ApprovedAt">When the version in use was approved, UTC, or null.</param>
/// <param name="CreatedAt">When the first version was written, UTC.</param>
/// <param name="UpdatedAt">When the article changed last, UTC.</param>
/// <param name="EntityVersion">What goes into <c>If-Match</c>.</param>
public sealed record ArticleRowView(
    string Id, string? TitleAr, string? TitleEn, string Category, IReadOnlyList<string> Tags, string? Sector, bool IsInternal, ArticleStatus Status,
    int Version, int? PublishedVersion, DateTimeOffset? ValidUntil, string Author, string? Approver, ArticleOrigin Origin, string? SourceName,
    DateTimeOffset? ApprovedAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long EntityVersion);

/// <summary>An article with the texts of its newest version.</summary>
/// <param name="Article">All but the texts.</param>
/// <param name="BodyAr">Arabic text in Markdown, or null.</param>
/// <param name="BodyEn">English text in Markdown, or null.</param>
public sealed record ArticleView(ArticleRowView Article, string? BodyAr, string? BodyEn);

/// <summary>A version in a list.</summary>
/// <param name="Version">Its number, from 1.</param>
/// <param name="TitleAr">Arabic title, or null.</param>
/// <param name="TitleEn">English title, or null.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Approver">Who approved it, or null where nobody did.</param>
/// <param name="WrittenAt">When, UTC.</param>
/// <param name="ApprovedAt">When it was approved last, UTC, or null.</param>
public sealed record ArticleVersionRowView(
    int Version, string? TitleAr, string? TitleEn, string Author, string? Approver, DateTimeOffset WrittenAt, DateTimeOffset? ApprovedAt);

/// <summary>A version with its texts.</summary>
/// <param name="Row">All but the texts.</param>
/// <param name="BodyAr">Arabic text, or null.</param>
/// <param name="BodyEn">English text, or null.</param>
public sealed record ArticleVersionView(ArticleVersionRowView Row, string? BodyAr, string? BodyEn);
