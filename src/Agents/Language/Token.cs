using SalesFlow.Text;

namespace SalesFlow.Agents.Language;

/// <summary>One word of a message.</summary>
/// <param name="Original">As the customer wrote it.</param>
/// <param name="Word">Its normal form.</param>
/// <param name="Forms">The normal form and what is left of it without prefixes and plural pronouns.</param>
/// <param name="Segment">The number of the sentence part it stands in: phrases never cross one.</param>
internal sealed record Token(string Original, string Word, string[] Forms, int Segment)
{
    /// <summary>Whether one of the forms is this word.</summary>
    public bool Is(string word)
    {
        foreach (var form in Forms)
        {
            if (form == word) return true;
        }
        return false;
    }
}

/// <summary>Cuts messages into words.</summary>
internal static class Tokeniser
{
    private const int MaxTokens = 400;

    /// <summary>The words of a text, at most 400: what follows is not read.</summary>
    public static List<Token> Cut(string text)
    {
        var tokens = new List<Token>();
        var segment = 0;
        var start = -1;
        for (var i = 0; i <= text.Length && tokens.Count < MaxTokens; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (IsWordSign(text, i, c))
            {
                // "ل120", "120موظف": a number and Arabic letters are two words, whatever stands between them.
                if (start >= 0 && char.IsDigit(c) != char.IsDigit(text[i - 1]) && (IsArabicLetter(c) || IsArabicLetter(text[i - 1])))
                {
                    Add(tokens, text[start..i], segment);
                    start = i;
                }
                if (start < 0) start = i;
                continue;
            }
            if (start >= 0)
            {
                Add(tokens, text[start..i], segment);
                start = -1;
            }
            if (c is '.' or '!' or '?' or '؟' or '،' or ',' or '؛' or ';' or '\n' or ':') segment++;
        }
        return tokens;
    }

    /// <summary>The same word forms for a lexicon's phrase: exact, without the alternatives.</summary>
    public static string Key(string word) =>
        Squeeze(ArabicText.Normalise(word.Replace("’", "'", StringComparison.Ordinal), keepPunctuation: true)).Trim();

    private static bool IsArabicLetter(char c) => c is >= '\u0620' and <= '\u064A' or >= '\u066E' and <= '\u06D3';

    private static bool IsWordSign(string text, int i, char c)
    {
        if (char.IsLetterOrDigit(c) || c is '\'' or '’' or '@' or '_' or '%' or '٪'
            || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.NonSpacingMark || c is '\u0640')
        {
            return true;
        }
        // A dot, colon, comma or dash belongs to the word where it stands between two word signs: an e-mail, a time, a number, a range.
        if (c is '.' or ':' or ',' or '-' or '٫' or '٬' && i > 0 && i + 1 < text.Length)
        {
            if (i == 0 || i + 1 >= text.Length) return false;
            var before = text[i - 1];
            var after = text[i + 1];
            if (char.IsDigit(before) && char.IsDigit(after)) return true;
            return c is '.' or '-' && char.IsAsciiLetterOrDigit(before) && char.IsAsciiLetterOrDigit(after);
        }
        return false;
    }

    private static void Add(List<Token> tokens, string original, int segment)
    {
        var trimmed = original.Trim('\'', '’', '_');
        var word = Key(trimmed);
        if (word.Length == 0) return;
        tokens.Add(new Token(trimmed, word, FormsOf(word), segment));
    }

    /// <summary>Runs of three and more of a letter, and of two alefs, are written for emphasis; digits keep theirs.</summary>
    private static string Squeeze(string word)
    {
        var hit = false;
        for (var i = 1; i < word.Length && !hit; i++)
            hit = word[i] == word[i - 1] && (word[i] == 'ا' || i > 1 && word[i] == word[i - 2] && !char.IsDigit(word[i]));
        if (!hit) return word;
        var kept = new System.Text.StringBuilder(word.Length);
        for (var i = 0; i < word.Length;)
        {
            var run = 1;
            while (i + run < word.Length && word[i + run] == word[i]) run++;
            kept.Append(word[i], run >= 3 && !char.IsDigit(word[i]) || word[i] == 'ا' ? 1 : run);
            i += run;
        }
        return kept.ToString();
    }

    private static readonly string[] Prefixes = ["وال", "فال", "بال", "هال", "كال", "عال", "ولل", "لل", "ال", "و", "ف", "ب", "ل", "ع", "ه"];
    private static readonly string[] Suffixes = ["كم", "نا", "هم", "ها"];

    private static string[] FormsOf(string word)
    {
        if (word[0] is < '\u0600' or > '\u06FF') return [word];
        var forms = new List<string>(6) { word };
        foreach (var prefix in Prefixes)
        {
            if (word.Length - prefix.Length < 3 || !word.StartsWith(prefix, StringComparison.Ordinal)) continue;
            AddForm(forms, word[prefix.Length..]);
            if (prefix is "وال" or "فال" or "بال") AddForm(forms, word[1..]);
            if (prefix is "لل" or "هال" or "عال") AddForm(forms, string.Concat("ال", word.AsSpan(prefix.Length)));
        }
        if (word is "وما" or "ومو" or "وكم") AddForm(forms, word[1..]);
        if (word.Length >= 6 && word[0] == 'ك') AddForm(forms, word[1..]);
        var count = forms.Count;
        for (var i = 0; i < count; i++)
        {
            foreach (var suffix in Suffixes)
            {
                if (forms[i].Length - suffix.Length >= 3 && forms[i].EndsWith(suffix, StringComparison.Ordinal)) AddForm(forms,
                    forms[i][..^suffix.Length]);
            }
        }
        return [.. forms];
    }

    private static void AddForm(List<string> forms, string form)
    {
        if (!forms.Contains(form)) forms.Add(form);
    }
}
