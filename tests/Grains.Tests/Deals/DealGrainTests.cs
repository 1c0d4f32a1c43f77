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
        var first = await Deal.MoveStage("move", lost, "السعر", "user-1", 1);
        Assert.Equal((Refusal.None, 2), (first.Refusal, first.Version));
        var again = await Deal.MoveStage("move", lost, "السعر", "user-1", 1);
        Assert.True(again is { Accepted: true, Repeated: true });
        Assert.Equal(Refusal.StaleVersion, (await Deal.MoveStage("move-2", lost, "السعر", "user-2", 1)).Refusal);
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
        Assert.True((await Deal.MoveStage("win", (await Stage(StageKind.Won)).Code, null, "user-1", null)).Accepted);
        await GrainCluster.Until(async () => (await lead.Get())!.Status == LeadStatus.Converted && _world.Timers.Count == 0);
        Assert.Single(_world.Store.Events(lead.GetGrainId()), e => e is LeadStatusChanged);
    }
}
