using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using Orleans.TestingHost;
using SalesFlow.Entities;
using SalesFlow.Feed;
using SalesFlow.Leads;
using SalesFlow.Storage;
using SalesFlow.Storage.Feed;

namespace SalesFlow.Projection.Tests;

/// <summary>The whole way in running silos: an event, a ring, a row, a number, a hint.</summary>
public sealed class ProjectorClusterTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task On_SQLite_a_ring_brings_row_number_and_hint()
    {
        await using var db = await SqliteTestDatabase.Create();
        await RingBringsAll(db);
    }

    [Fact]
    public async Task On_PostgreSQL_a_ring_brings_row_number_and_hint()
    {
        await using var db = await PostgresTestDatabase.Create();
        await RingBringsAll(db);
    }

    [Fact]
    public async Task Without_any_ring_the_poll_finds_what_was_committed()
    {
        await using var db = await SqliteTestDatabase.Create();
        await using var cluster = await Start(db, 1);
        await db.Append(Lead("t1", "l1"));
        await Eventually(async () => await db.Feed().Head("t1", None) == 1);
    }

    [Fact]
    public async Task When_a_silo_is_killed_every_shard_goes_on_elsewhere()
    {
        await using var db = await PostgresTestDatabase.Create();
        await using var cluster = await Start(db, 2);
        string[] tenants = [.. Enumerable.Range(0, 40).Select(i => $"tenant{i}")];
        Assert.Equal(EntityStorage.Shards, tenants.Select(EntityStorage.ShardOf).Distinct().Count());
        foreach (var tenant in tenants) await db.Append(Lead(tenant, "l1"));
        await Eventually(() => AllAt(1));

        await cluster.KillSiloAsync(cluster.Silos[1]);
        foreach (var tenant in tenants) await db.Append(Lead(tenant, "l2"));

        await Eventually(() => AllAt(2));

        async Task<bool> AllAt(long seq)
        {
            var heads = await db.Feed().Heads(tenants, None);
            return heads.Count == tenants.Length && heads.Values.All(h => h == seq);
        }
    }

    [Fact]
    public async Task A_stopped_shard_says_so_and_the_others_go_on()
    {
        await using var db = await SqliteTestDatabase.Create();
        await using var cluster = await Start(db, 1);
        await db.Append(new Logged("t1", "lead/l1", 1, "lead.scored", "[]", Now), Lead("t2", "l1"));
        Assert.NotEqual(EntityStorage.ShardOf("t1"), EntityStorage.ShardOf("t2"));

        await Eventually(async () => await db.Feed().Head("t2", None) == 1);
        await Eventually(async () => !(await Status("t1")).Running);

        Assert.Contains("lead/l1:1", (await Status("t1")).Error, StringComparison.Ordinal);
        Assert.Equal(new ProjectorStatus(true, 2, null), await Status("t2"));
        Assert.Equal(0, await db.Feed().Head("t1", None));

        Task<ProjectorStatus> Status(string tenant) =>
            cluster.Client.GetGrain<IProjectorGrain>(ProjectorGrain.KeyOf(EntityStorage.ShardOf(tenant))).Status();
    }

    private static async Task RingBringsAll(TestDatabase db)
    {
        // The poll is so slow that only a ring can be the reason.
        await using var cluster = await Start(db, 1, ("SalesFlow:Feed:PollInterval", "00:01:00"), ("SalesFlow:Feed:KeepAliveInterval", "00:01:00"));
        var services = cluster.GetSiloServiceProvider(cluster.Silos[0].SiloAddress);
        var hints = new ConcurrentQueue<FeedHint>();
        var stream = cluster.Client.GetStreamProvider(LiveStream.Provider).GetStream<FeedHint>(StreamId.Create(LiveStream.Namespace, "t1"));
        await stream.SubscribeAsync((hint, _) =>
        {
            hints.Enqueue(hint);
            return Task.CompletedTask;
        });

        await db.Append(Lead("t1", "l1"), Lead("t2", "l1"));
        // On PostgreSQL another session may hold the horizon for longer than a projector looks again: ring until it has looked in time.
        await Eventually(async () =>
        {
            services.GetRequiredService<IProjectorDoorbell>().Ring(EntityStorage.ShardOf("t1"));
            return await services.GetRequiredService<IReadModels>().WaitFor("t1", "lead", "l1", 1, TimeSpan.FromMilliseconds(500), None);
        });

        var page = await services.GetRequiredService<IFeedReader>().Read("t1", 0, 10, None);
        Assert.Equal((1L, "lead/l1:1"), (Assert.Single(page.Items).Seq, page.Items[0].Id));
        await Eventually(() => Task.FromResult(!hints.IsEmpty));
        Assert.True(hints.TryDequeue(out var hint));
        Assert.Equal(("t1", page.Items[0]), (hint.Tenant, Assert.Single(hint.Items)));
    }

    private static async Task<InProcessTestCluster> Start(TestDatabase db, short silos, params (string Key, string Value)[] settings)
    {
        var values = settings.ToDictionary(s => s.Key, s => (string?)s.Value);
        values["SalesFlow:Storage:Provider"] = db.Storage.Provider.ToString();
        values["SalesFlow:Storage:ConnectionString"] = db.Storage.ConnectionString;
        values["SalesFlow:DataDirectory"] = db.Storage.DataDirectory;
        values["SalesFlow:Auth:SigningKey"] = new string('k', 32);
        if (silos > 1) values["SalesFlow:Feed:KeepAliveInterval"] = "00:00:01";
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSiloHost((_, host) =>
        {
            host.Configuration.AddInMemoryCollection(values);
            host.Services.AddSalesFlowStorage(host.Configuration);
            host.Services.AddSalesFlowProjections();
        });
        builder.ConfigureSilo((_, silo) => silo.AddMemoryGrainStorage("PubSubStore").AddSalesFlowLiveStream().AddSalesFlowProjectors());
        builder.ConfigureClient(client => client.AddMemoryStreams(LiveStream.Provider));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    private static Logged Lead(string tenant, string id) =>
        Logged.Of(tenant, "lead/" + id, 1, new LeadCreated("سارة", null, "web", null, null, "ar", null, Now), Now);
}
