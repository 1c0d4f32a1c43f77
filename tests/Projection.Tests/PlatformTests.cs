using SalesFlow.Common;
using SalesFlow.Storage.Tenancy;
using SalesFlow.Tenancy;

namespace SalesFlow.Projection.Tests;

public sealed class SqlitePlatformTests : PlatformTests
{
    protected override Task<TestDatabase> Create() => SqliteTestDatabase.Create();
}

public sealed class PostgresPlatformTests : PlatformTests
{
    protected override async Task<TestDatabase> Create() => await PostgresTestDatabase.Create();
}

/// <summary>What the installation sees of its tenants, and what tenants see of their policies.</summary>
public abstract class PlatformTests : DatabaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task The_platform_sees_all_tenants_and_a_tenant_sees_none()
    {
        await Db.Append([.. Enumerable.Range(0, 7).Select(i => Of($"t{i}", "tenant/tenant", 1, new TenantRegistered($"شركة {i}", "u", "م", "ar"), i / 2))]);
        await Db.Append(
            Of("t1", "subscription/subscription", 1, new TrialStarted("basic", Now.AddDays(14), Now)),
            Of("t2", "tenant/tenant", 2, new TenantSuspended("unpaid", Now)),
            Of("t3", "subscription/subscription", 1, new TrialStarted("basic", Now.AddDays(14), Now)),
            Of("t3", "subscription/subscription", 2, new SubscriptionActivated("enterprise", BillingPeriod.Month, Money.Sar(1499), Now, Now.AddMonths(1), "r", Now)),
            Of(TenantKey.Platform, "tenant-file/t2", 1, new TenantNoted("called twice", Now)));
        await Db.ProjectAll();
        var directory = new TenantDirectory(Db.Contexts);

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await directory.Tenants(new TenantFileFilter(), cursor, 2, None);
            seen.AddRange(page.Items.Select(t => t.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(["t6", "t5", "t4", "t3", "t2", "t1", "t0"], seen);
        Assert.Equal("t3", Assert.Single((await directory.Tenants(new TenantFileFilter(Plan: "enterprise"), null, 9, None)).Items).Id);
        Assert.Equal("t2", Assert.Single((await directory.Tenants(new TenantFileFilter(Suspended: true), null, 9, None)).Items).Id);
        Assert.Equal("t5", Assert.Single((await directory.Tenants(new TenantFileFilter(Search: "شركه 5"), null, 9, None)).Items).Id);
        var file = await directory.Tenant("t2", None);
        Assert.Equal((false, "unpaid", "called twice"), (file!.IsActive, file.SuspendedReason, file.Notes));
        Assert.Null(await directory.Tenant("nobody", None));
        Assert.Empty(await Db.Rows<PlatformTenantRow>("t1"));
        Assert.Empty(await Db.Rows<TenantFileRow>("t2"));
    }

    [Fact]
    public async Task Every_version_of_a_policy_stays_readable()
    {
        var day = new DateOnly(2026, 12, 1);
        await Db.Append(
            Of("t1", "policy/p1", 1, new PolicyVersioned(PolicyType.Privacy, 1, "الخصوصية", "أول", null, day, Now)),
            Of("t1", "policy/p1", 2, new PolicyVersioned(PolicyType.Privacy, 2, "الخصوصية", "ثان", "second", day.AddDays(30), Now)),
            Of("t1", "policy/p1", 3, new PolicySwitched(false, Now)),
            Of("t1", "policy/p2", 1, new PolicyVersioned(PolicyType.Refund, 1, "الاسترداد", "نص", null, day, Now)));
        await Db.ProjectAll();
        var lists = new PolicyLists(Db.Contexts);
        var policy = await lists.Policy("t1", "p1", day.AddDays(30), None);
        Assert.Equal((2, false, "ثان", "second", day.AddDays(30)), (policy!.Version, policy.IsActive, policy.ContentAr, policy.ContentEn, policy.EffectiveFrom));
        var first = await lists.Versions("t1", "p1", null, 1, None);
        var second = await lists.Versions("t1", "p1", first.Next, 1, None);
        Assert.Equal((2, 1, "أول"), (Assert.Single(first.Items).Version, Assert.Single(second.Items).Version, second.Items[0].ContentAr));
        Assert.Equal("p2", Assert.Single((await lists.Policies("t1", PolicyType.Refund, day, null, 9, None)).Items).Id);
        Assert.Null(await lists.Policy("t2", "p1", day, None));
    }

    [Fact]
    public async Task A_policy_shows_the_text_that_holds_on_a_day_and_the_one_that_comes_next()
    {
        var day = new DateOnly(2026, 12, 1);
        await Db.Append([.. new[] { 0, 30, 40, 35 }.Select((days, i) =>
            Of("t1", "policy/p1", i + 1, new PolicyVersioned(PolicyType.Privacy, i + 1, "الخصوصية", $"نص {i + 1}", null, day.AddDays(days), Now)))]);
        await Db.ProjectAll();
        var lists = new PolicyLists(Db.Contexts);

        // The third would begin when the fourth, written later, already holds: it never does.
        foreach (var (on, shown, inForce, coming) in new (int, int, bool, int?)[]
        {
            (-1, 1, false, 2), (0, 1, true, 2), (29, 1, true, 2), (30, 2, true, 4), (35, 4, true, null), (40, 4, true, null),
        })
        {
            var policy = (await lists.Policy("t1", "p1", day.AddDays(on), None))!;
            Assert.Equal((shown, $"نص {shown}", inForce, coming), (policy.Version, policy.ContentAr, policy.InForce, policy.Coming?.Version));
            Assert.Equal(policy, Assert.Single((await lists.Policies("t1", null, day.AddDays(on), null, 9, None)).Items));
        }
    }

    private static Logged Of(string tenant, string stream, long version, IDomainEvent e, int seconds = 0) => Logged.Of(tenant, stream, version, e, Now.AddSeconds(seconds));
}
