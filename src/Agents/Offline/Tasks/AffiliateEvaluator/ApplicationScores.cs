using SalesFlow.Knowledge;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>A dimension's score.</summary>
/// <param name="Score">0 to 100; null where there is nothing to score.</param>
/// <param name="Evidence">What it rests on.</param>
/// <param name="Known">Whether the application says anything of it.</param>
internal sealed record DimensionScore(int? Score, Bilingual Evidence, bool Known);

/// <summary>The five dimensions of an applicant. What is not said gives no points.</summary>
internal static class ApplicationScores
{
    /// <summary>Fewer words than this are no sample.</summary>
    public const int LeastWords = 20;

    /// <summary>The weights; they sum to 1.</summary>
    public static readonly IReadOnlyList<(string Name, decimal Weight)> Weights =
        [("communication", 0.30m), ("sales_aptitude", 0.25m), ("digital_literacy", 0.20m), ("network_strength", 0.15m), ("cultural_fit", 0.10m)];

    /// <summary>The score of every dimension.</summary>
    public static Dictionary<string, DimensionScore> Of(Application a, TaskTexts texts) => new(StringComparer.Ordinal)
    {
        ["communication"] = Communication(a, texts), ["sales_aptitude"] = Sales(a, texts), ["digital_literacy"] = Digital(a, texts),
        ["network_strength"] = Network(a, texts), ["cultural_fit"] = Culture(a, texts),
    };

    /// <summary>The weighted mean of the dimensions that have a score, two places; zero where none has.</summary>
    public static decimal Aggregate(IReadOnlyDictionary<string, DimensionScore> scores)
    {
        var weight = Weights.Where(w => scores[w.Name].Score is not null).Sum(w => w.Weight);
        return weight == 0 ? 0 : decimal.Round(Weights.Sum(w => w.Weight * (scores[w.Name].Score ?? 0)) / weight, 2);
    }

    private static DimensionScore Communication(Application a, TaskTexts texts)
    {
        var words = ("words", a.Words.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (a.Words < LeastWords) return new(null, texts.Both("evidence.sample_short", words), false);
        var parts = a.Sample.Split(['.', '!', '?', '؟', '\n', '،', ','],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length;
        var distinct = a.Sample.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(w => ArabicText.Normalise(w)).Distinct().Count();
        var score = 45 + (a.Words >= 35 ? 15 : 5) + (parts >= 4 ? 10 : parts >= 2 ? 6 : 0)
            + (distinct * 10 >= a.Words * (a.Words >= 80 ? 6 : 7) ? 8 : 0) + (a.InSample("sales_method") ? 10 : 0)
            + (a.InSample("achievement") ? 5 : 0) + (a.InSample("honest_value") ? 5 : 0);
        if (a.InSample("get_rich")) score -= 15;
        if (a.InSample("injection")) score -= 45;
        if (a.Claims.Contains("offensive")) score -= 50;
        return new(Bound(score), texts.Both("evidence.sample", words, ("quote", Short(a.Sample))), true);
    }

    private static DimensionScore Sales(Application a, TaskTexts texts)
    {
        var known = a.Years is not null || a.Signs.Overlaps(["sales_work", "achievement", "sales_method"]);
        if (!known) return new(0, texts.Both("evidence.none"), false);
        var score = (a.Years switch { null => 20, >= 5 => 65, >= 3 => 55, >= 1 => 40, _ => 15 }) + (a.Signs.Contains("sales_work") ? 12 : 0)
            + (a.Signs.Contains("achievement") ? 13 : 0)
            + (a.Signs.Contains("sales_method") ? 10 : 0);
        return new(Bound(score), texts.Both("evidence.sales", ("years", a.Years is { } y ? y.ToString("0.#",
            System.Globalization.CultureInfo.InvariantCulture) : "؟"), ("job", a.Occupation ?? "-")), true);
    }

    private static DimensionScore Digital(Application a, TaskTexts texts)
    {
        var tools = a.Tools.Count;
        if (tools == 0 && a.Profiles.Count == 0 && a.Followers is null && !a.Signs.Contains("digital_tool")) return new(0,
            texts.Both("evidence.none"), false);
        var score = Math.Min(48, tools * 14) + Math.Min(30, a.Profiles.Count * 12) + (a.Signs.Contains("digital_tool") ? 14 : 0)
            + (a.Followers >= 1000 ? 10 : a.Followers > 0 ? 4 : 0)
            + (a.Tools.Any(t => t.Contains("crm", StringComparison.OrdinalIgnoreCase) || t.Contains("hubspot", StringComparison.OrdinalIgnoreCase)
            || t.Contains("zoho", StringComparison.OrdinalIgnoreCase)) ? 8 : 0);
        return new(Bound(score), texts.Both("evidence.digital", ("tools", tools > 0 ? string.Join(", ", a.Tools.Take(5)) : "-"),
            ("profiles", a.Profiles.Count.ToString(System.Globalization.CultureInfo.InvariantCulture))), true);
    }

    private static DimensionScore Network(Application a, TaskTexts texts)
    {
        if (a.Followers is null && a.Contacts is null && a.Referrer is null && !a.Signs.Contains("network_word")) return new(0,
            texts.Both("evidence.none"), false);
        var score = (a.Followers switch { >= 10_000 => 55, >= 5_000 => 45, >= 1_000 => 35, >= 500 => 20, > 0 => 10, _ => 0 })
            + (a.Contacts switch { >= 500 => 35, >= 200 => 28, >= 50 => 15, > 0 => 5, _ => 0 })
            + (a.Signs.Contains("network_word") ? 12 : 0) + (a.Sector() is not null ? 10 : 0) + (a.Referrer is not null ? 10 : 0);
        return new(Bound(score), texts.Both("evidence.network", ("followers", Count(a.Followers)), ("contacts", Count(a.Contacts))), true);
    }

    private static DimensionScore Culture(Application a, TaskTexts texts)
    {
        var arabic = a.Languages.Any(l => l.Contains("عرب", StringComparison.Ordinal) || l.StartsWith("ar", StringComparison.Ordinal))
            || a.Words > 0 && ArabicText.IsArabic(a.Sample) == true;
        var english = a.Languages.Any(l => l.StartsWith("en", StringComparison.Ordinal) || l.Contains("نجليز", StringComparison.Ordinal))
            || a.Words > 0 && ArabicText.IsArabic(a.Sample) == false;
        var known = arabic || english || a.City is not null;
        var score = (arabic ? 30 : 0) + (english ? 12 : 0) + (a.OutsideKingdom == false ? 25 : 0) + (a.Signs.Contains("honest_value") ? 15 : 0)
            + (a.InSample("sales_method") ? 10 : 0) + (a.Available ? 8 : 0)
            + (a.Education is not null ? 5 : 0) - (a.Signs.Contains("get_rich") ? 20 : 0) - (a.Signs.Contains("controversial") ? 50
            : 0) - (a.Signs.Contains("injection") ? 30 : 0);
        return new(known ? Bound(score) : 0, known ? texts.Both("evidence.culture", ("city", a.City ?? "-"),
            ("languages", a.Languages.Count > 0 ? string.Join(", ", a.Languages.Take(4)) : "-")) : texts.Both("evidence.none"), known);
    }

    private static int Bound(int score) => Math.Clamp(score, 0, 100);

    private static string Count(decimal? value) => value is { } n ? n.ToString("0", System.Globalization.CultureInfo.InvariantCulture) : "-";

    private static string Short(string text) => text.Length <= 90 ? text : text[..89].Trim() + "…";
}
