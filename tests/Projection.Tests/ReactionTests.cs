using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Feed;
using SalesFlow.Leads;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.Reactions;

namespace SalesFlow.Projection.Tests;

public sealed class SqliteReactionTests : ReactionTests
{
    protected override Task<TestDatabase> Create() => SqliteTestDatabase.Create();
}

public sealed class PostgresReactionTests : ReactionTests
{
    protected override async Task<TestDatabase> Create() => await PostgresTestDatabase.Create();
}

/// <summary>What holds of reactions on both databases.</summary>
public abstract class ReactionTests : DatabaseTests
{
    private const string Tenant = "t1";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly short Shard = EntityStorage.ShardOf(Tenant);

    [Fact]
    public async Task Every_event_of_concern_is_given_once_and_those_of_an_entity_in_their_order()
    {
        await Append(200);
        var reaction = new Recorder();
        Assert.Equal(200, await RunOut(Engine(reaction)));
        AssertWhole(reaction, 200);
        Assert.Equal(200, reaction.Given.Count);
        Assert.All(reaction.Given, e => Assert.IsType<LeadStatusChanged>(e.Event));

        // A new engine goes on where the last one stood.
        await Append(10, from: 200);
        await RunOut(Engine(reaction));
        Assert.Equal(210, reaction.Given.Count);
    }

    [Fact]
    public async Task A_crash_between_the_call_and_the_checkpoint_gives_the_events_again_under_the_same_ids()
    {
        await Append(60);
        var reaction = new Recorder();
        var passes = 0;
        var first = Engine(reaction, passing: _ =>
        {
            if (++passes == 2) throw new IOException("killed");
        });
        await first.Step(CancellationToken.None);
        await Assert.ThrowsAsync<IOException>(() => first.Step(CancellationToken.None));
        var given = reaction.Given.Count;

        await RunOut(Engine(reaction));

        Assert.True(reaction.Given.Count > 60, $"{given} before the crash, {reaction.Given.Count} in all.");
        Assert.Equal(60, reaction.Given.Select(e => e.CommandId).Distinct().Count());
        // Whoever keeps the ids of commands does each of them once.
        AssertWhole(reaction, 60);
    }

    [Fact]
    public async Task Whoever_was_replaced_can_move_the_checkpoint_no_more()
    {
        await Append(40);
        var (old, young) = (new Recorder(), new Recorder());
        var first = Engine(old);
        await first.Step(CancellationToken.None);
        var second = Engine(young);
        await second.Step(CancellationToken.None);
        await Assert.ThrowsAsync<FencedException>(() => first.Step(CancellationToken.None));
        await RunOut(second);
        AssertWhole(new Recorder([.. old.Given, .. young.Given]), 40);
    }

    [Fact]
    public async Task What_fails_holds_the_shard_and_is_put_aside_in_the_end()
    {
        await Append(9);
        var reaction = new Recorder { Failing = "lead/l1:2" };
        var engine = Engine(reaction, new ReactionOptions { MaxAttempts = 3, BatchSize = 100 });
        for (var i = 0; i < 2; i++) await Assert.ThrowsAsync<InvalidOperationException>(() => engine.Step(CancellationToken.None));
        Assert.Equal(0, await Db.Scalar("SELECT count(*) FROM dead_events"));
        await RunOut(engine);
        Assert.Equal(1, await Db.Scalar("SELECT count(*) FROM dead_events WHERE projection = 'reaction:recorder' AND stream_version = 2"));
        Assert.Equal(8, reaction.Given.Select(e => e.CommandId).Distinct().Count());
    }

    [Fact]
    public async Task An_event_that_nobody_can_read_is_put_aside_at_once()
    {
        await Db.Append(new Logged(Tenant, "lead/l1", 1, "lead.status_changed", "[]", Now));
        await Append(4, from: 4);
        var reaction = new Recorder();
        await RunOut(Engine(reaction));
        Assert.Equal(4, reaction.Given.Count);
        Assert.Equal(1, await Db.Scalar("SELECT count(*) FROM dead_events"));
    }

    [Fact]
    public async Task A_stretch_without_anything_of_concern_costs_no_write()
    {
        await Db.Append([.. Enumerable.Range(1, 300).Select(v => Logged.Of(Tenant, "lead/other", v, new LeadDealEarned("d", Now), Now))]);
        var reaction = new Recorder();
        await RunOut(Engine(reaction));
        Assert.Empty(reaction.Given);
        Assert.Equal(0, await Db.Scalar("SELECT position FROM checkpoints WHERE projection = 'reaction:recorder'"));
        await Append(1);
        await RunOut(Engine(reaction));
        Assert.Equal(1, await Db.Scalar("SELECT count(*) FROM checkpoints WHERE projection = 'reaction:recorder' AND position > 300"));
    }

    private ReactionEngine Engine(IReaction reaction, ReactionOptions? options = null, Action<string>? passing = null)
    {
        IReactionStore store = Db.Services.GetService<SqliteDatabase>() is { } sqlite
            ? new SqliteReactionStore(sqlite)
            : new PostgresReactionStore(Db.Services.GetRequiredService<PostgresDatabase>());
        return new ReactionEngine(Shard, reaction, store, options ?? new ReactionOptions { BatchSize = 17 }, TimeProvider.System) { Passing = passing };
    }

    private static async Task<int> RunOut(ReactionEngine engine)
    {
        var reacted = 0;
        for (ReactedStep step; (step = await engine.Step(CancellationToken.None)).Passed > 0;) reacted += step.Reacted;
        return reacted;
    }

    /// <summary>Changes of status of four leads, in turn.</summary>
    private Task Append(int count, int from = 0) => Db.Append([.. Enumerable.Range(from, count).Select(i => Logged.Of(
        Tenant, $"lead/l{i % 4}", (i / 4) + 1, new LeadStatusChanged(LeadStatus.New, LeadStatus.Contacted, null, Now), Now))]);

    private static void AssertWhole(Recorder reaction, int count)
    {
        var first = reaction.Given.DistinctBy(e => e.CommandId).ToList();
        Assert.Equal(count, first.Count);
        foreach (var entity in first.GroupBy(e => e.EntityId)) Assert.Equal(entity.Select(e => e.Version).Order(), entity.Select(e => e.Version));
    }

    private sealed class Recorder(IEnumerable<CommittedEvent>? given = null) : IReaction
    {
        public ConcurrentQueue<CommittedEvent> Given { get; } = new(given ?? []);

        public string? Failing { get; init; }

        public string Name => "recorder";

        public IReadOnlySet<string> EventTypes { get; } = new HashSet<string> { "lead.status_changed" };

        public async Task React(CommittedEvent e, CancellationToken ct)
        {
            Assert.Equal(Tenant, TenantScope.Current);
            await Task.Yield();
            if (e.CommandId == Failing) throw new IOException("refused");
            Given.Enqueue(e);
        }
    }
}
