using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Grains.Tests.Support;
using SalesFlow.Leads;

namespace SalesFlow.Grains.Tests.Leads;

public sealed class LeadGrainTests : IAsyncLifetime
{
    private readonly GrainCluster _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    private ILeadGrain Lead => _world.Grain<ILeadGrain>("lead-1");

    private static OpenLead Opening => new("سارة", "+966551234567", "whatsapp", "contact-1", "talk-1", "ar");

    private LeadInsight Wants(string message) => new(message,
        new Dictionary<string, string> { [LeadFacts.Sector] = "healthcare", [LeadFacts.Employees] = "12", [LeadFacts.CompanyName] = "عيادة النور", [LeadFacts.Budget] = "800" },
        [LeadSignals.RequestedDemo], _world.Clock.GetUtcNow());

    private void Talk(DateTimeOffset lastAt, bool fromCustomer = false, bool optedOut = false, Handler handler = Handler.Agent) => _world.Script.View = new ConversationView(
        "talk-1", "contact-1", "lead-1", "pn-1", "سارة", "ar", handler, null, optedOut, 1, false, null, [new TalkLine("m1", fromCustomer, "…", lastAt)], 0, 1);

    [Fact]
    public async Task A_deal_opens_once_however_often_the_lead_learns()
    {
        await Lead.Open("open", Opening);
        for (var i = 0; i < 5; i++)
        {
            Assert.True((await Lead.Learn("learn", Wants("m1"))).Accepted);
            Assert.True((await Lead.Learn($"learn-{i}", Wants($"m{i}"))).Accepted);
        }
        var view = (await Lead.Get())!;
        Assert.Equal((LeadStatus.Qualified, 72), (view.Status, view.Score));

        var deal = _world.Grain<IDealGrain>(view.DealId!);
        await GrainCluster.Until(async () => await deal.Get() is not null && _world.Timers.All(t => t == "stale"));
        var opened = (await deal.Get())!;
        Assert.Equal(("عيادة النور", "lead-1", "talk-1", 699m), (opened.Title, opened.LeadId, opened.ConversationId, opened.Value.Amount));
        Assert.Single(_world.Store.Events(deal.GetGrainId()));
        Assert.Single(_world.Store.Events(Lead.GetGrainId()), e => e is LeadDealEarned);
    }

    [Fact]
    public async Task A_timer_delivered_again_opens_no_second_deal()
    {
        await Lead.Open("open", Opening);
        await Lead.Learn("learn", Wants("m1"));
        var version = (await Lead.Get())!.Version;
        var deal = _world.Grain<IDealGrain>((await Lead.Get())!.DealId!);
        for (var token = 1; token <= version; token++) await _world.Deliver(Lead.GetGrainId(), "open-deal", token);
        await GrainCluster.Until(async () => await deal.Get() is not null && _world.Timers.All(t => t == "stale"));
        Assert.Single(_world.Store.Events(deal.GetGrainId()));
    }

    [Fact]
    public async Task What_was_committed_is_there_after_the_memory_is_lost()
    {
        await Lead.Open("open", Opening);
        await Lead.Learn("learn", Wants("m1"));
        await GrainCluster.Until(() => Task.FromResult(_world.Timers.All(t => t == "stale")));
        var before = (await Lead.Get())!;
        await _world.Forget(Lead);
        var after = (await Lead.Get())!;
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(before with { Facts = after.Facts }), System.Text.Json.JsonSerializer.Serialize(after));
        Assert.Equal(before.Reasons, after.Reasons);
        Assert.Equal(before.Facts.OrderBy(f => f.Key), after.Facts.OrderBy(f => f.Key));
        Assert.True((await Lead.Learn("learn", Wants("m1"))).Accepted);
        Assert.Equal(after.Version, (await Lead.Get())!.Version);
    }

    [Fact]
    public async Task A_long_talk_costs_one_commit_of_the_cadence()
    {
        await Lead.Open("open", Opening);
        await Lead.Answered("a0", _world.Clock.GetUtcNow());
        var commits = _world.Store.Commits;
        for (var i = 1; i < 40; i++)
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
            await Lead.CustomerWrote($"c{i}", _world.Clock.GetUtcNow());
            await Lead.Answered($"a{i}", _world.Clock.GetUtcNow());
        }
        Assert.Equal(commits, _world.Store.Commits);
    }

    [Fact]
    public async Task Three_follow_ups_go_out_over_the_days_and_then_silence()
    {
        await Lead.Open("open", Opening);
        await Lead.Answered("a1", _world.Clock.GetUtcNow());
        Talk(_world.Clock.GetUtcNow());

        await _world.Pass(TimeSpan.FromHours(47));
        Assert.Empty(_world.Script.Sent);
        await _world.Pass(TimeSpan.FromHours(1));
        Assert.Single(_world.Script.Sent);
        await _world.Pass(TimeSpan.FromHours(24));
        Assert.Equal(2, _world.Script.Sent.Count);
        await _world.Pass(TimeSpan.FromHours(95));
        Assert.Equal(2, _world.Script.Sent.Count);
        await _world.Pass(TimeSpan.FromHours(1));
        Assert.Equal(["follow_up_1", "follow_up_2", "follow_up_3"], _world.Script.Sent.Select(s => s.Template));
        Assert.All(_world.Script.Sent, s => Assert.Contains("سارة", s.Text));

        await _world.Pass(TimeSpan.FromDays(60));
        Assert.Equal(3, _world.Script.Sent.Count);
        var view = (await Lead.Get())!;
        Assert.Equal((LeadStatus.Contacted, Temperature.Cold), (view.Status, view.Temperature));
        Assert.Empty(_world.Timers);
    }

    [Fact]
    public async Task A_talk_that_goes_on_is_followed_up_48_hours_after_its_last_word()
    {
        await Lead.Open("open", Opening);
        var start = _world.Clock.GetUtcNow();
        await Lead.Answered("a1", start);
        Talk(start.AddHours(26));
        await _world.Pass(TimeSpan.FromHours(73));
        Assert.Empty(_world.Script.Sent);
        await _world.Pass(TimeSpan.FromHours(1));
        Assert.Single(_world.Script.Sent);
    }

    [Fact]
    public async Task A_customer_who_writes_after_a_follow_up_starts_the_count_over()
    {
        await Lead.Open("open", Opening);
        await Lead.Answered("a1", _world.Clock.GetUtcNow());
        Talk(_world.Clock.GetUtcNow());
        await _world.Pass(TimeSpan.FromHours(48));
        await Lead.Answered("a2", _world.Clock.GetUtcNow());
        Talk(_world.Clock.GetUtcNow());
        Assert.Equal(0, (await Lead.Get())!.FollowUpsSent);
        await _world.Pass(TimeSpan.FromHours(40));
        Assert.Single(_world.Script.Sent);
        await _world.Pass(TimeSpan.FromDays(60));
        Assert.Equal(4, _world.Script.Sent.Select(s => s.Command).Distinct().Count());
    }

    [Theory]
    [InlineData("opted_out")]
    [InlineData("lost")]
    [InlineData("converted")]
    public async Task Nothing_follows_an_opt_out_a_loss_or_a_sale(string end)
    {
        await Lead.Open("open", Opening);
        await Lead.Answered("a1", _world.Clock.GetUtcNow());
        Talk(_world.Clock.GetUtcNow());
        var outcome = end switch
        {
            "opted_out" => await Lead.StopFollowUps("stop", end),
            "lost" => await Lead.ChangeStatus("status", LeadStatus.Lost, "price"),
            _ => await Lead.ChangeStatus("status", LeadStatus.Converted, null),
        };
        Assert.True(outcome.Accepted);
        await _world.Pass(TimeSpan.FromDays(30));
        Assert.Empty(_world.Script.Sent);
    }

    [Fact]
    public async Task A_person_who_holds_the_talk_is_not_talked_over()
    {
        await Lead.Open("open", Opening);
        await Lead.Answered("a1", _world.Clock.GetUtcNow());
        Talk(_world.Clock.GetUtcNow(), handler: Handler.Human);
        await _world.Pass(TimeSpan.FromDays(30));
        Assert.Empty(_world.Script.Sent);
    }

    [Fact]
    public async Task A_follow_up_that_the_conversation_cannot_take_comes_later_and_once()
    {
        await Lead.Open("open", Opening);
        await Lead.Answered("a1", _world.Clock.GetUtcNow());
        Talk(_world.Clock.GetUtcNow());
        _world.Script.Answer = Refusal.LimitReached;
        await _world.Pass(TimeSpan.FromHours(50));
        Assert.Empty(_world.Script.Sent);
        _world.Script.Answer = Refusal.None;
        await _world.Pass(TimeSpan.FromHours(1));
        Assert.Single(_world.Script.Sent);
    }
}
