using Microsoft.EntityFrameworkCore;
using SalesFlow.Feed;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Templates;

namespace SalesFlow.Storage.Templates;

/// <summary>Reads message templates.</summary>
internal sealed class TemplateLists(ReadModelContexts contexts) : ITemplateLists
{
    private const int MostOfAccount = 10_000;

    public async Task<Page<TemplateView>> Templates(string tenant, TemplateFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        const string list = "templates";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<TemplateRow>().Where(r => !r.Deleted);
        if (filter.Channel is { } channel) rows = rows.Where(r => r.Channel == channel);
        if (filter.Category is { } category) rows = rows.Where(r => r.Category == category);
        if (filter.Active is { } active) rows = rows.Where(r => r.IsActive == active);
        if (filter.Language is "ar") rows = rows.Where(r => r.HasAr);
        if (filter.Language is "en") rows = rows.Where(r => r.HasEn);
        if (filter.Status is { } status)
        {
            var listings = db.Set<TemplateListingRow>().AsQueryable();
            if (filter.Language is { } language) listings = listings.Where(l => l.Language == language);
            rows = status == TemplateStatus.NotSubmitted
                ? rows.Where(r => r.Channel == TemplateChannel.Whatsapp && !listings.Any(l => l.TemplateId == r.Id && l.Status != TemplateStatus.NotSubmitted))
                : rows.Where(r => listings.Any(l => l.TemplateId == r.Id && l.Status == status));
        }
        var page = await rows.Paged(
            Search.Of(db, TemplateReadModule.Kind, filter.Search), Alphabetic, from, limit, list, r => new Cursor(0, $"{r.Code}\n{r.Id}"), r => r, ct);
        var ids = page.Items.Select(r => r.Id).ToList();
        var standing = (await db.Set<TemplateListingRow>().Where(l => ids.Contains(l.TemplateId)).OrderBy(l => l.Place).ToListAsync(ct))
            .ToLookup(l => l.TemplateId, StringComparer.Ordinal);
        return new Page<TemplateView>([.. page.Items.Select(r => View(r, standing[r.Id]))], page.Next);

        static IQueryable<TemplateRow> Alphabetic(IQueryable<TemplateRow> rows, Cursor? from)
        {
            if (from is { } c)
            {
                var parts = c.Id.Split('\n', 2);
                var (code, id) = (parts[0], parts.Length > 1 ? parts[1] : "");
                rows = rows.Where(r => Keyset.Above(r.Code, r.Id, code, id));
            }
            return rows.OrderBy(r => r.Code).ThenBy(r => r.Id);
        }
    }

    public async Task<Page<TemplateVersionView>> Versions(string tenant, string id, string? cursor, int limit, CancellationToken ct)
    {
        var list = "template/" + id;
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<TemplateVersionRow>().Where(r => r.TemplateId == id);
        if (from is { } c) rows = rows.Where(r => r.Number < c.Number);
        return await rows.OrderByDescending(r => r.Number).Paged(
            limit, list, r => new Cursor(r.Number, ""), r => new TemplateVersionView((int)r.Number, TemplateFold.Read(r.Content), r.At), ct);
    }

    public async Task<IReadOnlyList<KnownListing>> InAccount(string tenant, string businessAccountId, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var rows = await db.Set<TemplateListingRow>().Where(l => l.Account == businessAccountId).OrderBy(l => l.TemplateId).Take(MostOfAccount).ToListAsync(ct);
        return rows.ConvertAll(l => new KnownListing(l.TemplateId, l.Name, l.Language, l.Status, l.MetaId, l.At));
    }

    private static TemplateView View(TemplateRow r, IEnumerable<TemplateListingRow> listings) => new(
        r.Id, r.Code, r.Number, TemplateFold.Read(r.Content), r.IsActive, r.External, [.. listings.Select(TemplateFold.View)], r.CreatedAt, r.UpdatedAt, r.Version,
        r.Deleted);
}
