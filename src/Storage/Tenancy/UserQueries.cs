using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using SalesFlow.Feed;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Tenancy;

/// <summary>Reads users from the rows that the projector keeps.</summary>
internal sealed class UserQueries(ReadModelContexts contexts) : IUserLists
{
    /// <summary>The most users that are read at once.</summary>
    public const int Most = 1000;

    public async Task<Page<UserView>> Users(string tenant, UserFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        const string list = "users";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<UserRow>().AsQueryable();
        if (filter.Role is { } role) rows = rows.Where(r => r.Role == role);
        if (filter.Active is { } active) rows = rows.Where(r => r.IsActive == active);
        return await rows.Paged(Search.Of(db, "user", filter.Search), NewestFirst, from, limit, list, r => Paging.At(r.CreatedAt, r.Id), r => r.View(), ct);

        static IQueryable<UserRow> NewestFirst(IQueryable<UserRow> rows, Cursor? from)
        {
            if (from is { } c)
            {
                var at = SqliteTime.FromMicroseconds(c.Number);
                rows = rows.Where(r => Keyset.Below(r.CreatedAt, r.Id, at, c.Id));
            }
            return rows.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id);
        }
    }

    /// <summary>All users of a tenant, oldest first.</summary>
    public async Task<IReadOnlyList<UserView>> All(string tenant, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var rows = await db.Set<UserRow>().OrderBy(r => r.CreatedAt).ThenBy(r => r.Id).Take(Most).ToListAsync(ct);
        return rows.ConvertAll(r => r.View());
    }
}

/// <summary>This process's copies of tenants' users, at most three seconds old.</summary>
internal sealed class UserDirectory(UserQueries users, TimeProvider clock) : IUserDirectory
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(100);
    private const int MaxCopies = 2_000;
    private readonly ConcurrentDictionary<string, Copy> _copies = new(StringComparer.Ordinal);

    public async ValueTask<IReadOnlyList<UserView>> All(string tenant, CancellationToken ct) => (await Read(tenant, ct)).Users;

    public async ValueTask<IReadOnlyList<UserView>> Now(string tenant, CancellationToken ct) => (await Renewed(tenant, ct)).Users;

    public async ValueTask<UserView?> Find(string tenant, string userId, CancellationToken ct) =>
        (await Read(tenant, ct)).ById.GetValueOrDefault(userId) ?? await Newcomer(tenant, userId, ct);

    /// <summary>Somebody whom the copy does not know yet may have been added a moment ago: asked for anew, at most once in a while a tenant.</summary>
    private async ValueTask<UserView?> Newcomer(string tenant, string userId, CancellationToken ct)
    {
        if (!_copies.TryGetValue(tenant, out var copy) || copy.Until - clock.GetUtcNow() > Life - Freshness) return null;
        _copies.TryRemove(KeyValuePair.Create(tenant, copy));
        return (await Read(tenant, ct)).ById.GetValueOrDefault(userId);
    }

    private async ValueTask<Copy> Read(string tenant, CancellationToken ct) =>
        _copies.TryGetValue(tenant, out var copy) && clock.GetUtcNow() < copy.Until ? copy : await Renewed(tenant, ct);

    private async ValueTask<Copy> Renewed(string tenant, CancellationToken ct)
    {
        var all = await users.All(tenant, ct);
        var copy = new Copy(all, all.ToDictionary(u => u.UserId, StringComparer.Ordinal), clock.GetUtcNow() + Life);
        if (_copies.Count >= MaxCopies) _copies.Clear();
        return _copies[tenant] = copy;
    }

    private sealed record Copy(IReadOnlyList<UserView> Users, IReadOnlyDictionary<string, UserView> ById, DateTimeOffset Until);
}
