namespace SalesFlow.Channels.Sms;

/// <summary>The provider of short messages. Section <c>Sms</c>. Without an application id, they are off.</summary>
public sealed class SmsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Sms";

    /// <summary>Unifonic's AppSid; short messages are off while it is not set.</summary>
    public string? AppSid { get; set; }

    /// <summary>The sender's registered name; required with an AppSid.</summary>
    public string? SenderId { get; set; }

    /// <summary>Where the provider listens.</summary>
    public Uri Endpoint { get; set; } = new("https://el.cloud.unifonic.com/rest/SMS/messages");

    /// <summary>How long an attempt may take, 15 seconds unless set, 1 second to 1 minute.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>What is wrong with the values, naming the key, or null.</summary>
    public string? Problem() =>
        string.IsNullOrWhiteSpace(AppSid) ? null
        : string.IsNullOrWhiteSpace(SenderId) ? $"{Section}:{nameof(SenderId)} is required where {Section}:{nameof(AppSid)} is set."
        : !Endpoint.IsAbsoluteUri || Endpoint.Scheme is not ("https" or "http")
            ? $"{Section}:{nameof(Endpoint)} must be an absolute http or https address."
        : Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromMinutes(1) ? $"{Section}:{nameof(Timeout)} must be from 00:00:01 to 00:01:00."
        : null;
}
