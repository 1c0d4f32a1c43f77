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
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Supervisor;

/// <summary>Clocks of service, and how the team is measured.</summary>
internal static class ServiceLevelEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var sla = api.MapGroup("/sla").WithTags("Service levels").Requires(Permission.TeamRead);
        sla.MapGet("", List).WithSummary("Cases that wait for people, the longest wait first; ?state=running|warned|breached|ended.");
        sla.MapGet("/{id}", Get).WithSummary("The newest case of a conversation.");
        sla.MapPost("/{id}/acknowledge", Acknowledge).Requires(Permission.TeamManage).WithSummary("Takes notice of a case's alarm: the chain stops.");
        var settings = api.MapGroup("/settings").WithTags("Service levels").Requires(Permission.TeamRead);
        settings.MapGet("/sla", GetPolicy).WithSummary("Targets, working hours and the escalation chain.");
        settings.MapPut("/sla", PutPolicy).Requires(Permission.InboxManage)
            .WithSummary("Sets them for cases that begin from now on; what is absent takes its default.");
        settings.MapGet("/scorecard", GetWeights).WithSummary("The weights of scorecards.");
        settings.MapPut("/scorecard", PutWeights).Requires(Permission.InboxManage).WithSummary("Sets the weights of scorecards: six numbers, together 100.");
        settings.MapGet("/satisfaction", GetSatisfaction).WithSummary("Whether and how customers are asked if they were content.");
        settings.MapPut("/satisfaction", PutSatisfaction).Requires(Permission.InboxManage).WithSummary("Sets whether and how customers are asked.");
    }

    private static Task<Results<Ok<Page<ServiceCaseView>>, ProblemHttpResult>> List(
        ApiCall call, [FromServices] ITeamBoards boards, string? state = null, int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor);
        var wanted = query.Word<ServiceState>("state", state) ?? ServiceState.Breached;
        return query.Answer((size, after) => boards.Cases(call.Tenant, wanted, after, size, call.Aborted));
    }

    private static async Task<Results<Ok<ServiceLevelView>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<IServiceLevelGrain>(id).Get() is not { } view) return Problems.NotFound(call);
        call.Tag(view.Version);
        return TypedResults.Ok(view);
    }

    private static async Task<Results<Ok<ServiceLevelView>, ProblemHttpResult>> Acknowledge(string id, ApiCall call)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await call.Guarded<IServiceLevelGrain>(id).Acknowledge(call.CommandId("sla.acknowledge:" + id), call.UserId);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("service-level", id, outcome.Version);
        return await Get(id, call);
    }

    private static async Task<Ok<ServiceLevelsBody>> GetPolicy(ApiCall call) => TypedResults.Ok(ServiceLevelsBody.Of((await Settings(call)).ServiceLevels));

    private static async Task<Results<Ok<ServiceLevelsBody>, ProblemHttpResult>> PutPolicy(ServiceLevelsBody body, ApiCall call)
    {
        var check = new Check(call.Http);
        var policy = body.Policy(check, (await call.Grain<ITenantGrain>("tenant").Get()).UsualServiceLevels());
        if (check.Failed) return check.Problem();
        var outcome = await Grain(call).SetServiceLevels(call.CommandId("settings.sla"), policy, call.ExpectedVersion);
        return outcome.Accepted ? await GetPolicy(call) : Problems.Refused(call, outcome);
    }

    private static async Task<Ok<ScorecardWeights>> GetWeights(ApiCall call) => TypedResults.Ok((await Settings(call)).Scorecard);

    private static async Task<Results<Ok<ScorecardWeights>, ProblemHttpResult>> PutWeights(WeightsBody body, ApiCall call)
    {
        var check = new Check(call.Http);
        int Weight(string field, int? value)
        {
            if (value is null) check.Add(field, "field.required");
            else if (value is < 0 or > 100) check.Add(field, "field.range", 0, 100);
            return value ?? 0;
        }

        var weights = new ScorecardWeights(
            Weight("leadsHandled", body.LeadsHandled), Weight("dealsClosed", body.DealsClosed), Weight("revenueGenerated", body.RevenueGenerated),
            Weight("responseTime", body.ResponseTime), Weight("customerSatisfaction", body.CustomerSatisfaction), Weight("aiAssistRate", body.AiAssistRate));
        if (check.Failed) return check.Problem();
        var outcome = await Grain(call).SetScorecard(call.CommandId("settings.scorecard"), weights, call.ExpectedVersion);
        return outcome.Accepted ? await GetWeights(call) : Problems.Refused(call, outcome);
    }

    private static async Task<Ok<SatisfactionSettings>> GetSatisfaction(ApiCall call) => TypedResults.Ok((await Settings(call)).Satisfaction);

    private static async Task<Results<Ok<SatisfactionSettings>, ProblemHttpResult>> PutSatisfaction(SatisfactionBody body, ApiCall call)
    {
        var check = new Check(call.Http);
        var scale = check.OneOf("scale", body.Scale, "buttons", "buttons", "list");
        if (body.EveryDays is < 1 or > 365) check.Add("everyDays", "field.range", 1, 365);
        if (check.Failed) return check.Problem();
        var settings = new SatisfactionSettings(
            body.Enabled ?? true, scale == "list" ? SatisfactionScale.List : SatisfactionScale.Buttons, body.EveryDays ?? 7);
        var outcome = await Grain(call).SetSatisfaction(call.CommandId("settings.satisfaction"), settings, call.ExpectedVersion);
        return outcome.Accepted ? await GetSatisfaction(call) : Problems.Refused(call, outcome);
    }

    private static ITeamSettingsGrain Grain(ApiCall call) => call.Grain<ITeamSettingsGrain>(TeamSettingsKey.Id);

    private static async Task<TeamSettingsView> Settings(ApiCall call)
    {
        var view = await Grain(call).Get();
        call.Tag(view.Version);
        return view;
    }
}
