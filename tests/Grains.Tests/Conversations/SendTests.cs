using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Grains.Conversations;
using SalesFlow.Grains.Entities;
using static SalesFlow.Grains.Tests.Conversations.Given;

namespace SalesFlow.Grains.Tests.Conversations;

public sealed class SendTests
{
    private static ConversationState Human(ConversationState state, string id, string text) =>
        state.After(SendDecisions.Human(state, id, "user-1", OutboundContent.OfText(text), Options, Noon));

    [Fact]
    public void What_is_refused_for_now_holds_back_what_stands_behind_it()
    {
        var answered = Answered.After(SendDecisions.Record(Answered, "t1.0", 1, new SendResult(SendResultKind.Sent, "out-1"), Options, Noon));
        var (state, first) = (Human(Human(answered, "first", "رسالة"), "second", "رسالة ثانية"), MessageIds.Command("first"));
        var delayed = SendDecisions.Record(state, first, 1, new SendResult(SendResultKind.Delay, ErrorCode: 130429, Reason: "throughput"), Options, Noon);
        var waiting = state.After(delayed);

        Assert.Empty(delayed.Events.OfType<SendStarted>());
        Assert.Empty(SendDecisions.StartNext(waiting, Decision.Nothing, Options, Noon).Events);

        var later = SendDecisions.StartNext(waiting, Decision.Nothing, Options, Noon.AddSeconds(5));
        Assert.Equal((first, 2), (later.Only<SendStarted>().MessageId, later.Only<SendStarted>().Attempt));
    }

    [Fact]
    public void An_agents_answer_that_is_refused_for_now_keeps_no_persons_words_waiting()
    {
        var state = Human(Answered, "second", "رسالة ثانية");
        var decision = SendDecisions.Record(state, "t1.0", 1, new SendResult(SendResultKind.Delay, ErrorCode: 130429, Reason: "throughput"), Options, Noon);

        Assert.Equal("taken_over", decision.Only<MessageStatusChanged>().Reason);
        Assert.Equal(MessageIds.Command("second"), decision.Only<SendStarted>().MessageId);
        Assert.Single(decision.DueSets, d => d.Name == DueNames.Send);
    }

    [Fact]
    public void A_sent_message_lets_the_next_one_go_in_the_same_commit()
    {
        var state = Human(Answered, "second", "رسالة ثانية");

        var decision = SendDecisions.Record(state, "t1.0", 1, new SendResult(SendResultKind.Sent, "out-1"), Options, Noon);

        Assert.Equal(MessageStatus.Sent, decision.Only<MessageStatusChanged>().Status);
        Assert.Equal(MessageIds.Command("second"), decision.Only<SendStarted>().MessageId);
    }

    [Fact]
    public void An_outcome_of_an_attempt_that_is_over_changes_nothing()
    {
        var state = Answered;
        var sent = state.After(SendDecisions.Record(state, "t1.0", 1, new SendResult(SendResultKind.Sent, "out-1"), Options, Noon));

        Assert.True(SendDecisions.Record(sent, "t1.0", 1, new SendResult(SendResultKind.Failed), Options, Noon).IsEmpty);
        Assert.True(SendDecisions.Record(state, "t1.0", 2, new SendResult(SendResultKind.Sent, "x"), Options, Noon).IsEmpty);
    }

    [Fact]
    public void An_unknown_outcome_waits_for_a_status_before_the_message_is_tried_again()
    {
        var state = Answered;
        var decision = SendDecisions.Record(state, "t1.0", 1, new SendResult(SendResultKind.Unknown), Options, Noon);
        var unknown = state.After(decision);

        Assert.Contains(decision.DueSets, d => d.Name == DueNames.Send && d.At == Noon + Options.UnknownHold);
        Assert.Empty(SendDecisions.StartNext(unknown, Decision.Nothing, Options, Noon.AddSeconds(1)).Events);

        var told = SendDecisions.Statuses(unknown, [new StatusUpdate("out-1", "t1.0", MessageStatus.Delivered, Noon)], Options, Noon);
        Assert.Empty(unknown.After(told).Outbox);

        var again = SendDecisions.Due(unknown, Options, Noon + Options.UnknownHold);
        Assert.Equal(2, again.Only<SendStarted>().Attempt);
        Assert.True(SendDecisions.OrderUnderWay(unknown.After(again), "c", Noon)!.PossibleDuplicate);
    }

    [Fact]
    public void An_attempt_whose_silo_vanished_becomes_unknown_when_its_lease_runs_out()
    {
        var decision = SendDecisions.Due(Answered, Options, Noon + Options.SendLease);

        Assert.Equal(MessageStatus.Unknown, decision.Only<MessageStatusChanged>().Status);
        Assert.Empty(decision.Events.OfType<SendStarted>());
    }

    [Fact]
    public void The_window_is_decided_at_the_moment_of_sending()
    {
        var state = Answered;
        var delayed = state.After(SendDecisions.Record(state, "t1.0", 1, new SendResult(SendResultKind.Delay, RetryAfter: TimeSpan.FromHours(25)), Options, Noon));

        var decision = SendDecisions.StartNext(delayed, Decision.Nothing, Options, Noon.AddHours(26));

        Assert.Equal((MessageStatus.Failed, "window_closed"), (decision.Only<MessageStatusChanged>().Status, decision.Only<MessageStatusChanged>().Reason));
        Assert.Equal(Refusal.WindowClosed, SendDecisions.Human(Answered, "x", "user-1", OutboundContent.OfText("؟"), Options, Noon.AddHours(25)).Refusal);
    }

    [Fact]
    public void A_pair_may_burst_and_then_pays_it_off()
    {
        var spent = Noon.AddDays(-1);
        for (var i = 0; i < SendRules.PairBurst; i++)
        {
            Assert.True(SendRules.PairAllowsAt(spent) <= Noon);
            spent = SendRules.SpendPair(spent, Noon);
        }

        Assert.Equal(Noon + SendRules.PairInterval, SendRules.PairAllowsAt(spent));
    }

    [Fact]
    public void Statuses_only_move_forward()
    {
        var state = Answered;
        state = state.After(SendDecisions.Record(state, "t1.0", 1, new SendResult(SendResultKind.Sent, "out-1"), Options, Noon));
        StatusUpdate Status(MessageStatus s) => new("out-1", "t1.0", s, Noon);

        state = state.After(SendDecisions.Statuses(state, [Status(MessageStatus.Read)], Options, Noon));

        Assert.True(SendDecisions.Statuses(state, [Status(MessageStatus.Delivered), Status(MessageStatus.Sent), Status(MessageStatus.Failed)], Options, Noon).IsEmpty);
        Assert.False(SendDecisions.Statuses(state, [Status(MessageStatus.Played)], Options, Noon).IsEmpty);
    }

    [Fact]
    public void A_customer_who_wants_no_messages_is_opted_out_by_the_channels_word()
    {
        var decision = SendDecisions.Record(Answered, "t1.0", 1, new SendResult(SendResultKind.ConsentWithdrawn, ErrorCode: 131050), Options, Noon);

        Assert.Single(decision.Events.OfType<OptedOut>());
        Assert.Contains(decision.DueSets, d => d.Name == DueNames.Consent);
    }

    [Fact]
    public void A_talk_of_long_messages_keeps_its_newest_words_whole_and_stays_small()
    {
        var state = Nobody;
        for (var i = 0; i < 40; i++) state = state.After(Receive(state, Words($"w{i}", new string('س', 4096))));
        state = state.After(Receive(state, new InboundMessage("e", InboundKind.Edit, new string('ص', 4096), Noon, Target: "w30")));

        Assert.Equal(ConversationState.LinesKept, state.Lines.Count);
        Assert.Equal(4096, state.Lines[^1].Text.Length);
        Assert.All(state.Lines, l => Assert.InRange(l.Text.Length, ConversationState.LeastTextKept, 4096));
        Assert.EndsWith("…", state.Lines[0].Text, StringComparison.Ordinal);
        Assert.InRange(SizeOf(state), 1, 32 * 1024);

        // Whatever was kept whole by those before is cut by the next message.
        var old = state with { Lines = state.Lines.ConvertAll(l => l with { Text = string.Concat(Enumerable.Repeat("😀", 2000)) }) };
        var now = old.After(Receive(old, Words("w99", "كم السعر؟")));
        // Emoji are written as escapes, six bytes for each character.
        Assert.InRange(SizeOf(now), 1, 80 * 1024);
        Assert.DoesNotContain(now.Lines, l => l.Text.EnumerateRunes().Contains(System.Text.Rune.ReplacementChar));
    }

    [Fact]
    public void An_outbox_that_cannot_empty_itself_refuses_people_and_lets_agents_newest_answer_take_the_place_of_older_ones()
    {
        var state = Answered.After(SendDecisions.Record(
            Answered, "t1.0", 1, new SendResult(SendResultKind.NumberStopped, RetryAfter: TimeSpan.FromHours(6)), Options, Noon));
        var answer = string.Concat(Enumerable.Repeat("حياك الله ", 400));
        for (var i = 2; i < 30; i++)
        {
            state = state.After(Receive(state, Words($"w{i}", "وكم السعر؟")));
            var decision = TurnDecisions.Complete(state, state.Turn, Reply(answer), 9, Options, Noon);
            Assert.True(decision.Accepted);
            state = state.After(decision);
            Assert.Equal($"t{state.Turn}.0", state.Outbox[^1].MessageId);
            Assert.Equal("t1.0", state.Outbox[0].MessageId);
            Assert.InRange(state.Outbox.Sum(o => o.Content.Text!.Length), 1, SendDecisions.MaxOutboxText);
        }
        Assert.Null(FailedSends.NextStep("superseded", null));

        var written = 0;
        Decision last;
        while ((last = SendDecisions.Human(state, $"h{written}", "rep", OutboundContent.OfText(answer), Options, Noon)).Accepted)
        {
            state = state.After(last);
            written++;
        }
        Assert.Equal((Refusal.LimitReached, "outbox"), (last.Refusal, last.Detail));
        Assert.InRange(written, 4, 5);
        Assert.InRange(state.Outbox.Sum(o => o.Content.Text!.Length), 1, SendDecisions.MaxOutboxText);
    }

    // As the store writes it: Arabic as it is.
    private static readonly System.Text.Json.JsonSerializerOptions Stored =
        new(Hosting.StatesJson.Default.Options) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static int SizeOf(ConversationState state) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(state, Stored).Length;

    [Fact]
    public void Unasked_messages_keep_their_limits()
    {
        var sent = Answered;
        sent = sent.After(SendDecisions.Record(sent, "t1.0", 1, new SendResult(SendResultKind.Sent, "out"), Options, Noon));
        var text = OutboundContent.OfText("ما زلنا هنا");
        Decision Ask(ConversationState s, int n, DateTimeOffset at) => SendDecisions.Unasked(s, $"f{n}", "follow_up", text, text, Options, at);

        var state = sent;
        for (var n = 0; n < 3; n++)
        {
            var at = Noon.AddHours(n + 1);
            var decision = Ask(state, n, at);
            Assert.True(decision.Accepted);
            state = state.After(decision);
            state = state.After(SendDecisions.Record(state, state.Outbox[0].MessageId, 1, new SendResult(SendResultKind.Sent, $"o{n}"), Options, at));
        }

        foreach (var purpose in new[] { "csat", "csat_thanks", ConversationPurposes.OptOutQuestion, ConversationPurposes.OptOutConfirmation })
            Assert.Equal(3, state.Apply(new MessageQueued(new QueuedMessage("aside", text), purpose, null, Noon)).UnaskedInARow);
        Assert.Equal((Refusal.LimitReached, "in_a_row"), (Ask(state, 4, Noon.AddHours(8)).Refusal, Ask(state, 4, Noon.AddHours(8)).Detail));
        Assert.Equal(Refusal.NoConsent, Ask(sent.Apply(new OptedOut("w9", true, Noon)), 1, Noon).Refusal);
        Assert.Equal(Refusal.WrongStatus, Ask(Talking, 1, Noon).Refusal);
        Assert.Equal(Refusal.WindowClosed, SendDecisions.Unasked(sent, "f", "follow_up", text, null, Options, Noon.AddDays(2)).Refusal);
    }
}
