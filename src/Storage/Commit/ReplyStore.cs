using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SalesFlow.Common;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Commit;

/// <summary>Remembers requests and their answers in the table <c>replies</c>.</summary>
internal sealed class ReplyStore(IServiceProvider services, TimeProvider clock) : IReplyStore
{
    private readonly PostgresDatabase? _postgres = services.GetService<PostgresDatabase>();
    private readonly SqliteDatabase? _sqlite = services.GetService<SqliteDatabase>();

    public Task<KeptReply?> Claim(string tenant, string name, byte[] fingerprint, CancellationToken ct) => Try(() => _postgres is null
        ? _sqlite!.Write(connection =>
        {
            using var claim = connection.CreateCommand();
            claim.CommandText =
                "INSERT INTO replies (tenant, name, fingerprint, at) VALUES ($tenant, $name, $fingerprint, $at) ON CONFLICT DO NOTHING";
            Fill(claim, tenant, name, fingerprint);
            if (claim.ExecuteNonQuery() > 0) return null;
            using var find = connection.CreateCommand();
            find.CommandText = "SELECT fingerprint, answer FROM replies WHERE tenant = $tenant AND name = $name";
            Fill(find, tenant, name, null);
            using var reader = find.ExecuteReader();
            return reader.Read() ? new KeptReply(reader.GetFieldValue<byte[]>(0), reader.IsDBNull(1) ? null : reader.GetString(1)) : null;
        })
        : Claimed(_postgres, tenant, name, fingerprint, ct));

    public Task<string> Keep(string tenant, string name, byte[] fingerprint, string answer, CancellationToken ct) => Try(() => _postgres is null
        ? _sqlite!.Write(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = """
                INSERT INTO replies (tenant, name, fingerprint, answer, at) VALUES ($tenant, $name, $fingerprint, $answer, $at)
                ON CONFLICT (tenant, name) DO UPDATE SET answer = coalesce(answer, excluded.answer)
                RETURNING answer
                """;
            Fill(command, tenant, name, fingerprint);
            command.Parameters.Add(new SqliteParameter("$answer", answer));
            return (string)command.ExecuteScalar()!;
        })
        : Kept(_postgres, tenant, name, fingerprint, answer, ct));

    public Task Release(string tenant, string name, CancellationToken ct) => Try(() => _postgres is null
        ? _sqlite!.Write(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM replies WHERE tenant = $tenant AND name = $name AND answer IS NULL";
            Fill(command, tenant, name, null);
            return command.ExecuteNonQuery();
        })
        : Released(_postgres, tenant, name, ct));

    private async Task<KeptReply?> Claimed(PostgresDatabase postgres, string tenant, string name, byte[] fingerprint, CancellationToken ct)
    {
        await using var command = postgres.DataSource.CreateCommand("SELECT kept_fingerprint, kept_answer FROM claim_reply($1, $2, $3, $4)");
        Fill(command, tenant, name, fingerprint);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new KeptReply(await reader.GetFieldValueAsync<byte[]>(0, ct), await reader.IsDBNullAsync(1, ct) ? null : reader.GetString(1))
            : null;
    }

    private async Task<string> Kept(PostgresDatabase postgres, string tenant, string name, byte[] fingerprint, string answer, CancellationToken ct)
    {
        await using var command = postgres.DataSource.CreateCommand("SELECT keep_reply($1, $2, $3, $4, $5)");
        Fill(command, tenant, name, fingerprint);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = answer });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task<int> Released(PostgresDatabase postgres, string tenant, string name, CancellationToken ct)
    {
        await using var command = postgres.DataSource.CreateCommand("DELETE FROM replies WHERE tenant = $1 AND name = $2 AND answer IS NULL");
        Fill(command, tenant, name, null);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static void Fill(NpgsqlCommand command, string tenant, string name, byte[]? fingerprint)
    {
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        if (fingerprint is not null) command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = fingerprint });
    }

    private void Fill(SqliteCommand command, string tenant, string name, byte[]? fingerprint)
    {
        command.Parameters.Add(new SqliteParameter("$tenant", tenant));
        command.Parameters.Add(new SqliteParameter("$name", name));
        if (fingerprint is null) return;
        command.Parameters.Add(new SqliteParameter("$fingerprint", fingerprint));
        command.Parameters.Add(new SqliteParameter("$at", SqliteTime.ToMicroseconds(clock.GetUtcNow())));
    }

    /// <summary>What a database throws is an outage to whoever asks.</summary>
    private static async Task<T> Try<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or StorageBusyException)
        {
            throw new TimeoutException("Answers cannot be kept or read now.", e);
        }
    }
}
