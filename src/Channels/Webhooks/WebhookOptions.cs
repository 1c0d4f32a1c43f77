namespace SalesFlow.Channels.Webhooks;

/// <summary>How messages reach customers' programs: section <c>SalesFlow:Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SalesFlow:Webhooks";

    /// <summary>Whether addresses inside private networks, and plain http, are allowed: for an installation whose receivers stand beside it. No unless set.</summary>
    public bool AllowPrivateNetworks { get; set; }

    /// <summary>How long an attempt may take, 1 to 60 seconds; 15 unless set.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);
}
