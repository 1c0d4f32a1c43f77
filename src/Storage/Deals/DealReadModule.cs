using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Deals;

/// <summary>Deals in lists and on the board, the steps of their ways, and the totals of stages.</summary>
internal sealed class DealReadModule(ReadModelTables tables) : ReadModule
{
    private readonly RowSet<DealRow> _deals = new(tables.Of<DealRow>());
    private readonly RowSet<DealStageRow> _stages = new(tables.Of<DealStageRow>());
    private readonly RowSet<StageTotalRow> _totals = new(tables.Of<StageTotalRow>(nameof(StageTotalRow.Count), nameof(StageTotalRow.Value)));

    public override IReadOnlyList<RowSet> Rows => [_deals, _stages, _totals];

    /// <summary>The deal's row before and after the event folded last, where that event was a deal's.</summary>
    public (DealRow? Before, DealRow? After) Last { get; private set; }

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<DealRow>("deals", r => new { r.Tenant, r.Id }, t =>
        {
            t.HasIndex(r => new { r.Tenant, r.StageSince, r.Id });
            t.HasIndex(r => new { r.Tenant, r.Stage, r.StageSince, r.Id });
        });
        model.Table<DealStageRow>("deal_stage_history", r => new { r.Tenant, r.DealId, r.Version });
        model.Table<StageTotalRow>("stage_totals", r => new { r.Tenant, r.Stage, r.Currency });
    }

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "deal") _deals.Ask(new RowKey(h.Tenant, h.EntityId));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        Last = default;
        if (h.Entity != "deal") return;
        Last = _deals.Fold(new RowKey(h.Tenant, h.EntityId), row => DealFold.Apply(row, e, h));
        if (DealFold.Step(e, h) is { } step) _stages.Put(step);
        foreach (var difference in DealFold.Differences(Last.Before, Last.After)) Add(difference);
    }

    private void Add(StageTotalRow difference)
    {
        var sum = _totals[difference.Key];
        _totals.Put(sum is null ? difference : difference with { Count = sum.Count + difference.Count, Value = sum.Value + difference.Value });
    }
}
