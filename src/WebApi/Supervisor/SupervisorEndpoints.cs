using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Feed;
using SalesFlow.Reporting;
using SalesFlow.ServiceLevels;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Dashboard;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Supervisor;

/// <summary>What a supervisor looks at: queues, workload, scorecards, alerts.</summary>
internal static class SupervisorEndpoints
{
    private const int UsualStaleLeadDays = 7, UsualStaleDealDays = 14, MostStaleDays = 365;

    public static void Map(RouteGroupBuilder api)
    {
        var supervisor = api.MapGroup("/supervisor").WithTags("Supervisor").Requires(Permission.TeamRead);
        supervisor.MapGet("/queue", Queue).WithSummary("The queues: how many wait in each, and since when the oldest does; ?staleLeadDays=7&staleDealDays=14.");
        supervisor.MapGet("/agents", Agents).WithSummary("Who is here, and what each works on now.");
        supervisor.MapGet("/scorecards", Scorecards).WithSummary("Scorecards of a month (?period=2026-11) or a day (?period=2026-11-22), the best first.");
        supervisor.MapGet("/alerts", Alerts).WithSummary("Alerts, newest first; those that still want notice unless ?open=false.");
        supervisor.MapPost("/alerts/{id}/acknowledge", Acknowledge).Requires(Permission.TeamManage)
            .WithSummary("Takes notice of an alert; a chain that is told stops.");
    }

    private static async Task<Results<Ok<QueuesResponse>, ProblemHttpResult>> Queue(
        ApiCall call, [FromServices] ITeamBoards boards, int? staleLeadDays = null, int? staleDealDays = null)
    {
        var check = new Check(call.Http);
        if (staleLeadDays is < 1 or > MostStaleDays) check.Add("staleLeadDays", "field.range", 1, MostStaleDays);
        if (staleDealDays is < 1 or > MostStaleDays) check.Add("staleDealDays", "field.range", 1, MostStaleDays);
        if (check.Failed) return check.BadRequest();
        return TypedResults.Ok(new QueuesResponse(await boards.Queues(
            call.Tenant, staleLeadDays ?? UsualStaleLeadDays, staleDealDays ?? UsualStaleDealDays, call.Clock.GetUtcNow(), call.Aborted)));
    }

    private static async Task<Ok<WorkloadsResponse>> Agents(ApiCall call, [FromServices] ITeamBoards boards, [FromServices] IUserDirectory directory)
    {
        var loads = await boards.Workloads(call.Tenant, call.Aborted);
        var users = await directory.Now(call.Tenant, call.Aborted);
        return TypedResults.Ok(new WorkloadsResponse(
            [.. users.Where(u => u.IsActive && Roles.PermissionsOf(u.Role).Has(Permission.ConversationsReply))
                .Select(u =>
                {
                    var load = loads.GetValueOrDefault(u.UserId) ?? new WorkloadView(0, 0, null);
                    return new WorkloadResponse(
                        u.UserId, u.FullName, u.Role.Word(), u.Presence, u.Capacity, load.OpenConversations, load.OpenCases, load.OldestSince, load.OpenLeads);
                })
                .OrderByDescending(w => w.OpenConversations).ThenBy(w => w.FullName, StringComparer.Ordinal)]));
    }

    private static async Task<Results<Ok<ScorecardsResponse>, ProblemHttpResult>> Scorecards(
        ApiCall call, [FromServices] IReports reports, [FromServices] IUserDirectory directory, string? period = null)
    {
        var check = new Check(call.Http);
        var range = await Period(check, call, period);
        if (check.Failed) return check.BadRequest();
        var weights = (await call.Grain<ITeamSettingsGrain>(TeamSettingsKey.Id).Get()).Scorecard;
        var currency = Derived.Currency(await reports.Amounts(call.Tenant, ReportSubject.Company, range.From, range.To, call.Aborted));
        var people = await DashboardEndpoints.People(call, reports, directory, range, currency);
        var raw = await reports.Subjects(call.Tenant, ReportSubject.User, range.From, range.To, call.Aborted);
        var cards = people.Select(p =>
        {
            var f = raw.GetValueOrDefault(p.UserId) ?? new DayFigures();
            return (Person: p, Figures: new ScorecardFigures(
                f.Taken, p.DealsWon, p.Revenue, p.AvgResponseSeconds, p.Satisfaction, f.Taken == 0 ? null : Derived.Rate(f.TakenAssisted, f.Taken)));
        }).ToList();
        var team = cards.ConvertAll(c => c.Figures);
        return TypedResults.Ok(new ScorecardsResponse(
            range.From, range.To, currency, weights,
            [.. cards.Select(c => new ScorecardResponse(
                    c.Person.UserId, c.Person.FullName, c.Figures.LeadsHandled, c.Figures.DealsClosed, c.Figures.RevenueGenerated, c.Figures.AvgResponseTime,
                    c.Figures.CustomerSatisfaction, c.Figures.AiAssistRate, Scorecard.Composite(c.Figures, team, weights)))
                .OrderByDescending(c => c.CompositeScore).ThenBy(c => c.UserId, StringComparer.Ordinal)]));
    }

    private static Task<Results<Ok<Page<AlertView>>, ProblemHttpResult>> Alerts(
        ApiCall call, [FromServices] ITeamBoards boards, bool open = true, int? limit = null, string? cursor = null) =>
        new ListQuery(call, limit, cursor).Answer((size, after) => boards.Alerts(call.Tenant, open, after, size, call.Aborted));

    private static async Task<Results<Ok<AlertView>, ProblemHttpResult>> Acknowledge(string id, ApiCall call, [FromServices] ITeamBoards boards)
    {
        if (!Key.Fits(id) || await boards.Alert(call.Tenant, id, call.Aborted) is not { } alert) return Problems.NotFound(call);
        var command = call.CommandId("alert.acknowledge:" + id);
        var outcome = alert.Kind == "sla_breach"
            ? await call.Grain<IServiceLevelGrain>(alert.EntityId).Acknowledge(command, call.UserId)
            : await call.Grain<IAlertGrain>(id).Acknowledge(command, call.UserId);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        return TypedResults.Ok(alert.AcknowledgedBy is not null
            ? alert
            : alert with { Open = false, AcknowledgedBy = call.UserId, AcknowledgedAt = call.Clock.GetUtcNow() });
    }

    /// <summary>The days of a month or of a day; this month unless given, up to today.</summary>
    private static async Task<DayRange> Period(Check check, ApiCall call, string? period)
    {
        var today = await DayRange.Today(call);
        if (string.IsNullOrWhiteSpace(period)) return new DayRange(new DateOnly(today.Year, today.Month, 1), today);
        if (DateOnly.TryParseExact(period, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return new DayRange(day, day);
        if (DateOnly.TryParseExact(period + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
            return new DayRange(first, DateOnly.FromDayNumber(
                Math.Min(DateOnly.MaxValue.DayNumber, first.DayNumber + DateTime.DaysInMonth(first.Year, first.Month) - 1)));
        check.Add("period", "field.date");
        return new DayRange(today, today);
    }
}

/// <summary>The queues.</summary>
internal sealed record QueuesResponse(IReadOnlyList<QueueView> Queues);

/// <summary>The team.</summary>
internal sealed record WorkloadsResponse(IReadOnlyList<WorkloadResponse> Agents);

/// <summary>What somebody works on now.</summary>
/// <param name="UserId">Who.</param>
/// <param name="FullName">Name.</param>
/// <param name="Role">Role.</param>
/// <param name="Presence">Whether they take work now.</param>
/// <param name="Capacity">How much they take at most; 0 means no limit.</param>
/// <param name="OpenConversations">Conversations that they hold.</param>
/// <param name="OpenCases">Cases among them whose clocks run.</param>
/// <param name="OldestCaseSince">Since when the oldest of those runs, or null.</param>
/// <param name="OpenLeads">New, contacted and qualified leads that are theirs.</param>
internal sealed record WorkloadResponse(
    string UserId, string FullName, string Role, Presence Presence, int Capacity, long OpenConversations, long OpenCases, DateTimeOffset? OldestCaseSince,
    long OpenLeads);

/// <summary>Scorecards of a period.</summary>
internal sealed record ScorecardsResponse(
    DateOnly From, DateOnly To, string Currency, ScorecardWeights Weights, IReadOnlyList<ScorecardResponse> Scorecards);

/// <summary>A scorecard.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="FullName">Name.</param>
/// <param name="LeadsHandled">Conversations taken on.</param>
/// <param name="DealsClosed">Deals won.</param>
/// <param name="RevenueGenerated">Their value.</param>
/// <param name="AvgResponseTime">Seconds of working time to the first answer, or null.</param>
/// <param name="CustomerSatisfaction">1.00 to 5.00, or null.</param>
/// <param name="AiAssistRate">Percent of the conversations taken on that an agent had handed over, or null.</param>
/// <param name="CompositeScore">0.00 to 100.00.</param>
internal sealed record ScorecardResponse(
    string UserId, string? FullName, long LeadsHandled, long DealsClosed, decimal RevenueGenerated, long? AvgResponseTime, decimal? CustomerSatisfaction,
    decimal? AiAssistRate, decimal CompositeScore);
