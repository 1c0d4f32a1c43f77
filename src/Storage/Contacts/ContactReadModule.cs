using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Contacts;

/// <summary>Contacts in lists.</summary>
internal sealed class ContactReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    private readonly RowSet<ContactRow> _contacts = new(tables.Of<ContactRow>());

    public override IReadOnlyList<RowSet> Rows => [_contacts];

    public static void Configure(ReadModelBuilder model) =>
        model.Table<ContactRow>("contacts", r => new { r.Tenant, r.Id }, t => t.HasIndex(r => new { r.Tenant, r.UpdatedAt, r.Id }));

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity != "contact") return;
        foreach (var id in ContactFold.Ids(e, h)) _contacts.Ask(new RowKey(h.Tenant, id));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (h.Entity != "contact") return;
        foreach (var id in ContactFold.Ids(e, h)) _contacts.Fold(new RowKey(h.Tenant, id), row => ContactFold.Apply(row, id, e, h));
    }

    public override void Complete()
    {
        foreach (var (old, row) in _contacts.Changes())
        {
            if (old is null || (old.Name, old.Username, old.Phone, old.MergedInto) != (row.Name, row.Username, row.Phone, row.MergedInto))
                batch.Index("contact", row.Key, ContactFold.SearchText(row));
        }
    }
}
