using System.Numerics;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Entities;

namespace SalesFlow.Storage.Commit;

/// <summary>Rings the projectors of the shards that a batch touched, and tells the dispatcher of the timers that it set.</summary>
internal sealed class AfterCommit(IServiceProvider services, Due.DueAlarm alarm)
{
    // Looked up at the first ring: the doorbell needs the silo, which needs storage.
    private readonly Lazy<IProjectorDoorbell?> _doorbell = new(services.GetService<IProjectorDoorbell>);

    /// <summary>Notes a commit; returns the shard's bit where it holds events.</summary>
    public uint Note(EntityCommit commit)
    {
        foreach (var due in commit.DueSet) alarm.Expect(due.At);
        return commit.Events.Length > 0 ? 1u << commit.Shard : 0;
    }

    public void Ring(uint shards)
    {
        for (; shards != 0; shards &= shards - 1) _doorbell.Value?.Ring(BitOperations.TrailingZeroCount(shards));
    }
}
