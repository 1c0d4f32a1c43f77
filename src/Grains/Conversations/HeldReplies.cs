using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Conversations;

/// <summary>
/// Answers of agents that wait: for a short while, so that whoever is at the desk can step in, or for a person's word. What happens in the talk
/// meanwhile supersedes them; nothing that waits is ever sent beside something newer.
/// </summary>
internal static class HeldReplies
{
    /// <summary>The answer waits.</summary>
    /// <param name="turn">The turn that it answers.</param>
    /// <param name="reply">The answer.</param>
    /// <param name="hold">How long.</param>
    /// <param name="version">The version that the talk has with this event.</param>
    /// <param name="options">How long a person may take.</param>
    /// <param name="now">UTC.</param>
    internal static Decision Hold(long turn, TurnReply reply, ReplyHold hold, long version, ConversationOptions options, DateTimeOffset now)
    {
        var until = now + hold.ReleaseAfter;
        return Decision.Accept(new ReplyHeld(turn, reply, hold.Band, until, version, now))
            .DueAt(DueNames.Held, until ?? now + options.HeldLimit).DueClear(DueNames.Turn).DueClear(DueNames.Lead);
    }

    /// <summary>The timer of an answer that waits is due: it goes, or, where it waited for a person who did not come, the talk does.</summary>
    internal static Decision Due(ConversationState state, ConversationOptions options, DateTimeOffset now)
    {
        if (state.Held is not { } held) return Decision.Nothing;
        var due = held.Until ?? held.At + options.HeldLimit;
        if (now < due) return Decision.Nothing.DueAt(DueNames.Held, due);
        return held.Until is null
            ? Decision.Accept(new HandedOver("held_reply", LeaseRules.Sales, string.Empty, null, now))
            : TurnDecisions.Queue(state, held.Turn, held.Reply, options, now);
    }

    /// <summary>A person lets it go, perhaps in other words.</summary>
    internal static Decision Release(
        ConversationState state, long turn, string userId, string? text, ConversationOptions options, DateTimeOffset now)
    {
        if (Refused(state, turn) is { } refused) return refused;
        var held = state.Held!;
        if (text is not null && (string.IsNullOrWhiteSpace(text) || text.Length > ReplyGuards.MaxText)) return Decision.Refuse(Refusal.Invalid, "text");
        if (!SendRules.WindowOpen(state.LastInboundAt, now)) return Decision.Refuse(Refusal.WindowClosed);
        var reply = text is null ? held.Reply : held.Reply with { Messages = [OutboundContent.OfText(text.Trim())] };
        return TurnDecisions.Queue(state, turn, reply, options, now, userId, edited: text is not null);
    }

    /// <summary>A person drops it: the customer waits for a person's answer then.</summary>
    internal static Decision Discard(ConversationState state, long turn, string userId, DateTimeOffset now)
    {
        if (Refused(state, turn) is { } refused) return refused;
        var held = state.Held!;
        return Decision.Accept(
            new ReplyDropped(turn, held.Reply.RunId, held.Version, "discarded", userId, now),
            new HandedOver("reply_discarded", LeaseRules.Sales, string.Empty, null, now)).DueClear(DueNames.Held);
    }

    /// <summary>Adds to any decision what it means for an answer that waits: its timer goes with it, and whoever looks at the run learns why it never left.</summary>
    internal static Decision Settle(ConversationState state, Decision decision, DateTimeOffset now)
    {
        if (state.Held is not { } held) return decision;
        var after = decision.Events.Aggregate(state, (s, e) => s.Apply(e));
        if (after.Held is not null) return decision;
        if (!decision.Events.Any(e => e is ReplyDropped or ReplyQueued { HeldVersion: not null }))
            decision = decision.And(new ReplyDropped(held.Turn, held.Reply.RunId, held.Version, "superseded", null, now));
        return decision.DueClear(DueNames.Held);
    }

    private static Decision? Refused(ConversationState state, long turn) => state switch
    {
        { Address: null } => Decision.Refuse(Refusal.NotFound),
        { Held: null } => Decision.Refuse(Refusal.WrongStatus, "nothing_held"),
        _ when state.Held.Turn != turn => Decision.Refuse(Refusal.StaleTurn),
        _ => null,
    };
}
