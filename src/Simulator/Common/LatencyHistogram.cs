using System.Numerics;

namespace SalesFlow.Simulator.Common;

/// <summary>Counts durations in buckets about 3 % wide, from a microsecond to hours, in constant memory. Safe to use from several threads.</summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 5;
    private readonly long[] _buckets = new long[64 << SubBits];
    private long _count;
    private long _max;

    /// <summary>How many were counted.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>The longest, in milliseconds.</summary>
    public double MaxMilliseconds => Interlocked.Read(ref _max) / 1000.0;

    /// <summary>Counts one.</summary>
    public void Add(TimeSpan duration)
    {
        var micros = Math.Max(0, duration.Ticks / TimeSpan.TicksPerMicrosecond);
        Interlocked.Increment(ref _buckets[Index(micros)]);
        Interlocked.Increment(ref _count);
        long max;
        while (micros > (max = Interlocked.Read(ref _max)) && Interlocked.CompareExchange(ref _max, micros, max) != max)
        {
        }
    }

    /// <summary>The duration that the given share does not exceed, in milliseconds; 0 where nothing was counted.</summary>
    public double Percentile(double share)
    {
        var wanted = (long)Math.Ceiling(Count * share);
        if (wanted == 0) return 0;
        long seen = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += Interlocked.Read(ref _buckets[i]);
            if (seen >= wanted) return Math.Min(UpperBound(i) / 1000.0, MaxMilliseconds);
        }

        return MaxMilliseconds;
    }

    private static int Index(long value)
    {
        if (value < 1 << SubBits) return (int)value;
        var shift = 63 - BitOperations.LeadingZeroCount((ulong)value) - SubBits;
        return ((shift + 1) << SubBits) + (int)(value >> shift) - (1 << SubBits);
    }

    private static long UpperBound(int index)
    {
        if (index < 1 << SubBits) return index;
        var shift = (index >> SubBits) - 1;
        return (((long)(index & ((1 << SubBits) - 1)) + (1 << SubBits) + 1) << shift) - 1;
    }
}
