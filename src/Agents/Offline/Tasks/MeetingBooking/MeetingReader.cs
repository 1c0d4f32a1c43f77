using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks.MeetingBooking;

/// <summary>Reads a request for a meeting into facts. Times are UTC; a time without a zone is Riyadh's.</summary>
internal static partial class MeetingReader
{
    private static readonly string[] Sections = ["meeting", "existing_meeting", "current_meeting", "original_meeting", "booking", "appointment",
        "event_details", "الاجتماع", "الموعد"];

    /// <summary>The facts.</summary>
    public static JsonObject Read(TaskInput input)
    {
        var facts = new JsonObject();
        var meeting = input.Section(Sections);
        var message = string.Join(" . ", input.Texts("message", "text", "customer_message", "request_text", "note", "notes", "comment",
            "special_request", "الرسالة").Take(5));
        var said = input.Text("trigger", "action", "trigger_type", "operation", "event", "intent", "request_type", "request.type", "الإجراء");
        var kind = input.Text("meeting_type", "appointment_type", "meeting.type", "request.meeting_type", "type", "نوع_الاجتماع");
        var trigger = MeetingWords.Trigger(said) ?? (MeetingWords.Type(kind) is null ? MeetingWords.Trigger(kind) : null) ?? Flagged(input)
            ?? MeetingWords.Trigger(message);
        facts["trigger"] = trigger ?? MeetingWords.Book;
        facts["trigger_known"] = trigger is not null;
        if (trigger == MeetingWords.Reminder) facts.Set("reminder", Before(said ?? kind ?? message));
        facts.Set("type", MeetingWords.Type(kind) ?? MeetingWords.Type(said is not null && MeetingWords.Trigger(said) is null ? said : null)
            ?? MeetingWords.Type(message));
        facts.Set("lead_id", input.Text("lead_id", "lead.id", "customer_id", "contact_id", "client_id", "client.id", "contact.id", "معرف_العميل"));
        facts.Set("lead_name", input.Text("lead_name", "lead.name", "contact_name", "client_name", "customer_name", "client.name", "customer.name",
            "contact.name", "lead.full_name", "اسم_العميل"));
        facts["channel"] = Channel(input.Text("channel", "preferred_channel", "القناة"));
        Place(facts, input, message);
        Rep(facts, input, message);
        Meeting(facts, meeting ?? input, meeting is not null, trigger);
        Counts(facts, input, trigger);
        Flags(facts, input, said, kind, message);
        Wishes(facts, input, message);
        if (facts.Text("trigger") == MeetingWords.Book && Booked(facts, input)) facts["duplicate"] = true;
        return facts;
    }

    /// <summary>Whether the customer already has a meeting at a time that is asked for.</summary>
    private static bool Booked(JsonObject facts, TaskInput input)
    {
        var wishes = facts.Texts("wishes");
        foreach (var meeting in input.Sections("existing_meetings", "existing_bookings", "upcoming_meetings", "lead_meetings", "existing_meeting",
            "existing_booking"))
        {
            if (MeetingWords.Trigger(meeting.Text("status")) == MeetingWords.Cancel || meeting.Text("lead_id") is { } other
                && other != facts.Text("lead_id")) continue;
            if (Instant(meeting.Root) is { } at && wishes.Contains(Write(at))) return true;
        }
        return false;
    }

    /// <summary>An instant written out with its day; null for anything less, such as a bare time. Never reads the clock.</summary>
    public static DateTimeOffset? Instant(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            var part = new TaskInput(value);
            if (part.Find("start", "datetime", "starts_at", "start_time", "from", "at", "begin", "scheduled_at", "slot", "dateTime") is { } start
                && start.ValueKind != JsonValueKind.Null)
                if (Instant(start) is { } found) return found;
            return part.Text("date", "day") is { } date && part.Text("time", "start", "hour", "from") is { } time && Joined(date, time) is { } joined
                ? joined : null;
        }
        if (value.ValueKind != JsonValueKind.String || !FullDate().IsMatch(ArabicText.AsciiDigits(value.GetString()!.Trim()))) return null;
        var text = ArabicText.AsciiDigits(value.GetString()!.Trim());
        if (text.Length > 60 || !text.Contains(':', StringComparison.Ordinal)) return null;
        if (text[10] == ' ') text = text[..10] + "T" + text[11..].TrimStart();
        return TaskInput.TimeOf(JsonSerializer.SerializeToElement(text)) is { Year: >= 1950 and <= 2200 } at ? at : null;
    }

    private static DateTimeOffset? Joined(string date, string time)
    {
        date = ArabicText.AsciiDigits(date.Trim());
        time = ArabicText.AsciiDigits(time.Trim());
        return DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= 1950 and <= 2200
            && TimeOnly.TryParse(time, CultureInfo.InvariantCulture, out var at)
            ? new DateTimeOffset(day.ToDateTime(at), TimeSpan.FromHours(3)).ToUniversalTime() : null;
    }

    private static void Wishes(JsonObject facts, TaskInput input, string message)
    {
        var (instants, words) = (new List<DateTimeOffset>(), new List<string>());
        if (input.Text("preferred_date", "requested_date", "request.date", "new_date", "التاريخ") is { } date
            && input.Text("preferred_time", "requested_time", "request.time", "new_time", "الوقت") is { } time && Joined(date, time) is { } joined)
        {
            instants.Add(joined);
        }
        else
        {
            foreach (var wish in input.List("new_time", "new_datetime", "new_slot", "requested_new_time", "preferred_times", "preferred_slots",
                "preferred_time", "requested_times",
                "requested_time", "requested_slot", "preferred_datetime", "requested_datetime", "proposed_time", "proposed_times", "chosen_slot",
                    "selected_slot", "desired_time",
                "preferences", "preferred_date", "request.datetime", "request.time", "الوقت_المفضل", "الأوقات_المفضلة").Take(20))
            {
                if (Instant(wish) is { } at) instants.Add(at);
                else if (TaskInput.TextOf(wish) is { } text) words.Add(text.Shortened(300));
            }
        }
        if (instants.Count == 0 && words.Count == 0 && facts.Text("trigger") == MeetingWords.Book
            && facts["meeting_at"] is { } named) instants.Add(Parse(named.GetValue<string>()));
        if (instants.Count == 0 && words.Count == 0 && message.Length > 0) words.Add(message.Shortened(1000));
        facts["wishes"] = FactsJson.Array(instants.Select(Write));
        facts["wish_words"] = FactsJson.Array(words);
        // Before nine or from six on: nobody is at work, a person decides.
        if (instants.Select(i => i.ToOffset(TimeSpan.FromHours(3)).TimeOfDay).Any(t => t < TimeSpan.FromHours(9)
            || t >= TimeSpan.FromHours(18))) facts["outside_hours"] = true;
    }

    private static void Place(JsonObject facts, TaskInput input, string message)
    {
        var link = input.Text("meeting_link", "link", "join_url", "meeting_url", "url");
        var location = input.Text("location", "address", "place", "venue", "meeting_location", "الموقع", "المكان");
        var written = input.Text("platform", "meeting_platform", "mode", "meeting_mode", "format", "medium", "المنصة");
        var platform = MeetingWords.Platform(written) ?? MeetingWords.Platform(link) ?? MeetingWords.Platform(location)
            ?? (location is not null && link is null ? "in_person" : null)
            ?? MeetingWords.Platform(message);
        if (input.Flag("in_person", "onsite", "face_to_face") == true) platform = "in_person";
        facts.Set("platform", platform);
        facts.Set("link", link is not null && Uri.TryCreate(link, UriKind.Absolute, out var address) && address.Scheme == "https" ? link : null);
        facts.Set("location", platform == "in_person" ? location : null);
        facts["in_person"] = platform == "in_person";
    }

    private static void Rep(JsonObject facts, TaskInput input, string message)
    {
        var asked = input.Text("requested_rep", "preferred_rep", "named_rep", "requested_sales_rep", "preferred_sales_rep", "requested_rep_name",
            "requested_rep_id", "specific_rep",
            "rep_requested", "المندوب_المطلوب");
        facts["rep_named"] = asked is not null and not "false" || MeetingWords.NamesPerson(message);
        facts.Set("rep_asked", asked is "true" or "false" ? null : asked);
        facts.Set("rep_id", input.Text("sales_rep_id", "rep_id", "sales_rep.id", "rep.id", "assigned_rep", "assigned_to", "owner_id", "sales_rep"));
    }

    private static void Meeting(JsonObject facts, TaskInput meeting, bool section, string? trigger)
    {
        facts.Set("meeting_id", meeting.Text("meeting_id", "booking_id", "appointment_id", "event_id") ?? (section ? meeting.Text("id") : null));
        string[] names = section || trigger is MeetingWords.Reminder or MeetingWords.NoShow or MeetingWords.Cancel
            ? ["datetime", "meeting_datetime", "meeting_time", "scheduled_at", "start", "start_time", "starts_at", "current_time",
                "original_datetime", "at", "date_time"]
            : ["datetime", "meeting_datetime", "meeting_time", "scheduled_at", "original_datetime", "current_datetime"];
        var at = meeting.Find(names) is { } value ? Instant(value) : null;
        if (at is null && section && meeting.Text("date", "day") is { } date && meeting.Text("time", "hour") is { } time) at = Joined(date, time);
        if (at is { } known) facts["meeting_at"] = Write(known);
        if (section && MeetingWords.Trigger(meeting.Text("status",
            "state")) is MeetingWords.Cancel or MeetingWords.Reschedule) facts["meeting_off"] = true;
        if (section && meeting.Whole("duration_minutes", "duration") is >= 5 and <= 480 and var minutes) facts["meeting_minutes"] = minutes;
    }

    private static void Counts(JsonObject facts, TaskInput input, string? trigger)
    {
        void Count(string name, bool plusThis, string[] past, string[] all)
        {
            var before = input.Amount(past);
            var total = input.Amount(all);
            facts[name] = Math.Max(before is { } b ? b + (plusThis ? 1 : 0) : 0, Math.Max(total ?? 0, plusThis ? 1 : 0));
        }
        Count("no_shows", trigger == MeetingWords.NoShow, ["previous_no_shows", "prior_no_shows", "past_no_shows"],
            ["no_show_count", "no_shows", "noshow_count", "missed_meetings", "no_show_history", "total_no_shows"]);
        Count("cancellations", trigger == MeetingWords.Cancel, ["previous_cancellations", "prior_cancellations", "past_cancellations"],
            ["cancellation_count", "cancellations", "cancel_count", "cancelled_meetings", "cancelled_count"]);
        facts["reschedules"] = input.Amount("reschedule_count", "reschedules", "previous_reschedules", "times_rescheduled", "rescheduled_count") ?? 0;
        facts["rejected"] = input.Amount("rejected_proposals", "rejected_slots", "declined_slots", "rejected_offers", "declined_proposals",
            "proposals_rejected", "slots_rejected") ?? 0;
        facts["attempts"] = input.Amount("recovery_attempts", "attempts", "attempt_number", "no_show_attempts") ?? 0;
    }

    private static void Flags(JsonObject facts, TaskInput input, string? said, string? kind, string message)
    {
        var tags = string.Join(" , ", input.Texts("tags", "lead.tags", "tier", "segment", "priority", "customer_type", "classification"));
        facts["vip"] = input.Flag("vip", "is_vip", "vip_client", "lead_vip", "strategic_account") == true || MeetingWords.IsImportant(tags)
            || MeetingWords.IsImportant(message);
        facts["management"] = input.Flag("with_management", "management_meeting", "executive_meeting", "management_requested",
            "includes_management") == true
            || MeetingWords.AsksManagement(MeetingWords.Plain($"{said} . {kind} . {facts.Text("rep_asked")} . {message}"));
        facts["duplicate"] = input.Flag("duplicate", "is_duplicate", "duplicate_booking", "duplicate_detected") == true;
        facts["conflict"] = input.Flag("conflict", "has_conflict", "calendar_conflict", "conflict_detected", "double_booking") == true;
        facts["platform_failure"] = input.Flag("platform_failure", "platform_error", "platform_down", "link_failed") == true
            || input.Text("platform_error", "link_error") is { } error && error != "false";
    }

    private static string? Flagged(TaskInput input) =>
        input.Flag("no_show", "is_no_show") == true || input.Section("no_show") is not null ? MeetingWords.NoShow
        : input.Section("reschedule", "reschedule_request") is not null || input.Flag("reschedule") == true ? MeetingWords.Reschedule
        : input.Section("cancel", "cancellation") is not null || input.Flag("cancel") == true ? MeetingWords.Cancel
        : input.Section("reminder") is not null ? MeetingWords.Reminder : null;

    private static string? Before(string text) => MeetingWords.Plain(text) is var plain && plain.Contains("24", StringComparison.Ordinal)
        || plain.Contains("day", StringComparison.OrdinalIgnoreCase)
        || plain.Contains("يوم", StringComparison.Ordinal) ? "24h"
        : plain.Contains("15", StringComparison.Ordinal) ? "15m"
        : plain.Contains('1', StringComparison.Ordinal) || plain.Contains("hour", StringComparison.OrdinalIgnoreCase)
            || plain.Contains("ساعة", StringComparison.Ordinal) ? "1h" : null;

    private static string Channel(string? written) => ArabicText.Normalise(written) switch
    {
        var c when c.Contains("mail", StringComparison.Ordinal) || c.Contains("بريد", StringComparison.Ordinal)
            || c.Contains("ايميل", StringComparison.Ordinal) => "email",
        var c when c.Contains("sms", StringComparison.Ordinal) || c.Contains("رسايل نصيه", StringComparison.Ordinal) => "sms",
        var c when c.Contains("chat", StringComparison.Ordinal) && !c.Contains("whats", StringComparison.Ordinal) => "live_chat",
        var c when c.Contains("phone", StringComparison.Ordinal) || c.Contains("voice", StringComparison.Ordinal)
            || c.Contains("هاتف", StringComparison.Ordinal) => "phone",
        _ => "whatsapp",
    };

    /// <summary>An instant as facts hold it.</summary>
    public static string Write(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>An instant as facts hold it, read again.</summary>
    public static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal).ToUniversalTime();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[T ]")]
    private static partial Regex FullDate();
}
