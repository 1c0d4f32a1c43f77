using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>What somebody else said and the customer repeats is not what the customer wants. Pure.</summary>
internal static class Quotation
{
    private const string Openings = "\"“«(‹", Closings = "\"”»)›";
    private const int LeastRest = 3;

    /// <summary>
    /// The text without words that are quoted behind a verb of saying, where enough is left to mean something: in «a customer wrote "stop messaging me",
    /// can the system handle that» nobody asks us for silence.
    /// </summary>
    public static string Strip(string text)
    {
        var from = text.AsSpan().IndexOfAny(Openings);
        if (from < 1) return text;
        var to = text.AsSpan(from + 1).IndexOfAny(Closings);
        if (to < 1) return text;
        var before = Tokeniser.Cut(text[..from]);
        if (!before.Exists(IsSaying)) return text;
        var rest = string.Concat(text.AsSpan(0, from), " ", text.AsSpan(from + to + 2));
        return Tokeniser.Cut(rest).Count - before.Count >= LeastRest ? rest : text;
    }

    private static bool IsSaying(Token token) => token.Word is "wrote" or "said" or "says" or "told" or "texted" or "replied" or "asks" or "asked" or "sends" or "write"
        || token.Is("كتب") || token.Is("كتبت") || token.Is("كتبوا") || token.Is("كاتب") || token.Is("كاتبه") || token.Is("قال") || token.Is("قالت") || token.Is("قالوا") || token.Is("يقول")
        || token.Is("تقول") || token.Is("ارسل") || token.Is("ارسلت") || token.Is("رد") || token.Is("ردت") || token.Is("يكتب") || token.Is("تكتب") || token.Is("يكتبون") || token.Is("مكتوب");
}
