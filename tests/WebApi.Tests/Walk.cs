using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SalesFlow.Access;

namespace SalesFlow.WebApi.Tests;

/// <summary>A route of the OpenAPI document.</summary>
/// <param name="Method">In upper case.</param>
/// <param name="Path">With its parameters in braces.</param>
/// <param name="Permission">The permission it says it needs, or null.</param>
/// <param name="Permissions">All that it needs.</param>
/// <param name="Example">The document's example of a JSON body, or null.</param>
/// <param name="Multipart">Whether the body is a form with files.</param>
/// <param name="Query">Names of parameters behind the question mark.</param>
internal sealed partial record Route(string Method, string Path, string? Permission, IReadOnlyList<Permission> Permissions, JsonNode? Example, bool Multipart, IReadOnlyList<string> Query)
{
    public string Name => $"{Method} {Path}";

    public bool HasIds => Path.Contains('{', StringComparison.Ordinal);

    /// <summary>The address, each parameter filled by the name of the segment before it.</summary>
    public string Address(Func<string, string> fill) => Parameter().Replace(Path, m => Uri.EscapeDataString(fill(m.Groups[1].Value)));

    [GeneratedRegex(@"(?<=/([a-z-]+)/)\{[A-Za-z]+\}")]
    private static partial Regex Parameter();
}

/// <summary>All routes of the document; a new one is among them without anybody's doing.</summary>
internal static class Walk
{
    /// <summary>Routes that need no token.</summary>
    public static readonly string[] Public =
    [
        "POST /api/v1/auth/register", "POST /api/v1/auth/login", "POST /api/v1/auth/refresh",
        "POST /api/v1/auth/forgot-password", "POST /api/v1/auth/reset-password", "POST /api/v1/auth/accept-invitation",
        "POST /api/v1/auth/otp/resend", "POST /api/v1/auth/verify-otp", "GET /api/v1/auth/ways", "GET /api/v1/auth/oidc/start",
        "GET /api/v1/auth/oidc/callback", "POST /api/v1/auth/oidc/exchange",
        "GET /api/v1/public/forms/{key}", "POST /api/v1/public/forms/{key}",
        "GET /api/v1/health", "GET /api/v1/health/ready", "GET /api/v1/health/version",
    ];

    /// <summary>Routes to one's own account: every person who is signed in may call them, whatever their role.</summary>
    public static readonly string[] Own =
    [
        "POST /api/v1/auth/logout", "GET /api/v1/auth/me", "PUT /api/v1/auth/me", "GET /api/v1/auth/sessions",
        "DELETE /api/v1/auth/sessions/{id}", "POST /api/v1/auth/change-password",
        "POST /api/v1/auth/otp/send", "POST /api/v1/auth/totp/enrol", "POST /api/v1/auth/totp/confirm", "DELETE /api/v1/auth/totp",
    ];

    /// <summary>The product makes the document anew for each who asks; it is the same while the product runs.</summary>
    private static readonly ConditionalWeakTable<Api, Lazy<Task<JsonElement>>> Documents = [];

    public static Task<JsonElement> Document(Api api) =>
        Documents.GetValue(api, a => new(async () => await (await a.Nobody().GetAsync("/openapi/v1.json")).Body())).Value;

    public static async Task<List<Route>> Routes(Api api)
    {
        var document = await Document(api);
        Assert.StartsWith("3.1", document.Text("openapi"), StringComparison.Ordinal);
        var routes = new List<Route>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var content = operation.Value.TryGetProperty("requestBody", out var body) ? body.GetProperty("content") : default;
                var json = content.ValueKind == JsonValueKind.Object && content.TryGetProperty("application/json", out var media)
                    && media.TryGetProperty("example", out var example) ? JsonNode.Parse(example.GetRawText()) : null;
                routes.Add(new Route(
                    operation.Name.ToUpperInvariant(), path.Name,
                    operation.Value.TryGetProperty("x-permission", out var word) ? word.GetString() : null,
                    operation.Value.TryGetProperty("x-permissions", out var words) ? [.. words.EnumerateArray().Select(w => Access.Permissions.Find(w.GetString()!)!.Value)] : [],
                    json,
                    content.ValueKind == JsonValueKind.Object && content.TryGetProperty("multipart/form-data", out _),
                    operation.Value.TryGetProperty("parameters", out var parameters)
                        ? [.. parameters.EnumerateArray().Where(p => p.TryGetProperty("in", out var place) && place.GetString() == "query").Select(p => p.Text("name"))]
                        : []));
            }
        }
        Assert.InRange(routes.Count, 100, 500);
        return routes;
    }

    /// <summary>Calls a route with its example, or with another body.</summary>
    public static async Task<HttpResponseMessage> Call(
        HttpClient client, Route route, Func<string, string>? fill = null, JsonNode? body = null, string? key = null, string? version = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), route.Address(fill ?? (_ => "t1")));
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (version is not null) request.Headers.TryAddWithoutValidation("If-Match", version);
        if (route.Multipart)
            request.Content = File(
                body?.ToJsonString() ?? "name,phone\nfile,0551112223\n", route.Path == "/api/v1/media" ? "text/plain" : "text/csv");
        else if (body is not null || route.Example is not null)
            request.Content = new StringContent((body ?? route.Example)!.ToJsonString(), Encoding.UTF8, "application/json");
        else if (route.Method is "POST" or "PUT")
            request.Content = JsonContent.Create(new { });
        return await client.SendAsync(request);
    }

    public static MultipartFormDataContent File(string text, string type = "text/csv")
    {
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        file.Headers.ContentType = new MediaTypeHeaderValue(type);
        return new MultipartFormDataContent { { file, "file", "leads.csv" } };
    }
}
