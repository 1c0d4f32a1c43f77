using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SalesFlow.Channels;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Channels;

/// <summary>Keeps what was not understood in the table <c>raw_updates</c>.</summary>
internal sealed class RawUpdateStore(IServiceProvider services, TimeProvider clock) : IRawUpdateStore
{
    private const int MaxBody = 64 * 1024;
    private const int TrimLimit = 1000;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(8);
    private readonly PostgresDatabase? _postgres = services.GetService<PostgresDatabase>();
    private readonly SqliteDatabase? _sqlite = services.GetService<SqliteDatabase>();

    public async Task Keep(string? tenant, string field, string reason, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var truncated = body.Length > MaxBody;
        var kept = (truncated ? body[..MaxBody] : body).ToArray();
        var at = clock.GetUtcNow();
        if (_postgres is not null)
        {
            await using var command = _postgres.DataSource.CreateCommand(
                "INSERT INTO raw_updates (tenant, field, reason, body, truncated, at) VALUES ($1, $2, $3, $4, $5, $6)");
            command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = tenant });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = field });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reason });
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = kept });
            command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = truncated });
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = at });
            await command.ExecuteNonQueryAsync(ct);
            return;
        }
        await _sqlite!.Write(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText =
                "INSERT INTO raw_updates (tenant, field, reason, body, truncated, at) VALUES ($tenant, $field, $reason, $body, $truncated, $at)";
            command.Parameters.Add(new SqliteParameter("$tenant", tenant ?? (object)DBNull.Value));
            command.Parameters.Add(new SqliteParameter("$field", field));
            command.Parameters.Add(new SqliteParameter("$reason", reason));
            command.Parameters.Add(new SqliteParameter("$body", kept));
            command.Parameters.Add(new SqliteParameter("$truncated", truncated));
            command.Parameters.Add(new SqliteParameter("$at", SqliteTime.ToMicroseconds(at)));
            command.ExecuteNonQuery();
        });
    }

    /// <summary>Takes away up to 1,000 updates that were kept long enough; answers how many went.</summary>
    public async Task<int> Trim(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - Kept;
        if (_postgres is not null)
        {
            await using var command = _postgres.DataSource.CreateCommand(
                "DELETE FROM raw_updates WHERE id IN (SELECT id FROM raw_updates WHERE at < $1 ORDER BY at LIMIT $2)");
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = TrimLimit });
            return await command.ExecuteNonQueryAsync(ct);
        }
        return await _sqlite!.Write(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM raw_updates WHERE id IN (SELECT id FROM raw_updates WHERE at < $before ORDER BY at LIMIT $limit)";
            command.Parameters.Add(new SqliteParameter("$before", SqliteTime.ToMicroseconds(before)));
            command.Parameters.Add(new SqliteParameter("$limit", TrimLimit));
            return command.ExecuteNonQuery();
        });
    }
}
