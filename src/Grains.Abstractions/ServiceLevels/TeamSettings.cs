using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Reporting;

namespace SalesFlow.ServiceLevels;

/// <summary>How a company's team is measured. Key: <c>tenant/team-settings</c>. What was never set has its default.</summary>
[Alias("team-settings")]
public interface ITeamSettingsGrain : ITenantScoped
{
    /// <summary>Sets the service levels for cases that begin from now on.</summary>
    [Alias("SetServiceLevels")]
    [Requires(Permission.InboxManage)]
    Task<Outcome> SetServiceLevels(string commandId, ServiceLevelPolicy policy, long? expectedVersion);

    /// <summary>Sets the weights of scorecards.</summary>
    [Alias("SetScorecard")]
    [Requires(Permission.InboxManage)]
    Task<Outcome> SetScorecard(string commandId, ScorecardWeights weights, long? expectedVersion);

    /// <summary>Sets whether and how customers are asked if they were content.</summary>
    [Alias("SetSatisfaction")]
    [Requires(Permission.InboxManage)]
    Task<Outcome> SetSatisfaction(string commandId, SatisfactionSettings settings, long? expectedVersion);

    /// <summary>The settings.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<TeamSettingsView> Get();
}

/// <summary>The key of a company's team settings.</summary>
public static class TeamSettingsKey
{
    /// <summary>The id part of every tenant's key.</summary>
    public const string Id = "team-settings";
}

/// <summary>The settings as they stand.</summary>
[GenerateSerializer, Immutable, Alias("team-settings.view")]
public sealed record TeamSettingsView(ServiceLevelPolicy ServiceLevels, ScorecardWeights Scorecard, SatisfactionSettings Satisfaction, long Version);

/// <summary>The service levels were set.</summary>
[EventName("team-settings.service_levels_set")]
public sealed record ServiceLevelsSet(ServiceLevelPolicy Policy, DateTimeOffset At) : IDomainEvent;

/// <summary>The weights of scorecards were set.</summary>
[EventName("team-settings.scorecard_set")]
public sealed record ScorecardSet(ScorecardWeights Weights, DateTimeOffset At) : IDomainEvent;

/// <summary>How customers are asked was set.</summary>
[EventName("team-settings.satisfaction_set")]
public sealed record SatisfactionSet(SatisfactionSettings Settings, DateTimeOffset At) : IDomainEvent;
