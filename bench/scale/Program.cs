using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using SalesFlow.Bench.Scale;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

var (factor, samples, only, keep) = (1.0, 60, "", "");
var server = Environment.GetEnvironmentVariable("SALESFLOW_TEST_POSTGRES") ?? "";
for (var i = 0; i + 1 < args.Length; i += 2)
{
    var value = args[i + 1];
    switch (args[i])
    {
        case "--connection": server = value; break;
        case "--rows-factor": factor = double.Parse(value, System.Globalization.CultureInfo.InvariantCulture); break;
        case "--samples": samples = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture); break;
        case "--only": only = value; break;
        case "--database": keep = value; break;
        default: Console.Error.WriteLine($"scale: unknown option {args[i]}"); return 2;
    }
}
var none = CancellationToken.None;
var name = keep.Length > 0 ? keep : $"scale_{Environment.ProcessId}";
await using var admin = NpgsqlDataSource.Create(server);
await using var exists = admin.CreateCommand($"SELECT count(*) FROM pg_database WHERE datname = '{name}'");
var filled = (long)(await exists.ExecuteScalarAsync())! > 0;
if (!filled) await Run($"CREATE DATABASE {name}");
var text = new NpgsqlConnectionStringBuilder(server) { Database = name };
var sizes = new Sizes((int)(1_000_000 * factor), (int)(200_000 * factor), (int)(1_000_000 * factor), (int)(50_000 * factor), (int)Math.Clamp(200 * factor, 10, 200), 600);
try
{
    await using var database = Open(text.ConnectionString, NullLoggerFactory.Instance);
    await new Migrator(database, NullLogger<Migrator>.Instance).Migrate(none);
    await ReadModelMigrator.Migrate(database, none);
    await new Filling(database, sizes).Run(empty: !filled);

    // The same database through connections that report the plan of every statement, those inside functions too.
    var explaining = new NpgsqlConnectionStringBuilder(text.ConnectionString)
    {
        Options = "-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 -c auto_explain.log_analyze=on -c auto_explain.log_buffers=on "
            + "-c auto_explain.log_timing=off -c auto_explain.log_nested_statements=on -c auto_explain.log_format=json -c auto_explain.log_level=notice",
        MaxPoolSize = 1,
    };
    using var plans = new Plans();
    await using var watched = Open(explaining.ConnectionString, plans);
    var (asked, seen) = (new ReadModelContexts(database), new ReadModelContexts(watched));
    return await new Questions(asked, seen, db => ReferenceEquals(db, seen) ? watched : database, plans, sizes).Ask(samples, only) ? 0 : 1;
}
finally
{
    if (keep.Length == 0) await Run($"DROP DATABASE {name} WITH (FORCE)");
}

static PostgresDatabase Open(string connection, Microsoft.Extensions.Logging.ILoggerFactory loggers) =>
    new(Options.Create(new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = connection }), loggers);

async Task Run(string sql)
{
    await using var command = admin.CreateCommand(sql);
    command.CommandTimeout = 0;
    await command.ExecuteNonQueryAsync();
}
