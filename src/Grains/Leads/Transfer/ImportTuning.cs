namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>How imports run: the section <c>SalesFlow:Imports</c>.</summary>
public sealed class ImportTuning
{
    /// <summary>The section's name.</summary>
    public const string Section = "SalesFlow:Imports";

    /// <summary>How many rows are read, looked up, written and reported together, 10 to 5,000.</summary>
    public int ChunkRows { get; set; } = 1000;

    /// <summary>How many imports a silo carries on at once, 1 to 16; of one tenant always one.</summary>
    public int Parallel { get; set; } = 2;

    /// <summary>How many chunks may be written that lists do not show yet, 1 to 100. Smaller spares those who share the tenant's projector.</summary>
    public int ChunksAhead { get; set; } = 3;

    /// <summary>The most rows that a file may have, 1 to 10,000,000.</summary>
    public long MaxRows { get; set; } = 2_000_000;
}
