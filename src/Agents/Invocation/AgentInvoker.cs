using System.Text.Json;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Schemas;
using SalesFlow.Agents.Turns;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Invocation;

/// <summary>Runs an agent on an input given by hand. Nothing that it does reaches a customer or a lead: its tools only answer.</summary>
internal sealed class AgentInvoker(AgentCatalogue agents, AgentRunner runner, TimeProvider clock) : IAgentInvoker
{
    private static readonly Dictionary<string, string[]> NoErrors = [];

    /// <inheritdoc/>
    public IReadOnlyList<string> AgentIds { get; } = [.. agents.ById.Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public async Task<AgentInvocation?> Invoke(string agentId, string inputJson, TenantView tenant, DateTimeOffset now, CancellationToken ct)
    {
        if (!agents.ById.TryGetValue(agentId, out var agent)) return null;
        var runId = Id.New(clock);
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
        var task = InvocationInput.Read(agent, input, tenant, runId, now);
        var result = await runner.RunAs(agent, task, InertTools.Instance, new RunJournal(), ct);
        var output = InvocationOutput.Write(agent, task, result);
        var answer = result.Answer;
        var escalated = answer.Output.Escalation is not null;
        return new AgentInvocation(
            runId, output.ToJsonString(ToolBox.Json), escalated ? "escalated" : "success", answer.Output.Confidence,
            escalated ? output["escalation"]!.ToJsonString(ToolBox.Json) : null, NoErrors, answer.Engine, answer.InputTokens, answer.OutputTokens);
    }

    private static AgentInvocation Invalid(string runId, IEnumerable<SchemaError> errors) => new(
        runId, null, "invalid_input", 0, null,
        errors.GroupBy(e => e.Pointer, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(e => e.Message).ToArray(), StringComparer.Ordinal),
        "offline", 0, 0);

    /// <summary>Facts and hand-overs are part of the answer; there is nothing else to be done with them here.</summary>
    private sealed class InertTools : IAgentTools
    {
        public static readonly InertTools Instance = new();

        public Task<string> Call(string callId, string tool, string argumentsJson, CancellationToken ct) => Task.FromResult("""{"ok":true}""");
    }

    /// <summary>A run by hand is not resumed, so its journal lives as long as the run.</summary>
    private sealed class RunJournal : IAgentJournal
    {
        private readonly List<JournalStep> _steps = [];

        public IReadOnlyList<JournalStep> Steps => _steps;

        public Task Append(JournalStep step)
        {
            _steps.Add(step);
            return Task.CompletedTask;
        }
    }
}
