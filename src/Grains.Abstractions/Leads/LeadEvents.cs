using SalesFlow.Common;

namespace SalesFlow.Leads;

/// <summary>A lead came in.</summary>
[EventName("lead.created")]
public sealed record LeadCreated(
    string? Name, string? Phone, string Source, string? ContactId, string? ConversationId, string Language, string? Referral, DateTimeOffset At,
    string? Notes = null, IReadOnlyList<string>? Tags = null, IReadOnlyDictionary<string, string>? Metadata = null) : IDomainEvent;

/// <summary>A person corrected the record. Only what changed is there; an empty text says that a value was taken away.</summary>
[EventName("lead.edited")]
public sealed record LeadEdited(
    string? Name, string? Phone, string? Source, string? Notes, IReadOnlyDictionary<string, string>? Facts, IReadOnlyList<string>? Tags,
    IReadOnlyDictionary<string, string>? Metadata, DateTimeOffset At) : IDomainEvent;

/// <summary>The lead has an owner, or another one, or none any more.</summary>
/// <param name="UserId">The owner, or null.</param>
/// <param name="Previous">The owner before, or null.</param>
/// <param name="Reason">Why: <c>manual</c> or a rule's word.</param>
/// <param name="Skipped">Who was passed over, and why.</param>
/// <param name="At">When, UTC.</param>
[EventName("lead.assigned")]
public sealed record LeadAssigned(string? UserId, string? Previous, string Reason, IReadOnlyList<SkippedPerson>? Skipped, DateTimeOffset At) : IDomainEvent;

/// <summary>The rules found no owner; they will be asked again.</summary>
[EventName("lead.left_unassigned")]
public sealed record LeadLeftUnassigned(string Reason, IReadOnlyList<SkippedPerson>? Skipped, DateTimeOffset? RetryAt, DateTimeOffset At) : IDomainEvent;

/// <summary>The names that the lead holds from now on.</summary>
[EventName("lead.names_claimed")]
public sealed record LeadNamesClaimed(IReadOnlyList<string> Names, DateTimeOffset At) : IDomainEvent;

/// <summary>The customer's contact is known.</summary>
[EventName("lead.contact_linked")]
public sealed record LeadContactLinked(string ContactId, DateTimeOffset At) : IDomainEvent;

/// <summary>Put away.</summary>
[EventName("lead.deleted")]
public sealed record LeadDeleted(DateTimeOffset At) : IDomainEvent;

/// <summary>Taken back.</summary>
[EventName("lead.restored")]
public sealed record LeadRestored(DateTimeOffset At) : IDomainEvent;

/// <summary>A merge of another lead into this one began.</summary>
[EventName("lead.merge_started")]
public sealed record LeadMergeStarted(string MergeId, string OtherId, DateTimeOffset At) : IDomainEvent;

/// <summary>A merge could not be done: the other lead is no longer there to be merged.</summary>
[EventName("lead.merge_failed")]
public sealed record LeadMergeFailed(string MergeId, string OtherId, DateTimeOffset At) : IDomainEvent;

/// <summary>Another lead went into this one.</summary>
[EventName("lead.absorbed")]
public sealed record LeadAbsorbed(LeadMerge Merge, DateTimeOffset At) : IDomainEvent;

/// <summary>The undoing of a merge began.</summary>
[EventName("lead.unmerge_started")]
public sealed record LeadUnmergeStarted(string OtherId, DateTimeOffset At) : IDomainEvent;

/// <summary>
/// A merge was undone: these values and tags, which came from the other lead and were not changed since, are gone again, and a status that had come with
/// it gives way to the one before.
/// </summary>
[EventName("lead.separated")]
public sealed record LeadSeparated(
    string OtherId, IReadOnlyList<string> Fields, IReadOnlyList<string> Tags, DateTimeOffset At, CarriedStatus? Returned = null) : IDomainEvent;

/// <summary>This lead went into another.</summary>
[EventName("lead.merged_into")]
public sealed record LeadMergedInto(string MergeId, string SurvivorId, DateTimeOffset At) : IDomainEvent;

/// <summary>This lead stands by itself again.</summary>
[EventName("lead.stood_alone")]
public sealed record LeadStoodAlone(string SurvivorId, IReadOnlyList<string> Names, DateTimeOffset At) : IDomainEvent;

/// <summary>What a merge brought into a lead, so that it can be undone exactly.</summary>
/// <param name="MergeId">The merge.</param>
/// <param name="OtherId">The lead that went in.</param>
/// <param name="Filled">Values that were missing, by their field: <c>name</c>, <c>phone</c>, <c>notes</c>, <c>contact</c>, <c>conversation</c>, <c>deal</c>, <c>owner</c>, <c>fact:city</c>, …</param>
/// <param name="Tags">Tags that were missing.</param>
/// <param name="Reasons">Reasons of the score that were missing.</param>
/// <param name="Names">Names that moved.</param>
/// <param name="Leads">The other lead and those merged into it before.</param>
/// <param name="Conversations">Their conversations.</param>
/// <param name="Deals">Their deals.</param>
/// <param name="Carried">The status that came with it where the other lead had gone further; null where the lead keeps its own.</param>
[GenerateSerializer, Immutable, Alias("lead.merge")]
public sealed record LeadMerge(
    string MergeId, string OtherId, IReadOnlyDictionary<string, string> Filled, IReadOnlyList<string> Tags, IReadOnlyList<ScoreReason> Reasons,
    IReadOnlyList<string> Names, IReadOnlyList<string> Leads, IReadOnlyList<string> Conversations, IReadOnlyList<string> Deals,
    CarriedStatus? Carried = null);

/// <summary>A status that a merge carried over. The figures of the day have it from the other lead already.</summary>
/// <param name="From">The status before.</param>
/// <param name="To">The status that came.</param>
/// <param name="QualifiedAt">When the other lead qualified, where this one never had; null otherwise. UTC.</param>
/// <param name="ConvertedAt">When the other lead was won, where that is the status; null otherwise. UTC.</param>
/// <param name="StoppedFollowUps">Whether follow-ups ended by it.</param>
[GenerateSerializer, Immutable, Alias("lead.carried-status")]
public sealed record CarriedStatus(LeadStatus From, LeadStatus To, DateTimeOffset? QualifiedAt, DateTimeOffset? ConvertedAt, bool StoppedFollowUps);

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
