using System.Text.Json;
using System.Text.Json.Nodes;

namespace SalesFlow.Agents.Schemas;

/// <summary>
/// The output schema as a model is asked to follow it: without what the program fills in itself (<c>readOnly</c>), every property required with
/// null standing for "not there", no open objects, and without keywords that strict structured output does not take. What comes back is checked
/// against the full schema, so nothing is lost by asking for less.
/// </summary>
internal static class ModelSchema
{
    private static readonly string[] Dropped = ["$schema", "$id", "title", "minLength", "maxLength", "examples", "default", "readOnly", "format",
        "pattern"];

    /// <summary>Derives it. Expects references to be resolved where the document is written: <c>$ref</c> is kept with its <c>$defs</c>.</summary>
    public static JsonObject From(JsonElement outputSchema)
    {
        var schema = JsonNode.Parse(outputSchema.GetRawText())!.AsObject();
        Tighten(schema);
        return schema;
    }

    private static void Tighten(JsonObject schema)
    {
        var format = schema["format"]?.GetValue<string>();
        foreach (var keyword in Dropped) schema.Remove(keyword);
        if (format is not null && schema["description"] is null) schema["description"] = "ISO 8601 " + format;
        if (schema["properties"] is JsonObject properties)
        {
            var required = schema["required"] is JsonArray list ? list.Select(n => n!.GetValue<string>()).ToHashSet(StringComparer.Ordinal) : [];
            foreach (var (name, value) in properties.ToList())
            {
                var property = value!.AsObject();
                if (property["readOnly"]?.GetValue<bool>() == true)
                {
                    properties.Remove(name);
                    continue;
                }
                Tighten(property);
                if (!required.Contains(name)) AdmitNull(property);
            }
            schema["required"] = new JsonArray([.. properties.Select(p => (JsonNode)p.Key)]);
            schema["additionalProperties"] = false;
        }
        if (schema["items"] is JsonObject items) Tighten(items);
        if (schema["$defs"] is JsonObject definitions)
            foreach (var (_, definition) in definitions) Tighten(definition!.AsObject());
        foreach (var keyword in (ReadOnlySpan<string>)["anyOf", "allOf"])
            foreach (var part in schema[keyword] as JsonArray ?? []) Tighten(part!.AsObject());
    }

    private static void AdmitNull(JsonObject property)
    {
        if (property["enum"] is JsonArray values && !values.Any(v => v is null)) values.Add(null);
        if (property["type"] is JsonValue type) property["type"] = new JsonArray(type.GetValue<string>(), "null");
        else if (property["type"] is JsonArray types && !types.Any(t => t!.GetValue<string>() == "null")) types.Add("null");
    }
}
