using System.Data.Common;
using System.Text;
using Npgsql;

namespace SalesFlow.Chaos.Tests;

/// <summary>
/// Proves that read models and feeds are what the events make them: the log alone is copied into an empty database, projected from the
/// beginning, and every table compared with what the product wrote while it was being killed.
/// </summary>
internal static class Rebuild
{
    private static readonly string[] NotRebuilt =
    [
        "entities", "events", "commands", "due_items", "schema_versions", "checkpoints", "dead_events", "raw_updates", "sqlite_sequence", "__EFMigrationsHistory",
        "__ef_migrations_history", "replies", "webhook_attempts", "webhook_cursors", "webhook_deliveries",
    ];

    public static async Task AssertSameAsProduct(DbConnection product, TestDatabase empty, DbConnection rebuilt)
    {
        await product.OpenAsync();
        await empty.Append([.. await Log(product)]);
        await empty.ProjectAll();
        await rebuilt.OpenAsync();
        var tables = await Tables(product);
        Assert.Contains("messages", tables);
        Assert.Contains("tenant_feed", tables);
        foreach (var table in tables)
        {
            var columns = await Columns(product, table);
            var was = await Dump(product, table, columns);
            var should = await Dump(rebuilt, table, columns);
            Assert.True(was.Count == should.Count, $"{table}: {was.Count} rows, the log makes {should.Count}");
            for (var i = 0; i < was.Count; i++) Assert.True(was[i] == should[i], $"{table}: a row differs from what the log makes\n{was[i]}\n{should[i]}");
        }
    }

    private static async Task<List<Logged>> Log(DbConnection product)
    {
        var order = product is NpgsqlConnection ? "tx, position" : "position";
        var result = new List<Logged>();
        await using var command = product.CreateCommand();
        command.CommandText = $"SELECT tenant, stream, stream_version, type, body, occurred_at, actor FROM events ORDER BY {order}";
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var at = product is NpgsqlConnection
                ? new DateTimeOffset(reader.GetDateTime(5), TimeSpan.Zero)
                : DateTimeOffset.UnixEpoch.AddTicks(reader.GetInt64(5) * TimeSpan.TicksPerMicrosecond);
            result.Add(new Logged(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), Text(reader.GetValue(4)), at,
                reader.IsDBNull(6) ? null : reader.GetString(6)));
        }
        return result;
    }

    private static async Task<List<string>> Tables(DbConnection product) => await Strings(product, product is NpgsqlConnection
        ? "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'orleans%' ORDER BY 1"
        : "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' AND name NOT LIKE 'search%' AND name NOT LIKE 'Orleans%' ORDER BY 1");

    private static async Task<List<string>> Columns(DbConnection product, string table) => [.. (await Strings(product, product is NpgsqlConnection
        ? $"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' ORDER BY 1"
        : $"SELECT name FROM pragma_table_info('{table}') ORDER BY 1"))
        // Places in the log are the database's own; their order is what counts, and the feed's numbers carry it. Seals are made with the installation's
        // key: the chain's hashes, which need none, are compared.
        .Where(c => c is not ("position" or "tx" or "seal"))];

    private static async Task<List<string>> Dump(DbConnection connection, string table, List<string> columns)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", columns.Select(c => $"\"{c}\""))} FROM \"{table}\"";
        var rows = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var row = new StringBuilder();
            for (var i = 0; i < columns.Count; i++) row.Append(columns[i]).Append('=').Append(reader.IsDBNull(i) ? "∅" : Text(reader.GetValue(i))).Append(' ');
            rows.Add(row.ToString());
        }
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static async Task<List<string>> Strings(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        var values = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            if (!NotRebuilt.Contains(reader.GetString(0))) values.Add(reader.GetString(0));
        return values;
    }

    private static string Text(object value) => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
}
