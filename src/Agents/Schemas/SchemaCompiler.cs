using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SalesFlow.Agents.Schemas;

/// <summary>Turns a schema document into nodes. References may be recursive: a node is registered before its parts are compiled.</summary>
internal sealed class SchemaCompiler(JsonElement document)
{
    private readonly Dictionary<string, SchemaNode> _byPointer = new(StringComparer.Ordinal);

    public SchemaNode Compile() => Node(document, string.Empty);

    private SchemaNode Node(JsonElement schema, string at)
    {
        if (_byPointer.TryGetValue(at, out var known)) return known;
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return _byPointer[at] = new SchemaNode { Never = schema.ValueKind == JsonValueKind.False };
        if (schema.ValueKind != JsonValueKind.Object) throw new SchemaException(at, "a schema is an object or a boolean");
        var node = _byPointer[at] = new SchemaNode();
        foreach (var keyword in schema.EnumerateObject()) Apply(node, keyword.Name, keyword.Value, at + "/" + keyword.Name);
        return node;
    }

    private void Apply(SchemaNode node, string keyword, JsonElement value, string at)
    {
        switch (keyword)
        {
            case "$schema":
                if (value.GetString() != "https://json-schema.org/draft/2020-12/schema") throw new SchemaException(at,
                    "only draft 2020-12 is supported");
                break;
            case "$id" or "title" or "description" or "examples" or "default" or "readOnly" or "$comment" or "deprecated": break;
            case "$defs":
                foreach (var definition in Members(value, at)) Node(definition.Value, at + "/" + definition.Name);
                break;
            case "$ref": node.Ref = Resolve(value.GetString() ?? string.Empty, at); break;
            case "type": node.Types = Types(value, at); break;
            case "enum": node.Enum = [.. List(value, at)]; break;
            case "const": node.Enum = [value]; break;
            case "minimum": node.Minimum = Number(value, at); break;
            case "maximum": node.Maximum = Number(value, at); break;
            case "minLength": node.MinLength = Count(value, at); break;
            case "maxLength": node.MaxLength = Count(value, at); break;
            case "minItems": node.MinItems = Count(value, at); break;
            case "maxItems": node.MaxItems = Count(value, at); break;
            case "pattern": node.Pattern = Pattern(value, at); break;
            case "format": node.Format = Format(value, at); break;
            case "items": node.Items = Node(value, at); break;
            case "properties":
                node.Properties = Members(value, at)
                .ToDictionary(p => p.Name, p => Node(p.Value, at + "/" + p.Name), StringComparer.Ordinal); break;
            case "required":
                node.Required = [.. List(value, at)
                .Select(v => v.GetString() ?? throw new SchemaException(at, "names are text"))]; break;
            case "additionalProperties": node.AdditionalProperties = Node(value, at); break;
            case "anyOf": node.AnyOf = Parts(value, at); break;
            case "allOf": node.AllOf = Parts(value, at); break;
            default: throw new SchemaException(at, "this keyword is not supported");
        }
    }

    private SchemaNode[] Parts(JsonElement value, string at) =>
        [.. List(value, at).Select((part, i) => Node(part, at + "/" + i.ToString(CultureInfo.InvariantCulture)))];

    private SchemaNode Resolve(string reference, string at)
    {
        if (reference == "#") return Node(document, string.Empty);
        if (!reference.StartsWith("#/", StringComparison.Ordinal)) throw new SchemaException(at, "only references within the document are supported");
        var target = document;
        foreach (var part in reference[2..].Split('/'))
        {
            if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(part, out target))
                throw new SchemaException(at, $"'{reference}' refers to nothing");
        }
        return Node(target, reference[1..]);
    }

    private static JsonTypes Types(JsonElement value, string at) =>
        value.ValueKind == JsonValueKind.Array ? List(value, at).Aggregate(JsonTypes.None, (all, t) => all | Type(t, at)) : Type(value, at);

    private static JsonTypes Type(JsonElement value, string at) => (value.ValueKind == JsonValueKind.String ? value.GetString() : null) switch
    {
        "null" => JsonTypes.Null,
        "boolean" => JsonTypes.Boolean,
        "integer" => JsonTypes.Integer,
        "number" => JsonTypes.Number,
        "string" => JsonTypes.String,
        "array" => JsonTypes.Array,
        "object" => JsonTypes.Object,
        _ => throw new SchemaException(at, "unknown type"),
    };

    private static JsonElement.ObjectEnumerator Members(JsonElement value, string at) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw new SchemaException(at, "must be an object");

    private static JsonElement.ArrayEnumerator List(JsonElement value, string at) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new SchemaException(at, "must be a list");

    private static decimal Number(JsonElement value, string at) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : throw new SchemaException(at, "must be a number");

    private static int Count(JsonElement value, string at) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0 ? count
            : throw new SchemaException(at, "must be a whole number from 0");

    private static string Format(JsonElement value, string at) =>
        value.GetString() is "date-time" or "date" ? value.GetString()!
            : throw new SchemaException(at, "only the formats date-time and date are supported");

    private static Regex Pattern(JsonElement value, string at)
    {
        try
        {
            // Linear in the text's length whatever the pattern: instances come from outside.
            return new Regex(value.GetString() ?? string.Empty, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new SchemaException(at, e.Message);
        }
    }
}
