using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace SalesFlow.WebApi.OpenApi;

/// <summary>Tells on every operation what can go wrong, and how an error looks.</summary>
internal static class ApiProblems
{
    private const string SchemaName = "Problem";
    private const string MediaType = "application/problem+json";

    private static readonly (int Status, string Name, string Description)[] All =
    [
        (400, "BadRequest", "The address, a header or the JSON makes no sense."),
        (401, "Unauthorized", "No valid token, or what was given to come in is not right."),
        (402, "QuotaExceeded", "The plan allows no more: `metric`, `limit` and `used` say of what."),
        (403, "Forbidden", "The caller may not do this."),
        (404, "NotFound", "Nothing of the caller's company has this id."),
        (409, "Conflict", "Its present state does not allow it, or somebody else has it."),
        (410, "Gone", "The link or the code was used, has ended, or took too many wrong answers."),
        (412, "StaleVersion", "It has moved on since the version named in If-Match."),
        (422, "Unprocessable", "Fields are wrong; each is named in `errors`."),
        (429, "TooManyRequests", "Too many requests; Retry-After says when to come back."),
        (503, "Unavailable", "A part of the installation does not answer; Retry-After says when to come back."),
    ];

    /// <summary>Where somebody without a token shows what lets them in.</summary>
    private static readonly FrozenSet<string> Doors = new[]
    {
        "/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/auth/verify-otp", "/api/v1/auth/oidc/exchange",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What is good once, or for a while.</summary>
    private static readonly FrozenSet<string> OnceOnly = new[]
    {
        "/api/v1/auth/reset-password", "/api/v1/auth/accept-invitation", "/api/v1/auth/verify-otp", "/api/v1/auth/otp/resend", "/api/v1/auth/totp/confirm",
        "/api/v1/auth/oidc/exchange",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What counts against the plan.</summary>
    private static readonly FrozenSet<string> Counted = new[]
    {
        "POST /api/v1/leads", "POST /api/v1/leads/import", "POST /api/v1/admin/users", "PUT /api/v1/admin/users/{id}", "POST /api/v1/admin/seed",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Puts the error's shape and the responses that carry it into the document.</summary>
    public static void Define(OpenApiDocument document)
    {
        var components = document.Components ??= new OpenApiComponents();
        components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        components.Schemas[SchemaName] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "An error (RFC 9457).",
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("A stable word for the kind of error, as a URI.", "urn:salesflow:problem:validation"),
                ["title"] = Text("The kind of error in words.", "Some fields are wrong"),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status.", Examples = [422] },
                ["detail"] = Text("What went wrong this time.", "Correct the fields that are named and send it again."),
                ["traceId"] = Text("Finds the request in the installation's logs.", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "Messages by field.",
                    AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
                },
            },
            Required = new HashSet<string> { "type", "title", "status", "detail", "traceId", "errors" },
        };
        components.Responses ??= new Dictionary<string, IOpenApiResponse>();
        foreach (var (status, name, description) in All)
        {
            var response = new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [MediaType] = new() { Schema = new OpenApiSchemaReference(SchemaName, document) },
                },
            };
            if (status is 429 or 503)
            {
                response.Headers = new Dictionary<string, IOpenApiHeader>
                {
                    ["Retry-After"] = new OpenApiHeader { Description = "Seconds to wait.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } },
                };
            }
            components.Responses[name] = response;
        }
    }

    /// <summary>Names the errors of an operation.</summary>
    public static void Add(OpenApiOperation operation, OpenApiDocument? document, string method, string path, bool open)
    {
        operation.Responses ??= [];
        var change = method != "GET";
        foreach (var (status, name, _) in All)
        {
            var applies = status switch
            {
                401 => !open || Doors.Contains(path),
                402 => Counted.Contains($"{method} {path}"),
                403 => !open,
                404 => path.Contains('{', StringComparison.Ordinal) || path.StartsWith("/api/v1/auth/oidc/", StringComparison.Ordinal),
                409 => change,
                410 => OnceOnly.Contains(path),
                412 => method is "PUT" or "DELETE" && !ApiParameters.Unversioned.Contains(path),
                422 => operation.RequestBody is not null || method == "POST",
                _ => true,
            };
            if (applies) operation.Responses.TryAdd(status.ToString(System.Globalization.CultureInfo.InvariantCulture), new OpenApiResponseReference(name, document));
        }
    }

    private static OpenApiSchema Text(string description, string example) =>
        new() { Type = JsonSchemaType.String, Description = description, Examples = [JsonValue.Create(example)] };
}
