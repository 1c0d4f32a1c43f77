using System.Collections.Concurrent;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Http;

/// <summary>Which companies are suspended, and why. Each process keeps its answers for five seconds.</summary>
internal sealed class Suspensions(IGrainFactory grains, TimeProvider clock)
{
    private const int MostCopies = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, (string? Reason, DateTimeOffset Until)> _copies = new(StringComparer.Ordinal);

    /// <summary>The reason, perhaps empty; null where the company is not suspended. Called within the company's scope.</summary>
    public async ValueTask<string?> Reason(string tenant)
    {
        if (_copies.TryGetValue(tenant, out var copy) && clock.GetUtcNow() < copy.Until) return copy.Reason;
        var view = await grains.GetGrain<ITenantGrain>(TenantKey.Format(tenant, "tenant")).Get();
        var reason = view is { Profile.Suspended: true } ? view.Profile.SuspendedReason ?? "" : null;
        if (_copies.Count >= MostCopies) _copies.Clear();
        _copies[tenant] = (reason, clock.GetUtcNow() + Life);
        return reason;
    }
}
