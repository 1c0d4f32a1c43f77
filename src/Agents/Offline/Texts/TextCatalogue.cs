using System.Collections.Frozen;
using System.Text.Json;
using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Texts;

/// <summary>
/// What the engine says, by language and key. Checked when loaded: the same keys and placeholders in both languages, one question in what asks, none
/// elsewhere.
/// </summary>
internal sealed class TextCatalogue
{
    private readonly FrozenDictionary<string, string[]> _arabic;
    private readonly FrozenDictionary<string, string[]> _english;

    /// <summary>The texts that come with the program.</summary>
    public static TextCatalogue Default { get; } = new(Resources.Text("texts/ar.json"), Resources.Text("texts/en.json"));

    /// <summary>Reads and checks both languages.</summary>
    /// <exception cref="InvalidDataException">They do not fit; the message names the key.</exception>
    public TextCatalogue(string arabicJson, string englishJson)
    {
        _arabic = Parse(arabicJson, "ar");
        _english = Parse(englishJson, "en");
        foreach (var key in _arabic.Keys.Concat(_english.Keys).Distinct(StringComparer.Ordinal))
        {
            if (!_arabic.TryGetValue(key, out var ar) || !_english.TryGetValue(key, out var en)) throw new InvalidDataException(
                $"The text '{key}' is missing in one language.");
            var wanted = Placeholders(ar[0]);
            foreach (var text in ar.Concat(en))
            {
                if (!wanted.SetEquals(Placeholders(text))) throw new InvalidDataException($"The placeholders of '{key}' differ.");
                var asks = text.Count(c => c is '?' or '؟');
                if (asks != (key.StartsWith("ask.", StringComparison.Ordinal) ? 1 : 0)) throw new InvalidDataException(
                    $"The text '{key}' has {asks} question marks.");
            }
        }
    }

    /// <summary>All keys.</summary>
    public IEnumerable<string> Keys => _arabic.Keys;

    /// <summary>Whether there is such a text.</summary>
    public bool Has(string key) => _arabic.ContainsKey(key);

    /// <summary>The variants of a text.</summary>
    public string[] Variants(string language, string key) => (language == "en" ? _english : _arabic)[key];

    /// <summary>A text without placeholders, first variant.</summary>
    public string Label(string language, string key) => Variants(language, key)[0];

    /// <summary>A text with its placeholders filled.</summary>
    public static string Fill(string text, params ReadOnlySpan<(string Name, string Value)> values)
    {
        foreach (var (name, value) in values) text = text.Replace("{" + name + "}", value, StringComparison.Ordinal);
        return text;
    }

    private static HashSet<string> Placeholders(string text)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var open = text.IndexOf('{', StringComparison.Ordinal); open >= 0; open = text.IndexOf('{', open + 1))
        {
            var close = text.IndexOf('}', open);
            if (close < 0) throw new InvalidDataException($"An open brace in '{text}'.");
            names.Add(text[(open + 1)..close]);
        }
        return names;
    }

    private static FrozenDictionary<string, string[]> Parse(string json, string language)
    {
        var texts = JsonSerializer.Deserialize<Dictionary<string, string[]>>(json)
            ?? throw new InvalidDataException($"The texts of '{language}' are empty.");
        foreach (var (key, variants) in texts)
        {
            if (variants.Length == 0 || Array.Exists(variants, string.IsNullOrWhiteSpace)) throw new InvalidDataException(
                $"The text '{key}' of '{language}' is empty.");
        }
        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
