using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.Leads;
using SalesFlow.SavedViews;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Leads;

/// <summary>Leads.</summary>
internal static class LeadEndpoints
{
    private const int MostAssigned = 1000;

    /// <summary>Where leads come from.</summary>
    public static readonly string[] Sources = ["whatsapp", "web", "referral", "import", "affiliate"];

    public static void Map(RouteGroupBuilder api)
    {
        var leads = api.MapGroup("/leads").WithTags("Leads").Requires(Permission.LeadsRead);
        leads.MapGet("", List).WithSummary("Leads, newest change first unless another order is asked for.").WithDescription(
            "Filters: status (several with commas), assignee (an id, me, none), source, sector, city, temperature, scoreFrom, scoreTo, tag, createdFrom, "
            + "createdTo, updatedFrom, updatedTo, hasDeal, search, deleted. Sort: updated, created, score, name, with - in front for the largest first. "
            + "view takes a saved view's filters, sort and no more; what stands in the address goes before.");
        leads.MapPost("", Create).Requires(Permission.LeadsWrite).WithSummary("Adds a lead.").WithDescription(
            "A phone or e-mail that another lead has is refused with 409 `duplicate`, whose `duplicates` names that lead, unless allowDuplicate is true. "
            + "Leads with a similar company and name are named in `similar`, as a hint.");
        leads.MapGet("/count", Count).WithSummary("How many leads there are, by status and by owner.");
        leads.MapPost("/assign", AssignMany).Requires(Permission.LeadsAssign).WithSummary("Gives up to 1,000 leads to somebody, or has the rules choose.");
        leads.MapGet("/{id}", Get).WithSummary("One lead with its score and the reasons for it.");
        leads.MapPut("/{id}", Update).Requires(Permission.LeadsWrite).WithSummary("Corrects a lead; an empty text takes a value away.");
        leads.MapDelete("/{id}", Delete).Requires(Permission.LeadsDelete).WithSummary("Puts a lead away; it can be restored.");
        leads.MapPost("/{id}/restore", Restore).Requires(Permission.LeadsDelete).WithSummary("Takes a deleted lead back.");
        leads.MapPost("/{id}/status", ChangeStatus).Requires(Permission.LeadsWrite)
            .WithSummary("Moves a lead's status; a lost lead needs a reason.");
        leads.MapPost("/{id}/qualify", (string id, ApiCall call) => Move(id, LeadStatus.Qualified, null, call))
            .Requires(Permission.LeadsWrite).WithSummary("Qualifies a lead.");
        leads.MapPost("/{id}/assign", Assign).Requires(Permission.LeadsWrite)
            .WithSummary("Gives a lead to somebody, to nobody, or by the rules.")
            .WithDescription("Taking one that nobody has needs leads.write; everything else leads.assign.");
        leads.MapPost("/{id}/convert", Convert).Requires(Permission.LeadsWrite)
            .WithSummary("Marks a lead as won; links or makes the customer's contact, and the deal where asked.");
        leads.MapGet("/{id}/duplicates", Duplicates).WithSummary("Leads with the same phone or e-mail, then similar ones.");
        leads.MapPost("/{id}/merge", Merge).Requires(Permission.LeadsMerge).WithSummary("Merges another lead into this one.");
        leads.MapPost("/{id}/unmerge", Unmerge).Requires(Permission.LeadsMerge).WithSummary("Undoes a merge.");
        leads.MapGet("/{id}/messages", Messages).Requires(Permission.ConversationsRead).WithSummary("The lead's messages, newest first.");
    }

    private static async Task<Results<Ok<Page<LeadRowView>>, ProblemHttpResult>> List(
        ApiCall call, ILeadLists lists, [AsParameters] LeadQuery query, int? limit = null, string? cursor = null)
    {
        if (query.View is { Length: > 0 } view)
        {
            if (await Saved(view, call) is not { } saved) return Problems.NotFound(call);
            query = query.Over(saved);
        }
        var check = new Check(call.Http);
        var filter = query.Filter(check, call.UserId);
        if (check.Failed) return check.BadRequest();
        return await new ListQuery(call, limit, cursor).Answer((size, after) => lists.Leads(call.Tenant, filter, after, size, call.Aborted));
    }

    /// <summary>A saved view of leads, or null.</summary>
    public static async Task<SavedViewContent?> Saved(string view, ApiCall call) =>
        Key.Fits(view) && await call.Grain<ISavedViewGrain>(view).Get() is { Entity: "leads" } saved ? saved.Content : null;

    private static async Task<Ok<LeadCounts>> Count(ApiCall call, ILeadLists lists) => TypedResults.Ok(await lists.Counts(call.Tenant, call.Aborted));

    private static async Task<Results<Created<LeadResponse>, ProblemHttpResult>> Create(LeadRequest request, ApiCall call, ILeadLists lists)
    {
        var check = new Check(call.Http);
        var name = Text(check, "name", request.Name ?? request.FullName, 255);
        var phone = check.Phone("phone", request.Phone);
        var source = check.OneOf("source", request.Source, "web", Sources);
        var language = check.OneOf("language", request.Language, "ar", "ar", "en");
        var owner = check.Optional("assignedTo", request.AssignedTo, 100);
        if (name is null && phone is null && string.IsNullOrWhiteSpace(request.Email)) check.Add("name", "field.required");
        var details = new LeadDetails(
            request.Facts(check, mayClear: false), Text(check, "notes", request.Notes, 4000), request.CleanTags(check), request.CleanMetadata(check));
        if (check.Failed) return check.Problem();
        if (owner is not null && owner != call.UserId && !call.Actor.May(Permission.LeadsAssign))
            return Problems.Refused(call, new Outcome(Refusal.Forbidden, 0, Permission.LeadsAssign.Word()));

        var command = call.CommandId("lead.open");
        var id = Id.Named("lead", command);
        var lead = call.Grain<ILeadGrain>(id);
        // A repeat adds nothing: it is answered as the first time, whatever the plan says now.
        if ((call.IdempotencyKey is null || await lead.Get() is null) && await QuotaProblems.Exceeded(call, QuotaMetric.LeadsPerMonth) is { } full) return full;
        var outcome = await lead.Open(
            command, new OpenLead(name, phone, source, null, null, language, null, details, request.AllowDuplicate, owner));
        if (!outcome.Accepted) return Refused(call, outcome);
        await call.Settle("lead", id, outcome.Version);
        var view = await lead.Get() ?? throw new InvalidOperationException("An opened lead has no view.");
        call.Tag(view.Version);
        var similar = view.Facts.GetValueOrDefault(LeadFacts.CompanyName) is { } company
            ? await lists.Duplicates(call.Tenant, new LeadLikeness(id, name, company, null, null), call.Aborted)
            : [];
        return TypedResults.Created($"/api/v1/leads/{id}", LeadResponse.Of(view) with { Similar = [.. similar.Select(s => s.Lead.Id)] });
    }

    private static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<ILeadGrain>(id).Get() is not { } lead) return Problems.NotFound(call);
        call.Tag(lead.Version);
        return TypedResults.Ok(LeadResponse.Of(lead));
    }

    private static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> Update(string id, LeadFactsRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var name = Changed(check, "name", request.Name ?? request.FullName, 255);
        var phone = request.Phone is { } given && string.IsNullOrWhiteSpace(given) ? "" : check.Phone("phone", request.Phone);
        var source = string.IsNullOrWhiteSpace(request.Source) ? null : check.OneOf("source", request.Source, "web", Sources);
        var facts = request.Facts(check, mayClear: true);
        var edit = new LeadEdit(
            name, phone, source, Changed(check, "notes", request.Notes, 4000), facts.Count == 0 ? null : facts, request.CleanTags(check),
            request.CleanMetadata(check), request.AllowDuplicate);
        if (!check.Failed && edit is { Name: null, Phone: null, Source: null, Notes: null, Facts: null, Tags: null, Metadata: null })
            check.Add("name", "field.required");
        if (check.Failed) return check.Problem();
        return await Answer(id, call, lead => lead.Edit(call.CommandId("lead.edit:" + id), edit, call.ExpectedVersion));
    }

    private static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> Delete(string id, ApiCall call) =>
        await Answer(id, call, lead => lead.Delete(call.CommandId("lead.delete:" + id), call.ExpectedVersion));

    private static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> Restore(string id, ApiCall call, bool? allowDuplicate = null) =>
        await Answer(id, call, lead => lead.Restore(call.CommandId("lead.restore:" + id), allowDuplicate == true, call.ExpectedVersion));

    private static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> Assign(string id, LeadAssignRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var user = request.User(check);
        if (check.Failed) return check.Problem();
        return await Answer(id, call, lead => Give(lead, request.Auto, user, call.CommandId($"lead.assign:{id}:{user}"), call.ExpectedVersion));
    }

    private static async Task<Results<Ok<LeadsAssignResponse>, ProblemHttpResult>> AssignMany(LeadsAssignRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var ids = (request.Ids ?? []).Distinct(StringComparer.Ordinal).ToList();
        if (ids.Count == 0) check.Add("ids", "field.required");
        else if (ids.Count > MostAssigned) check.Add("ids", "field.range", 1, MostAssigned);
        else if (ids.Any(i => !Key.Fits(i))) check.Add("ids", "field.characters");
        if (check.Failed) return check.Problem();
        var user = request.User(check);
        if (check.Failed) return check.Problem();
        var command = call.CommandId("leads.assign");
        var results = new LeadAssignResult[ids.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, ids.Count), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = call.Aborted }, async (i, _) =>
        {
            var lead = call.Grain<ILeadGrain>(ids[i]!);
            var outcome = await Give(lead, request.Auto, user, $"{command}:{user}", null);
            results[i] = new LeadAssignResult(
                ids[i]!, outcome.Accepted ? "done" : Problems.CodeOf(outcome.Refusal), (await lead.Get())?.AssignedTo);
        });
        return TypedResults.Ok(new LeadsAssignResponse(results, results.Count(r => r.Outcome == "done"), results.Count(r => r.Outcome != "done")));
    }

    private static Task<Outcome> Give(ILeadGrain lead, bool byRules, string? user, string command, long? expectedVersion) =>
        byRules ? lead.AssignByRules(command, expectedVersion) : lead.Assign(command, user, expectedVersion);

    private static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> Convert(string id, ApiCall call, LeadConvertRequest? request = null)
    {
        if (request?.DealId is { Length: > 0 } deal && !Key.Fits(deal))
        {
            var check = new Check(call.Http);
            check.Add("dealId", "field.too_long", 100);
            return check.Problem();
        }
        var dealId = string.IsNullOrEmpty(request?.DealId) ? null : request.DealId;
        return await Answer(id, call, lead => lead.Convert(
            call.CommandId("lead.convert:" + id), dealId, request?.OpenDeal == true, call.ExpectedVersion));
    }

    private static async Task<Results<Ok<LeadDuplicatesResponse>, ProblemHttpResult>> Duplicates(string id, ApiCall call, ILeadLists lists)
    {
        if (!Key.Fits(id) || await call.Grain<ILeadGrain>(id).Get() is not { } lead) return Problems.NotFound(call);
        var likeness = new LeadLikeness(
            id, lead.Name, lead.Facts.GetValueOrDefault(LeadFacts.CompanyName), lead.Phone, lead.Facts.GetValueOrDefault(LeadFacts.Email));
        return TypedResults.Ok(new LeadDuplicatesResponse(await lists.Duplicates(call.Tenant, likeness, call.Aborted)));
    }

    private static Task<Results<Ok<LeadResponse>, ProblemHttpResult>> Merge(string id, LeadMergeRequest request, ApiCall call) => WithOther(
        id, request, call, (lead, other) => lead.Merge(call.CommandId($"lead.merge:{id}:{other}"), other, call.ExpectedVersion));

    private static Task<Results<Ok<LeadResponse>, ProblemHttpResult>> Unmerge(string id, LeadMergeRequest request, ApiCall call) => WithOther(
        id, request, call, (lead, other) => lead.Unmerge(call.CommandId($"lead.unmerge:{id}:{other}"), other, call.ExpectedVersion));

    private static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> WithOther(
        string id, LeadMergeRequest request, ApiCall call, Func<ILeadGrain, string, Task<Outcome>> command)
    {
        var check = new Check(call.Http);
        var other = check.Required("otherId", request.OtherId, 100);
        if (!check.Failed && !Key.Fits(other)) check.Add("otherId", "field.characters");
        if (check.Failed) return check.Problem();
        return await Answer(id, call, async lead =>
        {
            var outcome = await command(lead, other);
            if (outcome.Accepted) await call.Ended(async () => await lead.Get() is not { Merging: true });
            return outcome;
        });
    }

    private static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> ChangeStatus(string id, LeadStatusRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        if (request.Status is null) check.Add("status", "field.required");
        var reason = check.Optional("reason", request.Reason, 500);
        if (check.Failed) return check.Problem();
        return await Move(id, request.Status!.Value, reason, call);
    }

    private static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> Move(string id, LeadStatus status, string? reason, ApiCall call) =>
        await Answer(id, call, lead => lead.ChangeStatus(call.CommandId($"lead.status:{id}:{status}"), status, reason, call.ExpectedVersion));

    private static async Task<Results<Ok<Page<MessageRowView>>, ProblemHttpResult>> Messages(
        string id, ApiCall call, ILeadLists lists, int? limit = null, string? cursor = null)
    {
        if (!Key.Fits(id) || await call.Grain<ILeadGrain>(id).Get() is not { } lead) return Problems.NotFound(call);
        return await new ListQuery(call, limit, cursor).Answer((size, after) => lead.Conversations.Count == 0
            ? Task.FromResult(new Page<MessageRowView>([], null))
            : lists.Messages(call.Tenant, lead.Conversations, after, size, call.Aborted));
    }

    private static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> Answer(string id, ApiCall call, Func<ILeadGrain, Task<Outcome>> command)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await command(call.Grain<ILeadGrain>(id));
        if (!outcome.Accepted) return Refused(call, outcome);
        await call.Settle("lead", id, outcome.Version);
        return await Get(id, call);
    }

    /// <summary>A refusal; one for a duplicate names the other lead.</summary>
    private static ProblemHttpResult Refused(ApiCall call, Outcome outcome)
    {
        if (outcome.Refusal != Refusal.Taken) return Problems.Refused(call, outcome);
        var problem = Problems.Of(call.Http, StatusCodes.Status409Conflict, "duplicate", outcome.Detail ?? "");
        problem.ProblemDetails.Extensions["duplicates"] = new[] { outcome.Detail };
        return problem;
    }

    private static string? Text(Check check, string field, string? value, int longest)
    {
        var text = check.Optional(field, value, longest);
        return text is null ? null : LeadFactsRequest.Clean(check, field, text);
    }

    /// <summary>A value's new text: null where it was not told, empty where it is taken away.</summary>
    private static string? Changed(Check check, string field, string? value, int longest) => value is null ? null : Text(check, field, value, longest) ?? "";
}

/// <summary>Leads that may be the same.</summary>
internal sealed record LeadDuplicatesResponse(IReadOnlyList<LeadDuplicate> Items);
