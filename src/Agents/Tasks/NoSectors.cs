using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Tasks;

/// <summary>Knows no sector: where the host has no library of them.</summary>
internal sealed class NoSectors : ISectorLibrary
{
    /// <inheritdoc/>
    public IReadOnlyList<SectorProfile> All => [];

    /// <inheritdoc/>
    public SectorProfile? Find(string? sector) => null;
}
