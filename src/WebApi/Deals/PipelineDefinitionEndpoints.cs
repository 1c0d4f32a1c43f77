using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Feed;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Deals;

/// <summary>Pipelines, their stages and their reasons for losing.</summary>
internal static class PipelineDefinitionEndpoints
{
    private const int MaxPipelines = 20, MoveBatch = 100;
    private const string InUsePrefix = "stage_in_use:";
    private static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(3);

    public static void Map(RouteGroupBuilder api)
    {
        var pipelines = api.MapGroup("/pipelines").WithTags("Pipelines").Requires(Permission.DealsRead);
        pipelines.MapGet("", List).WithSummary("All pipelines, the default one first.");
        pipelines.MapPost("", Create).Requires(Permission.PipelinesManage).WithSummary("Creates a pipeline, from stages or a sector's template.");
        pipelines.MapGet("/templates", Templates).WithSummary("The templates of sectors, with their stages: for a new pipeline or for the whole company.");
        pipelines.MapGet("/{id}", Get).WithSummary("One pipeline; the one named default always exists.");
        pipelines.MapPut("/{id}", Define).Requires(Permission.PipelinesManage).WithSummary("Changes a pipeline; absent fields stay as they are.")
            .WithDescription("A stage in which deals stand is neither removed nor changed in kind (409): move its deals first. Applying a template to the company replaces the default pipeline's stages; deals in stages that it does not name stay visible there until they are moved.");
        pipelines.MapDelete("/{id}", Delete).Requires(Permission.PipelinesManage).WithSummary("Deletes a pipeline in which no deals stand.");
        pipelines.MapPost("/{id}/stages/reorder", Reorder).Requires(Permission.PipelinesManage).WithSummary("Puts the stages into another order.");
        pipelines.MapPost("/{id}/stages/{stage}/move-deals", MoveDeals).Requires(Permission.PipelinesManage)
            .WithSummary("Moves the deals of a stage to another, at most 100 a call.");
        pipelines.MapGet("/{id}/lost-reasons", LostReasons).WithSummary("The reasons for losing.");
        pipelines.MapPut("/{id}/lost-reasons", SetLostReasons).Requires(Permission.PipelinesManage).WithSummary("Replaces the reasons for losing.");
        pipelines.MapGet("/{id}/stage-times", StageTimes).WithSummary("How long deals stay in each stage on average.");
    }

    private static async Task<Ok<PipelinesResponse>> List(ApiCall call, IDealLists lists)
    {
        var found = await lists.Pipelines(call.Tenant, call.Aborted);
        // The list may lag behind a registration of this moment; the default pipeline exists from the beginning.
        if (!found.Any(p => p.IsDefault) && await call.Grain<IPipelineGrain>(IPipelineGrain.DefaultId).Get() is { } usual) found = [usual, .. found];
        // Few, and asked themselves: they tell of each what the single one tells.
        var views = await Task.WhenAll(found.Select(p => call.Grain<IPipelineGrain>(p.PipelineId).Get()));
        return TypedResults.Ok(new PipelinesResponse([.. views.OfType<PipelineView>().Select(PipelineDetailsResponse.Of)]));
    }

    private static async Task<Ok<SectorTemplatesResponse>> Templates(ApiCall call) =>
        TypedResults.Ok(new SectorTemplatesResponse(await call.Grain<IPipelineGrain>(IPipelineGrain.DefaultId).Templates()));

    private static async Task<Results<Created<PipelineDetailsResponse>, ProblemHttpResult>> Create(PipelineRequest request, ApiCall call, IDealLists lists)
    {
        var check = new Check(call.Http);
        var definition = await request.Read(check, call, null);
        if (check.Failed) return check.Problem();
        var command = call.CommandId("pipeline.create");
        var id = Id.Named("pipeline", command);
        var existing = await lists.Pipelines(call.Tenant, call.Aborted);
        if (existing.Count >= MaxPipelines && existing.All(p => p.PipelineId != id)) return Problems.Refused(call, new Outcome(Refusal.LimitReached, 0, "pipelines"));
        var outcome = await call.Grain<IPipelineGrain>(id).Create(command, definition);
        if (!outcome.Accepted) return Refused(call, outcome);
        await call.Settle("pipeline", id, outcome.Version);
        var view = await call.Grain<IPipelineGrain>(id).Get() ?? throw new InvalidOperationException("A created pipeline has no view.");
        call.Tag(view.Version);
        return TypedResults.Created($"/api/v1/pipelines/{id}", PipelineDetailsResponse.Of(view));
    }

    private static async Task<Results<Ok<PipelineDetailsResponse>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (await Find(id, call) is not { } view) return Problems.NotFound(call);
        call.Tag(view.Version);
        return TypedResults.Ok(PipelineDetailsResponse.Of(view));
    }

    private static async Task<Results<Ok<PipelineDetailsResponse>, ProblemHttpResult>> Define(string id, PipelineRequest request, ApiCall call, IDealLists lists, IProjectionProgress progress)
    {
        if (await Find(id, call) is not { } before) return Problems.NotFound(call);
        var check = new Check(call.Http);
        var definition = await request.Read(check, call, before.Definition);
        if (check.Failed) return check.Problem();
        // A deal of a moment ago stands in a stage too.
        await progress.CaughtUp(call.Tenant, LongestLag, call.Aborted);
        var inUse = (await lists.Pipeline(call.Tenant, id, call.Aborted)).Select(t => t.Stage).Distinct(StringComparer.Ordinal).ToList();
        return await Answer(id, await call.Grain<IPipelineGrain>(id).Define(call.CommandId("pipeline.define:" + id), definition, inUse, call.ExpectedVersion), call);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string id, ApiCall call, IDealLists lists, IProjectionProgress progress)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        await progress.CaughtUp(call.Tenant, LongestLag, call.Aborted);
        var inUse = (await lists.Pipeline(call.Tenant, id, call.Aborted)).Count > 0;
        var outcome = await call.Grain<IPipelineGrain>(id).Delete(call.CommandId("pipeline.delete:" + id), inUse, call.ExpectedVersion);
        if (!outcome.Accepted) return Refused(call, outcome);
        await call.Settle("pipeline", id, outcome.Version);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<PipelineDetailsResponse>, ProblemHttpResult>> Reorder(string id, ReorderRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        if (request.Stages is null) check.Add("stages", "field.required");
        else if (request.Stages.Count > 20) check.Add("stages", "field.too_many", 20);
        if (check.Failed) return check.Problem();
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await call.Grain<IPipelineGrain>(id)
            .Reorder(call.CommandId("pipeline.reorder:" + id), [.. request.Stages!.Select(s => s ?? "")], call.ExpectedVersion);
        return await Answer(id, outcome, call);
    }

    private static async Task<Results<Ok<LostReasonsResponse>, ProblemHttpResult>> LostReasons(string id, ApiCall call)
    {
        if (await Find(id, call) is not { } view) return Problems.NotFound(call);
        call.Tag(view.Version);
        return TypedResults.Ok(new LostReasonsResponse(view.Definition.LostReasons));
    }

    private static async Task<Results<Ok<PipelineDetailsResponse>, ProblemHttpResult>> SetLostReasons(string id, LostReasonsRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        if (request.LostReasons is null) check.Add("lostReasons", "field.required");
        var reasons = LostReasonRequest.Read(check, request.LostReasons ?? []);
        if (check.Failed) return check.Problem();
        if (!Key.Fits(id)) return Problems.NotFound(call);
        return await Answer(id, await call.Grain<IPipelineGrain>(id).SetLostReasons(call.CommandId("pipeline.reasons:" + id), reasons, call.ExpectedVersion), call);
    }

    private static async Task<Results<Ok<StageTimesResponse>, ProblemHttpResult>> StageTimes(string id, ApiCall call, IDealLists lists)
    {
        if (await Find(id, call) is not { } view) return Problems.NotFound(call);
        var times = (await lists.StageTimes(call.Tenant, id, call.Aborted)).ToDictionary(t => t.Stage, StringComparer.Ordinal);
        return TypedResults.Ok(new StageTimesResponse(
        [
            .. view.Definition.Stages.Select(s => times.TryGetValue(s.Code, out var t) && t.Left > 0
                ? new StageTimeResponse(s.Code, t.Left, t.Seconds / t.Left)
                : new StageTimeResponse(s.Code, 0, null)),
        ]));
    }

    private static async Task<Results<Ok<MoveDealsResponse>, ProblemHttpResult>> MoveDeals(
        string id, string stage, MoveDealsRequest request, ApiCall call, IDealLists lists)
    {
        var check = new Check(call.Http);
        var to = check.Required("to", request.To, 64);
        var reason = check.Optional("lostReasonCode", request.LostReasonCode, 64);
        if (check.Failed) return check.Problem();
        if (await Find(id, call) is not { } view) return Problems.NotFound(call);
        if (view.Definition.Stage(to) is not { } target || to == stage) return Problems.Refused(call, new Outcome(Refusal.UnknownStage, view.Version, "to"));
        if (target.Kind == StageKind.Lost && reason is null) return Problems.Refused(call, new Outcome(Refusal.ReasonRequired, view.Version, "lostReasonCode"));
        var command = call.CommandId($"pipeline.move:{id}:{stage}:{to}");
        var cards = await lists.Below(call.Tenant, id, stage, null, MoveBatch + 1, call.Aborted);
        var (moved, refused) = (0, 0);
        // From the last to the first, each onto the top: they keep their order.
        foreach (var card in cards.Take(MoveBatch).Reverse())
        {
            var outcome = await call.Grain<IDealGrain>(card.Id).Move($"{command}:{card.Id}", new MoveDeal(to, null, reason), call.UserId, null);
            if (outcome.Accepted) moved++;
            else refused++;
            if (outcome.Accepted) await call.Settle("deal", card.Id, outcome.Version);
        }
        return TypedResults.Ok(new MoveDealsResponse(moved, refused, cards.Count > MoveBatch));
    }

    private static async Task<PipelineView?> Find(string id, ApiCall call) => Key.Fits(id) ? await call.Grain<IPipelineGrain>(id).Get() : null;

    private static async Task<Results<Ok<PipelineDetailsResponse>, ProblemHttpResult>> Answer(string id, Outcome outcome, ApiCall call)
    {
        if (!outcome.Accepted) return Refused(call, outcome);
        await call.Settle("pipeline", id, outcome.Version);
        return await Get(id, call);
    }

    private static ProblemHttpResult Refused(ApiCall call, Outcome outcome) => (outcome.Refusal, outcome.Detail) switch
    {
        (Refusal.WrongStatus, "default") => Problems.Of(call.Http, StatusCodes.Status409Conflict, "pipeline_default"),
        (Refusal.WrongStatus, "in_use") => Problems.Of(call.Http, StatusCodes.Status409Conflict, "pipeline_in_use"),
        (Refusal.WrongStatus, { } detail) when detail.StartsWith(InUsePrefix, StringComparison.Ordinal) =>
            Problems.Of(call.Http, StatusCodes.Status409Conflict, "stage_in_use", detail[InUsePrefix.Length..]),
        _ => Problems.Refused(call, outcome),
    };
}

/// <summary>The templates of sectors, by name.</summary>
internal sealed record SectorTemplatesResponse(IReadOnlyList<SectorTemplate> Items);

/// <summary>The reasons for losing.</summary>
internal sealed record LostReasonsResponse(IReadOnlyList<LostReason> LostReasons);
