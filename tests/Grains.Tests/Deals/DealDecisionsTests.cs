using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Grains.Deals;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Deals;

public sealed class DealDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);

    internal static IReadOnlyList<PipelineStage> Pipeline { get; } =
    [
        new("new", "جديد", "New", 10, StageKind.Open),
        new("proposal", "عرض", "Proposal", 60, StageKind.Open),
        new("won", "مكسوبة", "Won", 90, StageKind.Won),
        new("lost", "خاسرة", "Lost", 5, StageKind.Lost),
    ];

    private static readonly OpenDeal Opening = new("عيادة النور", Money.Sar(699), "lead-1", "contact-1", "talk-1", null, "system");

    private static DealState Opened => After(new DealState(), DealDecisions.Open(new DealState(), Opening, Pipeline, Now));

    private static DealState After(DealState state, Decision decision)
    {
        Assert.Equal(Refusal.None, decision.Refusal);
        return decision.Events.Aggregate(state, (s, e) => s.Apply(e));
    }

    private static Decision Move(DealState state, string to, string? reason = null, long version = 1, long? expected = null) =>
        DealDecisions.MoveStage(state, to, reason, "user-1", version, expected, Pipeline, Now.AddHours(1));

    [Fact]
    public void A_deal_opens_in_the_first_open_stage_with_its_probability()
    {
        Assert.Equal(("new", 10, (DateTimeOffset?)null), (Opened.Stage, Opened.Probability, Opened.ClosedAt));
        Assert.Equal(new StageChange(null, "new", Now, "system"), Assert.Single(Opened.History));
    }

    [Fact]
    public void A_deal_opens_in_the_stage_named() =>
        Assert.Equal("proposal", After(new DealState(), DealDecisions.Open(new DealState(), Opening with { Stage = "proposal" }, Pipeline, Now)).Stage);

    [Fact]
    public void What_cannot_be_opened_is_refused_with_its_cause()
    {
        Refusal Open(OpenDeal command, IReadOnlyList<PipelineStage>? pipeline = null) => DealDecisions.Open(new DealState(), command, pipeline ?? Pipeline, Now).Refusal;
        Assert.Equal(Refusal.AlreadyExists, DealDecisions.Open(Opened, Opening, Pipeline, Now).Refusal);
        Assert.Equal(Refusal.UnknownStage, Open(Opening with { Stage = "nowhere" }));
        Assert.Equal(Refusal.WrongStatus, Open(Opening with { Stage = "won" }));
        Assert.Equal(Refusal.NotConfigured, Open(Opening, []));
        Assert.Equal(Refusal.Invalid, Open(Opening with { Title = " " }));
        Assert.Equal(Refusal.Invalid, Open(Opening with { Title = new string('x', 201) }));
        Assert.Equal(Refusal.Invalid, Open(Opening with { Value = Money.Sar(-1) }));
        Assert.Equal(Refusal.Invalid, Open(Opening with { Value = Money.Sar(0.001m) }));
        Assert.Equal(Refusal.Invalid, Open(Opening with { Value = new Money(1, "riyal") }));
    }

    [Fact]
    public void Moving_takes_the_stages_probability_and_writes_history()
    {
        var deal = After(Opened, Move(Opened, "proposal"));
        Assert.Equal(("proposal", 60), (deal.Stage, deal.Probability));
        Assert.Equal(new StageChange("new", "proposal", Now.AddHours(1), "user-1"), deal.History[^1]);
    }

    [Fact]
    public void Two_hands_on_one_card_move_it_once()
    {
        Assert.Equal(Refusal.StaleVersion, Move(Opened, "proposal", version: 2, expected: 1).Refusal);
        Assert.Equal(Refusal.None, Move(Opened, "proposal", version: 2, expected: 2).Refusal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void A_lost_deal_needs_a_reason(string? reason) => Assert.Equal(Refusal.ReasonRequired, Move(Opened, "lost", reason).Refusal);

    [Fact]
    public void Losing_stamps_the_time_and_keeps_the_reason_and_no_chance()
    {
        var deal = After(Opened, Move(Opened, "lost", "السعر"));
        Assert.Equal((0, "السعر", Now.AddHours(1)), (deal.Probability, deal.LostReason, deal.ClosedAt!.Value));
    }

    [Fact]
    public void Winning_is_certain_and_the_lead_hears_of_it()
    {
        var decision = Move(Opened, "won");
        Assert.Equal((100, Now.AddHours(1)), (After(Opened, decision).Probability, After(Opened, decision).ClosedAt!.Value));
        Assert.Equal(DealDecisions.TellLeadTimer, Assert.Single(decision.DueSets).Name);
    }

    [Fact]
    public void A_closed_deal_reopens_only_into_an_open_stage_and_the_way_stays_on_record()
    {
        var lost = After(Opened, Move(Opened, "lost", "السعر"));
        Assert.Equal(Refusal.WrongStatus, Move(lost, "won").Refusal);
        var open = After(lost, Move(lost, "proposal"));
        Assert.Equal((60, null, null), (open.Probability, open.ClosedAt, open.LostReason));
        Assert.Equal(["new", "lost", "proposal"], open.History.Select(h => h.To));
    }

    [Fact]
    public void Moving_nowhere_or_to_an_unknown_stage_changes_nothing()
    {
        Assert.True(Move(Opened, "new") is { Accepted: true, IsEmpty: true });
        Assert.Equal(Refusal.UnknownStage, Move(Opened, "nowhere").Refusal);
        Assert.Equal(Refusal.NotFound, Move(new DealState(), "won").Refusal);
    }

    [Fact]
    public void History_keeps_the_last_fifty_steps()
    {
        var deal = Opened;
        for (var i = 0; i < 80; i++) deal = After(deal, Move(deal, deal.Stage == "new" ? "proposal" : "new"));
        Assert.Equal(DealState.HistoryKept, deal.History.Count);
        Assert.Equal(deal.Stage, deal.History[^1].To);
    }

    [Fact]
    public void An_update_writes_only_what_changed()
    {
        var close = new DateOnly(2026, 12, 31);
        var decision = DealDecisions.Update(Opened, new UpdateDeal("عيادة النور", Money.Sar(1499), close), 1, 1, Now);
        Assert.Equal(new DealUpdated(null, Money.Sar(1499), close, Now), Assert.Single(decision.Events));
        Assert.True(DealDecisions.Update(Opened, new UpdateDeal(null, null, null), 1, null, Now).IsEmpty);
        Assert.Equal(Refusal.StaleVersion, DealDecisions.Update(Opened, new UpdateDeal("x", null, null), 2, 1, Now).Refusal);
        Assert.Equal(Refusal.Invalid, DealDecisions.Update(Opened, new UpdateDeal("", null, null), 1, null, Now).Refusal);
    }
}
