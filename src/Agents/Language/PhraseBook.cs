using SalesFlow.Text;

namespace SalesFlow.Agents.Language;

/// <summary>A phrase that was found.</summary>
/// <param name="Concept">What it means.</param>
/// <param name="Part">The sentence part it stands in, from 0.</param>
/// <param name="At">Its first word, from 0 in the text.</param>
internal readonly record struct PhraseHit(string Concept, int Part, int At);

/// <summary>
/// Finds concepts in a text of any kind by patterns of words: alternatives, beginnings, gaps and numbers. Made for checking many texts: one pass,
/// little memory. Immutable; safe from many threads.
/// </summary>
internal sealed class PhraseBook
{
    private const int MaxWords = 4_000;
    private const int MaxGap = 3;
    private const int StemKey = 3;

    private static readonly string[] Negators =
    [
        "لا", "ما", "لن", "لم", "ليس", "ليست", "لسنا", "لست", "مو", "مب", "مش", "غير", "بدون", "دون", "بلا", "ولا", "وما", "ولن", "مافي", "ماني",
        "يستحيل",
        "not", "never", "no", "without", "cannot", "t", "nor", "neither", "cant", "dont", "wont", "unable",
    ];

    private readonly Dictionary<string, List<Pattern>> _byWord = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Pattern>> _byStem = new(StringComparer.Ordinal);
    private readonly List<Pattern> _byNumber = [];
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _negators;
    private readonly Dictionary<string, List<Pattern>>.AlternateLookup<ReadOnlySpan<char>> _words;
    private readonly Dictionary<string, List<Pattern>>.AlternateLookup<ReadOnlySpan<char>> _stems;

    private PhraseBook(IEnumerable<(string Concept, string[] Phrases)> entries)
    {
        foreach (var (concept, phrases) in entries)
            foreach (var phrase in phrases) Add(concept, phrase);
        _negators = new HashSet<string>(Negators, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _words = _byWord.GetAlternateLookup<ReadOnlySpan<char>>();
        _stems = _byStem.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>What texts of a company claim, promise and ask.</summary>
    public static PhraseBook Claims { get; } = new(Resources.Entries("claims"));

    /// <summary>What applicants and affiliates write.</summary>
    public static PhraseBook Affiliates { get; } = new(Resources.Entries("affiliates"));

    /// <summary>What affiliates ask while they are being trained.</summary>
    public static PhraseBook Coaching { get; } = new(Resources.Entries("coaching"));

    /// <summary>What a text of a company gives away of others, and how it treats people's data.</summary>
    public static PhraseBook Disclosures { get; } = new(Resources.Entries("disclosures"));

    /// <summary>What customers say on the telephone, and of what a company claims.</summary>
    public static PhraseBook Selling { get; } = new(Resources.Entries("selling"));

    /// <summary>What remarks and fields tell of fraud, by the sign's code.</summary>
    public static PhraseBook Frauds { get; } = new(Resources.Entries("fraud"));

    /// <summary>What is said of leads and by them.</summary>
    public static PhraseBook Leads { get; } = new(Resources.Entries("leads"));

    /// <summary>The classes of words that practices with personal data are described with.</summary>
    public static PhraseBook Practices { get; } = new(Resources.Entries("practices"));

    /// <summary>Every concept found, each once a sentence part; a phrase behind a negation is none.</summary>
    public List<PhraseHit> Find(string text) => Find(text, every: false);

    /// <summary>Every place of every concept, in the order of the words, negated or not.</summary>
    public List<PhraseHit> Places(string text) => Find(text, every: true);

    private List<PhraseHit> Find(string text, bool every)
    {
        var found = new List<PhraseHit>();
        var (plain, words) = Cut(text);
        for (var i = 0; i < words.Count; i++)
        {
            var word = Of(plain, words[i]);
            if (char.IsAsciiDigit(word[0])) Try(_byNumber, plain, words, i, found, every);
            foreach (var form in new Forms(word))
            {
                if (_words.TryGetValue(form, out var exact)) Try(exact, plain, words, i, found, every);
                if (form.Length >= StemKey && _stems.TryGetValue(form[..StemKey], out var begun)) Try(begun, plain, words, i, found, every);
            }
        }
        return found;
    }

    /// <summary>The sentence part as it was written, at most <paramref name="most"/> characters.</summary>
    public static string Quote(string text, int part, int most = 160)
    {
        var current = 0;
        var from = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !IsBreak(text, i)) continue;
            if (current == part)
            {
                var quote = text[from..i].Trim();
                return quote.Length <= most ? quote : quote[..(most - 1)].TrimEnd() + "…";
            }
            current++;
            from = i + 1;
        }
        return text.Length <= most ? text.Trim() : text[..(most - 1)].Trim() + "…";
    }

    private static bool IsBreak(string text, int at)
    {
        var c = text[at];
        if (c is '.' or ',' or '٬' or '٫')
            return !(at > 0 && at + 1 < text.Length && char.IsDigit(text[at - 1]) && char.IsDigit(text[at + 1]));
        return c is '!' or '?' or '؟' or '؛' or ';' or '\n' or '،';
    }

    private static (string Plain, List<Word> Words) Cut(string text)
    {
        // A line's end is a part's end; the normal form knows only spaces.
        var plain = ArabicText.Normalise(text.Contains('\n', StringComparison.Ordinal) ? text.Replace('\n', '؛') : text, keepPunctuation: true);
        var words = new List<Word>(plain.Length / 5 + 4);
        var part = 0;
        var start = -1;
        for (var i = 0; i <= plain.Length && words.Count < MaxWords; i++)
        {
            var letter = i < plain.Length && (char.IsLetterOrDigit(plain[i]) || plain[i] is '_'
                || plain[i] is '.' or ',' or '٫' or '٬' && !IsBreak(plain, i));
            if (letter)
            {
                if (start < 0) start = i;
                continue;
            }
            if (start >= 0) words.Add(new Word(start, i - start, part));
            start = -1;
            if (i >= plain.Length) break;
            if (plain[i] is '%' or '٪') words.Add(new Word(i, 1, part));
            else if (IsBreak(plain, i)) part++;
        }
        return (plain, words);
    }

    private static ReadOnlySpan<char> Of(string plain, Word word) => plain.AsSpan(word.At, word.Length);

    private void Try(List<Pattern> patterns, string plain, List<Word> words, int at, List<PhraseHit> found, bool every)
    {
        foreach (var pattern in patterns)
        {
            if (!pattern.Matches(plain, words, at) || !every && !pattern.EvenNegated && Negated(plain, words, at)) continue;
            var hit = new PhraseHit(pattern.Concept, words[at].Part, at);
            var known = false;
            foreach (var other in found) known |= other.Concept == hit.Concept && (every ? other.At == hit.At : other.Part == hit.Part);
            if (!known) found.Add(hit);
        }
    }

    private bool Negated(string plain, List<Word> words, int at)
    {
        for (var i = at - 1; i >= 0 && i >= at - 4 && words[i].Part == words[at].Part; i--)
            if (_negators.Contains(Of(plain, words[i]))) return true;
        return false;
    }

    private void Add(string concept, string phrase)
    {
        var elements = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Element.Parse).ToArray();
        if (elements.Length == 0 || elements[0].Gap
            || elements[0].Optional) throw new InvalidDataException($"The phrase '{phrase}' must begin with a word.");
        var pattern = new Pattern(concept.TrimStart('!'), elements, concept[0] == '!');
        foreach (var word in elements[0].Words) Into(_byWord, word, pattern);
        foreach (var stem in elements[0].Stems)
        {
            if (stem.Length < StemKey) throw new InvalidDataException($"The beginning '{stem}' in '{phrase}' is too short.");
            Into(_byStem, stem[..StemKey], pattern);
        }
        if (elements[0].Number) _byNumber.Add(pattern);
    }

    private static void Into(Dictionary<string, List<Pattern>> index, string key, Pattern pattern)
    {
        if (!index.TryGetValue(key, out var list)) index[key] = list = [];
        if (!list.Contains(pattern)) list.Add(pattern);
    }

    private readonly record struct Word(int At, int Length, int Part);

    private sealed record Element(string[] Words, string[] Stems, bool Number, bool Gap, bool Optional)
    {
        public static Element Parse(string text)
        {
            if (text == "*") return new([], [], false, true, false);
            var optional = text.Length > 1 && text[^1] == '?';
            var alternatives = (optional ? text[..^1] : text).Split('/', StringSplitOptions.RemoveEmptyEntries);
            static string Plain(string word) => word == "%" ? "%" : ArabicText.Normalise(word, keepPunctuation: true);
            return new(
                [.. alternatives.Where(a => a[^1] != '~' && a != "#").Select(Plain)], [.. alternatives.Where(a => a[^1] == '~').Select(a =>
                Plain(a[..^1]))],
                alternatives.Contains("#"), false, optional);
        }

        public bool Holds(ReadOnlySpan<char> word)
        {
            if (Number && char.IsAsciiDigit(word[0])) return true;
            foreach (var form in new Forms(word))
            {
                foreach (var known in Words)
                    if (form.SequenceEqual(known)) return true;
                foreach (var stem in Stems)
                    if (form.StartsWith(stem, StringComparison.Ordinal)) return true;
            }
            return false;
        }
    }

    private sealed record Pattern(string Concept, Element[] Elements, bool EvenNegated)
    {
        public bool Matches(string plain, List<Word> words, int at) =>
            Elements[0].Holds(Of(plain, words[at])) && Rest(plain, words, 1, at + 1, words[at].Part);

        private bool Rest(string plain, List<Word> words, int element, int at, int part)
        {
            if (element == Elements.Length) return true;
            var wanted = Elements[element];
            if (wanted.Gap)
            {
                for (var skip = 0; skip <= MaxGap; skip++)
                    if (Rest(plain, words, element + 1, at + skip, part)) return true;
                return false;
            }
            if (wanted.Optional && Rest(plain, words, element + 1, at, part)) return true;
            return at < words.Count && words[at].Part == part && wanted.Holds(Of(plain, words[at])) && Rest(plain, words, element + 1, at + 1, part);
        }
    }

    /// <summary>A word and what is left of it without the Arabic particles that are written onto it.</summary>
    private ref struct Forms(ReadOnlySpan<char> word)
    {
        private readonly ReadOnlySpan<char> _word = word;
        private int _at = -1;

        public ReadOnlySpan<char> Current { get; private set; }

        public readonly Forms GetEnumerator() => this;

        public bool MoveNext()
        {
            while (++_at < 5)
            {
                var w = _word;
                if (_at == 0)
                {
                    Current = w;
                    return true;
                }
                if (w.Length < 4 || w[0] is < '\u0600' or > '\u06FF') return false;
                var particle = w[0] is 'و' or 'ف' or 'ب' or 'ل' or 'ك' or 'س';
                var cut = _at switch
                {
                    1 when particle => 1,
                    2 when w[0] == 'ا' && w[1] == 'ل' && w.Length > 4 => 2,
                    3 when particle && w.Length > 5 && (w[1] == 'ا' && w[2] == 'ل') => 3,
                    4 when (w[0] == 'ل' && w[1] == 'ل' || w[0] is 'و' or 'ف' && w[1] is 'س' or 'ب' or 'ل') && w.Length > 4 => 2,
                    _ => 0,
                };
                if (cut == 0) continue;
                Current = w[cut..];
                return true;
            }
            return false;
        }
    }
}
