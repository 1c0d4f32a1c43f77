using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Definitions;

namespace SalesFlow.Agents.Tasks;

/// <summary>Why a person is needed, and who.</summary>
/// <param name="Reason">A stable word.</param>
/// <param name="Target">Who takes over.</param>
internal sealed record TaskEscalation(string Reason, string Target);

/// <summary>A task's output with what the program decided on it.</summary>
/// <param name="Output">Valid against the agent's output schema.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Band">What is done with it.</param>
/// <param name="Escalations">Every rule that holds, the weightiest first.</param>
/// <param name="Actions">What is to be done with it.</param>
internal sealed record TaskAnswer(
    JsonElement Output, double Confidence, ConfidenceBand Band, IReadOnlyList<TaskEscalation> Escalations, IReadOnlyList<AgentAction> Actions)
{
    private const int LongestText = 2_000;
    private static readonly string[] Managers = ["sales_manager", "sales_director", "management"];

    /// <summary>
    /// Decides on an output, whoever made it: the band by its confidence, the escalations by the agent's rules; and writes both into the output's
    /// fields about taking over, where its schema has them. Those only grow: what the output itself asks for stays asked.
    /// </summary>
    /// <param name="agent">The definition.</param>
    /// <param name="input">What went in.</param>
    /// <param name="facts">The input as the program read it.</param>
    /// <param name="output">What came out; completed in place.</param>
    /// <param name="now">UTC.</param>
    public static TaskAnswer Decide(AgentDefinition agent, JsonElement input, JsonObject facts, JsonObject output, DateTimeOffset now)
    {
        var task = agent.Task ?? throw new InvalidOperationException($"'{agent.Id}' does no task.");
        var document = JsonQuery.Document(
            ("input", input), ("facts", Element(facts)), ("output", Element(output)), ("thresholds", JsonSerializer.SerializeToElement(agent.Thresholds)));
        var confidence = Math.Clamp(task.Confidence.Number(document) ?? 0, 0, 1);
        var band = agent.Bands.Of(confidence);
        var escalations = task.Rules.Where(r => r.When.Holds(document)).Select(r => new TaskEscalation(r.Reason, r.Target)).ToList();
        if (band == ConfidenceBand.Escalate) escalations.Add(new TaskEscalation("low_confidence", agent.Escalations["low_confidence"]));
        Write(agent, output, band, escalations);
        return new TaskAnswer(Element(output), confidence, band, escalations, ActionsOf(task, input, facts, output, band, escalations, now));
    }

    private static List<AgentAction> ActionsOf(
        TaskSettings task, JsonElement input, JsonObject facts, JsonObject output, ConfidenceBand band, List<TaskEscalation> escalations, DateTimeOffset now)
    {
        if (task.Actions.Count == 0) return [];
        var document = JsonQuery.Document(
            ("input", input), ("facts", Element(facts)), ("output", Element(output)), ("band", JsonSerializer.SerializeToElement(band.Word())),
            ("escalations", JsonSerializer.SerializeToElement(escalations.Select(e => new { reason = e.Reason, target = e.Target }))));
        var actions = new List<AgentAction>();
        foreach (var action in task.Actions)
        {
            if (action.When is { } condition && !condition.Holds(document)) continue;
            var text = string.Join('\n', action.Text.Texts(document)).Trim();
            if (text.Length == 0) continue;
            actions.Add(new AgentAction(
                action.Do, text.Length <= LongestText ? text : text[..LongestText], now + action.Due,
                action.Target?.Texts(document) is [var target, ..] ? target : null, action.Values?.Values(document)));
        }
        return actions;
    }

    private static void Write(AgentDefinition agent, JsonObject output, ConfidenceBand band, List<TaskEscalation> escalations)
    {
        var first = escalations.Count > 0 ? escalations[0] : null;
        bool Known(string field) => agent.Output.Document.GetProperty("properties").TryGetProperty(field, out _);
        void Raise(string field, bool needed)
        {
            if (Known(field)) output[field] = needed || output[field]?.GetValueKind() == JsonValueKind.True;
        }
        Raise("requires_human_review", band is ConfidenceBand.Hold or ConfidenceBand.Escalate);
        Raise("requires_review", band is not ConfidenceBand.Auto || first is not null);
        Raise("requires_verification", band is not ConfidenceBand.Auto);
        Raise("requires_manager_review", escalations.Exists(e => Managers.Contains(e.Target)));
        Raise("requires_dpo_review", escalations.Exists(e => e.Target == "dpo"));
        if (first is null) return;
        if (Known("escalation_target")) output["escalation_target"] = first.Target;
        if (!Known("escalation")) return;
        output["escalation"] = new JsonObject { ["needed"] = true, ["reason"] = first.Reason, ["target"] = first.Target };
    }

    private static JsonElement Element(JsonObject value) => JsonSerializer.SerializeToElement(value);
}
