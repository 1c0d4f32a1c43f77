using SalesFlow.Access;
using SalesFlow.Feed;

namespace SalesFlow.Activities;

/// <summary>Reads activities, tasks, mentions and calls. Every method needs the tenant, and gives that tenant's rows only.</summary>
public interface IActivityLists
{
    /// <summary>Activities, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<ActivityRowView>> Activities(string tenant, ActivityFilter filter, string? cursor, int limit, CancellationToken ct);

    /// <summary>Open tasks and follow-ups, those due first first; what has no time stands in no such list but that of all.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<ActivityRowView>> Tasks(string tenant, TaskFilter filter, string? cursor, int limit, CancellationToken ct);

    /// <summary>The forms that a note's words had, newest first; at most 100.</summary>
    Task<IReadOnlyList<NoteEdit>> Edits(string tenant, string activityId, CancellationToken ct);

    /// <summary>Where a user was called upon, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<MentionRowView>> Mentions(string tenant, string userId, string? cursor, int limit, CancellationToken ct);

    /// <summary>Calls, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<CallRowView>> Calls(string tenant, CallFilter filter, string? cursor, int limit, CancellationToken ct);

    /// <summary>What was said in a call, or null.</summary>
    Task<string?> Transcript(string tenant, string callId, CancellationToken ct);
}

/// <summary>What to show of the activities; null shows all. At most one link is used, the first that is named.</summary>
/// <param name="Type">Of this type.</param>
/// <param name="Done">Done, or not.</param>
/// <param name="AssigneeId">Whose.</param>
/// <param name="Pinned">Pinned, or not.</param>
/// <param name="Links">About this record; a contact's with those of the contacts merged into it.</param>
/// <param name="MergedLeads">Leads merged into the one of the links: theirs are shown with its own.</param>
public sealed record ActivityFilter(
    ActivityType? Type = null, bool? Done = null, string? AssigneeId = null, bool? Pinned = null, RecordLinks? Links = null,
    IReadOnlyList<string>? MergedLeads = null);

/// <summary>What to show of the tasks.</summary>
/// <param name="AssigneeId">Whose, or all.</param>
/// <param name="From">Due from this instant on, or null.</param>
/// <param name="Until">Due before this instant, or null.</param>
public sealed record TaskFilter(string? AssigneeId = null, DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <summary>What to show of the calls; null shows all. At most one link is used, the first that is named.</summary>
public sealed record CallFilter(
    CallDirection? Direction = null, CallStatus? Status = null, string? UserId = null, string? Outcome = null, RecordLinks? Links = null,
    IReadOnlyList<string>? MergedLeads = null);

/// <summary>An activity in a list.</summary>
public sealed record ActivityRowView(
    string Id, ActivityType Type, string? Subject, string? Body, DateTimeOffset? ScheduledAt, DateTimeOffset? CompletedAt, ActivityPriority Priority,
    string? AssigneeId, string? LeadId, string? DealId, string? ContactId, string? CompanyId, string? ConversationId,
    string? CreatedBy, bool IsAutomated, bool Overdue, bool Pinned, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, long Version);

/// <summary>One form of a note's words.</summary>
public sealed record NoteEdit(string? Body, string? By, DateTimeOffset At, long Version);

/// <summary>A place where a user was called upon.</summary>
/// <param name="ActivityId">The activity; the note, where it stands in a conversation.</param>
/// <param name="By">Who called.</param>
/// <param name="Excerpt">The beginning of the words.</param>
/// <param name="LeadId">The lead, or null.</param>
/// <param name="DealId">The deal, or null.</param>
/// <param name="ContactId">The contact, or null.</param>
/// <param name="CompanyId">The company, or null.</param>
/// <param name="ConversationId">The conversation, or null.</param>
/// <param name="At">When, UTC.</param>
public sealed record MentionRowView(
    string ActivityId, string? By, string? Excerpt, string? LeadId, string? DealId, string? ContactId, string? CompanyId, string? ConversationId,
    DateTimeOffset At);

/// <summary>A call in a list.</summary>
public sealed record CallRowView(
    string Id, CallDirection Direction, CallStatus Status, DateTimeOffset StartedAt, string? UserId,
    string? LeadId, string? DealId, string? ContactId, string? CompanyId, string? ConversationId,
    int? DurationSeconds,
    string? RecordingUrl, CallSentiment? Sentiment, string? Outcome, bool HasTranscript, DateTimeOffset CreatedAt, long Version);

/// <summary>Reads the one timeline: what happened to a record and to what belongs to it, newest first.</summary>
public interface ITimelineReader
{
    /// <summary>A page of a record's timeline.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="kind">The record's kind: <c>lead</c>, <c>deal</c>, <c>contact</c>, <c>company</c>.</param>
    /// <param name="id">The record.</param>
    /// <param name="type">Only marks of this kind (<c>deal</c>) or of this very event (<c>deal.stage_changed</c>), or null.</param>
    /// <param name="reader">What the reader may see: marks of other kinds of entities are left out.</param>
    /// <param name="cursor">Where to go on, or null.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="merged">Leads merged into the lead: their marks are shown with its own.</param>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<TimelineMark>> Timeline(
        string tenant, string kind, string id, string? type, PermissionSet reader, string? cursor, int limit, CancellationToken ct,
        IReadOnlyList<string>? merged = null);
}

/// <summary>One thing that happened.</summary>
/// <param name="Id">Unique within the timeline.</param>
/// <param name="Type">The event's name.</param>
/// <param name="Entity">The kind of what it happened to.</param>
/// <param name="EntityId">What it happened to.</param>
/// <param name="By"><c>user:{id}</c> or <c>key:{id}</c>, or null for the program.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Data">A few particulars, as the event tells them: a JSON object.</param>
public sealed record TimelineMark(
    string Id, string Type, string Entity, string EntityId, string? By, DateTimeOffset At, System.Text.Json.JsonElement Data);
