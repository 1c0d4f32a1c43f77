using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Grains.Conversations;
using SalesFlow.Leads;
using static SalesFlow.Grains.Tests.Conversations.Given;

namespace SalesFlow.Grains.Tests.Conversations;

public sealed class TurnTests
{
    [Fact]
    public void An_accepted_answer_is_in_the_outbox_and_being_sent_by_the_same_commit()
    {
        var decision = TurnDecisions.Complete(Talking, 1, Reply(), 9, Options, Noon);

        Assert.Equal("t1.0", decision.Only<ReplyQueued>().Messages[0].MessageId);
        Assert.True(decision.Only<ReplyQueued>().Sending);
        Assert.Equal((MessageStatus.Sending, 1), (Talking.After(decision).Outbox[0].Status, Talking.After(decision).Outbox[0].Attempt));
        Assert.Contains(DueNames.Lead, decision.DueClears);
        Assert.Contains(DueNames.Turn, decision.DueClears);
        Assert.Contains(decision.DueSets, d => d.Name == DueNames.Send && d.At == Noon + Options.SendLease);
    }

    [Theory]
    [InlineData("ar")]
    [InlineData("en")]
    public void What_colleagues_read_of_a_customer_is_in_words_and_not_in_codes(string language)
    {
        string[] facts = [LeadFacts.CompanyName, LeadFacts.Sector, LeadFacts.Employees, LeadFacts.Budget, LeadFacts.Timeline, LeadFacts.Role, LeadFacts.City,
            LeadFacts.Email, LeadFacts.Need, LeadFacts.Date, LeadFacts.Time];
        foreach (var code in new[] { "requested", "low_confidence", "high_score", "guard_price" }) Assert.NotEqual(code, ConversationTexts.Reason(language, code));
        if (language == "ar") Assert.All(facts, f => Assert.NotEqual(f, ConversationTexts.Fact(language, f)));
        Assert.Equal("new_reason", ConversationTexts.Reason(language, "new_reason"));
    }

    [Fact]
    public void A_turn_is_answered_once()
    {
        Assert.Equal(Refusal.StaleTurn, TurnDecisions.Complete(Answered, 1, Reply(), 9, Options, Noon).Refusal);
    }

    [Fact]
    public void An_answer_is_refused_while_a_person_holds_the_talk()
    {
        var held = Talking.Apply(new HandedOver("taken_over", "sales", "", "user-1", Noon));

        Assert.Equal(Refusal.HeldByHuman, TurnDecisions.Complete(held, 1, Reply(), 9, Options, Noon).Refusal);
    }

    [Theory]
    [InlineData("سعر الباقة 299 ريال شهرياً", true)]
    [InlineData("سعر الباقة ٢٩٩ ريال شهرياً", true)]
    [InlineData("سعر الباقة 1,499 ر.س", true)]
    [InlineData("سعر خاص لك: 199 ريال", false)]
    [InlineData("نعطيك إياها بـ SAR 250 فقط", false)]
    [InlineData("عندنا 3 باقات", true)]
    public void An_answer_names_no_price_but_the_tenants(string text, bool accepted)
    {
        var decision = TurnDecisions.Complete(Talking, 1, Reply(text, allowed: [299m, 1499m]), 9, Options, Noon);

        Assert.Equal(accepted ? Refusal.None : Refusal.GuardFailed, decision.Refusal);
        if (!accepted) Assert.Equal("price", decision.Detail);
    }

    [Fact]
    public void An_answer_in_another_language_than_it_claims_is_refused()
    {
        var decision = TurnDecisions.Complete(Talking, 1, Reply("Hello, how can I help you today?"), 9, Options, Noon);

        Assert.Equal((Refusal.GuardFailed, "language"), (decision.Refusal, decision.Detail));
    }

    [Theory]
    [InlineData("ar", "شكراً لتواصلك معنا، يسعدنا خدمتك. Thank you for your message, here is what our team can offer to you: demo, CRM and WhatsApp.", true)]
    [InlineData("ar", "Thank you for your message, here is what our team can offer to you today, مرحبا", false)]
    [InlineData("en", "Hello! شكراً جزيلاً لتواصلك معنا، ويسعدنا أن نخدمك في أي وقت تشاء.", false)]
    [InlineData("en", "Thank you for writing. شكراً جزيلاً لتواصلك معنا، ويسعدنا أن نخدمك.", true)]
    [InlineData("en", "👍 14:30", true)]
    public void An_answer_in_both_languages_passes_where_enough_of_it_is_in_its_own(string language, string text, bool accepted)
    {
        var decision = TurnDecisions.Complete(Talking, 1, Reply(text) with { Language = language }, 9, Options, Noon);

        Assert.Equal(accepted ? null : "language", decision.Detail);
    }

    [Fact]
    public void An_empty_answer_is_refused_unless_it_hands_over()
    {
        var empty = Reply() with { Messages = [] };

        Assert.Equal("empty", TurnDecisions.Complete(Talking, 1, empty, 9, Options, Noon).Detail);
        Assert.True(TurnDecisions.Complete(Talking, 1, empty with { HandOver = new HandOverRequest("requested", "sales", "…") }, 9, Options, Noon).Accepted);
    }

    [Fact]
    public void A_hand_over_queues_the_talk_for_a_person_and_agents_fall_silent()
    {
        var talking = Talking;
        var state = talking.After(TurnDecisions.Complete(talking, 1, Reply(handOver: new HandOverRequest("requested", "sales", "ملخص")), 9, Options, Noon));

        Assert.Equal(Handler.HumanQueue, state.Handler);
        Assert.Null(Receive(state, Words("w2", "ألو")).Only<MessageReceived>().Turn);
        Assert.Single(state.Outbox);
    }

    [Fact]
    public void One_person_holds_a_talk_and_the_second_is_told_who()
    {
        var state = Answered;
        var held = state.After(TurnDecisions.TakeOver(state, "user-1", Noon));

        var second = TurnDecisions.TakeOver(held, "user-2", Noon);

        Assert.Equal((Refusal.HeldByHuman, "user-1"), (second.Refusal, second.Detail));
        Assert.Equal(Refusal.HeldByHuman, LeaseDecisions.GiveBack(held, "user-2", Options, Noon).Refusal);
        Assert.Equal(Handler.Agent, held.After(LeaseDecisions.GiveBack(held, "user-1", Options, Noon)).Handler);
    }

    [Theory]
    [InlineData("أبغى أكلم موظف")]
    [InlineData("can I talk to a real person please")]
    public void Asking_for_a_person_is_decided_by_rule_before_any_model(string words)
    {
        var state = After(Receive(Nobody, Words("w1", words)));

        Assert.Equal("requested", Snapshots.Turn(state, 2, "c")!.HandOverReason);
    }
}
