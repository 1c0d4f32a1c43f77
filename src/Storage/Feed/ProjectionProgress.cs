using SalesFlow.Entities;
using SalesFlow.Feed;

namespace SalesFlow.Storage.Feed;

/// <summary>Compares the log's newest event with the place that the projector has reached.</summary>
internal sealed class ProjectionProgress(IProjectionStore store, TimeProvider clock) : IProjectionProgress
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public async Task<bool> CaughtUp(string tenant, TimeSpan atMost, CancellationToken ct)
    {
        var shard = EntityStorage.ShardOf(tenant);
        var since = clock.GetTimestamp();
        var (newest, projected) = await store.Progress(shard, ct);
        while (Behind(projected, newest))
        {
            if (clock.GetElapsedTime(since) >= atMost) return false;
            await Task.Delay(Pause, clock, ct);
            projected = (await store.Progress(shard, ct)).Projected;
        }
        return true;
    }

    private static bool Behind(Place place, Place other) => place.Tx < other.Tx || (place.Tx == other.Tx && place.Position < other.Position);
}
