using System.Text.Json;
using SalesFlow.Agents.Offline.Tasks;
using SalesFlow.Agents.Tasks.Tests.Support;

namespace SalesFlow.Agents.Tasks.Tests;

public sealed class RevenueAttributionTests
{
    private readonly TaskBench _bench = new("revenue_attribution");

    [Theory]
    [InlineData("basic", "freelance", 44.85)]
    [InlineData("basic", "employee", 59.80)]
    [InlineData("professional", "مستقل", 44.85 / 0.15 * 0.20)]
    [InlineData("الاحترافية", "موظف", 74.75)]
    [InlineData("enterprise", "freelancer", 74.75)]
    [InlineData("Enterprise plan", "employee", 89.70)]
    public void The_rate_follows_the_plan_and_the_kind_of_affiliate(string plan, string kind, double commission)
    {
        var output = Run(new { deal = new { value = 299, plan, status = "paid", close_date = "2026-11-20" }, affiliate = new { id = "A", type = kind }, touchpoints = new[] { new { affiliate_id = "A", date = "2026-11-01" } } });
        Assert.Equal((decimal)Math.Round(commission, 2), Primary(output).GetProperty("commission_sar").GetDecimal());
    }

    [Theory]
    [InlineData("linear", 1)]
    [InlineData("linear", 3)]
    [InlineData("linear", 7)]
    [InlineData("time_decay", 6)]
    [InlineData("position_based", 2)]
    [InlineData("position_based", 9)]
    [InlineData("first_touch", 4)]
    [InlineData("last_touch", 5)]
    public void Percentages_come_to_exactly_one_hundred(string model, int touches)
    {
        var output = Run(new { deal = new { value = 997.31m, plan = "professional", status = "paid", close_date = "2026-11-20" }, model, touchpoints = Enumerable.Range(0, touches).Select(i => new { affiliate_id = "A" + i, date = $"2026-10-{i + 1:00}" }) });
        var shares = output.GetProperty("attribution_result").GetProperty("secondary_attributions").EnumerateArray().Append(Primary(output)).ToList();
        Assert.Equal(100m, shares.Sum(s => s.GetProperty("attribution_percentage").GetDecimal()));
        Assert.All(shares, s => Assert.Equal(decimal.Round(997.31m * 0.20m * s.GetProperty("attribution_percentage").GetDecimal() / 100, 2, MidpointRounding.AwayFromZero), s.GetProperty("commission_sar").GetDecimal()));
    }

    [Fact]
    public void Any_weights_round_to_one_hundred()
    {
        foreach (var weights in (decimal[][])[[1, 1, 1], [0.1m, 0.2m, 7], [1], [3, 3, 3, 3, 3, 3, 3], [0.000001m, 1]])
            Assert.Equal(100m, AttributionModels.Whole(weights).Sum());
        Assert.Equal(1m, Enumerable.Range(0, 6).Sum(i => AttributionModels.Position(i, 6)));
        Assert.Equal([0.4m, 0.1m, 0.1m, 0.4m], Enumerable.Range(0, 4).Select(i => AttributionModels.Position(i, 4)));
    }

    [Fact]
    public void A_touch_weighs_half_after_one_half_life()
    {
        var output = Run(new { deal = new { value = 300, commission_rate = 0.1, status = "paid", close_date = "2026-11-20" }, model = "time_decay", touchpoints = new[] { new { affiliate_id = "A", date = "2026-11-13" }, new { affiliate_id = "B", date = "2026-11-20" } } });
        Assert.Equal("B", Primary(output).GetProperty("affiliate_id").GetString());
        Assert.Equal(66.67m, Primary(output).GetProperty("attribution_percentage").GetDecimal());
    }

    [Theory]
    [InlineData("2026-08-22", true)]
    [InlineData("2026-08-21", false)]
    public void Protection_lasts_ninety_days(string registered, bool holds)
    {
        var output = Run(Deal(new { affiliate_id = "A", date = registered }));
        Assert.Equal(holds ? JsonValueKind.Object : JsonValueKind.Null, Primary(output).ValueKind);
        if (!holds) Assert.Equal("organic", output.GetProperty("attribution_result").GetProperty("secondary_attributions")[0].GetProperty("entity_id").GetString());
    }

    [Fact]
    public void Negotiation_adds_thirty_days_and_contact_renews()
    {
        object[] touches = [new { affiliate_id = "A", date = "2026-08-01" }];
        Assert.Equal("A", Primary(Run(new { deal = Paid, negotiating = true, touchpoints = touches })).GetProperty("affiliate_id").GetString());
        // A holds since July; B came while A's protection ran, and A renewed it.
        var renewed = Run(Deal(new { affiliate_id = "A", date = "2026-07-20" }, new { affiliate_id = "B", date = "2026-09-01" }, new { affiliate_id = "A", date = "2026-10-01" }));
        Assert.Equal("A", Primary(renewed).GetProperty("affiliate_id").GetString());
        // Without renewal it is B's.
        var lapsed = Run(Deal(new { affiliate_id = "A", date = "2026-07-20" }, new { affiliate_id = "B", date = "2026-09-01" }));
        Assert.Equal("B", Primary(lapsed).GetProperty("affiliate_id").GetString());
    }

    [Fact]
    public void On_one_day_direct_contact_goes_first_and_a_draw_is_for_the_committee()
    {
        var output = Run(Deal(new { affiliate_id = "A", date = "2026-11-01", type = "newsletter" }, new { affiliate_id = "B", date = "2026-11-01", type = "meeting" }));
        Assert.Equal("B", Primary(output).GetProperty("affiliate_id").GetString());
        var draw = _bench.Answer(Json(Deal(new { affiliate_id = "A", date = "2026-11-01", type = "call" }, new { affiliate_id = "B", date = "2026-11-01", type = "call" })));
        Assert.Contains(draw.Escalations, e => e is { Reason: "contradictory_evidence", Target: "committee" });
        Assert.InRange(draw.Confidence, 0, 0.69);
    }

    [Fact]
    public void A_customer_who_returns_within_six_months_stays_with_the_first()
    {
        var output = Run(new { deal = Paid, previous_affiliate_id = "OLD", cancelled_at = "2026-06-01", touchpoints = new[] { new { affiliate_id = "OLD", date = "2025-11-01" }, new { affiliate_id = "B", date = "2026-11-01" } } });
        Assert.Equal("OLD", Primary(output).GetProperty("affiliate_id").GetString());
    }

    [Theory]
    [InlineData("""{"deal":{"value":40004,"plan":"enterprise","status":"paid","close_date":"2026-11-20"},"touchpoints":[{"affiliate_id":"A","date":"2026-11-01"}]}""", "high_commission", "committee")]
    [InlineData("""{"deal":{"value":699,"plan":"pro","status":"refunded","close_date":"2026-11-20"},"touchpoints":[{"affiliate_id":"A","date":"2026-11-01"}]}""", "clawback", "finance")]
    [InlineData("""{"deal":{"value":699,"plan":"pro","close_date":"2026-11-20"},"model":"linear","touchpoints":[{"affiliate_id":"A","date":"2026-11-01"},{"affiliate_id":"B","date":"2026-11-02"}]}""", "split_commission", "finance")]
    [InlineData("""{"deal":{"value":699,"plan":"pro","close_date":"2026-11-20"},"monthly_commission_total":49900,"touchpoints":[{"affiliate_id":"A","date":"2026-11-01"}]}""", "monthly_threshold", "finance")]
    [InlineData("""{"deal":{"value":699,"plan":"pro","close_date":"2026-11-20"},"already_in_crm":"yes","touchpoints":[{"affiliate_id":"A","date":"2026-11-01"}]}""", "fraud_already_in_crm", "affiliate_manager")]
    [InlineData("""{"deal":{"value":699,"plan":"pro","close_date":"2026-11-20"},"self_referral":true,"touchpoints":[{"affiliate_id":"A","date":"2026-11-01"}]}""", "fraud_self_referral", "affiliate_manager")]
    [InlineData("""{"deal":{"value":699,"plan":"pro","close_date":"2026-11-20"},"touchpoints":[{"channel":"google","date":"2026-10-01"},{"affiliate_id":"B","date":"2026-11-19"}]}""", "fraud_last_minute_touch", "affiliate_manager")]
    [InlineData("""{"deal":{"value":699,"plan":"pro","close_date":"2026-11-20"},"disputes":["B wants it"],"touchpoints":[{"affiliate_id":"A","date":"2026-11-01"}]}""", "affiliate_dispute", "committee")]
    [InlineData("""{}""", "low_confidence", "committee")]
    public void Each_reason_finds_its_people(string input, string reason, string target) =>
        Assert.Contains(_bench.Answer(input).Escalations, e => e.Reason == reason && e.Target == target);

    [Fact]
    public void Claims_that_only_are_said_to_compete_count_without_names()
    {
        var output = _bench.Answer("""{"deal":{"value":699,"plan":"pro","close_date":"2026-11-20"},"competing_claims":true,"affiliate_type":"employee","touchpoints":[{"affiliate_id":"A","date":"2026-11-01"}]}""").Output;
        Assert.True(output.GetProperty("disputes").GetProperty("has_competing_claims").GetBoolean());
        Assert.Equal(0, output.GetProperty("disputes").GetProperty("claimants").GetArrayLength());
        Assert.Equal(174.75m, Primary(output).GetProperty("commission_sar").GetDecimal());
    }

    [Fact]
    public void Ten_thousand_riyals_are_not_yet_too_much()
    {
        var answer = _bench.Answer("""{"deal":{"value":40000,"plan":"enterprise","status":"paid","close_date":"2026-11-20"},"touchpoints":[{"affiliate_id":"A","date":"2026-11-01"}]}""");
        Assert.Empty(answer.Escalations);
        Assert.False(answer.Output.GetProperty("disputes").GetProperty("requires_manual_review").GetBoolean());
    }

    [Fact]
    public void A_model_is_never_changed_in_retrospect()
    {
        var output = Run(new { deal = Paid, model = "last_touch", existing_attribution = new { model = "first_touch" }, commission_status = "paid", touchpoints = new[] { new { affiliate_id = "A", date = "2026-10-01" }, new { affiliate_id = "B", date = "2026-11-01" } } });
        Assert.Equal("first_touch", output.GetProperty("attribution_model_used").GetString());
        Assert.Equal("paid", output.GetProperty("commission_status").GetString());
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("trial")]
    [InlineData("قيد التفاوض")]
    [InlineData("ملغاة")]
    public void Nothing_is_earned_before_the_customer_pays(string status)
    {
        var output = Run(new { deal = new { value = 699, plan = "pro", status, close_date = "2026-11-20" }, touchpoints = new[] { new { affiliate_id = "A", date = "2026-11-01" } } });
        Assert.Equal(0, Primary(output).GetProperty("commission_sar").GetDecimal());
        Assert.Equal("draft", output.GetProperty("commission_status").GetString());
    }

    [Theory]
    [InlineData("""{"deal":{"id":"D","value":699,"package":"professional","status":"paid","close_date":"2026-11-20"},"touchpoints":[{"affiliate_id":"A","date":"2026-11-01","type":"referral_link"}]}""")]
    [InlineData("""{"payload":{"transaction":{"dealId":"D","dealValue":"699 SAR","plan":"Professional","paymentStatus":"paid","closedAt":"2026-11-20T10:00:00Z"}},"customerJourney":[{"affiliate":{"id":"A"},"timestamp":"2026-11-01T09:00:00+03:00","interactionType":"referral link"}]}""")]
    [InlineData("""{"الصفقة":{"رقم_الصفقة":"D","قيمة_الصفقة":"٦٩٩","الباقة":"الاحترافية","الحالة":"مدفوعة","تاريخ_الإغلاق":"٢٠٢٦-١١-٢٠"},"نقاط_التواصل":[{"معرف_المسوق":"A","التاريخ":"2026-11-01","النوع":"رابط إحالة"}]}""")]
    public void Other_names_and_nesting_give_the_same(string input)
    {
        var output = _bench.Answer(input).Output;
        Assert.Equal("D", output.GetProperty("deal_id").GetString());
        Assert.Equal(139.80m, Primary(output).GetProperty("commission_sar").GetDecimal());
        Assert.Equal(19, output.GetProperty("journey_summary").GetProperty("days_to_close").GetInt32());
        Assert.InRange(output.GetProperty("confidence").GetDouble(), 0.9, 1);
    }

    [Theory]
    [InlineData("""{"deal":"x","touchpoints":5,"claims":{"a":1},"disputes":false}""")]
    [InlineData("""{"deal":{"value":-5,"close_date":"9999-12-31","plan":[1]},"touchpoints":[{"affiliate_id":7,"date":"0001-01-01"},null,3,"x"],"lookback_days":1e20}""")]
    [InlineData("""{"deal":{"value":1e27},"touchpoints":[{"affiliate_id":"A"},{"affiliate_id":"B"}],"model":{"x":1},"half_life":-3}""")]
    [InlineData("""{"deal":{"value":"kثير"},"claims":["A","B",{},{"affiliate_id":null}],"affiliates":[{"id":"A","rate":500}]}""")]
    public void Odd_inputs_are_answered_within_bounds(string input)
    {
        var answer = _bench.Answer(input);
        Assert.InRange(answer.Confidence, 0, 0.69);
        Assert.Equal("draft", answer.Output.GetProperty("commission_status").GetString());
    }

    private static readonly object Paid = new { value = 699, plan = "professional", status = "paid", close_date = "2026-11-20" };

    private static object Deal(params object[] touchpoints) => new { deal = Paid, touchpoints };

    private static string Json(object input) => JsonSerializer.Serialize(input);

    private JsonElement Run(object input) => _bench.Answer(Json(input)).Output;

    private static JsonElement Primary(JsonElement output) => output.GetProperty("attribution_result").GetProperty("primary_affiliate");
}
