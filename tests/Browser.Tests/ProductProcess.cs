using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace SalesFlow.Browser.Tests;

/// <summary>The product as a process of its own, as an operator starts it: from a folder that is not its own, in production.</summary>
internal sealed class ProductProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private readonly Dictionary<string, string> _settings;
    private readonly List<string> _lines = [];
    private readonly string _folder;
    private Process? _process;

    public ProductProcess(string folder, IReadOnlyDictionary<string, string> settings)
    {
        _folder = folder;
        Address = new Uri($"http://127.0.0.1:{Ports.Free()}");
        _settings = new Dictionary<string, string>(settings)
        {
            ["SalesFlow:DataDirectory"] = Path.Combine(folder, "data"),
            ["SalesFlow:SiloPort"] = Ports.Free().ToString(CultureInfo.InvariantCulture),
            ["SalesFlow:GatewayPort"] = Ports.Free().ToString(CultureInfo.InvariantCulture),
            ["SalesFlow:PublicUrl"] = Address.ToString().TrimEnd('/'),
        };
    }

    public Uri Address { get; }

    public async Task Start()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Binary, "--urls", Address.ToString().TrimEnd('/') },
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in _settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Line;
        _process.ErrorDataReceived += Line;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        await Until(async () =>
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(Address, "health"));
                return answer.IsSuccessStatusCode;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        });
    }

    /// <summary>Waits for a line of the output and gives its groups.</summary>
    public async Task<GroupCollection> Said(Regex line)
    {
        Match? found = null;
        await Until(() =>
        {
            lock (_lines) found = _lines.Select(l => line.Match(l)).FirstOrDefault(m => m.Success);
            return Task.FromResult(found is not null);
        });
        return found!.Groups;
    }

    /// <summary>SIGTERM, as an operator stops it.</summary>
    public async Task Stop()
    {
        if (_process is not { HasExited: false } process) return;
        _ = NativeKill(process.Id, 15);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not { } process) return;
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
        process.Dispose();
    }

    private async Task Until(Func<Task<bool>> met)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var waited = Stopwatch.StartNew(); !await met(); await pause.WaitForNextTickAsync())
        {
            if (_process!.HasExited) throw new InvalidOperationException($"The product ended with {_process.ExitCode}: {Tail()}");
            if (waited.Elapsed > StartLimit) throw new TimeoutException($"The product did not get there: {Tail()}");
        }
    }

    private string Tail()
    {
        lock (_lines) return string.Join('\n', _lines.TakeLast(30));
    }

    private void Line(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is null) return;
        lock (_lines) _lines.Add(e.Data);
    }

    private static string Binary { get; } = Path.Combine(
        Repository.Root, "src", "Silo", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "SalesFlow.Silo.dll");

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int NativeKill(int pid, int signal);
}
