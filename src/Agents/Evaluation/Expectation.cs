using System.Text.Json;

namespace SalesFlow.Agents.Evaluation;

/// <summary>Something in an output that is not as expected.</summary>
/// <param name="Path">Where, as member names joined by dots.</param>
/// <param name="Expected">What was expected, as JSON.</param>
/// <param name="Actual">What is there, as JSON; <c>absent</c> where there is nothing.</param>
internal sealed record Mismatch(string Path, string Expected, string Actual);

/// <summary>
/// Compares an output with what is expected of it: objects by the members that are named, lists item by item, numbers by value. An object with a
/// member that begins with <c>$</c> is a matcher: <c>{"$min":n,"$max":n}</c> (either or both), <c>{"$in":[…]}</c>, <c>{"$contains":…}</c>
/// (a text within a text without regard to case, or an element of a list), <c>{"$absent":true}</c> (missing or null), <c>{"$present":true}</c>,
/// <c>{"$length":n}</c> (of a text or a list), <c>{"$not":value}</c>.
/// </summary>
internal static class Expectation
{
    private static readonly string[] Matchers = ["$min", "$max", "$in", "$contains", "$absent", "$present", "$length", "$not"];

    /// <summary>Every difference.</summary>
    public static List<Mismatch> Compare(JsonElement expected, JsonElement actual)
    {
        var found = new List<Mismatch>();
        Compare(expected, actual, string.Empty, found);
        return found;
    }

    /// <summary>Whether the value is as expected.</summary>
    public static bool Fits(JsonElement expected, JsonElement? actual)
    {
        var found = new List<Mismatch>();
        Compare(expected, actual, string.Empty, found);
        return found.Count == 0;
    }

    /// <summary>Whether the value is a matcher.</summary>
    public static bool IsMatcher(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) return false;
        foreach (var property in value.EnumerateObject())
            if (property.Name.StartsWith('$')) return true;
        return false;
    }

    /// <summary>What is wrong with an expectation itself, or null.</summary>
    public static string? Mistake(JsonElement expected)
    {
        if (expected.ValueKind == JsonValueKind.Array) return expected.EnumerateArray().Select(Mistake).FirstOrDefault(m => m is not null);
        if (expected.ValueKind != JsonValueKind.Object) return null;
        var matcher = IsMatcher(expected);
        foreach (var property in expected.EnumerateObject())
        {
            if (matcher && !Matchers.Contains(property.Name)) return $"'{property.Name}' is not known in a matcher.";
            var kind = property.Value.ValueKind;
            var fits = property.Name switch
            {
                "$min" or "$max" => kind == JsonValueKind.Number,
                "$in" => kind == JsonValueKind.Array,
                "$absent" or "$present" => kind is JsonValueKind.True or JsonValueKind.False,
                _ => true,
            };
            if (!fits) return $"'{property.Name}' has a value of the wrong kind.";
            if (Mistake(property.Value) is { } inner) return inner;
        }
        return null;
    }

    private static void Compare(JsonElement expected, JsonElement? actual, string path, List<Mismatch> found)
    {
        if (IsMatcher(expected))
        {
            foreach (var matcher in expected.EnumerateObject())
                if (!Holds(matcher, actual)) Add();
            return;
        }
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object when actual is { ValueKind: JsonValueKind.Object } there:
                foreach (var member in expected.EnumerateObject())
                {
                    var inner = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
                    Compare(member.Value, there.TryGetProperty(member.Name, out var value) ? value : null, inner, found);
                }
                break;
            case JsonValueKind.Array when actual is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == expected.GetArrayLength():
                for (var i = 0; i < list.GetArrayLength(); i++) Compare(expected[i], list[i], $"{path}[{i}]", found);
                break;
            case JsonValueKind.Number when actual is { ValueKind: JsonValueKind.Number } number:
                if (expected.GetDouble().CompareTo(number.GetDouble()) != 0) Add();
                break;
            case JsonValueKind.Null:
                if (actual is { ValueKind: not JsonValueKind.Null }) Add();
                break;
            default:
                if (actual is not { } value2 || value2.ValueKind != expected.ValueKind || expected.ValueKind is JsonValueKind.Object or JsonValueKind.Array
                    || expected.ToString() != value2.ToString()) Add();
                break;
        }

        void Add() => found.Add(new Mismatch(path, expected.GetRawText(), actual?.GetRawText() ?? "absent"));
    }

    private static bool Holds(JsonProperty matcher, JsonElement? actual)
    {
        var missing = actual is null or { ValueKind: JsonValueKind.Null };
        switch (matcher.Name)
        {
            case "$absent": return missing == matcher.Value.GetBoolean();
            case "$present": return missing != matcher.Value.GetBoolean();
            case "$length": return !missing && Fits(matcher.Value, LengthOf(actual!.Value));
            case "$not": return !Fits(matcher.Value, actual);
            case "$in":
                foreach (var value in matcher.Value.EnumerateArray())
                    if (Fits(value, actual)) return true;
                return false;
            case "$min": return actual is { ValueKind: JsonValueKind.Number } low && low.GetDouble() >= matcher.Value.GetDouble();
            case "$max": return actual is { ValueKind: JsonValueKind.Number } high && high.GetDouble() <= matcher.Value.GetDouble();
            default:
                return !missing && Contains(matcher.Value, actual!.Value);
        }
    }

    /// <summary>A text within a text; of a list, an element that fits, or a text anywhere in it.</summary>
    private static bool Contains(JsonElement wanted, JsonElement actual)
    {
        if (actual.ValueKind == JsonValueKind.Array && actual.EnumerateArray().Any(item => Fits(wanted, item))) return true;
        return wanted.ValueKind == JsonValueKind.String && actual.ToString().Contains(wanted.GetString()!, StringComparison.OrdinalIgnoreCase);
    }

    private static JsonElement LengthOf(JsonElement value) =>
        JsonSerializer.SerializeToElement(value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() : value.ToString().Length);
}
