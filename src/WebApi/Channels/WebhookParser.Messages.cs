using System.Text.Json;
using SalesFlow.Conversations;

namespace SalesFlow.WebApi.Channels;

internal static partial class WebhookParser
{
    private const int LongestText = 4096;

    /// <summary>What a message says, without its envelope.</summary>
    private sealed record Content(InboundKind Kind, string? Text = null, string? MediaId = null, string? MediaType = null, string? Target = null)
    {
        /// <summary>A value of its own kind (a button's id, an emoji, a flow's answer): no marks are added to it.</summary>
        public string? Payload { get; init; }

        /// <summary>Writes what else the kind carries into the payload's object.</summary>
        public Action<Utf8JsonWriter>? More { get; init; }

        /// <summary>How long the text was, where it was cut.</summary>
        public int? CutFrom { get; init; }

        /// <summary>A kind never seen: kept raw too.</summary>
        public bool Strange { get; init; }

        public IdentityChange? Change { get; init; }
    }

    private sealed partial class Reading
    {
        private void Message(NumberUpdates number, ContactBook contacts, string field, JsonElement m)
        {
            var id = m.Text("id"u8, LongestId + 1);
            if (id is null || id.Length is 0 or > LongestId)
            {
                Keep(m, number.PhoneNumberId, field, "message_id");
                return;
            }
            if (m.Get("group_id"u8) is not null)
            {
                // A group is no conversation with one customer; answering its members one by one would be wrong.
                Keep(m, number.PhoneNumberId, field, "group_message");
                return;
            }
            var who = contacts.Find(m.Text("from"u8), m.Text("from_user_id"u8));
            if (!who.IsKnown)
            {
                Keep(m, number.PhoneNumberId, field, "sender_missing");
                return;
            }
            if (Read(m) is not { } content)
            {
                Keep(m, number.PhoneNumberId, field, "message_shape");
                return;
            }
            if (content.Strange) Keep(m, number.PhoneNumberId, field, "type_unknown");
            number.Chats.Add(new ChatItem(who, Inbound(id, m, content), content.Change, null, Slice(m)));
        }

        private void Echo(NumberUpdates number, ContactBook contacts, string field, JsonElement m)
        {
            var id = m.Text("id"u8, LongestId + 1);
            var who = contacts.Find(m.Text("to"u8), m.Text("to_user_id"u8));
            if (id is null || id.Length is 0 or > LongestId || !who.IsKnown || m.Get("group_id"u8) is not null || Read(m) is not { } content)
            {
                Keep(m, number.PhoneNumberId, field, "echo_shape");
                return;
            }
            var kind = content.Kind;
            var echo = content with
            {
                Kind = InboundKind.Echo,
                Payload = null,
                More = kind == InboundKind.Text ? null : json => json.WriteString("kind"u8, kind.ToString().ToLowerInvariant()),
            };
            number.Chats.Add(new ChatItem(who, Inbound(id, m, echo), null, null, Slice(m)));
        }

        private void Call(NumberUpdates number, ContactBook contacts, string field, JsonElement call)
        {
            var id = call.Text("id"u8, LongestId - 32);
            var what = call.Text("event"u8, 24);
            var who = contacts.Find(call.Text("from"u8), call.Text("from_user_id"u8));
            if (string.IsNullOrEmpty(id) || what is null || !who.IsKnown || call.Text("direction"u8) == "BUSINESS_INITIATED")
            {
                Keep(call, number.PhoneNumberId, field, "call");
                return;
            }
            var content = new Content(InboundKind.System)
            {
                More = json =>
                {
                    json.WriteString("type"u8, "call"u8);
                    json.WriteString("event"u8, what);
                    if (call.Text("status"u8, 32) is { } status) json.WriteString("status"u8, status);
                    if (call.Integer("duration"u8) is { } duration) json.WriteNumber("duration"u8, duration);
                },
            };
            // One call is several updates under one id.
            number.Chats.Add(new ChatItem(who, Inbound(id + ":" + what, call, content), null, null, Slice(call)));
        }

        private InboundMessage Inbound(string id, JsonElement m, Content content)
        {
            var context = m.Object("context"u8);
            var referral = m.Object("referral"u8);
            var at = Time(m, out var doubtful);
            var ownPayload = content.Kind is InboundKind.Choice or InboundKind.Reaction or InboundKind.Flow;
            var payload = content.Payload ?? (ownPayload ? null : Json.Write(json =>
            {
                content.More?.Invoke(json);
                if (content.CutFrom is { } length) json.WriteNumber("length"u8, length);
                if (doubtful is { } seconds) json.WriteNumber("sent_at"u8, seconds);
                if (context?.Boolean("frequently_forwarded"u8) == true) json.WriteBoolean("frequently_forwarded"u8, true);
                else if (context?.Boolean("forwarded"u8) == true) json.WriteBoolean("forwarded"u8, true);
                if (context?.Object("referred_product"u8) is { } product) Copy(json, "product"u8, product, ["catalog_id", "product_retailer_id"]);
                if (referral is { } r) Copy(json, "referral"u8, r, ["source_type", "source_id", "source_url", "headline", "ctwa_clid"]);
            }));
            var source = referral?.Text("source_id"u8, 200) ?? referral?.Text("ctwa_clid"u8, 200) ?? referral?.Text("source_url"u8, 200);
            return new InboundMessage(
                id, content.Kind, content.Text, at, content.MediaId, content.MediaType, Blank(context?.Text("id"u8, LongestId)),
                content.Target, payload, Blank(source));
        }

        /// <summary>What the message says, or null where its shape is not the one that its type promises.</summary>
        private static Content? Read(JsonElement m)
        {
            switch (m.Text("type"u8, 64))
            {
                case "text":
                    var text = Words(new Content(InboundKind.Text), m.Object("text"u8)?.Text("body"u8, int.MaxValue));
                    return text.Text is null ? null : text;
                case "image": return Media(InboundKind.Image, m.Object("image"u8));
                case "video": return Media(InboundKind.Video, m.Object("video"u8));
                case "audio" or "voice": return Media(InboundKind.Audio, m.Object("audio"u8) ?? m.Object("voice"u8));
                case "document": return Media(InboundKind.Document, m.Object("document"u8));
                case "sticker": return Media(InboundKind.Sticker, m.Object("sticker"u8));
                case "location": return Location(m.Object("location"u8));
                case "contacts": return Cards(m);
                case "interactive": return Interactive(m.Object("interactive"u8));
                case "button":
                    return m.Object("button"u8) is { } button
                        ? Words(new Content(InboundKind.Choice) { Payload = button.Text("payload"u8) }, button.Text("text"u8, int.MaxValue))
                        : null;
                case "order": return Order(m.Object("order"u8));
                case "reaction":
                    return m.Object("reaction"u8) is { } reaction && Blank(reaction.Text("message_id"u8, LongestId)) is { } target
                        ? new Content(InboundKind.Reaction, Target: target) { Payload = Blank(reaction.Text("emoji"u8, 64)) }
                        : null;
                case "edit": return Edit(m.Object("edit"u8));
                case "revoke":
                    return Blank(m.Object("revoke"u8)?.Text("original_message_id"u8, LongestId)) is { } original
                        ? new Content(InboundKind.Revoke, Target: original)
                        : null;
                case "system": return System(m.Object("system"u8));
                case "request_welcome": return new Content(InboundKind.Welcome);
                case "unsupported" or "unknown": return Unsupported(m, m.Object("unsupported"u8)?.Text("type"u8, 64), strange: false);
                case { Length: > 0 } type: return Unsupported(m, type, strange: true);
                default: return null;
            }
        }

        private static Content Words(Content content, string? text)
        {
            if (string.IsNullOrEmpty(text)) return content;
            var cut = Json.Cut(text, LongestText);
            return content with { Text = cut, CutFrom = cut.Length < text.Length ? text.Length : null };
        }

        private static Content? Media(InboundKind kind, JsonElement? found)
        {
            if (found is not { } media || Blank(media.Text("id"u8, LongestId)) is not { } id) return null;
            return Words(new Content(kind, MediaId: id, MediaType: Blank(media.Text("mime_type"u8, 128)))
            {
                More = json =>
                {
                    if (Blank(media.Text("filename"u8, 240)) is { } name) json.WriteString("filename"u8, name);
                    if (Blank(media.Text("sha256"u8, 128)) is { } hash) json.WriteString("sha256"u8, hash);
                    if (media.Boolean("voice"u8) == true) json.WriteBoolean("voice"u8, true);
                    if (media.Boolean("animated"u8) == true) json.WriteBoolean("animated"u8, true);
                },
            }, media.Text("caption"u8, int.MaxValue));
        }

        private static Content? Edit(JsonElement? found)
        {
            if (found is not { } edit || Blank(edit.Text("original_message_id"u8, LongestId)) is not { } original) return null;
            // An edit of an edit names its original again; one level is all that exists, so nothing is followed further.
            var inner = edit.Object("message"u8) is { } message && message.Text("type"u8) is not "edit" ? Read(message) : null;
            return inner is null ? null : inner with { Kind = InboundKind.Edit, Target = original, Payload = null, Strange = false, Change = null };
        }

        private static Content? System(JsonElement? found)
        {
            if (found is not { } system || Blank(system.Text("type"u8, 64)) is not { } type) return null;
            var phone = Phone(system.Text("wa_id"u8) ?? system.Text("new_wa_id"u8));
            var bsuid = Bsuid(system.Text("user_id"u8) ?? system.Text("new_user_id"u8));
            // "customer_changed_identity" is a new device or key: the person's names stay as they are.
            var moved = type is "user_changed_number" or "customer_changed_number" or "user_changed_user_id" && (phone ?? bsuid) is not null;
            return new Content(InboundKind.System)
            {
                Change = moved ? new IdentityChange(phone, bsuid) : null,
                More = json => json.WriteString("type"u8, type),
            };
        }

        private static Content Unsupported(JsonElement m, string? type, bool strange) => new(InboundKind.Unsupported)
        {
            Strange = strange,
            More = json =>
            {
                if (!string.IsNullOrEmpty(type)) json.WriteString("type"u8, type);
                if (m.Array("errors"u8) is { } errors && errors.GetArrayLength() > 0 && errors[0].Integer("code"u8) is { } code)
                    json.WriteNumber("code"u8, code);
            },
        };
    }

    private static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static void Copy(Utf8JsonWriter json, ReadOnlySpan<byte> name, JsonElement from, ReadOnlySpan<string> fields)
    {
        json.WriteStartObject(name);
        foreach (var field in fields)
            if (from.TryGetProperty(field, out var value) && value.AsText(512) is { Length: > 0 } text) json.WriteString(field, text);
        json.WriteEndObject();
    }
}
