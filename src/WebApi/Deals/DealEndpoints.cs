using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Deals;
using SalesFlow.Leads;
using SalesFlow.Feed;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Deals;

/// <summary>Deals.</summary>
internal static class DealEndpoints
{
    private const string RequiredPrefix = "required:";

    public static void Map(RouteGroupBuilder api)
    {
        var deals = api.MapGroup("/deals").WithTags("Deals").Requires(Permission.DealsRead);
        deals.MapGet("", List).WithSummary("Deals, filtered and sorted; one column of the board with ?stage=.")
            .WithDescription("With a stage and no pipeline the default pipeline is meant, and the order is the board's. Deleted deals are shown with ?deleted=true only.");
        BoardEndpoints.Map(deals);
        deals.MapPost("", Open).Requires(Permission.DealsWrite).WithSummary("Opens a deal.");
        deals.MapGet("/{id}", Get).WithSummary("One deal with its way through the stages.");
        deals.MapPut("/{id}", Update).Requires(Permission.DealsWrite).WithSummary("Changes a deal; absent fields stay as they are.")
            .WithDescription("With items the value is their sum without value-added tax. Fields are emptied by their names in clear.");
        deals.MapDelete("/{id}", Delete).Requires(Permission.DealsDelete).WithSummary("Deletes a deal; it can be restored.");
        deals.MapPost("/{id}/restore", Restore).Requires(Permission.DealsDelete).WithSummary("Brings a deleted deal back.");
        deals.MapPost("/{id}/reopen", Reopen).Requires(Permission.DealsWrite).WithSummary("Opens a won or lost deal again.");
        deals.MapPut("/{id}/stage", MoveStage).Requires(Permission.DealsWrite).WithSummary("Moves a deal; a lost deal needs a reason, a won one a value.")
            .WithDescription("Refused with the fields named where the stage requires some that are missing. Whoever comes second gets the deal's present stage, and who moved it when, in current.");
        deals.MapPut("/{id}/rank", Rank).Requires(Permission.DealsWrite).WithSummary("Puts a card elsewhere in its column.");
        deals.MapGet("/{id}/history", History).WithSummary("A deal's way through the stages, with the time that it stayed in each.");
    }

    private static async Task<Results<Ok<Page<DealRowView>>, ProblemHttpResult>> List(
        ApiCall call, IDealLists lists, [AsParameters] DealListParameters parameters)
    {
        var check = new Check(call.Http);
        var (filter, sort) = parameters.Read(check, call);
        if (check.Failed) return check.BadRequest();
        var query = new ListQuery(call, parameters.Limit, parameters.Cursor, parameters.Search);
        filter = filter with { Search = query.Search, MergedLeads = await call.MergedLeads(filter.LeadId) };
        return await query.Answer((size, after) => lists.Deals(call.Tenant, filter, sort, after, size, call.Aborted));
    }

    private static async Task<Results<Created<DealResponse>, ProblemHttpResult>> Open(DealRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var title = DealFields.Line(check, "title", check.Required("title", request.Title, 255))!;
        var value = DealFields.Amount(check, request.Value ?? 0, request.Currency);
        var stage = check.Optional("stage", request.Stage, 64);
        var lead = DealFields.Reference(check, "leadId", request.LeadId);
        var contact = DealFields.Reference(check, "contactId", request.ContactId);
        var conversation = DealFields.Reference(check, "conversationId", request.ConversationId);
        var pipeline = DealFields.Reference(check, "pipelineId", request.PipelineId);
        var close = DealFields.Day(check, "expectedClose", request.ExpectedClose);
        if (check.Failed && pipeline is not null && !Key.Fits(pipeline)) return check.Problem();
        var details = new DealDetails(
            DealFields.Reference(check, "companyId", request.CompanyId),
            DealFields.Owner(check, call, request.OwnerId),
            DealFields.Lines(check, "description", check.Optional("description", request.Description, 2000)),
            DealFields.Tags(check, request.Tags),
            DealFields.Items(check, request.Items, await VatIncluded(call, request.Items, pipeline)),
            DealFields.Probability(check, request.Probability),
            DealFields.Line(check, "nextStep", check.Optional("nextStep", request.NextStep, 200)),
            DealFields.Day(check, "nextStepOn", request.NextStepOn));
        if (check.Failed) return check.Problem();

        var command = call.CommandId("deal.open");
        var id = Id.Named("deal", command);
        var deal = call.Grain<IDealGrain>(id);
        // A repeat is answered as the first time, whatever has become of the people and records that it names.
        if (call.IdempotencyKey is null || await deal.Get() is null)
        {
            await DealFields.Known(check, call, lead, contact, details.CompanyId, conversation, details.OwnerId);
            if (check.Failed) return check.Problem();
            // Whoever buys buys for their company: its list of deals shows this one.
            if (details.CompanyId is null && contact is not null && await call.Grain<IContactGrain>(contact).Get() is { Details.CompanyId: { } employer }
                && await call.Stands("company", employer))
                details = details with { CompanyId = employer };
        }
        var outcome = await deal.Open(command, new OpenDeal(title, value, lead, contact, conversation, stage, call.UserId, pipeline, close, details));
        if (!outcome.Accepted) return Refused(call, outcome, null);
        // The log tells the lead too, a little later: who qualifies it at once must not open a second deal.
        if (lead is not null && await call.Grain<ILeadGrain>(lead).LinkDeal(command + ":lead", id) is { Accepted: true } linked)
            await call.Settle("lead", lead, linked.Version);
        await call.Settle("deal", id, outcome.Version);
        var view = await deal.Get() ?? throw new InvalidOperationException("An opened deal has no view.");
        call.Tag(view.Version);
        return TypedResults.Created($"/api/v1/deals/{id}", DealResponse.Of(view));
    }

    private static async Task<Results<Ok<DealResponse>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (await Find(id, call) is not { } deal) return Problems.NotFound(call);
        call.Tag(deal.Version);
        return TypedResults.Ok(DealResponse.Of(deal));
    }

    private static async Task<Results<Ok<DealResponse>, ProblemHttpResult>> Update(string id, DealChangeRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var title = DealFields.Line(check, "title", check.Optional("title", request.Title, 255));
        var clear = request.Clear?.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (clear?.Except(UpdateDeal.Clearable, StringComparer.Ordinal).Any() == true || clear?.Count < request.Clear?.Distinct().Count())
            check.Add("clear", "field.one_of", string.Join(", ", UpdateDeal.Clearable));
        if (await Find(id, call) is not { } before) return Problems.NotFound(call);
        Money? value = request.Value is { } amount
            ? DealFields.Amount(check, amount, string.IsNullOrWhiteSpace(request.Currency) ? before.Value.Currency : request.Currency)
            : null;
        var command = new UpdateDeal(
            title, value, DealFields.Day(check, "expectedClose", request.ExpectedClose), DealFields.Reference(check, "leadId", request.LeadId),
            DealFields.Reference(check, "contactId", request.ContactId),
            new DealDetails(
                DealFields.Reference(check, "companyId", request.CompanyId),
                request.OwnerId == "me" ? call.UserId : DealFields.Reference(check, "ownerId", request.OwnerId),
                DealFields.Lines(check, "description", check.Optional("description", request.Description, 2000)),
                DealFields.Tags(check, request.Tags),
                DealFields.Items(check, request.Items, await VatIncluded(call, request.Items, before.PipelineId)),
                DealFields.Probability(check, request.Probability),
                DealFields.Line(check, "nextStep", check.Optional("nextStep", request.NextStep, 200)),
                DealFields.Day(check, "nextStepOn", request.NextStepOn)),
            clear, value is null ? DealFields.Currency(check, request.Currency) : null);
        if (command with { Details = null, Clear = null } == new UpdateDeal(null, null, null) && command.Details == DealDetails.None && clear is not { Count: > 0 }
            && !check.Failed)
            check.Add("title", "field.required");
        if (!check.Failed)
        {
            // Whose it is already it stays, whatever has become of them: a form that is sent back as it was read changes nothing there.
            var owner = command.Details?.OwnerId == before.Details?.OwnerId ? null : command.Details?.OwnerId;
            await DealFields.Known(
                check, call, command.LeadId, command.ContactId, command.Details?.CompanyId, null, owner,
                new RecordLinks(before.LeadId, null, before.ContactId, before.Details?.CompanyId));
        }
        if (check.Failed) return check.Problem();
        var outcome = await call.Grain<IDealGrain>(id).Update(call.CommandId("deal.update:" + id), command, call.ExpectedVersion);
        return await Answer(id, outcome, call);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string id, ApiCall call)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await call.Grain<IDealGrain>(id).Delete(call.CommandId("deal.delete:" + id), call.ExpectedVersion);
        if (!outcome.Accepted) return Refused(call, outcome, await call.Grain<IDealGrain>(id).Get());
        await call.Settle("deal", id, outcome.Version);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<DealResponse>, ProblemHttpResult>> Restore(string id, ApiCall call)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        return await Answer(id, await call.Grain<IDealGrain>(id).Restore(call.CommandId("deal.restore:" + id), call.ExpectedVersion), call);
    }

    private static async Task<Results<Ok<DealResponse>, ProblemHttpResult>> Reopen(string id, ReopenRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var wanted = check.Optional("stage", request.Stage, 64);
        if (check.Failed) return check.Problem();
        if (await Find(id, call) is not { } deal) return Problems.NotFound(call);
        var stages = (await call.Grain<IPipelineGrain>(deal.PipelineId).Get())?.Definition.Stages.Where(s => s.Kind == StageKind.Open).Select(s => s.Code).ToList() ?? [];
        // A repeat of the same command finds the deal open already and must still answer as the first one did.
        if (deal.Kind == StageKind.Open && call.IdempotencyKey is null) return Refused(call, new Outcome(Refusal.WrongStatus, deal.Version, "open"), deal);
        var stage = wanted ?? deal.History.Select(h => h.To).LastOrDefault(s => stages.Contains(s)) ?? stages.FirstOrDefault();
        if (stage is null || !stages.Contains(stage)) return Refused(call, new Outcome(Refusal.UnknownStage, deal.Version, "stage"), deal);
        var outcome = await call.Grain<IDealGrain>(id).Move(call.CommandId("deal.reopen:" + id), new MoveDeal(stage), call.UserId, call.ExpectedVersion);
        return await Answer(id, outcome, call);
    }

    private static async Task<Results<Ok<DealResponse>, ProblemHttpResult>> MoveStage(string id, StageRequest request, ApiCall call, IDealLists lists)
    {
        var check = new Check(call.Http);
        var stage = check.Required("stage", request.Stage, 64);
        var reason = DealFields.Lines(check, "lostReason", check.Optional("lostReason", request.LostReason, 500));
        var code = check.Optional("lostReasonCode", request.LostReasonCode, 64);
        var pipeline = DealFields.Reference(check, "pipelineId", request.PipelineId);
        var after = DealFields.Reference(check, "after", request.After);
        var before = DealFields.Reference(check, "before", request.Before);
        if (check.Failed) return check.Problem();
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var gap = Gap.Top;
        if (after is not null || before is not null)
        {
            var target = pipeline ?? (await Find(id, call))?.PipelineId;
            if (target is null) return Problems.NotFound(call);
            gap = await BoardOrder.Find(call, lists, id, target, stage, after, before);
        }
        var outcome = await call.Grain<IDealGrain>(id).Move(
            call.CommandId($"deal.stage:{id}:{stage}"), new MoveDeal(stage, reason, code, pipeline, gap.Above, gap.Below), call.UserId, call.ExpectedVersion);
        return await Answer(id, outcome, call);
    }

    private static async Task<Results<Ok<DealResponse>, ProblemHttpResult>> Rank(string id, RankRequest request, ApiCall call, IDealLists lists)
    {
        var check = new Check(call.Http);
        var after = DealFields.Reference(check, "after", request.After);
        var before = DealFields.Reference(check, "before", request.Before);
        if (check.Failed) return check.Problem();
        if (await Find(id, call) is not { } deal) return Problems.NotFound(call);
        var gap = await BoardOrder.Find(call, lists, check, deal, after, before);
        if (check.Failed) return check.Problem();
        var outcome = await call.Grain<IDealGrain>(id).Rank(call.CommandId("deal.rank:" + id), gap.Above, gap.Below, call.ExpectedVersion);
        return await Answer(id, outcome, call);
    }

    private static async Task<Results<Ok<DealHistoryResponse>, ProblemHttpResult>> History(string id, ApiCall call, IDealLists lists)
    {
        if (await Find(id, call) is not { } deal) return Problems.NotFound(call);
        var steps = await lists.Steps(call.Tenant, id, call.Aborted);
        // An open deal's clock still runs; a closed one's has stopped.
        var end = deal.ClosedAt ?? call.Clock.GetUtcNow();
        var rows = steps.Select((step, i) =>
        {
            DateTimeOffset? left = i + 1 < steps.Count ? steps[i + 1].At : deal.Kind == StageKind.Open ? end : null;
            return new DealStepResponse(
                step.PipelineId, step.From, step.To, step.Probability, step.LostReason, step.By, step.At,
                left is { } at ? Math.Max(0, (long)(at - step.At).TotalSeconds) : null, step.Version);
        }).ToList();
        call.Tag(deal.Version);
        return TypedResults.Ok(new DealHistoryResponse(rows, Math.Max(0, (long)(end - deal.CreatedAt).TotalSeconds)));
    }

    private static async Task<DealView?> Find(string id, ApiCall call) =>
        Key.Fits(id) && await call.Grain<IDealGrain>(id).Get() is { Deleted: false } deal ? deal : null;

    private static async Task<Results<Ok<DealResponse>, ProblemHttpResult>> Answer(string id, Outcome outcome, ApiCall call)
    {
        if (!outcome.Accepted) return Refused(call, outcome, outcome.Refusal == Refusal.StaleVersion ? await call.Grain<IDealGrain>(id).Get() : null);
        await call.Settle("deal", id, outcome.Version);
        return await Get(id, call);
    }

    private static async ValueTask<bool> VatIncluded(ApiCall call, IReadOnlyList<DealItemRequest?>? items, string? pipeline)
    {
        if (items is null || items.All(i => i?.VatIncluded is not null)) return false;
        var view = await call.Grain<IPipelineGrain>(pipeline ?? IPipelineGrain.DefaultId).Get();
        if (view?.Definition.PricesIncludeVat is { } own) return own;
        return (await call.Grain<ITenantGrain>("tenant").Get())?.QuotesWithVat == true;
    }

    private static ProblemHttpResult Refused(ApiCall call, Outcome outcome, DealView? now)
    {
        if (outcome is { Refusal: Refusal.Invalid, Detail: { } detail } && detail.StartsWith(RequiredPrefix, StringComparison.Ordinal))
        {
            var check = new Check(call.Http);
            foreach (var field in detail[RequiredPrefix.Length..].Split(',')) check.Add(field, "field.required_by_stage");
            return check.Problem();
        }
        var problem = Problems.Refused(call, outcome);
        if (outcome.Refusal == Refusal.StaleVersion && now is { Deleted: false, History: [.., var last] })
            problem.ProblemDetails.Extensions["current"] = new CurrentDeal(now.Stage, now.PipelineId, last.By, last.At, now.Version);
        return problem;
    }
}
