using System.Runtime.CompilerServices;
using SalesFlow.Knowledge;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Guards;

/// <summary>The numbers that a tenant publishes, and that every reply may name. Immutable.</summary>
/// <param name="Prices">Amounts of money: its price list, and what its features and knowledge name as money.</param>
/// <param name="Shares">Percentages.</param>
/// <param name="Foreign">Whether it has prices in another currency than riyals.</param>
internal sealed record PublishedNumbers(HashSet<decimal> Prices, HashSet<decimal> Shares, bool Foreign)
{
    /// <summary>
    /// Read once for each snapshot of a tenant, since its whole knowledge must be searched; kept only as long as the snapshot itself lives. Bounded
    /// by the snapshots that are in use.
    /// </summary>
    private static readonly ConditionalWeakTable<TenantView, PublishedNumbers> Kept = [];

    /// <summary>The same with what passages of the tenant's knowledge base name: a tool has given them, so they may be said.</summary>
    public PublishedNumbers With(IReadOnlyList<KnowledgePassage>? read)
    {
        if (read is not { Count: > 0 }) return this;
        HashSet<decimal> prices = [.. Prices], shares = [.. Shares];
        foreach (var passage in read) MoneyGuard.CollectMoney(passage.Text, prices, shares);
        return this with { Prices = prices, Shares = shares };
    }

    /// <summary>What a tenant publishes.</summary>
    public static PublishedNumbers Of(TenantView tenant) => Kept.GetValue(tenant, Read);

    private static PublishedNumbers Read(TenantView tenant)
    {
        HashSet<decimal> prices = [], shares = [];
        foreach (var item in tenant.PriceList)
        {
            prices.Add(item.Price.Amount);
            foreach (var feature in item.FeaturesAr.Concat(item.FeaturesEn)) MoneyGuard.CollectMoney(feature, prices, shares);
        }
        foreach (var item in tenant.Knowledge)
        {
            MoneyGuard.CollectMoney(item.TextAr, prices, shares);
            MoneyGuard.CollectMoney(item.TextEn, prices, shares);
        }
        return new PublishedNumbers(prices, shares, tenant.PriceList.Any(p => p.Price.Currency != "SAR"));
    }
}

/// <summary>The numbers that a customer named.</summary>
internal static class CustomerNumbers
{
    /// <summary>Every number that the customer wrote, and the budget known of them.</summary>
    public static HashSet<decimal> Of(AgentTask task)
    {
        var numbers = new HashSet<decimal>();
        foreach (var line in task.Turn.Pending) MoneyGuard.Collect(line.Text, numbers);
        foreach (var line in task.Turn.History)
            if (line.FromCustomer) MoneyGuard.Collect(line.Text, numbers);
        if (task.Lead is { } lead && lead.Facts.TryGetValue(LeadFacts.Budget, out var budget)) MoneyGuard.Collect(budget, numbers);
        return numbers;
    }
}
