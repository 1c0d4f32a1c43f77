using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>A company that uses the product.</summary>
[GrainType("tenant")]
public sealed class TenantGrain(
    [PersistentState("tenant", EntityStorage.Provider)] IPersistentState<EntityRecord<TenantState>> storage, TimeProvider clock)
    : EntityGrain<TenantState>(storage, clock), ITenantGrain
{
    /// <summary>The id part of every tenant's key.</summary>
    public const string KeyId = "tenant";

    /// <inheritdoc/>
    public Task<Outcome> Register(string commandId, RegisterTenant command) => Execute(commandId, (s, _) => TenantDecisions.Register(s, command));

    /// <inheritdoc/>
    public Task<Outcome> ApplyTemplate(string commandId, string template) => Execute(commandId, (s, _) => TenantDecisions.ApplyTemplate(s, template));

    /// <inheritdoc/>
    public Task<Outcome> ConnectNumber(string commandId, ConnectedNumber number) => Execute(commandId, (s, _) => TenantDecisions.ConnectNumber(s, number));

    /// <inheritdoc/>
    public Task<Outcome> NoticeChannel(string commandId, ChannelNotice notice) =>
        Execute(commandId, (s, now) => s.CompanyName is null ? Decision.Refuse(Refusal.NotFound) : Decision.Accept(new ChannelNoticed(notice, now)));

    /// <inheritdoc/>
    public Task<TenantView?> Get() => Task.FromResult(State.CompanyName is null
        ? null
        : new TenantView(
            Key.Tenant, State.CompanyName, State.Language, State.TimeZone, State.Template, State.PriceList, State.Pipeline, State.Knowledge, State.Numbers,
            new TemperatureBands(), Version, State.TemplateNumber));
}
