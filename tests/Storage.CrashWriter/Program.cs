using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Leads;
using SalesFlow.Storage;
using SalesFlow.Storage.Commit;
using SalesFlow.Storage.CrashWriter;
using SalesFlow.Storage.Database;

// Usage: provider connection-string run. Writes entities through the storage provider until it is killed; after each commit that was
// acknowledged it prints "ack {entity} {version} {command}". The test that kills it reads these lines.
var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
{
    ["SalesFlow:Storage:Provider"] = args[0],
    ["SalesFlow:Storage:ConnectionString"] = args[1],
}).Build();
var services = new ServiceCollection().AddLogging().AddSalesFlowStorage(configuration).BuildServiceProvider();
await services.GetRequiredService<Migrator>().Migrate(CancellationToken.None);
var storage = ActivatorUtilities.CreateInstance<EntityGrainStorage>(services);
var run = args[2];
var gate = new object();
Console.WriteLine("ready");

await Task.WhenAll(Enumerable.Range(0, 32).Select(async n =>
{
    var entity = $"e{n}";
    var grain = GrainId.Create("lead", TenantKey.Format($"t{n % 4}", entity));
    var state = new GrainState<EntityRecord<CrashState>> { State = new EntityRecord<CrashState>() };
    await storage.ReadStateAsync("lead", grain, state);
    for (var i = 0; ; i++)
    {
        var now = DateTimeOffset.UtcNow;
        var record = state.State;
        var before = record.Version;
        var command = $"{run}-{entity}-{i}";
        var count = i % 3; // 0, 1 or 2 events
        record.Version = before + Math.Max(1, count);
        record.State = new CrashState { Version = record.Version, Padding = new string('س', 50 + (i % 200)) };
        IReadOnlyList<IDomainEvent> events =
            [.. Enumerable.Range(0, count).Select(k => new LeadDealEarned($"{before + 1 + k}", now))];
        record.Pending = new PendingCommit([command], events, [new DueSet("next", now.AddHours(1), record.Version)], [$"old-{before}"], now);
        await storage.WriteStateAsync("lead", grain, state);
        lock (gate)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ack {entity} {record.Version} {command} {count}"));
            Console.Out.Flush();
        }
    }
}));

namespace SalesFlow.Storage.CrashWriter
{
    /// <summary>A state that repeats its own version, so that a torn commit would show.</summary>
    public sealed class CrashState
    {
        public long Version { get; set; }

        public string Padding { get; set; } = "";
    }
}
