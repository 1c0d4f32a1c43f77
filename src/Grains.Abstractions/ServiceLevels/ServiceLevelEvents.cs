using SalesFlow.Common;

namespace SalesFlow.ServiceLevels;

/// <summary>A person is needed: both clocks start. Seen is the conversation's version that told.</summary>
[EventName("service-level.started")]
public sealed record ServiceStarted(
    int Case, int Level, ServicePriority Priority, string Reason, string Target, int FirstResponseMinutes, int ResolutionMinutes, int WarnPercent,
    WorkingHours Hours, DateTimeOffset? FirstResponseDueAt, DateTimeOffset? ResolutionDueAt, long Seen, DateTimeOffset At) : IDomainEvent;

/// <summary>The running case needs a higher level or more haste: both clocks start anew with its targets.</summary>
[EventName("service-level.raised")]
public sealed record ServiceRaised(
    int Level, ServicePriority Priority, string Reason, string Target, int FirstResponseMinutes, int ResolutionMinutes,
    DateTimeOffset? FirstResponseDueAt, DateTimeOffset? ResolutionDueAt, long Seen, DateTimeOffset At) : IDomainEvent;

/// <summary>A person took the case.</summary>
[EventName("service-level.taken")]
public sealed record ServiceTaken(string UserId, long Seen, DateTimeOffset At) : IDomainEvent;

/// <summary>Whoever had the case has it no more: it waits for somebody, and its clocks go on.</summary>
[EventName("service-level.released")]
public sealed record ServiceReleased(long Seen, DateTimeOffset At) : IDomainEvent;

/// <summary>A person wrote for the first time. Waited is by the clock on the wall, Worked by the team's hours, both in seconds.</summary>
[EventName("service-level.responded")]
public sealed record ServiceResponded(string UserId, long WaitedSeconds, long WorkedSeconds, bool InTime, long Seen, DateTimeOffset At) : IDomainEvent;

/// <summary>We wait for the customer: the clock of the resolution stands. Used is the working time that it has run, in milliseconds.</summary>
[EventName("service-level.paused")]
public sealed record ServicePaused(long UsedMilliseconds, long Seen, DateTimeOffset At) : IDomainEvent;

/// <summary>The customer wrote: the clock runs again.</summary>
[EventName("service-level.resumed")]
public sealed record ServiceResumed(DateTimeOffset? DueAt, long Seen, DateTimeOffset At) : IDomainEvent;

/// <summary>A target is near.</summary>
[EventName("service-level.warned")]
public sealed record ServiceWarned(ServiceClock Clock, DateTimeOffset? DueAt, DateTimeOffset At) : IDomainEvent;

/// <summary>A target was missed.</summary>
[EventName("service-level.breached")]
public sealed record ServiceBreached(ServiceClock Clock, DateTimeOffset At) : IDomainEvent;

/// <summary>A level is told of a breach. Without an acknowledgement in time the next one is; the highest has no time.</summary>
[EventName("service-level.alarm_raised")]
public sealed record ServiceAlarmRaised(int Level, IReadOnlyList<string> Notify, DateTimeOffset? AcknowledgeBy, DateTimeOffset At) : IDomainEvent;

/// <summary>Somebody has taken notice of the alarm.</summary>
[EventName("service-level.acknowledged")]
public sealed record ServiceAcknowledged(string UserId, DateTimeOffset At) : IDomainEvent;

/// <summary>The case ended. Worked is the working time without the waiting for the customer, in seconds.</summary>
[EventName("service-level.ended")]
public sealed record ServiceEnded(string? UserId, long WorkedSeconds, bool InTime, long Seen, DateTimeOffset At) : IDomainEvent;
