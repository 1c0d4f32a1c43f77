using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Grains.Tests.Support;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Tenancy;

/// <summary>What a company may say of itself, and what follows from it.</summary>
public sealed class TenantSettingsTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);
    private static readonly TenantState Standing = new() { CompanyName = "شركة" };

    [Fact]
    public void Telling_what_stands_changes_nothing_and_an_empty_text_takes_away()
    {
        var hours = new[] { new DayHours(DayOfWeek.Monday, new TimeOnly(8, 0), new TimeOnly(16, 0)) };
        var changed = After(Standing, TenantDecisions.Update(Standing, new UpdateTenant(Industry: "retail", BusinessHours: hours), 2, 2, Now));
        Assert.True(TenantDecisions.Update(changed, new UpdateTenant(Name: "شركة", Industry: "retail", BusinessHours: [.. hours]), 3, null, Now).IsEmpty);
        Assert.Null(After(changed, TenantDecisions.Update(changed, new UpdateTenant(Industry: ""), 3, null, Now)).Profile.Industry);
    }

    [Fact]
    public void Settings_out_of_their_limits_and_stale_changes_are_refused()
    {
        Assert.Equal("timeZone", TenantDecisions.Update(Standing, new UpdateTenant(TimeZone: "Riyadh"), 2, null, Now).Detail);
        Assert.Equal("slug", TenantDecisions.Update(Standing, new UpdateTenant(Slug: "A b"), 2, null, Now).Detail);
        Assert.Equal("businessHours", TenantDecisions.Update(Standing, new UpdateTenant(BusinessHours: []), 2, null, Now).Detail);
        Assert.Equal("scoring", TenantDecisions.Update(Standing, new UpdateTenant(Scoring: new TemperatureBands(80, 50)), 2, null, Now).Detail);
        Assert.Equal(Refusal.StaleVersion, TenantDecisions.Update(Standing, new UpdateTenant(Industry: "x"), 2, 1, Now).Refusal);
        Assert.Equal(Refusal.NotFound, TenantDecisions.Update(new TenantState(), new UpdateTenant(Industry: "x"), 0, null, Now).Refusal);
    }

    [Fact]
    public void A_suspension_needs_a_reason_and_ends_with_a_reactivation()
    {
        Assert.Equal(Refusal.ReasonRequired, TenantDecisions.Suspend(Standing, " ", Now).Refusal);
        var suspended = After(Standing, TenantDecisions.Suspend(Standing, "unpaid", Now));
        Assert.Equal((true, "unpaid"), (suspended.Profile.Suspended, suspended.Profile.SuspendedReason));
        Assert.True(TenantDecisions.Suspend(suspended, "again", Now).IsEmpty);
        Assert.False(After(suspended, TenantDecisions.Reactivate(suspended, "paid", Now)).Profile.Suspended);
    }

    [Fact]
    public void A_warning_comes_once_a_metric_and_month()
    {
        var warning = new QuotaWarning("leads_per_month", "2026-11", 80, 100);
        var warned = After(Standing, TenantDecisions.Warn(Standing, warning, Now));
        Assert.True(TenantDecisions.Warn(warned, warning with { Used = 95 }, Now).IsEmpty);
        Assert.False(TenantDecisions.Warn(warned, warning with { Month = "2026-12" }, Now).IsEmpty);
        Assert.False(TenantDecisions.Warn(warned, warning with { Metric = "messages_per_month" }, Now).IsEmpty);
    }

    [Theory]
    [InlineData("Acme  Trading_Co.", "acme-trading-co")]
    [InlineData("شركة النخبة!", "شركة-النخبة")]
    [InlineData("!!!", "company")]
    public void A_slug_is_the_name_in_lower_case_without_punctuation(string name, string slug) => Assert.Equal(slug, Slugs.Of(name));

    [Theory]
    [InlineData(" Elite.Example.COM ", "elite.example.com")]
    [InlineData("شركة.السعودية", "xn--ogbpi5d.xn--mgberp4a5d4ar")]
    [InlineData("https://example.com", null)]
    [InlineData("example.com/path", null)]
    [InlineData("example.com:8080", null)]
    [InlineData("example.com.", null)]
    [InlineData("example", null)]
    [InlineData("-a.example.com", null)]
    [InlineData("a_b.example.com", null)]
    [InlineData("10.0.0.1", null)]
    [InlineData("a..example.com", null)]
    [InlineData("a b.example.com", null)]
    public void A_domain_is_the_name_of_a_public_host_and_nothing_else(string text, string? domain) => Assert.Equal(domain, WebDomains.Of(text));

    [Fact]
    public void A_domain_is_named_changed_and_taken_away()
    {
        var named = After(Standing, TenantDecisions.Update(Standing, new UpdateTenant(Domain: "example.com"), 2, null, Now));
        Assert.Equal("example.com", named.Profile.Domain);
        Assert.True(TenantDecisions.Update(named, new UpdateTenant(Domain: "example.com"), 3, null, Now).IsEmpty);
        Assert.Null(After(named, TenantDecisions.Update(named, new UpdateTenant(Domain: ""), 3, null, Now)).Profile.Domain);
        Assert.Equal("domain", TenantDecisions.Update(Standing, new UpdateTenant(Domain: "Example.com"), 2, null, Now).Detail);
    }

    [Fact]
    public void A_taken_slug_gets_the_time_behind_it_and_stays_within_its_length()
    {
        var other = Slugs.Other(new string('a', 100), DateTimeOffset.FromUnixTimeSeconds(1_700_001_234), 0);
        Assert.EndsWith("-1234", other, StringComparison.Ordinal);
        Assert.Equal(100, other.Length);
    }

    [Fact]
    public async Task A_registered_company_gets_a_slug_of_its_name()
    {
        TenantView? view = null;
        await GrainCluster.Until(async () => (view = await cluster.Grain<ITenantGrain>("tenant").Get())?.Profile.Slug is not null);
        Assert.Equal("شركة", view!.Profile.Slug);
        // Friday is free unless the company works then.
        var friday = new DateOnly(2026, 11, 27);
        Assert.False(view.Calendar().IsWorkday(friday));
        var working = view with { Profile = view.Profile with { BusinessHours = [new DayHours(DayOfWeek.Friday, new TimeOnly(10, 0), new TimeOnly(12, 0))] } };
        Assert.True(working.Calendar().IsWorkday(friday));
        Assert.True(working.Calendar().IsOpen(new DateTimeOffset(2026, 11, 27, 8, 0, 0, TimeSpan.Zero)));
        Assert.False((working with { Profile = working.Profile with { Holidays = [friday] } }).Calendar().IsWorkday(friday));
    }

    private static TenantState After(TenantState state, Decision decision)
    {
        Assert.True(decision.Accepted);
        return decision.Events.Aggregate(state, (s, e) => s.Apply(e));
    }
}
