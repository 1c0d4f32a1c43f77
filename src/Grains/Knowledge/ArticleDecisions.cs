using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Knowledge;

namespace SalesFlow.Grains.Knowledge;

/// <summary>What commands to an article come to.</summary>
internal static class ArticleDecisions
{
    public const string ExpireTimer = "expire";

    public static Decision Create(ArticleState state, WriteArticle c, string author, DateTimeOffset now)
    {
        if (state.Number > 0) return Decision.Refuse(Refusal.AlreadyExists);
        if (WrongText(c.TitleAr, c.TitleEn, c.BodyAr, c.BodyEn) is { } text) return Decision.Invalid(text);
        if (!HasLanguage(c.TitleAr, c.BodyAr) && !HasLanguage(c.TitleEn, c.BodyEn)) return Decision.Invalid("bodyAr:one_language");
        if (Half(c.TitleAr, c.BodyAr)) return Decision.Invalid("titleAr:one_language");
        if (Half(c.TitleEn, c.BodyEn)) return Decision.Invalid("titleEn:one_language");
        if (WrongFile(c.Category, c.Tags, c.Sector) is { } field) return Decision.Invalid(field);
        if (c.ValidUntil <= now) return Decision.Invalid("validUntil");
        if (c.SourceName?.Length > ArticleLimits.SourceName) return Decision.Invalid("sourceName");
        return Decision.Accept(
            new ArticleWritten(1, Given(c.TitleAr), Given(c.TitleEn), Given(c.BodyAr), Given(c.BodyEn), author, c.Origin, c.SourceName, now),
            new ArticleFiled(c.Category, c.Tags, Given(c.Sector), c.IsInternal, c.ValidUntil, 0, now));
    }

    public static Decision Update(ArticleState state, ChangeArticle c, string author, DateTimeOffset now)
    {
        if (Absent(state)) return Decision.Refuse(Refusal.NotFound);
        if (state.Status == ArticleStatus.Archived) return Decision.Refuse(Refusal.WrongStatus, "archived");
        if (WrongText(c.TitleAr, c.TitleEn, c.BodyAr, c.BodyEn) is { } text) return Decision.Invalid(text);
        var decision = Filed(state, c, now);
        if (!decision.Accepted) return decision;

        var (titleAr, titleEn) = (New(state.TitleAr, c.TitleAr), New(state.TitleEn, c.TitleEn));
        var (bodyAr, bodyEn) = (New(state.BodyAr, c.BodyAr), New(state.BodyEn, c.BodyEn));
        if (titleAr is null && titleEn is null && bodyAr is null && bodyEn is null) return decision;
        var next = state.Apply(new ArticleWritten(state.Number + 1, titleAr, titleEn, bodyAr, bodyEn, author, ArticleOrigin.Manual, null, now));
        if (Half(next.TitleAr, next.BodyAr)) return Decision.Invalid("titleAr:one_language");
        if (Half(next.TitleEn, next.BodyEn)) return Decision.Invalid("titleEn:one_language");
        if (next.BodyAr is null && next.BodyEn is null) return Decision.Invalid("bodyAr:one_language");
        // Where it came from is told by the first version; the others are people's.
        return decision.And(new ArticleWritten(state.Number + 1, titleAr, titleEn, bodyAr, bodyEn, author, ArticleOrigin.Manual, null, now));
    }

    public static Decision Approve(ArticleState state, DateTimeOffset? validUntil, string approver, DateTimeOffset now)
    {
        if (Absent(state)) return Decision.Refuse(Refusal.NotFound);
        var until = validUntil ?? state.ValidUntil;
        if (until <= now) return Decision.Invalid("validUntil");
        if (state.Status == ArticleStatus.Approved && state.Published == state.Number && until == state.ValidUntil) return Decision.Nothing;
        var decision = Decision.Accept(new ArticleApproved(state.Number, approver, until, now));
        return until is { } at ? decision.DueAt(ExpireTimer, at) : decision.DueClear(ExpireTimer);
    }

    public static Decision Expire(ArticleState state, DateTimeOffset now) =>
        Absent(state) ? Decision.Refuse(Refusal.NotFound)
        : state.Published == 0 ? state.Status == ArticleStatus.Expired ? Decision.Nothing : Decision.Refuse(Refusal.WrongStatus, "not_in_use")
        : Decision.Accept(new ArticleExpired(false, now)).DueClear(ExpireTimer);

    public static Decision Archive(ArticleState state, DateTimeOffset now) =>
        Absent(state) ? Decision.Refuse(Refusal.NotFound)
        : state.Status == ArticleStatus.Archived ? Decision.Nothing
        : Decision.Accept(new ArticleArchived(now)).DueClear(ExpireTimer);

    public static Decision Delete(ArticleState state, DateTimeOffset now) =>
        Absent(state) ? Decision.Refuse(Refusal.NotFound) : Decision.Accept(new ArticleDeleted(now)).DueClear(ExpireTimer);

    public static Decision Restore(ArticleState state, DateTimeOffset now)
    {
        if (state.Number == 0) return Decision.Refuse(Refusal.NotFound);
        if (!state.Deleted) return Decision.Nothing;
        if (state.Published == 0) return Decision.Accept(new ArticleRestored(0, now));
        // Its time may have run out while it was away.
        if (state.ValidUntil <= now) return Decision.Accept(new ArticleRestored(0, now), new ArticleExpired(true, now));
        var decision = Decision.Accept(new ArticleRestored(state.Published, now));
        return state.ValidUntil is { } at ? decision.DueAt(ExpireTimer, at) : decision;
    }

    public static Decision Due(ArticleState state, string name, DateTimeOffset now) =>
        name == ExpireTimer && !Absent(state) && state.Published > 0 && state.ValidUntil <= now
            ? Decision.Accept(new ArticleExpired(true, now))
            : Decision.Nothing;

    private static Decision Filed(ArticleState state, ChangeArticle c, DateTimeOffset now)
    {
        var category = c.Category ?? state.Category;
        var tags = c.Tags ?? state.Tags;
        var sector = c.Sector is null ? state.Sector : Given(c.Sector);
        var isInternal = c.IsInternal ?? state.IsInternal;
        var until = c.Unlimited ? null : c.ValidUntil ?? state.ValidUntil;
        if (category == state.Category && tags.SequenceEqual(state.Tags) && sector == state.Sector && isInternal == state.IsInternal && until == state.ValidUntil)
            return Decision.Nothing;
        if (WrongFile(category, tags, sector) is { } field) return Decision.Invalid(field);
        if (until != state.ValidUntil && until <= now) return Decision.Invalid("validUntil");
        var decision = Decision.Accept(new ArticleFiled(category, tags, sector, isInternal, until, state.Published, now));
        if (until == state.ValidUntil || state.Published == 0) return decision;
        return until is { } at ? decision.DueAt(ExpireTimer, at) : decision.DueClear(ExpireTimer);
    }

    private static bool Absent(ArticleState state) => state.Number == 0 || state.Deleted;

    /// <summary>A text as a change tells it: null where it is as it was.</summary>
    private static string? New(string? hash, string? text) =>
        text is null ? null
        : text.Length == 0 ? hash is null ? null : ""
        : ArticleState.HashOf(text) == hash ? null : text;

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static bool HasLanguage(string? title, string? body) => !string.IsNullOrWhiteSpace(title) && !string.IsNullOrWhiteSpace(body);

    private static bool Half(string? title, string? body) => string.IsNullOrWhiteSpace(title) != string.IsNullOrWhiteSpace(body);

    private static string? WrongText(string? titleAr, string? titleEn, string? bodyAr, string? bodyEn) =>
        titleAr?.Length > ArticleLimits.Title ? "titleAr"
        : titleEn?.Length > ArticleLimits.Title ? "titleEn"
        : bodyAr?.Length > ArticleLimits.Body ? "bodyAr"
        : bodyEn?.Length > ArticleLimits.Body ? "bodyEn"
        : null;

    private static string? WrongFile(string category, IReadOnlyList<string> tags, string? sector) =>
        string.IsNullOrWhiteSpace(category) || category.Length > ArticleLimits.Category ? "category"
        : tags.Count > ArticleLimits.Tags || tags.Any(t => string.IsNullOrWhiteSpace(t) || t.Length > ArticleLimits.Tag || t.Contains(',', StringComparison.Ordinal)) ? "tags"
        : sector?.Length > ArticleLimits.Category ? "sector"
        : null;
}
