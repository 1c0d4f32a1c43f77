using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Http;

/// <summary>
/// Tells the audit log when somebody who is signed in was refused. Bounded: of one actor at most <see cref="MostAMinute"/> refusals a minute are
/// recorded by a process; the next one that is recorded says how many were not.
/// </summary>
internal sealed partial class DenialMiddleware(RequestDelegate next, IGrainFactory grains, TimeProvider clock, ILogger<DenialMiddleware> log)
{
    /// <summary>How many refusals of one actor are recorded in a minute.</summary>
    public const int MostAMinute = 10;

    private const int MostActors = 10_000;
    private const int LongestRoute = 150;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Meter> _meters = new(StringComparer.Ordinal);

    private sealed class Meter
    {
        private DateTimeOffset _since;
        private int _recorded;
        private long _skipped;

        /// <summary>Whether to record this one, and how many were skipped since the last recorded one.</summary>
        public bool Admit(DateTimeOffset now, out long skipped)
        {
            lock (this)
            {
                if (now - _since >= Window) (_since, _recorded) = (now, 0);
                if (_recorded >= MostAMinute)
                {
                    _skipped++;
                    skipped = 0;
                    return false;
                }
                _recorded++;
                (skipped, _skipped) = (_skipped, 0);
                return true;
            }
        }
    }

    public async Task InvokeAsync(HttpContext http)
    {
        await next(http);
        if (http.Response.StatusCode is not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)) return;
        var (tenant, actor) = (TenantScope.Current, TenantScope.Actor);
        if (tenant is null || actor.Kind == ActorKind.System) return;
        // Whoever is refused for a suspended company has done nothing that needs telling.
        if (http.Items.ContainsKey(SuspensionMiddleware.Refused)) return;
        if (_meters.Count >= MostActors) _meters.Clear();
        if (!_meters.GetOrAdd($"{tenant}/{actor.Id}", _ => new Meter()).Admit(clock.GetUtcNow(), out var skipped)) return;
        try
        {
            await grains.GetGrain<IAuditGrain>(TenantKey.Format(tenant, "audit")).Record(Id.New(clock), Entry(http, skipped));
        }
        catch (Exception e)
        {
            // The answer stands whether or not it could be recorded.
            LogLost(e);
        }
    }

    private static AuditEntry Entry(HttpContext http, long skipped)
    {
        // The pattern, never the address: that may hold what a customer or a caller typed.
        var pattern = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        // A group's own route is written with a slash at its end.
        var route = $"{http.Request.Method} {(pattern is null ? "-" : pattern.TrimEnd('/'))}";
        var details = new Dictionary<string, string> { ["status"] = http.Response.StatusCode.ToString(CultureInfo.InvariantCulture) };
        if (http.GetEndpoint()?.Metadata.GetOrderedMetadata<RequiredPermission>() is [.., var required]) details["permission"] = required.Permission.Word();
        if (skipped > 0) details["notRecorded"] = skipped.ToString(CultureInfo.InvariantCulture);
        return new AuditEntry("denied", "route", route.Length <= LongestRoute ? route : route[..LongestRoute], details);
    }

    [LoggerMessage(1, LogLevel.Warning, "A refusal could not be recorded in the audit log.")]
    private partial void LogLost(Exception exception);
}
