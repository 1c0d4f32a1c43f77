using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using SalesFlow.Agents.Costs;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Offline.Tasks;
using SalesFlow.Knowledge;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Tasks;

/// <summary>What a task is run on.</summary>
/// <param name="Agent">The definition that counts for the tenant.</param>
/// <param name="Input">Valid against its input schema.</param>
/// <param name="Tenant">Who sells.</param>
/// <param name="RunId">The run.</param>
/// <param name="Now">UTC.</param>
/// <param name="Spent">Tokens that runs about the same subject have used before.</param>
internal sealed record AgentTaskRequest(AgentDefinition Agent, JsonElement Input, TenantView Tenant, string RunId, DateTimeOffset Now, long Spent = 0);

/// <summary>What a task came to.</summary>
/// <param name="Answer">The output with what was decided on it.</param>
/// <param name="Engine"><c>offline</c> or <c>model</c>.</param>
/// <param name="Model">The model's name, or null.</param>
/// <param name="FallbackReason">Why the rules stood in, or null.</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="Elapsed">Time to the answer.</param>
/// <param name="Trace">What the run knew and did.</param>
internal sealed record TaskResult(
    TaskAnswer Answer, string Engine, string? Model, string? FallbackReason, int InputTokens, int OutputTokens, TimeSpan Elapsed, RunTrace Trace);

/// <summary>
/// Runs a task: reads the input, asks the knowledge base where the agent wants it, thinks with the model if one is configured and by rules otherwise,
/// and decides on the answer by the agent's own conditions, whoever gave it.
/// </summary>
internal sealed partial class TaskRunner(
    ISectorLibrary sectors, AgentMetrics metrics, ModelPrices prices, TimeProvider clock, ILogger<TaskRunner> log, TaskLoop? loop = null,
    IKnowledgeSearch? knowledge = null)
{
    private const int MaxPassages = 6;
    private const int LongestQuestion = 500;
    private static readonly TimeSpan SearchLimit = TimeSpan.FromSeconds(2);

    /// <summary>Runs it; null where the agent has no rules and the model gave no answer.</summary>
    /// <exception cref="InvalidOperationException">The rules broke the agent's own schema: a bug.</exception>
    public async Task<TaskResult?> Run(AgentTaskRequest request, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        var (agent, input) = (request.Agent, request.Input);
        var now = Given(input) ?? request.Now;
        TaskEngines.All.TryGetValue(agent.Id, out var engine);
        var read = new TaskInput(input);
        var facts = engine?.Read(read) ?? JsonNode.Parse(input.GetRawText())!.AsObject();
        var passages = await Passages(request, facts, ct);
        var rules = engine?.Answer(new TaskCall(agent, read, (JsonObject)facts.DeepClone(), request.Tenant, now, request.RunId, passages, sectors));
        var thought = loop is null ? null : await loop.Run(request, facts, passages, rules, now, ct);
        var output = thought?.Output ?? rules;
        if (output is null) return null;
        var answer = TaskAnswer.Decide(agent, input, facts, output, now);
        if (agent.Output.Validate(answer.Output) is [var error, ..])
            throw new InvalidOperationException($"The rules of {agent.Id} broke its schema at {error.Pointer}: {error.Message}.");
        var byModel = thought?.Output is not null;
        var elapsed = clock.GetElapsedTime(started);
        metrics.RunEnded(agent.Id, byModel ? "model" : "offline", thought?.Failure, elapsed);
        var first = answer.Escalations is [var weightiest, ..] ? weightiest : null;
        return new TaskResult(
            answer, byModel ? "model" : "offline", byModel ? thought!.Model : null, thought?.Failure, thought?.InputTokens ?? 0, thought?.OutputTokens ?? 0,
            elapsed, new RunTrace
            {
                Revision = agent.Revision,
                Tools = thought?.Tools ?? [],
                Guards = thought?.Guards ?? [],
                Sources = [.. passages.Select(p => p.DocumentId).Distinct(StringComparer.Ordinal)],
                Escalation = first?.Reason,
                Target = first?.Target,
                CostSar = thought is null ? 0 : prices.Cost(thought.Model, thought.InputTokens, thought.OutputTokens, now),
            });
    }

    private async Task<IReadOnlyList<KnowledgePassage>> Passages(AgentTaskRequest request, JsonObject facts, CancellationToken ct)
    {
        if (knowledge is null || request.Agent.Task?.Retrieves is not { } wanted) return [];
        var document = JsonQuery.Document(("input", request.Input), ("facts", JsonSerializer.SerializeToElement(facts)));
        if (wanted.Texts(document) is not [var question, ..] || string.IsNullOrWhiteSpace(question)) return [];
        using var limit = new CancellationTokenSource(SearchLimit, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            return await knowledge.Search(
                request.Tenant.TenantId, question.Length <= LongestQuestion ? question : question[..LongestQuestion], null, null, null, true, MaxPassages, linked.Token);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Without the knowledge base the agent says that it found nothing, which is true.
            SearchFailed(log, request.Agent.Id, e.GetType().Name);
            return [];
        }
    }

    private static DateTimeOffset? Given(JsonElement input) =>
        input.TryGetProperty("now", out var value) && value.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var now) ? now.ToUniversalTime() : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {Agent}: the knowledge base could not be asked ({Error}).")]
    private static partial void SearchFailed(ILogger log, string agent, string error);
}
