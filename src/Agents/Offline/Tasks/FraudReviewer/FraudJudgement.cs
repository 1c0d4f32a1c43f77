namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>A pattern with what it rests on: at least two independent signs.</summary>
internal sealed record FraudFinding(string Pattern, IReadOnlyList<FraudSignal> Evidence, double Confidence);

/// <summary>What a case comes to.</summary>
/// <param name="Score">0 to 100.</param>
/// <param name="Level"><c>low</c>, <c>medium</c>, <c>high</c>, <c>critical</c>.</param>
/// <param name="Action">What is recommended.</param>
/// <param name="Findings">The weightiest first.</param>
internal sealed record FraudJudgement(int Score, string Level, string Action, IReadOnlyList<FraudFinding> Findings)
{
    /// <summary>A single sign proves nothing: without a finding the risk stays below this.</summary>
    public const int MostWithoutFinding = 45;

    /// <summary>The strongest finding's confidence; null without one.</summary>
    public double? Confidence => Findings.Count > 0 ? Findings.Max(f => f.Confidence) : null;

    /// <summary>Whether commissions are held: from 0.70 and high risk on.</summary>
    public bool Holds => Confidence >= 0.70 && Level is "high" or "critical" && Findings.Count > 0;

    /// <summary>Whether the strictest step is recommended: from 0.90 and critical risk on.</summary>
    public bool Blocks => Confidence >= 0.90 && Level == "critical";

    /// <summary>Weighs signs, each kind once by its most trusted source.</summary>
    public static FraudJudgement Of(IReadOnlyList<FraudSignal> signals, string entityType)
    {
        var kinds = signals.GroupBy(s => s.Sign.Code).Select(g => g.OrderByDescending(s => s.Trust).First()).ToList();
        var findings = kinds.GroupBy(s => s.Sign.Pattern).Where(g => g.Count() >= 2 && Independent(g))
            .Select(g => new FraudFinding(g.Key, [.. g.OrderByDescending(s => s.Sign.Weight)], Math.Round(Math.Min(0.97, 1 - g.Aggregate(1.0, (left,
                s) => left * (1 - s.Trust))), 2)))
            .OrderByDescending(f => Risk(f.Evidence)).ThenBy(f => f.Pattern, StringComparer.Ordinal).ToList();
        var score = (int)Math.Round(100 * Risk(kinds));
        if (findings.Count == 0) score = Math.Min(score, MostWithoutFinding);
        var level = score switch { > 80 => "critical", >= 60 => "high", >= 35 => "medium", _ => "low" };
        var judged = new FraudJudgement(score, level, "clear", findings);
        return judged with { Action = Recommend(judged, kinds.Count, entityType) };
    }

    // A report that only concludes ("self-referral") says nothing beyond the fact that stands beside it in the same place.
    private static bool Independent(IEnumerable<FraudSignal> evidence)
    {
        var facts = evidence.Where(s => !s.Sign.IsConclusion).ToList();
        return facts.Count >= 2 || facts.Count == 1 && evidence.Any(s => s.Sign.IsConclusion && s.Reference != facts[0].Reference);
    }

    private static double Risk(IEnumerable<FraudSignal> signals) => 1 - signals.Aggregate(1.0, (left, s) => left * (1 - s.Sign.Weight));

    private static string Recommend(FraudJudgement judged, int kinds, string entityType)
    {
        if (judged.Blocks) return entityType == "affiliate" ? "suspend" : "block";
        if (judged.Holds) return "investigate";
        if (judged.Findings.Count == 0) return kinds == 0 ? "clear" : "monitor";
        return judged.Confidence >= 0.70 ? "warn" : "monitor";
    }
}
