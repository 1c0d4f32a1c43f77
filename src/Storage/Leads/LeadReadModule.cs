using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Leads;

/// <summary>Leads in lists, and the reasons of their scores.</summary>
internal sealed class LeadReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    private readonly RowSet<LeadRow> _leads = new(tables.Of<LeadRow>());
    private readonly RowSet<ScoreReasonRow> _reasons = new(tables.Of<ScoreReasonRow>());

    public override IReadOnlyList<RowSet> Rows => [_leads, _reasons];

    /// <summary>The lead's row before and after the event folded last, where that event was a lead's.</summary>
    public (LeadRow? Before, LeadRow? After) Last { get; private set; }

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<LeadRow>("leads", r => new { r.Tenant, r.Id }, t =>
        {
            t.HasIndex(r => new { r.Tenant, r.UpdatedAt, r.Id });
            t.HasIndex(r => new { r.Tenant, r.Status, r.UpdatedAt, r.Id });
        });
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
    }

    public override void Complete()
    {
        foreach (var (old, row) in _leads.Changes())
        {
            if (old is null || (old.Name, old.CompanyName, old.Phone, old.Email) != (row.Name, row.CompanyName, row.Phone, row.Email))
                batch.Index("lead", row.Key, LeadFold.SearchText(row));
        }
    }
}
