using System.Globalization;
using System.Text.Json;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Channels;

internal static partial class WebhookParser
{
    private sealed partial class Reading
    {
        private void Status(NumberUpdates number, string field, JsonElement s)
        {
            MessageStatus? status = s.Text("status"u8, 32) switch
            {
                "sent" => MessageStatus.Sent,
                "delivered" => MessageStatus.Delivered,
                "read" => MessageStatus.Read,
                "played" => MessageStatus.Played,
                "failed" => MessageStatus.Failed,
                _ => null,
            };
            var wamid = s.Text("id"u8, LongestId + 1);
            if (status is null || wamid is null || wamid.Length is 0 or > LongestId)
            {
                Keep(s, number.PhoneNumberId, field, "status_shape");
                return;
            }
            var (conversation, message) = Callback(s.Text("biz_opaque_callback_data"u8, 600));
            if (s.Text("recipient_type"u8) == "group" && conversation is null)
            {
                // One status for each member of a group; the group is none of our conversations.
                Keep(s, number.PhoneNumberId, field, "group_status");
                return;
            }
            var error = s.Array("errors"u8) is { } errors && errors.GetArrayLength() > 0 ? errors[0].Integer("code"u8) : null;
            var pricing = s.Object("pricing"u8);
            var update = new StatusUpdate(
                wamid, message, status.Value, Time(s, out _), error is >= int.MinValue and <= int.MaxValue ? (int)error : null,
                pricing?.Boolean("billable"u8), Blank(pricing?.Text("category"u8, 64)));
            var recipient = new CustomerIdentity(Phone(s.Text("recipient_id"u8)), Bsuid(s.Text("recipient_user_id"u8)));
            number.Statuses.Add(new StatusItem(update, conversation, recipient));
        }

        /// <summary>Reads <c>sf1:{conversation}:{message}</c>; other systems' data says nothing to us.</summary>
        private static (string? Conversation, string? Message) Callback(string? data)
        {
            if (data is null || !data.StartsWith("sf1:", StringComparison.Ordinal)) return default;
            var end = data.IndexOf(':', 4);
            if (end < 0) return default;
            var (conversation, message) = (data[4..end], data[(end + 1)..]);
            return IsId(conversation) && message.Length is > 0 and <= LongestId ? (conversation, message) : default;
        }

        private void Preference(NumberUpdates number, ContactBook contacts, string field, JsonElement p)
        {
            var value = p.Text("value"u8, 32);
            var who = contacts.Find(p.Text("wa_id"u8), p.Text("user_id"u8));
            if (value is not ("stop" or "resume") || p.Text("category"u8) is not "marketing_messages" || !who.IsKnown)
            {
                Keep(p, number.PhoneNumberId, field, "preference_shape");
                return;
            }
            var stamp = p.Integer("timestamp"u8)?.ToString(CultureInfo.InvariantCulture) ?? Hour();
            var command = Id.Named("preference", number.PhoneNumberId, who.Phone ?? who.Bsuid!, value, stamp);
            var consent = new ConsentChange(value == "stop" ? ConsentStatus.Revoked : ConsentStatus.Granted, command);
            number.Chats.Add(new ChatItem(who, null, null, consent, Slice(p)));
        }

        private void UserIdUpdate(NumberUpdates number, ContactBook contacts, string field, JsonElement u)
        {
            var ids = u.Object("user_id"u8);
            var before = Bsuid(ids?.Text("previous"u8));
            var after = Bsuid(ids?.Text("current"u8));
            if (before is null || after is null)
            {
                Keep(u, number.PhoneNumberId, field, "user_id_shape");
                return;
            }
            // The contact list beside it already names the new id.
            var known = contacts.Find(u.Text("wa_id"u8), after);
            var who = known with { Bsuid = before };
            var stamp = u.Integer("timestamp"u8)?.ToString(CultureInfo.InvariantCulture) ?? Hour();
            var content = new Content(InboundKind.System)
            {
                Change = new IdentityChange(null, after),
                More = json => json.WriteString("type"u8, "user_id_update"u8),
            };
            // It comes without a message's id; one of our own carries the new address to the conversation, once.
            var message = Inbound("uid:" + Id.Named(before, after, stamp), u, content);
            number.Chats.Add(new ChatItem(who, message, content.Change, null, Slice(u)));
        }

        private void Error(NumberUpdates number, long? time, string field, JsonElement e, JsonElement change)
        {
            if (e.Integer("code"u8) is not { } code)
            {
                Keep(e, number.PhoneNumberId, field, "error_shape");
                return;
            }
            var word = code.ToString(CultureInfo.InvariantCulture);
            number.Notices.Add(new NoticeItem(
                number.BusinessAccountId, Command(time, number.BusinessAccountId, field, number.PhoneNumberId, word),
                new ChannelNotice(field, number.PhoneNumberId, word, "warning"), null,
                new RawItem(number.PhoneNumberId, field, "error", Slice(change))));
        }

        /// <summary>The same for repeats of one notice. Those without a time are told apart by the hour in which they come.</summary>
        private string Command(long? time, params ReadOnlySpan<string> parts)
        {
            var stamp = time?.ToString(CultureInfo.InvariantCulture) ?? Hour();
            return Id.Named("notice", stamp, string.Join('\n', parts!));
        }

        private string Hour() => now.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
    }
}
