using SalesFlow.Simulator.Common;

namespace SalesFlow.Simulator.Graph;

/// <summary>Messages a second of one number, in and out together, over a moving second.</summary>
internal sealed class ThroughputLedger(int perSecond)
{
    private readonly Lock _gate = new();
    private readonly long[] _ring = new long[Math.Max(1, perSecond)];
    private int _next;
    private long _count;

    /// <summary>Takes one outgoing message unless the second is full.</summary>
    public bool TryTake(DateTimeOffset now)
    {
        if (perSecond <= 0) return true;
        lock (_gate)
        {
            if (_count >= _ring.Length && now.Ticks - _ring[_next] < TimeSpan.TicksPerSecond) return false;
            Write(now.Ticks);
            return true;
        }
    }

    /// <summary>Counts an incoming message, which is never refused.</summary>
    public void Note(DateTimeOffset now)
    {
        if (perSecond <= 0) return;
        lock (_gate) Write(now.Ticks);
    }

    private void Write(long ticks)
    {
        _ring[_next] = ticks;
        _next = (_next + 1) % _ring.Length;
        _count++;
    }
}

/// <summary>
/// The pace of pairs: one message an interval. A burst of up to 45 within one interval is lent, and paid back by waiting for as long as the burst
/// would have taken at the ordinary pace.
/// </summary>
internal sealed class PairLedger(TimeSpan interval, int capacity)
{
    /// <summary>The most that goes within one interval.</summary>
    public const int Burst = 45;

    private readonly BoundedMap<string, Pair> _pairs = new(capacity);

    private readonly record struct Pair(long Start, int Count, bool Admitted);

    /// <summary>Takes a message of the pair, or refuses it.</summary>
    public bool TryTake(string pair, DateTimeOffset now)
    {
        if (interval <= TimeSpan.Zero) return true;
        var ticks = now.Ticks;
        return _pairs.Put(pair, () => new Pair(ticks, 1, true), known =>
        {
            if (ticks - known.Start < interval.Ticks && known.Count < Burst) return known with { Count = known.Count + 1, Admitted = true };
            var paidBack = known.Start + (known.Count * interval.Ticks);
            return ticks >= paidBack ? new Pair(ticks, 1, true) : known with { Admitted = false };
        }).Admitted;
    }
}

/// <summary>When each customer last wrote to each number: the customer-service window, and the longer one that a click on an advertisement
/// opens.</summary>
internal sealed class WindowLedger(TimeSpan window, int capacity)
{
    private static readonly TimeSpan FreeEntry = TimeSpan.FromHours(72);
    private readonly BoundedMap<string, (DateTimeOffset Last, DateTimeOffset? Entry)> _pairs = new(capacity);

    /// <summary>The customer wrote.</summary>
    public void Note(string pair, DateTimeOffset now, bool throughAdvertisement) =>
        _pairs.Put(pair, () => (now, throughAdvertisement ? now : null), known => (now, throughAdvertisement ? now : known.Entry));

    /// <summary>Whether free text may go.</summary>
    public bool IsOpen(string pair, DateTimeOffset now) => window <= TimeSpan.Zero || IsInside(pair, now);

    /// <summary>Whether the customer wrote within the window, whatever is enforced.</summary>
    public bool IsInside(string pair, DateTimeOffset now) =>
        _pairs.TryGet(pair, out var known) && now - known.Last < (window <= TimeSpan.Zero ? TimeSpan.FromHours(24) : window);

    /// <summary>Whether the pair talks within a free entry point.</summary>
    public bool IsFreeEntry(string pair, DateTimeOffset now) =>
        _pairs.TryGet(pair, out var known) && known.Entry is { } entry && now - entry < FreeEntry;
}
