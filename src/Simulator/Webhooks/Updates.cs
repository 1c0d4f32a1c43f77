using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using SalesFlow.Simulator.Common;
using SalesFlow.Simulator.Graph;

namespace SalesFlow.Simulator.Webhooks;

/// <summary>Makes updates in WhatsApp's shapes. Half of them escape what is not ASCII, as live traffic does now and then.</summary>
public static class Updates
{
    /// <summary>A customer did something.</summary>
    /// <param name="number">The business number.</param>
    /// <param name="customer">The customer.</param>
    /// <param name="act">What was done.</param>
    /// <param name="wamid">The new message's id.</param>
    /// <param name="at">When; whole seconds count.</param>
    public static WebhookUpdate Message(SimulatedNumber number, SimulatedCustomer customer, CustomerAct act, string wamid, DateTimeOffset at) =>
        Of(number, wamid, ChatKey(number.PhoneNumberId, customer.Address), json =>
        {
            WriteContact(json, customer, withProfile: true);
            json.WriteStartArray("messages");
            json.WriteStartObject();
            if (customer.Phone is { } phone) json.WriteString("from", phone);
            if (customer.Bsuid is { } bsuid) json.WriteString("from_user_id", bsuid);
            json.WriteString("id", wamid);
            json.WriteString("timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            if (act.Target is { } target && act.Type is not (CustomerActType.Reaction or CustomerActType.Edit or CustomerActType.Revoke))
            {
                json.WriteStartObject("context");
                json.WriteString("from", number.DisplayPhoneNumber);
                json.WriteString("id", target);
                json.WriteEndObject();
            }

            if (act.Referral is { } headline) WriteReferral(json, headline);
            WriteAct(json, act);
            json.WriteEndObject();
            json.WriteEndArray();
        });

    /// <summary>A sent message reached a state.</summary>
    /// <param name="number">The business number.</param>
    /// <param name="message">The message.</param>
    /// <param name="status"><c>sent</c>, <c>delivered</c>, <c>read</c> or <c>failed</c>.</param>
    /// <param name="at">When; whole seconds count.</param>
    /// <param name="toBsuid">Whether it was addressed to a business-scoped id.</param>
    /// <param name="priced">Whether the price stands on it.</param>
    /// <param name="errorCode">The error of a failure.</param>
    /// <param name="errorTitle">Its title.</param>
    /// <param name="errorDetails">Its details.</param>
    public static WebhookUpdate Status(
        SimulatedNumber number, SentMessage message, string status, DateTimeOffset at, bool toBsuid, bool priced,
        int? errorCode = null, string? errorTitle = null, string? errorDetails = null) =>
        Of(number, message.Wamid + ":" + status, "status/" + message.Wamid + status, json =>
        {
            if (errorCode is null)
                WriteContact(json, new SimulatedCustomer("", toBsuid ? null : message.To, toBsuid ? message.To : null), withProfile: false);
            json.WriteStartArray("statuses");
            json.WriteStartObject();
            json.WriteString("id", message.Wamid);
            json.WriteString("status", status);
            json.WriteString("timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            json.WriteString(toBsuid ? "recipient_user_id" : "recipient_id", message.To);
            if (message.CallbackData is { } callback) json.WriteString("biz_opaque_callback_data", callback);
            if (priced)
            {
                json.WriteStartObject("pricing");
                json.WriteBoolean("billable", message.Price.Billable);
                json.WriteString("pricing_model", "PMP");
                json.WriteString("category", message.Price.Category);
                json.WriteString("type", message.Price.Type);
                json.WriteEndObject();
            }

            if (errorCode is { } code)
            {
                json.WriteStartArray("errors");
                json.WriteStartObject();
                json.WriteNumber("code", code);
                json.WriteString("title", errorTitle);
                json.WriteString("message", errorTitle);
                json.WriteStartObject("error_data");
                json.WriteString("details", errorDetails);
                json.WriteEndObject();
                json.WriteString("href", "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/");
                json.WriteEndObject();
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndArray();
        });

    internal static string ChatKey(string phoneNumberId, string customer) => phoneNumberId + "/" + customer;

    private static WebhookUpdate Of(SimulatedNumber number, string id, string orderingKey, Action<Utf8JsonWriter> content)
    {
        var escaped = (Seeded.Hash(7, id) & 1) == 0;
        var buffer = new ArrayBufferWriter<byte>(768);
        var options = new JsonWriterOptions { Encoder = escaped ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            json.WriteString("messaging_product", "whatsapp");
            json.WriteStartObject("metadata");
            json.WriteString("display_phone_number", number.DisplayPhoneNumber);
            json.WriteString("phone_number_id", number.PhoneNumberId);
            json.WriteEndObject();
            content(json);
            json.WriteEndObject();
        }

        return new WebhookUpdate(id, number.BusinessAccountId, buffer.WrittenMemory.ToArray(), orderingKey);
    }

    private static void WriteContact(Utf8JsonWriter json, SimulatedCustomer customer, bool withProfile)
    {
        json.WriteStartArray("contacts");
        json.WriteStartObject();
        if (withProfile)
        {
            json.WriteStartObject("profile");
            json.WriteString("name", customer.Name);
            if (customer.Username is { } username) json.WriteString("username", username);
            json.WriteEndObject();
        }

        if (customer.Phone is { } phone) json.WriteString("wa_id", phone);
        if (customer.Bsuid is { } bsuid) json.WriteString("user_id", bsuid);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteReferral(Utf8JsonWriter json, string headline)
    {
        json.WriteStartObject("referral");
        json.WriteString("source_url", "https://fb.me/simulated");
        json.WriteString("source_id", "120226305854810726");
        json.WriteString("source_type", "ad");
        json.WriteString("headline", headline);
        json.WriteString("media_type", "image");
        json.WriteString("ctwa_clid", "simulated-" + Seeded.Hash(3, headline).ToString("x", null));
        json.WriteEndObject();
    }

    private static void WriteAct(Utf8JsonWriter json, CustomerAct act)
    {
        switch (act.Type)
        {
            case CustomerActType.Text:
                json.WriteString("type", "text");
                json.WriteStartObject("text");
                json.WriteString("body", act.Text);
                json.WriteEndObject();
                break;
            case CustomerActType.Button or CustomerActType.Row:
                var reply = act.Type == CustomerActType.Button ? "button_reply" : "list_reply";
                json.WriteString("type", "interactive");
                json.WriteStartObject("interactive");
                json.WriteString("type", reply);
                json.WriteStartObject(reply);
                json.WriteString("id", act.ChoiceId);
                json.WriteString("title", act.Text);
                if (act.ChoiceDescription is { } description) json.WriteString("description", description);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case CustomerActType.Image or CustomerActType.Voice or CustomerActType.Document:
                WriteMedia(json, act);
                break;
            case CustomerActType.Location:
                json.WriteString("type", "location");
                json.WriteStartObject("location");
                json.WriteNumber("latitude", act.Latitude);
                json.WriteNumber("longitude", act.Longitude);
                if (act.Text is { } name) json.WriteString("name", name);
                json.WriteEndObject();
                break;
            case CustomerActType.Contact:
                json.WriteString("type", "contacts");
                json.WriteStartArray("contacts");
                json.WriteStartObject();
                json.WriteStartObject("name");
                json.WriteString("formatted_name", act.Text);
                json.WriteEndObject();
                json.WriteStartArray("phones");
                json.WriteStartObject();
                json.WriteString("phone", "+966500000000");
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
                json.WriteEndArray();
                break;
            case CustomerActType.Reaction:
                json.WriteString("type", "reaction");
                json.WriteStartObject("reaction");
                json.WriteString("message_id", act.Target);
                if (act.Text is { Length: > 0 } emoji) json.WriteString("emoji", emoji);
                json.WriteEndObject();
                break;
            case CustomerActType.Edit:
                json.WriteString("type", "edit");
                json.WriteStartObject("edit");
                json.WriteString("original_message_id", act.Target);
                json.WriteStartObject("message");
                json.WriteString("type", "text");
                json.WriteStartObject("text");
                json.WriteString("body", act.Text);
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case CustomerActType.Revoke:
                json.WriteString("type", "revoke");
                json.WriteStartObject("revoke");
                json.WriteString("original_message_id", act.Target);
                json.WriteEndObject();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(act));
        }
    }

    private static void WriteMedia(Utf8JsonWriter json, CustomerAct act)
    {
        var type = act.Type switch { CustomerActType.Image => "image", CustomerActType.Voice => "audio", _ => "document" };
        json.WriteString("type", type);
        json.WriteStartObject(type);
        json.WriteString("id", act.MediaId);
        json.WriteString("mime_type", act.MimeType);
        json.WriteString("sha256", act.Sha256);
        if (act.Type == CustomerActType.Voice) json.WriteBoolean("voice", true);
        if (act.Type == CustomerActType.Document) json.WriteString("filename", "file.pdf");
        if (act.Text is { } caption && act.Type != CustomerActType.Voice) json.WriteString("caption", caption);
        json.WriteEndObject();
    }
}
