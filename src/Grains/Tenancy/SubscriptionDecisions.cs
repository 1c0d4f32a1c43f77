using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>What commands to a subscription and the end of its period come to.</summary>
internal static class SubscriptionDecisions
{
    /// <summary>The timer of the period's end.</summary>
    public const string PeriodTimer = "period";

    /// <summary>The timer that looks at the usage of a paid plan.</summary>
    public const string UsageTimer = "usage";

    /// <summary>How often the usage is looked at.</summary>
    public static readonly TimeSpan UsageInterval = TimeSpan.FromHours(1);

    /// <summary>How long the plan's limits still hold after a period has ended unpaid.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(14);

    private const int LongestReference = 100;
    private const int LongestReason = 500;

    public static Decision Start(SubscriptionState state, string plan, DateTimeOffset now)
    {
        if (state.Exists) return Decision.Nothing;
        if (PlanCatalogue.Find(plan, Day(now)) is null) return Decision.Refuse(Refusal.Invalid, "plan");
        var end = now + PlanCatalogue.Trial;
        return Decision.Accept(new TrialStarted(plan, end, now)).DueAt(PeriodTimer, end);
    }

    public static Decision Choose(SubscriptionState state, string plan, long version, long? expected, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        if (expected is { } seen && seen != version) return Decision.Refuse(Refusal.StaleVersion);
        if (PlanCatalogue.Find(plan, Day(now)) is null) return Decision.Refuse(Refusal.Invalid, "plan");
        if ((state.WantedPlan ?? state.Plan) == plan) return Decision.Nothing;
        return Decision.Accept(new PlanChosen(plan, state.Status == SubscriptionStatus.Trialing, now));
    }

    public static Decision Activate(SubscriptionState state, ActivateSubscription command, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        if (PlanCatalogue.Find(command.Plan, Day(now)) is not { } plan) return Decision.Refuse(Refusal.Invalid, "plan");
        if (!Enum.IsDefined(command.Period)) return Decision.Refuse(Refusal.Invalid, "period");
        if (string.IsNullOrWhiteSpace(command.Reference) || command.Reference.Length > LongestReference) return Decision.Refuse(Refusal.Invalid, "reference");
        // The same receipt is not counted twice, however often it is sent.
        if (state is { Status: SubscriptionStatus.Active } && state.Plan == plan.Code && state.Period == command.Period && state.Reference == command.Reference.Trim())
            return Decision.Nothing;
        // A renewal in good time begins where the paid period ends, so that no paid day is lost; a change of plan begins at once.
        var renews = state.Status == SubscriptionStatus.Active && state.Plan == plan.Code && state.PeriodEnd > now;
        var start = renews ? state.PeriodEnd : now;
        var end = command.Period == BillingPeriod.Year ? start.AddYears(1) : start.AddMonths(1);
        return Decision.Accept(new SubscriptionActivated(
            plan.Code, command.Period, plan.Price(command.Period), renews ? state.PeriodStart : start, end, command.Reference.Trim(), now))
            .DueAt(PeriodTimer, end).DueAt(UsageTimer, now + UsageInterval);
    }

    public static Decision Cancel(SubscriptionState state, string? reason, long version, long? expected, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        if (expected is { } seen && seen != version) return Decision.Refuse(Refusal.StaleVersion);
        if (reason?.Length > LongestReason) return Decision.Refuse(Refusal.Invalid, "reason");
        return state.Status switch
        {
            SubscriptionStatus.Cancelled => Decision.Nothing,
            SubscriptionStatus.Active when state.EndsWithPeriod => Decision.Nothing,
            SubscriptionStatus.Active => Decision.Accept(new CancelRequested(reason, now)),
            _ => Decision.Accept(new SubscriptionCancelled("requested", now)).DueClear(PeriodTimer),
        };
    }

    /// <summary>The period, or the grace after it, has ended.</summary>
    public static Decision PeriodEnded(SubscriptionState state, DateTimeOffset now) => state.Status switch
    {
        SubscriptionStatus.Trialing => Decision.Accept(new SubscriptionCancelled("trial_ended", now)),
        SubscriptionStatus.Active when state.EndsWithPeriod => Decision.Accept(new SubscriptionCancelled("requested", now)),
        SubscriptionStatus.Active => Decision.Accept(new SubscriptionPastDue(now)).DueAt(PeriodTimer, now + Grace),
        SubscriptionStatus.PastDue => Decision.Accept(new SubscriptionCancelled("unpaid", now)),
        _ => Decision.Nothing,
    };

    private static DateOnly Day(DateTimeOffset now) => BusinessCalendar.Riyadh.Day(now);
}
