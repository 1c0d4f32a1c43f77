using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Commit;

/// <summary>Forgets command ids and kept answers that are older than anybody repeats them: every hour, in small slices.</summary>
internal sealed partial class CommandCleanup(
    IServiceProvider services, IOptions<StorageOptions> options, TimeProvider time, ILogger<CommandCleanup> log) : BackgroundService
{
    private const int Slice = 2000;
    private const int SlicesARun = 500;
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    /// <summary>Removes what is older than the time given. Returns how many.</summary>
    public async Task<int> Run(DateTimeOffset before, CancellationToken ct) => await Run("commands", before, ct) + await Run("replies", before, ct);

    private async Task<int> Run(string table, DateTimeOffset before, CancellationToken ct)
    {
        var removed = 0;
        for (var slice = 0; slice < SlicesARun; slice++)
        {
            var count = services.GetService(typeof(PostgresDatabase)) is PostgresDatabase postgres
                ? await Remove(postgres.DataSource, table, before, ct)
                : await Remove((SqliteDatabase)services.GetService(typeof(SqliteDatabase))!, table, before);
            removed += count;
            if (count < Slice) break;
        }
        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                LogRemoved(await Run(time.GetUtcNow() - options.Value.KeepCommands, stoppingToken));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
        }
    }

    private static async Task<int> Remove(NpgsqlDataSource source, string table, DateTimeOffset before, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            DELETE FROM {table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM {table} WHERE at < $1 LIMIT {Slice} FOR UPDATE SKIP LOCKED))
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime });
        return await command.ExecuteNonQueryAsync(ct);
    }

    // Rows lie in the order of time, so the first ones are the oldest: no index is needed.
    private static Task<int> Remove(SqliteDatabase database, string table, DateTimeOffset before) => database.Write(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            DELETE FROM {table} WHERE rowid IN
                (SELECT rowid FROM (SELECT rowid, at FROM {table} ORDER BY rowid LIMIT {Slice}) WHERE at < $before)
            """;
        command.Parameters.AddWithValue("$before", SqliteTime.ToMicroseconds(before));
        return command.ExecuteNonQuery();
    });

    [LoggerMessage(Level = LogLevel.Debug, Message = "Forgot {Count} old command ids and answers")]
    private partial void LogRemoved(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Forgetting old command ids and answers failed; it is tried again in an hour")]
    private partial void LogFailed(Exception e);
}
