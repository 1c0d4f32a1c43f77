using SalesFlow.Common;

namespace SalesFlow.Tenancy;

/// <summary>
/// What people did that changed no entity: sign-ins, denials, exports, crossings between tenants. Key: <c>tenant/audit</c>. Changes of entities need
/// not be told here: every event carries the signature of whoever caused it, and the audit log is folded from both.
/// </summary>
[Alias("audit")]
public interface IAuditGrain : ITenantScoped
{
    /// <summary>Records an entry. It is in the log once the projection has seen it.</summary>
    [Alias("Record")]
    Task<Outcome> Record(string commandId, AuditEntry entry);
}

/// <summary>An entry of the audit log.</summary>
/// <param name="Action">A stable word: <c>login</c>, <c>login_failed</c>, <c>logout</c>, <c>denied</c>, <c>export</c>, <c>cross_tenant</c>, …</param>
/// <param name="EntityType">What it is about, such as <c>user</c>, <c>lead</c>, <c>route</c>.</param>
/// <param name="EntityId">Which one, or null.</param>
/// <param name="Details">Stable words and counts by name; never secrets, messages or whole records.</param>
[GenerateSerializer, Immutable, Alias("audit.entry")]
public sealed record AuditEntry(string Action, string EntityType, string? EntityId, IReadOnlyDictionary<string, string>? Details = null);

/// <summary>Something that changed no entity was recorded.</summary>
[EventName("audit.recorded")]
public sealed record AuditRecorded(AuditEntry Entry, DateTimeOffset At) : IDomainEvent;
