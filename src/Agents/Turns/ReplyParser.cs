using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
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
    private static readonly JsonWriterOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads it.</summary>
    /// <param name="text">The model's text.</param>
    /// <param name="cut">Whether the limit of tokens cut it.</param>
    /// <param name="agent">Whose schema counts.</param>
    public static ParsedReply Parse(string text, bool cut, AgentDefinition agent)
    {
        var body = Unfence(text.Trim());
        if (body.Length == 0) return new ParsedReply.Malformed("the answer is empty");
        if (body[0] is not ('{' or '[')) return cut ? new ParsedReply.Malformed("the answer was cut off: be briefer") : new ParsedReply.Prose(body);
        JsonElement output;
        try
        {
            output = Clean(body, agent.Output.Document);
        }
        catch (JsonException)
        {
            return new ParsedReply.Malformed(cut ? "the JSON was cut off: be briefer" : "the answer is not valid JSON");
        }
        if (NotSaid(output) && Text(output, agent.ReplyField) is { } reply) return new ParsedReply.Prose(reply);
        var errors = agent.Output.Validate(output);
        return errors.Count == 0 ? new ParsedReply.Structured(output) : new ParsedReply.Malformed(Describe(errors));
    }

    /// <summary>Reads a JSON value out of a model's text, without the nulls that stood for "not there".</summary>
    public static bool TryRead(string text, JsonElement schema, out JsonElement value)
    {
        try
        {
            value = Clean(Unfence(text.Trim()), schema);
            return true;
        }
        catch (JsonException)
        {
            value = default;
            return false;
        }
    }

    /// <summary>
    /// Whether the object is only the schema's emptiest instance around a reply: some servers force a model into a schema without its having
    /// judged anything. A confidence of exactly 0 with no intent, or with a mood of 0 and nothing else said, is no judgement; the reply is then
    /// taken like prose and the rules say the rest, instead of a person being called for every message.
    /// </summary>
    private static bool NotSaid(JsonElement output)
    {
        if (output.ValueKind != JsonValueKind.Object) return false;
        if (output.TryGetProperty("confidence", out var confidence)
            && (confidence.ValueKind != JsonValueKind.Number || confidence.GetDouble() != 0)) return false;
        if (Text(output, "intent_detected") is null) return true;
        var moodless = output.TryGetProperty("sentiment", out var mood) && mood.ValueKind == JsonValueKind.Number && mood.GetDouble() == 0;
        var handsOver = output.TryGetProperty("escalation", out var escalation) && escalation.ValueKind == JsonValueKind.Object
            && escalation.TryGetProperty("needed", out var needed) && needed.ValueKind == JsonValueKind.True;
        var knows = output.TryGetProperty("entities", out var entities) && entities.ValueKind == JsonValueKind.Object
            && entities.EnumerateObject().Any(e => e.Value.ValueKind != JsonValueKind.String || e.Value.GetString()!.Length > 0);
        return confidence.ValueKind == JsonValueKind.Number && moodless && !handsOver && !knows;
    }

    private static string? Text(JsonElement output, string name) =>
        output.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text
            && !string.IsNullOrWhiteSpace(text) ? text : null;

    private static string Describe(IReadOnlyList<SchemaError> errors) => string.Join("; ", errors.Take(8));

    /// <summary>Models like to wrap JSON in a fence of Markdown.</summary>
    private static string Unfence(string text)
    {
        if (!text.StartsWith("```", StringComparison.Ordinal)) return text;
        var start = text.IndexOf('\n', StringComparison.Ordinal);
        var end = text.LastIndexOf("```", StringComparison.Ordinal);
        return start > 0 && end > start ? text[(start + 1)..end].Trim() : text.Trim('`').Trim();
    }

    /// <summary>
    /// Strict structured output has every property; null stands for "not there" where the schema does not admit null. Written anew without those;
    /// of a name given twice the last counts, as with every other reader.
    /// </summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    private static JsonElement Clean(string body, JsonElement schema)
    {
        using var document = JsonDocument.Parse(body);
        if (!body.Contains("null", StringComparison.Ordinal)) return document.RootElement.Clone();
        var buffer = new ArrayBufferWriter<byte>(body.Length * 2);
        using (var writer = new Utf8JsonWriter(buffer, Unescaped)) Copy(document.RootElement, schema, writer);
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    private static void Copy(JsonElement value, JsonElement schema, Utf8JsonWriter writer)
    {
        if (value.ValueKind != JsonValueKind.Object || schema.ValueKind != JsonValueKind.Object
            || !schema.TryGetProperty("properties", out var properties))
        {
            value.WriteTo(writer);
            return;
        }
        writer.WriteStartObject();
        foreach (var property in value.EnumerateObject())
        {
            var known = properties.TryGetProperty(property.Name, out var described);
            if (property.Value.ValueKind == JsonValueKind.Null && known && !AdmitsNull(described)) continue;
            writer.WritePropertyName(property.Name);
            if (known) Copy(property.Value, described, writer);
            else property.Value.WriteTo(writer);
        }
        writer.WriteEndObject();
    }

    private static bool AdmitsNull(JsonElement property) =>
        property.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.Array && type.EnumerateArray()
            .Any(t => t.GetString() == "null");
}
