namespace SalesFlow.Storage.Due;

/// <summary>Lets the dispatcher of this process wake exactly when the next timer that it has heard of is due, between two polls.</summary>
internal sealed class DueAlarm(TimeProvider time)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _next = DateTimeOffset.MaxValue;
    private TaskCompletionSource _earlier = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// A timer was set. One that is already due is not announced: whoever set it starts the work directly, and the poll is the safety net.
    /// </summary>
    public void Expect(DateTimeOffset at)
    {
        if (at <= time.GetUtcNow()) return;
        lock (_gate)
        {
            if (at >= _next) return;
            _next = at;
            _earlier.TrySetResult();
        }
    }

    /// <summary>Waits until the next known timer is due, at most the time given.</summary>
    public async Task Wait(TimeSpan atMost, CancellationToken ct)
    {
        var until = time.GetUtcNow() + atMost;
        while (true)
        {
            Task earlier;
            TimeSpan left;
            lock (_gate)
            {
                var now = time.GetUtcNow();
                left = (_next < until ? _next : until) - now;
                if (left <= TimeSpan.Zero)
                {
                    if (_next <= now) _next = DateTimeOffset.MaxValue;
                    return;
                }
                if (_earlier.Task.IsCompleted) _earlier = new(TaskCreationOptions.RunContinuationsAsynchronously);
                earlier = _earlier.Task;
            }
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(Task.Delay(left, time, stop.Token), earlier);
            await stop.CancelAsync();
            ct.ThrowIfCancellationRequested();
        }
    }
}
