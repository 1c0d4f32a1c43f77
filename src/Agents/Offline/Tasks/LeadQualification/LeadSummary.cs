using System.Globalization;
using SalesFlow.Agents.Language;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Says in both languages what a lead is, why, and what to ask it.</summary>
internal static class LeadSummary
{
    private static readonly TaskTexts Texts = TaskTexts.Of("lead_qualification");

    /// <summary>Why a dimension has its points: the level in both languages, and the words that it rests on.</summary>
    public static string Evidence(string name, BantDimension value)
    {
        var level = Texts.Both($"{name}.{value.Level}");
        var text = value.Quote is null ? $"{level.Ar} / {level.En}" : $"{level.Ar} / {level.En}: «{value.Quote}»";
        return value.IsKnown && value.Level != "unclear" || name is not ("budget" or "authority") ? text
            : $"{(name == "budget" ? "budget_unknown" : "authority_unclear")} – {text}";
    }

    /// <summary>The summary.</summary>
    public static Bilingual Write(TaskCall call, Bant bant, string temperature, IReadOnlyList<string> missing, string action) =>
        new(In("ar", call, bant, temperature, missing, action), In("en", call, bant, temperature, missing, action));

    private static string In(string language, TaskCall call, Bant bant, string temperature, IReadOnlyList<string> missing, string action)
    {
        var facts = call.Facts;
        var stop = language == "ar" ? "، " : ", ";
        string? Fact(string name) => facts[name]?.ToString();
        var who = new List<string>();
        if (Fact("company") is { } company) who.Add(company);
        if (call.Sectors.Find(Fact("sector") ?? Fact("sector_given"))?.Name.In(language) is { } sector) who.Add(sector);
        else if (Fact("sector_given") is { } given) who.Add(given);
        if (facts["employees"]?.GetValue<int>() is { } employees)
            who.Add(Texts.In(language, $"employees.{ArabicPlural.Category(employees, language)}", ("count", employees.ToString(CultureInfo.InvariantCulture))));
        if (Fact("city") is { } city) who.Add(city);
        if (Fact("contact_name") is { } name) who.Add(Fact("title") is { } title ? $"{name} ({title})" : name);
        var parts = new List<string> { Texts.In(language, "summary", ("who", who.Count > 0 ? string.Join(stop, who) : Texts.In(language, "nobody")),
            ("score", bant.Score.ToString(CultureInfo.InvariantCulture)), ("temperature", Texts.In(language, "temperature." + temperature))) };
        parts.Add(string.Join(stop, bant.All.Select(d =>
            $"{Texts.In(language, d.Name)} {d.Value.Score.ToString(CultureInfo.InvariantCulture)}/25 ({Texts.In(language, $"{d.Name}.{d.Value.Level}")})")) + ".");
        parts.Add(Texts.In(language, "action." + action));
        if (facts.ContainsKey("duplicate")) parts.Add(Texts.In(language, "duplicate"));
        if (missing.Count > 0 && action != "disqualify")
            parts.Add(Texts.In(language, "ask") + " " + string.Join(' ', missing.Take(5).Select(m => Texts.In(language, "ask." + m))));
        return string.Join(' ', parts);
    }
}
