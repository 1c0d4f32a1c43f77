using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SalesFlow.WebApi.OpenApi;

/// <summary>What the generator does not know of our types.</summary>
internal static partial class ApiSchemas
{
    /// <summary>
    /// Fields without which a request is refused. Handlers check them and name what is missing, so their types let everything be absent; a test compares
    /// this table with what an empty request is told.
    /// </summary>
    private static readonly FrozenDictionary<string, string[]> Required = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["RegisterRequest"] = ["companyName", "fullName", "email", "password"],
        ["LoginRequest"] = ["email", "password"],
        ["RefreshRequest"] = ["refreshToken"],
        ["ChangePasswordRequest"] = ["currentPassword", "newPassword"],
        ["ForgotPasswordRequest"] = ["email"],
        ["ResetPasswordRequest"] = ["token", "password"],
        ["ApplyTemplateRequest"] = ["template"],
        ["UserRequest"] = ["fullName", "email"],
        ["PresenceRequest"] = ["presence"],
        ["ApiKeyRequest"] = ["name", "scopes"],
        ["ConnectRequest"] = ["accessToken", "displayPhoneNumber", "businessAccountId"],
        ["FormRequest"] = ["name", "fields"],
        ["FormFieldRequest"] = ["name", "kind"],
        ["LeadsAssignRequest"] = ["ids"],
        ["LeadStatusRequest"] = ["status"],
        ["LeadMergeRequest"] = ["otherId"],
        ["SavedViewRequest"] = ["name"],
        ["DealRequest"] = ["title"],
        ["DealItemRequest"] = ["product", "unitPrice"],
        ["StageRequest"] = ["stage"],
        ["PipelineStageRequest"] = ["code", "nameAr", "nameEn"],
        ["LostReasonRequest"] = ["code", "nameAr", "nameEn"],
        ["ReorderRequest"] = ["stages"],
        ["MoveDealsRequest"] = ["to"],
        ["LostReasonsRequest"] = ["lostReasons"],
        ["NoteRequest"] = ["text"],
        ["LabelRequest"] = ["name", "colour"],
        ["CannedReplyRequest"] = ["shortcut", "textAr"],
        ["TemplateButtonRequest"] = ["kind"],
        ["TemplateVariableRequest"] = ["name"],
        ["MergeRequest"] = ["otherContactId"],
        ["ConsentRequest"] = ["channel", "status", "source"],
        ["ActivityRequest"] = ["type", "subject"],
        ["CallRequest"] = ["direction", "status"],
        ["FieldRequest"] = ["entity", "key", "type", "labelAr", "labelEn"],
        ["FieldValuesRequest"] = ["values"],
        ["InvokeRequest"] = ["input"],
        ["WeightsBody"] = ["leadsHandled", "dealsClosed", "revenueGenerated", "responseTime", "customerSatisfaction", "aiAssistRate"],
        ["ChoosePlanRequest"] = ["plan"],
        ["ImportForm"] = ["file"],
        ["KnowledgeQuery"] = ["query"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, Type> Named = new(StringComparer.Ordinal);

    /// <summary>The name under which a type stands in the document; null for what is written out where it is used.</summary>
    /// <exception cref="InvalidOperationException">Two types share a name: one of them would be described as the other.</exception>
    public static string? NameOf(JsonTypeInfo type)
    {
        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (plain == typeof(JsonElement) || OpenApiOptions.CreateDefaultSchemaReferenceId(type) is not { } name) return null;
        if (Named.GetOrAdd(name, plain) is var other && other != plain)
            throw new InvalidOperationException($"{plain.FullName} and {other.FullName} would be one schema, {name}: give one of them another name.");
        return name.Replace("Ofstring", "OfString", StringComparison.Ordinal);
    }

    public static void Complete(OpenApiSchema schema, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(decimal))
        {
            // Written with two places by a converter, which hides the type from the generator.
            schema.Type = plain == type ? JsonSchemaType.Number : JsonSchemaType.Number | JsonSchemaType.Null;
            schema.Format = "decimal";
        }
        if (schema is { Enum.Count: > 0, Type: null })
            schema.Type = schema.Enum.Any(e => e is null || e.GetValueKind() == JsonValueKind.Null) ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
    }

    /// <summary>Says of requests what must be there, of texts how long they may be, and of everything what it is in words without C#.</summary>
    public static void Finish(OpenApiDocument document)
    {
        var schemas = document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>();
        foreach (var form in schemas.Values.Select(s => s.Properties).OfType<IDictionary<string, IOpenApiSchema>>())
            foreach (var (name, file) in form.ToList())
                if (IsFile(file) || (file is OpenApiSchema { OneOf: { } either } && either.Any(IsFile)))
                    form[name] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = file.Description };
        schemas.Remove(nameof(IFormFile));
        var asked = Asked(document);
        foreach (var (name, found) in schemas)
        {
            if (found is not OpenApiSchema schema) continue;
            if (asked.Contains(name)) Require(schema, Required.GetValueOrDefault(name) ?? []);
            Tidy(schema);
        }
    }

    private static bool IsFile(IOpenApiSchema schema) => schema is OpenApiSchemaReference { Reference.Id: nameof(IFormFile) };

    private static void Require(OpenApiSchema schema, string[] names)
    {
        if (schema.Properties is not { } properties) return;
        schema.Required = names.Where(properties.ContainsKey).ToHashSet();
        foreach (var name in schema.Required)
            if (properties[name] is OpenApiSchema { Type: { } type } property) property.Type = type & ~JsonSchemaType.Null;
    }

    private static void Tidy(OpenApiSchema schema)
    {
        if (schema.Description is { } text) schema.Description = Clean(text);
        foreach (var inner in (schema.Properties ?? new Dictionary<string, IOpenApiSchema>()).Select(p => p.Value).OfType<OpenApiSchema>())
        {
            Tidy(inner);
            if (inner.Type?.HasFlag(JsonSchemaType.String) == true && inner is { MaxLength: null, Description: { } words } && Limit().Match(words) is { Success: true } limit)
                inner.MaxLength = int.Parse(limit.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The generator links code by its C# name, which nobody outside knows: <c>string LeadFacts.Name</c> is the field <c>name</c>.</summary>
    private static string Clean(string text) => Reference().Replace(text, m => $"`{JsonNamingPolicy.CamelCase.ConvertName(m.Groups[1].Value)}`");

    /// <summary>The schemas that requests are made of, with what stands in them.</summary>
    private static HashSet<string> Asked(OpenApiDocument document)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var operation in document.Paths.Values.SelectMany(p => p.Operations ?? []).Select(o => o.Value))
            foreach (var content in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
                Add(content.Value.Schema);
        return found;

        void Add(IOpenApiSchema? schema)
        {
            if (schema is null || (schema is OpenApiSchemaReference { Reference.Id: { } id } && !found.Add(id))) return;
            foreach (var inner in schema.Properties ?? new Dictionary<string, IOpenApiSchema>()) Add(inner.Value);
            foreach (var inner in schema.OneOf ?? []) Add(inner);
            Add(schema.Items);
        }
    }

    [GeneratedRegex(@"(?:(?:string|int|bool|long)\??\s)?\b[A-Z]\w+\.([A-Z]\w+)\b")]
    private static partial Regex Reference();

    [GeneratedRegex(@"(?:[Aa]t most|\d to) ([\d,]+) characters")]
    private static partial Regex Limit();
}
