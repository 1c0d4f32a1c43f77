using System.Globalization;
using System.Text.Json;

namespace SalesFlow.Channels.WhatsApp;

/// <summary>The channel's error, as its answer names it.</summary>
/// <param name="Code">The code that decides.</param>
/// <param name="Subcode">The subcode, or 0.</param>
/// <param name="Transient">Whether the channel says that another attempt may succeed.</param>
internal readonly record struct GraphError(int Code, int Subcode = 0, bool Transient = false);

/// <summary>What could be read of an answer.</summary>
/// <param name="Wamid">The first message's id, or null.</param>
/// <param name="MessageStatus">Its status where the channel gave one: <c>held_for_quality_assessment</c>, <c>paused</c>.</param>
/// <param name="Error">The error, or null.</param>
internal readonly record struct WhatsAppAnswer(string? Wamid, string? MessageStatus, GraphError? Error)
{
    /// <summary>Reads an answer. Garbage gives an answer without anything in it.</summary>
    public static WhatsAppAnswer Read(ReadOnlySpan<byte> body)
    {
        string? wamid = null, status = null;
        GraphError? error = null;
        try
        {
            var json = new Utf8JsonReader(body);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return default;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("messages"u8)) ReadMessages(ref json, ref wamid, ref status);
                else if (json.ValueTextEquals("error"u8)) error = ReadError(ref json);
                else
                {
                    json.Read();
                    json.Skip();
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What was read before the body broke off is not to be trusted: a cut body is an unreadable one.
            return default;
        }
        return new WhatsAppAnswer(wamid, status, error);
    }

    private static void ReadMessages(ref Utf8JsonReader json, ref string? wamid, ref string? status)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return;
        }
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (wamid is not null || json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("id"u8)) wamid = ReadString(ref json);
                else if (json.ValueTextEquals("message_status"u8)) status = ReadString(ref json);
                else
                {
                    json.Read();
                    json.Skip();
                }
            }
        }
        if (wamid is { Length: 0 or > 512 }) wamid = null;
    }

    private static GraphError? ReadError(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return null;
        }
        int? code = null;
        var subcode = 0;
        var transient = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("code"u8)) code = ReadInt(ref json);
            else if (json.ValueTextEquals("error_subcode"u8)) subcode = ReadInt(ref json) ?? 0;
            else if (json.ValueTextEquals("is_transient"u8))
            {
                json.Read();
                transient = json.TokenType == JsonTokenType.True;
                json.Skip();
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }
        return code is { } known ? new GraphError(known, subcode, transient) : null;
    }

    private static string? ReadString(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) return json.GetString();
        json.Skip();
        return null;
    }

    private static int? ReadInt(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var number)) return number;
        if (json.TokenType == JsonTokenType.String && int.TryParse(json.GetString(), CultureInfo.InvariantCulture, out number)) return number;
        json.Skip();
        return null;
    }
}
