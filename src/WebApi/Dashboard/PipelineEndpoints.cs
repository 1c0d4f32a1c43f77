using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Deals;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Dashboard;

/// <summary>The pipeline in numbers.</summary>
internal static class PipelineEndpoints
{
    public static void Map(RouteGroupBuilder api) => api.MapGroup("/dashboard").WithTags("Dashboard").Requires(Permission.DealsRead)
        .MapGet("/pipeline", Get).WithSummary("Stages in order with their counts and values.");

    private static async Task<Results<Ok<PipelineResponse>, ProblemHttpResult>> Get(ApiCall call, IDealLists lists)
    {
        if (await call.Grain<IPipelineGrain>(IPipelineGrain.DefaultId).Get() is not { } pipeline) return Problems.NotFound(call);
        return TypedResults.Ok(PipelineResponse.Of(pipeline.Definition.Stages, await lists.Pipeline(call.Tenant, pipeline.PipelineId, call.Aborted)));
    }
}

/// <summary>The pipeline in numbers.</summary>
/// <param name="Stages">In the pipeline's order; a stage with several currencies has a row for each.</param>
/// <param name="Open">Totals of all open stages, by currency.</param>
internal sealed record PipelineResponse(IReadOnlyList<StageResponse> Stages, IReadOnlyList<OpenTotal> Open)
{
    public static PipelineResponse Of(IReadOnlyList<PipelineStage> pipeline, IReadOnlyList<StageTotal> totals)
    {
        // Deals may still stand in a stage that a later template no longer names: they are shown last, never hidden.
        var known = pipeline.Select(s => s.Code).ToHashSet(StringComparer.Ordinal);
        var unnamed = totals.Where(t => !known.Contains(t.Stage)).Select(t => t.Stage).Distinct(StringComparer.Ordinal)
            .Select(code => new PipelineStage(code, code, code, 0, StageKind.Open));
        var stages = pipeline.Concat(unnamed).SelectMany(stage => totals.Where(t => t.Stage == stage.Code)
            .DefaultIfEmpty(new StageTotal(stage.Code, 0, 0m, "SAR"))
            .Select(t => new StageResponse(
                stage.Code, stage.NameAr, stage.NameEn, stage.Probability, stage.Kind, t.Count, t.Value, t.Currency,
                t.Weighted)));
        var rows = stages.ToList();
        var open = rows.Where(r => r.Kind == StageKind.Open).GroupBy(r => r.Currency, StringComparer.Ordinal)
            .Select(g => new OpenTotal(g.Key, g.Sum(r => r.Count), g.Sum(r => r.Value), g.Sum(r => r.WeightedValue))).ToList();
        return new PipelineResponse(rows, open);
    }
}

/// <summary>One stage.</summary>
internal sealed record StageResponse(
    string Stage, string NameAr, string NameEn, int Probability, StageKind Kind, long Count, decimal Value, string Currency, decimal WeightedValue);

/// <summary>All open deals of a currency.</summary>
internal sealed record OpenTotal(string Currency, long Count, decimal Value, decimal WeightedValue);
