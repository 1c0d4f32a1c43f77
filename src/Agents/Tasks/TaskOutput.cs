using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Turns;

namespace SalesFlow.Agents.Tasks;

/// <summary>Makes a whole output of what a model wrote: the fields that the schema marks as the program's own are filled in, then all of it is checked.</summary>
internal static class TaskOutput
{
    /// <summary>Reads it; the error is for the model to mend.</summary>
    public static (JsonObject? Output, string? Error) Read(string text, bool cut, AgentTaskRequest request, JsonObject? rules, DateTimeOffset now)
    {
        if (!ReplyParser.TryRead(text, request.Agent.Output.Document, out var read) || JsonNode.Parse(read.GetRawText()) is not JsonObject output)
            return (null, cut ? "the JSON was cut off: be briefer" : "the answer is not a JSON object");
        Fill(request.Agent.Output.Document, output, rules, request.RunId, now, "");
        var errors = request.Agent.Output.Validate(JsonSerializer.SerializeToElement(output));
        return errors.Count == 0 ? (output, null) : (null, string.Join("; ", errors.Take(8)));
    }

    private static void Fill(JsonElement schema, JsonObject into, JsonNode? rules, string runId, DateTimeOffset now, string place)
    {
        if (!schema.TryGetProperty("properties", out var properties)) return;
        foreach (var property in properties.EnumerateObject())
        {
            var own = (rules as JsonObject)?[property.Name];
            if (property.Value.TryGetProperty("readOnly", out var mark) && mark.ValueKind == JsonValueKind.True)
            {
                into[property.Name] = own?.DeepClone() ?? Made(property.Value, runId, now, place + property.Name);
                continue;
            }
            if (into[property.Name] is JsonObject part) Fill(property.Value, part, own, runId, now, $"{place}{property.Name}-");
            if (into[property.Name] is not JsonArray list || !property.Value.TryGetProperty("items", out var items)) continue;
            for (var i = 0; i < list.Count; i++)
                if (list[i] is JsonObject item) Fill(items, item, null, runId, now, string.Create(CultureInfo.InvariantCulture, $"{place}{property.Name}-{i + 1}-"));
        }
    }

    private static JsonNode? Made(JsonElement schema, string runId, DateTimeOffset now, string place)
    {
        if (schema.TryGetProperty("format", out _)) return now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        if (schema.TryGetProperty("const", out var fixedValue)) return JsonNode.Parse(fixedValue.GetRawText());
        var type = schema.TryGetProperty("type", out var types) ? types.ToString() : "string";
        return type.Contains("string", StringComparison.Ordinal) ? $"{runId}-{place}" : type.Contains("integer", StringComparison.Ordinal) ? 1 : null;
    }
}
