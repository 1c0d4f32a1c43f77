using System.Diagnostics;

namespace SalesFlow.Testing;

/// <summary>A private PostgreSQL and Redis that a test may crash.</summary>
public sealed class Services : IAsyncDisposable
{
    private readonly string _folder;

    private Services(string folder, IReadOnlyDictionary<string, string> values) =>
        (_folder, Postgres, Redis) = (folder, values["SALESFLOW_TEST_POSTGRES"], values["SALESFLOW_TEST_REDIS"]);

    public string Postgres { get; }

    public string Redis { get; }

    public static async Task<Services> Start()
    {
        var output = await Run("start");
        var values = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        return new Services(values["SALESFLOW_TEST_SERVICES"], values);
    }

    public Task CrashPostgres() => Run("crash-postgres", _folder);

    public Task CrashRedis() => Run("crash-redis", _folder);

    public async ValueTask DisposeAsync() => await Run("stop", _folder);

    private static async Task<string> Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "eng", "services"), arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"eng/services {arguments[0]} ended with {process.ExitCode}.");
    }
}
