using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SalesFlow.WebApi.Health;

/// <summary>Whether this process lives, whether it can serve, and which build it is. All public; none tells more than a word a part.</summary>
internal static class HealthEndpoints
{
    /// <summary>The tag of checks that decide whether traffic may come.</summary>
    public const string Ready = "ready";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = Write }).AllowAnonymous();
        app.MapHealthChecks("/health", new HealthCheckOptions { Predicate = c => c.Tags.Contains(Ready), ResponseWriter = Write }).AllowAnonymous();

        var health = app.MapGroup("/api/v1/health").WithTags("Health").AllowAnonymous();
        health.MapGet("", () => TypedResults.Ok(new HealthResponse("healthy", []))).WithSummary("Whether the process lives.");
        health.MapGet("/ready", Check).WithSummary("Whether storage and silo answer.");
        health.MapGet("/version", () => TypedResults.Ok(new VersionResponse(Version))).WithSummary("The build.");
    }

    private static string Version { get; } =
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static async Task<Results<Ok<HealthResponse>, JsonHttpResult<HealthResponse>>> Check(HealthCheckService checks, CancellationToken ct)
    {
        var report = await checks.CheckHealthAsync(c => c.Tags.Contains(Ready), ct);
        return report.Status == HealthStatus.Unhealthy
            ? TypedResults.Json(HealthResponse.Of(report), statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Ok(HealthResponse.Of(report));
    }

    private static Task Write(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(HealthResponse.Of(report), http.RequestAborted);
}

/// <summary>Health.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Checks">The parts by name.</param>
internal sealed record HealthResponse(string Status, IReadOnlyDictionary<string, string> Checks)
{
    public HealthResponse(string status, IEnumerable<KeyValuePair<string, string>> checks) : this(status, checks.ToDictionary()) { }

    public static HealthResponse Of(HealthReport report) =>
        new(Word(report.Status), report.Entries.Select(e => KeyValuePair.Create(e.Key, Word(e.Value.Status))));

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}

/// <summary>The build.</summary>
internal sealed record VersionResponse(string Version);
