using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace SalesFlow.Storage.Database;

/// <summary>The one pool of PostgreSQL connections of this process. A small pool is faster than a large one, and keeps its statements prepared.</summary>
public sealed class PostgresDatabase : IAsyncDisposable, IDisposable
{
    /// <summary>Opens no connection yet.</summary>
    public PostgresDatabase(IOptions<StorageOptions> options, ILoggerFactory loggers)
    {
        var text = options.Value.ConnectionString
            ?? throw new InvalidOperationException($"{StorageOptions.Section}:ConnectionString is not set.");
        var builder = new NpgsqlDataSourceBuilder(WithDefaults(text));
        builder.UseLoggerFactory(loggers);
        DataSource = builder.Build();
    }

    /// <summary>The pool: eight connections, automatic preparation, no reset on return. Keep no session state on a connection.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>Completes a connection string with the pool's defaults; what it names itself is left alone.</summary>
    public static string WithDefaults(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        if (!given.ContainsExplicitly("Maximum Pool Size")) given.MaxPoolSize = 8;
        if (!given.ContainsExplicitly("Max Auto Prepare")) given.MaxAutoPrepare = 100;
        if (!given.ContainsExplicitly("Auto Prepare Min Usages")) given.AutoPrepareMinUsages = 2;
        if (!given.ContainsExplicitly("No Reset On Close")) given.NoResetOnClose = true;
        if (!given.ContainsExplicitly("Application Name")) given.ApplicationName = "salesflow";
        return given.ConnectionString;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => DataSource.DisposeAsync();

    /// <inheritdoc/>
    public void Dispose() => DataSource.Dispose();
}

file static class ConnectionStringExtensions
{
    /// <summary>Whether the text itself set a key: the builder lists the keys that were given under their canonical names.</summary>
    public static bool ContainsExplicitly(this NpgsqlConnectionStringBuilder builder, string key) =>
        builder.Keys.Contains(key, StringComparer.OrdinalIgnoreCase);
}
