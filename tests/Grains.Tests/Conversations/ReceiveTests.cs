using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Grains.Conversations;
using static SalesFlow.Grains.Tests.Conversations.Given;

namespace SalesFlow.Grains.Tests.Conversations;

public sealed class ReceiveTests
{
    private const string MayBeSilence = "كل يوم رسالة؟ تعبت";

    [Fact]
    public void The_first_message_starts_the_talk_opens_a_turn_and_asks_for_the_lead()
    {
        var decision = Receive(Nobody, Words("w1", "السلام عليكم"));

        Assert.Equal("contact-1", decision.Only<ConversationStarted>().ContactId);
        Assert.Equal(1, decision.Only<MessageReceived>().Turn);
        Assert.Contains(decision.DueSets, d => d.Name == DueNames.Lead && d.At == Noon + Options.Debounce + Options.TurnSafety);
        Assert.Contains(decision.DueSets, d => d.Name == DueNames.Turn && d.At == Noon + Options.Debounce + Options.TurnSafety);
    }

    [Fact]
    public void A_burst_is_one_turn_that_holds_all_of_its_messages()
    {
        var state = After(Receive(Nobody, Words("w1", "السلام عليكم"), Words("w2", "عندي عيادة"), Words("w3", "كم السعر؟")));

        Assert.Equal(3, state.Turn);
        Assert.Equal(["w1", "w2", "w3"], state.Unanswered);
        Assert.Equal(3, Snapshots.Turn(state, 5, "c")!.Pending.Count);
    }

    [Fact]
    public void A_message_while_a_turn_is_open_makes_the_earlier_answer_stale()
    {
        var state = Talking;
        var later = state.After(Receive(state, Words("w2", "وكم السعر؟")));

        var decision = TurnDecisions.Complete(later, 1, Reply(), 9, Options, Noon);

        Assert.Equal(Refusal.StaleTurn, decision.Refusal);
        Assert.True(TurnDecisions.Complete(later, 2, Reply(), 9, Options, Noon).Accepted);
    }

    [Theory]
    [InlineData(InboundKind.Unsupported)]
    [InlineData(InboundKind.System)]
    [InlineData(InboundKind.Welcome)]
    public void What_asks_for_no_answer_opens_no_turn(InboundKind kind)
    {
        var decision = Receive(Nobody, new InboundMessage("w1", kind, null, Noon));

        Assert.Null(decision.Only<MessageReceived>().Turn);
        Assert.DoesNotContain(decision.DueSets, d => d.Name == DueNames.Turn);
    }

    [Fact]
    public void A_reaction_and_its_removal_change_the_message_that_they_are_about()
    {
        var state = Answered;

        Assert.Equal("👍", Receive(state, new InboundMessage("w2", InboundKind.Reaction, null, Noon, Target: "t1.0", Payload: "👍")).Only<ReactionChanged>().Emoji);
        Assert.Null(Receive(state, new InboundMessage("w3", InboundKind.Reaction, null, Noon, Target: "t1.0", Payload: "")).Only<ReactionChanged>().Emoji);
    }

    [Fact]
    public void An_edit_replaces_the_words_and_asks_for_a_new_answer()
    {
        var state = Answered;
        var edited = state.After(Receive(state, new InboundMessage("w2", InboundKind.Edit, "وعليكم السلام", Noon, Target: "w1")));

        Assert.Equal("وعليكم السلام", edited.Lines.Find(l => l.MessageId == "w1")!.Text);
        Assert.Equal(2, edited.Turn);
        Assert.True(edited.TurnOpen);
    }

    [Fact]
    public void A_revoked_message_is_no_longer_answered_or_shown_to_agents()
    {
        var state = Talking;
        var decision = Receive(state, new InboundMessage("w2", InboundKind.Revoke, null, Noon, Target: "w1"));
        var revoked = state.After(decision);

        Assert.False(revoked.TurnOpen);
        Assert.Empty(revoked.Lines);
        Assert.Contains(DueNames.Turn, decision.DueClears);
    }

    [Theory]
    [InlineData("stop", "en")]
    [InlineData("أوقف", "ar")]
    public void A_certain_opt_out_silences_confirms_once_and_opens_no_turn(string words, string language)
    {
        var state = Answered;
        var decision = Receive(state, Words("w2", words));
        var silent = state.After(decision);

        Assert.True(decision.Only<OptedOut>().Certain);
        Assert.Null(decision.Only<MessageReceived>().Turn);
        Assert.Equal(ConversationTexts.OptedOut(language), decision.Only<MessageQueued>().Message.Content.Text);
        Assert.Contains(decision.DueSets, d => d.Name == DueNames.Consent);

        Assert.DoesNotContain(Receive(silent, Words("w3", words)).Events, e => e is MessageQueued or OptedOut);
    }

    [Theory]
    [InlineData("cancel my appointment")]
    [InlineData("أبي ألغي موعدي")]
    public void An_innocent_use_of_the_words_is_answered_as_any_message(string words)
    {
        var decision = Receive(Answered, Words("w2", words));

        Assert.Equal(2, decision.Only<MessageReceived>().Turn);
        Assert.DoesNotContain(decision.Events, e => e is OptedOut or MessageQueued);
    }

    [Theory]
    [InlineData("تمام شكرا")]
    [InlineData("ok thx")]
    [InlineData("👍")]
    public void After_an_opt_out_a_courtesy_is_kept_and_not_answered(string words)
    {
        var silent = Answered.After(Receive(Answered, Words("w2", "stop")));

        var decision = Receive(silent, Words("w3", words));

        Assert.Null(decision.Only<MessageReceived>().Turn);
        Assert.DoesNotContain(decision.Events, e => e is MessageQueued or OptedIn);
    }

    [Fact]
    public void After_an_opt_out_a_question_is_answered_and_messages_that_are_welcome_again_end_it()
    {
        var silent = Answered.After(Receive(Answered, Words("w2", "stop")));

        var question = Receive(silent, Words("w3", "كم سعر الباقة؟"));
        var again = Receive(silent, Words("w3", "غيرت رأيي، ارجعوا ارسلوا لي"));

        Assert.NotNull(question.Only<MessageReceived>().Turn);
        Assert.DoesNotContain(question.Events, e => e is OptedIn);
        Assert.NotNull(again.Only<MessageReceived>().Turn);
        Assert.Contains(again.Events, e => e is OptedIn);
    }

    [Fact]
    public void A_yes_to_the_question_whether_silence_is_wanted_is_an_opt_out_and_a_no_goes_on()
    {
        var queued = new QueuedMessage("c1", OutboundContent.OfText("؟"));
        var asked = Answered.Apply(new MessageQueued(queued, ConversationPurposes.OptOutQuestion, null, Noon));

        Assert.Contains(Receive(asked, Words("w2", "نعم")).Events, e => e is OptedOut);
        Assert.Contains(Receive(asked, new InboundMessage("w2", InboundKind.Choice, "yes", Noon, Payload: OptOutQuestions.Yes)).Events, e => e is OptedOut);
        Assert.DoesNotContain(Receive(asked, new InboundMessage("w2", InboundKind.Choice, "no", Noon, Payload: OptOutQuestions.No)).Events, e => e is OptedOut);
    }

    [Fact]
    public void Words_that_may_ask_for_silence_are_asked_about_while_agents_have_the_talk()
    {
        var decision = Receive(Answered, Words("w2", MayBeSilence));

        Assert.Equal(ConversationPurposes.OptOutQuestion, decision.Only<MessageQueued>().Purpose);
        Assert.True(OptOutQuestions.Is(decision.Only<MessageQueued>().Message.Content));
        Assert.Empty(decision.Events.OfType<NoteAdded>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("user-1")]
    public void Where_a_person_has_the_talk_or_is_to_have_it_they_are_told_instead(string? holder)
    {
        var people = Answered.Apply(new HandedOver("requested", "sales", "", holder, Noon));

        var decision = Receive(people, Words("w2", MayBeSilence));

        Assert.Empty(decision.Events.OfType<MessageQueued>());
        var note = decision.Only<NoteAdded>();
        Assert.Contains(MayBeSilence, note.Text, StringComparison.Ordinal);
        Assert.Equal(holder is null ? [] : [holder], note.Mentions);
        // What they write next is their own: nobody has asked them anything.
        Assert.DoesNotContain(Receive(people.After(decision), Words("w3", "نعم")).Events, e => e is OptedOut);
    }

    [Fact]
    public void A_verdict_is_thanked_for_once_however_often_its_button_is_tapped()
    {
        InboundMessage Tap(string wamid, int question) =>
            new(wamid, InboundKind.Choice, "ممتازة", Noon, Payload: SalesFlow.ServiceLevels.SatisfactionAnswers.Payload(question, 5));

        var first = Receive(Answered, Tap("w2", 1));
        var thanked = Answered.After(first);
        var again = Receive(thanked, Tap("w3", 1));

        Assert.Equal("csat_thanks", first.Only<MessageQueued>().Purpose);
        Assert.Null(again.Only<MessageReceived>().Turn);
        Assert.Empty(again.Events.OfType<MessageQueued>());
        Assert.Equal("csat_thanks", Receive(thanked.After(again), Tap("w4", 2)).Only<MessageQueued>().Purpose);
    }

    [Fact]
    public void A_talk_in_a_persons_hands_opens_no_turn()
    {
        var held = Answered.Apply(new HandedOver("taken_over", "sales", "", "user-1", Noon));

        Assert.Null(Receive(held, Words("w2", "هل من جديد؟")).Only<MessageReceived>().Turn);
    }

    [Fact]
    public void Words_written_in_the_business_app_hand_the_talk_to_a_person()
    {
        var decision = Receive(Answered, new InboundMessage("w2", InboundKind.Echo, "أنا معك", Noon));

        Assert.Equal("business_app", decision.Only<HandedOver>().Reason);
    }

    [Fact]
    public void The_language_follows_the_customers_letters_and_stays_where_there_are_none()
    {
        var state = After(Receive(Nobody, Words("w1", "Hello there")));
        Assert.Equal("en", state.Language);
        Assert.Equal("en", state.After(Receive(state, Words("w2", "👍 123"))).Language);
        Assert.Equal("ar", state.After(Receive(state, Words("w2", "بالعربي لو سمحت"))).Language);
    }

    [Fact]
    public void The_state_stays_small_however_long_the_talk()
    {
        var state = Nobody;
        for (var i = 0; i < 500; i++)
        {
            state = state.After(Receive(state, Words($"w{i}", $"رسالة {i}")));
            state = state.After(TurnDecisions.Complete(state, state.Turn, Reply(), 9, Options, Noon));
            state = state.After(SendDecisions.Record(state, state.Outbox[0].MessageId, 1, new SendResult(SendResultKind.Sent, $"out{i}"), Options, Noon.AddMinutes(i)));
        }

        Assert.True(state.Lines.Count <= ConversationState.LinesKept);
        Assert.True(state.Sent.Count <= ConversationState.SentKept);
    }
}
