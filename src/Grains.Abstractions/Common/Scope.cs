using SalesFlow.Access;

namespace SalesFlow.Common;

/// <summary>Marks a grain interface whose key starts with the tenant that owns it. Calls are refused unless the caller's tenant is that tenant.</summary>
public interface ITenantScoped : IGrainWithStringKey;

/// <summary>Marks a grain interface that belongs to the platform and may be called for any tenant. A grain marked neither way refuses every call.</summary>
public interface IPlatformScoped : IGrainWithStringKey;

/// <summary>
/// The tenant on whose behalf the current flow of calls runs, and who acts. Set at the edge from a validated token, key or stored row, never from a
/// request's body.
/// </summary>
public static class TenantScope
{
    private const string TenantName = "salesflow.tenant";
    private const string ActorName = "salesflow.actor";

    /// <summary>The current tenant, or null outside any.</summary>
    public static string? Current => RequestContext.Get(TenantName) as string;

    /// <summary>Who acts: the program itself unless somebody was named.</summary>
    public static Actor Actor => RequestContext.Get(ActorName) is string text ? Actor.Decode(text) : Actor.System;

    /// <summary>Sets the tenant for everything that this flow calls from here on. The program itself acts.</summary>
    public static void Enter(string tenant)
    {
        RequestContext.Set(TenantName, tenant);
        RequestContext.Remove(ActorName);
    }

    /// <summary>Sets the tenant and who acts for everything that this flow calls from here on.</summary>
    public static void Enter(string tenant, Actor actor)
    {
        RequestContext.Set(TenantName, tenant);
        if (actor.Kind == ActorKind.System) RequestContext.Remove(ActorName);
        else RequestContext.Set(ActorName, actor.Encode());
    }

    /// <summary>
    /// From here on the program itself acts, still within the tenant: what follows from a command (an agent's turn, a timer's work) is not the doing of
    /// whoever gave it.
    /// </summary>
    public static void ActAsSystem() => RequestContext.Remove(ActorName);
}

/// <summary>
/// The version that a caller has seen of one entity. It travels with the flow of calls to that entity and is checked in the turn that commits, so
/// that of two callers who saw the same one only the first is accepted. Other entities that the flow reaches do not heed it.
/// </summary>
public static class SeenVersion
{
    private const string Name = "salesflow.seen";

    /// <summary>Commands of this flow to this entity are refused (<see cref="Refusal.StaleVersion"/>) unless it still has this version.</summary>
    public static void Expect(IAddressable entity, long version) =>
        RequestContext.Set(Name, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{version} {entity.GetGrainId()}"));

    /// <summary>The version that this flow's caller has seen of an entity, or null.</summary>
    public static long? Of(IAddressable entity) =>
        RequestContext.Get(Name) is string text && text.Split(' ', 2) is [var version, var id] && id == entity.GetGrainId().ToString()
            ? long.Parse(version, System.Globalization.CultureInfo.InvariantCulture)
            : null;

    /// <summary>What follows from a command that was accepted is bound by nothing that its caller saw.</summary>
    public static void Forget() => RequestContext.Remove(Name);
}
