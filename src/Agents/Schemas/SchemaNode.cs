using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SalesFlow.Agents.Schemas;

/// <summary>The JSON types that a node admits.</summary>
[Flags]
internal enum JsonTypes
{
    /// <summary>No restriction.</summary>
    None = 0,
    /// <summary>null.</summary>
    Null = 1,
    /// <summary>true or false.</summary>
    Boolean = 2,
    /// <summary>A number without a fraction.</summary>
    Integer = 4,
    /// <summary>Any number.</summary>
    Number = 8,
    /// <summary>Text.</summary>
    String = 16,
    /// <summary>A list.</summary>
    Array = 32,
    /// <summary>An object.</summary>
    Object = 64,
}

/// <summary>One compiled sub-schema. Filled by the compiler, read-only from then on.</summary>
internal sealed class SchemaNode
{
    /// <summary>A schema <c>false</c>: nothing is valid.</summary>
    public bool Never { get; init; }

    /// <summary>Where the node only refers to another.</summary>
    public SchemaNode? Ref { get; set; }

    public JsonTypes Types { get; set; }
    public JsonElement[]? Enum { get; set; }
    public decimal? Minimum { get; set; }
    public decimal? Maximum { get; set; }
    public int? MinLength { get; set; }
    public int? MaxLength { get; set; }
    public Regex? Pattern { get; set; }
    public string? Format { get; set; }
    public int? MinItems { get; set; }
    public int? MaxItems { get; set; }
    public SchemaNode? Items { get; set; }
    public Dictionary<string, SchemaNode>? Properties { get; set; }
    public string[] Required { get; set; } = [];
    public SchemaNode? AdditionalProperties { get; set; }
    public SchemaNode[]? AnyOf { get; set; }
    public SchemaNode[]? AllOf { get; set; }

    public void Validate(JsonElement value, string at, SchemaErrors errors)
    {
        if (Never)
        {
            errors.Add(at, "is not allowed");
            return;
        }
        Ref?.Validate(value, at, errors);
        if (Types != JsonTypes.None && (TypeOf(value) & Types) == 0)
        {
            errors.Add(at, "must be of type " + Names(Types));
            return;
        }
        if (Enum is not null && !Array.Exists(Enum, e => JsonElement.DeepEquals(e, value)))
            errors.Add(at, "must be one of " + string.Join(", ", Enum.Select(e => e.GetRawText())));
        switch (value.ValueKind)
        {
            case JsonValueKind.String: ValidateText(value.GetString()!, at, errors); break;
            case JsonValueKind.Number: ValidateNumber(value, at, errors); break;
            case JsonValueKind.Array: ValidateArray(value, at, errors); break;
            case JsonValueKind.Object: ValidateObject(value, at, errors); break;
        }
        foreach (var part in AllOf ?? []) part.Validate(value, at, errors);
        if (AnyOf is not null && !Array.Exists(AnyOf, part => Matches(part, value, at))) errors.Add(at, "matches none of the alternatives");
    }

    private static bool Matches(SchemaNode part, JsonElement value, string at)
    {
        var errors = new SchemaErrors(1);
        part.Validate(value, at, errors);
        return !errors.Any;
    }

    private void ValidateText(string text, string at, SchemaErrors errors)
    {
        // The specification counts characters, not UTF-16 units; surrogates matter only near a bound.
        if (MinLength is { } min && Length(text) < min) errors.Add(at, $"must have at least {min} characters");
        if (MaxLength is { } max && text.Length > max && Length(text) > max) errors.Add(at, $"must have at most {max} characters");
        if (Pattern is not null && !Pattern.IsMatch(text)) errors.Add(at, "must match " + Pattern);
        if (Format is "date-time" && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
            errors.Add(at, "must be an RFC 3339 date and time");
        if (Format is "date" && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            errors.Add(at, "must be a date like 2026-01-31");
    }

    private static int Length(string text)
    {
        var pairs = 0;
        foreach (var c in text) pairs += char.IsLowSurrogate(c) ? 1 : 0;
        return text.Length - pairs;
    }

    private void ValidateNumber(JsonElement value, string at, SchemaErrors errors)
    {
        if (Minimum is null && Maximum is null) return;
        // A number beyond decimal is beyond every bound that a decimal can state, on the side of its sign.
        var known = value.TryGetDecimal(out var number);
        if (!known) number = value.GetDouble() < 0 ? decimal.MinValue : decimal.MaxValue;
        if (number < Minimum) errors.Add(at, $"must be at least {Minimum.Value.ToString(CultureInfo.InvariantCulture)}");
        if (number > Maximum) errors.Add(at, $"must be at most {Maximum.Value.ToString(CultureInfo.InvariantCulture)}");
    }

    private void ValidateArray(JsonElement value, string at, SchemaErrors errors)
    {
        var count = value.GetArrayLength();
        if (count < MinItems) errors.Add(at, $"must have at least {MinItems} items");
        if (count > MaxItems) errors.Add(at, $"must have at most {MaxItems} items");
        if (Items is null) return;
        var i = 0;
        foreach (var item in value.EnumerateArray()) Items.Validate(item, at + "/" + (i++).ToString(CultureInfo.InvariantCulture), errors);
    }

    private void ValidateObject(JsonElement value, string at, SchemaErrors errors)
    {
        foreach (var name in Required)
            if (!value.TryGetProperty(name, out _)) errors.Add(at + "/" + Escape(name), "is required");
        if (Properties is null && AdditionalProperties is null) return;
        foreach (var property in value.EnumerateObject())
        {
            var node = Properties is not null && Properties.TryGetValue(property.Name, out var known) ? known : AdditionalProperties;
            node?.Validate(property.Value, at + "/" + Escape(property.Name), errors);
        }
    }

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static JsonTypes TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => JsonTypes.Null,
        JsonValueKind.True or JsonValueKind.False => JsonTypes.Boolean,
        JsonValueKind.String => JsonTypes.String,
        JsonValueKind.Array => JsonTypes.Array,
        JsonValueKind.Object => JsonTypes.Object,
        JsonValueKind.Number => IsWhole(value) ? JsonTypes.Integer | JsonTypes.Number : JsonTypes.Number,
        _ => JsonTypes.None,
    };

    private static bool IsWhole(JsonElement value) =>
        value.TryGetInt64(out _) || (value.TryGetDecimal(out var number) ? decimal.Truncate(number) == number
            : Math.Floor(value.GetDouble()) == value.GetDouble());

    private static string Names(JsonTypes types) =>
        string.Join(" or ", System.Enum.GetValues<JsonTypes>().Where(t => t != JsonTypes.None && types.HasFlag(t))
            .Select(t => t.ToString().ToLowerInvariant()));
}
