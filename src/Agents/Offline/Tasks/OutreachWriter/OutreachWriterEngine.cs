using System.Globalization;
using System.Text.Json.Nodes;
using SalesFlow.Common;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Writes a message for a channel and a purpose, and says what of the rules it keeps. Who may not be written to is not written to.</summary>
internal sealed class OutreachWriterEngine : ITaskEngine
{
    private const int FirstWhatsApp = 1_000, NextWhatsApp = 500, Sms = 160, LongSms = 320;
    private static readonly string[] OptOuts = ["{{unsubscribe_link}}", "إيقاف", "STOP"];

    /// <inheritdoc/>
    public string AgentId => "outreach_writer";

    /// <inheritdoc/>
    public JsonObject Read(TaskInput input) => OutreachReader.Read(input);

    /// <inheritdoc/>
    public JsonObject Answer(TaskCall call)
    {
        var facts = call.Facts;
        string Fact(string name) => facts[name]!.GetValue<string>();
        var (channel, language) = (Fact("channel"), Fact("language"));
        var blocked = facts.ContainsKey("opted_out") || facts.ContainsKey("do_not_contact");
        var message = blocked ? new OutreachMessage(null, "", "", "", "", null, new HashSet<string>()) : Fit(call, channel, language);
        var full = blocked ? "" : message.Full(channel);
        var optOut = OptOuts.Any(o => full.Contains(o, StringComparison.Ordinal));
        var identity = full.Contains(OutreachComposer.Company(call.Tenant, "ar"), StringComparison.Ordinal) || full.Contains(OutreachComposer.Company(call.Tenant, "en"), StringComparison.Ordinal);
        var first = facts["first"]!.GetValue<bool>();
        return new JsonObject
        {
            ["message_id"] = call.Id("message"),
            ["channel"] = channel,
            ["purpose"] = Fact("purpose"),
            ["language"] = language,
            ["content"] = new JsonObject
            {
                ["subject_line"] = message.Subject, ["greeting"] = message.Greeting, ["body"] = message.Body, ["call_to_action"] = message.Action,
                ["signature"] = message.Signature, ["full_message"] = full,
            },
            ["variant"] = Fact("variant"),
            ["personalization_fields_used"] = new JsonArray([.. message.Used.Order(StringComparer.Ordinal).Select(u => (JsonNode)u)]),
            ["character_count"] = full.Length,
            ["estimated_read_time_seconds"] = ReadTime(full),
            ["compliance_check"] = new JsonObject
            {
                ["contains_opt_out"] = optOut, ["contains_sender_identity"] = identity,
                ["pdpl_compliant"] = !blocked && identity && (optOut || channel == "whatsapp" && !first) && facts["consent"]?.GetValue<bool>() != false,
            },
            ["suggested_send_time"] = blocked ? null : SendTime(channel, call.Now).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["generated_at"] = call.Timestamp,
        };
    }

    /// <summary>The fullest message that its channel's limit takes.</summary>
    private static OutreachMessage Fit(TaskCall call, string channel, string language)
    {
        var limit = channel switch { "email" => int.MaxValue, "sms" => language == "bilingual" ? LongSms : Sms, _ => call.Facts["first"]!.GetValue<bool>() ? FirstWhatsApp : NextWhatsApp };
        OutreachMessage Write(int shortening) => language == "bilingual"
            ? Both(new OutreachComposer(call, "ar").Write(shortening, true), new OutreachComposer(call, "en").Write(shortening, true), channel)
            : new OutreachComposer(call, language).Write(shortening, false);
        for (var shortening = 0; shortening < 3; shortening++)
            if (Write(shortening) is var message && message.Full(channel).Length <= limit) return message;
        return Write(3);
    }

    private static OutreachMessage Both(OutreachMessage ar, OutreachMessage en, string channel)
    {
        var gap = channel == "sms" ? " " : "\n";
        var subject = ar.Subject is null || en.Subject is null ? ar.Subject : $"{ar.Subject} | {en.Subject}" is { Length: <= 60 } both ? both : ar.Subject;
        return new OutreachMessage(subject, ar.Greeting + gap + en.Greeting, ar.Body + (channel == "sms" ? " " : "\n\n") + en.Body, ar.Action + gap + en.Action,
            ar.Signature.Length == 0 ? "" : ar.Signature + "\n" + en.Signature, ar.OptOut is null ? null : ar.OptOut + gap + en.OptOut, ar.Used.Union(en.Used).ToHashSet());
    }

    /// <summary>Seconds at 180 words a minute, rounded up; 0 for no text.</summary>
    private static int ReadTime(string text) => (int)Math.Ceiling(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length / 3.0);

    /// <summary>
    /// The next moment at which the channel may be used, Riyadh's workdays alone: e-mail at 9, 11 and 14 o'clock; WhatsApp and short messages from 10
    /// to 20 o'clock, on the quarter.
    /// </summary>
    internal static DateTimeOffset SendTime(string channel, DateTimeOffset now)
    {
        var calendar = BusinessCalendar.Riyadh;
        TimeOnly[] times = channel == "email" ? [new(9, 0), new(11, 0), new(14, 0)] : [.. Enumerable.Range(40, 40).Select(q => new TimeOnly(q / 4, q % 4 * 15))];
        for (var day = calendar.Day(now); ; day = day.AddDays(1))
        {
            if (!calendar.IsWorkday(day)) continue;
            foreach (var time in times)
                if (calendar.Instant(day, time) is var at && at > now) return at;
        }
    }
}
