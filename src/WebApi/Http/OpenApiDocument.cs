using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SalesFlow.Access;

namespace SalesFlow.WebApi.Http;

/// <summary>What the generated document does not know by itself: the bearer scheme and the headers of commands.</summary>
internal static class OpenApiDocument
{
    private const string Bearer = "bearer";

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "SalesFlow";
            document.Info.Description =
                "Multi-tenant, Arabic-first sales platform. Errors are application/problem+json in Arabic or English by Accept-Language.";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Bearer,
                BearerFormat = "JWT",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (!metadata.OfType<IAllowAnonymous>().Any())
            {
                operation.Security ??= [];
                operation.Security.Add(new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] });
            }
            if (metadata.OfType<RequiredPermission>().LastOrDefault() is { } required)
            {
                operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
                operation.Extensions["x-permission"] = new JsonNodeExtension(required.Permission.Word());
            }
            if (context.Description.HttpMethod is "POST")
                AddHeader(operation, "Idempotency-Key", "Repeats under the same key change nothing and give the first outcome. At most 255 characters.");
            if (context.Description.HttpMethod is "PUT" or "POST")
                AddHeader(operation, "Prefer", "wait=2: answer when lists show the change, at most so many seconds (1 to 5).");
            if (context.Description.HttpMethod is "PUT")
                AddHeader(operation, "If-Match", "The ETag that was read: 412 where somebody was faster.");
            return Task.CompletedTask;
        });
    }

    private static void AddHeader(OpenApiOperation operation, string name, string description)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }
}
