using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace SalesFlow.Agents.Language;

/// <summary>
/// Arabic written with Latin letters and digits, as in chats, read as the Arabic it stands for: known words first, then the Arabic word that sounds most
/// alike, then letter by letter. English words in between stay.
/// </summary>
internal static class Arabizi
{
    private static readonly FrozenDictionary<string, string> Words =
        Resources.Entries("arabizi").ToFrozenDictionary(e => e.Key, e => e.Values[0], StringComparer.Ordinal);

    /// <summary>Arabic words by how they sound, the more usual first.</summary>
    private static readonly FrozenDictionary<string, (string Word, int Count)[]> Sounds = Vocabulary();

    /// <summary>The Arabic reading of a Latin message, or null where it is no Arabizi.</summary>
    /// <param name="text">The message.</param>
    /// <param name="tokens">Its words as written.</param>
    /// <param name="talk">The language of the talk, or null.</param>
    public static string? Read(string text, IReadOnlyList<Token> tokens, string? talk = null)
    {
        foreach (var token in tokens)
            if (token.Word[0] is >= '\u0600' and <= '\u06FF') return null;
        if (LatinScript.IsArabizi(tokens, talk) is not true) return null;
        var read = new System.Text.StringBuilder(text.Length + 8);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (i > 0) read.Append(token.Segment == tokens[i - 1].Segment ? " " : " , ");
            var word = Word(token);
            if (word == "ال" && i + 1 < tokens.Count && tokens[i + 1].Segment == token.Segment)
            {
                // The article stands apart in Latin letters and belongs to what follows.
                word = Word(tokens[++i]);
                read.Append(word.StartsWith("ال", StringComparison.Ordinal) || word[0] < 128 ? word : "ال" + word);
                continue;
            }
            // "hal osboo3" is this week; before anything else it asks.
            if (word == "هل" && i + 1 < tokens.Count && tokens[i + 1].Segment == token.Segment && Word(tokens[i + 1]) is var after
                && after is "اسبوع" or "الاسبوع" or "شهر" or "الشهر" or "سنه" or "السنه" or "يوم" or "ايام" or "الايام" or "مره" or "فتره" or "الفتره")
            {
                read.Append(after.StartsWith("ال", StringComparison.Ordinal) ? "ه" + after : "هال" + after);
                i++;
                continue;
            }
            read.Append(word);
        }
        if (text.AsSpan().Contains('?')) read.Append(" ?");
        return read.ToString();
    }

    private static string Word(Token token)
    {
        var word = token.Word;
        if (Words.TryGetValue(word, out var known)) return known;
        if (!HasLetter(word) || word.Contains('@', StringComparison.Ordinal) || LatinScript.IsEnglish(word) || word.Length > 3 && Lexicon.Default.Knows(word)) return token.Original;
        word = word.Replace("'", string.Empty, StringComparison.Ordinal).Replace("-", string.Empty, StringComparison.Ordinal);
        return Like(word) ?? Letters(word);
    }

    private static string? Like(string word)
    {
        var skeleton = Stemmer.Skeleton(word);
        if (skeleton.Length < 2 || !Sounds.TryGetValue(skeleton, out var candidates)) return null;
        var voiced = Voiced(word);
        string? best = null;
        var least = 2.2;
        foreach (var (candidate, count) in candidates)
        {
            var cost = Distance(voiced, Voiced(candidate)) - 0.25 * Math.Log(count);
            if (cost < least) (best, least) = (candidate, cost);
        }
        return best;
    }

    /// <summary>The vowels and consonants of a word in one alphabet for both scripts.</summary>
    private static string Voiced(string word)
    {
        Span<char> kept = stackalloc char[32];
        var length = 0;
        for (var i = 0; i < word.Length && length < kept.Length; i++)
        {
            var c = word[i] switch
            {
                'ا' or 'a' or '3' or 'ع' => 'a',
                'ي' or 'i' or 'e' or 'y' => 'i',
                'و' or 'u' or 'o' or 'w' => 'u',
                'ه' or 'h' when i == word.Length - 1 => 'a',
                _ => '.',
            };
            if (length > 0 && kept[length - 1] == c && c != '.') continue;
            kept[length++] = c;
        }
        return new string(kept[..length]);
    }

    private static double Distance(string from, string to)
    {
        Span<double> row = stackalloc double[to.Length + 1];
        for (var j = 0; j <= to.Length; j++) row[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            var corner = row[0];
            row[0] = i * 0.6;
            for (var j = 1; j <= to.Length; j++)
            {
                var swap = corner + (from[i - 1] == to[j - 1] ? 0 : 1);
                corner = row[j];
                // Latin letters write the short vowels that Arabic leaves out.
                row[j] = Math.Min(swap, Math.Min(row[j] + (from[i - 1] == '.' ? 1 : 0.4), row[j - 1] + 1));
            }
        }
        return row[to.Length];
    }

    private static string Letters(string word)
    {
        Span<char> kept = stackalloc char[64];
        var length = 0;
        for (var i = 0; i < word.Length && length < kept.Length; i++)
        {
            var next = i + 1 < word.Length ? word[i + 1] : '\0';
            var (letter, skip) = (word[i], next) switch
            {
                ('s' or 'c', 'h') => ('ش', 1),
                ('k', 'h') => ('خ', 1),
                ('g', 'h') => ('غ', 1),
                ('t', 'h') => ('ث', 1),
                ('d', 'h') => ('ذ', 1),
                ('o', 'o') => ('و', 1),
                ('e', 'e') => ('ي', 1),
                ('a', 'a') => ('ا', 1),
                ('b' or 'p', _) => ('ب', 0),
                ('t', _) => ('ت', 0),
                ('j', _) => ('ج', 0),
                ('7', _) => ('ح', 0),
                ('5', _) => ('خ', 0),
                ('d', _) => ('د', 0),
                ('r', _) => ('ر', 0),
                ('z', _) => ('ز', 0),
                ('s', _) => ('س', 0),
                ('9', _) => ('ص', 0),
                ('6', _) => ('ط', 0),
                ('3', _) => ('ع', 0),
                ('f' or 'v', _) => ('ف', 0),
                ('g' or 'q' or '8', _) => ('ق', 0),
                ('k' or 'c', _) => ('ك', 0),
                ('l', _) => ('ل', 0),
                ('m', _) => ('م', 0),
                ('n', _) => ('ن', 0),
                ('h', _) => ('ه', 0),
                ('w', _) => ('و', 0),
                ('y', _) => ('ي', 0),
                ('a' or 'e' or 'i' or 'o' or 'u' or '2', _) when i == 0 => ('ا', 0),
                ('a', '\0') => ('ا', 0),
                ('i' or 'e', '\0') => ('ي', 0),
                ('o' or 'u', '\0') => ('و', 0),
                _ => ('\0', 0),
            };
            i += skip;
            if (letter != '\0' && !(length > 0 && kept[length - 1] == letter)) kept[length++] = letter;
        }
        return length == 0 ? word : new string(kept[..length]);
    }

    private static FrozenDictionary<string, (string, int)[]> Vocabulary()
    {
        var counts = new Dictionary<string, int>(20_000, StringComparer.Ordinal);
        foreach (var file in (string[])["corpus.ar", "ar.dev"])
        {
            foreach (var text in Resources.Utterances(file))
            {
                foreach (var token in Tokeniser.Cut(text))
                {
                    if (token.Word[0] is not (>= '\u0600' and <= '\u06FF') || !char.IsLetter(token.Word[0])) continue;
                    CollectionsMarshal.GetValueRefOrAddDefault(counts, token.Word, out _)++;
                }
            }
        }
        foreach (var word in Lexicon.Default.Words)
            if (word[0] is >= '\u0600' and <= '\u06FF') CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _) += 2;
        return counts.GroupBy(w => Stemmer.Skeleton(w.Key), StringComparer.Ordinal).Where(g => g.Key.Length >= 2)
            .ToFrozenDictionary(
                g => g.Key, g => g.OrderByDescending(w => w.Value).ThenBy(w => w.Key, StringComparer.Ordinal).Take(40).Select(w => (w.Key, w.Value)).ToArray(),
                StringComparer.Ordinal);
    }

    private static bool HasLetter(string word)
    {
        foreach (var c in word)
            if (char.IsAsciiLetter(c)) return true;
        return false;
    }
}
