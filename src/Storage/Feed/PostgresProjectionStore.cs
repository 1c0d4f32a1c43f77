using Npgsql;
using NpgsqlTypes;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Feed;

/// <summary>Projections on PostgreSQL: three round trips a batch, to read, to load, and to write.</summary>
internal sealed class PostgresProjectionStore(PostgresDatabase database) : IProjectionStore
{
    private const string FencedState = "SF001";

    // For a batch's transaction only. Each question here has one good plan, along an index, and planning it anew would cost more than asking;
    // a plan kept from when the tables were still empty must not read them whole.
    private const string PlanOnce = """
        SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
               set_config('enable_bitmapscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)
        """;

    public async Task<Ownership> TakeOver(short shard, CancellationToken ct)
    {
        await using var command = database.DataSource.CreateCommand("""
            INSERT INTO checkpoints AS c (projection, shard, tx, position, owner_epoch, updated_at) VALUES ($1, $2, '0', 0, 1, now())
            ON CONFLICT (projection, shard) DO UPDATE SET owner_epoch = c.owner_epoch + 1, updated_at = now()
            RETURNING owner_epoch, tx, position
            """);
        command.Parameters.Add(Text(IProjectionStore.Projection));
        command.Parameters.Add(Value(shard));
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new Ownership(reader.GetInt64(0), new Place(reader.GetFieldValue<ulong>(1), reader.GetInt64(2)));
    }

    public async Task<(Place Newest, Place Projected)> Progress(short shard, CancellationToken ct)
    {
        await using var command = database.DataSource.CreateCommand("""
            SELECT e.tx, e.position, c.tx, c.position
              FROM (SELECT tx, position FROM events WHERE shard = $2 ORDER BY tx DESC, position DESC LIMIT 1) e
              LEFT JOIN checkpoints c ON c.projection = $1 AND c.shard = $2
            """);
        command.Parameters.Add(Text(IProjectionStore.Projection));
        command.Parameters.Add(Value(shard));
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return default;
        return (new Place(reader.GetFieldValue<ulong>(0), reader.GetInt64(1)),
            reader.IsDBNull(2) ? default : new Place(reader.GetFieldValue<ulong>(2), reader.GetInt64(3)));
    }

    public async Task<IReadOnlyList<StoredEvent>> Read(short shard, Place after, int limit, CancellationToken ct)
    {
        // Positions are handed out before a commit: one with a lower number may become visible later. Below the oldest transaction that still
        // runs nothing can appear any more, so there (tx, position) is a final order.
        await using var batch = database.DataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PlanOnce));
        var command = new NpgsqlBatchCommand("""
            SELECT tx, position, tenant, stream, stream_version, type, body, occurred_at, actor FROM events
             WHERE shard = $1 AND (tx, position) > ($2, $3) AND tx < pg_snapshot_xmin(pg_current_snapshot())
             ORDER BY tx, position LIMIT $4
            """);
        command.Parameters.Add(Value(shard));
        command.Parameters.Add(Tx(after.Tx));
        command.Parameters.Add(Value(after.Position));
        command.Parameters.Add(Value((long)limit));
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        var events = new List<StoredEvent>();
        while (await reader.ReadAsync(ct))
        {
            events.Add(StoredEvents.Of(
                new Place(reader.GetFieldValue<ulong>(0), reader.GetInt64(1)), reader.GetString(2), reader.GetString(3), reader.GetInt64(4),
                reader.GetString(5), reader.GetString(6), reader.GetFieldValue<DateTimeOffset>(7), reader.IsDBNull(8) ? null : reader.GetString(8)));
        }
        return events;
    }

    public async Task<IReadOnlyDictionary<string, long>> Load(ReadModelBatch rows, IReadOnlyCollection<string> tenants, CancellationToken ct)
    {
        await using var batch = database.DataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PlanOnce));
        batch.BatchCommands.Add(AskHeads(tenants));
        var asked = rows.All.Where(r => r.AsksRows).ToList();
        foreach (var set in asked) batch.BatchCommands.Add(set.LoadCommand());
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        var found = await ReadHeads(reader, ct);
        foreach (var set in asked)
        {
            await reader.NextResultAsync(ct);
            await set.TakeIn(reader, ct);
        }
        return found;
    }

    public async Task<IReadOnlyDictionary<string, long>> Heads(IReadOnlyCollection<string> tenants, CancellationToken ct)
    {
        await using var batch = database.DataSource.CreateBatch();
        batch.BatchCommands.Add(AskHeads(tenants));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await ReadHeads(reader, ct);
    }

    public async Task Write(ProjectionWrite write, CancellationToken ct)
    {
        // No BEGIN: the statements of a batch share one implicit transaction, so the whole write is a single round trip.
        await using var batch = database.DataSource.CreateBatch();
        batch.BatchCommands.Add(Advance(write));
        foreach (var set in write.Rows.All)
            if (set.UpsertCommand() is { } upsert) batch.BatchCommands.Add(upsert);
        if (write.Feed.Count > 0)
        {
            batch.BatchCommands.Add(InsertFeed(write.Feed));
            batch.BatchCommands.Add(MoveHeads(write));
        }
        foreach (var dead in write.Dead) batch.BatchCommands.Add(Bury(write, dead));
        try
        {
            await batch.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState == FencedState)
        {
            throw new FencedException(write.Shard);
        }
    }

    public async Task<int> Trim(short shard, DateTimeOffset before, int limit, CancellationToken ct)
    {
        // Only the oldest items of each tenant are looked at, by the key: no index on the time is needed.
        await using var command = database.DataSource.CreateCommand("""
            WITH old AS (
                SELECT h.tenant, max(f.seq) AS seq FROM feed_heads h CROSS JOIN LATERAL (
                    SELECT seq, at FROM tenant_feed WHERE tenant = h.tenant AND seq > h.trimmed ORDER BY seq LIMIT $3) f
                 WHERE h.shard = $1 AND h.trimmed < h.seq AND f.at < $2
                 GROUP BY h.tenant LIMIT 100),
            marked AS (UPDATE feed_heads h SET trimmed = old.seq FROM old WHERE h.tenant = old.tenant)
            DELETE FROM tenant_feed f USING old WHERE f.tenant = old.tenant AND f.seq <= old.seq
            """);
        command.Parameters.Add(Value(shard));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before.ToUniversalTime() });
        command.Parameters.Add(Value((long)limit));
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlBatchCommand AskHeads(IReadOnlyCollection<string> tenants)
    {
        var command = new NpgsqlBatchCommand("SELECT tenant, seq FROM feed_heads WHERE tenant = ANY ($1)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. tenants] });
        return command;
    }

    private static async Task<Dictionary<string, long>> ReadHeads(NpgsqlDataReader reader, CancellationToken ct)
    {
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) found.Add(reader.GetString(0), reader.GetInt64(1));
        return found;
    }

    private static NpgsqlBatchCommand Advance(ProjectionWrite write)
    {
        var command = new NpgsqlBatchCommand("SELECT salesflow_advance($1, $2, $3, $4, $5, $6, $7)");
        command.Parameters.Add(Text(IProjectionStore.Projection));
        command.Parameters.Add(Value(write.Shard));
        command.Parameters.Add(Value(write.Owner.Epoch));
        command.Parameters.Add(Tx(write.Owner.Place.Tx));
        command.Parameters.Add(Value(write.Owner.Place.Position));
        command.Parameters.Add(Tx(write.To.Tx));
        command.Parameters.Add(Value(write.To.Position));
        return command;
    }

    private static NpgsqlBatchCommand InsertFeed(IReadOnlyList<FeedRow> rows)
    {
        // A number that is given twice is a bug of ours: it must fail, so there is no ON CONFLICT.
        var command = new NpgsqlBatchCommand("""
            INSERT INTO tenant_feed (tenant, seq, id, type, entity, entity_id, version, at, data, position)
            SELECT * FROM unnest(
                $1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::timestamptz[], $9::text[], $10::bigint[])
            """);
        command.Parameters.Add(Array(rows, static r => r.Tenant));
        command.Parameters.Add(Array(rows, static r => r.Seq));
        command.Parameters.Add(Array(rows, static r => r.Id));
        command.Parameters.Add(Array(rows, static r => r.Type));
        command.Parameters.Add(Array(rows, static r => r.Entity));
        command.Parameters.Add(Array(rows, static r => r.EntityId));
        command.Parameters.Add(Array(rows, static r => r.Version));
        command.Parameters.Add(Array(rows, static r => r.At));
        command.Parameters.Add(Array(rows, static r => r.Data));
        command.Parameters.Add(Array(rows, static r => r.Position));
        return command;
    }

    private static NpgsqlBatchCommand MoveHeads(ProjectionWrite write)
    {
        var command = new NpgsqlBatchCommand("""
            INSERT INTO feed_heads (tenant, shard, seq) SELECT tenant, $3, seq FROM unnest($1::text[], $2::bigint[]) AS h (tenant, seq)
            ON CONFLICT (tenant) DO UPDATE SET seq = excluded.seq
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. write.Heads.Keys] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. write.Heads.Values] });
        command.Parameters.Add(Value(write.Shard));
        return command;
    }

    private static NpgsqlBatchCommand Bury(ProjectionWrite write, DeadEvent dead)
    {
        var command = new NpgsqlBatchCommand("""
            INSERT INTO dead_events (projection, tenant, stream, stream_version, shard, position, type, error, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
            """);
        var h = dead.Event.Header;
        command.Parameters.Add(Text(IProjectionStore.Projection));
        command.Parameters.Add(Text(h.Tenant));
        command.Parameters.Add(Text($"{h.Entity}/{h.EntityId}"));
        command.Parameters.Add(Value(h.Version));
        command.Parameters.Add(Value(write.Shard));
        command.Parameters.Add(Value(dead.Event.Place.Position));
        command.Parameters.Add(Text(dead.Event.Type));
        command.Parameters.Add(Text(dead.Error));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = write.At.ToUniversalTime() });
        return command;
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<short> Value(short value) => new() { TypedValue = value };

    private static NpgsqlParameter<long> Value(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<ulong> Tx(ulong value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Xid8 };

    private static NpgsqlParameter<T[]> Array<T>(IReadOnlyList<FeedRow> rows, Func<FeedRow, T> part)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = part(rows[i]);
        return new NpgsqlParameter<T[]> { TypedValue = values };
    }
}
