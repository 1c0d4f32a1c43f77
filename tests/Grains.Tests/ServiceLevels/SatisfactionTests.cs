using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Grains.Conversations;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.ServiceLevels;
using SalesFlow.ServiceLevels;

namespace SalesFlow.Grains.Tests.ServiceLevels;

public sealed class SatisfactionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);
    private static readonly SatisfactionSettings Settings = new();
    private static readonly SatisfactionSubject Rep = new("rep");

    private static SatisfactionState After(SatisfactionState state, Decision decision)
    {
        Assert.True(decision.Accepted);
        return decision.Events.Aggregate(state, (s, e) => s.Apply(e));
    }

    private static SatisfactionState Planned => After(new(), SatisfactionDecisions.Ended(new(), Rep, "ar", Now, Settings, Now));

    private static SatisfactionState Asked => After(Planned, SatisfactionDecisions.Tried(Planned, new Outcome(Refusal.None, 9), Now.AddSeconds(30)));

    [Fact]
    public void Who_ends_their_work_has_the_customer_asked_a_little_later()
    {
        var decision = SatisfactionDecisions.Ended(new(), Rep, "ar", Now, Settings, Now);
        Assert.IsType<SatisfactionPlanned>(Assert.Single(decision.Events));
        Assert.Equal(("ask", Now.AddSeconds(30)), decision.DueSets[0]);
        Assert.Equal(Now.AddSeconds(30), Asked.AskedAt);
    }

    [Fact]
    public void The_verdict_is_that_of_whoever_wrote_and_where_none_did_the_agents()
    {
        ConversationStatusChanged Resolved(string? wrote, string? agent) =>
            new(ConversationStatus.Open, ConversationStatus.Resolved, null, "person", Now, wrote, agent);

        Assert.Equal(Rep, SatisfactionDecisions.About(new GivenBack("boss", Now, WroteBy: "rep"), "boss"));
        Assert.Equal(Rep, SatisfactionDecisions.About(Resolved("rep", "sales"), "boss"));
        Assert.Equal(new SatisfactionSubject("", "sales"), SatisfactionDecisions.About(Resolved(null, "sales"), "boss"));
        // Written in WhatsApp's own app, by somebody who has no name here.
        Assert.Equal(new SatisfactionSubject("boss"), SatisfactionDecisions.About(Resolved("business-app", "sales"), "boss"));
    }

    [Fact]
    public void Nobody_is_asked_where_nothing_was_said_or_no_person_ended_it()
    {
        Assert.Null(SatisfactionDecisions.About(new GivenBack("rep", Now), "rep"));
        Assert.Null(SatisfactionDecisions.About(new ConversationStatusChanged(default, ConversationStatus.Resolved, null, "person", Now), "boss"));
        Assert.Null(SatisfactionDecisions.About(new ConversationStatusChanged(default, ConversationStatus.Resolved, null, "person", Now, "rep"), null));
        Assert.Null(SatisfactionDecisions.About(new ConversationStatusChanged(default, ConversationStatus.Pending, null, "person", Now), "boss"));
    }

    [Fact]
    public void An_agents_verdict_names_the_agent_from_the_question_to_the_answer()
    {
        var planned = After(new(), SatisfactionDecisions.Ended(new(), new SatisfactionSubject("", "sales"), "ar", Now, Settings, Now));
        var asked = SatisfactionDecisions.Tried(planned, new Outcome(Refusal.None, 9), Now);
        var answered = SatisfactionDecisions.Answered(After(planned, asked), "csat:1:5", Now);

        Assert.Equal(("", "sales"), (asked.Events.OfType<SatisfactionAsked>().Single().UserId, asked.Events.OfType<SatisfactionAsked>().Single().AgentId));
        Assert.Equal("sales", answered.Events.OfType<SatisfactionAnswered>().Single().AgentId);
    }

    [Fact]
    public void Within_seven_days_nobody_is_asked_twice()
    {
        Assert.True(SatisfactionDecisions.Ended(Asked, Rep, "ar", Now.AddDays(6), Settings, Now.AddDays(6)).IsEmpty);
        Assert.Equal(2, After(Asked, SatisfactionDecisions.Ended(Asked, Rep, "ar", Now.AddDays(8), Settings, Now.AddDays(8))).Question);
    }

    [Fact]
    public void A_company_that_does_not_want_it_asks_nobody() =>
        Assert.True(SatisfactionDecisions.Ended(new(), Rep, "ar", Now, new SatisfactionSettings(Enabled: false), Now).IsEmpty);

    [Fact]
    public void What_was_long_ago_is_no_reason_to_write() =>
        Assert.True(SatisfactionDecisions.Ended(new(), Rep, "ar", Now, Settings, Now.AddHours(1)).IsEmpty);

    [Fact]
    public void Where_the_talk_goes_on_it_waits_for_a_while_and_where_nobody_may_write_it_gives_up()
    {
        var busy = new Outcome(Refusal.WrongStatus, 9, "busy");
        Assert.Equal(Now.AddMinutes(2).AddSeconds(30), SatisfactionDecisions.Tried(Planned, busy, Now.AddSeconds(30)).DueSets[0].At);
        Assert.IsType<SatisfactionSkipped>(Assert.Single(SatisfactionDecisions.Tried(Planned, busy, Now.AddMinutes(31)).Events));
        var closed = SatisfactionDecisions.Tried(Planned, new Outcome(Refusal.WindowClosed, 9), Now.AddSeconds(30));
        Assert.Equal("WindowClosed", Assert.IsType<SatisfactionSkipped>(Assert.Single(closed.Events)).Reason);
    }

    [Fact]
    public void The_first_answer_to_the_newest_question_counts()
    {
        var answered = After(Asked, SatisfactionDecisions.Answered(Asked, "csat:1:5", Now.AddMinutes(1)));
        Assert.Equal(5, answered.Score);
        Assert.True(SatisfactionDecisions.Answered(answered, "csat:1:1", Now.AddMinutes(2)).IsEmpty);
        Assert.True(SatisfactionDecisions.Answered(Asked, "csat:2:1", Now.AddMinutes(2)).IsEmpty);
    }

    [Fact]
    public void An_answer_counts_also_where_nobody_lived_to_write_down_that_the_question_went_out()
    {
        var decision = SatisfactionDecisions.Answered(Planned, "csat:1:3", Now.AddMinutes(1));
        var answered = After(Planned, decision);
        Assert.Equal((3, false, Now.AddMinutes(1)), (answered.Score, answered.Planned, answered.AskedAt!.Value));
        Assert.Contains(SatisfactionDecisions.AskTimer, decision.DueClears);
        // The attempt that comes again finds nothing left to do.
        Assert.True(SatisfactionDecisions.Tried(answered, new Outcome(Refusal.None, 9), Now.AddMinutes(2)).IsEmpty);
        Assert.True(SatisfactionDecisions.Answered(new(), "csat:0:3", Now).IsEmpty);
    }

    [Theory]
    [InlineData("csat:1:6")]
    [InlineData("csat:1:0")]
    [InlineData("csat:x:5")]
    [InlineData("csat:1")]
    [InlineData("csat:1:5:9")]
    [InlineData("opt-out:yes")]
    public void What_is_no_answer_of_ours_is_refused(string payload) => Assert.Null(SatisfactionAnswers.Read(payload));

    [Theory]
    [InlineData(SatisfactionScale.Buttons, "ar", 3)]
    [InlineData(SatisfactionScale.List, "en", 5)]
    public void The_question_fits_into_what_the_channel_takes(SatisfactionScale scale, string language, int answers)
    {
        var question = SatisfactionDecisions.Question(Asked with { Scale = scale, Language = language });
        var ids = question.Buttons?.Select(b => b.Id) ?? question.Rows!.Select(r => r.Id);
        Assert.Equal(answers, ids.Select(i => SatisfactionAnswers.Read(i)!.Value.Score).Distinct().Count());
        Assert.All(question.Buttons ?? [], b => Assert.InRange(b.Title.Length, 1, 20));
        Assert.All(question.Rows ?? [], r => Assert.InRange(r.Title.Length, 1, 24));
        Assert.Equal(scale == SatisfactionScale.List, question.ListButton?.Length is > 0 and <= 20);
    }

    [Fact]
    public void The_customers_answer_is_thanked_for_and_opens_no_turn()
    {
        var address = new ConversationAddress("p1", "n1", "w1", "966500000001", null, "سارة");
        var answer = new InboundMessage("wamid.1", InboundKind.Choice, "ممتازة", Now, Payload: "csat:1:5");
        var decision = ReceiveDecisions.Receive(new ConversationState(), address, [answer], "p1", new ConversationOptions(), Now);
        Assert.Null(decision.Events.OfType<MessageReceived>().Single().Turn);
        Assert.Equal("csat_thanks", decision.Events.OfType<MessageQueued>().Single().Purpose);
        Assert.Equal(OutboundKind.Text, decision.Events.OfType<MessageQueued>().Single().Message.Content.Kind);
    }
}
