using System.Collections.Concurrent;
using SalesFlow.Common;

namespace SalesFlow.Storage.Tenancy;

/// <summary>Calendars of zones, for counters by day and month.</summary>
internal static class TenantZones
{
    private static readonly ConcurrentDictionary<string, BusinessCalendar> Calendars = new(StringComparer.Ordinal);

    /// <summary>The zone's calendar; an empty or unknown zone means Riyadh.</summary>
    public static BusinessCalendar Calendar(string? zone) => Calendars.GetOrAdd(zone ?? "", static z =>
        z.Length > 0 && z != BusinessCalendar.DefaultZone && TimeZoneInfo.TryFindSystemTimeZoneById(z, out _) ? new BusinessCalendar(z) : BusinessCalendar.Riyadh);
}
