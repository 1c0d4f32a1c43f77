namespace SalesFlow.Grains.Channels;

/// <summary>A number's allowance of messages a second: a bucket that fills at the rate and holds one second's worth.</summary>
/// <param name="PerSecond">Messages a second now.</param>
/// <param name="Ceiling">What the channel allows the number when all is well.</param>
/// <param name="Tokens">What the bucket holds.</param>
/// <param name="At">When it was last counted, UTC.</param>
internal sealed record NumberPace(double PerSecond, double Ceiling, double Tokens, DateTimeOffset At)
{
    /// <summary>What a number may send unless the channel raised it.</summary>
    internal const double Default = 80;

    /// <summary>A full bucket at the default rate.</summary>
    internal static NumberPace Start(DateTimeOffset now) => new(Default, Default, Default, now);

    /// <summary>Grants up to the number wanted; where there is nothing, how long to wait for one.</summary>
    internal (NumberPace Pace, int Granted, TimeSpan Wait) Lease(int wanted, DateTimeOffset now)
    {
        var elapsed = Math.Max(0, (now - At).TotalSeconds);
        // A slowed number finds its way back by a twentieth of the ceiling each second.
        var rate = Math.Min(Ceiling, PerSecond + elapsed * Ceiling / 20);
        var tokens = Math.Min(rate, Tokens + elapsed * rate);
        var granted = Math.Min(wanted, (int)tokens);
        var pace = this with { PerSecond = rate, Tokens = tokens - granted, At = now };
        return (pace, granted, granted > 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Max(0.005, (1 - tokens) / rate)));
    }

    /// <summary>The channel found the number too fast: half the rate, nothing at hand.</summary>
    internal NumberPace SlowDown(DateTimeOffset now) => this with { PerSecond = Math.Max(1, PerSecond / 2), Tokens = 0, At = now };
}
