using SalesFlow.Common;
using SalesFlow.Grains.Leads;
using SalesFlow.Leads;
using static SalesFlow.Grains.Tests.Leads.LeadGiven;

namespace SalesFlow.Grains.Tests.Leads;

public sealed class LeadDecisionsTests
{
    private static readonly OpenLead Opening = new("سارة", "+966551234567", "whatsapp", "contact-1", "talk-1", "ar");

    [Fact]
    public void A_lead_opens_once()
    {
        var created = Assert.IsType<LeadCreated>(Assert.Single(LeadDecisions.Open(new LeadState(), Opening, Sunday).Events));
        Assert.Equal(("سارة", "whatsapp", Sunday), (created.Name, created.Source, created.At));
        Assert.True(LeadDecisions.Open(Fresh, Opening, Sunday) is { Accepted: true, IsEmpty: true });
    }

    [Theory]
    [InlineData("carrier_pigeon", "ar", "source")]
    [InlineData("web", "fr", "language")]
    public void A_lead_from_nowhere_is_refused(string source, string language, string detail)
    {
        var decision = LeadDecisions.Open(new LeadState(), Opening with { Source = source, Language = language }, Sunday);
        Assert.Equal((Refusal.Invalid, detail), (decision.Refusal, decision.Detail));
    }

    [Fact]
    public void Nothing_can_be_learnt_of_a_lead_that_does_not_exist() =>
        Assert.Equal(Refusal.NotFound, LeadDecisions.Learn(new LeadState(), LeadId, Insight("m1", null, LeadSignals.Replied), Bands, Sunday).Refusal);

    [Fact]
    public void A_message_without_news_changes_nothing()
    {
        var insight = Insight("m1", Facts((LeadFacts.City, "جدة"), (LeadFacts.Sector, "retail")), LeadSignals.Replied);
        var lead = Fresh.Learn(insight);
        Assert.False(LeadDecisions.BringsNews(lead, insight with { MessageId = "m2" }));
        Assert.True(LeadDecisions.Learn(lead, LeadId, insight with { MessageId = "m2" }, Bands, Sunday).IsEmpty);
        Assert.True(LeadDecisions.BringsNews(lead, Insight("m3", Facts((LeadFacts.City, "الرياض")))));
    }

    [Fact]
    public void Facts_have_limits()
    {
        var lead = Fresh.Learn(Insight("m1", Enumerable.Range(0, 60).ToDictionary(i => $"fact_{i}", _ => new string('x', 500))));
        Assert.Equal(LeadDecisions.MaxFacts, lead.Facts.Count);
        Assert.All(lead.Facts.Values, v => Assert.Equal(LeadDecisions.MaxFactValue, v.Length));
        Assert.True(LeadDecisions.Learn(lead, LeadId, Insight("m2", Facts((" ", "x"), ("blank", "  "))), Bands, Sunday).IsEmpty);
    }

    [Fact]
    public void A_warm_lead_that_wants_a_demo_is_qualified_and_earns_one_deal()
    {
        var decision = LeadDecisions.Learn(Fresh, LeadId,
            Insight("m1", Facts((LeadFacts.Sector, "healthcare"), (LeadFacts.Employees, "12")), LeadSignals.RequestedDemo), Bands, Sunday);

        var lead = Fresh.After(decision);
        Assert.Equal((LeadStatus.Qualified, 60), (lead.Status, lead.Score));
        Assert.Equal(Common.Id.Named("deal", LeadId, "1"), Assert.Single(decision.Events.OfType<LeadDealEarned>()).DealId);
        Assert.Equal((LeadDecisions.OpenDealTimer, Sunday), Assert.Single(decision.DueSets));
        Assert.DoesNotContain(LeadDecisions.Learn(lead, LeadId, Insight("m2", null, LeadSignals.ReadyToPay), Bands, Sunday).Events, e => e is LeadDealEarned);
    }

    [Fact]
    public void A_warm_lead_without_a_word_of_buying_is_not_qualified() =>
        Assert.Equal(LeadStatus.New, Fresh.Learn(Insight("m1",
            Facts((LeadFacts.Sector, "healthcare"), (LeadFacts.Employees, "12")), LeadSignals.Replied)).Status);

    [Fact]
    public void A_clear_need_with_a_say_in_the_decision_qualifies_below_the_warm_score()
    {
        var needy = Fresh.Learn(Insight("m1", Facts((LeadFacts.Need, "lost_leads"), (LeadFacts.Role, "owner"))));
        Assert.Equal(LeadStatus.New, needy.Status);
        Assert.Equal(LeadStatus.Qualified, needy.Learn(Insight("m2", null, LeadSignals.RequestedPricing)).Status);
    }

    [Fact]
    public void A_clear_need_without_say_or_budget_does_not_qualify() =>
        Assert.Equal(LeadStatus.New, Fresh.Learn(Insight("m1",
            Facts((LeadFacts.Need, "lost_leads"), (LeadFacts.Role, "employee")), LeadSignals.RequestedDemo)).Status);

    [Theory]
    [InlineData(LeadStatus.New, LeadStatus.Lost, true)]
    [InlineData(LeadStatus.New, LeadStatus.Converted, true)]
    [InlineData(LeadStatus.Contacted, LeadStatus.New, false)]
    [InlineData(LeadStatus.Qualified, LeadStatus.New, false)]
    [InlineData(LeadStatus.Qualified, LeadStatus.Converted, true)]
    [InlineData(LeadStatus.Lost, LeadStatus.Contacted, true)]
    [InlineData(LeadStatus.Lost, LeadStatus.Converted, false)]
    [InlineData(LeadStatus.Converted, LeadStatus.Lost, false)]
    [InlineData(LeadStatus.Converted, LeadStatus.Qualified, false)]
    public void Only_some_steps_are_allowed(LeadStatus from, LeadStatus to, bool allowed)
    {
        var decision = LeadDecisions.ChangeStatus(Fresh with { Status = from }, LeadId, to, "a reason", Sunday);
        Assert.Equal(allowed ? Refusal.None : Refusal.WrongStatus, decision.Refusal);
        if (allowed) Assert.Equal(to, (Fresh with { Status = from }).After(decision).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void A_lost_lead_needs_a_reason(string? reason) =>
        Assert.Equal(Refusal.ReasonRequired, LeadDecisions.ChangeStatus(Fresh, LeadId, LeadStatus.Lost, reason, Sunday).Refusal);

    [Fact]
    public void The_same_status_again_changes_nothing() =>
        Assert.True(LeadDecisions.ChangeStatus(Fresh, LeadId, LeadStatus.New, null, Sunday) is { Accepted: true, IsEmpty: true });

    [Fact]
    public void Qualified_by_hand_earns_the_same_single_deal()
    {
        var lead = Fresh.After(LeadDecisions.ChangeStatus(Fresh, LeadId, LeadStatus.Qualified, null, Sunday));
        Assert.NotNull(lead.DealId);
        lead = lead.After(LeadDecisions.ChangeStatus(lead, LeadId, LeadStatus.Contacted, null, Sunday));
        Assert.DoesNotContain(LeadDecisions.ChangeStatus(lead, LeadId, LeadStatus.Qualified, null, Sunday).Events, e => e is LeadDealEarned);
    }

    [Theory]
    [InlineData(LeadStatus.Lost)]
    [InlineData(LeadStatus.Converted)]
    public void A_closed_lead_is_followed_up_no_more(LeadStatus status)
    {
        var waiting = Fresh with { FollowUp = FollowUpPhase.Waiting };
        var decision = LeadDecisions.ChangeStatus(waiting, LeadId, status, "a reason", Sunday);
        Assert.Equal(FollowUpPhase.Stopped, waiting.After(decision).FollowUp);
        Assert.Contains(LeadCadence.Timer, decision.DueClears);
    }

    [Fact]
    public void The_four_questions_are_read_off_facts_and_reasons()
    {
        var lead = Fresh.Learn(Insight("m1", Facts((LeadFacts.Role, "ceo"), (LeadFacts.Need, "manual_follow_up"), (LeadFacts.Timeline, "this_month")), LeadSignals.AskedPrice));
        Assert.Equal(new BantFacts(BantLevel.Medium, BantLevel.VeryHigh, BantLevel.High, BantLevel.High), BantFacts.Of(lead.Facts, lead.Reasons));
        Assert.Equal(new BantFacts(BantLevel.Unknown, BantLevel.Unknown, BantLevel.Unknown, BantLevel.Unknown), BantFacts.Of(Fresh.Facts, Fresh.Reasons));
    }
}
