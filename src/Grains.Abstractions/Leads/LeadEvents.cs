using SalesFlow.Common;

namespace SalesFlow.Leads;

/// <summary>A lead came in.</summary>
[EventName("lead.created")]
public sealed record LeadCreated(
    string? Name, string? Phone, string Source, string? ContactId, string? ConversationId, string Language, string? Referral, DateTimeOffset At) : IDomainEvent;

/// <summary>Facts were learnt from a message.</summary>
[EventName("lead.facts_learnt")]
public sealed record LeadFactsLearnt(string MessageId, IReadOnlyDictionary<string, string> Facts, DateTimeOffset At) : IDomainEvent;

/// <summary>The score changed. Carries the whole new score and the reasons that this change added.</summary>
[EventName("lead.scored")]
public sealed record LeadScored(int Score, int Previous, Temperature Temperature, IReadOnlyList<ScoreReason> Added, DateTimeOffset At) : IDomainEvent;

/// <summary>The status changed.</summary>
[EventName("lead.status_changed")]
public sealed record LeadStatusChanged(LeadStatus From, LeadStatus To, string? Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>The lead is worth a deal; the deal's id is settled here and the deal opens with it.</summary>
[EventName("lead.deal_earned")]
public sealed record LeadDealEarned(string DealId, DateTimeOffset At) : IDomainEvent;

/// <summary>The cadence of follow-ups moved: waiting, sent, silent or stopped.</summary>
[EventName("lead.follow_up_changed")]
public sealed record LeadFollowUpChanged(FollowUpPhase Phase, int Sent, DateTimeOffset? NextAt, string? Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>Where the cadence stands.</summary>
public enum FollowUpPhase
{
    /// <summary>Nothing is due.</summary>
    Idle = 0,
    /// <summary>We wait for the customer; a follow-up is due at the next instant.</summary>
    Waiting = 1,
    /// <summary>The last one was sent: seven days of silence.</summary>
    CoolingDown = 2,
    /// <summary>Stopped for good: opted out, lost or converted.</summary>
    Stopped = 3,
}
