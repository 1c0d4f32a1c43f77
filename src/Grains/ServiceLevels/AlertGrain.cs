using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.ServiceLevels;

namespace SalesFlow.Grains.ServiceLevels;

/// <summary>Who took notice last.</summary>
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
    // An alert is raised again and again under one id, and nobody tells it here: whether a word is the first is for the list to say, which knows.
    public Task<Outcome> Acknowledge(string commandId, string userId) =>
        Execute(commandId, (_, now) => Decision.Accept(new AlertAcknowledged(userId, now)));
}
