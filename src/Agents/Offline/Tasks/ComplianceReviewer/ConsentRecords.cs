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

    /// <summary>No channel.</summary>
    public static IReadOnlySet<string> Nothing { get; } = new HashSet<string>();

    /// <summary>When what holds was recorded, where that is known.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset?> Dates { get; init; } = new Dictionary<string, DateTimeOffset?>();

    /// <summary>The same after what customers asked for in a talk; a record made later than that still holds.</summary>
    public ConsentRecords After(IReadOnlyDictionary<string, DateTimeOffset?> withdrawn)
    {
        var ended = withdrawn.Where(w => !(w.Value is { } said && Dates.GetValueOrDefault(w.Key) is { } recorded
            && recorded > said)).Select(w => w.Key).ToHashSet();
        return ended.Count == 0 ? this : this with
        {
            Status = Status.ToDictionary(s => s.Key, s => ended.Contains(s.Key) ? "withdrawn" : s.Value, StringComparer.Ordinal),
            Recorded = Recorded.Concat(ended).ToHashSet(StringComparer.Ordinal),
            Unproven = Unproven.Except(ended).ToHashSet(StringComparer.Ordinal),
        };
    }

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
        var dates = new Dictionary<string, DateTimeOffset?>(StringComparer.Ordinal);
        HashSet<string> recorded = new(StringComparer.Ordinal), unproven = new(StringComparer.Ordinal);
        foreach (var record in records.OrderBy(r => r.At ?? DateTimeOffset.MinValue))
        {
            status[record.Channel] = record.Status;
            dates[record.Channel] = record.At;
            recorded.Add(record.Channel);
            if (record.Status == "obtained" && !record.Proven) unproven.Add(record.Channel);
            else unproven.Remove(record.Channel);
        }
        return new(status, recorded, unproven)
        {
            Dates = dates,
        };
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
                foreach (var entry in value.EnumerateArray().Take(200))
                {
                    // "whatsapp: opted in" as a text.
                    if (entry.ValueKind == JsonValueKind.String && entry.GetString() is { } line && Channel(line) is { } told) Add(told, entry, null);
                    if (entry.ValueKind != JsonValueKind.Object) continue;
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
                {
                    // {"opted_in": ["whatsapp", "email"], "opted_out": ["sms"]}
                    if (property.Value.ValueKind == JsonValueKind.Array && StatusOf(property.Name) is not "not_obtained" and var listed)
                        foreach (var name in property.Value.EnumerateArray())
                            foreach (var channel in ChannelsOf(TaskInput.TextOf(name))) into.Add((channel, listed, null, false));
                    // The history of a channel: {"whatsapp": [{…}, {…}]}
                    if (property.Value.ValueKind == JsonValueKind.Array && Channel(property.Name) is { } past)
                    {
                        foreach (var entry in property.Value.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object)) Add(past, entry,
                            new TaskInput(entry));
                        continue;
                    }
                    foreach (var channel in ChannelsOf(property.Name))
                        Add(channel, property.Value, property.Value.ValueKind == JsonValueKind.Object ? new TaskInput(property.Value) : null);
                }
                break;
            case JsonValueKind.String when value.GetString()!.Split([';', '\n', ',', '،', '؛', '|', '/']) is { Length: > 1 } told
                && told.Any(t => Channel(t) is not null):
                foreach (var part in told)
                    if (Channel(part) is { } channel) into.Add((channel, StatusOf(part), null, false));
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
        var status = Word(plain);
        if (status != "not_obtained" || !plain.Contains(' ', StringComparison.Ordinal)) return status;
        // A status told in words: the last of them that says something holds, unless it is denied.
        var words = plain.Split(' ');
        if (words.Any(w => w is "not" or "no" or "never" or "none" or "pending" or "unknown" or "لم" or "لا" or "ما" or "غير" or "بدون" or
            "verbal" or "verbally" or "شفهي" or "شفهيه"))
            return "not_obtained";
        foreach (var word in words.Reverse())
            if (Word(word) is not "not_obtained" and var told) return told;
        for (var i = words.Length - 2; i >= 0; i--)
            if (Word(words[i] + " " + words[i + 1]) is not "not_obtained" and var told) return told;
        return "not_obtained";
    }

    private static string Word(string plain)
    {
        return plain switch
        {
            "obtained" or "granted" or "opted in" or "optin" or "opt in" or "yes" or "true" or "given" or "active" or "confirmed" or
                "subscribed" or "signed" or "accepted" or "approved" or "1" or "موافق" or "مشترك" or "فعال" or "ساريه" or "ساري" or "مقبول" or
                    "نعم" or "موافقه" or "تمت الموافقه" or "ممنوحه"
                or "وافق" or "مسجله" => "obtained",
            "withdrawn" or "withdrew" or "stopped" or "stop" or "removed" or "blocked" or "cancelled" or "canceled" or "منسحب" or "رفض" or
                "الغي" or "الغاء" or "ايقاف" or "revoked" or "opted out" or "optout" or "opt out" or "unsubscribed" or "سحب" or "مسحوبه" or
                    "ملغاه" or "ملغي" or "انسحب" or "سحبت" or "سحب الموافقه" or "تم السحب" => "withdrawn",
            "expired" or "lapsed" or "منتهيه" or "منتهي" or "انتهت" => "expired",
            _ => "not_obtained",
        };
    }
}
