using System.Text.Json;
using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>
/// Phrases of selling by what they mean, from <c>Data/sales-phrases.json</c>. Words match with the usual Arabic prefixes and pronouns attached; a
/// word that ends in <c>*</c> matches whatever begins so. A phrase behind a "no" is none, unless it says no itself or only names a subject (tags that
/// end in <c>.word</c> or <c>.subject</c>). Safe from many threads.
/// </summary>
internal sealed class SalesPhrases
{
    private static readonly HashSet<string> Negations = new(StringComparer.Ordinal)
    {
        "no", "not", "don't", "dont", "doesn't", "isn't", "without", "never", "لا", "ما", "مو", "مب", "مش", "بدون", "ليس", "ليست", "لم", "لن", "غير",
    };

    private readonly Dictionary<string, Phrase[]> _byTag;

    private SalesPhrases(Dictionary<string, Phrase[]> byTag) => _byTag = byTag;

    /// <summary>The phrases that come with the program.</summary>
    public static SalesPhrases Default { get; } = Read("task-data/sales-phrases.json");

    /// <summary>Whether a text holds a phrase of a tag.</summary>
    public bool Has(string? text, string tag) => Find(text, tag) is not null;

    /// <summary>Whether one of the three words before a place says no.</summary>
    public static bool Negated(IReadOnlyList<Token> tokens, int at)
    {
        for (var i = Math.Max(0, at - 3); i < at; i++)
            if (tokens[i].Segment == tokens[at].Segment && Negations.Contains(tokens[i].Word)) return true;
        return false;
    }

    /// <summary>The longest phrase of a tag in a text, as it was written there; null where there is none.</summary>
    public string? Find(string? text, string tag)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var tokens = Tokeniser.Cut(text);
        var (at, words) = Longest(tokens, tag);
        return words == 0 ? null : string.Join(' ', tokens.Skip(at).Take(words).Select(t => t.Original));
    }

    /// <summary>How many phrases of a tag, none of which need be a sentence, a text holds; a tag that is not known has none.</summary>
    public int Count(string text, string tag)
    {
        if (!_byTag.TryGetValue(tag, out var phrases)) return 0;
        var tokens = Tokeniser.Cut(text);
        return phrases.Count(p => Enumerable.Range(0, tokens.Count).Any(at => at + p.Words.Length <= tokens.Count && p.IsAt(tokens, at)));
    }

    /// <summary>
    /// What follows the prefix in the tag whose phrase in the text is longest, the first of equals by the order of the file; null where none is
    /// there.
    /// </summary>
    public string? Best(string? text, string prefix)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var tokens = Tokeniser.Cut(text);
        var (best, length) = ((string?)null, 0);
        foreach (var tag in _byTag.Keys)
        {
            if (!tag.StartsWith(prefix, StringComparison.Ordinal)) continue;
            var (_, words) = Longest(tokens, tag);
            if (words > length) (best, length) = (tag[prefix.Length..], words);
        }
        return best;
    }

    private (int At, int Words) Longest(List<Token> tokens, string tag)
    {
        var (from, length) = (0, 0);
        var subject = tag.EndsWith(".word", StringComparison.Ordinal) || tag.EndsWith(".subject", StringComparison.Ordinal);
        foreach (var phrase in _byTag[tag])
        {
            if (phrase.Words.Length <= length) continue;
            for (var at = 0; at + phrase.Words.Length <= tokens.Count; at++)
            {
                if (!phrase.IsAt(tokens, at) || !subject && !phrase.SaysNo && Negated(tokens, at)) continue;
                (from, length) = (at, phrase.Words.Length);
                break;
            }
        }
        return (from, length);
    }

    private static SalesPhrases Read(string resource)
    {
        using var document = JsonDocument.Parse(Resources.Text(resource));
        var byTag = new Dictionary<string, Phrase[]>(StringComparer.Ordinal);
        foreach (var tag in document.RootElement.EnumerateObject())
            byTag[tag.Name] = [.. tag.Value.EnumerateArray().Select(p => Phrase.Of(p.GetString()!))];
        return new SalesPhrases(byTag);
    }

    private sealed record Phrase((string Key, bool Prefix)[] Words, bool SaysNo)
    {
        public static Phrase Of(string text)
        {
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(w => w is [.. var stem, '*'] ? (Tokeniser.Key(stem), true) : (Tokeniser.Key(w), false)).ToArray();
            return words.Length > 0 ? new Phrase(words, words.Any(w => Negations.Contains(w.Item1)))
                : throw new InvalidDataException($"The phrase '{text}' has no words.");
        }

        public bool IsAt(List<Token> tokens, int at)
        {
            for (var i = 0; i < Words.Length; i++)
            {
                var token = tokens[at + i];
                if (token.Segment != tokens[at].Segment || !Matches(token, Words[i])) return false;
            }
            return true;
        }

        private static bool Matches(Token token, (string Key, bool Prefix) word)
        {
            foreach (var form in token.Forms)
                if (word.Prefix ? form.StartsWith(word.Key, StringComparison.Ordinal) : form == word.Key) return true;
            return false;
        }
    }
}
