using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Feed;
using SalesFlow.Grains.Deals;
using SalesFlow.Grains.Tests.Support;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Deals;

/// <summary>What people do on a deal elsewhere moves the time at which it was last touched.</summary>
public sealed class DealTouchTests : IAsyncLifetime
{
    private readonly GrainCluster _world = new();

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        await Deal.Open("open", new OpenDeal("عيادة", Money.Sar(699), null, null, null, null, "user-1"));
        await _world.Pass(TimeSpan.FromDays(PipelineStage.UsualStaleAfterDays + 1));
        Assert.NotNull((await Deal.Get())!.StaleSince);
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    private IDealGrain Deal => _world.Grain<IDealGrain>("deal-1");

    private static CreateActivity Activity(ActivityType type, string? deal = "deal-1") =>
        new(type, "متابعة", null, null, null, ActivityPriority.Normal, null, new RecordLinks(DealId: deal), "user-1");

    [Theory]
    [InlineData(ActivityType.Note)]
    [InlineData(ActivityType.Call)]
    [InlineData(ActivityType.Task)]
    public async Task An_activity_on_a_deal_ends_its_being_stale_once(ActivityType type)
    {
        var e = Committed("activity", new ActivityCreated(Activity(type), _world.Clock.GetUtcNow()));
        await React(e);
        await React(e);
        var deal = (await Deal.Get())!;
        Assert.Equal((null, _world.Clock.GetUtcNow()), (deal.StaleSince, deal.TouchedAt));
        Assert.Equal(type.ToString().ToLowerInvariant(), Assert.Single(_world.Store.Events(Deal.GetGrainId()).OfType<DealTouched>()).What);

        await _world.Pass(TimeSpan.FromDays(PipelineStage.UsualStaleAfterDays - 1));
        Assert.Null((await Deal.Get())!.StaleSince);
        await _world.Pass(TimeSpan.FromDays(1));
        Assert.NotNull((await Deal.Get())!.StaleSince);
    }

    [Fact]
    public async Task A_recorded_call_and_a_task_that_is_done_touch_it_too()
    {
        await React(Committed("call", new CallRecorded(
            new RecordCall(CallDirection.Outbound, CallStatus.Answered, _world.Clock.GetUtcNow(), "user-1", new RecordLinks(DealId: "deal-1"), new CallChange()),
            _world.Clock.GetUtcNow())));
        Assert.Null((await Deal.Get())!.StaleSince);

        var task = _world.Grain<IActivityGrain>("act-1");
        Assert.True((await task.Create("create", Activity(ActivityType.Task))).Accepted);
        await _world.Pass(TimeSpan.FromDays(3));
        await React(Committed("activity", new ActivityCompleted(_world.Clock.GetUtcNow())) with { Version = 2 });
        Assert.Equal(_world.Clock.GetUtcNow(), (await Deal.Get())!.TouchedAt);
    }

    [Fact]
    public async Task What_the_program_did_or_what_belongs_to_no_deal_touches_nothing()
    {
        await React(Committed("activity", new ActivityCreated(Activity(ActivityType.Task) with { IsAutomated = true }, _world.Clock.GetUtcNow())));
        await React(Committed("activity", new ActivityCreated(Activity(ActivityType.Note, null), _world.Clock.GetUtcNow())) with { EntityId = "act-2" });
        Assert.NotNull((await Deal.Get())!.StaleSince);
        Assert.Empty(_world.Store.Events(Deal.GetGrainId()).OfType<DealTouched>());
    }

    [Fact]
    public void The_quick_look_lets_through_what_names_a_deal_and_no_more()
    {
        var reaction = new DealTouchReaction(null!);
        string Body(IDomainEvent e) => System.Text.Encoding.UTF8.GetString(EventCatalog.Serialize(e));
        Assert.True(reaction.Concerns("activity.created", Body(new ActivityCreated(Activity(ActivityType.Note), default))));
        Assert.False(reaction.Concerns("activity.created", Body(new ActivityCreated(Activity(ActivityType.Note, null) with { Subject = "\"dealId\":" }, default))));
        Assert.True(reaction.Concerns("activity.completed", Body(new ActivityCompleted(default))));
    }

    private Task React(CommittedEvent e)
    {
        TenantScope.Enter(GrainCluster.Tenant);
        return new DealTouchReaction(_world.Grains).React(e, CancellationToken.None);
    }

    private CommittedEvent Committed(string kind, IDomainEvent e) => new(GrainCluster.Tenant, kind, "act-1", 1, _world.Clock.GetUtcNow(), "user:user-1", e);
}
