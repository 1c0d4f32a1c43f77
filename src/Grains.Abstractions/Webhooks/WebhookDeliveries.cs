using SalesFlow.Feed;

namespace SalesFlow.Webhooks;

/// <summary>Lists of webhooks and of what was sent to them, and the commands on single deliveries.</summary>
public interface IWebhookDeliveries
{
    /// <summary>Webhooks, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<WebhookRowView>> Webhooks(string tenant, string? cursor, int limit, CancellationToken ct);

    /// <summary>What was or will be sent to one webhook, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<DeliveryView>> Deliveries(string tenant, string webhookId, DeliveryState? state, string? cursor, int limit, CancellationToken ct);

    /// <summary>One delivery with its attempts and its body, or null.</summary>
    Task<DeliveryDetail?> Delivery(string tenant, string webhookId, string deliveryId, CancellationToken ct);

    /// <summary>Queues one delivery again, at once, under its own id. False where there is none.</summary>
    Task<bool> Replay(string tenant, string webhookId, string deliveryId, CancellationToken ct);

    /// <summary>Queues again everything of a webhook that was given up. Answers how many.</summary>
    Task<int> ReplayFailed(string tenant, string webhookId, CancellationToken ct);

    /// <summary>What waits for a webhook that was enabled again is sent at once.</summary>
    Task Wake(string tenant, string webhookId, CancellationToken ct);

    /// <summary>Queues a message that no event caused: <c>webhook.test</c>. The same id queues it once.</summary>
    Task QueueTest(string tenant, string webhookId, string deliveryId, CancellationToken ct);
}

/// <summary>Where a delivery stands.</summary>
public enum DeliveryState
{
    /// <summary>To be sent, now or later.</summary>
    Pending = 0,
    /// <summary>Taken: the address answered with a success.</summary>
    Delivered = 1,
    /// <summary>Given up after the last attempt, or refused for good.</summary>
    Failed = 2,
}

/// <summary>A webhook in a list.</summary>
public sealed record WebhookRowView(
    string Id, string Url, string Name, IReadOnlyList<string> Types, bool Enabled, string? DisabledReason, DateTimeOffset CreatedAt, long Version);

/// <summary>A delivery in a list.</summary>
/// <param name="Id">The <c>webhook-id</c> that the receiver sees: the same at every attempt and replay.</param>
/// <param name="Type">The event's name.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">How many attempts were made.</param>
/// <param name="NextAt">When the next one is due, or null.</param>
/// <param name="LastStatus">The HTTP status of the last one, or null where none came.</param>
/// <param name="LastError">A stable word for what went wrong, or null.</param>
/// <param name="CreatedAt">When it was queued, UTC.</param>
/// <param name="DeliveredAt">When it was taken, UTC, or null.</param>
public sealed record DeliveryView(
    string Id, string Type, DeliveryState State, int Attempts, DateTimeOffset? NextAt, int? LastStatus, string? LastError, DateTimeOffset CreatedAt,
    DateTimeOffset? DeliveredAt);

/// <summary>A delivery with its attempts.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Body">The JSON that is sent.</param>
/// <param name="Attempts">The attempts, oldest first, at most the last 50.</param>
public sealed record DeliveryDetail(DeliveryView Delivery, string Body, IReadOnlyList<AttemptView> Attempts);

/// <summary>An attempt.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Status">The HTTP status, or null where none came.</param>
/// <param name="Error">A stable word: <c>timeout</c>, <c>connection</c>, <c>forbidden_address</c>, <c>status</c>; null for a success.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record AttemptView(DateTimeOffset At, int? Status, string? Error, int Milliseconds);

/// <summary>Says beforehand what would be refused later, so that a mistake is told to whoever makes it.</summary>
public interface IWebhookAddresses
{
    /// <summary>
    /// What is plainly wrong with an address: <c>url</c> (not https), <c>public_host</c> (it names this machine or a private network), or null. A name
    /// is not looked up: what it stands for is checked at each attempt.
    /// </summary>
    string? Wrong(string url);
}

/// <summary>Sends one signed message to an address of a customer's.</summary>
public interface IWebhookSender
{
    /// <summary>Makes one attempt. Answers what became of it; throws only when cancelled.</summary>
    Task<WebhookAnswer> Send(WebhookMessage message, CancellationToken ct);
}

/// <summary>What is sent.</summary>
/// <param name="Id">The <c>webhook-id</c>.</param>
/// <param name="Url">Where to.</param>
/// <param name="Body">The JSON.</param>
/// <param name="ProtectedSecrets">The secrets that sign it, newest first.</param>
public sealed record WebhookMessage(string Id, string Url, string Body, IReadOnlyList<string> ProtectedSecrets);

/// <summary>What became of an attempt.</summary>
/// <param name="Status">The HTTP status, or null where none came.</param>
/// <param name="Error">A stable word, or null for a success.</param>
/// <param name="RetryAfter">How long the address asks us to wait, or null.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record WebhookAnswer(int? Status, string? Error, TimeSpan? RetryAfter, int Milliseconds)
{
    /// <summary>Whether it was taken.</summary>
    public bool Taken => Error is null;

    /// <summary>Whether the address says that it is no longer there for us.</summary>
    public bool Gone => Status == 410;
}
