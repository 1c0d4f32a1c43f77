using System.Text;
using Microsoft.EntityFrameworkCore;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Leads;
using SalesFlow.Storage.Activities;
using SalesFlow.Storage.Agents;
using SalesFlow.Storage.Audit;
using SalesFlow.Storage.Channels;
using SalesFlow.Storage.Companies;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.Fields;
using SalesFlow.Storage.Leads;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Storage.Tenancy;

namespace SalesFlow.Projection.Tests;

public sealed class SqliteProjectionTests : ProjectionTests
{
    protected override Task<TestDatabase> Create() => SqliteTestDatabase.Create();
}

public sealed class PostgresProjectionTests : ProjectionTests
{
    protected override async Task<TestDatabase> Create() => await PostgresTestDatabase.Create();
}

/// <summary>What holds of projections on both databases.</summary>
public abstract class ProjectionTests : DatabaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Lists_have_caught_up_once_all_that_was_committed_is_projected()
    {
        var progress = new ProjectionProgress(Db.Store, TimeProvider.System);
        Assert.True(await progress.CaughtUp("t1", TimeSpan.Zero, CancellationToken.None));
        await Append("deal/d", DateTimeOffset.UnixEpoch, new Deals.DealOpened("عقد", Money.Sar(1), "new", 10, null, null, null, "u", DateTimeOffset.UnixEpoch));
        Assert.False(await progress.CaughtUp("t1", TimeSpan.Zero, CancellationToken.None));
        var waiting = progress.CaughtUp("t1", TimeSpan.FromSeconds(60), CancellationToken.None);
        await Db.ProjectAll();
        Assert.True(await waiting);
    }

    [Fact]
    public async Task Rows_equal_the_fold_of_all_events_at_once()
    {
        string[] tenants = ["t1", "t2", "t3"];
        foreach (var (tenant, i) in tenants.Select((t, i) => (t, i))) await Db.Append([.. new History(tenant, 100 + i).Take(600)]);

        await Db.ProjectAll(new ProjectionOptions { BatchSize = 37 });

        foreach (var tenant in tenants) await AssertEqualsRebuild(tenant);
    }

    [Fact]
    public async Task Numbers_are_gapless_and_each_event_has_one_under_concurrent_writers_shards_and_restarts()
    {
        string[] tenants = [.. Enumerable.Range(0, 24).Select(i => $"tenant{i}")];
        const int each = 120;
        var writers = tenants.Select(async (t, i) =>
        {
            foreach (var part in new History(t, i).Take(each).Chunk(3)) await Db.Commit(part);
        }).ToList();
        var written = Task.WhenAll(writers);
        var shards = Enumerable.Range(0, EntityStorage.Shards).Select(async shard =>
        {
            var random = new Random(shard);
            var options = new ProjectionOptions { BatchSize = 11 };
            for (var idle = false; !(idle && written.IsCompleted);)
            {
                var finished = written.IsCompleted;
                // A new engine takes over at any time, as after a restart.
                var engine = Db.Engine(shard, options);
                var any = false;
                for (var steps = random.Next(1, 5); steps > 0; steps--)
                {
                    var step = await engine.Step(CancellationToken.None);
                    any |= step.Events > 0;
                    await Task.Yield();
                }
                idle = finished && !any;
            }
        });

        await Task.WhenAll(shards);
        await written;
        // On PostgreSQL the horizon may have hidden the last events from the last look.
        await Db.Visible();
        await Db.ProjectAll();

        foreach (var tenant in tenants)
        {
            var feed = (await Db.Rows<FeedRow>(tenant)).OrderBy(f => f.Seq).ToList();
            Assert.Equal(Enumerable.Range(1, each).Select(n => (long)n), feed.Select(f => f.Seq));
            Assert.Equal(each, feed.Select(f => f.Id).Distinct().Count());
            foreach (var entity in feed.GroupBy(f => (f.Entity, f.EntityId)))
                Assert.Equal(Enumerable.Range(1, entity.Count()).Select(n => (long)n), entity.Select(f => f.Version));
            await AssertEqualsRebuild(tenant);
        }
    }

    [Theory]
    [InlineData("read")]
    [InlineData("loaded")]
    [InlineData("folded")]
    [InlineData("written")]
    public async Task A_projector_killed_at_any_point_resumes_without_a_gap_or_a_double(string point)
    {
        await Db.Append([.. new History("t1", 7).Take(200)]);
        var options = new ProjectionOptions { BatchSize = 20 };
        var steps = 0;
        var shard = EntityStorage.ShardOf("t1");
        var engine = Db.Engine(shard, options, p =>
        {
            if (p == point && ++steps is 2 or 5) throw new IOException("killed");
        });

        var failures = 0;
        for (var quiet = false; !quiet;)
        {
            try
            {
                quiet = (await engine.Step(CancellationToken.None)).Events == 0;
            }
            catch (IOException)
            {
                failures++;
            }
        }

        Assert.Equal(2, failures);
        Assert.Equal(Enumerable.Range(1, 200).Select(n => (long)n), (await Db.Rows<FeedRow>("t1")).Select(f => f.Seq).Order());
        await AssertEqualsRebuild("t1");
    }

    [Fact]
    public async Task An_owner_that_was_replaced_can_write_no_more()
    {
        await Db.Append([.. new History("t1", 8).Take(60)]);
        var shard = EntityStorage.ShardOf("t1");
        var options = new ProjectionOptions { BatchSize = 10 };
        var older = Db.Engine(shard, options);
        await older.Step(CancellationToken.None);
        var newer = Db.Engine(shard, options);
        await newer.Step(CancellationToken.None);

        await Assert.ThrowsAsync<FencedException>(() => older.Step(CancellationToken.None));

        Assert.Equal(20, await Db.Feed().Head("t1", CancellationToken.None));
        await TestDatabase.ProjectShard(newer);
        Assert.Equal(60, await Db.Feed().Head("t1", CancellationToken.None));
        await AssertEqualsRebuild("t1");
    }

    [Fact]
    public async Task An_owner_that_is_replaced_in_the_middle_of_its_batch_writes_nothing_of_it()
    {
        await Db.Append([.. new History("t1", 9).Take(30)]);
        var shard = EntityStorage.ShardOf("t1");
        // The next owner has written nothing yet: only the epoch tells the two apart.
        var older = Db.Engine(shard, passing: p =>
        {
            if (p == "folded") Db.Store.TakeOver(shard, CancellationToken.None).GetAwaiter().GetResult();
        });

        await Assert.ThrowsAsync<FencedException>(() => older.Step(CancellationToken.None));

        Assert.Equal(0, await Db.Feed().Head("t1", CancellationToken.None));
        Assert.Empty(await Db.Rows<ConversationRow>("t1"));
        await Db.ProjectAll();
        Assert.Equal(Enumerable.Range(1, 30).Select(n => (long)n), (await Db.Rows<FeedRow>("t1")).Select(f => f.Seq).Order());
        await AssertEqualsRebuild("t1");
    }

    [Fact]
    public async Task An_event_of_a_newer_build_gets_its_number_and_changes_no_row()
    {
        await Db.Append(
            Lead(1), new Logged("t1", "lead/l1", 2, "lead.teleported", """{"to":"mars"}""", Now), new Logged("t1", "rocket/r1", 1, "rocket.launched", "{}", Now));

        await Db.ProjectAll();

        Assert.Equal(["lead.created", "lead.teleported", "rocket.launched"], (await Db.Rows<FeedRow>("t1")).OrderBy(f => f.Seq).Select(f => f.Type));
        Assert.Equal(1, Assert.Single(await Db.Rows<LeadRow>("t1")).Version);
    }

    [Fact]
    public async Task Signs_that_databases_do_not_take_stop_no_shard()
    {
        string[] names = ["a\0b", "half \ud83d", new string('x', 999) + "😀", "\\u0000", "'; DROP TABLE leads; --"];
        await Db.Append([.. names.Select((n, i) => Logged.Of("t1", $"lead/l{i}", 1, new LeadCreated(n, null, "web", null, null, "ar", null, Now), Now))]);

        await Db.ProjectAll();

        Assert.Equal(["a\ufffdb", "half \ufffd", names[2], names[3], names[4]], (await Db.Rows<LeadRow>("t1")).OrderBy(l => l.Id).Select(l => l.Name));
        await AssertEqualsRebuild("t1");
    }

    [Fact]
    public async Task A_shard_stops_in_front_of_an_event_that_cannot_be_folded_and_says_so()
    {
        await Db.Append(Lead(1), Broken(2), Score(3));
        var engine = Db.Engine(EntityStorage.ShardOf("t1"));

        var first = await engine.Step(CancellationToken.None);
        var second = await engine.Step(CancellationToken.None);
        var third = await engine.Step(CancellationToken.None);

        Assert.Equal((1, 0, 0), (first.Events, second.Events, third.Events));
        Assert.Contains("lead/l1:2", engine.Stopped, StringComparison.Ordinal);
        Assert.Equal(1, await Db.Feed().Head("t1", CancellationToken.None));
        Assert.Equal(0, Assert.Single(await Db.Rows<LeadRow>("t1")).Score);
    }

    [Fact]
    public async Task By_the_other_policy_a_poison_event_is_buried_numbered_and_passed()
    {
        await Db.Append(Lead(1), Broken(2), Score(3));
        var engine = Db.Engine(EntityStorage.ShardOf("t1"), new ProjectionOptions { PoisonPolicy = PoisonPolicy.Dead });

        Assert.Equal(3, await TestDatabase.ProjectShard(engine));

        Assert.Null(engine.Stopped);
        Assert.Equal([1L, 2, 3], (await Db.Rows<FeedRow>("t1")).Select(f => f.Seq).Order());
        Assert.Equal((42, 3L), (Assert.Single(await Db.Rows<LeadRow>("t1")).Score, (await Db.Rows<LeadRow>("t1"))[0].Version));
        Assert.Equal(1, await Db.Scalar("SELECT count(*) FROM dead_events WHERE stream = 'lead/l1' AND stream_version = 2"));
    }

    [Fact]
    public async Task The_migrations_make_all_that_the_model_asks_for()
    {
        await using var db = Db.Contexts.Open("t1");
        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task A_feed_is_read_on_from_a_number_and_what_was_trimmed_is_told()
    {
        await Db.Append([.. Enumerable.Range(1, 30).Select(v => v == 1 ? Lead(1) : Score(v, Now.AddDays(v)))]);
        await Db.ProjectAll();
        var feed = Db.Feed();

        var page = await feed.Read("t1", 10, 5, CancellationToken.None);
        Assert.Equal([11L, 12, 13, 14, 15], page.Items.Select(i => i.Seq));
        Assert.Equal(30, page.Head);
        Assert.Equal(("lead/l1:11", "lead.scored", "lead", "l1", 11L), (page.Items[0].Id, page.Items[0].Type, page.Items[0].Entity, page.Items[0].EntityId, page.Items[0].Version));
        Assert.Equal((0, 30L), await Counted(30));
        Assert.Equal((0, 0L), ((await feed.Read("nobody", 0, 5, CancellationToken.None)).Items.Count, await feed.Head("nobody", CancellationToken.None)));

        Assert.True(await Db.Store.Trim(EntityStorage.ShardOf("t1"), Now.AddDays(21), 1000, CancellationToken.None) is 20);
        Assert.Equal(0, await Db.Store.Trim(EntityStorage.ShardOf("t1"), Now.AddDays(21), 1000, CancellationToken.None));

        Assert.Equal((0, 30L), await Counted(10));
        Assert.Equal((10, 30L), await Counted(20));
        Assert.Equal(new Dictionary<string, long> { ["t1"] = 30 }, await feed.Heads(["t1", "nobody"], CancellationToken.None));

        async Task<(int, long)> Counted(long after)
        {
            var p = await feed.Read("t1", after, 100, CancellationToken.None);
            return (p.Items.Count, p.Head);
        }
    }

    [Fact]
    public async Task Updates_that_are_not_understood_are_kept_within_their_bounds()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Now);
        var store = new RawUpdateStore(Db.Services, clock);
        await store.Keep(null, "messages", "unknown_number", Encoding.UTF8.GetBytes("{}"), CancellationToken.None);
        clock.Advance(TimeSpan.FromDays(7));
        await store.Keep("t1", "account_update", "unknown_field", new byte[100_000], CancellationToken.None);

        Assert.Equal(64 * 1024, await Db.Scalar("SELECT max(length(body)) FROM raw_updates"));
        Assert.Equal(0, await store.Trim(CancellationToken.None));
        clock.Advance(TimeSpan.FromDays(1.5));
        Assert.Equal(1, await store.Trim(CancellationToken.None));
        Assert.Equal(1, await Db.Scalar("SELECT count(*) FROM raw_updates WHERE tenant = 't1'"));
    }

    private static Logged Lead(long version) =>
        Logged.Of("t1", "lead/l1", version, new LeadCreated("سارة", null, "web", null, null, "ar", null, Now), Now);

    private static Logged Score(long version, DateTimeOffset? at = null) =>
        Logged.Of("t1", "lead/l1", version, new LeadScored(42, 0, Temperature.Cold, [], at ?? Now), at ?? Now);

    private static Logged Broken(long version) => new("t1", "lead/l1", version, "lead.scored", """{"score":"very high"}""", Now);

    private async Task AssertEqualsRebuild(string tenant)
    {
        var events = await Log(tenant);
        var rebuilt = new ReadModelBatch(Db.Tables);
        foreach (var e in events) rebuilt.Ask(Parse(e), e.Header);
        foreach (var e in events) rebuilt.Fold(Parse(e), e.Header);
        rebuilt.Complete();

        await AssertRows<LeadRow>();
        await AssertRows<ScoreReasonRow>();
        await AssertRows<DealRow>();
        await AssertRows<DealStageRow>();
        await AssertRows<StageTotalRow>();
        await AssertRows<StageTimeRow>();
        await AssertRows<ClosedTotalRow>();
        await AssertRows<ExpectedTotalRow>();
        await AssertRows<PipelineRow>();
        await AssertRows<ConversationRow>();
        await AssertRows<MessageRow>();
        await AssertRows<AgentRunRow>();
        await AssertRows<ContactRow>();
        await AssertRows<ConsentRow>();
        await AssertRows<ContactLinkRow>();
        await AssertRows<CompanyRow>();
        await AssertRows<FieldValueRow>();
        await AssertRows<ActivityRow>();
        await AssertRows<NoteEditRow>();
        await AssertRows<MentionRow>();
        await AssertRows<CallRow>();
        await AssertRows<CallTranscriptRow>();
        await AssertRows<TimelineRow>();
        await AssertRows<TenantRow>();
        await AssertRows<TenantNumberRow>();
        await AssertRows<NoticeRow>();
        await AssertRows<SearchEntryRow>();
        await AssertRows<AuditRow>();
        await AssertRows<AuditHeadRow>();

        async Task AssertRows<TRow>() where TRow : class, IReadRow
        {
            var expected = rebuilt.All.OfType<RowSet<TRow>>().Single().Changes().Select(c => c.Row).Where(r => r.Key.Tenant == tenant).OrderBy(r => r.Key.ToString(), StringComparer.Ordinal);
            var actual = (await Db.Rows<TRow>(tenant)).OrderBy(r => r.Key.ToString(), StringComparer.Ordinal);
            Assert.Equal(expected, actual);
        }
    }

    private async Task<IReadOnlyList<StoredEvent>> Log(string tenant) =>
        [.. (await Db.Store.Read(EntityStorage.ShardOf(tenant), default, 1_000_000, CancellationToken.None)).Where(e => e.Header.Tenant == tenant)];

    private static IDomainEvent Parse(StoredEvent e) => StoredEvents.Parse(e)!;
}
