using Npgsql;
using NpgsqlTypes;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Feed;

namespace SalesFlow.Storage.Reactions;

/// <summary>Reactions on PostgreSQL.</summary>
internal sealed class PostgresReactionStore(PostgresDatabase database) : IReactionStore
{
    private const string FencedState = "SF001";

    // As for projectors: one good plan along the index, also while the statistics know nothing of the table.
    private const string PlanOnce =
        "SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)";

    public async Task<Ownership> TakeOver(string checkpoint, short shard, CancellationToken ct)
    {
        await using var command = database.DataSource.CreateCommand("""
            INSERT INTO checkpoints AS c (projection, shard, tx, position, owner_epoch, updated_at) VALUES ($1, $2, '0', 0, 1, now())
            ON CONFLICT (projection, shard) DO UPDATE SET owner_epoch = c.owner_epoch + 1, updated_at = now()
            RETURNING owner_epoch, tx, position
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = checkpoint });
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = shard });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new Ownership(reader.GetInt64(0), new Place(reader.GetFieldValue<ulong>(1), reader.GetInt64(2)));
    }

    public async Task<IReadOnlyList<PassedEvent>> Read(short shard, Place after, string[] types, int limit, CancellationToken ct)
    {
        await using var batch = database.DataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PlanOnce));
        var command = new NpgsqlBatchCommand("""
            SELECT tx, position, tenant, stream, stream_version, type, CASE WHEN type = ANY ($5) THEN body END, occurred_at, actor FROM events
             WHERE shard = $1 AND (tx, position) > ($2, $3) AND tx < pg_snapshot_xmin(pg_current_snapshot())
             ORDER BY tx, position LIMIT $4
            """);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = shard });
        command.Parameters.Add(Tx(after.Tx));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after.Position });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = limit });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = types });
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        var events = new List<PassedEvent>();
        while (await reader.ReadAsync(ct))
        {
            var stored = StoredEvents.Of(
                new Place(reader.GetFieldValue<ulong>(0), reader.GetInt64(1)), reader.GetString(2), reader.GetString(3), reader.GetInt64(4),
                reader.GetString(5), "", reader.GetFieldValue<DateTimeOffset>(7), reader.IsDBNull(8) ? null : reader.GetString(8));
            events.Add(new PassedEvent(stored.Place, stored.Header, stored.Type, reader.IsDBNull(6) ? null : reader.GetString(6)));
        }
        return events;
    }

    public async Task Advance(
        string checkpoint, short shard, Ownership owner, Place to, IReadOnlyList<(PassedEvent Event, string Error)> dead, DateTimeOffset at,
        CancellationToken ct)
    {
        await using var batch = database.DataSource.CreateBatch();
        var advance = new NpgsqlBatchCommand("SELECT salesflow_advance($1, $2, $3, $4, $5, $6, $7)");
        advance.Parameters.Add(new NpgsqlParameter<string> { TypedValue = checkpoint });
        advance.Parameters.Add(new NpgsqlParameter<short> { TypedValue = shard });
        advance.Parameters.Add(new NpgsqlParameter<long> { TypedValue = owner.Epoch });
        advance.Parameters.Add(Tx(owner.Place.Tx));
        advance.Parameters.Add(new NpgsqlParameter<long> { TypedValue = owner.Place.Position });
        advance.Parameters.Add(Tx(to.Tx));
        advance.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to.Position });
        batch.BatchCommands.Add(advance);
        foreach (var (e, error) in dead)
        {
            var bury = new NpgsqlBatchCommand("""
                INSERT INTO dead_events (projection, tenant, stream, stream_version, shard, position, type, error, at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
                """);
            bury.Parameters.Add(new NpgsqlParameter<string> { TypedValue = checkpoint });
            bury.Parameters.Add(new NpgsqlParameter<string> { TypedValue = e.Header.Tenant });
            bury.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{e.Header.Entity}/{e.Header.EntityId}" });
            bury.Parameters.Add(new NpgsqlParameter<long> { TypedValue = e.Header.Version });
            bury.Parameters.Add(new NpgsqlParameter<short> { TypedValue = shard });
            bury.Parameters.Add(new NpgsqlParameter<long> { TypedValue = e.Place.Position });
            bury.Parameters.Add(new NpgsqlParameter<string> { TypedValue = e.Type });
            bury.Parameters.Add(new NpgsqlParameter<string> { TypedValue = error });
            bury.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = at.ToUniversalTime() });
            batch.BatchCommands.Add(bury);
        }
        try
        {
            await batch.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState == FencedState)
        {
            throw new FencedException(shard);
        }
    }

    private static NpgsqlParameter<ulong> Tx(ulong tx) => new() { TypedValue = tx, NpgsqlDbType = NpgsqlDbType.Xid8 };
}
