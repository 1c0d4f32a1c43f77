using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Leads;
using SalesFlow.Leads;
using static SalesFlow.Grains.Tests.Leads.LeadGiven;

namespace SalesFlow.Grains.Tests.Leads;

public sealed class LeadRecordTests
{
    private static readonly Actor Rep = Actor.User("rep", Role.Agent);
    private static readonly Actor Supervisor = Actor.User("boss", Role.Supervisor);

    private static Decision Edit(LeadState state, LeadEdit edit, long version = 3, long? expected = null) =>
        LeadRecord.Edit(state, LeadId, "c", edit, Bands, version, expected, Sunday);

    [Fact]
    public void A_correction_carries_only_what_changed()
    {
        var edited = Assert.IsType<LeadEdited>(Assert.Single(Edit(Fresh, new LeadEdit(Name: "سارة", Notes: "تفضل الصباح", Tags: ["vip"])).Events));
        Assert.Equal((null, null, "تفضل الصباح"), (edited.Name, edited.Phone, edited.Notes));
        Assert.Equal(["vip"], edited.Tags);
        Assert.Null(edited.Facts);
        Assert.True(Edit(Fresh, new LeadEdit(Name: "سارة", Phone: "+966551234567")).IsEmpty);
    }

    [Fact]
    public void What_a_person_said_of_a_fact_holds_against_what_agents_learn()
    {
        var lead = Fresh.Learn(Insight("m1", Facts((LeadFacts.City, "جدة"))));
        lead = lead.After(Edit(lead, new LeadEdit(Facts: Facts((LeadFacts.City, "الرياض")))));
        lead = lead.Learn(Insight("m2", Facts((LeadFacts.City, "الدمام"), (LeadFacts.CompanyName, "النور"))));
        Assert.Equal(("الرياض", "النور"), (lead.Facts[LeadFacts.City], lead.Facts[LeadFacts.CompanyName]));
    }

    [Fact]
    public void An_empty_text_takes_a_value_away_but_never_the_last_that_names_a_lead()
    {
        var lead = Fresh.Learn(Insight("m1", Facts((LeadFacts.City, "جدة"))));
        lead = lead.After(Edit(lead, new LeadEdit(Name: "", Facts: Facts((LeadFacts.City, "")))));
        Assert.Null(lead.Name);
        Assert.False(lead.Facts.ContainsKey(LeadFacts.City));
        Assert.Equal(Refusal.Invalid, Edit(lead, new LeadEdit(Phone: "")).Refusal);
    }

    [Fact]
    public void A_corrected_fact_scores_as_a_learnt_one()
    {
        var decision = Edit(Fresh, new LeadEdit(Facts: Facts((LeadFacts.Sector, "healthcare"))));
        Assert.Equal(25, Assert.Single(decision.Events.OfType<LeadScored>()).Score);
    }

    [Theory]
    [InlineData("tags")]
    [InlineData("notes")]
    [InlineData("phone")]
    [InlineData("source")]
    [InlineData("metadata")]
    public void Values_out_of_their_limits_are_named(string field)
    {
        var edit = field switch
        {
            "tags" => new LeadEdit(Tags: ["a|b"]),
            "notes" => new LeadEdit(Notes: new string('x', 4001)),
            "phone" => new LeadEdit(Phone: "0551234567"),
            "source" => new LeadEdit(Source: "moon"),
            _ => new LeadEdit(Metadata: new Dictionary<string, string> { ["k"] = new('x', 201) }),
        };
        var decision = Edit(Fresh, edit);
        Assert.Equal((Refusal.Invalid, field), (decision.Refusal, decision.Detail));
    }

    [Fact]
    public void A_version_that_is_no_longer_the_leads_own_refuses_every_command_of_people()
    {
        Assert.Equal(Refusal.StaleVersion, Edit(Fresh, new LeadEdit(Name: "A"), 3, 2).Refusal);
        Assert.Equal(Refusal.StaleVersion, LeadRecord.Delete(Fresh, 3, 2, Sunday).Refusal);
        Assert.Equal(Refusal.StaleVersion, LeadRecord.Assign(Fresh, "rep", true, Rep, 3, 2, Sunday).Refusal);
        Assert.Equal(Refusal.StaleVersion, LeadDecisions.ChangeStatus(Fresh, LeadId, LeadStatus.Qualified, null, 3, 2, Sunday).Refusal);
        Assert.Equal(Refusal.StaleVersion, LeadRecord.Convert(Fresh, LeadId, null, null, false, 3, 2, Sunday).Refusal);
    }

    [Fact]
    public void Taking_a_lead_that_nobody_has_is_everybodys_right_and_giving_it_to_others_is_not()
    {
        var taken = Fresh.After(LeadRecord.Assign(Fresh, "rep", true, Rep, 1, null, Sunday));
        Assert.Equal(("rep", "manual"), (taken.AssignedTo, taken.AssignmentReason));
        Assert.Equal(Refusal.Forbidden, LeadRecord.Assign(Fresh, "other", true, Rep, 1, null, Sunday).Refusal);
        Assert.Equal(Refusal.Forbidden, LeadRecord.Assign(taken, "other", true, Actor.User("other", Role.Agent), 1, null, Sunday).Refusal);
        Assert.True(LeadRecord.Assign(taken, null, false, Rep, 1, null, Sunday).Accepted);
        var given = taken.After(LeadRecord.Assign(taken, "other", true, Supervisor, 1, null, Sunday));
        Assert.Equal(("other", "rep"), (given.AssignedTo, given.FormerOwner));
        Assert.Equal((Refusal.Invalid, "userId"), (LeadRecord.Assign(Fresh, "ghost", false, Supervisor, 1, null, Sunday) is var d ? (d.Refusal, d.Detail) : default));
    }

    [Fact]
    public void Giving_a_lead_to_somebody_leaves_its_names_to_be_claimed_and_keeps_no_timer_where_they_are()
    {
        Assert.Contains((LeadRecord.SettleTimer, Sunday), LeadRecord.Assign(Fresh, "rep", true, Rep, 1, null, Sunday).DueSets);
        var named = Fresh with { Names = Fresh.OwnNames };
        var given = LeadRecord.Assign(named, "rep", true, Rep, 1, null, Sunday);
        Assert.Contains(LeadRecord.SettleTimer, given.DueClears);
        Assert.Empty(given.DueSets);
    }

    [Fact]
    public void A_deleted_lead_keeps_no_timer_and_takes_them_up_again_when_restored()
    {
        var waiting = Fresh.After(LeadCadence.Answered(Fresh, BusinessCalendar.Riyadh, Sunday, Sunday));
        var deleted = LeadRecord.Delete(waiting, 1, null, Sunday);
        Assert.Contains(LeadCadence.Timer, deleted.DueClears);
        var gone = waiting.After(deleted);
        Assert.False(gone.IsLive);
        Assert.Empty(gone.OwnNames);
        Assert.Equal((Refusal.WrongStatus, "deleted"), (Edit(gone, new LeadEdit(Name: "A")) is var e ? (e.Refusal, e.Detail) : default));
        var restored = LeadRecord.Restore(gone, 1, null, ["phone:#x"], Sunday);
        Assert.Contains(restored.DueSets, d => d.Name == LeadCadence.Timer && d.At == waiting.FollowUpAt);
        Assert.True(gone.After(restored).IsLive);
    }

    [Fact]
    public void Converting_links_contact_and_deal_and_says_when()
    {
        var hand = new LeadState().Apply(new LeadCreated("خالد", null, "web", null, null, "ar", null, Sunday));
        var won = hand.After(LeadRecord.Convert(hand, LeadId, "contact-9", "deal-9", false, 1, null, Sunday));
        Assert.Equal((LeadStatus.Converted, "contact-9", "deal-9", (DateTimeOffset?)Sunday), (won.Status, won.ContactId, won.DealId, won.ConvertedAt));
        var opened = LeadRecord.Convert(hand, LeadId, null, null, true, 1, null, Sunday);
        Assert.Contains(opened.DueSets, d => d.Name == LeadDecisions.OpenDealTimer);
    }

    [Fact]
    public void A_merge_fills_gaps_and_its_undoing_takes_back_exactly_that()
    {
        var survivor = new LeadState().Apply(new LeadCreated("سارة", null, "web", null, null, "ar", null, Sunday, Tags: ["a"]))
            .Learn(Insight("m1", Facts((LeadFacts.City, "جدة"))));
        var other = new LeadState().Apply(new LeadCreated("Sarah", "+966551234567", "whatsapp", "c", "talk-2", "ar", null, Sunday, "ملاحظة", ["a", "b"]))
            .Learn(Insight("m2", Facts((LeadFacts.City, "الرياض"), (LeadFacts.Sector, "healthcare")), LeadSignals.RequestedDemo));
        var before = survivor;
        survivor = survivor.After(LeadMerging.Start(survivor, LeadId, "c", "lead-2", other.View("lead-2", 3), 1, null, Sunday));
        survivor = survivor.After(LeadMerging.Absorb(survivor, other.View("lead-2", 3), ["phone:#1"], Bands, Sunday));

        Assert.Equal(("سارة", "+966551234567", "talk-2", "ملاحظة"), (survivor.Name, survivor.Phone, survivor.ConversationId, survivor.Notes));
        Assert.Equal(("جدة", "healthcare", 40), (survivor.Facts[LeadFacts.City], survivor.Facts[LeadFacts.Sector], survivor.Score));
        Assert.Equal(["a", "b"], survivor.Tags);
        Assert.Equal(["lead-2"], survivor.View(LeadId, 1).Merged);
        Assert.Equal(["talk-2"], survivor.View(LeadId, 1).Conversations);

        // What happens since is the survivor's own.
        survivor = survivor.Learn(Insight("m9", Facts((LeadFacts.Employees, "12")))).After(Edit(survivor, new LeadEdit(Notes: "جديدة")));
        survivor = survivor.After(LeadMerging.StartUndo(survivor, "lead-2", 9, null, Sunday));
        survivor = survivor.After(LeadMerging.Separate(survivor, Bands, Sunday));
        Assert.Equal((before.Name, before.Phone, before.ConversationId, "جديدة"), (survivor.Name, survivor.Phone, survivor.ConversationId, survivor.Notes));
        Assert.Equal((20, "جدة", false), (survivor.Score, survivor.Facts[LeadFacts.City], survivor.Facts.ContainsKey(LeadFacts.Sector)));
        Assert.Equal(["a"], survivor.Tags);
        Assert.Empty(survivor.Merges);
        Assert.Null(survivor.Ongoing);
    }

    [Fact]
    public void Of_two_leads_that_are_merged_into_each_other_the_smaller_id_tries_again_and_the_other_gives_up()
    {
        LeadState Begun(string id, string otherId) => Fresh.After(LeadMerging.Start(Fresh, id, "c", otherId, Fresh.View(otherId, 3), 1, null, Sunday));
        var smaller = LeadMerging.Yield(Begun("lead-1", "lead-2"), "lead-1", Sunday);
        Assert.Empty(smaller.Events);
        Assert.Equal((LeadMerging.Timer, Sunday + LeadMerging.WhileOtherMerges), smaller.DueSets.Select(d => (d.Name, d.At)).Single());
        Assert.IsType<LeadMergeFailed>(Assert.Single(LeadMerging.Yield(Begun("lead-2", "lead-1"), "lead-2", Sunday).Events));
        Assert.Empty(LeadMerging.Yield(Fresh, "lead-1", Sunday).DueSets);
    }

    [Theory]
    [InlineData(LeadStatus.New, LeadStatus.Converted, LeadStatus.Converted)]
    [InlineData(LeadStatus.Lost, LeadStatus.Converted, LeadStatus.Converted)]
    [InlineData(LeadStatus.Contacted, LeadStatus.Qualified, LeadStatus.Qualified)]
    [InlineData(LeadStatus.Lost, LeadStatus.Contacted, LeadStatus.Contacted)]
    [InlineData(LeadStatus.Lost, LeadStatus.New, LeadStatus.Lost)]
    [InlineData(LeadStatus.New, LeadStatus.Lost, LeadStatus.New)]
    [InlineData(LeadStatus.Qualified, LeadStatus.Contacted, LeadStatus.Qualified)]
    [InlineData(LeadStatus.Converted, LeadStatus.Qualified, LeadStatus.Converted)]
    public void The_further_status_survives_a_merge_and_its_undoing_gives_the_former_back(LeadStatus own, LeadStatus theirs, LeadStatus then)
    {
        var stopped = own is LeadStatus.Lost or LeadStatus.Converted ? FollowUpPhase.Stopped : FollowUpPhase.Waiting;
        var other = Fresh with { Status = theirs, QualifiedAt = Sunday.AddDays(-2), ConvertedAt = theirs == LeadStatus.Converted ? Sunday.AddDays(-1) : null };
        var before = Fresh with { Status = own, FollowUp = stopped };
        var started = before.After(LeadMerging.Start(before, LeadId, "c", "lead-2", other.View("lead-2", 3), 1, null, Sunday));
        var decision = LeadMerging.Absorb(started, other.View("lead-2", 3), [], Bands, Sunday);
        var merged = started.After(decision);
        Assert.Equal(then, merged.Status);
        Assert.Equal(then is LeadStatus.Lost or LeadStatus.Converted, merged.FollowUp == FollowUpPhase.Stopped);
        if (own != then)
        {
            Assert.Equal((Sunday.AddDays(-2), other.ConvertedAt), (merged.QualifiedAt, merged.ConvertedAt));
            if (then == LeadStatus.Converted && stopped == FollowUpPhase.Waiting) Assert.Contains(LeadCadence.Timer, decision.DueClears);
        }

        var undoing = merged.After(LeadMerging.StartUndo(merged, "lead-2", 9, null, Sunday));
        var back = undoing.After(LeadMerging.Separate(undoing, Bands, Sunday));
        Assert.Equal((own, null, null), (back.Status, back.QualifiedAt, back.ConvertedAt));
        Assert.Equal(stopped == FollowUpPhase.Stopped, back.FollowUp == FollowUpPhase.Stopped);

        // What people made of it since is the survivor's own.
        if (own == LeadStatus.Contacted)
        {
            var moved = undoing with { Status = LeadStatus.Lost };
            Assert.Equal(LeadStatus.Lost, moved.After(LeadMerging.Separate(moved, Bands, Sunday)).Status);
        }
    }

    [Fact]
    public void A_deal_that_was_earned_and_not_opened_yet_is_opened_by_the_lead_that_is_left()
    {
        var survivor = Fresh.After(LeadMerging.Start(Fresh, LeadId, "c", "lead-2", Fresh.View("lead-2", 3), 1, null, Sunday));
        var earned = LeadMerging.Absorb(survivor, (Fresh with { DealId = "deal-2" }).View("lead-2", 3), [], Bands, Sunday);
        Assert.Contains((LeadDecisions.OpenDealTimer, Sunday), earned.DueSets);
        Assert.Equal("deal-2", survivor.After(earned).DealId);
        var own = survivor with { DealId = "deal-1" };
        Assert.Empty(LeadMerging.Absorb(own, (Fresh with { DealId = "deal-2" }).View("lead-2", 3), [], Bands, Sunday).DueSets);
    }

    [Fact]
    public void A_lead_is_not_merged_with_itself_nor_with_one_that_is_gone()
    {
        var other = Fresh.View("lead-2", 1);
        Decision Start(LeadView? with, string id = "lead-2") => LeadMerging.Start(Fresh, LeadId, "c", id, with, 1, null, Sunday);
        Assert.Equal(Refusal.Invalid, Start(null, LeadId).Refusal);
        Assert.Equal(Refusal.Invalid, Start(null).Refusal);
        Assert.Equal(Refusal.WrongStatus, Start(other with { DeletedAt = Sunday }).Refusal);
        Assert.Equal(Refusal.WrongStatus, Start(other with { MergedInto = "lead-3" }).Refusal);
        Assert.Equal(Refusal.WrongStatus, Start(other with { Merging = true }).Refusal);
        Assert.True(Start(other).Accepted);
    }
}
