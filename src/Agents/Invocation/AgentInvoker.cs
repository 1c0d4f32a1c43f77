using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Schemas;
using SalesFlow.Agents.Tasks;
using SalesFlow.Agents.Turns;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Invocation;

/// <summary>Runs an agent on an input. Nothing that it does reaches a customer or a record: its tools only answer.</summary>
internal sealed class AgentInvoker(AgentCatalogue agents, AgentRunner runner, TaskRunner tasks, TimeProvider clock) : IAgentInvoker
{
    private static readonly Dictionary<string, string[]> NoErrors = [];

    /// <inheritdoc/>
    public IReadOnlyList<string> AgentIds => [.. agents.ById.Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public async Task<AgentInvocation?> Invoke(
        string agentId, string inputJson, TenantView tenant, DateTimeOffset now, CancellationToken ct, AgentProfileView? profile = null, string? runId = null)
    {
        if (!agents.ById.TryGetValue(agentId, out var known)) return null;
        runId ??= Id.New(clock);
        if (profile?.Content.Enabled == false) return Nothing(runId, "off");
        var agent = AgentOverrides.Over(known, profile?.Content);
        JsonElement input;
        try
        {
            using var document = JsonDocument.Parse(inputJson);
            input = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return Invalid(runId, [new SchemaError(string.Empty, "is not valid JSON")]);
        }
        if (agent.Input.Validate(input) is { Count: > 0 } errors) return Invalid(runId, errors);
        return agent.Kind == AgentKind.Talk
            ? await Talk(agent, input, tenant, runId, now, profile, ct)
            : await Task(agent, input, tenant, runId, now, profile, ct);
    }

    private async Task<AgentInvocation> Talk(
        AgentDefinition agent, JsonElement input, TenantView tenant, string runId, DateTimeOffset now, AgentProfileView? profile, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        var task = InvocationInput.Read(agent, input, tenant, runId, now);
        var run = await runner.RunAs(agent, task, InertTools.Instance, new RunJournal(), ct);
        var output = InvocationOutput.Write(agent, task, run);
        var answer = run.Answer;
        var handOver = answer.Output.Escalation;
        return new AgentInvocation(
            runId, output.ToJsonString(ToolBox.Json), handOver is null ? "success" : "escalated", answer.Output.Confidence,
            handOver is null ? null : output["escalation"]!.ToJsonString(ToolBox.Json), NoErrors, answer.Engine, answer.InputTokens, answer.OutputTokens)
        {
            Result = new AgentRunResult(
                input.GetRawText(), output.ToJsonString(ToolBox.Json), answer.Output.Confidence, answer.Band,
                handOver is null ? [] : [new AgentRunEscalation(handOver.Reason, handOver.Target)], [], answer.Engine, answer.Model, answer.FallbackReason,
                answer.InputTokens, answer.OutputTokens, (int)clock.GetElapsedTime(started).TotalMilliseconds,
                answer.Trace with { Override = profile?.Number, Escalation = handOver?.Reason, Target = handOver?.Target }),
        };
    }

    private async Task<AgentInvocation> Task(
        AgentDefinition agent, JsonElement input, TenantView tenant, string runId, DateTimeOffset now, AgentProfileView? profile, CancellationToken ct)
    {
        if (await tasks.Run(new AgentTaskRequest(agent, input, tenant, runId, now), ct) is not { } run) return Nothing(runId, "unavailable");
        var answer = run.Answer;
        var output = JsonSerializer.Serialize(answer.Output, ToolBox.Json);
        var first = answer.Escalations is [var weightiest, ..] ? weightiest : null;
        return new AgentInvocation(
            runId, output, first is null ? "success" : "escalated", answer.Confidence,
            first is null ? null : new JsonObject { ["needed"] = true, ["reason"] = first.Reason, ["target"] = first.Target }.ToJsonString(ToolBox.Json),
            NoErrors, run.Engine, run.InputTokens, run.OutputTokens)
        {
            Result = new AgentRunResult(
                input.GetRawText(), output, answer.Confidence, answer.Band.Word(), [.. answer.Escalations.Select(e => new AgentRunEscalation(e.Reason, e.Target))],
                answer.Actions, run.Engine, run.Model, run.FallbackReason, run.InputTokens, run.OutputTokens, (int)run.Elapsed.TotalMilliseconds,
                run.Trace with { Override = profile?.Number }),
        };
    }

    private static AgentInvocation Nothing(string runId, string status) => new(runId, null, status, 0, null, NoErrors, "offline", 0, 0);

    private static AgentInvocation Invalid(string runId, IEnumerable<SchemaError> errors) => new(
        runId, null, "invalid_input", 0, null,
        errors.GroupBy(e => e.Pointer, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(e => e.Message).ToArray(), StringComparer.Ordinal),
        "offline", 0, 0);

    /// <summary>Facts and hand-overs are part of the answer; there is nothing else to be done with them here.</summary>
    private sealed class InertTools : IAgentTools
    {
        public static readonly InertTools Instance = new();

        public Task<string> Call(string callId, string tool, string argumentsJson, CancellationToken ct) =>
            System.Threading.Tasks.Task.FromResult("""{"ok":true}""");
    }

    /// <summary>A run by hand is not resumed, so its journal lives as long as the run.</summary>
    private sealed class RunJournal : IAgentJournal
    {
        private readonly List<JournalStep> _steps = [];

        public IReadOnlyList<JournalStep> Steps => _steps;

        public Task Append(JournalStep step)
        {
            _steps.Add(step);
            return System.Threading.Tasks.Task.CompletedTask;
        }
    }
}
