using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.Tenancy;

/// <summary>A person joined the company.</summary>
[EventName("user.added")]
public sealed record UserAdded(string FullName, string Email, string? Phone, Role Role, string Language, DateTimeOffset At) : IDomainEvent;

/// <summary>Particulars or work of a user changed; null fields did not. An empty phone was taken away.</summary>
[EventName("user.updated")]
public sealed record UserUpdated(
    string? FullName, string? Phone, string? Language, IReadOnlyList<string>? Languages, IReadOnlyList<string>? Sectors, int? Capacity,
    TimeOnly? WorkFrom, TimeOnly? WorkUntil, DateTimeOffset At) : IDomainEvent;

/// <summary>A user has another role.</summary>
[EventName("user.role_changed")]
public sealed record UserRoleChanged(Role From, Role To, DateTimeOffset At) : IDomainEvent;

/// <summary>A user may no longer come in, or may again.</summary>
[EventName("user.activation_changed")]
public sealed record UserActivationChanged(bool IsActive, DateTimeOffset At) : IDomainEvent;

/// <summary>A user takes work now, or no longer.</summary>
[EventName("user.presence_changed")]
public sealed record UserPresenceChanged(Presence Presence, DateTimeOffset At) : IDomainEvent;

/// <summary>A user signed in.</summary>
[EventName("user.signed_in")]
public sealed record UserSignedIn(DateTimeOffset At) : IDomainEvent;
