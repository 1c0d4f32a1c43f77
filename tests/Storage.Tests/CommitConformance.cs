using System.Globalization;
using Orleans.Storage;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Leads;
using SalesFlow.Storage.Commit;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Tests;

public sealed class CommitsOnSqlite(SqliteFixture database) : CommitConformance<SqliteFixture>(database);

public sealed class CommitsOnPostgres(PostgresFixture database) : CommitConformance<PostgresFixture>(database);

/// <summary>What a commit is, whatever the database. Each test uses a tenant of its own.</summary>
public abstract class CommitConformance<TFixture>(TFixture database) : IClassFixture<TFixture> where TFixture : DatabaseFixture
{
    private static int _tenants;
    private readonly string _tenant = $"tenant{Interlocked.Increment(ref _tenants)}";

    private TestEntity Entity(string id, string kind = "lead") => new(database.Storage(), _tenant, id, kind);

    private Task<long> Count(string table, string and = "1 = 1") =>
        database.Count($"SELECT count(*) FROM {table} WHERE tenant = '{_tenant}' AND {and}");

    [Fact]
    public async Task An_entity_never_written_is_empty()
    {
        var entity = Entity("nobody");
        await entity.Read();
        Assert.False(entity.Grain.RecordExists);
        Assert.Null(entity.Grain.ETag);
        Assert.Equal(0, entity.Record.Version);
    }

    [Fact]
    public async Task What_was_written_is_read_back()
    {
        var written = Entity("a");
        await written.Write(events: 2, text: "مرحبا \u0000 \"نعم\" 😀");
        Assert.Equal("2", written.Grain.ETag);
        Assert.Null(written.Record.Pending);

        var read = Entity("a");
        await read.Read();
        Assert.True(read.Grain.RecordExists);
        Assert.Equal("2", read.Grain.ETag);
        Assert.Equal(2, read.Record.Version);
        Assert.Equal("مرحبا \u0000 \"نعم\" 😀", read.Record.State.Text);
        Assert.Equal(FollowUpPhase.CoolingDown, read.Record.State.Phase);
    }

    [Fact]
    public async Task State_is_stored_as_readable_json()
    {
        await Entity("a").Write(text: "سلام");
        var state = (string)(await database.Rows($"SELECT state FROM entities WHERE tenant = '{_tenant}'")).Single()[0]!;
        Assert.Contains("\"text\":\"سلام\"", state, StringComparison.Ordinal);
        Assert.Contains("\"phase\":\"cooling_down\"", state, StringComparison.Ordinal);
        Assert.DoesNotContain("pending", state, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Events_carry_their_stream_version_type_body_shard_and_cause_in_order()
    {
        var entity = Entity("a");
        await entity.Write(events: 2, commands: ["c1"]);
        await entity.Write(events: 0);
        await entity.Write(events: 1);
        Assert.Equal("4", entity.Grain.ETag);

        var rows = await database.Rows($"""
            SELECT stream, stream_version, type, body, shard, command_id FROM events WHERE tenant = '{_tenant}' ORDER BY position
            """);
        Assert.Equal([1L, 2L, 4L], rows.Select(r => (long)r[1]!));
        Assert.All(rows, r => Assert.Equal("lead/a", r[0]));
        Assert.All(rows, r => Assert.Equal("lead.deal_earned", r[2]));
        Assert.All(rows, r => Assert.Equal(EntityStorage.ShardOf(_tenant), Convert.ToInt16(r[4], CultureInfo.InvariantCulture)));
        Assert.Equal(["c1", "c1", null], rows.Select(r => (string?)r[5]));
        Assert.Equal(
            [new LeadDealEarned("1", TestEntity.Noon), new LeadDealEarned("2", TestEntity.Noon), new LeadDealEarned("4", TestEntity.Noon)],
            rows.Select(r => EventCatalog.Deserialize((string)r[2]!, System.Text.Encoding.UTF8.GetBytes((string)r[3]!))));
    }

    [Fact]
    public async Task Timers_are_set_moved_and_cleared_with_the_commit()
    {
        var entity = Entity("a");
        await entity.Write(due: [new("one", TestEntity.Noon, 1), new("two", TestEntity.Noon, 1)], cleared: ["never-was"]);
        await entity.Write(due: [new("one", TestEntity.Noon.AddHours(1), 2)], cleared: ["two"]);
        var rows = await database.Rows($"SELECT kind, key, name, token, attempts FROM due_items WHERE tenant = '{_tenant}'");
        var row = Assert.Single(rows);
        Assert.Equal(["lead", "a", "one", 2L], row[..4]);
        var item = Assert.Single((await database.Due.LeaseOldest(
            new LeaseRequestFor(TestEntity.Noon.AddHours(2)).Request, CancellationToken.None)).Items, i => i.Key.Tenant == _tenant);
        Assert.Equal(TestEntity.Noon.AddHours(1), item.DueAt);
    }

    [Fact]
    public async Task A_name_cleared_and_set_in_one_commit_stands()
    {
        await Entity("a").Write(due: [new("x", TestEntity.Noon, 1), new("x", TestEntity.Noon, 2)], cleared: ["x"]);
        var row = Assert.Single(await database.Rows($"SELECT token FROM due_items WHERE tenant = '{_tenant}'"));
        Assert.Equal(2L, row[0]);
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_writes_nothing()
    {
        var first = Entity("a");
        await first.Write();
        var second = Entity("a");
        await second.Read();
        await second.Write();

        await Assert.ThrowsAsync<InconsistentStateException>(() => first.Write(commands: ["late"], due: [new("late", TestEntity.Noon, 2)]));
        Assert.Equal(2, await Count("events"));
        Assert.Equal(0, await Count("commands"));
        Assert.Equal(0, await Count("due_items"));
        Assert.Equal(2, await Count("entities", "version = 2") * 2);
    }

    [Fact]
    public async Task A_stale_version_fails_alone_among_its_neighbours()
    {
        var stale = Entity("e100");
        await stale.Write();
        var winner = Entity("e100");
        await winner.Read();
        await winner.Write();

        var others = Enumerable.Range(0, 200).Select(n => Entity($"e{n + 1000}")).ToList();
        var writes = others.Take(100).Select(e => e.Write()).ToList();
        var late = stale.Write();
        writes.AddRange(others.Skip(100).Select(e => e.Write()));

        await Assert.ThrowsAsync<InconsistentStateException>(() => late);
        await Task.WhenAll(writes);
        Assert.Equal(202, await Count("events"));
        Assert.Equal(201, await Count("entities"));
    }

    [Fact]
    public async Task Of_two_first_writes_one_wins()
    {
        var writes = Enumerable.Range(0, 8).Select(_ => Entity("twin").Write(commands: [Guid.NewGuid().ToString()])).ToList();
        await Task.WhenAll(writes.Select(w => w.ContinueWith(_ => { }, TaskScheduler.Default)));
        Assert.Equal(1, writes.Count(w => w.IsCompletedSuccessfully));
        Assert.All(writes.Where(w => w.IsFaulted), w => Assert.IsType<InconsistentStateException>(w.Exception!.InnerException));
        Assert.Equal(1, await Count("events"));
        Assert.Equal(1, await Count("commands"));
    }

    [Fact]
    public async Task Of_two_writes_from_the_same_version_one_wins()
    {
        await Entity("twin").Write();
        var activations = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var entity = Entity("twin");
            await entity.Read();
            return entity;
        }));
        var writes = activations.Select(a => a.Write(events: 2)).ToList();
        await Task.WhenAll(writes.Select(w => w.ContinueWith(_ => { }, TaskScheduler.Default)));
        Assert.Equal(1, writes.Count(w => w.IsCompletedSuccessfully));
        Assert.Equal(3, await Count("events"));
        Assert.Equal(1, await Count("entities", "version = 3"));
    }

    [Fact]
    public async Task A_command_takes_effect_once()
    {
        var entity = Entity("a");
        await entity.Write(commands: ["c1", "c2"]);
        var again = Entity("a");
        await again.Read();
        var refused = await Assert.ThrowsAsync<DuplicateCommandException>(() => again.Write(commands: ["c3", "c2", "c1"]));
        Assert.Equal(["c1", "c2"], refused.CommandIds.Order());
        Assert.Equal(2, await Count("commands", "version = 1"));
        Assert.Equal(2, await Count("commands"));
        Assert.Equal(1, await Count("entities", "version = 1"));
        Assert.Equal(1, await Count("events"));

        await Entity("b").Write(commands: ["c1"]);
        Assert.Equal(3, await Count("commands"));
    }

    [Fact]
    public async Task The_same_command_at_once_takes_effect_once()
    {
        await Entity("a").Write();
        var activations = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            var entity = Entity("a");
            await entity.Read();
            return entity;
        }));
        var writes = activations.Select(a => a.Write(commands: ["same"])).ToList();
        await Task.WhenAll(writes.Select(w => w.ContinueWith(_ => { }, TaskScheduler.Default)));
        Assert.Equal(1, writes.Count(w => w.IsCompletedSuccessfully));
        Assert.Equal(1, await Count("commands"));
        Assert.Equal(2, await Count("events"));
    }

    [Fact]
    public async Task A_command_named_twice_in_one_commit_is_one_command()
    {
        await Entity("a").Write(commands: ["x", "x"]);
        Assert.Equal(1, await Count("commands"));
    }

    [Fact]
    public async Task Many_writers_of_many_entities_leave_exactly_their_commits()
    {
        const int entities = 60, writes = 20;
        await Task.WhenAll(Enumerable.Range(0, entities).Select(async n =>
        {
            var entity = Entity($"e{n}");
            for (var i = 0; i < writes; i++)
                await entity.Write(events: i % 3, commands: [$"c{i}"], due: [new("next", TestEntity.Noon, i)], cleared: [$"t{i - 1}"]);
        }));
        var events = Enumerable.Range(0, writes).Sum(i => i % 3);
        var version = Enumerable.Range(0, writes).Sum(i => Math.Max(1, i % 3));
        Assert.Equal(entities, await Count("entities", $"version = {version}"));
        Assert.Equal(entities * events, await Count("events"));
        Assert.Equal(entities * writes, await Count("commands"));
        Assert.Equal(entities, await Count("due_items", $"token = {writes - 1}"));
        Assert.Equal(entities, await Count("due_items"));
        var bodies = await database.Rows($"SELECT stream_version, body FROM events WHERE tenant = '{_tenant}'");
        Assert.All(bodies, r => Assert.Contains($"\"{r[0]}\"", (string)r[1]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_commits_than_a_batch_holds_are_all_written()
    {
        const int commits = (3 * CommitLane.MaxBatch) + 1;
        await Task.WhenAll(Enumerable.Range(0, commits).Select(n => Entity($"e{n}").Write(events: 3)));
        Assert.Equal(commits, await Count("entities", "version = 3"));
        Assert.Equal(3 * commits, await Count("events"));
    }

    [Fact]
    public async Task More_bytes_than_a_batch_holds_are_all_written()
    {
        var text = new string('x', 200_000);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Entity($"e{n}").Write(text: text)));
        Assert.Equal(50, await Count("entities", "length(state) > 200000"));
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once_and_clearly()
    {
        var text = new string('x', 250_000);
        var writes = Enumerable.Range(0, 1200).Select(n => Entity($"e{n}").Write(text: text)).ToList();
        await Task.WhenAll(writes.Select(w => w.ContinueWith(_ => { }, TaskScheduler.Default)));
        var refused = writes.Where(w => w.IsFaulted).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, w => Assert.IsType<StorageBusyException>(w.Exception!.InnerException));
        Assert.Equal(writes.Count - refused.Count, await Count("entities"));
    }

    [Fact]
    public async Task A_poisoned_commit_fails_alone()
    {
        // The database refuses text of this shape in a key; nothing before it does.
        var poison = Entity("poison");
        await database.Execute(database.Provider == "postgres"
            ? $"ALTER TABLE entities ADD CONSTRAINT no_poison_{_tenant} CHECK (NOT (tenant = '{_tenant}' AND key = 'poison')) NOT VALID"
            : $"CREATE TRIGGER no_poison_{_tenant} BEFORE INSERT ON entities WHEN new.tenant = '{_tenant}' AND new.key = 'poison' BEGIN SELECT RAISE(ABORT, 'poison'); END");
        var others = Enumerable.Range(0, 60).Select(n => Entity($"e{n}")).ToList();
        var writes = others.Take(30).Select(e => e.Write()).ToList();
        var failing = poison.Write();
        writes.AddRange(others.Skip(30).Select(e => e.Write()));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => failing);
        await Task.WhenAll(writes);
        Assert.Equal(60, await Count("entities"));
        Assert.Equal(60, await Count("events"));
    }

    [Fact]
    public async Task A_commit_whose_last_step_fails_leaves_nothing()
    {
        await database.Execute(database.Provider == "postgres"
            ? $"ALTER TABLE due_items ADD CONSTRAINT no_timer_{_tenant} CHECK (NOT (tenant = '{_tenant}')) NOT VALID"
            : $"CREATE TRIGGER no_timer_{_tenant} BEFORE INSERT ON due_items WHEN new.tenant = '{_tenant}' BEGIN SELECT RAISE(ABORT, 'no'); END");
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(
            () => Entity("a").Write(events: 2, commands: ["c"], due: [new("x", TestEntity.Noon, 1)]));
        foreach (var table in new[] { "entities", "events", "commands", "due_items" }) Assert.Equal(0, await Count(table));
        await Entity("a").Write(commands: ["c"]);
        Assert.Equal(1, await Count("commands"));
    }

    [Fact]
    public async Task Erasing_leaves_no_row_and_no_neighbour_is_touched()
    {
        var entity = Entity("a");
        await entity.Write(events: 2, commands: ["c"], due: [new("x", TestEntity.Noon, 1)]);
        await Entity("a", kind: "deal").Write(commands: ["c"], due: [new("x", TestEntity.Noon, 1)]);
        await Entity("ab").Write(commands: ["c"], due: [new("x", TestEntity.Noon, 1)]);

        await entity.Clear();
        Assert.False(entity.Grain.RecordExists);
        Assert.Null(entity.Grain.ETag);
        foreach (var table in new[] { "entities", "events", "commands", "due_items" }) Assert.Equal(2, await Count(table));

        await entity.Write(commands: ["c"]);
        Assert.Equal("1", entity.Grain.ETag);
    }

    [Fact]
    public async Task A_stale_activation_cannot_erase()
    {
        var stale = Entity("a");
        await stale.Write();
        var other = Entity("a");
        await other.Read();
        await other.Write();
        await Assert.ThrowsAsync<InconsistentStateException>(stale.Clear);
        Assert.Equal(2, await Count("events"));
    }

    [Fact]
    public async Task A_version_that_does_not_fit_its_events_is_a_bug_and_refused()
    {
        var entity = Entity("a");
        entity.Record.Version = 5;
        entity.Record.Pending = new PendingCommit([], [new LeadDealEarned("x", TestEntity.Noon)], [], [], TestEntity.Noon);
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.Storage().WriteStateAsync("lead",
            GrainId.Create("lead", $"{_tenant}/a"), entity.Grain));
        Assert.Equal(0, await Count("entities"));
    }

    [Fact]
    public async Task A_state_above_the_limit_is_refused()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Entity("a").Write(text: new string('x', EntityGrainStorage.MaxState)));
        Assert.Contains("bytes", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Count("entities"));
    }

    [Fact]
    public async Task A_commit_with_events_rings_its_shard()
    {
        var shard = EntityStorage.ShardOf(_tenant);
        var before = database.Doorbell[shard];
        await Entity("a").Write(events: 1);
        await Eventually(() => database.Doorbell[shard] > before);
    }

    [Fact]
    public async Task Old_command_ids_are_forgotten_and_young_ones_kept()
    {
        var entity = Entity("a");
        await entity.Write(commands: ["old"]);
        var cleanup = ActivatorUtilitiesFor.CommandCleanup(database.Services);
        Assert.Equal(0, await cleanup.Run(TestEntity.Noon, CancellationToken.None));
        Assert.True(await cleanup.Run(TestEntity.Noon.AddTicks(10), CancellationToken.None) >= 1);
        Assert.Equal(0, await Count("commands"));
    }
}
