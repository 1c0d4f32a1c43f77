using System.Collections.Frozen;
using System.Reflection;

namespace SalesFlow.Agents.Language;

/// <summary>A phrase found in a message.</summary>
/// <param name="Tag">What it means.</param>
/// <param name="At">Index of its first word.</param>
/// <param name="Length">How many words it covers.</param>
internal readonly record struct Match(string Tag, int At, int Length);

/// <summary>
/// Phrases by their first words, in one tree that is walked once for each word of a message. Loaded and checked when first used; a broken
/// file stops the program with the line that is wrong.
/// </summary>
internal sealed class Lexicon
{
    private const int MaxGap = 2;
    private readonly Node _root = new();
    private readonly FrozenSet<string> _vocabulary;
    private readonly FrozenDictionary<string, string> _nearby;

    /// <summary>The lexicon that comes with the program.</summary>
    public static Lexicon Default { get; } = new(["intents", "objections", "slots", "cues"]);

    private Lexicon(string[] files)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var (tag, phrases) in Resources.Entries(file))
            {
                foreach (var phrase in phrases) Insert(tag, phrase, words);
            }
        }
        _vocabulary = words.ToFrozenSet(StringComparer.Ordinal);
        _nearby = Nearby(words);
    }

    /// <summary>Every word of every phrase.</summary>
    public IReadOnlyCollection<string> Words => _vocabulary;

    /// <summary>Whether some phrase uses the word.</summary>
    public bool Knows(string word) => _vocabulary.Contains(word);

    /// <summary>All phrases in the message; of two with the same tag that overlap, only the longer.</summary>
    public List<Match> Find(IReadOnlyList<Token> tokens)
    {
        var found = new List<Match>();
        for (var i = 0; i < tokens.Count; i++) Walk(_root, tokens, i, i, 0, found);
        return found;
    }

    /// <summary>Puts the known word in the place of one that is one letter away from it and known to nobody.</summary>
    public List<Token> Correct(List<Token> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Word.Length < 5 || token.Word.Any(char.IsDigit) || token.Word.Contains('@', StringComparison.Ordinal)) continue;
            if (Array.Exists(token.Forms, Knows)) continue;
            if (Apart(token.Word) is var (first, second) && first is not null)
            {
                tokens[i] = Tokeniser.Cut(first)[0] with { Segment = token.Segment };
                tokens.Insert(i + 1, Tokeniser.Cut(second!)[0] with { Segment = token.Segment });
                i++;
                continue;
            }
            foreach (var form in token.Forms)
            {
                if (form.Length < 5 || Near(form) is not { } word) continue;
                tokens[i] = token with { Forms = [.. token.Forms, word] };
                break;
            }
        }
        return tokens;
    }

    /// <summary>Two known Arabic words that were written as one, the second with its article: <c>مساءالخير</c>.</summary>
    private (string? First, string? Second) Apart(string word)
    {
        if (word.Length < 7 || word[0] is < '\u0620' or > '\u064A') return default;
        for (var at = word.IndexOf("ال", 3, StringComparison.Ordinal); at > 0 && at <= word.Length - 4; at = word.IndexOf("ال", at + 1, StringComparison.Ordinal))
        {
            if (!Knows(word[..at])) continue;
            // A letter held down at the end is one letter.
            var second = word[at..];
            while (!Knows(second) && second.Length > 5 && second[^1] == second[^2]) second = second[..^1];
            if (Knows(second)) return (word[..at], second);
        }
        return default;
    }

    private string? Near(string form)
    {
        if (_nearby.TryGetValue(form, out var known)) return known;
        for (var i = 1; i < form.Length; i++)
        {
            var shorter = form.Remove(i, 1);
            if (shorter.Length >= 6 && _vocabulary.Contains(shorter)) return shorter;
            if (_nearby.TryGetValue(shorter, out known) && known.Length == form.Length) return known;
        }
        return null;
    }

    private static FrozenDictionary<string, string> Nearby(IEnumerable<string> words)
    {
        var nearby = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words.Where(w => w.Length >= 6 && w.All(char.IsLetter)).Order(StringComparer.Ordinal))
        {
            // The first letter carries too much meaning in Arabic (a prefix, a person of the verb) to be guessed.
            for (var i = 1; i < word.Length; i++) nearby.TryAdd(word.Remove(i, 1), word);
        }
        return nearby.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private void Insert(string tag, string phrase, HashSet<string> words)
    {
        var node = _root;
        foreach (var part in phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var key = part == "*" ? "*" : Tokeniser.Key(part);
            if (key.Length == 0) continue;
            if (key != "*") words.Add(key);
            node = node.Next.TryGetValue(key, out var next) ? next : node.Next[key] = new Node();
        }
        if (node == _root) throw new InvalidDataException($"The lexicon has an empty phrase under '{tag}'.");
        if (!node.Tags.Contains(tag)) node.Tags.Add(tag);
    }

    private static void Walk(Node node, IReadOnlyList<Token> tokens, int start, int at, int gap, List<Match> found)
    {
        foreach (var tag in node.Tags) Keep(found, new Match(tag, start, at - start));
        if (at >= tokens.Count || (at > start && tokens[at].Segment != tokens[start].Segment)) return;
        foreach (var form in tokens[at].Forms)
        {
            if (node.Next.TryGetValue(form, out var next)) Walk(next, tokens, start, at + 1, 0, found);
        }
        if (node.Next.TryGetValue("*", out var any))
        {
            Walk(any, tokens, start, at, 0, found);
            for (var skip = 1; skip <= MaxGap && at + skip < tokens.Count; skip++) Walk(any, tokens, start, at + skip, skip, found);
        }
    }

    private static void Keep(List<Match> found, Match match)
    {
        if (match.Length == 0) return;
        for (var i = found.Count - 1; i >= 0; i--)
        {
            var other = found[i];
            if (other.Tag != match.Tag) continue;
            if (other.At <= match.At && other.At + other.Length >= match.At + match.Length) return;
            if (match.At <= other.At && match.At + match.Length >= other.At + other.Length) found.RemoveAt(i);
        }
        found.Add(match);
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Next { get; } = new(StringComparer.Ordinal);

        public List<string> Tags { get; } = [];
    }
}

/// <summary>Reads the data files inside the program.</summary>
internal static class Resources
{
    /// <summary>The text of a file.</summary>
    /// <exception cref="InvalidDataException">There is none of that name.</exception>
    public static string Text(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidDataException($"The program lacks its data file '{name}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>
    /// The utterances of a file of labelled ones: <c>label | utterance</c> in a corpus, <c>utterance | label | …</c> in a development set.
    /// </summary>
    public static IEnumerable<string> Utterances(string file)
    {
        var corpus = file.StartsWith("corpus", StringComparison.Ordinal);
        foreach (var line in Text($"learning/{file}.txt").Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var cut = line.IndexOf('|', StringComparison.Ordinal);
            if (cut < 0) continue;
            yield return (corpus ? line[(cut + 1)..] : line[..cut]).Trim();
        }
    }

    /// <summary>The lines <c>key = value | value</c> of a lexicon file.</summary>
    public static IEnumerable<(string Key, string[] Values)> Entries(string file) => Read($"lexicon/{file}.txt");

    /// <summary>The lines <c>key = value | value</c> of a data file.</summary>
    /// <exception cref="InvalidDataException">A line is malformed; the message names it.</exception>
    public static IEnumerable<(string Key, string[] Values)> Read(string file)
    {
        var number = 0;
        foreach (var line in Text(file).Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line[0] == '#') continue;
            var cut = line.IndexOf('=', StringComparison.Ordinal);
            if (cut < 1) throw new InvalidDataException($"{file}, line {number}: 'key = value' expected.");
            var values = line[(cut + 1)..].Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (values.Length == 0) throw new InvalidDataException($"{file}, line {number}: no value.");
            yield return (line[..cut].Trim(), values);
        }
    }
}
