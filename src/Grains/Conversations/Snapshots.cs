using SalesFlow.Conversations;

namespace SalesFlow.Grains.Conversations;

/// <summary>What others may see of a conversation's state.</summary>
internal static class Snapshots
{
    /// <summary>The open turn, or null where none waits for an agent.</summary>
    internal static TurnSnapshot? Turn(ConversationState s, long version, string conversationId)
    {
        // What waits is an answer already: it is not thought again.
        if (s.Address is null || !s.TurnOpen || s.Held is not null || s.Handler != Handler.Agent) return null;
        var pending = s.Lines.FindAll(l => s.Unanswered.Contains(l.MessageId));
        var history = s.Lines.FindAll(l => !s.Unanswered.Contains(l.MessageId));
        return new TurnSnapshot(
            s.Turn, version, conversationId, s.Address.ContactId, s.LeadId, s.Address.Name, s.Language, pending, history, s.Memory,
            s.TurnOpenedAt ?? pending[0].At, s.LastWamid, s.Address.PhoneNumberId,
            pending.Exists(l => Compliance.HandOverWords.AsksForPerson(l.Text)) ? "requested" : null,
            s.Address.To is null ? null : "+" + s.Address.To)
        {
            TokensSpent = s.Tokens,
            CostSpentSar = s.CostSar,
        };
    }

    /// <summary>The conversation, or null before its first message.</summary>
    internal static ConversationView? View(ConversationState s, long version, string conversationId) => s.Address is not { } a
        ? null
        : new ConversationView(
            conversationId, a.ContactId, s.LeadId, a.PhoneNumberId, a.Name, s.Language, s.Handler, s.HeldBy, s.OptedOut, s.Turn, s.TurnOpen,
            s.LastInboundAt + SendRules.Window, s.Lines, s.Outbox.Count, version, s.Handler == Handler.Human ? s.Desk?.LeaseUntil : null,
            Desk(s.Desk ?? DeskState.Untouched), a.To is null ? null : "+" + a.To)
        {
            HeldReply = Held(s.Held),
            AgentTokens = s.Tokens,
            AgentCostSar = s.CostSar,
        };

    private static HeldReplyView? Held(HeldReply? held) => held is null
        ? null
        : new(held.Turn, held.Reply.RunId, held.Reply.AgentId, held.Band, [.. held.Reply.Messages.Select(m => m.Text ?? "…")],
            held.Reply.Confidence, held.At, held.Until);

    private static DeskView Desk(DeskState d) => new(
        d.Status, d.SnoozedUntil, d.Priority, d.AssignedTo, d.Labels, d.Unread, d.QueueTarget, d.QueueReason, d.Summary);
}
