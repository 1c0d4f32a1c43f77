using Microsoft.Data.Sqlite;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Commit;

/// <summary>Entities in the SQLite file: the writer thread groups commits into transactions; each has its own savepoint.</summary>
internal sealed class SqliteEntityStore : IEntityStore, IDisposable
{
    private const string ReadSql = "SELECT version, CAST(state AS BLOB) FROM entities WHERE tenant = $1 AND kind = $2 AND key = $3";

    private readonly SqliteDatabase _database;
    private readonly AfterCommit _after;
    private readonly StorageMetrics _metrics;

    private long _waitingBytes;

    // Both belong to the writer thread.
    private SqliteCommit? _statements;
    private uint _shards;

    public SqliteEntityStore(SqliteDatabase database, AfterCommit after, StorageMetrics metrics)
    {
        (_database, _after, _metrics) = (database, after, metrics);
        database.GroupCommitted += OnGroupCommitted;
    }

    public ValueTask<StoredEntity?> Read(EntityKey key, CancellationToken ct)
    {
        using var connection = _database.OpenRead();
        using var command = connection.CreateCommand();
        command.CommandText = ReadSql;
        command.Parameters.AddWithValue("$1", key.Tenant);
        command.Parameters.AddWithValue("$2", key.Kind);
        command.Parameters.AddWithValue("$3", key.Id);
        using var reader = command.ExecuteReader();
        return ValueTask.FromResult<StoredEntity?>(
            reader.Read() ? new StoredEntity(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null);
    }

    public Task<CommitResult> Commit(EntityCommit commit)
    {
        try
        {
            if (Interlocked.Add(ref _waitingBytes, commit.Bytes) > CommitLane.MaxWaitingBytes)
                throw new StorageBusyException("Too many commits are waiting for the SQLite file.");
            _database.Enqueue(new Work(this, commit));
        }
        catch
        {
            Interlocked.Add(ref _waitingBytes, -commit.Bytes);
            throw;
        }
        return commit.Completion;
    }

    public Task<bool> Erase(EntityKey key, long expected, CancellationToken ct) =>
        _database.Write(connection => SqliteErase.Execute(connection, key, expected));

    public void Dispose() => _database.GroupCommitted -= OnGroupCommitted;

    private void OnGroupCommitted(int size, long since)
    {
        _metrics.Batch(size, since);
        var shards = _shards;
        _shards = 0;
        _after.Ring(shards);
    }

    private sealed class Work(SqliteEntityStore store, EntityCommit commit) : SqliteWork
    {
        private CommitResult _result;

        public override void Execute(SqliteConnection connection)
        {
            if (store._statements?.Connection != connection)
            {
                store._statements?.Dispose();
                store._statements = new SqliteCommit(connection);
            }
            _result = store._statements.Execute(commit);
        }

        public override void Succeed()
        {
            if (_result.Outcome is CommitOutcome.Committed) store._shards |= store._after.Note(commit);
            store._metrics.Commits(1, _result.Outcome is CommitOutcome.Committed ? "committed" : "refused");
            Interlocked.Add(ref store._waitingBytes, -commit.Bytes);
            commit.Complete(_result);
        }

        public override void Fail(Exception e)
        {
            store._metrics.Commits(1, "failed");
            Interlocked.Add(ref store._waitingBytes, -commit.Bytes);
            commit.Fail(e);
        }
    }
}
