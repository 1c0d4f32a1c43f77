using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>Whose a slug is.</summary>
[GrainType("slug-owner")]
internal sealed class SlugOwnerGrain(
    [PersistentState("slug-owner", EntityStorage.Provider)] IPersistentState<EntityRecord<SlugOwnerState>> storage, TimeProvider clock)
    : EntityGrain<SlugOwnerState>(storage, clock), ISlugOwnerGrain
{
    public Task<Outcome> Claim(string commandId, string tenantId) => Execute(commandId, (s, _) =>
        s.TenantId == tenantId ? Decision.Nothing
        : s.TenantId is null ? Decision.Accept(new SlugClaimed(tenantId))
        : Decision.Refuse(Refusal.Taken, "slug"));
}

/// <summary>The owner of a slug.</summary>
internal sealed record SlugOwnerState : IFold<SlugOwnerState>
{
    public string? TenantId { get; init; }

    public SlugOwnerState Apply(IDomainEvent e) => e is SlugClaimed c ? this with { TenantId = c.TenantId } : this;
}
