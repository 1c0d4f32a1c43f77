using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Administration;

/// <summary>Plan, subscription and usage of the caller's company.</summary>
internal static class PlanEndpoints
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/usage", Usage).Requires(Permission.PlanRead).WithSummary("What the company uses of its plan in this month of its own.");
        admin.MapGet("/subscriptions", Get).Requires(Permission.PlanRead).WithSummary("The subscription, and the plans that are sold.");
        admin.MapPut("/subscriptions/plan", Choose).Requires(Permission.PlanManage).WithSummary("Chooses a plan.")
            .WithDescription("At once in a trial; otherwise wanted from the next activation on. The operator of the installation records payments.");
        admin.MapPost("/subscriptions/cancel", Cancel).Requires(Permission.PlanManage).WithSummary("Cancels: service goes on until the paid period ends.");
    }

    private static async Task<Ok<PlanUsageResponse>> Usage(ApiCall call, [FromServices] IQuotas quotas) =>
        TypedResults.Ok(PlanUsageResponse.Of(await quotas.Standing(call.Tenant, call.Aborted)));

    private static async Task<Results<Ok<SubscriptionResponse>, ProblemHttpResult>> Get(ApiCall call)
    {
        if (await call.Grain<ISubscriptionGrain>("subscription").Get() is not { } subscription) return Problems.NotFound(call);
        call.Tag(subscription.Version);
        return TypedResults.Ok(new SubscriptionResponse(subscription, PlanCatalogue.On(BusinessCalendar.Riyadh.Day(call.Clock.GetUtcNow()))));
    }

    private static async Task<Results<Ok<SubscriptionResponse>, ProblemHttpResult>> Choose(ChoosePlanRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var plan = check.Required("plan", request.Plan, 50);
        var codes = PlanCatalogue.On(BusinessCalendar.Riyadh.Day(call.Clock.GetUtcNow())).Select(p => p.Code).ToList();
        if (!check.Failed && !codes.Contains(plan)) check.Add("plan", "field.one_of", string.Join(", ", codes));
        if (check.Failed) return check.Problem();
        var outcome = await call.Grain<ISubscriptionGrain>("subscription").Choose(call.CommandId("subscription.choose:" + plan), plan, call.ExpectedVersion);
        return outcome.Accepted ? await Settled(call, outcome) : Problems.Refused(call, outcome);
    }

    private static async Task<Results<Ok<SubscriptionResponse>, ProblemHttpResult>> Cancel(CancelRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var reason = check.Optional("reason", request.Reason, 500);
        if (check.Failed) return check.Problem();
        var outcome = await call.Grain<ISubscriptionGrain>("subscription").Cancel(call.CommandId("subscription.cancel"), reason, call.ExpectedVersion);
        return outcome.Accepted ? await Settled(call, outcome) : Problems.Refused(call, outcome);
    }

    private static async Task<Results<Ok<SubscriptionResponse>, ProblemHttpResult>> Settled(ApiCall call, Outcome outcome)
    {
        await call.Settle("subscription", "subscription", outcome.Version);
        return await Get(call);
    }
}

/// <summary>Chooses a plan.</summary>
/// <param name="Plan"><c>basic</c>, <c>professional</c> or <c>enterprise</c>.</param>
internal sealed record ChoosePlanRequest(string? Plan);

/// <summary>Cancels the subscription.</summary>
/// <param name="Reason">At most 500 characters, or nothing.</param>
internal sealed record CancelRequest(string? Reason);

/// <summary>The subscription, and what is sold.</summary>
internal sealed record SubscriptionResponse(SubscriptionView Subscription, IReadOnlyList<Plan> Plans);

/// <summary>Usage.</summary>
/// <param name="Plan">The plan's code.</param>
/// <param name="Status">Where the subscription stands.</param>
/// <param name="Month">The company's current month: <c>2026-11</c>.</param>
/// <param name="Metrics">Each limited thing.</param>
internal sealed record PlanUsageResponse(string Plan, SubscriptionStatus Status, string Month, IReadOnlyList<UsageMetric> Metrics)
{
    public static PlanUsageResponse Of(QuotaStanding s) =>
        new(s.Plan, s.Status, s.Month, [.. s.Uses.Select(u => new UsageMetric(u.Metric.Word(), u.Used, u.Limit, u.Warns, !u.Allows(1)))]);
}

/// <summary>Usage of one limited thing.</summary>
/// <param name="Metric"><c>users</c>, <c>leads_per_month</c> or <c>messages_per_month</c>.</param>
/// <param name="Used">So much.</param>
/// <param name="Limit">Of so much; null means no limit.</param>
/// <param name="Warning">Whether four fifths are used.</param>
/// <param name="Exceeded">Whether one more would be refused.</param>
internal sealed record UsageMetric(string Metric, long Used, long? Limit, bool Warning, bool Exceeded);
