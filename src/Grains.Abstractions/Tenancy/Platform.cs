using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;

namespace SalesFlow.Tenancy;

/// <summary>What whoever runs the installation notes of a tenant; the tenant never sees it. Key: <c>platform/{tenant id}</c>.</summary>
[Alias("tenant-file")]
public interface ITenantFileGrain : IPlatformScoped
{
    /// <summary>Replaces the notes; at most 5,000 characters.</summary>
    [Alias("Note")]
    [Requires(Permission.Platform)]
    Task<Outcome> Note(string commandId, string notes);
}

/// <summary>Notes were replaced.</summary>
[EventName("tenant-file.noted")]
public sealed record TenantNoted(string Notes, DateTimeOffset At) : IDomainEvent;

/// <summary>
/// Reads what is known of all tenants: rows of the platform itself, kept beside the tenants' own. It needs no right to read across tenants, so there
/// is none to misuse.
/// </summary>
public interface ITenantDirectory
{
    /// <summary>Tenants, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<TenantFileView>> Tenants(TenantFileFilter filter, string? cursor, int limit, CancellationToken ct);

    /// <summary>One tenant, or null.</summary>
    Task<TenantFileView?> Tenant(string id, CancellationToken ct);
}

/// <summary>Which tenants to show; null shows all.</summary>
public sealed record TenantFileFilter(string? Plan = null, SubscriptionStatus? Status = null, bool? Suspended = null, string? Search = null);

/// <summary>A tenant as the installation sees it.</summary>
public sealed record TenantFileView(
    string Id, string Name, string? Slug, string Plan, SubscriptionStatus SubscriptionStatus, DateTimeOffset? PeriodEnd, bool IsActive,
    string? SuspendedReason, string? Notes, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
