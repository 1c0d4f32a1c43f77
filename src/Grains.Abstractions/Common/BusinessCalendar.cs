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
    private readonly IReadOnlyDictionary<DayOfWeek, (TimeOnly From, TimeOnly Until)> _hours;

    private static readonly Dictionary<DayOfWeek, (TimeOnly From, TimeOnly Until)> Usual =
        new[] { DayOfWeek.Sunday, DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday }
            .ToDictionary(d => d, _ => (new TimeOnly(9, 0), new TimeOnly(18, 0)));

    /// <summary>A calendar for a zone, the holidays in it, and the working hours of the weekdays (Sunday to Thursday, 09:00 to 18:00, unless given).</summary>
    /// <exception cref="TimeZoneNotFoundException">The zone is not an IANA zone known here.</exception>
    public BusinessCalendar(
        string zone = DefaultZone, IEnumerable<DateOnly>? holidays = null,
        IReadOnlyDictionary<DayOfWeek, (TimeOnly From, TimeOnly Until)>? hours = null)
    {
        // Saudi Arabia has kept UTC+3 without daylight saving throughout; a host without tzdata must still start.
        _zone = zone == DefaultZone
            ? TimeZoneInfo.CreateCustomTimeZone(DefaultZone, TimeSpan.FromHours(3), DefaultZone, DefaultZone)
            : TimeZoneInfo.FindSystemTimeZoneById(zone);
        Zone = zone;
        _holidays = [.. holidays ?? []];
        _hours = hours is { Count: > 0 } ? hours : Usual;
    }

    /// <summary>The IANA zone.</summary>
    public string Zone { get; }

    /// <summary>Riyadh without holidays.</summary>
    public static BusinessCalendar Riyadh { get; } = new();

    /// <summary>The local date and time of an instant.</summary>
    public DateTime Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, _zone).DateTime;

    /// <summary>The local calendar day of an instant: what "today" means to the tenant.</summary>
    public DateOnly Day(DateTimeOffset instant) => DateOnly.FromDateTime(Local(instant));

    /// <summary>Whether a day is worked: a weekday with working hours (Sunday to Thursday unless the tenant says otherwise) and no holiday.</summary>
    public bool IsWorkday(DateOnly day) => _hours.ContainsKey(day.DayOfWeek) && !_holidays.Contains(day);

    /// <summary>The working hours of a day, local time; null where it is free.</summary>
    public (TimeOnly From, TimeOnly Until)? Hours(DateOnly day) => IsWorkday(day) ? _hours[day.DayOfWeek] : null;

    /// <summary>Whether people work at this instant.</summary>
    public bool IsOpen(DateTimeOffset instant)
    {
        var local = Local(instant);
        return Hours(DateOnly.FromDateTime(local)) is { } hours && TimeOnly.FromDateTime(local) is var time && time >= hours.From && time < hours.Until;
    }

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
