using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SalesFlow.Feed;
using SalesFlow.Reporting;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

// The comparisons below run in the database, in the order of its index; it translates no other form of them.
#pragma warning disable CA1309, CA1310

namespace SalesFlow.Storage.Reporting;

/// <summary>Reads figures from the counters of days.</summary>
internal sealed class ReportQueries(ReadModelContexts contexts) : IReports
{
    public async Task<DayFigures> Lifetime(string tenant, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var row = await db.Set<ReportDayRow>().FirstOrDefaultAsync(r => r.Subject == ReportDayRow.Company && r.Day == ReportDayRow.Lifetime, ct);
        return row is null ? new DayFigures() : Figures(row) with { Day = null };
    }

    public async Task<IReadOnlyList<DayFigures>> Days(string tenant, DateOnly from, DateOnly to, CancellationToken ct)
    {
        var (first, last) = (ReportFold.Word(from), ReportFold.Word(to));
        await using var db = contexts.Open(tenant);
        var rows = await db.Set<ReportDayRow>()
            .Where(r => r.Subject == ReportDayRow.Company && string.Compare(r.Day, first) >= 0 && string.Compare(r.Day, last) <= 0)
            .OrderBy(r => r.Day).ToListAsync(ct);
        return rows.ConvertAll(Figures);
    }

    public async Task<IReadOnlyDictionary<string, DayFigures>> Subjects(string tenant, ReportSubject kind, DateOnly from, DateOnly to, CancellationToken ct)
    {
        var (first, last, prefix) = (ReportFold.Word(from), ReportFold.Word(to), kind.ToString().ToLowerInvariant() + ":");
        await using var db = contexts.Open(tenant);
        var totals = new Dictionary<string, DayFigures>(StringComparer.Ordinal);
        var rows = db.Set<ReportDayRow>()
            .Where(r => string.Compare(r.Day, first) >= 0 && string.Compare(r.Day, last) <= 0 && r.Subject.StartsWith(prefix)).AsAsyncEnumerable();
        await foreach (var row in rows.WithCancellation(ct))
        {
            var name = row.Subject[prefix.Length..];
            totals[name] = Sum(totals.GetValueOrDefault(name) ?? new DayFigures(), Figures(row));
        }
        return totals;
    }

    public async Task<IReadOnlyList<AmountFigures>> LifetimeAmounts(string tenant, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var rows = await db.Set<ReportAmountRow>()
            .Where(r => r.Kind == ReportSubject.Company && r.Day == ReportDayRow.Lifetime).OrderBy(r => r.Currency).ToListAsync(ct);
        return rows.ConvertAll(Amount);
    }

    public async Task<IReadOnlyList<AmountFigures>> Amounts(string tenant, ReportSubject kind, DateOnly from, DateOnly to, CancellationToken ct)
    {
        var (first, last) = (ReportFold.Word(from), ReportFold.Word(to));
        await using var db = contexts.Open(tenant);
        var rows = await db.Set<ReportAmountRow>()
            .Where(r => r.Kind == kind && string.Compare(r.Day, first) >= 0 && string.Compare(r.Day, last) <= 0).OrderBy(r => r.Day).ToListAsync(ct);
        return rows.ConvertAll(Amount);
    }

    public async Task<Page<ActivityView>> Activity(string tenant, IReadOnlyCollection<string> entities, string? cursor, int limit, CancellationToken ct)
    {
        const string list = "activity";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = new Narrowed<ActivityEntryRow>(
            db.Set<ActivityEntryRow>(), Newest, r => Paging.At(r.At, string.Create(CultureInfo.InvariantCulture, $"{r.Stream}|{r.Version}")));
        rows.Judged(r => entities.Contains(r.Entity));
        return await rows.Page(
            null, from, limit, list, r => new ActivityView(r.Type, r.Entity, r.EntityId, r.Subject, r.Detail, r.Value, r.Currency, r.UserId, r.At), ct);

        static IQueryable<ActivityEntryRow> Newest(IQueryable<ActivityEntryRow> rows, Cursor? from)
        {
            if (from is { } c)
            {
                var at = SqliteTime.FromMicroseconds(c.Number);
                // Two events of one stream may share an instant: the version is part of the place.
                var cut = c.Id.LastIndexOf('|');
                if (cut < 0 || !long.TryParse(c.Id.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                    throw new FormatException("The cursor is not one that this list gave.");
                var stream = c.Id[..cut];
                rows = rows.Where(r => Keyset.Below(r.At, r.Stream, r.Version, at, stream, version));
            }
            return rows.OrderByDescending(r => r.At).ThenByDescending(r => r.Stream).ThenByDescending(r => r.Version);
        }
    }

    private static DayFigures Figures(ReportDayRow r) => new()
    {
        Day = DateOnly.TryParseExact(r.Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
        LeadsNew = r.LeadsNew, LeadsQualified = r.LeadsQualified, LeadsConverted = r.LeadsConverted, LeadsLost = r.LeadsLost, MessagesIn = r.MessagesIn,
        MessagesOut = r.MessagesOut, HumanMessages = r.HumanMessages, Conversations = r.Conversations, HandedOver = r.HandedOver, Taken = r.Taken,
        TakenAssisted = r.TakenAssisted, Resolved = r.Resolved, AgentRuns = r.AgentRuns, AgentFallbacks = r.AgentFallbacks, InputTokens = r.InputTokens,
        OutputTokens = r.OutputTokens, AgentCostSar = r.AgentCostMicros / 1_000_000m, FirstResponses = r.FirstResponses, FirstResponseSeconds = r.FirstResponseSeconds, Breaches = r.Breaches,
        SatisfactionAsked = r.SatisfactionAsked, SatisfactionAnswers = r.SatisfactionAnswers, SatisfactionSum = r.SatisfactionSum,
    };

    private static DayFigures Sum(DayFigures a, DayFigures b) => new()
    {
        LeadsNew = a.LeadsNew + b.LeadsNew, LeadsQualified = a.LeadsQualified + b.LeadsQualified, LeadsConverted = a.LeadsConverted + b.LeadsConverted,
        LeadsLost = a.LeadsLost + b.LeadsLost, MessagesIn = a.MessagesIn + b.MessagesIn, MessagesOut = a.MessagesOut + b.MessagesOut,
        HumanMessages = a.HumanMessages + b.HumanMessages, Conversations = a.Conversations + b.Conversations, HandedOver = a.HandedOver + b.HandedOver,
        Taken = a.Taken + b.Taken, TakenAssisted = a.TakenAssisted + b.TakenAssisted, Resolved = a.Resolved + b.Resolved, AgentRuns = a.AgentRuns + b.AgentRuns,
        AgentFallbacks = a.AgentFallbacks + b.AgentFallbacks, InputTokens = a.InputTokens + b.InputTokens, OutputTokens = a.OutputTokens + b.OutputTokens,
        AgentCostSar = a.AgentCostSar + b.AgentCostSar, FirstResponses = a.FirstResponses + b.FirstResponses, FirstResponseSeconds = a.FirstResponseSeconds + b.FirstResponseSeconds,
        Breaches = a.Breaches + b.Breaches, SatisfactionAsked = a.SatisfactionAsked + b.SatisfactionAsked,
        SatisfactionAnswers = a.SatisfactionAnswers + b.SatisfactionAnswers, SatisfactionSum = a.SatisfactionSum + b.SatisfactionSum,
    };

    private static AmountFigures Amount(ReportAmountRow r) => new(
        r.Name, DateOnly.TryParseExact(r.Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null, r.Currency,
        r.Opened, r.OpenedValue, r.Won, r.WonValue, r.Lost, r.LostValue, r.Open, r.OpenValue);
}
