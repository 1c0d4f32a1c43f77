using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Leads;
using SalesFlow.Leads;
using static SalesFlow.Grains.Leads.LeadCadence;
using static SalesFlow.Grains.Tests.Leads.LeadGiven;

namespace SalesFlow.Grains.Tests.Leads;

public sealed class LeadCadenceTests
{
    private static readonly BusinessCalendar Calendar = BusinessCalendar.Riyadh;
    private static readonly Situation Quiet = new(Sunday, LastFromCustomer: false, OptedOut: false, WithPeople: false);

    private static LeadState Waiting(int sent = 0) => Fresh with { Status = LeadStatus.Contacted, FollowUp = FollowUpPhase.Waiting, FollowUpsSent = sent };

    [Fact]
    public void The_first_answer_makes_contact_and_starts_the_cadence_after_48_hours()
    {
        var decision = Answered(Fresh, Calendar, Sunday, Sunday);
        var lead = Fresh.After(decision);
        Assert.Equal((LeadStatus.Contacted, FollowUpPhase.Waiting), (lead.Status, lead.FollowUp));
        Assert.Equal((LeadCadence.Timer, Sunday.AddHours(48)), Assert.Single(decision.DueSets));
    }

    [Fact]
    public void The_answers_after_it_and_the_customers_messages_cost_nothing()
    {
        Assert.True(Answered(Waiting(), Calendar, Sunday.AddHours(1), Sunday.AddHours(1)).IsEmpty);
        Assert.True(CustomerWrote(Waiting(), Sunday.AddHours(1)).IsEmpty);
    }

    [Fact]
    public void A_follow_up_that_would_fall_on_a_friday_waits_for_sunday_morning()
    {
        var wednesday = Sunday.AddDays(3);
        var decision = Answered(Fresh, Calendar, wednesday, wednesday);
        Assert.Equal(new DateTimeOffset(2026, 11, 29, 6, 0, 0, TimeSpan.Zero), Assert.Single(decision.DueSets).At);
    }

    [Fact]
    public void A_timer_that_fires_while_the_talk_goes_on_moves_to_48_hours_after_its_last_word()
    {
        var step = Due(Waiting(), Quiet with { LastAt = Sunday.AddHours(30) }, Calendar, Sunday.AddHours(48));
        Assert.Equal(0, step.Send);
        Assert.Equal(Calendar.NextContactTime(Sunday.AddHours(78)), Assert.Single(step.Decision!.DueSets).At);
    }

    [Fact]
    public void After_48_hours_of_silence_the_first_follow_up_is_sent() => Assert.Equal(1, Due(Waiting(), Quiet, Calendar, Sunday.AddHours(48)).Send);

    [Fact]
    public void A_second_short_of_48_hours_it_is_not() => Assert.Equal(0, Due(Waiting(), Quiet, Calendar, Sunday.AddHours(48).AddSeconds(-1)).Send);

    [Fact]
    public void Late_delivery_outside_the_permitted_hours_waits_for_the_morning()
    {
        var night = new DateTimeOffset(2026, 11, 24, 18, 0, 0, TimeSpan.Zero); // 21:00 in Riyadh, where 20:59 would do
        Assert.Equal(1, Due(Waiting(), Quiet, Calendar, night.AddMinutes(-1)).Send);
        var step = Due(Waiting(), Quiet, Calendar, night);
        Assert.Equal(new DateTimeOffset(2026, 11, 25, 6, 0, 0, TimeSpan.Zero), Assert.Single(step.Decision!.DueSets).At);
    }

    [Fact]
    public void A_customer_who_waits_for_our_answer_is_not_followed_up() =>
        Assert.Equal(0, Due(Waiting(), Quiet with { LastFromCustomer = true }, Calendar, Sunday.AddHours(50)).Send);

    [Fact]
    public void The_three_follow_ups_lie_48_72_and_168_hours_after_our_last_word_and_seven_days_of_silence_follow()
    {
        var lead = Waiting();
        var sentAt = new List<double>();
        var now = Sunday.AddHours(48);
        for (var n = 1; n <= 3; n++)
        {
            Assert.Equal(n, Due(lead, Quiet, Calendar, now).Send);
            sentAt.Add((now - Sunday).TotalHours);
            var decision = Sent(lead, new Outcome(Refusal.None, 1), Calendar, now);
            lead = lead.After(decision);
            now = Assert.Single(decision.DueSets).At;
        }
        Assert.Equal([48, 72, 168], sentAt);
        Assert.Equal((FollowUpPhase.CoolingDown, 3, Temperature.Cold, LeadStatus.Contacted), (lead.FollowUp, lead.FollowUpsSent, lead.Temperature, lead.Status));
        Assert.Equal(Sunday.AddHours(168) + CoolDown, now);

        var rested = lead.After(Due(lead, Quiet, Calendar, now).Decision!);
        Assert.Equal((FollowUpPhase.Idle, 0), (rested.FollowUp, rested.FollowUpsSent));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_customers_word_ends_a_round_and_our_answer_starts_the_next(int sent)
    {
        var wrote = CustomerWrote(Waiting(sent), Sunday);
        Assert.Contains(LeadCadence.Timer, wrote.DueClears);
        var lead = Waiting(sent).After(wrote);
        Assert.Equal((FollowUpPhase.Idle, 0), (lead.FollowUp, lead.FollowUpsSent));
        Assert.Equal(FollowUpPhase.Waiting, lead.After(Answered(lead, Calendar, Sunday, Sunday)).FollowUp);
    }

    [Fact]
    public void An_answer_alone_shows_that_the_customer_wrote()
    {
        var lead = Waiting(3) with { FollowUp = FollowUpPhase.CoolingDown };
        var decision = Answered(lead, Calendar, Sunday, Sunday);
        Assert.Equal((FollowUpPhase.Waiting, 0), (lead.After(decision).FollowUp, lead.After(decision).FollowUpsSent));
    }

    [Fact]
    public void An_opt_out_stops_the_cadence_for_good()
    {
        var lead = Waiting().After(Stop(Decision.Nothing, Waiting(), "opted_out", Sunday));
        Assert.Equal(FollowUpPhase.Stopped, lead.FollowUp);
        Assert.True(Answered(lead, Calendar, Sunday, Sunday).IsEmpty);
        Assert.True(CustomerWrote(lead, Sunday).IsEmpty);
        Assert.True(Stop(Decision.Nothing, lead, "opted_out", Sunday).IsEmpty);
    }

    [Fact]
    public void Who_opted_out_or_is_with_a_person_gets_nothing()
    {
        Assert.Equal(FollowUpPhase.Stopped, Waiting().After(Due(Waiting(), Quiet with { OptedOut = true }, Calendar, Sunday.AddHours(48)).Decision!).FollowUp);
        Assert.Equal(FollowUpPhase.Idle, Waiting().After(Due(Waiting(), Quiet with { WithPeople = true }, Calendar, Sunday.AddHours(48)).Decision!).FollowUp);
        Assert.Equal(FollowUpPhase.Idle, Waiting().After(Due(Waiting(), null, Calendar, Sunday.AddHours(48)).Decision!).FollowUp);
    }

    [Theory]
    [InlineData(Refusal.NoConsent, FollowUpPhase.Stopped)]
    [InlineData(Refusal.HeldByHuman, FollowUpPhase.Idle)]
    [InlineData(Refusal.LimitReached, FollowUpPhase.Waiting)]
    [InlineData(Refusal.WrongStatus, FollowUpPhase.Waiting)]
    [InlineData(Refusal.NotFound, FollowUpPhase.Idle)]
    public void A_refused_follow_up_counts_as_unsent(Refusal refusal, FollowUpPhase then)
    {
        var decision = Sent(Waiting(1), new Outcome(refusal, 1), Calendar, Sunday);
        var lead = Waiting(1).After(decision);
        Assert.Equal(then, lead.FollowUp);
        Assert.NotEqual(2, lead.FollowUpsSent);
        if (then == FollowUpPhase.Waiting) Assert.Equal(Sunday + Busy, Assert.Single(decision.DueSets).At);
    }

    [Fact]
    public void Where_too_many_went_unanswered_in_a_row_the_cadence_ends_as_after_its_last_follow_up()
    {
        var decision = Sent(Waiting(2), new Outcome(Refusal.LimitReached, 1, InARow), Calendar, Sunday);
        var lead = Waiting(2).After(decision);
        Assert.Equal((FollowUpPhase.CoolingDown, 2, Temperature.Cold), (lead.FollowUp, lead.FollowUpsSent, lead.Temperature));
        Assert.Equal(Sunday + CoolDown, Assert.Single(decision.DueSets).At);
        Assert.Equal(FollowUpPhase.Idle, lead.After(Due(lead, Quiet, Calendar, Sunday + CoolDown).Decision!).FollowUp);

        // The customer's word ends the silence, also where none of the unanswered messages was a follow-up.
        var unsent = Waiting().After(Sent(Waiting(), new Outcome(Refusal.LimitReached, 1, InARow), Calendar, Sunday));
        Assert.Equal(FollowUpPhase.Idle, unsent.After(CustomerWrote(unsent, Sunday)).FollowUp);
        Assert.Equal(FollowUpPhase.Waiting, unsent.After(Answered(unsent, Calendar, Sunday, Sunday)).FollowUp);
    }

    [Theory]
    [InlineData("ar")]
    [InlineData("en")]
    public void Every_follow_up_has_words_in_both_languages(string language)
    {
        for (var n = 1; n <= Most; n++)
        {
            var text = FollowUpTexts.Text(n, language, null, "شركة").Text!;
            Assert.DoesNotContain('{', text);
            Assert.Equal(language == "ar", Text.ArabicText.IsArabic(text.Replace("شركة", "")));
            Assert.Equal(2, FollowUpTexts.Template(n, language, "سارة", "شركة").Template!.BodyValues.Count);
        }
    }
}
