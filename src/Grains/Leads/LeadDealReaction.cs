using System.Collections.Frozen;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Feed;
using SalesFlow.Leads;

namespace SalesFlow.Grains.Leads;

/// <summary>A deal that names a lead is the lead's deal, whoever opened it: the lead is told, and a lead that knows already stays as it is.</summary>
internal sealed class LeadDealReaction(IGrainFactory grains) : IReaction
{
    public string Name => "lead-deal";

    public IReadOnlySet<string> EventTypes { get; } = FrozenSet.Create(StringComparer.Ordinal, "deal.opened", "deal.updated");

    // Absent links are not written, and quotes in texts are escaped.
    public bool Concerns(string type, string body) => body.Contains("\"leadId\":", StringComparison.Ordinal);

    public async Task React(CommittedEvent e, CancellationToken ct)
    {
        var lead = e.Event switch
        {
            DealOpened o => o.LeadId,
            DealUpdated u => u.LeadId,
            _ => null,
        };
        if (!string.IsNullOrEmpty(lead)) await grains.GetGrain<ILeadGrain>(TenantKey.Format(e.Tenant, lead)).LinkDeal($"deal:{e.EntityId}:link", e.EntityId);
    }
}
