using System.Threading.Channels;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Commit;

/// <summary>
/// A bounded queue with one writer behind it, which takes as many commits at once as are waiting. An entity's commits all go through one lane
/// and at most once into a batch, so that they stay in order.
/// </summary>
internal sealed class CommitLane : IAsyncDisposable
{
    /// <summary>The most commits in one transaction.</summary>
    public const int MaxBatch = 256;

    /// <summary>The most bytes of states and events in one transaction, unless a single commit is larger.</summary>
    public const int MaxBatchBytes = 4 * 1024 * 1024;

    /// <summary>The most bytes that may wait.</summary>
    public const long MaxWaitingBytes = 64 * 1024 * 1024;

    private readonly Func<IReadOnlyList<EntityCommit>, Task> _write;
    private readonly Channel<EntityCommit> _queue;
    private readonly List<EntityCommit> _held = [];
    private readonly Task _loop;
    private long _waitingBytes;

    /// <param name="limit">How many commits may wait.</param>
    /// <param name="write">Writes a batch and completes each of its commits. Must not throw.</param>
    public CommitLane(int limit, Func<IReadOnlyList<EntityCommit>, Task> write)
    {
        _write = write;
        _queue = Channel.CreateBounded<EntityCommit>(new BoundedChannelOptions(limit) { SingleReader = true });
        _loop = Task.Run(Run);
    }

    /// <exception cref="StorageBusyException">Too much is waiting.</exception>
    public void Enqueue(EntityCommit commit)
    {
        if (Interlocked.Add(ref _waitingBytes, commit.Bytes) <= MaxWaitingBytes && _queue.Writer.TryWrite(commit)) return;
        Interlocked.Add(ref _waitingBytes, -commit.Bytes);
        throw new StorageBusyException("Too many commits are waiting for the database.");
    }

    /// <summary>Writes what is queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private async Task Run()
    {
        var batch = new List<EntityCommit>(MaxBatch);
        var keys = new HashSet<EntityKey>(MaxBatch);
        while (_held.Count > 0 || await _queue.Reader.WaitToReadAsync())
        {
            Collect(batch, keys);
            await _write(batch);
            Interlocked.Add(ref _waitingBytes, -batch.Sum(c => (long)c.Bytes));
            batch.Clear();
            keys.Clear();
        }
    }

    private void Collect(List<EntityCommit> batch, HashSet<EntityKey> keys)
    {
        var bytes = 0;
        // What was held back comes first, in its order; a second commit of the same entity is held once more.
        for (var i = 0; i < _held.Count && Fits(); i++)
        {
            if (!keys.Add(_held[i].Key)) continue;
            Take(_held[i]);
            _held.RemoveAt(i--);
        }
        while (Fits() && _held.Count < MaxBatch && _queue.Reader.TryRead(out var next))
        {
            if (keys.Add(next.Key)) Take(next);
            else _held.Add(next);
        }

        bool Fits() => batch.Count < MaxBatch && bytes < MaxBatchBytes;

        void Take(EntityCommit commit)
        {
            batch.Add(commit);
            bytes += commit.Bytes;
        }
    }
}
