using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Administration;

/// <summary>
/// The installation's tenants, for whoever runs it. Each crossing into a tenant is written into that tenant's audit log and into the caller's own,
/// before anything is shown or done.
/// </summary>
internal static class PlatformEndpoints
{
    public static void Map(RouteGroupBuilder admin)
    {
        var tenants = admin.MapGroup("/tenants").Requires(Permission.Platform);
        tenants.MapGet("", List).WithSummary("All tenants, newest first.");
        tenants.MapGet("/{id}", Get).WithSummary("One tenant with its usage.");
        tenants.MapPut("/{id}", Update).WithSummary("Suspends or reactivates a tenant, records a payment, takes notes.");
    }

    private static Task<Results<Ok<Page<TenantFileView>>, ProblemHttpResult>> List(
        ApiCall call, [FromServices] ITenantDirectory directory, string? plan = null, string? status = null, bool? suspended = null, string? search = null,
        int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor, search);
        var only = query.Word<SubscriptionStatus>("status", status);
        var filter = new TenantFileFilter(
            query.OneOf("plan", plan, [.. PlanCatalogue.History.Select(p => p.Code).Distinct(StringComparer.Ordinal)]), only, suspended, query.Search);
        return query.Answer((size, after) => directory.Tenants(filter, after, size, call.Aborted));
    }

    private static async Task<Results<Ok<TenantFileResponse>, ProblemHttpResult>> Get(
        string id, ApiCall call, [FromServices] ITenantDirectory directory, [FromServices] IQuotas quotas)
    {
        if (!Key.Fits(id) || await directory.Tenant(id, call.Aborted) is not { } file) return Problems.NotFound(call);
        if (await Cross(call, id, "read") is { } problem) return problem;
        return TypedResults.Ok(new TenantFileResponse(file, PlanUsageResponse.Of(await quotas.Standing(id, call.Aborted))));
    }

    private static async Task<Results<Ok<TenantFileResponse>, ProblemHttpResult>> Update(
        string id, TenantFileRequest request, ApiCall call, [FromServices] ITenantDirectory directory, [FromServices] IQuotas quotas)
    {
        var check = new Check(call.Http);
        var reason = check.Optional("reason", request.Reason, 500);
        if (request.IsActive is not null && reason is null) check.Add("reason", "field.required");
        var notes = request.Notes is null ? null : check.Optional("notes", request.Notes, 5000) ?? "";
        var plan = check.Optional("plan", request.Plan, 50);
        var codes = PlanCatalogue.On(BusinessCalendar.Riyadh.Day(call.Clock.GetUtcNow())).Select(p => p.Code).ToList();
        if (plan is not null && !codes.Contains(plan)) check.Add("plan", "field.one_of", string.Join(", ", codes));
        var reference = plan is null ? null : check.Required("reference", request.Reference, 100);
        if (request.IsActive is null && notes is null && plan is null && !check.Failed) check.Add("isActive", "field.required");
        if (check.Failed) return check.Problem();
        if (!Key.Fits(id) || await directory.Tenant(id, call.Aborted) is null) return Problems.NotFound(call);
        // Nobody locks themselves out.
        if (request.IsActive == false && id == call.Tenant) return Problems.Of(call.Http, StatusCodes.Status403Forbidden, "forbidden", "isActive");
        if (await Cross(call, id, "write") is { } problem) return problem;

        var actor = call.Actor;
        var command = call.CommandId("tenant.file:" + id);
        TenantScope.Enter(id, actor);
        var tenant = call.Grains.GetGrain<ITenantGrain>(TenantKey.Format(id, "tenant"));
        var outcome = new Outcome(Refusal.None, 0);
        if (request.IsActive is { } active)
        {
            outcome = active ? await tenant.Reactivate(command + ":on", reason!) : await tenant.Suspend(command + ":off", reason!);
            if (!outcome.Accepted) return Problems.Refused(call, outcome);
            await Settle(call, id, "tenant", "tenant", outcome.Version);
        }
        if (plan is not null)
        {
            outcome = await call.Grains.GetGrain<ISubscriptionGrain>(TenantKey.Format(id, "subscription"))
                .Activate(command + ":plan", new ActivateSubscription(plan, request.Period ?? BillingPeriod.Month, reference!));
            if (!outcome.Accepted) return Problems.Refused(call, outcome);
            await Settle(call, id, "subscription", "subscription", outcome.Version);
        }
        if (notes is not null)
        {
            outcome = await call.Grains.GetGrain<ITenantFileGrain>(TenantKey.Format(TenantKey.Platform, id)).Note(command + ":notes", notes);
            if (!outcome.Accepted) return Problems.Refused(call, outcome);
            await Settle(call, TenantKey.Platform, "tenant-file", id, outcome.Version);
        }
        var file = await directory.Tenant(id, call.Aborted) ?? throw new InvalidOperationException("A tenant's row has vanished.");
        return TypedResults.Ok(new TenantFileResponse(file, PlanUsageResponse.Of(await quotas.Standing(id, call.Aborted))));
    }

    /// <summary>Records a crossing on both sides; where that fails, nothing is crossed.</summary>
    private static async Task<ProblemHttpResult?> Cross(ApiCall call, string id, string how)
    {
        var (own, actor) = (call.Tenant, call.Actor);
        var command = Id.New(call.Clock);
        try
        {
            foreach (var side in new[] { own, id }.Distinct())
            {
                TenantScope.Enter(side, actor);
                var outcome = await call.Grains.GetGrain<IAuditGrain>(TenantKey.Format(side, "audit")).Record(
                    command, new AuditEntry("cross_tenant", "tenant", id, new Dictionary<string, string> { ["access"] = how, ["from"] = own }));
                if (!outcome.Accepted) return Problems.Refused(call, outcome);
            }
        }
        finally
        {
            TenantScope.Enter(own, actor);
        }
        return null;
    }

    /// <summary>The lists that are read next show the change in most cases: they are waited for, a moment.</summary>
    private static async Task Settle(ApiCall call, string tenant, string entity, string entityId, long version) =>
        await call.Http.RequestServices.GetRequiredService<IReadModels>()
            .WaitFor(tenant, entity, entityId, version, TimeSpan.FromSeconds(2), call.Aborted);
}

/// <summary>What the installation changes of a tenant; null leaves something as it is.</summary>
/// <param name="IsActive">False suspends, true reactivates; both need a reason.</param>
/// <param name="Reason">Why; the tenant's people see it.</param>
/// <param name="Plan">Records a payment for this plan; needs a reference.</param>
/// <param name="Period"><c>month</c> (default) or <c>year</c>.</param>
/// <param name="Reference">The receipt's or transfer's number.</param>
/// <param name="Notes">At most 5,000 characters; the tenant never sees them.</param>
internal sealed record TenantFileRequest(bool? IsActive, string? Reason, string? Plan, BillingPeriod? Period, string? Reference, string? Notes);

/// <summary>A tenant with its usage.</summary>
internal sealed record TenantFileResponse(TenantFileView Tenant, PlanUsageResponse Usage);
