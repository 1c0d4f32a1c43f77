using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Leads;
using SalesFlow.Tenancy;
using SalesFlow.Text;

namespace SalesFlow.Grains.Leads;

/// <summary>The deal that a qualified lead opens: it belongs to whoever has the lead.</summary>
internal static class LeadDeal
{
    /// <summary>Who opens it.</summary>
    public const string OpenedBy = "system";

    private const int MaxTitle = 255;

    public static OpenDeal Of(LeadState lead, string leadId, IReadOnlyList<PriceListItem> prices)
    {
        var title = lead.Facts.GetValueOrDefault(LeadFacts.CompanyName) ?? lead.Name ?? PhoneNumber.Mask(lead.Phone);
        return new OpenDeal(
            title.Length > MaxTitle ? title[..MaxTitle] : title, Value(lead.Facts, prices), leadId, lead.ContactId, lead.ConversationId, null, OpenedBy,
            Details: lead.AssignedTo is { } owner ? new DealDetails(OwnerId: owner) : null);
    }

    /// <summary>
    /// One month of the plan that the lead named, else of the dearest monthly plan within its budget, else nothing: a value is never guessed.
    /// A yearly price counts by its twelfth.
    /// </summary>
    public static Money Value(IReadOnlyDictionary<string, string> facts, IReadOnlyList<PriceListItem> prices)
    {
        var named = prices.FirstOrDefault(p => facts.Any(f => f.Key is "plan" or "product" or "package" && IsNamed(p, ArabicText.Normalise(f.Value))));
        if (named is not null) return Monthly(named);
        var budget = facts.TryGetValue(LeadFacts.Budget, out var text) ? LeadScoring.Amount(text) : null;
        var within = prices.Where(p => p.Period == "month" && p.Price.Amount <= budget).MaxBy(p => p.Price.Amount);
        return within?.Price ?? Money.Sar(0);
    }

    private static bool IsNamed(PriceListItem item, string value) =>
        value.Length > 0 && (value == item.Code || value == ArabicText.Normalise(item.NameAr) || value == ArabicText.Normalise(item.NameEn) || item.Aliases.Contains(value));

    private static Money Monthly(PriceListItem item) => item.Period == "year" ? item.Price with { Amount = Math.Round(item.Price.Amount / 12, 2) } : item.Price;
}
