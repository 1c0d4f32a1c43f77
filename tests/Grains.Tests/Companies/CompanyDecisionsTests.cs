using SalesFlow.Common;
using SalesFlow.Companies;
using SalesFlow.Grains.Companies;

namespace SalesFlow.Grains.Tests.Companies;

public sealed class CompanyDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("123456789")]
    [InlineData("12345678901")]
    [InlineData("12345abcde")]
    public void A_registration_number_has_ten_digits(string number)
    {
        var decision = CompanyDecisions.Create(new CompanyState(), new CompanyDetails(Name: "A", CrNumber: number), Now);
        Assert.Equal((Refusal.Invalid, "crNumber"), (decision.Refusal, decision.Detail));
    }

    [Fact]
    public void A_company_keeps_one_of_its_names()
    {
        var state = Given(new CompanyDetails(Name: "Elite", NameAr: "النخبة"));
        var one = CompanyDecisions.Update(state, new CompanyDetails(Name: ""), 1, 1, Now);
        var after = one.Events.Aggregate(state, (s, e) => s.Apply(e));
        Assert.Equal((null, "النخبة"), (after.Details.Name, after.Details.NameAr));
        Assert.Equal("name", CompanyDecisions.Update(after, new CompanyDetails(NameAr: ""), 2, null, Now).Detail);
        Assert.Equal("name", CompanyDecisions.Create(new CompanyState(), new CompanyDetails(City: "الرياض"), Now).Detail);
    }

    [Fact]
    public void A_change_tells_only_what_differs_and_an_old_version_is_refused()
    {
        var state = Given(new CompanyDetails(Name: "Elite", City: "الرياض", Tags: ["a"]));
        Assert.True(CompanyDecisions.Update(state, new CompanyDetails(Name: "Elite", City: "الرياض", Tags: ["a"]), 1, 1, Now).IsEmpty);
        var changed = Assert.IsType<CompanyUpdated>(Assert.Single(CompanyDecisions.Update(state, new CompanyDetails(Name: "Elite", City: "جدة"), 1, 1, Now).Events));
        Assert.Equal(new CompanyDetails(City: "جدة"), changed.Changes);
        Assert.Equal(Refusal.StaleVersion, CompanyDecisions.Update(state, new CompanyDetails(City: "جدة"), 2, 1, Now).Refusal);
    }

    [Fact]
    public void A_deleted_company_changes_only_by_coming_back()
    {
        var state = Given(new CompanyDetails(Name: "Elite"));
        state = CompanyDecisions.Delete(state, 1, null, Now).Events.Aggregate(state, (s, e) => s.Apply(e));
        Assert.Equal("deleted", CompanyDecisions.Update(state, new CompanyDetails(City: "جدة"), 2, null, Now).Detail);
        Assert.True(CompanyDecisions.Delete(state, 2, null, Now).IsEmpty);
        Assert.False(CompanyDecisions.Restore(state, Now).Events.Aggregate(state, (s, e) => s.Apply(e)).Deleted);
    }

    [Theory]
    [InlineData("شركة النخبة للتجارة", "مؤسسة النُخبه", true)]
    [InlineData("Al Elite Trading Co.", "AlElite Company", true)]
    [InlineData("شركة المراعي", "شركة النخبة", false)]
    [InlineData("شركة", "شركة النخبة", false)]
    public void Names_are_alike_without_the_words_that_all_companies_share(string a, string b, bool alike) =>
        Assert.Equal(alike, CompanyName.Likeness(CompanyName.Core(a), CompanyName.Core(b)) >= CompanyName.Threshold);

    private static CompanyState Given(CompanyDetails details) =>
        CompanyDecisions.Create(new CompanyState(), details, Now).Events.Aggregate(new CompanyState(), (s, e) => s.Apply(e));
}
