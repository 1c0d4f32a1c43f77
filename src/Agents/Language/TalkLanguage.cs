using System.Collections.Frozen;
using SalesFlow.Text;

namespace SalesFlow.Agents.Language;

/// <summary>Which language to answer in: the one that the customer writes, with a little patience for loan words.</summary>
internal static class TalkLanguage
{
    private static readonly FrozenSet<string> Neutral = new[]
    {
        "ok", "okay", "hi", "hello", "hey", "yes", "no", "thanks", "thx", "ty", "bye", "demo", "crm", "erp", "api", "whatsapp", "pro", "basic",
        "professional", "enterprise", "lite", "plus", "email", "ceo", "gm", "cto", "it", "am", "pm", "excel", "hubspot", "zoho", "salesforce", "sar",
            "stop",
        "google", "meet", "zoom",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// The language of an answer: <c>ar</c> or <c>en</c>. Arabizi is Arabic. Addresses and links say nothing, nor does a text without letters; in
    /// an Arabic talk a few loan words, or one Latin word that means nothing to us (a brand, a name), do not turn it.
    /// </summary>
    /// <param name="text">What the customer wrote.</param>
    /// <param name="tokens">Its words as written: before Arabizi is read as Arabic.</param>
    /// <param name="talk">The language of the talk so far.</param>
    /// <param name="begun">Whether anything was said before.</param>
    /// <param name="givesName">Whether the message answers a question for a name or an address, which may be in any script.</param>
    public static string Of(string text, IReadOnlyList<Token> tokens, string talk, bool begun, bool givesName)
    {
        // A placeholder such as [image] is our own word, not the customer's.
        if (Placeholder.IsOne(text) || IsArabic(text) is not { } arabic) return talk;
        // Latin names and terms of the trade make an Arabic sentence no English one, however long they are.
        if (arabic || ArabicWords(tokens) is var (own, other) && own >= 2 && other <= 2 * own) return "ar";
        // One word in Latin letters, a city or a greeting, turns no English talk.
        if (talk == "en" && tokens.Count <= 1) return "en";
        // The first words of a stranger may be either; later the talk's own language is the likelier one.
        if (LatinScript.IsArabizi(tokens, begun ? talk : null) is true && Telling(tokens)) return "ar";
        if (!begun || talk == "en") return "en";
        if (givesName && tokens.Count <= 4) return talk;
        var latin = 0;
        Token? last = null;
        foreach (var token in tokens)
        {
            if (Neutral.Contains(token.Word) || token.Word.Contains('@', StringComparison.Ordinal) || !token.Word.Any(char.IsAsciiLetter)) continue;
            latin++;
            last = token;
        }
        return latin == 0 || latin == 1 && !Lexicon.Default.Knows(last!.Word) ? talk : "en";
    }

    private static (int Arabic, int Latin) ArabicWords(IReadOnlyList<Token> tokens)
    {
        int arabic = 0, latin = 0;
        foreach (var token in tokens)
        {
            if (token.Word[0] is >= '\u0620' and <= '\u06D3' && char.IsLetter(token.Word[0])) arabic++;
            else if (char.IsAsciiLetter(token.Word[0])) latin++;
        }
        return (arabic, latin);
    }

    /// <summary>Whether a word is one of Arabic by itself: loan words and greetings alone are none.</summary>
    private static bool Telling(IReadOnlyList<Token> tokens)
    {
        foreach (var token in tokens)
            if (!Neutral.Contains(token.Word) && token.Word.Any(char.IsAsciiLetter) && LatinScript.Odds(token.Word) > 0) return true;
        return false;
    }

    /// <summary>Whether more letters are Arabic than Latin, addresses and links aside; null where there are none.</summary>
    private static bool? IsArabic(string text)
    {
        if (text.AsSpan().IndexOfAny('@', '/') < 0) return ArabicText.IsArabic(text);
        return ArabicText.IsArabic(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(w =>
            !w.Contains('@', StringComparison.Ordinal) && !w.Contains("://", StringComparison.Ordinal)
                && !w.StartsWith("www.", StringComparison.OrdinalIgnoreCase))));
    }
}

/// <summary>What stands in a talk for a message without words.</summary>
internal static class Placeholder
{
    /// <summary>Whether the text is such a placeholder.</summary>
    public static bool IsOne(string text)
    {
        var trimmed = text.AsSpan().Trim();
        return trimmed.Length is > 2 and < 60 && trimmed[0] == '[' && trimmed[^1] == ']' && trimmed[1..^1].IndexOfAny('[', ']') < 0;
    }

    /// <summary>Its kind: <c>audio</c> or another word, lower case.</summary>
    public static string Kind(string text) => text.Trim().Trim('[', ']').Trim().ToLowerInvariant();
}
