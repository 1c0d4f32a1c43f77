using System.Globalization;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Leads;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Tenancy;

/// <summary>How much of a metric a tenant used in a month of its own. Written as differences that are added.</summary>
internal sealed record UsageRow : IReadRow
{
    public required string Tenant { get; init; }

    /// <summary><c>2026-11</c>.</summary>
    public required string Month { get; init; }

    /// <summary>The metric's word.</summary>
    public required string Metric { get; init; }
    public long Used { get; init; }
    public RowKey Key => new(Tenant, Month, Metric);
}

/// <summary>What tenants use of their plans.</summary>
internal sealed class UsageReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    private readonly RowSet<UsageRow> _usage = new(tables.Of<UsageRow>(nameof(UsageRow.Used)));

    public override IReadOnlyList<RowSet> Rows => [_usage];

    public static void Configure(ReadModelBuilder model) => model.Table<UsageRow>("usage_months", r => new { r.Tenant, r.Month, r.Metric });

    /// <summary>The month of an instant in a zone; an empty or unknown zone means Riyadh.</summary>
    public static string MonthOf(DateTimeOffset at, string zone) =>
        TenantZones.Calendar(zone).Day(at).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (e is LeadCreated or MessageStatusChanged) batch.Tenants.Ask(h.Tenant);
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        switch (e)
        {
            case LeadCreated when batch.Leads.Last.Before is null:
                Add(h, QuotaMetric.LeadsPerMonth, 1);
                break;
            case MessageStatusChanged when batch.Conversations.LastSent is { Count: > 0 and var sent }:
                Add(h, QuotaMetric.MessagesPerMonth, sent);
                break;
        }
    }

    private void Add(EventHeader h, QuotaMetric metric, long more)
    {
        var row = new UsageRow { Tenant = h.Tenant, Month = MonthOf(h.At, batch.Tenants.Row(h.Tenant)?.TimeZone ?? ""), Metric = metric.Word(), Used = more };
        _usage.Put(_usage[row.Key] is { } sum ? row with { Used = sum.Used + more } : row);
    }
}
