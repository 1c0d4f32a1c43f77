using System.Text.Json;
using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>A term for which data is kept.</summary>
/// <param name="Days">The term.</param>
/// <param name="Limit">What the schedule allows for that kind of data.</param>
/// <param name="Evidence">Where it stands.</param>
internal sealed record RetentionTerm(decimal Days, decimal Limit, string Evidence)
{
    /// <summary>Whether it is longer than allowed.</summary>
    public bool IsExceeded => Days > Limit;
}

/// <summary>Reads terms of keeping data, in sentences and in fields, and measures them by the schedule. Pure.</summary>
internal static class RetentionTerms
{
    private const decimal Year = 366, Month = 30.5m;
    private static readonly (string Kind, decimal Limit)[] Limits =
        [("kind_tax", decimal.MaxValue), ("kind_refund", 31), ("kind_audit", 36 * 31), ("kind_account", Year), ("kind_lead", Year), ("kind_log",
            24 * 31)];
    private const decimal Common = 24 * 31;

    /// <summary>The terms that a sentence about keeping or deleting names.</summary>
    public static IEnumerable<RetentionTerm> In(DescribedSentence sentence)
    {
        var keeps = sentence.Says("keep");
        if (!keeps && !sentence.Says("erase")) yield break;
        var words = Tokeniser.Cut(sentence.Text);
        foreach (var (days, segment) in Durations(words))
        {
            // What stands next to the term says what is kept; else the sentence does.
            var near = string.Join(' ', words.Where(w => w.Segment == segment).Select(w => w.Original));
            yield return new(days, LimitOf(near) ?? LimitOf(sentence.Text) ?? Common, sentence.Text);
        }
    }

    /// <summary>The terms that fields give: <c>retention_days</c>, <c>retention: "5 years"</c>, <c>retention: {leads: "400 days"}</c>.</summary>
    public static List<RetentionTerm> In(TaskInput input)
    {
        var found = new List<RetentionTerm>();
        Walk(input.Root, null, input.Text("data_type", "data_class", "data_category", "نوع_البيانات"), found, 0);
        return found;
    }

    /// <summary>Lengths of time in a text, in days.</summary>
    public static IEnumerable<decimal> Days(string text) => Durations(Tokeniser.Cut(text)).Select(d => d.Days);

    /// <summary>Days that a kind of data may be kept; null where the words name none.</summary>
    public static decimal? LimitOf(string? kind)
    {
        if (kind is null) return null;
        var hits = PhraseBook.Practices.Places(kind.Replace('_', ' '));
        foreach (var (name, limit) in Limits)
            if (hits.Exists(h => h.Concept == name)) return limit;
        return null;
    }

    private static void Walk(JsonElement value, string? about, string? kind, List<RetentionTerm> found, int depth)
    {
        if (depth > 6) return;
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray()) Walk(item, about, kind, found, depth + 1);
            return;
        }
        if (value.ValueKind != JsonValueKind.Object) return;
        var own = new TaskInput(value).Text("data_type", "data_class", "data_category", "data", "class", "type_of_data", "نوع_البيانات") ?? kind;
        foreach (var property in value.EnumerateObject())
        {
            var name = property.Name.ToLowerInvariant().Replace('_', ' ').Replace('-', ' ');
            var isTerm = about is not null || name.Contains("retention", StringComparison.Ordinal) || name.Contains("retain",
                StringComparison.Ordinal)
                || name.Contains("kept for", StringComparison.Ordinal) || name.Contains("keep", StringComparison.Ordinal)
                    || name.Contains("احتفاظ", StringComparison.Ordinal);
            if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                Walk(property.Value, isTerm ? about ?? name : null, own, found, depth + 1);
                continue;
            }
            if (!isTerm || TaskInput.TextOf(property.Value) is not { } text) continue;
            // A field's name may say what is kept, and so may the sentence that stands in it.
            var limit = LimitOf(text) ?? LimitOf(name) ?? LimitOf(own) ?? Common;
            var days = Durations(Tokeniser.Cut(text)).Select(d => (decimal?)d.Days).FirstOrDefault() ?? (Unit(name) is { } unit
                && TaskInput.NumberOf(property.Value) is { } number && number is >= 0 and < 1_000_000_000_000 ? number * unit : null);
            if (days is { } kept) found.Add(new(kept, limit, $"{property.Name}: {text}"));
        }
    }

    private static IEnumerable<(decimal Days, int Segment)> Durations(List<Token> words)
    {
        var numbers = NumberReader.Find(words);
        for (var i = 0; i < words.Count; i++)
        {
            if (Dual(words[i]) is { } dual)
            {
                yield return (dual, words[i].Segment);
                continue;
            }
            if (Unit(words[i].Word) is not { } unit && !Joined(words[i].Word, out unit)) continue;
            var joined = Joined(words[i].Word, out _);
            var number = numbers.FindLast(n => n.At + n.Length <= i && i - (n.At + n.Length) <= 1 && words[n.At].Segment == words[i].Segment);
            if (joined) yield return (unit, words[i].Segment);
            else if (number.Length > 0) yield return (number.Value * unit, words[i].Segment);
            else if (i > 0 && words[i - 1].Word is "a" or "an" or "full" or "whole" || words[i].Word is "سنه" or "عام" && unit == Year - 1)
                yield return (unit, words[i].Segment);
        }
    }

    /// <summary>"24-month", "5yrs": the number and the unit in one word.</summary>
    private static bool Joined(string word, out decimal days)
    {
        days = 0;
        var digits = 0;
        while (digits < word.Length && char.IsAsciiDigit(word[digits])) digits++;
        if (digits is 0 or > 5 || digits == word.Length) return false;
        var rest = word[digits..].TrimStart('-');
        var end = rest.IndexOf('-', StringComparison.Ordinal);
        if (Unit(end > 0 ? rest[..end] : rest) is not { } unit) return false;
        days = unit * int.Parse(word[..digits], System.Globalization.CultureInfo.InvariantCulture);
        return true;
    }

    private static decimal? Dual(Token word) => word.Is("سنتين") || word.Is("عامين") || word.Is("سنتان") ? 2 * 365 : word.Is("شهرين") ? 2 * Month
        : word.Is("اسبوعين") ? 14 : word.Is("يومين") ? 2 : word.Is("decade") || word.Is("decades") ? 3650 : null;

    private static decimal? Unit(string name)
    {
        foreach (var word in ArabicText.Normalise(name).Split(' '))
        {
            decimal? days = word switch
            {
                "day" or "days" or "d" or "يوم" or "يوما" or "ايام" => 1,
                "week" or "weeks" or "اسبوع" or "اسابيع" => 7,
                "month" or "months" or "mo" or "mos" or "شهر" or "شهور" or "اشهر" or "شهرا" => Month,
                "year" or "years" or "yr" or "yrs" or "y" or "سنه" or "سنوات" or "سنين" or "عام" or "اعوام" or "عاما" => Year - 1,
                _ => null,
            };
            if (days is not null) return days;
        }
        return null;
    }
}
