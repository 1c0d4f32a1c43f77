using SalesFlow.Common;
using SalesFlow.Grains.Leads;
using SalesFlow.Leads;
using SalesFlow.Tenancy;
using static SalesFlow.Grains.Tests.Leads.LeadGiven;
using static SalesFlow.Grains.Tests.Support.PeopleDouble;

namespace SalesFlow.Grains.Tests.Leads;

public sealed class AssignmentDecisionsTests
{
    private static AssignmentRequest Lead(string? sector = null, string language = "ar", string? former = null) => new("l", sector, language, former);

    private static AssignmentChoice Choose(
        AssignmentRequest request, IReadOnlyList<UserView> users, AssignmentSettings? settings = null, AssignmentState? state = null,
        Dictionary<string, long>? loads = null, DateTimeOffset? now = null) =>
        AssignmentDecisions.Choose(
            (state ?? new AssignmentState()) with { Settings = settings ?? new() }, request, users, u => loads?.GetValueOrDefault(u) ?? 0, BusinessCalendar.Riyadh, now ?? Sunday);

    [Fact]
    public void A_thousand_leads_over_seven_people_differ_by_one_at_most()
    {
        var people = Enumerable.Range(0, 7).Select(i => Seller($"u{i}")).ToList();
        var state = new AssignmentState();
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 1000; i++)
        {
            var choice = Choose(Lead(), people, state: state);
            Assert.Equal("round_robin", choice.Reason);
            counts[choice.UserId!] = counts.GetValueOrDefault(choice.UserId!) + 1;
            state = state.Apply(new AssignmentChosen("l", choice.UserId!, choice.Reason, Sunday));
        }
        Assert.Equal(7, counts.Count);
        Assert.InRange(counts.Values.Max() - counts.Values.Min(), 0, 1);
    }

    [Fact]
    public void Leads_of_a_list_are_shared_out_whoever_is_here_but_not_over_anybodys_capacity()
    {
        UserView[] people = [Seller("a") with { Presence = Presence.Away }, Seller("b"), Seller("c") with { Capacity = 5 }, Seller("d") with { IsActive = false }];
        var requests = Enumerable.Range(0, 13).Select(_ => Lead()).ToList();
        var (choices, decision) = AssignmentDecisions.ChooseAll(new AssignmentState(), requests, people, u => u == "c" ? 2 : 0, BusinessCalendar.Riyadh, Sunday);
        Assert.Equal([("a", 5), ("b", 5), ("c", 3)], choices.GroupBy(c => c.UserId!).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.Count())));
        var after = new AssignmentState().Apply(Assert.Single(decision.Events));
        Assert.Equal(13, after.Turn);
        // Whose turn it is afterwards is as if the leads had come one by one.
        Assert.Equal(choices[^1].UserId == "a" ? "b" : "a", AssignmentDecisions.Choose(after, Lead(), [Seller("a"), Seller("b")], _ => 0, BusinessCalendar.Riyadh, Sunday).UserId);

        var none = AssignmentDecisions.ChooseAll(new AssignmentState(), requests, [people[2] with { Capacity = 1 }], _ => 1, BusinessCalendar.Riyadh, Sunday);
        Assert.True(none.Decision.IsEmpty);
        Assert.All(none.Choices, c => Assert.Equal((null, "nobody_available", null), (c.UserId, c.Reason, c.RetryAt)));
    }

    [Fact]
    public void The_former_owner_has_it_again_unless_they_are_away()
    {
        UserView[] people = [Seller("a"), Seller("b")];
        Assert.Equal(("b", "sticky"), Told(Choose(Lead(former: "b"), people)));
        var away = Choose(Lead(former: "b"), [people[0], people[1] with { Presence = Presence.Away }]);
        Assert.Equal(("a", "round_robin"), Told(away));
        Assert.Equal([new SkippedPerson("b", "away")], away.Skipped);
        Assert.Equal(("a", "round_robin"), Told(Choose(Lead(former: "b"), people, new AssignmentSettings(Stickiness: false))));
    }

    [Fact]
    public void A_sector_goes_to_its_pool_and_everything_else_to_those_without_one()
    {
        UserView[] people = [Seller("doctor", "healthcare"), Seller("general")];
        var chosen = Choose(Lead("healthcare"), people);
        Assert.Equal(("doctor", "sector_pool:healthcare"), Told(chosen));
        Assert.Equal([new SkippedPerson("general", "other_sector")], chosen.Skipped);
        Assert.Equal("general", Choose(Lead("retail"), people).UserId);
        Assert.Equal("general", Choose(Lead(), people).UserId);
    }

    [Fact]
    public void Where_the_pool_is_not_there_the_least_busy_of_the_others_takes_it()
    {
        UserView[] people = [Seller("doctor", "healthcare") with { Presence = Presence.Away }, Seller("x"), Seller("y")];
        Assert.Equal(("y", "least_busy"), Told(Choose(Lead("healthcare"), people, loads: new() { ["x"] = 5, ["y"] = 2 })));
    }

    [Fact]
    public void Who_speaks_the_language_comes_first()
    {
        UserView[] people = [Seller("ar") with { Languages = ["ar"] }, Seller("en") with { Languages = ["ar", "en"] }];
        Assert.Equal(("en", "language:en"), Told(Choose(Lead(language: "en"), people)));
        Assert.Equal("round_robin", Choose(Lead(language: "ar"), people).Reason);
    }

    [Fact]
    public void The_full_the_absent_and_those_out_of_hours_are_passed_over_with_the_reason()
    {
        UserView[] people =
        [
            Seller("full") with { Capacity = 3 }, Seller("gone") with { Presence = Presence.Offline },
            Seller("late") with { WorkFrom = new TimeOnly(12, 0), WorkUntil = new TimeOnly(18, 0) }, Seller("here") with { Capacity = 3 },
        ];
        var chosen = Choose(Lead(), people, new AssignmentSettings(Presence: true), loads: new() { ["full"] = 3, ["here"] = 2 });
        Assert.Equal("here", chosen.UserId);
        Assert.Equal([("full", "full"), ("gone", "offline"), ("late", "off_hours")], chosen.Skipped.Select(s => (s.UserId, s.Reason)).Order());
        Assert.NotNull(Choose(Lead(), people[..2], new AssignmentSettings(Presence: false)).UserId);
    }

    [Fact]
    public void Nobody_available_says_when_the_hours_begin()
    {
        var late = Seller("late") with { WorkFrom = new TimeOnly(10, 20), WorkUntil = new TimeOnly(18, 0) };
        var choice = Choose(Lead(), [late]);
        Assert.Equal((null, "nobody_available"), Told(choice));
        Assert.Equal(Sunday.AddMinutes(20), choice.RetryAt);
        // A Thursday evening: Friday and Saturday are no working days, but a lead asks again within half an hour all the same.
        Assert.Equal(Sunday.AddDays(4).AddHours(12).AddMinutes(30), Choose(Lead(), [late], now: Sunday.AddDays(4).AddHours(12)).RetryAt);
        Assert.Equal("late", Choose(Lead(), [late], now: Sunday.AddMinutes(20)).UserId);
    }

    [Fact]
    public void Only_members_take_part_and_by_hand_means_nobody_by_rule()
    {
        UserView[] people = [Seller("a"), Seller("b"), Seller("left") with { IsActive = false }];
        Assert.Equal("b", Choose(Lead(), people, new AssignmentSettings(Members: ["b", "left"])).UserId);
        Assert.Equal((null, "by_hand"), Told(Choose(Lead(), people, new AssignmentSettings(AssignmentStrategy.Manual))));
        Assert.Equal((null, "no_people"), Told(Choose(Lead(), [])));
        Assert.Equal(("a", "least_busy"), Told(Choose(Lead(), people, new AssignmentSettings(AssignmentStrategy.LeastBusy), loads: new() { ["b"] = 1 })));
    }

    [Fact]
    public void A_lead_that_comes_before_there_is_anybody_waits_without_a_timer()
    {
        var choice = Choose(Lead(), []);
        var wait = AssignmentDecisions.Wait(new(), Lead(), choice, timed: false, Sunday.AddMinutes(1), Sunday);

        Assert.Equal("l", Assert.IsType<AssignmentQueued>(Assert.Single(wait.Events)).LeadId);
        Assert.Empty(wait.DueSets);
        // Known already: nothing is written twice, and once somebody is there who cannot take it the clock runs.
        var known = new AssignmentState().Apply(wait.Events[0]);
        Assert.True(AssignmentDecisions.Wait(known, Lead(), choice, timed: false, Sunday.AddMinutes(1), Sunday).IsEmpty);
        var away = Choose(Lead(), [Seller("a") with { Presence = Presence.Away }]);
        var looked = AssignmentDecisions.Wait(known, Lead(), away, timed: false, Sunday.AddMinutes(1), Sunday);
        Assert.Empty(looked.Events);
        Assert.Equal(("waiting", Sunday.AddMinutes(1)), Assert.Single(looked.DueSets));
    }

    [Fact]
    public void With_the_last_lead_that_waits_its_timer_goes()
    {
        var two = new AssignmentState { Waiting = ["l", "m"] };

        Assert.Empty(AssignmentDecisions.Left(two, new AssignmentReleased(["l"], Sunday)).DueClears);
        Assert.Equal("waiting", Assert.Single(AssignmentDecisions.Left(two with { Waiting = ["l"] }, new AssignmentChosen("l", "a", "round_robin", Sunday)).DueClears));
        Assert.Empty(AssignmentDecisions.Left(new(), new AssignmentChosen("l", "a", "round_robin", Sunday)).DueClears);
    }

    [Fact]
    public void What_is_shared_out_by_hand_or_taken_from_somebody_waits_for_no_rule_and_the_list_has_an_end()
    {
        var manual = Choose(Lead(), [], new AssignmentSettings(AssignmentStrategy.Manual));
        Assert.True(AssignmentDecisions.Wait(new(), Lead(), manual, false, Sunday, Sunday).IsEmpty);
        var taken = Lead() with { Except = "a" };
        Assert.True(AssignmentDecisions.Wait(new(), taken, Choose(taken, [Seller("a")]), false, Sunday, Sunday).IsEmpty);
        var full = new AssignmentState { Waiting = [.. Enumerable.Range(0, AssignmentState.MostWaiting).Select(i => $"l{i}")] };
        Assert.True(AssignmentDecisions.Wait(full, Lead(), Choose(Lead(), []), false, Sunday, Sunday).IsEmpty);
    }

    private static (string?, string) Told(AssignmentChoice choice) => (choice.UserId, choice.Reason);
}
