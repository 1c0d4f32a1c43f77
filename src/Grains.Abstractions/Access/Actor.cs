using System.Globalization;
using SalesFlow.Common;

namespace SalesFlow.Access;

/// <summary>Who acts.</summary>
public enum ActorKind
{
    /// <summary>The program itself: timers, agents, webhooks that came in.</summary>
    System = 0,
    /// <summary>A signed-in person.</summary>
    User = 1,
    /// <summary>An integration with a key.</summary>
    ApiKey = 2,
}

/// <summary>
/// On whose behalf a flow of calls runs. Set at the edge from a validated token or key; it travels with the calls, commands check it, and every event
/// that follows is signed with it.
/// </summary>
/// <param name="Kind">What kind.</param>
/// <param name="Id">The user's or the key's id; <c>system</c> for the program.</param>
/// <param name="Role">A user's role; null otherwise.</param>
/// <param name="Permissions">What they may do.</param>
/// <param name="Address">The network address that the request came from, or null.</param>
public sealed record Actor(ActorKind Kind, string Id, Role? Role, PermissionSet Permissions, string? Address = null)
{
    private const char Separator = '|';

    /// <summary>The program itself: may do everything within the tenant that it has entered.</summary>
    public static Actor System { get; } = new(ActorKind.System, "system", null, new PermissionSet(UInt128.MaxValue));

    /// <summary>A signed-in person.</summary>
    public static Actor User(string userId, Role role, string? address = null) =>
        new(ActorKind.User, userId, role, Roles.PermissionsOf(role), address);

    /// <summary>An integration: what its key allows.</summary>
    public static Actor Key(string keyId, PermissionSet permissions, string? address = null) => new(ActorKind.ApiKey, keyId, null, permissions, address);

    /// <summary>Whether they may.</summary>
    public bool May(Permission permission) => Permissions.Has(permission);

    /// <summary>
    /// How events are signed: <c>user:{id}</c> or <c>key:{id}</c>, with <c>@{address}</c> behind it where one is known; null for the program itself.
    /// </summary>
    public string? Signature => Kind switch
    {
        ActorKind.User => Address is null ? "user:" + Id : $"user:{Id}@{Address}",
        ActorKind.ApiKey => Address is null ? "key:" + Id : $"key:{Id}@{Address}",
        _ => null,
    };

    internal string Encode() => string.Join(Separator, (int)Kind, Id, Role?.Word() ?? "", Permissions.Bits.ToString("x", CultureInfo.InvariantCulture), Address ?? "");

    internal static Actor Decode(string text)
    {
        var parts = text.Split(Separator);
        return new Actor(
            (ActorKind)int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], Access.Roles.Find(parts[2]),
            new PermissionSet(UInt128.Parse(parts[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture)), parts[4].Length == 0 ? null : parts[4]);
    }
}

/// <summary>
/// On a grain's method: the permission that the caller's actor needs. The silo checks it before the method runs; a command that answers with an
/// <see cref="Outcome"/> is refused as forbidden, anything else throws. The program itself is always allowed.
/// </summary>
/// <param name="permission">What is needed.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresAttribute(Permission permission) : Attribute
{
    /// <summary>What is needed.</summary>
    public Permission Permission { get; } = permission;
}
