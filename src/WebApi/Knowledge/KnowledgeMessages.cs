using SalesFlow.Knowledge;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Knowledge;

/// <summary>An article, or what changes of it.</summary>
/// <param name="TitleAr">Arabic title, at most 255 characters.</param>
/// <param name="TitleEn">English title.</param>
/// <param name="BodyAr">Arabic text in Markdown, at most 50,000 characters.</param>
/// <param name="BodyEn">English text in Markdown.</param>
/// <param name="Category">What it is filed under: <c>product</c>, <c>pricing</c>, <c>policy</c>, <c>faq</c>, <c>procedure</c>, <c>legal</c>, <c>technical</c> or any other word.</param>
/// <param name="Tags">Words to find it by, at most 20.</param>
/// <param name="Sector">The sector that it is for; empty for all.</param>
/// <param name="IsInternal">Whether it is for the team only.</param>
/// <param name="ValidUntil">When it ends to hold.</param>
/// <param name="Unlimited">In a change: whether it ends never.</param>
internal sealed record ArticleRequest(
    string? TitleAr = null, string? TitleEn = null, string? BodyAr = null, string? BodyEn = null, string? Category = null, IReadOnlyList<string>? Tags = null,
    string? Sector = null, bool? IsInternal = null, DateTimeOffset? ValidUntil = null, bool? Unlimited = null)
{
    /// <summary>The texts within their limits; null for what was not given, empty for what is to be taken away.</summary>
    public (string? TitleAr, string? TitleEn, string? BodyAr, string? BodyEn, string? Sector, IReadOnlyList<string>? Tags) Read(Check check)
    {
        var tags = Tags?.Select(t => t?.Trim() ?? "").Where(t => t.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (tags?.Count > ArticleLimits.Tags) check.Add("tags", "field.too_many", ArticleLimits.Tags);
        if (tags?.Exists(t => t.Length > ArticleLimits.Tag) == true) check.Add("tags", "field.too_long", ArticleLimits.Tag);
        if (tags?.Exists(t => t.Any(char.IsControl) || t.Contains(',', StringComparison.Ordinal)) == true) check.Add("tags", "field.control");
        return (
            Line(check, "titleAr", TitleAr), Line(check, "titleEn", TitleEn), Text(check, "bodyAr", BodyAr), Text(check, "bodyEn", BodyEn),
            Sector is null ? null : check.Optional("sector", Sector, ArticleLimits.Category) ?? "", tags);
    }

    private static string? Line(Check check, string field, string? value) =>
        value is null ? null : Check.Shown(value) is { Length: > 0 } ? check.Name(field, value, ArticleLimits.Title) : "";

    private static string? Text(Check check, string field, string? value) => value is null ? null : check.Optional(field, value, ArticleLimits.Body) ?? "";
}

/// <summary>What is said with an approval.</summary>
/// <param name="ValidUntil">When the article ends to hold; as it was unless given.</param>
internal sealed record ApproveArticleRequest(DateTimeOffset? ValidUntil = null);

/// <summary>An article with the texts of its newest version.</summary>
/// <param name="Id">Its id.</param>
/// <param name="TitleAr">Arabic title, or null.</param>
/// <param name="TitleEn">English title, or null.</param>
/// <param name="BodyAr">Arabic text in Markdown, or null.</param>
/// <param name="BodyEn">English text in Markdown, or null.</param>
/// <param name="Category">What it is filed under.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Sector">The sector that it is for; null for all.</param>
/// <param name="IsInternal">Whether it is for the team only.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="IsPublished">Whether a version of it is in use.</param>
/// <param name="Version">The newest version's number.</param>
/// <param name="PublishedVersion">The number of the version in use, or null.</param>
/// <param name="ValidUntil">When it ends to hold, UTC, or null.</param>
/// <param name="Author">Who wrote the newest version.</param>
/// <param name="Approver">Who approved the version in use, or null.</param>
/// <param name="Origin">Where the first version came from.</param>
/// <param name="SourceName">The file's name or the address, or null.</param>
/// <param name="ApprovedAt">When the version in use was approved, UTC, or null.</param>
/// <param name="CreatedAt">When the first version was written, UTC.</param>
/// <param name="UpdatedAt">When the article changed last, UTC.</param>
/// <param name="EntityVersion">What goes into <c>If-Match</c>.</param>
internal sealed record ArticleResponse(
    string Id, string? TitleAr, string? TitleEn, string? BodyAr, string? BodyEn, string Category, IReadOnlyList<string> Tags, string? Sector, bool IsInternal,
    ArticleStatus Status, bool IsPublished, int Version, int? PublishedVersion, DateTimeOffset? ValidUntil, string Author, string? Approver, ArticleOrigin Origin,
    string? SourceName, DateTimeOffset? ApprovedAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long EntityVersion)
{
    public static ArticleResponse Of(ArticleView v) => new(
        v.Article.Id, v.Article.TitleAr, v.Article.TitleEn, v.BodyAr, v.BodyEn, v.Article.Category, v.Article.Tags, v.Article.Sector, v.Article.IsInternal,
        v.Article.Status, v.Article.PublishedVersion is not null, v.Article.Version, v.Article.PublishedVersion, v.Article.ValidUntil, v.Article.Author,
        v.Article.Approver, v.Article.Origin, v.Article.SourceName, v.Article.ApprovedAt, v.Article.CreatedAt, v.Article.UpdatedAt, v.Article.EntityVersion);
}

/// <summary>A version with its texts.</summary>
/// <param name="Version">Its number, from 1.</param>
/// <param name="TitleAr">Arabic title, or null.</param>
/// <param name="TitleEn">English title, or null.</param>
/// <param name="BodyAr">Arabic text, or null.</param>
/// <param name="BodyEn">English text, or null.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Approver">Who approved it, or null where nobody did.</param>
/// <param name="WrittenAt">When, UTC.</param>
/// <param name="ApprovedAt">When it was approved last, UTC, or null.</param>
internal sealed record ArticleVersionResponse(
    int Version, string? TitleAr, string? TitleEn, string? BodyAr, string? BodyEn, string Author, string? Approver, DateTimeOffset WrittenAt, DateTimeOffset? ApprovedAt)
{
    public static ArticleVersionResponse Of(ArticleVersionView v) =>
        new(v.Row.Version, v.Row.TitleAr, v.Row.TitleEn, v.BodyAr, v.BodyEn, v.Row.Author, v.Row.Approver, v.Row.WrittenAt, v.Row.ApprovedAt);
}

/// <summary>A question.</summary>
/// <param name="Query">What is looked for, 2 to 500 characters, Arabic or English.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>: passages in it, unless the other language has the answer; both unless given.</param>
/// <param name="Domain">Only articles filed under it.</param>
/// <param name="Sector">Articles for this sector besides those for all.</param>
/// <param name="IncludeInternal">Whether articles for the team only may be among them; no unless it says so.</param>
/// <param name="Limit">1 to 20; 5 unless given.</param>
internal sealed record KnowledgeQuery(
    string? Query, string? Language = null, string? Domain = null, string? Sector = null, bool? IncludeInternal = null, int? Limit = null);

/// <summary>What was found.</summary>
/// <param name="Items">Passages, best first.</param>
/// <param name="Confidence">The best one's score, 0 to 1.</param>
/// <param name="NotFound">Whether nothing relevant was found.</param>
internal sealed record KnowledgeAnswer(IReadOnlyList<KnowledgePassage> Items, double Confidence, bool NotFound);

/// <summary>What differs between two versions.</summary>
/// <param name="From">The one version's number.</param>
/// <param name="To">The other's.</param>
/// <param name="TitleAr">The Arabic title's lines.</param>
/// <param name="TitleEn">The English title's.</param>
/// <param name="BodyAr">The Arabic text's.</param>
/// <param name="BodyEn">The English text's.</param>
internal sealed record ArticleDiff(
    int From, int To, IReadOnlyList<DiffLine> TitleAr, IReadOnlyList<DiffLine> TitleEn, IReadOnlyList<DiffLine> BodyAr, IReadOnlyList<DiffLine> BodyEn)
{
    public static ArticleDiff Of(ArticleVersionView from, ArticleVersionView to) => new(
        from.Row.Version, to.Row.Version, LineDiff.Of(from.Row.TitleAr, to.Row.TitleAr), LineDiff.Of(from.Row.TitleEn, to.Row.TitleEn),
        LineDiff.Of(from.BodyAr, to.BodyAr), LineDiff.Of(from.BodyEn, to.BodyEn));
}

/// <summary>What a line is.</summary>
internal enum DiffKind
{
    /// <summary>In both.</summary>
    Same = 0,
    /// <summary>Only in the first.</summary>
    Removed = 1,
    /// <summary>Only in the second.</summary>
    Added = 2,
}

/// <summary>A line.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text.</param>
internal sealed record DiffLine(DiffKind Kind, string Text);

/// <summary>Compares texts line by line (Myers): as few lines as possible differ. Very different texts are shown as one taken away and one added.</summary>
internal static class LineDiff
{
    private const int MostSteps = 2000;

    /// <summary>The lines of both, in order; empty where both are absent.</summary>
    public static IReadOnlyList<DiffLine> Of(string? from, string? to)
    {
        var (a, b) = (Lines(from), Lines(to));
        int head = 0, tail = 0;
        while (head < a.Length && head < b.Length && a[head] == b[head]) head++;
        while (tail < a.Length - head && tail < b.Length - head && a[^(tail + 1)] == b[^(tail + 1)]) tail++;
        var result = new List<DiffLine>();
        result.AddRange(a[..head].Select(l => new DiffLine(DiffKind.Same, l)));
        result.AddRange(Middle(a[head..^tail], b[head..^tail]));
        result.AddRange(a[^tail..].Select(l => new DiffLine(DiffKind.Same, l)));
        return result;
    }

    private static List<DiffLine> Middle(string[] a, string[] b)
    {
        var trace = new List<int[]>();
        var most = Math.Min(a.Length + b.Length, MostSteps);
        var offset = most + 1;
        var v = new int[(2 * most) + 3];
        for (var d = 0; d <= most; d++)
        {
            trace.Add((int[])v.Clone());
            for (var k = -d; k <= d; k += 2)
            {
                var x = k == -d || (k != d && v[offset + k - 1] < v[offset + k + 1]) ? v[offset + k + 1] : v[offset + k - 1] + 1;
                var y = x - k;
                while (x < a.Length && y < b.Length && a[x] == b[y])
                {
                    x++;
                    y++;
                }
                v[offset + k] = x;
                if (x >= a.Length && y >= b.Length) return Back(a, b, trace, offset);
            }
        }
        return [.. a.Select(l => new DiffLine(DiffKind.Removed, l)), .. b.Select(l => new DiffLine(DiffKind.Added, l))];
    }

    private static List<DiffLine> Back(string[] a, string[] b, List<int[]> trace, int offset)
    {
        var result = new List<DiffLine>();
        var (x, y) = (a.Length, b.Length);
        for (var d = trace.Count - 1; d >= 0; d--)
        {
            var v = trace[d];
            var k = x - y;
            var before = k == -d || (k != d && v[offset + k - 1] < v[offset + k + 1]) ? k + 1 : k - 1;
            var (px, py) = (v[offset + before], v[offset + before] - before);
            while (x > px && y > py && d >= 0 && x > 0 && y > 0)
            {
                result.Add(new DiffLine(DiffKind.Same, a[--x]));
                y--;
            }
            if (d == 0) break;
            if (x == px) result.Add(new DiffLine(DiffKind.Added, b[--y]));
            else result.Add(new DiffLine(DiffKind.Removed, a[--x]));
        }
        result.Reverse();
        return result;
    }

    private static string[] Lines(string? text) => string.IsNullOrEmpty(text) ? [] : text.ReplaceLineEndings("\n").Split('\n');
}
