using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using SalesFlow.Agents.Language;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>
/// What a task says: <c>Texts/{agent}.json</c>, an object of keys, each with its <c>ar</c> and its <c>en</c>. Places are written <c>{name}</c>.
/// </summary>
internal sealed class TaskTexts
{
    private static readonly ConcurrentDictionary<string, TaskTexts> Loaded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Bilingual> _texts;

    private TaskTexts(Dictionary<string, Bilingual> texts) => _texts = texts;

    /// <summary>The texts of an agent.</summary>
    /// <exception cref="InvalidDataException">There are none, or a text lacks a language.</exception>
    public static TaskTexts Of(string agent) => Loaded.GetOrAdd(agent, Read);

    /// <summary>Whether there is a text of that key.</summary>
    public bool Has(string key) => _texts.ContainsKey(key);

    /// <summary>The text in both languages, its places filled.</summary>
    /// <exception cref="KeyNotFoundException">There is no such text.</exception>
    public Bilingual Both(string key, params ReadOnlySpan<(string Name, string Value)> values) =>
        new(Fill(_texts[key].Ar, values), Fill(_texts[key].En, values));

    /// <summary>The text in a language, its places filled.</summary>
    /// <exception cref="KeyNotFoundException">There is no such text.</exception>
    public string In(string language, string key, params ReadOnlySpan<(string Name, string Value)> values) => Fill(_texts[key].In(language), values);

    private static string Fill(string text, ReadOnlySpan<(string Name, string Value)> values)
    {
        if (values.Length == 0) return text;
        var filled = new StringBuilder(text);
        foreach (var (name, value) in values) filled.Replace("{" + name + "}", value);
        return filled.ToString();
    }

    private static TaskTexts Read(string agent)
    {
        using var document = JsonDocument.Parse(Resources.Text($"task-texts/{agent}.json"));
        var texts = new Dictionary<string, Bilingual>(StringComparer.Ordinal);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            var (ar, en) = (property.Value.GetProperty("ar").GetString(), property.Value.GetProperty("en").GetString());
            if (string.IsNullOrWhiteSpace(ar) || string.IsNullOrWhiteSpace(en)) throw new InvalidDataException($"{agent}.json: '{property.Name}' lacks a language.");
            texts[property.Name] = new Bilingual(ar, en);
        }
        return new TaskTexts(texts);
    }
}
