using SalesFlow.Common;
using SalesFlow.Grains.ServiceLevels;
using SalesFlow.Reporting;
using SalesFlow.ServiceLevels;

namespace SalesFlow.Grains.Tests.ServiceLevels;

public sealed class ScorecardTests
{
    private static readonly ScorecardFigures Best = new(40, 10, 50_000m, 120, 5m, 100m);
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Who_is_best_in_everything_has_a_hundred() => Assert.Equal(100m, Scorecard.Composite(Best, [Best], new ScorecardWeights()));

    [Fact]
    public void Each_figure_earns_its_weight()
    {
        var half = new ScorecardFigures(20, 5, 25_000m, 1950, 2.5m, 50m);
        Assert.Equal(50m, Scorecard.Composite(half, [Best, half], new ScorecardWeights()));
        Assert.Equal(15m, Scorecard.Composite(new ScorecardFigures(40, 0, 0m, 9999, 0m, 0m), [Best], new ScorecardWeights()));
    }

    [Fact]
    public void What_is_not_known_is_left_out_and_does_not_count_as_bad()
    {
        var quiet = new ScorecardFigures(40, 10, 50_000m, null, null, null);
        Assert.Equal(100m, Scorecard.Composite(quiet, [Best, quiet], new ScorecardWeights()));
    }

    [Fact]
    public void In_a_team_that_sold_nothing_nobody_divides_by_zero() =>
        Assert.Equal(0m, Scorecard.Composite(new ScorecardFigures(0, 0, 0m, null, null, null), [new ScorecardFigures(0, 0, 0m, null, null, null)], new ScorecardWeights()));

    [Fact]
    public void Weights_are_a_hundred_together()
    {
        Assert.True(TeamSettingsDecisions.SetScorecard(new ScorecardWeights(), 0, null, Now).Accepted);
        Assert.Equal(Refusal.Invalid, TeamSettingsDecisions.SetScorecard(new ScorecardWeights(LeadsHandled: 16), 0, null, Now).Refusal);
        Assert.Equal(Refusal.Invalid, TeamSettingsDecisions.SetScorecard(new ScorecardWeights(-5, 25, 25, 15, 15, 25), 0, null, Now).Refusal);
        Assert.Equal(Refusal.StaleVersion, TeamSettingsDecisions.SetScorecard(new ScorecardWeights(), 3, 2, Now).Refusal);
    }

    [Fact]
    public void A_policy_that_cannot_be_is_refused_with_the_rule()
    {
        var usual = ServiceLevelPolicy.Default;
        foreach (var (policy, rule) in new[]
        {
            (usual with { WarnPercent = 0 }, "warn_percent"), (usual with { Targets = [] }, "target_count"),
            (usual with { Targets = [new(2, ServicePriority.Normal, 5, 5), new(2, ServicePriority.Normal, 6, 6)] }, "equal_targets"),
            (usual with { Chain = [new(2, ["role:pirate"], 5)] }, "chain_people"), (usual with { Chain = [new(2, [], 5)] }, "chain_people"),
            (usual with { Chain = [new(2, ["role:owner"], 5), new(2, ["role:owner"], 6)] }, "chain_steps"),
        })
            Assert.Equal(rule, TeamSettingsDecisions.SetServiceLevels(policy, 0, null, Now).Rule);
    }

    [Fact]
    public void A_policy_that_cannot_be_is_refused_by_the_field()
    {
        var usual = ServiceLevelPolicy.Default;
        Assert.True(TeamSettingsDecisions.SetServiceLevels(usual, 0, null, Now).Accepted);
        foreach (var (policy, field) in new[]
        {
            (usual with { WarnPercent = 100 }, "warnPercent"), (usual with { Hours = usual.Hours with { Days = [] } }, "hours.days"),
            (usual with { Hours = usual.Hours with { Until = new TimeOnly(8, 0) } }, "hours.until"),
            (usual with { Hours = usual.Hours with { Zone = "Mars/Olympus" } }, "hours.zone"), (usual with { Targets = [] }, "targets"),
            (usual with { Targets = [new(2, ServicePriority.Normal, 0, 5)] }, "targets"),
            (usual with { Targets = [new(2, ServicePriority.Normal, 5, 5), new(2, ServicePriority.Normal, 6, 6)] }, "targets"),
            (usual with { Chain = [new(2, ["role:pirate"], 5)] }, "chain"), (usual with { Chain = [new(2, [], 5)] }, "chain"),
        })
            Assert.Equal(field, TeamSettingsDecisions.SetServiceLevels(policy, 0, null, Now).Detail);
    }
}
