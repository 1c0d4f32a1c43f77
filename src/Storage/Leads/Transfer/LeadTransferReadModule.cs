using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Leads.Transfer;

/// <summary>Imports in lists.</summary>
internal sealed class LeadTransferReadModule(ReadModelTables tables) : ReadModule
{
    private readonly RowSet<LeadImportRow> _imports = new(tables.Of<LeadImportRow>());

    public override IReadOnlyList<RowSet> Rows => [_imports];

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<LeadImportRow>("lead_imports", r => new { r.Tenant, r.Id }, t => t.HasIndex(r => new { r.Tenant, r.CreatedAt, r.Id }));
    }

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "lead-import") _imports.Ask(new RowKey(h.Tenant, h.EntityId));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "lead-import") _imports.Fold(new RowKey(h.Tenant, h.EntityId), row => LeadImportFold.Apply(row, e, h));
    }
}
