using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Tests;

/// <summary>A PostgreSQL that goes away in the middle.</summary>
public sealed class PostgresFailureTests(PostgresFixture database) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task Killed_connections_fail_their_commits_and_nothing_is_half_written()
    {
        using var stop = new CancellationTokenSource();
        int written = 0, failed = 0;
        var writers = Enumerable.Range(0, 24).Select(n => Task.Run(async () =>
        {
            var entity = new TestEntity(database.Storage(), "kill", $"e{n}");
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await entity.Write(events: 2, commands: [$"{entity.Record.Version}"], due: [new("x", TestEntity.Noon, entity.Record.Version + 2)]);
                    Interlocked.Increment(ref written);
                }
                catch (Exception e) when (e is System.Data.Common.DbException or IOException)
                {
                    Interlocked.Increment(ref failed);
                    // What a grain does after any storage error: forget everything and read again.
                    entity = new TestEntity(database.Storage(), "kill", $"e{n}");
                    while (!await TryRead(entity)) await Task.Yield();
                }
            }
        })).ToList();
        for (var kill = 0; kill < 5; kill++)
        {
            var (w, f) = (Volatile.Read(ref written), Volatile.Read(ref failed));
            await Eventually(() => Volatile.Read(ref written) > w + 50);
            await database.Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            await Eventually(() => Volatile.Read(ref failed) > f);
        }
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        Assert.Equal(0, await database.Count("""
            SELECT count(*) FROM entities e WHERE tenant = 'kill' AND (
                version <> (SELECT count(*) FROM events v WHERE v.tenant = e.tenant AND v.stream = 'lead/' || e.key)
                OR version <> (SELECT max(stream_version) FROM events v WHERE v.tenant = e.tenant AND v.stream = 'lead/' || e.key)
                OR version <> 2 * (SELECT count(*) FROM commands c WHERE c.tenant = e.tenant AND c.stream = 'lead/' || e.key)
                OR version <> (SELECT token FROM due_items d WHERE d.tenant = e.tenant AND d.key = e.key))
            """));
        Assert.True(2 * written <= await database.Count("SELECT count(*) FROM events WHERE tenant = 'kill'"));
        Assert.True(await database.Count("SELECT count(*) FROM entities WHERE tenant = 'kill'") > 0);
    }

    private static async Task<bool> TryRead(TestEntity entity)
    {
        try
        {
            await entity.Read();
            return true;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException)
        {
            return false;
        }
    }
}

/// <summary>The writer of the SQLite file when work fails.</summary>
public sealed class SqliteWriterTests(SqliteFixture database) : IClassFixture<SqliteFixture>
{
    private SqliteDatabase Sqlite => database.Services.GetRequiredService<SqliteDatabase>();

    [Fact]
    public async Task Work_that_throws_is_undone_alone()
    {
        await database.Execute("CREATE TABLE notes (text TEXT)");
        using var hold = new ManualResetEventSlim();
        var first = Sqlite.Write(c => hold.Wait(TimeSpan.FromSeconds(20)));
        var works = Enumerable.Range(0, 9).Select(n => Sqlite.Write(c =>
        {
            Run(c, $"INSERT INTO notes VALUES ('{n}')");
            if (n % 3 == 1) throw new InvalidOperationException("no");
        })).ToList();
        hold.Set();
        await first;
        await Task.WhenAll(works.Select(w => w.ContinueWith(_ => { }, TaskScheduler.Default)));
        Assert.Equal([1, 4, 7], works.Index().Where(w => w.Item.IsFaulted).Select(w => w.Index));
        Assert.Equal(6, await database.Count("SELECT count(*) FROM notes"));
    }

    [Fact]
    public async Task A_transaction_that_the_file_ends_fails_everything_in_it_and_the_writer_goes_on()
    {
        await database.Execute("CREATE TABLE more (text TEXT)");
        using var hold = new ManualResetEventSlim();
        var first = Sqlite.Write(c =>
        {
            hold.Wait(TimeSpan.FromSeconds(20));
            Run(c, "INSERT INTO more VALUES ('first')");
        });
        // As a full disk or a broken file would: the whole transaction is gone, and the work reports an error.
        var second = Sqlite.Write(c =>
        {
            Run(c, "ROLLBACK");
            throw new SqliteException("disk I/O error", 10);
        });
        hold.Set();
        await Assert.ThrowsAsync<SqliteException>(() => second);
        await Task.WhenAny(first);
        await Sqlite.Write(c => Run(c, "INSERT INTO more VALUES ('after')"));
        var rows = await database.Rows("SELECT text FROM more ORDER BY text");
        Assert.Equal(first.IsCompletedSuccessfully ? ["after", "first"] : ["after"], rows.Select(r => (string)r[0]!));

        await new TestEntity(database.Storage(), "t", "a").Write();
        Assert.Equal(1, await database.Count("SELECT count(*) FROM entities"));
    }

    [Fact]
    public async Task A_reader_cannot_write()
    {
        using var connection = Sqlite.OpenRead();
        Assert.Throws<SqliteException>(() => Run(connection, "CREATE TABLE never (x)"));
        await Task.CompletedTask;
    }

    [Fact]
    public void A_closed_database_refuses_work()
    {
        using var process = database.Build();
        var closed = process.GetRequiredService<SqliteDatabase>();
        closed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { _ = closed.Write(_ => 1); });
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
