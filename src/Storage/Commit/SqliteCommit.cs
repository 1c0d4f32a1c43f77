using Microsoft.Data.Sqlite;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Commit;

/// <summary>The statements of a commit, prepared once on the writer's connection.</summary>
internal sealed class SqliteCommit : IDisposable
{
    private readonly SqliteCommand _findCommand, _insert, _update, _event, _command, _clear, _due;

    public SqliteCommit(SqliteConnection connection)
    {
        Connection = connection;
        _findCommand = Prepare("SELECT 1 FROM commands WHERE tenant = $1 AND stream = $2 AND command_id = $3", 3);
        _insert = Prepare("""
            INSERT INTO entities (tenant, kind, key, version, schema, state, updated_at)
            VALUES ($1, $2, $3, $4, $5, CAST($6 AS TEXT), $7) ON CONFLICT DO NOTHING
            """, 7);
        _update = Prepare("""
            UPDATE entities SET version = $4, schema = $5, state = CAST($6 AS TEXT), updated_at = $7
            WHERE tenant = $1 AND kind = $2 AND key = $3 AND version = $8
            """, 8);
        _event = Prepare("""
            INSERT INTO events (tenant, stream, stream_version, type, body, occurred_at, command_id, shard, actor)
            VALUES ($1, $2, $3, $4, CAST($5 AS TEXT), $6, $7, $8, $9)
            """, 9);
        _command = Prepare("INSERT INTO commands (tenant, stream, command_id, version, at) VALUES ($1, $2, $3, $4, $5)", 5);
        _clear = Prepare("DELETE FROM due_items WHERE tenant = $1 AND kind = $2 AND key = $3 AND name = $4", 4);
        _due = Prepare("""
            INSERT INTO due_items (tenant, kind, key, name, due_at, token) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (tenant, kind, key, name)
            DO UPDATE SET due_at = excluded.due_at, token = excluded.token, leased_until = NULL, attempts = 0
            """, 6);
    }

    public SqliteConnection Connection { get; }

    /// <summary>Writes a commit, or nothing. The caller's savepoint undoes what an exception leaves behind.</summary>
    public CommitResult Execute(EntityCommit commit)
    {
        var (tenant, kind, id) = commit.Key;
        var stream = commit.Key.Stream;
        var at = SqliteTime.ToMicroseconds(commit.At);
        List<string>? duplicates = null;
        foreach (var command in commit.CommandIds)
            if (Bind(_findCommand, tenant, stream, command).ExecuteScalar() is not null) (duplicates ??= []).Add(command);
        if (duplicates is not null) return new CommitResult(CommitOutcome.Duplicate, duplicates);

        var written = commit.Expected == 0
            ? Bind(_insert, tenant, kind, id, commit.Version, commit.Schema, commit.State, at).ExecuteNonQuery()
            : Bind(_update, tenant, kind, id, commit.Version, commit.Schema, commit.State, at, commit.Expected).ExecuteNonQuery();
        if (written == 0) return CommitResult.Stale;

        object cause = commit.CommandIds.Count > 0 ? commit.CommandIds[0] : DBNull.Value;
        object by = commit.By ?? (object)DBNull.Value;
        for (var i = 0; i < commit.Events.Length; i++)
        {
            var (type, body) = commit.Events[i];
            Bind(_event, tenant, stream, commit.Expected + 1 + i, type, body, at, cause, commit.Shard, by).ExecuteNonQuery();
        }
        foreach (var command in commit.CommandIds) Bind(_command, tenant, stream, command, commit.Version, at).ExecuteNonQuery();
        foreach (var name in commit.DueCleared) Bind(_clear, tenant, kind, id, name).ExecuteNonQuery();
        foreach (var due in commit.DueSet)
            Bind(_due, tenant, kind, id, due.Name, SqliteTime.ToMicroseconds(due.At), due.Token).ExecuteNonQuery();
        return CommitResult.Committed;
    }

    public void Dispose()
    {
        foreach (var command in new[] { _findCommand, _insert, _update, _event, _command, _clear, _due }) command.Dispose();
    }

    private static SqliteCommand Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        return command;
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = Connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        return command;
    }
}

/// <summary>Removes everything that an entity has committed.</summary>
internal static class SqliteErase
{
    /// <summary>False where another version is stored; nothing was removed then.</summary>
    public static bool Execute(SqliteConnection connection, EntityKey key, long expected)
    {
        using var command = connection.CreateCommand();
        command.Parameters.AddWithValue("$tenant", key.Tenant);
        command.Parameters.AddWithValue("$kind", key.Kind);
        command.Parameters.AddWithValue("$key", key.Id);
        command.Parameters.AddWithValue("$stream", key.Stream);
        command.CommandText = "SELECT version FROM entities WHERE tenant = $tenant AND kind = $kind AND key = $key";
        if ((command.ExecuteScalar() as long? ?? 0) != expected) return false;
        command.CommandText = """
            DELETE FROM entities WHERE tenant = $tenant AND kind = $kind AND key = $key;
            DELETE FROM events WHERE tenant = $tenant AND stream = $stream;
            DELETE FROM commands WHERE tenant = $tenant AND stream = $stream;
            DELETE FROM due_items WHERE tenant = $tenant AND kind = $kind AND key = $key;
            """;
        command.ExecuteNonQuery();
        return true;
    }
}
