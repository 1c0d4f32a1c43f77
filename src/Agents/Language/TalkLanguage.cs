using System.Collections.Frozen;
using SalesFlow.Text;

namespace SalesFlow.Agents.Language;

/// <summary>Which language to answer in: the one that the customer writes, with a little patience for loan words.</summary>
internal static class TalkLanguage
{
    private static readonly FrozenSet<string> Neutral = new[]
    {
        "ok", "okay", "hi", "hello", "hey", "yes", "no", "thanks", "thx", "ty", "bye", "demo", "crm", "erp", "api", "whatsapp", "pro", "basic",
        "professional", "enterprise", "lite", "plus", "email", "ceo", "gm", "cto", "it", "am", "pm", "excel", "hubspot", "zoho", "salesforce", "sar", "stop",
        "google", "meet", "zoom",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The language of an answer: <c>ar</c> or <c>en</c>.</summary>
    /// <param name="text">What the customer wrote.</param>
    /// <param name="tokens">Its words.</param>
    /// <param name="talk">The language of the talk so far.</param>
    /// <param name="begun">Whether anything was said before.</param>
    /// <param name="givesName">Whether the message answers a question for a name or an address, which may be in any script.</param>
    public static string Of(string text, IReadOnlyList<Token> tokens, string talk, bool begun, bool givesName)
    {
        if (tokens.Count > 0 && tokens.All(t => t.Word.Contains('@', StringComparison.Ordinal))) return talk;
        // A placeholder such as [image] is our own word, not the customer's.
        if (Placeholder.IsOne(text) || ArabicText.IsArabic(text) is not { } arabic) return talk;
        if (arabic) return "ar";
        if (Arabizi.Read(text, tokens) is not null) return "ar";
        if (!begun || talk == "en") return "en";
        if (givesName && tokens.Count <= 4) return talk;
        return tokens.All(t => Neutral.Contains(t.Word) || !t.Word.Any(char.IsAsciiLetter)) ? talk : "en";
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
