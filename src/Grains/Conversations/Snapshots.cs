using SalesFlow.Conversations;

namespace SalesFlow.Grains.Conversations;

/// <summary>What others may see of a conversation's state.</summary>
internal static class Snapshots
{
    /// <summary>The open turn, or null where none waits for an agent.</summary>
    internal static TurnSnapshot? Turn(ConversationState s, long version, string conversationId)
    {
        if (s.Address is null || !s.TurnOpen || s.Handler != Handler.Agent) return null;
        var pending = s.Lines.FindAll(l => s.Unanswered.Contains(l.MessageId));
        var history = s.Lines.FindAll(l => !s.Unanswered.Contains(l.MessageId));
        return new TurnSnapshot(
            s.Turn, version, conversationId, s.Address.ContactId, s.LeadId, s.Address.Name, s.Language, pending, history, s.Memory,
            s.TurnOpenedAt ?? pending[0].At, s.LastWamid, s.Address.PhoneNumberId,
            pending.Exists(l => Compliance.HandOverWords.AsksForPerson(l.Text)) ? "requested" : null,
            s.Address.To is null ? null : "+" + s.Address.To);
    }

    /// <summary>The conversation, or null before its first message.</summary>
    internal static ConversationView? View(ConversationState s, long version, string conversationId) => s.Address is not { } a
        ? null
        : new ConversationView(
            conversationId, a.ContactId, s.LeadId, a.PhoneNumberId, a.Name, s.Language, s.Handler, s.HeldBy, s.OptedOut, s.Turn, s.TurnOpen,
            s.LastInboundAt + SendRules.Window, s.Lines, s.Outbox.Count, version, s.Handler == Handler.Human ? s.Desk?.LeaseUntil : null,
            Desk(s.Desk ?? DeskState.Untouched), a.To is null ? null : "+" + a.To);

    private static DeskView Desk(DeskState d) => new(
        d.Status, d.SnoozedUntil, d.Priority, d.AssignedTo, d.Labels, d.Unread, d.QueueTarget, d.QueueReason, d.Summary);
}
