using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SalesFlow.Entities;
using SalesFlow.Storage.Commit;
using SalesFlow.Storage.Due;

namespace SalesFlow.Storage.Tests;

/// <summary>A fresh database with the schema in it, one for each class of tests.</summary>
public abstract class DatabaseFixture : IAsyncLifetime
{
    private ServiceProvider? _services;

    public abstract string Provider { get; }

    /// <summary>The clock of the services; set it before the fixture is initialised.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public string ConnectionString { get; protected set; } = "";

    internal IServiceProvider Services => _services!;

    internal RecordingDoorbell Doorbell { get; } = new();

    internal IEntityStore Store => Services.GetRequiredService<IEntityStore>();

    internal IDueStore Due => Services.GetRequiredService<IDueStore>();

    public IConfiguration Configuration => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["SalesFlow:Storage:Provider"] = Provider,
        ["SalesFlow:Storage:ConnectionString"] = ConnectionString,
    }).Build();

    public async Task InitializeAsync()
    {
        await Create();
        _services = Build();
    }

    public async Task DisposeAsync()
    {
        await _services!.DisposeAsync();
        await Drop();
    }

    /// <summary>The services of one process on this database.</summary>
    public ServiceProvider Build() => new ServiceCollection()
        .AddLogging()
        .AddSingleton<IProjectorDoorbell>(Doorbell)
        .AddSingleton(Time)
        .AddSalesFlowStorage(Configuration)
        .BuildServiceProvider();

    internal EntityGrainStorage Storage(TimeProvider? time = null) => time is null
        ? ActivatorUtilities.CreateInstance<EntityGrainStorage>(Services)
        : ActivatorUtilities.CreateInstance<EntityGrainStorage>(Services, time);

    public async Task<long> Count(string sql) =>
        Convert.ToInt64((await Rows(sql)).Single()[0], CultureInfo.InvariantCulture);

    public async Task<List<object?[]>> Rows(string sql)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++) row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            rows.Add(row);
        }
        return rows;
    }

    public async Task Execute(string sql)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    protected abstract DbConnection Connect();

    protected abstract Task Create();

    protected abstract Task Drop();
}

public sealed class SqliteFixture : DatabaseFixture
{
    private readonly string _folder = Directory.CreateTempSubdirectory("salesflow-storage-").FullName;

    public override string Provider => "sqlite";

    protected override DbConnection Connect() => new SqliteConnection(ConnectionString + ";Pooling=False");

    protected override async Task Create()
    {
        var path = Path.Combine(_folder, "test.db");
        ConnectionString = $"Data Source={path}";
        await SqliteTemplate.CopyTo(path);
    }

    protected override Task Drop()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}

public sealed class PostgresFixture : DatabaseFixture
{
    public override string Provider => "postgres";

    protected override DbConnection Connect() => new NpgsqlConnection(ConnectionString + ";Pooling=False");

    protected override async Task Create() => ConnectionString = await PostgresServer.NewMigratedDatabase();

    protected override Task Drop() => PostgresServer.Drop(ConnectionString);
}

internal sealed class RecordingDoorbell : IProjectorDoorbell
{
    private readonly int[] _rings = new int[EntityStorage.Shards];

    public int this[int shard] => Volatile.Read(ref _rings[shard]);

    public void Ring(int shard) => Interlocked.Increment(ref _rings[shard]);
}
