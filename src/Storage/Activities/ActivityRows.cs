using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Activities;

/// <summary>An activity in lists.</summary>
internal sealed record ActivityRow : IReadRow
{
    /// <summary>Where an open task without a time stands among those that have one.</summary>
    public static readonly DateTimeOffset Someday = new(3000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public ActivityType Type { get; init; }
    public string? Subject { get; init; }
    public string? Body { get; init; }
    public DateTimeOffset? ScheduledAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
    public ActivityPriority Priority { get; init; }
    public string? AssigneeId { get; init; }
    public string? LeadId { get; init; }
    public string? DealId { get; init; }
    public string? ContactId { get; init; }
    public string? CompanyId { get; init; }
    public string? ConversationId { get; init; }
    public string? CreatedBy { get; init; }
    public bool IsAutomated { get; init; }
    public bool Overdue { get; init; }
    public bool Pinned { get; init; }
    public bool Deleted { get; init; }

    /// <summary>When an open task is due; null for what is no task, done or deleted.</summary>
    public DateTimeOffset? TaskDue { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
    public RecordLinks Links => new(LeadId, DealId, ContactId, CompanyId, ConversationId);
}

/// <summary>One form of a note's words. Written once, never changed.</summary>
internal sealed record NoteEditRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string ActivityId { get; init; }
    public long Version { get; init; }
    public string? Body { get; init; }
    public string? By { get; init; }
    public DateTimeOffset At { get; init; }
    public RowKey Key => new(Tenant, ActivityId, Number: Version);
}

/// <summary>That a user was called upon in an activity. The last time counts.</summary>
internal sealed record MentionRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string UserId { get; init; }
    public required string ActivityId { get; init; }
    public string? By { get; init; }
    public DateTimeOffset At { get; init; }
    public RowKey Key => new(Tenant, UserId, ActivityId);

    /// <summary>The talk and the note where that called, or null where it was an activity: ids of records hold no slash.</summary>
    public (string Talk, string Id)? Note => ActivityId.Split('/') is [var talk, var id] ? (talk, id) : null;

    /// <summary>How a note of a talk stands in place of an activity's id.</summary>
    public static string OfNote(string conversationId, string noteId) => $"{conversationId}/{noteId}";
}

/// <summary>A call in lists.</summary>
internal sealed record CallRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public CallDirection Direction { get; init; }
    public CallStatus Status { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public string? UserId { get; init; }
    public string? LeadId { get; init; }
    public string? DealId { get; init; }
    public string? ContactId { get; init; }
    public string? CompanyId { get; init; }
    public string? ConversationId { get; init; }
    public int? DurationSeconds { get; init; }
    public string? RecordingUrl { get; init; }
    public CallSentiment? Sentiment { get; init; }
    public string? Outcome { get; init; }
    public bool HasTranscript { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
    public RecordLinks Links => new(LeadId, DealId, ContactId, CompanyId, ConversationId);
}

/// <summary>What was said in a call, apart from its row: lists never need it.</summary>
internal sealed record CallTranscriptRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string Text { get; init; } = "";
    public RowKey Key => new(Tenant, Id);
}

/// <summary>What the rows of activities and calls are: the folds of their events.</summary>
internal static class ActivityFold
{
    /// <summary>An activity's row after an event of its.</summary>
    public static ActivityRow? Apply(ActivityRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, ActivityCreated { Activity: var a } c) => new ActivityRow
            {
                Tenant = h.Tenant, Id = h.EntityId, Type = a.Type, Subject = a.Subject, Body = a.Body, ScheduledAt = a.ScheduledAt?.Micro(),
                CompletedAt = a.Completed ? (a.ScheduledAt ?? c.At).Micro() : null, Priority = a.Priority, AssigneeId = a.AssigneeId, LeadId = a.Links.LeadId,
                DealId = a.Links.DealId, ContactId = a.Links.ContactId, CompanyId = a.Links.CompanyId, ConversationId = a.Links.ConversationId,
                CreatedBy = a.CreatedBy, IsAutomated = a.IsAutomated, Pinned = a.Pinned, CreatedAt = c.At.Micro(),
            },
            (null, _) => null,
            (_, ActivityUpdated { Change: var u }) => row with
            {
                Subject = Patch.Text(u.Subject, row.Subject),
                Body = Patch.Text(u.Body, row.Body),
                ScheduledAt = u.Unscheduled ? null : u.ScheduledAt?.Micro() ?? row.ScheduledAt,
                Overdue = row.Overdue && !u.Unscheduled && u.ScheduledAt is null,
                Priority = u.Priority ?? row.Priority,
                AssigneeId = Patch.Text(u.AssigneeId, row.AssigneeId),
                Pinned = u.Pinned ?? row.Pinned,
            },
            (_, ActivityCompleted c) => row with { CompletedAt = c.At.Micro(), Overdue = false },
            (_, ActivityReopened) => row with { CompletedAt = null },
            (_, ActivityBecameOverdue) => row with { Overdue = true },
            (_, ActivityDeleted) => row with { Deleted = true, Overdue = false },
            (_, ActivityRestored) => row with { Deleted = false },
            _ => row,
        };
        if (next is null) return null;
        var open = next is { Type: ActivityType.Task or ActivityType.FollowUp, CompletedAt: null, Deleted: false };
        return next with
        {
            TaskDue = open ? next.ScheduledAt ?? ActivityRow.Someday : null,
            UpdatedAt = Instants.Later(h.At, next.UpdatedAt),
            Version = h.Version,
        };
    }

    /// <summary>The form of a note's words that an event gave it, or null.</summary>
    public static NoteEditRow? Edit(ActivityRow? after, IDomainEvent e, EventHeader h)
    {
        var body = e switch { ActivityCreated c => c.Activity.Body, ActivityUpdated u => u.Change.Body, _ => null };
        return body is null || after?.Type != ActivityType.Note
            ? null
            : new NoteEditRow { Tenant = h.Tenant, ActivityId = h.EntityId, Version = h.Version, Body = body, By = Signatures.Who(h.By), At = h.At };
    }

    /// <summary>A call's row after an event of its.</summary>
    public static CallRow? Apply(CallRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, CallRecorded { Call: var c } r) => Changed(
                new CallRow
                {
                    Tenant = h.Tenant, Id = h.EntityId, Direction = c.Direction, Status = c.Status, StartedAt = c.StartedAt.Micro(), UserId = c.UserId,
                    LeadId = c.Links.LeadId, DealId = c.Links.DealId, ContactId = c.Links.ContactId, CompanyId = c.Links.CompanyId,
                    ConversationId = c.Links.ConversationId, CreatedAt = r.At.Micro(),
                },
                c.Result),
            (null, _) => null,
            (_, CallOutcomeSet o) => Changed(row, o.Change),
            _ => row,
        };
        return next is null ? null : next with { Version = h.Version };
    }

    private static CallRow Changed(CallRow r, CallChange c) => r with
    {
        Status = c.Status ?? r.Status,
        DurationSeconds = c.DurationSeconds ?? r.DurationSeconds,
        RecordingUrl = Patch.Text(c.RecordingUrl, r.RecordingUrl),
        Sentiment = c.Sentiment ?? r.Sentiment,
        Outcome = Patch.Text(c.Outcome, r.Outcome),
        HasTranscript = c.Transcript is null ? r.HasTranscript : c.Transcript.Length > 0,
    };
}
