using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.ServiceLevels;

namespace SalesFlow.Grains.ServiceLevels;

/// <summary>Whether somebody has taken notice.</summary>
internal sealed record AlertState : IFold<AlertState>
{
    public string? AcknowledgedBy { get; init; }

    public AlertState Apply(IDomainEvent e) => e is AlertAcknowledged a ? this with { AcknowledgedBy = a.UserId } : this;
}

/// <summary>Whether somebody has taken notice of an alert.</summary>
[GrainType("alert")]
internal sealed class AlertGrain(
    [PersistentState("alert", EntityStorage.Provider)] IPersistentState<EntityRecord<AlertState>> storage, TimeProvider clock)
    : EntityGrain<AlertState>(storage, clock), IAlertGrain
{
    public Task<Outcome> Acknowledge(string commandId, string userId) => Execute(
        commandId, (s, now) => s.AcknowledgedBy is null ? Decision.Accept(new AlertAcknowledged(userId, now)) : Decision.Nothing);
}
