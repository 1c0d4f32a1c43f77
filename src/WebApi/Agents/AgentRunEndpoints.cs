using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Activities;
using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.WebApi.Conversations;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Agents;

/// <summary>Runs to look at: what an agent saw, what it answered, what it cost, why it called a person; and those that wait for one.</summary>
internal static class AgentRunEndpoints
{
    private static readonly string[] Kinds = ["talk", "task"];

    private static readonly string[] Statuses =
        ["sent", "dropped", "held", "running", "success", "escalated", "released", "discarded", "failed"];

    private static readonly string[] Subjects = ["lead", "conversation", "deal", "call", "tenant"];

    private static readonly string[] Periods = ["daily", "weekly", "monthly"];

    private const int LongestAdded = 20_000;

    public static void Map(RouteGroupBuilder api, RouteGroupBuilder agents)
    {
        agents.MapPost("/{id}/runs", Start).Requires(Permission.AgentsInvoke).WithSummary("Has an agent work on a record, as an event would.")
            .WithDescription("The input is made of the record; what the answer asks for is done, or waits for a person where hold is true or the band says so.");
        agents.MapGet("/runs", List).WithSummary("Runs, newest first.")
            .WithDescription("kind: talk (answers to customers) or task (the others, calls by hand among them); both where left out. status, agent and subject narrow it.");
        agents.MapGet("/runs/{runId}", Get).WithSummary("A run: what it saw, knew, answered, called and cost, and why it called a person.");
        agents.MapPost("/runs/{runId}/release", Release).Requires(Permission.AgentsInvoke).WithSummary("Lets a held answer have its effect.");
        agents.MapPost("/runs/{runId}/discard", Discard).Requires(Permission.AgentsInvoke).WithSummary("Drops a held answer.");
        api.MapGet("/conversations/{id}/messages/{messageId}/run", OfMessage).WithTags("Agents").Requires(Permission.AgentsRead)
            .WithSummary("The run that wrote a message: why did the agent say this?");
    }

    private static async Task<Results<Ok<Page<AgentRunSummary>>, ProblemHttpResult>> List(
        ApiCall call, [FromServices] IAgentRunLists runs, string? kind = null, string? agent = null, string? status = null, string? subject = null,
        int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor);
        var filter = new AgentRunFilter(
            query.OneOf("kind", kind, Kinds), query.Id("agent", agent), query.OneOf("status", status, Statuses), query.Id("subject", subject));
        return await query.Answer((size, after) => runs.Runs(call.Tenant, filter, after, size, call.Aborted));
    }

    private static async Task<Results<Accepted<CommandResponse>, ProblemHttpResult>> Start(
        string id, StartRunRequest request, ApiCall call, [FromServices] IAgentDefinitions agents)
    {
        if (agents.Find(id) is not { Kind: "task" }) return Problems.NotFound(call);
        var check = new Check(call.Http);
        var (kind, subject) = (request.Subject?.Kind, request.Subject?.Id);
        if (kind is null || !Subjects.Contains(kind)) check.Add("subject.kind", "field.one_of", string.Join(", ", Subjects));
        else if (subject is null || !await Stands(call, kind, subject)) check.Add("subject.id", "field.unknown");
        var added = request.Input is { ValueKind: JsonValueKind.Object } input ? input.GetRawText() : null;
        if (request.Input is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined) }) check.Add("input", "field.object");
        else if (added?.Length > LongestAdded) check.Add("input", "field.too_long", LongestAdded);
        if (check.Failed) return check.Problem();
        if (await call.Grain<IAgentProfileGrain>(id).Get() is { Content.Enabled: false })
            return Problems.Of(call.Http, StatusCodes.Status409Conflict, "agent_off");
        var command = call.CommandId("agent.run:" + id);
        var runId = Id.Named("agent-run", call.Tenant, command);
        var outcome = await call.Grain<IAgentRunGrain>(runId).Start(
            command, new StartAgentRun(id, "manual", kind, subject, null, call.UserId) { AddedJson = added, Hold = request.Hold });
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("agent-run", runId, outcome.Version);
        return TypedResults.Accepted($"/api/v1/agents/runs/{runId}", new CommandResponse(runId, outcome.Version, outcome.Repeated));
    }

    private static async Task<bool> Stands(ApiCall call, string kind, string id) => kind switch
    {
        "tenant" => Periods.Contains(id),
        "call" => Key.Fits(id) && await call.Grain<ICallGrain>(id).Get() is not null,
        _ => await call.Stands(kind, id),
    };

    private static async Task<Results<Ok<AgentRunResponse>, ProblemHttpResult>> Get(string runId, ApiCall call, [FromServices] IAgentRunLists runs) =>
        Fits(runId) && await runs.Run(call.Tenant, runId, call.Aborted) is { } run ? TypedResults.Ok(AgentRunResponse.Of(run)) : Problems.NotFound(call);

    private static async Task<Results<Ok<AgentRunResponse>, ProblemHttpResult>> OfMessage(
        string id, string messageId, ApiCall call, [FromServices] IAgentRunLists runs) =>
        Key.Fits(id) && messageId.Length <= 256 && await runs.RunOf(call.Tenant, id, messageId, call.Aborted) is { } run
            ? TypedResults.Ok(AgentRunResponse.Of(run))
            : Problems.NotFound(call);

    private static Task<Results<Ok<CommandResponse>, ProblemHttpResult>> Release(string runId, ApiCall call) =>
        Change(runId, call, grain => grain.Release(call.CommandId("agent-run.release:" + runId), call.UserId));

    private static async Task<Results<Ok<CommandResponse>, ProblemHttpResult>> Discard(string runId, ApiCall call, DiscardRunRequest? request = null)
    {
        var check = new Check(call.Http);
        var reason = check.Optional("reason", request?.Reason, 200);
        if (check.Failed) return check.Problem();
        return await Change(runId, call, grain => grain.Discard(call.CommandId("agent-run.discard:" + runId), call.UserId, reason));
    }

    private static async Task<Results<Ok<CommandResponse>, ProblemHttpResult>> Change(string runId, ApiCall call, Func<IAgentRunGrain, Task<Outcome>> command)
    {
        if (!Key.Fits(runId)) return Problems.NotFound(call);
        var outcome = await command(call.Grain<IAgentRunGrain>(runId));
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("agent-run", runId, outcome.Version);
        return TypedResults.Ok(new CommandResponse(runId, outcome.Version, outcome.Repeated));
    }

    // A talk's run is named after its conversation and turn, with a colon between.
    private static bool Fits(string runId) => runId.Length <= 200 && runId.Split(':') is { Length: <= 2 } parts && parts.All(Key.Fits);
}

/// <summary>A run with all that it knew and did.</summary>
/// <param name="Run">The run.</param>
/// <param name="By">Whose doing it was, or null.</param>
/// <param name="Input">What went in; null for an answer to a customer.</param>
/// <param name="Output">What came out; null for an answer to a customer.</param>
/// <param name="Saw">The messages that it saw, oldest first.</param>
/// <param name="Wrote">What it wrote to the customer.</param>
/// <param name="Trace">What it knew and did; null where it was before this is kept.</param>
/// <param name="Escalations">Why a person was needed, and who.</param>
/// <param name="Actions">What was to be done with it, and what became of that.</param>
/// <param name="Ended">Why it failed, was changed or dropped; or null.</param>
/// <param name="EndedBy">The person who let it go or dropped it, or null.</param>
internal sealed record AgentRunResponse(
    AgentRunSummary Run, string? By, JsonElement? Input, JsonElement? Output, IReadOnlyList<AgentRunLine> Saw, IReadOnlyList<AgentRunLine> Wrote,
    RunTrace? Trace, IReadOnlyList<AgentRunEscalation> Escalations, IReadOnlyList<AgentRunEffect> Actions, string? Ended, string? EndedBy)
{
    /// <summary>The run as callers see it.</summary>
    public static AgentRunResponse Of(AgentRunDetail run) => new(
        run.Run, run.By, AgentEndpoints.Json(run.InputJson), AgentEndpoints.Json(run.OutputJson), run.Saw, run.Wrote, run.Trace, run.Escalations,
        run.Actions, run.Ended, run.EndedBy);
}
