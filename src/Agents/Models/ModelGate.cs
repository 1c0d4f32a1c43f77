namespace SalesFlow.Agents.Models;

/// <summary>Bounds the calls to a model that run at once in this process, and those that wait for their turn.</summary>
internal sealed class ModelGate(int concurrent, int queued) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(concurrent, concurrent);
    private int _waiting;

    /// <summary>Calls that run now.</summary>
    public int Running => concurrent - _slots.CurrentCount;

    /// <summary>Takes a slot, waiting in the queue if it must.</summary>
    /// <returns>Whether there was one; false at once where the queue is full.</returns>
    /// <exception cref="OperationCanceledException">The token ended the wait.</exception>
    public async ValueTask<bool> TryEnter(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (_slots.Wait(0, CancellationToken.None)) return true;
        if (Interlocked.Increment(ref _waiting) > queued)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }
        try
        {
            await _slots.WaitAsync(ct);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Gives the slot back.</summary>
    public void Leave() => _slots.Release();

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();
}
