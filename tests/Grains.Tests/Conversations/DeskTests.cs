using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Grains.Conversations;
using SalesFlow.Grains.Entities;
using SalesFlow.ServiceLevels;
using static SalesFlow.Grains.Tests.Conversations.Given;

namespace SalesFlow.Grains.Tests.Conversations;

/// <summary>Order among conversations.</summary>
public sealed class DeskTests
{
    private static ConversationState With(ConversationChange change) => Answered.After(DeskDecisions.Change(Answered, "user-1", change, Noon));

    [Fact]
    public void A_talk_that_no_person_touched_carries_nothing_of_people()
    {
        Assert.Null(Answered.Desk);
        Assert.Null(Answered.After(Receive(Answered, Words("w2", "كم السعر؟"))).Desk);
    }

    [Theory]
    [InlineData(ConversationStatus.Pending)]
    [InlineData(ConversationStatus.Resolved)]
    [InlineData(ConversationStatus.Snoozed)]
    public void What_was_put_aside_opens_when_the_customer_writes(ConversationStatus status)
    {
        var aside = With(new ConversationChange(status, Noon.AddDays(1)));
        var decision = Receive(aside, Words("w2", "السلام عليكم"));

        Assert.Equal(("customer_wrote", ConversationStatus.Open), (decision.Only<ConversationStatusChanged>().Reason, aside.After(decision).Desk!.Status));
        Assert.Contains(DueNames.Snooze, decision.DueClears);
        Assert.True(aside.After(decision).TurnOpen);
    }

    [Fact]
    public void A_reaction_wakes_nothing()
    {
        var resolved = With(new ConversationChange(ConversationStatus.Resolved));

        Assert.Empty(Receive(resolved, new InboundMessage("r1", InboundKind.Reaction, null, Noon, Target: "t1.0", Payload: "👍")).Events.OfType<ConversationStatusChanged>());
    }

    [Fact]
    public void A_snooze_ends_at_its_time()
    {
        var snoozed = With(new ConversationChange(ConversationStatus.Snoozed, Noon.AddHours(3)));

        Assert.Empty(DeskDecisions.Wake(snoozed, Noon.AddHours(2)).Events);
        Assert.Equal("time", DeskDecisions.Wake(snoozed, Noon.AddHours(3)).Only<ConversationStatusChanged>().Reason);
        Assert.Equal("snoozedUntil", DeskDecisions.Change(Answered, "u", new ConversationChange(ConversationStatus.Snoozed, Noon), Noon).Detail);
        Assert.Equal("snoozedUntil", DeskDecisions.Change(Answered, "u", new ConversationChange(ConversationStatus.Snoozed, Noon.AddDays(400)), Noon).Detail);
    }

    [Fact]
    public void Resolved_by_its_holder_it_is_the_agents_again_and_no_turn_opens()
    {
        var held = Answered.After(TurnDecisions.TakeOver(Answered, "user-1", Noon));
        var written = held.After(Receive(held, Words("w2", "شكراً")));
        var after = written.After(DeskDecisions.Change(written, "user-1", new ConversationChange(ConversationStatus.Resolved), Noon));

        Assert.Equal((Handler.Agent, ConversationStatus.Resolved, false), (after.Handler, after.Desk!.Status, after.TurnOpen));
    }

    [Fact]
    public void A_verdict_on_work_that_is_done_leaves_it_done()
    {
        var resolved = With(new ConversationChange(ConversationStatus.Resolved));
        var verdict = Receive(resolved, new InboundMessage("w2", InboundKind.Choice, "ممتاز", Noon, Payload: SatisfactionAnswers.Payload(1, 5)));

        Assert.Equal(ConversationStatus.Resolved, resolved.After(verdict).Desk!.Status);
        Assert.Equal(ConversationStatus.Open, resolved.After(Receive(resolved, Words("w3", "سؤال آخر"))).Desk!.Status);
    }

    [Fact]
    public void What_is_resolved_says_who_wrote_since_it_was_opened_and_which_agent_answered()
    {
        ConversationStatusChanged Resolve(ConversationState state) =>
            DeskDecisions.Change(state, "boss", new ConversationChange(ConversationStatus.Resolved), Noon.AddHours(1)).Only<ConversationStatusChanged>();

        Assert.Equal((null, "arabic_whatsapp"), (Resolve(Answered).WroteBy, Resolve(Answered).AgentId));

        // The lease of whoever wrote is over: somebody else ends it.
        var written = Answered.After(SendDecisions.Human(Answered, "c1", "user-1", OutboundContent.OfText("أهلاً"), Options, Noon));
        Assert.Equal("user-1", Resolve(written).WroteBy);
        Assert.Equal("user-1", LeaseDecisions.GiveBack(written, "user-1", Options, Noon).Only<GivenBack>().WroteBy);

        var again = written.Apply(Resolve(written)).After(Receive(written.Apply(Resolve(written)), Words("w9", "سؤال آخر")));
        Assert.Equal((null, null), (Resolve(again).WroteBy, Resolve(again).AgentId));
    }

    [Fact]
    public void Who_takes_a_talk_and_gives_it_back_without_a_word_has_not_written()
    {
        var held = Answered.After(TurnDecisions.TakeOver(Answered, "user-1", Noon));

        Assert.Null(LeaseDecisions.GiveBack(held, "user-1", Options, Noon).Only<GivenBack>().WroteBy);
    }

    [Fact]
    public void Labels_stand_once_and_at_most_twenty()
    {
        var labelled = With(new ConversationChange(AddLabels: ["a", "b", "a"]));

        Assert.Equal(["a", "b"], labelled.Desk!.Labels);
        Assert.True(DeskDecisions.Change(labelled, "u", new ConversationChange(AddLabels: ["a"]), Noon).IsEmpty);
        Assert.Equal(["b"], labelled.After(DeskDecisions.Change(labelled, "u", new ConversationChange(RemoveLabels: ["a", "x"]), Noon)).Desk!.Labels);
        var many = new ConversationChange(AddLabels: [.. Enumerable.Range(0, 21).Select(i => $"l{i}")]);
        Assert.Equal((Refusal.LimitReached, "labels"), (DeskDecisions.Change(Answered, "u", many, Noon).Refusal, DeskDecisions.Change(Answered, "u", many, Noon).Detail));
    }

    [Fact]
    public void Only_what_comes_in_for_people_is_unread_and_one_look_is_enough()
    {
        var waiting = Answered.After(TurnDecisions.Escalate(Answered, "requested", "sales", Actor.System, Noon));
        var more = waiting.After(Receive(waiting, Words("w2", "ألو"), Words("w3", "؟")));

        Assert.Equal((1, 3), (waiting.Desk!.Unread, more.Desk!.Unread));
        Assert.Equal(0, more.After(DeskDecisions.Read(more, "user-1", Noon)).Desk!.Unread);
        Assert.True(DeskDecisions.Read(more.After(DeskDecisions.Read(more, "user-1", Noon)), "user-2", Noon).IsEmpty);
    }

    [Fact]
    public void A_note_is_corrected_by_its_writer_only()
    {
        var noted = Answered.After(DeskDecisions.AddNote(Answered, "n1", "user-1", "عميل مهم", ["user-2"], Noon));

        Assert.Equal(Answered.Lines, noted.Lines);
        Assert.Equal(Refusal.Forbidden, DeskDecisions.EditNote(noted, "n1", "user-2", "x", [], Noon).Refusal);
        Assert.True(DeskDecisions.EditNote(noted, "n1", "user-1", "x", [], Noon).Accepted);
        Assert.Null(Assert.IsType<NoteEdited>(Assert.Single(DeskDecisions.EditNote(noted, "n1", "user-1", "x", null, Noon).Events)).Mentions);
        var gone = noted.After(DeskDecisions.DeleteNote(noted, "n1", "user-1", Noon));
        Assert.Equal(Refusal.NotFound, DeskDecisions.EditNote(gone, "n1", "user-1", "x", [], Noon).Refusal);
    }

    [Fact]
    public void The_state_of_the_busiest_desk_stays_small()
    {
        var state = With(new ConversationChange(AddLabels: [.. Enumerable.Range(0, 20).Select(i => Id.Named("label", $"{i}"))]));
        for (var i = 0; i < 100; i++) state = state.After(DeskDecisions.AddNote(state, Id.Named("n", $"{i}"), Id.Named("u", "1"), new string('ن', 4000), [], Noon));

        Assert.Equal(DeskState.NotesKept, state.Desk!.Notes.Count);
    }

    [Fact]
    public void A_label_in_use_has_a_name_of_its_own_and_an_archived_one_gives_it_back()
    {
        var inbox = new InboxState();
        InboxState After(Decision d) => d.Events.Aggregate(inbox, (s, e) => s.Apply(e));
        inbox = After(InboxDecisions.Define(inbox, "l1", "عاجل", "#ff0000"));

        Assert.Equal(Refusal.Taken, InboxDecisions.Define(inbox, "l2", "عاجل", "#00ff00").Refusal);
        Assert.Equal("colour", InboxDecisions.Define(inbox, "l2", "آخر", "red").Detail);
        Assert.Equal("colour", InboxDecisions.Define(inbox, "l2", "آخر", "red").Rule);
        inbox = After(InboxDecisions.Change(inbox, "l1", null, null, true));
        Assert.True(InboxDecisions.Define(inbox, "l2", "عاجل", "#00ff00").Accepted);
    }

    [Fact]
    public void A_ready_answer_that_is_written_anew_after_it_was_deleted_begins_anew()
    {
        var first = new CannedReplyState().Apply(new CannedReplyWritten("hi", "مرحبا", null, null, Noon));
        var again = first.Apply(new CannedReplyWritten("hi", "أهلا", null, null, Noon.AddDays(1)));
        Assert.Equal((Noon, Noon), (first.FirstAt, again.FirstAt));
        var after = again.Apply(new CannedReplyDeleted(Noon.AddDays(2))).Apply(new CannedReplyWritten("hi", "مرحبا", null, null, Noon.AddDays(3)));
        Assert.Equal(Noon.AddDays(3), after.FirstAt);
        // Of what was written before this was kept a change does not say when that was.
        Assert.Null((first with { FirstAt = null }).Apply(new CannedReplyWritten("hi", "أهلا", null, null, Noon)).FirstAt);
    }

    [Fact]
    public void A_ready_answer_for_all_needs_more_than_ones_own()
    {
        var rep = Actor.User("user-1", Role.Agent);
        var own = new WriteCannedReply("welcome", "أهلاً {{customer.name}}", null, "user-1");

        Assert.True(CannedReplyDecisions.Write(new CannedReplyState(), own, true, rep, Noon).Accepted);
        Assert.Equal(Refusal.Forbidden, CannedReplyDecisions.Write(new CannedReplyState(), own with { Owner = null }, true, rep, Noon).Refusal);
        Assert.Equal(Refusal.Forbidden, CannedReplyDecisions.Write(new CannedReplyState(), own with { Owner = "user-2" }, true, rep, Noon).Refusal);
        Assert.True(CannedReplyDecisions.Write(new CannedReplyState(), own with { Owner = null }, true, Actor.User("user-9", Role.Manager), Noon).Accepted);
        Assert.Equal("textAr", CannedReplyDecisions.Write(new CannedReplyState(), own with { TextAr = "{{secret}}" }, true, rep, Noon).Detail);
        var written = new CannedReplyState().Apply(CannedReplyDecisions.Write(new CannedReplyState(), own, true, rep, Noon).Events[0]);
        Assert.Equal(Refusal.Taken, CannedReplyDecisions.Write(written, own, true, rep, Noon).Refusal);
        Assert.Equal(Refusal.NotFound, CannedReplyDecisions.Delete(written, "user-2", Actor.User("user-2", Role.Owner), Noon).Refusal);
    }

    [Theory]
    [InlineData("أهلاً {{customer.name}}، معك {{ user.name }}", "أهلاً نورة، معك سارة")]
    [InlineData("أهلاً {{company.name}}!", "أهلاً!")]
    [InlineData("بلا خانات", "بلا خانات")]
    public void Places_are_filled_and_what_has_no_value_leaves_no_gap(string text, string expected)
    {
        Assert.Equal(expected, CannedText.Fill(text, new Dictionary<string, string?> { ["customer.name"] = "نورة", ["user.name"] = "سارة" }));
    }
}
