using System.Collections.Concurrent;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>
/// This silo's copies of tenants' profiles: a price list is read for every answer and changes once a month. At most five seconds old; where the profile
/// is changed on this silo, at once new.
/// </summary>
public sealed class TenantViews(IGrainFactory grains, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(5);
    private const int MaxCopies = 10_000;
    private readonly ConcurrentDictionary<string, (TenantView View, DateTimeOffset Until)> _copies = new(StringComparer.Ordinal);

    /// <summary>Has a tenant read anew when it is next asked for.</summary>
    public void Forget(string tenant) => _copies.TryRemove(tenant, out _);

    /// <summary>The tenant, or null where it does not exist.</summary>
    public async ValueTask<TenantView?> Get(string tenant)
    {
        if (_copies.TryGetValue(tenant, out var copy) && clock.GetUtcNow() < copy.Until) return copy.View;
        var view = await grains.GetGrain<ITenantGrain>(TenantKey.Format(tenant, TenantGrain.KeyId)).Get();
        if (view is null) return null;
        if (_copies.Count >= MaxCopies) _copies.Clear();
        _copies[tenant] = (view, clock.GetUtcNow() + Life);
        return view;
    }
}
