using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SalesFlow.WebApi.Channels;

/// <summary>Reads JSON whose types cannot be relied on: a value of another type reads as absent.</summary>
internal static class Json
{
    /// <summary>The longest payload that a message carries, in characters.</summary>
    public const int LongestPayload = 4096;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonElement? Get(this JsonElement e, ReadOnlySpan<byte> name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static JsonElement? Object(this JsonElement e, ReadOnlySpan<byte> name) =>
        e.Get(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    public static JsonElement? Array(this JsonElement e, ReadOnlySpan<byte> name) =>
        e.Get(name) is { ValueKind: JsonValueKind.Array } value ? value : null;

    /// <summary>A string, or a number as it was written; cut to a length at a whole character.</summary>
    public static string? Text(this JsonElement e, ReadOnlySpan<byte> name, int longest = 1024) =>
        e.Get(name) is { } value ? value.AsText(longest) : null;

    public static string? AsText(this JsonElement value, int longest = 1024) => value.ValueKind switch
    {
        JsonValueKind.String => Cut(Clean(ReadString(value)), longest),
        JsonValueKind.Number => Cut(value.GetRawText(), longest),
        _ => null,
    };

    public static long? Integer(this JsonElement e, ReadOnlySpan<byte> name) => e.Get(name) switch
    {
        { ValueKind: JsonValueKind.Number } n when n.TryGetInt64(out var value) => value,
        { ValueKind: JsonValueKind.String } s
            when long.TryParse(ReadString(s), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) => value,
        _ => null,
    };

    public static bool? Boolean(this JsonElement e, ReadOnlySpan<byte> name) => e.Get(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Cuts at a whole character, never between the halves of one.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest) return text;
        return text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
    }

    /// <summary>Writes an object; null where nothing was written into it, a mark where it would be too long.</summary>
    public static string? Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        if (buffer.WrittenCount <= 2) return null;
        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        return text.Length <= LongestPayload ? text : """{"truncated":true}""";
    }

    /// <summary>Relational text holds no NUL character, so one that came in would make the message impossible to keep.</summary>
    private static string Clean(string text) => text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\uFFFD') : text;

    private static string ReadString(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped: phones do send it. Everything else in the text is worth keeping.
            return Unescape(JsonMarshal.GetRawUtf8Value(value)[1..^1]);
        }
    }

    /// <summary>Unescapes a string's inside; halves of surrogate pairs become the replacement character.</summary>
    private static string Unescape(ReadOnlySpan<byte> raw)
    {
        var source = Encoding.UTF8.GetString(raw);
        var text = new StringBuilder(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '\\')
            {
                text.Append(source[i]);
                continue;
            }
            i++;
            text.Append(source[i] switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\b',
                'f' => '\f',
                'u' => (char)ushort.Parse(source.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                var plain => plain,
            });
            if (source[i] == 'u') i += 4;
        }
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(text[i])) text[i] = '\uFFFD';
        }
        return text.ToString();
    }
}
