using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using SalesFlow.Storage.CrashWriter;

namespace SalesFlow.Storage.Tests;

public sealed class CrashesOnSqlite(SqliteFixture database) : CrashConformance<SqliteFixture>(database);

public sealed class CrashesOnPostgres(PostgresFixture database) : CrashConformance<PostgresFixture>(database);

/// <summary>A process that is killed again and again while it commits loses nothing that it acknowledged and leaves nothing half.</summary>
public abstract class CrashConformance<TFixture>(TFixture database) : IClassFixture<TFixture> where TFixture : DatabaseFixture
{
    private const int Kills = 7;
    private const int AcksBeforeKill = 150;
    private readonly ConcurrentDictionary<string, (string Entity, long Version)> _acked = new();

    [Fact]
    public async Task A_killed_process_loses_no_acknowledged_commit_and_leaves_none_half()
    {
        for (var run = 0; run < Kills; run++) await WriteAndKill(run);
        Assert.True(_acked.Count >= Kills * AcksBeforeKill);

        var commands = (await database.Rows("SELECT stream, command_id, version FROM commands"))
            .ToDictionary(r => (string)r[1]!, r => (Entity: ((string)r[0]!)["lead/".Length..], Version: (long)r[2]!));
        Assert.All(_acked, ack => Assert.Equal(ack.Value, commands[ack.Key]));

        // Each commit wrote one command row with its version, so the highest of them is the entity's version.
        Assert.Equal(0, await database.Count("""
            SELECT count(*) FROM entities e WHERE
                version <> (SELECT max(c.version) FROM commands c WHERE c.tenant = e.tenant AND c.stream = 'lead/' || e.key)
                OR version <> (SELECT d.token FROM due_items d WHERE d.tenant = e.tenant AND d.key = e.key)
            """));
        Assert.Equal(0, await database.Count("SELECT count(*) FROM commands c WHERE NOT EXISTS (SELECT 1 FROM entities e WHERE 'lead/' || e.key = c.stream)"));
        var states = await database.Rows("SELECT version, state FROM entities");
        Assert.All(states, r => Assert.Contains($"\"state\":{{\"version\":{r[0]},", (string)r[1]!, StringComparison.Ordinal));

        // The writer's commands end in -i and hold i % 3 events: whole commits leave exactly these.
        var expected = new List<(string, long)>();
        foreach (var (id, (entity, version)) in commands)
        {
            var count = int.Parse(id[(id.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture) % 3;
            for (var n = 0; n < count; n++) expected.Add((entity, version - n));
        }
        var events = (await database.Rows("SELECT stream, stream_version FROM events")).Select(r => (((string)r[0]!)["lead/".Length..], (long)r[1]!));
        Assert.Equal(expected.Order(), events.Order());
    }

    private async Task WriteAndKill(int run)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(CrashState).Assembly.Location, database.Provider, database.ConnectionString, $"r{run}" })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        // Each run is killed at another point of its work.
        var acks = AcksBeforeKill + (run * 37);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                Note(line);
                if (line.StartsWith("ack", StringComparison.Ordinal) && --acks == 0) break;
            }
            Assert.Equal(0, acks);
        }
        finally
        {
            process.Kill();
        }
        // What it still managed to print before it died counts too; only the last line may be cut short.
        var rest = (await process.StandardOutput.ReadToEndAsync(limit.Token)).Split('\n');
        foreach (var line in rest.SkipLast(1)) Note(line);
        await process.WaitForExitAsync(limit.Token);
    }

    private void Note(string line)
    {
        if (line.Split(' ') is ["ack", var entity, var version, var command, _])
            _acked[command] = (entity, long.Parse(version, CultureInfo.InvariantCulture));
    }
}
