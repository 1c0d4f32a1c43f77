using System.Collections.Frozen;
using System.Globalization;

namespace SalesFlow.Agents.Language;

/// <summary>A number in a message.</summary>
/// <param name="Value">Its value; the middle of a range.</param>
/// <param name="At">Index of its first word.</param>
/// <param name="Length">How many words it covers.</param>
/// <param name="Scaled">Whether a thousand or a million was said with it.</param>
internal readonly record struct NumberMatch(decimal Value, int At, int Length, bool Scaled);

/// <summary>Finds numbers written in digits and in words, Arabic and English, with thousands and ranges.</summary>
internal static class NumberReader
{
    private static readonly FrozenDictionary<string, int> Words = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["واحد"] = 1, ["وحده"] = 1, ["اثنين"] = 2, ["ثنتين"] = 2, ["اثنان"] = 2, ["ثلاثه"] = 3, ["ثلاث"] = 3, ["اربعه"] = 4, ["اربع"] = 4,
        ["خمسه"] = 5, ["خمس"] = 5, ["سته"] = 6, ["ست"] = 6, ["سبعه"] = 7, ["سبع"] = 7, ["ثمانيه"] = 8, ["ثمان"] = 8, ["تسعه"] = 9,
        ["تسع"] = 9, ["عشره"] = 10, ["عشر"] = 10, ["احدعش"] = 11, ["اطنعش"] = 12, ["اثنعش"] = 12, ["طنعش"] = 12, ["ثلطعش"] = 13, ["ثلاثطعش"] = 13, ["اربعطعش"] = 14, ["سطعش"] = 16, ["ستطعش"] = 16, ["سبعطعش"] = 17, ["ثمنطعش"] = 18, ["تسعطعش"] = 19,
        ["ثلاثميه"] = 300, ["تلاتميه"] = 300, ["fourteen"] = 14, ["sixteen"] = 16, ["seventeen"] = 17, ["eighteen"] = 18, ["nineteen"] = 19, ["اثناعشر"] = 12, ["اثنا عشر"] = 12, ["خمسطعش"] = 15,
        ["خمستعش"] = 15, ["عشرين"] = 20, ["عشرون"] = 20, ["ثلاثين"] = 30, ["ثلاثون"] = 30, ["اربعين"] = 40, ["اربعون"] = 40, ["خمسين"] = 50,
        ["خمسون"] = 50, ["ستين"] = 60, ["ستون"] = 60, ["سبعون"] = 70, ["ثمانون"] = 80, ["تسعون"] = 90, ["سبعين"] = 70, ["ثمانين"] = 80, ["تسعين"] = 90, ["ميه"] = 100, ["مايه"] = 100, ["ميتين"] = 200,
        ["مييتين"] = 200,
        ["مايتين"] = 200, ["اربعميه"] = 400, ["خمسميه"] = 500, ["ستميه"] = 600, ["سبعميه"] = 700, ["ثمانميه"] = 800, ["ثمنميه"] = 800,
        ["تسعميه"] = 900,
        ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8, ["nine"] = 9, ["ten"] = 10,
        ["eleven"] = 11, ["twelve"] = 12, ["thirteen"] = 13, ["fifteen"] = 15, ["twenty"] = 20, ["thirty"] = 30, ["forty"] = 40, ["fifty"] = 50,
        ["sixty"] = 60,
        ["seventy"] = 70, ["eighty"] = 80, ["ninety"] = 90, ["hundred"] = 100, ["dozen"] = 12,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> Scales = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["الف"] = 1000, ["الاف"] = 1000, ["k"] = 1000, ["thousand"] = 1000, ["مليون"] = 1_000_000, ["million"] = 1_000_000,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The first number of a text, or null.</summary>
    public static decimal? First(string text) => Find(Tokeniser.Cut(text)) is [var number, ..] ? number.Value : null;

    /// <summary>All numbers, in order, without overlaps. Percentages, times and e-mails are none.</summary>
    public static List<NumberMatch> Find(IReadOnlyList<Token> tokens)
    {
        var found = new List<NumberMatch>();
        for (var i = 0; i < tokens.Count;)
        {
            if (ReadOne(tokens, i) is not { } number)
            {
                i++;
                continue;
            }
            i = number.At + number.Length;
            // "from 10 to 20", "10 - 20"
            if (i + 1 < tokens.Count && (tokens[i].Word is "الي" or "ل" or "to" or "لين") && ReadOne(tokens, i + 1) is { } upper
                && upper.Value > number.Value)
            {
                number = new NumberMatch(decimal.Round((number.Value + upper.Value) / 2, MidpointRounding.AwayFromZero), number.At,
                    upper.At + upper.Length - number.At, upper.Scaled);
                i = number.At + number.Length;
            }
            found.Add(number);
        }
        return found;
    }

    private static NumberMatch? ReadOne(IReadOnlyList<Token> tokens, int at)
    {
        if (Digits(tokens[at].Word) is { } digits)
        {
            return Scaled(tokens, digits.Value, at, 1, digits.Scaled);
        }
        var word = tokens[at].Word;
        // "الف وخمسميه", "الفين ونص" (2,500)
        if (word is "الف" or "الالف" or "thousand" or "الفين")
        {
            var whole = word == "الفين" ? 2000 : 1000;
            if (at + 1 >= tokens.Count || tokens[at + 1].Segment != tokens[at].Segment) return new NumberMatch(whole, at, 1, true);
            var more = tokens[at + 1].Word;
            if (more is "ونص" or "ونصف") return new NumberMatch(whole + 500, at, 2, true);
            return more.Length > 3 && more[0] == 'و' && Words.TryGetValue(more[1..], out var rest) && rest >= 100
                ? new NumberMatch(whole + rest, at, 2, true) : new NumberMatch(whole, at, 1, true);
        }
        if (!Words.TryGetValue(word, out var value)) return null;
        var length = 1;
        // "خمسة وعشرين", "مية وخمسين", "two hundred", "twenty five"
        while (at + length < tokens.Count && tokens[at + length].Segment == tokens[at].Segment)
        {
            var next = tokens[at + length].Word;
            if (next == "hundred" && value is > 0 and < 10) value *= 100;
            else if (next.Length > 2 && next[0] == 'و' && Words.TryGetValue(next[1..], out var more) && more != value) value += more;
            else if (value >= 20 && value % 10 == 0 && Words.TryGetValue(next, out var unit) && unit < 10
                && char.IsAsciiLetter(next[0])) value += unit;
            else break;
            length++;
        }
        return Scaled(tokens, value, at, length, false);
    }

    private static NumberMatch Scaled(IReadOnlyList<Token> tokens, decimal value, int at, int length, bool scaled)
    {
        if (!scaled && at + length < tokens.Count && Scales.TryGetValue(tokens[at + length].Word, out var scale) && value < 10_000)
        {
            return new NumberMatch(value * scale, at, length + 1, true);
        }
        return new NumberMatch(value, at, length, scaled);
    }

    private static (decimal Value, bool Scaled)? Digits(string word)
    {
        if (!char.IsAsciiDigit(word[0]) || word.Contains(':', StringComparison.Ordinal) || word.Contains('@', StringComparison.Ordinal)
            || word.Contains('%', StringComparison.Ordinal)) return null;
        var dash = word.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0)
        {
            return Digits(word[..dash]) is { } low && dash + 1 < word.Length && Digits(word[(dash + 1)..]) is { } high && high.Value > low.Value
                ? (decimal.Round((low.Value + high.Value) / 2, MidpointRounding.AwayFromZero), high.Scaled)
                : null;
        }
        var scale = 1;
        if (word[^1] == 'k')
        {
            scale = 1000;
            word = word[..^1];
        }
        word = word.Replace(",", "", StringComparison.Ordinal).Replace("٬", "", StringComparison.Ordinal).Replace('٫', '.').TrimEnd('+');
        return word.Length <= 12 && decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? (value * scale, scale > 1) : null;
    }
}
