using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SalesFlow.Common;
using SalesFlow.Leads.Transfer;
using SalesFlow.Reporting;
using SalesFlow.WebApi.Activities;
using SalesFlow.WebApi.Administration;
using SalesFlow.WebApi.Agents;
using SalesFlow.WebApi.Channels;
using SalesFlow.WebApi.Companies;
using SalesFlow.WebApi.Contacts;
using SalesFlow.WebApi.Conversations;
using SalesFlow.WebApi.Dashboard;
using SalesFlow.WebApi.Deals;
using SalesFlow.WebApi.Feed;
using SalesFlow.WebApi.Fields;
using SalesFlow.WebApi.Health;
using SalesFlow.WebApi.Http;
using SalesFlow.WebApi.Knowledge;
using SalesFlow.WebApi.Leads;
using SalesFlow.WebApi.Leads.Forms;
using SalesFlow.WebApi.Leads.Transfer;
using SalesFlow.WebApi.OpenApi;
using SalesFlow.WebApi.RateLimits;
using SalesFlow.WebApi.Repeats;
using SalesFlow.WebApi.SavedViews;
using SalesFlow.WebApi.Supervisor;
using SalesFlow.WebApi.Templates;
using SalesFlow.WebApi.Tenancy;
using SalesFlow.WebApi.Webhooks;
using Scalar.AspNetCore;

namespace SalesFlow.WebApi;

/// <summary>The REST API: services, middleware and routes. The host supplies grains, read models, the feed, agents and the secret protector.</summary>
public static class WebApiModule
{
    /// <summary>The largest body that the API reads, in bytes.</summary>
    public const long LongestBody = 1024 * 1024;

    private const string BearerOrKey = "bearer-or-key";
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Adds sign-in, authorisation, problems, OpenAPI, rate limits and health checks.</summary>
    /// <exception cref="InvalidOperationException">Thrown at the first use where the signing key is required but not set; the host asks for it at start.</exception>
    public static IServiceCollection AddSalesFlowWebApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<AuthOptions>().Bind(configuration.GetSection(AuthOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuthOptions>, AuthOptionsValidator>();
        services.AddSingleton(provider => new Tokens(
            System.Text.Encoding.UTF8.GetBytes(SigningKeys.Load(configuration)),
            provider.GetRequiredService<IOptions<AuthOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SalesFlow.Knowledge.IKnowledgeGaps, SalesFlow.Knowledge.KnowledgeGaps>();
        services.AddSingleton<IWorkAssignment, ConversationAssignment>();
        services.AddSingleton<IWorkAssignment, LeadAssignment>();
        services.TryAddSingleton(new ImportFolder(ImportFolder.RootOf(configuration[ImportFolder.Setting], configuration["SalesFlow:DataDirectory"])));
        services.AddOptions<TransferOptions>().Bind(configuration.GetSection(TransferOptions.Section))
            .Validate(o => o.MaxBytes is >= 1024 and <= 8L * 1024 * 1024 * 1024, "SalesFlow:Imports:MaxBytes must be from 1024 to 8589934592.").ValidateOnStart();
        services.AddOptions<FormOptions>().Bind(configuration.GetSection(FormOptions.Section))
            .Validate(o => o.PerAddressPerMinute >= 1 && o.PerFormPerMinute >= 1, "SalesFlow:Forms: limits must be at least 1.").ValidateOnStart();
        services.AddHttpClient(FormChallenge.Client).ConfigureHttpClient(c => c.Timeout = TimeSpan.FromSeconds(5));
        services.AddSingleton<FormTokens>();
        services.AddSingleton<FormLimits>();
        services.AddSingleton<FormChallenge>();
        services.AddSingleton(_ => new Passwords());
        services.AddSingleton<SignInLimits>();
        services.AddSingleton<RequestWindows>();
        services.AddOptions<RateLimitOptions>().Bind(configuration.GetSection(RateLimitOptions.Section))
            .Validate(o => o.Problem() is null, $"{RateLimitOptions.Section}: PerActor and PerTenant must be 0 or more.").ValidateOnStart();
        services.AddSingleton<RepeatedRequests>();
        services.AddSingleton<SignIns>();
        services.AddSingleton<SecondSteps>();
        services.AddOptions<OidcOptions>().Bind(configuration.GetSection(OidcOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<OidcOptions>, OidcOptionsValidator>();
        services.AddHttpClient(OidcClient.HttpClient).ConfigureHttpClient(c => c.Timeout = TimeSpan.FromSeconds(10)).RemoveAllLoggers();
        services.AddSingleton<OidcClient>();
        services.AddSingleton<Suspensions>();
        services.AddSingleton<SessionChecks>();
        services.AddSingleton<ApiKeyChecks>();
        services.AddSingleton<Access.ISessionChecks>(provider => provider.GetRequiredService<SessionChecks>());

        services.AddAuthentication(BearerOrKey)
            .AddPolicyScheme(BearerOrKey, null, options => options.ForwardDefaultSelector =
                http => ApiKeys.Of(http.Request) is null ? JwtBearerDefaults.AuthenticationScheme : ApiKeys.Scheme)
            .AddJwtBearer()
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeys.Scheme, null);
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<Tokens, SessionChecks>(ConfigureBearer);
        services.AddAuthorization(Policies.Configure);

        services.AddProblemDetails();
        services.AddExceptionHandler<ExceptionProblems>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<KestrelServerOptions>(options => options.AddServerHeader = false);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.Converters.Add(new SnakeCaseEnumConverter());
            options.SerializerOptions.Converters.Add(new TwoPlacesConverter());
            options.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
            // Arabic and + leave as themselves: answers are JSON and declared so, never part of a page.
            options.SerializerOptions.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            options.SerializerOptions.ReadCommentHandling = JsonCommentHandling.Disallow;
        });
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<AuthOptions>>(ConfigureRateLimits);
        services.AddOpenApi("v1", ApiDocument.Configure);
        services.AddOpenApi(ApiDocument.OlderForm, options =>
        {
            ApiDocument.Configure(options);
            options.OpenApiVersion = Microsoft.OpenApi.OpenApiSpecVersion.OpenApi3_0;
        });
        services.AddHealthChecks()
            .AddCheck<StorageCheck>("storage", tags: [HealthEndpoints.Ready], timeout: HealthTimeout)
            .AddCheck<SiloCheck>("silo", tags: [HealthEndpoints.Ready], timeout: HealthTimeout);
        return services;
    }

    /// <summary>
    /// Adds the middleware, in its order: headers, problems, sign-in, tenant, permission, rate limits, repeats. Call before any route is mapped.
    /// </summary>
    public static IApplicationBuilder UseSalesFlowWebApi(this IApplicationBuilder app)
    {
        app.UseHeadRequests();
        app.UseMiddleware<SecurityHeadersMiddleware>();
        app.UseExceptionHandler();
        app.UseStatusCodePages(StatusProblems.Write);
        app.UseRouting();
        app.UseHeadRequestsAsAsked();
        app.UseMiddleware<NoRouteMiddleware>();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseMiddleware<TenantScopeMiddleware>();
        app.UseMiddleware<RateLimitMiddleware>();
        app.UseMiddleware<DenialMiddleware>();
        app.UseMiddleware<SuspensionMiddleware>();
        app.UseAuthorization();
        app.UseMiddleware<RepeatMiddleware>();
        return app;
    }

    /// <summary>Maps <c>/api/v1</c>, <c>/openapi/v1.json</c> (OpenAPI 3.1), <c>/openapi/v1-3.0.json</c> (OpenAPI 3.0), <c>/scalar</c>, <c>/health</c> and <c>/alive</c>.</summary>
    public static IEndpointRouteBuilder MapSalesFlowWebApi(this IEndpointRouteBuilder app)
    {
        // The tag of every route is its module; a route that names no policy needs a valid token all the same.
        var api = app.MapGroup("/api/v1").WithMetadata(new BodyLimit());
        AuthEndpoints.Map(api);
        TenantEndpoints.Map(api);
        UserEndpoints.Map(api);
        ApiKeyEndpoints.Map(api);
        NumberEndpoints.Map(api);
        ExportEndpoints.Map(api);
        ImportEndpoints.Map(api);
        FormEndpoints.Map(api);
        LeadEndpoints.Map(api);
        AssignmentEndpoints.Map(api);
        SavedViewEndpoints.Map(api);
        DealEndpoints.Map(api);
        PipelineDefinitionEndpoints.Map(api);
        ConversationEndpoints.Map(api);
        InboxEndpoints.Map(api);
        TemplateEndpoints.Map(api);
        MediaEndpoints.Map(api);
        ContactEndpoints.Map(api);
        CustomerEndpoints.Map(api);
        CompanyEndpoints.Map(api);
        ActivityEndpoints.Map(api);
        CallEndpoints.Map(api);
        FieldEndpoints.Map(api);
        AgentEndpoints.Map(api);
        KnowledgeEndpoints.Map(api);
        KnowledgeImportEndpoint.Map(api);
        GapEndpoints.Map(api);
        SectorEndpoints.Map(api);
        FeedEndpoints.Map(api);
        PipelineEndpoints.Map(api);
        WebhookEndpoints.Map(api);
        DashboardEndpoints.Map(api);
        SupervisorEndpoints.Map(api);
        ServiceLevelEndpoints.Map(api);
        ReassignEndpoint.Map(api);
        var admin = api.MapGroup("/admin").WithTags("Admin");
        AuditEndpoints.Map(admin);
        PlanEndpoints.Map(admin);
        PlatformEndpoints.Map(admin);
        PolicyEndpoints.Map(admin);
        SeedEndpoints.Map(admin);
        app.MapSalesFlowHealth();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapScalarApiReference("/scalar", options => options.WithTitle("SalesFlow")).AllowAnonymous();
        return app;
    }

    /// <summary>Maps only <c>/health</c>, <c>/alive</c> and <c>/api/v1/health</c>: all that a silo without an API serves.</summary>
    public static IEndpointRouteBuilder MapSalesFlowHealth(this IEndpointRouteBuilder app)
    {
        HealthEndpoints.Map(app);
        return app;
    }

    private static void ConfigureBearer(JwtBearerOptions options, Tokens tokens, SessionChecks checks)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = tokens.AccessRules;
        options.Events = new JwtBearerEvents
        {
            // Browsers cannot set headers on sockets: hubs, and only hubs, take the token from the address.
            OnMessageReceived = context =>
            {
                if (context.HttpContext.Request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase)
                    && context.Request.Query["access_token"].ToString() is { Length: > 0 } token)
                    context.Token = token;
                return Task.CompletedTask;
            },
            OnTokenValidated = checks.Validate,
        };
    }

    private static void ConfigureRateLimits(RateLimiterOptions limits, IOptions<AuthOptions> options)
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.OnRejected = (context, _) =>
        {
            if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                context.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", System.Globalization.CultureInfo.InvariantCulture);
            return ValueTask.CompletedTask;
        };
        limits.AddPolicy(AuthEndpoints.RateLimit, http => RateLimitPartition.GetFixedWindowLimiter(
            ClientNetwork.Of(http),
            _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = options.Value.RequestsPerMinute,
                Window = TimeSpan.FromMinutes(1),
                QueueLimit = 0,
            }));
    }

    private sealed class BodyLimit : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => LongestBody;
    }

    private sealed class AuthOptionsValidator : IValidateOptions<AuthOptions>
    {
        public ValidateOptionsResult Validate(string? name, AuthOptions options) =>
            options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}
