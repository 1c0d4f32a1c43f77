using SalesFlow.Access;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Support;

/// <summary>The users of the test's company and the leads that each has by the counters; both as the test says.</summary>
internal sealed class PeopleDouble : IUserDirectory, ILeadLists
{
    public IReadOnlyList<UserView> Users { get; set; } = [];

    public IReadOnlyDictionary<string, long> Loads { get; set; } = new Dictionary<string, long>();

    /// <summary>A seller who takes work.</summary>
    public static UserView Seller(string id, params string[] sectors) => new(
        id, id, id + "@example.com", null, Role.Agent, "ar", [], sectors, 0, null, null, Presence.Online, true, null, DateTimeOffset.UnixEpoch, 1);

    public ValueTask<IReadOnlyList<UserView>> All(string tenant, CancellationToken ct) => new(Users);

    public ValueTask<IReadOnlyList<UserView>> Now(string tenant, CancellationToken ct) => new(Users);

    public ValueTask<UserView?> Find(string tenant, string userId, CancellationToken ct) => new(Users.FirstOrDefault(u => u.UserId == userId));

    public ValueTask<IReadOnlyDictionary<string, long>> OpenLoads(string tenant, CancellationToken ct) => new(Loads);

    public Task<Page<LeadRowView>> Leads(string tenant, LeadFilter filter, string? cursor, int limit, CancellationToken ct) => throw new NotSupportedException();

    public Task<LeadCounts> Counts(string tenant, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<LeadDuplicate>> Duplicates(string tenant, LeadLikeness likeness, CancellationToken ct) => throw new NotSupportedException();

    public Task<Page<MessageRowView>> Messages(string tenant, IReadOnlyList<string> conversationIds, string? cursor, int limit, CancellationToken ct) =>
        throw new NotSupportedException();
}
