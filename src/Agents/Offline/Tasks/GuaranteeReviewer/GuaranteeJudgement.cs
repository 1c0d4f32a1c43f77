using System.Globalization;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>What the terms say of a claim.</summary>
/// <param name="Conditions">The six, in the output's order.</param>
/// <param name="Recommendation"><c>approve</c>, <c>deny</c>, <c>partial_refund</c> or <c>escalate</c>.</param>
/// <param name="Refund">SAR, two places.</param>
/// <param name="Confidence">0 to 1.</param>
internal sealed record GuaranteeJudgement(IReadOnlyList<GuaranteeCondition> Conditions, string Recommendation, decimal Refund, double Confidence)
{
    /// <summary>The terms: days to claim, leads, messages, days of use in a row.</summary>
    public const int Days = 30, Leads = 20, Messages = 50, DaysInARow = 14;

    /// <summary>How many of the six are met.</summary>
    public int Score => Conditions.Count(c => c.Met == true);

    /// <summary>How many are not known.</summary>
    public int Unknown => Conditions.Count(c => c.Met is null);

    /// <summary>Judges a claim.</summary>
    public static GuaranteeJudgement Of(GuaranteeCase claim, DateTimeOffset now)
    {
        var used = claim.ActivatedAt is { } from ? CaseText.Day(claim.SubmittedAt ?? now).DayNumber - CaseText.Day(from).DayNumber : claim.Elapsed;
        GuaranteeCondition[] conditions =
        [
            new("within_guarantee_period", used is null ? null : used is >= 0 and <= Days && !claim.Trial, used is { } day ? Text($"{day} days")
                : "–"),
            new("onboarding_completed", claim.Onboarded, claim.OnboardingPercentage is { } done ? Text($"{done:0.#} %")
                : claim.Onboarded is { } attended ? attended ? "attended" : "not attended" : "–"),
            new("minimum_usage_met", Usage(claim), Text($"{Figure(claim.Leads)} leads, {Figure(claim.Messages)} messages")),
            new("good_faith_effort", Effort(claim), claim.Streak is { } run && claim.StreakIsExact ? Text($"{run} days in a row") : claim.ActiveDays is { } days
                ? Text($"{days} active days") : "–"),
            new("no_prior_claims", claim.Beneficiary is not > 0, claim.Beneficiary is { } before ? Text($"{before} earlier claims")
                : "no record given"),
            new("no_abuse_indicators", claim.Abuse is not { Count: > 0 }, claim.Abuse is { Count: > 0 } signs ? string.Join(", ", signs)
                : claim.Abuse is null ? "no record given" : "none"),
        ];
        var recommendation = Recommend(claim, conditions);
        var refund = recommendation switch
        {
            "approve" => claim.Paid ?? 0,
            "partial_refund" when used is { } elapsed => Prorated(claim, elapsed),
            _ => 0,
        };
        return new GuaranteeJudgement(conditions, recommendation, refund, Sure(claim, conditions, used, recommendation));
    }

    private static bool? Usage(GuaranteeCase claim)
    {
        if (claim.Leads < Leads || claim.Messages < Messages) return false;
        return claim.Leads is null || claim.Messages is null ? null : true;
    }

    // Days of use that are not said to be in a row count where there are enough of them; the confidence tells of the doubt.
    private static bool? Effort(GuaranteeCase claim) => claim.Streak >= DaysInARow ? true
        : claim.StreakIsExact ? false
        : claim.ActiveDays is { } days ? days >= DaysInARow : null;

    private static string Recommend(GuaranteeCase claim, GuaranteeCondition[] conditions)
    {
        var (met, unknown) = (conditions.Count(c => c.Met == true), conditions.Count(c => c.Met is null));
        var excluded = claim.Trial || conditions[0].Met == false || conditions[4].Met == false || conditions[5].Met == false;
        if (claim.Topics.Contains("exceptional") && met < 6) return "escalate";
        if (excluded || met + unknown <= 3) return "deny";
        // Terms of a large discount may differ: somebody must look them up.
        if (unknown > 0 || claim.Discount > 50 || claim.Paid is null) return "escalate";
        return met == 6 ? "approve" : met >= 4 ? "partial_refund" : "deny";
    }

    /// <summary>What the days that are left of the paid period are worth.</summary>
    internal static decimal Prorated(GuaranteeCase claim, int used)
    {
        var period = claim.Yearly ? 365 : 30;
        return CaseText.Money((claim.Paid ?? 0) * Math.Clamp(period - used, 0, period) / period);
    }

    private static double Sure(GuaranteeCase claim, GuaranteeCondition[] conditions, int? used, string recommendation)
    {
        var confidence = 0.97m - 0.12m * conditions.Count(c => c.Met is null);
        if (claim.Beneficiary is null) confidence -= 0.02m;
        if (claim.Abuse is null) confidence -= 0.02m;
        if (claim.SubmittedAt is null) confidence -= 0.04m;
        if (claim.Paid is null && !claim.Trial) confidence -= 0.10m;
        if (conditions[3].Met == true && claim.Streak is not >= DaysInARow) confidence -= 0.08m;
        // Figures that contradict each other: more days than there were, an onboarding both done and barely begun.
        if (used is { } days && claim.ActiveDays > days + 1 || used < 0) confidence -= 0.15m;
        if (claim.Onboarded == true && claim.OnboardingPercentage < 50) confidence -= 0.15m;
        if (recommendation == "partial_refund") confidence -= 0.12m;
        if (claim.Topics.Contains("exceptional") || claim.Discount > 50) confidence -= 0.20m;
        return (double)Math.Clamp(confidence, 0, 1);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Figure(decimal? number) => number is { } known ? known.ToString("0", CultureInfo.InvariantCulture) : "?";
}
