using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Http;

/// <summary>
/// Refuses the users and keys of a suspended company everywhere but at sign-out. Webhooks carry no user: what customers send is still taken in. Whoever
/// runs the installation passes. What is known of a company is at most five seconds old.
/// </summary>
internal sealed class SuspensionMiddleware(RequestDelegate next, IGrainFactory grains, TimeProvider clock)
{
    /// <summary>The name under which a request notes that it was refused here.</summary>
    public const string Refused = "salesflow.suspended";

    private const int MostCopies = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, (string? Reason, DateTimeOffset Until)> _copies = new(StringComparer.Ordinal);

    public async Task InvokeAsync(HttpContext http)
    {
        if (TenantScope.Current is { } tenant && TenantScope.Actor is { Kind: not ActorKind.System } actor && !actor.May(Permission.Platform)
            && !http.Request.Path.StartsWithSegments("/api/v1/auth", StringComparison.OrdinalIgnoreCase)
            && await Reason(tenant) is { } reason)
        {
            http.Items[Refused] = true;
            await Problems.Of(http, StatusCodes.Status403Forbidden, "tenant_suspended", reason).ExecuteAsync(http);
            return;
        }
        await next(http);
    }

    private async ValueTask<string?> Reason(string tenant)
    {
        if (_copies.TryGetValue(tenant, out var copy) && clock.GetUtcNow() < copy.Until) return copy.Reason;
        var view = await grains.GetGrain<ITenantGrain>(TenantKey.Format(tenant, "tenant")).Get();
        var reason = view is { Profile.Suspended: true } ? view.Profile.SuspendedReason ?? "" : null;
        if (_copies.Count >= MostCopies) _copies.Clear();
        _copies[tenant] = (reason, clock.GetUtcNow() + Life);
        return reason;
    }
}
