using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Conversations;

/// <summary>How people keep order among conversations: status, snooze, priority, labels, notes.</summary>
internal static class DeskDecisions
{
    internal const int MaxLabels = 20;
    internal const int MaxNote = 4000;
    internal const int MaxMentions = 20;
    private static readonly TimeSpan LongestSnooze = TimeSpan.FromDays(366);

    /// <summary>Changes what the change names. Labels are known to be the tenant's.</summary>
    internal static Decision Change(ConversationState state, string userId, ConversationChange change, DateTimeOffset now)
    {
        if (state.Address is null) return Decision.Refuse(Refusal.NotFound);
        var desk = state.Desk ?? DeskState.Untouched;
        var decision = Decision.Nothing;

        if (change.Priority is { } priority && priority != desk.Priority)
            decision = decision.And(new ConversationPriorityChanged(desk.Priority, priority, now));

        var removed = (change.RemoveLabels ?? []).Where(desk.Labels.Contains).Distinct(StringComparer.Ordinal).ToList();
        var added = (change.AddLabels ?? []).Where(l => !desk.Labels.Contains(l)).Distinct(StringComparer.Ordinal).ToList();
        if (desk.Labels.Count - removed.Count + added.Count > MaxLabels) return Decision.Refuse(Refusal.LimitReached, "labels");
        if (removed.Count + added.Count > 0) decision = decision.And(new ConversationLabelled(added, removed, now));

        if (change.Status is not { } status) return decision;
        if (status == ConversationStatus.Snoozed)
        {
            if (change.SnoozedUntil is not { } until || until <= now || until > now + LongestSnooze) return Decision.Refuse(Refusal.Invalid, "snoozedUntil");
            if (desk.Status == status && desk.SnoozedUntil == until) return decision;
            return decision.And(new ConversationStatusChanged(desk.Status, status, until, "person", now)).DueAt(DueNames.Snooze, until);
        }
        if (status == ConversationStatus.Resolved && LeaseRules.HeldByAnother(state, userId, now)) return Decision.Refuse(Refusal.HeldByHuman, state.HeldBy);
        // Done for people: should the customer come back, the agents answer first.
        if (status == ConversationStatus.Resolved && state.Handler != Handler.Agent)
            decision = decision.And(new GivenBack(userId, now, WroteBy: desk.WroteBy)).DueClear(DueNames.Lease);
        if (status == desk.Status) return decision;
        var changed = new ConversationStatusChanged(desk.Status, status, null, "person", now);
        return decision.And(status == ConversationStatus.Resolved ? changed with { WroteBy = desk.WroteBy, AgentId = state.AgentId } : changed)
            .DueClear(DueNames.Snooze);
    }

    /// <summary>The snooze is over.</summary>
    internal static Decision Wake(ConversationState state, DateTimeOffset now)
    {
        if (state.Desk is not { Status: ConversationStatus.Snoozed } desk) return Decision.Nothing;
        return desk.SnoozedUntil is { } until && now < until
            ? Decision.Nothing.DueAt(DueNames.Snooze, until)
            : Decision.Accept(new ConversationStatusChanged(desk.Status, ConversationStatus.Open, null, "time", now));
    }

    /// <summary>A person has looked.</summary>
    internal static Decision Read(ConversationState state, string userId, DateTimeOffset now) => state switch
    {
        { Address: null } => Decision.Refuse(Refusal.NotFound),
        { Desk.Unread: > 0 } => Decision.Accept(new ConversationRead(userId, now)),
        _ => Decision.Nothing,
    };

    internal static Decision AddNote(
        ConversationState state, string noteId, string userId, string text, IReadOnlyList<string> mentions, DateTimeOffset now)
    {
        if (state.Address is null) return Decision.Refuse(Refusal.NotFound);
        return Fault(text, mentions) is { } field
            ? Decision.Refuse(Refusal.Invalid, field)
            : Decision.Accept(new NoteAdded(noteId, userId, text, mentions, now));
    }

    internal static Decision EditNote(
        ConversationState state, string noteId, string userId, string text, IReadOnlyList<string>? mentions, DateTimeOffset now)
    {
        if (Others(state, noteId, userId) is { } refusal) return refusal;
        return Fault(text, mentions) is { } field
            ? Decision.Refuse(Refusal.Invalid, field)
            : Decision.Accept(new NoteEdited(noteId, text, mentions, now));
    }

    internal static Decision DeleteNote(ConversationState state, string noteId, string userId, DateTimeOffset now) =>
        Others(state, noteId, userId) ?? Decision.Accept(new NoteDeleted(noteId, now));

    private static Decision? Others(ConversationState state, string noteId, string userId) => state.Desk?.Notes.Find(n => n.Id == noteId) switch
    {
        null => Decision.Refuse(Refusal.NotFound),
        var note => note.By == userId ? null : Decision.Refuse(Refusal.Forbidden, "own_note"),
    };

    private static string? Fault(string text, IReadOnlyList<string>? mentions) =>
        string.IsNullOrWhiteSpace(text) || text.Length > MaxNote ? "text" : mentions?.Count > MaxMentions ? "mentions" : null;
}
