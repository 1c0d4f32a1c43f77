using System.Globalization;
using System.Text;

namespace SalesFlow.Text;

/// <summary>
/// One normal form for Arabic and Latin text, the same for what is written into search columns and for what is looked up: no diacritics, no
/// tatweel, one alef, one ya, ta marbuta as ha, Arabic-Indic digits as ASCII, lower case, one space between words, no direction marks.
/// </summary>
public static class ArabicText
{
    /// <summary>The normal form. Letters and digits stay; other signs become spaces where <paramref name="keepPunctuation"/> is false.</summary>
    public static string Normalise(string? text, bool keepPunctuation = false)
    {
        if (string.IsNullOrEmpty(text)) return string.Empty;
        var result = new StringBuilder(text.Length);
        var pendingSpace = false;
        foreach (var c in text)
        {
            var n = Fold(c);
            if (n == '\0') continue;
            if (n == ' ' || (!keepPunctuation && !char.IsLetterOrDigit(n) && !char.IsSurrogate(n)))
            {
                pendingSpace = result.Length > 0;
                continue;
            }
            if (pendingSpace)
            {
                result.Append(' ');
                pendingSpace = false;
            }
            result.Append(n);
        }
        return result.ToString();
    }

    /// <summary>Only the digits folded to ASCII; everything else as it was.</summary>
    public static string AsciiDigits(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = Digit(source[i]);
    });

    /// <summary>Whether more of the letters are Arabic than Latin. Text without letters counts as neither and gives null.</summary>
    public static bool? IsArabic(string? text)
    {
        int arabic = 0, latin = 0;
        foreach (var c in text ?? string.Empty)
        {
            if (c is >= '\u0600' and <= '\u06FF' or >= '\u0750' and <= '\u077F' && char.IsLetter(c)) arabic += char.IsLetter(c) ? 1 : 0;
            else if (char.IsAsciiLetter(c)) latin++;
        }
        return arabic + latin == 0 ? null : arabic >= latin;
    }

    /// <summary>
    /// The least share of letters that a text must have in the language that it claims: one in both languages (a bilingual reply, Latin product
    /// names in an Arabic sentence) passes, one in the other language with a loan word does not.
    /// </summary>
    public const double LeastShare = 0.15;

    /// <summary>The share of a text's letters that belong to a language, 0 to 1; null for a text without Arabic and Latin letters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="language"><c>ar</c> for Arabic letters; anything else asks for Latin ones.</param>
    public static double? Share(string? text, string language)
    {
        int arabic = 0, latin = 0;
        foreach (var c in text ?? string.Empty)
        {
            if (c is >= '\u0620' and <= '\u064A' or >= '\u066E' and <= '\u06D3' or >= '\u0750' and <= '\u077F') arabic++;
            else if (char.IsAsciiLetter(c)) latin++;
        }
        return arabic + latin == 0 ? null : (double)(language == "ar" ? arabic : latin) / (arabic + latin);
    }

    /// <summary>The language of most of a text's letters: <c>ar</c> or <c>en</c>; <c>ar</c> where it has none of either.</summary>
    public static string LanguageOf(string? text) => Share(text, "ar") is < 0.5 ? "en" : "ar";

    private static char Digit(char c) => c switch
    {
        >= '\u0660' and <= '\u0669' => (char)('0' + (c - '\u0660')),
        >= '\u06F0' and <= '\u06F9' => (char)('0' + (c - '\u06F0')),
        _ => c,
    };

    /// <summary>The folded character; NUL for one that vanishes.</summary>
    private static char Fold(char c)
    {
        switch (c)
        {
            case >= '\u064B' and <= '\u065F' or '\u0670' or '\u0640': return '\0'; // tashkeel, superscript alef, tatweel
            case '\u200B' or '\u200C' or '\u200D' or '\u200E' or '\u200F' or '\u061C' or '\uFEFF': return '\0';
            case >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069': return '\0';
            case '\u0622' or '\u0623' or '\u0625' or '\u0671': return '\u0627'; // alef forms
            case '\u0649' or '\u06CC' or '\u0626': return '\u064A'; // alef maqsura, Farsi ya, hamza on ya
            case '\u0629': return '\u0647'; // ta marbuta
            case '\u0624': return '\u0648'; // hamza on waw
            case '\u06A9': return '\u0643'; // keheh
        }
        var d = Digit(c);
        if (d != c) return d;
        if (char.IsWhiteSpace(c)) return ' ';
        if (char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) return '\0';
        return char.ToLowerInvariant(c);
    }
}
