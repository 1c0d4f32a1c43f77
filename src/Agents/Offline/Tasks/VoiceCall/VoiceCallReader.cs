using System.Text.Json.Nodes;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Reads a call: what was said with its mood, where it stands, and what in it is for a person.</summary>
internal static class VoiceCallReader
{
    private const int Positive = 60, Negative = 40, Aggressive = 25;

    private static readonly Dictionary<string, string[]> Stages = new(StringComparer.Ordinal)
    {
        ["greeting"] = ["greeting", "opening", "intro", "introduction", "افتتاح", "تحيه", "ترحيب"],
        ["discovery"] = ["discovery", "purpose", "استكشاف", "اكتشاف"],
        ["qualification"] = ["qualification", "qualify", "تاهيل"],
        ["value_prop"] = ["value prop", "value proposition", "value", "pitch", "عرض القيمه", "القيمه"],
        ["objection_handling"] = ["objection handling", "objection", "handle objection", "اعتراض", "معالجه الاعتراض"],
        ["booking"] = ["booking", "reschedule", "حجز", "الحجز"],
        ["closing"] = ["closing", "soft close", "close", "ختام", "اغلاق", "خاتمه"],
        ["post_call"] = ["post call", "ended", "after call", "بعد المكالمه", "انتهت"],
    };

    /// <summary>The facts.</summary>
    public static JsonObject Read(TaskInput input)
    {
        var facts = CustomerDossier.Read(input);
        CustomerDossier.Set(facts, "call_id", CustomerDossier.First(input, "call_id", "call.id", "session_id", "معرف_المكالمة", "رقم_المكالمة"));
        facts["mode"] = (CustomerDossier.First(input, "mode", "agent_type", "call_mode", "الوضع") ?? "").Contains("human", StringComparison.OrdinalIgnoreCase) ? "human_assisted" : "ai_autonomous";
        facts["call_type"] = Type(CustomerDossier.First(input, "call_type", "type", "direction", "نوع_المكالمة", "نوع المكالمة"));
        CustomerDossier.Set(facts, "stage_given", Stage(CustomerDossier.First(input, "call_stage", "current_stage", "stage", "المرحلة")));
        facts["duration"] = (int)Math.Clamp(input.Number("call_duration_seconds", "duration_seconds", "elapsed_seconds", "duration", "seconds", "المدة") ?? 0, 0, 86_400);
        var status = ArabicText.Normalise(CustomerDossier.First(input, "call_status", "status", "outcome", "call_outcome", "result", "حالة_المكالمة", "النتيجة")?.Replace('_', ' '));
        CustomerDossier.Set(facts, "status", status.Length == 0 ? null : status);
        if (facts["stage_given"]?.GetValue<string>() == "post_call" || status is "completed" or "ended" or "finished" or "failed" or "missed" or "no answer" or "voicemail" or "منتهيه" or "انتهت"
            || input.Flag("ended", "call_ended", "is_ended") == true) facts["ended"] = true;
        var temperature = CustomerDossier.First(input, "temperature", "lead_temperature", "الحرارة", "التصنيف")?.ToLowerInvariant();
        if (temperature is "hot" or "warm" or "cold") facts["temperature"] = temperature;
        if (input.Number("lead_score", "lead.score", "score") is >= 0 and <= 100 and var score) facts["lead_score"] = score;
        if (input.Number("question_complexity", "complexity") is >= 0 and <= 1 and var complexity) facts["complexity"] = complexity;
        if (SalesPhrases.Default.Best(facts["title"]?.GetValue<string>(), "title.") is "owner" or "ceo" or "executive") facts["c_level"] = true;
        facts["stage_elapsed"] = (int)Math.Clamp(input.Number("stage_elapsed_seconds", "stage_seconds", "time_in_stage", "stage_duration_seconds") ?? 0, 0, 86_400);
        if (input.Flag("meeting.confirmed", "meeting_confirmed", "meeting_booked", "booked", "meeting_booked.confirmed") == true) facts["meeting_confirmed"] = true;
        if (input.Time("meeting_booked.datetime", "meeting.datetime", "meeting_datetime", "booked_at", "meeting_time", "موعد_الاجتماع") is { } meeting)
            facts["meeting_at"] = meeting.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        CustomerDossier.Set(facts, "competitor", CustomerDossier.Short(CustomerDossier.First(input, "competitor", "competitor_name", "المنافس"), 60));
        facts["low_confidence_given"] = Math.Clamp(input.Whole("low_confidence_count", "consecutive_low_confidence") ?? 0, 0, 100);
        Lines(input, facts);
        return facts;
    }

    /// <summary>The lines of a call: its transcript, or whatever else was said in the input.</summary>
    public static List<SpokenLine> Spoken(TaskInput input)
    {
        var lines = SpokenLines.Read(input);
        if (CustomerDossier.First(input, "objection", "objection_text", "current_objection", "الاعتراض") is { } objection && lines.TrueForAll(l => l.Text != objection))
            lines.Add(new SpokenLine(objection, Speaker.Customer));
        return lines;
    }

    private static void Lines(TaskInput input, JsonObject facts)
    {
        var words = SalesPhrases.Default;
        var context = new Context(null, false, DateTime.UnixEpoch, new HashSet<decimal>());
        var trajectory = new JsonArray();
        int negative = 0, unclear = 0, ours = 0, theirs = 0;
        foreach (var line in Spoken(input))
        {
            var count = line.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
            if (line.Speaker == Speaker.Us)
            {
                ours += count;
                continue;
            }
            theirs += count;
            var read = Understander.Read(line.Text, context);
            if (read.Intent == Intent.Injection) continue;
            var mood = line.Sentiment ?? read.Sentiment;
            trajectory.Add(mood >= Positive ? "positive" : mood < Negative ? "negative" : "neutral");
            negative = mood < Negative ? negative + 1 : 0;
            unclear = read.Confidence < 0.5 ? unclear + 1 : 0;
            void Mark(string fact, bool holds)
            {
                if (holds) facts[fact] = true;
            }
            Mark("aggressive", mood < Aggressive);
            Mark("legal_threat", words.Has(line.Text, "threat") || words.Has(line.Text, "legal") && !words.Has(line.Text, "contract") || read.Has("i.legal"));
            Mark("contract", words.Has(line.Text, "contract") || words.Has(line.Text, "custom"));
            var wrong = CallPhrases.IsWrongNumber(line.Text, facts["contact_name"]?.GetValue<string>());
            Mark("person", !wrong && CallPhrases.AsksForPerson(line.Text, read.Intent == Intent.Human || words.Has(line.Text, "person")));
            Mark("discount", read.Intent == Intent.Negotiation || words.Has(line.Text, "discount"));
            Mark("partnership", words.Has(line.Text, "partnership"));
            Mark("regulatory", words.Has(line.Text, "regulatory") || !wrong && read.Intent == Intent.Privacy);
            Mark("complaint", !wrong && read.Intent == Intent.Complaint);
            Mark("opted_out", read.Intent == Intent.OptOut || words.Has(line.Text, "opt.out"));
            Mark("wrong_number", wrong);
            Mark("voicemail", words.Has(line.Text, "voicemail"));
            if (!facts.ContainsKey("competitor") && words.Find(line.Text, "competitor") is { } competitor) facts["competitor"] = competitor;
        }
        if (trajectory.Count == 0 && input.Find("sentiment", "customer_sentiment", "المشاعر") is { } given && SpokenLines.Mood(given) is { } overall)
        {
            trajectory.Add(overall >= Positive ? "positive" : overall < Negative ? "negative" : "neutral");
            if (overall < Aggressive) facts["aggressive"] = true;
        }
        facts["trajectory"] = trajectory;
        facts["negative_run"] = negative;
        facts["unclear_run"] = Math.Max(unclear, facts["low_confidence_given"]!.GetValue<int>());
        facts["positive"] = trajectory.Count > 0 && trajectory[^1]!.GetValue<string>() == "positive";
        if (ours + theirs >= 30) facts["our_share"] = Math.Round((double)ours / (ours + theirs), 2);
    }

    private static string Type(string? text) => ArabicText.Normalise(text?.Replace('_', ' ')) switch
    {
        var t when t.Contains("inbound", StringComparison.Ordinal) || t.Contains("وارد", StringComparison.Ordinal) => "inbound",
        var t when t.Contains("follow", StringComparison.Ordinal) || t.Contains("متابعه", StringComparison.Ordinal) => "outbound_follow_up",
        var t when t.Contains("warm", StringComparison.Ordinal) || t.Contains("دافئ", StringComparison.Ordinal) || t.Contains("مهتم", StringComparison.Ordinal) => "outbound_warm",
        _ => "outbound_cold",
    };

    private static string? Stage(string? text)
    {
        var plain = ArabicText.Normalise(text?.Replace('_', ' '));
        return Stages.FirstOrDefault(s => s.Value.Contains(plain)).Key;
    }
}
