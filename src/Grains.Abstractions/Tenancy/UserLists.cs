using SalesFlow.Access;
using SalesFlow.Feed;

namespace SalesFlow.Tenancy;

/// <summary>Reads lists of users. Every method gives one tenant's rows only.</summary>
public interface IUserLists
{
    /// <summary>Users, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<UserView>> Users(string tenant, UserFilter filter, string? cursor, int limit, CancellationToken ct);
}

/// <summary>What to show of the users.</summary>
/// <param name="Role">Only this role, or all.</param>
/// <param name="Active">Only active ones, only inactive ones, or both.</param>
/// <param name="Search">Words to be found in name, e-mail or phone, in any Arabic spelling; or null.</param>
public sealed record UserFilter(Role? Role = null, bool? Active = null, string? Search = null);
