using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Grains.Conversations;
using static SalesFlow.Grains.Tests.Conversations.Given;

namespace SalesFlow.Grains.Tests.Conversations;

/// <summary>One writer at a time, for a time.</summary>
public sealed class LeaseTests
{
    private static readonly Actor Rep = Actor.User("user-1", Role.Agent);
    private static readonly Actor Boss = Actor.User("user-9", Role.Supervisor);
    private static readonly InboxSettings Terms = new(LeaseMinutes: 10);

    private static ConversationState Held(string by = "user-1") => Answered.After(TurnDecisions.TakeOver(Answered, by, Noon, Terms));

    [Fact]
    public void Who_takes_over_holds_until_the_tenants_time_is_over()
    {
        var decision = TurnDecisions.TakeOver(Answered, "user-1", Noon, Terms);

        Assert.Equal(Noon.AddMinutes(10), decision.Only<HandedOver>().Until);
        Assert.Contains(decision.DueSets, d => d.Name == DueNames.Lease && d.At == Noon.AddMinutes(10));
        Assert.Equal((Handler.Human, "user-1", "user-1"), (Held().Handler, Held().HeldBy, Held().Desk!.AssignedTo));
    }

    [Fact]
    public void The_second_is_refused_in_every_way_and_told_who_holds()
    {
        var held = Held();
        var text = OutboundContent.OfText("أهلاً");

        Assert.All(
            new[]
            {
                TurnDecisions.TakeOver(held, "user-2", Noon, Terms), SendDecisions.Human(held, "c", "user-2", text, Options, Noon, Terms),
                LeaseDecisions.GiveBack(held, "user-2", Options, Noon), LeaseDecisions.Renew(held, "user-2", Terms, Noon),
                LeaseDecisions.Assign(held, "user-2", "user-2", Actor.User("user-2", Role.Agent), Terms, Noon),
                DeskDecisions.Change(held, "user-2", new ConversationChange(ConversationStatus.Resolved), Noon),
            },
            d => Assert.Equal((Refusal.HeldByHuman, "user-1"), (d.Refusal, d.Detail)));
    }

    [Fact]
    public void A_lease_whose_time_is_over_binds_nobody_even_before_its_timer()
    {
        var taken = TurnDecisions.TakeOver(Held(), "user-2", Noon.AddMinutes(10), Terms);

        Assert.Equal(("user-2", "user-1"), (taken.Only<HandedOver>().UserId, taken.Only<HandedOver>().From));
        Assert.Equal("user-2", Held().After(taken).Desk!.AssignedTo);
    }

    [Fact]
    public void Typing_moves_the_end_but_is_written_down_only_now_and_then()
    {
        Assert.True(LeaseDecisions.Renew(Held(), "user-1", Terms, Noon.AddMinutes(1)).IsEmpty);
        var later = LeaseDecisions.Renew(Held(), "user-1", Terms, Noon.AddMinutes(3));

        Assert.Equal(Noon.AddMinutes(13), later.Only<LeaseRenewed>().Until);
        Assert.Equal(Noon.AddMinutes(13), Held().After(later).Desk!.LeaseUntil);
        Assert.Contains(later.DueSets, d => d.Name == DueNames.Lease && d.At == Noon.AddMinutes(13));
    }

    [Fact]
    public void Writing_takes_over_and_renews()
    {
        var first = SendDecisions.Human(Answered, "c1", "user-1", OutboundContent.OfText("أهلاً"), Options, Noon, Terms);
        var held = Answered.After(first);
        var second = SendDecisions.Human(held, "c2", "user-1", OutboundContent.OfText("تفضل"), Options, Noon.AddMinutes(5), Terms);

        Assert.Equal("user-1", held.HeldBy);
        Assert.Contains(first.DueSets, d => d.Name == DueNames.Lease);
        Assert.Equal(Noon.AddMinutes(15), second.Only<LeaseRenewed>().Until);
    }

    [Fact]
    public void An_idle_holder_loses_it_to_the_queue_and_the_conversation_stays_theirs_by_name()
    {
        var expired = LeaseDecisions.Expire(Held(), Terms, Options, Noon.AddMinutes(10));
        var after = Held().After(expired);

        Assert.Equal((Handler.HumanQueue, (string?)null, "user-1"), (after.Handler, after.HeldBy, after.Desk!.AssignedTo));
        Assert.False(after.TurnOpen);
    }

    [Fact]
    public void A_timer_that_comes_before_the_renewed_end_waits_on()
    {
        var early = LeaseDecisions.Expire(Held(), Terms, Options, Noon.AddMinutes(9));

        Assert.Empty(early.Events);
        Assert.Contains(early.DueSets, d => d.Name == DueNames.Lease && d.At == Noon.AddMinutes(10));
    }

    [Fact]
    public void Where_the_tenant_says_so_agents_answer_after_the_lease_what_nobody_answered()
    {
        var written = Held().After(ReceiveAt(Held(), Noon.AddMinutes(2), Words("w2", "هل من أحد؟", Noon.AddMinutes(2))));
        var expired = LeaseDecisions.Expire(written, Terms with { ExpiredToAgents = true }, Options, Noon.AddMinutes(10));
        var after = written.After(expired);

        Assert.Equal(2, expired.Only<LeaseExpired>().Turn);
        Assert.Equal((Handler.Agent, true), (after.Handler, after.TurnOpen));
        Assert.Equal(["w2"], Snapshots.Turn(after, 9, "c")!.Pending.Select(l => l.MessageId));
        Assert.Contains(expired.DueSets, d => d.Name == DueNames.Turn);
    }

    [Fact]
    public void Given_back_the_agents_answer_what_waits_and_nothing_else()
    {
        var written = Held().After(ReceiveAt(Held(), Noon.AddMinutes(1), Words("w2", "كم السعر؟", Noon.AddMinutes(1))));

        Assert.Equal(2, LeaseDecisions.GiveBack(written, "user-1", Options, Noon.AddMinutes(2)).Only<GivenBack>().Turn);
        Assert.Null(LeaseDecisions.GiveBack(Held(), "user-1", Options, Noon).Only<GivenBack>().Turn);
        var free = written.After(LeaseDecisions.GiveBack(written, "user-1", Options, Noon.AddMinutes(2)));
        Assert.Equal((Handler.Agent, (string?)null, (DateTimeOffset?)null), (free.Handler, free.Desk!.AssignedTo, free.Desk.LeaseUntil));
    }

    [Fact]
    public void A_turn_that_was_being_thought_is_dropped_when_a_person_takes_over()
    {
        var talking = Talking;
        var held = talking.After(TurnDecisions.TakeOver(talking, "user-1", Noon, Terms));
        var back = held.After(LeaseDecisions.GiveBack(held, "user-1", Options, Noon));

        Assert.Equal(Refusal.HeldByHuman, TurnDecisions.Complete(held, 1, Reply(), 9, Options, Noon).Refusal);
        Assert.Equal(Refusal.StaleTurn, TurnDecisions.Complete(back, 1, Reply(), 9, Options, Noon).Refusal);
    }

    [Fact]
    public void Supervisors_take_from_others_and_it_is_written_down()
    {
        var taken = LeaseDecisions.Take(Held(), "user-9", Terms, Noon, force: true);

        Assert.Equal(("taken_from", "user-9", "user-1"), (taken.Only<HandedOver>().Reason, taken.Only<HandedOver>().UserId, taken.Only<HandedOver>().From));
        Assert.Equal("user-9", Held().After(taken).Desk!.AssignedTo);
    }

    [Fact]
    public void One_passes_on_what_one_holds_and_the_lease_goes_with_it()
    {
        var passed = LeaseDecisions.Assign(Held(), "user-2", "user-1", Rep, Terms, Noon.AddMinutes(1));
        var after = Held().After(passed);

        Assert.Equal(("user-2", "user-2", Noon.AddMinutes(11)), (after.HeldBy, after.Desk!.AssignedTo, after.Desk.LeaseUntil));
        Assert.Equal("user-1", passed.Only<HandedOver>().From);
    }

    [Fact]
    public void Nobody_gives_away_what_is_not_theirs_unless_they_may_assign()
    {
        var owned = Answered.After(LeaseDecisions.Assign(Answered, "user-2", "user-9", Boss, Terms, Noon));

        Assert.Equal(Refusal.Forbidden, LeaseDecisions.Assign(owned, "user-1", "user-1", Rep, Terms, Noon).Refusal);
        Assert.Equal(Refusal.Forbidden, LeaseDecisions.Assign(Answered, "user-3", "user-1", Rep, Terms, Noon).Refusal);
        Assert.True(LeaseDecisions.Assign(Answered, "user-1", "user-1", Rep, Terms, Noon).Accepted);
        Assert.True(LeaseDecisions.Assign(owned, null, "user-9", Boss, Terms, Noon).Accepted);
    }

    [Fact]
    public void Unassigned_by_a_supervisor_a_held_conversation_waits_for_a_person()
    {
        var after = Held().After(LeaseDecisions.Assign(Held(), null, "user-9", Boss, Terms, Noon));

        Assert.Equal((Handler.HumanQueue, (string?)null, (string?)null), (after.Handler, after.HeldBy, after.Desk!.AssignedTo));
    }

    [Fact]
    public void What_an_agent_said_and_what_has_not_left_stays_unsaid_when_a_person_takes_over()
    {
        var delayed = Answered.After(SendDecisions.Record(
            Answered, "t1.0", 1, new SendResult(SendResultKind.Delay, Reason: "pair_rate", RetryAfter: TimeSpan.FromMinutes(1)), Options, Noon));
        var taken = TurnDecisions.TakeOver(delayed, "user-1", Noon.AddSeconds(5), Terms);
        var written = SendDecisions.Human(delayed, "c1", "user-1", OutboundContent.OfText("أنا خالد"), Options, Noon.AddSeconds(5), Terms);

        foreach (var decision in new[] { taken, written })
        {
            var silenced = decision.Only<MessageStatusChanged>();
            Assert.Equal(("t1.0", MessageStatus.Failed, "taken_over"), (silenced.MessageId, silenced.Status, silenced.Reason));
        }
        Assert.Empty(delayed.After(taken).Outbox);
        Assert.Equal([MessageIds.Command("c1")], delayed.After(written).Outbox.Select(o => o.MessageId));
        Assert.Equal(MessageIds.Command("c1"), written.Only<SendStarted>().MessageId);
    }

    [Fact]
    public void The_question_whether_silence_is_wanted_is_not_asked_over_a_person_who_takes_over_before_it_left()
    {
        var asking = Answered.After(Receive(Answered, Words("w2", "كل يوم رسالة؟ تعبت")));
        var decision = TurnDecisions.TakeOver(asking, "user-1", Noon, Terms);
        var held = asking.After(decision);

        Assert.Contains(decision.Events.OfType<MessageStatusChanged>(), s => s is { Status: MessageStatus.Failed, Reason: "taken_over" });
        Assert.DoesNotContain(held.Outbox, o => OptOutQuestions.Is(o.Content));
        Assert.Equal(["user-1"], decision.Only<NoteAdded>().Mentions);
        Assert.False(held.OptOutAsked);
    }

    [Fact]
    public void Handed_over_before_it_left_the_question_stays_unasked_too()
    {
        var sent = Answered.After(SendDecisions.Record(Answered, "t1.0", 1, new SendResult(SendResultKind.Sent, "wamid.1"), Options, Noon));
        var asking = sent.After(Receive(sent, Words("w2", "كل يوم رسالة؟ تعبت")));
        var waiting = asking.After(TurnDecisions.Escalate(asking, "requested", "sales", Actor.System, Noon));

        var decision = SendDecisions.StartNext(waiting, SalesFlow.Grains.Entities.Decision.Nothing, Options, Noon);

        Assert.Empty(decision.Events.OfType<SendStarted>());
        Assert.Single(decision.Events.OfType<NoteAdded>());
        Assert.Empty(waiting.After(decision).Outbox);
    }

    [Fact]
    public void An_agents_attempt_of_which_nobody_knows_is_not_made_again_while_a_person_holds()
    {
        var held = Answered.After(TurnDecisions.TakeOver(Answered, "user-1", Noon, Terms));
        Assert.Equal(MessageStatus.Sending, held.Outbox[0].Status);
        var unknown = held.After(SendDecisions.Due(held, Options, Noon.AddSeconds(30)));
        var given = SendDecisions.Due(unknown, Options, Noon.AddSeconds(90));

        Assert.DoesNotContain(given.Events, e => e is SendStarted);
        Assert.Equal("taken_over", given.Only<MessageStatusChanged>().Reason);
        Assert.Empty(unknown.After(given).Outbox);
    }

    [Fact]
    public void The_answer_that_passes_the_talk_on_still_leaves()
    {
        var handing = Talking.After(TurnDecisions.Complete(
            Talking, 1, Reply(handOver: new HandOverRequest("requested", "sales", "ملخص")), 9, Options, Noon));

        Assert.Equal((Handler.HumanQueue, MessageStatus.Sending), (handing.Handler, handing.Outbox[0].Status));
        Assert.Equal(("sales", "requested", "ملخص"), (handing.Desk!.QueueTarget, handing.Desk.QueueReason, handing.Desk.Summary));
        var taken = handing.After(TurnDecisions.TakeOver(handing, "user-1", Noon, Terms));
        Assert.Equal((null, "ملخص"), (taken.Desk!.QueueReason, taken.Desk.Summary));
        Assert.Null(taken.After(LeaseDecisions.GiveBack(taken, "user-1", Options, Noon)).Desk!.Summary);
    }

    [Fact]
    public void Its_holder_escalates_and_lets_it_go_and_nobody_elses()
    {
        var up = TurnDecisions.Escalate(Held(), "complaint", "sales_manager", Rep, Noon);
        var after = Held().After(up);

        Assert.Equal(("complaint", "sales_manager", "user-1"), (up.Only<HandedOver>().Reason, up.Only<HandedOver>().Target, up.Only<HandedOver>().From));
        Assert.Contains(DueNames.Lease, up.DueClears);
        Assert.Equal((Handler.HumanQueue, (string?)null, "user-1"), (after.Handler, after.HeldBy, after.Desk!.AssignedTo));
        Assert.True(TurnDecisions.Escalate(after, "complaint", "sales_manager", Rep, Noon).IsEmpty);
        Assert.Equal("compliance", TurnDecisions.Escalate(after, "complaint", "compliance", Rep, Noon).Only<HandedOver>().Target);
        Assert.Equal(
            (Refusal.HeldByHuman, "user-1"),
            (TurnDecisions.Escalate(Held(), "x", "sales", Actor.User("user-2", Role.Agent), Noon).Refusal, TurnDecisions.Escalate(Held(), "x", "sales", Actor.User("user-2", Role.Agent), Noon).Detail));
        Assert.True(TurnDecisions.Escalate(Held(), "x", "sales", Boss, Noon).Accepted);
    }

    [Fact]
    public void Whoever_takes_or_escalates_what_was_put_aside_opens_it()
    {
        var resolved = Answered.After(DeskDecisions.Change(Answered, "user-1", new ConversationChange(ConversationStatus.Resolved), Noon));
        var snoozed = Answered.After(DeskDecisions.Change(Answered, "user-1", new ConversationChange(ConversationStatus.Snoozed, Noon.AddDays(1)), Noon));

        foreach (var aside in new[] { resolved, snoozed })
        {
            Assert.Equal(ConversationStatus.Open, aside.After(TurnDecisions.TakeOver(aside, "user-1", Noon, Terms)).Desk!.Status);
            var escalated = TurnDecisions.Escalate(aside, "requested", "sales", Rep, Noon);
            Assert.Equal((ConversationStatus.Open, "taken_over"), (escalated.Only<ConversationStatusChanged>().To, escalated.Only<ConversationStatusChanged>().Reason));
            Assert.Contains(DueNames.Snooze, escalated.DueClears);
        }
    }

    [Fact]
    public void A_holder_who_leaves_when_all_is_said_keeps_nobody_waiting_until_the_customer_writes_again()
    {
        var idle = Held();
        var expired = LeaseDecisions.Expire(idle, Terms, Options, Noon.AddMinutes(10));
        Assert.True(expired.Only<LeaseExpired>().Answered);
        var waiting = idle.After(ReceiveAt(idle, Noon.AddMinutes(2), Words("w2", "ألو؟", Noon.AddMinutes(2))));
        Assert.False(LeaseDecisions.Expire(waiting, Terms, Options, Noon.AddMinutes(10)).Only<LeaseExpired>().Answered);

        var queued = idle.After(expired);
        var asked = ReceiveAt(queued, Noon.AddHours(1), Words("w3", "عندي سؤال", Noon.AddHours(1)), Words("w4", "مستعجل", Noon.AddHours(1)));
        Assert.Equal(("lease_expired", (string?)null), (asked.Only<HandedOver>().Reason, asked.Only<HandedOver>().UserId));
        Assert.Equal(2, queued.After(asked).Desk!.Unread);
        Assert.DoesNotContain(ReceiveAt(queued, Noon.AddHours(1), Words("w3", "stop", Noon.AddHours(1))).Events, e => e is HandedOver);
        Assert.DoesNotContain(ReceiveAt(Held(), Noon, Words("w3", "عندي سؤال")).Events, e => e is HandedOver);
    }

    [Fact]
    public void The_business_app_holds_like_a_person_but_any_colleague_may_take_it()
    {
        var decision = Receive(Answered, new InboundMessage("e1", InboundKind.Echo, "نعم", Noon));
        var echoed = Answered.After(decision);

        Assert.Equal(("business-app", Noon.AddMinutes(15)), (echoed.HeldBy, echoed.Desk!.LeaseUntil));
        Assert.Contains(decision.DueSets, d => d.Name == DueNames.Lease && d.At == Noon.AddMinutes(15));
        Assert.Equal("user-1", echoed.After(TurnDecisions.TakeOver(echoed, "user-1", Noon, Terms)).HeldBy);
    }

    [Fact]
    public void What_the_business_answers_from_its_own_app_is_an_answer_and_opens_no_window()
    {
        var asked = Noon.AddHours(-30);
        var state = Nobody.After(ReceiveAt(Nobody, Noon, Words("w1", "السلام عليكم", asked), new InboundMessage("e1", InboundKind.Echo, "وعليكم السلام", asked.AddHours(20))));

        Assert.Equal((Handler.Human, LeaseRules.BusinessApp, asked), (state.Handler, state.HeldBy, state.LastInboundAt));
        Assert.Equal([true, false], state.Lines.Select(l => l.FromCustomer));
        Assert.False(state.TurnOpen);
        Assert.Equal("w1", state.LastWamid);
        // Given back, agents find nothing that waits for an answer.
        var back = LeaseDecisions.GiveBack(state, "user-1", Options, Noon);
        Assert.Null(back.Only<GivenBack>().Turn);
        Assert.Equal(Refusal.WindowClosed, SendDecisions.Human(state, "c1", "user-1", OutboundContent.OfText("أهلاً"), Options, Noon, Terms).Refusal);
        // What the customer writes after it does wait.
        var again = state.After(ReceiveAt(state, Noon, Words("w2", "هل من جديد؟")));
        Assert.Equal(["w2"], LeaseRules.Waiting(again));
        Assert.Equal(Noon, again.LastInboundAt);
    }
}
