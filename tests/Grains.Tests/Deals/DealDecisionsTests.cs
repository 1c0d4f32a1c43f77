using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Grains.Deals;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Deals;

public sealed class DealDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);

    // As the store writes it: Arabic as it is.
    private static readonly System.Text.Json.JsonSerializerOptions Stored =
        new(DealsJson.Default.Options) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static PipelineDefinition Pipeline { get; } = PipelineDefinition.Of(
    [
        new("new", "جديد", "New", 10, StageKind.Open, StaleAfterDays: 3),
        new("proposal", "عرض", "Proposal", 60, StageKind.Open),
        new("contract", "عقد", "Contract", 80, StageKind.Open, StaleAfterDays: 0, Requires: ["value", "expectedClose", "nextStep"]),
        new("won", "مكسوبة", "Won", 90, StageKind.Won),
        new("lost", "خاسرة", "Lost", 5, StageKind.Lost),
    ]);

    private static readonly OpenDeal Opening = new("عيادة النور", Money.Sar(699), "lead-1", "contact-1", "talk-1", null, "system");

    private static DealState Opened => After(new DealState(), DealDecisions.Open(new DealState(), "d1", Opening, Pipeline, Now));

    private static DealState After(DealState state, Decision decision)
    {
        Assert.Equal(Refusal.None, decision.Refusal);
        return decision.Events.Aggregate(state, (s, e) => s.Apply(e));
    }

    private static Decision Move(DealState state, string to, string? reason = null, long version = 1, long? expected = null) =>
        DealDecisions.Move(state, "d1", new MoveDeal(to, reason), "user-1", version, expected, Pipeline, Now.AddHours(1));

    [Fact]
    public void A_deal_opens_in_the_first_open_stage_with_its_probability()
    {
        Assert.Equal(("new", 10, (DateTimeOffset?)null), (Opened.Stage, Opened.Probability, Opened.ClosedAt));
        Assert.Equal(new StageChange(null, "new", Now, "system"), Assert.Single(Opened.History));
    }

    [Fact]
    public void A_deal_opens_in_the_stage_named() =>
        Assert.Equal("proposal", After(new DealState(), DealDecisions.Open(new DealState(), "d1", Opening with { Stage = "proposal" }, Pipeline, Now)).Stage);

    [Fact]
    public void What_cannot_be_opened_is_refused_with_its_cause()
    {
        Refusal Open(OpenDeal command, PipelineDefinition? pipeline = null) =>
            DealDecisions.Open(new DealState(), "d1", command, pipeline ?? Pipeline, Now).Refusal;
        Assert.Equal(Refusal.AlreadyExists, DealDecisions.Open(Opened, "d1", Opening, Pipeline, Now).Refusal);
        Assert.Equal(Refusal.Invalid, DealDecisions.Open(new DealState(), "d1", Opening with { PipelineId = "none" }, null, Now).Refusal);
        Assert.Equal(Refusal.UnknownStage, Open(Opening with { Stage = "nowhere" }));
        Assert.Equal(Refusal.Invalid, Open(Opening with { Stage = "won" }));
        foreach (var stage in new[] { "nowhere", "won" })
            Assert.Equal("stage", DealDecisions.Open(new DealState(), "d1", Opening with { Stage = stage }, Pipeline, Now).Detail);
        Assert.Equal(Refusal.NotConfigured, Open(Opening, PipelineDefinition.Of([])));
        Assert.Equal("currency", DealDecisions.Open(new DealState(), "d1", Opening with { Value = new Money(1, "ABC") }, Pipeline, Now).Detail);
        Assert.Equal(Refusal.Invalid, Open(Opening with { Title = " " }));
        Assert.Equal(Refusal.Invalid, Open(Opening with { Title = new string('x', 256) }));
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
        var decision = Update(Opened, new UpdateDeal("عيادة النور", Money.Sar(1499), close), 1, 1);
        Assert.Equal(new DealUpdated(null, Money.Sar(1499), close, Now), Assert.Single(decision.Events));
        Assert.True(Update(Opened, new UpdateDeal(null, null, null)).IsEmpty);
        Assert.True(Update(Opened, new UpdateDeal(null, null, null, Clear: ["companyId"])).IsEmpty);
        Assert.Equal(Refusal.StaleVersion, Update(Opened, new UpdateDeal("x", null, null), 2, 1).Refusal);
        Assert.Equal(Refusal.Invalid, Update(Opened, new UpdateDeal("", null, null)).Refusal);
        Assert.Equal("clear", Update(Opened, new UpdateDeal(null, null, null, Clear: ["title"])).Detail);
    }

    private static Decision Update(DealState state, UpdateDeal command, long version = 1, long? expected = null) =>
        DealDecisions.Update(state, command, version, expected, Pipeline, Now);

    private static DealState With(DealDetails details, DealState? state = null) => After(state ?? Opened, Update(state ?? Opened, new UpdateDeal(null, null, null, Details: details)));

    [Fact]
    public void A_stage_names_the_fields_that_it_misses_and_lets_in_who_has_them()
    {
        var poor = After(Opened, Update(Opened, new UpdateDeal(null, Money.Sar(0), null)));
        Assert.Equal((Refusal.Invalid, "required:value,expectedClose,nextStep"), (Move(poor, "contract").Refusal, Move(poor, "contract").Detail));
        var ready = With(new DealDetails(NextStep: "إرسال العقد"), After(Opened, Update(Opened, new UpdateDeal(null, null, new DateOnly(2026, 12, 1)))));
        Assert.Equal("contract", After(ready, Move(ready, "contract")).Stage);
        Assert.Equal("required:value", Move(poor, "won").Detail);
    }

    [Fact]
    public void The_value_is_the_exact_sum_of_the_lines_and_nothing_else_may_stand_beside_them()
    {
        DealItem[] items =
        [
            new("اشتراك", 3, 333.33m, DiscountPercent: 10),
            new("تدريب", 1.5m, 200m, VatIncluded: true),
            new("رسوم", 1, 0.05m, VatPercent: 0),
        ];
        var deal = With(new DealDetails(Items: items));
        // 899.99 + 260.87 (300 with tax) + 0.05
        Assert.Equal(1160.91m, deal.Value.Amount);
        var amounts = ItemAmounts.Of(items);
        Assert.Equal((1160.91m, 174.13m, 1335.04m), (amounts.Net, amounts.Vat, amounts.Gross));
        Assert.Equal("value", Update(deal, new UpdateDeal(null, Money.Sar(1), null)).Detail);
        Assert.Equal(1160.91m, With(new DealDetails(Items: []), deal).Value.Amount);
        var dollars = After(deal, Update(deal, new UpdateDeal(null, null, null, Details: new DealDetails(Items: [new("x", 2, 50)]), Currency: "USD")));
        Assert.Equal(new Money(100, "USD"), dollars.Value);
        Assert.Equal(deal.Value with { Currency = "AED" }, After(deal, Update(deal, new UpdateDeal(null, null, null, Currency: "AED"))).Value);
        Assert.Equal("currency", Update(deal, new UpdateDeal(null, null, null, Currency: "riyal")).Detail);
        Assert.Equal("items[1].quantity", Update(deal, new UpdateDeal(null, null, null, Details: new DealDetails(Items: [items[0], new("x", 0, 1)]))).Detail);
        Assert.Equal("items[0].unitPrice", Update(deal, new UpdateDeal(null, null, null, Details: new DealDetails(Items: [new("x", 1, 0.001m)]))).Detail);
    }

    [Fact]
    public void Lines_always_add_up_to_what_they_cost_with_tax()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var item = new DealItem("x", random.Next(1, 100_000) / 100m, random.Next(1_000_000) / 100m, random.Next(0, 101), 15, random.Next(2) == 0);
            var amounts = item.Amounts();
            Assert.Equal(amounts.Gross, amounts.Net + amounts.Vat);
            Assert.True(amounts.Net >= 0 && amounts.Vat >= 0 && decimal.Round(amounts.Net, 2) == amounts.Net);
        }
    }

    [Fact]
    public void An_own_probability_holds_until_the_stage_changes_or_it_is_taken_back()
    {
        var sure = With(new DealDetails(Probability: 95));
        Assert.Equal(95, sure.Probability);
        Assert.Equal(60, After(sure, Move(sure, "proposal")).Probability);
        var back = After(sure, Update(sure, new UpdateDeal(null, null, null, Clear: ["probability"])));
        Assert.Equal((10, null), (back.Probability, back.Details.Probability));
    }

    [Fact]
    public void A_lost_deal_takes_a_reason_of_the_pipeline_and_no_other()
    {
        Decision Lose(string? code) => DealDecisions.Move(Opened, "d1", new MoveDeal("lost", null, code), "user-1", 1, null, Pipeline, Now);
        Assert.Equal("price", After(Opened, Lose("price")).LostReasonCode);
        Assert.Equal((Refusal.Invalid, "lostReasonCode"), (Lose("weather").Refusal, Lose("weather").Detail));
    }

    [Fact]
    public void An_open_deal_that_nobody_works_on_goes_stale_and_work_clears_it()
    {
        var opened = DealDecisions.Open(new DealState(), "d1", Opening, Pipeline, Now);
        Assert.Equal((DealDecisions.StaleTimer, Now.AddDays(3)), Assert.Single(opened.DueSets));

        var worked = After(Opened, DealDecisions.Touch(Opened, "call", Pipeline, Now.AddDays(2)));
        var look = DealDecisions.Look(worked, Pipeline, Now.AddDays(3));
        Assert.True(look.Events.IsEmpty);
        Assert.Equal((DealDecisions.StaleTimer, Now.AddDays(5)), Assert.Single(look.DueSets));

        var stale = After(worked, DealDecisions.Look(worked, Pipeline, Now.AddDays(5)));
        Assert.Equal(Now.AddDays(5), stale.StaleSince);
        Assert.True(DealDecisions.Look(stale, Pipeline, Now.AddDays(9)).IsEmpty);
        var again = DealDecisions.Update(stale, new UpdateDeal("عنوان آخر", null, null), 1, null, Pipeline, Now.AddDays(9));
        Assert.Null(After(stale, again).StaleSince);
        Assert.Equal(Now.AddDays(12), Assert.Single(again.DueSets).At);
    }

    [Fact]
    public void A_stage_without_an_alarm_and_a_closed_deal_have_no_timer()
    {
        var ready = With(new DealDetails(NextStep: "إرسال العقد"), After(Opened, Update(Opened, new UpdateDeal(null, null, new DateOnly(2026, 12, 1)))));
        Assert.Contains(DealDecisions.StaleTimer, Move(ready, "contract").DueClears);
        Assert.Contains(DealDecisions.StaleTimer, Move(Opened, "lost", "السعر").DueClears);
        Assert.Contains(DealDecisions.StaleTimer, DealDecisions.Delete(Opened, 1, null, Now).DueClears);
    }

    [Fact]
    public void A_deleted_deal_answers_no_command_until_it_is_restored()
    {
        var deleted = After(Opened, DealDecisions.Delete(Opened, 1, 1, Now));
        Assert.Equal(Refusal.NotFound, Move(deleted, "proposal").Refusal);
        Assert.Equal(Refusal.NotFound, Update(deleted, new UpdateDeal("x", null, null)).Refusal);
        Assert.Equal(Refusal.NotFound, DealDecisions.Rank(deleted, "d1", null, null, 1, null, Now).Refusal);
        Assert.Equal(Refusal.NotFound, DealDecisions.Delete(deleted, 1, null, Now).Refusal);
        var back = DealDecisions.Restore(deleted, 1, null, Pipeline, Now.AddDays(1));
        Assert.Equal(("new", false), (After(deleted, back).Stage, After(deleted, back).Deleted));
        Assert.Equal(Now.AddDays(4), Assert.Single(back.DueSets).At);
        Assert.True(DealDecisions.Restore(Opened, 1, null, Pipeline, Now).IsEmpty);
        Assert.Equal(Refusal.StaleVersion, DealDecisions.Delete(Opened, 2, 1, Now).Refusal);
    }

    [Fact]
    public void The_largest_deal_stays_below_the_limit_of_a_state()
    {
        var full = With(new DealDetails(
            "c", "u", new string('ع', 2000), [.. Enumerable.Range(0, 20).Select(i => new string('و', 48) + i.ToString("00", System.Globalization.CultureInfo.InvariantCulture))],
            [.. Enumerable.Range(0, 30).Select(_ => new DealItem(new string('م', 150), 999_999.99m, 1.99m, 99.99m))], 50, new string('خ', 200), new DateOnly(2026, 12, 1)));
        for (var i = 0; i < 60; i++) full = After(full, Move(full, full.Stage == "new" ? "proposal" : "new"));
        var record = new SalesFlow.Entities.EntityRecord<DealState> { State = full };
        Assert.InRange(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(record, Stored).Length, 20_000, 32 * 1024);
    }
}
