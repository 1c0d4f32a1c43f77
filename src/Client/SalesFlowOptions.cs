namespace SalesFlow.Client;

/// <summary>How a client behaves.</summary>
public sealed class SalesFlowOptions
{
    /// <summary>The language of errors: <c>ar</c> or <c>en</c>; the product's choice unless set.</summary>
    public string? Language { get; init; }

    /// <summary>How often a request is repeated after 429 or 503; 3 unless set, 0 for never.</summary>
    public int Repeats { get; init; } = 3;

    /// <summary>The longest wait that <c>Retry-After</c> may ask for; what asks for more fails at once. 30 seconds unless set.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock that waits are measured by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
