using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.Reporting;

namespace SalesFlow.WebApi.Supervisor;

/// <summary>Gives conversations to people; who held one holds it no more. By the rules means: back to the queue, for whoever takes it first.</summary>
internal sealed class ConversationAssignment(IGrainFactory grains, IConversationLists lists) : IWorkAssignment
{
    public string Kind => "conversation";

    public bool RulesChoose => false;

    public Task<Outcome> Assign(string tenant, string commandId, string id, string? userId, string? from, string byUserId) =>
        Talk(tenant, id).Assign(commandId, userId, byUserId);

    public async Task<string?> OwnerOf(string tenant, string id) => await Talk(tenant, id).Get() is { } talk ? talk.Desk?.AssignedTo ?? talk.HeldBy : null;

    public async Task<Page<string>> OpenOf(string tenant, string userId, string? cursor, int limit, CancellationToken ct)
    {
        var page = await lists.Conversations(tenant, new ConversationFilter(AssignedTo: userId), cursor, limit, ct);
        return new Page<string>([.. page.Items.Where(r => r.Status != ConversationStatus.Resolved).Select(r => r.Id)], page.Next);
    }

    private IConversationGrain Talk(string tenant, string id) => grains.GetGrain<IConversationGrain>(TenantKey.Format(tenant, id));
}
