using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>What the installation notes of a tenant.</summary>
[GrainType("tenant-file")]
internal sealed class TenantFileGrain(
    [PersistentState("tenant-file", EntityStorage.Provider)] IPersistentState<EntityRecord<TenantFileState>> storage, TimeProvider clock)
    : EntityGrain<TenantFileState>(storage, clock), ITenantFileGrain
{
    private const int LongestNotes = 5000;

    public Task<Outcome> Note(string commandId, string notes) => Execute(commandId, (s, now) =>
        notes.Length > LongestNotes ? Decision.Refuse(Refusal.Invalid, "notes")
        : s.Notes == notes ? Decision.Nothing
        : Decision.Accept(new TenantNoted(notes, now)));
}

/// <summary>The notes.</summary>
internal sealed record TenantFileState : IFold<TenantFileState>
{
    public string Notes { get; init; } = "";

    public TenantFileState Apply(IDomainEvent e) => e is TenantNoted n ? this with { Notes = n.Notes } : this;
}
