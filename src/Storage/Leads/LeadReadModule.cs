using Microsoft.EntityFrameworkCore;
using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Leads;

/// <summary>Leads in lists, the reasons of their scores, and counters.</summary>
internal sealed class LeadReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    private readonly RowSet<LeadRow> _leads = new(tables.Of<LeadRow>());
    private readonly RowSet<ScoreReasonRow> _reasons = new(tables.Of<ScoreReasonRow>());

    private readonly RowSet<LeadTagRow> _tags = new(tables.Of<LeadTagRow>());
    private readonly RowSet<LeadTotalRow> _totals = new(tables.Of<LeadTotalRow>(nameof(LeadTotalRow.Count)));

    public override IReadOnlyList<RowSet> Rows => [_leads, _reasons, _tags, _totals];

    /// <summary>The lead's row before and after the event folded last, where that event was a lead's.</summary>
    public (LeadRow? Before, LeadRow? After) Last { get; private set; }

    /// <summary>A lead's row as it stands after the events folded so far, where somebody asked for it.</summary>
    public LeadRow? Row(RowKey key) => _leads[key];

    /// <summary>Asks for a lead's row on another module's behalf.</summary>
    public void Ask(RowKey key) => _leads.Ask(key);

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<LeadRow>("leads", r => new { r.Tenant, r.Id }, t =>
        {
            // Every order has its index, and every filter one in the usual order; status and owner, which most is filtered by, in the others too. Deleted
            // and merged leads are in none of them.
            t.HasIndex(r => new { r.Tenant, r.UpdatedAt, r.Id }).HasFilter("NOT hidden");
            t.HasIndex(r => new { r.Tenant, r.CreatedAt, r.Id }).HasFilter("NOT hidden");
            t.HasIndex(r => new { r.Tenant, r.Score, r.Id }).HasFilter("NOT hidden");
            t.HasIndex(r => new { r.Tenant, r.NameKey, r.Id }).HasFilter("NOT hidden");
            t.HasIndex(r => new { r.Tenant, r.Status, r.UpdatedAt, r.Id }).HasFilter("NOT hidden");
            t.HasIndex(r => new { r.Tenant, r.Status, r.CreatedAt, r.Id }).HasFilter("NOT hidden");
            t.HasIndex(r => new { r.Tenant, r.Status, r.Score, r.Id }).HasFilter("NOT hidden");
            t.HasIndex(r => new { r.Tenant, r.AssignedTo, r.UpdatedAt, r.Id }).HasFilter("NOT hidden");
            t.HasIndex(r => new { r.Tenant, r.AssignedTo, r.CreatedAt, r.Id }).HasFilter("NOT hidden");
            t.HasIndex(r => new { r.Tenant, r.AssignedTo, r.Score, r.Id }).HasFilter("NOT hidden");
            t.HasIndex(r => new { r.Tenant, r.Source, r.UpdatedAt, r.Id }).HasFilter("NOT hidden");
            t.HasIndex(r => new { r.Tenant, r.SectorKey, r.UpdatedAt, r.Id }).HasFilter("NOT hidden");
            t.HasIndex(r => new { r.Tenant, r.CityKey, r.UpdatedAt, r.Id }).HasFilter("NOT hidden");
            t.HasIndex(r => new { r.Tenant, r.Temperature, r.UpdatedAt, r.Id }).HasFilter("NOT hidden");
            t.HasIndex(r => new { r.Tenant, r.UpdatedAt, r.Id, r.DealId }).HasFilter("NOT hidden AND deal_id IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.Phone, r.Id }).HasFilter("NOT hidden AND phone IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.Email, r.Id }).HasFilter("NOT hidden AND email IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.CompanyKey, r.Id }).HasFilter("NOT hidden AND company_key IS NOT NULL");
            // The deleted ones in every order: their indexes hold nothing else, and cost no lead that lives anything.
            t.HasIndex(r => new { r.Tenant, r.UpdatedAt, r.Id, r.DeletedAt }).HasFilter("deleted_at IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.CreatedAt, r.Id, r.DeletedAt }).HasFilter("deleted_at IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.Score, r.Id, r.DeletedAt }).HasFilter("deleted_at IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.NameKey, r.Id, r.DeletedAt }).HasFilter("deleted_at IS NOT NULL");
        });
        model.Table<LeadTagRow>("lead_tags", r => new { r.Tenant, r.LeadId, r.Tag },
            t => t.HasIndex(r => new { r.Tenant, r.Tag, r.Removed, r.UpdatedAt, r.LeadId }));
        model.Table<LeadTotalRow>("lead_totals", r => new { r.Tenant, r.Kind, r.Value });
        model.Table<ScoreReasonRow>("lead_score_reasons", r => new { r.Tenant, r.LeadId, r.Place });
    }

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "lead") _leads.Ask(new RowKey(h.Tenant, h.EntityId));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        Last = default;
        if (h.Entity != "lead") return;
        Last = _leads.Fold(new RowKey(h.Tenant, h.EntityId), row => LeadFold.Apply(row, e, h));
        foreach (var reason in LeadFold.Reasons(e, h)) _reasons.Put(reason);
        foreach (var difference in LeadFold.Differences(Last.Before, Last.After))
        {
            var sum = _totals[difference.Key];
            _totals.Put(sum is null ? difference : difference with { Count = sum.Count + difference.Count });
        }
    }

    public override void Complete()
    {
        foreach (var (old, row) in _leads.Changes())
        {
            if (old is null || (old.Name, old.CompanyName, old.Phone, old.Email) != (row.Name, row.CompanyName, row.Phone, row.Email))
                batch.Index("lead", row.Key, LeadFold.SearchText(row));
            if (old?.Tags is null && row.Tags is null) continue;
            foreach (var tag in LeadFold.Tags(old, row)) _tags.Put(tag);
        }
    }
}
