using SalesFlow.Common;

namespace SalesFlow.Activities;

/// <summary>An activity was created.</summary>
[EventName("activity.created")]
public sealed record ActivityCreated(CreateActivity Activity, DateTimeOffset At) : IDomainEvent;

/// <summary>An activity changed: what is null did not. A change of the schedule ends being overdue.</summary>
[EventName("activity.updated")]
public sealed record ActivityUpdated(ChangeActivity Change, DateTimeOffset At) : IDomainEvent;

/// <summary>It went to another person, or to nobody. Always beside an update that says the same.</summary>
[EventName("activity.assigned")]
public sealed record ActivityAssigned(string? From, string? To, string? Subject, DateTimeOffset At) : IDomainEvent;

/// <summary>It is done.</summary>
[EventName("activity.completed")]
public sealed record ActivityCompleted(DateTimeOffset At) : IDomainEvent;

/// <summary>It is open again.</summary>
[EventName("activity.reopened")]
public sealed record ActivityReopened(DateTimeOffset At) : IDomainEvent;

/// <summary>It was due and is not done.</summary>
[EventName("activity.became_overdue")]
public sealed record ActivityBecameOverdue(string? AssigneeId, string? Subject, DateTimeOffset DueAt, DateTimeOffset At) : IDomainEvent;

/// <summary>Its assignee asked to be reminded of it at this time.</summary>
[EventName("activity.reminded")]
public sealed record ActivityReminded(string? AssigneeId, string? Subject, DateTimeOffset? DueAt, DateTimeOffset At) : IDomainEvent;

/// <summary>Users were called upon who were not before.</summary>
[EventName("activity.mentioned")]
public sealed record ActivityMentioned(IReadOnlyList<string> UserIds, DateTimeOffset At) : IDomainEvent;

/// <summary>It was taken out of lists.</summary>
[EventName("activity.deleted")]
public sealed record ActivityDeleted(DateTimeOffset At) : IDomainEvent;

/// <summary>A deleted one came back.</summary>
[EventName("activity.restored")]
public sealed record ActivityRestored(DateTimeOffset At) : IDomainEvent;
