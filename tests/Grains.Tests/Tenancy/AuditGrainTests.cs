using SalesFlow.Grains.Tenancy;
using SalesFlow.Grains.Tests.Support;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Tenancy;

/// <summary>What was done without changing an entity.</summary>
public sealed class AuditGrainTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_entry_is_recorded_once_a_command()
    {
        var audit = cluster.Grain<IAuditGrain>("audit");
        var first = await audit.Record("login-1", new AuditEntry("login", "user", "u1"));
        var again = await audit.Record("login-1", new AuditEntry("login", "user", "u1"));
        Assert.True(first.Accepted);
        Assert.True(again.Repeated);
        Assert.Equal(first.Version, again.Version);
    }

    [Fact]
    public async Task A_new_company_has_a_trial()
    {
        SubscriptionView? view = null;
        await GrainCluster.Until(async () => (view = await cluster.Grain<ISubscriptionGrain>("subscription").Get()) is not null);
        Assert.Equal(("basic", SubscriptionStatus.Trialing), (view!.Plan, view.Status));
        Assert.Equal(TimeSpan.FromDays(14), view.PeriodEnd - view.PeriodStart);
    }

    [Fact]
    public void Details_are_cut_and_never_lose_the_entry()
    {
        var details = Enumerable.Range(0, 40).ToDictionary(i => $"k{i:00}", _ => new string('ط', 999));
        var recorded = Assert.IsType<AuditRecorded>(Assert.Single(AuditDecisions.Record(new AuditEntry("export", "lead", null, details), Now).Events));
        Assert.Equal(20, recorded.Entry.Details!.Count);
        Assert.All(recorded.Entry.Details.Values, v => Assert.Equal(200, v.Length));
    }

    [Fact]
    public void An_entry_without_an_action_is_refused() =>
        Assert.Equal("action", AuditDecisions.Record(new AuditEntry("", "lead", null), Now).Detail);
}
