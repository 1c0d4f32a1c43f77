using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SalesFlow.Simulator.Graph;
using SalesFlow.Simulator.Load;
using Xunit.Abstractions;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace SalesFlow.Chaos.Tests;

/// <summary>
/// Real processes are killed while customers write. Afterwards every acknowledged webhook has had one effect, every message one answer by its
/// turn and in its order, the feed has no gap, and the read models are what the events make them.
/// </summary>
/// <remarks>SALESFLOW_CHAOS_SECONDS lengthens the load (30 unless set).</remarks>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const string Secret = "chaos-app-secret";
    private static readonly TimeSpan Load = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("SALESFLOW_CHAOS_SECONDS") ?? "30", CultureInfo.InvariantCulture));

    private static readonly SimulatedNumber[] Numbers =
    [
        new("900000000000001", "token-1", "966110000001", "910000000000001"),
        new("900000000000002", "token-2", "966110000002", "910000000000001"),
    ];

    [Fact]
    public async Task A_process_on_sqlite_killed_every_five_seconds_loses_and_doubles_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("chaos-").FullName;
        var graph = Ports.Free();
        await using var product = new ProductProcess("product", folder, Settings(graph, folder));
        await using var load = await Open(new LoadOptions { Rate = 25, Chats = 60 }, graph, product.Address);
        await product.Start();
        using var company = await Company.Register(product.Address, "chaos", Numbers);
        await using var watcher = new Watcher(product.Address, company.Token);
        watcher.Start();

        var report = await Under(load, async stopped =>
        {
            while (!stopped())
            {
                await Pause(TimeSpan.FromSeconds(5));
                if (stopped()) break;
                await product.Kill();
                await product.Start();
            }
        });

        await Verify(report, company, watcher, product);
        await product.Stop();
        await using var empty = await SqliteTestDatabase.Create();
        await using var was = new SqliteConnection($"Data Source={Directory.GetFiles(folder, "*.db", SearchOption.AllDirectories).Single()}");
        await using var rebuilt = new SqliteConnection($"Data Source={Directory.GetFiles(empty.Storage.DataDirectory, "*.db").Single()}");
        await Rebuild.AssertSameAsProduct(was, empty, rebuilt);
        Assert.True(product.Starts > 2, "the process was never killed");
    }

    [Fact]
    public async Task A_cluster_whose_silos_are_killed_loses_and_doubles_nothing_under_replays_and_faults()
    {
        var folder = Directory.CreateTempSubdirectory("chaos-").FullName;
        await using var services = await Services.Start();
        var graph = Ports.Free();
        await using var cluster = await Cluster.Start(folder, ClusterSettings(graph, folder, services));
        await using var load = await Open(new LoadOptions
        {
            Rate = 30, Chats = 80, Replay = 3, Shuffle = true,
            Faults = new FaultOptions { RateLimited = 0.02, ServerError = 0.02, Ambiguous = 0.01, DuplicateStatuses = 0.1, ShuffledStatuses = 0.2 },
        }, graph, cluster.Web.Address);
        using var company = await Company.Register(cluster.Web.Address, "chaos", Numbers);
        await using var watcher = new Watcher(cluster.Web.Address, company.Token);
        watcher.Start();

        var report = await Under(load, async stopped =>
        {
            for (var n = 0; !stopped(); n++)
            {
                await Pause(TimeSpan.FromSeconds(n == 0 ? 6 : 20));
                if (stopped()) break;
                var silo = cluster.Silos[n % cluster.Silos.Count];
                await silo.Kill();
                await silo.Start();
            }
        });

        await Verify(report, company, watcher, cluster.Web);
        await cluster.DisposeAsync();
        await VerifyPostgres(services);
        Assert.Contains(cluster.Silos, s => s.Starts > 1);
    }

    [Fact]
    public async Task Postgres_and_redis_crashed_under_load_lose_and_double_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("chaos-").FullName;
        await using var services = await Services.Start();
        var graph = Ports.Free();
        await using var cluster = await Cluster.Start(folder, ClusterSettings(graph, folder, services));
        await using var load = await Open(new LoadOptions { Rate = 25, Chats = 60 }, graph, cluster.Web.Address);
        using var company = await Company.Register(cluster.Web.Address, "chaos", Numbers);
        await using var watcher = new Watcher(cluster.Web.Address, company.Token);
        watcher.Start();

        var crashes = 0;
        var report = await Under(load, async stopped =>
        {
            while (!stopped())
            {
                await Pause(TimeSpan.FromSeconds(8));
                if (stopped()) break;
                if (crashes++ % 2 == 0) await services.CrashPostgres();
                else await services.CrashRedis();
            }
        });

        await Verify(report, company, watcher, cluster.Web);
        await cluster.DisposeAsync();
        await VerifyPostgres(services);
        Assert.True(crashes >= 2, "nothing crashed");
    }

    private static Dictionary<string, string> Settings(int graph, string folder) => new()
    {
        ["SalesFlow:Demo"] = "false",
        ["SalesFlow:DataDirectory"] = Path.Combine(folder, "data"),
        ["SalesFlow:Conversations:Debounce"] = "0",
        ["SalesFlow:Conversations:TurnSafety"] = "00:00:03",
        ["SalesFlow:Conversations:SendLease"] = "00:00:04",
        ["SalesFlow:Conversations:UnknownHold"] = "00:00:25",
        ["WhatsApp:Timeout"] = "00:00:02",
        ["WhatsApp:GraphBaseUrl"] = $"http://127.0.0.1:{graph}",
        ["WhatsApp:AppSecret"] = Secret,
        ["WhatsApp:VerifyToken"] = "chaos-verify",
    };

    private static Dictionary<string, string> ClusterSettings(int graph, string folder, Services services) => new(Settings(graph, folder))
    {
        ["SalesFlow:Storage:Provider"] = "postgres",
        ["SalesFlow:Storage:ConnectionString"] = services.Postgres,
        ["SalesFlow:Clustering:Provider"] = "redis",
        ["SalesFlow:Clustering:ConnectionString"] = services.Redis,
        ["SalesFlow:Auth:SigningKey"] = "chaos-signing-key-that-is-long-enough-for-anybody",
    };

    private static Task<LoadRun> Open(LoadOptions options, int graphPort, Uri product)
    {
        options.AppSecret = Secret;
        options.Numbers = Numbers;
        options.GraphPort = graphPort;
        options.Duration = Load;
        options.Drain = TimeSpan.FromSeconds(120);
        options.Deadline = TimeSpan.FromSeconds(60);
        options.WebhookUrl = new Uri(product, "webhooks/whatsapp");
        return LoadRun.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance);
    }

    private static async Task<LoadReport> Under(LoadRun load, Func<Func<bool>, Task> trouble)
    {
        var over = false;
        var making = Task.Delay(Load).ContinueWith(_ => over = true, TaskScheduler.Default);
        var troubling = trouble(() => over);
        var report = await load.RunAsync();
        await making;
        await troubling;
        return report;
    }

    private async Task Verify(LoadReport report, Company company, Watcher watcher, ProductProcess edge)
    {
        output.WriteLine(JsonSerializer.Serialize(report));
        Assert.True(report.Acknowledged > 50, $"the load hardly reached the product: {edge.Tail()}");
        Assert.True(report.IsExact, $"{JsonSerializer.Serialize(report)}\n{edge.Tail()}");

        // Statuses go on arriving for a moment after the last answer: the feed is whole when its head rests.
        var head = -1L;
        await Until(async () =>
        {
            var before = head;
            head = await company.Head();
            return head == before && watcher.Seen.Count > 0 && watcher.Seen[^1] == head;
        }, TimeSpan.FromSeconds(60), () => $"feed at {head}, watcher at {(watcher.Seen.Count > 0 ? watcher.Seen[^1] : 0)}");

        var feed = await company.Feed();
        Assert.Equal(Enumerable.Range(1, feed.Count).Select(n => (long)n), feed.Select(f => f.Seq));
        Assert.Equal(feed.Count, feed.Select(f => f.Id).Distinct().Count());
        var received = feed.Where(f => f.Type == "conversation.message_received").Select(f => f.Data.GetProperty("messageId").GetString()!).ToList();
        Assert.Equal(received.Count, received.Distinct().Count());
        Assert.True(received.Count >= report.Acknowledged, $"{received.Count} messages kept of {report.Acknowledged} acknowledged");

        Assert.Equal(Enumerable.Range(1, watcher.Seen.Count).Select(n => (long)n), watcher.Seen);
        output.WriteLine($"feed {feed.Count}, watcher {watcher.Seen.Count} with {watcher.Reconnects} reconnects");
    }

    private static async Task VerifyPostgres(Services services)
    {
        await using var empty = await PostgresTestDatabase.Create();
        await using var was = new NpgsqlConnection(services.Postgres);
        await using var rebuilt = new NpgsqlConnection(empty.Storage.ConnectionString);
        await Rebuild.AssertSameAsProduct(was, empty, rebuilt);
    }

    private static async Task Pause(TimeSpan time)
    {
        // Time itself is the subject: the product is left alone for so long before it is hit again.
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync();
    }

    private static async Task Until(Func<Task<bool>> condition, TimeSpan limit, Func<string> what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        using var ended = new CancellationTokenSource(limit);
        try
        {
            do
            {
                if (await condition()) return;
            }
            while (await timer.WaitForNextTickAsync(ended.Token));
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Not within {limit}: {what()}");
        }
    }
}
