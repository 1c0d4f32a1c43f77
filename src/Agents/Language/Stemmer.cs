namespace SalesFlow.Agents.Language;

/// <summary>Light stemming, for likeness alone: what it leaves is no word that anybody should read.</summary>
internal static class Stemmer
{
    private static readonly string[] Before = ["وال", "فال", "بال", "كال", "هال", "عال", "لل", "ال", "و", "ف", "ب", "ل", "س", "ه", "ح"];
    private static readonly string[] After =
        ["وننا", "ونني", "تونا", "توني", "ونا", "وني", "وها", "هالي", "هالنا", "نا", "ني", "كم", "هم", "ها", "ون", "ين", "ات", "وا", "ته", "تك", "تي", "تو", "ه", "ك", "ي", "و", "ت"];

    private static readonly string[] English = ["'s", "ings", "ing", "edly", "ed", "ies", "es", "ly", "s"];

    /// <summary>
    /// What carries the meaning of a normal form: an Arabic word without its article, its particles, its pronouns and the letters of its person, with
    /// its long vowels left out from the second letter on; an English one without its ending.
    /// </summary>
    public static string Root(string word)
    {
        if (word.Length < 3 || !char.IsLetter(word[0])) return word;
        return word[0] is >= '\u0600' and <= '\u06FF' ? Arabic(word) : word[0] < 128 ? Latin(word) : word;
    }

    private static string Arabic(string word)
    {
        var from = 0;
        var to = word.Length;
        for (var round = 0; round < 2; round++)
        {
            foreach (var part in Before)
            {
                if (to - from - part.Length < 3 || !word.AsSpan(from, to - from).StartsWith(part)) continue;
                from += part.Length;
                break;
            }
        }
        for (var round = 0; round < 2; round++)
        {
            foreach (var part in After)
            {
                if (to - from - part.Length < 3 || !word.AsSpan(from, to - from).EndsWith(part)) continue;
                to -= part.Length;
                break;
            }
        }
        // The letter of a verb's person ("I send", "you send"), where three letters are left without it.
        if (to - from >= 4 && word[from] is 'ت' or 'ي' or 'ن' or 'ا') from++;
        Span<char> left = stackalloc char[Math.Min(to - from, 24)];
        var length = 0;
        for (var i = from; i < to && length < left.Length; i++)
        {
            var c = word[i];
            if (i > from && c is 'ا' or 'و' or 'ي' && to - from > 3) continue;
            left[length++] = c;
        }
        return length < 2 ? word[from..to] : new string(left[..length]);
    }

    private static string Latin(string word)
    {
        foreach (var part in English)
        {
            if (word.Length - part.Length < 3 || !word.EndsWith(part, StringComparison.Ordinal)) continue;
            var left = word[..^part.Length];
            if (part == "ies") return left + "y";
            // "stopped", "cancelling"
            return left.Length > 3 && left[^1] == left[^2] && part is "ed" or "ing" && left[^1] is not ('l' or 's') ? left[..^1] : left;
        }
        return word.Length > 4 && word[^1] == 'e' ? word[..^1] : word;
    }

    /// <summary>
    /// The consonants of a word as they sound, the same in both scripts: letters that chat spelling mixes up count as one, vowels, the letter ain and a
    /// last h are left out. Empty where nothing remains.
    /// </summary>
    public static string Skeleton(ReadOnlySpan<char> word)
    {
        Span<char> kept = stackalloc char[24];
        var length = 0;
        for (var i = 0; i < word.Length && length < kept.Length; i++)
        {
            var next = i + 1 < word.Length ? word[i + 1] : '\0';
            var sound = word[i] switch
            {
                'ب' or 'b' or 'p' => 'b',
                't' when next == 'h' => 'z',
                'ت' or 'ط' or 't' or '6' => 't',
                'ث' or 'ذ' or 'ز' or 'z' => 'z',
                'ج' or 'j' => 'j',
                'k' when next == 'h' => 'x',
                'خ' or '5' or 'x' => 'x',
                'd' when next == 'h' => 'D',
                'ض' or 'ظ' => 'D',
                'د' or 'd' => 'd',
                'ر' or 'r' => 'r',
                's' or 'c' when next == 'h' => '$',
                'س' or 'ص' or 's' or '9' => 's',
                'ش' => '$',
                'g' when next == 'h' => 'G',
                'غ' => 'G',
                'ف' or 'f' or 'v' => 'f',
                'ق' or 'q' or 'g' or '8' => 'g',
                'ك' or 'k' or 'c' => 'k',
                'ل' or 'l' => 'l',
                'م' or 'm' => 'm',
                'ن' or 'n' => 'n',
                'ح' or '7' => 'h',
                'ه' or 'h' when i + 1 < word.Length => 'h',
                'و' or 'w' when i == 0 => 'w',
                'ي' or 'y' when i == 0 => 'y',
                _ => '\0',
            };
            if (sound is 'z' or 'x' or 'D' or '$' or 'G' && next == 'h' && word[i] < 128) i++;
            if (sound == '\0' || length > 0 && kept[length - 1] == sound) continue;
            kept[length++] = sound;
        }
        return length == 0 ? string.Empty : new string(kept[..length]);
    }
}
