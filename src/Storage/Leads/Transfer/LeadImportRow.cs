using SalesFlow.Leads.Transfer;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Leads.Transfer;

/// <summary>An import in lists.</summary>
internal sealed record LeadImportRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string FileName { get; init; } = "";
    public ImportPhase Phase { get; init; }
    public bool DryRun { get; init; }
    public string? Reason { get; init; }
    public long RowsRead { get; init; }
    public long Created { get; init; }
    public long Updated { get; init; }
    public long Skipped { get; init; }
    public long Failed { get; init; }
    public double? Fraction { get; init; }
    public string? RequestedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}
