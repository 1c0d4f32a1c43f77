using System.Globalization;
using System.Text.Json;
using SalesFlow.Common;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>A single value of an input with the place where it stands.</summary>
/// <param name="Path">Names from the outermost inwards, joined by dots; places in lists in brackets.</param>
/// <param name="Name">The innermost name.</param>
/// <param name="Value">No object and no list.</param>
internal readonly record struct CaseLeaf(string Path, string Name, JsonElement Value);

/// <summary>What the agents that review a case share: comparing what identifies somebody, quoting, walking through an input.</summary>
internal static class CaseText
{
    private const int MaxLeaves = 4_000;
    private const int MaxDepth = 10;

    /// <summary>A quotation: one line, at most so many characters.</summary>
    public static string Quote(string text, int max = 100)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= max) return line;
        var cut = char.IsHighSurrogate(line[max - 1]) ? max - 1 : max;
        return line[..cut].TrimEnd() + "…";
    }

    /// <summary>A phone number as it is compared: its last nine digits; null for what is no number.</summary>
    public static string? Phone(string? text)
    {
        if (text is null) return null;
        var digits = new string([.. ArabicText.AsciiDigits(text).Where(char.IsAsciiDigit)]);
        return digits.Length is >= 7 and <= 20 ? digits[^Math.Min(9, digits.Length)..] : null;
    }

    /// <summary>An e-mail address as it is compared: lower case, without what follows a plus sign; null for what is none.</summary>
    public static string? Email(string? text)
    {
        if (text is null) return null;
        var plain = text.Trim().ToLowerInvariant();
        var at = plain.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || at == plain.Length - 1) return null;
        var plus = plain.IndexOf('+', StringComparison.Ordinal);
        return plus > 0 && plus < at ? plain[..plus] + plain[at..] : plain;
    }

    /// <summary>Any other value as it is compared: normal form without spaces; null where nothing is left.</summary>
    public static string? Same(string? text) =>
        text is not null && ArabicText.Normalise(text, keepPunctuation: true).Replace(" ", "", StringComparison.Ordinal) is { Length: > 0 } plain
            ? plain : null;

    /// <summary>The first of several names that leads to a text: an object of that name is passed over.</summary>
    public static string? First(TaskInput? input, params ReadOnlySpan<string> names)
    {
        if (input is null) return null;
        foreach (var name in names)
            if (input.Text(name) is { } text) return text.Length <= 200 ? text : text[..200];
        return null;
    }

    /// <summary>The first of several names that leads to a number: what is none is passed over.</summary>
    public static decimal? FirstNumber(TaskInput? input, params ReadOnlySpan<string> names)
    {
        if (input is null) return null;
        foreach (var name in names)
            if (input.Find(name) is { } value && Number(value) is { } number) return number;
        return null;
    }

    /// <summary>The first of several names that leads to a yes or no.</summary>
    public static bool? FirstFlag(TaskInput? input, params ReadOnlySpan<string> names)
    {
        if (input is null) return null;
        foreach (var name in names)
            if (input.Flag(name) is { } flag) return flag;
        return null;
    }

    /// <summary>The first of several names that leads to an instant.</summary>
    public static DateTimeOffset? FirstTime(TaskInput? input, params ReadOnlySpan<string> names)
    {
        if (input is null) return null;
        foreach (var name in names)
            if (input.Find(name) is { } value && Time(value) is { } time) return time;
        return null;
    }

    /// <summary>An instant; Arabic digits are read too.</summary>
    public static DateTimeOffset? Time(JsonElement value)
    {
        var at = TaskInput.TimeOf(value)
            ?? (value.ValueKind == JsonValueKind.String
                ? TaskInput.TimeOf(JsonSerializer.SerializeToElement(ArabicText.AsciiDigits(value.GetString()!))) : null);
        // What lies outside is a slip of the pen, and days could not be added to it.
        return at is { Year: >= 1990 and <= 2200 } ? at : null;
    }

    /// <summary>A number, a percentage among them: "20%" is 20.</summary>
    public static decimal? Number(JsonElement value)
    {
        if (TaskInput.NumberOf(value) is { } number) return number;
        if (value.ValueKind != JsonValueKind.String) return null;
        var plain = ArabicText.AsciiDigits(value.GetString()!).Replace('٫', '.').Replace("٪", "", StringComparison.Ordinal).Replace("%", "",
            StringComparison.Ordinal).Trim();
        return decimal.TryParse(plain, NumberStyles.Number, CultureInfo.InvariantCulture, out var share) ? share : null;
    }

    /// <summary>The business day of an instant.</summary>
    public static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(BusinessCalendar.Riyadh.Local(at));

    /// <summary>Money in two places, rounded away from zero as invoices are.</summary>
    public static decimal Money(decimal amount) => decimal.Round(amount, 2, MidpointRounding.AwayFromZero);

    /// <summary>An amount as a text shows it: thousands with commas, two places where there are halalas.</summary>
    public static string Amount(decimal amount) =>
        amount.ToString(amount == decimal.Truncate(amount) ? "#,0" : "#,0.00", CultureInfo.InvariantCulture);

    /// <summary>Every single value of an input, outermost first, at most 4,000.</summary>
    public static IEnumerable<CaseLeaf> Leaves(JsonElement root)
    {
        var left = MaxLeaves;
        var queue = new Queue<(string Path, string Name, JsonElement Value, int Depth)>();
        queue.Enqueue(("", "", root, 0));
        while (queue.TryDequeue(out var at) && left > 0)
        {
            switch (at.Value.ValueKind)
            {
                case JsonValueKind.Object when at.Depth < MaxDepth:
                    foreach (var property in at.Value.EnumerateObject())
                        queue.Enqueue((at.Path.Length == 0 ? property.Name : at.Path + "." + property.Name, property.Name, property.Value,
                            at.Depth + 1));
                    break;
                case JsonValueKind.Array when at.Depth < MaxDepth:
                    var index = 0;
                    foreach (var item in at.Value.EnumerateArray())
                        queue.Enqueue(($"{at.Path}[{index++.ToString(CultureInfo.InvariantCulture)}]", at.Name, item, at.Depth + 1));
                    break;
                case JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                    left--;
                    yield return new CaseLeaf(at.Path, at.Name, at.Value);
                    break;
            }
        }
    }

    /// <summary>The language to write single texts in: Arabic where one value of several words is, or a name of a field.</summary>
    public static string Language(JsonElement root)
    {
        int arabic = 0, latin = 0;
        foreach (var leaf in Leaves(root))
        {
            if (ArabicText.IsArabic(leaf.Name) == true) arabic++;
            if (leaf.Value.ValueKind != JsonValueKind.String || leaf.Value.GetString() is not { } text || !text.Trim().Contains(' ',
                StringComparison.Ordinal)) continue;
            if (ArabicText.IsArabic(text) is not { } isArabic) continue;
            if (isArabic) arabic++;
            else latin++;
        }
        return arabic > 0 && arabic >= latin ? "ar" : "en";
    }

    /// <summary>Phrases in their normal form, as <see cref="Says"/> compares them.</summary>
    public static string[] Phrases(params ReadOnlySpan<string> phrases)
    {
        var plain = new string[phrases.Length];
        for (var i = 0; i < plain.Length; i++) plain[i] = ArabicText.Normalise(phrases[i]);
        return plain;
    }

    /// <summary>
    /// Whether a text says one of the phrases, in its normal form and from the beginning of a word, and no "not" stands close before it.
    /// </summary>
    public static bool Says(string plain, IReadOnlyList<string> phrases)
    {
        foreach (var phrase in phrases)
        {
            for (var at = plain.IndexOf(phrase, StringComparison.Ordinal); at >= 0; at = plain.IndexOf(phrase, at + 1, StringComparison.Ordinal))
                if (Begins(plain, at) && Ends(plain, at + phrase.Length) && !Denied(plain, at)) return true;
        }
        return false;
    }

    /// <summary>Whether one of the phrases stands in a text, denied or not.</summary>
    public static bool Mentions(string plain, IReadOnlyList<string> phrases)
    {
        foreach (var phrase in phrases)
            for (var at = plain.IndexOf(phrase, StringComparison.Ordinal); at >= 0; at = plain.IndexOf(phrase, at + 1, StringComparison.Ordinal))
                if (Begins(plain, at) && Ends(plain, at + phrase.Length)) return true;
        return false;
    }

    // A conjunction, a preposition or an article may be written together with an Arabic word.
    private static bool Begins(string plain, int at)
    {
        if (at == 0 || plain[at - 1] == ' ') return true;
        var start = plain.LastIndexOf(' ', at - 1) + 1;
        return plain[start..at] is "و" or "ف" or "ب" or "ل" or "ال" or "وال" or "بال" or "لل" or "ك" or "فال";
    }

    private static bool Ends(string plain, int end) =>
        end >= plain.Length || plain[end] == ' ' || plain[end - 1] > '\u0600' && plain.IndexOf(' ', end) is var space && (space < 0 ? plain.Length
            : space) - end <= 3
        || plain.AsSpan(end) is ['s', ..] or ['e', 'd', ..] or ['d', ..];

    private static bool Denied(string plain, int at)
    {
        var words = plain[..at].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = words.Length - 1; i >= 0 && i >= words.Length - 4; i--)
            if (words[i] is "no" or "not" or "never" or "without" or "none" or "non" or "isn" or "doesn" or "didn" or "لا" or "لم" or "ليس" or "ليست" or "بدون" or "غير" or "دون" or "ما"
                or "ولا" or "مو" or "بلا" or "عدم") return true;
        return false;
    }
}
