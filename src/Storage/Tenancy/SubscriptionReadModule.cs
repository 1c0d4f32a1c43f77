using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Tenancy;

/// <summary>A tenant's subscription.</summary>
internal sealed record SubscriptionRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string Plan { get; init; } = "";
    public string? WantedPlan { get; init; }
    public SubscriptionStatus Status { get; init; }
    public BillingPeriod Period { get; init; }
    public decimal Price { get; init; }
    public string Currency { get; init; } = "";
    public DateTimeOffset PeriodStart { get; init; }
    public DateTimeOffset PeriodEnd { get; init; }
    public bool EndsWithPeriod { get; init; }
    public string? Reference { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>Subscriptions.</summary>
internal sealed class SubscriptionReadModule(ReadModelTables tables) : ReadModule
{
    private const string Kind = "subscription";
    private readonly RowSet<SubscriptionRow> _subscriptions = new(tables.Of<SubscriptionRow>());

    public override IReadOnlyList<RowSet> Rows => [_subscriptions];

    public static void Configure(ReadModelBuilder model) => model.Table<SubscriptionRow>("subscriptions", r => new { r.Tenant, r.Id });

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == Kind) _subscriptions.Ask(new RowKey(h.Tenant, h.EntityId));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == Kind) _subscriptions.Fold(new RowKey(h.Tenant, h.EntityId), row => SubscriptionFold.Apply(row, e, h));
    }
}

/// <summary>What a subscription's row is: the fold of its events.</summary>
internal static class SubscriptionFold
{
    /// <summary>The row after an event; null where there is still none.</summary>
    public static SubscriptionRow? Apply(SubscriptionRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, TrialStarted t) => (row ?? new SubscriptionRow { Tenant = h.Tenant, Id = h.EntityId }) with
            {
                Plan = t.Plan,
                Status = SubscriptionStatus.Trialing,
                Currency = "SAR",
                PeriodStart = t.At.Micro(),
                PeriodEnd = t.EndsAt.Micro(),
            },
            (null, _) => null,
            (_, PlanChosen { AtOnce: true } p) => row with { Plan = p.Plan, WantedPlan = null },
            (_, PlanChosen p) => row with { WantedPlan = p.Plan == row.Plan ? null : p.Plan },
            (_, SubscriptionActivated a) => row with
            {
                Plan = a.Plan,
                WantedPlan = null,
                Status = SubscriptionStatus.Active,
                Period = a.Period,
                Price = a.Price.Amount,
                Currency = a.Price.Currency,
                PeriodStart = a.Start.Micro(),
                PeriodEnd = a.End.Micro(),
                EndsWithPeriod = false,
                Reference = a.Reference,
            },
            (_, SubscriptionPastDue) => row with { Status = SubscriptionStatus.PastDue },
            (_, CancelRequested) => row with { EndsWithPeriod = true },
            (_, SubscriptionCancelled) => row with { Status = SubscriptionStatus.Cancelled },
            _ => row,
        };
        return next is null ? null : next with { UpdatedAt = Instants.Later(h.At, next.UpdatedAt), Version = h.Version };
    }
}
