using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Storage.Commit;
using SalesFlow.Storage.Due;

namespace SalesFlow.Storage.Tests;

public sealed class TimersOnSqlite : DispatcherConformance<SqliteFixture>;

public sealed class TimersOnPostgres : DispatcherConformance<PostgresFixture>;

/// <summary>How timers are taken and delivered, whatever the database. Each test has a database of its own, since a dispatcher takes what it finds.</summary>
public abstract class DispatcherConformance<TFixture> : IAsyncLifetime where TFixture : DatabaseFixture, new()
{
    private static readonly DateTimeOffset Now = TestEntity.Noon.AddMinutes(1);
    private readonly TFixture _database = new();
    private readonly FakeTimeProvider _clock = new(Now);
    private readonly Grains _grains = new();
    private DueDispatcher? _dispatcher;

    public Task InitializeAsync()
    {
        _database.Time = _clock;
        return _database.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        if (_dispatcher is not null) await _dispatcher.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_leased_timer_is_not_taken_again_until_the_lease_has_run_out()
    {
        await Set("t", "a", 7);
        var first = await Lease(Now);
        var item = Assert.Single(first);
        Assert.Equal(("a", "wake", 7L, 1), (item.Key.Id, item.Name, item.Token, item.Attempt));
        Assert.Empty(await Lease(Now.AddSeconds(29)));
        Assert.Equal(2, Assert.Single(await Lease(Now.AddSeconds(30))).Attempt);
    }

    [Fact]
    public async Task What_is_not_due_is_not_taken()
    {
        await Set("t", "a", 1, Now.AddMilliseconds(1));
        Assert.Empty(await Lease(Now));
        Assert.Single(await Lease(Now.AddMilliseconds(1)));
    }

    [Fact]
    public async Task Two_dispatchers_never_take_the_same_timer()
    {
        for (var n = 0; n < 40; n++) await Set("t", $"e{n}", 1);
        var taken = (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Lease(Now, 10))))).SelectMany(x => x).ToList();
        while (taken.Count < 40) taken.AddRange(await Lease(Now, 10) is { Count: > 0 } more ? more : throw new InvalidOperationException("lost"));
        Assert.Equal(40, taken.Select(i => i.Key).Distinct().Count());
        Assert.Equal(40, taken.Count);
    }

    [Fact]
    public async Task A_tenant_with_many_timers_does_not_keep_others_waiting()
    {
        for (var n = 0; n < 50; n++) await Set("flood", $"e{n}", 1, Now.AddMinutes(-1));
        await Set("small", "a", 1, Now);
        await Set("other", "a", 1, Now);
        var taken = await Lease(Now, limit: 6, perTenant: 4);
        Assert.Equal(6, taken.Count);
        Assert.Equal(4, taken.Count(i => i.Key.Tenant == "flood"));
        Assert.Contains(taken, i => i.Key.Tenant == "small");
        Assert.Contains(taken, i => i.Key.Tenant == "other");
    }

    [Fact]
    public async Task Busy_tenants_are_passed_over()
    {
        await Set("busy", "a", 1);
        await Set("calm", "a", 1);
        var request = new LeaseRequest(Now, Now.AddSeconds(30), 10, 10, ["busy"]);
        Assert.Equal("calm", Assert.Single((await _database.Due.LeaseOldest(request, CancellationToken.None)).Items).Key.Tenant);
        var (around, last) = await _database.Due.LeaseAround(request, "", CancellationToken.None);
        Assert.Empty(around);
        Assert.Null(last);
    }

    [Fact]
    public async Task Going_around_sees_every_tenant_however_much_the_first_has()
    {
        await Flood("flood", 1100);
        for (var n = 0; n < 150; n++) await Set($"tenant{n:000}", "a", 1, Now);
        var oldest = await _database.Due.LeaseOldest(new LeaseRequest(Now, Now.AddSeconds(30), 64, 16, []), CancellationToken.None);
        Assert.True(oldest.Crowded);
        Assert.All(oldest.Items, i => Assert.Equal("flood", i.Key.Tenant));

        var seen = new List<DueItem>();
        string? after = "";
        for (var round = 0; after is not null; round++)
        {
            Assert.True(round < 5);
            (var items, after) = await _database.Due.LeaseAround(new LeaseRequest(Now, Now.AddSeconds(30), 1000, 16, []), after, CancellationToken.None);
            seen.AddRange(items);
        }
        Assert.Equal(16, seen.Count(i => i.Key.Tenant == "flood"));
        Assert.Equal(150, seen.Select(i => i.Key.Tenant).Where(t => t != "flood").Distinct().Count());
    }

    [Fact]
    public async Task A_due_timer_is_delivered_in_its_tenant_and_the_grains_commit_removes_it()
    {
        await Set("t", "a", 3);
        _grains.Answer = async (key, name, token) =>
        {
            var entity = new TestEntity(_database.Storage(), "t", "a");
            await entity.Read();
            await entity.Write(cleared: [name]);
            return DueOutcome.Done;
        };
        Start();
        await Eventually(async () => await Rows() == 0);
        Assert.Equal(("t", "lead", "t/a", "wake", 3L), Assert.Single(_grains.Deliveries));
    }

    [Fact]
    public async Task A_stale_timer_is_removed_unless_it_was_set_anew_meanwhile()
    {
        await Set("t", "a", 3);
        var items = await Lease(Now);
        await Set("t", "a", 4);
        await _database.Due.Remove(items[0], CancellationToken.None);
        Assert.Equal(1, await Rows());

        _grains.Answer = (_, _, _) => Task.FromResult(DueOutcome.Stale);
        Start();
        await Eventually(async () => await Rows() == 0);
        Assert.Equal(4L, Assert.Single(_grains.Deliveries).Token);
    }

    [Fact]
    public async Task A_pending_timer_is_delivered_again_after_its_lease()
    {
        await Set("t", "a", 1);
        _grains.Answer = (_, _, _) => Task.FromResult(DueOutcome.Pending);
        Start();
        await Eventually(() => _grains.Deliveries.Count == 1);
        await MoveUntil(TimeSpan.FromSeconds(5), () => _grains.Deliveries.Count == 2);
        Assert.True(_clock.GetUtcNow() - Now >= TimeSpan.FromSeconds(30));
        Assert.Equal(1, await Rows());
    }

    [Fact]
    public async Task A_failing_delivery_is_repeated_with_growing_pauses()
    {
        await Set("t", "a", 1);
        _grains.Answer = (_, _, _) => throw new InvalidOperationException("the grain is broken");
        Start();
        await Eventually(() => _grains.Deliveries.Count == 1);
        // Up to a quarter less than 1 s, then than 2 s.
        await Eventually(async () => await PutOffFor(Now) is { } pause && pause > TimeSpan.FromSeconds(0.74) && pause <= TimeSpan.FromSeconds(1));
        await MoveUntil(TimeSpan.FromMilliseconds(250), () => _grains.Deliveries.Count == 2);
        var second = _clock.GetUtcNow();
        await Eventually(async () => await PutOffFor(second) is { } pause && pause > TimeSpan.FromSeconds(1.2) && pause <= TimeSpan.FromSeconds(2));
        Assert.Equal(1, await Rows());
    }

    [Fact]
    public async Task A_kind_that_this_build_does_not_know_is_kept_for_one_that_does()
    {
        await Set("t", "a", 1, kind: "unknown");
        Start();
        await Eventually(async () => await _database.Count("SELECT max(attempts) FROM due_items") == 1);
        Assert.Empty(_grains.Deliveries);
        Assert.Equal(1, await Rows());
    }

    [Fact]
    public async Task A_timer_set_in_this_process_wakes_the_dispatcher_between_two_polls()
    {
        _grains.Answer = (_, _, _) => Task.FromResult(DueOutcome.Stale);
        Start(o => o.PollInterval = TimeSpan.FromDays(30));
        await Eventually(() => _pollsSeen > 0);
        await Set("t", "a", 1, Now.AddSeconds(1));
        await MoveUntil(TimeSpan.FromMilliseconds(100), () => _grains.Deliveries.Count == 1);
        Assert.True(_clock.GetUtcNow() - Now >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task No_more_deliveries_run_at_once_than_allowed()
    {
        for (var n = 0; n < 30; n++) await Set($"tenant{n % 10}", $"e{n}", 1);
        var gate = new TaskCompletionSource();
        int now = 0, most = 0;
        _grains.Answer = async (_, _, _) =>
        {
            var running = Interlocked.Increment(ref now);
            InterlockedMax(ref most, running);
            await gate.Task;
            Interlocked.Decrement(ref now);
            return DueOutcome.Stale;
        };
        Start(o => (o.Parallel, o.PerTenant) = (8, 4));
        await Eventually(() => Volatile.Read(ref now) == 8);
        gate.SetResult();
        await Eventually(async () => await Rows() == 0);
        Assert.Equal(8, most);
        Assert.Equal(30, _grains.Deliveries.Count);
    }

    private volatile int _pollsSeen;

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
            if (Interlocked.CompareExchange(ref target, value, seen) == seen) return;
    }

    private void Start(Action<DueOptions>? configure = null)
    {
        var options = new DueOptions();
        configure?.Invoke(options);
        var alarm = _database.Services.GetRequiredService<DueAlarm>();
        _dispatcher = new DueDispatcher(
            new CountingStore(_database.Due, () => _pollsSeen++), _database.Services, alarm, _database.Services.GetRequiredService<StorageMetrics>(),
            Options.Create(options), _clock, NullLogger<DueDispatcher>.Instance);
        _dispatcher.Start(_grains);
    }

    private async Task MoveUntil(TimeSpan step, Func<bool> condition)
    {
        await Eventually(() =>
        {
            if (condition()) return true;
            _clock.Advance(step);
            return false;
        });
    }

    private async Task<IReadOnlyList<DueItem>> Lease(DateTimeOffset now, int limit = 1000, int perTenant = 1000) =>
        (await _database.Due.LeaseOldest(new LeaseRequestFor(now, limit, perTenant).Request, CancellationToken.None)).Items;

    private Task<long> Rows() => _database.Count("SELECT count(*) FROM due_items");

    private async Task<TimeSpan?> PutOffFor(DateTimeOffset from)
    {
        var until = (await _database.Rows("SELECT leased_until FROM due_items")).Single()[0] switch
        {
            DateTime at => new DateTimeOffset(at),
            long microseconds => Database.SqliteTime.FromMicroseconds(microseconds),
            _ => (DateTimeOffset?)null,
        };
        return until - from;
    }

    private async Task Set(string tenant, string id, long token, DateTimeOffset? at = null, string kind = "lead")
    {
        var entity = new TestEntity(_database.Storage(), tenant, id, kind);
        await entity.Read();
        await entity.Write(events: 0, due: [new DueSet("wake", at ?? Now, token)]);
    }

    private Task Flood(string tenant, int count)
    {
        var due = _database.Provider == "postgres" ? "timestamptz '2026-11-22 08:00Z'" : "1763798400000000";
        return _database.Execute($"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
            INSERT INTO due_items (tenant, kind, key, name, due_at, token) SELECT '{tenant}', 'lead', 'e' || i, 'wake', {due}, 1 FROM n
            """);
    }

    private sealed class CountingStore(IDueStore inner, Action polled) : IDueStore
    {
        public async Task<Leased> LeaseOldest(LeaseRequest request, CancellationToken ct)
        {
            var leased = await inner.LeaseOldest(request, ct);
            polled();
            return leased;
        }

        public Task<(IReadOnlyList<DueItem> Items, string? Last)> LeaseAround(LeaseRequest request, string after, CancellationToken ct) =>
            inner.LeaseAround(request, after, ct);

        public Task Remove(DueItem item, CancellationToken ct) => inner.Remove(item, ct);

        public Task PutOff(DueItem item, DateTimeOffset until, CancellationToken ct) => inner.PutOff(item, until, ct);

        public Task<long> Backlog(DateTimeOffset now, int limit, CancellationToken ct) => inner.Backlog(now, limit, ct);
    }

    private sealed class Grains : IDueGrainResolver
    {
        public ConcurrentQueue<(string? Tenant, string Kind, string Key, string Name, long Token)> Deliveries { get; } = new();

        public Func<string, string, long, Task<DueOutcome>> Answer { get; set; } = (_, _, _) => Task.FromResult(DueOutcome.Done);

        public IDueGrain? Resolve(string kind, string key) => kind == "lead" ? new Grain(this, kind, key) : null;

        private sealed class Grain(Grains grains, string kind, string key) : IDueGrain
        {
            public Task<DueOutcome> OnDue(string name, long token)
            {
                grains.Deliveries.Enqueue((TenantScope.Current, kind, key, name, token));
                return grains.Answer(key, name, token);
            }
        }
    }
}
