using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Reporting;
using SalesFlow.ServiceLevels;

namespace SalesFlow.Grains.ServiceLevels;

/// <summary>A company's team settings; what was never set is null here and has its default in the view.</summary>
internal sealed record TeamSettingsState : IFold<TeamSettingsState>
{
    public ServiceLevelPolicy? ServiceLevels { get; init; }

    public ScorecardWeights? Scorecard { get; init; }

    public SatisfactionSettings? Satisfaction { get; init; }

    public TeamSettingsState Apply(IDomainEvent e) => e switch
    {
        ServiceLevelsSet s => this with { ServiceLevels = s.Policy },
        ScorecardSet s => this with { Scorecard = s.Weights },
        SatisfactionSet s => this with { Satisfaction = s.Settings },
        _ => this,
    };
}

/// <summary>What settings are acceptable. Pure.</summary>
internal static class TeamSettingsDecisions
{
    public const int MaxMinutes = 43_200, MaxAcknowledgeMinutes = 10_080, MaxHolidays = 60;

    public static Decision SetServiceLevels(ServiceLevelPolicy policy, long version, long? expected, DateTimeOffset now)
    {
        if (expected is { } e && e != version) return Decision.Refuse(Refusal.StaleVersion);
        return Objection(policy) is { } fault ? Decision.Invalid(fault) : Decision.Accept(new ServiceLevelsSet(policy, now));
    }

    public static Decision SetScorecard(ScorecardWeights w, long version, long? expected, DateTimeOffset now)
    {
        if (expected is { } e && e != version) return Decision.Refuse(Refusal.StaleVersion);
        int[] all = [w.LeadsHandled, w.DealsClosed, w.RevenueGenerated, w.ResponseTime, w.CustomerSatisfaction, w.AiAssistRate];
        return all.All(v => v is >= 0 and <= 100) && all.Sum() == 100
            ? Decision.Accept(new ScorecardSet(w, now))
            : Decision.Refuse(Refusal.Invalid, "weights");
    }

    public static Decision SetSatisfaction(SatisfactionSettings settings, long version, long? expected, DateTimeOffset now)
    {
        if (expected is { } e && e != version) return Decision.Refuse(Refusal.StaleVersion);
        if (settings.EveryDays is < 1 or > 365) return Decision.Refuse(Refusal.Invalid, "everyDays");
        return Enum.IsDefined(settings.Scale) ? Decision.Accept(new SatisfactionSet(settings, now)) : Decision.Refuse(Refusal.Invalid, "scale");
    }

    /// <summary>The field of a policy that cannot be, with the rule where the field alone does not tell; or null.</summary>
    private static string? Objection(ServiceLevelPolicy p)
    {
        if (p.WarnPercent is < 1 or > 99) return "warnPercent:warn_percent";
        if (p.Hours.Days.Count is < 1 or > 7 || p.Hours.Days.Any(d => !Enum.IsDefined(d))) return "hours.days";
        if (p.Hours.Until != TimeOnly.MinValue && p.Hours.Until <= p.Hours.From) return "hours.until";
        if (p.Hours.Holidays.Count > MaxHolidays) return "hours.holidays";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(p.Hours.Zone, out _) && p.Hours.Zone != BusinessCalendar.DefaultZone) return "hours.zone";
        if (p.Targets.Count is < 1 or > 12) return "targets:target_count";
        if (p.Targets.DistinctBy(t => (t.Level, t.Priority)).Count() != p.Targets.Count) return "targets:equal_targets";
        foreach (var t in p.Targets)
        {
            if (t.Level is < 2 or > 4 || !Enum.IsDefined(t.Priority)) return "targets";
            if (t.FirstResponseMinutes is < 1 or > MaxMinutes || t.ResolutionMinutes is < 1 or > MaxMinutes) return "targets";
        }
        if (p.Chain.Count > 5 || p.Chain.DistinctBy(s => s.Level).Count() != p.Chain.Count) return "chain:chain_steps";
        foreach (var s in p.Chain)
        {
            if (s.Level is < 2 or > 4 || s.AcknowledgeMinutes is < 1 or > MaxAcknowledgeMinutes) return "chain:chain_steps";
            if (s.Notify.Count is < 1 or > 10 || s.Notify.Any(n => !IsPerson(n))) return "chain:chain_people";
        }
        return null;
    }

    private static bool IsPerson(string word) =>
        (word.StartsWith("role:", StringComparison.Ordinal) && Access.Roles.Find(word[5..]) is not null)
        || (word.StartsWith("user:", StringComparison.Ordinal) && word.Length is > 5 and <= 105);
}

/// <summary>A company's team settings.</summary>
[GrainType("team-settings")]
internal sealed class TeamSettingsGrain(
    [PersistentState("team-settings", EntityStorage.Provider)] IPersistentState<EntityRecord<TeamSettingsState>> storage, TenantViews tenants,
    TimeProvider clock)
    : EntityGrain<TeamSettingsState>(storage, clock), ITeamSettingsGrain
{
    public Task<Outcome> SetServiceLevels(string commandId, ServiceLevelPolicy policy, long? expectedVersion) =>
        Execute(commandId, (_, now) => TeamSettingsDecisions.SetServiceLevels(policy, Version, expectedVersion, now));

    public Task<Outcome> SetScorecard(string commandId, ScorecardWeights weights, long? expectedVersion) =>
        Execute(commandId, (_, now) => TeamSettingsDecisions.SetScorecard(weights, Version, expectedVersion, now));

    public Task<Outcome> SetSatisfaction(string commandId, SatisfactionSettings settings, long? expectedVersion) =>
        Execute(commandId, (_, now) => TeamSettingsDecisions.SetSatisfaction(settings, Version, expectedVersion, now));

    public async Task<TeamSettingsView> Get() => new(
        State.ServiceLevels ?? (await tenants.Get(Key.Tenant)).UsualServiceLevels(), State.Scorecard ?? new ScorecardWeights(),
        State.Satisfaction ?? new SatisfactionSettings(), Version);
}
