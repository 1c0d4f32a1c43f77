using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Schemas;
using SalesFlow.Agents.Turns;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Invocation;

/// <summary>Writes a run's answer as the agent's output. Always valid against the agent's schema, whichever engine answered.</summary>
internal static class InvocationOutput
{
    private static readonly string[] FromModel = ["meeting_booked", "tags_added", "next_scheduled_action"];

    /// <summary>Writes it.</summary>
    /// <exception cref="InvalidOperationException">The agent's schema asks for something that no answer can give: a mistake in the
    /// definition.</exception>
    public static JsonObject Write(AgentDefinition agent, AgentTask task, RunResult result)
    {
        var output = Compose(agent, task, result);
        var errors = Validate(agent, output);
        if (errors.Count == 0) return output;
        // What is optional may be left out; what is required is written from the answer's own types and fits.
        var required = agent.Output.Document.GetProperty("required").EnumerateArray().Select(n => n.GetString()!).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, _) in output.ToList())
            if (!required.Contains(name)) output.Remove(name);
        output["entities"] = new JsonObject();
        errors = Validate(agent, output);
        return errors.Count == 0 ? output : throw new InvalidOperationException(
            $"The output of {agent.Id} cannot follow its schema: {string.Join("; ", errors)}");
    }

    private static IReadOnlyList<SchemaError> Validate(AgentDefinition agent, JsonObject output) =>
        agent.Output.Validate(JsonSerializer.SerializeToElement(output));

    private static JsonObject Compose(AgentDefinition agent, AgentTask task, RunResult result)
    {
        var answer = result.Answer.Output;
        var escalation = answer.Escalation;
        var output = new JsonObject
        {
            ["conversation_id"] = task.Turn.ConversationId,
            ["lead_id"] = task.Turn.LeadId,
            [agent.ReplyField] = Reply(result.Answer),
            ["intent_detected"] = OneOf(agent, "intent_detected", answer.IntentDetected, "inquiry"),
            ["sentiment"] = Math.Clamp(answer.Sentiment, 0, 100),
            ["entities"] = Entities(agent, answer.Entities),
            ["action_taken"] = OneOf(agent, "action_taken", answer.ActionTaken, escalation is null ? "responded" : "escalated"),
            ["escalation"] = new JsonObject
            {
                ["needed"] = escalation is not null, ["reason"] = escalation?.Reason, ["target"] = escalation?.Target,
                ["summary"] = escalation is null ? null : Cut(escalation.Summary, 1_000),
            },
            ["qualification_update"] = Qualification(task, answer, result.ModelOutput),
            ["confidence"] = Math.Clamp(answer.Confidence, 0, 1),
            ["timestamp"] = task.Now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        };
        if (agent.Language == "en") output["language_switch_detected"] = result.Answer.Memory.GetValueOrDefault(TalkMemory.Language) == "ar";
        if (result.ModelOutput is { } model)
        {
            foreach (var name in FromModel)
                if (model.TryGetProperty(name, out var value)) output[name] = JsonNode.Parse(value.GetRawText());
        }
        return output;
    }

    private static string Reply(AgentAnswer answer) =>
        answer.Output.Response is { Length: > 0 } text ? text
            : string.Join("\n\n", answer.Messages.Select(m => m.Text).Where(t => !string.IsNullOrEmpty(t)));

    private static JsonObject Entities(AgentDefinition agent, IReadOnlyDictionary<string, string> entities)
    {
        var known = agent.Output.Document.GetProperty("properties").GetProperty("entities").GetProperty("properties");
        var result = new JsonObject();
        foreach (var (name, value) in entities)
        {
            if (!known.TryGetProperty(name, out var schema)) continue;
            var node = schema.TryGetProperty("type", out var type) ? Typed(value, type.ToString()) : JsonValue.Create(value);
            if (node is not null && (!schema.TryGetProperty("enum", out var words) || words.EnumerateArray()
                .Any(w => w.GetString() == value))) result[name] = node;
        }
        return result;
    }

    private static JsonValue? Typed(string value, string type)
    {
        if (type is not ("integer" or "number")) return JsonValue.Create(value);
        if (!decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)) return null;
        return type == "number" ? JsonValue.Create(number) : number is >= 0 and <= int.MaxValue ? JsonValue.Create((int)number) : null;
    }

    private static JsonObject Qualification(AgentTask task, ConversationOutput answer, JsonElement? model)
    {
        var update = new JsonObject { ["score_change"] = answer.ScoreChange is { } change ? Math.Clamp(change, -100, 100) : null };
        if (answer.ScoreChange is { } by && task.Lead is { } lead)
        {
            var score = Math.Clamp(lead.Score + by, 0, 100);
            update["new_temperature"] = score >= task.Tenant.Scoring.Hot ? "hot" : score >= task.Tenant.Scoring.Warm ? "warm" : "cold";
        }
        var bant = new JsonObject();
        foreach (var (field, fact) in ((string, string)[])[("budget", LeadFacts.Budget), ("authority", LeadFacts.Role), ("need", LeadFacts.Need),
            ("timeline", LeadFacts.Timeline)])
            if (answer.Entities.TryGetValue(fact, out var value)) bant[field] = Cut(value, 300);
        if (model is { } output && output.GetProperty("qualification_update").TryGetProperty("bant_updates", out var said)
            && said.ValueKind == JsonValueKind.Object)
            foreach (var property in said.EnumerateObject()) bant[property.Name] = JsonNode.Parse(property.Value.GetRawText());
        if (bant.Count > 0) update["bant_updates"] = bant;
        return update;
    }

    private static string OneOf(AgentDefinition agent, string field, string value, string otherwise) =>
        agent.Output.Document.GetProperty("properties").GetProperty(field).TryGetProperty("enum", out var words)
            && !words.EnumerateArray().Any(w => w.GetString() == value) ? otherwise : value;

    private static string Cut(string text, int max) => text.Length <= max ? text : text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)];
}
