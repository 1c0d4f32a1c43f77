using System.Linq.Expressions;
using SalesFlow.Storage.Activities;
using SalesFlow.Storage.Agents;
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

/// <summary>The versions that rows show, by the kind of their entity: what a caller waits for who wants to read their own write.</summary>
internal static class VersionedRows
{
    /// <summary>The version of an entity's row; nothing where there is none yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No read row shows this kind of entity.</exception>
    public static IQueryable<long> Of(ReadModelContext db, string entity, string id) => entity switch
    {
        "lead" => Version<LeadRow>(db, r => r.Id == id, r => r.Version),
        "view" => Version<SavedViewRow>(db, r => r.Id == id, r => r.Version),
        "lead-import" => Version<LeadImportRow>(db, r => r.Id == id, r => r.Version),
        "form" => Version<FormRow>(db, r => r.Id == id, r => r.Version),
        "deal" => Version<DealRow>(db, r => r.Id == id, r => r.Version),
        "pipeline" => Version<PipelineRow>(db, r => r.Id == id, r => r.Version),
        "conversation" => Version<ConversationRow>(db, r => r.Id == id, r => r.Version),
        "canned-reply" => Version<CannedReplyRow>(db, r => r.Id == id, r => r.Version),
        "template" => Version<TemplateRow>(db, r => r.Id == id, r => r.Version),
        "contact" => Version<ContactRow>(db, r => r.Id == id, r => r.Version),
        "subscription" => Version<SubscriptionRow>(db, r => r.Id == id, r => r.Version),
        "company" => Version<CompanyRow>(db, r => r.Id == id, r => r.Version),
        "activity" => Version<ActivityRow>(db, r => r.Id == id, r => r.Version),
        "call" => Version<CallRow>(db, r => r.Id == id, r => r.Version),
        "record-fields" => Version<RecordFieldsRow>(db, r => r.Id == id, r => r.Version),
        "tenant-file" => Version<TenantFileRow>(db, r => r.Id == id, r => r.Version),
        "policy" => Version<PolicyRow>(db, r => r.Id == id, r => r.Version),
        "article" => Version<ArticleRow>(db, r => r.Id == id, r => r.Version),
        "sector-asset" => Version<SectorAssetRow>(db, r => r.Id == id, r => r.Version),
        // One entity keeps them all: each shows the version that changed it last.
        "knowledge-gaps" => Version<KnowledgeGapRow>(db, r => r.Id == id, r => r.Version),
        "tenant" => Version<TenantRow>(db, r => r.Id == id, r => r.Version),
        "webhook" => Version<WebhookRow>(db, r => r.Id == id, r => r.Version),
        "service-level" => Version<ServiceLevelRow>(db, r => r.Id == id, r => r.Version),
        "agent-run" => Version<TaskRunRow>(db, r => r.Id == id, r => r.Version),
        "user" => Version<UserRow>(db, r => r.Id == id, r => r.Version),
        _ => throw new ArgumentOutOfRangeException(nameof(entity), entity, "No read row shows this kind of entity."),
    };

    private static IQueryable<long> Version<TRow>(ReadModelContext db, Expression<Func<TRow, bool>> one, Expression<Func<TRow, long>> version)
        where TRow : class => db.Set<TRow>().Where(one).Select(version);
}
