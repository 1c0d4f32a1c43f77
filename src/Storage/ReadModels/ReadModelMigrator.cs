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

    // Making an index over millions of rows takes minutes.
    private const int MostSeconds = 3600;

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
        builder.UseNpgsql(database.DataSource, o => o.MigrationsHistoryTable(ReadModelContexts.History).CommandTimeout(MostSeconds));
        await using var context = new PostgresReadModelContext(builder.Options);
        await context.Database.MigrateAsync(ct);
        await Secure(context, database, ct);
        await guard.CommitAsync(ct);
    }

    /// <summary>
    /// Puts every tenant's table of the model under row security: no migration can forget it. Those that stand under it already are left alone.
    /// </summary>
    private static async Task Secure(PostgresReadModelContext context, PostgresDatabase database, CancellationToken ct)
    {
        var tables = context.Model.GetEntityTypes().Where(t => t.FindPrimaryKey()?.Properties[0].Name == nameof(context.Tenant))
            .Select(t => t.GetTableName()!).Distinct();
        foreach (var table in tables)
        {
            await using var command = database.DataSource.CreateCommand($"""
                DO $$
                BEGIN
                    IF NOT EXISTS (SELECT 1 FROM pg_policies WHERE schemaname = current_schema() AND tablename = '{table}' AND policyname = 'tenant_only') THEN
                        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
                        CREATE POLICY tenant_only ON {table} FOR SELECT TO salesflow_app USING (tenant = current_setting('salesflow.tenant', true));
                        GRANT SELECT ON {table} TO salesflow_app;
                    END IF;
                END
                $$;
                """);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>Migrates a SQLite file.</summary>
    public static async Task Migrate(SqliteDatabase database, CancellationToken ct)
    {
        var builder = new DbContextOptionsBuilder<SqliteReadModelContext>();
        builder.UseSqlite(database.ConnectionString, o => o.MigrationsHistoryTable(ReadModelContexts.History).CommandTimeout(MostSeconds));
        await using var context = new SqliteReadModelContext(builder.Options);
        await context.Database.MigrateAsync(ct);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
