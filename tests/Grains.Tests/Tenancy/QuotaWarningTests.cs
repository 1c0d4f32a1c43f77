using SalesFlow.Grains.Tests.Support;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Tenancy;

/// <summary>A paid plan's usage is looked at every hour.</summary>
public sealed class QuotaWarningTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    [Fact]
    public async Task Four_fifths_of_a_limit_are_told_once_a_month()
    {
        var subscription = cluster.Grain<ISubscriptionGrain>("subscription");
        await GrainCluster.Until(async () => await subscription.Get() is not null);
        Assert.True((await subscription.Activate("pay", new ActivateSubscription("basic", BillingPeriod.Month, "r-1"))).Accepted);
        await GrainCluster.Until(async () => (await cluster.Grain<ITenantGrain>("tenant").Get())!.Profile.Slug is not null);
        var before = (await cluster.Grain<ITenantGrain>("tenant").Get())!.Version;

        cluster.Quotas.Uses[QuotaMetric.LeadsPerMonth] = new QuotaUse(QuotaMetric.LeadsPerMonth, 79, 100);
        await cluster.Pass(TimeSpan.FromHours(1));
        Assert.Equal(before, (await cluster.Grain<ITenantGrain>("tenant").Get())!.Version);
        cluster.Quotas.Uses[QuotaMetric.LeadsPerMonth] = new QuotaUse(QuotaMetric.LeadsPerMonth, 80, 100);
        await cluster.Pass(TimeSpan.FromHours(3));
        Assert.Equal(before + 1, (await cluster.Grain<ITenantGrain>("tenant").Get())!.Version);
    }
}
