using Microsoft.EntityFrameworkCore;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Deals;
using SalesFlow.Leads;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Contacts;

/// <summary>
/// Customers: leads and contacts with whom a deal was won. Whose deal it is stands in the deal's row, so that these rows are asked for once that is
/// loaded, and only where something is or was won.
/// </summary>
internal sealed class CustomerReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    private const int LongestChain = 32;
    private readonly RowSet<CustomerRow> _customers = new(tables.Of<CustomerRow>());
    private readonly Dictionary<RowKey, Named> _deals = [];
    private readonly HashSet<RowKey> _leads = [], _contacts = [];

    /// <summary>What the batch's events say of a deal.</summary>
    private sealed class Named
    {
        public bool Won;
        public readonly HashSet<string> Leads = new(StringComparer.Ordinal), Contacts = new(StringComparer.Ordinal);

        public void Add(string? lead, string? contact)
        {
            if (lead is not null) Leads.Add(lead);
            if (contact is not null) Contacts.Add(contact);
        }
    }

    public override IReadOnlyList<RowSet> Rows => [_customers];

    public static void Configure(ReadModelBuilder model) => model.Table<CustomerRow>("customers", r => new { r.Tenant, r.Id }, t =>
    {
        const string shown = "NOT hidden";
        t.Property(r => r.LifetimeValue).HasPrecision(28, 2);
        t.HasIndex(r => new { r.Tenant, r.BecameAt, r.Id }).HasFilter(shown);
        t.HasIndex(r => new { r.Tenant, r.ValueOrder, r.Id }).HasFilter(shown);
    });

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        switch (h.Entity)
        {
            case "deal": AskDeal(e, new RowKey(h.Tenant, h.EntityId)); break;
            case "lead" when Renames(e): _customers.Ask(new RowKey(h.Tenant, h.EntityId)); break;
            case "lead" when Joined(e) is { } other:
                AskLead(new RowKey(h.Tenant, h.EntityId));
                AskLead(new RowKey(h.Tenant, other));
                break;
            case "contact" when Joined(e) is { } other:
                AskContact(new RowKey(h.Tenant, h.EntityId));
                AskContact(new RowKey(h.Tenant, other));
                break;
            case "contact" when Renames(e): _customers.Ask(new RowKey(h.Tenant, h.EntityId)); break;
        }
    }

    public override void AskMore()
    {
        foreach (var (key, named) in _deals)
        {
            var deal = batch.Deals.Row(key);
            if (!named.Won && deal is not { StageKind: StageKind.Won }) continue;
            named.Add(deal?.LeadId, deal?.ContactId);
            foreach (var lead in named.Leads) AskLead(new RowKey(key.Tenant, lead));
            foreach (var contact in named.Contacts) AskContact(new RowKey(key.Tenant, contact));
        }
        // What counts for whoever was merged counts for the other too.
        foreach (var key in _leads.ToList())
            if ((_customers[key]?.MergedInto ?? batch.Leads.Row(key)?.MergedInto) is { } into) AskLead(new RowKey(key.Tenant, into));
        foreach (var key in _contacts.ToList())
            if ((_customers[key]?.MergedInto ?? batch.Contacts.Row(key)?.MergedInto) is { } into) AskContact(new RowKey(key.Tenant, into));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        var key = new RowKey(h.Tenant, h.EntityId);
        switch (h.Entity)
        {
            case "deal": FoldDeal(h); break;
            case "lead" or "contact" when Joined(e) is { } other: Join(e, h, other); break;
            case "lead" when Renames(e) && _customers[key] is not null:
                _customers.Fold(key, row => CustomerFold.Named(row!, batch.Leads.Last.After, h));
                break;
            case "contact" when Renames(e) && _customers[key] is { LeadId: null }:
                _customers.Fold(key, row => CustomerFold.Named(row!, batch.Contacts.Last.After, h));
                break;
        }
    }

    public override void Complete()
    {
        foreach (var (old, row) in _customers.Changes())
        {
            var (before, after) = (old is null ? "" : CustomerFold.SearchText(old), CustomerFold.SearchText(row));
            if (before != after) batch.Index("customer", row.Key, after);
        }
    }

    private void FoldDeal(EventHeader h)
    {
        var (before, after) = (CustomerFold.Won(batch.Deals.Last.Before), CustomerFold.Won(batch.Deals.Last.After));
        if (before == after) return;
        // One step where the customer stays the same: whoever reads the row sees no moment without the deal.
        if (before is { } b && after is { } a && b.Id == a.Id) Count(h, a.Id, a.IsLead, 0, a.Value - b.Value, null);
        else
        {
            if (before is { } was) Count(h, was.Id, was.IsLead, -1, -was.Value, null);
            if (after is { } now) Count(h, now.Id, now.IsLead, 1, now.Value, batch.Deals.Last.After);
        }
    }

    private void Join(IDomainEvent e, EventHeader h, string other)
    {
        var key = new RowKey(h.Tenant, h.EntityId);
        if (_customers[key] is not { } row) return;
        var isLead = h.Entity == "lead";
        if (e is LeadMergedInto or ContactMerged)
        {
            if (row.MergedInto is not null) return;
            if (row.Won > 0) Count(h, other, isLead, row.Won, row.LifetimeValue, null, row);
            _customers.Fold(key, r => CustomerFold.Merged(r!, other, h));
        }
        else if (row.MergedInto == other)
        {
            _customers.Fold(key, r => CustomerFold.Merged(r!, null, h));
            if (row.Won > 0) Count(h, other, isLead, -row.Won, -row.LifetimeValue, null);
        }
    }

    /// <summary>Counts deals for a customer, and for whomever it was merged into.</summary>
    private void Count(EventHeader h, string id, bool isLead, int won, decimal value, DealRow? deal, CustomerRow? like = null)
    {
        RowKey? at = new RowKey(h.Tenant, id);
        for (var step = 0; at is { } key && step < LongestChain; step++)
        {
            var row = _customers.Fold(key, r => CustomerFold.Counted(r ?? Born(h, key, isLead, deal, like), won, value, h)).After!;
            at = row.MergedInto is { } into ? key with { Id = into } : null;
        }
    }

    private CustomerRow Born(EventHeader h, RowKey key, bool isLead, DealRow? deal, CustomerRow? like)
    {
        var row = new CustomerRow
        {
            Tenant = key.Tenant, Id = key.Id, LeadId = isLead ? key.Id : null, ContactId = isLead ? deal?.ContactId ?? like?.ContactId : key.Id,
            CompanyId = deal?.CompanyId ?? like?.CompanyId, DealId = deal?.Id ?? like?.DealId ?? "", BecameAt = deal?.ClosedAt ?? like?.BecameAt ?? h.At,
        };
        if (!isLead) return CustomerFold.Named(row, batch.Contacts.Row(key), h) with { MergedInto = batch.Contacts.Row(key)?.MergedInto };
        return CustomerFold.Named(row, batch.Leads.Row(key), h) with { MergedInto = batch.Leads.Row(key)?.MergedInto };
    }

    private void AskDeal(IDomainEvent e, RowKey key)
    {
        if (!_deals.TryGetValue(key, out var named)) _deals.Add(key, named = new Named());
        if (e is DealOpened o) named.Add(o.LeadId, o.ContactId);
        if (e is DealUpdated u) named.Add(u.LeadId, u.ContactId);
        if (e is DealStageChanged { Kind: StageKind.Won }) named.Won = true;
    }

    private void AskLead(RowKey key)
    {
        if (!_leads.Add(key)) return;
        _customers.Ask(key);
        batch.Leads.Ask(key);
    }

    private void AskContact(RowKey key)
    {
        if (!_contacts.Add(key)) return;
        _customers.Ask(key);
        batch.Contacts.Ask(key);
    }

    /// <summary>Whether an event may change what a lead or contact is called and where it is reached.</summary>
    private static bool Renames(IDomainEvent e) => e is LeadEdited or LeadFactsLearnt or LeadAbsorbed or LeadSeparated
        or ContactUpdated or ContactObserved or ContactAbsorbed or ContactReleased;

    /// <summary>The one that a lead or contact was merged into, or no longer is.</summary>
    private static string? Joined(IDomainEvent e) => e switch
    {
        LeadMergedInto m => m.SurvivorId,
        LeadStoodAlone s => s.SurvivorId,
        ContactMerged m => m.SurvivorId,
        ContactUnmerged u => u.SurvivorId,
        _ => null,
    };
}
