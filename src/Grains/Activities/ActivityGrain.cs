using System.Text.Json.Serialization;
using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Activities;

/// <summary>Something done or to be done with a customer.</summary>
[GrainType("activity")]
internal sealed class ActivityGrain(
    [PersistentState("activity", EntityStorage.Provider)] IPersistentState<EntityRecord<ActivityState>> storage, TimeProvider clock)
    : EntityGrain<ActivityState>(storage, clock), IActivityGrain
{
    public Task<Outcome> Create(string commandId, CreateActivity command) =>
        Execute(commandId, (s, now) => ActivityDecisions.Create(s, command, now));

    public Task<Outcome> Update(string commandId, ChangeActivity change, long? expectedVersion) =>
        Execute(commandId, (s, now) => ActivityDecisions.Update(s, change, TenantScope.Actor, Version, expectedVersion, now));

    public Task<Outcome> Complete(string commandId, long? expectedVersion) =>
        Execute(commandId, (s, now) => ActivityDecisions.Complete(s, Version, expectedVersion, now));

    public Task<Outcome> Reopen(string commandId, long? expectedVersion) =>
        Execute(commandId, (s, now) => ActivityDecisions.Reopen(s, Version, expectedVersion, now));

    public Task<Outcome> Delete(string commandId, long? expectedVersion) =>
        Execute(commandId, (s, now) => ActivityDecisions.Delete(s, TenantScope.Actor, Version, expectedVersion, now));

    public Task<Outcome> Restore(string commandId) => Execute(commandId, (s, now) => ActivityDecisions.Restore(s, TenantScope.Actor, now));

    public Task<ActivityView?> Get() => Task.FromResult(State.Exists ? State.View(Key.Id, Version) with { UpdatedAt = UpdatedAt } : null);

    protected override Task<DueOutcome> Due(string name) => Fire(name, (s, now) => ActivityDecisions.Due(s, name, now));
}

/// <summary>An activity as its events made it.</summary>
internal sealed record ActivityState : IFold<ActivityState>
{
    public bool Exists { get; init; }

    public ActivityType Type { get; init; }

    public string? Subject { get; init; }

    public string? Body { get; init; }

    public DateTimeOffset? ScheduledAt { get; init; }

    public DateTimeOffset? RemindAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public ActivityPriority Priority { get; init; }

    public string? AssigneeId { get; init; }

    public RecordLinks Links { get; init; } = new();

    public string? CreatedBy { get; init; }

    public bool IsAutomated { get; init; }

    public bool Overdue { get; init; }

    public bool Pinned { get; init; }

    public IReadOnlyList<string> Mentions { get; init; } = [];

    public bool Deleted { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether it is to be done, and therefore can be late.</summary>
    [JsonIgnore]
    public bool IsTask => Type is ActivityType.Task or ActivityType.FollowUp;

    public ActivityState Apply(IDomainEvent e) => e switch
    {
        ActivityCreated { Activity: var a } c => this with
        {
            Exists = true,
            Type = a.Type,
            Subject = a.Subject,
            Body = a.Body,
            ScheduledAt = a.ScheduledAt,
            RemindAt = a.RemindAt,
            Priority = a.Priority,
            AssigneeId = a.AssigneeId,
            Links = a.Links,
            CreatedBy = a.CreatedBy,
            IsAutomated = a.IsAutomated,
            Pinned = a.Pinned,
            Mentions = a.Mentions ?? [],
            CompletedAt = a.Completed ? a.ScheduledAt ?? c.At : null,
            CreatedAt = c.At,
        },
        ActivityUpdated { Change: var u } => this with
        {
            Subject = Patch.Text(u.Subject, Subject),
            Body = Patch.Text(u.Body, Body),
            ScheduledAt = u.Unscheduled ? null : u.ScheduledAt ?? ScheduledAt,
            RemindAt = u.Unscheduled ? null : u.RemindAt ?? RemindAt,
            Overdue = Overdue && !u.Unscheduled && u.ScheduledAt is null,
            Priority = u.Priority ?? Priority,
            AssigneeId = Patch.Text(u.AssigneeId, AssigneeId),
            Pinned = u.Pinned ?? Pinned,
            Mentions = u.Mentions ?? Mentions,
        },
        ActivityCompleted c => this with { CompletedAt = c.At, Overdue = false },
        ActivityReopened => this with { CompletedAt = null },
        ActivityBecameOverdue => this with { Overdue = true },
        ActivityDeleted => this with { Deleted = true, Overdue = false },
        ActivityRestored => this with { Deleted = false },
        _ => this,
    };

    public ActivityView View(string id, long version) => new(
        id, Type, Subject, Body, ScheduledAt, RemindAt, CompletedAt, Priority, AssigneeId, Links, CreatedBy, IsAutomated, Overdue, Pinned, Mentions,
        Deleted, CreatedAt, version);
}

/// <summary>The stored JSON of activities and calls, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<ActivityState>))]
[JsonSerializable(typeof(EntityRecord<CallState>))]
internal sealed partial class ActivitiesJson : JsonSerializerContext;
