using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Leads;
using SalesFlow.Storage.Tenancy;
using SalesFlow.Tenancy;

namespace SalesFlow.Projection.Tests;

public sealed class SqliteQuotaTests : QuotaTests
{
    protected override Task<TestDatabase> Create() => SqliteTestDatabase.Create();
}

public sealed class PostgresQuotaTests : QuotaTests
{
    protected override async Task<TestDatabase> Create() => await PostgresTestDatabase.Create();
}

/// <summary>What a plan allows, from the counters.</summary>
public abstract class QuotaTests : DatabaseTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    // The last evening of November in UTC is December in Riyadh.
    private static readonly DateTimeOffset November = new(2026, 11, 30, 20, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset December = new(2026, 11, 30, 21, 30, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(November);

    [Fact]
    public async Task Leads_and_messages_are_counted_once_in_the_tenants_own_month()
    {
        await Db.Append(
            Subscription("t1", 1, new TrialStarted("basic", November.AddDays(14), November)),
            Lead("t1", "a", November), Lead("t1", "b", November), Lead("t1", "c", December), Lead("t2", "d", November),
            Of("t1", 1, new ConversationStarted("p", "p", "n", "w", "9665", null, null, "whatsapp", November)),
            Of("t1", 2, new MessageQueued(new QueuedMessage("m1", OutboundContent.OfText("أهلا")), "human", "u1", November)),
            Of("t1", 3, new MessageQueued(new QueuedMessage("m2", OutboundContent.OfText("أهلا")), "human", "u1", November)),
            Of("t1", 4, Status("m1", MessageStatus.Sent)), Of("t1", 5, Status("m1", MessageStatus.Delivered)), Of("t1", 6, Status("m1", MessageStatus.Read)),
            Of("t1", 7, Status("m2", MessageStatus.Failed)));
        await Db.ProjectAll();

        var standing = await Quotas().Standing("t1", None);
        Assert.Equal(("2026-11", SubscriptionStatus.Trialing), (standing.Month, standing.Status));
        Assert.Equal([(0, null), (2, null), (1, null)], standing.Uses.Select(u => (u.Used, u.Limit)));
        _clock.SetUtcNow(December);
        var next = await Quotas().Standing("t1", None);
        Assert.Equal("2026-12", next.Month);
        Assert.Equal([0L, 1, 0], next.Uses.Select(u => u.Used));
    }

    [Fact]
    public async Task The_plans_limit_holds_for_the_paid_and_nothing_more_for_the_ended()
    {
        await Db.Append(
            Subscription("t1", 1, new TrialStarted("basic", November, November)),
            Subscription("t1", 2, new SubscriptionActivated("basic", BillingPeriod.Month, Money.Sar(299), November, November.AddMonths(1), "r", November)));
        await Db.Append([.. Enumerable.Range(0, 98).Select(i => Lead("t1", $"l{i}", November))]);
        await Db.ProjectAll();
        var quotas = Quotas();
        Assert.False(await quotas.Allows("t1", QuotaMetric.LeadsPerMonth, 3, None));
        Assert.True(await quotas.Allows("t1", QuotaMetric.LeadsPerMonth, 1, None));
        Assert.True(await quotas.Allows("t1", QuotaMetric.LeadsPerMonth, 1, None));
        // What was allowed counts before the projection has seen it.
        Assert.False(await quotas.Allows("t1", QuotaMetric.LeadsPerMonth, 1, None));
        Assert.True((await quotas.Standing("t1", None)).Uses[(int)QuotaMetric.LeadsPerMonth].Warns);
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.True(await quotas.Allows("t1", QuotaMetric.LeadsPerMonth, 2, None));

        await Db.Append(Subscription("t1", 3, new SubscriptionCancelled("unpaid", November)));
        await Db.ProjectAll();
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.False(await quotas.Allows("t1", QuotaMetric.LeadsPerMonth, 1, None));
        Assert.False(await quotas.Allows("t1", QuotaMetric.MessagesPerMonth, 1, None));
    }

    [Fact]
    public async Task A_company_without_a_projected_subscription_is_in_its_trial() =>
        Assert.True(await Quotas().Allows("nobody", QuotaMetric.LeadsPerMonth, 1_000_000, None));

    private Quotas Quotas() => new(Db.Contexts, _clock, new ServiceCollection().BuildServiceProvider());

    private static Logged Subscription(string tenant, long version, IDomainEvent e) => Logged.Of(tenant, "subscription/subscription", version, e, November);

    private static Logged Lead(string tenant, string id, DateTimeOffset at) =>
        Logged.Of(tenant, "lead/" + id, 1, new LeadCreated("سارة", null, "web", null, null, "ar", null, at), at);

    private static Logged Of(string tenant, long version, IDomainEvent e) => Logged.Of(tenant, "conversation/c1", version, e, November);

    private static MessageStatusChanged Status(string id, MessageStatus status) => new(id, "w." + id, status, null, null, null, null, November);
}
