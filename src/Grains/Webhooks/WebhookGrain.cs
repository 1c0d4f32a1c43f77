using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Webhooks;

namespace SalesFlow.Grains.Webhooks;

/// <summary>An address that events are sent to.</summary>
[GrainType("webhook")]
internal sealed class WebhookGrain(
    [PersistentState("webhook", EntityStorage.Provider)] IPersistentState<EntityRecord<WebhookState>> storage, TimeProvider clock)
    : EntityGrain<WebhookState>(storage, clock), IWebhookGrain
{
    public Task<Outcome> Create(string commandId, NewWebhook command) =>
        Execute(commandId, (s, now) => WebhookDecisions.Create(s, command, TenantScope.Actor, now));

    public Task<Outcome> Update(string commandId, UpdateWebhook command, long? expectedVersion) =>
        Execute(commandId, (s, now) => WebhookDecisions.Update(s, command, TenantScope.Actor, Version, expectedVersion, now));

    public Task<Outcome> RotateSecret(string commandId, string protectedSecret) =>
        Execute(commandId, (s, now) => WebhookDecisions.RotateSecret(s, protectedSecret, TenantScope.Actor, now));

    public Task<Outcome> Enable(string commandId) => Execute(commandId, (s, now) => WebhookDecisions.Enable(s, TenantScope.Actor, now));

    public Task<Outcome> Disable(string commandId, string reason) => Execute(commandId, (s, now) => WebhookDecisions.Disable(s, reason, now));

    public Task<Outcome> Delete(string commandId, long? expectedVersion) =>
        Execute(commandId, (s, now) => WebhookDecisions.Delete(s, Version, expectedVersion, now));

    public Task<WebhookView?> Get() => Task.FromResult(State.Exists
        ? new WebhookView(Key.Id, State.Url, State.Name, State.Types, State.DisabledReason is null, State.DisabledReason, State.CreatedAt, Version)
        : null);
}
