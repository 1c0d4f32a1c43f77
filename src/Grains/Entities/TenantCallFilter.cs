using System.Collections.Concurrent;
using System.Reflection;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Entities;

namespace SalesFlow.Grains.Entities;

/// <summary>
/// Refuses every call in which the caller's tenant is not the tenant of the grain's key. Grain interfaces of ours that are marked neither
/// tenant-scoped nor platform-scoped refuse every call; the runtime's own interfaces pass. Then whoever acts must hold the permission that the
/// method requires: a command that they may not give is refused as forbidden and does not run.
/// </summary>
internal sealed class TenantCallFilter : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<MethodInfo, Permission?> _required = new();

    public Task Invoke(IIncomingGrainCallContext context)
    {
        var contract = context.InterfaceMethod.DeclaringType;
        if (contract?.Namespace?.StartsWith("SalesFlow", StringComparison.Ordinal) != true || typeof(IPlatformScoped).IsAssignableFrom(contract))
            return Permitted(context);
        // Timers are tenant-scoped too, although their interface is shared by all kinds of grains.
        if (!typeof(ITenantScoped).IsAssignableFrom(contract) && contract != typeof(IDueGrain))
            throw new UnauthorizedAccessException($"{contract.Name} names no scope.");
        var key = context.TargetId.Key.AsSpan();
        var tenant = TenantScope.Current;
        return tenant is not null && StartsWithTenant(key, tenant)
            ? Permitted(context)
            : throw new UnauthorizedAccessException("The call's tenant is not the grain's.");
    }

    private Task Permitted(IIncomingGrainCallContext context)
    {
        // The program's own calls carry no actor and cost nothing here.
        if (TenantScope.Actor is not { Kind: not ActorKind.System } actor) return context.Invoke();
        var required = _required.GetOrAdd(context.InterfaceMethod, static m => m.GetCustomAttribute<RequiresAttribute>()?.Permission);
        if (required is not { } permission || actor.May(permission)) return context.Invoke();
        if (context.InterfaceMethod.ReturnType != typeof(Task<Outcome>))
            throw new UnauthorizedAccessException($"{permission.Word()} is needed.");
        context.Result = new Outcome(Refusal.Forbidden, 0, permission.Word());
        return Task.CompletedTask;
    }

    private static bool StartsWithTenant(ReadOnlySpan<byte> key, string tenant)
    {
        if (key.Length <= tenant.Length || key[tenant.Length] != (byte)'/') return false;
        for (var i = 0; i < tenant.Length; i++)
            if (key[i] != tenant[i]) return false;
        return true;
    }
}
