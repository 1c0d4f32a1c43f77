namespace SalesFlow.Storage.Webhooks;

/// <summary>When a delivery that failed is tried again: the schedule of the Standard Webhooks specification, spread by a tenth.</summary>
internal static class WebhookSchedule
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>How many attempts a delivery gets before it is given up: over 75 hours.</summary>
    public static int MaxAttempts => Waits.Length + 1;

    /// <summary>The wait after an attempt; null after the last.</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="asked">What the receiver asked for, or null; at most a day counts.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan? After(int attempt, TimeSpan? asked, double chance)
    {
        if (attempt >= MaxAttempts) return null;
        var wait = Waits[attempt - 1] * (0.9 + (chance * 0.2));
        return asked is { } longer && longer > wait ? (longer < TimeSpan.FromDays(1) ? longer : TimeSpan.FromDays(1)) : wait;
    }
}
