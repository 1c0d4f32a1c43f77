using SalesFlow.Entities;
using SalesFlow.Storage.Commit;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Tests;

public sealed class CommitLaneTests
{
    private readonly List<string[]> _batches = [];
    private readonly TaskCompletionSource _gate = new();

    [Fact]
    public async Task A_second_commit_of_an_entity_waits_for_the_next_batch_and_keeps_its_order()
    {
        await using (var lane = new CommitLane(100, Write))
        {
            lane.Enqueue(Commit("first", 1));
            await Eventually(() => Batches() == 1);
            foreach (var (id, version) in new[] { ("a", 1), ("b", 1), ("a", 2), ("c", 1), ("a", 3), ("b", 2) }) lane.Enqueue(Commit(id, version));
            _gate.SetResult();
        }
        Assert.Equal([["first1"], ["a1", "b1", "c1"], ["a2", "b2"], ["a3"]], _batches);
    }

    [Fact]
    public async Task A_batch_is_bounded_in_commits_and_in_bytes()
    {
        await using (var lane = new CommitLane(1000, Write))
        {
            lane.Enqueue(Commit("first", 1));
            await Eventually(() => Batches() == 1);
            for (var n = 0; n < CommitLane.MaxBatch + 10; n++) lane.Enqueue(Commit($"small{n}", 1));
            for (var n = 0; n < 6; n++) lane.Enqueue(Commit($"large{n}", 1, CommitLane.MaxBatchBytes / 2));
            _gate.SetResult();
        }
        Assert.Equal([1, CommitLane.MaxBatch, 12, 2, 2], _batches.Select(b => b.Length));
    }

    [Fact]
    public async Task A_full_lane_refuses_at_once_and_takes_work_again_afterwards()
    {
        await using (var lane = new CommitLane(10, Write))
        {
            lane.Enqueue(Commit("first", 1));
            await Eventually(() => Batches() == 1);
            for (var n = 0; n < 10; n++) lane.Enqueue(Commit($"e{n}", 1));
            Assert.Throws<StorageBusyException>(() => lane.Enqueue(Commit("one-too-many", 1)));
            _gate.SetResult();
            await Eventually(() => Batches() == 2);
            lane.Enqueue(Commit("later", 1));
        }
        Assert.Equal(["later1"], _batches[^1]);
    }

    private int Batches()
    {
        lock (_batches) return _batches.Count;
    }

    private async Task Write(IReadOnlyList<EntityCommit> batch)
    {
        lock (_batches) _batches.Add([.. batch.Select(c => $"{c.Key.Id}{c.Version}")]);
        await _gate.Task;
    }

    private static EntityCommit Commit(string id, long version, int bytes = 10) => new(
        new EntityKey("t", "lead", id), version - 1, version, 1, new byte[bytes], new PendingCommit([], [], [], [], TestEntity.Noon));
}
