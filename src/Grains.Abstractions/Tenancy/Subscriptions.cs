using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.Tenancy;

/// <summary>What a company has agreed to pay for. Key: <c>tenant/subscription</c>. It begins as a trial when the company registers.</summary>
[Alias("subscription")]
public interface ISubscriptionGrain : ITenantScoped
{
    /// <summary>Begins the trial; a subscription that stands is left as it is.</summary>
    [Alias("Start")]
    Task<Outcome> Start(string commandId, string plan);

    /// <summary>Chooses a plan: at once during a trial, otherwise from the next activation on.</summary>
    [Alias("Choose")]
    [Requires(Permission.PlanManage)]
    Task<Outcome> Choose(string commandId, string plan, long? expectedVersion);

    /// <summary>Records that a period was paid for. Whoever runs the installation does: there is no payment provider.</summary>
    [Alias("Activate")]
    [Requires(Permission.Platform)]
    Task<Outcome> Activate(string commandId, ActivateSubscription command);

    /// <summary>Ends the subscription with its period; a trial ends at once. Cancelling costs nothing and needs no reason.</summary>
    [Alias("Cancel")]
    [Requires(Permission.PlanManage)]
    Task<Outcome> Cancel(string commandId, string? reason, long? expectedVersion);

    /// <summary>The subscription, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<SubscriptionView?> Get();
}

/// <summary>Where a subscription stands.</summary>
[GenerateSerializer]
public enum SubscriptionStatus
{
    /// <summary>Tried out: all features, no limits, until the period ends.</summary>
    Trialing = 0,
    /// <summary>Paid for.</summary>
    Active = 1,
    /// <summary>The period has ended unpaid; the plan's limits hold for two more weeks.</summary>
    PastDue = 2,
    /// <summary>Ended. Everything can be read and exported and customers are answered; nothing more can be added by hand.</summary>
    Cancelled = 3,
}

/// <summary>A paid period.</summary>
/// <param name="Plan">The plan's code.</param>
/// <param name="Period">Month or year.</param>
/// <param name="Reference">The receipt's or transfer's number, 1 to 100 characters.</param>
[GenerateSerializer, Immutable, Alias("subscription.activate")]
public sealed record ActivateSubscription(string Plan, BillingPeriod Period, string Reference);

/// <summary>A subscription as it stands.</summary>
/// <param name="Plan">The plan's code.</param>
/// <param name="WantedPlan">The plan chosen for the next activation, or null.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Period">How it is paid.</param>
/// <param name="Price">Of the period, value-added tax included; zero in a trial.</param>
/// <param name="PeriodStart">UTC.</param>
/// <param name="PeriodEnd">UTC.</param>
/// <param name="EndsWithPeriod">Whether it was cancelled and ends with the period.</param>
/// <param name="Reference">Of the last payment, or null.</param>
/// <param name="Version">The subscription's version.</param>
[GenerateSerializer, Immutable, Alias("subscription.view")]
public sealed record SubscriptionView(
    string Plan, string? WantedPlan, SubscriptionStatus Status, BillingPeriod Period, Money Price, DateTimeOffset PeriodStart, DateTimeOffset PeriodEnd,
    bool EndsWithPeriod, string? Reference, long Version);

/// <summary>A trial began.</summary>
[EventName("subscription.trial_started")]
public sealed record TrialStarted(string Plan, DateTimeOffset EndsAt, DateTimeOffset At) : IDomainEvent;

/// <summary>A plan was chosen: in force at once, or wanted from the next activation on.</summary>
[EventName("subscription.plan_chosen")]
public sealed record PlanChosen(string Plan, bool AtOnce, DateTimeOffset At) : IDomainEvent;

/// <summary>A period was paid for.</summary>
[EventName("subscription.activated")]
public sealed record SubscriptionActivated(
    string Plan, BillingPeriod Period, Money Price, DateTimeOffset Start, DateTimeOffset End, string Reference, DateTimeOffset At) : IDomainEvent;

/// <summary>The period ended unpaid.</summary>
[EventName("subscription.past_due")]
public sealed record SubscriptionPastDue(DateTimeOffset At) : IDomainEvent;

/// <summary>It will end with its period.</summary>
[EventName("subscription.cancel_requested")]
public sealed record CancelRequested(string? Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>It has ended.</summary>
[EventName("subscription.cancelled")]
public sealed record SubscriptionCancelled(string Reason, DateTimeOffset At) : IDomainEvent;
