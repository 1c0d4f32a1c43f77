using System.Collections.Frozen;
using Microsoft.OpenApi;

namespace SalesFlow.WebApi.OpenApi;

/// <summary>Headers of commands, and words for parameters that mean the same on every route.</summary>
internal static class ApiParameters
{
    private static readonly FrozenDictionary<string, string> Meanings = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["id"] = "The id, as an earlier answer gave it.",
        ["limit"] = "How many items at most: 1 to 100, 50 unless given.",
        ["cursor"] = "`next` of the page before.",
        ["search"] = "Words to be found, in any Arabic spelling; at most 200 characters.",
        ["from"] = "The first day or instant, included.",
        ["to"] = "The last day, or the instant before which.",
        ["after"] = "Only what comes after this number.",
        ["sort"] = "The order; `-` in front turns it round.",
        ["status"] = "Only these.",
        ["assignee"] = "A user's id, `me` or `none`.",
        ["owner"] = "A user's id, `me` or `none`.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static void Complete(OpenApiOperation operation, string method)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            if (string.IsNullOrEmpty(parameter.Description) && Meanings.TryGetValue(parameter.Name ?? "", out var meaning)) parameter.Description = meaning;
        }
        if (method == "POST")
            Header(operation, "Idempotency-Key", "Repeats under the same key change nothing and give the first outcome. At most 255 characters.");
        if (method is "PUT" or "POST" or "DELETE")
            Header(operation, "Prefer", "`wait=2`: answer when lists show the change, at most so many seconds (1 to 5).");
        if (method is "PUT" or "DELETE")
            Header(operation, "If-Match", "The ETag that was read: 412 where somebody was faster.");
        Header(operation, "Accept-Language", "`ar` or `en`: the language of errors.");
    }

    private static void Header(OpenApiOperation operation, string name, string description)
    {
        operation.Parameters ??= [];
        if (operation.Parameters.Any(p => p.Name == name)) return;
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }
}
