using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Feed;
using SalesFlow.Reporting;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Dashboard;

/// <summary>The company's figures, by the days of its own calendar.</summary>
internal static class DashboardEndpoints
{
    private const int TopSources = 10;

    private static readonly string[] ActivityKinds = ["lead", "deal", "conversation", "service-level", "csat", "tenant"];

    public static void Map(RouteGroupBuilder api)
    {
        var dashboard = api.MapGroup("/dashboard").WithTags("Dashboard").Requires(Permission.ReportsRead);
        dashboard.MapGet("/summary", Summary).WithSummary("The company at a glance: leads, deals, messages and conversion, today and since it began.");
        dashboard.MapGet("/revenue", Revenue).WithSummary("Deals won by day or month: ?from=2026-11-01&to=2026-11-30&by=day. At most 400 days.");
        dashboard.MapGet("/agents", Agents).WithSummary("What people and AI agents did in a range of days; without leave to see the team, oneself only.");
        dashboard.MapGet("/activity", Activity).WithSummary("What happened, newest first, in words; only what the caller may see.");
    }

    private static async Task<Ok<DashboardSummaryResponse>> Summary(ApiCall call, [FromServices] IReports reports)
    {
        var today = await DayRange.Today(call);
        var life = await reports.Lifetime(call.Tenant, call.Aborted);
        var days = await reports.Days(call.Tenant, today, today, call.Aborted);
        var day = days.Count > 0 ? days[0] : new DayFigures();
        var deals = await reports.LifetimeAmounts(call.Tenant, call.Aborted);
        var month = await reports.Amounts(call.Tenant, ReportSubject.Company, new DateOnly(today.Year, today.Month, 1), today, call.Aborted);
        var currency = Derived.Currency(deals);
        var own = deals.FirstOrDefault(a => a.Currency == currency);
        var won = deals.Sum(a => a.Won);
        return TypedResults.Ok(new DashboardSummaryResponse(
            life.LeadsNew, day.LeadsNew, day.LeadsQualified, deals.Sum(a => a.Opened), deals.Sum(a => a.Open), own?.OpenValue ?? 0m, won, own?.WonValue ?? 0m,
            deals.Sum(a => a.Lost), month.Where(a => a.Currency == currency).Sum(a => a.WonValue), day.MessagesOut, day.MessagesIn, day.Conversations,
            day.HandedOver, day.AvgResponse(), Derived.Rate(won, life.LeadsNew), currency,
            [.. deals.Select(a => new CurrencyAmounts(a.Currency, a.Open, a.OpenValue, a.Won, a.WonValue, a.Lost, a.LostValue))]));
    }

    private static async Task<Results<Ok<RevenueResponse>, ProblemHttpResult>> Revenue(
        ApiCall call, [FromServices] IReports reports, string? from = null, string? to = null, string? by = null)
    {
        var check = new Check(call.Http);
        var range = await DayRange.Of(check, call, from, to);
        var step = check.OneOf("by", by, "day", "day", "month");
        if (check.Failed) return check.BadRequest();
        var all = await reports.Amounts(call.Tenant, ReportSubject.Company, range.From, range.To, call.Aborted);
        var sources = await reports.Amounts(call.Tenant, ReportSubject.Source, range.From, range.To, call.Aborted);
        var currency = Derived.Currency(all);
        var own = all.Where(a => a.Currency == currency).ToList();
        var format = step == "day" ? "yyyy-MM-dd" : "yyyy-MM";
        var found = own.GroupBy(a => Period(a.Day!.Value), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (Value: g.Sum(a => a.WonValue), Won: g.Sum(a => a.Won)), StringComparer.Ordinal);
        var series = Enumerable.Range(range.From.DayNumber, range.To.DayNumber - range.From.DayNumber + 1)
            .Select(n => Period(DateOnly.FromDayNumber(n))).Distinct(StringComparer.Ordinal)
            .Select(p => found.TryGetValue(p, out var f) ? new RevenuePoint(p, f.Value, f.Won) : new RevenuePoint(p, 0m, 0));
        var (total, won) = (own.Sum(a => a.WonValue), own.Sum(a => a.Won));
        return TypedResults.Ok(new RevenueResponse(
            range.From, range.To, currency, total, won, won == 0 ? null : total / won, [.. series],
            [.. sources.Where(a => a.Currency == currency && a.Won > 0).GroupBy(a => a.Name, StringComparer.Ordinal)
                .Select(g => new SourceRevenue(g.Key, g.Sum(a => a.WonValue), g.Sum(a => a.Won)))
                .OrderByDescending(s => s.Value).ThenBy(s => s.Source, StringComparer.Ordinal).Take(TopSources)]));

        string Period(DateOnly day) => day.ToString(format, CultureInfo.InvariantCulture);
    }

    private static async Task<Results<Ok<TeamResponse>, ProblemHttpResult>> Agents(
        ApiCall call, [FromServices] IReports reports, [FromServices] IUserDirectory directory, string? from = null, string? to = null)
    {
        var check = new Check(call.Http);
        var range = await DayRange.Of(check, call, from, to);
        if (check.Failed) return check.BadRequest();
        var days = await reports.Days(call.Tenant, range.From, range.To, call.Aborted);
        var amounts = await reports.Amounts(call.Tenant, ReportSubject.Company, range.From, range.To, call.Aborted);
        var currency = Derived.Currency(amounts);
        var people = await People(call, reports, directory, range, currency);
        var seesTeam = call.Actor.May(Permission.TeamRead);
        var top = people.Where(p => p.DealsWon > 0).OrderByDescending(p => p.Revenue).ThenByDescending(p => p.DealsWon)
            .ThenBy(p => p.UserId, StringComparer.Ordinal).FirstOrDefault()?.UserId;
        var agents = await reports.Subjects(call.Tenant, ReportSubject.Agent, range.From, range.To, call.Aborted);
        return TypedResults.Ok(new TeamResponse(
            range.From, range.To, currency, [.. people.Where(p => seesTeam || p.UserId == call.UserId)], seesTeam ? top : null,
            Derived.Rate(amounts.Sum(a => a.Won), days.Sum(d => d.LeadsNew)),
            [.. agents.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => new AiAgentFigures(
                a.Key, a.Value.AgentRuns, a.Value.MessagesOut, a.Value.AgentFallbacks, a.Value.InputTokens, a.Value.OutputTokens,
                a.Value.Satisfaction(), a.Value.SatisfactionAnswers))],
            Derived.Rate(days.Sum(d => d.HandedOver), days.Sum(d => d.AgentRuns))));
    }

    /// <summary>What each known person did, those who earned most first.</summary>
    internal static async Task<IReadOnlyList<PersonFigures>> People(ApiCall call, IReports reports, IUserDirectory directory, DayRange range, string currency)
    {
        var figures = await reports.Subjects(call.Tenant, ReportSubject.User, range.From, range.To, call.Aborted);
        var closed = (await reports.Amounts(call.Tenant, ReportSubject.User, range.From, range.To, call.Aborted))
            .GroupBy(a => a.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        var users = (await directory.Now(call.Tenant, call.Aborted)).ToDictionary(u => u.UserId, StringComparer.Ordinal);
        // Deals that an agent or a rule closed are nobody's: only people stand here.
        return [.. figures.Keys.Union(closed.Keys, StringComparer.Ordinal).Where(users.ContainsKey).Select(id =>
            {
                var (f, c, user) = (figures.GetValueOrDefault(id) ?? new DayFigures(), closed.GetValueOrDefault(id) ?? [], users[id]);
                return new PersonFigures(
                    id, user.FullName, user.Role.Word(), f.Taken, f.Resolved, f.HumanMessages, c.Sum(a => a.Won),
                    c.Where(a => a.Currency == currency).Sum(a => a.WonValue), f.AvgResponse(), f.Satisfaction(), f.SatisfactionAnswers);
            })
            .OrderByDescending(p => p.Revenue).ThenByDescending(p => p.DealsWon).ThenBy(p => p.UserId, StringComparer.Ordinal)];
    }

    private static Task<Results<Ok<Page<HappeningResponse>>, ProblemHttpResult>> Activity(
        ApiCall call, [FromServices] IReports reports, [FromServices] IUserDirectory directory, int? limit = null, string? cursor = null) =>
        new ListQuery(call, limit, cursor).Answer(async (size, after) =>
        {
            var visible = ActivityKinds.Where(kind => EventVisibility.Shows(call.Actor.Permissions, kind)).ToArray();
            var page = await reports.Activity(call.Tenant, visible, after, size, call.Aborted);
            var names = (await directory.Now(call.Tenant, call.Aborted)).ToDictionary(u => u.UserId, u => u.FullName, StringComparer.Ordinal);
            return new Page<HappeningResponse>([.. page.Items.Select(a => Tell(call, a, names))], page.Next);
        });

    private static HappeningResponse Tell(ApiCall call, ActivityView a, Dictionary<string, string> names)
    {
        var user = a.UserId is { } id ? names.GetValueOrDefault(id) : null;
        var amount = a.Value is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:0.00} {a.Currency}") : "";
        var text = Problems.Text(call.Http, "activity." + a.Type, a.Subject ?? "—", a.Detail ?? "—", user ?? "SalesFlow", amount);
        return new HappeningResponse(a.Type, text, a.Entity, a.EntityId, a.UserId, user, a.Value, a.Currency, a.At);
    }
}
