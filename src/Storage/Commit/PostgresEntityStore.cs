using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Commit;

/// <summary>Entities on PostgreSQL: a few lanes, each of which commits its batch in one transaction and one round trip.</summary>
internal sealed partial class PostgresEntityStore : IEntityStore, IAsyncDisposable
{
    private const string ReadSql = "SELECT version, state FROM entities WHERE tenant = $1 AND kind = $2 AND key = $3";
    private const string EraseSql = "SELECT erase_entity($1, $2, $3, $4)";

    private readonly NpgsqlDataSource _source;
    private readonly AfterCommit _after;
    private readonly StorageMetrics _metrics;
    private readonly ILogger<PostgresEntityStore> _log;
    private readonly CommitLane[] _lanes;

    public PostgresEntityStore(
        PostgresDatabase database, AfterCommit after, StorageMetrics metrics, IOptions<StorageOptions> options, ILogger<PostgresEntityStore> log)
    {
        (_source, _after, _metrics, _log) = (database.DataSource, after, metrics, log);
        var limit = options.Value.QueueLimit / options.Value.Writers;
        _lanes = [.. Enumerable.Range(0, options.Value.Writers).Select(_ => new PostgresBatch())
            .Select(arrays => new CommitLane(limit, batch => Write(arrays, batch)))];
    }

    public async ValueTask<StoredEntity?> Read(EntityKey key, CancellationToken ct)
    {
        await using var command = _source.CreateCommand(ReadSql);
        AddKey(command, key);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new StoredEntity(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    public Task<CommitResult> Commit(EntityCommit commit)
    {
        _lanes[(uint)commit.Key.GetHashCode() % (uint)_lanes.Length].Enqueue(commit);
        return commit.Completion;
    }

    public async Task<bool> Erase(EntityKey key, long expected, CancellationToken ct)
    {
        await using var command = _source.CreateCommand(EraseSql);
        AddKey(command, key);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = expected });
        return await command.ExecuteScalarAsync(ct) is true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes) await lane.DisposeAsync();
    }

    private static void AddKey(NpgsqlCommand command, EntityKey key)
    {
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Tenant });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Kind });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Id });
    }

    /// <summary>
    /// A statement that the server refused took everything back, so its members are tried one by one: a poisoned commit then fails alone.
    /// After a lost connection nobody knows what was written, and everybody is told so.
    /// </summary>
    private async Task Write(PostgresBatch arrays, IReadOnlyList<EntityCommit> batch)
    {
        try
        {
            await Execute(arrays, batch);
        }
        catch (PostgresException e) when (batch.Count > 1 && WasTakenBack(e))
        {
            LogOneByOne(e, batch.Count, e.SqlState);
            foreach (var commit in batch)
            {
                try
                {
                    await Execute(arrays, [commit]);
                }
                catch (Exception alone)
                {
                    Fail([commit], alone);
                }
            }
        }
        catch (Exception e)
        {
            Fail(batch, e);
        }
    }

    private async Task Execute(PostgresBatch arrays, IReadOnlyList<EntityCommit> batch)
    {
        var since = Stopwatch.GetTimestamp();
        Dictionary<int, CommitResult>? refused;
        await using (var connection = await _source.OpenConnectionAsync()) refused = await arrays.Execute(connection, batch);
        _metrics.Batch(batch.Count, since);
        _metrics.Commits(batch.Count - (refused?.Count ?? 0), "committed");
        if (refused is not null) _metrics.Commits(refused.Count, "refused");
        var shards = 0u;
        for (var i = 0; i < batch.Count; i++)
        {
            if (refused is not null && refused.TryGetValue(i, out var result))
            {
                batch[i].Complete(result);
                continue;
            }
            shards |= _after.Note(batch[i]);
            batch[i].Complete(CommitResult.Committed);
        }
        _after.Ring(shards);
    }

    private void Fail(IReadOnlyList<EntityCommit> batch, Exception e)
    {
        _metrics.Commits(batch.Count, "failed");
        foreach (var commit in batch) commit.Fail(e);
    }

    // Fatal errors close the connection, and their transaction may have been committed already.
    private static bool WasTakenBack(PostgresException e) => e.InvariantSeverity is "ERROR";

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of {Count} commits was refused with {SqlState}; trying them one by one")]
    private partial void LogOneByOne(Exception e, int count, string sqlState);
}
