using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Deals;

/// <summary>The pipeline's grain. The default one looks at the tenant's template each time that it is asked, so that a deal never meets an older one.</summary>
[GrainType("pipeline")]
internal sealed class PipelineGrain(
    [PersistentState("pipeline", EntityStorage.Provider)] IPersistentState<EntityRecord<PipelineState>> storage, TimeProvider clock)
    : EntityGrain<PipelineState>(storage, clock), IPipelineGrain
{
    private bool IsDefault => Key.Id == IPipelineGrain.DefaultId;

    public Task<Outcome> Create(string commandId, PipelineDefinition definition) =>
        Execute(commandId, (s, now) => PipelineDecisions.Create(s, IsDefault, definition, now));

    public async Task<Outcome> Define(string commandId, PipelineDefinition definition, IReadOnlyList<string> inUse, long? expectedVersion)
    {
        var tenant = await Tenant();
        return Shown(tenant, await Execute(commandId, (s, now) => PipelineDecisions.Define(
            s.Effective(Key.Id, tenant), definition, inUse, Version + Templates(tenant), expectedVersion, Templates(tenant), now)));
    }

    public async Task<Outcome> Reorder(string commandId, IReadOnlyList<string> stages, long? expectedVersion)
    {
        var tenant = await Tenant();
        return Shown(tenant, await Execute(commandId, (s, now) => PipelineDecisions.Reorder(
            s.Effective(Key.Id, tenant), stages, Version + Templates(tenant), expectedVersion, Templates(tenant), now)));
    }

    public async Task<Outcome> SetLostReasons(string commandId, IReadOnlyList<LostReason> reasons, long? expectedVersion)
    {
        var tenant = await Tenant();
        return Shown(tenant, await Execute(commandId, (s, now) => PipelineDecisions.SetLostReasons(
            s.Effective(Key.Id, tenant), reasons, Version + Templates(tenant), expectedVersion, Templates(tenant), now)));
    }

    public async Task<Outcome> Delete(string commandId, bool inUse, long? expectedVersion)
    {
        var tenant = await Tenant();
        return await Execute(commandId, (s, now) => PipelineDecisions.Delete(
            s.Effective(Key.Id, tenant), IsDefault, inUse, Version + Templates(tenant), expectedVersion, now));
    }

    public async Task<PipelineView?> Get()
    {
        var tenant = await Tenant();
        return State.Effective(Key.Id, tenant) is not { } definition
            ? null
            : new PipelineView(Key.Id, definition, Version + Templates(tenant))
            {
                // The default one came into being with its company, before anybody defined it.
                CreatedAt = IsDefault ? tenant?.CreatedAt : CreatedAt,
                UpdatedAt = UpdatedAt ?? (IsDefault ? tenant?.CreatedAt : null),
            };
    }

    public Task<IReadOnlyList<PipelineStage>?> Template(string name) => Task.FromResult(TenantTemplates.Find(name)?.Pipeline);

    public Task<IReadOnlyList<SectorTemplate>> Templates() => Task.FromResult(TenantTemplates.Choices);

    private async Task<TenantView?> Tenant() =>
        IsDefault ? await GrainFactory.GetGrain<ITenantGrain>(TenantKey.Format(Key.Tenant, TenantGrain.KeyId)).Get() : null;

    private static long Templates(TenantView? tenant) => tenant?.TemplateNumber ?? 0;

    private static Outcome Shown(TenantView? tenant, Outcome outcome) => outcome with { Version = outcome.Version + Templates(tenant) };
}
