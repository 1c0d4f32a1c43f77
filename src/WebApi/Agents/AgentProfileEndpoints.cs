using System.Globalization;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
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

/// <summary>A company's own versions of agents: prompts, thresholds, bands, models.</summary>
internal static class AgentProfileEndpoints
{
    public static void Map(RouteGroupBuilder agents)
    {
        agents.MapPut("/{id}/profile", Write).Requires(Permission.AgentsManage).WithSummary("Writes the company's own version of an agent.")
            .WithDescription("Written whole: what is left out is as the product's own definition says. Holds for the next run.");
        agents.MapGet("/{id}/profile/versions", Versions).WithSummary("The company's own versions of an agent, newest first.");
        agents.MapGet("/{id}/profile/diff", Diff).WithSummary("What differs between two versions; 0 is the product's own definition.");
        agents.MapPost("/{id}/profile/rollback", RollBack).Requires(Permission.AgentsManage)
            .WithSummary("Takes an earlier version's content as the next version; 0 is the product's own definition.");
    }

    private static async Task<Results<Ok<AgentProfileView>, ProblemHttpResult>> Write(
        string id, AgentProfileRequest request, ApiCall call, [FromServices] IAgentDefinitions agents)
    {
        if (agents.Find(id) is null) return Problems.NotFound(call);
        var check = new Check(call.Http);
        var content = Read(check, "", request, id, agents);
        var note = check.Optional("note", request.Note, 500);
        if (check.Failed) return check.Problem();
        var grain = call.Grain<IAgentProfileGrain>(id);
        return await Answer(call, grain, await grain.Write(call.CommandId("agent.profile:" + id), content, note, call.UserId, call.ExpectedVersion));
    }

    private static async Task<Results<Ok<AgentProfileView>, ProblemHttpResult>> RollBack(
        string id, RollBackRequest request, ApiCall call, [FromServices] IAgentDefinitions agents, [FromServices] IAgentRunLists runs)
    {
        if (agents.Find(id) is null) return Problems.NotFound(call);
        var check = new Check(call.Http);
        if (request.Number is not >= 0) check.Add("number", request.Number is null ? "field.required" : "field.range", 0, int.MaxValue);
        if (check.Failed) return check.Problem();
        var number = request.Number!.Value;
        if (await Content(call, runs, id, number) is not { } content) return Problems.NotFound(call);
        var grain = call.Grain<IAgentProfileGrain>(id);
        return await Answer(call, grain, await grain.RollBack(call.CommandId("agent.rollback:" + id), number, content, call.UserId, call.ExpectedVersion));
    }

    private static async Task<Results<Ok<Page<AgentVersionView>>, ProblemHttpResult>> Versions(
        string id, ApiCall call, [FromServices] IAgentDefinitions agents, [FromServices] IAgentRunLists runs, int? limit = null, string? cursor = null) =>
        agents.Find(id) is null
            ? Problems.NotFound(call)
            : await new ListQuery(call, limit, cursor).Answer((size, after) => runs.Versions(call.Tenant, id, after, size, call.Aborted));

    private static async Task<Results<Ok<AgentDiffResponse>, ProblemHttpResult>> Diff(
        string id, ApiCall call, [FromServices] IAgentDefinitions agents, [FromServices] IAgentRunLists runs, int? from = null, int? to = null)
    {
        if (agents.Find(id) is not { } agent) return Problems.NotFound(call);
        var newest = await call.Grain<IAgentProfileGrain>(id).Get();
        var (first, second) = (from ?? 0, to ?? newest?.Number ?? 0);
        if (await Content(call, runs, id, first) is not { } before || await Content(call, runs, id, second) is not { } after) return Problems.NotFound(call);
        return TypedResults.Ok(new AgentDiffResponse(
            first, second, Fields(agent, before, after), Lines(before.PromptAr ?? agent.PromptAr, after.PromptAr ?? agent.PromptAr),
            Lines(before.PromptEn ?? agent.PromptEn, after.PromptEn ?? agent.PromptEn)));
    }

    /// <summary>Reads a version's content and says what is wrong with it, field by field.</summary>
    internal static AgentOverride Read(Check check, string prefix, AgentProfileRequest request, string agentId, IAgentDefinitions agents)
    {
        var content = request.Content();
        foreach (var (field, rule) in agents.Faults(agentId, content))
        {
            switch (rule)
            {
                case "length": check.Add(prefix + field, "field.too_long", field == "model" ? 100 : AgentOverride.LongestPrompt); break;
                case "unknown": check.Add(prefix + field, "field.one_of", string.Join(", ", agents.Find(agentId)!.Thresholds.Keys)); break;
                case "bands": check.Add(prefix + field, "field.confidence_bands"); break;
                default: check.Add(prefix + field, "field.range", 0, field == "temperature" ? 2 : 1); break;
            }
        }
        return content;
    }

    private static async Task<Results<Ok<AgentProfileView>, ProblemHttpResult>> Answer(ApiCall call, IAgentProfileGrain grain, Outcome outcome)
    {
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        if (await grain.Get() is not { } profile) return Problems.NotFound(call);
        call.Tag(profile.Version);
        return TypedResults.Ok(profile);
    }

    private static async Task<AgentOverride?> Content(ApiCall call, IAgentRunLists runs, string id, int number)
    {
        if (number == 0) return new AgentOverride();
        // The newest stands in the grain, also where lists do not show it yet.
        if (await call.Grain<IAgentProfileGrain>(id).Get() is { } newest && newest.Number == number) return newest.Content;
        return (await runs.Version(call.Tenant, id, number, call.Aborted))?.Content;
    }

    private static List<FieldDifference> Fields(AgentDescription agent, AgentOverride before, AgentOverride after)
    {
        var found = new List<FieldDifference>();
        void Compare(string field, object? from, object? to)
        {
            var (a, b) = (Convert.ToString(from, CultureInfo.InvariantCulture), Convert.ToString(to, CultureInfo.InvariantCulture));
            if (a != b) found.Add(new FieldDifference(field, a, b));
        }
        Compare("enabled", before.Enabled, after.Enabled);
        Compare("auto", before.Auto ?? agent.Bands.Auto, after.Auto ?? agent.Bands.Auto);
        Compare("soft", before.Soft ?? agent.Bands.Soft, after.Soft ?? agent.Bands.Soft);
        Compare("hold", before.Hold ?? agent.Bands.Hold, after.Hold ?? agent.Bands.Hold);
        Compare("model", before.Model ?? agent.Model.Name, after.Model ?? agent.Model.Name);
        Compare("temperature", before.Temperature ?? agent.Model.Temperature, after.Temperature ?? agent.Model.Temperature);
        foreach (var (subject, own) in agent.Thresholds)
            Compare($"thresholds.{subject}", before.Thresholds?.GetValueOrDefault(subject, own) ?? own, after.Thresholds?.GetValueOrDefault(subject, own) ?? own);
        return found;
    }

    private static List<LineDifference> Lines(string before, string after) => before == after
        ? []
        : [.. InlineDiffBuilder.Diff(before, after, ignoreWhiteSpace: false).Lines.Select(l => new LineDifference(
            l.Type switch { ChangeType.Inserted => "added", ChangeType.Deleted => "removed", _ => "same" }, l.Text))];
}
