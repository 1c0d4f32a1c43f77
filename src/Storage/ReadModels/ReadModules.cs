using SalesFlow.Storage.Agents;
using SalesFlow.Storage.Audit;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Leads;
using SalesFlow.Storage.Tenancy;

namespace SalesFlow.Storage.ReadModels;

/// <summary>The modules that have read rows.</summary>
internal static class ReadModules
{
    /// <summary>Describes every module's tables.</summary>
    public static void Configure(ReadModelBuilder model)
    {
        LeadReadModule.Configure(model);
        DealReadModule.Configure(model);
        ConversationReadModule.Configure(model);
        AgentReadModule.Configure(model);
        ContactReadModule.Configure(model);
        TenantReadModule.Configure(model);
        UsageReadModule.Configure(model);
        SubscriptionReadModule.Configure(model);
        PolicyReadModule.Configure(model);
        PlatformReadModule.Configure(model);
        AuditReadModule.Configure(model);
    }
}
