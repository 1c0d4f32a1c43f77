using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Leads;
using SalesFlow.Reporting;

namespace SalesFlow.WebApi.Supervisor;

/// <summary>Gives leads to people, or has the company's rules find somebody.</summary>
internal sealed class LeadAssignment(IGrainFactory grains, ILeadLists lists) : IWorkAssignment
{
    public string Kind => "lead";

    public bool RulesChoose => true;

    public Task<Outcome> Assign(string tenant, string commandId, string id, string? userId, string? from, string byUserId) =>
        userId is null ? Lead(tenant, id).AssignByRules(commandId, null, from) : Lead(tenant, id).Assign(commandId, userId, null);

    public async Task<string?> OwnerOf(string tenant, string id) => (await Lead(tenant, id).Get())?.AssignedTo;

    public async Task<Page<string>> OpenOf(string tenant, string userId, string? cursor, int limit, CancellationToken ct)
    {
        var open = new LeadFilter
        {
            Assignee = userId, Statuses = [LeadStatus.New, LeadStatus.Contacted, LeadStatus.Qualified], Sort = LeadSort.Created, Ascending = true,
        };
        var page = await lists.Leads(tenant, open, cursor, limit, ct);
        return new Page<string>([.. page.Items.Select(r => r.Id)], page.Next);
    }

    private ILeadGrain Lead(string tenant, string id) => grains.GetGrain<ILeadGrain>(TenantKey.Format(tenant, id));
}
