using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Conversations;

/// <summary>How long somebody who took a conversation holds it.</summary>
internal static class LeaseRules
{
    /// <summary>Who holds a conversation that the business answers from WhatsApp's own app. Any colleague may take it from there.</summary>
    internal const string BusinessApp = "business-app";

    /// <summary>Why a conversation waits whose holder was idle.</summary>
    internal const string Expired = "lease_expired";

    /// <summary>The desk that it waits for then.</summary>
    internal const string Sales = "sales";

    /// <summary>How leases run where the tenant said nothing.</summary>
    internal static readonly InboxSettings Default = new();

    /// <summary>Until when a lease that is touched now runs.</summary>
    internal static DateTimeOffset Until(InboxSettings? terms, DateTimeOffset now) => now.AddMinutes((terms ?? Default).LeaseMinutes);

    /// <summary>Whether a person holds the conversation now. A lease whose time is over binds nobody, even before its timer has come.</summary>
    internal static bool Held(ConversationState s, DateTimeOffset now) =>
        s.Handler == Handler.Human && (s.Desk?.LeaseUntil is not { } until || now < until);

    /// <summary>Whether another person than this one holds it.</summary>
    internal static bool HeldByAnother(ConversationState s, string userId, DateTimeOffset now) =>
        Held(s, now) && s.HeldBy != userId && s.HeldBy != BusinessApp;

    /// <summary>The later end of the holder's lease, or null where it would hardly move: typing must not fill the log.</summary>
    internal static LeaseRenewed? Renewal(ConversationState s, InboxSettings? terms, DateTimeOffset now)
    {
        var until = Until(terms, now);
        return s.Desk?.LeaseUntil is { } ends && until - ends < (until - now) / 5 ? null : new LeaseRenewed(s.HeldBy!, until, now);
    }

    /// <summary>Ids of the customer's last messages that nobody has answered, oldest first.</summary>
    internal static IReadOnlyList<string> Waiting(ConversationState s)
    {
        var ids = new List<string>();
        for (var i = s.Lines.Count - 1; i >= 0 && s.Lines[i].FromCustomer; i--) ids.Insert(0, s.Lines[i].MessageId);
        return ids;
    }
}

/// <summary>One writer: who may hold a conversation, and what ends it.</summary>
internal static class LeaseDecisions
{
    /// <summary>A person takes the conversation; by force where another person holds it and the caller may take from others.</summary>
    internal static Decision Take(ConversationState state, string userId, InboxSettings? terms, DateTimeOffset now, bool force)
    {
        if (state.Address is null) return Decision.Refuse(Refusal.NotFound);
        if (LeaseRules.Held(state, now) && state.HeldBy == userId)
            return LeaseRules.Renewal(state, terms, now) is { } renewal ? Renewed(renewal) : Decision.Nothing;
        var another = LeaseRules.HeldByAnother(state, userId, now);
        if (another && !force) return Decision.Refuse(Refusal.HeldByHuman, state.HeldBy);
        var hold = Hold(another ? "taken_from" : "taken_over", userId, state.Handler == Handler.Human ? state.HeldBy : null, terms, now);
        return Open(state, SendDecisions.Silence(state, hold, now), now).DueClear(DueNames.Turn);
    }

    /// <summary>The holder is still at work.</summary>
    internal static Decision Renew(ConversationState state, string userId, InboxSettings? terms, DateTimeOffset now)
    {
        if (state.Address is null) return Decision.Refuse(Refusal.NotFound);
        if (LeaseRules.HeldByAnother(state, userId, now)) return Decision.Refuse(Refusal.HeldByHuman, state.HeldBy);
        if (!LeaseRules.Held(state, now) || state.HeldBy != userId) return Decision.Refuse(Refusal.WrongStatus, "not_held");
        return LeaseRules.Renewal(state, terms, now) is { } renewal ? Renewed(renewal) : Decision.Nothing;
    }

    /// <summary>The lease's timer is due.</summary>
    internal static Decision Expire(ConversationState state, InboxSettings terms, ConversationOptions options, DateTimeOffset now)
    {
        if (state.Handler != Handler.Human || state.HeldBy is null || state.Desk?.LeaseUntil is not { } until) return Decision.Nothing;
        if (now < until) return Decision.Nothing.DueAt(DueNames.Lease, until);
        var turn = terms.ExpiredToAgents ? TurnFor(state) : null;
        var answered = LeaseRules.Waiting(state).Count == 0;
        return OpenTurn(Decision.Accept(new LeaseExpired(state.HeldBy, terms.ExpiredToAgents, turn, now, answered)), turn, options, now);
    }

    /// <summary>The agents answer again, first of all what the customer wrote last and nobody answered.</summary>
    internal static Decision GiveBack(ConversationState state, string userId, ConversationOptions options, DateTimeOffset now)
    {
        if (state.Address is null) return Decision.Refuse(Refusal.NotFound);
        if (state.Handler == Handler.Agent) return Decision.Nothing;
        if (LeaseRules.HeldByAnother(state, userId, now)) return Decision.Refuse(Refusal.HeldByHuman, state.HeldBy);
        var turn = TurnFor(state);
        return OpenTurn(Decision.Accept(new GivenBack(userId, now, turn, state.Desk?.WroteBy)).DueClear(DueNames.Lease), turn, options, now);
    }

    /// <summary>Makes the conversation somebody's; the lease goes with it.</summary>
    internal static Decision Assign(ConversationState state, string? userId, string by, Actor actor, InboxSettings? terms, DateTimeOffset now)
    {
        if (state.Address is null) return Decision.Refuse(Refusal.NotFound);
        var owner = state.Desk?.AssignedTo;
        if (!actor.May(Permission.ConversationsAssign))
        {
            if (LeaseRules.HeldByAnother(state, by, now)) return Decision.Refuse(Refusal.HeldByHuman, state.HeldBy);
            var own = owner == by || (LeaseRules.Held(state, now) && state.HeldBy == by);
            if (!own && !(owner is null && userId == by)) return Decision.Refuse(Refusal.Forbidden, Permission.ConversationsAssign.Word());
        }
        var decision = owner == userId ? Decision.Nothing : Decision.Accept(new ConversationAssigned(userId, by, now));
        if (!LeaseRules.Held(state, now) || state.HeldBy == userId) return decision;
        return userId is null
            ? decision.And(new HandedOver("released", "sales", string.Empty, null, now, From: state.HeldBy)).DueClear(DueNames.Lease)
            : decision.And(new HandedOver("handed_on", "sales", string.Empty, userId, now, LeaseRules.Until(terms, now), state.HeldBy))
                .DueAt(DueNames.Lease, LeaseRules.Until(terms, now));
    }

    /// <summary>A decision to work on the conversation, which stands open from then on.</summary>
    internal static Decision Open(ConversationState state, Decision decision, DateTimeOffset now) =>
        state.Desk is { Status: ConversationStatus.Resolved or ConversationStatus.Snoozed } desk
            ? decision.And(new ConversationStatusChanged(desk.Status, ConversationStatus.Open, null, "taken_over", now)).DueClear(DueNames.Snooze)
            : decision;

    /// <summary>The events and the timer of somebody who begins to hold a conversation.</summary>
    internal static Decision Hold(string reason, string userId, string? from, InboxSettings? terms, DateTimeOffset now) =>
        Decision.Accept(new HandedOver(reason, "sales", string.Empty, userId, now, LeaseRules.Until(terms, now), from))
            .DueAt(DueNames.Lease, LeaseRules.Until(terms, now));

    private static Decision Renewed(LeaseRenewed renewal) => Decision.Accept(renewal).DueAt(DueNames.Lease, renewal.Until);

    private static long? TurnFor(ConversationState state) => !state.OptedOut && LeaseRules.Waiting(state).Count > 0 ? state.Turn + 1 : null;

    private static Decision OpenTurn(Decision decision, long? turn, ConversationOptions options, DateTimeOffset now) =>
        turn is null ? decision : decision.DueAt(DueNames.Turn, now + options.Debounce + options.TurnSafety);
}
