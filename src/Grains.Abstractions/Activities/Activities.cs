using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.Activities;

/// <summary>Something done or to be done with a customer: a task, a note, a meeting, a call to make. Key: <c>tenant/{activity id}</c>.</summary>
[Alias("activity")]
public interface IActivityGrain : ITenantScoped
{
    /// <summary>Creates the activity.</summary>
    [Alias("Create")]
    [Requires(Permission.ActivitiesWrite)]
    Task<Outcome> Create(string commandId, CreateActivity command);

    /// <summary>Changes it. The words of a note are changed by its writer only, or by who leads the team.</summary>
    [Alias("Update")]
    [Requires(Permission.ActivitiesWrite)]
    Task<Outcome> Update(string commandId, ChangeActivity change, long? expectedVersion);

    /// <summary>It is done.</summary>
    [Alias("Complete")]
    [Requires(Permission.ActivitiesWrite)]
    Task<Outcome> Complete(string commandId, long? expectedVersion);

    /// <summary>It is not done after all.</summary>
    [Alias("Reopen")]
    [Requires(Permission.ActivitiesWrite)]
    Task<Outcome> Reopen(string commandId, long? expectedVersion);

    /// <summary>Takes it out of lists and timelines. One's own, or anybody's for who leads the team.</summary>
    [Alias("Delete")]
    [Requires(Permission.ActivitiesWrite)]
    Task<Outcome> Delete(string commandId, long? expectedVersion);

    /// <summary>Brings a deleted one back.</summary>
    [Alias("Restore")]
    [Requires(Permission.ActivitiesWrite)]
    Task<Outcome> Restore(string commandId);

    /// <summary>The activity, deleted or not, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<ActivityView?> Get();
}

/// <summary>What an activity is.</summary>
[GenerateSerializer]
public enum ActivityType
{
    /// <summary>A call to make or made.</summary>
    Call = 0,
    /// <summary>An e-mail.</summary>
    Email = 1,
    /// <summary>A WhatsApp message.</summary>
    Whatsapp = 2,
    /// <summary>A meeting.</summary>
    Meeting = 3,
    /// <summary>A note for colleagues.</summary>
    Note = 4,
    /// <summary>Something to do.</summary>
    Task = 5,
    /// <summary>Coming back to a customer.</summary>
    FollowUp = 6,
}

/// <summary>How urgent a task is.</summary>
[GenerateSerializer]
public enum ActivityPriority
{
    /// <summary>When there is time.</summary>
    Low = 0,
    /// <summary>As it comes.</summary>
    Normal = 1,
    /// <summary>Soon.</summary>
    High = 2,
    /// <summary>Now.</summary>
    Urgent = 3,
}

/// <summary>What an activity or a call is about. It stands on the timeline of each.</summary>
/// <param name="LeadId">A lead, or null.</param>
/// <param name="DealId">A deal, or null.</param>
/// <param name="ContactId">A contact, or null.</param>
/// <param name="CompanyId">A company, or null.</param>
/// <param name="ConversationId">A conversation, or null.</param>
[GenerateSerializer, Immutable, Alias("activity.links")]
public sealed record RecordLinks(
    string? LeadId = null, string? DealId = null, string? ContactId = null, string? CompanyId = null, string? ConversationId = null);

/// <summary>A new activity.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Subject">At most 255 characters; a task needs one.</param>
/// <param name="Body">At most 5,000 characters; a note needs one.</param>
/// <param name="ScheduledAt">When it takes place, or when a task is due; UTC.</param>
/// <param name="RemindAt">When its assignee is reminded, UTC; not after it is due.</param>
/// <param name="Priority">How urgent.</param>
/// <param name="AssigneeId">Whose it is.</param>
/// <param name="Links">What it is about.</param>
/// <param name="CreatedBy">The user, or null for the program.</param>
/// <param name="IsAutomated">Whether the program made it.</param>
/// <param name="Completed">Whether it is done already: something that is only recorded.</param>
/// <param name="Pinned">Whether it stands above the others.</param>
/// <param name="Mentions">Users called upon; at most 20, known to be the company's.</param>
[GenerateSerializer, Immutable, Alias("activity.create")]
public sealed record CreateActivity(
    ActivityType Type, string? Subject, string? Body, DateTimeOffset? ScheduledAt, DateTimeOffset? RemindAt, ActivityPriority Priority,
    string? AssigneeId, RecordLinks Links, string? CreatedBy, bool IsAutomated = false, bool Completed = false, bool Pinned = false,
    IReadOnlyList<string>? Mentions = null);

/// <summary>What may be changed; null leaves it as it is, an empty text clears it.</summary>
/// <param name="Subject">At most 255 characters.</param>
/// <param name="Body">At most 5,000 characters.</param>
/// <param name="ScheduledAt">When; UTC.</param>
/// <param name="Unscheduled">No longer at any time: takes the reminder with it.</param>
/// <param name="RemindAt">When to remind; UTC.</param>
/// <param name="Priority">How urgent.</param>
/// <param name="AssigneeId">Whose.</param>
/// <param name="Pinned">Whether it stands above the others.</param>
/// <param name="Mentions">All users called upon now.</param>
[GenerateSerializer, Immutable, Alias("activity.change")]
public sealed record ChangeActivity(
    string? Subject = null, string? Body = null, DateTimeOffset? ScheduledAt = null, bool Unscheduled = false, DateTimeOffset? RemindAt = null,
    ActivityPriority? Priority = null, string? AssigneeId = null, bool? Pinned = null, IReadOnlyList<string>? Mentions = null);

/// <summary>An activity as it stands.</summary>
[GenerateSerializer, Immutable, Alias("activity.view")]
public sealed record ActivityView(
    string ActivityId, ActivityType Type, string? Subject, string? Body, DateTimeOffset? ScheduledAt, DateTimeOffset? RemindAt,
    DateTimeOffset? CompletedAt, ActivityPriority Priority, string? AssigneeId, RecordLinks Links, string? CreatedBy, bool IsAutomated, bool Overdue,
    bool Pinned, IReadOnlyList<string> Mentions, bool Deleted, DateTimeOffset CreatedAt, long Version)
{
    /// <summary>When it changed last, UTC; null where nothing has changed since this is kept.</summary>
    [Id(0)]
    public DateTimeOffset? UpdatedAt { get; init; }
}
