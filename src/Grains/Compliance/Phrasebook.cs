using System.Collections.Frozen;
using System.Reflection;

namespace SalesFlow.Grains.Compliance;

/// <summary>
/// Rules over words, read once from an embedded text and matched without a model: deterministic, linear in the message, safe on any input.
/// A line is <c>@name = word word</c> (a class of words), <c>verdict reason : pattern</c>, or a comment after <c>#</c>. A pattern is a row of
/// words and classes; <c>a/b</c> takes either, a trailing <c>?</c> makes one optional, <c>..</c> skips up to two words and <c>...</c> up to
/// five. <c>^</c> and <c>$</c> hold it to the message's ends, <c>&lt;</c> and <c>|</c> to its clause's ends, politeness (<c>@polite</c>) aside.
/// A pattern never reaches over the end of a clause.
/// </summary>
internal sealed class Phrasebook
{
    private const string Polite = "@polite", Conjunction = "@conj";
    private readonly FrozenDictionary<string, int> _ids;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly Rule[][] _byFirstWord;
    private readonly bool[] _polite, _conjunction;

    private Phrasebook(Dictionary<string, int> ids, List<Rule> rules, bool[] polite, bool[] conjunction)
    {
        _ids = ids.ToFrozenDictionary(StringComparer.Ordinal);
        _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _polite = polite;
        _conjunction = conjunction;
        _byFirstWord = [.. Enumerable.Range(0, ids.Count).Select(id => rules.Where(r => r.Items[0].Words[id]).ToArray())];
    }

    /// <summary>What one rule found: its verdict and reason words, and the tokens that it covers.</summary>
    internal readonly record struct Hit(string Verdict, string Reason, int From, int Until);

    private sealed record Item(bool[] Words, int MaxSkip);

    private sealed record Rule(string Verdict, string Reason, Item[] Items, char Start, char End);

    /// <summary>Reads a rule file embedded in this assembly.</summary>
    /// <exception cref="InvalidOperationException">The file is missing or a line cannot be read: a fault of the build, not of the input.</exception>
    public static Phrasebook Load(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not embedded.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>Reads rules from a text.</summary>
    internal static Phrasebook Parse(string text)
    {
        var classes = new Dictionary<string, List<string>>(StringComparer.Ordinal) { [Polite] = [], [Conjunction] = [] };
        var lines = new List<(string Verdict, string Reason, string[] Pattern)>();
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Split('#')[0].Trim();
            if (line.Length == 0) continue;
            if (line[0] == '@')
            {
                var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
                if (parts.Length != 2) throw new InvalidOperationException($"Not a class: {line}");
                var words = classes.TryGetValue(parts[0], out var known) ? known : classes[parts[0]] = [];
                words.AddRange(parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(w => Resolve(w, classes)));
                continue;
            }
            var rule = line.Split(" : ", 2, StringSplitOptions.TrimEntries);
            var head = rule[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (rule.Length != 2 || head.Length != 2) throw new InvalidOperationException($"Not a rule: {line}");
            foreach (var pattern in Unfold([.. rule[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)])) lines.Add((head[0], head[1], pattern));
        }
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in classes.Values.SelectMany(w => w).Concat(lines.SelectMany(l => l.Pattern).SelectMany(i => Words(i, classes))))
            ids.TryAdd(word, ids.Count);
        return new Phrasebook(ids, [.. lines.Select(l => Compile(l.Verdict, l.Reason, l.Pattern, classes, ids))],
            Set(classes[Polite], ids), Set(classes[Conjunction], ids));
    }

    /// <summary>Whether the word is known, after its prefixes and suffixes have been taken off; gives its number or -1.</summary>
    public int IdOf(ReadOnlySpan<char> word)
    {
        if (_lookup.TryGetValue(word, out var id)) return id;
        if (word.Length < 4 || char.IsAsciiLetter(word[0])) return -1;
        foreach (var suffix in Suffixes)
        {
            if (word.Length - suffix.Length >= 4 && word.EndsWith(suffix) && _lookup.TryGetValue(word[..^suffix.Length], out id)) return id;
        }
        foreach (var prefix in Prefixes)
        {
            if (word.Length - prefix.Length < 3 || !word.StartsWith(prefix)) continue;
            var rest = word[prefix.Length..];
            if (_lookup.TryGetValue(rest, out id)) return id;
            foreach (var suffix in Suffixes)
            {
                if (rest.Length - suffix.Length >= 4 && rest.EndsWith(suffix) && _lookup.TryGetValue(rest[..^suffix.Length], out id)) return id;
            }
        }
        return -1;
    }

    /// <summary>Everything that the rules find in a tokenised message.</summary>
    public List<Hit> Find(IReadOnlyList<Token> tokens)
    {
        var ids = new int[tokens.Count];
        for (var i = 0; i < ids.Length; i++) ids[i] = IdOf(tokens[i].Text);
        var hits = new List<Hit>();
        for (var i = 0; i < ids.Length; i++)
        {
            if (ids[i] < 0) continue;
            foreach (var rule in _byFirstWord[ids[i]])
            {
                if (!StartsWell(rule.Start, i, ids, tokens)) continue;
                var until = Match(rule, 1, i + 1, ids, tokens);
                if (until > 0) hits.Add(new Hit(rule.Verdict, rule.Reason, i, until));
            }
        }
        return hits;
    }

    private static readonly string[] Prefixes = ["وال", "بال", "هال", "فال", "لل", "ال", "و", "ف", "ب", "ه", "ل"];
    private static readonly string[] Suffixes = ["ها", "هم", "ه"];

    private bool StartsWell(char anchor, int at, int[] ids, IReadOnlyList<Token> tokens)
    {
        if (anchor == '\0') return true;
        for (var i = at - 1; i >= 0 && (anchor == '^' || tokens[i].Clause == tokens[at].Clause); i--)
        {
            if (ids[i] < 0 || !_polite[ids[i]]) return false;
        }
        return true;
    }

    private bool EndsWell(char anchor, int at, int[] ids, IReadOnlyList<Token> tokens)
    {
        if (anchor == '\0') return true;
        for (var i = at; i < ids.Length && (anchor == '$' || tokens[i].Clause == tokens[at - 1].Clause); i++)
        {
            if (anchor == '|' && ids[i] >= 0 && _conjunction[ids[i]]) return true;
            if (ids[i] < 0 || !_polite[ids[i]]) return false;
        }
        return true;
    }

    /// <summary>The token after the match, or 0 where there is none. Skips are bounded, so the search is too.</summary>
    private int Match(Rule rule, int item, int at, int[] ids, IReadOnlyList<Token> tokens)
    {
        if (item == rule.Items.Length) return EndsWell(rule.End, at, ids, tokens) ? at : 0;
        var wanted = rule.Items[item];
        for (var skipped = 0; skipped <= wanted.MaxSkip; skipped++)
        {
            var i = at + skipped;
            if (i >= ids.Length || tokens[i].Clause != tokens[at - 1].Clause) return 0;
            if (ids[i] < 0 || !wanted.Words[ids[i]]) continue;
            var until = Match(rule, item + 1, i + 1, ids, tokens);
            if (until > 0) return until;
        }
        return 0;
    }

    private static Rule Compile(string verdict, string reason, string[] pattern, Dictionary<string, List<string>> classes, Dictionary<string, int> ids)
    {
        char start = '\0', end = '\0';
        var items = new List<Item>();
        var skip = 0;
        foreach (var part in pattern)
        {
            switch (part)
            {
                case "^" or "<": start = part[0]; break;
                case "$" or "|": end = part[0]; break;
                case "..": skip = 2; break;
                case "...": skip = 5; break;
                default:
                    items.Add(new Item(Set(Words(part, classes), ids), skip));
                    skip = 0;
                    break;
            }
        }
        return items.Count > 0 && skip == 0
            ? new Rule(verdict, reason, [.. items], start, end)
            : throw new InvalidOperationException($"Not a pattern: {string.Join(' ', pattern)}");
    }

    /// <summary>A pattern without optional parts for each way of leaving them out.</summary>
    private static IEnumerable<string[]> Unfold(List<string> pattern)
    {
        var optional = pattern.FindIndex(p => p.EndsWith('?'));
        if (optional < 0) return [[.. pattern]];
        var with = new List<string>(pattern) { [optional] = pattern[optional][..^1] };
        var without = new List<string>(pattern);
        without.RemoveAt(optional);
        return Unfold(with).Concat(Unfold(without));
    }

    private static IEnumerable<string> Words(string part, Dictionary<string, List<string>> classes) =>
        part is "^" or "<" or "$" or "|" or ".." or "..." ? [] : part.Split('/').SelectMany(w => Resolve(w, classes));

    private static List<string> Resolve(string word, Dictionary<string, List<string>> classes) =>
        word[0] != '@' ? [word]
        : classes.TryGetValue(word, out var words) ? words
        : throw new InvalidOperationException($"{word} is not defined above its use.");

    private static bool[] Set(IEnumerable<string> words, Dictionary<string, int> ids)
    {
        var set = new bool[ids.Count];
        foreach (var word in words) set[ids[word]] = true;
        return set;
    }
}
