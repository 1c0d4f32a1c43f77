using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>Whose a WhatsApp number is.</summary>
[GrainType("number-owner")]
public sealed class NumberOwnerGrain(
    [PersistentState("number-owner", EntityStorage.Provider)] IPersistentState<EntityRecord<NumberOwnerState>> storage, TimeProvider clock)
    : EntityGrain<NumberOwnerState>(storage, clock), INumberOwnerGrain
{
    /// <inheritdoc/>
    public Task<Outcome> Claim(string commandId, string tenantId) => Execute(commandId, (s, _) =>
        s.TenantId == tenantId ? Decision.Nothing
        : s.TenantId is null ? Decision.Accept(new NumberClaimed(tenantId))
        : Decision.Refuse(Refusal.Taken, "phoneNumberId"));

    /// <inheritdoc/>
    public Task<string?> Get() => Task.FromResult(State.TenantId);
}

/// <summary>The owner of a number.</summary>
public sealed record NumberOwnerState : IFold<NumberOwnerState>
{
    /// <summary>The tenant, or null.</summary>
    public string? TenantId { get; init; }

    /// <inheritdoc/>
    public NumberOwnerState Apply(IDomainEvent e) => e is NumberClaimed c ? this with { TenantId = c.TenantId } : this;
}
