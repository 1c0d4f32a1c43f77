using SalesFlow.Common;
using SalesFlow.Deals;

namespace SalesFlow.Grains.Deals;

/// <summary>Limits of a deal's particulars, and which of them it has. Together they keep a state below 32 KB.</summary>
internal static class DealRules
{
    public const decimal MaxValue = 9_999_999_999.99m, MaxQuantity = 1_000_000m;

    public const int MaxDescription = 2000, MaxTags = 20, MaxTag = 50, MaxItems = 30, MaxProduct = 150, MaxNextStep = 200;

    /// <summary>The first field that is out of its limits, or null.</summary>
    public static string? Problem(DealDetails details)
    {
        if (details.Description?.Length > MaxDescription) return "description";
        if (details.Tags is { } tags && (tags.Count > MaxTags || tags.Any(t => !IsTag(t)))) return "tags";
        if (details.Probability is < 0 or > 100) return "probability";
        if (details.NextStep is { Length: 0 or > MaxNextStep }) return "nextStep";
        if (details.Items is not { } items) return null;
        if (items.Count > MaxItems) return "items";
        for (var i = 0; i < items.Count; i++)
        {
            if (Problem(items[i]) is { } field) return $"items[{i}].{field}";
        }
        return null;
    }

    /// <summary>The sum of the lines without tax, or the value given where there are none.</summary>
    public static Money Value(IReadOnlyList<DealItem>? items, Money given) =>
        items is { Count: > 0 } ? given with { Amount = ItemAmounts.Of(items).Net } : given;

    public static bool IsValid(Money value) =>
        value.Amount is >= 0 and <= MaxValue && HasTwoPlaces(value.Amount) && value.Currency is { Length: 3 } c && c.All(char.IsAsciiLetterUpper);

    /// <summary>Whether a deal has what a stage may require.</summary>
    public static bool Has(DealState deal, string field) => field switch
    {
        "value" => deal.Value.Amount > 0,
        "items" => deal.Details.Items is { Count: > 0 },
        _ => Holds(deal, field),
    };

    /// <summary>Whether a field that can be emptied holds something.</summary>
    public static bool Holds(DealState deal, string field) => field switch
    {
        "expectedClose" => deal.ExpectedClose is not null,
        "leadId" => deal.LeadId is not null,
        "contactId" => deal.ContactId is not null,
        "companyId" => deal.Details.CompanyId is not null,
        "ownerId" => deal.Details.OwnerId is not null,
        "description" => deal.Details.Description is not null,
        "probability" => deal.Details.Probability is not null,
        "nextStep" => deal.Details.NextStep is not null,
        "nextStepOn" => deal.Details.NextStepOn is not null,
        _ => false,
    };

    /// <summary>What of a change differs from what holds.</summary>
    public static DealDetails Differences(DealDetails old, DealDetails now) => new(
        now.CompanyId == old.CompanyId ? null : now.CompanyId,
        now.OwnerId == old.OwnerId ? null : now.OwnerId,
        now.Description == old.Description ? null : now.Description,
        now.Tags is null || now.Tags.SequenceEqual(old.Tags ?? []) ? null : now.Tags,
        now.Items is null || now.Items.SequenceEqual(old.Items ?? []) ? null : now.Items,
        now.Probability == old.Probability ? null : now.Probability,
        now.NextStep == old.NextStep ? null : now.NextStep,
        now.NextStepOn == old.NextStepOn ? null : now.NextStepOn);

    private static string? Problem(DealItem item)
    {
        if (string.IsNullOrWhiteSpace(item.Product) || item.Product.Length > MaxProduct) return "product";
        if (item.Quantity is <= 0 or > MaxQuantity || !HasTwoPlaces(item.Quantity)) return "quantity";
        if (item.UnitPrice is < 0 or > MaxValue || !HasTwoPlaces(item.UnitPrice)) return "unitPrice";
        if (item.DiscountPercent is < 0 or > 100 || !HasTwoPlaces(item.DiscountPercent)) return "discountPercent";
        return item.VatPercent is < 0 or > 100 || !HasTwoPlaces(item.VatPercent) ? "vatPercent" : null;
    }

    // The list of deals keeps tags in one column with bars between them.
    private static bool IsTag(string? tag) => !string.IsNullOrWhiteSpace(tag) && tag.Length <= MaxTag && !tag.Any(c => char.IsControl(c) || c == '|');

    private static bool HasTwoPlaces(decimal amount) => decimal.Round(amount, 2) == amount;
}
