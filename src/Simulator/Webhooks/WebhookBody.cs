using System.Buffers;
using System.Text.Json;

namespace SalesFlow.Simulator.Webhooks;

/// <summary>Puts updates into one body, those of one account that follow one another into one entry.</summary>
internal static class WebhookBody
{
    public static byte[] Of(ReadOnlySpan<WebhookUpdate> updates)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("object", "whatsapp_business_account");
            json.WriteStartArray("entry");
            for (var i = 0; i < updates.Length;)
            {
                var account = updates[i].BusinessAccountId;
                json.WriteStartObject();
                json.WriteString("id", account);
                json.WriteStartArray("changes");
                for (; i < updates.Length && updates[i].BusinessAccountId == account; i++)
                {
                    json.WriteStartObject();
                    json.WritePropertyName("value");
                    json.WriteRawValue(updates[i].Value.Span, skipInputValidation: true);
                    json.WriteString("field", updates[i].Field);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
