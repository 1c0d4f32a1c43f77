using SalesFlow.Storage.ReadModels;
using SalesFlow.Text;

namespace SalesFlow.Storage.Conversations;

/// <summary>
/// The one way in which messages' words are written for searching and looked up. Whole words with their beginnings, not letters in a row: an index
/// of trigrams costs several times as much a message. What Arabic writes together with a word (and, with, for, the) does not hide it.
/// </summary>
internal static class MessageWords
{
    private const int MaxLength = 4096;
    private const int MaxWords = 400;
    private const int ShortestRest = 3;
    private static readonly string[] Prefixes = ["وبال", "وال", "بال", "كال", "فال", "لل", "ال"];
    private const string Particles = "وبلفك";

    /// <summary>The words to write for a message: each as it stands, and without what is written together with it.</summary>
    public static string Index(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "";
        var words = new List<string>();
        foreach (var word in Normalised(SearchTerms.Cut(text, MaxLength)))
        {
            words.Add(word);
            if (Bare(word) is { } bare) words.Add(bare);
            if (words.Count >= MaxWords) break;
        }
        return string.Join(' ', words.Distinct(StringComparer.Ordinal));
    }

    /// <summary>The beginnings that must all stand among a message's words; at most eight.</summary>
    public static IReadOnlyList<string> Query(string text) =>
    [
        .. Normalised(string.Concat(SearchTerms.Cut(text, SearchTerms.MaxLength).EnumerateRunes()))
            .Select(w => Bare(w) ?? w).Distinct(StringComparer.Ordinal).Take(SearchTerms.MaxWords),
    ];

    /// <summary>
    /// The forms in which a word looked up may begin: by itself, and behind a single letter that Arabic writes together with it. Asked for and
    /// not written: nearly every word can stand behind each of them.
    /// </summary>
    public static IReadOnlyList<string> Forms(string word) =>
        word.Length >= ShortestRest && ArabicText.IsArabic(word) == true ? [word, .. Particles.Select(p => p + word)] : [word];

    /// <summary>Whether the words written for a message hold every beginning, in one of its forms.</summary>
    public static bool Hold(string words, IReadOnlyList<string> query)
    {
        foreach (var beginning in query)
            if (!Forms(beginning).Any(f => words.StartsWith(f, StringComparison.Ordinal) || words.Contains(' ' + f, StringComparison.Ordinal))) return false;
        return true;
    }

    /// <summary>The part of a text around the first word found.</summary>
    public static string Snippet(string text, IReadOnlyList<string> query)
    {
        const int before = 60, length = 160;
        var forms = query.SelectMany(Forms).ToList();
        var at = 0;
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && !char.IsWhiteSpace(text[end])) end++;
            if (end > start && Normalised(text[start..end]).Any(w => forms.Any(f => Starts(w, f) || (Bare(w) is { } bare && Starts(bare, f)))))
            {
                at = start;
                break;
            }
            start = end + 1;
        }
        var from = Math.Max(0, at - before);
        if (from > 0 && char.IsLowSurrogate(text[from])) from--;
        var cut = SearchTerms.Cut(text[from..], length);
        return (from > 0 ? "…" : "") + cut + (from + cut.Length < text.Length ? "…" : "");
    }

    private static bool Starts(string word, string beginning) => word.StartsWith(beginning, StringComparison.Ordinal);

    private static string[] Normalised(string text) => ArabicText.Normalise(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string? Bare(string word)
    {
        foreach (var prefix in Prefixes)
            if (word.Length >= prefix.Length + ShortestRest && word.StartsWith(prefix, StringComparison.Ordinal)) return word[prefix.Length..];
        return null;
    }
}
