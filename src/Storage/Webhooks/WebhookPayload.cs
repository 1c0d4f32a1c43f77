using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SalesFlow.Feed;

namespace SalesFlow.Storage.Webhooks;

/// <summary>The JSON that a receiver gets: <c>{type, timestamp, data}</c>, under 20 KB.</summary>
internal static class WebhookPayload
{
    /// <summary>The largest body in bytes. An event that is longer is told without its data: the receiver reads it by the feed's number.</summary>
    public const int Longest = 20 * 1024;

    /// <summary>The kind of the message by which a receiver is tried; every webhook takes it.</summary>
    public const string TestType = "webhook.test";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body of an event.</summary>
    public static string Of(FeedItem item)
    {
        var whole = Write(item, whole: true);
        return Encoding.UTF8.GetByteCount(whole) <= Longest ? whole : Write(item, whole: false);
    }

    /// <summary>The body of the message by which a receiver is tried.</summary>
    public static string Test(string webhookId, DateTimeOffset at) => Write(TestType, at, writer => writer.WriteString("webhookId", webhookId));

    /// <summary>Whether an event is wanted.</summary>
    public static bool Wants(string types, string type, string entity)
    {
        foreach (var range in types.AsSpan().Split(' '))
        {
            var wanted = types.AsSpan()[range];
            if (wanted is "*" || wanted.SequenceEqual(type)) return true;
            if (wanted.EndsWith(".*", StringComparison.Ordinal) && wanted[..^2].SequenceEqual(entity)) return true;
        }
        return false;
    }

    private static string Write(FeedItem item, bool whole) => Write(item.Type, item.At, writer =>
    {
        writer.WriteNumber("seq", item.Seq);
        writer.WriteString("entity", item.Entity);
        writer.WriteString("entityId", item.EntityId);
        writer.WriteNumber("version", item.Version);
        writer.WritePropertyName("event");
        if (whole && item.Data is { } data) writer.WriteRawValue(data);
        else writer.WriteNullValue();
        if (!whole) writer.WriteBoolean("truncated", true);
    });

    private static string Write(string type, DateTimeOffset at, Action<Utf8JsonWriter> data)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            writer.WriteString("timestamp", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            writer.WriteStartObject("data");
            data(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
