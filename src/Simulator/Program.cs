using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SalesFlow.Simulator.Common;
using SalesFlow.Simulator.Graph;
using SalesFlow.Simulator.Load;
using SalesFlow.Simulator.World;

namespace SalesFlow.Simulator;

/// <summary>The simulator alone: <c>serve</c> runs a world, <c>load</c> sends messages and checks the answers.</summary>
internal static class SimulatorProgram
{
    private const string Help = """
        serve  --webhook URL --secret TEXT --numbers id:token[:display[:account]],… [--port 19001] [--personas 12] [--speed 1] [--seed 1]
               [--replay 1] [--shuffle] [faults]
        load   --webhook URL --secret TEXT --numbers … [--port 19001] [--rate 100] [--duration 30] [--chats 200] [--messages-per-chat 8] [--burst 1]
               [--replay 1] [--shuffle] [--batch 1] [--connections 32] [--deadline 30] [--drain 30] [--limits] [--no-statuses] [--wait 0] [--seed 1] [faults]
        faults --rate-limited 0.02 --server-error 0.02 --ambiguous 0.01 --dropped 0.01 --undeliverable 0 --duplicate-statuses 0 --shuffled-statuses 0
               --latency-ms 0 --jitter-ms 0          shares are between 0 and 1
        """;

    public static async Task<int> Main(string[] args)
    {
        try
        {
            return args.FirstOrDefault() switch
            {
                "serve" => await Serve(new Arguments(args.Skip(1))),
                "load" => await Load(new Arguments(args.Skip(1))),
                _ => Usage(null),
            };
        }
        catch (Exception error) when (error is FormatException or ArgumentException or UriFormatException)
        {
            return Usage(error.Message);
        }
    }

    private static int Usage(string? problem)
    {
        if (problem is not null) Console.Error.WriteLine(problem);
        Console.Error.WriteLine(Help);
        return 2;
    }

    private static async Task<int> Serve(Arguments arguments)
    {
        var options = new SimulatorOptions
        {
            WebhookUrl = new Uri(arguments.Required("webhook")), AppSecret = arguments.Required("secret"),
            Numbers = SimulatedNumber.ParseList(arguments.Required("numbers")),
            GraphPort = arguments.Integer("port", 19001), Personas = arguments.Integer("personas", 12), Speed = arguments.Number("speed", 1),
            Seed = arguments.Integer("seed", 1), WebhookCopies = arguments.Integer("replay", 1), ShuffleWebhooks = arguments.Flag("shuffle"),
            Faults = Faults(arguments),
        };
        arguments.EndOfOptions();
        await using var services = Logging();
        await using var world = new SimulatedWorld(options, TimeProvider.System, services.GetRequiredService<ILoggerFactory>());
        await world.StartGraphAsync();
        world.StartCustomers();
        Console.WriteLine($"Graph API at {world.Graph.BaseAddress}; record, faults, bills and statistics under /_sim.");
        using var stopped = new CancellationTokenSource();
        await UntilStopped(stopped);
        Console.WriteLine(JsonSerializer.Serialize(world.Statistics, SimEndpoints.Json));
        return 0;
    }

    private static async Task<int> Load(Arguments arguments)
    {
        var standard = new LoadOptions();
        var options = new LoadOptions
        {
            WebhookUrl = new Uri(arguments.Required("webhook")), AppSecret = arguments.Required("secret"),
            Numbers = SimulatedNumber.ParseList(arguments.Required("numbers")),
            GraphPort = arguments.Integer("port", 19001), Rate = arguments.Number("rate", standard.Rate),
            Duration = arguments.Seconds("duration", standard.Duration),
            Chats = arguments.Integer("chats", standard.Chats), MessagesPerChat = arguments.Integer("messages-per-chat", standard.MessagesPerChat),
            Burst = arguments.Integer("burst", standard.Burst), Replay = arguments.Integer("replay", standard.Replay),
            Shuffle = arguments.Flag("shuffle"),
            Connections = arguments.Integer("connections", standard.Connections), Batch = arguments.Integer("batch", standard.Batch),
            Deadline = arguments.Seconds("deadline", standard.Deadline),
            Drain = arguments.Seconds("drain", standard.Drain), Limits = arguments.Flag("limits"), Statuses = !arguments.Flag("no-statuses"),
            Seed = arguments.Integer("seed", standard.Seed), Faults = Faults(arguments),
        };
        var wait = arguments.Seconds("wait", TimeSpan.Zero);
        arguments.EndOfOptions();
        await using var services = Logging();
        await using var run = await LoadRun.OpenAsync(options, TimeProvider.System, services.GetRequiredService<ILoggerFactory>());
        await Console.Error.WriteLineAsync($"Graph API at {run.Graph.BaseAddress}");
        await Task.Delay(wait);
        using var stopped = new CancellationTokenSource();
        var stop = UntilStopped(stopped);
        var report = await run.RunAsync(stopped.Token);
        await stopped.CancelAsync();
        await stop;
        Console.WriteLine(JsonSerializer.Serialize(report, SimEndpoints.Json));
        return report.IsExact && report.Acknowledged > 0 ? 0 : 1;
    }

    private static FaultOptions Faults(Arguments arguments)
    {
        var faults = new FaultOptions
        {
            RateLimited = arguments.Number("rate-limited", 0), ServerError = arguments.Number("server-error", 0),
            Ambiguous = arguments.Number("ambiguous", 0),
            Dropped = arguments.Number("dropped", 0), Undeliverable = arguments.Number("undeliverable", 0),
            DuplicateStatuses = arguments.Number("duplicate-statuses", 0), ShuffledStatuses = arguments.Number("shuffled-statuses", 0),
            Latency = TimeSpan.FromMilliseconds(arguments.Number("latency-ms", 0)),
            Jitter = TimeSpan.FromMilliseconds(arguments.Number("jitter-ms", 0)),
        };
        return faults.Problem() is { } problem ? throw new ArgumentException(problem) : faults;
    }

    private static ServiceProvider Logging() => new ServiceCollection()
        .AddLogging(logging => logging.AddConsole(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Information))
        .BuildServiceProvider();

    private static async Task UntilStopped(CancellationTokenSource stopped)
    {
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopped.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stopped.Token.Register(ended.SetResult);
        await ended.Task;
    }
}
