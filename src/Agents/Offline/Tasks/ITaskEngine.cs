using System.Text.Json.Nodes;
using SalesFlow.Agents.Definitions;
using SalesFlow.Knowledge;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>
/// The rules of one task agent: its answer without a model, and what stands in where a model fails. Pure and deterministic: no I/O, no clock and
/// no randomness but what the call brings. Safe from many threads.
/// </summary>
internal interface ITaskEngine
{
    /// <summary>The agent whose task this is.</summary>
    string AgentId { get; }

    /// <summary>
    /// Reads an input into plain facts with fixed names, whatever words and nesting the caller chose: what the rules and the escalations' conditions
    /// see as <c>facts</c>. What is not there is left out, never guessed.
    /// </summary>
    JsonObject Read(TaskInput input);

    /// <summary>
    /// Answers: an object valid against the agent's output schema. Fields about taking over (<c>escalation</c>, <c>escalation_target</c>,
    /// <c>requires_…_review</c>) are completed afterwards from the agent's declared rules and bands, so an engine only sets what it knows beyond those.
    /// </summary>
    JsonObject Answer(TaskCall call);
}

/// <summary>What an engine is given.</summary>
/// <param name="Agent">The definition, with the tenant's own thresholds.</param>
/// <param name="Input">The input, valid against the agent's schema.</param>
/// <param name="Facts">What <see cref="ITaskEngine.Read"/> made of it.</param>
/// <param name="Tenant">Who sells: prices, facts, stages. The only source of amounts.</param>
/// <param name="Now">UTC.</param>
/// <param name="RunId">The run: ids that an answer needs are made from it (<c>{RunId}-1</c>), so that a repeat gives the same.</param>
/// <param name="Passages">What the knowledge base gave to the agent's question, best first.</param>
/// <param name="Sectors">What is known of sectors.</param>
internal sealed record TaskCall(
    AgentDefinition Agent, TaskInput Input, JsonObject Facts, TenantView Tenant, DateTimeOffset Now, string RunId,
    IReadOnlyList<KnowledgePassage> Passages, ISectorLibrary Sectors)
{
    /// <summary>An id for a part of the answer.</summary>
    public string Id(string part) => $"{RunId}-{part}";

    /// <summary>The instant as the outputs write it: ISO 8601, UTC.</summary>
    public string Timestamp => Now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
