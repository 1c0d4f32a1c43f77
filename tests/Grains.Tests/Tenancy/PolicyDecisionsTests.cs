using SalesFlow.Common;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Tenancy;

/// <summary>What a policy may become.</summary>
public sealed class PolicyDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 11, 22);

    [Theory]
    [InlineData(PolicyType.Privacy, 30)]
    [InlineData(PolicyType.Commission, 30)]
    [InlineData(PolicyType.Refund, 0)]
    public void A_new_version_gives_the_notice_that_its_kind_needs(PolicyType type, int days)
    {
        var first = Written(type);
        var changed = PolicyDecisions.Update(first, new ChangePolicy(null, "نص جديد", null, null, null), 1, 1, Today, Now);
        var version = Assert.IsType<PolicyVersioned>(Assert.Single(changed.Events));
        Assert.Equal((2, Today.AddDays(days)), (version.Number, version.EffectiveFrom));
        Assert.Equal("effectiveFrom", PolicyDecisions.Update(first, new ChangePolicy(null, "نص جديد", null, Today.AddDays(days - 1), null), 1, null, Today, Now).Detail);
    }

    [Fact]
    public void The_same_words_make_no_version_and_a_switch_is_none()
    {
        var first = Written(PolicyType.Refund);
        Assert.True(PolicyDecisions.Update(first, new ChangePolicy("سياسة", "نص", "", null, true), 1, null, Today, Now).IsEmpty);
        Assert.IsType<PolicySwitched>(Assert.Single(PolicyDecisions.Update(first, new ChangePolicy(null, null, null, null, false), 1, null, Today, Now).Events));
    }

    [Fact]
    public void A_version_is_written_whole_and_from_what_was_seen()
    {
        var first = Written(PolicyType.Refund, "English");
        Assert.Equal("contentEn", PolicyDecisions.Update(first, new ChangePolicy(null, "نص جديد", null, null, null), 1, null, Today, Now).Detail);
        Assert.Equal("whole_version", PolicyDecisions.Update(first, new ChangePolicy(null, "نص جديد", null, null, null), 1, null, Today, Now).Rule);
        Assert.Null(Assert.IsType<PolicyVersioned>(Assert.Single(
            PolicyDecisions.Update(first, new ChangePolicy(null, "نص", "", null, null), 1, null, Today, Now).Events)).ContentEn);
        Assert.Equal("contentAr", PolicyDecisions.Update(first, new ChangePolicy("اسم آخر", null, null, null, null), 1, null, Today, Now).Detail);
        Assert.Equal(Refusal.StaleVersion, PolicyDecisions.Update(first, new ChangePolicy(null, "x", "y", null, null), 2, 1, Today, Now).Refusal);
        Assert.Equal(Refusal.NotFound, PolicyDecisions.Update(new PolicyState(), new ChangePolicy(null, "x", null, null, null), 0, null, Today, Now).Refusal);
    }

    [Fact]
    public void A_first_version_is_refused_for_the_past_and_without_words()
    {
        Assert.Equal("effectiveFrom", PolicyDecisions.Create(new PolicyState(), new(PolicyType.Privacy, "س", "نص", null, Today.AddDays(-1)), Today, Now).Detail);
        Assert.Equal("contentAr", PolicyDecisions.Create(new PolicyState(), new(PolicyType.Privacy, "س", " ", null, null), Today, Now).Detail);
        Assert.Equal(Refusal.AlreadyExists, PolicyDecisions.Create(Written(PolicyType.Privacy), new(PolicyType.Privacy, "س", "نص", null, null), Today, Now).Refusal);
    }

    [Fact]
    public void A_policy_may_be_written_before_it_is_in_use()
    {
        var decision = PolicyDecisions.Create(new PolicyState(), new(PolicyType.Refund, "س", "نص", null, null, IsActive: false), Today, Now);
        Assert.False(decision.Events.Aggregate(new PolicyState(), (s, e) => s.Apply(e)).IsActive);
    }

    private static PolicyState Written(PolicyType type, string? english = null)
    {
        var decision = PolicyDecisions.Create(new PolicyState(), new WritePolicy(type, "سياسة", "نص", english, null), Today, Now);
        Assert.True(decision.Accepted);
        return decision.Events.Aggregate(new PolicyState(), (s, e) => s.Apply(e));
    }
}
