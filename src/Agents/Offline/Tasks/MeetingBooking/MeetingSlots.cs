using SalesFlow.Common;

namespace SalesFlow.Agents.Offline.Tasks.MeetingBooking;

/// <summary>Why a time cannot be had; <see cref="Free"/> where it can.</summary>
internal enum SlotState
{
    Free,
    TooSoon,
    TooFar,
    DayOff,
    OutsideHours,
    Break,
    Busy,
    DayFull,
    NotOffered,
}

/// <summary>A rep's calendar as it came with the input.</summary>
/// <param name="RepId">The rep, or null where the calendar does not say.</param>
/// <param name="RepName">Their name, or null.</param>
/// <param name="Busy">What is in it, UTC.</param>
/// <param name="Offered">Where the calendar lists its free times: only these are free, UTC; else null.</param>
internal sealed record Diary(string? RepId, string? RepName, IReadOnlyList<(DateTimeOffset From, DateTimeOffset Until)> Busy,
    IReadOnlyList<DateTimeOffset>? Offered);

/// <summary>
/// The free times of a calendar: the working day from 09:00 to 17:00 without the break from 12:00 to 13:00, without what is in the calendar and 15
/// minutes around it, in steps of 15 minutes, at least two hours and at most 14 days ahead, at most eight meetings a day. Pure.
/// </summary>
internal static class MeetingSlots
{
    public const int Step = 15;
    public const int MeetingsPerDay = 8;
    public static readonly TimeSpan Notice = TimeSpan.FromHours(2);
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(14);
    private static readonly TimeSpan Buffer = TimeSpan.FromMinutes(15);
    private static readonly TimeOnly Opens = new(9, 0), Closes = new(17, 0), BreakFrom = new(12, 0), BreakUntil = new(13, 0);

    /// <summary>Whether a meeting may begin at that time, and if not, the first reason.</summary>
    public static SlotState State(DateTimeOffset at, int minutes, Diary diary, BusinessCalendar calendar, DateTimeOffset now)
    {
        if (at < now + Notice) return SlotState.TooSoon;
        if (at > now + Horizon) return SlotState.TooFar;
        var (local, end) = (calendar.Local(at), calendar.Local(at.AddMinutes(minutes)));
        var day = DateOnly.FromDateTime(local);
        if (calendar.Hours(day) is not { } hours) return SlotState.DayOff;
        var (from, until) = (hours.From > Opens ? hours.From : Opens, hours.Until < Closes ? hours.Until : Closes);
        if (DateOnly.FromDateTime(end) != day || TimeOnly.FromDateTime(local) < from
            || TimeOnly.FromDateTime(end) > until) return SlotState.OutsideHours;
        if (TimeOnly.FromDateTime(local) < BreakUntil && TimeOnly.FromDateTime(end) > BreakFrom) return SlotState.Break;
        if (diary.Offered is { } offered && !offered.Contains(at)) return SlotState.NotOffered;
        if (diary.Busy.Any(b => at < b.Until + Buffer && at.AddMinutes(minutes) > b.From - Buffer)) return SlotState.Busy;
        return Meetings(day, diary, calendar) >= MeetingsPerDay ? SlotState.DayFull : SlotState.Free;
    }

    /// <summary>Meetings of a local day.</summary>
    public static int Meetings(DateOnly day, Diary diary, BusinessCalendar calendar) => diary.Busy.Count(b => calendar.Day(b.From) == day);

    /// <summary>
    /// At most <paramref name="count"/> free times until <paramref name="until"/>, in order, at least an hour apart: those nearest to
    /// <paramref name="near"/>, or the first ones.
    /// </summary>
    public static IReadOnlyList<DateTimeOffset> Offer(
        int count, int minutes, IReadOnlyList<Diary> diaries, BusinessCalendar calendar, DateTimeOffset now, DateTimeOffset until,
            DateTimeOffset? near)
    {
        var free = new List<DateTimeOffset>();
        var last = until < now + Horizon ? until : now + Horizon;
        for (var day = calendar.Day(now + Notice); day <= calendar.Day(last); day = day.AddDays(1))
        {
            if (!calendar.IsWorkday(day)) continue;
            for (var at = calendar.Instant(day, Opens); at < calendar.Instant(day, Closes); at = at.AddMinutes(Step))
                if (at <= last && diaries.Any(d => State(at, minutes, d, calendar, now) == SlotState.Free)) free.Add(at);
            // A calendar that lists its free times need not keep to the quarters of an hour.
            foreach (var at in diaries.SelectMany(d => d.Offered ?? []).Where(o => calendar.Day(o) == day && o <= last && !free.Contains(o)).ToList())
                if (diaries.Any(d => State(at, minutes, d, calendar, now) == SlotState.Free)) free.Add(at);
        }
        var chosen = new List<DateTimeOffset>();
        foreach (var at in free.OrderBy(f => near is { } wish ? (f - wish).Duration() : f - now).ThenBy(f => f))
        {
            if (chosen.Count == count) break;
            if (chosen.TrueForAll(c => (c - at).Duration() >= TimeSpan.FromHours(1))) chosen.Add(at);
        }
        return [.. chosen.Order()];
    }
}
