using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SalesFlow.Simulator.Graph;

/// <summary>A send as it was understood.</summary>
internal sealed record SendRequest(
    string To, bool ToBsuid, string Kind, string? Text, IReadOnlyList<MessageChoice> Choices, string? CallbackData, string? ReplyTo, string? MediaId,
    string? TemplateName, string? TemplateLanguage, int TemplateValues, string? TemplateCategory)
{
    /// <summary>Whether it may go outside the customer-service window.</summary>
    public bool IsTemplate => TemplateName is not null;
}

/// <summary>Reads a send and checks shapes and limits like the Graph API does: the first thing wrong is told.</summary>
internal static partial class SendRequests
{
    /// <summary>Reads a send: either a request or an error.</summary>
    public static (SendRequest? Request, GraphError? Error) Read(JsonElement body, Func<string, bool> mediaExists)
    {
        try
        {
            return (Parse(body, mediaExists), null);
        }
        catch (Refused refused)
        {
            return (null, refused.Error);
        }
    }

    private static SendRequest Parse(JsonElement body, Func<string, bool> mediaExists)
    {
        if (body.ValueKind != JsonValueKind.Object) throw new Refused(GraphError.Parameter("The body must be a JSON object."));
        if (Optional(body, "messaging_product") != "whatsapp") throw new Refused(GraphError.Parameter("The parameter messaging_product is required."));
        if (Optional(body, "recipient_type") is { } recipientType and not ("individual" or "group"))
            throw new Refused(GraphError.Parameter($"Param recipient_type must be one of {{individual, group}}; '{recipientType}' is not."));
        var callback = Optional(body, "biz_opaque_callback_data");
        if (callback is { Length: > 512 }) throw new Refused(GraphError.Parameter("Param biz_opaque_callback_data must be at most 512 characters long."));
        var (to, isBsuid) = Recipient(body);
        var type = Optional(body, "type") ?? "text";
        string? replyTo = null;
        if (body.TryGetProperty("context", out var context)) replyTo = Text(context, "message_id", "context['message_id']", 1, 512);

        var request = new SendRequest(to, isBsuid, type, null, [], callback, replyTo, null, null, null, 0, null);
        return type switch
        {
            "text" => request with { Text = Text(Part(body, "text"), "body", "text['body']", 1, 4096) },
            "template" => Template(request, Part(body, "template")),
            "interactive" => InteractiveRequests.Read(request, Part(body, "interactive")),
            "image" or "video" or "audio" or "document" or "sticker" => Media(request, Part(body, type), mediaExists),
            "reaction" => Reaction(request, Part(body, "reaction")),
            "location" => Location(request, Part(body, "location")),
            "contacts" => Contacts(request, body),
            _ => throw new Refused(GraphError.Parameter(
                "Param type must be one of {AUDIO, CONTACTS, DOCUMENT, IMAGE, INTERACTIVE, LOCATION, REACTION, STICKER, TEMPLATE, TEXT, VIDEO}.")),
        };
    }

    private static (string To, bool IsBsuid) Recipient(JsonElement body)
    {
        // Where both are given the phone wins.
        if (Optional(body, "to") is { } to)
        {
            var digits = new string([.. to.Where(char.IsAsciiDigit)]);
            if (digits.Length is < 7 or > 15 || to.Any(c => !char.IsAsciiDigit(c) && c is not ('+' or ' ' or '-' or '(' or ')')))
                throw new Refused(GraphError.Parameter("Param to must be a phone number with its country code."));
            return (digits, false);
        }

        if (Optional(body, "recipient") is not { } recipient) throw new Refused(GraphError.Missing("to"));
        if (!Bsuid().IsMatch(recipient)) throw new Refused(GraphError.Invalid("Param recipient is not a business-scoped user id."));
        return (recipient, true);
    }

    private static SendRequest Template(SendRequest request, JsonElement template)
    {
        var name = Text(template, "name", "template['name']", 1, 512);
        var language = Text(Part(template, "language"), "code", "template['language']['code']", 2, 15);
        List<string> values = [];
        if (template.TryGetProperty("components", out var components))
        {
            if (components.ValueKind != JsonValueKind.Array) throw new Refused(GraphError.Parameter("Param template['components'] must be an array."));
            foreach (var component in components.EnumerateArray())
            {
                var type = Text(component, "type", "component['type']", 1, 40).ToLowerInvariant();
                if (type is not ("header" or "body" or "button" or "carousel" or "limited_time_offer"))
                    throw new Refused(GraphError.Parameter($"Param component['type'] '{type}' is not known."));
                if (type == "button")
                {
                    Text(component, "sub_type", "component['sub_type']", 1, 40);
                    if (!component.TryGetProperty("index", out _)) throw new Refused(GraphError.Missing("component['index']"));
                }

                if (type == "body" && component.TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Array)
                    values.AddRange(parameters.EnumerateArray().Select(Value));
            }
        }

        if (values.Sum(Length) > 1024) throw new Refused(new GraphError(400, 132005, "Translated text too long",
            "The body is longer than 1024 characters."));
        return request with
        {
            Text = string.Join(" | ", [name, .. values]),
            TemplateName = name,
            TemplateLanguage = language,
            TemplateValues = values.Count,
        };
    }

    private static string Value(JsonElement parameter)
    {
        var type = Text(parameter, "type", "parameter['type']", 1, 40);
        return type switch
        {
            "text" => Text(parameter, "text", "parameter['text']", 1, 1024),
            "currency" or "date_time" => Text(Part(parameter, type), "fallback_value", $"{type}['fallback_value']", 1, 1024),
            _ => throw new Refused(new GraphError(400, 132012, "Parameter format does not match format in the created template",
                $"body: type '{type}' is not allowed.")),
        };
    }

    private static SendRequest Media(SendRequest request, JsonElement media, Func<string, bool> mediaExists)
    {
        var id = Optional(media, "id");
        var link = Optional(media, "link");
        if (id is null == link is null) throw new Refused(GraphError.Parameter($"Param {request.Kind} needs exactly one of id and link."));
        if (link is not null && !IsWebAddress(link)) throw new Refused(GraphError.Parameter($"Param {request.Kind}['link'] is not a web address."));
        if (id is not null && !mediaExists(id)) throw new Refused(GraphError.Invalid($"Media with ID '{id}' was not found."));
        if (request.Kind is "audio" or "sticker" && media.TryGetProperty("caption", out _))
            throw new Refused(GraphError.Parameter($"Param {request.Kind} takes no caption."));
        var caption = media.TryGetProperty("caption", out _) ? Text(media, "caption", $"{request.Kind}['caption']", 0, 1024) : null;
        if (media.TryGetProperty("filename", out _)) Text(media, "filename", "document['filename']", 1, 240);
        return request with { Text = caption, MediaId = id };
    }

    private static SendRequest Reaction(SendRequest request, JsonElement reaction)
    {
        var target = Text(reaction, "message_id", "reaction['message_id']", 1, 512);
        var emoji = Text(reaction, "emoji", "reaction['emoji']", 0, 30);
        if (emoji.Length > 0 && new StringInfo(emoji).LengthInTextElements != 1) throw new Refused(GraphError.Parameter("Param reaction['emoji'] is one emoji."));
        return request with { Text = emoji, ReplyTo = target };
    }

    private static SendRequest Location(SendRequest request, JsonElement location)
    {
        double latitude = Number(location, "latitude"), longitude = Number(location, "longitude");
        if (latitude is < -90 or > 90 || longitude is < -180 or > 180) throw new Refused(GraphError.Parameter("The place is not on the earth."));
        return request with { Text = Optional(location, "name") };
    }

    private static SendRequest Contacts(SendRequest request, JsonElement body)
    {
        if (!body.TryGetProperty("contacts", out var contacts) || contacts.ValueKind != JsonValueKind.Array || contacts.GetArrayLength() == 0)
            throw new Refused(GraphError.Missing("contacts"));
        var names = contacts.EnumerateArray()
            .Select(contact => Text(Part(contact, "name"), "formatted_name", "contacts['name']['formatted_name']", 1, 256)).ToList();
        return request with { Text = string.Join(", ", names) };
    }

    /// <summary>The length that limits count: characters as people write them in code points, not UTF-16 units.</summary>
    public static int Length(string text) => text.EnumerateRunes().Count();

    internal static bool IsWebAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    internal static JsonElement Part(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var part)) throw new Refused(GraphError.Missing(name));
        return part.ValueKind == JsonValueKind.Object ? part : throw new Refused(GraphError.Parameter($"Param {name} must be an object."));
    }

    internal static string? Optional(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var value)
            || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString()
            : throw new Refused(GraphError.Parameter($"Param {name} must be a string."));
    }

    internal static string Text(JsonElement parent, string name, string label, int shortest, int longest)
    {
        var text = Optional(parent, name) ?? throw new Refused(GraphError.Missing(label));
        var length = Length(text);
        if (length < shortest || (shortest > 0 && string.IsNullOrWhiteSpace(text))) throw new Refused(GraphError.Missing(label));
        return length <= longest ? text : throw new Refused(GraphError.Parameter($"Param {label} must be at most {longest} characters long."));
    }

    private static double Number(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var value)) throw new Refused(GraphError.Missing(name));
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)) return number;
        return value.ValueKind == JsonValueKind.String && double.TryParse(value.GetString(), CultureInfo.InvariantCulture, out number)
            ? number
            : throw new Refused(GraphError.Parameter($"Param {name} must be a number."));
    }

    [GeneratedRegex(@"^[A-Z]{2}\.[A-Za-z0-9.]{1,132}$")]
    private static partial Regex Bsuid();

    /// <summary>Ends the reading of a request that is wrong; never leaves this namespace.</summary>
    internal sealed class Refused(GraphError error) : Exception
    {
        public GraphError Error { get; } = error;
    }
}
