using System.Globalization;
using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Tenancy;

/// <summary>A tenant in lists.</summary>
internal sealed record TenantRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string CompanyName { get; init; } = "";
    public string OwnerUserId { get; init; } = "";
    public string Language { get; init; } = "";

    /// <summary>IANA zone of its business days; empty means Riyadh.</summary>
    public string TimeZone { get; init; } = "";
    public string? Template { get; init; }
    public string? Slug { get; init; }
    public string? NameAr { get; init; }
    public string? Industry { get; init; }
    public string? LogoUrl { get; init; }
    public string? Phone { get; init; }
    public string? Email { get; init; }
    public string? WhatsAppNumber { get; init; }
    public string? Domain { get; init; }

    /// <summary>Working hours as <c>sunday 09:00-18:00, …</c>.</summary>
    public string BusinessHours { get; init; } = "";

    /// <summary>Holidays as <c>2026-09-23, …</c>.</summary>
    public string Holidays { get; init; } = "";
    public int WarmFrom { get; init; }
    public int HotFrom { get; init; }
    public bool Suspended { get; init; }
    public string? SuspendedReason { get; init; }
    public int Numbers { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>A number that a tenant connected.</summary>
internal sealed record TenantNumberRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string PhoneNumberId { get; init; }
    public string DisplayPhoneNumber { get; init; } = "";
    public string BusinessAccountId { get; init; } = "";
    public DateTimeOffset ConnectedAt { get; init; }
    public RowKey Key => new(Tenant, PhoneNumberId);
}

/// <summary>What the channel said of a number, an account or a template. Written once, never changed.</summary>
internal sealed record NoticeRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string EntityId { get; init; }

    /// <summary>The tenant's version with the notice.</summary>
    public long Version { get; init; }
    public string Field { get; init; } = "";
    public string Subject { get; init; } = "";
    public string Change { get; init; } = "";
    public string Severity { get; init; } = "";
    public DateTimeOffset At { get; init; }
    public RowKey Key => new(Tenant, EntityId, Number: Version);
}

/// <summary>What the rows of a tenant are: the fold of its events.</summary>
internal static class TenantFold
{
    /// <summary>The tenant's row after an event; null where there is still none.</summary>
    /// <param name="row">The row before.</param>
    /// <param name="numberIsNew">Whether the number that the event connects was not connected before.</param>
    /// <param name="e">The event.</param>
    /// <param name="h">What surrounds it.</param>
    public static TenantRow? Apply(TenantRow? row, bool numberIsNew, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, TenantRegistered r) => (row ?? new TenantRow { Tenant = h.Tenant, Id = h.EntityId, CreatedAt = h.At }) with
            {
                CompanyName = r.CompanyName,
                OwnerUserId = r.OwnerUserId,
                Language = r.Language,
            },
            (null, _) => null,
            (_, TemplateApplied t) => row with { Template = t.Template },
            (_, TenantSettingsChanged { Changes: var c }) => Changed(row, c),
            (_, TenantSuspended s) => row with { Suspended = true, SuspendedReason = s.Reason },
            (_, TenantReactivated) => row with { Suspended = false, SuspendedReason = null },
            (_, NumberConnected) when numberIsNew => row with { Numbers = row.Numbers + 1 },
            _ => row,
        };
        return next is null ? null : next with { UpdatedAt = Instants.Later(h.At, next.UpdatedAt), Version = h.Version };
    }

    private static TenantRow Changed(TenantRow row, UpdateTenant c) => row with
    {
        CompanyName = c.Name ?? row.CompanyName,
        Language = c.Language ?? row.Language,
        TimeZone = c.TimeZone ?? row.TimeZone,
        Slug = c.Slug ?? row.Slug,
        NameAr = Optional(c.NameAr, row.NameAr),
        Industry = Optional(c.Industry, row.Industry),
        LogoUrl = Optional(c.LogoUrl, row.LogoUrl),
        Phone = Optional(c.Phone, row.Phone),
        Email = Optional(c.Email, row.Email),
        WhatsAppNumber = Optional(c.WhatsAppNumber, row.WhatsAppNumber),
        Domain = Optional(c.Domain, row.Domain),
        BusinessHours = c.BusinessHours is { } hours ? Hours(hours) : row.BusinessHours,
        Holidays = c.Holidays is { } days ? string.Join(", ", days.Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))) : row.Holidays,
        WarmFrom = c.Scoring?.Warm ?? row.WarmFrom,
        HotFrom = c.Scoring?.Hot ?? row.HotFrom,
    };

    private static string Hours(IReadOnlyList<DayHours> hours) => string.Join(", ", hours.OrderBy(h => h.Day).Select(h =>
        string.Create(CultureInfo.InvariantCulture, $"{h.Day.ToString().ToLowerInvariant()} {h.From:HH:mm}-{h.Until:HH:mm}")));

    private static string? Optional(string? changed, string? standing) => changed switch { null => standing, "" => null, _ => changed };

    /// <summary>A number's row after it was connected, again perhaps.</summary>
    public static TenantNumberRow Apply(TenantNumberRow? row, NumberConnected e, EventHeader h) => new()
    {
        Tenant = h.Tenant, PhoneNumberId = e.Number.PhoneNumberId, DisplayPhoneNumber = e.Number.DisplayPhoneNumber,
        BusinessAccountId = e.Number.BusinessAccountId, ConnectedAt = row?.ConnectedAt ?? h.At,
    };

    /// <summary>The notice that an event is, or null.</summary>
    public static NoticeRow? Notice(IDomainEvent e, EventHeader h) => e is not ChannelNoticed n ? null : new NoticeRow
    {
        Tenant = h.Tenant, EntityId = h.EntityId, Version = h.Version, Field = n.Notice.Field, Subject = n.Notice.Subject, Change = n.Notice.Change,
        Severity = n.Notice.Severity, At = n.At.Micro(),
    };
}
