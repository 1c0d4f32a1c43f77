namespace SalesFlow.Deals;

/// <summary>A line of a deal.</summary>
/// <param name="Product">What is sold, 1 to 150 characters.</param>
/// <param name="Quantity">Above 0, at most 1,000,000, two places.</param>
/// <param name="UnitPrice">From 0, two places, in the deal's currency.</param>
/// <param name="DiscountPercent">0 to 100, two places.</param>
/// <param name="VatPercent">Value-added tax, 0 to 100; 15 unless the thing is exempt.</param>
/// <param name="VatIncluded">Whether the unit price contains the tax.</param>
[GenerateSerializer, Immutable, Alias("deal.item")]
public sealed record DealItem(string Product, decimal Quantity, decimal UnitPrice, decimal DiscountPercent = 0, decimal VatPercent = 15, bool VatIncluded = false)
{
    /// <summary>The line's amounts, each rounded to two places, half to even; net and tax always add up to gross.</summary>
    public ItemAmounts Amounts()
    {
        var price = Round(Quantity * UnitPrice * (100 - DiscountPercent) / 100);
        if (!VatIncluded)
        {
            var tax = Round(price * VatPercent / 100);
            return new ItemAmounts(price, tax, price + tax);
        }
        var net = Round(price * 100 / (100 + VatPercent));
        return new ItemAmounts(net, price - net, price);
    }

    private static decimal Round(decimal amount) => Math.Round(amount, 2, MidpointRounding.ToEven);
}

/// <summary>Amounts without, of and with value-added tax.</summary>
public readonly record struct ItemAmounts(decimal Net, decimal Vat, decimal Gross)
{
    /// <summary>The sums of lines.</summary>
    public static ItemAmounts Of(IEnumerable<DealItem> items) =>
        items.Select(i => i.Amounts()).Aggregate(default(ItemAmounts), (a, b) => new ItemAmounts(a.Net + b.Net, a.Vat + b.Vat, a.Gross + b.Gross));
}

/// <summary>What is known of a deal beside its title and value. In a change null leaves a field as it is.</summary>
/// <param name="CompanyId">The company.</param>
/// <param name="OwnerId">The user whose deal it is.</param>
/// <param name="Description">At most 2,000 characters.</param>
/// <param name="Tags">At most 20, each 1 to 50 characters; an empty list removes them.</param>
/// <param name="Items">At most 30; the deal's value is then their sum without tax. An empty list removes them and leaves the value.</param>
/// <param name="Probability">0 to 100, instead of the stage's, until the deal changes its stage.</param>
/// <param name="NextStep">What is to be done next, at most 200 characters.</param>
/// <param name="NextStepOn">When, the tenant's day.</param>
[GenerateSerializer, Immutable, Alias("deal.details")]
public sealed record DealDetails(
    string? CompanyId = null, string? OwnerId = null, string? Description = null, IReadOnlyList<string>? Tags = null, IReadOnlyList<DealItem>? Items = null,
    int? Probability = null, string? NextStep = null, DateOnly? NextStepOn = null)
{
    /// <summary>Nothing known, or nothing changed.</summary>
    public static DealDetails None { get; } = new();
}
