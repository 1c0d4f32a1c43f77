using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.SavedViews;
using SalesFlow.WebApi.Http;
using SalesFlow.WebApi.Leads;

namespace SalesFlow.WebApi.SavedViews;

/// <summary>Lists as people want to see them again.</summary>
internal static class SavedViewEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var views = api.MapGroup("/views").WithTags("Views").Requires(Permission.TenantRead);
        views.MapGet("", List).WithSummary("The caller's own views of a list, and the shared ones.");
        views.MapPost("", Create).Requires(Permission.LeadsWrite).WithSummary("Saves a view of a list.");
        views.MapGet("/{id}", Get).WithSummary("One view.");
        views.MapPut("/{id}", Change).Requires(Permission.LeadsWrite).WithSummary("Changes a view: one's own, or a shared one by those who lead the team.");
        views.MapDelete("/{id}", Delete).Requires(Permission.LeadsWrite).WithSummary("Deletes a view.");
    }

    private static async Task<Results<Ok<SavedViewsResponse>, ProblemHttpResult>> List(ApiCall call, ISavedViewLists lists, string? entity = null)
    {
        var check = new Check(call.Http);
        var list = check.OneOf("entity", entity, "leads", [.. ViewEntities.All.Keys]);
        if (check.Failed) return check.BadRequest();
        if (!call.Actor.May(ViewEntities.All[list])) return Problems.Of(call.Http, StatusCodes.Status403Forbidden, "forbidden");
        var views = await lists.Views(call.Tenant, list, call.UserId, call.Aborted);
        return TypedResults.Ok(new SavedViewsResponse([.. views.Select(v => SavedViewResponse.Of(v, call.UserId))]));
    }

    private static async Task<Results<Created<SavedViewResponse>, ProblemHttpResult>> Create(SavedViewRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var entity = check.OneOf("entity", request.Entity, "leads", [.. ViewEntities.All.Keys]);
        var content = request.Content(check, entity);
        if (check.Failed) return check.Problem();
        var command = call.CommandId("view.create");
        var id = Id.Named("view", command);
        var view = call.Grain<ISavedViewGrain>(id);
        var outcome = await view.Create(command, entity, content);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("view", id, outcome.Version);
        call.Tag(outcome.Version);
        var saved = await view.Get() ?? throw new InvalidOperationException("A saved view is not there.");
        return TypedResults.Created($"/api/v1/views/{id}", SavedViewResponse.Of(saved, call.UserId));
    }

    private static async Task<Results<Ok<SavedViewResponse>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<ISavedViewGrain>(id).Get() is not { } view) return Problems.NotFound(call);
        call.Tag(view.Version);
        return TypedResults.Ok(SavedViewResponse.Of(view, call.UserId));
    }

    private static async Task<Results<Ok<SavedViewResponse>, ProblemHttpResult>> Change(string id, SavedViewRequest request, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<ISavedViewGrain>(id).Get() is not { } before) return Problems.NotFound(call);
        var check = new Check(call.Http);
        var content = request.Content(check, before.Entity);
        if (check.Failed) return check.Problem();
        var outcome = await call.Grain<ISavedViewGrain>(id).Change(call.CommandId("view.change:" + id), content, call.ExpectedVersion);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("view", id, outcome.Version);
        return await Get(id, call);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string id, ApiCall call)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await call.Grain<ISavedViewGrain>(id).Delete(call.CommandId("view.delete:" + id), call.ExpectedVersion);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("view", id, outcome.Version);
        return TypedResults.NoContent();
    }
}

/// <summary>A view.</summary>
/// <param name="Entity"><c>leads</c> (default), <c>deals</c>, <c>contacts</c>, <c>companies</c> or <c>conversations</c>; of a view that is there it stays.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Filters">The list's query parameters by name, at most 30.</param>
/// <param name="Sort">The list's <c>sort</c>, or null.</param>
/// <param name="Columns">Columns in order, at most 40.</param>
/// <param name="Shared">Whether the whole team sees it.</param>
internal sealed record SavedViewRequest(
    string? Entity, string? Name, IReadOnlyDictionary<string, string?>? Filters, string? Sort, IReadOnlyList<string?>? Columns, bool Shared = false)
{
    /// <summary>What the view is to be; what is wrong is said to the check.</summary>
    public SavedViewContent Content(Check check, string entity)
    {
        var name = check.Required("name", Name, 100);
        var sort = check.Optional("sort", Sort, 64);
        if (Filters?.Count > 30) check.Add("filters", "field.range", 0, 30);
        if (Filters?.Any(f => f.Key.Length is 0 or > 64 || f.Value is null || f.Value.Length > 500 || f.Value.Contains('\0')) == true)
            check.Add("filters", "field.characters");
        foreach (var unknown in (Filters?.Keys ?? []).Where(f => f.Length is > 0 and <= 64 && !ViewFilters.Knows(entity, f)).Take(30))
            check.Add("filters." + unknown, "field.unknown");
        if (Columns?.Count > 40) check.Add("columns", "field.range", 0, 40);
        if (Columns?.Any(c => c is not { Length: > 0 and <= 64 } || c.Contains('\0')) == true) check.Add("columns", "field.characters");
        if (name.Contains('\0') || sort?.Contains('\0') == true) check.Add("name", "field.characters");
        var content = new SavedViewContent(
            name, Filters?.ToDictionary(f => f.Key, f => f.Value ?? "") ?? [], sort, Columns?.Select(c => c ?? "").ToList() ?? [], Shared);
        // What the list would refuse each time that the view is used is refused here.
        if (entity == "leads" && !check.Failed) new LeadQuery().Over(content).Filter(check, "");
        return content;
    }
}

/// <summary>A view as it stands.</summary>
internal sealed record SavedViewResponse(
    string Id, string Entity, string Name, IReadOnlyDictionary<string, string> Filters, string? Sort, IReadOnlyList<string> Columns, bool Shared,
    string OwnerId, bool Own, DateTimeOffset CreatedAt, long Version)
{
    public static SavedViewResponse Of(SavedView view, string userId) => new(
        view.ViewId, view.Entity, view.Content.Name, view.Content.Filters, view.Content.Sort, view.Content.Columns, view.Content.Shared, view.OwnerId,
        view.OwnerId == userId, view.CreatedAt, view.Version);
}

/// <summary>Views, by name.</summary>
internal sealed record SavedViewsResponse(IReadOnlyList<SavedViewResponse> Items);
