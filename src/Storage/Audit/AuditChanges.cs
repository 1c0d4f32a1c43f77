using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Audit;

/// <summary>
/// What changed in an entity's row, field by field, as the audit log may keep it: no secrets, no words of messages and notes, nothing long. A field
/// is masked by its name; one that is new to a row and not known here is masked as soon as its text is long.
/// </summary>
internal static class AuditChanges
{
    /// <summary>The longest text that is shown as it is.</summary>
    public const int LongestValue = 200;

    private static readonly string[] Texts =
        ["Text", "Body", "Content", "Note", "Notes", "Draft", "Summary", "Transcript", "Message", "Description", "Snippet", "Preview", "Comment", "Reply"];

    private static readonly string[] Secrets = ["Token", "Secret", "Password", "Hash", "Seal", "Signature", "Credential", "ApiKey"];
    private static readonly string[] Unsaid =
    [
        "Tenant", "Id", "Key", "Version", "UpdatedAt", "EqualityContract", "Chunks",
        // What lists are ordered and found by says again what stands beside it.
        "ValueOrder", "CloseOrder", "TaskDue", "SortName", "NameKey", "SectorKey", "CityKey", "CompanyKey",
    ];

    /// <summary>How deep what stands within an event is told.</summary>
    private const int Deepest = 3;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly ConcurrentDictionary<Type, Field[]> Fields = new(), Parts = new();

    private sealed record Field(string Name, PropertyInfo Property, bool IsText, bool IsSecret);

    /// <summary>The changes as JSON, or null where no field that is told has changed.</summary>
    /// <param name="before">The row before.</param>
    /// <param name="after">The row after.</param>
    /// <param name="said">What the event says beside them that no row shows: flags by name, as they are now.</param>
    public static string? Of(IReadRow? before, IReadRow? after, params IReadOnlyList<(string Name, bool? Now)> said)
    {
        if ((after ?? before) is not { } row) return null;
        var fields = Fields.GetOrAdd(row.GetType(), FieldsOf);
        using var buffer = new MemoryStream();
        var any = false;
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            foreach (var field in fields)
            {
                var old = before is null ? null : field.Property.GetValue(before);
                var now = after is null ? null : field.Property.GetValue(after);
                if (Equals(old, now) || (before is null && IsNothing(now))) continue;
                any = true;
                json.WriteStartObject(field.Name);
                if (before is not null) Write(json, "before", old, field.IsText, field.IsSecret);
                if (after is not null) Write(json, "after", now, field.IsText, field.IsSecret);
                json.WriteEndObject();
            }
            foreach (var (name, value) in said)
            {
                if (value is not { } flag) continue;
                any = true;
                json.WriteStartObject(name);
                json.WriteBoolean("after", flag);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return any ? Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) : null;
    }

    /// <summary>That something holds no longer.</summary>
    public const string Ended = """{"isActive":{"before":true,"after":false}}""";

    /// <summary>
    /// What an event says itself, for what no row shows: each of its fields with its value, lists of words as one text, other lists as their count; a field
    /// of a part is told behind the part's name and a point, unless the part is all that there is.
    /// </summary>
    public static string? Told(object e)
    {
        using var buffer = new MemoryStream();
        bool any;
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            any = Tell(json, "", e, Deepest);
            json.WriteEndObject();
        }
        return any ? Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) : null;
    }

    /// <summary>Values by name before and after, each a list of words: null where there was or is none.</summary>
    public static string? Of(IReadOnlyDictionary<string, IReadOnlyList<string>> before, IReadOnlyDictionary<string, IReadOnlyList<string>> after)
    {
        if (after.Count == 0) return null;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            foreach (var name in after.Keys.Order(StringComparer.Ordinal))
            {
                json.WriteStartObject(name);
                Write(json, "before", Joined(before.GetValueOrDefault(name)), isText: false, isSecret: false);
                Write(json, "after", Joined(after[name]), isText: false, isSecret: false);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);

        static string? Joined(IReadOnlyList<string>? values) => values is { Count: > 0 } ? string.Join(", ", values) : null;
    }

    /// <summary>Words and counts by name, as JSON in the order of their names; null where there are none.</summary>
    public static string? Of(IReadOnlyDictionary<string, string>? details)
    {
        if (details is not { Count: > 0 }) return null;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            foreach (var (name, value) in details.OrderBy(d => d.Key, StringComparer.Ordinal)) json.WriteString(name, value);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>What something new has that no row shows, as JSON in the order given: without empty values, of long ones their length.</summary>
    public static string Created(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            foreach (var (name, value) in fields)
            {
                if (string.IsNullOrEmpty(value)) continue;
                json.WriteStartObject(name);
                if (value.Length <= LongestValue) json.WriteString("after", value);
                else
                {
                    json.WriteStartObject("after");
                    json.WriteNumber("length", value.Length);
                    json.WriteEndObject();
                }
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static bool Tell(Utf8JsonWriter json, string prefix, object part, int depth)
    {
        var any = false;
        var fields = Parts.GetOrAdd(part.GetType(), PartsOf);
        foreach (var field in fields)
        {
            var value = field.Property.GetValue(part);
            if (value is null or "") continue;
            var name = prefix + field.Name;
            if (IsPlain(value.GetType())) One(value);
            else if (value is System.Collections.IEnumerable list)
            {
                var items = list.Cast<object?>().ToList();
                if (items.TrueForAll(i => i is not null && IsPlain(i.GetType()))) One(string.Join(' ', items.Select(Plain)));
                else
                {
                    any = true;
                    json.WriteStartObject(name);
                    json.WriteStartObject("after");
                    json.WriteNumber("count", items.Count);
                    json.WriteEndObject();
                    json.WriteEndObject();
                }
            }
            else if (depth > 1) any |= Tell(json, fields.Length == 1 ? prefix : name + ".", value, depth - 1);

            void One(object told)
            {
                any = true;
                json.WriteStartObject(name);
                Write(json, "after", told, field.IsText, field.IsSecret);
                json.WriteEndObject();
            }
        }
        return any;
    }

    private static bool IsPlain(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal)
        || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(TimeSpan);

    /// <summary>A value as text: instants, days and times of day by RFC 3339.</summary>
    private static string? Plain(object? value) => value switch
    {
        DateTimeOffset at => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        Enum e => JsonNamingPolicy.SnakeCaseLower.ConvertName(e.ToString()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static void Write(Utf8JsonWriter json, string name, object? value, bool isText, bool isSecret)
    {
        json.WritePropertyName(name);
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case var _ when isSecret: json.WriteStringValue("***"); break;
            case bool b: json.WriteBooleanValue(b); break;
            case int i: json.WriteNumberValue(i); break;
            case long l: json.WriteNumberValue(l); break;
            case short s: json.WriteNumberValue(s); break;
            case decimal d: json.WriteRawValue(d.ToString("0.00", CultureInfo.InvariantCulture)); break;
            case double d: json.WriteNumberValue(d); break;
            case string text when isText || text.Length > LongestValue:
                json.WriteStartObject();
                json.WriteNumber("length", text.Length);
                json.WriteEndObject();
                break;
            default: json.WriteStringValue(Plain(value)); break;
        }
    }

    private static bool IsNothing(object? value) => value is null or "" or false or 0 or 0L;

    private static Field[] FieldsOf(Type row) => Named(row, p => !Unsaid.Contains(p.Name));

    // What is computed from the rest says nothing of its own, and an entry has its time.
    private static Field[] PartsOf(Type part) => Named(part, p => p.CanWrite && p.Name != "At");

    private static Field[] Named(Type type, Func<PropertyInfo, bool> told) =>
    [
        .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.GetIndexParameters().Length == 0 && told(p))
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => new Field(
                JsonNamingPolicy.CamelCase.ConvertName(p.Name), p, Texts.Any(t => p.Name.EndsWith(t, StringComparison.Ordinal)),
                Secrets.Any(s => p.Name.Contains(s, StringComparison.Ordinal)))),
    ];
}
