using System.Globalization;
using System.Text.Json.Nodes;

namespace SalesFlow.Agents.Offline.Tasks.ManagementSummary;

/// <summary>A figure with what follows from it.</summary>
/// <param name="Code">Which one.</param>
/// <param name="Ar">Its Arabic name.</param>
/// <param name="En">Its English name.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Better">Which way is good.</param>
/// <param name="Core">Whether a summary without it lacks something.</param>
/// <param name="Value">Of this period; null where it is unknown.</param>
/// <param name="Previous">Of the period before; null where it is unknown.</param>
/// <param name="Change">In percent, one place; null where there is nothing to compare with.</param>
/// <param name="Estimate">Whether it is a projection.</param>
/// <param name="Conflict">Whether the input contradicts itself about it.</param>
internal sealed record KpiLine(
    string Code, string Ar, string En, string Unit, string Better, bool Core, decimal? Value, decimal? Previous, decimal? Change, bool Estimate,
        bool Conflict)
{
    private const decimal Least = 0.0001m;

    /// <summary><c>up</c>, <c>down</c>, <c>flat</c> or <c>unknown</c>.</summary>
    public string Trend => (Value, Previous, Change) switch
    {
        ({ } now, { } before, _) => now > before ? "up" : now < before ? "down" : "flat",
        (_, _, { } change) => change > 0 ? "up" : change < 0 ? "down" : "flat",
        _ => "unknown",
    };

    /// <summary>1 where it moved the good way, -1 the bad way, 0 else.</summary>
    public int Turn => (Trend, Better) switch { ("up", "up") or ("down", "down") => 1, ("up", "down") or ("down", "up") => -1, _ => 0 };

    /// <summary>Reads it from the facts.</summary>
    public static KpiLine Of(JsonObject fact)
    {
        decimal? Number(string name) => fact[name]?.GetValue<decimal>();
        var (value, previous) = (Number("value"), Number("previous"));
        // The exact ratio where both are known; what the input states only where they are not.
        decimal? change = null;
        if (value is { } now && previous is { } before) change = before >= Least ? decimal.Round((now - before) / before * 100, 1,
            MidpointRounding.AwayFromZero) : null;
        else if (Number("stated") is { } stated) change = decimal.Round(stated, 1);
        return new KpiLine(fact.Text("name")!, fact.Text("label_ar")!, fact.Text("label_en")!, fact.Text("unit")!, fact.Text("better")!,
            fact.Is("core"), value, previous,
            change is { } percent ? Math.Clamp(percent, -1_000_000, 1_000_000) : null, fact.Is("estimate"), fact.Is("conflict"));
    }
}

/// <summary>Something that the management must know.</summary>
/// <param name="Severity"><c>URGENT</c>, <c>WARNING</c> or <c>ATTENTION</c>.</param>
/// <param name="Code">Stable word; also the key of its texts.</param>
/// <param name="Value">The number that it is about.</param>
internal sealed record Alert(string Severity, string Code, string Value);

/// <summary>The rules over the figures. Pure.</summary>
internal static class SummaryRules
{
    /// <summary>Revenue that falls by more than this share of the period before is urgent.</summary>
    public const decimal RevenueDrop = 0.20m;

    /// <summary>More guarantee claims a week than this are a warning.</summary>
    public const int ClaimsPerWeek = 3;

    /// <summary>More affiliates lost a month than this want attention.</summary>
    public const int AffiliatesPerMonth = 2;

    /// <summary>The alerts, the most severe first.</summary>
    /// <param name="lines">The figures.</param>
    /// <param name="period">daily, weekly or monthly.</param>
    /// <param name="weeklyClaims">Guarantee claims of the fullest seven days, where the input tells them; else null.</param>
    public static IReadOnlyList<Alert> Alerts(IReadOnlyList<KpiLine> lines, string period, decimal? weeklyClaims)
    {
        var alerts = new List<Alert>();
        KpiLine? Line(string code) => lines.FirstOrDefault(l => l.Code == code && !l.Estimate);
        if (Line("revenue") is { } revenue && Dropped(revenue)) alerts.Add(new Alert("URGENT", "revenue_drop", Plain(Math.Abs(revenue.Change ?? 0))));
        var claims = weeklyClaims ?? Line("guarantee_claims")?.Value;
        // A month's claims are spread over its weeks where their days are not known.
        if (weeklyClaims is null && period == "monthly") claims = claims * 7 / 30;
        if (claims > ClaimsPerWeek) alerts.Add(new Alert("WARNING", "guarantee_claims", Plain(decimal.Round(claims.Value, 1))));
        // A share of the affiliates is no number of them.
        if (Line("affiliate_churn")?.Value is { } lost && lost > AffiliatesPerMonth) alerts.Add(new Alert("ATTENTION", "affiliate_churn",
            Plain(lost)));
        return alerts;
    }

    /// <summary>0 to 1: how much of what a summary needs is there, whether it can be compared, and whether it agrees.</summary>
    public static double Confidence(IReadOnlyList<KpiLine> lines, bool periodKnown)
    {
        var core = KpiCatalogue.All.Count(k => k.Core);
        var known = lines.Where(l => l.Core && !l.Estimate && l.Value is not null).ToList();
        if (!lines.Any(l => l.Value is not null)) return 0.1;
        var compared = known.Count == 0 ? 0 : (double)known.Count(l => l.Previous is not null) / known.Count;
        var conflicts = Math.Min(0.2, 0.1 * lines.Count(l => l.Conflict));
        return Math.Clamp(0.25 + 0.55 * known.Count / core + 0.15 * compared - (periodKnown ? 0 : 0.1) - conflicts, 0.1, 0.95);
    }

    /// <summary>The name of a confidence.</summary>
    public static string Level(double confidence) => confidence >= 0.85 ? "high" : confidence >= 0.60 ? "medium" : "low";

    private static bool Dropped(KpiLine revenue) => revenue is { Value: { } now, Previous: > 0 and var before }
        ? now < before * (1 - RevenueDrop) : revenue.Change < -RevenueDrop * 100;

    /// <summary>A number as it is written: no more places than it needs.</summary>
    public static string Plain(decimal number) => number.ToString("#,##0.##", CultureInfo.InvariantCulture);
}
