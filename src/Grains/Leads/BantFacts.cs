using SalesFlow.Leads;

namespace SalesFlow.Grains.Leads;

/// <summary>How well one question of qualification is answered.</summary>
public enum BantLevel
{
    /// <summary>Nothing is known.</summary>
    Unknown = 0,
    /// <summary>Low: no budget, no say, no schedule.</summary>
    Low = 1,
    /// <summary>Medium.</summary>
    Medium = 2,
    /// <summary>High.</summary>
    High = 3,
    /// <summary>Very high.</summary>
    VeryHigh = 4,
}

/// <summary>Budget, authority, need and timeline, read off what a lead has told. A view: nothing of it is stored.</summary>
/// <param name="Budget">A named budget or readiness to pay is high, a question about prices medium.</param>
/// <param name="Authority">Owner and CEO very high, managers high, IT manager medium, employee low.</param>
/// <param name="Need">Lost customers very high; painful manual work or a search for a system high; anything else that is named medium.</param>
/// <param name="Timeline">This week very high, this month high, this quarter medium, later low.</param>
public sealed record BantFacts(BantLevel Budget, BantLevel Authority, BantLevel Need, BantLevel Timeline)
{
    /// <summary>Reads the four off facts and the reasons of the score.</summary>
    public static BantFacts Of(IReadOnlyDictionary<string, string> facts, IReadOnlyList<ScoreReason> reasons)
    {
        bool Has(string signal) => reasons.Any(r => r.Signal == signal);
        var budget = Has(LeadSignals.MentionedBudget) || Has(LeadSignals.ReadyToPay) ? BantLevel.High
            : Has(LeadSignals.AskedPrice) || Has(LeadSignals.RequestedPricing) ? BantLevel.Medium
            : BantLevel.Unknown;
        return new BantFacts(
            budget,
            facts.GetValueOrDefault(LeadFacts.Role) switch
            {
                "owner" or "ceo" => BantLevel.VeryHigh,
                "manager" or "sales_manager" => BantLevel.High,
                "it_manager" => BantLevel.Medium,
                "employee" => BantLevel.Low,
                _ => BantLevel.Unknown,
            },
            facts.GetValueOrDefault(LeadFacts.Need) switch
            {
                null => BantLevel.Unknown,
                "lost_leads" => BantLevel.VeryHigh,
                "manual_follow_up" or "looking_for_crm" or "slow_response" => BantLevel.High,
                "none" => BantLevel.Low,
                _ => BantLevel.Medium,
            },
            facts.GetValueOrDefault(LeadFacts.Timeline) switch
            {
                "now" or "this_week" => BantLevel.VeryHigh,
                "this_month" => BantLevel.High,
                "this_quarter" => BantLevel.Medium,
                "later" => BantLevel.Low,
                _ => BantLevel.Unknown,
            });
    }
}
