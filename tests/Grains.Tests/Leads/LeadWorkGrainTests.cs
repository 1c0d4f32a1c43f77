using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Deals;
using SalesFlow.Feed;
using SalesFlow.Grains.Leads;
using SalesFlow.Grains.Tests.Support;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Leads;

/// <summary>Names, owners and merges over real grains.</summary>
public sealed class LeadWorkGrainTests : IAsyncLifetime
{
    private const string Phone = "+966551234567";
    private readonly GrainCluster _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    private ILeadGrain Lead(string id) => _world.Grain<ILeadGrain>(id);

    private static OpenLead ByHand(string? phone = Phone, string? email = null, bool allow = false) => new(
        "سارة", phone, "web", null, null, "ar", null, new LeadDetails(email is null ? null : new Dictionary<string, string> { [LeadFacts.Email] = email }), allow);

    private static OpenLead ByTalk(string talk) => new("Sarah", Phone, "whatsapp", "contact-1", talk, "ar");

    private IAssignmentGrain Assignment => _world.Grain<IAssignmentGrain>(AssignmentGrain.KeyId);

    /// <summary>The log says that somebody joined.</summary>
    private Task Joined(string userId, long version)
    {
        TenantScope.Enter(GrainCluster.Tenant);
        var now = _world.Clock.GetUtcNow();
        return new AssignmentReaction(_world.Grains).React(
            new CommittedEvent(GrainCluster.Tenant, "user", userId, version, now, null, new UserAdded("نورة", "n@example.com", null, Role.Agent, "ar", now)),
            CancellationToken.None);
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Affiliate)]
    public async Task A_lead_goes_to_nobody_whose_role_takes_no_work(Role role)
    {
        _world.People.Users = [PeopleDouble.Seller("idle") with { Role = role }, PeopleDouble.Seller("a")];
        Assert.Equal((Refusal.Invalid, "assignedTo"), (await Lead("new").Open("open", ByHand() with { AssignTo = "idle" })) is var o ? (o.Refusal, o.Detail) : default);
        Assert.True((await Lead("new").Open("open", ByHand())).Accepted);
        Assert.Equal((Refusal.Invalid, "userId"), (await Lead("new").Assign("give", "idle", null)) is var g ? (g.Refusal, g.Detail) : default);
        Assert.Equal("a", (await Lead("new").Get())!.AssignedTo);
        Assert.Empty(AssignmentDecisions.People(new AssignmentSettings(Members: ["idle"]), _world.People.Users));
    }

    private Task Settled() => GrainCluster.Until(() => Task.FromResult(_world.Timers.Count == 0));

    [Fact]
    public async Task A_lead_that_was_given_to_nobody_by_hand_claims_its_names_and_stays_nobodys()
    {
        _world.People.Users = [PeopleDouble.Seller("a")];
        await Lead("talk").Open("open", ByTalk("talk-1"));
        await GrainCluster.Until(async () => (await Lead("talk").Get())!.AssignedTo == "a");
        Assert.True((await Lead("talk").Learn("learn", new LeadInsight(
            "m1", new Dictionary<string, string> { [LeadFacts.Email] = "sara@example.com" }, [], _world.Clock.GetUtcNow()))).Accepted);
        Assert.True((await Lead("talk").Assign("nobody", null, null)).Accepted);
        await Settled();
        Assert.Equal((null, "manual"), (await Lead("talk").Get()) is { } lead ? (lead.AssignedTo, lead.AssignmentReason) : default);
        Assert.Equal((Refusal.Taken, "talk"), (await Lead("hand").Open("b", ByHand(null, "sara@example.com"))) is var o ? (o.Refusal, o.Detail) : default);
        Assert.True((await Lead("talk").AssignByRules("rules", null)).Accepted);
        Assert.Equal("a", (await Lead("talk").Get())!.AssignedTo);
    }

    [Fact]
    public async Task Of_many_simultaneous_creations_with_one_phone_one_wins_and_the_others_are_told_which()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Lead($"race-{i}").Open($"open-{i}", ByHand(email: $"e{i}@example.com"))));
        var winner = Array.FindIndex(outcomes, o => o.Accepted);
        Assert.Single(outcomes, o => o.Accepted);
        Assert.All(outcomes.Where(o => !o.Accepted), o => Assert.Equal((Refusal.Taken, $"race-{winner}"), (o.Refusal, o.Detail)));
        // The e-mails of those who lost are free again.
        Assert.True((await Lead("later").Open("later", ByHand(null, $"e{(winner + 1) % 40}@example.com"))).Accepted);
        Assert.True((await Lead("allowed").Open("allowed", ByHand(allow: true))).Accepted);
    }

    [Fact]
    public async Task A_claim_whose_lead_never_came_to_be_falls_after_a_minute()
    {
        var alias = _world.Grain<ILeadAliasGrain>(LeadNames.OfPhone(Phone));
        Assert.Equal("lost", await alias.Claim("lost"));
        Assert.Equal(Refusal.Taken, (await Lead("l2").Open("open", ByHand())).Refusal);
        await _world.Pass(TimeSpan.FromMinutes(2));
        Assert.True((await Lead("l2").Open("open", ByHand())).Accepted);
    }

    [Fact]
    public async Task A_lead_from_a_talk_claims_its_phone_and_gives_it_up_when_deleted()
    {
        await Lead("talk").Open("open", ByTalk("talk-1"));
        await Settled();
        Assert.Equal("talk", (await Lead("hand").Open("a", ByHand())).Detail);
        Assert.True((await Lead("talk").Delete("delete", null)).Accepted);
        await Settled();
        Assert.True((await Lead("hand").Open("b", ByHand())).Accepted);
        Assert.Equal((Refusal.Taken, "hand"), (await Lead("talk").Restore("c", false, null)) is var o ? (o.Refusal, o.Detail) : default);
        Assert.True((await Lead("talk").Restore("d", true, null)).Accepted);
        Assert.Null((await Lead("talk").Get())!.DeletedAt);
    }

    [Fact]
    public async Task A_corrected_phone_is_claimed_and_the_old_one_is_free()
    {
        await Lead("a").Open("open", ByHand());
        Assert.True((await Lead("a").Edit("edit", new LeadEdit(Phone: "+966550000001"), null)).Accepted);
        await Settled();
        Assert.True((await Lead("b").Open("open", ByHand())).Accepted);
        Assert.Equal((Refusal.Taken, "a"), (await Lead("b").Edit("edit", new LeadEdit(Phone: "+966550000001"), null)) is var o ? (o.Refusal, o.Detail) : default);
    }

    [Fact]
    public async Task Merging_moves_the_names_hands_on_what_comes_and_is_undone_exactly()
    {
        await Lead("hand").Open("open", ByHand(null, "sara@example.com"));
        await Lead("talk").Open("open", ByTalk("talk-1"));
        await Settled();
        var (hand, talk) = ((await Lead("hand").Get())!, (await Lead("talk").Get())!);

        Assert.True((await Lead("hand").Merge("merge", "talk", null)).Accepted);
        var merged = (await Lead("hand").Get())!;
        Assert.Equal((Phone, "talk-1"), (merged.Phone, merged.ConversationId));
        Assert.Equal("hand", (await Lead("talk").Get())!.MergedInto);
        Assert.Equal(["talk"], merged.Merged);
        Assert.Equal("hand", (await Lead("new").Open("open", ByHand())).Detail);
        Assert.Equal(Refusal.WrongStatus, (await Lead("talk").Edit("edit", new LeadEdit(Name: "x"), null)).Refusal);

        await Lead("talk").Learn("learn", new LeadInsight("m1", new Dictionary<string, string> { [LeadFacts.City] = "جدة" }, [], _world.Clock.GetUtcNow()));
        Assert.Equal("جدة", (await Lead("hand").Get())!.Facts[LeadFacts.City]);

        Assert.True((await Lead("hand").Unmerge("unmerge", "talk", null)).Accepted);
        await Settled();
        var (handAfter, talkAfter) = ((await Lead("hand").Get())!, (await Lead("talk").Get())!);
        Assert.Equal((hand.Name, hand.Phone, hand.ConversationId), (handAfter.Name, handAfter.Phone, handAfter.ConversationId));
        Assert.Equal("جدة", handAfter.Facts[LeadFacts.City]);
        Assert.Equal((talk.Name, talk.Phone, talk.ConversationId, null), (talkAfter.Name, talkAfter.Phone, talkAfter.ConversationId, talkAfter.MergedInto));
        Assert.Equal(talk.Names, talkAfter.Names);
        Assert.Equal(hand.Names, handAfter.Names);
        Assert.Equal("talk", (await Lead("newer").Open("open", ByHand())).Detail);
    }

    [Fact]
    public async Task A_merge_that_stopped_in_the_middle_is_finished_by_its_timer()
    {
        await Lead("a").Open("open", ByHand(null, "a@example.com"));
        await Lead("b").Open("open", ByHand());
        // The other lead went in, and then the survivor's memory was lost before it took anything.
        var started = await Lead("b").JoinInto(Id.Named("merge", "a", "b", "merge"), "a");
        Assert.NotNull(started);
        Assert.Equal(Refusal.WrongStatus, (await Lead("a").Merge("other", "b", null)).Refusal);
        Assert.True((await Lead("b").StandAlone("undo", "a", started.Names)).Accepted);
        await Settled();
        Assert.True((await Lead("a").Merge("merge-2", "b", null)).Accepted);
        await _world.Forget(Lead("a"));
        Assert.Equal(["b"], (await Lead("a").Get())!.Merged);
        Assert.Equal(Phone, (await Lead("a").Get())!.Phone);
    }

    [Fact]
    public async Task Two_leads_merged_into_each_other_at_once_end_as_one()
    {
        // Many pairs, so that beginnings meet in every order.
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), async (i, _) =>
        {
            await Lead($"x{i}").Open("open", ByHand(null, $"x{i}@example.com"));
            await Lead($"y{i}").Open("open", ByHand(null, $"y{i}@example.com"));
            var both = await Task.WhenAll(Lead($"x{i}").Merge("m1", $"y{i}", null), Lead($"y{i}").Merge("m2", $"x{i}", null));
            Assert.Single(both, o => o.Accepted);
        });
        await _world.Pass(TimeSpan.FromMinutes(5));
        await Settled();
        for (var i = 0; i < 100; i++)
        {
            var views = new[] { (await Lead($"x{i}").Get())!, (await Lead($"y{i}").Get())! };
            Assert.Single(views, v => v.MergedInto is not null);
            Assert.Single(views, v => v.Merged.Count == 1);
            Assert.DoesNotContain(views, v => v.Merging);
        }
    }

    [Fact]
    public async Task What_a_merged_lead_is_told_while_it_is_set_free_holds_nobody_up()
    {
        for (var i = 0; i < 40; i++)
        {
            await Lead($"s{i}").Open("open", ByHand(null, $"s{i}@example.com"));
            await Lead($"l{i}").Open("open", ByHand(null, $"l{i}@example.com"));
            Assert.True((await Lead($"s{i}").Merge("merge", $"l{i}", null)).Accepted);
        }
        var told = Enumerable.Range(0, 40).SelectMany(i => new[]
        {
            Lead($"s{i}").Unmerge("unmerge", $"l{i}", null), Lead($"l{i}").Answered("a1", _world.Clock.GetUtcNow()),
            Lead($"l{i}").Answered("a2", _world.Clock.GetUtcNow()), Lead($"l{i}").Answered("a3", _world.Clock.GetUtcNow()),
        }).ToArray();
        await GrainCluster.Until(() =>
        {
            _world.Clock.Advance(TimeSpan.FromMilliseconds(1));
            return Task.FromResult(told.All(t => t.IsCompleted));
        });
        Assert.All(await Task.WhenAll(told), o => Assert.True(o.Accepted));
        await _world.Pass(TimeSpan.FromMinutes(5));
        for (var i = 0; i < 40; i++)
        {
            Assert.False((await Lead($"s{i}").Get())!.Merging);
            Assert.Null((await Lead($"l{i}").Get())!.MergedInto);
        }
    }

    [Fact]
    public async Task Many_leads_at_once_are_shared_out_evenly()
    {
        _world.People.Users = [.. Enumerable.Range(0, 7).Select(i => PeopleDouble.Seller($"u{i}"))];
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
            Assert.True((await Lead($"fair-{i}").Open("open", ByHand(null, $"fair{i}@example.com"))).Accepted));
        var owners = new List<string>();
        for (var i = 0; i < 1000; i++) owners.Add((await Lead($"fair-{i}").Get())!.AssignedTo!);
        var counts = owners.GroupBy(o => o).Select(g => g.Count()).ToList();
        Assert.Equal(7, counts.Count);
        Assert.InRange(counts.Max() - counts.Min(), 0, 1);
    }

    [Fact]
    public async Task A_lead_that_nobody_could_take_is_given_within_a_minute_of_somebody_coming_online()
    {
        _world.People.Users = [PeopleDouble.Seller("a") with { Presence = Presence.Away }];
        await Lead("waits").Open("open", ByHand());
        var waiting = (await Lead("waits").Get())!;
        Assert.Equal((null, "nobody_available"), (waiting.AssignedTo, waiting.AssignmentReason));
        Assert.Equal([new SkippedPerson("a", "away")], waiting.Skipped);
        await _world.Pass(TimeSpan.FromMinutes(3));
        Assert.Null((await Lead("waits").Get())!.AssignedTo);

        _world.People.Users = [PeopleDouble.Seller("a")];
        await _world.Pass(TimeSpan.FromMinutes(1));
        await GrainCluster.Until(async () => (await Lead("waits").Get())!.AssignedTo == "a");
        await Settled();
    }

    [Fact]
    public async Task Leads_that_came_before_the_first_seller_are_theirs_when_they_join_and_nothing_asks_until_then()
    {
        _world.People.Users = [];
        await Lead("first").Open("open", ByHand());
        await Lead("closed").Open("open", ByHand(null, "closed@example.com"));
        await Settled();
        Assert.Null((await Lead("first").Get())!.AssignedTo);
        Assert.True((await Lead("closed").Delete("delete", null)).Accepted);
        await _world.Pass(TimeSpan.FromDays(1));
        Assert.Equal(2, (await Assignment.Get()).Waiting);
        Assert.DoesNotContain(AssignmentDecisions.WaitingTimer, _world.Timers);

        // The list of users knows it a little later than the log does.
        await Joined("user-2", 1);
        await _world.Pass(TimeSpan.FromSeconds(1));
        _world.People.Users = [PeopleDouble.Seller("user-2")];
        await _world.Pass(TimeSpan.FromSeconds(10));

        await GrainCluster.Until(async () => (await Lead("first").Get())!.AssignedTo == "user-2");
        await GrainCluster.Until(async () => (await Assignment.Get()).Waiting == 0);
        await _world.Pass(TimeSpan.FromMinutes(2));
        Assert.DoesNotContain(AssignmentDecisions.WaitingTimer, _world.Timers);
        Assert.Null((await Lead("closed").Get())!.AssignedTo);
    }

    [Fact]
    public void Whoever_is_let_in_again_is_news_for_leads_that_wait_and_whoever_goes_is_none()
    {
        var reaction = new AssignmentReaction(null!);
        bool Concerns(bool active) => reaction.Concerns(
            "user.activation_changed", System.Text.Encoding.UTF8.GetString(EventCatalog.Serialize(new UserActivationChanged(active, default))));

        Assert.Equal((true, false), (Concerns(true), Concerns(false)));
    }

    [Fact]
    public async Task Somebody_who_takes_no_leads_wakes_those_that_wait_for_a_short_while_only()
    {
        _world.People.Users = [];
        await Lead("waits-on").Open("open", ByHand());
        await Joined("user-3", 1);
        await _world.Pass(TimeSpan.FromHours(1));

        Assert.DoesNotContain(AssignmentDecisions.WaitingTimer, _world.Timers);
        Assert.True((await Assignment.Get()).Waiting > 0);
    }

    [Fact]
    public async Task A_lead_that_nobody_told_asks_again_by_itself_when_hours_begin()
    {
        _world.People.Users = [PeopleDouble.Seller("late") with { WorkFrom = new TimeOnly(10, 20), WorkUntil = new TimeOnly(18, 0) }];
        await Lead("early").Open("open", ByTalk("talk-1"));
        await GrainCluster.Until(async () => (await Lead("early").Get())!.AssignmentReason == "nobody_available");
        await _world.Pass(TimeSpan.FromMinutes(21));
        await GrainCluster.Until(async () => (await Lead("early").Get())!.AssignedTo == "late");
    }

    [Fact]
    public async Task On_a_holiday_of_the_company_nobody_with_working_hours_is_given_a_lead()
    {
        var today = BusinessCalendar.Riyadh.Day(_world.Clock.GetUtcNow());
        Assert.True((await _world.Grain<ITenantGrain>("tenant").Update("holiday", new UpdateTenant(Holidays: [today]), null)).Accepted);
        _world.People.Users = [PeopleDouble.Seller("a") with { WorkFrom = new TimeOnly(9, 0), WorkUntil = new TimeOnly(18, 0) }];
        // Copies of the company's settings are a few seconds old at most.
        await _world.Pass(TimeSpan.FromMinutes(1));
        await Lead("festive").Open("open", ByHand());
        var lead = (await Lead("festive").Get())!;
        Assert.Equal((null, "nobody_available"), (lead.AssignedTo, lead.AssignmentReason));
        Assert.Equal([new SkippedPerson("a", "off_hours")], lead.Skipped);
    }

    [Fact]
    public async Task A_won_lead_becomes_the_contact_of_its_phone()
    {
        await Lead("won").Open("open", ByHand());
        Assert.True((await Lead("won").Convert("convert", null, true, null)).Accepted);
        var lead = (await Lead("won").Get())!;
        Assert.Equal(LeadStatus.Converted, lead.Status);
        Assert.Equal("سارة", (await _world.Grain<IContactGrain>(lead.ContactId!).Get())!.Name);
        Assert.Equal(lead.ContactId, await _world.Grain<IContactAliasGrain>(AliasNames.OfPhone(Phone)).Get());
        await GrainCluster.Until(async () => await _world.Grain<IDealGrain>(lead.DealId!).Get() is not null);
        Assert.Equal((Refusal.Invalid, "dealId"), (await Lead("won").Convert("again", "no-such-deal", false, null)) is var o ? (o.Refusal, o.Detail) : default);
    }

    [Fact]
    public async Task A_lead_that_comes_back_while_its_deal_is_won_holds_nobody_up()
    {
        var won = (await _world.Grain<ITenantGrain>("tenant").Get())!.Pipeline.First(s => s.Kind == StageKind.Won).Code;
        var deals = new List<IDealGrain>();
        for (var i = 0; i < 60; i++)
        {
            await Lead($"b{i}").Open("open", ByHand(null, $"b{i}@example.com"));
            Assert.True((await Lead($"b{i}").Convert("convert", null, true, null)).Accepted);
            deals.Add(_world.Grain<IDealGrain>((await Lead($"b{i}").Get())!.DealId!));
        }
        await GrainCluster.Until(async () => (await Task.WhenAll(deals.Select(d => d.Get()))).All(d => d is not null));
        await OnlyStale();
        foreach (var deal in deals) Assert.True((await deal.Update("value", new UpdateDeal(null, Money.Sar(699), null), null)).Accepted);
        for (var i = 0; i < 60; i++) Assert.True((await Lead($"b{i}").Delete("delete", null)).Accepted);
        var told = Enumerable.Range(0, 60).SelectMany(i => new[]
        {
            Lead($"b{i}").Restore("restore", false, null), deals[i].Move("win", new MoveDeal(won), "u1", null),
        }).ToArray();
        Assert.All(await Task.WhenAll(told), o => Assert.True(o.Accepted, o.Detail));
        await OnlyStale();
        Assert.All(await Task.WhenAll(deals.Select(d => d.Get())), d => Assert.Equal(won, d!.Stage));

        Task OnlyStale() => GrainCluster.Until(() => Task.FromResult(_world.Timers.All(t => t == "stale")));
    }

    [Fact]
    public async Task A_deal_opened_by_hand_is_the_leads_deal_and_being_qualified_opens_no_second_one()
    {
        await Lead("hand").Open("open", ByHand());
        var reaction = new LeadDealReaction(_world.Grains);
        var opened = new DealOpened("عقد", Money.Sar(900), "new", 10, "hand", null, null, "user-1", _world.Clock.GetUtcNow());
        string Body(IDomainEvent e) => System.Text.Encoding.UTF8.GetString(EventCatalog.Serialize(e));
        Assert.Equal((true, false), (reaction.Concerns("deal.opened", Body(opened)), reaction.Concerns("deal.opened", Body(opened with { LeadId = null }))));

        await Told("deal-1", opened);
        await Told("deal-1", opened);
        await Told("deal-2", opened);
        Assert.Equal("deal-1", (await Lead("hand").Get())!.DealId);
        Assert.True((await Lead("hand").ChangeStatus("qualify", LeadStatus.Qualified, null, null)).Accepted);
        await Settled();
        Assert.Equal("deal-1", Assert.Single(_world.Store.Events(Lead("hand").GetGrainId()).OfType<LeadDealEarned>()).DealId);

        await Lead("later").Open("open", ByHand(null, "later@example.com"));
        await Told("deal-3", new DealUpdated(null, null, null, _world.Clock.GetUtcNow(), "later"));
        Assert.Equal("deal-3", (await Lead("later").Get())!.DealId);
        await Told("deal-4", opened with { LeadId = "nobody" });

        Task Told(string deal, IDomainEvent e)
        {
            TenantScope.Enter(GrainCluster.Tenant);
            return reaction.React(new(GrainCluster.Tenant, "deal", deal, 1, _world.Clock.GetUtcNow(), "user:user-1", e), CancellationToken.None);
        }
    }
}
