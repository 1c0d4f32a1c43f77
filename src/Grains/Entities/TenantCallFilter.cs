using SalesFlow.Common;
using SalesFlow.Entities;

namespace SalesFlow.Grains.Entities;

/// <summary>
/// Refuses every call in which the caller's tenant is not the tenant of the grain's key. Grain interfaces of ours that are marked neither
/// tenant-scoped nor platform-scoped refuse every call; the runtime's own interfaces pass.
/// </summary>
internal sealed class TenantCallFilter : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        var contract = context.InterfaceMethod.DeclaringType;
        if (contract?.Namespace?.StartsWith("SalesFlow", StringComparison.Ordinal) != true || typeof(IPlatformScoped).IsAssignableFrom(contract))
            return context.Invoke();
        // Timers are tenant-scoped too, although their interface is shared by all kinds of grains.
        if (!typeof(ITenantScoped).IsAssignableFrom(contract) && contract != typeof(IDueGrain))
            throw new UnauthorizedAccessException($"{contract.Name} names no scope.");
        var key = context.TargetId.Key.AsSpan();
        var tenant = TenantScope.Current;
        return tenant is not null && StartsWithTenant(key, tenant)
            ? context.Invoke()
            : throw new UnauthorizedAccessException("The call's tenant is not the grain's.");
    }

    private static bool StartsWithTenant(ReadOnlySpan<byte> key, string tenant)
    {
        if (key.Length <= tenant.Length || key[tenant.Length] != (byte)'/') return false;
        for (var i = 0; i < tenant.Length; i++)
            if (key[i] != tenant[i]) return false;
        return true;
    }
}
