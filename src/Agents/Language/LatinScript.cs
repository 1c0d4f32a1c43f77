using System.Runtime.InteropServices;

namespace SalesFlow.Agents.Language;

/// <summary>
/// Tells English from Arabic in Latin letters: words and pieces of words, counted in the corpora of both. Made once for the process; safe from many
/// threads.
/// </summary>
internal static class LatinScript
{
    private const float Smooth = 0.4f;

    /// <summary>What the language of the talk adds: a word or two that could be either belong to it.</summary>
    private const double Prior = 1.5;

    private static readonly Dictionary<uint, Count> Counts = new(60_000);
    private static readonly HashSet<string> EnglishWords = new(StringComparer.Ordinal);
    private static readonly HashSet<string> ArabiziWords = new(StringComparer.Ordinal);
    private static readonly float Ratio;

    static LatinScript()
    {
        var totals = default(Count);
        foreach (var file in (string[])["corpus.en", "en.dev"])
            foreach (var text in Resources.Utterances(file)) Add(text, english: true, EnglishWords, ref totals);
        foreach (var text in Resources.Utterances("corpus.arabizi")) Add(text, english: false, ArabiziWords, ref totals);
        foreach (var (key, _) in Resources.Entries("arabizi")) Add(key, english: false, ArabiziWords, ref totals);
        Ratio = (totals.English + 1f) / (totals.Arabizi + 1f);
    }

    /// <summary>Whether a word was met in English.</summary>
    public static bool IsEnglish(string word) => EnglishWords.Contains(word) && !(ArabiziWords.Contains(word) && Odds(word) > 0);

    /// <summary>Whether the Latin words are Arabic; null where there are none.</summary>
    /// <param name="tokens">The words as written.</param>
    /// <param name="talk">The language of the talk, or null.</param>
    public static bool? IsArabizi(IReadOnlyList<Token> tokens, string? talk)
    {
        double sum = 0;
        var latin = 0;
        foreach (var token in tokens)
        {
            if (!HasLetter(token.Word) || token.Word.Contains('@', StringComparison.Ordinal)) continue;
            latin++;
            if (token.Word is not ("sar" or "sr" or "max" or "min" or "ok" or "okay" or "am" or "pm" or "hi" or "no" or "demo")) sum += Odds(token.Word);
        }
        if (latin == 0) return null;
        sum += talk == "ar" ? Prior : talk == "en" ? -Prior : 0;
        return sum > 0;
    }

    /// <summary>How much more likely the word is in Arabizi than in English, as a logarithm between -4 and 4.</summary>
    public static double Odds(string word)
    {
        double sum = 0;
        var pieces = 0;
        Span<char> padded = stackalloc char[34];
        var marked = Marked(word, padded);
        for (var length = 2; length <= 4; length++)
        {
            for (var i = 0; i + length <= marked.Length; i++)
            {
                sum += Odds(Hash(marked.Slice(i, length)));
                pieces++;
            }
        }
        var odds = pieces == 0 ? 0 : sum / pieces * 2.5;
        if (EnglishWords.Contains(word) || ArabiziWords.Contains(word)) odds += 1.5 * Odds(Hash(marked));
        if (HasSoundDigit(word)) odds += 3;
        return Math.Clamp(odds, -4, 4);
    }

    private static double Odds(uint hash)
    {
        var count = Counts.GetValueOrDefault(hash);
        return Math.Log((count.Arabizi * Ratio + Smooth) / (count.English + Smooth));
    }

    private static void Add(string text, bool english, HashSet<string> words, ref Count totals)
    {
        Span<char> padded = stackalloc char[34];
        foreach (var token in Tokeniser.Cut(text))
        {
            if (!HasLetter(token.Word) || token.Word[0] >= 128) continue;
            words.Add(token.Word);
            var marked = Marked(token.Word, padded);
            Raise(Hash(marked), english);
            for (var length = 2; length <= 4; length++)
                for (var i = 0; i + length <= marked.Length; i++) Raise(Hash(marked.Slice(i, length)), english);
            if (english) totals.English++;
            else totals.Arabizi++;
        }
    }

    private static void Raise(uint hash, bool english)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(Counts, hash, out _);
        if (english) count.English++;
        else count.Arabizi++;
    }

    private static Span<char> Marked(string word, Span<char> padded)
    {
        var length = Math.Min(word.Length, padded.Length - 2);
        padded[0] = '^';
        word.AsSpan(0, length).CopyTo(padded[1..]);
        padded[length + 1] = '$';
        return padded[..(length + 2)];
    }

    /// <summary>A digit that stands for a sound: between letters, or a 3 or 7 beside one ("3ndi", "a7jz"), not a time or a count.</summary>
    private static bool HasSoundDigit(string word)
    {
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] is not ('2' or '3' or '5' or '6' or '7' or '8' or '9')) continue;
            var before = i > 0 && char.IsAsciiLetter(word[i - 1]);
            var after = i + 1 < word.Length && char.IsAsciiLetter(word[i + 1]);
            if (before && after && word is not ("b2b" or "b2c" or "c2c" or "p2p")) return true;
            if ((before && i + 1 == word.Length || after && i == 0) && word[i] is '3' or '7' && word.Length >= 3
                && word[^1] is not ('m' or 'k') && !word.EndsWith("rd", StringComparison.Ordinal) && !word.EndsWith("th", StringComparison.Ordinal)) return true;
        }
        return false;
    }

    private static bool HasLetter(string word)
    {
        foreach (var c in word)
            if (char.IsAsciiLetter(c)) return true;
        return false;
    }

    private static uint Hash(ReadOnlySpan<char> text)
    {
        var hash = 2_166_136_261u;
        foreach (var c in text) hash = (hash ^ c) * 16_777_619u;
        return hash;
    }

    private struct Count
    {
        public int English;
        public int Arabizi;
    }
}
