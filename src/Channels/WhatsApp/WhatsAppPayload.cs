using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SalesFlow.Channels.WhatsApp;

/// <summary>Writes requests in the Cloud API's JSON. Arabic goes out as plain UTF-8, a third of the size of escapes.</summary>
internal static class WhatsAppPayload
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes a message. The order has passed <see cref="WhatsAppLimits"/>.</summary>
    public static void Write(IBufferWriter<byte> output, SendOrder order)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("messaging_product"u8, "whatsapp"u8);
        json.WriteString("recipient_type"u8, "individual"u8);
        // Where both are given the phone would win at the other end; sending one keeps the answer unambiguous.
        if (!string.IsNullOrEmpty(order.To)) json.WriteString("to"u8, order.To);
        else json.WriteString("recipient"u8, order.Bsuid);
        json.WriteString("biz_opaque_callback_data"u8, order.CallbackData);
        var content = order.Content;
        if (content is { ReplyTo: { Length: > 0 } replyTo, Kind: not OutboundKind.Reaction })
        {
            json.WriteStartObject("context"u8);
            json.WriteString("message_id"u8, replyTo);
            json.WriteEndObject();
        }
        switch (content.Kind)
        {
            case OutboundKind.Text: WriteText(json, content); break;
            case OutboundKind.Template: WriteTemplate(json, content.Template!); break;
            case OutboundKind.Buttons: WriteButtons(json, content); break;
            case OutboundKind.List: WriteList(json, content); break;
            case OutboundKind.Image: WriteMedia(json, "image", content); break;
            case OutboundKind.Document: WriteMedia(json, "document", content); break;
            case OutboundKind.Audio: WriteMedia(json, "audio", content); break;
            case OutboundKind.Video: WriteMedia(json, "video", content); break;
            case OutboundKind.Reaction: WriteReaction(json, content); break;
            default: throw new ArgumentOutOfRangeException(nameof(order), content.Kind, "The kind has no payload.");
        }
        json.WriteEndObject();
    }

    /// <summary>Writes "read, and somebody is typing".</summary>
    public static void WriteTyping(IBufferWriter<byte> output, string wamid)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("messaging_product"u8, "whatsapp"u8);
        json.WriteString("status"u8, "read"u8);
        json.WriteString("message_id"u8, wamid);
        json.WriteStartObject("typing_indicator"u8);
        json.WriteString("type"u8, "text"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, OutboundContent content)
    {
        json.WriteString("type"u8, "text"u8);
        json.WriteStartObject("text"u8);
        if (content.Text!.Contains("://", StringComparison.Ordinal)) json.WriteBoolean("preview_url"u8, true);
        json.WriteString("body"u8, content.Text);
        json.WriteEndObject();
    }

    private static void WriteTemplate(Utf8JsonWriter json, TemplateMessage template)
    {
        json.WriteString("type"u8, "template"u8);
        json.WriteStartObject("template"u8);
        json.WriteString("name"u8, template.Name);
        json.WriteStartObject("language"u8);
        json.WriteString("code"u8, template.Language);
        json.WriteEndObject();
        if (template.BodyValues.Count > 0 || template.HeaderValue is not null || template.ButtonValues is { Count: > 0 })
        {
            json.WriteStartArray("components"u8);
            if (template.HeaderValue is { } header) WriteParameters(json, "header", [header]);
            if (template.BodyValues.Count > 0) WriteParameters(json, "body", template.BodyValues);
            foreach (var (place, value) in (template.ButtonValues ?? new Dictionary<int, string>()).OrderBy(b => b.Key))
                WriteParameters(json, "button", [value], place);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter json, string type, IReadOnlyList<string> values, int? button = null)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        if (button is { } place)
        {
            json.WriteString("sub_type"u8, "url"u8);
            json.WriteString("index"u8, place.ToString(CultureInfo.InvariantCulture));
        }
        json.WriteStartArray("parameters"u8);
        foreach (var value in values)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteButtons(Utf8JsonWriter json, OutboundContent content)
    {
        StartInteractive(json, "button", content.Text!);
        json.WriteStartArray("buttons"u8);
        foreach (var button in content.Buttons!)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "reply"u8);
            json.WriteStartObject("reply"u8);
            json.WriteString("id"u8, button.Id);
            json.WriteString("title"u8, button.Title);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        EndInteractive(json);
    }

    private static void WriteList(Utf8JsonWriter json, OutboundContent content)
    {
        StartInteractive(json, "list", content.Text!);
        json.WriteString("button"u8, content.ListButton);
        json.WriteStartArray("sections"u8);
        json.WriteStartObject();
        json.WriteStartArray("rows"u8);
        foreach (var row in content.Rows!)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, row.Id);
            json.WriteString("title"u8, row.Title);
            if (!string.IsNullOrEmpty(row.Description)) json.WriteString("description"u8, row.Description);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        EndInteractive(json);
    }

    private static void WriteMedia(Utf8JsonWriter json, string type, OutboundContent content)
    {
        json.WriteString("type"u8, type);
        json.WriteStartObject(type);
        json.WriteString("id"u8, content.MediaId);
        if (!string.IsNullOrEmpty(content.Text)) json.WriteString("caption"u8, content.Text);
        if (content is { Kind: OutboundKind.Audio, Voice: true }) json.WriteBoolean("voice"u8, true);
        if (content.Kind == OutboundKind.Document && !string.IsNullOrEmpty(content.FileName)) json.WriteString("filename"u8, content.FileName);
        json.WriteEndObject();
    }

    private static void WriteReaction(Utf8JsonWriter json, OutboundContent content)
    {
        json.WriteString("type"u8, "reaction"u8);
        json.WriteStartObject("reaction"u8);
        json.WriteString("message_id"u8, content.ReplyTo);
        json.WriteString("emoji"u8, content.Emoji ?? string.Empty);
        json.WriteEndObject();
    }

    private static void StartInteractive(Utf8JsonWriter json, string type, string body)
    {
        json.WriteString("type"u8, "interactive"u8);
        json.WriteStartObject("interactive"u8);
        json.WriteString("type"u8, type);
        json.WriteStartObject("body"u8);
        json.WriteString("text"u8, body);
        json.WriteEndObject();
        json.WriteStartObject("action"u8);
    }

    private static void EndInteractive(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
