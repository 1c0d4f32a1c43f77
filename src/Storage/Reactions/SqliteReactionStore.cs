using System.Text.Json;
using Microsoft.Data.Sqlite;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Feed;

namespace SalesFlow.Storage.Reactions;

/// <summary>Reactions on SQLite.</summary>
internal sealed class SqliteReactionStore(SqliteDatabase database) : IReactionStore
{
    public Task<Ownership> TakeOver(string checkpoint, short shard, CancellationToken ct) => database.Write(connection =>
    {
        using var command = Command(connection, """
            INSERT INTO checkpoints (projection, shard, position, owner_epoch, updated_at) VALUES ($projection, $shard, 0, 1, 0)
            ON CONFLICT (projection, shard) DO UPDATE SET owner_epoch = checkpoints.owner_epoch + 1
            RETURNING owner_epoch, position
            """, ("$projection", checkpoint), ("$shard", shard));
        using var reader = command.ExecuteReader();
        reader.Read();
        return new Ownership(reader.GetInt64(0), new Place(0, reader.GetInt64(1)));
    });

    public Task<IReadOnlyList<PassedEvent>> Read(short shard, Place after, string[] types, int limit, CancellationToken ct)
    {
        using var connection = database.OpenRead();
        using var command = Command(connection, """
            SELECT position, tenant, stream, stream_version, type, CASE WHEN type IN (SELECT value FROM json_each($types)) THEN body END, occurred_at, actor
              FROM events WHERE shard = $shard AND position > $position ORDER BY position LIMIT $limit
            """, ("$shard", shard), ("$position", after.Position), ("$limit", limit), ("$types", JsonSerializer.Serialize(types)));
        using var reader = command.ExecuteReader();
        var events = new List<PassedEvent>();
        while (reader.Read())
        {
            var stored = StoredEvents.Of(
                new Place(0, reader.GetInt64(0)), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetString(4), "",
                SqliteTime.FromMicroseconds(reader.GetInt64(6)), reader.IsDBNull(7) ? null : reader.GetString(7));
            events.Add(new PassedEvent(stored.Place, stored.Header, stored.Type, reader.IsDBNull(5) ? null : reader.GetString(5)));
        }
        return Task.FromResult<IReadOnlyList<PassedEvent>>(events);
    }

    public Task Advance(
        string checkpoint, short shard, Ownership owner, Place to, IReadOnlyList<(PassedEvent Event, string Error)> dead, DateTimeOffset at,
        CancellationToken ct) =>
        database.Write(connection =>
        {
            using var advance = Command(connection, """
                UPDATE checkpoints SET position = $to, updated_at = $now
                 WHERE projection = $projection AND shard = $shard AND owner_epoch = $epoch AND position = $from
                """, ("$to", to.Position), ("$now", SqliteTime.ToMicroseconds(at)), ("$projection", checkpoint), ("$shard", shard),
                ("$epoch", owner.Epoch), ("$from", owner.Place.Position));
            if (advance.ExecuteNonQuery() == 0) throw new FencedException(shard);
            foreach (var (e, error) in dead)
            {
                using var bury = Command(connection, """
                    INSERT OR IGNORE INTO dead_events (projection, tenant, stream, stream_version, shard, position, type, error, at)
                    VALUES ($projection, $tenant, $stream, $version, $shard, $position, $type, $error, $at)
                    """, ("$projection", checkpoint), ("$tenant", e.Header.Tenant), ("$stream", $"{e.Header.Entity}/{e.Header.EntityId}"),
                    ("$version", e.Header.Version), ("$shard", shard), ("$position", e.Place.Position), ("$type", e.Type), ("$error", error),
                    ("$at", SqliteTime.ToMicroseconds(at)));
                bury.ExecuteNonQuery();
            }
        });

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }
}
