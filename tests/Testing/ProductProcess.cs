using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace SalesFlow.Testing;

/// <summary>
/// One process of the product, as an operator starts it: in production, from a folder that is not its own. It can be killed without warning and started
/// again on its ports. Needs <c>src/Silo</c> built.
/// </summary>
public sealed class ProductProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90), StopLimit = TimeSpan.FromSeconds(40);
    private readonly Dictionary<string, string> _settings;
    private readonly List<string> _lines = [];
    private readonly string _folder, _log;
    private Process? _process;

    /// <param name="name">What its log is called.</param>
    /// <param name="folder">Where it is started and logs; its data lies in <c>data</c> there unless the settings say otherwise.</param>
    /// <param name="settings">Settings besides ports and addresses.</param>
    /// <param name="role"><c>all</c>, <c>silo</c> or <c>web</c>.</param>
    public ProductProcess(string name, string folder, IReadOnlyDictionary<string, string> settings, string role = "all")
    {
        (Name, Role, _folder) = (name, role, folder);
        Address = new Uri($"http://127.0.0.1:{Ports.Free()}");
        _log = Path.Combine(folder, name + ".log");
        _settings = new Dictionary<string, string>(settings)
        {
            ["SalesFlow:SiloPort"] = Ports.Free().ToString(CultureInfo.InvariantCulture),
            ["SalesFlow:GatewayPort"] = Ports.Free().ToString(CultureInfo.InvariantCulture),
        };
        _settings.TryAdd("SalesFlow:DataDirectory", Path.Combine(folder, "data"));
        _settings.TryAdd("SalesFlow:PublicUrl", Address.ToString().TrimEnd('/'));
    }

    public string Name { get; }

    public string Role { get; }

    public Uri Address { get; }

    /// <summary>How often it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>Starts the process and waits until it says that it is healthy.</summary>
    public async Task Start()
    {
        Starts++;
        _process = Process.Start(Information("--role", Role, "--urls", Address.ToString().TrimEnd('/')))!;
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

    /// <summary>Runs one of the program's commands with the same settings, as an operator would on the host's console.</summary>
    public async Task<(int Code, string Output, string Error)> Command(params string[] arguments)
    {
        using var process = Process.Start(Information(arguments))!;
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
        if (_process is not { HasExited: false } process) return;
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as an operator stops it; killed where it does not go.</summary>
    /// <returns>The code that it ended with by itself; null where it had to be killed, or ran no more.</returns>
    public async Task<int?> Stop()
    {
        if (_process is not { HasExited: false } process) return null;
        _ = NativeKill(process.Id, 15);
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await Kill();
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        _process?.Dispose();
        _process = null;
    }

    /// <summary>The last lines that it wrote.</summary>
    public string Tail()
    {
        lock (_lines) return string.Join('\n', _lines.TakeLast(30));
    }

    private ProcessStartInfo Information(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Binary, .. arguments]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in _settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        return start;
    }

    private Task Until(Func<Task<bool>> met) => Waiting.Eventually(
        async () => await met() || (_process!.HasExited ? throw new InvalidOperationException($"{Name} ended with {_process.ExitCode}: {Tail()}") : false),
        StartLimit, () => $"{Name} did not get there: {Tail()}");

    private void Line(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is null) return;
        lock (_lines)
        {
            _lines.Add(e.Data);
            File.AppendAllText(_log, e.Data + "\n");
        }
    }

    private static string Binary { get; } = Path.Combine(
        Repository.Root, "src", "Silo", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "SalesFlow.Silo.dll");

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int NativeKill(int pid, int signal);
}
