using System.Text.Json;
using DevLab.JmesPath;
using DevLab.JmesPath.Expressions;
using Newtonsoft.Json.Linq;

namespace SalesFlow.Agents.Definitions;

/// <summary>
/// A question to a JSON document, in JMESPath: <c>facts.employees >= `200`</c>, <c>output.violations[?severity=='critical']</c>. What is not there
/// is null, and null is neither more nor less than anything. Beside the standard's functions there is <see cref="DaysBetween"/>. Immutable; safe from many threads.
/// </summary>
internal sealed class JsonQuery
{
    private static readonly JmesPath Language = WithOurs();
    private readonly JmesPathExpression _expression;

    private JsonQuery(string text, JmesPathExpression expression)
    {
        Text = text;
        _expression = expression;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a question.</summary>
    /// <exception cref="FormatException">It is no JMESPath.</exception>
    public static JsonQuery Parse(string text)
    {
        try
        {
            return new JsonQuery(text, Language.Parse(text));
        }
        // The library tells of a syntax error and of an unknown function by plain exceptions.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new FormatException($"'{text}' is not JMESPath: {e.Message}", e);
        }
    }

    /// <summary>Whether it holds: anything but null, false, and what is empty.</summary>
    public bool Holds(JToken document) => Ask(document) switch
    {
        null or { Type: JTokenType.Null or JTokenType.Undefined } => false,
        { Type: JTokenType.Boolean } flag => flag.Value<bool>(),
        { Type: JTokenType.String } text => text.Value<string>()!.Length > 0,
        JContainer container => container.HasValues,
        _ => true,
    };

    /// <summary>The number that it comes to, or null.</summary>
    public double? Number(JToken document) => Ask(document) is { Type: JTokenType.Integer or JTokenType.Float } number ? number.Value<double>() : null;

    /// <summary>The texts that it comes to: one, or a list of them; what is no text is left out.</summary>
    public IReadOnlyList<string> Texts(JToken document) => Ask(document) switch
    {
        { Type: JTokenType.String } text => [text.Value<string>()!],
        JArray list => [.. list.Where(t => t.Type == JTokenType.String).Select(t => t.Value<string>()!)],
        _ => [],
    };

    /// <summary>The texts and numbers of the object that it comes to, by name.</summary>
    public IReadOnlyDictionary<string, string> Values(JToken document) => Ask(document) is JObject found
        ? found.Properties().Where(p => p.Value is JValue { Type: JTokenType.String or JTokenType.Integer or JTokenType.Float })
            .ToDictionary(p => p.Name, p => Convert.ToString(((JValue)p.Value).Value, System.Globalization.CultureInfo.InvariantCulture)!, StringComparer.Ordinal)
        : new Dictionary<string, string>();

    /// <summary>A document to be asked, of named parts.</summary>
    public static JToken Document(params ReadOnlySpan<(string Name, JsonElement Value)> parts)
    {
        var document = new JObject();
        foreach (var (name, value) in parts) document[name] = Token(value.GetRawText());
        return document;
    }

    /// <summary>A document to be asked.</summary>
    /// <exception cref="Newtonsoft.Json.JsonException">It is not JSON.</exception>
    public static JToken Document(string json) => Token(json);

    private static JmesPath WithOurs()
    {
        var language = new JmesPath();
        language.FunctionRepository.Register<DaysBetween>();
        return language;
    }

    // Dates stay the texts that they are: a library that turns them into instants would change what the conditions compare.
    private static JToken Token(string json)
    {
        using var reader = new Newtonsoft.Json.JsonTextReader(new StringReader(json)) { DateParseHandling = Newtonsoft.Json.DateParseHandling.None };
        return JToken.ReadFrom(reader);
    }

    private JToken? Ask(JToken document)
    {
        try
        {
            return _expression.Transform(document).AsJToken();
        }
        // A function that is given what it does not take: the condition does not hold for this document.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }
}
