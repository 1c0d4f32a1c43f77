using System.Text.Json;

namespace SalesFlow.Agents.Evaluation;

/// <summary>
/// Compares an output with what is expected of it: objects by the members that are named, numbers by their value, lists whole. An object with one
/// member that begins with <c>$</c> is a condition: <c>$min</c> and <c>$max</c> (both may stand together), <c>$in</c> (one of a list),
/// <c>$contains</c> (a text within a text, or an element of a list that matches), <c>$not</c>, <c>$absent</c> (null or not there),
/// <c>$present</c>, <c>$length</c> (of a text or list).
/// </summary>
internal static class JsonMatcher
{
    /// <summary>What is wrong, each with its place; empty where the output matches.</summary>
    public static IReadOnlyList<string> Differences(JsonElement expected, JsonElement actual)
    {
        var found = new List<string>();
        Compare(expected, actual, "", found);
        return found;
    }

    private static void Compare(JsonElement expected, JsonElement? actual, string at, List<string> found)
    {
        if (expected.ValueKind == JsonValueKind.Object && expected.EnumerateObject().FirstOrDefault().Name is ['$', ..])
        {
            foreach (var condition in expected.EnumerateObject())
                if (!Meets(condition, actual)) found.Add($"{at}: {Short(actual)} is not {condition.Name} {condition.Value.GetRawText()}");
            return;
        }
        if (actual is not { } value)
        {
            if (expected.ValueKind != JsonValueKind.Null) found.Add($"{at}: missing, expected {Short(expected)}");
            return;
        }
        if (expected.ValueKind == JsonValueKind.Object && value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in expected.EnumerateObject())
                Compare(member.Value, value.TryGetProperty(member.Name, out var part) ? part : null, $"{at}/{member.Name}", found);
            return;
        }
        if (!Same(expected, value)) found.Add($"{at}: {Short(value)}, expected {Short(expected)}");
    }

    private static bool Meets(JsonProperty condition, JsonElement? actual)
    {
        var value = actual is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given ? given : (JsonElement?)null;
        switch (condition.Name)
        {
            case "$absent": return value is null == condition.Value.GetBoolean();
            case "$present": return value is not null == condition.Value.GetBoolean();
            case "$min": return value is { ValueKind: JsonValueKind.Number } least && least.GetDecimal() >= condition.Value.GetDecimal();
            case "$max": return value is { ValueKind: JsonValueKind.Number } most && most.GetDecimal() <= condition.Value.GetDecimal();
            case "$in": return condition.Value.EnumerateArray().Any(v => v.ValueKind == JsonValueKind.Null ? value is null : value is { } one && Same(v, one));
            case "$not": return value is not { } other || !Matches(condition.Value, other);
            case "$length": return value is { } long_ && Matches(condition.Value, LengthOf(long_));
            case "$contains": return value is { } whole && Contains(condition.Value, whole);
            default: throw new FormatException($"'{condition.Name}' is no condition.");
        }
    }

    private static JsonElement LengthOf(JsonElement value) =>
        JsonSerializer.SerializeToElement(value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() : value.ToString().Length);

    private static bool Contains(JsonElement wanted, JsonElement whole) => whole.ValueKind switch
    {
        JsonValueKind.Array => whole.EnumerateArray().Any(item => Matches(wanted, item)),
        JsonValueKind.String => wanted.ValueKind == JsonValueKind.String && whole.GetString()!.Contains(wanted.GetString()!, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool Matches(JsonElement expected, JsonElement actual) => Differences(expected, actual).Count == 0;

    private static bool Same(JsonElement expected, JsonElement actual) =>
        expected.ValueKind == JsonValueKind.Number && actual.ValueKind == JsonValueKind.Number
            ? expected.GetDecimal() == actual.GetDecimal()
            : JsonElement.DeepEquals(expected, actual);

    private static string Short(JsonElement? value)
    {
        var text = value?.GetRawText() ?? "nothing";
        return text.Length <= 120 ? text : text[..120] + "…";
    }
}
