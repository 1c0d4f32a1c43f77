namespace SalesFlow.WebApi.RateLimits;

/// <summary>How many requests a caller may send. Section <c>SalesFlow:RateLimits</c>. Counted by each web node for itself.</summary>
public sealed class RateLimitOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SalesFlow:RateLimits";

    /// <summary>Requests a minute of one person or key; 6,000 unless set, 0 for no limit.</summary>
    public int PerActor { get; set; } = 6_000;

    /// <summary>Requests a minute of all people and keys of one company together; 60,000 unless set, 0 for no limit.</summary>
    public int PerTenant { get; set; } = 60_000;

    /// <summary>What is wrong with the values, naming the key, or null.</summary>
    public string? Problem() =>
        PerActor < 0 ? $"{Section}:{nameof(PerActor)} must be 0 or more."
        : PerTenant < 0 ? $"{Section}:{nameof(PerTenant)} must be 0 or more."
        : null;
}
