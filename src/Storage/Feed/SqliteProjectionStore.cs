using Microsoft.Data.Sqlite;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Feed;

/// <summary>Projections on SQLite: reads beside the writer, writes on its thread. One writer: positions are in the order of commits.</summary>
internal sealed class SqliteProjectionStore(SqliteDatabase database) : IProjectionStore
{
    public Task<Ownership> TakeOver(short shard, CancellationToken ct) => database.Write(connection =>
    {
        using var command = Command(connection, """
            INSERT INTO checkpoints (projection, shard, position, owner_epoch, updated_at) VALUES ($projection, $shard, 0, 1, 0)
            ON CONFLICT (projection, shard) DO UPDATE SET owner_epoch = checkpoints.owner_epoch + 1
            RETURNING owner_epoch, position
            """, ("$projection", IProjectionStore.Projection), ("$shard", shard));
        using var reader = command.ExecuteReader();
        reader.Read();
        return new Ownership(reader.GetInt64(0), new Place(0, reader.GetInt64(1)));
    });

    public Task<(Place Newest, Place Projected)> Progress(short shard, CancellationToken ct)
    {
        using var connection = database.OpenRead();
        using var command = Command(connection, """
            SELECT coalesce((SELECT max(position) FROM events WHERE shard = $shard), 0),
                   coalesce((SELECT position FROM checkpoints WHERE projection = $projection AND shard = $shard), 0)
            """, ("$projection", IProjectionStore.Projection), ("$shard", shard));
        using var reader = command.ExecuteReader();
        reader.Read();
        return Task.FromResult((new Place(0, reader.GetInt64(0)), new Place(0, reader.GetInt64(1))));
    }

    public Task<IReadOnlyList<StoredEvent>> Read(short shard, Place after, int limit, CancellationToken ct)
    {
        using var connection = database.OpenRead();
        using var command = Command(connection, """
            SELECT position, tenant, stream, stream_version, type, body, occurred_at, actor FROM events
             WHERE shard = $shard AND position > $position ORDER BY position LIMIT $limit
            """, ("$shard", shard), ("$position", after.Position), ("$limit", limit));
        using var reader = command.ExecuteReader();
        var events = new List<StoredEvent>();
        while (reader.Read())
        {
            events.Add(StoredEvents.Of(
                new Place(0, reader.GetInt64(0)), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetString(4),
                reader.GetString(5), SqliteTime.FromMicroseconds(reader.GetInt64(6)), reader.IsDBNull(7) ? null : reader.GetString(7)));
        }
        return Task.FromResult<IReadOnlyList<StoredEvent>>(events);
    }

    public Task<IReadOnlyDictionary<string, long>> Load(ReadModelBatch rows, IReadOnlyCollection<string> tenants, CancellationToken ct)
    {
        using var connection = database.OpenRead();
        using var snapshot = connection.BeginTransaction(deferred: true);
        foreach (var set in rows.All.Where(r => r.AsksRows)) set.Load(connection);
        return Task.FromResult<IReadOnlyDictionary<string, long>>(Heads(connection, tenants));
    }

    public Task<IReadOnlyDictionary<string, long>> Heads(IReadOnlyCollection<string> tenants, CancellationToken ct)
    {
        using var connection = database.OpenRead();
        return Task.FromResult<IReadOnlyDictionary<string, long>>(Heads(connection, tenants));
    }

    public Task Write(ProjectionWrite write, CancellationToken ct) => database.Write(connection =>
    {
        Advance(connection, write);
        foreach (var set in write.Rows.All) set.Upsert(connection);
        InsertFeed(connection, write.Feed);
        using var heads = Command(connection, """
            INSERT INTO feed_heads (tenant, shard, seq) VALUES ($tenant, $shard, $seq) ON CONFLICT (tenant) DO UPDATE SET seq = excluded.seq
            """, ("$tenant", ""), ("$shard", write.Shard), ("$seq", 0L));
        foreach (var (tenant, seq) in write.Heads)
        {
            heads.Parameters[0].Value = tenant;
            heads.Parameters[2].Value = seq;
            heads.ExecuteNonQuery();
        }
        foreach (var dead in write.Dead) Bury(connection, write, dead);
    });

    public Task<int> Trim(short shard, DateTimeOffset before, int limit, CancellationToken ct) => database.Write(connection =>
    {
        // Only the oldest items of each tenant are looked at, by the key: no index on the time is needed.
        var old = new List<(string Tenant, long Seq)>();
        using (var find = Command(connection, """
            SELECT h.tenant, (SELECT max(seq)
                                FROM (SELECT seq, at FROM tenant_feed WHERE tenant = h.tenant AND seq > h.trimmed ORDER BY seq LIMIT $limit)
                               WHERE at < $before) AS seq
              FROM feed_heads h WHERE h.shard = $shard AND h.trimmed < h.seq AND seq IS NOT NULL LIMIT 100
            """, ("$limit", limit), ("$before", SqliteTime.ToMicroseconds(before)), ("$shard", shard)))
        {
            using var reader = find.ExecuteReader();
            while (reader.Read())
                if (!reader.IsDBNull(1)) old.Add((reader.GetString(0), reader.GetInt64(1)));
        }
        var removed = 0;
        foreach (var (tenant, seq) in old)
        {
            using var mark = Command(connection, "UPDATE feed_heads SET trimmed = $seq WHERE tenant = $tenant", ("$seq", seq), ("$tenant", tenant));
            mark.ExecuteNonQuery();
            using var delete = Command(
                connection, "DELETE FROM tenant_feed WHERE tenant = $tenant AND seq <= $seq", ("$seq", seq), ("$tenant", tenant));
            removed += delete.ExecuteNonQuery();
        }
        return removed;
    });

    private static Dictionary<string, long> Heads(SqliteConnection connection, IReadOnlyCollection<string> tenants)
    {
        using var command = Command(connection, "SELECT seq FROM feed_heads WHERE tenant = $tenant", ("$tenant", ""));
        var found = new Dictionary<string, long>(tenants.Count, StringComparer.Ordinal);
        foreach (var tenant in tenants)
        {
            command.Parameters[0].Value = tenant;
            if (command.ExecuteScalar() is long seq) found.Add(tenant, seq);
        }
        return found;
    }

    private static void Advance(SqliteConnection connection, ProjectionWrite write)
    {
        using var command = Command(connection, """
            UPDATE checkpoints SET position = $to, updated_at = $now
             WHERE projection = $projection AND shard = $shard AND owner_epoch = $epoch AND position = $from
            """, ("$to", write.To.Position), ("$now", SqliteTime.ToMicroseconds(write.At)), ("$projection", IProjectionStore.Projection),
            ("$shard", write.Shard), ("$epoch", write.Owner.Epoch), ("$from", write.Owner.Place.Position));
        if (command.ExecuteNonQuery() == 0) throw new FencedException(write.Shard);
    }

    private static void InsertFeed(SqliteConnection connection, IReadOnlyList<FeedRow> rows)
    {
        using var command = Command(connection, """
            INSERT INTO tenant_feed (tenant, seq, id, type, entity, entity_id, version, at, data, position)
            VALUES ($tenant, $seq, $id, $type, $entity, $entity_id, $version, $at, $data, $position)
            """, ("$tenant", ""), ("$seq", 0L), ("$id", ""), ("$type", ""), ("$entity", ""), ("$entity_id", ""), ("$version", 0L), ("$at", 0L),
            ("$data", ""), ("$position", 0L));
        foreach (var row in rows)
        {
            var p = command.Parameters;
            p[0].Value = row.Tenant;
            p[1].Value = row.Seq;
            p[2].Value = row.Id;
            p[3].Value = row.Type;
            p[4].Value = row.Entity;
            p[5].Value = row.EntityId;
            p[6].Value = row.Version;
            p[7].Value = SqliteTime.ToMicroseconds(row.At);
            p[8].Value = row.Data ?? (object)DBNull.Value;
            p[9].Value = row.Position;
            command.ExecuteNonQuery();
        }
    }

    private static void Bury(SqliteConnection connection, ProjectionWrite write, DeadEvent dead)
    {
        var h = dead.Event.Header;
        using var command = Command(connection, """
            INSERT OR IGNORE INTO dead_events (projection, tenant, stream, stream_version, shard, position, type, error, at)
            VALUES ($projection, $tenant, $stream, $version, $shard, $position, $type, $error, $at)
            """, ("$projection", IProjectionStore.Projection), ("$tenant", h.Tenant), ("$stream", $"{h.Entity}/{h.EntityId}"),
            ("$version", h.Version), ("$shard", write.Shard), ("$position", dead.Event.Place.Position), ("$type", dead.Event.Type), ("$error", dead.Error),
            ("$at", SqliteTime.ToMicroseconds(write.At)));
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }
}
