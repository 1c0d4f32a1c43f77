using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SalesFlow.Agents.Definitions;

/// <summary>
/// A mapping of a YAML file, read key by key; whatever is wrong is told with its file and line, and so is a key that nobody asked for.
/// </summary>
internal sealed class YamlSection
{
    private readonly string _file;
    private readonly YamlMappingNode _node;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    private YamlSection(string file, YamlMappingNode node)
    {
        _file = file;
        _node = node;
    }

    /// <summary>Reads a file of one document.</summary>
    /// <exception cref="AgentDefinitionException">The file is no YAML, or is no mapping.</exception>
    public static YamlSection Load(string file)
    {
        try
        {
            var stream = new YamlStream();
            using var reader = new StreamReader(file);
            stream.Load(reader);
            return stream.Documents is [{ RootNode: YamlMappingNode root }]
                ? new YamlSection(file, root)
                : throw new AgentDefinitionException(file, 1, "must be one mapping");
        }
        catch (YamlException e)
        {
            throw new AgentDefinitionException(file, e.Start.Line, e.Message);
        }
    }

    public string Text(string key)
    {
        var node = Scalar(key);
        return string.IsNullOrWhiteSpace(node.Value) ? throw Wrong(node, $"'{key}' must not be empty") : node.Value;
    }

    public string? OptionalText(string key) => Has(key) ? Text(key) : null;

    public string OneOf(string key, params string[] allowed)
    {
        var text = Text(key);
        return allowed.Contains(text, StringComparer.Ordinal) ? text
            : throw Wrong(Scalar(key), $"'{key}' must be one of {string.Join(", ", allowed)}");
    }

    public double Number(string key, double min, double max) => ReadNumber(Scalar(key), key, min, max);

    public long Whole(string key, long min, long max)
    {
        var node = Scalar(key);
        return long.TryParse(node.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Wrong(node, $"'{key}' must be a whole number from {min} to {max}");
    }

    public TimeSpan Duration(string key, TimeSpan min, TimeSpan max)
    {
        var node = Scalar(key);
        return TimeSpan.TryParse(node.Value, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Wrong(node, $"'{key}' must be a duration hh:mm:ss from {min} to {max}");
    }

    public TimeSpan? OptionalDuration(string key, TimeSpan min, TimeSpan max) => Has(key) ? Duration(key, min, max) : null;

    /// <summary>A day, yyyy-MM-dd.</summary>
    public DateOnly Day(string key)
    {
        var node = Scalar(key);
        return DateOnly.TryParseExact(node.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : throw Wrong(node, $"'{key}' must be a day yyyy-MM-dd");
    }

    /// <summary>A number from 0, exact.</summary>
    public decimal Decimal(string key)
    {
        var node = Scalar(key);
        return decimal.TryParse(node.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value
            : throw Wrong(node, $"'{key}' must be a number from 0");
    }

    public double? OptionalNumber(string key, double min, double max) => Has(key) ? Number(key, min, max) : null;

    /// <summary>A list of which each item is a single value, or a mapping.</summary>
    public IReadOnlyList<(string? Text, YamlSection? Section)> Items(string key) => !Has(key) ? []
        : Find(key) is YamlSequenceNode list
            ? [.. list.Select<YamlNode, (string?, YamlSection?)>(n => n switch
            {
                YamlMappingNode node => (null, new YamlSection(_file, node)),
                YamlScalarNode { Value.Length: > 0 } node => (node.Value, null),
                _ => throw Wrong(n, $"'{key}' must be a list of values or mappings"),
            })]
            : throw Wrong(Find(key), $"'{key}' must be a list");

    /// <summary>A stable word: lower-case letters, digits and underscores.</summary>
    public string Word(string key)
    {
        var text = Text(key);
        return text.Length <= 60 && text.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '_') ? text
            : throw Wrong(Scalar(key), $"'{key}' must be a word of lower-case letters, digits and underscores");
    }

    /// <summary>A JMESPath expression.</summary>
    public JsonQuery Query(string key) => ReadQuery(Scalar(key), key);

    public JsonQuery? OptionalQuery(string key) => Has(key) ? Query(key) : null;

    /// <summary>A list of JMESPath expressions.</summary>
    public IReadOnlyList<JsonQuery> Queries(string key) => [.. Scalars(key).Select(n => ReadQuery(n, key))];

    /// <summary>A list of texts, none twice.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        var texts = new List<string>();
        foreach (var node in Scalars(key))
        {
            if (string.IsNullOrWhiteSpace(node.Value) || texts.Contains(node.Value)) throw Wrong(node, $"'{key}' holds '{node.Value}' twice or nothing");
            texts.Add(node.Value);
        }
        return texts;
    }

    /// <summary>A list of mappings.</summary>
    public IReadOnlyList<YamlSection> Sections(string key) => Find(key) is YamlSequenceNode list
        ? [.. list.Select(n => n is YamlMappingNode node ? new YamlSection(_file, node) : throw Wrong(n, $"'{key}' must be a list of mappings"))]
        : throw Wrong(Find(key), $"'{key}' must be a list");

    private IEnumerable<YamlScalarNode> Scalars(string key) => Find(key) is YamlSequenceNode list
        ? list.Select(n => n as YamlScalarNode ?? throw Wrong(n, $"'{key}' must be a list of single values"))
        : throw Wrong(Find(key), $"'{key}' must be a list");

    private JsonQuery ReadQuery(YamlScalarNode node, string key)
    {
        try
        {
            return JsonQuery.Parse(node.Value ?? string.Empty);
        }
        catch (FormatException e)
        {
            throw Wrong(node, $"'{key}': {e.Message}");
        }
    }

    public YamlSection Section(string key) =>
        Find(key) is YamlMappingNode node ? new YamlSection(_file, node) : throw Wrong(Find(key), $"'{key}' must be a mapping");

    /// <summary>A list of scalars, each one of those allowed, none twice.</summary>
    public IReadOnlyList<string> Words(string key, IReadOnlyCollection<string> allowed)
    {
        if (Find(key) is not YamlSequenceNode list) throw Wrong(Find(key), $"'{key}' must be a list");
        var words = new List<string>();
        foreach (var item in list)
        {
            var word = (item as YamlScalarNode)?.Value ?? string.Empty;
            if (!allowed.Contains(word)) throw Wrong(item, $"'{key}' holds '{word}'; known are {string.Join(", ", allowed)}");
            if (words.Contains(word)) throw Wrong(item, $"'{key}' holds '{word}' twice");
            words.Add(word);
        }
        return words;
    }

    public IReadOnlyDictionary<string, double> Numbers(string key, double min, double max)
    {
        var section = Section(key);
        return section.Keys().ToDictionary(name => name, name => section.Number(name, min, max), StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, string> Choices(string key, params string[] allowed)
    {
        var section = Section(key);
        return section.Keys().ToDictionary(name => name, name => section.OneOf(name, allowed), StringComparer.Ordinal);
    }

    /// <summary>Refuses keys that were never read: a misspelt setting must not be ignored.</summary>
    public void Complete()
    {
        foreach (var (key, _) in _node)
        {
            var name = (key as YamlScalarNode)?.Value ?? string.Empty;
            if (!_read.Contains(name)) throw Wrong(key, $"'{name}' is not a known setting");
        }
    }

    /// <summary>An error about a key's value.</summary>
    public AgentDefinitionException Wrong(string key, string message) => Wrong(Find(key), message);

    private IEnumerable<string> Keys() => _node.Children.Keys.Select(k => (k as YamlScalarNode)?.Value ?? string.Empty);

    private bool Has(string key)
    {
        _read.Add(key);
        return _node.Children.TryGetValue(new YamlScalarNode(key), out var value) && !IsNull(value);
    }

    private static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "null" or "~" };

    private YamlScalarNode Scalar(string key) => Find(key) as YamlScalarNode ?? throw Wrong(Find(key), $"'{key}' must be a single value");

    private YamlNode Find(string key)
    {
        _read.Add(key);
        return _node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : throw Wrong(_node, $"'{key}' is missing");
    }

    private double ReadNumber(YamlScalarNode node, string key, double min, double max) =>
        double.TryParse(node.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Wrong(node, $"'{key}' must be a number from {min.ToString(CultureInfo.InvariantCulture)} to {max.ToString(CultureInfo.InvariantCulture)}");

    private AgentDefinitionException Wrong(YamlNode node, string message) => new(_file, node.Start.Line, message);
}
