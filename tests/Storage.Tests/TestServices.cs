using System.Diagnostics;

namespace SalesFlow.Storage.Tests;

/// <summary>The PostgreSQL that the environment names, or a private one that lives as long as this process.</summary>
internal static class TestServices
{
    private const string Variable = "SALESFLOW_TEST_POSTGRES";
    private static readonly Lazy<string> Connection = new(Find);

    public static string Postgres => Connection.Value;

    public static string Root { get; } = FindRoot();

    private static string Find() => Environment.GetEnvironmentVariable(Variable) ?? Start();

    private static string Start()
    {
        var lines = Run("start", null);
        var folder = Value(lines, "SALESFLOW_TEST_SERVICES");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Run("stop", folder);
        return Value(lines, Variable);
    }

    private static string Value(string[] lines, string name) => lines.Single(l => l.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];

    private static string[] Run(string verb, string? folder)
    {
        var start = new ProcessStartInfo(Path.Combine(Root, "eng", "services")) { RedirectStandardOutput = true };
        start.ArgumentList.Add(verb);
        if (folder is not null) start.ArgumentList.Add(folder);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"eng/services {verb} ended with {process.ExitCode}.");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "SalesFlow.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
