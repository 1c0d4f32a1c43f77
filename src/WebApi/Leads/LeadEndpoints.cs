using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Leads;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Leads;

/// <summary>Leads.</summary>
internal static class LeadEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var leads = api.MapGroup("/leads").WithTags("Leads").Requires(Permission.LeadsRead);
        leads.MapGet("", List).WithSummary("Leads, newest change first.");
        leads.MapPost("", Create).Requires(Permission.LeadsWrite).WithSummary("Adds a lead.");
        leads.MapGet("/{id}", Get).WithSummary("One lead with its score and the reasons for it.");
        leads.MapPut("/{id}", Update).Requires(Permission.LeadsWrite).WithSummary("Adds or corrects what is known of a lead.");
        leads.MapPost("/{id}/status", ChangeStatus).Requires(Permission.LeadsWrite)
            .WithSummary("Moves a lead's status; a lost lead needs a reason.");
        leads.MapPost("/{id}/qualify", (string id, ApiCall call) => Move(id, LeadStatus.Qualified, null, call))
            .Requires(Permission.LeadsWrite).WithSummary("Qualifies a lead.");
        leads.MapPost("/{id}/convert", (string id, ApiCall call) => Move(id, LeadStatus.Converted, null, call))
            .Requires(Permission.LeadsWrite).WithSummary("Marks a lead as converted.");
        leads.MapGet("/{id}/messages", Messages).WithSummary("The lead's messages, newest first.");
    }

    private static Task<Results<Ok<Page<LeadRowView>>, ProblemHttpResult>> List(
        ApiCall call, IReadModels models, string? status = null, string? search = null, int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor, search);
        var only = query.Word<LeadStatus>("status", status);
        return query.Answer((size, after) => models.Leads(call.Tenant, new LeadFilter(only, query.Search), after, size, call.Aborted));
    }

    private static async Task<Results<Created<LeadResponse>, ProblemHttpResult>> Create(LeadRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var name = check.Optional("name", request.Name ?? request.FullName, 255);
        var phone = check.Phone("phone", request.Phone);
        var source = check.OneOf("source", request.Source, "web", "whatsapp", "web", "referral", "import", "affiliate");
        var language = check.OneOf("language", request.Language, "ar", "ar", "en");
        if (name is null && phone is null && string.IsNullOrWhiteSpace(request.Email)) check.Add("name", "field.required");
        var facts = request.Facts(check);
        if (check.Failed) return check.Problem();

        var command = call.CommandId("lead.open");
        var id = Id.Named("lead", command);
        var lead = call.Grain<ILeadGrain>(id);
        // A repeat adds nothing: it is answered as the first time, whatever the plan says now.
        if ((call.IdempotencyKey is null || await lead.Get() is null) && await QuotaProblems.Exceeded(call, QuotaMetric.LeadsPerMonth) is { } full) return full;
        var outcome = await lead.Open(command, new OpenLead(name, phone, source, null, null, language));
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        if (facts.Count > 0)
        {
            // A command of its own under an id of its own: a repeat after a crash finishes what the first one began.
            outcome = await lead.Learn(command + ":facts", new LeadInsight("form:" + command, facts, [], call.Clock.GetUtcNow()));
            if (!outcome.Accepted) return Problems.Refused(call, outcome);
        }
        await call.Settle("lead", id, outcome.Version);
        var view = await lead.Get() ?? throw new InvalidOperationException("An opened lead has no view.");
        call.Tag(view.Version);
        return TypedResults.Created($"/api/v1/leads/{id}", LeadResponse.Of(view));
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
        var facts = request.Facts(check);
        if (facts.Count == 0 && !check.Failed) check.Add("companyName", "field.required");
        if (check.Failed) return check.Problem();
        if (await Unmet(id, call) is { } problem) return problem;
        var command = call.CommandId("lead.learn:" + id);
        return await Answer(id, call, lead => lead.Learn(command, new LeadInsight("form:" + command, facts, [], call.Clock.GetUtcNow())));
    }

    private static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> ChangeStatus(string id, LeadStatusRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        if (request.Status is null) check.Add("status", "field.required");
        var reason = check.Optional("reason", request.Reason, 500);
        if (check.Failed) return check.Problem();
        return await Move(id, request.Status!.Value, reason, call);
    }

    private static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> Move(string id, LeadStatus status, string? reason, ApiCall call)
    {
        if (await Unmet(id, call) is { } problem) return problem;
        return await Answer(id, call, lead => lead.ChangeStatus(call.CommandId($"lead.status:{id}:{status}"), status, reason));
    }

    private static async Task<Results<Ok<Page<MessageRowView>>, ProblemHttpResult>> Messages(
        string id, ApiCall call, IReadModels models, int? limit = null, string? cursor = null)
    {
        if (!Key.Fits(id) || await call.Grain<ILeadGrain>(id).Get() is not { } lead) return Problems.NotFound(call);
        return await new ListQuery(call, limit, cursor).Answer((size, after) => lead.ConversationId is null
            ? Task.FromResult(new Page<MessageRowView>([], null))
            : models.Messages(call.Tenant, lead.ConversationId, after, size, call.Aborted));
    }

    private static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> Answer(string id, ApiCall call, Func<ILeadGrain, Task<Outcome>> command)
    {
        var lead = call.Grain<ILeadGrain>(id);
        var outcome = await command(lead);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("lead", id, outcome.Version);
        return await Get(id, call);
    }

    /// <summary>What stands in the way of a change: no such lead, or a version other than the one the caller saw.</summary>
    private static async Task<ProblemHttpResult?> Unmet(string id, ApiCall call)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        if (call.ExpectedVersion is not { } seen) return null;
        var lead = await call.Grain<ILeadGrain>(id).Get();
        return lead is null ? Problems.NotFound(call) : lead.Version != seen ? Problems.Stale(call) : null;
    }
}
