using SalesFlow.Grains.Leads;
using SalesFlow.Leads;
using SalesFlow.Tenancy;
using static SalesFlow.Grains.Tests.Leads.LeadGiven;

namespace SalesFlow.Grains.Tests.Leads;

public sealed class LeadScoringTests
{
    [Theory]
    [InlineData("1", 5)]
    [InlineData("5", 5)]
    [InlineData("6", 10)]
    [InlineData("10", 10)]
    [InlineData("11", 20)]
    [InlineData("٢٠", 20)]
    [InlineData("50", 20)]
    [InlineData("51", 15)]
    [InlineData("200", 15)]
    [InlineData("201", 8)]
    [InlineData("1,200", 8)]
    [InlineData("11-50", 20)]
    [InlineData("0", 0)]
    [InlineData("many", 0)]
    public void Company_size_scores_by_its_band(string employees, int points) =>
        Assert.Equal(points, Fresh.Learn(Insight("m1", Facts((LeadFacts.Employees, employees)))).Score);

    [Theory]
    [InlineData("healthcare", 25)]
    [InlineData("automotive", 25)]
    [InlineData("legal", 15)]
    [InlineData("government", 5)]
    [InlineData("astrology", 0)]
    public void Industry_scores_by_its_fit(string sector, int points) =>
        Assert.Equal(points, Fresh.Learn(Insight("m1", Facts((LeadFacts.Sector, sector)))).Score);

    [Theory]
    [InlineData(LeadSignals.Replied, 5)]
    [InlineData(LeadSignals.AskedQuestion, 8)]
    [InlineData(LeadSignals.RequestedDemo, 15)]
    [InlineData(LeadSignals.VisitedSite, 3)]
    [InlineData(LeadSignals.OpenedEmail, 2)]
    [InlineData(LeadSignals.ClickedLink, 5)]
    [InlineData(LeadSignals.AttendedMeeting, 20)]
    [InlineData(LeadSignals.RequestedPricing, 12)]
    [InlineData(LeadSignals.AskedPrice, 5)]
    [InlineData(LeadSignals.ComparedCompetitors, 8)]
    [InlineData(LeadSignals.DiscussedRoi, 10)]
    [InlineData(LeadSignals.MentionedBudget, 12)]
    [InlineData(LeadSignals.ReadyToPay, 15)]
    [InlineData(LeadSignals.Exploring, 3)]
    [InlineData(LeadSignals.Evaluating, 6)]
    [InlineData(LeadSignals.Deciding, 8)]
    [InlineData(LeadSignals.Urgent, 10)]
    public void Each_signal_earns_its_points_once_and_points_to_its_message(string signal, int points)
    {
        var lead = Fresh.Learn(Insight("m1", null, signal));

        Assert.Equal(points, lead.Score);
        Assert.Equal("m1", Assert.Single(lead.Reasons).MessageId);
        Assert.True(LeadDecisions.Learn(lead, LeadId, Insight("m2", null, signal), Bands, Sunday).IsEmpty);
    }

    [Fact]
    public void Factors_stop_at_their_caps()
    {
        var engaged = Fresh.Learn(Insight("m1", null, LeadSignals.RequestedDemo, LeadSignals.AttendedMeeting, LeadSignals.RequestedPricing));
        Assert.Equal(30, engaged.Score);
        var rich = Fresh.Learn(Insight("m1", null, LeadSignals.MentionedBudget, LeadSignals.ReadyToPay, LeadSignals.DiscussedRoi));
        Assert.Equal(15, rich.Score);
        var hurried = Fresh.Learn(Insight("m1", null, LeadSignals.Exploring, LeadSignals.Urgent, LeadSignals.Deciding));
        Assert.Equal(10, hurried.Score);
    }

    [Fact]
    public void The_best_lead_scores_a_hundred()
    {
        var lead = Fresh.Learn(Insight("m1", Facts((LeadFacts.Employees, "30"), (LeadFacts.Sector, "healthcare")),
            LeadSignals.RequestedDemo, LeadSignals.AttendedMeeting, LeadSignals.ReadyToPay, LeadSignals.Urgent));
        Assert.Equal(100, lead.Score);
        Assert.Equal(Temperature.Hot, lead.Temperature);
    }

    [Fact]
    public void A_changed_fact_replaces_its_reason_and_points_to_the_later_message()
    {
        var lead = Fresh.Learn(Insight("m1", Facts((LeadFacts.Employees, "30")))).Learn(Insight("m2", Facts((LeadFacts.Employees, "300"))));

        Assert.Equal(8, lead.Score);
        Assert.Equal(new ScoreReason(LeadScoring.CompanySize, LeadFacts.Employees, 8, "m2"), Assert.Single(lead.Reasons));
    }

    [Fact]
    public void A_fact_corrected_to_something_worthless_takes_its_points_away()
    {
        var lead = Fresh.Learn(Insight("m1", Facts((LeadFacts.Sector, "healthcare")))).Learn(Insight("m2", Facts((LeadFacts.Sector, "other"))));
        Assert.Equal(0, lead.Score);
        Assert.Empty(lead.Reasons);
    }

    [Fact]
    public void A_budget_named_as_fact_and_as_signal_earns_once() =>
        Assert.Equal(12, Fresh.Learn(Insight("m1", Facts((LeadFacts.Budget, "5000")), LeadSignals.MentionedBudget)).Score);

    [Theory]
    [InlineData(49, Temperature.Cold)]
    [InlineData(50, Temperature.Warm)]
    [InlineData(79, Temperature.Warm)]
    [InlineData(80, Temperature.Hot)]
    public void Bands_begin_at_their_thresholds(int score, Temperature band) => Assert.Equal(band, LeadScoring.Band(score, new TemperatureBands()));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_is_learnt_the_score_stays_in_bounds_and_equals_its_capped_reasons_in_any_order(int seed)
    {
        var random = new Random(seed);
        string[] signals =
        [
            LeadSignals.Replied, LeadSignals.AskedQuestion, LeadSignals.RequestedDemo, LeadSignals.VisitedSite, LeadSignals.OpenedEmail, LeadSignals.ClickedLink,
            LeadSignals.AttendedMeeting, LeadSignals.RequestedPricing, LeadSignals.AskedPrice, LeadSignals.ComparedCompetitors, LeadSignals.DiscussedRoi,
            LeadSignals.MentionedBudget, LeadSignals.ReadyToPay, LeadSignals.Exploring, LeadSignals.Evaluating, LeadSignals.Deciding, LeadSignals.Urgent, "unknown",
        ];
        var insights = Enumerable.Range(0, 30).Select(i => Insight($"m{i}",
            random.Next(3) == 0 ? Facts((LeadFacts.Employees, "40"), (LeadFacts.Sector, "retail"), (LeadFacts.Timeline, "this_month")) : null,
            signals[random.Next(signals.Length)])).ToList();

        var forward = Fresh;
        foreach (var insight in insights)
        {
            var before = forward;
            forward = forward.Learn(insight);
            Assert.InRange(forward.Score, before.Score, 100);
            var expected = forward.Reasons.GroupBy(r => r.Factor).Sum(g => Math.Min(LeadScoring.Cap(g.Key),
                g.Key is LeadScoring.Engagement or LeadScoring.Budget ? g.Sum(r => r.Points) : g.Max(r => r.Points)));
            Assert.Equal(expected, forward.Score);
        }
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(insights));
        Assert.Equal(forward.Score, insights.Aggregate(Fresh, (s, i) => s.Learn(i)).Score);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];
}
