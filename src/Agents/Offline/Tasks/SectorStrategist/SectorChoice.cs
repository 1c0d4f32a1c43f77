using System.Text.Json.Nodes;
using SalesFlow.Agents.Language;
using SalesFlow.Agents.Offline.Tasks.ProposalDrafter;
using SalesFlow.Knowledge;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Offline.Tasks.SectorStrategist;

/// <summary>The sector that the advice is for.</summary>
/// <param name="Profile">What is known of it; the general profile where it is not known.</param>
/// <param name="Written">The code, or the words of the request where the library does not know them.</param>
/// <param name="Known">Whether the library has it.</param>
/// <param name="Inferred">Whether it was told by the company's name alone.</param>
/// <param name="Other">A second sector that the input gives for the same company; null where they agree.</param>
internal sealed record SectorChoice(SectorData? Profile, string Written, bool Known, bool Inferred, SectorData? Other)
{
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
        return new SectorChoice(named ?? general, (named ?? general)?.Code ?? "general", named is not null, named is not null, null);
    }

    /// <summary>The plan to recommend: of the sector's plans that the tenant sells, one with enough users where their number is known.</summary>
    public PriceListItem? Plan(JsonObject facts, IReadOnlyList<PriceListItem> prices)
    {
        var fitting = (Profile?.Plans ?? []).Select(code => prices.FirstOrDefault(p => p.Code == code)).OfType<PriceListItem>().ToList();
        if (facts.Count("people") is > 0 and var people)
        {
            if (fitting.FirstOrDefault(p => Offer.Users(p) >= people) is { } enough) return enough;
            if (prices.Where(p => p.Period == "month" && Offer.Users(p) >= people).MinBy(p => p.Price.Amount) is { } other) return other;
        }
        return fitting.FirstOrDefault();
    }

    /// <summary>A sector by its whole name, else by the longest run of words that names one.</summary>
    private static SectorData? Within(string text, ISectorLibrary sectors)
    {
        if (sectors.Find(text) is { } whole) return whole;
        var words = Tokeniser.Cut(text).Take(12).ToList();
        for (var length = Math.Min(3, words.Count); length > 0; length--)
            for (var at = 0; at + length <= words.Count; at++)
            {
                var run = words.Skip(at).Take(length).ToList();
                var found = sectors.Find(string.Join(' ', run.Select(w => w.Original))) ?? sectors.Find(string.Join(' ', run.Select(w => w.Word)));
                if (found is null && length == 1) found = run[0].Forms.Where(f => f.Length > 2).Select(sectors.Find).FirstOrDefault(s =>
                    s is not null);
                if (found is { Code: not "general" }) return found;
            }
        return null;
    }
}
