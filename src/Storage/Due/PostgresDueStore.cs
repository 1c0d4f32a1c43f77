using Npgsql;
using SalesFlow.Storage.Commit;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Due;

/// <summary>Timers on PostgreSQL. Dispatchers of several silos pass each other's rows over instead of waiting.</summary>
internal sealed class PostgresDueStore(PostgresDatabase database) : IDueStore
{
    private const int Window = 1000;
    private const int TenantsARound = 64;

    private const string Take = """
        , locked AS (
            SELECT d.tenant, d.kind, d.key, d.name
            FROM chosen c JOIN due_items d ON d.tenant = c.tenant AND d.kind = c.kind AND d.key = c.key AND d.name = c.name
            WHERE d.due_at <= $1 AND (d.leased_until IS NULL OR d.leased_until <= $1)
            FOR UPDATE OF d SKIP LOCKED
        ), taken AS (
            UPDATE due_items d SET leased_until = $2, attempts = d.attempts + 1
            FROM locked l WHERE d.tenant = l.tenant AND d.kind = l.kind AND d.key = l.key AND d.name = l.name
            RETURNING d.tenant, d.kind, d.key, d.name, d.token, d.due_at, d.attempts
        )
        """;

    private static readonly string OldestSql = $"""
        WITH near AS MATERIALIZED (
            SELECT tenant, kind, key, name, due_at FROM due_items
            WHERE due_at <= $1 AND (leased_until IS NULL OR leased_until <= $1) AND tenant <> ALL ($5)
            ORDER BY due_at LIMIT {Window}
        ), fair AS (
            SELECT *, row_number() OVER (PARTITION BY tenant ORDER BY due_at) AS turn FROM near
        ), chosen AS (
            SELECT tenant, kind, key, name FROM fair WHERE turn <= $4 ORDER BY turn, due_at LIMIT $3
        ){Take}
        SELECT t.*, n.looked FROM (SELECT count(*) AS looked FROM near) n LEFT JOIN taken t ON true
        """;

    private static readonly string AroundSql = $"""
        WITH RECURSIVE tenants AS (
            (SELECT tenant, 1 AS nth FROM due_items WHERE tenant > $6 ORDER BY tenant LIMIT 1)
            UNION ALL
            SELECT (SELECT d.tenant FROM due_items d WHERE d.tenant > t.tenant ORDER BY d.tenant LIMIT 1), t.nth + 1
            FROM tenants t WHERE t.tenant IS NOT NULL AND t.nth < {TenantsARound}
        ), fair AS (
            SELECT d.*, row_number() OVER (PARTITION BY d.tenant ORDER BY d.due_at) AS turn
            FROM tenants t CROSS JOIN LATERAL (
                SELECT tenant, kind, key, name, due_at FROM due_items
                WHERE tenant = t.tenant AND due_at <= $1 AND (leased_until IS NULL OR leased_until <= $1)
                ORDER BY due_at LIMIT $4) d
            WHERE t.tenant IS NOT NULL AND t.tenant <> ALL ($5)
        ), chosen AS (
            SELECT tenant, kind, key, name FROM fair ORDER BY turn, due_at LIMIT $3
        ){Take}
        SELECT t.*, n.last, n.looked
        FROM (SELECT max(tenant) AS last, count(tenant) AS looked FROM tenants) n LEFT JOIN taken t ON true
        """;

    private readonly NpgsqlDataSource _source = database.DataSource;

    public async Task<Leased> LeaseOldest(LeaseRequest request, CancellationToken ct)
    {
        await using var command = Command(OldestSql, request);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var items = new List<DueItem>();
        long looked = 0;
        while (await reader.ReadAsync(ct))
        {
            looked = reader.GetInt64(7);
            if (!reader.IsDBNull(0)) items.Add(Item(reader));
        }
        return new Leased(items, looked == Window);
    }

    public async Task<(IReadOnlyList<DueItem> Items, string? Last)> LeaseAround(LeaseRequest request, string after, CancellationToken ct)
    {
        await using var command = Command(AroundSql, request);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var items = new List<DueItem>();
        string? last = null;
        while (await reader.ReadAsync(ct))
        {
            last = reader.GetInt64(8) == TenantsARound ? reader.GetString(7) : null;
            if (!reader.IsDBNull(0)) items.Add(Item(reader));
        }
        return (items, last);
    }

    public async Task Remove(DueItem item, CancellationToken ct)
    {
        await using var command = _source.CreateCommand(
            "DELETE FROM due_items WHERE tenant = $1 AND kind = $2 AND key = $3 AND name = $4 AND token = $5");
        AddItem(command, item);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task PutOff(DueItem item, DateTimeOffset until, CancellationToken ct)
    {
        await using var command = _source.CreateCommand(
            "UPDATE due_items SET leased_until = $6 WHERE tenant = $1 AND kind = $2 AND key = $3 AND name = $4 AND token = $5");
        AddItem(command, item);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = until.UtcDateTime });
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<long> Backlog(DateTimeOffset now, int limit, CancellationToken ct)
    {
        await using var command = _source.CreateCommand(
            "SELECT count(*) FROM (SELECT 1 FROM due_items WHERE due_at <= $1 AND (leased_until IS NULL OR leased_until <= $1) LIMIT $2) AS due");
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private NpgsqlCommand Command(string sql, LeaseRequest request)
    {
        var command = _source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = request.Now.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = request.Until.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = request.Limit });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = request.PerTenant });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. request.Busy] });
        return command;
    }

    private static DueItem Item(NpgsqlDataReader reader) => new(
        new EntityKey(reader.GetString(0), reader.GetString(1), reader.GetString(2)),
        reader.GetString(3), reader.GetInt64(4), reader.GetFieldValue<DateTimeOffset>(5), reader.GetInt32(6));

    private static void AddItem(NpgsqlCommand command, DueItem item)
    {
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = item.Key.Tenant });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = item.Key.Kind });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = item.Key.Id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = item.Name });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = item.Token });
    }
}
