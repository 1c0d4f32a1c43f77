using Microsoft.EntityFrameworkCore;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Deals;

/// <summary>Deals in lists and on the board, the steps of their ways, their figures, and pipelines.</summary>
internal sealed class DealReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    private readonly RowSet<DealRow> _deals = new(tables.Of<DealRow>());
    private readonly RowSet<DealStageRow> _stages = new(tables.Of<DealStageRow>());
    private readonly RowSet<StageTotalRow> _totals =
        new(tables.Of<StageTotalRow>(nameof(StageTotalRow.Count), nameof(StageTotalRow.Value), nameof(StageTotalRow.Weight)));
    private readonly RowSet<StageTimeRow> _times = new(tables.Of<StageTimeRow>(nameof(StageTimeRow.Visits), nameof(StageTimeRow.Seconds)));
    private readonly RowSet<ClosedTotalRow> _closed = new(tables.Of<ClosedTotalRow>(
        nameof(ClosedTotalRow.Won), nameof(ClosedTotalRow.WonValue), nameof(ClosedTotalRow.Lost), nameof(ClosedTotalRow.LostValue),
        nameof(ClosedTotalRow.CycleSeconds)));
    private readonly RowSet<ExpectedTotalRow> _expected =
        new(tables.Of<ExpectedTotalRow>(nameof(ExpectedTotalRow.Count), nameof(ExpectedTotalRow.Value), nameof(ExpectedTotalRow.Weight)));
    private readonly RowSet<PipelineRow> _pipelines = new(tables.Of<PipelineRow>());

    public override IReadOnlyList<RowSet> Rows => [_deals, _stages, _totals, _times, _closed, _expected, _pipelines];

    /// <summary>The deal's row before and after the event folded last, where that event was a deal's.</summary>
    public (DealRow? Before, DealRow? After) Last { get; private set; }

    /// <summary>A deal's row as it stands after the events folded so far, where somebody asked for it.</summary>
    public DealRow? Row(RowKey key) => _deals[key];

    public static void Configure(ReadModelBuilder model)
    {
        const string living = "deleted_at IS NULL", deleted = "deleted_at IS NOT NULL";
        model.Table<DealRow>("deals", r => new { r.Tenant, r.Id }, t =>
        {
            // Every order has its index; owner, kind, staleness and customer have one in the order of moves.
            t.HasIndex(r => new { r.Tenant, r.StageSince, r.Id }).HasFilter(living);
            t.HasIndex(r => new { r.Tenant, r.UpdatedAt, r.Id }).HasFilter(living);
            t.HasIndex(r => new { r.Tenant, r.ValueOrder, r.Id }).HasFilter(living);
            t.HasIndex(r => new { r.Tenant, r.CloseOrder, r.Id }).HasFilter(living);
            t.HasIndex(r => new { r.Tenant, r.Rank, r.Id }).HasFilter(living);
            t.HasIndex(r => new { r.Tenant, r.PipelineId, r.Stage, r.Rank, r.Id }).HasFilter(living);
            t.HasIndex(r => new { r.Tenant, r.OwnerId, r.StageSince, r.Id }).HasFilter(living);
            t.HasIndex(r => new { r.Tenant, r.StageKind, r.StageSince, r.Id }).HasFilter(living);
            t.HasIndex(r => new { r.Tenant, r.StageSince, r.Id, r.StaleSince }).HasFilter("deleted_at IS NULL AND stale_since IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.CompanyId, r.StageSince, r.Id }).HasFilter("company_id IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.ContactId, r.StageSince, r.Id }).HasFilter("contact_id IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.LeadId, r.StageSince, r.Id }).HasFilter("lead_id IS NOT NULL");
            // The deleted ones in every order: these cost no deal that lives anything.
            t.HasIndex(r => new { r.Tenant, r.StageSince, r.Id, r.DeletedAt }).HasFilter(deleted);
            t.HasIndex(r => new { r.Tenant, r.UpdatedAt, r.Id, r.DeletedAt }).HasFilter(deleted);
            t.HasIndex(r => new { r.Tenant, r.ValueOrder, r.Id, r.DeletedAt }).HasFilter(deleted);
            t.HasIndex(r => new { r.Tenant, r.CloseOrder, r.Id, r.DeletedAt }).HasFilter(deleted);
            t.HasIndex(r => new { r.Tenant, r.Rank, r.Id, r.DeletedAt }).HasFilter(deleted);
        });
        model.Table<DealStageRow>("deal_stage_history", r => new { r.Tenant, r.DealId, r.Version });
        model.Table<StageTotalRow>("deal_stage_totals", r => new { r.Tenant, r.Place, r.Currency }, t =>
        {
            t.Property(r => r.Value).HasPrecision(28, 2);
            t.Property(r => r.Weight).HasPrecision(28, 2);
        });
        model.Table<StageTimeRow>("deal_stage_times", r => new { r.Tenant, r.PipelineId, r.Stage });
        model.Table<ClosedTotalRow>("deal_closed_totals", r => new { r.Tenant, r.Hour, r.Currency }, t =>
        {
            t.Property(r => r.WonValue).HasPrecision(28, 2);
            t.Property(r => r.LostValue).HasPrecision(28, 2);
        });
        model.Table<ExpectedTotalRow>("deal_expected_totals", r => new { r.Tenant, r.Scope, r.Slot }, t =>
        {
            t.Property(r => r.Value).HasPrecision(28, 2);
            t.Property(r => r.Weight).HasPrecision(28, 2);
        });
        model.Table<PipelineRow>("pipelines", r => new { r.Tenant, r.Id });
    }

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "deal") _deals.Ask(new RowKey(h.Tenant, h.EntityId));
        if (PipelineOf(e, h) is { } pipeline) _pipelines.Ask(new RowKey(h.Tenant, pipeline));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        Last = default;
        if (PipelineOf(e, h) is { } pipeline) _pipelines.Fold(new RowKey(h.Tenant, pipeline), row => PipelineFold.Apply(row, e, h));
        if (h.Entity != "deal") return;
        Last = _deals.Fold(new RowKey(h.Tenant, h.EntityId), row => DealFold.Apply(row, e, h));
        if (DealFold.Step(Last.After, e, h) is { } step) _stages.Put(step);
        if (DealFold.Stayed(Last.Before, e) is { } stay) Add(stay);
        foreach (var d in DealFold.Differences(Last.Before, Last.After)) Add(d);
        foreach (var d in DealFold.ExpectedDifferences(Last.Before, Last.After)) Add(d);
        foreach (var d in DealFold.ClosedDifferences(Last.Before, Last.After)) Add(d);
    }

    public override void Complete()
    {
        foreach (var (old, row) in _deals.Changes())
        {
            if (old is null || (old.Title, old.Tags) != (row.Title, row.Tags)) batch.Index("deal", row.Key, DealFold.SearchText(row));
        }
    }

    private static string? PipelineOf(IDomainEvent e, EventHeader h) =>
        e is TemplateApplied ? IPipelineGrain.DefaultId : h.Entity == "pipeline" ? h.EntityId : null;

    private void Add(StageTotalRow d)
    {
        var sum = _totals[d.Key];
        _totals.Put(sum is null ? d : d with { Count = sum.Count + d.Count, Value = sum.Value + d.Value, Weight = sum.Weight + d.Weight });
    }

    private void Add(StageTimeRow d)
    {
        var sum = _times[d.Key];
        _times.Put(sum is null ? d : d with { Visits = sum.Visits + d.Visits, Seconds = sum.Seconds + d.Seconds });
    }

    private void Add(ExpectedTotalRow d)
    {
        var sum = _expected[d.Key];
        _expected.Put(sum is null ? d : d with { Count = sum.Count + d.Count, Value = sum.Value + d.Value, Weight = sum.Weight + d.Weight });
    }

    private void Add(ClosedTotalRow d)
    {
        var sum = _closed[d.Key];
        _closed.Put(sum is null ? d : d with
        {
            Won = sum.Won + d.Won,
            WonValue = sum.WonValue + d.WonValue,
            Lost = sum.Lost + d.Lost,
            LostValue = sum.LostValue + d.LostValue,
            CycleSeconds = sum.CycleSeconds + d.CycleSeconds,
        });
    }
}
