using System.Text.Json.Nodes;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Offline.Tasks.ProposalDrafter;

/// <summary>The prices of a proposal, riyals, two places. Only from the price list and from what the input gives.</summary>
/// <param name="Monthly">A month before the discount; null where it is not known.</param>
/// <param name="Discount">In percent; null for none.</param>
/// <param name="AfterDiscount">A month after the discount.</param>
/// <param name="Annual">Twelve months after the discount, or the yearly price.</param>
/// <param name="SetupFee">Once; null where none was given.</param>
/// <param name="VatIncluded">Whether the amounts contain value-added tax.</param>
/// <param name="Mismatch">Whether the input gives a price above the list's.</param>
internal sealed record Pricing(decimal? Monthly, decimal? Discount, decimal? AfterDiscount, decimal? Annual, decimal? SetupFee, bool VatIncluded,
    bool Mismatch)
{
    /// <summary>Saudi value-added tax, in percent.</summary>
    public const decimal Vat = 15m;

    /// <summary>Whether anything of it is known.</summary>
    public bool Known => Monthly is not null || Annual is not null;

    /// <summary>Works out the prices.</summary>
    public static Pricing Of(JsonObject facts, PriceListItem? plan, bool quotesWithVat)
    {
        decimal? Number(string name) => facts[name]?.GetValue<decimal>();
        var list = plan is { Period: "month" } ? plan.Price.Amount : (decimal?)null;
        var approved = Number("monthly");
        var monthly = list ?? approved;
        var discount = Number("discount") ?? (Number("discount_amount") is { } amount && monthly > 0 && amount <= monthly
            ? decimal.Round(amount / monthly.Value * 100, 2) : null);
        // A price approved below the list's is a discount, and is shown as one.
        if (approved is { } lower && list > lower && list > 0
            && discount is null or 0) discount = decimal.Round((list!.Value - approved!.Value) / list.Value * 100, 2);
        var mismatch = approved > list;
        if (mismatch) monthly = approved;
        if (discount == 0) discount = null;
        var after = monthly is { } price ? Round(approved is { } exact && list > exact ? exact : price * (100 - (discount ?? 0)) / 100)
            : (decimal?)null;
        var annual = Number("annual") ?? (after is { } month ? Round(month * 12) : plan is { Period: "year" }
            ? Round(plan.Price.Amount * (100 - (discount ?? 0)) / 100) : null);
        return new Pricing(monthly is { } m ? Round(m) : null, discount, after, annual, Number("setup_fee")
            ?? (plan is { Period: "once" } ? plan.Price.Amount : null), plan?.VatIncluded ?? quotesWithVat, mismatch);
    }

    /// <summary>The part of an amount that is tax, and the rest; where the amount is without tax, the tax comes on top.</summary>
    public (decimal Net, decimal Tax, decimal Gross) Split(decimal amount)
    {
        if (!VatIncluded) return (amount, Round(amount * Vat / 100), amount + Round(amount * Vat / 100));
        var net = Round(amount / (1 + Vat / 100));
        return (net, amount - net, amount);
    }

    private static decimal Round(decimal amount) => decimal.Round(amount, 2, MidpointRounding.AwayFromZero);
}
