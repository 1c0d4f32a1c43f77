using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using SalesFlow.Deals;
using SalesFlow.Feed;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

// The comparisons below run in the database, in the order of its index; it translates no other form of them.
#pragma warning disable CA1309

namespace SalesFlow.Storage.Deals;

/// <summary>Reads deals from the rows that the projector keeps. Pages have 1 to 200 rows.</summary>
internal sealed class DealQueries(ReadModelContexts contexts) : IDealLists
{
    private const int MaxSteps = 1000;

    /// <summary>More than any value is.</summary>
    private const decimal Bound = 10_000_000_000_000_000m;

    public async Task<Page<DealRowView>> Deals(string tenant, DealFilter filter, DealSort sort, string? cursor, int limit, CancellationToken ct)
    {
        var list = "deals/" + (int)sort;
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var contacts = filter.ContactId is { } person ? await ContactQueries.WithMerged(db, person, ct) : [];
        // The words of a tag narrow it down by their index; the bars tell the tag from other words.
        var search = Search.Of(db, "deal", filter.Search, filter.Tag);
        return sort switch
        {
            DealSort.Rank => await Page(ByRank, r => new Cursor(0, $"{r.Rank}\n{r.Id}")),
            DealSort.Updated => await Page(ByUpdate, r => Paging.At(r.UpdatedAt, r.Id)),
            DealSort.Value => await Page(ByValue, r => new Cursor(r.ValueOrder, r.Id)),
            DealSort.ExpectedClose => await Page(ByClose, r => new Cursor(r.CloseOrder.DayNumber, r.Id)),
            _ => await Page(ByMove, r => Paging.At(r.StageSince, r.Id)),
        };

        Task<Page<DealRowView>> Page(Func<IQueryable<DealRow>, Cursor?, IQueryable<DealRow>> order, Func<DealRow, Cursor> place)
        {
            var all = filter.Deleted ? db.Set<DealRow>().Where(r => r.DeletedAt != null) : db.Set<DealRow>().Where(r => r.DeletedAt == null);
            var rows = new Narrowed<DealRow>(all, order, place, ascending: sort is DealSort.Rank or DealSort.ExpectedClose);
            Narrow(rows, all, filter, contacts, sort);
            return rows.Page(search, from, limit, list, View, ct);
        }
    }

    /// <summary>Every condition, by what its index can do in this order.</summary>
    private static void Narrow(Narrowed<DealRow> rows, IQueryable<DealRow> all, DealFilter f, List<string> contacts, DealSort sort)
    {
        // Deleted deals are in no index but those of the orders.
        var moved = sort == DealSort.Moved && !f.Deleted;
        if (f is { PipelineId: { } board, Stage: { } column } && sort == DealSort.Rank && !f.Deleted)
            rows.Along(r => r.PipelineId == board && r.Stage == column);
        else
        {
            if (f.PipelineId is { } pipeline) rows.Where(r => r.PipelineId == pipeline);
            if (f.Stage is { } stage) rows.Where(r => r.Stage == stage);
        }
        if (f.OwnerId is { } owner) Equal(r => r.OwnerId == owner);
        if (f.Unowned) Equal(r => r.OwnerId == null);
        if (f.Kind is { } kind) Equal(r => r.StageKind == kind);
        if (f.Stale == true) Equal(r => r.StaleSince != null);
        else if (f.Stale == false) rows.Where(r => r.StaleSince == null);
        if (f.CompanyId is { } company) Equal(r => r.CompanyId == company);
        if (f is { LeadId: { } survivor, MergedLeads: { Count: > 0 } merged })
        {
            // Few leads are merged into one: their deals are woven together where an index of each stands in this order.
            List<string> leads = [survivor, .. merged];
            if (moved) rows.AlongAny(leads.ConvertAll(OfLead));
            else Equal(r => r.LeadId != null && leads.Contains(r.LeadId));
        }
        else if (f.LeadId is { } lead) Equal(r => r.LeadId == lead);
        if (contacts is [var contact]) Equal(r => r.ContactId == contact);
        else if (contacts.Count > 1 && moved) rows.AlongAny(contacts.ConvertAll(OfContact));
        else if (contacts.Count > 1) Equal(r => r.ContactId != null && contacts.Contains(r.ContactId));
        if (f is { ValueFrom: not null } or { ValueTo: not null })
        {
            var (least, most) = (Least(f.ValueFrom), Most(f.ValueTo));
            Range(DealSort.Value, r => r.ValueOrder >= least && r.ValueOrder <= most, q => q.OrderBy(r => r.ValueOrder));
        }
        if (f is { CloseFrom: not null } or { CloseTo: not null })
        {
            // Those without a day stand behind all others.
            var (first, last) = (f.CloseFrom ?? DateOnly.MinValue, f.CloseTo is { } to && to < DealRow.NoDay ? to : DealRow.NoDay.AddDays(-1));
            Range(DealSort.ExpectedClose, r => r.CloseOrder >= first && r.CloseOrder <= last, q => q.OrderBy(r => r.CloseOrder));
        }
        if (f.Tag is { } tag)
        {
            var barred = $"|{tag}|";
            rows.Judged(r => r.Tags.Contains(barred, StringComparison.Ordinal));
        }

        static Expression<Func<DealRow, bool>> OfLead(string lead) => r => r.LeadId == lead;

        static Expression<Func<DealRow, bool>> OfContact(string contact) => r => r.ContactId == contact;

        void Equal(Expression<Func<DealRow, bool>> condition)
        {
            if (moved) rows.Along(condition);
            else rows.Where(condition, f.Deleted ? null : ByMove(all.Where(condition), null).Select(r => r.Id));
        }

        void Range(DealSort own, Expression<Func<DealRow, bool>> condition, Func<IQueryable<DealRow>, IQueryable<DealRow>> along)
        {
            if (sort == own) rows.Within(condition);
            else rows.Where(condition, f.Deleted ? null : along(all.Where(condition)).Select(r => r.Id));
        }
    }

    private static long Least(decimal? value) => value is { } v ? (long)decimal.Ceiling(Math.Clamp(v, -Bound, Bound) * 100m) : long.MinValue;

    private static long Most(decimal? value) => value is { } v ? (long)decimal.Floor(Math.Clamp(v, -Bound, Bound) * 100m) : long.MaxValue;

    public Task<Page<DealRowView>> OfCompany(string tenant, string companyId, string? cursor, int limit, CancellationToken ct) =>
        Deals(tenant, new DealFilter(CompanyId: companyId), DealSort.Moved, cursor, limit, ct);

    public Task<Page<DealRowView>> OfContact(string tenant, string contactId, string? cursor, int limit, CancellationToken ct) =>
        Deals(tenant, new DealFilter(ContactId: contactId), DealSort.Moved, cursor, limit, ct);

    public Task<Page<DealRowView>> OfLead(string tenant, string leadId, string? cursor, int limit, CancellationToken ct) =>
        Deals(tenant, new DealFilter(LeadId: leadId), DealSort.Moved, cursor, limit, ct);

    public async Task<IReadOnlyList<StageTotal>> Pipeline(string tenant, string pipelineId, CancellationToken ct)
    {
        // Every key of the pipeline begins with its id and a slash; 0 is the sign after the slash.
        var (first, end) = (pipelineId + "/", pipelineId + "0");
        await using var db = contexts.Open(tenant);
        return await Totals(db.Set<StageTotalRow>().Where(r => string.Compare(r.Place, first) >= 0 && string.Compare(r.Place, end) < 0), ct);
    }

    public async Task<IReadOnlyList<StageTotal>> Totals(string tenant, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        return await Totals(db.Set<StageTotalRow>(), ct);
    }

    public async Task<IReadOnlyList<CardPlace>> Below(string tenant, string pipelineId, string stage, CardPlace? from, int limit, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var found = await ByRank(Column(db, pipelineId, stage), from is null ? null : new Cursor(0, $"{from.Rank}\n{from.Id}"))
            .Take(Math.Clamp(limit, 1, Paging.MaxPage)).Select(r => new { r.Id, r.Rank }).ToListAsync(ct);
        return found.ConvertAll(r => new CardPlace(r.Id, r.Rank));
    }

    public async Task<CardPlace?> Above(string tenant, string pipelineId, string stage, CardPlace from, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var found = await Column(db, pipelineId, stage)
            .Where(r => Keyset.Below(r.Rank, r.Id, from.Rank, from.Id))
            .OrderByDescending(r => r.Rank).ThenByDescending(r => r.Id).Select(r => new { r.Id, r.Rank }).FirstOrDefaultAsync(ct);
        return found is null ? null : new CardPlace(found.Id, found.Rank);
    }

    public async Task<IReadOnlyList<DealStep>> Steps(string tenant, string dealId, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var rows = await db.Set<DealStageRow>().Where(r => r.DealId == dealId).OrderByDescending(r => r.Version).Take(MaxSteps).ToListAsync(ct);
        rows.Reverse();
        return rows.ConvertAll(r => new DealStep(r.PipelineId, r.FromStage, r.ToStage, r.Probability, r.LostReason, r.By, r.At, r.Version));
    }

    public async Task<IReadOnlyList<StageTime>> StageTimes(string tenant, string pipelineId, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var rows = await db.Set<StageTimeRow>().Where(r => r.PipelineId == pipelineId).OrderBy(r => r.Stage).ToListAsync(ct);
        return rows.ConvertAll(r => new StageTime(r.Stage, r.Visits, r.Seconds));
    }

    public async Task<IReadOnlyList<ClosedTotal>> Closed(string tenant, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        var (first, end) = (Hour(from), Hour(until));
        await using var db = contexts.Open(tenant);
        var rows = await db.Set<ClosedTotalRow>().Where(r => string.Compare(r.Hour, first) >= 0 && string.Compare(r.Hour, end) < 0)
            .OrderBy(r => r.Hour).ThenBy(r => r.Currency).ToListAsync(ct);
        return rows.ConvertAll(r => new ClosedTotal(
            DateTimeOffset.ParseExact(r.Hour, ClosedTotalRow.HourFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), r.Currency, r.Won,
            r.WonValue, r.Lost, r.LostValue, r.CycleSeconds));
    }

    public async Task<IReadOnlyList<ExpectedTotal>> Expected(string tenant, string? ownerId, CancellationToken ct)
    {
        var scope = ownerId is null ? ExpectedTotalRow.All : "owner:" + ownerId;
        await using var db = contexts.Open(tenant);
        var rows = await db.Set<ExpectedTotalRow>().Where(r => r.Scope == scope && r.Count != 0).OrderBy(r => r.Slot).ToListAsync(ct);
        return rows.ConvertAll(r => new ExpectedTotal(r.Day, r.Currency, r.Count, r.Value, r.Weight / 100m));
    }

    public async Task<IReadOnlyList<PipelineView>> Pipelines(string tenant, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var rows = await db.Set<PipelineRow>().Where(r => !r.Deleted).ToListAsync(ct);
        return
        [
            .. rows.OrderBy(r => r.Id != IPipelineGrain.DefaultId).ThenBy(r => r.CreatedAt).ThenBy(r => r.Id, StringComparer.Ordinal)
                .Select(r => new PipelineView(r.Id, PipelineFold.Definition(r), r.Version)),
        ];
    }

    private static IQueryable<DealRow> Column(ReadModelContext db, string pipelineId, string stage) =>
        db.Set<DealRow>().Where(r => r.DeletedAt == null && r.PipelineId == pipelineId && r.Stage == stage);

    private static IQueryable<DealRow> ByMove(IQueryable<DealRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.StageSince, r.Id, at, c.Id));
        }
        return rows.OrderByDescending(r => r.StageSince).ThenByDescending(r => r.Id);
    }

    private static IQueryable<DealRow> ByUpdate(IQueryable<DealRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.UpdatedAt, r.Id, at, c.Id));
        }
        return rows.OrderByDescending(r => r.UpdatedAt).ThenByDescending(r => r.Id);
    }

    private static IQueryable<DealRow> ByValue(IQueryable<DealRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            rows = rows.Where(r => Keyset.Below(r.ValueOrder, r.Id, c.Number, c.Id));
        }
        return rows.OrderByDescending(r => r.ValueOrder).ThenByDescending(r => r.Id);
    }

    private static IQueryable<DealRow> ByClose(IQueryable<DealRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            if (c.Number < DateOnly.MinValue.DayNumber || c.Number > DateOnly.MaxValue.DayNumber) throw new FormatException("The cursor is not one that this list gave.");
            var day = DateOnly.FromDayNumber((int)c.Number);
            rows = rows.Where(r => Keyset.Above(r.CloseOrder, r.Id, day, c.Id));
        }
        return rows.OrderBy(r => r.CloseOrder).ThenBy(r => r.Id);
    }

    private static IQueryable<DealRow> ByRank(IQueryable<DealRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            if (c.Id.Split('\n') is not [var rank, var id]) throw new FormatException("The cursor is not one that this list gave.");
            rows = rows.Where(r => Keyset.Above(r.Rank, r.Id, rank, id));
        }
        return rows.OrderBy(r => r.Rank).ThenBy(r => r.Id);
    }

    private static async Task<IReadOnlyList<StageTotal>> Totals(IQueryable<StageTotalRow> rows, CancellationToken ct)
    {
        var found = await rows.Where(r => r.Count != 0).OrderBy(r => r.Place).ThenBy(r => r.Currency).ToListAsync(ct);
        return found.ConvertAll(r => new StageTotal(r.Stage, r.Count, r.Value, r.Currency, r.Weight / 100m, r.StageKind, r.PipelineId));
    }

    private static string Hour(DateTimeOffset at) => at.UtcDateTime.ToString(ClosedTotalRow.HourFormat, CultureInfo.InvariantCulture);

    internal static DealRowView View(DealRow r) => new(
        r.Id, r.Title, r.Value, r.Currency, r.Stage, r.Probability, r.LeadId, r.ContactId, r.ConversationId, r.LostReason, r.StageSince, r.CreatedAt,
        r.UpdatedAt, r.Version, r.PipelineId, r.StageKind, r.CompanyId, r.OwnerId, r.ExpectedClose, r.ClosedAt, r.LostReasonCode,
        r.Tags.Length == 0 ? [] : r.Tags.Trim('|').Split('|'), r.NextStep, r.NextStepOn, r.StaleSince, r.Rank);
}
