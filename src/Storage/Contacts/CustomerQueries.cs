using Microsoft.EntityFrameworkCore;
using SalesFlow.Contacts;
using SalesFlow.Feed;
using SalesFlow.Storage.Companies;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Contacts;

/// <summary>Reads customers from the rows that the projector keeps.</summary>
internal sealed class CustomerQueries(ReadModelContexts contexts) : ICustomerLists
{
    private const int LongestChain = 32;

    public async Task<Page<CustomerView>> Customers(string tenant, CustomerFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        var list = $"customers/{filter.Sort}";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<CustomerRow>().Where(r => !r.Hidden);
        var search = Search.Of(db, "customer", filter.Search);
        var page = filter.Sort == CustomerSort.LifetimeValue
            ? await rows.Paged(search, ByValue, from, limit, list, r => new Cursor(r.ValueOrder, r.Id), r => r, ct)
            : await rows.Paged(search, ByNewest, from, limit, list, r => Paging.At(r.BecameAt, r.Id), r => r, ct);
        return new Page<CustomerView>(await Views(db, page.Items, ct), page.Next);
    }

    public async Task<CustomerView?> Customer(string tenant, string id, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var row = await Find(id);
        for (var step = 0; step < LongestChain && row?.MergedInto is { } into; step++) row = await Find(into);
        return row is { Hidden: false } ? (await Views(db, [row], ct))[0] : null;

        Task<CustomerRow?> Find(string wanted) => db.Set<CustomerRow>().FirstOrDefaultAsync(r => r.Id == wanted, ct);
    }

    private static IQueryable<CustomerRow> ByNewest(IQueryable<CustomerRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.BecameAt, r.Id, at, c.Id));
        }
        return rows.OrderByDescending(r => r.BecameAt).ThenByDescending(r => r.Id);
    }

    private static IQueryable<CustomerRow> ByValue(IQueryable<CustomerRow> rows, Cursor? from)
    {
        if (from is { } c) rows = rows.Where(r => Keyset.Below(r.ValueOrder, r.Id, c.Number, c.Id));
        return rows.OrderByDescending(r => r.ValueOrder).ThenByDescending(r => r.Id);
    }

    /// <summary>Rows as callers see them; whoever brings no company's name has that of the company's record.</summary>
    private static async Task<IReadOnlyList<CustomerView>> Views(ReadModelContext db, IReadOnlyList<CustomerRow> rows, CancellationToken ct)
    {
        var ids = rows.Where(r => r.CompanyName is null).Select(r => r.CompanyId).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var names = ids.Count == 0
            ? []
            : await db.Set<CompanyRow>().Where(c => ids.Contains(c.Id) && !c.Deleted).ToDictionaryAsync(c => c.Id, c => c.Name ?? c.NameAr, StringComparer.Ordinal, ct);
        return [.. rows.Select(r => new CustomerView(
            r.Id, r.LeadId, r.ContactId, r.DealId, r.FullName, r.Email, r.Phone,
            r.CompanyName ?? (r.CompanyId is { } company ? names.GetValueOrDefault(company) : null), r.LifetimeValue, CustomerFold.Currency, r.Won, r.BecameAt,
            r.UpdatedAt))];
    }
}
