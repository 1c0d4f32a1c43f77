using System.Collections.Concurrent;

namespace SalesFlow.WebApi.RateLimits;

/// <summary>Counts requests in windows of one minute, each caller's beginning with their first request. Bounded: windows that ended are forgotten.</summary>
internal sealed class RequestWindows(TimeProvider clock)
{
    /// <summary>The length of a window.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private const int SweepAbove = 10_000;
    private readonly ConcurrentDictionary<string, Window> _windows = new(StringComparer.Ordinal);
    private long _sweptAt;

    /// <summary>Counts one more request.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="limit">How many a window.</param>
    public Count Take(string caller, int limit)
    {
        var now = clock.GetTimestamp();
        var window = _windows.AddOrUpdate(caller, static (_, at) => new Window(at), Renew, now);
        var taken = window.Take();
        if (_windows.Count > SweepAbove) Sweep(now);
        var left = Length - clock.GetElapsedTime(window.Since, now);
        return new Count(taken <= limit, Math.Max(0, limit - taken), left < TimeSpan.Zero ? TimeSpan.Zero : left);
    }

    private Window Renew(string caller, Window window, long now) => clock.GetElapsedTime(window.Since, now) >= Length ? new Window(now) : window;

    private void Sweep(long now)
    {
        var last = Interlocked.Read(ref _sweptAt);
        if (clock.GetElapsedTime(last, now) < Length || Interlocked.CompareExchange(ref _sweptAt, now, last) != last) return;
        foreach (var (caller, window) in _windows)
            if (clock.GetElapsedTime(window.Since, now) >= Length) _windows.TryRemove(KeyValuePair.Create(caller, window));
    }

    private sealed class Window(long since)
    {
        private int _taken;

        public long Since => since;

        public int Take() => Interlocked.Increment(ref _taken);
    }
}

/// <summary>How a caller stands after a request.</summary>
/// <param name="Admitted">Whether the request is within the limit.</param>
/// <param name="Left">How many more there may be in this window.</param>
/// <param name="Reset">When the next window begins.</param>
internal readonly record struct Count(bool Admitted, int Left, TimeSpan Reset);
