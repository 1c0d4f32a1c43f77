using System.Text.Json;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>What is on record of consents, channel by channel. What is not there was not obtained.</summary>
/// <param name="Status"><c>obtained</c>, <c>not_obtained</c>, <c>expired</c> or <c>withdrawn</c> of every channel.</param>
/// <param name="Recorded">The channels that the input says something of.</param>
/// <param name="Unproven">Channels whose consent is said without a date or a source.</param>
internal sealed record ConsentRecords(IReadOnlyDictionary<string, string> Status, IReadOnlySet<string> Recorded, IReadOnlySet<string> Unproven)
{
    /// <summary>The channels that are assessed.</summary>
    public static readonly IReadOnlyList<string> Channels = ["whatsapp", "email", "sms", "call", "data_processing"];

    private static readonly string[] Names = ["consents", "consent_records", "consent_log", "consent_status", "consent", "opt_ins", "permissions",
        "الموافقات", "موافقات"];

    /// <summary>Reads them; of several records of a channel the latest holds.</summary>
    /// <param name="input">The input.</param>
    /// <param name="now">UTC.</param>
    public static ConsentRecords Read(TaskInput input, DateTimeOffset now)
    {
        var records = new List<(string Channel, string Status, DateTimeOffset? At, bool Proven)>();
        if (input.Find(Names) is { } found) Collect(found, Channel(input.Text("channel", "القناة")), records, now);
        if (input.Flag("opted_out", "do_not_contact", "unsubscribed", "consent_withdrawn") == true)
            foreach (var channel in Channel(input.Text("channel", "القناة")) is { } one ? [one]
            : Channels.Take(4)) records.Add((channel, "withdrawn", now, true));
        var status = Channels.ToDictionary(c => c, _ => "not_obtained", StringComparer.Ordinal);
        HashSet<string> recorded = new(StringComparer.Ordinal), unproven = new(StringComparer.Ordinal);
        foreach (var record in records.OrderBy(r => r.At ?? DateTimeOffset.MinValue))
        {
            status[record.Channel] = record.Status;
            recorded.Add(record.Channel);
            if (record.Status == "obtained" && !record.Proven) unproven.Add(record.Channel);
            else unproven.Remove(record.Channel);
        }
        return new(status, recorded, unproven);
    }

    /// <summary>The channel that a word means, or null.</summary>
    public static string? Channel(string? word)
    {
        var plain = ArabicText.Normalise(word?.Replace('_', ' '));
        if (plain.Length == 0) return null;
        bool Has(params ReadOnlySpan<string> parts)
        {
            foreach (var part in parts)
                if (plain.Contains(part, StringComparison.Ordinal)) return true;
            return false;
        }
        return Has("whatsapp", "واتس", "wa") ? "whatsapp" : Has("mail", "بريد", "ايميل") ? "email" : Has("sms", "نصيه", "text message") ? "sms"
            : Has("call", "voice", "phone", "مكالم", "هاتف", "اتصال", "صوت") ? "call" : Has("processing", "معالجه") ? "data_processing" : null;
    }

    private static void Collect(JsonElement value, string? only, List<(string, string, DateTimeOffset?, bool)> into, DateTimeOffset now)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var entry in value.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object).Take(200))
                {
                    var record = new TaskInput(entry);
                    var name = record.Text("channel", "type", "kind", "القناة");
                    foreach (var channel in ChannelsOf(name)) Add(channel, entry, record);
                }
                break;
            case JsonValueKind.Object:
                if (new TaskInput(value).Text("channel") is { } named)
                {
                    foreach (var channel in ChannelsOf(named)) Add(channel, value, new TaskInput(value));
                    break;
                }
                foreach (var property in value.EnumerateObject())
                    foreach (var channel in ChannelsOf(property.Name))
                        Add(channel, property.Value, property.Value.ValueKind == JsonValueKind.Object ? new TaskInput(property.Value) : null);
                break;
            default:
                if (only is not null) Add(only, value, null);
                break;
        }
        void Add(string channel, JsonElement entry, TaskInput? record)
        {
            var said = record is null ? TaskInput.TextOf(entry) : record.Text("status", "state", "consent", "granted", "value", "opted_in",
                "obtained", "الحالة");
            var at = record?.Time("withdrawn_at", "revoked_at", "date", "at", "recorded_at", "obtained_at", "granted_at", "timestamp",
                "updated_at", "التاريخ");
            var status = StatusOf(said);
            if (record?.Time("withdrawn_at", "revoked_at", "opted_out_at") is not null) status = "withdrawn";
            if (status == "obtained" && record?.Time("expires_at", "expires", "expiry", "valid_until") is { } end && end < now) status = "expired";
            into.Add((channel, status, at, record is not null && at is not null && record.Text("source", "method", "evidence", "المصدر", "via",
                "ip") is not null));
        }
    }

    private static IEnumerable<string> ChannelsOf(string? name)
    {
        if (name is null) return [];
        if (ArabicText.Normalise(name) is "all" or "الكل" or "جميع القنوات" or "كل القنوات" or "all channels") return Channels.Take(4);
        return Channel(name) is { } channel ? [channel] : [];
    }

    private static string StatusOf(string? said)
    {
        var plain = ArabicText.Normalise(said?.Replace('_', ' '));
        return plain switch
        {
            "obtained" or "granted" or "opted in" or "optin" or "opt in" or "yes" or "true" or "given" or "active" or "confirmed" or "1" or "موافق" or "نعم" or "موافقه" or "تمت الموافقه" or "ممنوحه"
                or "وافق" or "مسجله" => "obtained",
            "withdrawn" or "revoked" or "opted out" or "optout" or "opt out" or "unsubscribed" or "سحب" or "مسحوبه" or "ملغاه" or "ملغي" or "انسحب" or "سحبت" or "سحب الموافقه" or "تم السحب" => "withdrawn",
            "expired" or "منتهيه" or "منتهي" or "انتهت" => "expired",
            _ => "not_obtained",
        };
    }
}
