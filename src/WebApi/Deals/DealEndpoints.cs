using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Feed;
using SalesFlow.WebApi.Dashboard;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Deals;

/// <summary>Deals and the board.</summary>
internal static class DealEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var deals = api.MapGroup("/deals").WithTags("Deals").Requires(Permission.DealsRead);
        deals.MapGet("", List).WithSummary("Deals, newest move first; one column of the board with ?stage=.");
        deals.MapGet("/pipeline", PipelineEndpoints.Get).WithSummary("Stages in order with their counts and values.");
        deals.MapPost("", Open).Requires(Permission.DealsWrite).WithSummary("Opens a deal.");
        deals.MapGet("/{id}", Get).WithSummary("One deal with its way through the stages.");
        deals.MapPut("/{id}", Update).Requires(Permission.DealsWrite).WithSummary("Changes title, value or expected close.");
        deals.MapPut("/{id}/stage", MoveStage).Requires(Permission.DealsWrite).WithSummary("Moves a deal; a lost deal needs a reason.");
    }

    private static Task<Results<Ok<Page<DealRowView>>, ProblemHttpResult>> List(
        ApiCall call, IReadModels models, string? stage = null, int? limit = null, string? cursor = null) =>
        new ListQuery(call, limit, cursor).Answer((size, after) =>
            models.Deals(call.Tenant, string.IsNullOrEmpty(stage) ? null : stage, after, size, call.Aborted));

    private static async Task<Results<Created<DealResponse>, ProblemHttpResult>> Open(DealRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var title = check.Required("title", request.Title, 255);
        var value = DealRequest.Amount(check, request.Value ?? 0, request.Currency);
        var stage = check.Optional("stage", request.Stage, 64);
        var lead = Reference(check, "leadId", request.LeadId);
        var contact = Reference(check, "contactId", request.ContactId);
        var conversation = Reference(check, "conversationId", request.ConversationId);
        if (check.Failed) return check.Problem();

        var command = call.CommandId("deal.open");
        var id = Id.Named("deal", command);
        var deal = call.Grain<IDealGrain>(id);
        var outcome = await deal.Open(command, new OpenDeal(title, value, lead, contact, conversation, stage, call.UserId));
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("deal", id, outcome.Version);
        var view = await deal.Get() ?? throw new InvalidOperationException("An opened deal has no view.");
        call.Tag(view.Version);
        return TypedResults.Created($"/api/v1/deals/{id}", DealResponse.Of(view));
    }

    private static async Task<Results<Ok<DealResponse>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<IDealGrain>(id).Get() is not { } deal) return Problems.NotFound(call);
        call.Tag(deal.Version);
        return TypedResults.Ok(DealResponse.Of(deal));
    }

    private static async Task<Results<Ok<DealResponse>, ProblemHttpResult>> Update(string id, DealChangeRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var title = check.Optional("title", request.Title, 255);
        Money? value = request.Value is { } amount ? DealRequest.Amount(check, amount, request.Currency) : null;
        if (title is null && value is null && request.ExpectedClose is null && !check.Failed) check.Add("title", "field.required");
        if (check.Failed) return check.Problem();
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await call.Grain<IDealGrain>(id)
            .Update(call.CommandId("deal.update:" + id), new UpdateDeal(title, value, request.ExpectedClose), call.ExpectedVersion);
        return await Answer(id, outcome, call);
    }

    private static async Task<Results<Ok<DealResponse>, ProblemHttpResult>> MoveStage(string id, StageRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var stage = check.Required("stage", request.Stage, 64);
        var reason = check.Optional("lostReason", request.LostReason, 500);
        if (check.Failed) return check.Problem();
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await call.Grain<IDealGrain>(id)
            .MoveStage(call.CommandId($"deal.stage:{id}:{stage}"), stage, reason, call.UserId, call.ExpectedVersion);
        return await Answer(id, outcome, call);
    }

    private static async Task<Results<Ok<DealResponse>, ProblemHttpResult>> Answer(string id, Outcome outcome, ApiCall call)
    {
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("deal", id, outcome.Version);
        return await Get(id, call);
    }

    private static string? Reference(Check check, string field, string? id)
    {
        if (string.IsNullOrEmpty(id)) return null;
        if (!Key.Fits(id)) check.Add(field, "field.too_long", 100);
        return id;
    }
}
