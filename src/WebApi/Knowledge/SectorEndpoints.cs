using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Knowledge;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Knowledge;

/// <summary>What is known of sectors, what a company keeps for selling to them, and what it reaches there.</summary>
internal static class SectorEndpoints
{
    private const string Kind = "sector-asset";
    private static readonly string[] Stages = ["prospecting", "discovery", "qualification", "proposal", "negotiation", "closing"];

    private static readonly string[] RequestTypes =
        ["talking_points", "value_proposition", "competitive_analysis", "objection_response", "case_study_match", "pricing_strategy"];

    public static void Map(RouteGroupBuilder api)
    {
        var sectors = api.MapGroup("/sectors").WithTags("Sectors").Requires(Permission.KnowledgeRead);
        sectors.MapGet("", List).WithSummary("The sectors, each with its name and the plans that fit.");
        sectors.MapGet("/{sector}", Get).WithSummary("All that is known of a sector. It is the same for every company.");
        sectors.MapGet("/{sector}/assets", Assets).WithSummary("What the company keeps for selling to a sector, newest change first.");
        sectors.MapPost("/{sector}/assets", Create).Requires(Permission.KnowledgeWrite).WithSummary("Keeps an asset: a deck, a case, a script, what its competitors offer.")
            .WithDescription("`content` is any JSON object of at most 64 KB.");
        sectors.MapGet("/{sector}/assets/{id}", Asset).WithSummary("One asset.");
        sectors.MapPut("/{sector}/assets/{id}", Update).Requires(Permission.KnowledgeWrite).WithSummary("Changes an asset; what is not given stays.");
        sectors.MapDelete("/{sector}/assets/{id}", Delete).Requires(Permission.KnowledgeWrite).WithSummary("Removes an asset.");
        sectors.MapGet("/{sector}/strategy", Strategy).WithSummary("How to sell to a sector: made of what is known of it, the company's price list and its assets.")
            .WithDescription(
                "`stage`: `prospecting`, `discovery`, `qualification`, `proposal`, `negotiation`, `closing`. `request_type`: `talking_points`, `value_proposition`, "
                + "`competitive_analysis`, `objection_response`, `case_study_match`, `pricing_strategy`. What nobody knows is null: benchmarks are never guessed.");
        sectors.MapGet("/{sector}/scorecards", Scorecards).Requires(Permission.ReportsRead).WithSummary("The company's own figures of a sector.");
    }

    private static Ok<Page<SectorRow>> List(ApiCall call, [FromServices] ISectorLibrary library) => TypedResults.Ok(new Page<SectorRow>(
        [.. library.All.Select(s => new SectorRow(s.Code, s.Name, s.Profile, s.Plans, s.Regulated))], null));

    private static Results<Ok<SectorData>, ProblemHttpResult> Get(string sector, ApiCall call, [FromServices] ISectorLibrary library) =>
        library.Find(sector) is { } data ? TypedResults.Ok(data) : Problems.NotFound(call);

    private static async Task<Results<Ok<Page<SectorAssetResponse>>, ProblemHttpResult>> Assets(
        string sector, ApiCall call, [FromServices] ISectorLibrary library, [FromServices] ISectorLists lists, string? type = null, string? active = null,
        int? limit = null, string? cursor = null)
    {
        if (library.Find(sector) is null) return Problems.NotFound(call);
        var query = new ListQuery(call, limit, cursor);
        var only = query.Word<SectorAssetType>("type", type);
        var used = query.Flag("active", active);
        return await query.Answer(async (size, after) =>
        {
            var page = await lists.Assets(call.Tenant, sector, only, used, after, size, call.Aborted);
            return new Page<SectorAssetResponse>([.. page.Items.Select(SectorAssetResponse.Of)], page.Next);
        });
    }

    private static async Task<Results<Ok<SectorAssetResponse>, ProblemHttpResult>> Asset(
        string sector, string id, ApiCall call, [FromServices] ISectorLists lists)
    {
        if (await Find(sector, id, call, lists) is not { } asset) return Problems.NotFound(call);
        call.Tag(asset.Version);
        return TypedResults.Ok(SectorAssetResponse.Of(asset));
    }

    private static async Task<Results<Created<SectorAssetResponse>, ProblemHttpResult>> Create(
        string sector, SectorAssetRequest request, ApiCall call, [FromServices] ISectorLibrary library, [FromServices] ISectorLists lists)
    {
        if (library.Find(sector) is null) return Problems.NotFound(call);
        var check = new Check(call.Http);
        if (request.Type is null) check.Add("type", "field.required");
        var title = check.Name("title", request.Title, ArticleLimits.Title);
        var content = Content(check, request.Content);
        if (content is null && !check.Failed) check.Add("content", "field.required");
        var language = check.OneOf("language", request.Language, "ar", "ar", "en");
        if (check.Failed) return check.Problem();
        var command = call.CommandId("sector.asset");
        var id = Id.Named("sector-asset", command);
        var outcome = await call.Grain<ISectorAssetGrain>(id).Write(
            command, new WriteSectorAsset(sector, request.Type!.Value, title, content!, language, request.IsActive ?? true), mustBeNew: true, expectedVersion: null);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        call.Tag(outcome.Version);
        return TypedResults.Created($"/api/v1/sectors/{sector}/assets/{id}", SectorAssetResponse.Of(await Written(sector, id, outcome.Version, call, lists)));
    }

    private static async Task<Results<Ok<SectorAssetResponse>, ProblemHttpResult>> Update(
        string sector, string id, SectorAssetRequest request, ApiCall call, [FromServices] ISectorLists lists)
    {
        var check = new Check(call.Http);
        var title = check.NameChange("title", request.Title, ArticleLimits.Title);
        var content = Content(check, request.Content);
        var language = string.IsNullOrWhiteSpace(request.Language) ? null : check.OneOf("language", request.Language, "ar", "ar", "en");
        if (check.Failed) return check.Problem();
        if (await Find(sector, id, call, lists) is not { } known) return Problems.NotFound(call);
        var outcome = await call.Grain<ISectorAssetGrain>(id).Write(
            call.CommandId("sector.asset:" + id),
            new WriteSectorAsset(sector, request.Type ?? known.Type, title ?? known.Title, content ?? known.Content, language ?? known.Language, request.IsActive ?? known.IsActive),
            // What was read is what the change is laid upon: of two who read the same only the first is taken.
            mustBeNew: false, call.ExpectedVersion ?? known.Version);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        call.Tag(outcome.Version);
        return TypedResults.Ok(SectorAssetResponse.Of(await Written(sector, id, outcome.Version, call, lists)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string sector, string id, ApiCall call, [FromServices] ISectorLists lists)
    {
        if (await Find(sector, id, call, lists) is null) return Problems.NotFound(call);
        var outcome = await call.Grain<ISectorAssetGrain>(id).Delete(call.CommandId("sector.asset.delete:" + id), call.ExpectedVersion);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle(Kind, id, outcome.Version);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<SectorStrategy>, ProblemHttpResult>> Strategy(
        string sector, ApiCall call, [FromServices] ISectorLibrary library, [FromServices] ISectorLists lists, string? stage = null,
        [FromQuery(Name = "request_type")] string? requestType = null, string? language = null)
    {
        if (library.Find(sector) is not { } data) return Problems.NotFound(call);
        var check = new Check(call.Http);
        var at = string.IsNullOrEmpty(stage) ? null : check.OneOf("stage", stage, "", Stages);
        var wanted = string.IsNullOrEmpty(requestType) ? null : check.OneOf("request_type", requestType, "", RequestTypes);
        var spoken = string.IsNullOrEmpty(language) ? null : check.OneOf("language", language, "ar", "ar", "en");
        if (check.Failed) return check.BadRequest();
        var tenant = await call.Grain<ITenantGrain>("tenant").Get();
        var assets = await lists.Assets(call.Tenant, sector, null, true, null, ListQuery.LongestLimit, call.Aborted);
        return TypedResults.Ok(SectorStrategy.Make(data, library.Find(SectorData.General)!, at, wanted, spoken, tenant?.PriceList ?? [], assets.Items));
    }

    private static async Task<Results<Ok<SectorScorecard>, ProblemHttpResult>> Scorecards(
        string sector, ApiCall call, [FromServices] ISectorLibrary library, [FromServices] ISectorLists lists)
    {
        if (library.Find(sector) is not { } data) return Problems.NotFound(call);
        return TypedResults.Ok(SectorScorecard.Of(data, await lists.Figures(call.Tenant, data.Names, call.Aborted)));
    }

    private static async Task<SectorAssetView?> Find(string sector, string id, ApiCall call, ISectorLists lists) =>
        Key.Fits(id) && await lists.Asset(call.Tenant, id, call.Aborted) is { } asset && asset.Sector == sector ? asset : null;

    /// <exception cref="TimeoutException">Lists lag: the change stands, and a repeat under the same key shows it.</exception>
    private static async Task<SectorAssetView> Written(string sector, string id, long version, ApiCall call, ISectorLists lists)
    {
        var models = call.Http.RequestServices.GetRequiredService<IReadModels>();
        return await models.WaitFor(call.Tenant, Kind, id, version, TimeSpan.FromSeconds(5), call.Aborted) && await Find(sector, id, call, lists) is { } asset
            ? asset
            : throw new TimeoutException("Lists lag behind.");
    }

    private static string? Content(Check check, JsonElement? content)
    {
        if (content is not { } json || json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return null;
        var text = json.ValueKind == JsonValueKind.Object ? json.GetRawText() : null;
        if (text is null) check.Add("content", "field.object");
        else if (System.Text.Encoding.UTF8.GetByteCount(text) > WriteSectorAsset.LongestContent) check.Add("content", "field.too_long", WriteSectorAsset.LongestContent);
        else if (!Told(json)) check.Add("content", "field.control");
        return text;
    }

    /// <summary>Whether every text within can be told: no half characters, and none that a database cannot keep.</summary>
    private static bool Told(JsonElement json)
    {
        try
        {
            return json.ValueKind switch
            {
                JsonValueKind.Object => json.EnumerateObject().All(p => IsText(p.Name) && Told(p.Value)),
                JsonValueKind.Array => json.EnumerateArray().All(Told),
                JsonValueKind.String => IsText(json.GetString()!),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }

        static bool IsText(string text) => !text.Contains('\0', StringComparison.Ordinal);
    }
}
