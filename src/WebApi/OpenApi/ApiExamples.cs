using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace SalesFlow.WebApi.OpenApi;

/// <summary>
/// Examples of requests, made from the schemas and from what fields of a name look like: real values, so that a reader sees at once what is meant.
/// </summary>
internal static class ApiExamples
{
    private const int Deepest = 5;

    private static readonly FrozenDictionary<string, JsonNode> ByName = new Dictionary<string, JsonNode>(StringComparer.OrdinalIgnoreCase)
    {
        ["email"] = "sara@example.com",
        ["password"] = "a-long-phrase-of-yours",
        ["fullName"] = "سارة القحطاني",
        ["name"] = "سارة القحطاني",
        ["companyName"] = "عيادات النخبة",
        ["nameAr"] = "عيادات النخبة",
        ["nameEn"] = "Elite Clinics",
        ["phone"] = "+966501234567",
        ["whatsapp"] = "+966501234567",
        ["city"] = "الرياض",
        ["region"] = "الرياض",
        ["sector"] = "healthcare",
        ["language"] = "ar",
        ["source"] = "web",
        ["title"] = "اشتراك الباقة الاحترافية",
        ["currency"] = "SAR",
        ["value"] = 699.00m,
        ["amount"] = 699.00m,
        ["price"] = 699.00m,
        ["text"] = "أهلاً وسهلاً، كيف أقدر أخدمك؟",
        ["body"] = "اتصل بالعميل غداً صباحاً.",
        ["subject"] = "متابعة العرض",
        ["reason"] = "اختار منافساً",
        ["role"] = "agent",
        ["stage"] = "discovery",
        ["template"] = "platform",
        ["url"] = "https://example.com/hooks/salesflow",
        ["website"] = "https://example.com",
        ["code"] = "123456",
        ["timeZone"] = "Asia/Riyadh",
        ["refreshToken"] = "eyJhbGciOi…",
        ["token"] = "q7p1…",
        ["crNumber"] = "1010123456",
        ["color"] = "#0F4C81",
        ["colour"] = "#0F4C81",
        ["key"] = "branch_count",
        ["currentPassword"] = "a-long-phrase-of-yours",
        ["newPassword"] = "another-long-phrase",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gives every JSON request of the document an example that has none yet.</summary>
    public static void Add(OpenApiDocument document)
    {
        foreach (var operation in document.Paths.Values.SelectMany(p => p.Operations ?? []).Select(o => o.Value))
        {
            foreach (var content in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
            {
                if (content.Key != "application/json" || content.Value is not { Example: null, Schema: { } schema } media) continue;
                media.Example = Of(schema, null, 0);
            }
        }
    }

    private static JsonNode? Of(IOpenApiSchema schema, string? name, int depth)
    {
        if (schema.Examples is [{ } given, ..]) return given.DeepClone();
        if (schema.Enum is { Count: > 0 } values) return values.FirstOrDefault(v => v is not null)?.DeepClone();
        var type = schema.Type & ~JsonSchemaType.Null;
        if (name is not null && ByName.TryGetValue(name, out var known) && Fits(known, type)) return known.DeepClone();
        if (schema.OneOf is { Count: > 0 } any && any.FirstOrDefault(s => s.Type != JsonSchemaType.Null) is { } one) return Of(one, name, depth);
        switch (type)
        {
            case JsonSchemaType.String:
                return schema.Format switch
                {
                    "date" => "2026-12-31",
                    "date-time" => "2026-12-31T09:00:00Z",
                    "time" => "09:00:00",
                    "uri" => "https://example.com",
                    _ => "…",
                };
            case JsonSchemaType.Integer:
                return 1;
            case JsonSchemaType.Number:
                return 10.00m;
            case JsonSchemaType.Boolean:
                return true;
            case JsonSchemaType.Array:
                return depth < Deepest && schema.Items is { } item && Of(item, Singular(name), depth + 1) is { } inside ? new JsonArray(inside) : new JsonArray();
        }
        if (schema.Properties is not { Count: > 0 } properties) return depth < Deepest ? new JsonObject() : null;
        var result = new JsonObject();
        if (depth >= Deepest) return result;
        foreach (var (property, inner) in properties)
            if (Of(inner, property, depth + 1) is { } value) result[property] = value;
        return result;
    }

    private static bool Fits(JsonNode known, JsonSchemaType? type) => known.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.String => type is JsonSchemaType.String,
        System.Text.Json.JsonValueKind.Number => type is JsonSchemaType.Number,
        _ => false,
    };

    private static string? Singular(string? name) => name is { Length: > 1 } && name.EndsWith('s') ? name[..^1] : name;
}
