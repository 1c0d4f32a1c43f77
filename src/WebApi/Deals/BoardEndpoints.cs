using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Dashboard;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Deals;

/// <summary>The board, and deals in figures. All figures come from counters.</summary>
internal static class BoardEndpoints
{
    private const int DefaultColumn = 20;

    public static void Map(RouteGroupBuilder deals)
    {
        deals.MapGet("/pipeline", Board).WithSummary("The board: stages in order with counts, values and the first cards of each column.")
            .WithDescription("Of the default pipeline unless ?pipelineId= names another; ?limit= cards a column, 20 unless given. Further pages of a column: GET /deals with pipelineId, stage and the column's next as cursor.");
        deals.MapGet("/summary", Summary).WithSummary("Open deals, and what was won and lost in a month.")
            .WithDescription("The month is the tenant's, the present one unless ?month=yyyy-MM names another.");
        deals.MapGet("/forecast", Forecast).WithSummary("What open deals are expected to bring, by month of their expected close.")
            .WithDescription("Weighted: value × probability / 100. Days before today are overdue and stand in no month. ?owner= for one user's deals.");
    }

    private static async Task<Results<Ok<BoardResponse>, ProblemHttpResult>> Board(
        ApiCall call, IDealLists lists, string? pipelineId = null, int? limit = null)
    {
        var check = new Check(call.Http);
        if (limit is < 1 or > ListQuery.LongestLimit) check.Add("limit", "field.range", 1, ListQuery.LongestLimit);
        if (check.Failed) return check.BadRequest();
        var id = string.IsNullOrEmpty(pipelineId) ? IPipelineGrain.DefaultId : pipelineId;
        if (!Key.Fits(id) || await call.Grain<IPipelineGrain>(id).Get() is not { } pipeline) return Problems.NotFound(call);
        var totals = PipelineResponse.Of(pipeline.Definition.Stages, await lists.Pipeline(call.Tenant, id, call.Aborted));
        var columns = new List<ColumnResponse>();
        foreach (var stage in totals.Stages.GroupBy(s => s.Stage, StringComparer.Ordinal))
        {
            var of = stage.First();
            var page = await lists.Deals(
                call.Tenant, new DealFilter(PipelineId: id, Stage: stage.Key), DealSort.Rank, null, limit ?? DefaultColumn, call.Aborted);
            columns.Add(new ColumnResponse(
                stage.Key, of.NameAr, of.NameEn, of.Kind, of.Probability, pipeline.Definition.Stage(stage.Key)?.Colour, stage.Sum(s => s.Count),
                [.. stage.Select(s => new OpenTotal(s.Currency, s.Count, s.Value, s.WeightedValue))], page.Items, page.Next));
        }
        return TypedResults.Ok(new BoardResponse(id, totals.Stages, totals.Open, columns));
    }

    private static async Task<Results<Ok<SummaryResponse>, ProblemHttpResult>> Summary(ApiCall call, IDealLists lists, string? month = null)
    {
        var calendar = await Calendar(call);
        var first = calendar.Day(call.Clock.GetUtcNow());
        if (!string.IsNullOrEmpty(month)
            && !(DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out first) && first.Year is >= 2000 and < 2100))
        {
            var check = new Check(call.Http);
            check.Add("month", "field.month");
            return check.BadRequest();
        }
        first = new DateOnly(first.Year, first.Month, 1);
        var open = (await lists.Totals(call.Tenant, call.Aborted)).Where(t => t.Kind == StageKind.Open).GroupBy(t => t.Currency, StringComparer.Ordinal)
            .Select(g => new OpenTotal(g.Key, g.Sum(t => t.Count), g.Sum(t => t.Value), g.Sum(t => t.Weighted))).ToList();
        var closed = await lists.Closed(
            call.Tenant, calendar.Instant(first, TimeOnly.MinValue), calendar.Instant(first.AddMonths(1), TimeOnly.MinValue), call.Aborted);
        long won = closed.Sum(c => c.Won), lost = closed.Sum(c => c.Lost);
        var byCurrency = closed.GroupBy(c => c.Currency, StringComparer.Ordinal)
            .Select(g => new ClosedResponse(g.Key, g.Sum(c => c.Won), g.Sum(c => c.WonValue), g.Sum(c => c.Lost), g.Sum(c => c.LostValue)))
            .Where(c => c.Won != 0 || c.Lost != 0).OrderBy(c => c.Currency, StringComparer.Ordinal).ToList();
        return TypedResults.Ok(new SummaryResponse(
            first.ToString("yyyy-MM", CultureInfo.InvariantCulture), open.Sum(o => o.Count), open, won, lost, byCurrency,
            won + lost == 0 ? null : Math.Round(100m * won / (won + lost), 2),
            won == 0 ? null : Math.Round(closed.Sum(c => c.CycleSeconds) / 86_400m / won, 2)));
    }

    private static async Task<Results<Ok<ForecastResponse>, ProblemHttpResult>> Forecast(ApiCall call, IDealLists lists, string? owner = null)
    {
        var check = new Check(call.Http);
        var of = owner == "me" ? call.UserId : DealFields.Reference(check, "owner", owner);
        if (check.Failed) return check.BadRequest();
        var today = (await Calendar(call)).Day(call.Clock.GetUtcNow());
        var days = await lists.Expected(call.Tenant, of, call.Aborted);
        return TypedResults.Ok(new ForecastResponse(
            today,
            [
                .. days.Where(d => d.Day >= today).GroupBy(d => (Month: d.Day!.Value.ToString("yyyy-MM", CultureInfo.InvariantCulture), d.Currency))
                    .OrderBy(g => g.Key.Month, StringComparer.Ordinal).ThenBy(g => g.Key.Currency, StringComparer.Ordinal)
                    .Select(g => new ForecastMonth(g.Key.Month, g.Key.Currency, g.Sum(d => d.Count), g.Sum(d => d.Value), g.Sum(d => d.Weighted))),
            ],
            Sums(days.Where(d => d.Day < today)), Sums(days.Where(d => d.Day is null)), Sums(days)));
    }

    private static List<OpenTotal> Sums(IEnumerable<ExpectedTotal> days) =>
    [
        .. days.GroupBy(d => d.Currency, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new OpenTotal(g.Key, g.Sum(d => d.Count), g.Sum(d => d.Value), g.Sum(d => d.Weighted))),
    ];

    private static async Task<BusinessCalendar> Calendar(ApiCall call) =>
        await call.Grain<ITenantGrain>("tenant").Get() is { } tenant ? new BusinessCalendar(tenant.TimeZone) : BusinessCalendar.Riyadh;
}

/// <summary>The board.</summary>
/// <param name="PipelineId">Which pipeline.</param>
/// <param name="Stages">In the pipeline's order; a stage with several currencies has a row for each.</param>
/// <param name="Open">Totals of all open stages, by currency.</param>
/// <param name="Columns">The columns. A stage that the pipeline no longer names stands last as long as deals stand in it.</param>
internal sealed record BoardResponse(
    string PipelineId, IReadOnlyList<StageResponse> Stages, IReadOnlyList<OpenTotal> Open, IReadOnlyList<ColumnResponse> Columns);

/// <summary>A column with its first cards.</summary>
internal sealed record ColumnResponse(
    string Stage, string NameAr, string NameEn, StageKind Kind, int Probability, string? Colour, long Count, IReadOnlyList<OpenTotal> Totals,
    IReadOnlyList<DealRowView> Items, string? Next);

/// <summary>Deals in figures.</summary>
/// <param name="Month">The tenant's month, <c>yyyy-MM</c>.</param>
/// <param name="OpenCount">How many are open now.</param>
/// <param name="Open">The open ones by currency.</param>
/// <param name="Won">How many were won in the month and still are.</param>
/// <param name="Lost">How many were lost.</param>
/// <param name="Closed">The same with values, by currency.</param>
/// <param name="WinRatePercent">Won of won and lost; null where nothing was closed.</param>
/// <param name="AverageCycleDays">From opening to winning; null where nothing was won.</param>
internal sealed record SummaryResponse(
    string Month, long OpenCount, IReadOnlyList<OpenTotal> Open, long Won, long Lost, IReadOnlyList<ClosedResponse> Closed, decimal? WinRatePercent,
    decimal? AverageCycleDays);

/// <summary>What was closed in a currency.</summary>
internal sealed record ClosedResponse(string Currency, long Won, decimal WonValue, long Lost, decimal LostValue);

/// <summary>What open deals are expected to bring.</summary>
/// <param name="Today">The tenant's day: what lies before it is overdue.</param>
/// <param name="Months">From this month on.</param>
/// <param name="Overdue">Expected earlier than today, and still open.</param>
/// <param name="NoDate">Without a day.</param>
/// <param name="Total">All of them.</param>
internal sealed record ForecastResponse(
    DateOnly Today, IReadOnlyList<ForecastMonth> Months, IReadOnlyList<OpenTotal> Overdue, IReadOnlyList<OpenTotal> NoDate, IReadOnlyList<OpenTotal> Total);

/// <summary>A month of a currency.</summary>
internal sealed record ForecastMonth(string Month, string Currency, long Count, decimal Value, decimal WeightedValue);
