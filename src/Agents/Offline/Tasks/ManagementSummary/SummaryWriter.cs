using System.Globalization;
using System.Text.Json.Nodes;

namespace SalesFlow.Agents.Offline.Tasks.ManagementSummary;

/// <summary>Writes the summary, its notes, alerts and actions, Arabic and English. Every number in them was given or counted.</summary>
internal static class SummaryWriter
{
    private const int Highlights = 3, MissingNamed = 8;
    private static readonly TaskTexts Texts = TaskTexts.Of("management_summary");

    /// <summary>The executive summary: what is urgent first, then the turnover, what rose and fell, what is not known, what is estimated.</summary>
    public static string Summary(string language, string period, string date, IReadOnlyList<KpiLine> lines, IReadOnlyList<Alert> alerts,
        IReadOnlyList<(string Ar, string En)> missing)
    {
        var parts = new List<string> { Texts.In(language, "head." + period, ("date", date)) };
        var known = lines.Where(l => l.Value is not null && !l.Estimate).ToList();
        if (known.Count == 0) parts.Add(Texts.In(language, "nothing"));
        parts.AddRange(alerts.Select(a => Texts.In(language, "alert." + a.Code, ("value", a.Value))));
        if (known.Count > 0 && alerts.Count == 0) parts.Add(Texts.In(language, "calm"));
        if (known.FirstOrDefault(l => l.Code == "revenue") is { } revenue) parts.Add(Line(revenue, language));
        var others = known.Where(l => l.Code != "revenue" && l.Change is not null).OrderByDescending(l => Math.Abs(l.Change!.Value)).ToList();
        Listed(parts, language, "better", others.Where(l => l.Turn > 0));
        Listed(parts, language, "worse", others.Where(l => l.Turn < 0));
        // What an alert has told is not told again.
        var rest = known.Where(l => l.Code != "revenue" && (l.Change is null || l.Turn == 0)
            && !alerts.Any(a => a.Code == l.Code)).Take(MissingNamed).ToList();
        if (rest.Count > 0) parts.Add(Texts.In(language, "others", ("list", Joined(rest.Select(l => $"{Name(l, language)} {Amount(l, language)}"),
            language))));
        if (missing.Count > 0) parts.Add(Texts.In(language, "missing", ("list", Joined(missing.Take(MissingNamed).Select(m => language == "en" ? m.En
            : m.Ar), language))));
        var estimates = lines.Where(l => l.Estimate && l.Value is not null).Take(Highlights).ToList();
        if (estimates.Count > 0) parts.Add(Texts.In(language, "estimates", ("list", Joined(estimates.Select(l =>
            $"{Name(l, language)} {Amount(l, language)}"), language))));
        return string.Join(' ', parts);
    }

    /// <summary>What is to be said of a figure; null where nothing is.</summary>
    public static string? Note(KpiLine line, string language)
    {
        var notes = new List<string>();
        if (line.Value is null) notes.Add(Texts.In(language, "no_data"));
        if (line.Estimate) notes.Add(Texts.In(language, "note.estimate"));
        if (line.Conflict) notes.Add(Texts.In(language, "note.conflict"));
        if (line.Value is not null && line.Change is null && !line.Estimate) notes.Add(Texts.In(language, line.Previous is null ? "note.no_previous"
            : "note.no_base"));
        return notes.Count == 0 ? null : string.Join(' ', notes);
    }

    /// <summary>An alert as the output holds it.</summary>
    public static JsonObject Alert(Alert alert) => new()
    {
        ["severity"] = alert.Severity,
        ["code"] = alert.Code,
        ["text_ar"] = Texts.In("ar", "alert." + alert.Code, ("value", alert.Value)),
        ["text_en"] = Texts.In("en", "alert." + alert.Code, ("value", alert.Value)),
    };

    /// <summary>What is to be done: first about the alerts, then about what fell, then about what is not known.</summary>
    public static JsonArray Actions(IReadOnlyList<KpiLine> lines, IReadOnlyList<Alert> alerts, IReadOnlyList<(string Ar, string En)> missing)
    {
        var actions = new JsonArray();
        void Add(string key, string priority, string owner, string code, params ReadOnlySpan<(string Name, string Ar, string En)> values)
        {
            var (ar, en) = (Texts.In("ar", key), Texts.In("en", key));
            foreach (var (name, valueAr, valueEn) in values) (ar, en) = (ar.Replace("{" + name + "}", valueAr, StringComparison.Ordinal),
                en.Replace("{" + name + "}", valueEn, StringComparison.Ordinal));
            actions.Add(new JsonObject { ["text_ar"] = ar, ["text_en"] = en, ["priority"] = priority, ["owner"] = owner, ["code"] = code });
        }
        foreach (var alert in alerts)
            Add("action." + alert.Code, alert.Severity switch { "URGENT" => "high", "WARNING" => "high", _ => "medium" },
                alert.Code switch { "affiliate_churn" => "affiliate_manager", "guarantee_claims" => "management", _ => "sales_manager" }, alert.Code);
        var alarmed = alerts.Select(a => a.Code switch { "revenue_drop" => "revenue", var code => code }).ToHashSet(StringComparer.Ordinal);
        foreach (var line in lines.Where(l => l.Turn < 0 && l.Change is not null && !l.Estimate && !alarmed.Contains(l.Code)).OrderByDescending(l =>
            Math.Abs(l.Change!.Value)).Take(2))
            Add("action.worse", "medium", "sales_manager", line.Code, ("name", line.Ar, line.En));
        foreach (var line in lines.Where(l => l.Conflict).Take(2)) Add("action.conflict", "medium", "management", line.Code,
            ("name", line.Ar, line.En));
        if (missing.Count > 0)
            Add("action.missing", "low", "management", "missing_data",
                ("list", Joined(missing.Take(MissingNamed).Select(m => m.Ar), "ar"), Joined(missing.Take(MissingNamed).Select(m => m.En), "en")));
        return actions;
    }

    private static void Listed(List<string> parts, string language, string key, IEnumerable<KpiLine> lines)
    {
        var chosen = lines.Take(Highlights).Select(l => $"{Name(l, language)} {Amount(l, language)} ({Signed(l.Change!.Value)})").ToList();
        if (chosen.Count > 0) parts.Add(Texts.In(language, key, ("list", Joined(chosen, language))));
    }

    private static string Line(KpiLine line, string language) => line.Change is { } change
        ? Texts.In(language, "line." + line.Trend, ("name", Name(line, language)), ("value", Amount(line, language)),
            ("change", SummaryRules.Plain(Math.Abs(change)) + "%"))
        : Texts.In(language, "line.unknown", ("name", Name(line, language)), ("value", Amount(line, language)));

    private static string Signed(decimal change) => (change > 0 ? "+" : "") + change.ToString("0.#", CultureInfo.InvariantCulture) + "%";

    private static string Name(KpiLine line, string language) => language == "en" ? line.En : line.Ar;

    private static string Amount(KpiLine line, string language) => line.Value is not { } value ? Texts.In(language, "no_data") : line.Unit switch
    {
        "sar" => language == "en" ? $"{SummaryRules.Plain(value)} SAR" : $"{SummaryRules.Plain(value)} ريال",
        // A share written as 0.93 is 93 percent.
        "rate" => SummaryRules.Plain(value is > 0 and <= 1 ? value * 100 : value) + "%",
        _ => SummaryRules.Plain(value),
    };

    private static string Joined(IEnumerable<string> names, string language) => string.Join(language == "en" ? ", " : "، ", names);
}
