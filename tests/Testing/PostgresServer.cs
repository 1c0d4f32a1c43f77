using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Testing;

/// <summary>The PostgreSQL server that SALESFLOW_TEST_POSTGRES names, or one of our own, started by eng/services for this run.</summary>
public static class PostgresServer
{
    private static readonly string Run = Guid.NewGuid().ToString("n")[..12];
    private static readonly Lazy<Task<string>> Server = new(Find);
    private static readonly Lazy<Task<string>> Template = new(MakeTemplate);
    private static Services? _own;
    private static int _databases;

    /// <summary>Makes an empty database and gives its connection string.</summary>
    public static Task<string> NewDatabase() => Create("template1");

    /// <summary>Makes a database with this build's schema in it and gives its connection string: a copy of one that was migrated for this process.</summary>
    public static async Task<string> NewMigratedDatabase() => await Create(await Template.Value);

    /// <summary>Removes a database, whoever is connected to it.</summary>
    public static async Task Drop(string connectionString) =>
        await Execute($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    /// <summary>
    /// Waits until no event of a database is hidden by the horizon: an event is read only when every transaction that began before its own has
    /// ended, in whatever database of the server.
    /// </summary>
    internal static Task Visible(PostgresDatabase database) => Waiting.Eventually(async () =>
    {
        await using var command = database.DataSource.CreateCommand("SELECT NOT EXISTS (SELECT 1 FROM events WHERE tx >= pg_snapshot_xmin(pg_current_snapshot()))");
        return (bool)(await command.ExecuteScalarAsync())!;
    }, what: "every event is behind the horizon");

    private static async Task<string> Create(string template)
    {
        var name = $"test_{Run}_{Interlocked.Increment(ref _databases)}";
        await Execute($"CREATE DATABASE {name} TEMPLATE {template}");
        return new NpgsqlConnectionStringBuilder(await Server.Value) { Database = name }.ConnectionString;
    }

    private static async Task<string> MakeTemplate()
    {
        var text = await NewDatabase();
        // A server of our own goes with all that is on it.
        if (_own is null) AppDomain.CurrentDomain.ProcessExit += (_, _) => Drop(text).GetAwaiter().GetResult();
        // A database is copied only when nobody is connected to it: the pool must be gone before the name is given away.
        await using var database = new PostgresDatabase(
            Options.Create(new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = text }), NullLoggerFactory.Instance);
        await new Migrator(database, NullLogger<Migrator>.Instance).Migrate(CancellationToken.None);
        await ReadModelMigrator.Migrate(database, CancellationToken.None);
        return new NpgsqlConnectionStringBuilder(text).Database!;
    }

    private static async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(await Server.Value);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> Find()
    {
        if (Environment.GetEnvironmentVariable("SALESFLOW_TEST_POSTGRES") is { Length: > 0 } given) return given;
        _own = await Services.Start();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => _own.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return _own.Postgres;
    }
}
