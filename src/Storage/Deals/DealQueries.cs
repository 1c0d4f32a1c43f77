using System.Globalization;
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

    public async Task<Page<DealRowView>> Deals(string tenant, DealFilter filter, DealSort sort, string? cursor, int limit, CancellationToken ct)
    {
        var list = "deals/" + (int)sort;
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var contacts = filter.ContactId is { } person ? await ContactQueries.WithMerged(db, person, ct) : null;
        var rows = Matching(db, filter, contacts);
        // The words of a tag narrow it down by their index; the bars tell the tag from other words.
        var search = Search.Of(db, "deal", filter.Search, filter.Tag);
        var barred = $"|{filter.Tag}|";
        Func<DealRow, bool>? tagged = filter.Tag is null ? null : r => r.Tags.Contains(barred, StringComparison.Ordinal);
        return sort switch
        {
            DealSort.Rank => await Page(ByRank, r => new Cursor(0, $"{r.Rank}\n{r.Id}")),
            DealSort.Updated => await Page(ByUpdate, r => Paging.At(r.UpdatedAt, r.Id)),
            DealSort.Value => await Page(ByValue, r => new Cursor((long)(r.Value * 100), r.Id)),
            DealSort.ExpectedClose => await Page(ByClose, r => new Cursor(r.CloseOrder.DayNumber, r.Id)),
            _ => await Page(ByMove, r => Paging.At(r.StageSince, r.Id)),
        };

        Task<Page<DealRowView>> Page(Func<IQueryable<DealRow>, Cursor?, IQueryable<DealRow>> order, Func<DealRow, Cursor> place) =>
            rows.Paged(search, order, from, limit, list, place, View, ct, tagged);
    }

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
        var rows = Matching(db, new DealFilter(PipelineId: pipelineId, Stage: stage));
        var found = await ByRank(rows, from is null ? null : new Cursor(0, $"{from.Rank}\n{from.Id}"))
            .Take(Math.Clamp(limit, 1, Paging.MaxPage)).Select(r => new { r.Id, r.Rank }).ToListAsync(ct);
        return found.ConvertAll(r => new CardPlace(r.Id, r.Rank));
    }

    public async Task<CardPlace?> Above(string tenant, string pipelineId, string stage, CardPlace from, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var found = await Matching(db, new DealFilter(PipelineId: pipelineId, Stage: stage))
            .Where(r => string.Compare(r.Rank, from.Rank) <= 0 && (string.Compare(r.Rank, from.Rank) < 0 || string.Compare(r.Id, from.Id) < 0))
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

    private static IQueryable<DealRow> Matching(ReadModelContext db, DealFilter f, List<string>? contacts = null)
    {
        var rows = db.Set<DealRow>().AsQueryable();
        rows = f.Deleted ? rows.Where(r => r.DeletedAt != null) : rows.Where(r => r.DeletedAt == null);
        if (f.PipelineId is { } pipeline) rows = rows.Where(r => r.PipelineId == pipeline);
        if (f.Stage is { } stage) rows = rows.Where(r => r.Stage == stage);
        if (f.OwnerId is { } owner) rows = rows.Where(r => r.OwnerId == owner);
        if (f.Unowned) rows = rows.Where(r => r.OwnerId == null);
        if (f.Kind is { } kind) rows = rows.Where(r => r.StageKind == kind);
        if (f.ValueFrom is { } least) rows = rows.Where(r => r.Value >= least);
        if (f.ValueTo is { } most) rows = rows.Where(r => r.Value <= most);
        if (f.CloseFrom is { } first) rows = rows.Where(r => r.CloseOrder >= first);
        if (f.CloseTo is { } last) rows = rows.Where(r => r.CloseOrder <= last);
        if (f.CloseFrom is not null || f.CloseTo is not null) rows = rows.Where(r => r.ExpectedClose != null);
        if (f.Stale is { } stale) rows = stale ? rows.Where(r => r.StaleSince != null) : rows.Where(r => r.StaleSince == null);
        if (f.CompanyId is { } company) rows = rows.Where(r => r.CompanyId == company);
        if (f is { LeadId: { } survivor, MergedLeads: { Count: > 0 } merged })
        {
            List<string> leads = [survivor, .. merged];
            rows = rows.Where(r => r.LeadId != null && leads.Contains(r.LeadId));
        }
        else if (f.LeadId is { } lead) rows = rows.Where(r => r.LeadId == lead);
        if (contacts is { Count: > 1 }) rows = rows.Where(r => r.ContactId != null && contacts.Contains(r.ContactId));
        else if (f.ContactId is { } contact) rows = rows.Where(r => r.ContactId == contact);
        return rows;
    }

    private static IQueryable<DealRow> ByMove(IQueryable<DealRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => r.StageSince <= at && (r.StageSince < at || string.Compare(r.Id, c.Id) < 0));
        }
        return rows.OrderByDescending(r => r.StageSince).ThenByDescending(r => r.Id);
    }

    private static IQueryable<DealRow> ByUpdate(IQueryable<DealRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => r.UpdatedAt <= at && (r.UpdatedAt < at || string.Compare(r.Id, c.Id) < 0));
        }
        return rows.OrderByDescending(r => r.UpdatedAt).ThenByDescending(r => r.Id);
    }

    private static IQueryable<DealRow> ByValue(IQueryable<DealRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            var value = c.Number / 100m;
            rows = rows.Where(r => r.Value <= value && (r.Value < value || string.Compare(r.Id, c.Id) < 0));
        }
        return rows.OrderByDescending(r => r.Value).ThenByDescending(r => r.Id);
    }

    private static IQueryable<DealRow> ByClose(IQueryable<DealRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            if (c.Number < DateOnly.MinValue.DayNumber || c.Number > DateOnly.MaxValue.DayNumber) throw new FormatException("The cursor is not one that this list gave.");
            var day = DateOnly.FromDayNumber((int)c.Number);
            rows = rows.Where(r => r.CloseOrder >= day && (r.CloseOrder > day || string.Compare(r.Id, c.Id) > 0));
        }
        return rows.OrderBy(r => r.CloseOrder).ThenBy(r => r.Id);
    }

    private static IQueryable<DealRow> ByRank(IQueryable<DealRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            if (c.Id.Split('\n') is not [var rank, var id]) throw new FormatException("The cursor is not one that this list gave.");
            rows = rows.Where(r => string.Compare(r.Rank, rank) >= 0 && (string.Compare(r.Rank, rank) > 0 || string.Compare(r.Id, id) > 0));
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
