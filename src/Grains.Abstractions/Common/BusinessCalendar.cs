namespace SalesFlow.Common;

/// <summary>
/// Business time in one place: the local day, the working week (Sunday to Thursday), and the hours in which a customer may be written to
/// unasked (Sunday to Thursday 09:00 to 21:00). All inputs are UTC instants; the zone is the tenant's, Riyadh (UTC+3, no daylight saving) by default.
/// </summary>
public sealed class BusinessCalendar
{
    /// <summary>The zone used unless a tenant says otherwise.</summary>
    public const string DefaultZone = "Asia/Riyadh";

    private static readonly TimeOnly ContactFrom = new(9, 0);
    private static readonly TimeOnly ContactUntil = new(21, 0);
    private readonly TimeZoneInfo _zone;
    private readonly HashSet<DateOnly> _holidays;

    /// <summary>A calendar for a zone and the official holidays in it.</summary>
    /// <exception cref="TimeZoneNotFoundException">The zone is not an IANA zone known here.</exception>
    public BusinessCalendar(string zone = DefaultZone, IEnumerable<DateOnly>? holidays = null)
    {
        // Saudi Arabia has kept UTC+3 without daylight saving throughout; a host without tzdata must still start.
        _zone = zone == DefaultZone
            ? TimeZoneInfo.CreateCustomTimeZone(DefaultZone, TimeSpan.FromHours(3), DefaultZone, DefaultZone)
            : TimeZoneInfo.FindSystemTimeZoneById(zone);
        _holidays = [.. holidays ?? []];
    }

    /// <summary>Riyadh without holidays.</summary>
    public static BusinessCalendar Riyadh { get; } = new();

    /// <summary>The local date and time of an instant.</summary>
    public DateTime Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, _zone).DateTime;

    /// <summary>The local calendar day of an instant: what "today" means to the tenant.</summary>
    public DateOnly Day(DateTimeOffset instant) => DateOnly.FromDateTime(Local(instant));

    /// <summary>Whether a day is worked: Sunday to Thursday and no holiday.</summary>
    public bool IsWorkday(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Friday or DayOfWeek.Saturday) && !_holidays.Contains(day);

    /// <summary>Whether a customer may be written to unasked at this instant.</summary>
    public bool MayContact(DateTimeOffset instant)
    {
        var local = Local(instant);
        var time = TimeOnly.FromDateTime(local);
        return IsWorkday(DateOnly.FromDateTime(local)) && time >= ContactFrom && time < ContactUntil;
    }

    /// <summary>The first instant at or after this one in which a customer may be written to unasked.</summary>
    public DateTimeOffset NextContactTime(DateTimeOffset instant)
    {
        if (MayContact(instant)) return instant;
        var local = Local(instant);
        var day = DateOnly.FromDateTime(local);
        if (TimeOnly.FromDateTime(local) >= ContactFrom) day = day.AddDays(1);
        while (!IsWorkday(day)) day = day.AddDays(1);
        return Instant(day, ContactFrom);
    }

    /// <summary>The instant of a local date and time.</summary>
    public DateTimeOffset Instant(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        return new DateTimeOffset(local, _zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
