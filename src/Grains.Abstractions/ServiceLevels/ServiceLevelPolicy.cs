using SalesFlow.Tenancy;

namespace SalesFlow.ServiceLevels;

/// <summary>How pressing a case is.</summary>
[GenerateSerializer]
public enum ServicePriority
{
    /// <summary>Normal.</summary>
    Normal = 0,
    /// <summary>Urgent: a complaint, an angry customer, a hot lead.</summary>
    Urgent = 1,
    /// <summary>Emergency: a legal threat, a leak, fraud.</summary>
    Emergency = 2,
}

/// <summary>Within what time people must act. One a company; a case keeps the targets and hours under which it began.</summary>
/// <param name="Enabled">Whether clocks start at all.</param>
/// <param name="Hours">When clocks run.</param>
/// <param name="WarnPercent">At how much of a target a warning comes, 1 to 99.</param>
/// <param name="Targets">Targets by level and priority; at most 12, each pair once. What is not named takes
/// the next lower priority of its level, then level 2.</param>
/// <param name="Chain">Who is told of a breach, in order of levels; at most 5.</param>
[GenerateSerializer, Immutable, Alias("service-level.policy")]
public sealed record ServiceLevelPolicy(
    bool Enabled, WorkingHours Hours, int WarnPercent, IReadOnlyList<ServiceTarget> Targets, IReadOnlyList<EscalationStep> Chain)
{
    /// <summary>
    /// The ladder that holds unless a company sets its own: a person answers a hand-over within 5 minutes; a representative is done within 4 hours
    /// (urgent 1), a sales manager within 24 (urgent 4), the top within 48 (urgent 12, emergency 2). All in working time.
    /// </summary>
    public static ServiceLevelPolicy Default { get; } = new(
        true, WorkingHours.Default, 80,
        [
            new ServiceTarget(2, ServicePriority.Normal, 5, 240), new ServiceTarget(2, ServicePriority.Urgent, 5, 60),
            new ServiceTarget(3, ServicePriority.Normal, 5, 1440), new ServiceTarget(3, ServicePriority.Urgent, 5, 240),
            new ServiceTarget(4, ServicePriority.Normal, 5, 2880), new ServiceTarget(4, ServicePriority.Urgent, 5, 720),
            new ServiceTarget(4, ServicePriority.Emergency, 5, 120),
        ],
        [
            new EscalationStep(2, ["role:supervisor"], 15), new EscalationStep(3, ["role:manager"], 30), new EscalationStep(4, ["role:owner", "role:admin"], 60),
        ]);

    /// <summary>The target of a level and priority.</summary>
    public ServiceTarget TargetOf(int level, ServicePriority priority)
    {
        for (var l = level; l >= 2; l--)
        {
            var best = Targets.Where(t => t.Level == l && t.Priority <= priority).MaxBy(t => t.Priority);
            if (best is not null) return best;
        }
        return Targets.Count > 0 ? Targets[0] : new ServiceTarget(level, priority, 5, 240);
    }
}

/// <summary>A target of one level and priority, in minutes of working time.</summary>
/// <param name="Level">2 a representative, 3 a sales manager, 4 the top.</param>
/// <param name="Priority">The priority.</param>
/// <param name="FirstResponseMinutes">From the hand-over until a person writes; 1 to 43,200.</param>
/// <param name="ResolutionMinutes">From the hand-over until the case ends, without the time in which we wait for the customer; 1 to 43,200.</param>
[GenerateSerializer, Immutable, Alias("service-level.target")]
public sealed record ServiceTarget(int Level, ServicePriority Priority, int FirstResponseMinutes, int ResolutionMinutes);

/// <summary>One step of the chain: told of a breach at its level, or when the step below did not acknowledge in time.</summary>
/// <param name="Level">2, 3 or 4.</param>
/// <param name="Notify"><c>role:{role}</c> or <c>user:{id}</c>; 1 to 10.</param>
/// <param name="AcknowledgeMinutes">Working time in which one of them must acknowledge, else the next step is told; 1 to 10,080.</param>
[GenerateSerializer, Immutable, Alias("service-level.step")]
public sealed record EscalationStep(int Level, IReadOnlyList<string> Notify, int AcknowledgeMinutes);

/// <summary>What a company says of itself and what that means for its clocks.</summary>
public static class CompanyServiceLevels
{
    /// <summary>The ladder of a company that set none: in its own time zone.</summary>
    public static ServiceLevelPolicy UsualServiceLevels(this TenantView? tenant)
    {
        var usual = ServiceLevelPolicy.Default;
        return usual with { Hours = usual.Hours with { Zone = tenant.Calendar().Zone } };
    }

    /// <summary>The policy with the company's holidays beside its own: what nobody works on stops every clock.</summary>
    public static ServiceLevelPolicy WithHolidaysOf(this ServiceLevelPolicy policy, TenantView? tenant) =>
        tenant is { Profile.Holidays: { Count: > 0 } days }
            ? policy with { Hours = policy.Hours with { Holidays = [.. policy.Hours.Holidays.Union(days).Order()] } }
            : policy;
}

/// <summary>What a hand-over's reason and target mean for the ladder. Level 1 is the agents.</summary>
public static class ServiceLadder
{
    /// <summary>The level that a hand-over needs.</summary>
    public static int LevelOf(string target, string reason) => (target, reason) switch
    {
        ("management" or "compliance" or "admin", _) or (_, "legal" or "privacy" or "fraud" or "security") => 4,
        ("sales_manager", _) or (_, "complaint") => 3,
        _ => 2,
    };

    /// <summary>How pressing it is.</summary>
    public static ServicePriority PriorityOf(string reason) => reason switch
    {
        "legal" or "privacy" or "fraud" or "security" => ServicePriority.Emergency,
        "complaint" or "negative_sentiment" or "high_score" => ServicePriority.Urgent,
        _ => ServicePriority.Normal,
    };
}
