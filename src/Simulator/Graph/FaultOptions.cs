namespace SalesFlow.Simulator.Graph;

/// <summary>
/// What goes wrong at the Graph double, each as a share from 0 to 1 of the attempts. Chances are drawn from the seed, the message and the number of
/// the attempt, never from the order of arrival, so a run repeats.
/// </summary>
public sealed record FaultOptions
{
    /// <summary>Nothing goes wrong.</summary>
    public static FaultOptions None { get; } = new();

    /// <summary>Refused with HTTP 429, code 130429.</summary>
    public double RateLimited { get; init; }

    /// <summary>Refused with HTTP 500, code 131000.</summary>
    public double ServerError { get; init; }

    /// <summary>Accepted, then the connection is dropped without an answer.</summary>
    public double Ambiguous { get; init; }

    /// <summary>The connection is dropped and nothing was accepted.</summary>
    public double Dropped { get; init; }

    /// <summary>Accepted and answered, then the status <c>failed</c> (131026) follows in place of <c>delivered</c>.</summary>
    public double Undeliverable { get; init; }

    /// <summary>Statuses that are sent twice.</summary>
    public double DuplicateStatuses { get; init; }

    /// <summary>Statuses that are held back by up to <see cref="StatusSpread"/>, so that later ones overtake them.</summary>
    public double ShuffledStatuses { get; init; }

    /// <summary>How far statuses are held back at most.</summary>
    public TimeSpan StatusSpread { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long every answer takes at least. At most a minute.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How much longer answers take at most.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Ids of the numbers whose token has expired (code 190); <c>*</c> is all of them.</summary>
    public IReadOnlyList<string> ExpiredTokens { get; init; } = [];

    /// <summary>Checks that shares and times make sense.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? Problem()
    {
        double[] shares = [RateLimited, ServerError, Ambiguous, Dropped, Undeliverable, DuplicateStatuses, ShuffledStatuses];
        if (shares.Any(share => share is < 0 or > 1 or double.NaN)) return "A share lies between 0 and 1.";
        if (RateLimited + ServerError + Ambiguous + Dropped > 1) return "The shares of attempts that fail add up to more than 1.";
        if (Latency < TimeSpan.Zero || Jitter < TimeSpan.Zero || StatusSpread < TimeSpan.Zero) return "A time is not negative.";
        return Latency + Jitter > TimeSpan.FromMinutes(1) ? "Latency and jitter together are at most a minute." : null;
    }
}
