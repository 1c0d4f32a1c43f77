using System.Runtime.ExceptionServices;

namespace SalesFlow.WebApi.Channels;

/// <summary>
/// Calls of grains from the edge: each is repeated once where a silo was lost or slow (every command carries an id, so a repeat does nothing
/// twice), and at most a fixed number run at once over all requests.
/// </summary>
internal sealed class GrainCalls(TimeProvider clock) : IDisposable
{
    /// <summary>How many calls of this node's webhooks may be under way at once.</summary>
    public const int MostAtOnce = 256;

    private const int MostOfOneList = 32;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly SemaphoreSlim _slots = new(MostAtOnce);

    /// <summary>Makes a call, waiting for a free place.</summary>
    public async Task<T> Call<T>(Func<Task<T>> call, CancellationToken ct)
    {
        await _slots.WaitAsync(ct);
        try
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (e is TimeoutException or OrleansException)
            {
                await Task.Delay(Pause, clock, ct);
                return await call();
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>
    /// Works through a list, several items at a time. A failure stops none of the others; it is thrown at the end.
    /// </summary>
    public static async Task Each<T>(IReadOnlyList<T> items, Func<T, Task> work)
    {
        if (items.Count == 0) return;
        if (items.Count == 1)
        {
            await work(items[0]);
            return;
        }
        var next = -1;
        Exception? failure = null;
        var workers = new Task[Math.Min(MostOfOneList, items.Count)];
        for (var i = 0; i < workers.Length; i++) workers[i] = Work();
        await Task.WhenAll(workers);
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);

        async Task Work()
        {
            for (int i; (i = Interlocked.Increment(ref next)) < items.Count;)
            {
                try
                {
                    await work(items[i]);
                }
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref failure, e, null);
                }
            }
        }
    }

    public void Dispose() => _slots.Dispose();
}
