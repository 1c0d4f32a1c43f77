using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.ReadModels;

/// <summary>Opens contexts that see one tenant's rows. They are pooled: dispose each soon.</summary>
internal sealed class ReadModelContexts
{
    /// <summary>The table in which the migrations that were applied stand.</summary>
    public const string History = "read_model_migrations";

    private const int PoolSize = 64;
    private readonly Func<ReadModelContext> _open;

    /// <summary>Contexts on PostgreSQL, under the role that may only read, and only one tenant's rows.</summary>
    public ReadModelContexts(PostgresDatabase database)
    {
        var options = Options<PostgresReadModelContext>(o => o.UseNpgsql(database.DataSource).AddInterceptors(new TenantRoleInterceptor()));
        var pool = new PooledDbContextFactory<PostgresReadModelContext>(options, PoolSize);
        _open = pool.CreateDbContext;
    }

    /// <summary>Contexts on SQLite.</summary>
    public ReadModelContexts(SqliteDatabase database)
    {
        var pool = new PooledDbContextFactory<SqliteReadModelContext>(
            Options<SqliteReadModelContext>(o => o.UseSqlite(database.ConnectionString)), PoolSize);
        _open = pool.CreateDbContext;
    }

    /// <summary>A context for a tenant.</summary>
    public ReadModelContext Open(string tenant)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        var context = _open();
        context.Tenant = tenant;
        return context;
    }

    private static DbContextOptions<TContext> Options<TContext>(Action<DbContextOptionsBuilder> provider) where TContext : DbContext
    {
        var builder = new DbContextOptionsBuilder<TContext>();
        provider(builder);
        return builder.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).EnableThreadSafetyChecks(false).Options;
    }
}

/// <summary>
/// Puts every query under the reading role and its tenant. Both are set for the transaction only, and the query shares that transaction in the
/// same round trip: the connection goes back to the pool as it came, whatever happens.
/// </summary>
internal sealed class TenantRoleInterceptor : DbCommandInterceptor
{
    // A page by chance costs hardly more than the next one: the disks that databases stand on today do not turn, and what lists read is in memory.
    // With the default of 4 the planner reads a table through rather than look up a thousand rows by their keys.
    private const string Enter =
        "SELECT set_config('role', 'salesflow_app', true), set_config('salesflow.tenant', @salesflow_tenant, true), set_config('random_page_cost', '1.1', true);\n";

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Prepend(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Prepend(command, eventData);
        return ValueTask.FromResult(result);
    }

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        result.NextResult();
        return result;
    }

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        await result.NextResultAsync(cancellationToken);
        return result;
    }

    private static void Prepend(DbCommand command, CommandEventData eventData)
    {
        var tenant = (eventData.Context as ReadModelContext)?.Tenant ?? throw new InvalidOperationException("A read needs a tenant.");
        command.CommandText = Enter + command.CommandText;
        var parameter = command.CreateParameter();
        parameter.ParameterName = "salesflow_tenant";
        parameter.Value = tenant;
        command.Parameters.Add(parameter);
    }
}
