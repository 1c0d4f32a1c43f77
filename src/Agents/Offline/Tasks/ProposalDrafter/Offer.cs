using System.Text.Json.Nodes;
using SalesFlow.Agents.Language;
using SalesFlow.Tenancy;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks.ProposalDrafter;

/// <summary>The plan that is offered, and how it was come by.</summary>
/// <param name="Plan">Of the price list; null for a custom package and where none could be told.</param>
/// <param name="Package"><c>starter</c>, <c>professional</c>, <c>enterprise</c>, <c>custom</c>, or null.</param>
/// <param name="Asked">Whether the input names it.</param>
internal sealed record Offer(PriceListItem? Plan, string? Package, bool Asked)
{
    private static readonly Mentions Custom = new("custom*", "bespoke", "tailored", "مخصص*", "حسب الطلب", "خاصه");
    private static readonly Mentions UsersWords = new("user*", "seat*", "مستخدم*", "مستخدمان", "مستخدمين");

    /// <summary>The plan named in the input, else the smallest one whose users are enough for the people; never a guess beyond that.</summary>
    public static Offer Of(JsonObject facts, IReadOnlyList<PriceListItem> prices)
    {
        var asked = facts.Text("package");
        if (asked is not null)
        {
            if (Find(asked, prices) is { } plan) return new Offer(plan, Name(plan), true);
            if (Custom.In(asked)) return new Offer(null, "custom", true);
        }
        var people = facts.Count("people");
        if (people == 0) return new Offer(null, null, false);
        var fitting = prices.Where(p => p.Period == "month" && Users(p) is { } users && users >= people).MinBy(p => p.Price.Amount);
        return fitting is null ? new Offer(null, null, false) : new Offer(fitting, Name(fitting), false);
    }

    /// <summary>The plan of a code, a name or another word for it.</summary>
    public static PriceListItem? Find(string text, IReadOnlyList<PriceListItem> prices)
    {
        var wanted = ArabicText.Normalise(text);
        bool Is(string name) => ArabicText.Normalise(name) is { Length: > 0 } known && (wanted == known
            || (" " + wanted + " ").Contains(" " + known + " ", StringComparison.Ordinal));
        return prices.FirstOrDefault(p => wanted == ArabicText.Normalise(p.Code)) ?? prices.FirstOrDefault(p => Is(p.NameAr) || Is(p.NameEn)
            || p.Aliases.Any(Is) || Is(p.Code))
            ?? (wanted == "starter" ? prices.FirstOrDefault(p => p.Code == "basic") : null);
    }

    /// <summary>How many users a plan has by its own features; the largest number for no limit; null where they do not say.</summary>
    public static int? Users(PriceListItem plan)
    {
        foreach (var feature in plan.FeaturesEn.Concat(plan.FeaturesAr).Where(f => UsersWords.In(f)))
        {
            if (Quantity(feature) is { } number) return number;
            if (Unlimited.In(feature)) return int.MaxValue;
            if (ArabicText.Normalise(feature) == "مستخدمان") return 2;
        }
        return null;
    }

    /// <summary>Words for "without limit".</summary>
    public static readonly Mentions Unlimited = new("unlimited", "غير محدود*", "بلا حد", "بلا حدود", "محدود*");

    /// <summary>The first whole number of a text.</summary>
    public static int? Quantity(string text) => NumberReader.First(text) is > 0 and < 1_000_000_000 and var number ? (int)number : null;

    private static string Name(PriceListItem plan) => plan.Code switch
    {
        "basic" or "starter" => "starter",
        "professional" => "professional",
        "enterprise" => "enterprise",
        _ => "custom",
    };
}
