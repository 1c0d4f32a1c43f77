using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.Knowledge;
using SalesFlow.Reporting;
using SalesFlow.Tenancy;
using SalesFlow.Text;
using SalesFlow.WebApi.Conversations;
using SalesFlow.WebApi.Dashboard;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Agents;

/// <summary>Agents: what there is, what they did, and calling one by hand.</summary>
internal static class AgentEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var agents = api.MapGroup("/agents").WithTags("Agents").Requires(Permission.AgentsRead);
        agents.MapGet("", List).WithSummary("The agents, and whether the company has versions of its own.");
        agents.MapGet("/conversations", (ApiCall call, IConversationLists talks, string? search = null, int? limit = null, string? cursor = null) =>
            ConversationEndpoints.List(call, talks, handler: "agent", search: search, limit: limit, cursor: cursor)).WithSummary("Conversations that agents answer.");
        agents.MapGet("/conversations/{id}", Runs).WithSummary("Agents' runs in one conversation, newest first.");
        agents.MapGet("/usage", Usage).WithSummary("What agents did and cost in a range of days, by agent.");
        agents.MapGet("/{id}", Get).WithSummary("An agent: prompts, schemas, thresholds, bands, escalations, examples, and the company's own version.");
        agents.MapGet("/{id}/history", History).WithSummary("An agent's runs, newest first.");
        agents.MapPost("/{id}/invoke", Invoke).Requires(Permission.AgentsInvoke).WithSummary("Calls an agent with an input of its schema.")
            .WithDescription("The run is written down. Nothing that the agent asks for is done: its actions stand in the run's answer for whoever called. Only a question that the knowledge base cannot answer is told to its keepers.");
        AgentProfileEndpoints.Map(agents);
        AgentRunEndpoints.Map(api, agents);
        AgentShadowEndpoints.Map(agents);
    }

    private static async Task<Ok<Page<AgentResponse>>> List(ApiCall call, [FromServices] IAgentDefinitions agents)
    {
        var items = new List<AgentResponse>();
        foreach (var agent in agents.All)
        {
            var profile = await call.Grain<IAgentProfileGrain>(agent.Id).Get();
            items.Add(new AgentResponse(
                agent.Id, agent.NameAr, agent.NameEn, agent.Kind, agent.HasRules, profile?.Content.Enabled ?? true, profile?.Number, agent.Bands,
                [.. agent.Triggers.Select(t => t.Event)]));
        }
        return TypedResults.Ok(new Page<AgentResponse>(items, null));
    }

    private static async Task<Results<Ok<AgentDetailResponse>, ProblemHttpResult>> Get(string id, ApiCall call, [FromServices] IAgentDefinitions agents)
    {
        if (agents.Find(id) is not { } agent) return Problems.NotFound(call);
        var profile = await call.Grain<IAgentProfileGrain>(id).Get();
        if (profile is not null) call.Tag(profile.Version);
        return TypedResults.Ok(new AgentDetailResponse(
            agent.Id, agent.NameAr, agent.NameEn, agent.Kind, agent.HasRules, agent.Revision, agent.Triggers, agent.Tools, agent.Thresholds, agent.Bands,
            agent.Escalations, agent.Actions, agent.Model, agent.PromptAr, agent.PromptEn, Json(agent.InputSchema)!.Value, Json(agent.OutputSchema)!.Value,
            [.. agent.Examples.Select(e => new AgentExampleResponse(e.Name, Json(e.Input)!.Value, Json(e.Expected)!.Value))], profile));
    }

    private static async Task<Results<Ok<Page<AgentRunRowView>>, ProblemHttpResult>> Runs(
        string id, ApiCall call, IReadModels models, int? limit = null, string? cursor = null) => await call.Exists("conversation", id)
            ? await new ListQuery(call, limit, cursor).Answer((size, after) => models.AgentRuns(call.Tenant, id, after, size, call.Aborted))
            : Problems.NotFound(call);

    private static async Task<Results<Ok<Page<AgentRunSummary>>, ProblemHttpResult>> History(
        string id, ApiCall call, [FromServices] IAgentRunLists runs, [FromServices] IAgentDefinitions agents, int? limit = null, string? cursor = null) =>
        agents.Find(id) is { } agent
            ? await new ListQuery(call, limit, cursor).Answer((size, after) =>
                runs.Runs(call.Tenant, new AgentRunFilter(null, agent.Id), after, size, call.Aborted))
            : Problems.NotFound(call);

    private static async Task<Results<Ok<Page<AgentUsageResponse>>, ProblemHttpResult>> Usage(
        ApiCall call, [FromServices] IReports reports, string? from = null, string? to = null)
    {
        var check = new Check(call.Http);
        var range = await DayRange.Of(check, call, from, to);
        if (check.Failed) return check.Problem();
        var figures = await reports.Subjects(call.Tenant, ReportSubject.Agent, range.From, range.To, call.Aborted);
        return TypedResults.Ok(new Page<AgentUsageResponse>(
            [.. figures.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => new AgentUsageResponse(
                f.Key, f.Value.AgentRuns, f.Value.AgentFallbacks, f.Value.InputTokens, f.Value.OutputTokens, f.Value.AgentCostSar))], null));
    }

    private static async Task<Results<Ok<InvokeResponse>, ProblemHttpResult>> Invoke(
        string id, InvokeRequest request, ApiCall call, IAgentInvoker agents, [FromServices] IKnowledgeGaps gaps)
    {
        var check = new Check(call.Http);
        if (request.Input.ValueKind != JsonValueKind.Object) check.Add("input", "field.required");
        else if (request.Input.GetRawText().Length > LongestInput) check.Add("input", "field.too_long", LongestInput);
        if (check.Failed) return check.Problem();
        if (await call.Grain<ITenantGrain>("tenant").Get() is not { } tenant) return Problems.NotFound(call);
        var command = call.CommandId("agent.invoke:" + id);
        var runId = Id.Named("agent-run", call.Tenant, command);
        var profile = Key.Fits(id) ? await call.Grain<IAgentProfileGrain>(id).Get() : null;
        var run = await agents.Invoke(id, request.Input.GetRawText(), tenant, call.Clock.GetUtcNow(), call.Aborted, profile, runId);
        if (run is null) return Problems.NotFound(call);
        if (run.Status is "off" or "unavailable") return Problems.Of(call.Http, StatusCodes.Status409Conflict, "agent_" + run.Status);
        if (run.OutputJson is null)
        {
            foreach (var (pointer, messages) in run.Errors)
            {
                foreach (var message in messages) check.Add("input" + pointer, "field.input", message);
            }
            if (!check.Failed) check.Add("input", "field.input", run.Status);
            return check.Problem();
        }
        await call.Grain<IAgentRunGrain>(runId).Record(command, new StartAgentRun(id, "manual", null, null, null, call.UserId), run.Result!);
        // A question that nothing answers is news for whoever keeps the knowledge base, however it was asked.
        foreach (var gap in run.Result!.Actions.Where(a => a.Do == "gap"))
            await gaps.Report(call.Tenant, gap.Text, gap.Target ?? ArabicText.LanguageOf(gap.Text), id, command);
        return TypedResults.Ok(new InvokeResponse(
            run.RunId, Json(run.OutputJson)!.Value, run.Status, run.Confidence, Json(run.EscalationJson),
            new UsageResponse(run.Engine, run.InputTokens, run.OutputTokens)
            {
                Model = run.Result!.Model, FallbackReason = run.Result.FallbackReason, CostSar = run.Result.Trace.CostSar,
            })
        {
            Band = run.Result.Band,
            Actions = run.Result.Actions,
        });
    }

    internal static JsonElement? Json(string? text)
    {
        if (text is null) return null;
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private const int LongestInput = 100_000;
}
