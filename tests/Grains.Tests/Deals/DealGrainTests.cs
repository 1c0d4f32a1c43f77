using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Grains.Tests.Support;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Deals;

public sealed class DealGrainTests : IAsyncLifetime
{
    private readonly GrainCluster _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    private IDealGrain Deal => _world.Grain<IDealGrain>("deal-1");

    private async Task<PipelineStage> Stage(StageKind kind) => (await _world.Grain<ITenantGrain>("tenant").Get())!.Pipeline.First(s => s.Kind == kind);

    [Fact]
    public async Task A_repeated_command_moves_the_card_once_and_another_hand_with_an_old_version_is_refused()
    {
        await Deal.Open("open", new OpenDeal("عيادة", Money.Sar(699), null, null, null, null, "user-1"));
        var lost = (await Stage(StageKind.Lost)).Code;
        var first = await Deal.Move("move", new MoveDeal(lost, "السعر"), "user-1", 1);
        Assert.Equal((Refusal.None, 2), (first.Refusal, first.Version));
        var again = await Deal.Move("move", new MoveDeal(lost, "السعر"), "user-1", 1);
        Assert.True(again is { Accepted: true, Repeated: true });
        Assert.Equal(Refusal.StaleVersion, (await Deal.Move("move-2", new MoveDeal(lost, "السعر"), "user-2", 1)).Refusal);
        await _world.Forget(Deal);
        var view = (await Deal.Get())!;
        Assert.Equal(("السعر", 2, 0), (view.LostReason, view.History.Count, view.Probability));
    }

    [Fact]
    public async Task A_won_deal_converts_its_lead_once()
    {
        var lead = _world.Grain<ILeadGrain>("lead-1");
        await lead.Open("open", new OpenLead("سارة", null, "whatsapp", null, null, "ar"));
        await Deal.Open("open", new OpenDeal("عيادة", Money.Sar(699), "lead-1", null, null, null, "user-1"));
        Assert.True((await Deal.Move("win", new MoveDeal((await Stage(StageKind.Won)).Code), "user-1", null)).Accepted);
        await GrainCluster.Until(async () => (await lead.Get())!.Status == LeadStatus.Converted && _world.Timers.Count == 0);
        Assert.Single(_world.Store.Events(lead.GetGrainId()), e => e is LeadStatusChanged);
    }

    [Fact]
    public async Task Of_many_hands_that_saw_the_same_card_one_moves_it()
    {
        await Deal.Open("open", new OpenDeal("عيادة", Money.Sar(699), null, null, null, null, "user-1"));
        var moves = Enumerable.Range(0, 20).Select(i => Deal.Move($"move-{i}", new MoveDeal(i % 2 == 0 ? "demo" : "proposal"), $"user-{i}", 1));
        var outcomes = await Task.WhenAll(moves);

        Assert.Single(outcomes, o => o.Accepted);
        Assert.Equal(19, outcomes.Count(o => o is { Refusal: Refusal.StaleVersion, Version: 2 }));
        Assert.Equal(2, (await Deal.Get())!.History.Count);
    }

    [Fact]
    public async Task A_deal_that_nobody_works_on_goes_stale_when_its_stage_says_so_and_work_puts_it_off()
    {
        var pipeline = _world.Grain<IPipelineGrain>("default");
        var stages = (await pipeline.Get())!.Definition.Stages;
        var strict = (await pipeline.Get())!.Definition with { Stages = [stages[0] with { StaleAfterDays = 5 }, .. stages.Skip(1)] };
        Assert.True((await pipeline.Define("strict", strict, [], null)).Accepted);
        await Deal.Open("open", new OpenDeal("عيادة", Money.Sar(699), null, null, null, null, "user-1"));

        await _world.Pass(TimeSpan.FromDays(4));
        await Deal.Touch("call", "call");
        await _world.Pass(TimeSpan.FromDays(4));
        Assert.Null((await Deal.Get())!.StaleSince);
        await _world.Pass(TimeSpan.FromDays(1.1));
        var stale = (await Deal.Get())!;
        Assert.NotNull(stale.StaleSince);
        Assert.Equal(stale.TouchedAt, Assert.Single(_world.Store.Events(Deal.GetGrainId()).OfType<DealWentStale>()).UntouchedSince);

        await Deal.Move("move", new MoveDeal("demo"), "user-1", null);
        Assert.Null((await Deal.Get())!.StaleSince);
        await _world.Pass(TimeSpan.FromDays(PipelineStage.UsualStaleAfterDays + 1));
        Assert.NotNull((await Deal.Get())!.StaleSince);
        Assert.Equal(2, _world.Store.Events(Deal.GetGrainId()).OfType<DealWentStale>().Count());
    }

    [Fact]
    public async Task A_template_replaces_the_default_pipelines_stages_and_a_deal_finds_its_way_out_of_one_that_vanished()
    {
        var pipeline = _world.Grain<IPipelineGrain>("default");
        var own = (await pipeline.Get())!;
        await Deal.Open("open", new OpenDeal("عيادة", Money.Sar(699), null, null, null, "demo", "user-1"));
        var defined = await pipeline.Define("own", own.Definition with { NameEn = "Ours", LostReasons = [] }, ["demo"], own.Version);
        Assert.True(defined.Accepted);
        Assert.Equal(Refusal.StaleVersion, (await pipeline.Define("late", own.Definition, [], own.Version)).Refusal);

        await _world.Grain<ITenantGrain>("tenant").ApplyTemplate("again", "healthcare");
        await _world.Forget(pipeline);
        var filled = (await pipeline.Get())!;
        Assert.True(filled.Version > defined.Version);
        Assert.Equal(("Ours", 0, "new_inquiry"), (filled.Definition.NameEn, filled.Definition.LostReasons.Count, filled.Definition.Stages[0].Code));
        Assert.Equal("demo", (await Deal.Get())!.Stage);
        Assert.True((await Deal.Move("out", new MoveDeal("contacted"), "user-1", null)).Accepted);
        Assert.Equal(Refusal.UnknownStage, (await Deal.Move("back", new MoveDeal("demo"), "user-1", null)).Refusal);
    }

    [Fact]
    public async Task A_deal_changes_its_pipeline_with_its_stage()
    {
        var second = _world.Grain<IPipelineGrain>("second");
        Assert.True((await second.Create("create", PipelineDefinition.Of((await second.Template("real_estate"))!))).Accepted);
        await Deal.Open("open", new OpenDeal("عيادة", Money.Sar(699), null, null, null, null, "user-1"));
        Assert.Equal(Refusal.UnknownStage, (await Deal.Move("m1", new MoveDeal("property_tour"), "user-1", null)).Refusal);
        Assert.Equal("pipelineId", (await Deal.Move("m2", new MoveDeal("property_tour", PipelineId: "third"), "user-1", null)).Detail);
        Assert.True((await Deal.Move("m3", new MoveDeal("property_tour", PipelineId: "second"), "user-1", null)).Accepted);
        var deal = (await Deal.Get())!;
        Assert.Equal(("second", "property_tour", 40), (deal.PipelineId, deal.Stage, deal.Probability));
        Assert.True((await Deal.Move("m4", new MoveDeal("offer_made"), "user-1", null)).Accepted);
    }

    [Fact]
    public async Task Who_may_only_look_changes_neither_deals_nor_pipelines()
    {
        var (deal, pipeline) = (Deal, _world.Grain<IPipelineGrain>("default"));
        SalesFlow.Common.TenantScope.Enter(GrainCluster.Tenant, SalesFlow.Access.Actor.User("v1", SalesFlow.Access.Role.Viewer));
        Assert.Equal(Refusal.Forbidden, (await deal.Open("open", new OpenDeal("x", Money.Sar(1), null, null, null, null, "v1"))).Refusal);
        SalesFlow.Common.TenantScope.Enter(GrainCluster.Tenant, SalesFlow.Access.Actor.User("a1", SalesFlow.Access.Role.Agent));
        Assert.True((await deal.Open("open", new OpenDeal("x", Money.Sar(1), null, null, null, null, "a1"))).Accepted);
        Assert.Equal(Refusal.Forbidden, (await deal.Delete("delete", null)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await pipeline.SetLostReasons("reasons", [], null)).Refusal);
    }
}
