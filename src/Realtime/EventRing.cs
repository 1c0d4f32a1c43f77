using SalesFlow.Feed;

namespace SalesFlow.Realtime;

/// <summary>The newest events of one tenant, without a gap, at most a fixed number. Thread-safe.</summary>
internal sealed class EventRing(int capacity, long head)
{
    private readonly Lock _gate = new();
    private readonly FeedItem[] _items = new FeedItem[capacity];
    private int _count;
    private TaskCompletionSource _grown = New();

    /// <summary>The number of the newest event; the head at the start while nothing has been added.</summary>
    public long Last { get; private set; } = head;

    /// <summary>Adds the next event. Anything but the next number is refused: the caller fills the gap first.</summary>
    public bool TryAdd(FeedItem item)
    {
        TaskCompletionSource grown;
        lock (_gate)
        {
            if (item.Seq != Last + 1) return false;
            _items[item.Seq % capacity] = item;
            Last = item.Seq;
            if (_count < capacity) _count++;
            (grown, _grown) = (_grown, New());
        }
        grown.SetResult();
        return true;
    }

    /// <summary>
    /// Forgets everything and goes on at a number: storage no longer has what lies between.
    /// </summary>
    public void SkipTo(long seq)
    {
        TaskCompletionSource grown;
        lock (_gate)
        {
            if (seq <= Last) return;
            Array.Clear(_items);
            (_count, Last) = (0, seq);
            (grown, _grown) = (_grown, New());
        }
        grown.SetResult();
    }

    /// <summary>The events after a number, at most so many; null where the first of them is no longer, or was never, in memory.</summary>
    public IReadOnlyList<FeedItem>? After(long seq, int most)
    {
        lock (_gate)
        {
            if (seq >= Last) return [];
            if (seq < Last - _count) return null;
            var page = new List<FeedItem>((int)Math.Min(most, Last - seq));
            for (var next = seq + 1; next <= Last && page.Count < most; next++) page.Add(_items[next % capacity]);
            return page;
        }
    }

    /// <summary>Completes when there is something after a number.</summary>
    public Task Beyond(long seq)
    {
        lock (_gate) return seq < Last ? Task.CompletedTask : _grown.Task;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
