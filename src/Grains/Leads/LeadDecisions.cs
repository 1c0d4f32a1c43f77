using System.Collections.Frozen;
using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Leads;

/// <summary>What a lead decides on being opened, taught and moved. Pure.</summary>
internal static class LeadDecisions
{
    /// <summary>The timer under which an earned deal is opened.</summary>
    public const string OpenDealTimer = "open-deal";

    /// <summary>The most facts that a lead keeps, and the longest name and value of one in characters.</summary>
    public const int MaxFacts = 40, MaxFactName = 64, MaxFactValue = 255;

    /// <summary>The longest reason in characters.</summary>
    public const int MaxReason = 500;

    /// <summary>Where leads come from.</summary>
    public static readonly FrozenSet<string> Sources =
        FrozenSet.ToFrozenSet(["whatsapp", "web", "referral", "import", "affiliate"], StringComparer.Ordinal);

    /// <summary>Signals by which a lead says that it wants to buy.</summary>
    private static readonly FrozenSet<string> BuyingSignals = FrozenSet.ToFrozenSet(
        [LeadSignals.RequestedDemo, LeadSignals.ReadyToPay, LeadSignals.RequestedPricing, LeadSignals.AttendedMeeting], StringComparer.Ordinal);

    public static Decision Open(LeadState state, OpenLead command, DateTimeOffset now)
    {
        if (state.Exists) return Decision.Nothing;
        if (!Sources.Contains(command.Source)) return Decision.Refuse(Refusal.Invalid, "source");
        if (command.Language is not ("ar" or "en")) return Decision.Refuse(Refusal.Invalid, "language");
        if (command.Name?.Length > 255) return Decision.Refuse(Refusal.Invalid, "name");
        var details = command.Details;
        if (LeadRecord.Invalid(details?.Notes, details?.Tags, details?.Metadata) is { } field) return Decision.Refuse(Refusal.Invalid, field);
        return Decision.Accept(new LeadCreated(
            command.Name, command.Phone, command.Source, command.ContactId, command.ConversationId, command.Language, command.Referral, now,
            details?.Notes, details?.Tags is { Count: > 0 } tags ? tags : null, details?.Metadata is { Count: > 0 } metadata ? metadata : null));
    }

    /// <summary>Whether an insight holds anything that the lead does not know: cheap, so that the common message costs neither reads nor writes.</summary>
    public static bool BringsNews(LeadState state, LeadInsight insight)
    {
        var changed = Changed(state, insight);
        return changed.Count > 0 || LeadScoring.Earned(state.Reasons, changed, insight.Signals, insight.MessageId).Count > 0;
    }

    public static Decision Learn(LeadState state, string leadId, LeadInsight insight, TemperatureBands bands, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        if (string.IsNullOrEmpty(insight.MessageId)) return Decision.Refuse(Refusal.Invalid, "messageId");
        var changed = Changed(state, insight);
        var earned = LeadScoring.Earned(state.Reasons, changed, insight.Signals, insight.MessageId);
        if (changed.Count == 0 && earned.Count == 0) return Decision.Nothing;

        var decision = Decision.Nothing;
        if (changed.Count > 0) decision = decision.And(new LeadFactsLearnt(insight.MessageId, changed, now));
        if (earned.Count > 0)
        {
            var score = LeadScoring.Score(LeadScoring.Merge(state.Reasons, earned));
            decision = decision.And(new LeadScored(score, state.Score, LeadScoring.Band(score, bands), earned, now));
        }
        var after = state;
        foreach (var e in decision.Events) after = after.Apply(e);
        return QualifyIfEarned(decision, after, leadId, bands, now);
    }

    /// <summary>The decision, and with it the step to qualified where the lead has earned that by what it now is.</summary>
    public static Decision QualifyIfEarned(Decision decision, LeadState after, string leadId, TemperatureBands bands, DateTimeOffset now) =>
        after.IsLive && after.Status is (LeadStatus.New or LeadStatus.Contacted) && IsQualified(after, bands)
            ? Qualify(decision, after, leadId, "qualified_by_score", now)
            : decision;

    /// <summary>
    /// Worth a salesperson's time: it has said that it wants to buy (a demo, a price list, payment, a meeting attended), and either its score
    /// is warm or a clear need meets a say in the decision or a named budget. A hot score needs no such word.
    /// </summary>
    public static bool IsQualified(LeadState state, TemperatureBands bands)
    {
        if (state.Score >= bands.Hot) return true;
        if (!state.Reasons.Any(r => BuyingSignals.Contains(r.Signal))) return false;
        if (state.Score >= bands.Warm) return true;
        var bant = BantFacts.Of(state.Facts, state.Reasons);
        return bant.Need >= BantLevel.High && (bant.Authority >= BantLevel.High || bant.Budget >= BantLevel.High);
    }

    /// <summary>Moves the status where the caller saw this version, or named none.</summary>
    public static Decision ChangeStatus(
        LeadState state, string leadId, LeadStatus to, string? reason, long version, long? expectedVersion, DateTimeOffset now) =>
        state.Exists && expectedVersion is { } expected && expected != version ? Decision.Refuse(Refusal.StaleVersion)
        : state.DeletedAt is not null ? Decision.Refuse(Refusal.WrongStatus, "deleted")
        : ChangeStatus(state, leadId, to, reason, now);

    public static Decision ChangeStatus(LeadState state, string leadId, LeadStatus to, string? reason, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        if (!Enum.IsDefined(to)) return Decision.Refuse(Refusal.Invalid, "status");
        if (reason?.Length > MaxReason) return Decision.Refuse(Refusal.Invalid, "reason");
        if (state.Status == to) return Decision.Nothing;
        if (!Allows(state.Status, to)) return Decision.Refuse(Refusal.WrongStatus, Word(state.Status));
        if (to == LeadStatus.Lost && string.IsNullOrWhiteSpace(reason)) return Decision.Refuse(Refusal.ReasonRequired);
        if (to == LeadStatus.Qualified) return Qualify(Decision.Nothing, state, leadId, reason, now);
        var decision = Decision.Accept(new LeadStatusChanged(state.Status, to, reason, now));
        return to switch
        {
            LeadStatus.Lost or LeadStatus.Converted => LeadCadence.Stop(decision, state, Word(to), now),
            // Work goes on: a cadence that stopped because the lead was lost may start again.
            _ when state.Status == LeadStatus.Lost && state.FollowUp == FollowUpPhase.Stopped =>
                decision.And(new LeadFollowUpChanged(FollowUpPhase.Idle, 0, null, "reopened", now)),
            _ => decision,
        };
    }

    private static Decision Qualify(Decision decision, LeadState state, string leadId, string? reason, DateTimeOffset now)
    {
        decision = decision.And(new LeadStatusChanged(state.Status, LeadStatus.Qualified, reason, now));
        return state.DealId is not null
            ? decision
            : decision.And(new LeadDealEarned(Id.Named("deal", leadId, "1"), now)).DueAt(OpenDealTimer, now);
    }

    /// <summary>Whether a status may follow another. A converted lead is a customer and stays one; a lost one may be taken up again.</summary>
    private static bool Allows(LeadStatus from, LeadStatus to) => from switch
    {
        LeadStatus.New => true,
        LeadStatus.Contacted => to is not LeadStatus.New,
        LeadStatus.Qualified => to is LeadStatus.Contacted or LeadStatus.Converted or LeadStatus.Lost,
        LeadStatus.Lost => to is LeadStatus.Contacted or LeadStatus.Qualified,
        _ => false,
    };

    private static string Word(LeadStatus status) => status.ToString().ToLowerInvariant();

    private static Dictionary<string, string> Changed(LeadState state, LeadInsight insight)
    {
        var changed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, given) in insight.Facts)
        {
            var value = given?.Trim();
            if (string.IsNullOrEmpty(value) || name.Length is 0 or > MaxFactName || state.Corrected.Contains(name)) continue;
            if (value.Length > MaxFactValue) value = value[..MaxFactValue];
            if (state.Facts.TryGetValue(name, out var known) ? known == value : state.Facts.Count + changed.Count >= MaxFacts) continue;
            changed[name] = value;
        }
        return changed;
    }
}
