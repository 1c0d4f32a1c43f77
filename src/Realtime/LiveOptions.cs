namespace SalesFlow.Realtime;

/// <summary>Live updates. Section <c>SalesFlow:Live</c>.</summary>
public sealed class LiveOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SalesFlow:Live";

    /// <summary>How often the feeds' heads are read, so that a silent stream is noticed; 500 ms unless set, 50 ms to 1 minute.</summary>
    public TimeSpan HeadCheck { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Newest events kept in memory for each tenant with connections; 1,024 unless set, 16 to 65,536.</summary>
    public int Ring { get; set; } = 1024;

    /// <summary>Hints that may wait for a tenant's pump; more are dropped, and the gap is filled from storage. 256 unless set, 1 to 65,536.</summary>
    public int WaitingHints { get; set; } = 256;

    /// <summary>Events read from storage at once; 500 unless set, 1 to 1,000.</summary>
    public int Page { get; set; } = 500;

    /// <summary>
    /// Events by which a connection that had caught up may fall behind before it is closed; it comes back and resumes. 5,000 unless set,
    /// at least 100.
    /// </summary>
    public int LongestLag { get; set; } = 5000;

    /// <summary>How long one event may take to be handed to a connection before it is closed; 20 s unless set, 1 s to 5 minutes.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Head checks in a row that found events which the stream had not told of, before the stream is subscribed to anew; 5 unless set, at least 1.
    /// </summary>
    public int SilentChecks { get; set; } = 5;

    /// <summary>What is wrong with the values, naming the key, or null.</summary>
    public string? Problem() =>
        HeadCheck < TimeSpan.FromMilliseconds(50) || HeadCheck > TimeSpan.FromMinutes(1)
            ? $"{Section}:{nameof(HeadCheck)} must be from 00:00:00.05 to 00:01:00."
        : Ring is < 16 or > 65_536 ? $"{Section}:{nameof(Ring)} must be from 16 to 65536."
        : WaitingHints is < 1 or > 65_536 ? $"{Section}:{nameof(WaitingHints)} must be from 1 to 65536."
        : Page is < 1 or > 1000 ? $"{Section}:{nameof(Page)} must be from 1 to 1000."
        : LongestLag < 100 ? $"{Section}:{nameof(LongestLag)} must be at least 100."
        : SendTimeout < TimeSpan.FromSeconds(1) || SendTimeout > TimeSpan.FromMinutes(5)
            ? $"{Section}:{nameof(SendTimeout)} must be from 00:00:01 to 00:05:00."
        : SilentChecks < 1 ? $"{Section}:{nameof(SilentChecks)} must be at least 1."
        : null;
}
