using SalesFlow.Common;
using SalesFlow.Leads.Transfer;
using SalesFlow.Storage.Feed;

namespace SalesFlow.Storage.Leads.Transfer;

/// <summary>What an import's row is: the fold of its events.</summary>
internal static class LeadImportFold
{
    /// <summary>The row after an event of its import; null where there is still none.</summary>
    public static LeadImportRow? Apply(LeadImportRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, ImportRequested r) => new LeadImportRow
            {
                Tenant = h.Tenant, Id = h.EntityId, FileName = r.FileName, DryRun = r.DryRun,
                Phase = r.DryRun ? ImportPhase.Checking : ImportPhase.Importing, RequestedBy = r.By?.Split('@')[0], CreatedAt = r.At.Micro(),
            },
            (null, _) => null,
            (_, ImportStarted { Resumed: true }) => row with { Phase = row.DryRun ? ImportPhase.Checking : ImportPhase.Importing, Reason = null, FinishedAt = null },
            (_, ImportStarted) => row with
            {
                DryRun = false,
                Phase = ImportPhase.Importing,
                Reason = null,
                FinishedAt = null,
                RowsRead = 0,
                Created = 0,
                Updated = 0,
                Skipped = 0,
                Failed = 0,
                Fraction = 0,
            },
            (_, ImportProgressed p) => row with
            {
                RowsRead = p.Counts.Read,
                Created = p.Counts.Created,
                Updated = p.Counts.Updated,
                Skipped = p.Counts.Skipped,
                Failed = p.Counts.Failed,
                Fraction = p.Fraction,
            },
            (_, ImportFinished f) => row with { Phase = f.Phase, Reason = f.Reason, FinishedAt = f.At.Micro() },
            (_, ImportCancelled c) => row with { Phase = ImportPhase.Cancelled, Reason = c.Reason, FinishedAt = c.At.Micro() },
            _ => row,
        };
        return next is null ? null : next with { Version = h.Version };
    }
}
