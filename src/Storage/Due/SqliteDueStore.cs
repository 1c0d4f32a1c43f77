using Microsoft.Data.Sqlite;
using SalesFlow.Storage.Commit;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Due;

/// <summary>Timers in the SQLite file. Looking happens on a reading connection, so that an idle poll does not touch the writer.</summary>
internal sealed class SqliteDueStore(SqliteDatabase database) : IDueStore
{
    private const int Window = 1000;
    private const int TenantsARound = 64;
    private const string Ripe = "due_at <= $now AND (leased_until IS NULL OR leased_until <= $now)";
    private const string Row = "tenant = $tenant AND kind = $kind AND key = $key AND name = $name AND token = $token";

    public async Task<Leased> LeaseOldest(LeaseRequest request, CancellationToken ct)
    {
        var near = new List<DueItem>();
        using (var connection = database.OpenRead())
        {
            using var command = connection.CreateCommand();
            var busy = string.Join(", ", request.Busy.Select((tenant, i) => command.Parameters.AddWithValue($"$busy{i}", tenant).ParameterName));
            command.CommandText = $"""
                SELECT tenant, kind, key, name, token, due_at, attempts FROM due_items
                WHERE {Ripe} AND tenant NOT IN ({busy}) ORDER BY due_at LIMIT {Window}
                """;
            Read(command, request.Now, near);
        }
        return new Leased(await Take(near, request), near.Count == Window);
    }

    public async Task<(IReadOnlyList<DueItem> Items, string? Last)> LeaseAround(LeaseRequest request, string after, CancellationToken ct)
    {
        var found = new List<DueItem>();
        string? last = after;
        using (var connection = database.OpenRead())
        {
            using var next = connection.CreateCommand();
            next.CommandText = "SELECT tenant FROM due_items WHERE tenant > $after ORDER BY tenant LIMIT 1";
            var from = next.Parameters.AddWithValue("$after", after);
            using var rows = connection.CreateCommand();
            rows.CommandText = $"""
                SELECT tenant, kind, key, name, token, due_at, attempts FROM due_items
                WHERE tenant = $tenant AND {Ripe} ORDER BY due_at LIMIT $limit
                """;
            var tenant = rows.Parameters.AddWithValue("$tenant", after);
            rows.Parameters.AddWithValue("$limit", request.PerTenant);
            rows.Parameters.AddWithValue("$now", SqliteTime.ToMicroseconds(request.Now));
            for (var i = 0; i < TenantsARound && last is not null; i++)
            {
                from.Value = last;
                last = next.ExecuteScalar() as string;
                if (last is null || request.Busy.Contains(last)) continue;
                tenant.Value = last;
                Read(rows, found);
            }
        }
        return (await Take(found, request), last);
    }

    public Task Remove(DueItem item, CancellationToken ct) => Change($"DELETE FROM due_items WHERE {Row}", item, null);

    public Task PutOff(DueItem item, DateTimeOffset until, CancellationToken ct) =>
        Change($"UPDATE due_items SET leased_until = $until WHERE {Row}", item, until);

    public Task<long> Backlog(DateTimeOffset now, int limit, CancellationToken ct)
    {
        using var connection = database.OpenRead();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM (SELECT 1 FROM due_items WHERE {Ripe} LIMIT $limit)";
        command.Parameters.AddWithValue("$now", SqliteTime.ToMicroseconds(now));
        command.Parameters.AddWithValue("$limit", limit);
        return Task.FromResult((long)command.ExecuteScalar()!);
    }

    private static void Read(SqliteCommand command, DateTimeOffset now, List<DueItem> into)
    {
        command.Parameters.AddWithValue("$now", SqliteTime.ToMicroseconds(now));
        Read(command, into);
    }

    private static void Read(SqliteCommand command, List<DueItem> into)
    {
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            into.Add(new DueItem(
                new EntityKey(reader.GetString(0), reader.GetString(1), reader.GetString(2)), reader.GetString(3), reader.GetInt64(4),
                SqliteTime.FromMicroseconds(reader.GetInt64(5)), reader.GetInt32(6) + 1));
        }
    }

    // Every tenant's first timer before any tenant's second.
    private async Task<IReadOnlyList<DueItem>> Take(List<DueItem> found, LeaseRequest request)
    {
        var chosen = found
            .GroupBy(item => item.Key.Tenant)
            .SelectMany(tenant => tenant.OrderBy(item => item.DueAt).Take(request.PerTenant).Select((item, turn) => (item, turn)))
            .OrderBy(x => x.turn).ThenBy(x => x.item.DueAt)
            .Take(request.Limit)
            .Select(x => x.item)
            .ToList();
        return chosen.Count == 0 ? [] : await database.Write(connection => Lease(connection, chosen, request));
    }

    private static List<DueItem> Lease(SqliteConnection connection, List<DueItem> chosen, LeaseRequest request)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"UPDATE due_items SET leased_until = $until, attempts = attempts + 1 WHERE {Row} AND {Ripe}";
        var taken = new List<DueItem>(chosen.Count);
        foreach (var item in chosen)
        {
            command.Parameters.Clear();
            Bind(command, item);
            command.Parameters.AddWithValue("$until", SqliteTime.ToMicroseconds(request.Until));
            command.Parameters.AddWithValue("$now", SqliteTime.ToMicroseconds(request.Now));
            if (command.ExecuteNonQuery() == 1) taken.Add(item);
        }
        return taken;
    }

    private Task Change(string sql, DueItem item, DateTimeOffset? until) => database.Write(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Bind(command, item);
        if (until is { } at) command.Parameters.AddWithValue("$until", SqliteTime.ToMicroseconds(at));
        command.ExecuteNonQuery();
    });

    private static void Bind(SqliteCommand command, DueItem item)
    {
        command.Parameters.AddWithValue("$tenant", item.Key.Tenant);
        command.Parameters.AddWithValue("$kind", item.Key.Kind);
        command.Parameters.AddWithValue("$key", item.Key.Id);
        command.Parameters.AddWithValue("$name", item.Name);
        command.Parameters.AddWithValue("$token", item.Token);
    }
}
