using System.Text.Json;
using SalesFlow.Entities;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Commit;

/// <summary>
/// Creates entities through the lanes that grains commit through. At most a batch's worth of its commits waits in all lanes of this process together, so a
/// grain's turn that comes in the middle of a million rows waits for one batch and not for all of them.
/// </summary>
internal sealed class BulkEntityWriter(IEntityStore store, StateJson json, TimeProvider clock) : IBulkEntityWriter, IDisposable
{
    /// <summary>How many commits of all bulk writing of this process may wait at once.</summary>
    public const int Places = CommitLane.MaxBatch;

    private static readonly TimeSpan PauseWhileBusy = TimeSpan.FromMilliseconds(50);
    private readonly SemaphoreSlim _places = new(Places);

    public async Task<IReadOnlyList<string>> Create(string tenant, string kind, IReadOnlyList<NewEntity> entities, CancellationToken ct)
    {
        var writes = new List<Task<bool>>(entities.Count);
        try
        {
            foreach (var entity in entities)
            {
                await _places.WaitAsync(ct);
                writes.Add(Write(new EntityKey(tenant, kind, entity.Id), entity.Record));
            }
        }
        finally
        {
            // What has begun is waited for even when the rest is given up: nobody else would see how it ends.
            await Task.WhenAll(writes);
        }
        return [.. entities.Where((_, i) => !writes[i].Result).Select(e => e.Id)];
    }

    public void Dispose() => _places.Dispose();

    private async Task<bool> Write(EntityKey key, IEntityRecord record)
    {
        try
        {
            var pending = record.Pending ?? throw new InvalidOperationException("A new entity has nothing to commit.");
            if (record.Version != Math.Max(1, pending.Events.Count))
                throw new InvalidOperationException($"A new {key.Kind} with {pending.Events.Count} events cannot have version {record.Version}.");
            var state = JsonSerializer.SerializeToUtf8Bytes(record, record.GetType(), json.Options);
            if (state.Length > EntityGrainStorage.MaxState) throw new InvalidOperationException($"The state of a {key.Kind} is {state.Length} bytes.");
            var commit = new EntityCommit(key, 0, record.Version, record.Schema, state, pending);
            while (true)
            {
                try
                {
                    return (await store.Commit(commit)).Outcome is CommitOutcome.Committed;
                }
                catch (StorageBusyException)
                {
                    // Live turns fill the lanes: they go first.
                    await Task.Delay(PauseWhileBusy, clock);
                }
            }
        }
        finally
        {
            _places.Release();
        }
    }
}
