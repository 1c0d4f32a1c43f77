using System.Text.Json.Serialization;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>A person of the company.</summary>
internal sealed record UserState : IFold<UserState>
{
    public string? FullName { get; init; }

    public string Email { get; init; } = "";

    public string? Phone { get; init; }

    public Role Role { get; init; }

    public string Language { get; init; } = "ar";

    public IReadOnlyList<string> Languages { get; init; } = [];

    public IReadOnlyList<string> Sectors { get; init; } = [];

    public int Capacity { get; init; }

    public TimeOnly? WorkFrom { get; init; }

    public TimeOnly? WorkUntil { get; init; }

    public Presence Presence { get; init; }

    public bool IsActive { get; init; }

    public DateTimeOffset? LastLoginAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    [JsonIgnore]
    public bool Exists => FullName is not null;

    public UserState Apply(IDomainEvent e) => e switch
    {
        UserAdded a => this with
        {
            FullName = a.FullName,
            Email = a.Email,
            Phone = a.Phone,
            Role = a.Role,
            Language = a.Language,
            Languages = (string[])[a.Language],
            IsActive = true,
            CreatedAt = a.At,
        },
        UserUpdated u => this with
        {
            FullName = u.FullName ?? FullName,
            Phone = u.Phone is null ? Phone : u.Phone.Length == 0 ? null : u.Phone,
            Language = u.Language ?? Language,
            Languages = u.Languages ?? Languages,
            Sectors = u.Sectors ?? Sectors,
            Capacity = u.Capacity ?? Capacity,
            WorkFrom = u.WorkFrom ?? WorkFrom,
            WorkUntil = u.WorkUntil ?? WorkUntil,
        },
        UserRoleChanged r => this with { Role = r.To },
        UserActivationChanged a => this with { IsActive = a.IsActive, Presence = a.IsActive ? Presence : Presence.Offline },
        UserPresenceChanged p => this with { Presence = p.Presence },
        UserSignedIn s => this with { LastLoginAt = s.At },
        _ => this,
    };

    public UserView View(string id, long version) => new(
        id, FullName ?? "", Email, Phone, Role, Language, Languages, Sectors, Capacity, WorkFrom, WorkUntil, Presence, IsActive, LastLoginAt, CreatedAt, version);
}

/// <summary>The stored JSON of users, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<UserState>))]
internal sealed partial class UsersJson : JsonSerializerContext;
