namespace SalesFlow.Common;

/// <summary>Marks a grain interface whose key starts with the tenant that owns it. Calls are refused unless the caller's tenant is that tenant.</summary>
public interface ITenantScoped : IGrainWithStringKey;

/// <summary>Marks a grain interface that belongs to the platform and may be called for any tenant. A grain marked neither way refuses every call.</summary>
public interface IPlatformScoped : IGrainWithStringKey;

/// <summary>The tenant on whose behalf the current flow of calls runs. Set at the edge from a validated token or a stored row, never from a request's body.</summary>
public static class TenantScope
{
    private const string Key = "salesflow.tenant";

    /// <summary>The current tenant, or null outside any.</summary>
    public static string? Current => RequestContext.Get(Key) as string;

    /// <summary>Sets the tenant for everything that this flow calls from here on.</summary>
    public static void Enter(string tenant) => RequestContext.Set(Key, tenant);
}
