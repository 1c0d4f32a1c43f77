using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Tenancy;
using SalesFlow.ServiceLevels;

namespace SalesFlow.Grains.ServiceLevels;

/// <summary>The clocks of one conversation.</summary>
[GrainType("service-level")]
internal sealed class ServiceLevelGrain(
    [PersistentState("service-level", EntityStorage.Provider)] IPersistentState<EntityRecord<ServiceLevelState>> storage, TenantViews tenants,
    TimeProvider clock)
    : EntityGrain<ServiceLevelState>(storage, clock), IServiceLevelGrain
{
    public async Task<Outcome> Observe(string commandId, ServiceSignal signal)
    {
        // Most of what comes changes nothing: the settings are asked for only where they can matter.
        if (signal.Version <= State.Seen || (!State.Open && signal.Kind != ServiceSignalKind.NeedsPerson)) return new Outcome(Refusal.None, Version);
        var policy = await Policy();
        return await Execute(commandId, (s, _) => ServiceLevelDecisions.Observe(s, signal, policy));
    }

    public Task<Outcome> Acknowledge(string commandId, string userId) =>
        Execute(commandId, (s, now) => ServiceLevelDecisions.Acknowledge(s, userId, now));

    public Task<ServiceLevelView?> Get() => Task.FromResult(State.Case == 0 ? null : State.View(Key.Id, Version));

    protected override async Task<DueOutcome> Due(string name)
    {
        var policy = await Policy();
        return await Fire(name, (s, now) => ServiceLevelDecisions.Tick(s, policy, now));
    }

    private async Task<ServiceLevelPolicy> Policy()
    {
        var settings = await GrainFactory.GetGrain<ITeamSettingsGrain>(TenantKey.Format(Key.Tenant, TeamSettingsKey.Id)).Get();
        return settings.ServiceLevels.WithHolidaysOf(await tenants.Get(Key.Tenant));
    }
}
