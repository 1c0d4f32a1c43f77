using System.Collections.Frozen;
using SalesFlow.Text;

namespace SalesFlow.Storage.Knowledge;

/// <summary>
/// The one way in which knowledge is written for searching and questions are read: the project's normal form, a light stem, and for Arabic the
/// consonants that words of one root share, so that <c>سعر</c> finds <c>أسعار</c>. Signs of our own never stand in it: every term is letters and digits.
/// </summary>
internal static class KnowledgeText
{
    /// <summary>What the consonants of a word begin with; no word does.</summary>
    public const char Root = 'x';

    private const int LongestTerm = 40;
    private const int ShortestStem = 3;
    private const int ShortestRoot = 2;
    private static readonly string[] Prefixes = ["وبال", "ولل", "وال", "بال", "كال", "فال", "لل", "ال"];
    private static readonly string[] Suffixes =
        ["تكم", "تهم", "تها", "تنا", "كم", "هم", "ها", "نا", "ات", "ون", "ين", "ان", "يه", "وا", "تي", "تك", "ته", "ه", "ي", "ك"];
    private static readonly Lazy<FrozenSet<string>> Stops = new(() =>
        Lines("stop-words.txt").SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(w => ArabicText.Normalise(w)).ToFrozenSet(StringComparer.Ordinal));

    private static readonly Lazy<FrozenDictionary<string, string[]>> Same = new(LoadSame);

    /// <summary>The terms to write for a text: each once.</summary>
    public static IEnumerable<string> Terms(params ReadOnlySpan<string?> texts)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in Words(string.Join(' ', texts!)))
        {
            if (Stops.Value.Contains(word)) continue;
            var stem = Stem(word);
            terms.Add(stem);
            if (RootOf(stem) is { } root) terms.Add(root);
            if (Bare(word) is not { } bare) continue;
            terms.Add(Stem(bare));
            if (RootOf(Stem(bare)) is { } below) terms.Add(below);
        }
        return terms;
    }

    /// <summary>What a question asks for: each of its words that says something, once; at most sixteen.</summary>
    public static IReadOnlyList<AskedTerm> Asked(string query)
    {
        var asked = new List<AskedTerm>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in Words(query))
        {
            if (Stops.Value.Contains(word)) continue;
            var stem = Stem(word);
            var bare = Bare(word) is { } b ? Stem(b) : null;
            if (!seen.Add(stem)) continue;
            var same = Same.Value.TryGetValue(stem, out var group) ? group : bare is not null && Same.Value.TryGetValue(bare, out var below) ? below : [];
            // Two words of one meaning are asked for once.
            if (asked.Exists(a => a.Same.Contains(stem))) continue;
            asked.Add(new AskedTerm(word, stem, bare, RootOf(stem), same));
            if (asked.Count == 16) break;
        }
        return asked;
    }

    /// <summary>A word without what Arabic and English put around it.</summary>
    public static string Stem(string word)
    {
        if (word.Length > LongestTerm) word = word[..LongestTerm];
        return word.Length == 0 || char.IsAsciiDigit(word[0]) ? word : char.IsAsciiLetter(word[0]) ? English(word) : Arabic(word);
    }

    /// <summary>The consonants of an Arabic stem, marked; null where too few are left to tell anything.</summary>
    public static string? RootOf(string stem)
    {
        if (stem.Length == 0 || stem[0] < '\u0620' || stem[0] > '\u064A') return null;
        Span<char> letters = stackalloc char[stem.Length];
        var count = 0;
        foreach (var c in stem)
            if (c is not ('ا' or 'و' or 'ي' or 'ء')) letters[count++] = c;
        // What verbs and their nouns begin with: نسجل, تسجيل, تنسجل and مسجل are of one root.
        var from = 0;
        while (count - from > ShortestRoot && from < 2 && letters[from] is ('ت' or 'ن' or 'م')) from++;
        return count - from < ShortestRoot ? null : string.Concat("x", letters[from..count]);
    }

    /// <summary>The words of a text in the normal form.</summary>
    public static IEnumerable<string> Words(string text) => ArabicText.Normalise(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 1 || char.IsAsciiDigit(w[0]));

    /// <summary>Whether two words differ by one letter at most: one that is wrong, missing, too much, or two that changed places.</summary>
    public static bool IsNear(string a, string b)
    {
        if (a == b) return true;
        if (Math.Abs(a.Length - b.Length) > 1) return false;
        var at = 0;
        while (at < a.Length && at < b.Length && a[at] == b[at]) at++;
        return a.AsSpan(Math.Min(at + 1, a.Length)).SequenceEqual(b.AsSpan(Math.Min(at + 1, b.Length)))
            || a.AsSpan(at).SequenceEqual(b.AsSpan(Math.Min(at + 1, b.Length)))
            || a.AsSpan(Math.Min(at + 1, a.Length)).SequenceEqual(b.AsSpan(at))
            || (at + 1 < a.Length && at + 1 < b.Length && a[at] == b[at + 1] && a[at + 1] == b[at] && a.AsSpan(at + 2).SequenceEqual(b.AsSpan(at + 2)));
    }

    /// <summary>The word without the single letter that Arabic writes together with it (and, with, for, like, then); null where there is none.</summary>
    private static string? Bare(string word) => word.Length > ShortestStem + 1 && word[0] is ('و' or 'ب' or 'ل' or 'ك' or 'ف') ? word[1..] : null;

    private static string Arabic(string word)
    {
        foreach (var prefix in Prefixes)
        {
            if (word.Length < prefix.Length + ShortestStem - 1 || !word.StartsWith(prefix, StringComparison.Ordinal)) continue;
            word = word[prefix.Length..];
            break;
        }
        for (var more = true; more;)
        {
            more = false;
            foreach (var suffix in Suffixes)
            {
                if (word.Length < suffix.Length + ShortestStem || !word.EndsWith(suffix, StringComparison.Ordinal)) continue;
                word = word[..^suffix.Length];
                more = true;
                break;
            }
        }
        return word.Length > ShortestStem + 1 && word[^1] == 'ا' ? word[..^1] : word;
    }

    private static string English(string word)
    {
        if (word.Length <= ShortestStem) return word;
        if (word.EndsWith("ies", StringComparison.Ordinal)) word = word[..^3] + "y";
        else if (word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i')) word = word[..^1];
        foreach (var suffix in new[] { "ing", "ed" })
        {
            if (word.Length < suffix.Length + ShortestStem || !word.EndsWith(suffix, StringComparison.Ordinal)) continue;
            word = word[..^suffix.Length];
            if (word[^1] == word[^2] && word[^1] is not ('l' or 's')) word = word[..^1];
            break;
        }
        return word.Length > ShortestStem && word[^1] == 'e' ? word[..^1] : word;
    }

    private static FrozenDictionary<string, string[]> LoadSame()
    {
        var groups = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var line in Lines("synonyms.txt"))
        {
            var stems = Words(line).Select(Stem).Distinct(StringComparer.Ordinal).ToList();
            foreach (var stem in stems)
            {
                if (!groups.TryGetValue(stem, out var group)) groups[stem] = group = new(StringComparer.Ordinal);
                group.UnionWith(stems.Where(s => s != stem));
            }
        }
        return groups.ToFrozenDictionary(g => g.Key, g => g.Value.Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
    }

    private static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(KnowledgeText).Assembly.GetManifestResourceStream("knowledge/" + name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#') yield return line;
    }
}

/// <summary>A word that is asked for.</summary>
/// <param name="Word">As it stands in the question, in the normal form.</param>
/// <param name="Stem">Its stem.</param>
/// <param name="Bare">The stem without a letter written together with it, or null.</param>
/// <param name="Root">Its consonants, marked, or null.</param>
/// <param name="Same">Stems of words that mean the same.</param>
internal sealed record AskedTerm(string Word, string Stem, string? Bare, string? Root, IReadOnlyList<string> Same)
{
    /// <summary>Every term that can meet it, with how well it does, 0 to 1; best first.</summary>
    public IEnumerable<(string Term, double Fit)> Forms()
    {
        yield return (Stem, 1);
        if (Bare is not null && Bare != Stem) yield return (Bare, 0.95);
        foreach (var same in Same) yield return (same, 0.9);
        // Two consonants are shared by many words that have nothing in common.
        if (Root is not null) yield return (Root, Root.Length > 3 ? 0.8 : 0.55);
        foreach (var same in Same)
            if (KnowledgeText.RootOf(same) is { Length: > 3 } root && root != Root) yield return (root, 0.65);
    }
}
