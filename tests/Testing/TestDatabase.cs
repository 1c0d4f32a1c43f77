using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Storage.Audit;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Testing;

/// <summary>An event to be put into the log as a commit would put it there.</summary>
internal sealed record Logged(string Tenant, string Stream, long Version, string Type, string Body, DateTimeOffset At, string? By = null)
{
    public static Logged Of(string tenant, string stream, long version, IDomainEvent e, DateTimeOffset at) =>
        new(tenant, stream, version, EventCatalog.NameOf(e), System.Text.Encoding.UTF8.GetString(EventCatalog.Serialize(e)), at);
}

/// <summary>A migrated database of its own, and what stands on it.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    internal static AuditSeals Seals { get; } = new(new string('k', 32));

    internal IProjectionStore Store { get; private protected init; } = null!;
    internal ReadModelTables Tables { get; private protected init; } = null!;
    internal ReadModelContexts Contexts { get; private protected init; } = null!;
    internal IServiceProvider Services { get; private protected init; } = null!;
    internal StorageOptions Storage { get; private protected init; } = null!;

    internal ProjectorEngine Engine(int shard, ProjectionOptions? options = null, Action<string>? passing = null) =>
        new((short)shard, Store, Tables, options ?? new ProjectionOptions(), TimeProvider.System) { Passing = passing };

    internal FeedReader Feed() => new(Contexts, Store);

    internal ReadModelQueries Lists(TimeProvider? clock = null) => new(Contexts, clock ?? TimeProvider.System);

    internal SalesFlow.Storage.Deals.DealQueries DealLists() => new(Contexts);
    internal SalesFlow.Storage.Conversations.ConversationLists Talks() => new(Contexts);
    internal SalesFlow.Storage.Leads.LeadListQueries LeadLists() => new(Contexts, TimeProvider.System);

    internal async Task<List<TRow>> Rows<TRow>(string tenant) where TRow : class
    {
        await using var db = Contexts.Open(tenant);
        return await db.Set<TRow>().ToListAsync();
    }

    /// <summary>Projects all shards until nothing more comes.</summary>
    internal async Task ProjectAll(ProjectionOptions? options = null)
    {
        for (var shard = 0; shard < EntityStorage.Shards; shard++) await ProjectShard(Engine(shard, options));
    }

    internal static async Task<int> ProjectShard(ProjectorEngine engine)
    {
        var total = 0;
        for (ProjectedStep step; (step = await engine.Step(CancellationToken.None)).Events > 0;) total += step.Events;
        return total;
    }

    /// <summary>Puts events into the log and waits until they can be read, which on PostgreSQL others on the server may hold up for a moment.</summary>
    internal async Task Append(params Logged[] events)
    {
        await Commit(events);
        await Visible();
    }

    /// <summary>Puts events into the log in one transaction, and waits for nobody.</summary>
    internal abstract Task Commit(params Logged[] events);

    /// <summary>Waits until everything that was committed can be read.</summary>
    internal abstract Task Visible();

    internal abstract Task<long> Scalar(string sql);

    /// <summary>Changes the database behind the product's back.</summary>
    internal abstract Task Tamper(string sql);

    public abstract ValueTask DisposeAsync();
}

internal sealed class SqliteTestDatabase : TestDatabase
{
    private readonly SqliteDatabase _database;
    private readonly string _folder;

    private SqliteTestDatabase(string folder, SqliteDatabase database, StorageOptions options)
    {
        (_folder, _database, Storage) = (folder, database, options);
        Store = new SqliteProjectionStore(database);
        Tables = ReadModelTables.Sqlite(Seals);
        Contexts = new ReadModelContexts(database);
        Services = new ServiceCollection().AddSingleton(_ => database).BuildServiceProvider();
    }

    public static async Task<TestDatabase> Create()
    {
        var folder = Directory.CreateTempSubdirectory("salesflow-test-").FullName;
        await SqliteTemplate.CopyTo(Path.Combine(folder, "salesflow.db"));
        var options = new StorageOptions { DataDirectory = folder };
        return new SqliteTestDatabase(folder, new SqliteDatabase(Options.Create(options)), options);
    }

    internal override Task Visible() => Task.CompletedTask;

    internal override Task Commit(params Logged[] events) => _database.Write(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO events (shard, tenant, stream, stream_version, type, body, occurred_at, actor) VALUES ($shard, $tenant, $stream, $version, $type, $body, $at, $by)
            """;
        foreach (var e in events)
        {
            command.Parameters.Clear();
            command.Parameters.AddRange(new SqliteParameter[]
            {
                new("$shard", EntityStorage.ShardOf(e.Tenant)), new("$tenant", e.Tenant), new("$stream", e.Stream), new("$version", e.Version),
                new("$type", e.Type), new("$body", e.Body), new("$at", SqliteTime.ToMicroseconds(e.At)), new("$by", e.By ?? (object)DBNull.Value),
            });
            command.ExecuteNonQuery();
        }
    });

    internal override Task Tamper(string sql) => _database.Write(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    });

    internal override Task<long> Scalar(string sql)
    {
        using var connection = _database.OpenRead();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Task.FromResult(Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture));
    }

    public override ValueTask DisposeAsync()
    {
        _database.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

internal sealed class PostgresTestDatabase : TestDatabase
{
    private PostgresTestDatabase(PostgresDatabase database, StorageOptions options)
    {
        (Database, Storage) = (database, options);
        Store = new PostgresProjectionStore(database);
        Tables = ReadModelTables.Postgres(Seals);
        Contexts = new ReadModelContexts(database);
        Services = new ServiceCollection().AddSingleton(_ => database).BuildServiceProvider();
    }

    public PostgresDatabase Database { get; }

    public static async Task<PostgresTestDatabase> Create(int pool = 8)
    {
        var text = new NpgsqlConnectionStringBuilder(await PostgresServer.NewMigratedDatabase()) { MaxPoolSize = pool }.ConnectionString;
        var options = new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = text };
        return new PostgresTestDatabase(new PostgresDatabase(Options.Create(options), NullLoggerFactory.Instance), options);
    }

    internal override Task Visible() => PostgresServer.Visible(Database);

    internal override async Task Commit(params Logged[] events)
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Write(connection, events);
        await transaction.CommitAsync();
    }

    /// <summary>Puts events into the log in the transaction that the connection is in. Their order is their positions'.</summary>
    public static async Task Write(NpgsqlConnection connection, params Logged[] events)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO events (shard, tenant, stream, stream_version, type, body, occurred_at, actor)
            SELECT shard, tenant, stream, version, type, body, occurred, actor
              FROM unnest($1::smallint[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::timestamptz[], $8::text[])
                   WITH ORDINALITY AS e(shard, tenant, stream, version, type, body, occurred, actor, n)
             ORDER BY n
            """, connection);
        Column(e => EntityStorage.ShardOf(e.Tenant));
        Column(e => e.Tenant);
        Column(e => e.Stream);
        Column(e => e.Version);
        Column(e => e.Type);
        Column(e => e.Body);
        Column(e => e.At.ToUniversalTime());
        Column(e => e.By);
        await command.ExecuteNonQueryAsync();

        void Column<T>(Func<Logged, T> value) => command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. events.Select(value)] });
    }

    internal override async Task Tamper(string sql)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    internal override async Task<long> Scalar(string sql)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public override async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await PostgresServer.Drop(Storage.ConnectionString!);
    }
}
