using SalesFlow.Common;

namespace SalesFlow.ServiceLevels;

/// <summary>A day of the week.</summary>
[GenerateSerializer]
public enum Weekday
{
    /// <summary>Sunday.</summary>
    Sunday = 0,
    /// <summary>Monday.</summary>
    Monday = 1,
    /// <summary>Tuesday.</summary>
    Tuesday = 2,
    /// <summary>Wednesday.</summary>
    Wednesday = 3,
    /// <summary>Thursday.</summary>
    Thursday = 4,
    /// <summary>Friday.</summary>
    Friday = 5,
    /// <summary>Saturday.</summary>
    Saturday = 6,
}

/// <summary>When a team works.</summary>
/// <param name="From">When a working day begins, local time.</param>
/// <param name="Until">When it ends; midnight is the day's end. Later than <paramref name="From"/>.</param>
/// <param name="Days">The days worked, at least one.</param>
/// <param name="Holidays">Days that are not worked whatever day of the week they are; at most 60.</param>
/// <param name="Zone">IANA zone of the local time.</param>
/// <param name="AlwaysOpen">Whether clocks run day and night, whatever the rest says.</param>
[GenerateSerializer, Immutable, Alias("service-level.hours")]
public sealed record WorkingHours(
    TimeOnly From, TimeOnly Until, IReadOnlyList<Weekday> Days, IReadOnlyList<DateOnly> Holidays, string Zone = BusinessCalendar.DefaultZone,
    bool AlwaysOpen = false)
{
    /// <summary>Sunday to Thursday, 09:00 to 21:00, Riyadh.</summary>
    public static WorkingHours Default { get; } = new(
        new TimeOnly(9, 0), new TimeOnly(21, 0), [Weekday.Sunday, Weekday.Monday, Weekday.Tuesday, Weekday.Wednesday, Weekday.Thursday], []);
}

/// <summary>Time as a team's clock counts it: only while the team works. Pure; instants are UTC.</summary>
public sealed class WorkingTime
{
    // Longer than any target can last, so that hours without a single working day ahead end the search.
    private const int LongestSearchDays = 1000;
    private readonly WorkingHours _hours;
    private readonly BusinessCalendar _calendar;

    /// <summary>The time of a team's hours.</summary>
    /// <exception cref="TimeZoneNotFoundException">The zone is not an IANA zone known here.</exception>
    public WorkingTime(WorkingHours hours)
    {
        _hours = hours;
        _calendar = new BusinessCalendar(hours.Zone);
    }

    /// <summary>How much working time lies between two instants; zero where the second is not later.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from) return TimeSpan.Zero;
        if (_hours.AlwaysOpen) return to - from;
        var worked = TimeSpan.Zero;
        foreach (var (open, close) in Shifts(from))
        {
            if (open >= to) break;
            worked += (close < to ? close : to) - open;
        }
        return worked;
    }

    /// <summary>The instant at which so much working time has passed; null where it never will.</summary>
    public DateTimeOffset? After(DateTimeOffset from, TimeSpan worked)
    {
        if (worked <= TimeSpan.Zero) return from;
        if (_hours.AlwaysOpen) return from + worked;
        foreach (var (open, close) in Shifts(from))
        {
            if (close - open >= worked) return open + worked;
            worked -= close - open;
        }
        return null;
    }

    /// <summary>The stretches worked from an instant on; the first may have begun before it and is cut.</summary>
    private IEnumerable<(DateTimeOffset Open, DateTimeOffset Close)> Shifts(DateTimeOffset from)
    {
        var first = _calendar.Day(from);
        for (var i = 0; i < LongestSearchDays; i++)
        {
            var day = first.AddDays(i);
            if (!_hours.Days.Contains((Weekday)day.DayOfWeek) || _hours.Holidays.Contains(day)) continue;
            var open = _calendar.Instant(day, _hours.From);
            var close = _hours.Until == TimeOnly.MinValue ? _calendar.Instant(day.AddDays(1), _hours.Until) : _calendar.Instant(day, _hours.Until);
            if (open < from) open = from;
            if (close > open) yield return (open, close);
        }
    }
}
