using System.Collections.Frozen;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Dialogue;

/// <summary>The signals of interest that a message earns, and what they add to a score.</summary>
internal static class Signals
{
    private static readonly FrozenDictionary<string, (string Factor, int Points)> Worth = new Dictionary<string,
        (string, int)>(StringComparer.Ordinal)
    {
        [LeadSignals.Replied] = ("engagement", 5), [LeadSignals.AskedQuestion] = ("engagement", 8), [LeadSignals.RequestedDemo] = ("engagement", 15),
        [LeadSignals.RequestedPricing] = ("engagement", 12), [LeadSignals.AskedPrice] = ("budget", 5),
        [LeadSignals.ComparedCompetitors] = ("budget", 8),
        [LeadSignals.DiscussedRoi] = ("budget", 10), [LeadSignals.MentionedBudget] = ("budget", 12), [LeadSignals.ReadyToPay] = ("budget", 15),
        [LeadSignals.Exploring] = ("timing", 3), [LeadSignals.Evaluating] = ("timing", 6), [LeadSignals.Deciding] = ("timing", 8),
        [LeadSignals.Urgent] = ("timing", 10),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The signals of this message and no other.</summary>
    public static List<string> Earned(AgentTask task, Understood u, IReadOnlyDictionary<string, string> learnt)
    {
        var signals = new List<string>();
        if (u.Intent is Intent.OptOut or Intent.Injection) return signals;
        if (task.Turn.History.Any(l => !l.FromCustomer)) signals.Add(LeadSignals.Replied);
        if (u.Intent is Intent.Inquiry or Intent.Price or Intent.AiQuestion || u.IsQuestion
            && u.Intent is not (Intent.OffTopic or Intent.Complaint)) signals.Add(LeadSignals.AskedQuestion);
        if (u.Intent == Intent.Price)
        {
            signals.Add(LeadSignals.RequestedPricing);
            signals.Add(LeadSignals.AskedPrice);
        }
        if (u.Intent == Intent.Negotiation) signals.Add(LeadSignals.AskedPrice);
        var meets = u.Intent == Intent.Booking || u.Intent == Intent.Interest && learnt.ContainsKey(LeadFacts.Date)
            || u.Intent == Intent.Affirm && task.Turn.Memory.GetValueOrDefault("asked") is "offer" or "when";
        if (meets) signals.Add(LeadSignals.RequestedDemo);
        if (u.Objection is "cheaper_exists" or "have_system" || u.Has("sig.evaluating")) signals.Add(LeadSignals.ComparedCompetitors);
        if (u.Has("sig.roi")) signals.Add(LeadSignals.DiscussedRoi);
        if (learnt.ContainsKey(LeadFacts.Budget)) signals.Add(LeadSignals.MentionedBudget);
        if (u.Has("i.subscribe") && u.Intent == Intent.Interest) signals.Add(LeadSignals.ReadyToPay);
        if (Timing(u, learnt) is { } timing) signals.Add(timing);
        return signals;
    }

    /// <summary>The points that the new signals may add, or null where there are none.</summary>
    public static int? Change(AgentTask task, IReadOnlyList<string> signals, IReadOnlyDictionary<string, string> learnt)
    {
        var had = task.Lead?.Reasons.Select(r => r.Signal).ToHashSet(StringComparer.Ordinal) ?? [];
        int engagement = 0, budget = 0, timing = 0;
        foreach (var signal in signals)
        {
            if (had.Contains(signal) || !Worth.TryGetValue(signal, out var worth)) continue;
            if (worth.Factor == "engagement") engagement += worth.Points;
            else if (worth.Factor == "budget") budget += worth.Points;
            else timing = Math.Max(timing, worth.Points);
        }
        var sum = Math.Min(engagement, 30) + Math.Min(budget, 15) + timing;
        return sum == 0 && learnt.Count == 0 ? null : sum;
    }

    private static string? Timing(Understood u, IReadOnlyDictionary<string, string> learnt) => learnt.GetValueOrDefault(LeadFacts.Timeline) switch
    {
        "now" or "this_week" => LeadSignals.Urgent,
        "this_month" => LeadSignals.Deciding,
        "this_quarter" => LeadSignals.Evaluating,
        "later" => LeadSignals.Exploring,
        _ => u.Has("sig.deciding") ? LeadSignals.Deciding : u.Has("sig.evaluating") ? LeadSignals.Evaluating : u.Has("sig.exploring")
            ? LeadSignals.Exploring : null,
    };
}
