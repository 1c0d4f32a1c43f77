using System.Collections.Frozen;
using Microsoft.OpenApi;

namespace SalesFlow.WebApi.OpenApi;

/// <summary>Answers that are files: the generator knows them only as answers without a body.</summary>
internal static class ApiFiles
{
    private static readonly FrozenDictionary<string, string[]> Types = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["/api/v1/leads/export"] =
            ["text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/json", "application/x-ndjson"],
        ["/api/v1/leads/imports/{id}/errors"] = ["text/csv"],
        ["/api/v1/media/{id}"] = ["application/octet-stream"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static void Complete(OpenApiOperation operation, string method, string path)
    {
        if (method != "GET" || !Types.TryGetValue(path, out var types)) return;
        foreach (var (status, answer) in operation.Responses ?? [])
        {
            if (!status.StartsWith('2') || answer is not OpenApiResponse response) continue;
            response.Content = types.ToDictionary(
                t => t, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } });
        }
    }
}
