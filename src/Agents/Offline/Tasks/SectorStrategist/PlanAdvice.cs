using System.Text.Json.Nodes;
using SalesFlow.Agents.Language;
using SalesFlow.Agents.Offline.Tasks.ProposalDrafter;
using SalesFlow.Knowledge;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Offline.Tasks.SectorStrategist;

/// <summary>
/// Which plan to recommend. What is asked for outright (users, customers a month, features) must be in it; the number of employees only tells the
/// size of the company, and few of them will be users.
/// </summary>
internal static class PlanAdvice
{
    /// <summary>From so many employees on a company is no small one, and a plan without a limit is its plan.</summary>
    public const int Large = 50;

    private static readonly Mentions Leads = new("lead*", "عميل محتمل", "عملاء محتمل*");

    /// <summary>The plan: of the sector's own plans where one of them is enough, else of all that are sold; null for none.</summary>
    public static PriceListItem? Of(SectorData? sector, JsonObject facts, IReadOnlyList<PriceListItem> prices)
    {
        var fitting = (sector?.Plans ?? []).Select(code => prices.FirstOrDefault(p => p.Code == code)).OfType<PriceListItem>()
            .ToList();
        var (users, leads, features) = (facts.Count("users"), facts.Count("leads"), facts.Texts("features"));
        bool Enough(PriceListItem plan) => Users(plan) >= users && Customers(plan) >= leads
            && features.All(f => Coverage.Missing(f, plan, prices, []) != Coverage.OutsidePackage
                && !prices.Any(p => p.Price.Amount > plan.Price.Amount && Shared(p, f) is >= 2 and var more && more > Shared(plan, f)));
        var wanted = fitting.Where(Enough).ToList();
        if (wanted.Count == 0) wanted = [.. prices.Where(p => p.Period == "month" && Enough(p)).OrderBy(p => p.Price.Amount).Take(1)];
        if (wanted.Count > 0) fitting = wanted;
        if (users > 0 || facts.Count("staff") is not (> 0 and var staff)) return fitting.FirstOrDefault();
        if (staff >= Large)
        {
            return fitting.Find(p => Users(p) >= staff) ?? prices.Where(p => p.Period == "month" && Users(p) >= staff).MinBy(p => p.Price.Amount)
                ?? fitting.FirstOrDefault();
        }
        var limited = fitting.Where(p => Offer.Users(p) is > 0 and < int.MaxValue).OrderBy(Users).ToList();
        return limited.Find(p => Users(p) >= staff) ?? limited.LastOrDefault() ?? fitting.FirstOrDefault();
    }

    // How many words of what is asked for stand in one feature of the plan: a dearer plan that names it outright is meant.
    private static int Shared(PriceListItem plan, string feature)
    {
        var asked = Tokeniser.Cut(feature).Where(t => t.Word.Length > 2).ToList();
        return plan.FeaturesEn.Concat(plan.FeaturesAr).Select(Tokeniser.Cut)
            .Max(words => (int?)asked.Count(a => words.Exists(w => w.Forms.Intersect(a.Forms).Any()))) ?? 0;
    }

    private static int Users(PriceListItem plan) => Offer.Users(plan) ?? 0;

    private static int Customers(PriceListItem plan) => plan.FeaturesEn.Concat(plan.FeaturesAr).Where(f => Leads.In(f)).Select(Offer.Quantity)
        .FirstOrDefault(n => n is not null) ?? int.MaxValue;
}
