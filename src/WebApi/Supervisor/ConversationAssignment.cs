using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Reporting;

namespace SalesFlow.WebApi.Supervisor;

/// <summary>Gives conversations to people. One that somebody else holds stays with them, and the outcome says so.</summary>
internal sealed class ConversationAssignment(IGrainFactory grains) : IWorkAssignment
{
    public string Kind => "conversation";

    public Task<Outcome> Assign(string tenant, string commandId, string id, string userId, string byUserId) =>
        grains.GetGrain<IConversationGrain>(TenantKey.Format(tenant, id)).TakeOver(commandId, userId);
}
