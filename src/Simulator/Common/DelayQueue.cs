namespace SalesFlow.Simulator.Common;

/// <summary>Calls back for each item when its time has come, in order of time, one at a time, on the clock that it is given. Bounded.</summary>
internal sealed class DelayQueue<T> : IDisposable
{
    private readonly TimeProvider _time;
    private readonly int _capacity;
    private readonly Action<T> _due;
    private readonly Action<Exception> _failed;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<T, (long At, long Order)> _items = new();
    private readonly ITimer _timer;
    private long _order;
    private bool _draining;
    private bool _disposed;

    public DelayQueue(TimeProvider time, int capacity, Action<T> due, Action<Exception> failed)
    {
        _time = time;
        _capacity = capacity;
        _due = due;
        _failed = failed;
        _timer = time.CreateTimer(static state => ((DelayQueue<T>)state!).Drain(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many wait.</summary>
    public int Count
    {
        get { lock (_gate) return _items.Count; }
    }

    /// <summary>Adds an item; false where the queue is full or closed.</summary>
    public bool TryAdd(T item, TimeSpan delay)
    {
        if (delay < TimeSpan.Zero) delay = TimeSpan.Zero;
        lock (_gate)
        {
            if (_disposed || _items.Count >= _capacity) return false;
            var at = _time.GetUtcNow().Ticks + delay.Ticks;
            _items.Enqueue(item, (at, _order++));
            if (!_draining && _items.TryPeek(out _, out var first) && first.At >= at) Arm(first.At);
        }

        return true;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _items.Clear();
        }

        _timer.Dispose();
    }

    private void Arm(long at)
    {
        var wait = TimeSpan.FromTicks(Math.Max(0, at - _time.GetUtcNow().Ticks));
        // Timers count whole milliseconds: rounding up keeps them from firing early, from spinning, and from firing within this lock.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(wait.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }

    private void Drain()
    {
        lock (_gate)
        {
            if (_draining || _disposed) return;
            _draining = true;
        }

        while (true)
        {
            T item;
            lock (_gate)
            {
                if (_disposed || !_items.TryPeek(out _, out var first))
                {
                    _draining = false;
                    return;
                }

                if (first.At > _time.GetUtcNow().Ticks)
                {
                    _draining = false;
                    Arm(first.At);
                    return;
                }

                item = _items.Dequeue();
            }

            try
            {
                _due(item);
            }
            catch (Exception error)
            {
                _failed(error);
            }
        }
    }
}
