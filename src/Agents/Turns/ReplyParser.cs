using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Schemas;

namespace SalesFlow.Agents.Turns;

/// <summary>What a model's text turned out to be.</summary>
internal abstract record ParsedReply
{
    /// <summary>JSON that follows the agent's output schema; nulls that stood for "not there" are gone.</summary>
    public sealed record Structured(JsonElement Output) : ParsedReply;

    /// <summary>Prose: the endpoint does not know structured output. The text is the reply.</summary>
    public sealed record Prose(string Text) : ParsedReply;

    /// <summary>Meant as JSON but unusable; the error is told to the model.</summary>
    public sealed record Malformed(string Error) : ParsedReply;
}

/// <summary>Reads a model's text.</summary>
internal static class ReplyParser
{
    /// <summary>Reads it.</summary>
    /// <param name="text">The model's text.</param>
    /// <param name="cut">Whether the limit of tokens cut it.</param>
    /// <param name="agent">Whose schema counts.</param>
    public static ParsedReply Parse(string text, bool cut, AgentDefinition agent)
    {
        var body = Unfence(text.Trim());
        if (body.Length == 0) return new ParsedReply.Malformed("the answer is empty");
        if (body[0] is not ('{' or '[')) return cut ? new ParsedReply.Malformed("the answer was cut off: be briefer") : new ParsedReply.Prose(body);
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(body);
            if (node is JsonObject output) DropNulls(output, agent.Output.Document);
        }
        catch (Exception e) when (e is JsonException or ArgumentException) // the latter: a name given twice
        {
            return new ParsedReply.Malformed(cut ? "the JSON was cut off: be briefer" : "the answer is not valid JSON");
        }
        var element = JsonSerializer.SerializeToElement(node);
        var errors = agent.Output.Validate(element);
        return errors.Count == 0 ? new ParsedReply.Structured(element) : new ParsedReply.Malformed(Describe(errors));
    }

    private static string Describe(IReadOnlyList<SchemaError> errors) => string.Join("; ", errors.Take(8));

    /// <summary>Models like to wrap JSON in a fence of Markdown.</summary>
    private static string Unfence(string text)
    {
        if (!text.StartsWith("```", StringComparison.Ordinal)) return text;
        var start = text.IndexOf('\n', StringComparison.Ordinal);
        var end = text.LastIndexOf("```", StringComparison.Ordinal);
        return start > 0 && end > start ? text[(start + 1)..end].Trim() : text.Trim('`').Trim();
    }

    /// <summary>Strict structured output has every property; null stands for "not there" where the schema does not admit null.</summary>
    private static void DropNulls(JsonObject value, JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties)) return;
        foreach (var (name, child) in value.ToList())
        {
            if (!properties.TryGetProperty(name, out var property)) continue;
            if (child is null && !AdmitsNull(property)) value.Remove(name);
            else if (child is JsonObject inner) DropNulls(inner, property);
        }
    }

    private static bool AdmitsNull(JsonElement property) =>
        property.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.Array && type.EnumerateArray().Any(t => t.GetString() == "null");
}
