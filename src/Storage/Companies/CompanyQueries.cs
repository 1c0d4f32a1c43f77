using System.Linq.Expressions;
using SalesFlow.Companies;
using SalesFlow.Feed;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Fields;
using SalesFlow.Storage.ReadModels;

// The comparisons below run in the database, in the order of its index; it translates no other form of them.
#pragma warning disable CA1309

namespace SalesFlow.Storage.Companies;

/// <summary>Reads lists of companies.</summary>
internal sealed class CompanyQueries(ReadModelContexts contexts) : ICompanyLists
{
    private const int Candidates = 50;
    private const int Hints = 5;

    public async Task<Page<CompanyRowView>> Companies(string tenant, CompanyFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        var list = $"companies/{filter.Sort}";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var search = Search.Of(db, "company", filter.Search);
        return filter.Sort switch
        {
            RecordSort.Name => await Page(ByName, r => SortedName.At(r.SortName, r.Id)),
            RecordSort.Created => await Page(ByCreation, r => Paging.At(r.CreatedAt, r.Id)),
            _ => await Page(ByChange, r => Paging.At(r.UpdatedAt, r.Id)),
        };

        Task<Page<CompanyRowView>> Page(Func<IQueryable<CompanyRow>, Cursor?, IQueryable<CompanyRow>> order, Func<CompanyRow, Cursor> place)
        {
            var all = db.Set<CompanyRow>().Where(r => !r.Deleted);
            var rows = new Narrowed<CompanyRow>(all, order, place);
            if (filter.Sector is { } sector) Equal(r => r.Sector == sector);
            if (filter.City is { } city) Equal(r => r.City == city);
            if (filter.OwnerId is { } owner) Equal(r => r.OwnerId == owner);
            if (filter.Size is { } size) rows.Where(r => r.Size == size);
            if (filter.Region is { } region) rows.Where(r => r.Region == region);
            if (filter.IsActive is { } active) rows.Where(r => r.IsActive == active);
            if (filter.CrNumber is { } number) rows.Where(r => r.CrNumber == number, all.Where(r => r.CrNumber == number).Select(r => r.Id));
            FieldFilter.Narrow(rows, db, "company", filter.Tag, filter.Fields);
            return rows.Page(search, from, limit, list, View, ct);

            void Equal(Expression<Func<CompanyRow, bool>> condition)
            {
                if (filter.Sort is not (RecordSort.Name or RecordSort.Created)) rows.Along(condition);
                else rows.Where(condition, ByChange(all.Where(condition), null).Select(r => r.Id));
            }
        }
    }

    private static IQueryable<CompanyRow> ById(IQueryable<CompanyRow> rows, Cursor? from)
    {
        if (from is { } c) rows = rows.Where(r => string.Compare(r.Id, c.Id) > 0);
        return rows.OrderBy(r => r.Id);
    }

    private static IQueryable<CompanyRow> ByName(IQueryable<CompanyRow> rows, Cursor? from)
    {
        if (from is { } n && SortedName.Split(n) is var (name, id))
            rows = rows.Where(r => Keyset.Above(r.SortName, r.Id, name, id));
        return rows.OrderBy(r => r.SortName).ThenBy(r => r.Id);
    }

    private static IQueryable<CompanyRow> ByCreation(IQueryable<CompanyRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.CreatedAt, r.Id, at, c.Id));
        }
        return rows.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id);
    }

    private static IQueryable<CompanyRow> ByChange(IQueryable<CompanyRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.UpdatedAt, r.Id, at, c.Id));
        }
        return rows.OrderByDescending(r => r.UpdatedAt).ThenByDescending(r => r.Id);
    }

    public async Task<IReadOnlyList<CompanyLike>> Like(string tenant, string? name, string? nameAr, CancellationToken ct)
    {
        string[] cores = [.. new[] { CompanyName.Core(name), CompanyName.Core(nameAr) }.Where(c => c.Length > 0)];
        await using var db = contexts.Open(tenant);
        var living = db.Set<CompanyRow>().Where(r => !r.Deleted);
        var likes = new Dictionary<string, CompanyLike>(StringComparer.Ordinal);
        foreach (var core in cores)
        {
            // A name that is spelt differently still shares the beginning of one of its words: those are looked at, and no others.
            foreach (var part in core.Split(' ').OrderByDescending(w => w.Length).Take(2).Select(w => SearchTerms.Cut(w, 4)).Distinct(StringComparer.Ordinal))
            {
                if (Search.Of(db, "company", part) is not { } search) continue;
                var (rows, _) = await Search.Page(
                    search, (ids, at, most) => living.Stretch(ById, ids, at, most, r => new Cursor(0, r.Id), ct), null, Candidates, r => r.Id, null,
                    r => new Cursor(0, r.Id), ct);
                foreach (var r in rows)
                {
                    var likeness = Math.Max(CompanyName.Likeness(core, CompanyName.Core(r.Name)), CompanyName.Likeness(core, CompanyName.Core(r.NameAr)));
                    if (likeness >= CompanyName.Threshold && likeness > (likes.GetValueOrDefault(r.Id)?.Likeness ?? 0))
                        likes[r.Id] = new CompanyLike(r.Id, r.Name, r.NameAr, Math.Round(likeness, 2));
                }
            }
        }
        return [.. likes.Values.OrderByDescending(l => l.Likeness).ThenBy(l => l.Id, StringComparer.Ordinal).Take(Hints)];
    }

    private static CompanyRowView View(CompanyRow r) => new(
        r.Id, r.Name, r.NameAr, r.Sector, r.Size, r.City, r.Region, r.CrNumber, r.Website, r.Phone, r.Email, r.Source, r.OwnerId, r.IsActive,
        FieldValues.OfLines(r.Tags), r.CreatedAt, r.UpdatedAt, r.Version);
}
