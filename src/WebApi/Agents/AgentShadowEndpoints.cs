using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Agents;

/// <summary>
/// A version of an agent beside the one that works: it answers recorded turns anew, as they were then, and sends nothing. Each turn is a run of its own
/// whose tools only answer and whose actions are dropped.
/// </summary>
internal static class AgentShadowEndpoints
{
    private const int MaxTurns = 200;
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] NotFacts = ["date", "time"];

    public static void Map(RouteGroupBuilder agents)
    {
        agents.MapPost("/{id}/shadow", Start).Requires(Permission.AgentsManage)
            .WithSummary("Tries a version of a conversation agent on recorded turns; nothing is sent.");
        agents.MapGet("/{id}/shadow/{shadowId}", Read).WithSummary("A trial's turns beside the recorded ones, with what differs.");
    }

    private static async Task<Results<Accepted<ShadowStarted>, ProblemHttpResult>> Start(
        string id, ShadowRequest request, ApiCall call, [FromServices] IAgentDefinitions agents, [FromServices] IAgentRunLists runs)
    {
        if (agents.Find(id) is not { Kind: "talk" }) return Problems.NotFound(call);
        var check = new Check(call.Http);
        if (request.Trial is null) check.Add("trial", "field.required");
        var trial = request.Trial is null ? new AgentOverride() : AgentProfileEndpoints.Read(check, "trial.", request.Trial, id, agents);
        if (request.Turns is < 1 or > MaxTurns) check.Add("turns", "field.range", 1, MaxTurns);
        var conversation = check.Optional("conversationId", request.ConversationId, 100);
        if (conversation is not null && !Key.Fits(conversation)) check.Add("conversationId", "field.id");
        if (check.Failed) return check.Problem();
        var command = call.CommandId("agent.shadow:" + id);
        var shadowId = Id.Named("agent-shadow", call.Tenant, command);
        var started = 0;
        foreach (var run in await Recorded(call, runs, id, conversation, request.Turns ?? 50))
        {
            if (await runs.Run(call.Tenant, run.RunId, call.Aborted) is not { } detail || Input(detail) is not { } input) continue;
            var runId = Id.Named("agent-run", shadowId, run.RunId);
            var outcome = await call.Grain<IAgentRunGrain>(runId).Start(
                runId, new StartAgentRun(id, "shadow", "shadow", shadowId, input, call.UserId) { Trial = trial with { Enabled = true }, Reference = run.RunId });
            if (outcome.Accepted) started++;
        }
        return TypedResults.Accepted($"/api/v1/agents/{id}/shadow/{shadowId}", new ShadowStarted(shadowId, started));
    }

    private static async Task<Results<Ok<Page<ShadowTurn>>, ProblemHttpResult>> Read(
        string id, string shadowId, ApiCall call, [FromServices] IAgentRunLists runs, int? limit = null, string? cursor = null)
    {
        if (!Key.Fits(shadowId)) return Problems.NotFound(call);
        return await new ListQuery(call, limit, cursor).Answer(async (size, after) =>
        {
            var page = await runs.Runs(call.Tenant, new AgentRunFilter("task", id, null, shadowId), after, size, call.Aborted);
            var turns = new List<ShadowTurn>(page.Items.Count);
            foreach (var run in page.Items) turns.Add(await Turn(call, runs, run));
            return new Page<ShadowTurn>(turns, page.Next);
        });
    }

    private static async Task<List<AgentRunSummary>> Recorded(ApiCall call, IAgentRunLists runs, string agent, string? conversation, int most)
    {
        var found = new List<AgentRunSummary>();
        for (string? after = null; found.Count < most;)
        {
            var page = await runs.Runs(
                call.Tenant, new AgentRunFilter("talk", agent, null, conversation), after, Math.Min(100, most - found.Count), call.Aborted);
            found.AddRange(page.Items);
            if ((after = page.Next) is null) break;
        }
        return found;
    }

    /// <summary>The turn as it was then; null where too little of it was kept.</summary>
    private static string? Input(AgentRunDetail run)
    {
        if (run.Trace is not { } trace || run.Saw.Count == 0) return null;
        var answered = trace.Answered.ToHashSet(StringComparer.Ordinal);
        var message = string.Join('\n', run.Saw.Where(l => answered.Contains(l.MessageId) && !string.IsNullOrWhiteSpace(l.Text)).Select(l => l.Text));
        if (message.Length == 0) return null;
        var lead = new JsonObject { ["score"] = trace.Score };
        foreach (var (name, value) in trace.Facts)
            if (!NotFacts.Contains(name)) lead[name] = Fact(name, value);
        return new JsonObject
        {
            ["message"] = message.Length <= 4_000 ? message : message[..4_000],
            ["history"] = new JsonArray([.. run.Saw.Where(l => !answered.Contains(l.MessageId) && !string.IsNullOrWhiteSpace(l.Text)).Select(l =>
                (JsonNode)new JsonObject { ["from"] = l.FromCustomer ? "lead" : "agent", ["text"] = l.Text })]),
            ["lead"] = lead,
            ["now"] = run.Run.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        }.ToJsonString(Unescaped);
    }

    private static JsonValue Fact(string name, string value) =>
        name is "employees" or "budget_sar" && decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number)
            : JsonValue.Create(value);

    private static async Task<ShadowTurn> Turn(ApiCall call, IAgentRunLists runs, AgentRunSummary run)
    {
        var before = run.Reference is { } id && await runs.Run(call.Tenant, id, call.Aborted) is { } recorded
            ? Outcome(recorded.Run, recorded.Run.Intent, string.Join('\n', recorded.Wrote.Select(l => l.Text)))
            : null;
        var after = run.FinishedAt is not null && await runs.Run(call.Tenant, run.RunId, call.Aborted) is { OutputJson: { } output } tried
            ? Tried(tried.Run, output)
            : null;
        return new ShadowTurn(run.RunId, run.Reference, run.Status, Differences(before, after), before, after);
    }

    private static ShadowOutcome Tried(AgentRunSummary run, string output)
    {
        using var document = JsonDocument.Parse(output);
        string? Text(string name) => document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return Outcome(run, Text("intent_detected"), Text("response_message_ar") ?? Text("response_message_en"));
    }

    private static ShadowOutcome Outcome(AgentRunSummary run, string? intent, string? text) => new(
        intent, run.EscalationReason, run.Confidence, text, run.Engine, run.InputTokens + run.OutputTokens, run.CostSar);

    private static List<string> Differences(ShadowOutcome? before, ShadowOutcome? after)
    {
        var found = new List<string>();
        if (before is null || after is null) return found;
        if (before.Intent != after.Intent) found.Add("intent");
        if (before.EscalationReason != after.EscalationReason) found.Add("escalation");
        if (Math.Abs(before.Confidence - after.Confidence) > 0.005) found.Add("confidence");
        if (before.Text != after.Text) found.Add("text");
        return found;
    }
}
