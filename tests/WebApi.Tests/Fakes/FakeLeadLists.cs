using SalesFlow.Feed;
using SalesFlow.Leads;
using SalesFlow.SavedViews;

namespace SalesFlow.WebApi.Tests.Fakes;

/// <summary>Lists of leads that say for which tenant they were read: a row's id is the tenant.</summary>
public sealed class FakeLeadLists : ILeadLists, ISavedViewLists
{
    public LeadFilter? Asked { get; private set; }

    public Task<Page<LeadRowView>> Leads(string tenant, LeadFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        if (cursor is not null && cursor != "second") throw new FormatException("Not a cursor of this list.");
        Asked = filter;
        var status = filter.Statuses.Count > 0 ? filter.Statuses[0] : LeadStatus.New;
        return Task.FromResult(new Page<LeadRowView>(
            [new LeadRowView(tenant, "س", null, null, null, null, null, "web", status, 0, Temperature.Cold, null, null, default, default, 1)],
            cursor is null ? "second" : null));
    }

    public Task<LeadCounts> Counts(string tenant, CancellationToken ct) =>
        Task.FromResult(new LeadCounts(1, new Dictionary<string, long> { ["new"] = 1 }, new Dictionary<string, long>(), 1));

    public ValueTask<IReadOnlyDictionary<string, long>> OpenLoads(string tenant, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<LeadDuplicate>> Duplicates(string tenant, LeadLikeness likeness, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<LeadDuplicate>>([]);

    public Task<Page<MessageRowView>> Messages(string tenant, IReadOnlyList<string> conversationIds, string? cursor, int limit, CancellationToken ct) =>
        Task.FromResult(new Page<MessageRowView>([], null));

    public Task<IReadOnlyList<SavedView>> Views(string tenant, string entity, string userId, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<SavedView>>([]);
}
