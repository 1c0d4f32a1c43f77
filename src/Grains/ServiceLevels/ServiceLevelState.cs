using System.Text.Json.Serialization;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.ServiceLevels;

namespace SalesFlow.Grains.ServiceLevels;

/// <summary>A clock of a case: how long it may run, how long it has, and since when it runs now.</summary>
internal sealed record RunningClock(int TargetMinutes, long UsedMilliseconds, DateTimeOffset? Since, bool Warned, bool Breached)
{
    public TimeSpan Target => TimeSpan.FromMinutes(TargetMinutes);

    public TimeSpan Used => TimeSpan.FromMilliseconds(UsedMilliseconds);
}

/// <summary>The newest case of a conversation, as its events made it.</summary>
internal sealed record ServiceLevelState : IFold<ServiceLevelState>
{
    /// <summary>The conversation's newest version that changed something here.</summary>
    public long Seen { get; init; }

    public int Case { get; init; }

    public bool Open { get; init; }

    public int Level { get; init; }

    public ServicePriority Priority { get; init; }

    public string Reason { get; init; } = "";

    public string? HeldBy { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public int WarnPercent { get; init; }

    public WorkingHours Hours { get; init; } = WorkingHours.Default;

    public DateTimeOffset? FirstRespondedAt { get; init; }

    /// <summary>Null once the first answer was given.</summary>
    public RunningClock? FirstResponse { get; init; }

    public RunningClock? Resolution { get; init; }

    public int? AlarmLevel { get; init; }

    public DateTimeOffset? AcknowledgeBy { get; init; }

    public string? AcknowledgedBy { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether any target of the case was missed.</summary>
    public bool EverBreached { get; init; }

    public ServiceLevelState Apply(IDomainEvent e) => e switch
    {
        ServiceStarted s => new ServiceLevelState
        {
            Seen = s.Seen, Case = s.Case, Open = true, Level = s.Level, Priority = s.Priority, Reason = s.Reason, StartedAt = s.At,
            WarnPercent = s.WarnPercent, Hours = s.Hours,
            FirstResponse = new RunningClock(s.FirstResponseMinutes, 0, s.At, false, false),
            Resolution = new RunningClock(s.ResolutionMinutes, 0, s.At, false, false),
        },
        ServiceRaised r => this with
        {
            Seen = r.Seen,
            Level = r.Level,
            Priority = r.Priority,
            Reason = r.Reason,
            HeldBy = null,
            FirstResponse = new RunningClock(r.FirstResponseMinutes, 0, r.At, false, false),
            Resolution = new RunningClock(r.ResolutionMinutes, 0, r.At, false, false),
            AlarmLevel = null,
            AcknowledgeBy = null,
            AcknowledgedBy = null,
        },
        ServiceReleased r => this with { Seen = r.Seen, HeldBy = null },
        ServiceTaken t => this with { Seen = t.Seen, HeldBy = t.UserId },
        ServiceResponded r => this with { Seen = r.Seen, FirstRespondedAt = FirstRespondedAt ?? r.At, FirstResponse = null },
        ServicePaused p => this with { Seen = p.Seen, Resolution = Resolution! with { UsedMilliseconds = p.UsedMilliseconds, Since = null } },
        ServiceResumed r => this with { Seen = r.Seen, Resolution = Resolution! with { Since = r.At } },
        ServiceWarned { Clock: ServiceClock.FirstResponse } => this with { FirstResponse = FirstResponse! with { Warned = true } },
        ServiceWarned => this with { Resolution = Resolution! with { Warned = true } },
        ServiceBreached { Clock: ServiceClock.FirstResponse } => this with
        {
            FirstResponse = FirstResponse! with { Warned = true, Breached = true },
            EverBreached = true,
        },
        ServiceBreached => this with { Resolution = Resolution! with { Warned = true, Breached = true }, EverBreached = true },
        ServiceAlarmRaised a => this with { AlarmLevel = a.Level, AcknowledgeBy = a.AcknowledgeBy, AcknowledgedBy = null },
        ServiceAcknowledged a => this with { AcknowledgedBy = a.UserId, AcknowledgeBy = null },
        ServiceEnded e2 => this with
        {
            Seen = e2.Seen,
            Open = false,
            EndedAt = e2.At,
            FirstResponse = null,
            Resolution = null,
            AcknowledgeBy = null,
        },
        _ => this,
    };

    public ServiceLevelView View(string id, long version)
    {
        var time = new WorkingTime(Hours);
        DateTimeOffset? Due(RunningClock? clock) => clock is { Since: { } since } ? time.After(since, clock.Target - clock.Used) : null;
        var state = !Open ? ServiceState.Ended
            : EverBreached ? ServiceState.Breached
            : FirstResponse is { Warned: true } || Resolution is { Warned: true } ? ServiceState.Warned : ServiceState.Running;
        return new ServiceLevelView(
            id, Case, state, Level, Priority, Reason, HeldBy, StartedAt, Due(FirstResponse), FirstRespondedAt, Due(Resolution),
            Open && Resolution is { Since: null }, AlarmLevel, AcknowledgeBy, AcknowledgedBy, EndedAt, version);
    }
}

/// <summary>The stored JSON of service levels, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<ServiceLevelState>))]
[JsonSerializable(typeof(EntityRecord<TeamSettingsState>))]
[JsonSerializable(typeof(EntityRecord<SatisfactionState>))]
[JsonSerializable(typeof(EntityRecord<AlertState>))]
internal sealed partial class ServiceLevelsJson : JsonSerializerContext;
