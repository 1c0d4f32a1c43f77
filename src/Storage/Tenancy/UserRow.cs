using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Tenancy;

/// <summary>A user in lists.</summary>
internal sealed record UserRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string FullName { get; init; } = "";
    public string Email { get; init; } = "";
    public string? Phone { get; init; }
    public Role Role { get; init; }
    public string Language { get; init; } = "";

    /// <summary>Codes with commas between.</summary>
    public string Languages { get; init; } = "";

    /// <summary>Codes with commas between; empty means all.</summary>
    public string Sectors { get; init; } = "";
    public int Capacity { get; init; }

    /// <summary>Minutes after midnight in the tenant's zone, or null.</summary>
    public int? WorkFrom { get; init; }

    /// <summary>Minutes after midnight in the tenant's zone, or null.</summary>
    public int? WorkUntil { get; init; }
    public Presence Presence { get; init; }
    public bool IsActive { get; init; }
    public DateTimeOffset? LastLoginAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);

    /// <summary>The row as callers see it.</summary>
    public UserView View() => new(
        Id, FullName, Email, Phone, Role, Language, Split(Languages), Split(Sectors), Capacity, Time(WorkFrom), Time(WorkUntil), Presence, IsActive,
        LastLoginAt, CreatedAt, Version)
    { UpdatedAt = UpdatedAt };

    private static string[] Split(string codes) => codes.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static TimeOnly? Time(int? minutes) => minutes is { } m ? new TimeOnly(m / 60, m % 60) : null;
}

/// <summary>What a user's row is: the fold of their events.</summary>
internal static class UserFold
{
    /// <summary>The row after an event of its user; null where there is still none.</summary>
    public static UserRow? Apply(UserRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, UserAdded a) => (row ?? new UserRow { Tenant = h.Tenant, Id = h.EntityId }) with
            {
                FullName = a.FullName,
                Email = a.Email,
                Phone = a.Phone,
                Role = a.Role,
                Language = a.Language,
                Languages = a.Language,
                IsActive = true,
                CreatedAt = a.At.Micro(),
            },
            (null, _) => null,
            (_, UserUpdated u) => row with
            {
                FullName = u.FullName ?? row.FullName,
                Phone = u.Phone is null ? row.Phone : u.Phone.Length == 0 ? null : u.Phone,
                Language = u.Language ?? row.Language,
                Languages = u.Languages is { } l ? string.Join(',', l) : row.Languages,
                Sectors = u.Sectors is { } s ? string.Join(',', s) : row.Sectors,
                Capacity = u.Capacity ?? row.Capacity,
                WorkFrom = Minutes(u.WorkFrom) ?? row.WorkFrom,
                WorkUntil = Minutes(u.WorkUntil) ?? row.WorkUntil,
            },
            (_, UserRoleChanged r) => row with { Role = r.To },
            (_, UserActivationChanged a) => row with { IsActive = a.IsActive, Presence = a.IsActive ? row.Presence : Presence.Offline },
            (_, UserPresenceChanged p) => row with { Presence = p.Presence },
            (_, UserSignedIn s) => row with { LastLoginAt = s.At.Micro() },
            _ => row,
        };
        return next is null ? null : next with { UpdatedAt = Instants.Later(h.At, next.UpdatedAt), Version = h.Version };
    }

    /// <summary>The words under which a user is found.</summary>
    public static string SearchText(UserRow row) => SearchTerms.Index(row.FullName, row.Email, row.Phone);

    private static int? Minutes(TimeOnly? time) => time is { } t ? (t.Hour * 60) + t.Minute : null;
}
