using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Conversations;

/// <summary>What becomes of an agent's answer.</summary>
internal static class TurnDecisions
{
    /// <summary>Accepts the answer to the current turn, unless the customer wrote again, a person holds the talk, or a guard objects.</summary>
    /// <param name="state">The talk.</param>
    /// <param name="turn">The turn that is answered.</param>
    /// <param name="reply">The answer.</param>
    /// <param name="version">The version that the talk has with the first event of this decision.</param>
    /// <param name="options">Times.</param>
    /// <param name="now">UTC.</param>
    internal static Decision Complete(
        ConversationState state, long turn, TurnReply reply, long version, ConversationOptions options, DateTimeOffset now)
    {
        if (state.Address is null) return Decision.Refuse(Refusal.NotFound);
        if (state.Handler != Handler.Agent) return Decision.Refuse(Refusal.HeldByHuman, state.HeldBy);
        // Thought twice, an answer that waits already is not taken again.
        if (turn != state.Turn || !state.TurnOpen || state.Held is not null) return Decision.Refuse(Refusal.StaleTurn);
        if (ReplyGuards.Check(reply) is { } objection) return Decision.Refuse(Refusal.GuardFailed, objection);
        // Who calls a person says so at once.
        return reply is { Hold: { } hold, HandOver: null, Messages.Count: > 0 }
            ? HeldReplies.Hold(turn, reply, hold, version, options, now)
            : Queue(state, turn, reply, options, now);
    }

    /// <summary>Puts an answer into the outbox.</summary>
    internal static Decision Queue(
        ConversationState state, long turn, TurnReply reply, ConversationOptions options, DateTimeOffset now, string? releasedBy = null, bool edited = false)
    {
        var messages = reply.Messages.Select((content, i) => new QueuedMessage(MessageIds.Reply(turn, i), content)).ToArray();
        var queued = new ReplyQueued(
            turn, reply.RunId, reply.AgentId, reply.Engine, reply.Model, reply.FallbackReason, reply.Language, reply.Intent, reply.Sentiment,
            reply.Confidence, messages, reply.Memory, reply.InputTokens, reply.OutputTokens, reply.ThinkMilliseconds, now)
        {
            Trace = reply.Trace,
            HeldVersion = state.Held?.Version,
            ReleasedBy = releasedBy,
            Edited = edited,
        };
        var decision = SendDecisions.MakeRoom(state, reply.Messages, now).And(queued).DueClear(DueNames.Turn).DueClear(DueNames.Lead);
        // Silence that only the agent has understood is silence: what the reply confirms is done by the same commit.
        if (reply.Intent == "opt_out" && !state.OptedOut && releasedBy is null && state.Unanswered is [.., var wish])
            decision = decision.And(new OptedOut(wish, false, now)).DueAt(DueNames.Consent, now);
        if (reply.HandOver is { } handOver)
            decision = decision.And(new HandedOver(handOver.Reason, handOver.Target, handOver.Summary, null, now));
        return SendDecisions.StartNext(state, decision, options, now);
    }

    /// <summary>A person takes the conversation.</summary>
    internal static Decision TakeOver(ConversationState state, string userId, DateTimeOffset now, InboxSettings? terms = null) =>
        LeaseDecisions.Take(state, userId, terms, now, force: false);

    /// <summary>
    /// A person is needed, or another one: the conversation waits in the queue and agents fall silent. Its holder lets it go; what somebody
    /// else holds only who may assign takes away.
    /// </summary>
    internal static Decision Escalate(ConversationState state, string reason, string target, Actor actor, DateTimeOffset now)
    {
        if (state.Address is null) return Decision.Refuse(Refusal.NotFound);
        if (LeaseRules.HeldByAnother(state, actor.Id, now) && !actor.May(Permission.ConversationsAssign))
            return Decision.Refuse(Refusal.HeldByHuman, state.HeldBy);
        if (state.Handler == Handler.HumanQueue && (state.Desk?.QueueReason, state.Desk?.QueueTarget) == (reason, target)) return Decision.Nothing;
        var handed = new HandedOver(reason, target, string.Empty, null, now, From: state.Handler == Handler.Human ? state.HeldBy : null);
        return LeaseDecisions.Open(state, Decision.Accept(handed), now).DueClear(DueNames.Turn).DueClear(DueNames.Lease);
    }
}
