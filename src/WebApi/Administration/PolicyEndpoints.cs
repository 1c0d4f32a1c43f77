using System.Globalization;
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
using SalesFlow.WebApi.Dashboard;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Administration;

/// <summary>Policies and their versions.</summary>
internal static class PolicyEndpoints
{
    private const int LongestContent = 50_000;

    public static void Map(RouteGroupBuilder admin)
    {
        var policies = admin.MapGroup("/policies").Requires(Permission.PoliciesRead);
        policies.MapGet("", List).WithSummary("Policies with the texts that hold today, and those that come, newest change first.");
        policies.MapPost("", Create).Requires(Permission.PoliciesManage).WithSummary("Writes a policy's first version.");
        policies.MapGet("/{id}", Get).WithSummary("One policy with the text that holds today, and the one that comes.");
        policies.MapPut("/{id}", Update).Requires(Permission.PoliciesManage).WithSummary("Writes the next version, or switches a policy on or off.")
            .WithDescription("A version is written whole. Of privacy and commission policies it takes effect thirty days later at the earliest.");
        policies.MapGet("/{id}/versions", Versions).WithSummary("All versions of a policy, newest first.");
    }

    private static async Task<Results<Ok<Page<PolicyRowView>>, ProblemHttpResult>> List(
        ApiCall call, [FromServices] IPolicyLists lists, string? type = null, int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor);
        var only = query.Word<PolicyType>("type", type);
        var today = await DayRange.Today(call);
        return await query.Answer((size, after) => lists.Policies(call.Tenant, only, today, after, size, call.Aborted));
    }

    private static async Task<Results<Ok<PolicyRowView>, ProblemHttpResult>> Get(string id, ApiCall call, [FromServices] IPolicyLists lists)
    {
        if (await Find(id, call, lists) is not { } policy) return Problems.NotFound(call);
        call.Tag(policy.EntityVersion);
        return TypedResults.Ok(policy);
    }

    private static async Task<Results<Created<PolicyRowView>, ProblemHttpResult>> Create(PolicyRequest request, ApiCall call, [FromServices] IPolicyLists lists)
    {
        var check = new Check(call.Http);
        if (request.Type is null) check.Add("type", "field.required");
        var name = check.Name("name", request.Name, 255);
        var arabic = check.Required("contentAr", request.ContentAr, LongestContent);
        var english = check.Optional("contentEn", request.ContentEn, LongestContent);
        var from = Day(check, "effectiveFrom", request.EffectiveFrom);
        if (check.Failed) return check.Problem();
        var command = call.CommandId("policy.create");
        var id = Id.Named("policy", command);
        var outcome = await call.Grain<IPolicyGrain>(id).Create(
            command, new WritePolicy(request.Type!.Value, name, arabic, english, from, request.IsActive ?? true));
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        call.Tag(outcome.Version);
        return TypedResults.Created($"/api/v1/admin/policies/{id}", await Written(call, lists, id, outcome.Version));
    }

    private static async Task<Results<Ok<PolicyRowView>, ProblemHttpResult>> Update(
        string id, PolicyRequest request, ApiCall call, [FromServices] IPolicyLists lists)
    {
        var check = new Check(call.Http);
        // What was read may be sent back; a type never changes.
        var known = await Find(id, call, lists);
        if (request.Type is { } type && known is not null && known.Type != type) check.Add("type", "field.fixed");
        var name = check.NameChange("name", request.Name, 255);
        var arabic = check.Optional("contentAr", request.ContentAr, LongestContent);
        // An empty English text takes it away; one that is not there leaves the question open and is refused where there was one.
        var english = request.ContentEn is null ? null : check.Optional("contentEn", request.ContentEn, LongestContent) ?? "";
        var from = Day(check, "effectiveFrom", request.EffectiveFrom);
        if (check.Failed) return check.Problem();
        if (!Key.Fits(id)) return Problems.NotFound(call);
        // What was read is not what was written last where that is still to come: sent back as it was, it says nothing new.
        var asRead = known?.Coming is not null && (name, arabic, english ?? "", from) == (known.Name, known.ContentAr, known.ContentEn ?? "", known.EffectiveFrom);
        var change = asRead ? new ChangePolicy(null, null, null, null, request.IsActive) : new ChangePolicy(name, arabic, english, from, request.IsActive);
        var outcome = await call.Grain<IPolicyGrain>(id).Update(call.CommandId("policy.update:" + id), change, call.ExpectedVersion);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        call.Tag(outcome.Version);
        return TypedResults.Ok(await Written(call, lists, id, outcome.Version));
    }

    private static async Task<Results<Ok<Page<PolicyVersionView>>, ProblemHttpResult>> Versions(
        string id, ApiCall call, [FromServices] IPolicyLists lists, int? limit = null, string? cursor = null)
    {
        if (await Find(id, call, lists) is null) return Problems.NotFound(call);
        return await new ListQuery(call, limit, cursor).Answer((size, after) => lists.Versions(call.Tenant, id, after, size, call.Aborted));
    }

    /// <summary>The policy's texts are in the read rows only: the answer waits until they show the change.</summary>
    /// <exception cref="TimeoutException">They lag: the change stands, and a repeat under the same key shows it.</exception>
    private static async Task<PolicyRowView> Written(ApiCall call, IPolicyLists lists, string id, long version)
    {
        var models = call.Http.RequestServices.GetRequiredService<IReadModels>();
        return await models.WaitFor(call.Tenant, "policy", id, version, TimeSpan.FromSeconds(5), call.Aborted)
            && await Find(id, call, lists) is { } policy
            ? policy
            : throw new TimeoutException("Lists lag behind.");
    }

    private static async Task<PolicyRowView?> Find(string id, ApiCall call, IPolicyLists lists) =>
        Key.Fits(id) ? await lists.Policy(call.Tenant, id, await DayRange.Today(call), call.Aborted) : null;

    private static DateOnly? Day(Check check, string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        check.Add(field, "field.date");
        return null;
    }
}

/// <summary>A policy, or what changes of it.</summary>
/// <param name="Type"><c>commission</c>, <c>guarantee</c>, <c>refund</c>, <c>compliance</c> or <c>privacy</c>; it never changes.</param>
/// <param name="Name">1 to 255 characters.</param>
/// <param name="ContentAr">Arabic text, 1 to 50,000 characters.</param>
/// <param name="ContentEn">English text, at most 50,000 characters.</param>
/// <param name="EffectiveFrom">The first day: <c>2026-12-31</c>.</param>
/// <param name="IsActive">Whether it is in use.</param>
internal sealed record PolicyRequest(PolicyType? Type, string? Name, string? ContentAr, string? ContentEn, string? EffectiveFrom, bool? IsActive);
