using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Grains.Conversations;
using static SalesFlow.Grains.Tests.Conversations.Given;

namespace SalesFlow.Grains.Tests.Conversations;

public sealed class HeldReplyTests
{
    private static readonly ReplyHold Soft = new("soft", TimeSpan.FromSeconds(30)), ForPerson = new("hold", null);

    [Fact]
    public void A_soft_answer_waits_and_nothing_of_it_is_sent()
    {
        var decision = Complete(Talking, Soft);

        Assert.Empty(Talking.After(decision).Outbox);
        Assert.True(Talking.After(decision).TurnOpen);
        Assert.Contains(decision.DueSets, d => d.Name == DueNames.Held && d.At == Noon.AddSeconds(30));
        Assert.Contains(DueNames.Turn, decision.DueClears);
        Assert.Null(Snapshots.Turn(Talking.After(decision), 9, "c"));
    }

    [Fact]
    public void A_soft_answer_goes_when_its_time_has_come_and_not_before()
    {
        var held = Talking.After(Complete(Talking, Soft));

        Assert.Empty(HeldReplies.Due(held, Options, Noon.AddSeconds(29)).Events);
        var sent = HeldReplies.Due(held, Options, Noon.AddSeconds(30)).Only<ReplyQueued>();
        Assert.Equal((1, 9L, null), (sent.Turn, sent.HeldVersion!.Value, sent.ReleasedBy));
    }

    [Fact]
    public void An_answer_held_for_a_person_never_goes_by_itself_but_the_talk_goes_to_people()
    {
        var held = Talking.After(Complete(Talking, ForPerson));
        var late = HeldReplies.Settle(held, HeldReplies.Due(held, Options, Noon + Options.HeldLimit), Noon);

        Assert.Empty(HeldReplies.Due(held, Options, Noon.AddMinutes(14)).Events);
        Assert.Equal("held_reply", late.Only<HandedOver>().Reason);
        Assert.Equal("superseded", late.Only<ReplyDropped>().Reason);
        Assert.Empty(late.Events.OfType<ReplyQueued>());
    }

    [Fact]
    public void Who_calls_a_person_says_so_at_once()
    {
        var reply = Reply(handOver: new HandOverRequest("requested", "sales", "")) with { Hold = ForPerson };

        Assert.True(TurnDecisions.Complete(Talking, 1, reply, 9, Options, Noon).Only<ReplyQueued>().Sending);
    }

    [Fact]
    public void A_person_lets_it_go_in_its_own_words_or_in_other_ones()
    {
        var held = Talking.After(Complete(Talking, ForPerson));

        var plain = HeldReplies.Release(held, 1, "user-1", null, Options, Noon).Only<ReplyQueued>();
        var edited = HeldReplies.Release(held, 1, "user-1", " أهلًا بك ", Options, Noon).Only<ReplyQueued>();

        Assert.Equal(("user-1", false), (plain.ReleasedBy, plain.Edited));
        Assert.Equal(("أهلًا بك", true), (edited.Messages[0].Content.Text, edited.Edited));
        Assert.Empty(held.After(HeldReplies.Release(held, 1, "user-1", null, Options, Noon)).Unanswered);
    }

    [Fact]
    public void What_a_person_saw_is_what_goes()
    {
        var held = Talking.After(Complete(Talking, ForPerson));

        Assert.Equal(Refusal.StaleTurn, HeldReplies.Release(held, 2, "user-1", null, Options, Noon).Refusal);
        Assert.Equal(Refusal.WrongStatus, HeldReplies.Release(Talking, 1, "user-1", null, Options, Noon).Refusal);
        Assert.Equal(Refusal.NotFound, HeldReplies.Release(Nobody, 1, "user-1", null, Options, Noon).Refusal);
        Assert.Equal(Refusal.Invalid, HeldReplies.Release(held, 1, "user-1", "  ", Options, Noon).Refusal);
        Assert.Equal(Refusal.WindowClosed, HeldReplies.Release(held, 1, "user-1", null, Options, Noon.AddHours(25)).Refusal);
    }

    [Fact]
    public void A_discarded_answer_leaves_the_customer_to_people()
    {
        var held = Talking.After(Complete(Talking, ForPerson));
        var decision = HeldReplies.Discard(held, 1, "user-1", Noon);

        Assert.Equal(("discarded", "user-1", 9L), (decision.Only<ReplyDropped>().Reason, decision.Only<ReplyDropped>().UserId, decision.Only<ReplyDropped>().HeldVersion));
        Assert.Equal(Handler.HumanQueue, held.After(decision).Handler);
        Assert.Null(held.After(decision).Held);
    }

    [Fact]
    public void What_the_customer_writes_meanwhile_supersedes_it()
    {
        var held = Talking.After(Complete(Talking, Soft));
        var decision = HeldReplies.Settle(held, Receive(held, Words("w2", "كم السعر؟")), Noon);

        Assert.Equal("superseded", decision.Only<ReplyDropped>().Reason);
        Assert.Contains(DueNames.Held, decision.DueClears);
        Assert.Equal((2L, null), (held.After(decision).Turn, held.After(decision).Held));
        Assert.NotNull(Snapshots.Turn(held.After(decision), 12, "c"));
    }

    [Fact]
    public void Whoever_takes_the_talk_over_takes_it_from_the_agent_whole()
    {
        var held = Talking.After(Complete(Talking, Soft));
        var decision = HeldReplies.Settle(held, TurnDecisions.TakeOver(held, "user-1", Noon), Noon);

        Assert.Equal("superseded", decision.Only<ReplyDropped>().Reason);
        Assert.Equal(Refusal.WrongStatus, HeldReplies.Release(held.After(decision), 1, "user-1", null, Options, Noon).Refusal);
    }

    [Fact]
    public void A_message_taken_back_takes_its_answer_with_it()
    {
        var held = Talking.After(Complete(Talking, Soft));
        var decision = HeldReplies.Settle(held, Receive(held, new InboundMessage("w2", InboundKind.Revoke, null, Noon, Target: "w1")), Noon);

        Assert.Equal("superseded", decision.Only<ReplyDropped>().Reason);
    }

    [Fact]
    public void A_decision_about_something_else_leaves_it_waiting()
    {
        var held = Talking.After(Complete(Talking, Soft));

        Assert.Equal(Decision_(held), HeldReplies.Settle(held, Decision_(held), Noon));
        static Entities.Decision Decision_(ConversationState s) => DeskDecisions.Read(s, "user-1", Noon);
    }

    [Fact]
    public void An_answer_is_held_once_however_often_its_turn_is_thought()
    {
        var held = Talking.After(Complete(Talking, Soft));

        Assert.Equal(Refusal.StaleTurn, TurnDecisions.Complete(held, 1, Reply(), 12, Options, Noon).Refusal);
    }

    [Fact]
    public void A_run_is_paid_once_whether_its_answer_waited_or_not()
    {
        var reply = Reply() with { InputTokens = 100, OutputTokens = 20, Trace = new RunTrace { CostSar = 0.25m } };
        var held = Talking.After(TurnDecisions.Complete(Talking, 1, reply with { Hold = Soft }, 9, Options, Noon));

        Assert.Equal((120, 0.25m), (held.Tokens, held.CostSar));
        var sent = held.After(HeldReplies.Due(held, Options, Noon.AddSeconds(30)));
        Assert.Equal((120, 0.25m), (sent.Tokens, sent.CostSar));
        Assert.Equal((120, 0.25m), Talking.After(TurnDecisions.Complete(Talking, 1, reply, 9, Options, Noon)) is var s ? (s.Tokens, s.CostSar) : default);
    }

    private static Entities.Decision Complete(ConversationState state, ReplyHold hold) =>
        TurnDecisions.Complete(state, state.Turn, Reply() with { Hold = hold }, 9, Options, Noon);
}
