using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Leads;
using SalesFlow.Tenancy;
using SalesFlow.Text;

namespace SalesFlow.Grains.Leads;

/// <summary>What people decide of a lead's record: creating it by hand, correcting, deleting and restoring it, giving it to somebody. Pure.</summary>
internal static class LeadRecord
{
    /// <summary>The timer under which names are claimed and given up, and an owner is found.</summary>
    public const string SettleTimer = "settle";

    /// <summary>Longest notes; most tags and the longest; most metadata, its longest name and value. In characters.</summary>
    public const int MaxName = 255, MaxNotes = 4000, MaxTags = 20, MaxTag = 50, MaxMetadata = 20, MaxMetadataName = 40, MaxMetadataValue = 200;

    /// <summary>The reason of an owner given by hand.</summary>
    public const string Manual = "manual";

    /// <summary>The field that is out of its limits, or null.</summary>
    public static string? Invalid(string? notes, IReadOnlyList<string>? tags, IReadOnlyDictionary<string, string>? metadata)
    {
        if (notes?.Length > MaxNotes) return "notes";
        if (tags is not null && (tags.Count > MaxTags || tags.Any(t => t is not { Length: > 0 and <= MaxTag } || t.Contains('|')))) return "tags";
        if (metadata is not null && (metadata.Count > MaxMetadata
            || metadata.Any(m => m.Key.Length is 0 or > MaxMetadataName || m.Value is null || m.Value.Length > MaxMetadataValue))) return "metadata";
        return null;
    }

    /// <summary>A new lead with all that was told of it; its score follows from that.</summary>
    public static Decision Create(LeadState state, string leadId, string commandId, OpenLead command, TemperatureBands bands, DateTimeOffset now)
    {
        var decision = LeadDecisions.Open(state, command, now);
        if (!decision.Accepted || decision.IsEmpty || command.Details?.Facts is not { Count: > 0 } facts) return decision;
        var learnt = LeadDecisions.Learn(After(state, decision), leadId, new LeadInsight("create:" + commandId, facts, [], now), bands, now);
        return learnt.Accepted ? Join(decision, learnt) : learnt;
    }

    public static Decision Edit(
        LeadState state, string leadId, string commandId, LeadEdit edit, TemperatureBands bands, long version, long? expectedVersion, DateTimeOffset now)
    {
        if (Unmet(state, version, expectedVersion) is { } refusal) return refusal;
        var name = edit.Name?.Trim();
        var phone = edit.Phone?.Trim();
        if (name?.Length > MaxName) return Decision.Refuse(Refusal.Invalid, "name");
        if (phone is { Length: > 0 } && PhoneNumber.Normalise(phone) != phone) return Decision.Refuse(Refusal.Invalid, "phone");
        if (edit.Source is { } source && !LeadDecisions.Sources.Contains(source)) return Decision.Refuse(Refusal.Invalid, "source");
        if (Invalid(edit.Notes, edit.Tags, edit.Metadata) is { } field) return Decision.Refuse(Refusal.Invalid, field);
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (fact, given) in edit.Facts ?? new Dictionary<string, string>())
        {
            var value = given?.Trim() ?? "";
            if (fact.Length is 0 or > LeadDecisions.MaxFactName || value.Length > LeadDecisions.MaxFactValue) return Decision.Refuse(Refusal.Invalid, fact);
            if (value != state.Facts.GetValueOrDefault(fact, "")) facts[fact] = value;
        }
        if (state.Facts.Keys.Union(facts.Keys).Count() > LeadDecisions.MaxFacts) return Decision.Refuse(Refusal.LimitReached, "facts");
        var edited = new LeadEdited(
            Changed(name, state.Name), Changed(phone, state.Phone), edit.Source == state.Source ? null : edit.Source, Changed(edit.Notes, state.Notes),
            facts.Count == 0 ? null : facts,
            edit.Tags is null || edit.Tags.SequenceEqual(state.Tags) ? null : edit.Tags,
            edit.Metadata is null || Same(edit.Metadata, state.Metadata) ? null : edit.Metadata, now);
        if (edited is { Name: null, Phone: null, Source: null, Notes: null, Facts: null, Tags: null, Metadata: null }) return Decision.Nothing;

        var decision = Decision.Accept(edited);
        var after = After(state, decision);
        // Somebody who can neither be named nor reached is no lead.
        if (after.Name is null && after.Phone is null && !after.Facts.ContainsKey(LeadFacts.Email)) return Decision.Refuse(Refusal.Invalid, "name");
        var earned = LeadScoring.Earned(state.Reasons, facts, [], "edit:" + commandId);
        if (earned.Count > 0)
        {
            var score = LeadScoring.Score(LeadScoring.Merge(state.Reasons, earned));
            decision = decision.And(new LeadScored(score, state.Score, LeadScoring.Band(score, bands), earned, now));
            after = After(state, decision);
        }
        decision = LeadDecisions.QualifyIfEarned(decision, after, leadId, bands, now);
        // A name given up is given up behind the commit, never before it.
        return state.Names.Except(after.OwnNames, StringComparer.Ordinal).Any() ? decision.DueAt(SettleTimer, now) : decision;
    }

    public static Decision Delete(LeadState state, long version, long? expectedVersion, DateTimeOffset now)
    {
        if (state is { Exists: true, DeletedAt: not null }) return Decision.Nothing;
        if (Unmet(state, version, expectedVersion) is { } refusal) return refusal;
        if (state.Ongoing is not null) return Decision.Refuse(Refusal.WrongStatus, "merging");
        return Decision.Accept(new LeadDeleted(now)).DueClear(LeadCadence.Timer).DueClear(LeadDecisions.OpenDealTimer).DueAt(SettleTimer, now);
    }

    /// <summary>Takes the lead back; its names were claimed just before. Timers go on where they stood.</summary>
    public static Decision Restore(LeadState state, long version, long? expectedVersion, IReadOnlyList<string> names, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        if (expectedVersion is { } expected && expected != version) return Decision.Refuse(Refusal.StaleVersion);
        if (state.DeletedAt is null) return Decision.Nothing;
        return Resume(Decision.Accept(new LeadRestored(now), new LeadNamesClaimed(names, now)), state, now).DueAt(SettleTimer, now);
    }

    /// <summary>Sets the timers again that stood when the lead was put away.</summary>
    public static Decision Resume(Decision decision, LeadState state, DateTimeOffset now)
    {
        // Opening a deal that is open already changes nothing.
        if (state.DealId is not null) decision = decision.DueAt(LeadDecisions.OpenDealTimer, now);
        return state.FollowUp is (FollowUpPhase.Waiting or FollowUpPhase.CoolingDown) && state.FollowUpAt is { } next
            ? decision.DueAt(LeadCadence.Timer, next > now ? next : now)
            : decision;
    }

    /// <summary>Gives the lead to somebody by hand.</summary>
    /// <param name="state">The lead.</param>
    /// <param name="userId">Who is to have it; null for nobody.</param>
    /// <param name="takes">Whether that user is there, active, and takes work.</param>
    /// <param name="actor">Who gives the command.</param>
    /// <param name="version">The lead's version.</param>
    /// <param name="expectedVersion">The version that the caller saw, or null.</param>
    /// <param name="now">UTC.</param>
    public static Decision Assign(LeadState state, string? userId, bool takes, Actor actor, long version, long? expectedVersion, DateTimeOffset now)
    {
        if (Unmet(state, version, expectedVersion) is { } refusal) return refusal;
        var taken = userId is not null && userId == actor.Id && state.AssignedTo is null;
        var own = state.AssignedTo is not null && state.AssignedTo == actor.Id && (userId is null || userId == actor.Id);
        if (!taken && !own && !actor.May(Permission.LeadsAssign)) return Decision.Refuse(Refusal.Forbidden, Permission.LeadsAssign.Word());
        if (userId is not null && !takes) return Decision.Refuse(Refusal.Invalid, "userId");
        if (state.AssignedTo == userId) return Decision.Nothing;
        var decision = Decision.Accept(new LeadAssigned(userId, state.AssignedTo, Manual, null, now));
        // The timer stands for names as well: nobody is looked for any more, but a phone or an e-mail may still have to be claimed.
        return state.Names.ToHashSet(StringComparer.Ordinal).SetEquals(state.OwnNames) ? decision.DueClear(SettleTimer) : decision.DueAt(SettleTimer, now);
    }

    /// <summary>Whether an owner is to be found by the rules: whom a person left it to, nobody, it stays with.</summary>
    public static bool WantsOwner(LeadState state) => state is { IsOpen: true, AssignedTo: null } && state.AssignmentReason != Manual;

    /// <summary>The lead is won: its customer is known as a contact, and its deal is named or opened.</summary>
    public static Decision Convert(
        LeadState state, string leadId, string? contactId, string? dealId, bool openDeal, long version, long? expectedVersion, DateTimeOffset now)
    {
        if (Unmet(state, version, expectedVersion) is { } refusal) return refusal;
        var decision = LeadDecisions.ChangeStatus(state, leadId, LeadStatus.Converted, null, now);
        if (!decision.Accepted) return decision;
        decision = Linked(decision, state, contactId, now);
        if (dealId is not null && dealId != state.DealId) return decision.And(new LeadDealEarned(dealId, now));
        return openDeal && state.DealId is null
            ? decision.And(new LeadDealEarned(Id.Named("deal", leadId, "1"), now)).DueAt(LeadDecisions.OpenDealTimer, now)
            : decision;
    }

    /// <summary>A deal that people opened for the lead is its deal: being qualified opens no second one.</summary>
    public static Decision LinkDeal(LeadState state, string dealId, DateTimeOffset now) =>
        !state.Exists ? Decision.Refuse(Refusal.NotFound)
        : state.DealId is not null ? Decision.Nothing
        : Decision.Accept(new LeadDealEarned(dealId, now));

    /// <summary>The decision, and with it the customer's contact where the lead has none.</summary>
    public static Decision Linked(Decision decision, LeadState state, string? contactId, DateTimeOffset now) =>
        decision.Accepted && contactId is not null && state.ContactId is null ? decision.And(new LeadContactLinked(contactId, now)) : decision;

    /// <summary>What follows from the names that are held now and from what the rules said; null where nobody was asked.</summary>
    public static Decision Settled(LeadState state, IReadOnlyList<string> names, AssignmentChoice? choice, DateTimeOffset now)
    {
        var decision = names.ToHashSet(StringComparer.Ordinal).SetEquals(state.Names) ? Decision.Nothing : Decision.Accept(new LeadNamesClaimed(names, now));
        return choice is null || !state.IsOpen ? decision : Chosen(decision, state, choice, now);
    }

    /// <summary>
    /// Whether the lead asks the rules for an owner when it is told that somebody is available: one that is to ask anyway, or that came when nobody was
    /// there. What a person left without an owner is a person's to give.
    /// </summary>
    public static bool Asks(LeadState state, bool timed) => WantsOwner(state)
        && (timed || state.AssignmentReason is null or AssignmentDecisions.NoPeople);

    /// <summary>The rules' choice, taken over.</summary>
    public static Decision Chosen(Decision decision, LeadState state, AssignmentChoice choice, DateTimeOffset now)
    {
        if (choice.UserId is not null)
        {
            return choice.UserId == state.AssignedTo
                ? decision
                : decision.And(new LeadAssigned(choice.UserId, state.AssignedTo, choice.Reason, choice.Skipped, now));
        }
        if (choice.RetryAt is not { } retry || state.AssignedTo is not null) return decision;
        if (state.AssignmentReason != choice.Reason) decision = decision.And(new LeadLeftUnassigned(choice.Reason, choice.Skipped, retry, now));
        return decision.DueAt(SettleTimer, retry);
    }

    /// <summary>Why a person's command cannot be done, or null.</summary>
    public static Decision? Unmet(LeadState state, long version, long? expectedVersion)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        if (expectedVersion is { } expected && expected != version) return Decision.Refuse(Refusal.StaleVersion);
        if (state.MergedInto is not null) return Decision.Refuse(Refusal.WrongStatus, "merged");
        return state.DeletedAt is null ? null : Decision.Refuse(Refusal.WrongStatus, "deleted");
    }

    /// <summary>The state after a decision's events.</summary>
    public static LeadState After(LeadState state, Decision decision)
    {
        foreach (var e in decision.Events) state = state.Apply(e);
        return state;
    }

    /// <summary>Two decisions as one.</summary>
    public static Decision Join(Decision first, Decision second)
    {
        var both = first.And([.. second.Events]);
        foreach (var (name, at) in second.DueSets) both = both.DueAt(name, at);
        foreach (var name in second.DueClears) both = both.DueClear(name);
        return both;
    }

    private static string? Changed(string? told, string? known) => told is null || told == (known ?? "") ? null : told;

    private static bool Same(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Count == b.Count && a.All(p => b.TryGetValue(p.Key, out var value) && value == p.Value);
}
