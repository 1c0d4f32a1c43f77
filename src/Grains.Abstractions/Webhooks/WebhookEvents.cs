using SalesFlow.Common;

namespace SalesFlow.Webhooks;

/// <summary>A webhook was set up.</summary>
[EventName("webhook.created")]
public sealed record WebhookCreated(string Url, string Name, IReadOnlyList<string> Types, string ProtectedSecret, long AfterSeq, DateTimeOffset At) : IDomainEvent;

/// <summary>Particulars changed; null fields did not.</summary>
[EventName("webhook.updated")]
public sealed record WebhookUpdated(string? Url, string? Name, IReadOnlyList<string>? Types, DateTimeOffset At) : IDomainEvent;

/// <summary>It has a new secret; the former one signs beside it until the instant named.</summary>
[EventName("webhook.secret_rotated")]
public sealed record WebhookSecretRotated(string ProtectedSecret, DateTimeOffset FormerUntil, DateTimeOffset At) : IDomainEvent;

/// <summary>Sending goes on.</summary>
[EventName("webhook.enabled")]
public sealed record WebhookEnabled(DateTimeOffset At) : IDomainEvent;

/// <summary>Sending stopped.</summary>
[EventName("webhook.disabled")]
public sealed record WebhookDisabled(string Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>It was removed.</summary>
[EventName("webhook.deleted")]
public sealed record WebhookDeleted(DateTimeOffset At) : IDomainEvent;
