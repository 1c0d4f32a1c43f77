using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SalesFlow.Access;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.OpenApi;

/// <summary>Completes the generated document: who may call, under which headers, what can go wrong, and how it looks in an example.</summary>
internal static class ApiDocument
{
    /// <summary>The same document as OpenAPI 3.0, for generators that do not read 3.1 yet; without the address that it was asked at.</summary>
    public const string OlderForm = "v1-3.0";

    private const string Bearer = "bearer";

    public static void Configure(OpenApiOptions options)
    {
        options.CreateSchemaReferenceId = ApiSchemas.NameOf;
        options.AddDocumentTransformer((document, context, _) =>
        {
            Introduce(document);
            if (context.DocumentName == OlderForm) document.Servers = [new OpenApiServer { Url = "/" }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            var method = context.Description.HttpMethod ?? "GET";
            var path = "/" + (context.Description.RelativePath ?? "");
            var open = metadata.OfType<IAllowAnonymous>().Any();
            var permissions = metadata.OfType<RequiredPermission>().Select(r => r.Permission).Distinct().ToList();
            Permission? permission = permissions is [.., var last] ? last : null;
            operation.OperationId = OperationNames.Of(operation.Tags?.FirstOrDefault()?.Name ?? "Api", method, path);
            if (!open)
            {
                operation.Security ??= [];
                operation.Security.Add(new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] });
            }
            if (permission is { } required)
            {
                operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
                operation.Extensions["x-permission"] = new JsonNodeExtension(required.Word());
                // A change answers what it changed, so it needs to see it too. Every role that may write may read; a key's scopes say it one by one.
                operation.Extensions["x-permissions"] = new JsonNodeExtension(new JsonArray([.. permissions.Select(p => (JsonNode)p.Word())]));
            }
            if (string.IsNullOrEmpty(operation.Description)) operation.Description = $"{operation.Summary} {Needs(open, permissions)}";
            ApiParameters.Complete(operation, method, path);
            ApiFiles.Complete(operation, method, path);
            ApiProblems.Add(operation, context.Document, method, path, open);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            ApiSchemas.Complete(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
    }

    private static string Needs(bool open, List<Permission> permissions) => open ? "Needs no token." : permissions switch
    {
        [] => "Needs a valid token.",
        [var one] => $"Needs the permission `{one.Word()}`.",
        _ => $"Needs the permissions {string.Join(", ", permissions.Select(p => $"`{p.Word()}`"))}.",
    };

    private static void Introduce(OpenApiDocument document)
    {
        document.Info.Title = "SalesFlow";
        document.Info.Description =
            """
            Multi-tenant, Arabic-first sales platform. The tenant comes from the token. Lists are paged: give `next` back as `cursor`. Errors are
            `application/problem+json` (RFC 9457), in Arabic or English by `Accept-Language`, and name the fields that were wrong. Every POST takes an
            `Idempotency-Key`; single things carry an `ETag`, and changes take it as `If-Match`.
            """;
        document.Info.Contact = new OpenApiContact { Name = "SalesFlow" };
        // The address that the document was asked at, as every client reads it.
        document.Servers = [new OpenApiServer { Url = document.Servers is [{ Url: { } url }, ..] ? url.TrimEnd('/') is { Length: > 0 } u ? u : "/" : "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Bearer,
            Description = "An access token of a person, or an API key.",
        };
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
            if (string.IsNullOrEmpty(tag.Description)) tag.Description = ApiTags.Describe(tag.Name ?? "");
        ApiProblems.Define(document);
        ApiSchemas.Finish(document);
        ApiExamples.Add(document);
    }
}
