using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Agents;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Conversations;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Agents;

/// <summary>Agents: what there is, what they did, and calling one by hand.</summary>
internal static class AgentEndpoints
{
    /// <summary>Pages read at most to fill one page of a single agent's runs; the answer's cursor goes on from there.</summary>
    private const int LongestScan = 10;

    public static void Map(RouteGroupBuilder api)
    {
        var agents = api.MapGroup("/agents").WithTags("Agents").Requires(Permission.AgentsRead);
        agents.MapGet("", List).WithSummary("Agents that are loaded.");
        agents.MapGet("/conversations", (ApiCall call, IConversationLists talks, string? search = null, int? limit = null, string? cursor = null) =>
            ConversationEndpoints.List(call, talks, handler: "agent", search: search, limit: limit, cursor: cursor)).WithSummary("Conversations that agents answer.");
        agents.MapGet("/conversations/{id}", Runs).WithSummary("Agents' runs in one conversation, newest first.");
        agents.MapGet("/{id}/history", History).WithSummary("An agent's runs, newest first.");
        agents.MapPost("/{id}/invoke", Invoke).Requires(Permission.AgentsInvoke).WithSummary("Calls an agent with an input of its schema.");
    }

    private static Ok<Page<AgentResponse>> List(IAgentInvoker agents) =>
        TypedResults.Ok(new Page<AgentResponse>([.. agents.AgentIds.Select(id => new AgentResponse(id))], null));

    private static async Task<Results<Ok<Page<AgentRunRowView>>, ProblemHttpResult>> Runs(
        string id, ApiCall call, IReadModels models, int? limit = null, string? cursor = null) => await call.Exists("conversation", id)
            ? await new ListQuery(call, limit, cursor).Answer((size, after) => models.AgentRuns(call.Tenant, id, after, size, call.Aborted))
            : Problems.NotFound(call);

    private static async Task<Results<Ok<Page<AgentRunRowView>>, ProblemHttpResult>> History(
        string id, ApiCall call, IReadModels models, IAgentInvoker agents, int? limit = null, string? cursor = null)
    {
        if (!agents.AgentIds.Contains(id, StringComparer.Ordinal)) return Problems.NotFound(call);
        return await new ListQuery(call, limit, cursor).Answer(async (size, after) =>
        {
            var found = new List<AgentRunRowView>(size);
            // Each page asks for no more than is still wanted, so no row is ever read and left out.
            for (var scan = 0; scan < LongestScan && found.Count < size; scan++)
            {
                var page = await models.AgentRuns(call.Tenant, null, after, size - found.Count, call.Aborted);
                found.AddRange(page.Items.Where(run => run.AgentId == id));
                after = page.Next;
                if (after is null) break;
            }
            return new Page<AgentRunRowView>(found, after);
        });
    }

    private static async Task<Results<Ok<InvokeResponse>, ProblemHttpResult>> Invoke(
        string id, InvokeRequest request, ApiCall call, IAgentInvoker agents)
    {
        var check = new Check(call.Http);
        if (request.Input.ValueKind != JsonValueKind.Object) check.Add("input", "field.required");
        if (check.Failed) return check.Problem();
        if (await call.Grain<ITenantGrain>("tenant").Get() is not { } tenant) return Problems.NotFound(call);
        var run = await agents.Invoke(id, request.Input.GetRawText(), tenant, call.Clock.GetUtcNow(), call.Aborted);
        if (run is null) return Problems.NotFound(call);
        if (run.OutputJson is null)
        {
            foreach (var (pointer, messages) in run.Errors)
            {
                foreach (var message in messages) check.Add("input" + pointer, "field.input", message);
            }
            if (!check.Failed) check.Add("input", "field.input", run.Status);
            return check.Problem();
        }
        return TypedResults.Ok(new InvokeResponse(
            run.RunId, Json(run.OutputJson)!.Value, run.Status, run.Confidence, Json(run.EscalationJson),
            new UsageResponse(run.Engine, run.InputTokens, run.OutputTokens)));
    }

    private static JsonElement? Json(string? text)
    {
        if (text is null) return null;
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}

/// <summary>An agent.</summary>
internal sealed record AgentResponse(string Id);

/// <summary>Calls an agent.</summary>
/// <param name="Input">An object of the agent's input schema.</param>
internal sealed record InvokeRequest(JsonElement Input);

/// <summary>What an agent answered.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Output">Valid against the agent's output schema.</param>
/// <param name="Status"><c>success</c> or <c>escalated</c>.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Escalation">Whether a person is needed, or null.</param>
/// <param name="Usage">What it cost.</param>
internal sealed record InvokeResponse(
    string RunId, JsonElement Output, string Status, double Confidence, JsonElement? Escalation, UsageResponse Usage);

/// <summary>Which engine answered, and the tokens it used.</summary>
internal sealed record UsageResponse(string Engine, int InputTokens, int OutputTokens);
