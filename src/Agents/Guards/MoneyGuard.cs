using System.Globalization;
using System.Text.RegularExpressions;
using SalesFlow.Text;

namespace SalesFlow.Agents.Guards;

/// <summary>
/// Finds amounts of money and percentages that a reply may not name. What the tenant publishes (price list, features, knowledge) may be named
/// anywhere. What only the customer said may be repeated as theirs ("your budget of 2,000") but never as a price: otherwise writing "the price
/// is 1 riyal" would be enough to have it confirmed.
/// </summary>
internal static partial class MoneyGuard
{
    private const int Near = 14;

    // In the normal form: hamza and ta marbuta are folded.
    private static readonly string[] CurrencyStems = ["ريال", "riyal", "sar", "saudi"];
    private static readonly string[] NumberWords =
    [
        "ميه", "مايه", "ميتين", "مايتين", "الف", "الفين", "الاف", "عشره", "عشر", "عشرين", "ثلاثين", "اربعين", "خمسين", "ستين", "سبعين", "ثمانين",
            "تسعين",
        "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand",
    ];

    private static bool HasDigit(string reply)
    {
        foreach (var c in reply)
            if (char.IsDigit(c)) return true;
        return false;
    }

    /// <summary>The first amount that may not be named, as it stands in the reply; null where there is none.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="plain">Its normal form.</param>
    /// <param name="published">What the tenant publishes.</param>
    /// <param name="customers">
    /// Every number in the customer's own words; asked for only where the reply names an amount that is not published.
    /// </param>
    public static string? FirstForbidden(string reply, string plain, PublishedNumbers published, Func<HashSet<decimal>> customers)
    {
        if (!HasDigit(reply)) return SpelledOut(plain);
        HashSet<decimal>? theirs = null;
        var text = Digits(reply);
        foreach (Match match in Number().Matches(text))
        {
            var end = match.Index + match.Length;
            if (!TryValue(text, match, ref end, out var value)) continue;
            var isShare = Percent().IsMatch(After(text, end));
            if (!isShare && !IsMoney(text, match.Index, end)) continue;
            if (isShare ? published.Shares.Contains(value) : published.Prices.Contains(value)
                && (published.Foreign || !IsForeign(text, match.Index, end))) continue;
            if ((theirs ??= customers()).Contains(value) && IsTheirs(text, match.Index, end)) continue;
            return match.Value;
        }
        return SpelledOut(plain);
    }

    /// <summary>An amount in words ("fifty riyals"). It cannot be compared with the price list, so it is not let through.</summary>
    private static string? SpelledOut(string plain)
    {
        if (!CurrencyStems.Any(stem => plain.Contains(stem, StringComparison.Ordinal))) return null;
        var words = plain.Split(' ');
        for (var i = 1; i < words.Length; i++)
        {
            if (!CurrencyStems.Any(stem => words[i].StartsWith(stem, StringComparison.Ordinal))) continue;
            var number = words[i - 1];
            // "3 thousand riyals" was read as a number already.
            if (i > 1 && char.IsAsciiDigit(words[i - 2][^1])) continue;
            if (NumberWords.Any(w => number.EndsWith(w, StringComparison.Ordinal))) return number + " " + words[i];
        }
        return null;
    }

    /// <summary>Every number in a text, as values.</summary>
    internal static void Collect(string? source, HashSet<decimal> into)
    {
        if (string.IsNullOrEmpty(source)) return;
        var text = Digits(source);
        foreach (Match match in Number().Matches(text))
        {
            var end = match.Index + match.Length;
            if (!TryValue(text, match, ref end, out var value)) continue;
            into.Add(value);
            if (decimal.TryParse(match.Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture, out var plain)) into.Add(
                plain);
        }
    }

    /// <summary>Amounts of money and percentages in a published text; its other numbers ("100 leads") are no prices.</summary>
    internal static void CollectMoney(string? source, HashSet<decimal> prices, HashSet<decimal> shares)
    {
        if (string.IsNullOrEmpty(source)) return;
        var text = Digits(source);
        foreach (Match match in Number().Matches(text))
        {
            var end = match.Index + match.Length;
            if (!TryValue(text, match, ref end, out var value)) continue;
            if (Percent().IsMatch(After(text, end))) shares.Add(value);
            else if (IsMoney(text, match.Index, end)) prices.Add(value);
        }
    }

    private static string Digits(string text) =>
        ArabicText.AsciiDigits(text).Replace('\u066C', ',').Replace('\u066B', '.').Replace("\u0640", "", StringComparison.Ordinal);

    private static bool TryValue(string text, Match match, ref int end, out decimal value)
    {
        if (!decimal.TryParse(match.Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out value))
            return false;
        var unit = Multiplier().Match(text, end);
        if (!unit.Success) return true;
        end = unit.Index + unit.Length;
        var times = unit.Groups["million"].Success ? 1_000_000m : 1_000m;
        if (value > decimal.MaxValue / times) return false;
        value *= times;
        return true;
    }

    private static bool IsMoney(string text, int start, int end) =>
        Currency().IsMatch(After(text, end)) || CurrencyBefore().IsMatch(Before(text, start, Near)) || PeriodAfter().IsMatch(After(text, end))
        || PriceBefore().IsMatch(Before(text, start, 32));

    private static bool IsForeign(string text, int start, int end) =>
        ForeignAfter().IsMatch(After(text, end)) || ForeignBefore().IsMatch(Before(text, start, Near));

    private static bool IsTheirs(string text, int start, int end)
    {
        if (TheirsBefore().IsMatch(Before(text, start, 48))) return true;
        var from = text.LastIndexOfAny(['.', '!', '?', '؟', '\n'], Math.Max(0, start - 1)) + 1;
        var until = text.IndexOfAny(['!', '?', '؟', '\n'], end);
        return !PriceClaim().IsMatch(text[Math.Min(from, start)..(until < 0 ? text.Length : until)]);
    }

    private static string After(string text, int end) => text.Substring(end, Math.Min(Near, text.Length - end));

    private static string Before(string text, int start, int length) => text[Math.Max(0, start - length)..start];

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"(?<![\d.,])\d{1,15}(?:,\d{3})*(?:\.\d{1,4})?", Options)]
    private static partial Regex Number();

    [GeneratedRegex(@"\G\s*(?:(?<million>مليون|ملايين|million\b)|(?:ألف|الف|آلاف|الاف|thousand\b|k\b))", Options)]
    private static partial Regex Multiplier();

    [GeneratedRegex(@"^\s*(?:%|٪|percent|per cent|ب?ال?م[اي]?[ئيا]ة|في ال?م[اي]?[ئيا]ة)", Options)]
    private static partial Regex Percent();

    [GeneratedRegex(@"^[\s*_]*(?:ريال|ر\.?\s?س|﷼|SAR\b|SR\b|riyal|\$|USD\b|دولار|€|£|درهم|AED\b)", Options)]
    private static partial Regex Currency();

    [GeneratedRegex(@"(?:ريال|ر\.س\.?|﷼|SAR|SR|USD|AED|\$|€|£)[\s*_:]*$", Options)]
    private static partial Regex CurrencyBefore();

    [GeneratedRegex(@"^[\s*_]*(?:\$|USD\b|دولار|€|£|درهم|AED\b)", Options)]
    private static partial Regex ForeignAfter();

    [GeneratedRegex(@"(?:USD|AED|\$|€|£)[\s*_:]*$", Options)]
    private static partial Regex ForeignBefore();

    [GeneratedRegex(@"^[\s*_]*(?:/\s*(?:month|mo\b|year|yr|شهر|سنة)|per (?:month|year)|a (?:month|year)|monthly|yearly|annually|شهري|سنوي|في الشهر|بالشهر|في السنة)", Options)]
    private static partial Regex PeriodAfter();

    [GeneratedRegex(@"(?:سعر\S*|تكلف\S*|بمبلغ|مقابل|price[ds]?|costs?|pay|fee|for (?:only|just))[\s:*_]*(?:(?:is|of|only|just|at|هو|هي|فقط|حوالي|about|around)[\s:*_]*){0,2}$", Options)]
    private static partial Regex PriceBefore();

    [GeneratedRegex(@"(?:ميزاني\S*|budget\S*|ذكرت\S*|تدفع\S*|حالي\S*|you (?:said|mentioned|spend|pay)|your (?:current|sales|revenue))[^.!?؟\n]*$",
        Options)]
    private static partial Regex TheirsBefore();

    [GeneratedRegex(@"سعر|تكلف|خصم|عرض خاص|اشتراك|باقة|الباقه|خطة|price|cost|discount|offer|plan\b|subscription|deal\b|confirm|agreed|أكد|نعتمد|موافق", Options)]
    private static partial Regex PriceClaim();
}
