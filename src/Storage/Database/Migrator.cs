using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace SalesFlow.Storage.Database;

/// <summary>A versioned script, embedded as <c>Sql/{postgres|sqlite}/NNN_name.sql</c>. Once released it never changes.</summary>
internal sealed record SqlScript(int Version, string Name, string Text)
{
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
}

/// <summary>Brings a database to this build's schema: each script once, in order, each in its own transaction, under a lock.</summary>
public sealed partial class Migrator
{
    // One number for every instance of the program, so that silos that start together wait for each other.
    private const long PostgresLock = 0x53414C4553464C57;

    private readonly PostgresDatabase? _postgres;
    private readonly SqliteDatabase? _sqlite;
    private readonly ILogger<Migrator> _log;

    /// <summary>Migrates a PostgreSQL database.</summary>
    public Migrator(PostgresDatabase database, ILogger<Migrator> log) => (_postgres, _log) = (database, log);

    /// <summary>Migrates a SQLite file.</summary>
    public Migrator(SqliteDatabase database, ILogger<Migrator> log) => (_sqlite, _log) = (database, log);

    /// <summary>Applies what is missing. Safe to run at once from any number of processes.</summary>
    /// <exception cref="InvalidOperationException">A script that was applied has been changed since.</exception>
    public async Task Migrate(CancellationToken ct)
    {
        foreach (var script in Scripts(_postgres is null ? "sqlite" : "postgres"))
        {
            ct.ThrowIfCancellationRequested();
            var applied = _postgres is { } pg
                ? await Apply(pg.DataSource, script, ct)
                : await _sqlite!.Write(connection => Apply(connection, script));
            if (applied) LogApplied(script.Version, script.Name);
        }
    }

    internal static IReadOnlyList<SqlScript> Scripts(string dialect)
    {
        var assembly = typeof(Migrator).Assembly;
        var prefix = $"SalesFlow.Storage.Sql.{dialect}.";
        var scripts = assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
            .Select(n => Load(assembly, n, n[prefix.Length..]))
            .OrderBy(s => s.Version)
            .ToList();
        return scripts.DistinctBy(s => s.Version).Count() == scripts.Count
            ? scripts
            : throw new InvalidOperationException($"Two {dialect} scripts have the same number.");
    }

    private static SqlScript Load(Assembly assembly, string resource, string file)
    {
        var match = FileName().Match(file);
        if (!match.Success) throw new InvalidOperationException($"The script {file} is not named NNN_name.sql.");
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return new SqlScript(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), match.Groups[2].Value, reader.ReadToEnd());
    }

    private static async Task<bool> Apply(NpgsqlDataSource source, SqlScript script, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Execute(connection, "SELECT pg_advisory_xact_lock($1)", ct, PostgresLock);
        await Execute(connection, """
            CREATE TABLE IF NOT EXISTS schema_versions
                (version int PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
            """, ct);
        await using (var find = new NpgsqlCommand("SELECT checksum FROM schema_versions WHERE version = $1", connection))
        {
            find.Parameters.Add(new NpgsqlParameter<int> { TypedValue = script.Version });
            if (await find.ExecuteScalarAsync(ct) is string checksum) return Known(script, checksum);
        }
        await Execute(connection, script.Text, ct);
        await Execute(connection, "INSERT INTO schema_versions (version, name, checksum) VALUES ($1, $2, $3)",
            ct, script.Version, script.Name, script.Checksum);
        await transaction.CommitAsync(ct);
        return true;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static bool Apply(SqliteConnection connection, SqlScript script)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            CREATE TABLE IF NOT EXISTS schema_versions
                (version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL DEFAULT (datetime('now')))
            """;
        command.ExecuteNonQuery();
        command.CommandText = "SELECT checksum FROM schema_versions WHERE version = $version";
        command.Parameters.AddWithValue("$version", script.Version);
        if (command.ExecuteScalar() is string checksum) return Known(script, checksum);
        command.Parameters.Clear();
        command.CommandText = script.Text;
        command.ExecuteNonQuery();
        command.CommandText = "INSERT INTO schema_versions (version, name, checksum) VALUES ($version, $name, $checksum)";
        command.Parameters.AddWithValue("$version", script.Version);
        command.Parameters.AddWithValue("$name", script.Name);
        command.Parameters.AddWithValue("$checksum", script.Checksum);
        command.ExecuteNonQuery();
        return true;
    }

    private static bool Known(SqlScript script, string checksum) => checksum == script.Checksum
        ? false
        : throw new InvalidOperationException(
            $"The script {script.Version:000}_{script.Name} differs from the one that made this database. Add a new script instead of changing one.");

    [GeneratedRegex(@"^(\d{3})_([a-z0-9_]+)\.sql$")]
    private static partial Regex FileName();

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied schema script {Version} {Name}")]
    private partial void LogApplied(int version, string name);
}
