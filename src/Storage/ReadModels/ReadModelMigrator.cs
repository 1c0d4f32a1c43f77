using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.ReadModels;

/// <summary>Brings the read rows' tables to this build's model, before any other hosted service starts.</summary>
internal sealed class ReadModelMigrator(IServiceProvider services, IOptions<StorageOptions> options) : IHostedLifecycleService
{
    // One number for every instance of the program, so that silos that start together wait for each other.
    private const long Lock = 0x53414C4553465245;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Provider is StorageProvider.Postgres) await Migrate(services.GetRequiredService<PostgresDatabase>(), cancellationToken);
        else await Migrate(services.GetRequiredService<SqliteDatabase>(), cancellationToken);
    }

    /// <summary>Migrates a PostgreSQL database. Safe to run at once from any number of processes.</summary>
    public static async Task Migrate(PostgresDatabase database, CancellationToken ct)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(ct);
        await using var guard = await connection.BeginTransactionAsync(ct);
        await using (var command = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection, guard))
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Lock });
            await command.ExecuteNonQueryAsync(ct);
        }
        var builder = new DbContextOptionsBuilder<PostgresReadModelContext>();
        builder.UseNpgsql(database.DataSource, o => o.MigrationsHistoryTable(ReadModelContexts.History));
        await using var context = new PostgresReadModelContext(builder.Options);
        await context.Database.MigrateAsync(ct);
        await guard.CommitAsync(ct);
    }

    /// <summary>Migrates a SQLite file.</summary>
    public static async Task Migrate(SqliteDatabase database, CancellationToken ct)
    {
        var builder = new DbContextOptionsBuilder<SqliteReadModelContext>();
        builder.UseSqlite(database.ConnectionString, o => o.MigrationsHistoryTable(ReadModelContexts.History));
        await using var context = new SqliteReadModelContext(builder.Options);
        await context.Database.MigrateAsync(ct);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
