using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>A subscription as its events made it.</summary>
internal sealed record SubscriptionState : IFold<SubscriptionState>
{
    public bool Exists { get; init; }

    public string Plan { get; init; } = "";

    public string? WantedPlan { get; init; }

    public SubscriptionStatus Status { get; init; }

    public BillingPeriod Period { get; init; }

    public Money Price { get; init; } = Money.Sar(0);

    public DateTimeOffset PeriodStart { get; init; }

    public DateTimeOffset PeriodEnd { get; init; }

    public bool EndsWithPeriod { get; init; }

    public string? Reference { get; init; }

    public SubscriptionState Apply(IDomainEvent e) => e switch
    {
        TrialStarted t => this with { Exists = true, Plan = t.Plan, Status = SubscriptionStatus.Trialing, PeriodStart = t.At, PeriodEnd = t.EndsAt },
        PlanChosen { AtOnce: true } p => this with { Plan = p.Plan, WantedPlan = null },
        PlanChosen p => this with { WantedPlan = p.Plan == Plan ? null : p.Plan },
        SubscriptionActivated a => this with
        {
            Plan = a.Plan,
            WantedPlan = null,
            Status = SubscriptionStatus.Active,
            Period = a.Period,
            Price = a.Price,
            PeriodStart = a.Start,
            PeriodEnd = a.End,
            EndsWithPeriod = false,
            Reference = a.Reference,
        },
        SubscriptionPastDue => this with { Status = SubscriptionStatus.PastDue },
        CancelRequested => this with { EndsWithPeriod = true },
        SubscriptionCancelled => this with { Status = SubscriptionStatus.Cancelled },
        _ => this,
    };

    public SubscriptionView View(long version) =>
        new(Plan, WantedPlan, Status, Period, Price, PeriodStart, PeriodEnd, EndsWithPeriod, Reference, version);
}
