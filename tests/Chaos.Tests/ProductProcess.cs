using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace SalesFlow.Chaos.Tests;

/// <summary>One process of the product, as an operator would start it. It can be killed without warning and started again on its ports.</summary>
internal sealed class ProductProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private readonly Dictionary<string, string> _settings;
    private readonly string _log;
    private Process? _process;

    public ProductProcess(string name, string folder, IReadOnlyDictionary<string, string> settings, string role = "all")
    {
        (Name, Role, Port) = (name, role, Ports.Free());
        _log = Path.Combine(folder, name + ".log");
        _settings = new Dictionary<string, string>(settings) { ["SalesFlow:SiloPort"] = Ports.Free().ToString(CultureInfo.InvariantCulture), ["SalesFlow:GatewayPort"] = Ports.Free().ToString(CultureInfo.InvariantCulture) };
    }

    public string Name { get; }

    public string Role { get; }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    public int Starts { get; private set; }

    /// <summary>Starts the process and waits until it says that it is healthy.</summary>
    public async Task Start()
    {
        Starts++;
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Binary, "--role", Role, "--urls", Address.ToString().TrimEnd('/') },
            WorkingDirectory = Path.GetDirectoryName(Binary)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in _settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        _process = Process.Start(start)!;
        Follow(_process);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        for (var waited = Stopwatch.StartNew(); ; await Task.Yield())
        {
            if (_process.HasExited) throw new InvalidOperationException($"{Name} ended with {_process.ExitCode}: {Tail()}");
            try
            {
                using var answer = await http.GetAsync(new Uri(Address, "health"));
                if (answer.IsSuccessStatusCode) return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && waited.Elapsed < StartLimit)
            {
                // Not listening yet.
            }
            if (waited.Elapsed >= StartLimit) throw new TimeoutException($"{Name} did not become healthy: {Tail()}");
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            await pause.WaitForNextTickAsync();
        }
    }

    /// <summary>Runs one of the program's commands with the same settings, as an operator would on the host's console.</summary>
    public async Task<(int Code, string Output, string Error)> Command(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Binary, .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(Binary)!, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (key, value) in _settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(StartLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{arguments[0]} did not end: {await output} {await error}");
        }
        return (process.ExitCode, await output, await error);
    }

    /// <summary>SIGKILL: no farewell, nothing flushed.</summary>
    public async Task Kill()
    {
        if (_process is not { HasExited: false }) return;
        Assert.Equal(0, NativeKill(_process.Id, 9));
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as an operator stops it; killed where it does not go.</summary>
    public async Task Stop()
    {
        if (_process is not { HasExited: false }) return;
        _ = NativeKill(_process.Id, 15);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            await Kill();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        _process?.Dispose();
        _process = null;
    }

    public string Tail() => File.Exists(_log) ? string.Join('\n', File.ReadLines(_log).TakeLast(30)) : "";

    private void Follow(Process process)
    {
        void Line(object _, DataReceivedEventArgs e)
        {
            if (e.Data is not null) lock (_settings) File.AppendAllText(_log, e.Data + "\n");
        }

        process.OutputDataReceived += Line;
        process.ErrorDataReceived += Line;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private static string Binary { get; } = Path.Combine(Repository.Root, "src", "Silo", "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "SalesFlow.Silo.dll");

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int NativeKill(int pid, int signal);
}
