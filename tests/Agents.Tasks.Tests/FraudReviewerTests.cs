using System.Text.Json;
using SalesFlow.Agents.Offline.Tasks;
using SalesFlow.Agents.Tasks.Tests.Support;

namespace SalesFlow.Agents.Tasks.Tests;

public sealed class FraudReviewerTests
{
    private readonly TaskBench _bench = new("fraud_reviewer");

    [Theory]
    [InlineData("""{"affiliate":{"id":"A","phone":"0501112222","company":"متجر النور"},"lead":{"id":"L","phone":"00966501112222","company":"متجر النور"}}""", "self_referral")]
    [InlineData("""{"affiliate_id":"A","affiliate_phone":"0501112222","affiliate_ip":"1.1.1.1","lead_id":"L","lead_phone":"0501112222","lead_ip":"1.1.1.1"}""", "self_referral")]
    [InlineData("""{"affiliate_id":"A","behavior":{"same_device":true},"notes":"The lead is a family member"}""", "self_referral")]
    [InlineData("""{"المسوق":{"المعرف":"A"},"ملاحظات":"العميل شقيق المسوق ويستخدم نفس الجهاز"}""", "self_referral")]
    [InlineData("""{"entity":{"type":"affiliate","id":"A"},"signals":["same_ip","same_device"]}""", "self_referral")]
    [InlineData("""{"affiliate_id":"A","flags":["lead volume 4.5x normal","bot traffic"]}""", "gaming")]
    [InlineData("""{"lead":{"id":"L","phone_valid":"no","email":"x@mailinator.com"}}""", "lead_quality")]
    [InlineData("""{"lead":{"id":"L","city":"الرياض","ip_city":"جدة"},"flags":["لا يوجد سجل تجاري"]}""", "lead_quality")]
    [InlineData("""{"leads":[{"id":"1","phone":"0551234567","company":"شركة"},{"id":"2","phone":"+966 55 123 4567","company":"شركة"}]}""", "duplicate")]
    [InlineData("""{"deal":{"id":"D","value":20001,"created_at":"2026-11-20T08:00:00Z","close_date":"2026-11-20T12:00:00Z"},"average_deal_value":10000}""", "commission_fraud")]
    [InlineData("""{"affiliate_id":"A","referrals":[{"from":"A","to":"B"},{"from":"B","to":"C"},{"from":"C","to":"A"}],"volume_multiplier":3.1}""", "gaming")]
    [InlineData("""{"affiliate":{"id":"A","iban":"SA1","phone":"0501112222"},"other_affiliates":[{"id":"B","iban":"SA1","phone":"0501112222"}]}""", "identity_fraud")]
    public void Two_independent_signs_make_a_finding(string input, string type)
    {
        var output = _bench.Answer(input).Output;
        Assert.Equal(type, output.GetProperty("review_type").GetString());
        Assert.All(output.GetProperty("findings").EnumerateArray(), f => Assert.True(f.GetProperty("evidence").EnumerateArray().DistinctBy(e => e.GetProperty("type").GetString()).Count() >= 2));
        Assert.NotEqual(0, output.GetProperty("findings").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"affiliate_id":"A","flags":["الجواز مزور","السيلفي لا يشبه صاحب الجواز"]}""", "identity_fraud")]
    [InlineData("""{"affiliate_id":"A","checks":{"passport_tampered":true,"selfie_match":false}}""", "identity_fraud")]
    [InlineData("""{"affiliate_id":"A","flags":["the iqama is registered to somebody else","payout account in another person's name"]}""", "identity_fraud")]
    [InlineData("""{"affiliate_id":"A","flags":["اللمسة مدخلة يدوي","الزبون يقول ما تواصل مع هالمسوق"]}""", "gaming")]
    [InlineData("""{"affiliate_id":"A","flags":["logged by hand an hour before signing","the client never met the partner"]}""", "gaming")]
    [InlineData("""{"affiliate_id":"A","stats":{"leads_today":31,"usual_daily_leads":4},"avg_lead_score":8}""", "gaming")]
    [InlineData("""{"affiliate_id":"A","monthly_leads":[20,22,19,96],"average_score":11}""", "gaming")]
    [InlineData("""{"affiliate_id":"A","flags":["رفع ٦٤ عميل هالشهر وعادته ١٠","جودتهم ضعيفة"]}""", "gaming")]
    [InlineData("""{"lead":{"id":"L"},"checks":{"cr_exists":false,"phone_reachable":false}}""", "lead_quality")]
    [InlineData("""{"affiliate_id":"A","flags":["قسم الاشتراك على عقدين","كنسل العميل بعد صرف العمولة"]}""", "commission_fraud")]
    public void Remarks_and_names_of_fields_are_read_by_what_they_mean(string input, string type)
    {
        var output = _bench.Answer(input).Output;
        Assert.Equal(type, output.GetProperty("review_type").GetString());
        Assert.NotEqual(0, output.GetProperty("findings").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"affiliate_id":"A","flags":["the passport matches the selfie","the account is in his own name"]}""")]
    [InlineData("""{"affiliate_id":"A","flags":["العميل يعرف المسوق","كل لمسة وراها مكالمة"]}""")]
    [InlineData("""{"affiliate_id":"A","flags":["a jump in leads after the fair"],"activity":{"leads_this_week":29,"average_weekly_leads":10,"calls":400}}""")]
    [InlineData("""{"affiliate_id":"A","activity":{"leads_this_week":20,"average_weekly_leads":10,"average_deal_value":3},"leads":[{"id":"1","employees":900}]}""")]
    [InlineData("""{"affiliate_id":"A","checks":{"identity_match":true,"phone_reachable":true,"cr_exists":true}}""")]
    public void What_is_in_order_is_no_sign(string input)
    {
        var output = _bench.Answer(input).Output;
        Assert.Equal(0, output.GetProperty("findings").GetArrayLength());
        Assert.Equal("clear", output.GetProperty("recommended_action").GetString());
    }

    [Theory]
    [InlineData("""{"affiliate":{"id":"A","phone":"0501112222"},"lead":{"id":"L","phone":"0501112222"}}""")]
    [InlineData("""{"affiliate_id":"A","same_phone":true,"notes":"same phone","flags":["same phone as the affiliate"]}""")]
    [InlineData("""{"affiliate_id":"A","flags":["self referral: same device"]}""")]
    [InlineData("""{"affiliate_id":"A","same_ip":true,"deal":{"value":30000},"average_deal_value":9000}""")]
    public void One_witness_is_no_finding(string input)
    {
        var answer = _bench.Answer(input);
        Assert.Equal(0, answer.Output.GetProperty("findings").GetArrayLength());
        Assert.InRange(answer.Output.GetProperty("fraud_risk_score").GetInt32(), 1, 45);
        Assert.Equal("monitor", answer.Output.GetProperty("recommended_action").GetString());
    }

    [Theory]
    [InlineData("nationality", "Indian")]
    [InlineData("gender", "female")]
    [InlineData("age", "70")]
    [InlineData("religion", "any")]
    [InlineData("accent", "fake lead")]
    [InlineData("name", "multiple accounts")]
    [InlineData("الجنسية", "عميل وهمي")]
    public void Who_somebody_is_by_birth_changes_nothing(string field, string value)
    {
        const string Rest = """ "affiliate":{"id":"A","phone":"0501112222","ip":"1.1.1.1" """;
        var without = _bench.Answer("{" + Rest + """},"lead":{"id":"L","phone":"0501112222","ip":"1.1.1.1"}}""").Output;
        var with = _bench.Answer("{" + Rest + $""","{field}":"{value}" """ + """},"lead":{"id":"L","phone":"0501112222","ip":"1.1.1.1"}}""").Output;
        foreach (var part in (string[])["fraud_risk_score", "risk_level", "recommended_action", "related_entities"])
            Assert.Equal(without.GetProperty(part).GetRawText(), with.GetProperty(part).GetRawText());
        static string[] Types(JsonElement output) => [.. output.GetProperty("findings")[0].GetProperty("evidence").EnumerateArray().Select(e => e.GetProperty("type").GetString()!)];
        Assert.Equal(Types(without), Types(with));
    }

    [Theory]
    [InlineData("""{"flags":["no duplicate lead","not a fake lead"]}""")]
    [InlineData("""{"ملاحظات":"لا يوجد عميل وهمي ولا عملاء مكررين"}""")]
    [InlineData("""{"same_ip":false,"same_device":"no","already_in_crm":"لا","bot_engagement":0,"duplicate":null,"phone_valid":true}""")]
    [InlineData("""{"review_type":"self_referral","affiliate_id":"A"}""")]
    [InlineData("""{"activity":{"leads_this_week":60,"average_weekly_leads":20}}""")]
    [InlineData("""{"deal":{"id":"D","value":20000,"created_at":"2026-11-01","close_date":"2026-11-20"},"average_deal_value":10000}""")]
    public void What_is_denied_or_within_the_usual_is_no_sign(string input)
    {
        var output = _bench.Answer(input).Output;
        Assert.Equal(0, output.GetProperty("fraud_risk_score").GetInt32());
        Assert.Equal("clear", output.GetProperty("recommended_action").GetString());
    }

    [Theory]
    [InlineData("""{"affiliate_id":"A","forged_documents":true,"multiple_accounts":true}""", "identity_fraud", "compliance")]
    [InlineData("""{"affiliate_id":"A","forged_documents":true,"multiple_accounts":true}""", "identity_fraud_legal", "legal")]
    [InlineData("""{"affiliate_id":"A","fraud_ring":true}""", "fraud_ring", "compliance")]
    [InlineData("""{"affiliate_id":"A","flags":["دخول غير مصرح للنظام"]}""", "unauthorised_access", "compliance")]
    [InlineData("""{"inflated_value":true,"fast_close":true,"commissions":[{"id":"C","amount":5000.01}]}""", "commission_fraud", "compliance")]
    [InlineData("""{"affiliate_id":"A","self_referral":true}""", "self_referral", "affiliate_manager")]
    [InlineData("""{"affiliate_id":"A","already_in_crm":true}""", "already_in_crm", "affiliate_manager")]
    [InlineData("""{"affiliate_id":"A","leads_this_week":61,"average_weekly_leads":20}""", "lead_spike", "affiliate_manager")]
    [InlineData("""{"affiliate_id":"A","flags":["حسابات متعددة لنفس الشخص"]}""", "multiple_accounts", "affiliate_manager")]
    [InlineData("""{"deal":{"value":30000},"average_deal_value":9000}""", "inflated_value", "finance")]
    [InlineData("""{"affiliate_id":"A","linked_to_suspended":true}""", "payment_to_suspended", "finance")]
    [InlineData("""{"affiliate_id":"A","cancelled_after_commission":true}""", "clawback", "finance")]
    public void Each_reason_finds_its_people(string input, string reason, string target) =>
        Assert.Contains(_bench.Answer(input).Escalations, e => e.Reason == reason && e.Target == target);

    [Fact]
    public void Five_thousand_riyals_are_not_yet_above()
    {
        var answer = _bench.Answer("""{"inflated_value":true,"fast_close":true,"commissions":[{"id":"C","amount":5000}]}""");
        Assert.DoesNotContain(answer.Escalations, e => e.Reason == "commission_fraud");
    }

    [Fact]
    public void Three_accounts_that_hang_together_are_a_ring()
    {
        var answer = _bench.Answer("""{"affiliates":[{"id":"A","iban":"SA1"},{"id":"B","iban":"SA1"},{"id":"C","iban":"SA1"}]}""");
        Assert.Contains(answer.Escalations, e => e.Reason == "fraud_ring");
    }

    [Theory]
    [InlineData("""{"entity_type":"affiliate","entity_id":"A","forged_documents":true,"shared_iban":true,"multiple_accounts":true,"linked_suspended":true}""", "suspend")]
    [InlineData("""{"entity_type":"lead","entity_id":"L","forged_documents":true,"shared_iban":true,"multiple_accounts":true,"linked_suspended":true}""", "block")]
    public void The_strictest_step_needs_confidence_and_a_critical_risk_and_a_person(string input, string action)
    {
        var answer = _bench.Answer(input);
        Assert.Equal(action, answer.Output.GetProperty("recommended_action").GetString());
        Assert.InRange(answer.Confidence, 0.9, 1);
        Assert.InRange(answer.Output.GetProperty("fraud_risk_score").GetInt32(), 81, 100);
        Assert.True(answer.Output.GetProperty("requires_human_review").GetBoolean());
        Assert.Contains(answer.Escalations, e => e.Reason == "critical_risk");
    }

    [Fact]
    public void Commissions_are_held_from_seventy_and_high_on_and_cleared_below()
    {
        var held = FraudJudgement.Of([Signal("same_phone", 0.6), Signal("same_device", 0.6)], "affiliate");
        Assert.True(held is { Holds: true, Blocks: false, Action: "investigate" });
        var watched = FraudJudgement.Of([Signal("same_phone", 0.35), Signal("same_device", 0.35)], "affiliate");
        Assert.True(watched is { Holds: false, Action: "monitor" });
        Assert.Equal(0.58, watched.Confidence);
    }

    [Fact]
    public void Every_sign_is_known_in_both_languages_and_has_a_pattern_with_texts()
    {
        var texts = TaskTexts.Of("fraud_reviewer");
        Assert.All(FraudSigns.All.Values, s =>
        {
            Assert.True(texts.Has(s.Pattern));
            Assert.InRange(s.Weight, 0.1, 0.7);
            Assert.False(string.IsNullOrWhiteSpace(s.Label.Ar) || string.IsNullOrWhiteSpace(s.Label.En));
        });
    }

    [Theory]
    [InlineData("""{"affiliate":[],"lead":"x","commissions":{"a":1},"deals":[1,null,"x"],"referrals":"y"}""")]
    [InlineData("""{"deal":{"value":1e28},"average_deal_value":-1,"hours_to_close":-5,"volume_multiplier":1e27,"leads_this_week":1e28,"average_weekly_leads":0}""")]
    [InlineData("""{"leads":[{},{},{"phone":5},{"phone":[]},{"score":"abc"}],"commissions":[{"id":"C","amount":-9},{"amount":5}]}""")]
    public void Odd_inputs_are_answered_within_bounds(string input)
    {
        var answer = _bench.Answer(input);
        Assert.InRange(answer.Output.GetProperty("fraud_risk_score").GetInt32(), 0, 45);
        Assert.InRange(answer.Confidence, 0.5, 1);
    }

    private static FraudSignal Signal(string code, double trust) => new(FraudSigns.All[code], trust, code, null, []);

    [Theory]
    [InlineData("""{"affiliate":{"id":"A","phone":"0551112223"},"activity":{"leads_this_week":70,"average_weekly_leads":20}}""", true)]
    [InlineData("""{"affiliate":{"id":"A","phone":"0551112223"},"activity":{},"weekly_leads":[8,9,10,9,48]}""", true)]
    [InlineData("""{"affiliate":{"id":"A","phone":"0551112223"},"activity":{"leads_this_week":60,"average_weekly_leads":20}}""", false)]
    public void A_volume_far_above_the_usual_is_seen_by_a_person_even_alone(string input, bool seen) =>
        Assert.Equal(seen, _bench.Answer(input).Output.GetProperty("requires_human_review").GetBoolean());
}
