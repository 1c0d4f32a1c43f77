using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Tenancy;

/// <summary>What a subscription may become.</summary>
public sealed class SubscriptionDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_trial_lasts_fourteen_days_and_ends_by_itself()
    {
        var decision = SubscriptionDecisions.Start(new SubscriptionState(), "basic", Now);
        Assert.Equal((SubscriptionDecisions.PeriodTimer, Now.AddDays(14)), Assert.Single(decision.DueSets));
        var trial = After(new SubscriptionState(), decision);
        Assert.Equal(SubscriptionStatus.Trialing, trial.Status);

        var ended = SubscriptionDecisions.PeriodEnded(trial, Now.AddDays(14));
        Assert.Equal("trial_ended", Assert.IsType<SubscriptionCancelled>(Assert.Single(ended.Events)).Reason);
        Assert.True(SubscriptionDecisions.Start(trial, "basic", Now).IsEmpty);
    }

    [Fact]
    public void A_plan_changes_at_once_in_a_trial_and_with_the_next_payment_afterwards()
    {
        var trial = Trial();
        Assert.Equal("enterprise", After(trial, SubscriptionDecisions.Choose(trial, "enterprise", 1, null, Now)).Plan);

        var active = Active(trial, "basic");
        var chosen = After(active, SubscriptionDecisions.Choose(active, "professional", 2, 2, Now));
        Assert.Equal(("basic", "professional"), (chosen.Plan, chosen.WantedPlan));
        var paid = Active(chosen, "professional");
        Assert.Equal(("professional", null, 699m), (paid.Plan, paid.WantedPlan, paid.Price.Amount));
    }

    [Fact]
    public void A_choice_is_refused_for_a_plan_that_is_not_sold_and_for_an_old_version()
    {
        Assert.Equal(Refusal.Invalid, SubscriptionDecisions.Choose(Trial(), "free", 1, null, Now).Refusal);
        Assert.Equal(Refusal.StaleVersion, SubscriptionDecisions.Choose(Trial(), "professional", 3, 2, Now).Refusal);
        Assert.Equal(Refusal.NotFound, SubscriptionDecisions.Choose(new SubscriptionState(), "professional", 0, null, Now).Refusal);
    }

    [Fact]
    public void A_renewal_in_good_time_adds_its_period_behind_the_paid_one()
    {
        var active = Active(Trial(), "basic");
        var renewed = After(active, SubscriptionDecisions.Activate(active, new("basic", BillingPeriod.Year, "r-2"), Now.AddDays(20)));
        Assert.Equal(Now.AddMonths(1).AddYears(1), renewed.PeriodEnd);
        Assert.Equal(2870.40m, renewed.Price.Amount);
        var upgraded = After(active, SubscriptionDecisions.Activate(active, new("professional", BillingPeriod.Month, "r-3"), Now.AddDays(20)));
        Assert.Equal(Now.AddDays(20).AddMonths(1), upgraded.PeriodEnd);
    }

    [Fact]
    public void A_payment_that_is_told_twice_counts_once()
    {
        var active = Active(Trial(), "basic");
        Assert.True(SubscriptionDecisions.Activate(active, new("basic", BillingPeriod.Month, " r-1 "), Now.AddDays(1)).IsEmpty);
        Assert.False(SubscriptionDecisions.Activate(active, new("basic", BillingPeriod.Month, "r-2"), Now.AddDays(1)).IsEmpty);
        Assert.False(SubscriptionDecisions.Activate(active, new("professional", BillingPeriod.Month, "r-1"), Now.AddDays(1)).IsEmpty);
    }

    [Fact]
    public void An_unpaid_period_leaves_two_weeks_and_then_ends()
    {
        var active = Active(Trial(), "basic");
        var late = SubscriptionDecisions.PeriodEnded(active, active.PeriodEnd);
        Assert.Equal(active.PeriodEnd.AddDays(14), Assert.Single(late.DueSets).At);
        var pastDue = After(active, late);
        Assert.Equal(SubscriptionStatus.PastDue, pastDue.Status);
        Assert.Equal(SubscriptionStatus.Cancelled, After(pastDue, SubscriptionDecisions.PeriodEnded(pastDue, active.PeriodEnd.AddDays(14))).Status);
        Assert.Equal(SubscriptionStatus.Active, Active(pastDue, "basic").Status);
    }

    [Fact]
    public void A_cancelled_subscription_serves_until_its_paid_period_ends()
    {
        var active = Active(Trial(), "basic");
        var cancelled = After(active, SubscriptionDecisions.Cancel(active, null, 2, null, Now));
        Assert.Equal((SubscriptionStatus.Active, true), (cancelled.Status, cancelled.EndsWithPeriod));
        Assert.Equal(SubscriptionStatus.Cancelled, After(cancelled, SubscriptionDecisions.PeriodEnded(cancelled, cancelled.PeriodEnd)).Status);
        Assert.Equal(SubscriptionStatus.Cancelled, After(Trial(), SubscriptionDecisions.Cancel(Trial(), null, 1, null, Now)).Status);
    }

    [Fact]
    public void An_activation_needs_a_plan_that_is_sold_and_a_reference()
    {
        Assert.Equal("plan", SubscriptionDecisions.Activate(Trial(), new("gold", BillingPeriod.Month, "r"), Now).Detail);
        Assert.Equal("reference", SubscriptionDecisions.Activate(Trial(), new("basic", BillingPeriod.Month, " "), Now).Detail);
    }

    [Fact]
    public void Plans_have_the_published_prices_and_limits()
    {
        var plans = PlanCatalogue.On(new DateOnly(2026, 11, 22));
        Assert.Equal(["basic", "professional", "enterprise"], plans.Select(p => p.Code));
        Assert.Equal([299m, 699m, 1499m], plans.Select(p => p.MonthlyPrice.Amount));
        Assert.Equal([100, 1000, null], plans.Select(p => p.Limit(QuotaMetric.LeadsPerMonth)));
        Assert.Equal([500, 5000, null], plans.Select(p => p.Limit(QuotaMetric.MessagesPerMonth)));
        Assert.Equal([2, 10, null], plans.Select(p => p.Limit(QuotaMetric.Users)));
        Assert.Empty(PlanCatalogue.On(new DateOnly(2025, 12, 31)));
    }

    private static SubscriptionState Trial() => After(new SubscriptionState(), SubscriptionDecisions.Start(new SubscriptionState(), "basic", Now));

    private static SubscriptionState Active(SubscriptionState state, string plan) =>
        After(state, SubscriptionDecisions.Activate(state, new ActivateSubscription(plan, BillingPeriod.Month, "r-1"), Now));

    private static SubscriptionState After(SubscriptionState state, Decision decision)
    {
        Assert.True(decision.Accepted);
        return decision.Events.Aggregate(state, (s, e) => s.Apply(e));
    }
}
