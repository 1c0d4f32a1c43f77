using System.Diagnostics;
using Npgsql;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace SalesFlow.Projection.Tests;

/// <summary>The PostgreSQL server that SALESFLOW_TEST_POSTGRES names, or one of our own, started by eng/services for this run.</summary>
internal static class PostgresServer
{
    private static readonly Lazy<Task<string>> Connection = new(Start);
    private static int _databases;

    /// <summary>Makes an empty database and gives its connection string.</summary>
    public static async Task<string> NewDatabase()
    {
        var server = await Connection.Value;
        var name = $"projection_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", connection);
        await command.ExecuteNonQueryAsync();
        command.CommandText = $"CREATE DATABASE {name}";
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public static async Task Drop(string connectionString)
    {
        await using var connection = new NpgsqlConnection(await Connection.Value);
        await connection.OpenAsync();
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await using var command = new NpgsqlCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> Start()
    {
        if (Environment.GetEnvironmentVariable("SALESFLOW_TEST_POSTGRES") is { Length: > 0 } given) return given;
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "eng", "services")))
            root = root.Parent ?? throw new InvalidOperationException("Set SALESFLOW_TEST_POSTGRES: eng/services was not found.");
        var services = Path.Combine(root.FullName, "eng", "services");
        var output = await Run(services, "start");
        var values = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Run(services, "stop", values["SALESFLOW_TEST_SERVICES"]).GetAwaiter().GetResult();
        return values["SALESFLOW_TEST_POSTGRES"];
    }

    private static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {arguments[0]} ended with {process.ExitCode}.");
    }
}
