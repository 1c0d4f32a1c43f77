using System.Globalization;
using System.Text.Json;
using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>
/// An input as a task reads it. Callers name and nest the same thing in their own way (<c>employees</c>, <c>employeeCount</c>,
/// <c>lead.company.employee_count</c>), so a value is looked for by its names, the first name first, at any depth, the shallowest first. Names are
/// compared without case, underscores and dashes. A dotted name must be found part by part.
/// </summary>
internal sealed class TaskInput(JsonElement root)
{
    private const int MaxDepth = 6;

    /// <summary>The whole input.</summary>
    public JsonElement Root => root;

    /// <summary>The value of the first name that is there and is not null.</summary>
    public JsonElement? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            JsonElement? at = root;
            foreach (var part in name.Split('.'))
            {
                at = at is { } value ? Search(value, part) : null;
                if (at is null) break;
            }
            if (at is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) }) return at;
        }
        return null;
    }

    /// <summary>A text, trimmed; numbers are written out. Null where there is none or it is empty.</summary>
    public string? Text(params ReadOnlySpan<string> names) => Find(names) is { } value ? TextOf(value) : null;

    /// <summary>A number; texts are read with Arabic digits, thousands and words such as "50k" or "خمسة آلاف" too.</summary>
    public decimal? Number(params ReadOnlySpan<string> names) => Find(names) is { } value ? NumberOf(value) : null;

    /// <summary>A whole number, as <see cref="Number"/> reads it.</summary>
    public int? Whole(params ReadOnlySpan<string> names) =>
        Number(names) is { } number && number is >= int.MinValue and <= int.MaxValue ? (int)decimal.Round(number) : null;

    /// <summary>A yes or no: a boolean, or a text such as "yes", "نعم".</summary>
    public bool? Flag(params ReadOnlySpan<string> names) => Find(names) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.Number } number => !number.TryGetDecimal(out var amount) || amount != 0,
        { ValueKind: JsonValueKind.String } text => text.GetString()!.Trim().ToLowerInvariant() switch
        {
            "true" or "yes" or "y" or "1" or "نعم" or "ايه" or "إيه" => true,
            "false" or "no" or "n" or "0" or "لا" => false,
            _ => null,
        },
        _ => null,
    };

    /// <summary>An instant; a text without a zone is taken for Riyadh's time (UTC+3).</summary>
    public DateTimeOffset? Time(params ReadOnlySpan<string> names) => Find(names) is { } value ? TimeOf(value) : null;

    /// <summary>The elements of a list; a single value is a list of one; empty where there is none.</summary>
    public IReadOnlyList<JsonElement> List(params ReadOnlySpan<string> names) => Find(names) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray()],
        { } value => [value],
    };

    /// <summary>The texts of a list.</summary>
    public IReadOnlyList<string> Texts(params ReadOnlySpan<string> names) =>
        [.. List(names).Select(TextOf).Where(t => t is not null).Select(t => t!)];

    /// <summary>A part of the input to be read by itself; null where there is none.</summary>
    public TaskInput? Section(params ReadOnlySpan<string> names) =>
        Find(names) is { ValueKind: JsonValueKind.Object } value ? new TaskInput(value) : null;

    /// <summary>The parts of a list, to be read one by one; what is no object is left out.</summary>
    public IReadOnlyList<TaskInput> Sections(params ReadOnlySpan<string> names) =>
        [.. List(names).Where(v => v.ValueKind == JsonValueKind.Object).Select(v => new TaskInput(v))];

    /// <summary>The text of a value, or null.</summary>
    public static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Trim() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>The number of a value, or null.</summary>
    public static decimal? NumberOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? number : null,
        JsonValueKind.String when decimal.TryParse(value.GetString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var plain) => plain,
        JsonValueKind.String => NumberReader.First(value.GetString()!),
        _ => null,
    };

    /// <summary>The instant of a value, or null.</summary>
    public static DateTimeOffset? TimeOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        var text = value.GetString()!;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) || at.Year < 2) return null;
        var zoned = text.EndsWith('Z') || text.Length > 6 && text[^6] is '+' or '-' && text.Contains('T', StringComparison.Ordinal);
        return zoned ? at.ToUniversalTime() : at.AddHours(-3).ToUniversalTime();
    }

    private static JsonElement? Search(JsonElement from, string name)
    {
        var wanted = Plain(name);
        var level = new List<JsonElement> { from };
        for (var depth = 0; depth < MaxDepth && level.Count > 0; depth++)
        {
            var below = new List<JsonElement>();
            foreach (var value in level)
            {
                if (value.ValueKind != JsonValueKind.Object) continue;
                foreach (var property in value.EnumerateObject())
                {
                    if (property.Value.ValueKind != JsonValueKind.Null && Plain(property.Name) == wanted) return property.Value;
                    if (property.Value.ValueKind == JsonValueKind.Object) below.Add(property.Value);
                }
            }
            level = below;
        }
        return null;
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)
        .Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
}
