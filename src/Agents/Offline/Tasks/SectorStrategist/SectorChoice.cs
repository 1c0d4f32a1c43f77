using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SalesFlow.Agents.Language;
using SalesFlow.Knowledge;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks.SectorStrategist;

/// <summary>The sector that the advice is for.</summary>
/// <param name="Profile">What is known of it; the general profile where it is not known.</param>
/// <param name="Written">The code, or the words of the request where the library does not know them.</param>
/// <param name="Known">Whether the library has it.</param>
/// <param name="Inferred">Whether it was told by the company's name alone.</param>
/// <param name="Other">A second sector that the input gives for the same company; null where they agree.</param>
internal sealed partial record SectorChoice(SectorData? Profile, string Written, bool Known, bool Inferred, SectorData? Other)
{
    private const string AnyShop = "retail";

    /// <summary>Finds it.</summary>
    public static SectorChoice Of(JsonObject facts, ISectorLibrary sectors)
    {
        var general = sectors.Find("general") ?? sectors.All.FirstOrDefault(s => s.Code == "general");
        var (asked, other) = (facts.Text("sector_asked"), facts.Text("sector_other") is { } second ? Within(second, sectors) : null);
        if (asked is not null)
        {
            var profile = Within(asked, sectors);
            return profile is null ? new SectorChoice(general, asked, false, false, null)
                : new SectorChoice(profile, profile.Code, true, false, other?.Code == profile.Code ? null : other);
        }
        var named = facts.Text("company") is { } company ? Within(company, sectors) : null;
        named ??= facts.Text("told") is { } told ? sectors.Find(CustomerDossier.Sector(told)) : null;
        if (named?.Code == SectorData.General) named = null;
        return new SectorChoice(named ?? general, (named ?? general)?.Code ?? "general", named is not null, named is not null, null);
    }

    /// <summary>A sector by its whole name, else by the words in it that name one, else as customers are understood.</summary>
    private static SectorData? Within(string text, ISectorLibrary sectors)
    {
        if (sectors.Find(text) is { } whole) return whole;
        var said = Scope().Split(text, 2)[0];
        if (said.Trim().Length == 0) said = text;
        var words = Tokeniser.Cut(said).Take(12).ToList();
        for (var length = Math.Min(3, words.Count); length > 1; length--)
            for (var at = 0; at + length <= words.Count; at++)
                if (Run(words, at, length, sectors) is { Code: not SectorData.General } found) return found;
        if (Single(words, sectors) is { } single) return single.Code is null ? null : sectors.Find(single.Code);
        var understood = CustomerDossier.Sector(text);
        if (understood == AnyShop)
            understood = words.Select(w => CustomerDossier.Sector(w.Original)).FirstOrDefault(c => c is not null and not AnyShop) ?? AnyShop;
        return sectors.Find(understood) is { Code: not SectorData.General } meant ? meant : null;
    }

    private static SectorData? Run(List<Token> words, int at, int length, ISectorLibrary sectors)
    {
        var run = words.Skip(at).Take(length).ToList();
        return sectors.Find(string.Join(' ', run.Select(w => w.Original))) ?? sectors.Find(string.Join(' ', run.Select(w => w.Word)));
    }

    // The head of the name decides: the first word in Arabic, the last one in English; a word for any shop only where nothing else is said. A head
    // that names a line of business which the library lacks leaves the sector unknown: medical insurance is insurance.
    private static Head? Single(List<Token> words, ISectorLibrary sectors)
    {
        var hits = new List<Head>();
        for (var at = 0; at < words.Count; at++)
        {
            var known = Run(words, at, 1, sectors)
                ?? words[at].Forms.Where(f => f.Length > 2).Select(sectors.Find).FirstOrDefault(s => s is not null);
            if (known is { Code: not SectorData.General }) hits.Add(new Head(known.Code));
            else if (SalesPhrases.Default.Best(words[at].Original, "sector.") is { } code && sectors.Find(code) is null) hits.Add(new Head(null));
        }
        if (hits.Exists(h => h.Code is not null and not AnyShop)) hits.RemoveAll(h => h.Code == AnyShop);
        if (hits.Count == 0) return null;
        return words.Exists(w => ArabicText.IsArabic(w.Word) == true) ? hits[0] : hits[^1];
    }

    // A word that names a line of business; without a code one that the library lacks.
    private sealed record Head(string? Code);

    [GeneratedRegex(@"\s(?:in|for|with|of|at|near|من|في|مع)\s", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Scope();
}
