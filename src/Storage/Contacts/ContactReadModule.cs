using Microsoft.EntityFrameworkCore;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Contacts;

/// <summary>Contacts in lists, the history of their consents, and what belongs to them.</summary>
internal sealed class ContactReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    private readonly RowSet<ContactRow> _contacts = new(tables.Of<ContactRow>());
    private readonly RowSet<ConsentRow> _consents = new(tables.Of<ConsentRow>());
    private readonly RowSet<ContactLinkRow> _links = new(tables.Of<ContactLinkRow>());

    public override IReadOnlyList<RowSet> Rows => [_contacts, _consents, _links];

    /// <summary>The contact's row before and after the event folded last, where that event was a contact's.</summary>
    public (ContactRow? Before, ContactRow? After) Last { get; private set; }

    /// <summary>The row of a contact that the batch is about, as it stands after the events folded so far.</summary>
    public ContactRow? Row(string tenant, string id) => _contacts[new RowKey(tenant, id)];

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<ContactRow>("contacts", r => new { r.Tenant, r.Id }, t =>
        {
            t.HasIndex(r => new { r.Tenant, r.UpdatedAt, r.Id });
            t.HasIndex(r => new { r.Tenant, r.CreatedAt, r.Id });
            t.HasIndex(r => new { r.Tenant, r.SortName, r.Id });
            t.HasIndex(r => new { r.Tenant, r.CompanyId, r.UpdatedAt, r.Id }).HasFilter("company_id IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.OwnerId, r.UpdatedAt, r.Id }).HasFilter("owner_id IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.MergedInto }).HasFilter("merged_into IS NOT NULL");
        });
        model.Table<ConsentRow>("consents", r => new { r.Tenant, r.ContactId, r.Entry });
        model.Table<ContactLinkRow>("contact_links", r => new { r.Tenant, r.ContactId, r.Linked });
    }

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity != "contact") return;
        foreach (var id in ContactFold.Ids(e, h)) _contacts.Ask(new RowKey(h.Tenant, id));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        Last = default;
        switch (e)
        {
            case ConversationStarted c: Link(c.ContactId); return;
            case DealOpened { ContactId: { } contactId }: Link(contactId); return;
        }
        if (h.Entity != "contact") return;
        foreach (var id in ContactFold.Ids(e, h))
        {
            var change = _contacts.Fold(new RowKey(h.Tenant, id), row => ContactFold.Apply(row, id, e, h));
            if (id == h.EntityId) Last = change;
        }
        foreach (var consent in ContactFold.Consents(e, h)) _consents.Put(consent);
        batch.Fields.Tags("contact", h, Last.Before?.Tags, Last.After?.Tags);

        void Link(string contactId) =>
            _links.Put(new ContactLinkRow { Tenant = h.Tenant, ContactId = contactId, Linked = $"{h.Entity}/{h.EntityId}", At = h.At });
    }

    public override void Complete()
    {
        foreach (var (old, row) in _contacts.Changes())
        {
            if (old is null || ContactFold.SearchText(old) != ContactFold.SearchText(row)) batch.Index("contact", row.Key, ContactFold.SearchText(row));
        }
    }
}
