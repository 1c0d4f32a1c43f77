using System.Linq.Expressions;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Leads;
using SalesFlow.Storage.Tenancy;

namespace SalesFlow.Storage.ReadModels;

/// <summary>The versions that rows show, by the kind of their entity: what a caller waits for who wants to read their own write.</summary>
internal static class VersionedRows
{
    /// <summary>The version of an entity's row; nothing where there is none yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No read row shows this kind of entity.</exception>
    public static IQueryable<long> Of(ReadModelContext db, string entity, string id) => entity switch
    {
        "lead" => Version<LeadRow>(db, r => r.Id == id, r => r.Version),
        "deal" => Version<DealRow>(db, r => r.Id == id, r => r.Version),
        "conversation" => Version<ConversationRow>(db, r => r.Id == id, r => r.Version),
        "contact" => Version<ContactRow>(db, r => r.Id == id, r => r.Version),
        "subscription" => Version<SubscriptionRow>(db, r => r.Id == id, r => r.Version),
        "tenant-file" => Version<TenantFileRow>(db, r => r.Id == id, r => r.Version),
        "policy" => Version<PolicyRow>(db, r => r.Id == id, r => r.Version),
        "tenant" => Version<TenantRow>(db, r => r.Id == id, r => r.Version),
        _ => throw new ArgumentOutOfRangeException(nameof(entity), entity, "No read row shows this kind of entity."),
    };

    private static IQueryable<long> Version<TRow>(ReadModelContext db, Expression<Func<TRow, bool>> one, Expression<Func<TRow, long>> version)
        where TRow : class => db.Set<TRow>().Where(one).Select(version);
}
