using System.Text.Json;

namespace SalesFlow.Agents.Schemas;

/// <summary>
/// A compiled JSON Schema (2020-12), of the part of the vocabulary that agents use: types, <c>enum</c>, <c>const</c>, bounds, patterns,
/// <c>format</c> of dates, objects, arrays, <c>$ref</c> to <c>$defs</c> of the same document, <c>anyOf</c> and <c>allOf</c>. A keyword outside that
/// part is refused when the schema is compiled, so no rule is ever ignored silently. Safe to share between threads.
/// </summary>
internal sealed class JsonSchema
{
    /// <summary>At most this many errors are reported for one instance.</summary>
    public const int MaxErrors = 20;

    private readonly SchemaNode _root;

    private JsonSchema(SchemaNode root, JsonElement document)
    {
        _root = root;
        Document = document;
    }

    /// <summary>The schema as written.</summary>
    public JsonElement Document { get; }

    /// <summary>Compiles a schema.</summary>
    /// <exception cref="SchemaException">The schema is malformed, refers to nothing, or uses a keyword that is not supported.</exception>
    public static JsonSchema Compile(JsonElement document)
    {
        var owned = document.Clone();
        return new JsonSchema(new SchemaCompiler(owned).Compile(), owned);
    }

    /// <summary>What is wrong with an instance; empty where it is valid.</summary>
    public IReadOnlyList<SchemaError> Validate(JsonElement instance)
    {
        var errors = new SchemaErrors(MaxErrors);
        _root.Validate(instance, string.Empty, errors);
        return errors.Items;
    }
}

/// <summary>A bounded list of errors, made only when there is one.</summary>
internal sealed class SchemaErrors(int max)
{
    private List<SchemaError>? _items;

    /// <summary>The errors so far.</summary>
    public IReadOnlyList<SchemaError> Items => _items ?? (IReadOnlyList<SchemaError>)[];

    /// <summary>Whether there is one.</summary>
    public bool Any => _items is not null;

    /// <summary>Adds one; beyond the limit it is dropped.</summary>
    public void Add(string pointer, string message)
    {
        _items ??= [];
        if (_items.Count < max) _items.Add(new SchemaError(pointer, message));
    }
}
