using SalesFlow.Tenancy;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>The plans by whatever name, and what affiliates earn on them.</summary>
internal static class PlanRates
{
    private static readonly (string Code, string[] Words)[] Plans =
    [
        ("enterprise", CaseText.Phrases("enterprise", "مؤسسات", "المؤسسات", "مؤسسيه", "المؤسسيه")),
        ("professional", CaseText.Phrases("professional", "pro", "احترافيه", "الاحترافيه", "احترافي", "الاحترافي", "المهنيه")),
        ("basic", CaseText.Phrases("basic", "starter", "اساسيه", "الاساسيه", "اساسي", "الاساسي")),
    ];

    /// <summary>The plan that a text names: <c>basic</c>, <c>professional</c>, <c>enterprise</c>, or another code of the price list; else null.</summary>
    public static string? Plan(string? text, TenantView? tenant = null)
    {
        if (text is null) return null;
        var words = ArabicText.Normalise(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var (code, names) in Plans)
            if (words.Any(w => names.Contains(w))) return code;
        var plain = string.Join(' ', words);
        return tenant?.PriceList.FirstOrDefault(p => ArabicText.Normalise(p.Code) == plain || ArabicText.Normalise(p.NameAr) == plain
            || ArabicText.Normalise(p.NameEn) == plain || p.Aliases.Contains(plain))?.Code;
    }

    /// <summary>The plan whose price an amount is: one period of it, or a year paid in advance with the discount for that; null where it is none's.</summary>
    public static string? PlanOfAmount(decimal amount, TenantView tenant) => tenant.PriceList.FirstOrDefault(p =>
        p.Price.Amount == amount || p.Period == "month" && Yearly(p.Price.Amount) == amount)?.Code;

    /// <summary>What a year costs that is paid in advance: twelve months less 20 %.</summary>
    public static decimal Yearly(decimal monthly) => CaseText.Money(monthly * 12 * 0.8m);

    /// <summary>The share of what the customer pays that an affiliate earns, 0 to 1; null for a plan without one.</summary>
    public static decimal? Rate(string? plan, bool employee) => (plan, employee) switch
    {
        ("basic", false) => 0.15m,
        ("basic", true) => 0.20m,
        ("professional", false) => 0.20m,
        ("professional", true) => 0.25m,
        ("enterprise", false) => 0.25m,
        ("enterprise", true) => 0.30m,
        _ => null,
    };

    /// <summary>A rate as it was given: "20", "20%" and 0.2 are the same; null for what is no rate.</summary>
    public static decimal? Given(decimal? rate) => rate switch { > 0 and <= 1 => rate, > 1 and <= 100 => rate / 100, _ => null };

    /// <summary>Whether a kind of work is that of an employee.</summary>
    public static bool IsEmployee(string? kind)
    {
        var plain = ArabicText.Normalise(kind);
        return plain.Contains("employ", StringComparison.Ordinal) && !plain.Contains("self", StringComparison.Ordinal) || plain.Contains("موظف",
            StringComparison.Ordinal) || plain is "staff" or "salaried";
    }
}
