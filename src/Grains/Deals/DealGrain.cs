using Microsoft.Extensions.Logging;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Deals;

/// <summary>The deal's grain: reads the tenant's pipeline, commits what was decided, and tells the lead of a win.</summary>
[GrainType("deal")]
internal sealed partial class DealGrain(
    [PersistentState("deal", EntityStorage.Provider)] IPersistentState<EntityRecord<DealState>> storage, TimeProvider clock, ILogger<DealGrain> log)
    : EntityGrain<DealState>(storage, clock), IDealGrain
{
    public async Task<Outcome> Open(string commandId, OpenDeal command)
    {
        var pipeline = await Pipeline(command.PipelineId);
        return await Execute(commandId, (s, now) => DealDecisions.Open(s, Key.Id, command, pipeline, now));
    }

    public async Task<Outcome> Move(string commandId, MoveDeal command, string movedBy, long? expectedVersion)
    {
        var pipeline = await Pipeline(command.PipelineId ?? State.PipelineId);
        return await Execute(commandId, (s, now) => DealDecisions.Move(s, Key.Id, command, movedBy, Version, expectedVersion, pipeline, now));
    }

    public Task<Outcome> Rank(string commandId, string? above, string? below, long? expectedVersion) =>
        Execute(commandId, (s, now) => DealDecisions.Rank(s, Key.Id, above, below, Version, expectedVersion, now));

    public async Task<Outcome> Update(string commandId, UpdateDeal command, long? expectedVersion)
    {
        var pipeline = await Pipeline(State.PipelineId);
        return await Execute(commandId, (s, now) => DealDecisions.Update(s, command, Version, expectedVersion, pipeline, now));
    }

    public async Task<Outcome> Touch(string commandId, string what)
    {
        var pipeline = await Pipeline(State.PipelineId);
        return await Execute(commandId, (s, now) => DealDecisions.Touch(s, what, pipeline, now));
    }

    public Task<Outcome> Delete(string commandId, long? expectedVersion) =>
        Execute(commandId, (s, now) => DealDecisions.Delete(s, Version, expectedVersion, now));

    public async Task<Outcome> Restore(string commandId, long? expectedVersion)
    {
        var pipeline = await Pipeline(State.PipelineId);
        return await Execute(commandId, (s, now) => DealDecisions.Restore(s, Version, expectedVersion, pipeline, now));
    }

    public Task<DealView?> Get() => Task.FromResult(State.Exists ? State.View(Key.Id, Version) with { UpdatedAt = UpdatedAt } : null);

    protected override async Task<DueOutcome> Due(string name)
    {
        if (name == DealDecisions.StaleTimer)
        {
            var pipeline = await Pipeline(State.PipelineId);
            return await Fire(name, (s, now) => DealDecisions.Look(s, pipeline, now));
        }
        if (name == DealDecisions.TellLeadTimer && State is { LeadId: { } leadId, Kind: StageKind.Won })
        {
            var lead = GrainFactory.GetGrain<ILeadGrain>(TenantKey.Format(Key.Tenant, leadId));
            var outcome = await lead.ChangeStatus($"{Key.Id}:won:{State.ClosedAt?.UtcTicks}", LeadStatus.Converted, "deal_won");
            if (!outcome.Accepted) LogNotConverted(log, outcome.Refusal, outcome.Detail);
        }
        return await Fire(name, (_, _) => Decision.Nothing);
    }

    protected override Task Committed(IReadOnlyList<IDomainEvent> events)
    {
        // In a turn of its own, so that whoever moved the card does not wait for the lead; the timer's row stands behind it.
        if (events.Any(e => e is DealStageChanged { Kind: StageKind.Won }) && DueAt(DealDecisions.TellLeadTimer) is not null)
            this.AsReference<IDueGrain>().OnDue(DealDecisions.TellLeadTimer, Version).Ignore();
        return Task.CompletedTask;
    }

    private async Task<PipelineDefinition?> Pipeline(string? id) =>
        (await GrainFactory.GetGrain<IPipelineGrain>(TenantKey.Format(Key.Tenant, id ?? IPipelineGrain.DefaultId)).Get())?.Definition;

    [LoggerMessage(Level = LogLevel.Information, Message = "A won deal's lead was not converted: {Refusal} {Detail}")]
    private static partial void LogNotConverted(ILogger log, Refusal refusal, string? detail);
}
