using SalesFlow.Storage.Activities;
using SalesFlow.Storage.Agents;
using SalesFlow.Storage.Audit;
using SalesFlow.Storage.Companies;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Fields;
using SalesFlow.Storage.Knowledge;
using SalesFlow.Storage.Leads;
using SalesFlow.Storage.Leads.Forms;
using SalesFlow.Storage.Leads.Transfer;
using SalesFlow.Storage.Reporting;
using SalesFlow.Storage.SavedViews;
using SalesFlow.Storage.Templates;
using SalesFlow.Storage.Tenancy;
using SalesFlow.Storage.Webhooks;

namespace SalesFlow.Storage.ReadModels;

/// <summary>The modules that have read rows.</summary>
internal static class ReadModules
{
    /// <summary>Describes every module's tables.</summary>
    public static void Configure(ReadModelBuilder model)
    {
        LeadReadModule.Configure(model);
        SavedViewReadModule.Configure(model);
        LeadTransferReadModule.Configure(model);
        FormReadModule.Configure(model);
        DealReadModule.Configure(model);
        ConversationReadModule.Configure(model);
        CannedReplyReadModule.Configure(model);
        TemplateReadModule.Configure(model);
        AgentReadModule.Configure(model);
        ContactReadModule.Configure(model);
        CustomerReadModule.Configure(model);
        FieldReadModule.Configure(model);
        CompanyReadModule.Configure(model);
        ActivityReadModule.Configure(model);
        TimelineReadModule.Configure(model);
        TenantReadModule.Configure(model);
        WebhookReadModule.Configure(model);
        ReportReadModule.Configure(model);
        UserReadModule.Configure(model);
        UsageReadModule.Configure(model);
        SubscriptionReadModule.Configure(model);
        PolicyReadModule.Configure(model);
        KnowledgeReadModule.Configure(model);
        SectorReadModule.Configure(model);
        PlatformReadModule.Configure(model);
        AuditReadModule.Configure(model);
    }
}
