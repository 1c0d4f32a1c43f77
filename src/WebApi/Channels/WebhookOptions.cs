namespace SalesFlow.WebApi.Channels;

/// <summary>Settings of the WhatsApp webhook, section <c>WhatsApp</c>. Until both secrets are set, everything is refused with 403.</summary>
public sealed class WebhookOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "WhatsApp";

    /// <summary>The app's secret, under which Meta signs: <c>WhatsApp:AppSecret</c>.</summary>
    public string? AppSecret { get; set; }

    /// <summary>The word that Meta repeats in its handshake: <c>WhatsApp:VerifyToken</c>.</summary>
    public string? VerifyToken { get; set; }

    /// <summary>How many POSTs are taken in at once, 1 to 1,024; others wait: <c>WhatsApp:MaxConcurrentPosts</c>.</summary>
    public int MaxConcurrentPosts { get; set; } = 64;

    /// <summary>How long a POST waits for its turn before it is answered 503, at most a minute: <c>WhatsApp:PostQueueTime</c>.</summary>
    public TimeSpan PostQueueTime { get; set; } = TimeSpan.FromSeconds(5);
}
