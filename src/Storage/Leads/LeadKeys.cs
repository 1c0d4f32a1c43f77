using System.Collections.Frozen;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Text;

namespace SalesFlow.Storage.Leads;

/// <summary>Normal forms by which leads are sorted, filtered and compared.</summary>
internal static class LeadKeys
{
    private const int LongestKey = 64;
    private const int CompanyLetters = 4;

    /// <summary>Words that say what kind of company it is, not which one.</summary>
    private static readonly FrozenSet<string> Common = new[]
    {
        "شركه", "الشركه", "مؤسسه", "مجموعه", "مكتب", "مصنع", "مركز", "محل", "متجر", "معرض", "المحدوده", "المساهمه", "القابضه", "التجاريه", "للتجاره",
        "company", "co", "ltd", "llc", "est", "establishment", "group", "holding", "inc", "corp", "trading", "the", "al",
    }.Select(w => ArabicText.Normalise(w)).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What is sorted by; empty for nothing.</summary>
    public static string OfName(string? name) => SearchTerms.Cut(ArabicText.Normalise(name), LongestKey);

    /// <summary>What is filtered by; null for nothing.</summary>
    public static string? Of(string? text) => SearchTerms.Cut(ArabicText.Normalise(text), LongestKey) is { Length: > 0 } key ? key : null;

    /// <summary>The first letters of a company's name; null where nothing tells it from others.</summary>
    public static string? OfCompany(string? company)
    {
        var letters = Company(company).Replace(" ", "", StringComparison.Ordinal);
        return letters.Length < 2 ? null : SearchTerms.Cut(letters, CompanyLetters);
    }

    /// <summary>How alike two leads are by company and name, 0 to 1. A name that one of them lacks says nothing.</summary>
    public static double Similarity(string? company, string? name, string? otherCompany, string? otherName)
    {
        var companies = Similarity(Company(company), Company(otherCompany));
        var (one, other) = (ArabicText.Normalise(name), ArabicText.Normalise(otherName));
        return one.Length == 0 || other.Length == 0 ? companies : (companies + Similarity(one, other)) / 2;
    }

    /// <summary>The company's name without its common words, in its normal form.</summary>
    private static string Company(string? company) => string.Join(' ',
        ArabicText.Normalise(company).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => !Common.Contains(w)));

    /// <summary>One minus the share of letters that must be changed to make one text the other.</summary>
    private static double Similarity(string a, string b)
    {
        if (a.Length == 0 || b.Length == 0) return 0;
        (a, b) = (SearchTerms.Cut(a, LongestKey), SearchTerms.Cut(b, LongestKey));
        Span<int> row = stackalloc int[LongestKey + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = a[i - 1] == b[j - 1] ? diagonal : 1 + Math.Min(diagonal, Math.Min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return 1 - ((double)row[b.Length] / Math.Max(a.Length, b.Length));
    }
}
