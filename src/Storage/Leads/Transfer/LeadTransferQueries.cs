using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using SalesFlow.Feed;
using SalesFlow.Leads;
using SalesFlow.Leads.Transfer;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

// The comparisons below run in the database, in the order of its index; it translates no other form of them.
#pragma warning disable CA1309

namespace SalesFlow.Storage.Leads.Transfer;

/// <summary>Reads what imports and exports need.</summary>
internal sealed class LeadTransferQueries(ReadModelContexts contexts) : ILeadTransferLists
{
    private const int ExportPage = 1000;

    public async Task<Page<ImportRowView>> Imports(string tenant, string? cursor, int limit, CancellationToken ct)
    {
        const string list = "lead-imports";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<LeadImportRow>().AsQueryable();
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.CreatedAt, r.Id, at, c.Id));
        }
        return await rows.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id).Paged(limit, list, r => Paging.At(r.CreatedAt, r.Id), View, ct);
    }

    public async Task<IReadOnlyList<KnownLead>> Find(
        string tenant, IReadOnlyCollection<string> phones, IReadOnlyCollection<string> emails, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var known = new List<KnownLead>();
        // One question an index: both in one would have the planner choose a scan.
        if (phones.Count > 0)
        {
            var wanted = phones.ToArray();
            known.AddRange(await db.Set<LeadRow>().Where(r => !r.Hidden && wanted.Contains(r.Phone!)).OrderBy(r => r.Id)
                .Select(r => new KnownLead(r.Id, r.Phone, r.Email)).ToListAsync(ct));
        }
        if (emails.Count > 0)
        {
            var wanted = emails.ToArray();
            known.AddRange(await db.Set<LeadRow>().Where(r => !r.Hidden && wanted.Contains(r.Email!)).OrderBy(r => r.Id)
                .Select(r => new KnownLead(r.Id, r.Phone, r.Email)).ToListAsync(ct));
        }
        return known;
    }

    public async IAsyncEnumerable<LeadExportRow> Export(string tenant, LeadFilter filter, [EnumeratorCancellation] CancellationToken ct)
    {
        Cursor? from = null;
        do
        {
            List<LeadRow> page;
            // A context a page: a slow reader must hold no connection.
            await using (var db = contexts.Open(tenant))
            {
                var rows = LeadListQueries.Matching(db, filter);
                if (Search.Of(db, "lead", filter.Search) is { } search)
                {
                    (page, from) = await Search.Page(
                        search, (ids, at, most) => rows.Stretch(ById, ids, at, most, r => new Cursor(0, r.Id), ct), from, ExportPage, r => r.Id, null,
                        r => new Cursor(0, r.Id), ct);
                }
                else
                {
                    page = await ById(rows, from).Take(ExportPage).ToListAsync(ct);
                    from = page.Count < ExportPage ? null : new Cursor(0, page[^1].Id);
                }
            }
            foreach (var r in page)
                yield return new LeadExportRow(
                    r.Id, r.Name, r.Phone, r.Email, r.CompanyName, r.Sector, r.City, r.Source, r.Language, r.Status, r.Score, r.Temperature, r.CreatedAt, r.UpdatedAt)
                {
                    AssignedTo = r.AssignedTo, Notes = r.Notes, Tags = LeadFold.Apart(r.Tags), StatusReason = r.StatusReason, ContactId = r.ContactId,
                    DealId = r.DealId, ConversationId = r.ConversationId, AssignedAt = r.AssignedAt, QualifiedAt = r.QualifiedAt, ConvertedAt = r.ConvertedAt,
                };
        }
        while (from is not null);
    }

    private static IQueryable<LeadRow> ById(IQueryable<LeadRow> rows, Cursor? from)
    {
        if (from is { } c) rows = rows.Where(r => string.Compare(r.Id, c.Id) > 0);
        return rows.OrderBy(r => r.Id);
    }

    private static ImportRowView View(LeadImportRow r) => new(
        r.Id, r.FileName, r.Phase, r.Reason, new ImportCounts(r.RowsRead, r.Created, r.Updated, r.Skipped, r.Failed),
        r.Phase is ImportPhase.Completed or ImportPhase.Checked ? 1 : r.Fraction, r.RequestedBy, r.CreatedAt, r.FinishedAt, r.Version);
}
