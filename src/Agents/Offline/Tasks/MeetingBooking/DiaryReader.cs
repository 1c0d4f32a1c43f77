using System.Text.Json;

namespace SalesFlow.Agents.Offline.Tasks.MeetingBooking;

/// <summary>What is known of the calendars.</summary>
internal enum DiaryState
{
    /// <summary>They came with the input.</summary>
    Known,
    /// <summary>Nothing came: who is free is not known.</summary>
    Missing,
    /// <summary>The calendar could not be asked.</summary>
    Failed,
}

/// <summary>Reads the calendars that came with a request. What is not there is never taken for free.</summary>
internal static class DiaryReader
{
    private const int MostEntries = 500;
    private static readonly string[] Busy = ["busy", "busy_times", "busy_slots", "events", "booked", "booked_slots", "bookings", "appointments",
        "existing_meetings", "meetings", "calendar_events", "unavailable", "مشغول"];
    // Outside a calendar only these words mean one: "meetings" may be the customer's own history.
    private static readonly string[] BusyAnywhere = ["busy", "busy_times", "busy_slots", "booked_slots", "calendar_events", "مشغول"];
    private static readonly string[] Free = ["available_slots", "free_slots", "open_slots", "available_times", "slots", "availability", "free",
        "الأوقات_المتاحة"];
    private static readonly Mentions Bad = new("unavailable", "unreachable", "error", "fail*", "down", "offline", "timeout", "timed out",
        "disconnected", "not available", "خطا", "متعطل", "معطل", "غير متاح",
        "غير متوفر", "تعذر", "لا يعمل");

    /// <summary>The state of the calendars.</summary>
    public static DiaryState State(TaskInput input)
    {
        if (HasFailed(input)) return DiaryState.Failed;
        return Read(input).Count > 0 ? DiaryState.Known : DiaryState.Missing;
    }

    /// <summary>The calendars, one a rep.</summary>
    public static IReadOnlyList<Diary> Read(TaskInput input)
    {
        var diaries = new List<Diary>();
        foreach (var rep in input.Sections("reps", "sales_reps", "calendars", "rep_calendars", "representatives"))
            if (One(rep, Busy, true) is { } theirs) diaries.Add(theirs);
        if (diaries.Count > 0) return diaries;
        var calendar = input.Find("calendar", "calendar_data", "calendar_availability", "rep_calendar", "schedule", "التقويم");
        if (calendar is { ValueKind: JsonValueKind.Array } list) return [new Diary(null, null, Periods(list), null)];
        var section = calendar is { ValueKind: JsonValueKind.Object } one ? new TaskInput(one) : input;
        if (section != input)
            foreach (var rep in section.Sections("reps", "sales_reps", "calendars"))
                if (One(rep, Busy, true) is { } theirs) diaries.Add(theirs);
        if (diaries.Count == 0 && ((section == input ? null : One(section, Busy, false)) ?? One(input, BusyAnywhere,
            false)) is { } single) diaries.Add(single);
        return diaries;
    }

    private static Diary? One(TaskInput input, string[] names, bool rep)
    {
        if (HasFailed(input)) return null;
        var (busy, free) = (input.Find(names), input.Find(Free));
        if (free is { ValueKind: not (JsonValueKind.Array or JsonValueKind.Object) }) free = null;
        if (busy is { ValueKind: not JsonValueKind.Array }) busy = null;
        var saysFree = input.Flag("available", "is_available", "all_free", "is_free") == true;
        if (busy is null && free is null && !saysFree) return null;
        var offered = free is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Take(MostEntries).Select(MeetingReader.Instant).OfType<DateTimeOffset>().ToList() : null;
        return new Diary(
            rep ? input.Text("sales_rep_id", "rep_id", "id", "user_id") : input.Text("sales_rep_id", "rep_id"),
            rep ? input.Text("sales_rep_name", "rep_name", "name", "full_name") : input.Text("sales_rep_name", "rep_name"),
            busy is { } entries ? Periods(entries) : [], offered);
    }

    private static List<(DateTimeOffset From, DateTimeOffset Until)> Periods(JsonElement list)
    {
        var periods = new List<(DateTimeOffset, DateTimeOffset)>();
        foreach (var entry in list.EnumerateArray().Take(MostEntries))
        {
            if (MeetingReader.Instant(entry) is not { } from) continue;
            var part = entry.ValueKind == JsonValueKind.Object ? new TaskInput(entry) : null;
            if (part is not null && MeetingWords.Trigger(part.Text("status")) == MeetingWords.Cancel) continue;
            var end = part?.Find("end", "until", "end_time", "ends_at", "to", "finish") is { } value ? MeetingReader.Instant(value) : null;
            // An entry without an end is taken for half an hour, the usual meeting.
            periods.Add((from, end is { } known && known > from ? known : from.AddMinutes(part?.Whole("duration_minutes", "duration",
                "minutes") is > 0 and <= 1440 and var minutes ? minutes : 30)));
        }
        return periods;
    }

    private static bool HasFailed(TaskInput input)
    {
        if (input.Flag("calendar_available", "calendar.available", "calendar_connected", "calendar.connected") == false) return true;
        if (input.Flag("calendar_failure", "calendar_error", "calendar_down", "calendar_unavailable") == true) return true;
        if (input.Text("calendar_error", "calendar.error") is { } error && error is not "false" and not "true") return true;
        var said = input.Text("calendar_status", "calendar.status", "calendar_state")
            ?? (input.Find("calendar") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null);
        return said is not null && (Bad.In(said) || said.Contains("unavailable", StringComparison.OrdinalIgnoreCase)
            || said.Contains("غير متاح", StringComparison.Ordinal));
    }
}
