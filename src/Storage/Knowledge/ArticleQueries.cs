using Microsoft.EntityFrameworkCore;
using SalesFlow.Feed;
using SalesFlow.Knowledge;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Knowledge;

/// <summary>Reads articles and gaps.</summary>
internal sealed class ArticleQueries(ReadModelContexts contexts) : IArticleLists, IGapLists
{
    public async Task<Page<ArticleRowView>> Articles(string tenant, ArticleFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        const string list = "articles";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var search = Search.Of(db, "article", filter.Search);
        var rows = new Narrowed<ArticleRow>(db.Set<ArticleRow>().Where(r => !r.Deleted), ByChange, r => Paging.At(r.UpdatedAt, r.Id));
        if (filter.Status is { } status) rows.Along(r => r.Status == status);
        if (filter.Category is { } category) rows.Along(r => r.Category == category);
        if (filter.Sector is { } sector) rows.Where(r => r.Sector == sector);
        if (filter.IsInternal is { } isInternal) rows.Where(r => r.IsInternal == isInternal);
        if (filter.Tag is { } tag)
        {
            var part = $",{tag},";
            rows.Where(r => r.Tags != null && r.Tags.Contains(part));
        }
        return await rows.Page(search, from, limit, list, View, ct);
    }

    public async Task<ArticleView?> Article(string tenant, string id, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        return await db.Set<ArticleRow>().FirstOrDefaultAsync(r => r.Id == id && !r.Deleted, ct) is { } row ? new ArticleView(View(row), row.BodyAr, row.BodyEn) : null;
    }

    public async Task<Page<ArticleVersionRowView>> Versions(string tenant, string id, string? cursor, int limit, CancellationToken ct)
    {
        var list = "article/" + id;
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<ArticleVersionRow>().Where(r => r.ArticleId == id);
        if (from is { } c) rows = rows.Where(r => r.Number < c.Number);
        return await rows.OrderByDescending(r => r.Number).Paged(limit, list, r => new Cursor(r.Number, ""), View, ct);
    }

    public async Task<ArticleVersionView?> Version(string tenant, string id, int number, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        return await db.Set<ArticleVersionRow>().FirstOrDefaultAsync(r => r.ArticleId == id && r.Number == number, ct) is { } row
            ? new ArticleVersionView(View(row), row.BodyAr, row.BodyEn)
            : null;
    }

    public async Task<Page<GapView>> Gaps(string tenant, GapStatus status, bool byCount, string? cursor, int limit, CancellationToken ct)
    {
        var list = byCount ? "gaps/count" : "gaps/recent";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<KnowledgeGapRow>().Where(r => r.Status == status);
        if (byCount)
        {
            if (from is { } c) rows = rows.Where(r => Keyset.Below(r.Count, r.Id, c.Number, c.Id));
            return await rows.OrderByDescending(r => r.Count).ThenByDescending(r => r.Id).Paged(limit, list, r => new Cursor(r.Count, r.Id), View, ct);
        }
        if (from is { } place)
        {
            var at = SqliteTime.FromMicroseconds(place.Number);
            rows = rows.Where(r => Keyset.Below(r.LastAt, r.Id, at, place.Id));
        }
        return await rows.OrderByDescending(r => r.LastAt).ThenByDescending(r => r.Id).Paged(limit, list, r => Paging.At(r.LastAt, r.Id), View, ct);
    }

    public async Task<GapView?> Gap(string tenant, string id, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        return await db.Set<KnowledgeGapRow>().FirstOrDefaultAsync(r => r.Id == id, ct) is { } row ? View(row) : null;
    }

    private static IQueryable<ArticleRow> ByChange(IQueryable<ArticleRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.UpdatedAt, r.Id, at, c.Id));
        }
        return rows.OrderByDescending(r => r.UpdatedAt).ThenByDescending(r => r.Id);
    }

    private static ArticleRowView View(ArticleRow r) => new(
        r.Id, r.TitleAr, r.TitleEn, r.Category, r.Tags is null ? [] : r.Tags.Trim(',').Split(','), r.Sector, r.IsInternal, r.Status, r.Number,
        r.Published == 0 ? null : r.Published, r.ValidUntil, r.Author, r.Approver, r.Origin, r.SourceName, r.ApprovedAt, r.CreatedAt, r.UpdatedAt, r.Version);

    private static ArticleVersionRowView View(ArticleVersionRow r) => new((int)r.Number, r.TitleAr, r.TitleEn, r.Author, r.Approver, r.At, r.ApprovedAt);

    private static GapView View(KnowledgeGapRow r) => new(r.Id, r.Question, r.Language, r.AskedBy, r.Count, r.Status, r.ArticleId, r.FirstAt, r.LastAt);
}
