using Microsoft.OpenApi;

namespace SalesFlow.WebApi.OpenApi;

/// <summary>What the generator does not know of our types.</summary>
internal static class ApiSchemas
{
    public static void Complete(OpenApiSchema schema, Type type, string? property)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(decimal))
        {
            // Written with two places by a converter, which hides the type from the generator.
            schema.Type = plain == type ? JsonSchemaType.Number : JsonSchemaType.Number | JsonSchemaType.Null;
            schema.Format = "decimal";
        }
        // The generator links code references by their C# type, which nobody outside knows.
        if (schema.Description is { } text) schema.Description = Clean(text);
    }

    private static string Clean(string text)
    {
        foreach (var prefix in new[] { "string? ", "string ", "int? ", "int " }) text = text.Replace($"Another word for {prefix}", "Another word for ", StringComparison.Ordinal);
        return text;
    }
}
