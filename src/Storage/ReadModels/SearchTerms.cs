using SalesFlow.Text;

namespace SalesFlow.Storage.ReadModels;

/// <summary>The words of one entity, normalised, apart from its row: a row changes with every message, its words hardly ever.</summary>
internal sealed record SearchEntryRow : IReadRow
{
    public required string Tenant { get; init; }

    /// <summary>The entity's kind.</summary>
    public required string Kind { get; init; }
    public required string Id { get; init; }
    public string Text { get; init; } = "";
    public RowKey Key => new(Tenant, Kind, Id);
}

/// <summary>The one way in which words are written into the search column and looked up in it.</summary>
internal static class SearchTerms
{
    /// <summary>The longest search text that counts, in characters; what is beyond is ignored.</summary>
    public const int MaxLength = 200;

    /// <summary>How much of a name decides its place in a list, in characters.</summary>
    public const int SortLength = 60;

    /// <summary>How many words count; what is beyond is ignored.</summary>
    public const int MaxWords = 8;

    private const int MaxIndexLength = 1000;

    /// <summary>The text to write for these fields.</summary>
    public static string Index(params ReadOnlySpan<string?> fields)
    {
        return Cut(ArabicText.Normalise(string.Join(' ', fields!)), MaxIndexLength);
    }

    /// <summary>
    /// The words that must all stand in the column, each anywhere in it; empty where there is nothing to look for. A phone number is looked for
    /// as a whole and in any spelling; zeros in front of digits are dropped, since the column holds numbers with their country code.
    /// </summary>
    public static IReadOnlyList<string> Words(string? search)
    {
        if (string.IsNullOrWhiteSpace(search)) return [];
        // Half a character, which no database takes, becomes a sign, and signs become spaces.
        search = string.Concat(Cut(search, MaxLength).EnumerateRunes());
        if (PhoneNumber.Normalise(search) is { } phone) return [phone[1..]];
        return
        [
            .. ArabicText.Normalise(search).Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(w => w.All(char.IsAsciiDigit) && w.TrimStart('0') is { Length: > 0 } digits ? digits : w)
                .Distinct(StringComparer.Ordinal).Take(MaxWords),
        ];
    }

    /// <summary>The first characters of a text, never half of one.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length) return text;
        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
