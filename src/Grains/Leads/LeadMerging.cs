using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Leads;

/// <summary>
/// Merging two leads and undoing it. The survivor leads: it commits that a merge began, has the other lead stop standing by itself, moves its names
/// over, and commits what it took. Each step may be repeated, and a timer repeats them until the last one is done. Pure.
/// </summary>
internal static class LeadMerging
{
    /// <summary>The timer that stands while a merge or an undoing goes on.</summary>
    public const string Timer = "merge";

    /// <summary>The most merges that a lead remembers, and so can undo.</summary>
    public const int Most = 10;

    /// <summary>How long a merge waits for one of the other lead's to end.</summary>
    public static readonly TimeSpan WhileOtherMerges = TimeSpan.FromMilliseconds(250);

    /// <summary>How long an undoing waits in its turn for the lead that it sets free.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static Decision Start(LeadState state, string leadId, string commandId, string otherId, LeadView? other, long version, long? expectedVersion, DateTimeOffset now)
    {
        if (LeadRecord.Unmet(state, version, expectedVersion) is { } refusal) return refusal;
        if (otherId == leadId) return Decision.Invalid("otherId:itself");
        if (state.Ongoing is not null) return Decision.Refuse(Refusal.WrongStatus, "merging");
        if (other is null) return Decision.Refuse(Refusal.Invalid, "otherId");
        if (other.DeletedAt is not null || other.MergedInto is not null || other.Merging) return Decision.Refuse(Refusal.WrongStatus, "other");
        if (state.Merges.Count >= Most) return Decision.Refuse(Refusal.LimitReached, "merges");
        return Decision.Accept(new LeadMergeStarted(Id.Named("merge", leadId, otherId, commandId), otherId, now)).DueAt(Timer, now);
    }

    /// <summary>This lead goes into the survivor; null where it cannot.</summary>
    public static Decision Join(LeadState state, string mergeId, string survivorId, DateTimeOffset now) =>
        !state.IsLive || state.Ongoing is not null
            ? Decision.Refuse(Refusal.WrongStatus)
            : Decision.Accept(new LeadMergedInto(mergeId, survivorId, now))
                .DueClear(LeadCadence.Timer).DueClear(LeadRecord.SettleTimer).DueClear(LeadDecisions.OpenDealTimer);

    public static Decision StandAlone(LeadState state, string survivorId, IReadOnlyList<string> names, DateTimeOffset now) =>
        state.MergedInto != survivorId
            ? Decision.Nothing
            : LeadRecord.Resume(Decision.Accept(new LeadStoodAlone(survivorId, names, now)), state, now).DueAt(LeadRecord.SettleTimer, now);

    /// <summary>The other lead is being merged itself: the one with the smaller id tries again, the other gives up.</summary>
    public static Decision Yield(LeadState state, string leadId, DateTimeOffset now) =>
        state.Ongoing is { Undo: false } merge && string.CompareOrdinal(leadId, merge.OtherId) < 0
            ? Decision.Nothing.DueAt(Timer, now + WhileOtherMerges)
            : Failed(state, now);

    /// <summary>The other lead cannot be merged any more.</summary>
    public static Decision Failed(LeadState state, DateTimeOffset now) => state.Ongoing is { Undo: false } merge
        ? Decision.Accept(new LeadMergeFailed(merge.MergeId, merge.OtherId, now))
        : Decision.Nothing;

    /// <summary>Takes what this lead lacks from the other, as it stood when it went in.</summary>
    public static Decision Absorb(LeadState state, LeadView other, IReadOnlyList<string> names, TemperatureBands bands, DateTimeOffset now)
    {
        if (state.Ongoing is not { Undo: false } merge) return Decision.Nothing;
        var filled = new Dictionary<string, string>(StringComparer.Ordinal);
        Fill(MergeFields.Name, state.Name, other.Name);
        Fill(MergeFields.Phone, state.Phone, other.Phone);
        Fill(MergeFields.Notes, state.Notes, other.Notes);
        Fill(MergeFields.Contact, state.ContactId, other.ContactId);
        Fill(MergeFields.Conversation, state.ConversationId, other.ConversationId);
        Fill(MergeFields.Deal, state.DealId, other.DealId);
        Fill(MergeFields.Owner, state.AssignedTo, other.AssignedTo);
        var room = LeadDecisions.MaxFacts - state.Facts.Count;
        foreach (var (name, value) in other.Facts.Where(f => !state.Facts.ContainsKey(f.Key)).Take(room)) filled[MergeFields.OfFact(name)] = value;
        var tags = other.Tags.Except(state.Tags, StringComparer.Ordinal).Take(LeadRecord.MaxTags - state.Tags.Count).ToList();
        var reasons = other.Reasons.Where(r => !state.Reasons.Any(s => s.Factor == r.Factor && s.Signal == r.Signal)).ToList();
        var record = new LeadMerge(
            merge.MergeId, merge.OtherId, filled, tags, reasons, names, [other.LeadId, .. other.Merged], other.Conversations, other.Deals, Carried(state, other));
        var decision = Rescored(Decision.Accept(new LeadAbsorbed(record, now)), state, reasons, bands, now);
        // The other lead may have earned its deal a moment ago and cannot open it any more; opening one that is open changes nothing.
        if (filled.ContainsKey(MergeFields.Deal)) decision = decision.DueAt(LeadDecisions.OpenDealTimer, now);
        return record.Carried switch
        {
            { To: LeadStatus.Converted } => LeadCadence.Stop(decision, state, "converted", now),
            { From: LeadStatus.Lost } when state.FollowUp == FollowUpPhase.Stopped =>
                decision.And(new LeadFollowUpChanged(FollowUpPhase.Idle, 0, null, "reopened", now)),
            _ => decision,
        };

        void Fill(string field, string? known, string? theirs)
        {
            if (known is null && theirs is not null) filled[field] = theirs;
        }
    }

    public static Decision StartUndo(LeadState state, string otherId, long version, long? expectedVersion, DateTimeOffset now)
    {
        if (LeadRecord.Unmet(state, version, expectedVersion) is { } refusal) return refusal;
        if (state.Ongoing is not null) return Decision.Refuse(Refusal.WrongStatus, "merging");
        return state.Merges.Any(m => m.OtherId == otherId)
            ? Decision.Accept(new LeadUnmergeStarted(otherId, now)).DueAt(Timer, now)
            : Decision.Refuse(Refusal.Invalid, "otherId");
    }

    /// <summary>Gives back what came from the other lead. What was changed since is this lead's own by now and stays.</summary>
    public static Decision Separate(LeadState state, TemperatureBands bands, DateTimeOffset now)
    {
        if (state.Ongoing is not { Undo: true } undo) return Decision.Nothing;
        var merge = state.Merges.First(m => m.OtherId == undo.OtherId);
        var fields = merge.Filled.Where(f => Present(state, f.Key) == f.Value).Select(f => f.Key).ToList();
        var gone = merge.Reasons.Where(state.Reasons.Contains).Select(r => r with { Points = 0 }).ToList();
        var returned = merge.Carried is { } carried && carried.To == state.Status ? carried : null;
        var decision = Decision.Accept(new LeadSeparated(merge.OtherId, fields, [.. merge.Tags.Where(t => state.Tags.Contains(t))], now, returned));
        decision = Rescored(decision, state, gone, bands, now);
        return returned switch
        {
            { From: LeadStatus.Lost } => LeadCadence.Stop(decision, state, "lost", now),
            { StoppedFollowUps: true } when state.FollowUp == FollowUpPhase.Stopped =>
                decision.And(new LeadFollowUpChanged(FollowUpPhase.Idle, 0, null, "reopened", now)),
            _ => decision,
        };
    }

    /// <summary>
    /// The other lead's status, where it went further: a customer stays one. A loss is never carried over, and a lost lead is taken up again by work that
    /// goes on in the other.
    /// </summary>
    private static CarriedStatus? Carried(LeadState state, LeadView other) => Rank(other.Status) <= Rank(state.Status)
        ? null
        : new CarriedStatus(
            state.Status, other.Status, state.QualifiedAt is null ? other.QualifiedAt : null, other.Status == LeadStatus.Converted ? other.ConvertedAt : null,
            other.Status == LeadStatus.Converted && state.FollowUp != FollowUpPhase.Stopped);

    private static int Rank(LeadStatus status) => status switch
    {
        LeadStatus.Contacted => 1,
        LeadStatus.Qualified => 2,
        LeadStatus.Converted => 3,
        _ => 0,
    };

    private static Decision Rescored(Decision decision, LeadState state, List<ScoreReason> changed, TemperatureBands bands, DateTimeOffset now)
    {
        if (changed.Count == 0) return decision;
        var score = LeadScoring.Score(LeadScoring.Merge(state.Reasons, changed));
        return decision.And(new LeadScored(score, state.Score, LeadScoring.Band(score, bands), changed, now));
    }

    private static string? Present(LeadState state, string field) => field switch
    {
        MergeFields.Name => state.Name,
        MergeFields.Phone => state.Phone,
        MergeFields.Notes => state.Notes,
        MergeFields.Contact => state.ContactId,
        MergeFields.Conversation => state.ConversationId,
        MergeFields.Deal => state.DealId,
        MergeFields.Owner => state.AssignedTo,
        _ => state.Facts.GetValueOrDefault(MergeFields.FactOf(field)),
    };
}
