using System.Text.Json.Nodes;
using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>
/// A set of phrases to be found in free text, Arabic and English, whatever the spelling and the prefixes of Arabic words; a word ending in
/// <c>*</c> stands for every word that begins so. A phrase with a "not" or "without" shortly before it does not count. Immutable.
/// </summary>
internal sealed class Mentions(params string[] phrases)
{
    private static readonly HashSet<string> Negations = new(StringComparer.Ordinal)
    {
        "لا", "ليس", "ليست", "لسنا", "غير", "بدون", "دون", "مو", "مب", "مش", "ما", "not", "no", "without", "isn't", "don't", "never", "aren't",
    };

    private readonly string[][] _phrases = [.. phrases.Select(p => p.Split(' ').Select(w => w.EndsWith('*') ? Tokeniser.Key(w[..^1]) + "*"
        : Tokeniser.Key(w)).ToArray())];

    /// <summary>Whether one of the phrases is in the text.</summary>
    public bool In(string? text) => First(text) is not null;

    /// <summary>The words of the first phrase found, as they were written; null where there is none.</summary>
    public string? First(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var tokens = Tokeniser.Cut(text);
        for (var at = 0; at < tokens.Count; at++)
            foreach (var phrase in _phrases)
                if (Stands(phrase, tokens, at) && !Negated(tokens, at)) return string.Join(' ',
                    tokens.Skip(at).Take(phrase.Length).Select(t => t.Original));
        return null;
    }

    /// <summary>Whether one of the phrases is in one of the texts.</summary>
    public bool In(IEnumerable<string> texts) => texts.Any(In);

    private static bool Stands(string[] phrase, List<Token> tokens, int at)
    {
        if (at + phrase.Length > tokens.Count) return false;
        for (var i = 0; i < phrase.Length; i++)
        {
            var token = tokens[at + i];
            if (token.Segment != tokens[at].Segment) return false;
            if (phrase[i][^1] == '*' ? !token.Forms.Any(f => f.StartsWith(phrase[i][..^1], StringComparison.Ordinal))
                : !token.Is(phrase[i])) return false;
        }
        return true;
    }

    private static bool Negated(List<Token> tokens, int at)
    {
        for (var i = Math.Max(0, at - 2); i < at; i++)
            if (tokens[i].Segment == tokens[at].Segment && Negations.Contains(tokens[i].Word)) return true;
        return false;
    }
}

/// <summary>Small help for facts.</summary>
internal static class FactsJson
{
    /// <summary>A fact's text, or null.</summary>
    public static string? Text(this JsonObject facts, string name) => facts[name]?.GetValue<string>();

    /// <summary>A fact's whole number; 0 where it is not there.</summary>
    public static int Count(this JsonObject facts, string name) => facts[name]?.GetValue<int>() ?? 0;

    /// <summary>Whether a fact is there and true.</summary>
    public static bool Is(this JsonObject facts, string name) => facts[name]?.GetValue<bool>() ?? false;

    /// <summary>The texts of a fact's list.</summary>
    public static IReadOnlyList<string> Texts(this JsonObject facts, string name) => facts[name] is JsonArray list
        ? [.. list.Select(v => v!.GetValue<string>())] : [];

    /// <summary>Sets a fact where there is something to set.</summary>
    public static void Set(this JsonObject facts, string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value)) facts[name] = value;
    }

    /// <summary>A list of texts as JSON.</summary>
    public static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode?)JsonValue.Create(v))]);

    /// <summary>A number of things: a number, or the length of a list.</summary>
    public static int? Amount(this TaskInput input, params ReadOnlySpan<string> names) => input.Find(names) switch
    {
        { ValueKind: System.Text.Json.JsonValueKind.Array } list => list.GetArrayLength(),
        { ValueKind: System.Text.Json.JsonValueKind.True } => 1,
        { } value when TaskInput.NumberOf(value) is { } number && number is >= 0 and <= 1_000_000_000 => (int)decimal.Truncate(number),
        _ => null,
    };

    /// <summary>A text cut at a length, with a sign that it was.</summary>
    public static string Shortened(this string text, int length) => text.Length <= length ? text : text[..(length - 1)].TrimEnd() + "…";
}
