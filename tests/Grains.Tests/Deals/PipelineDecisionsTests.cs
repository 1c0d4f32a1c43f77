using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Grains.Deals;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Deals;

public sealed class PipelineDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);
    private static readonly PipelineDefinition Usual = DealDecisionsTests.Pipeline;

    [Fact]
    public void A_pipeline_begins_once_and_knows_how_certain_its_ends_are()
    {
        var created = PipelineDecisions.Create(new PipelineState(), false, Usual, Now);
        var state = new PipelineState().Apply(Assert.Single(created.Events));
        Assert.Equal([100, 0], state.Definition!.Stages.Where(s => s.Kind != StageKind.Open).Select(s => s.Probability));
        Assert.Equal(Refusal.AlreadyExists, PipelineDecisions.Create(state, false, Usual, Now).Refusal);
        Assert.Equal(Refusal.AlreadyExists, PipelineDecisions.Create(new PipelineState(), true, Usual, Now).Refusal);
    }

    [Fact]
    public void What_is_no_pipeline_is_refused_with_its_field()
    {
        PipelineStage stage = Usual.Stages[0];
        (PipelineDefinition Wrong, string Field)[] cases =
        [
            (Usual with { NameAr = " " }, "nameAr"),
            (Usual with { Stages = [.. Usual.Stages, stage] }, "stages"),
            (Usual with { Stages = [.. Usual.Stages.Where(s => s.Kind != StageKind.Lost)] }, "stages"),
            (Usual with { Stages = [.. Usual.Stages.Skip(3)] }, "stages"),
            (Usual with { Stages = [stage with { Code = "New Stage" }, .. Usual.Stages.Skip(1)] }, "stages[0].code"),
            (Usual with { Stages = [stage with { Probability = 101 }, .. Usual.Stages.Skip(1)] }, "stages[0].probability"),
            (Usual with { Stages = [stage with { Colour = "red" }, .. Usual.Stages.Skip(1)] }, "stages[0].colour"),
            (Usual with { Stages = [stage with { Requires = ["mood"] }, .. Usual.Stages.Skip(1)] }, "stages[0].requires"),
            (Usual with { Stages = [stage with { StaleAfterDays = -1 }, .. Usual.Stages.Skip(1)] }, "stages[0].staleAfterDays"),
            (Usual with { LostReasons = [new("price", "السعر", "Price"), new("price", "سعر", "Price 2")] }, "lostReasons"),
        ];
        foreach (var (wrong, field) in cases) Assert.Equal((Refusal.Invalid, field), Answer(PipelineDecisions.Create(new PipelineState(), false, wrong, Now)));
        Assert.True(PipelineDecisions.Create(new PipelineState(), false, Usual with { Stages = [stage with { Colour = "#00aaff" }, .. Usual.Stages.Skip(1)] }, Now).Accepted);
    }

    [Fact]
    public void A_stage_in_which_deals_stand_is_neither_removed_nor_turned_into_something_else()
    {
        var without = Usual with { Stages = [.. Usual.Stages.Where(s => s.Code != "proposal")] };
        var turned = Usual with { Stages = [.. Usual.Stages.Select(s => s.Code == "proposal" ? s with { Kind = StageKind.Lost } : s)] };
        foreach (var definition in new[] { without, turned })
        {
            Assert.Equal((Refusal.WrongStatus, "stage_in_use:proposal"), Answer(PipelineDecisions.Define(Usual, definition, ["new", "proposal"], 1, null, 0, Now)));
            Assert.True(PipelineDecisions.Define(Usual, definition, ["new"], 1, 1, 0, Now).Accepted);
        }
        Assert.Equal(Refusal.StaleVersion, PipelineDecisions.Define(Usual, without, [], 2, 1, 0, Now).Refusal);
        Assert.Equal(Refusal.NotFound, PipelineDecisions.Define(null, without, [], 0, null, 0, Now).Refusal);
    }

    [Fact]
    public void What_is_no_pipeline_is_refused_with_the_rule_that_it_breaks()
    {
        PipelineStage stage = Usual.Stages[0];
        LostReason price = new("price", "السعر", "Price");
        (PipelineDefinition Wrong, string? Rule)[] cases =
        [
            (Usual with { NameAr = " " }, null),
            (Usual with { Stages = [.. Usual.Stages, stage] }, "equal_codes"),
            (Usual with { Stages = [.. Usual.Stages.Where(s => s.Kind != StageKind.Lost)] }, "stage_kinds"),
            (Usual with { Stages = [.. Usual.Stages.Where(s => s.Kind != StageKind.Won)] }, "stage_kinds"),
            (Usual with { Stages = [stage with { Code = "New Stage" }, .. Usual.Stages.Skip(1)] }, "code"),
            (Usual with { Stages = [stage with { Colour = "red" }, .. Usual.Stages.Skip(1)] }, "stage_colour"),
            (Usual with { LostReasons = [price, price] }, "equal_codes"),
            (Usual with { LostReasons = [price with { Code = "Too dear" }] }, "code"),
        ];
        foreach (var (wrong, rule) in cases) Assert.Equal(rule, PipelineDecisions.Create(new PipelineState(), false, wrong, Now).Rule);
        Assert.Equal("stage_order", PipelineDecisions.Reorder(Usual, [Usual.Stages[0].Code], 1, null, 0, Now).Rule);
        Assert.Equal("equal_codes", PipelineDecisions.SetLostReasons(Usual, [price, price], 1, null, 0, Now).Rule);
    }

    [Fact]
    public void Reordering_takes_every_stage_once()
    {
        string[] order = ["proposal", "new", "contract", "lost", "won"];
        var decision = PipelineDecisions.Reorder(Usual, order, 1, 1, 4, Now);
        var defined = Assert.IsType<PipelineDefined>(Assert.Single(decision.Events));
        Assert.Equal(order, defined.Definition.Stages.Select(s => s.Code));
        Assert.Equal(4, defined.Template);
        Assert.Equal("stages", PipelineDecisions.Reorder(Usual, order[..4], 1, null, 0, Now).Detail);
        Assert.Equal("stages", PipelineDecisions.Reorder(Usual, ["new", "new", "contract", "lost", "won"], 1, null, 0, Now).Detail);
        Assert.True(PipelineDecisions.Reorder(Usual, [.. Usual.Stages.Select(s => s.Code)], 1, null, 0, Now).IsEmpty);
    }

    [Fact]
    public void The_default_pipeline_and_one_with_deals_in_it_are_not_deleted()
    {
        Assert.Equal((Refusal.WrongStatus, "default"), Answer(PipelineDecisions.Delete(Usual, true, false, 1, null, Now)));
        Assert.Equal((Refusal.WrongStatus, "in_use"), Answer(PipelineDecisions.Delete(Usual, false, true, 1, null, Now)));
        var state = new PipelineState { Definition = Usual }.Apply(Assert.Single(PipelineDecisions.Delete(Usual, false, false, 1, 1, Now).Events));
        Assert.Null(state.Effective("p1", null));
    }

    private static (Refusal, string?) Answer(SalesFlow.Grains.Entities.Decision decision) => (decision.Refusal, decision.Detail);
}
