using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Grains.Entities;
using SalesFlow.Leads;

namespace SalesFlow.Grains.Leads;

/// <summary>
/// Follow-ups to a silent customer: 48, 72 and 168 hours after our last word (the last one says farewell), three at most, each in permitted
/// hours, then seven days of silence. The customer's next word starts over; opting out, losing and winning end it.
/// </summary>
/// <remarks>
/// A timer moved by every message would cost a commit for each. So the first answer sets the timer and the answers after it leave it where it
/// is: when it fires too early, it asks the conversation when the last word was said and moves itself to 48 hours after that. A talk of a
/// hundred messages costs one commit at its start and one for every two days that it lasts.
/// </remarks>
internal static class LeadCadence
{
    /// <summary>The timer of the cadence.</summary>
    public const string Timer = "follow-up";

    /// <summary>The most follow-ups without an answer.</summary>
    public const int Most = 3;

    /// <summary>How long the last word must lie back before the first follow-up.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromHours(48);

    /// <summary>How long nothing is sent after the last follow-up.</summary>
    public static readonly TimeSpan CoolDown = TimeSpan.FromDays(7);

    /// <summary>The detail of the conversation's refusal where too many messages went unanswered in a row.</summary>
    public const string InARow = "in_a_row";

    /// <summary>How long a follow-up waits that the conversation cannot take now.</summary>
    public static readonly TimeSpan Busy = TimeSpan.FromHours(1);

    /// <summary>What the conversation says when the timer is due.</summary>
    /// <param name="LastAt">When the last word was said, by whomever; null where none is known.</param>
    /// <param name="LastFromCustomer">Whether the customer said it, so that the next word is ours.</param>
    /// <param name="OptedOut">Whether the customer asked for silence.</param>
    /// <param name="WithPeople">Whether a person holds the conversation or is waited for.</param>
    public readonly record struct Situation(DateTimeOffset? LastAt, bool LastFromCustomer, bool OptedOut, bool WithPeople)
    {
        public static Situation Of(ConversationView view) => new(
            view.Recent.Count > 0 ? view.Recent[^1].At : null, view.Recent.Count > 0 && view.Recent[^1].FromCustomer,
            view.OptedOut, view.Handler != Handler.Agent);
    }

    /// <summary>What is to be done when the timer is due: send the follow-up of this number, or commit the decision.</summary>
    public readonly record struct Step(int Send, Decision? Decision);

    public static Decision Answered(LeadState state, BusinessCalendar calendar, DateTimeOffset at, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        var decision = state.Status == LeadStatus.New
            ? Decision.Accept(new LeadStatusChanged(LeadStatus.New, LeadStatus.Contacted, "answered", now))
            : Decision.Nothing;
        // An answer while follow-ups are out means that the customer has written: they start over.
        var starts = state.FollowUp is FollowUpPhase.Idle or FollowUpPhase.CoolingDown || (state.FollowUpsSent > 0 && state.FollowUp != FollowUpPhase.Stopped);
        if (!starts || state.ConversationId is null || !state.IsOpen) return decision;
        var next = calendar.NextContactTime(at + Silence);
        return decision.And(new LeadFollowUpChanged(FollowUpPhase.Waiting, 0, next, null, now)).DueAt(Timer, next);
    }

    public static Decision CustomerWrote(LeadState state, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        return (state.FollowUpsSent == 0 && state.FollowUp != FollowUpPhase.CoolingDown) || state.FollowUp is FollowUpPhase.Stopped
            ? Decision.Nothing
            : Decision.Accept(new LeadFollowUpChanged(FollowUpPhase.Idle, 0, null, "customer_wrote", now)).DueClear(Timer);
    }

    public static Decision Stop(Decision decision, LeadState state, string reason, DateTimeOffset now) => state.FollowUp == FollowUpPhase.Stopped
        ? decision
        : decision.And(new LeadFollowUpChanged(FollowUpPhase.Stopped, state.FollowUpsSent, null, reason, now)).DueClear(Timer);

    /// <summary>What to do now that the timer is due.</summary>
    /// <param name="state">The lead.</param>
    /// <param name="talk">The conversation, or null where it does not exist.</param>
    /// <param name="calendar">The tenant's business time.</param>
    /// <param name="now">UTC.</param>
    public static Step Due(LeadState state, Situation? talk, BusinessCalendar calendar, DateTimeOffset now)
    {
        if (state.FollowUp == FollowUpPhase.CoolingDown) return new(0, Idle(state, 0, "cooled_down", now));
        if (state.FollowUp != FollowUpPhase.Waiting) return new(0, Decision.Nothing);
        if (state.Status is LeadStatus.Converted or LeadStatus.Lost) return new(0, Stop(Decision.Nothing, state, "closed", now));
        if (talk is not { } t) return new(0, Idle(state, state.FollowUpsSent, "no_conversation", now));
        if (t.OptedOut) return new(0, Stop(Decision.Nothing, state, "opted_out", now));
        if (t.WithPeople) return new(0, Idle(state, 0, "with_people", now));
        // The customer broke the silence and is waiting for us: whatever was sent before, the cadence starts over.
        if (state.FollowUpsSent > 0 && t.LastFromCustomer)
        {
            var again = calendar.NextContactTime(now + Silence);
            return new(0, Decision.Accept(new LeadFollowUpChanged(FollowUpPhase.Waiting, 0, again, "customer_wrote", now)).DueAt(Timer, again));
        }
        if (state.FollowUpsSent == 0 && t.LastAt is { } last)
        {
            // Somebody spoke since the timer was set; where it was the customer, the answer is still to come and silence has not begun.
            var quietSince = t.LastFromCustomer && last + Silence <= now ? now : last;
            if (quietSince + Silence > now) return new(0, Later(state, calendar.NextContactTime(quietSince + Silence), now));
        }
        if (!calendar.MayContact(now)) return new(0, Later(state, calendar.NextContactTime(now), now));
        return new(state.FollowUpsSent + 1, null);
    }

    /// <summary>What follows from the conversation's answer to a follow-up.</summary>
    public static Decision Sent(LeadState state, Outcome outcome, BusinessCalendar calendar, DateTimeOffset now) => outcome.Refusal switch
    {
        Refusal.None => Accepted(state, calendar, now),
        Refusal.NoConsent => Stop(Decision.Nothing, state, "opted_out", now),
        Refusal.HeldByHuman => Idle(state, 0, "with_people", now),
        // As many as may go without an answer have gone, from wherever: no hour changes that, only the customer's word.
        Refusal.LimitReached when outcome.Detail == InARow => Ended(state, state.FollowUpsSent, InARow, now),
        // An open turn, a limit of the day or of the channel: the same follow-up again, later.
        Refusal.LimitReached or Refusal.WrongStatus or Refusal.StaleTurn or Refusal.WindowClosed => Later(state, calendar.NextContactTime(now + Busy), now),
        _ => Idle(state, state.FollowUpsSent, "refused", now),
    };

    private static Decision Accepted(LeadState state, BusinessCalendar calendar, DateTimeOffset now)
    {
        var sent = state.FollowUpsSent + 1;
        if (sent >= Most) return Ended(state, sent, null, now);
        // 72 and 168 hours after our last word lie 24 and 96 after the follow-up before; counted from there, a delay never brings two close together.
        var next = calendar.NextContactTime(now + TimeSpan.FromHours(sent == 1 ? 24 : 96));
        return Decision.Accept(new LeadFollowUpChanged(FollowUpPhase.Waiting, sent, next, null, now)).DueAt(Timer, next);
    }

    private static Decision Ended(LeadState state, int sent, string? reason, DateTimeOffset now) => Decision.Accept(
            new LeadFollowUpChanged(FollowUpPhase.CoolingDown, sent, now + CoolDown, reason, now),
            new LeadScored(state.Score, state.Score, Temperature.Cold, [], now))
        .DueAt(Timer, now + CoolDown);

    private static Decision Idle(LeadState state, int sent, string reason, DateTimeOffset now) =>
        state.FollowUp == FollowUpPhase.Idle ? Decision.Nothing : Decision.Accept(new LeadFollowUpChanged(FollowUpPhase.Idle, sent, null, reason, now));

    private static Decision Later(LeadState state, DateTimeOffset at, DateTimeOffset now) =>
        Decision.Accept(new LeadFollowUpChanged(FollowUpPhase.Waiting, state.FollowUpsSent, at, null, now)).DueAt(Timer, at);
}
