using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Webhooks;

/// <summary>
/// Runs the same SQL on either database: on SQLite on its writer's thread, on PostgreSQL in a transaction of its own. A piece of work is a few
/// statements by key.
/// </summary>
internal sealed class WebhookSql(IServiceProvider services)
{
    private readonly PostgresDatabase? _postgres = services.GetService<PostgresDatabase>();
    private readonly SqliteDatabase? _sqlite = services.GetService<SqliteDatabase>();

    /// <summary>What follows the question for rows that only one process may take.</summary>
    public string SkipLocked => _postgres is null ? "" : "FOR UPDATE SKIP LOCKED";

    /// <summary>Reads and writes, all or nothing.</summary>
    public async Task<T> Run<T>(Func<DbConnection, T> work, CancellationToken ct)
    {
        if (_postgres is null) return await _sqlite!.Write(connection => work(connection));
        await using var connection = await _postgres.DataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var result = work(connection);
        await transaction.CommitAsync(ct);
        return result;
    }

    /// <summary>Reads only.</summary>
    public async Task<T> Read<T>(Func<DbConnection, T> work, CancellationToken ct)
    {
        if (_postgres is null)
        {
            using var file = _sqlite!.OpenRead();
            return work(file);
        }
        await using var connection = await _postgres.DataSource.OpenConnectionAsync(ct);
        return work(connection);
    }
}

/// <summary>Statements with named values.</summary>
internal static class WebhookCommands
{
    public static DbCommand Command(this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
        return command;
    }

    public static int Execute(this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }

    public static List<T> Query<T>(this DbConnection connection, Func<DbDataReader, T> row, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = connection.Command(sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(row(reader));
        return rows;
    }

    public static string? Text(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    public static int? Whole(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetInt32(ordinal);

    public static DateTimeOffset? Instant(this DbDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : SqliteTime.FromMicroseconds(reader.GetInt64(ordinal));
}
