using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Leads;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Leads;

/// <summary>The rules by which leads find their owners.</summary>
internal static class AssignmentEndpoints
{
    private const string Id = "assignment";

    public static void Map(RouteGroupBuilder api)
    {
        var rules = api.MapGroup("/settings/assignment").WithTags("Leads").Requires(Permission.TenantRead);
        rules.MapGet("", Get).WithSummary("How leads are assigned, and how many wait for somebody.");
        rules.MapPut("", Put).Requires(Permission.TeamManage).WithSummary("Sets how leads are assigned; an absent field keeps its value.");
    }

    private static async Task<Ok<AssignmentResponse>> Get(ApiCall call)
    {
        var view = await call.Grain<IAssignmentGrain>(Id).Get();
        call.Tag(view.Version);
        return TypedResults.Ok(AssignmentResponse.Of(view));
    }

    private static async Task<Results<Ok<AssignmentResponse>, ProblemHttpResult>> Put(AssignmentRequestBody request, ApiCall call)
    {
        var check = new Check(call.Http);
        var members = request.Members?.Select(m => m?.Trim() ?? "").Distinct(StringComparer.Ordinal).ToList();
        if (members?.Count > 200) check.Add("members", "field.range", 0, 200);
        if (members?.Any(m => !Key.Fits(m)) == true) check.Add("members", "field.characters");
        if (check.Failed) return check.Problem();
        var grain = call.Grain<IAssignmentGrain>(Id);
        var now = (await grain.Get()).Settings;
        // Rules that name nobody who is there would leave every lead to nobody. Whoever left since they were named is passed over by the rules.
        foreach (var member in members?.Except(now.Members ?? [], StringComparer.Ordinal) ?? []) await check.Worker(call, "members", member);
        if (check.Failed) return check.Problem();
        var outcome = await grain.Configure(call.CommandId("assignment"), new AssignmentSettings(
            request.Strategy ?? now.Strategy, request.SectorPools ?? now.SectorPools, request.LanguageMatch ?? now.LanguageMatch,
            request.WorkingHours ?? now.WorkingHours, request.Presence ?? now.Presence, request.Capacity ?? now.Capacity,
            request.Stickiness ?? now.Stickiness, members ?? now.Members), call.ExpectedVersion);
        return outcome.Accepted ? await Get(call) : Problems.Refused(call, outcome);
    }
}

/// <summary>The rules; an absent field keeps its value.</summary>
/// <param name="Strategy"><c>round_robin</c>, <c>least_busy</c> or <c>manual</c>.</param>
/// <param name="SectorPools">Whether leads of a sector go to those who work on it.</param>
/// <param name="LanguageMatch">Whether those who speak the lead's language come first.</param>
/// <param name="WorkingHours">Whether only those in their working hours get leads.</param>
/// <param name="Presence">Whether only those online get leads.</param>
/// <param name="Capacity">Whether those with as many open leads as their capacity get none.</param>
/// <param name="Stickiness">Whether a lead goes back to its former owner.</param>
/// <param name="Members">The users who take part, at most 200; empty for all sellers.</param>
internal sealed record AssignmentRequestBody(
    AssignmentStrategy? Strategy, bool? SectorPools, bool? LanguageMatch, bool? WorkingHours, bool? Presence, bool? Capacity, bool? Stickiness,
    IReadOnlyList<string?>? Members);

/// <summary>The rules as they stand.</summary>
internal sealed record AssignmentResponse(
    AssignmentStrategy Strategy, bool SectorPools, bool LanguageMatch, bool WorkingHours, bool Presence, bool Capacity, bool Stickiness,
    IReadOnlyList<string> Members, int Waiting, long Version)
{
    public static AssignmentResponse Of(AssignmentView view) => new(
        view.Settings.Strategy, view.Settings.SectorPools, view.Settings.LanguageMatch, view.Settings.WorkingHours, view.Settings.Presence,
        view.Settings.Capacity, view.Settings.Stickiness, view.Settings.Members ?? [], view.Waiting, view.Version);
}
