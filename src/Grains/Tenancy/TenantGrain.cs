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
    public Task<Outcome> Register(string commandId, RegisterTenant command) => Execute(commandId, (s, now) => TenantDecisions.Register(s, command, now));

    /// <inheritdoc/>
    public Task<Outcome> ApplyTemplate(string commandId, string template) => Execute(commandId, (s, _) => TenantDecisions.ApplyTemplate(s, template));

    /// <inheritdoc/>
    public Task<Outcome> ConnectNumber(string commandId, ConnectedNumber number) => Execute(commandId, (s, _) => TenantDecisions.ConnectNumber(s, number));

    /// <inheritdoc/>
    public Task<Outcome> NoticeChannel(string commandId, ChannelNotice notice) =>
        Execute(commandId, (s, now) => s.CompanyName is null ? Decision.Refuse(Refusal.NotFound) : Decision.Accept(new ChannelNoticed(notice, now)));

    /// <inheritdoc/>
    protected override async Task<DueOutcome> Due(string name)
    {
        if (name != TenantDecisions.TrialTimer) return await Fire(name, (_, _) => Decision.Nothing);
        await GrainFactory.GetGrain<ISubscriptionGrain>(TenantKey.Format(Key.Tenant, SubscriptionGrain.KeyId)).Start(TenantDecisions.TrialTimer, PlanCatalogue.First);
        return await Fire(name, (_, _) => Decision.Nothing);
    }

    /// <inheritdoc/>
    protected override Task Committed(IReadOnlyList<IDomainEvent> events)
    {
        // In a turn of its own, so that the registrant does not wait; the timer's row brings it about if this call is lost.
        if (events.Any(e => e is TenantRegistered)) this.AsReference<IDueGrain>().OnDue(TenantDecisions.TrialTimer, Version).Ignore();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<TenantView?> Get() => Task.FromResult(State.CompanyName is null
        ? null
        : new TenantView(
            Key.Tenant, State.CompanyName, State.Language, State.TimeZone, State.Template, State.PriceList, State.Pipeline, State.Knowledge, State.Numbers,
            new TemperatureBands(), Version, State.TemplateNumber));
}
