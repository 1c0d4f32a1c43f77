using SalesFlow.Common;

namespace SalesFlow.Tenancy;

/// <summary>A plan as it is sold from a day on. A changed price or limit is a new entry with a later day, never an edit of an old one.</summary>
/// <param name="Code"><c>basic</c>, <c>professional</c> or <c>enterprise</c>.</param>
/// <param name="NameAr">Arabic name.</param>
/// <param name="NameEn">English name.</param>
/// <param name="MonthlyPrice">Price of a month, value-added tax included.</param>
/// <param name="Users">Active users at most; null means no limit.</param>
/// <param name="LeadsPerMonth">Leads of a calendar month at most; null means no limit.</param>
/// <param name="MessagesPerMonth">WhatsApp messages sent in a calendar month at most; null means no limit.</param>
/// <param name="Automations">Automations at most; null means no limit.</param>
/// <param name="Reports"><c>basic</c>, <c>advanced</c> or <c>custom</c>.</param>
/// <param name="Support"><c>email</c>, <c>priority</c> or <c>dedicated</c>.</param>
/// <param name="From">The first day on which it is sold so, in Riyadh.</param>
[GenerateSerializer, Immutable, Alias("plan")]
public sealed record Plan(
    string Code, string NameAr, string NameEn, Money MonthlyPrice, int? Users, long? LeadsPerMonth, long? MessagesPerMonth, int? Automations,
    string Reports, string Support, DateOnly From)
{
    /// <summary>The limit of a metric; null means none.</summary>
    public long? Limit(QuotaMetric metric) => metric switch
    {
        QuotaMetric.Users => Users,
        QuotaMetric.LeadsPerMonth => LeadsPerMonth,
        QuotaMetric.MessagesPerMonth => MessagesPerMonth,
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, null),
    };

    /// <summary>What a period costs, value-added tax included: a year is paid at twelve months less a fifth.</summary>
    public Money Price(BillingPeriod period) =>
        period == BillingPeriod.Year ? MonthlyPrice with { Amount = decimal.Round(MonthlyPrice.Amount * 12m * 0.8m, 2) } : MonthlyPrice;
}

/// <summary>How a plan is paid: in advance.</summary>
[GenerateSerializer]
public enum BillingPeriod
{
    /// <summary>By the month.</summary>
    Month = 0,
    /// <summary>By the year, a fifth cheaper.</summary>
    Year = 1,
}

/// <summary>The plans that are or were sold.</summary>
public static class PlanCatalogue
{
    /// <summary>The plan that a company starts with.</summary>
    public const string First = "basic";

    /// <summary>How long a trial lasts: all features, no limits.</summary>
    public static readonly TimeSpan Trial = TimeSpan.FromDays(14);

    private static readonly DateOnly Opening = new(2026, 1, 1);

    /// <summary>Every entry that ever held.</summary>
    public static IReadOnlyList<Plan> History { get; } =
    [
        new("basic", "الأساسية", "Basic", Money.Sar(299), 2, 100, 500, 3, "basic", "email", Opening),
        new("professional", "الاحترافية", "Professional", Money.Sar(699), 10, 1_000, 5_000, 20, "advanced", "priority", Opening),
        new("enterprise", "المؤسسات", "Enterprise", Money.Sar(1_499), null, null, null, null, "custom", "dedicated", Opening),
    ];

    /// <summary>What is sold on a day, the cheapest first.</summary>
    public static IReadOnlyList<Plan> On(DateOnly day) =>
        [.. History.Where(p => p.From <= day).GroupBy(p => p.Code, StringComparer.Ordinal).Select(g => g.MaxBy(p => p.From)!).OrderBy(p => p.MonthlyPrice.Amount)];

    /// <summary>A plan as it stands on a day, or null.</summary>
    public static Plan? Find(string? code, DateOnly day) => History.Where(p => p.Code == code && p.From <= day).MaxBy(p => p.From);
}
