using SalesFlow.Text;

namespace SalesFlow.Companies;

/// <summary>When two companies' names are alike: without the words that every company has in its name, and by pairs of letters.</summary>
public static class CompanyName
{
    /// <summary>From this likeness on a name is worth a hint.</summary>
    public const double Threshold = 0.6;

    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "شركه", "شركة", "مؤسسه", "موسسه", "مجموعه", "مصنع", "مكتب", "المحدوده", "محدوده", "للتجاره", "التجاريه", "ذات", "مسئوليه", "مسوليه",
        "السعوديه", "القابضه", "المساهمه", "co", "company", "corp", "corporation", "inc", "llc", "ltd", "limited", "group", "holding", "est",
        "establishment", "trading", "saudi", "the",
    };

    /// <summary>The words by which a company is told from others; the whole normalised name where nothing else is left.</summary>
    public static string Core(string? name)
    {
        var normal = ArabicText.Normalise(name);
        var core = string.Join(' ', normal.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => !Common.Contains(w)));
        return core.Length == 0 ? normal : core;
    }

    /// <summary>How alike two cores are, 0 to 1: twice the pairs of letters that they share, over all their pairs.</summary>
    public static double Likeness(string a, string b)
    {
        if (a.Length == 0 || b.Length == 0) return 0;
        if (a == b) return 1;
        if (a.Length < 2 || b.Length < 2) return 0;
        var pairs = new Dictionary<(char, char), int>();
        for (var i = 0; i + 1 < a.Length; i++)
        {
            var pair = (a[i], a[i + 1]);
            pairs[pair] = pairs.GetValueOrDefault(pair) + 1;
        }
        var shared = 0;
        for (var i = 0; i + 1 < b.Length; i++)
        {
            var pair = (b[i], b[i + 1]);
            if (pairs.GetValueOrDefault(pair) is not (> 0 and var left)) continue;
            pairs[pair] = left - 1;
            shared++;
        }
        return 2.0 * shared / (a.Length + b.Length - 2);
    }
}
