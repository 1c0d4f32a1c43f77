using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.Tenancy;

/// <summary>
/// A person of the company: role, languages, what they work on and whether they take work now. Key: <c>tenant/{user id}</c>. What lets them in
/// (password, codes, sessions) is the account's, not this grain's.
/// </summary>
[Alias("user")]
public interface IUserGrain : ITenantScoped
{
    /// <summary>Adds the user. Refused as forbidden where the giver holds less than the role.</summary>
    [Alias("Add")]
    Task<Outcome> Add(string commandId, AddUser command);

    /// <summary>Changes particulars, role or work. A user may change their own name, language and phone; everything else needs <see cref="Permission.UsersManage"/>.</summary>
    [Alias("Update")]
    Task<Outcome> Update(string commandId, UpdateUser command, long? expectedVersion);

    /// <summary>Deactivates or activates. Nobody deactivates themselves or the owner. Deactivation ends the user's sessions.</summary>
    [Alias("SetActive")]
    [Requires(Permission.UsersManage)]
    Task<Outcome> SetActive(string commandId, bool active, long? expectedVersion);

    /// <summary>Whether the user takes new work now. The user's own switch; supervisors may set it too.</summary>
    [Alias("SetPresence")]
    Task<Outcome> SetPresence(string commandId, Presence presence);

    /// <summary>Notes that the user signed in. Told by the program, once a sign-in is complete.</summary>
    [Alias("SignedIn")]
    Task<Outcome> SignedIn(string commandId);

    /// <summary>The user, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<UserView?> Get();
}

/// <summary>Whether a user takes new work.</summary>
[GenerateSerializer]
public enum Presence
{
    /// <summary>Not here.</summary>
    Offline = 0,
    /// <summary>Takes work.</summary>
    Online = 1,
    /// <summary>Here, but takes no new work.</summary>
    Away = 2,
}

/// <summary>A new user.</summary>
/// <param name="FullName">1 to 255 characters.</param>
/// <param name="Email">The sign-in, lower case.</param>
/// <param name="Phone">E.164 or null.</param>
/// <param name="Role">Not owner or superadmin, but for the registrant.</param>
/// <param name="Language">Of the screens: <c>ar</c> or <c>en</c>.</param>
[GenerateSerializer, Immutable, Alias("user.add")]
public sealed record AddUser(string FullName, string Email, string? Phone, Role Role, string Language)
{
    /// <summary>What they work on; its defaults where null.</summary>
    [Id(0)]
    public UserWork? Work { get; init; }

    /// <summary>Whether they may come in at once.</summary>
    [Id(1)]
    public bool IsActive { get; init; } = true;
}

/// <summary>What a user works on, and when; null leaves a part as it is.</summary>
/// <param name="Languages">Languages spoken with customers, codes such as <c>ar</c>; at most 10.</param>
/// <param name="Sectors">Codes of the sectors worked on, at most 30; empty means all.</param>
/// <param name="Capacity">How many open conversations and leads at most, up to 10,000; 0 means no limit.</param>
/// <param name="WorkFrom">When the working day begins, the tenant's local time; with <paramref name="WorkUntil"/>.</param>
/// <param name="WorkUntil">When it ends.</param>
[GenerateSerializer, Immutable, Alias("user.work")]
public sealed record UserWork(
    IReadOnlyList<string>? Languages = null, IReadOnlyList<string>? Sectors = null, int? Capacity = null, TimeOnly? WorkFrom = null, TimeOnly? WorkUntil = null)
{
    /// <summary>The longest code of a language or a sector, and how many of each.</summary>
    public const int MaxCode = 64, MaxLanguages = 10, MaxSectors = 30;

    /// <summary>The largest capacity.</summary>
    public const int MaxCapacity = 10_000;

    /// <summary>The first part that is out of its limits, or null.</summary>
    public string? Wrong() =>
        Languages is not null && !AreCodes(Languages, MaxLanguages) ? "languages"
        : Sectors is not null && !AreCodes(Sectors, MaxSectors) ? "sectors"
        : Capacity is < 0 or > MaxCapacity ? "capacity"
        : WorkFrom is null != WorkUntil is null || WorkFrom >= WorkUntil ? "workUntil"
        : null;

    private static bool AreCodes(IReadOnlyList<string> codes, int most) =>
        codes.Count <= most && codes.All(c => c is { Length: > 0 and <= MaxCode } && c.All(l => char.IsAsciiLetterOrDigit(l) || l is '_' or '-'))
        && codes.Distinct(StringComparer.Ordinal).Count() == codes.Count;
}

/// <summary>What may be changed; null leaves a field as it is.</summary>
/// <param name="FullName">1 to 255 characters.</param>
/// <param name="Phone">E.164; empty takes it away.</param>
/// <param name="Role">Not owner or superadmin.</param>
/// <param name="Language">Of the screens.</param>
/// <param name="Languages">Languages spoken with customers, codes such as <c>ar</c>; at most 10.</param>
/// <param name="Sectors">Codes of the sectors worked on, at most 30; empty means all.</param>
/// <param name="Capacity">How many open conversations and leads at most, up to 10,000; 0 means no limit.</param>
/// <param name="WorkFrom">When the working day begins, the tenant's local time; with <paramref name="WorkUntil"/>.</param>
/// <param name="WorkUntil">When it ends.</param>
/// <param name="IsActive">False deactivates, true activates, as <see cref="IUserGrain.SetActive"/> does; together with the rest or not at all.</param>
[GenerateSerializer, Immutable, Alias("user.update")]
public sealed record UpdateUser(
    string? FullName = null, string? Phone = null, Role? Role = null, string? Language = null, IReadOnlyList<string>? Languages = null,
    IReadOnlyList<string>? Sectors = null, int? Capacity = null, TimeOnly? WorkFrom = null, TimeOnly? WorkUntil = null,
    bool? IsActive = null)
{
    /// <summary>What changes of the work.</summary>
    public UserWork Work => new(Languages, Sectors, Capacity, WorkFrom, WorkUntil);
}

/// <summary>A user as they stand.</summary>
[GenerateSerializer, Immutable, Alias("user.view")]
public sealed record UserView(
    string UserId, string FullName, string Email, string? Phone, Role Role, string Language, IReadOnlyList<string> Languages,
    IReadOnlyList<string> Sectors, int Capacity, TimeOnly? WorkFrom, TimeOnly? WorkUntil, Presence Presence, bool IsActive,
    DateTimeOffset? LastLoginAt, DateTimeOffset CreatedAt, long Version)
{
    /// <summary>When it changed last, UTC; null where nothing has changed since this is kept.</summary>
    [Id(0)]
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>
/// The users of a tenant, for grains and routes that need a name or a choice of people. Copies may be three seconds old: who would refuse somebody
/// for what a copy says asks that user's grain first.
/// </summary>
public interface IUserDirectory
{
    /// <summary>All users, the inactive ones too; at most 1,000.</summary>
    ValueTask<IReadOnlyList<UserView>> All(string tenant, CancellationToken ct);

    /// <summary>The same as the lists have them at this moment, for screens that show a team.</summary>
    ValueTask<IReadOnlyList<UserView>> Now(string tenant, CancellationToken ct);

    /// <summary>One user, or null.</summary>
    ValueTask<UserView?> Find(string tenant, string userId, CancellationToken ct);
}
