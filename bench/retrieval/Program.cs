using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using SalesFlow.Bench.Retrieval;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Knowledge;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

// Fills a database with passages of one large company and of others, and measures how long a search takes there.
var (passages, samples, server) = (100_000, 2000, Environment.GetEnvironmentVariable("SALESFLOW_TEST_POSTGRES") ?? "");
var root = Directory.GetCurrentDirectory();
for (var i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--passages": passages = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
        case "--samples": samples = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
        case "--connection": server = args[i + 1]; break;
        case "--root": root = args[i + 1]; break;
        default: Console.Error.WriteLine($"retrieval: unknown option {args[i]}"); return 2;
    }
}
var none = CancellationToken.None;
var questions = File.ReadLines(Path.Combine(root, "evals", "retrieval", "ar.jsonl")).Where(l => l.Length > 0)
    .Select(l => JsonDocument.Parse(l).RootElement).Select(e => (Query: e.GetProperty("query").GetString()!, Language: e.GetProperty("language").GetString()!)).ToList();
var corpus = new Corpus(Path.Combine(root, "knowledge-base"), seed: 7);

var folder = Directory.CreateTempSubdirectory("salesflow-retrieval-");
try
{
    using (var sqlite = new SqliteDatabase(Options.Create(new StorageOptions { ConnectionString = $"Data Source={Path.Combine(folder.FullName, "bench.db")}" })))
    {
        await new Migrator(sqlite, NullLogger<Migrator>.Instance).Migrate(none);
        await ReadModelMigrator.Migrate(sqlite, none);
        var filling = Stopwatch.StartNew();
        await Filling.Sqlite(sqlite, corpus, passages);
        Console.WriteLine($"sqlite: filled in {filling.Elapsed.TotalSeconds:0} s");
        await Measure("sqlite", new ReadModelContexts(sqlite), new ServiceCollection().AddSingleton(_ => sqlite).BuildServiceProvider());
    }
    SqliteConnection.ClearAllPools();
    if (server.Length == 0)
    {
        Console.WriteLine("postgres: no server named");
        return 0;
    }
    await using var admin = NpgsqlDataSource.Create(server);
    var name = $"retrieval_{Environment.ProcessId}";
    await Run(admin, $"CREATE DATABASE {name}");
    try
    {
        var text = new NpgsqlConnectionStringBuilder(server) { Database = name };
        await using var postgres = new PostgresDatabase(
            Options.Create(new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = text.ConnectionString }), NullLoggerFactory.Instance);
        await new Migrator(postgres, NullLogger<Migrator>.Instance).Migrate(none);
        await ReadModelMigrator.Migrate(postgres, none);
        var filling = Stopwatch.StartNew();
        await Filling.Postgres(postgres, corpus, passages);
        Console.WriteLine($"postgres: filled in {filling.Elapsed.TotalSeconds:0} s");
        await Measure("postgres", new ReadModelContexts(postgres), new ServiceCollection().AddSingleton(_ => postgres).BuildServiceProvider());
    }
    finally
    {
        await Run(admin, $"DROP DATABASE {name} WITH (FORCE)");
    }
    return 0;
}
finally
{
    folder.Delete(recursive: true);
}

async Task Measure(string database, ReadModelContexts contexts, IServiceProvider services)
{
    var search = new KnowledgeSearch(contexts, new TenantDocuments(new NoProfiles()), new KnowledgeVectors(services, contexts), NullLogger<KnowledgeSearch>.Instance);
    foreach (var (tenant, what) in new[] { (Filling.Large, $"{passages:N0} passages"), (Filling.Small, "500 passages beside them") })
    {
        // Once over for caches and plans.
        foreach (var (query, language) in questions) await search.Search(tenant, query, language, null, null, true, 5, none);
        var times = new List<double>(samples);
        for (var i = 0; i < samples; i++)
        {
            var (query, language) = questions[i % questions.Count];
            var since = Stopwatch.GetTimestamp();
            await search.Search(tenant, query, language, null, null, true, 5, none);
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }
        times.Sort();
        Console.WriteLine($"{database}, {what}: p50 {At(0.5):0.0} ms, p95 {At(0.95):0.0} ms, p99 {At(0.99):0.0} ms, longest {times[^1]:0.0} ms");

        double At(double share) => times[Math.Min(times.Count - 1, (int)(share * times.Count))];
    }
}

static async Task Run(NpgsqlDataSource admin, string sql)
{
    await using var command = admin.CreateCommand(sql);
    command.CommandTimeout = 0;
    await command.ExecuteNonQueryAsync();
}

internal sealed class NoProfiles : ITenantProfiles
{
    public ValueTask<TenantView?> Get(string tenant) => ValueTask.FromResult<TenantView?>(null);
}
