using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace SalesFlow.WebApi.Channels;

/// <summary>
/// Reads a POST of the WhatsApp webhook. Pure: the same body and clock give the same result, and nothing that a body holds makes it throw.
/// What is not understood is handed on raw, alone: a bad update never takes its neighbours along.
/// <para>Times: the channel gives whole seconds. A missing or absurd one, one later than now, and one older than seven days (longer than the
/// channel repeats) all become now; the message is kept, and where its payload is JSON, <c>sent_at</c> there holds what the channel said.</para>
/// <para>Texts over 4,096 characters are cut at a whole character; <c>length</c> in the payload then holds the length that came.</para>
/// </summary>
internal static partial class WebhookParser
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int Depth = 32;

    /// <summary>The largest piece of an unknown update that is kept, in bytes.</summary>
    public const int LargestPiece = 64 * 1024;

    private const int LongestId = 256;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = Depth };

    /// <summary>Reads a body. Slices of it live on in the result, so it must outlive the result.</summary>
    public static ParsedWebhook Parse(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        if (!Utf8.IsValid(body.Span)) return new ParsedWebhook { IsJson = false };
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, Options);
        }
        catch (JsonException)
        {
            return new ParsedWebhook { IsJson = false };
        }
        using (document)
        {
            var reading = new Reading(body, now);
            reading.Root(document.RootElement);
            return reading.Result;
        }
    }

    /// <summary>One reading of one body.</summary>
    private sealed partial class Reading(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        private readonly Dictionary<(string Number, string Account), NumberUpdates> _numbers = [];

        public ParsedWebhook Result { get; } = new() { IsJson = true };

        public void Root(JsonElement root) => Guarded(root, null, "unknown", () =>
        {
            if (root.Array("entry"u8) is not { } entries)
            {
                Keep(root, null, "unknown", "envelope");
                return;
            }
            foreach (var entry in entries.EnumerateArray()) Guarded(entry, null, "unknown", () => Entry(entry));
        });

        private void Entry(JsonElement entry)
        {
            if (entry.Array("changes"u8) is not { } changes)
            {
                Keep(entry, null, "unknown", "entry");
                return;
            }
            var account = entry.Text("id"u8, LongestId) is { } id && IsId(id) ? id : "unknown";
            var time = entry.Integer("time"u8);
            foreach (var change in changes.EnumerateArray()) Guarded(change, null, "unknown", () => Change(account, time, change));
        }

        private void Change(string account, long? time, JsonElement change)
        {
            var field = change.Text("field"u8, 64) ?? "unknown";
            if (change.Object("value"u8) is not { } value)
            {
                Keep(change, null, field, "value");
                return;
            }
            switch (field)
            {
                case "messages" or "smb_message_echoes" or "calls" or "user_preferences" or "user_id_update":
                    NumberChange(account, time, field, change, value);
                    break;
                case var _ when Notice(account, time, field, value) is { } notice:
                    var unknown = new RawItem(null, field, "account_unknown", Slice(change));
                    Result.Notices.Add(new NoticeItem(account, notice.CommandId, notice.Notice, notice.Limit, unknown, Sighting(account, time, field, value)));
                    break;
                default:
                    Keep(change, value.Object("metadata"u8)?.Text("phone_number_id"u8, LongestId), field, "field_unknown");
                    break;
            }
        }

        private void NumberChange(string account, long? time, string field, JsonElement change, JsonElement value)
        {
            var id = value.Object("metadata"u8)?.Text("phone_number_id"u8, LongestId);
            if (id is null || !IsId(id))
            {
                Keep(change, null, field, "number_missing");
                return;
            }
            ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, (id, account), out var known);
            if (!known) Result.Numbers.Add(slot = new NumberUpdates(id, account));
            var number = slot!;
            var contacts = new ContactBook(value);
            var whole = Slice(change);
            if (whole.Length <= LargestPiece) number.Pieces.Add(new RawItem(id, field, "number_unknown", whole));
            var found = false;
            found |= Each(number, field, value, "messages"u8, whole, m => Message(number, contacts, field, m));
            found |= Each(number, field, value, "message_echoes"u8, whole, m => Echo(number, contacts, field, m));
            found |= Each(number, field, value, "statuses"u8, whole, s => Status(number, field, s));
            found |= Each(number, field, value, "calls"u8, whole, c => Call(number, contacts, field, c));
            found |= Each(number, field, value, "user_preferences"u8, whole, p => Preference(number, contacts, field, p));
            found |= Each(number, field, value, "user_id_update"u8, whole, u => UserIdUpdate(number, contacts, field, u));
            found |= Each(number, field, value, "errors"u8, whole, e => Error(number, time, field, e, change));
            if (!found) Keep(change, id, field, "value_empty");
        }

        /// <summary>Reads each item of a list on its own; true where the list is there.</summary>
        private bool Each(
            NumberUpdates number, string field, JsonElement value, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> whole, Action<JsonElement> read)
        {
            if (value.Get(name) is not { } list) return false;
            if (list.ValueKind != JsonValueKind.Array)
            {
                Keep(list, number.PhoneNumberId, field, "list_shape");
                return true;
            }
            foreach (var item in list.EnumerateArray())
            {
                if (whole.Length > LargestPiece) number.Pieces.Add(new RawItem(number.PhoneNumberId, field, "number_unknown", Slice(item)));
                Guarded(item, number.PhoneNumberId, field, () => read(item));
            }
            return true;
        }

        /// <summary>Keeps an item raw where its JSON cannot be read although it parses (halves of surrogate pairs in names of properties).</summary>
        private void Guarded(JsonElement item, string? number, string field, Action read)
        {
            try
            {
                read();
            }
            catch (InvalidOperationException)
            {
                Keep(item, number, field, "unreadable");
            }
        }

        private void Keep(JsonElement item, string? number, string field, string reason) =>
            Result.Raw.Add(new RawItem(number, field, reason, Slice(item)));

        /// <summary>The item's own bytes within the body.</summary>
        private ReadOnlyMemory<byte> Slice(JsonElement item)
        {
            var raw = JsonMarshal.GetRawUtf8Value(item);
            return body.Span.Overlaps(raw, out var offset) ? body.Slice(offset, raw.Length) : raw.ToArray();
        }

        /// <summary>The time that the channel gave, or now where that is not to be believed.</summary>
        private DateTimeOffset Time(JsonElement item, out long? doubtful)
        {
            var seconds = item.Integer("timestamp"u8);
            var (oldest, newest) = (now.AddDays(-7).ToUnixTimeSeconds(), now.ToUnixTimeSeconds());
            doubtful = null;
            if (seconds >= oldest && seconds <= newest) return DateTimeOffset.FromUnixTimeSeconds(seconds.Value);
            // A little ahead is only a clock; more than that is worth keeping for whoever looks into it.
            if (seconds < oldest || seconds > newest + 300) doubtful = seconds;
            return now;
        }
    }

    /// <summary>Ids of Meta that become part of a grain's key.</summary>
    private static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>WhatsApp's digits as E.164, or null where they are none.</summary>
    private static string? Phone(string? digits)
    {
        if (digits is null) return null;
        var plain = digits.StartsWith('+') ? digits[1..] : digits;
        return plain.Length is >= 8 and <= 15 && plain[0] != '0' && plain.All(char.IsAsciiDigit) ? "+" + plain : null;
    }

    private static string? Bsuid(string? id) =>
        id is { Length: >= 3 and <= 200 } && !id.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) ? id : null;

    /// <summary>The contacts of one value, by phone and by user id.</summary>
    private sealed class ContactBook
    {
        private readonly Dictionary<string, CustomerIdentity> _byKey = new(StringComparer.Ordinal);
        private readonly CustomerIdentity _only;

        public ContactBook(JsonElement value)
        {
            if (value.Array("contacts"u8) is not { } contacts) return;
            var count = 0;
            foreach (var contact in contacts.EnumerateArray())
            {
                var profile = contact.Object("profile"u8);
                var identity = new CustomerIdentity(
                    Phone(contact.Text("wa_id"u8)), Bsuid(contact.Text("user_id"u8)),
                    Named(profile?.Text("name"u8, 255)), Named(profile?.Text("username"u8, 128) ?? contact.Text("username"u8, 128)));
                if (identity.Phone is { } phone) _byKey[phone] = identity;
                if (identity.Bsuid is { } bsuid) _byKey[bsuid] = identity;
                _only = ++count == 1 ? identity : default;
            }
        }

        /// <summary>The customer behind a phone and a user id; where neither was said, the only contact.</summary>
        public CustomerIdentity Find(string? digits, string? userId)
        {
            var phone = Phone(digits);
            var bsuid = Bsuid(userId);
            if (phone is null && bsuid is null) return _only;
            if (bsuid is not null && _byKey.TryGetValue(bsuid, out var found) && (phone is null || found.Phone is null || found.Phone == phone))
                return found with { Phone = phone ?? found.Phone, Bsuid = bsuid };
            if (phone is not null && _byKey.TryGetValue(phone, out found) && (bsuid is null || found.Bsuid is null || found.Bsuid == bsuid))
                return found with { Phone = phone, Bsuid = bsuid ?? found.Bsuid };
            return new CustomerIdentity(phone, bsuid);
        }

        private static string? Named(string? name) => string.IsNullOrWhiteSpace(name) ? null : name.Trim();
    }
}
