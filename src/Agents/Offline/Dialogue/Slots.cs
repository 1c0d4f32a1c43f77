using System.Globalization;
using SalesFlow.Agents.Offline.Texts;
using SalesFlow.Common;

namespace SalesFlow.Agents.Offline.Dialogue;

/// <summary>Why a wished time cannot be.</summary>
internal enum SlotProblem
{
    None,
    Weekend,
    Hours,
    Notice,
    Far,
}

/// <summary>Appointment times: Sunday to Thursday 09:00 to 17:00 local, thirty minutes, at least two hours ahead, at most fourteen days.</summary>
internal static class Slots
{
    private static readonly TimeOnly Open = new(9, 0);
    private static readonly TimeOnly LastStart = new(16, 30);
    private static readonly TimeOnly[] Offered = [new(10, 0), new(11, 0), new(13, 30), new(14, 30), new(15, 30), new(16, 0)];
    private static readonly string[] DaysAr = ["الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"];
    private static readonly string[] MonthsAr = ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر",
        "ديسمبر"];

    public static SlotProblem Check(DateOnly? day, TimeOnly? time, DateTime now)
    {
        var today = DateOnly.FromDateTime(now);
        if (day is { } d)
        {
            if (d > today.AddDays(14)) return SlotProblem.Far;
            if (d < today) return SlotProblem.Notice;
            if (!BusinessCalendar.Riyadh.IsWorkday(d)) return SlotProblem.Weekend;
            if (time is null && Free(d, now, 1).Count == 0) return SlotProblem.Notice;
        }
        if (time is { } t)
        {
            if (t < Open || t > LastStart) return SlotProblem.Hours;
            if (day is { } on && on.ToDateTime(t) < now.AddHours(2)) return SlotProblem.Notice;
        }
        return SlotProblem.None;
    }

    /// <summary>Two times that can be, near to what was wished, on two days where possible.</summary>
    public static (DateTime First, DateTime Second) Propose(DateOnly? wish, TimeOnly? time, DateTime now)
    {
        var today = DateOnly.FromDateTime(now);
        var day = wish is { } w && w > today && w <= today.AddDays(12) ? w : today;
        var hour = time is { } t && t >= Open && t <= LastStart ? t : (TimeOnly?)null;
        var found = new List<DateTime>(2);
        for (var i = 0; i < 30 && found.Count < 2; i++, day = day.AddDays(1))
        {
            if (!BusinessCalendar.Riyadh.IsWorkday(day)) continue;
            var at = hour is { } h && day.ToDateTime(h) >= now.AddHours(2) ? day.ToDateTime(h) : Free(day, now, 2 - found.Count)
                .ElementAtOrDefault(found.Count % 2 == 0 ? 0 : 0);
            if (at == default) continue;
            if (found.Count == 1 && hour is null) at = Free(day, now, 4).LastOrDefault(at);
            found.Add(at);
        }
        return (found[0], found[1]);
    }

    /// <summary>Free offers of a day, at least two hours ahead.</summary>
    public static List<DateTime> Free(DateOnly day, DateTime now, int count) =>
        [.. Offered.Select(o => day.ToDateTime(o)).Where(d => d >= now.AddHours(2)).Take(count)];

    public static string Say(DateTime at, string language) => TextCatalogue.Fill(
        TextCatalogue.Default.Label(language, "booking.slot"), ("day", Weekday(at, language)), ("date", Date(at, language)),
            ("time", Clock(TimeOnly.FromDateTime(at), language)));

    public static string Weekday(DateTime at, string language) =>
        language == "en" ? at.DayOfWeek.ToString() : DaysAr[(int)at.DayOfWeek];

    public static string Date(DateTime at, string language) => language == "en"
        ? at.ToString("d MMMM", CultureInfo.InvariantCulture)
        : $"{at.Day.ToString(CultureInfo.InvariantCulture)} {MonthsAr[at.Month - 1]}";

    public static string Clock(TimeOnly time, string language)
    {
        var text = time.ToString("h:mm", CultureInfo.InvariantCulture);
        return language == "en" ? text + (time.Hour < 12 ? " AM" : " PM")
            : text + (time.Hour < 12 ? " صباحًا" : time.Hour < 15 ? " ظهرًا" : " عصرًا");
    }

    /// <summary>At most 20 characters, and read back by the same rules as the customer's own words.</summary>
    public static string ButtonTitle(DateTime at, string language)
    {
        var text = TimeOnly.FromDateTime(at).ToString("h:mm", CultureInfo.InvariantCulture);
        return language == "en"
            ? $"{at.DayOfWeek.ToString()[..3]} {text} {(at.Hour < 12 ? "AM" : "PM")}"
            : $"{Weekday(at, "ar")} {text} {(at.Hour < 12 ? "ص" : "م")}";
    }
}
