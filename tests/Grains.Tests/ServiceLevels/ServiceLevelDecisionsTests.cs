using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.ServiceLevels;
using SalesFlow.ServiceLevels;

namespace SalesFlow.Grains.Tests.ServiceLevels;

public sealed class ServiceLevelDecisionsTests
{
    private static readonly ServiceLevelPolicy Policy = ServiceLevelPolicy.Default;

    // 22 November 2026 is a Sunday; the team works from 09:00 to 21:00.
    private static readonly DateTimeOffset Ten = new(2026, 11, 22, 10, 0, 0, TimeSpan.FromHours(3));

    private long _version;
    private ServiceLevelState _state = new();
    private Decision _last = Decision.Nothing;

    [Fact]
    public void A_hand_over_starts_both_clocks_with_the_targets_of_its_level_and_haste()
    {
        Needs("requested", "sales", Ten);
        var started = Assert.IsType<ServiceStarted>(Assert.Single(_last.Events));
        Assert.Equal((2, ServicePriority.Normal, 5, 240), (started.Level, started.Priority, started.FirstResponseMinutes, started.ResolutionMinutes));
        Assert.Equal((Ten.AddMinutes(5), Ten.AddHours(4)), (started.FirstResponseDueAt, started.ResolutionDueAt));
        Assert.Equal(Ten.AddMinutes(4), Next);
    }

    [Theory]
    [InlineData("requested", "sales", 2, ServicePriority.Normal, 240)]
    [InlineData("high_score", "sales", 2, ServicePriority.Urgent, 60)]
    [InlineData("price_negotiation", "sales_manager", 3, ServicePriority.Normal, 1440)]
    [InlineData("complaint", "support", 3, ServicePriority.Urgent, 240)]
    [InlineData("privacy", "compliance", 4, ServicePriority.Emergency, 120)]
    [InlineData("legal", "sales", 4, ServicePriority.Emergency, 120)]
    [InlineData("requested", "management", 4, ServicePriority.Normal, 2880)]
    public void The_ladder_is_the_companys(string reason, string target, int level, ServicePriority priority, int minutes)
    {
        Needs(reason, target, Ten);
        Assert.Equal((level, priority, minutes), (_state.Level, _state.Priority, _state.Resolution!.TargetMinutes));
    }

    [Fact]
    public void What_has_no_target_of_its_own_takes_the_next_lower()
    {
        var policy = Policy with { Targets = [new(2, ServicePriority.Normal, 7, 70), new(3, ServicePriority.Normal, 8, 80)] };
        Assert.Equal(80, policy.TargetOf(3, ServicePriority.Emergency).ResolutionMinutes);
        Assert.Equal(80, policy.TargetOf(4, ServicePriority.Urgent).ResolutionMinutes);
        Assert.Equal(70, policy.TargetOf(2, ServicePriority.Urgent).ResolutionMinutes);
    }

    [Fact]
    public void At_four_fifths_comes_a_warning_and_at_the_end_a_breach_that_tells_the_supervisors()
    {
        Needs("requested", "sales", Ten);
        Tick(Next!.Value);
        Assert.Equal(ServiceClock.FirstResponse, Assert.IsType<ServiceWarned>(Assert.Single(_last.Events)).Clock);
        Assert.Equal(Ten.AddMinutes(5), Next);
        Tick(Next!.Value);
        Assert.IsType<ServiceBreached>(_last.Events[0]);
        var alarm = Assert.IsType<ServiceAlarmRaised>(_last.Events[1]);
        Assert.Equal((2, "role:supervisor", Ten.AddMinutes(20)), (alarm.Level, alarm.Notify[0], alarm.AcknowledgeBy));
        Assert.Equal(Ten.AddMinutes(20), Next);
    }

    [Fact]
    public void Without_an_acknowledgement_the_chain_goes_up_and_ends_at_the_top()
    {
        Needs("requested", "sales", Ten);
        List<int> told = [];
        while (Next is { } next && told.Count < 10)
        {
            Tick(next);
            told.AddRange(_last.Events.OfType<ServiceAlarmRaised>().Select(a => a.Level));
        }
        Assert.Equal([2, 3, 4], told);
        Assert.Null(_state.AcknowledgeBy);
        // The resolution's clock went on beside the chain.
        Assert.True(_state.Resolution!.Breached);
    }

    [Fact]
    public void An_acknowledgement_stops_the_chain_and_the_next_breach_begins_it_anew()
    {
        Needs("requested", "sales", Ten);
        Tick(Ten.AddMinutes(5));
        Take(ServiceLevelDecisions.Acknowledge(_state, "boss", Ten.AddMinutes(9)));
        Assert.Equal("boss", _state.AcknowledgedBy);
        Assert.Equal(Ten.AddMinutes(192), Next);
        Assert.True(ServiceLevelDecisions.Acknowledge(_state, "other", Ten.AddMinutes(10)).IsEmpty);
        Tick(Ten.AddHours(4));
        Assert.Equal(2, Assert.Single(_last.Events.OfType<ServiceAlarmRaised>()).Level);
        Assert.Null(_state.AcknowledgedBy);
    }

    [Fact]
    public void Without_an_alarm_there_is_nothing_to_acknowledge()
    {
        Assert.Equal(Refusal.NotFound, ServiceLevelDecisions.Acknowledge(_state, "boss", Ten).Refusal);
        Needs("requested", "sales", Ten);
        Assert.Equal(Refusal.WrongStatus, ServiceLevelDecisions.Acknowledge(_state, "boss", Ten).Refusal);
    }

    [Fact]
    public void A_persons_first_words_meet_the_first_target_and_the_wait_for_the_customer_does_not_count()
    {
        Needs("requested", "sales", Ten);
        Signal(ServiceSignalKind.Taken, Ten.AddMinutes(1), "rep");
        Signal(ServiceSignalKind.PersonWrote, Ten.AddMinutes(3), "rep");
        var responded = _last.Events.OfType<ServiceResponded>().Single();
        Assert.Equal(("rep", 180L, 180L, true), (responded.UserId, responded.WaitedSeconds, responded.WorkedSeconds, responded.InTime));
        Assert.Equal(Ten.AddMinutes(3), _last.Events.OfType<ServicePaused>().Single().At);
        Assert.Null(Next);

        // A day later the customer writes: 3 of 240 minutes are used.
        Signal(ServiceSignalKind.CustomerWrote, Ten.AddDays(1));
        Assert.Equal(Ten.AddDays(1).AddMinutes(237), Assert.IsType<ServiceResumed>(Assert.Single(_last.Events)).DueAt);
        Signal(ServiceSignalKind.PersonWrote, Ten.AddDays(1).AddMinutes(10), "rep");
        Assert.IsType<ServicePaused>(Assert.Single(_last.Events));
        Signal(ServiceSignalKind.Ended, Ten.AddDays(2), "rep");
        var ended = _last.Events.OfType<ServiceEnded>().Single();
        Assert.Equal((13L * 60, true), (ended.WorkedSeconds, ended.InTime));
        Assert.Equal("clock", Assert.Single(_last.DueClears));
    }

    [Fact]
    public void An_answer_after_the_target_is_late_even_where_no_timer_had_come_yet()
    {
        Needs("requested", "sales", Ten);
        Signal(ServiceSignalKind.PersonWrote, Ten.AddMinutes(6), "rep");
        Assert.Contains(_last.Events, e => e is ServiceBreached { Clock: ServiceClock.FirstResponse });
        Assert.False(_last.Events.OfType<ServiceResponded>().Single().InTime);
        Assert.Equal(ServiceState.Breached, _state.View("c1", 1).State);
    }

    [Fact]
    public void Who_asks_on_thursday_night_waits_until_sunday_morning_by_the_teams_clock()
    {
        var night = new DateTimeOffset(2026, 11, 26, 20, 58, 0, TimeSpan.FromHours(3));
        Needs("requested", "sales", night);
        var sunday = new DateTimeOffset(2026, 11, 29, 9, 3, 0, TimeSpan.FromHours(3));
        Assert.Equal(sunday, _last.Events.OfType<ServiceStarted>().Single().FirstResponseDueAt);
        Tick(night.AddDays(1));
        Assert.Empty(_last.Events);
        Signal(ServiceSignalKind.PersonWrote, sunday.AddMinutes(-1), "rep");
        Assert.True(_last.Events.OfType<ServiceResponded>().Single().InTime);
    }

    [Fact]
    public void A_case_keeps_the_targets_and_hours_under_which_it_began()
    {
        Needs("requested", "sales", Ten);
        var changed = Policy with { Targets = [new(2, ServicePriority.Normal, 1, 10)], Hours = WorkingHours.Default with { AlwaysOpen = true }, Enabled = false };
        Take(ServiceLevelDecisions.Tick(_state, changed, Ten.AddMinutes(3)));
        Assert.Empty(_last.Events);
        Assert.Equal(Ten.AddHours(4), _state.View("c1", 1).ResolutionDueAt);
    }

    [Fact]
    public void Where_clocks_are_off_no_case_begins() => Assert.True(ServiceLevelDecisions.Observe(
        _state, new ServiceSignal(ServiceSignalKind.NeedsPerson, 1, Ten), Policy with { Enabled = false }).IsEmpty);

    [Fact]
    public void A_higher_level_needs_its_own_answer_in_its_own_time_and_a_lower_one_changes_nothing()
    {
        Needs("requested", "sales", Ten);
        Signal(ServiceSignalKind.PersonWrote, Ten.AddMinutes(2), "rep");
        Needs("complaint", "sales_manager", Ten.AddHours(1));
        Assert.Equal((3, ServicePriority.Urgent), (_state.Level, _state.Priority));
        Assert.Equal((Ten.AddHours(1).AddMinutes(5), Ten.AddHours(5)), (_state.View("c", 1).FirstResponseDueAt, _state.View("c", 1).ResolutionDueAt));
        Needs("requested", "sales", Ten.AddHours(2));
        Assert.True(_last.IsEmpty);
    }

    [Fact]
    public void Signals_that_come_again_change_nothing_also_after_the_case_has_ended()
    {
        List<ServiceSignal> signals =
        [
            new(ServiceSignalKind.NeedsPerson, 3, Ten, null, "requested", "sales"), new(ServiceSignalKind.Taken, 5, Ten.AddMinutes(1), "rep"),
            new(ServiceSignalKind.PersonWrote, 7, Ten.AddMinutes(2), "rep"), new(ServiceSignalKind.CustomerWrote, 9, Ten.AddMinutes(3)),
            new(ServiceSignalKind.Ended, 11, Ten.AddMinutes(4), "rep"),
        ];
        foreach (var s in signals) Take(ServiceLevelDecisions.Observe(_state, s, Policy));
        var once = _state;
        foreach (var s in signals) Assert.True(ServiceLevelDecisions.Observe(_state, s, Policy).IsEmpty);
        Assert.False(once.Open);
        Assert.Equal(1, once.Case);
    }

    [Fact]
    public void What_agents_do_among_themselves_moves_no_clock()
    {
        ServiceSignal? Of(IDomainEvent e) => ServiceSignals.Of(new CommittedEvent("t", "conversation", "c", 4, Ten, null, e));
        Assert.Null(Of(new MessageReceived("w", InboundKind.Text, "سؤال", Ten, null, null, null, null, null, "ar", 3, Ten)));
        Assert.Equal(ServiceSignalKind.CustomerWrote, Of(new MessageReceived("w", InboundKind.Text, "سؤال", Ten, null, null, null, null, null, "ar", null, Ten))!.Kind);

        var reaction = new ServiceLevelReaction(null!);
        string Body(IDomainEvent e) => System.Text.Encoding.UTF8.GetString(EventCatalog.Serialize(e));
        // A customer who writes the word itself is still heard: quotes in texts are escaped.
        Assert.True(reaction.Concerns("conversation.message_received", Body(
            new MessageReceived("w", InboundKind.Text, "\"turn\":5", Ten, null, null, null, null, null, "ar", null, Ten))));
        Assert.False(reaction.Concerns("conversation.message_received", Body(
            new MessageReceived("w", InboundKind.Text, "سؤال", Ten, null, null, null, null, null, "ar", 3, Ten))));
    }

    [Fact]
    public void What_the_inbox_does_moves_the_clocks()
    {
        ServiceSignal? Of(IDomainEvent e, string? by = null) => ServiceSignals.Of(new CommittedEvent("t", "conversation", "c", 4, Ten, by, e));
        Assert.Equal((ServiceSignalKind.NeedsPerson, "lease_expired"), Of(new LeaseExpired("rep", false, null, Ten)) is { } a ? (a.Kind, a.Reason) : default);
        Assert.Equal(ServiceSignalKind.Released, Of(new LeaseExpired("rep", false, null, Ten, Answered: true))!.Kind);
        Assert.Equal(ServiceSignalKind.Ended, Of(new LeaseExpired("rep", true, 3, Ten))!.Kind);
        Assert.Null(Of(new ConversationStatusChanged(ConversationStatus.Resolved, ConversationStatus.Open, null, "taken_over", Ten)));
        var resolved = Of(new ConversationStatusChanged(ConversationStatus.Open, ConversationStatus.Resolved, null, "person", Ten), "user:boss@10.0.0.1")!;
        Assert.Equal((ServiceSignalKind.Ended, "boss"), (resolved.Kind, resolved.UserId));
        Assert.Equal(ServiceSignalKind.NeedsPerson, Of(new ConversationStatusChanged(ConversationStatus.Resolved, ConversationStatus.Open, null, "person", Ten))!.Kind);
        Assert.Null(Of(new ConversationStatusChanged(ConversationStatus.Resolved, ConversationStatus.Open, null, "customer_wrote", Ten)));
        Assert.Null(Of(new ConversationStatusChanged(ConversationStatus.Open, ConversationStatus.Pending, null, "person", Ten)));
        Assert.Equal(ServiceSignalKind.Pressing, Of(new ConversationPriorityChanged(ConversationPriority.None, ConversationPriority.Urgent, Ten))!.Kind);
        Assert.Null(Of(new ConversationPriorityChanged(ConversationPriority.Urgent, ConversationPriority.Low, Ten)));
        var names = new[] { typeof(LeaseExpired), typeof(ConversationStatusChanged), typeof(ConversationPriorityChanged) }
            .Select(t => ((EventNameAttribute)Attribute.GetCustomAttribute(t, typeof(EventNameAttribute))!).Name);
        Assert.Subset(new ServiceLevelReaction(null!).EventTypes.ToHashSet(), names.ToHashSet());
    }

    [Fact]
    public void A_case_whose_holder_fell_silent_waits_again_and_one_that_presses_stays_with_its_holder()
    {
        Needs("requested", "sales", Ten);
        Signal(ServiceSignalKind.Pressing, Ten.AddMinutes(1));
        Assert.Equal((ServicePriority.Urgent, null), (_state.Priority, _state.HeldBy));
        Signal(ServiceSignalKind.Taken, Ten.AddMinutes(2), "rep");
        Signal(ServiceSignalKind.Pressing, Ten.AddMinutes(3));
        Assert.True(_last.IsEmpty);
        Needs("lease_expired", "sales", Ten.AddMinutes(20));
        Assert.Null(_state.HeldBy);
        Assert.True(_state.Open);

        Signal(ServiceSignalKind.Ended, Ten.AddMinutes(30), "rep");
        Signal(ServiceSignalKind.Pressing, Ten.AddMinutes(31));
        Assert.False(_state.Open);
        Needs("requested", "sales", Ten.AddHours(1));
        Signal(ServiceSignalKind.Taken, Ten.AddHours(1), "rep");
        Signal(ServiceSignalKind.Pressing, Ten.AddHours(1).AddMinutes(1));
        Assert.Equal((ServicePriority.Urgent, "rep"), (_state.Priority, _state.HeldBy));
    }

    [Fact]
    public void A_holder_who_leaves_when_all_is_said_starts_no_clock()
    {
        Signal(ServiceSignalKind.Released, Ten, "rep");
        Assert.False(_state.Open);
        Needs("requested", "sales", Ten.AddMinutes(1));
        Signal(ServiceSignalKind.Taken, Ten.AddMinutes(2), "rep");
        Signal(ServiceSignalKind.PersonWrote, Ten.AddMinutes(3), "rep");
        Signal(ServiceSignalKind.Released, Ten.AddMinutes(20), "rep");
        Assert.Equal((true, (string?)null, (DateTimeOffset?)null), (_state.Open, _state.HeldBy, _state.Resolution!.Since));
    }

    [Fact]
    public void An_alarm_tells_each_active_person_once()
    {
        var users = new[] { Support.PeopleDouble.Seller("a"), Support.PeopleDouble.Seller("b") with { IsActive = false }, Support.PeopleDouble.Seller("c") with { Role = SalesFlow.Access.Role.Manager } };
        var alarm = new ServiceAlarmRaised(2, ["role:agent", "user:a", "user:c"], null, Ten);
        Assert.Equal(["a", "c"], AlarmLetterReaction.Told(alarm, users).Select(u => u.UserId));
    }

    private DateTimeOffset? Next { get; set; }

    private void Needs(string reason, string target, DateTimeOffset at) =>
        Take(ServiceLevelDecisions.Observe(_state, new ServiceSignal(ServiceSignalKind.NeedsPerson, ++_version, at, null, reason, target), Policy));

    private void Signal(ServiceSignalKind kind, DateTimeOffset at, string? user = null) =>
        Take(ServiceLevelDecisions.Observe(_state, new ServiceSignal(kind, ++_version, at, user), Policy));

    private void Tick(DateTimeOffset at) => Take(ServiceLevelDecisions.Tick(_state, Policy, at));

    private void Take(Decision decision)
    {
        Assert.True(decision.Accepted);
        _last = decision;
        foreach (var e in decision.Events) _state = _state.Apply(e);
        if (decision.DueSets.Length > 0) Next = decision.DueSets[^1].At;
        else if (!decision.DueClears.IsEmpty) Next = null;
    }
}
