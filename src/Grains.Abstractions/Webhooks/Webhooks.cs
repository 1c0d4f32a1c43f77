using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.Webhooks;

/// <summary>
/// An address of a customer's own program to which events are sent, signed by the Standard Webhooks specification. Key: <c>tenant/{webhook id}</c>.
/// </summary>
[Alias("webhook")]
public interface IWebhookGrain : ITenantScoped
{
    /// <summary>
    /// Sets the webhook up. Events after the number given are sent to it. Refused as forbidden where its maker may not see all of these kinds; a change of
    /// it and a new secret likewise.
    /// </summary>
    [Alias("Create")]
    [Requires(Permission.IntegrationsManage)]
    Task<Outcome> Create(string commandId, NewWebhook command);

    /// <summary>Changes address, name or kinds of events.</summary>
    [Alias("Update")]
    [Requires(Permission.IntegrationsManage)]
    Task<Outcome> Update(string commandId, UpdateWebhook command, long? expectedVersion);

    /// <summary>Gives it a new secret; the former one goes on signing beside it for a day.</summary>
    [Alias("RotateSecret")]
    [Requires(Permission.IntegrationsManage)]
    Task<Outcome> RotateSecret(string commandId, string protectedSecret);

    /// <summary>Sends to it again. What waits is sent; what was given up stays until it is replayed.</summary>
    [Alias("Enable")]
    [Requires(Permission.IntegrationsManage)]
    Task<Outcome> Enable(string commandId);

    /// <summary>Stops sending, with a stable word for the reason: <c>by_hand</c>, <c>gone</c> (it answered 410), <c>failing</c>. Nothing that waits is lost.</summary>
    [Alias("Disable")]
    [Requires(Permission.IntegrationsManage)]
    Task<Outcome> Disable(string commandId, string reason);

    /// <summary>Removes it, with everything that waits for it.</summary>
    [Alias("Delete")]
    [Requires(Permission.IntegrationsManage)]
    Task<Outcome> Delete(string commandId, long? expectedVersion);

    /// <summary>The webhook, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<WebhookView?> Get();
}

/// <summary>A new webhook.</summary>
/// <param name="Url">Where events are posted: https, at most 2,048 characters.</param>
/// <param name="Name">What people call it, at most 255 characters.</param>
/// <param name="Types">Kinds of events: names such as <c>lead.created</c>, whole entities as <c>lead.*</c>, or <c>*</c>. 1 to 50.</param>
/// <param name="ProtectedSecret">The signing secret, protected.</param>
/// <param name="AfterSeq">The feed's head when it was asked for: events after it are sent.</param>
[GenerateSerializer, Immutable, Alias("webhook.new")]
public sealed record NewWebhook(string Url, string Name, IReadOnlyList<string> Types, string ProtectedSecret, long AfterSeq);

/// <summary>What may be changed; null leaves a field as it is.</summary>
[GenerateSerializer, Immutable, Alias("webhook.update")]
public sealed record UpdateWebhook(string? Url, string? Name, IReadOnlyList<string>? Types);

/// <summary>A webhook as it stands. Its secrets are never shown.</summary>
[GenerateSerializer, Immutable, Alias("webhook.view")]
public sealed record WebhookView(
    string WebhookId, string Url, string Name, IReadOnlyList<string> Types, bool Enabled, string? DisabledReason, DateTimeOffset CreatedAt, long Version);
