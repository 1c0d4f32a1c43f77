using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.Streams;
using Orleans.TestingHost;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Leads;

namespace SalesFlow.Storage.Tests;

public sealed class SiloOnSqlite(SqliteFixture database) : SiloConformance<SqliteFixture>(database);

public sealed class SiloOnPostgres(PostgresFixture database) : SiloConformance<PostgresFixture>(database);

/// <summary>Storage as grains use it, in a silo.</summary>
public abstract class SiloConformance<TFixture>(TFixture database) : IClassFixture<TFixture>, IAsyncLifetime where TFixture : DatabaseFixture
{
    private InProcessTestCluster? _cluster;

    private InProcessTestCluster Cluster => _cluster!;

    private IGrainStorage Relational => Cluster.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>(EntityStorage.Relational);

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddSalesFlowStorage(database.Configuration);
            silo.AddMemoryStreams("live");
            silo.Services.AddSingleton<IDueGrainResolver, CounterResolver>();
        });
        builder.ConfigureClient(client => client.AddMemoryStreams("live"));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    [Fact]
    public async Task A_grain_commits_comes_back_after_deactivation_and_is_woken_by_its_timer()
    {
        var grain = Cluster.Client.GetGrain<ICounterGrain>("t/counter");
        Assert.Equal(1, await grain.Add("c1"));
        Assert.Equal(2, await grain.Add("c2"));
        await Assert.ThrowsAnyAsync<Exception>(() => grain.Add("c1"));
        Assert.Equal(2, await grain.Version());

        await grain.WakeAt(DateTimeOffset.UtcNow.AddMilliseconds(100));
        await Eventually(async () => await grain.Fired() == 1);
        await Eventually(async () => await database.Count("SELECT count(*) FROM due_items WHERE tenant = 't'") == 0);
        Assert.Equal(4, await grain.Version());
        Assert.Equal(4, await database.Count("SELECT count(*) FROM events WHERE tenant = 't' AND stream = 'counter/counter'"));
    }

    [Fact]
    public async Task The_relational_storage_keeps_reads_and_deletes()
    {
        var id = GrainId.Create("notes", "t/cafe");
        var written = new GrainState<TestState> { State = new TestState { Text = "سلام" } };
        await Relational.WriteStateAsync("notes", id, written);
        written.State.Text = "مرحبا";
        await Relational.WriteStateAsync("notes", id, written);

        var read = new GrainState<TestState> { State = new TestState() };
        await Relational.ReadStateAsync("notes", id, read);
        Assert.True(read.RecordExists);
        Assert.Equal("مرحبا", read.State!.Text);

        await Relational.ClearStateAsync("notes", id, read);
        Assert.False(read.RecordExists);
        Assert.Equal(0, await database.Count("SELECT count(*) FROM orleansstorage WHERE graintypestring = 'notes' AND grainidextensionstring = 't/cafe'"));
        await Relational.ReadStateAsync("notes", id, read);
        await Relational.WriteStateAsync("notes", id, read);
        Assert.True(read.RecordExists);
    }

    [Fact]
    public async Task The_relational_storage_refuses_stale_and_second_first_writes()
    {
        var id = GrainId.Create("notes", "t/twin");
        GrainState<TestState> First() => new() { State = new TestState() };
        var writes = Enumerable.Range(0, 6).Select(_ => Task.Run(() => Relational.WriteStateAsync("notes", id, First()))).ToList();
        await Task.WhenAll(writes.Select(w => w.ContinueWith(_ => { }, TaskScheduler.Default)));
        Assert.Equal(1, writes.Count(w => w.IsCompletedSuccessfully));
        Assert.All(writes.Where(w => w.IsFaulted), w => Assert.IsType<InconsistentStateException>(w.Exception!.InnerException));

        var one = First();
        var two = First();
        await Relational.ReadStateAsync("notes", id, one);
        await Relational.ReadStateAsync("notes", id, two);
        await Relational.WriteStateAsync("notes", id, one);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Relational.WriteStateAsync("notes", id, two));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Relational.ClearStateAsync("notes", id, two));
        Assert.Equal(1, await database.Count("SELECT count(*) FROM orleansstorage WHERE grainidextensionstring = 't/twin'"));
    }

    [Fact]
    public async Task Stream_subscriptions_are_kept_in_the_same_database()
    {
        var stream = Cluster.Client.GetStreamProvider("live").GetStream<string>(StreamId.Create("live", "t"));
        var got = new TaskCompletionSource<string>();
        var handle = await stream.SubscribeAsync((item, _) =>
        {
            got.TrySetResult(item);
            return Task.CompletedTask;
        });
        Assert.True(await database.Count("SELECT count(*) FROM orleansstorage WHERE payloadbinary IS NOT NULL") >= 1);
        await stream.OnNextAsync("hint");
        Assert.Equal("hint", await got.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        await handle.UnsubscribeAsync();
    }
}

public interface ICounterGrain : IDueGrain
{
    Task<long> Add(string command);

    Task WakeAt(DateTimeOffset at);

    Task<int> Fired();

    Task<long> Version();
}

/// <summary>The smallest grain that commits as the real ones do.</summary>
public sealed class CounterGrain(
    [PersistentState("counter", EntityStorage.Provider)] IPersistentState<EntityRecord<TestState>> state) : Grain, ICounterGrain
{
    public async Task<long> Add(string command)
    {
        await Commit(new PendingCommit([command], [Happened()], [], [], DateTimeOffset.UtcNow));
        return state.State.Version;
    }

    public Task WakeAt(DateTimeOffset at) => Commit(
        new PendingCommit([], [Happened()], [new DueSet("wake", at, state.State.Version + 1)], [], DateTimeOffset.UtcNow));

    public Task<int> Fired() => Task.FromResult(state.State.State.Text.Length);

    public Task<long> Version() => Task.FromResult(state.State.Version);

    public async Task<DueOutcome> OnDue(string name, long token)
    {
        if (TenantScope.Current != "t" || token != state.State.Version) return DueOutcome.Stale;
        state.State.State = new TestState { Text = state.State.State.Text + "x" };
        await Commit(new PendingCommit([], [Happened()], [], [name], DateTimeOffset.UtcNow));
        return DueOutcome.Done;
    }

    private static LeadDealEarned Happened() => new("d", TestEntity.Noon);

    private async Task Commit(PendingCommit pending)
    {
        state.State.Version += Math.Max(1, pending.Events.Count);
        state.State.Pending = pending;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}

internal sealed class CounterResolver(IGrainFactory grains) : IDueGrainResolver
{
    public IDueGrain? Resolve(string kind, string key) => kind == "counter" ? grains.GetGrain<ICounterGrain>(key) : null;
}
