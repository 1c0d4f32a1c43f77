using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace SalesFlow.WebApi.OpenApi;

/// <summary>
/// Examples of requests, one a route, from <c>examples.json</c>: real values, so that a reader sees at once what is meant. A test sends each of them.
/// </summary>
internal static class ApiExamples
{
    private const string Resource = "SalesFlow.WebApi.OpenApi.examples.json", Prefix = "/api/v1";

    private static readonly Lazy<JsonObject> All = new(() =>
    {
        using var stream = typeof(ApiExamples).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        return JsonNode.Parse(stream)?.AsObject() ?? throw new InvalidOperationException($"{Resource} is not an object.");
    });

    /// <summary>Gives every JSON request of the document its example.</summary>
    public static void Add(OpenApiDocument document)
    {
        foreach (var (path, item) in document.Paths)
            foreach (var (method, operation) in item.Operations ?? [])
            {
                if (operation.RequestBody?.Content?.TryGetValue("application/json", out var media) != true || media is null) continue;
                var key = $"{method.Method.ToUpperInvariant()} {(path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..] : path)}";
                if (All.Value[key] is { } example) media.Example = example.DeepClone();
            }
    }
}
