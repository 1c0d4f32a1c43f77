using SalesFlow.Access;
using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Activities;

/// <summary>What an activity decides. Only tasks and follow-ups can be late; a meeting or a note is simply past.</summary>
internal static class ActivityDecisions
{
    /// <summary>The timers: it is due, and its assignee is to be reminded.</summary>
    public const string DueTimer = "due", RemindTimer = "remind";

    /// <summary>Longest subject and body in characters, and the most people called upon.</summary>
    public const int MaxSubject = 255, MaxBody = 5000, MaxMentions = 20;

    public static Decision Create(ActivityState s, CreateActivity c, DateTimeOffset now)
    {
        if (s.Exists) return Decision.Refuse(Refusal.AlreadyExists);
        if (!Enum.IsDefined(c.Type)) return Decision.Refuse(Refusal.Invalid, "type");
        if (Problem(c.Subject, c.Body, c.Priority, c.AssigneeId, c.Mentions) is { } field) return Decision.Refuse(Refusal.Invalid, field);
        if (c.Type == ActivityType.Note && string.IsNullOrWhiteSpace(c.Body)) return Decision.Refuse(Refusal.Invalid, "body");
        if (c.Type != ActivityType.Note && string.IsNullOrWhiteSpace(c.Subject)) return Decision.Refuse(Refusal.Invalid, "subject");
        if (c.RemindAt > c.ScheduledAt) return Decision.Refuse(Refusal.Invalid, "remindAt");
        if (c.Type == ActivityType.Note && (c.ScheduledAt ?? c.RemindAt) is not null) return Decision.Refuse(Refusal.Invalid, "scheduledAt");
        var created = new ActivityCreated(c, now);
        var decision = Decision.Accept(created);
        if (c.Mentions is { Count: > 0 } mentioned) decision = decision.And(new ActivityMentioned(mentioned, now));
        return Timed(decision, new ActivityState().Apply(created), now);
    }

    public static Decision Update(ActivityState s, ChangeActivity wish, Actor actor, long version, long? expected, DateTimeOffset now)
    {
        if (Closed(s, version, expected) is { } refused) return refused;
        var change = Left(wish, s);
        if (change == new ChangeActivity()) return Decision.Nothing;
        if (Problem(change.Subject, change.Body, change.Priority, change.AssigneeId, change.Mentions) is { } field) return Decision.Refuse(Refusal.Invalid, field);
        var words = change.Subject is not null || change.Body is not null || change.Mentions is not null;
        if (s.Type == ActivityType.Note && words && !MayDisposeOf(s, actor)) return Decision.Refuse(Refusal.Forbidden, "note");
        var updated = new ActivityUpdated(change, now);
        var after = s.Apply(updated);
        if (s.Type == ActivityType.Note && string.IsNullOrWhiteSpace(after.Body)) return Decision.Refuse(Refusal.Invalid, "body");
        if (s.Type != ActivityType.Note && string.IsNullOrWhiteSpace(after.Subject)) return Decision.Refuse(Refusal.Invalid, "subject");
        if (s.Type == ActivityType.Note && (after.ScheduledAt ?? after.RemindAt) is not null) return Decision.Refuse(Refusal.Invalid, "scheduledAt");
        if (after.RemindAt > after.ScheduledAt) return Decision.Refuse(Refusal.Invalid, "remindAt");

        var decision = Decision.Accept(updated);
        if (change.AssigneeId is not null) decision = decision.And(new ActivityAssigned(s.AssigneeId, after.AssigneeId, after.Subject, now));
        if (change.Mentions?.Except(s.Mentions, StringComparer.Ordinal).ToList() is { Count: > 0 } called)
            decision = decision.And(new ActivityMentioned(called, now));
        return change.ScheduledAt is not null || change.Unscheduled || change.RemindAt is not null ? Timed(decision, after, now) : decision;
    }

    public static Decision Complete(ActivityState s, long version, long? expected, DateTimeOffset now) =>
        Closed(s, version, expected)
        ?? (s.Type == ActivityType.Note ? Decision.Refuse(Refusal.WrongStatus, "note")
            : s.CompletedAt is not null ? Decision.Nothing
            : Untimed(Decision.Accept(new ActivityCompleted(now))));

    public static Decision Reopen(ActivityState s, long version, long? expected, DateTimeOffset now)
    {
        if (Closed(s, version, expected) is { } refused) return refused;
        if (s.CompletedAt is null) return Decision.Nothing;
        var reopened = new ActivityReopened(now);
        return Timed(Decision.Accept(reopened), s.Apply(reopened), now);
    }

    public static Decision Delete(ActivityState s, Actor actor, long version, long? expected, DateTimeOffset now)
    {
        if (s is { Exists: true, Deleted: true }) return Decision.Nothing;
        if (Closed(s, version, expected) is { } refused) return refused;
        return MayDisposeOf(s, actor) ? Untimed(Decision.Accept(new ActivityDeleted(now))) : Decision.Refuse(Refusal.Forbidden, "activity");
    }

    public static Decision Restore(ActivityState s, Actor actor, DateTimeOffset now)
    {
        if (!s.Exists) return Decision.Refuse(Refusal.NotFound);
        if (!s.Deleted) return Decision.Nothing;
        if (!MayDisposeOf(s, actor)) return Decision.Refuse(Refusal.Forbidden, "activity");
        var restored = new ActivityRestored(now);
        return Timed(Decision.Accept(restored), s.Apply(restored), now);
    }

    public static Decision Due(ActivityState s, string timer, DateTimeOffset now) => (timer, s) switch
    {
        (_, { Deleted: true } or { CompletedAt: not null }) => Decision.Nothing,
        (DueTimer, { IsTask: true, Overdue: false, ScheduledAt: { } due }) => Decision.Accept(new ActivityBecameOverdue(s.AssigneeId, s.Subject, due, now)),
        (RemindTimer, { RemindAt: not null }) => Decision.Accept(new ActivityReminded(s.AssigneeId, s.Subject, s.ScheduledAt, now)),
        _ => Decision.Nothing,
    };

    /// <summary>Who wrote it may, and who leads the team.</summary>
    private static bool MayDisposeOf(ActivityState s, Actor actor) => s.CreatedBy == actor.Id || actor.May(Permission.TeamManage);

    private static Decision Timed(Decision decision, ActivityState after, DateTimeOffset now)
    {
        var open = after is { CompletedAt: null, Deleted: false };
        decision = open && after.IsTask && !after.Overdue && after.ScheduledAt is { } due ? decision.DueAt(DueTimer, due) : decision.DueClear(DueTimer);
        // A reminder that has passed reminds of nothing.
        return open && after.RemindAt is { } remind && remind > now ? decision.DueAt(RemindTimer, remind) : decision.DueClear(RemindTimer);
    }

    private static Decision Untimed(Decision decision) => decision.DueClear(DueTimer).DueClear(RemindTimer);

    private static Decision? Closed(ActivityState s, long version, long? expected) =>
        !s.Exists ? Decision.Refuse(Refusal.NotFound)
        : expected is { } e && e != version ? Decision.Refuse(Refusal.StaleVersion)
        : s.Deleted ? Decision.Refuse(Refusal.WrongStatus, "deleted")
        : null;

    private static ChangeActivity Left(ChangeActivity w, ActivityState s) => new(
        Patch.Change(w.Subject, s.Subject), Patch.Change(w.Body, s.Body), w.Unscheduled || w.ScheduledAt == s.ScheduledAt ? null : w.ScheduledAt,
        w.Unscheduled && (s.ScheduledAt ?? s.RemindAt) is not null, w.Unscheduled || w.RemindAt == s.RemindAt ? null : w.RemindAt,
        w.Priority == s.Priority ? null : w.Priority, Patch.Change(w.AssigneeId, s.AssigneeId), w.Pinned == s.Pinned ? null : w.Pinned,
        Patch.Change(w.Mentions, s.Mentions));

    private static string? Problem(string? subject, string? body, ActivityPriority? priority, string? assignee, IReadOnlyList<string>? mentions) =>
        subject?.Length > MaxSubject ? "subject"
        : body?.Length > MaxBody ? "body"
        : priority is { } p && !Enum.IsDefined(p) ? "priority"
        : assignee?.Length > 100 ? "assigneeId"
        : mentions is not null && (mentions.Count > MaxMentions || mentions.Any(m => m is not { Length: > 0 and <= 100 })
            || mentions.Distinct(StringComparer.Ordinal).Count() != mentions.Count) ? "mentions"
        : null;
}
