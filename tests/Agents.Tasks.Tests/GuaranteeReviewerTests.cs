using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Offline.Tasks;
using SalesFlow.Agents.Tasks.Tests.Support;

namespace SalesFlow.Agents.Tasks.Tests;

public sealed class GuaranteeReviewerTests
{
    private const string Full = """
        {"claim":{"id":"G","submitted_at":"2026-11-20"},"subscription":{"package":"professional","activated_at":"2026-11-01","amount_paid":699},
         "activity":{"leads_entered":35,"messages_sent":120,"consecutive_active_days":16},"onboarding_completed":true,"prior_claims":0,"abuse_indicators":[]}
        """;

    private readonly TaskBench _bench = new("guarantee_reviewer");

    [Theory]
    [InlineData("submitted_at", "2026-12-01", true, "within_guarantee_period")]
    [InlineData("submitted_at", "2026-12-02", false, "within_guarantee_period")]
    [InlineData("activated_at", "2026-11-21", false, "within_guarantee_period")]
    [InlineData("paid_at", "2026-11-19", true, "within_guarantee_period")]
    [InlineData("leads_entered", "20", true, "minimum_usage_met")]
    [InlineData("leads_entered", "١٩", false, "minimum_usage_met")]
    [InlineData("messages_sent", "50", true, "minimum_usage_met")]
    [InlineData("messages_sent", "49", false, "minimum_usage_met")]
    [InlineData("test_leads", "16", false, "minimum_usage_met")]
    [InlineData("consecutive_active_days", "14", true, "good_faith_effort")]
    [InlineData("consecutive_active_days", "13", false, "good_faith_effort")]
    [InlineData("onboarding_completed", "لا", false, "onboarding_completed")]
    [InlineData("prior_claims", "1", false, "no_prior_claims")]
    [InlineData("fake_data", "yes", false, "no_abuse_indicators")]
    [InlineData("suspended_for_breach", "no", true, "no_abuse_indicators")]
    public void Each_condition_has_its_border(string field, string value, bool met, string condition) =>
        Assert.Equal(met, Run(With(field, value)).Output.GetProperty("eligibility_assessment").GetProperty(condition).GetBoolean());

    [Theory]
    [InlineData(80, false)]
    [InlineData(99, false)]
    [InlineData(100, true)]
    public void Only_the_whole_onboarding_counts(int percentage, bool met)
    {
        var input = JsonNode.Parse(Full)!.AsObject();
        input.Remove("onboarding_completed");
        input["onboarding_percentage"] = percentage;
        Assert.Equal(met, Run(input).Output.GetProperty("eligibility_assessment").GetProperty("onboarding_completed").GetBoolean());
    }

    [Fact]
    public void The_later_of_payment_and_account_begins_the_thirty_days()
    {
        var input = JsonNode.Parse(Full)!.AsObject();
        input["subscription"]!["activated_at"] = "2026-10-01";
        Assert.Equal("deny", Recommendation(input));
        input["subscription"]!["paid_at"] = "2026-10-25";
        Assert.Equal("approve", Recommendation(input));
    }

    [Theory]
    [InlineData(6, "approve", false)]
    [InlineData(5, "partial_refund", true)]
    [InlineData(4, "partial_refund", true)]
    [InlineData(3, "deny", true)]
    public void The_number_of_conditions_decides(int met, string recommendation, bool offered)
    {
        var input = JsonNode.Parse(Full)!.AsObject();
        if (met < 6) input["onboarding_completed"] = false;
        if (met < 5) input["activity"]!["leads_entered"] = 3;
        if (met < 4) input["activity"]!["consecutive_active_days"] = 2;
        var output = Run(input).Output;
        Assert.Equal(met, output.GetProperty("eligibility_score").GetInt32());
        Assert.Equal(recommendation, output.GetProperty("recommendation").GetString());
        Assert.Equal(offered, output.GetProperty("retention_offer").GetProperty("offered").GetBoolean());
        Assert.Equal(recommendation == "approve" ? 0 : 6 - met, output.GetProperty("denial_reasons").GetArrayLength());
    }

    [Theory]
    [InlineData("prior_claims", "1")]
    [InlineData("fake_data", "true")]
    [InlineData("activated_at", "2026-09-01")]
    [InlineData("is_trial", "true")]
    public void What_the_terms_exclude_is_denied_however_much_else_is_met(string field, string value)
    {
        var answer = Run(With(field, value));
        Assert.Equal("deny", answer.Output.GetProperty("recommendation").GetString());
        Assert.Equal(0, answer.Output.GetProperty("refund_amount_sar").GetDecimal());
        Assert.True(answer.Output.GetProperty("requires_manager_review").GetBoolean());
        Assert.Contains(answer.Escalations, e => e is { Reason: "denial", Target: "sales_manager" });
    }

    [Theory]
    [InlineData(5000, null, null)]
    [InlineData(5000.01, "refund_above_5000", "sales_manager")]
    [InlineData(50000.01, "refund_above_50000", "sales_director")]
    public void The_amount_decides_who_approves(decimal paid, string? reason, string? target)
    {
        var input = JsonNode.Parse(Full)!.AsObject();
        input["subscription"]!["amount_paid"] = paid;
        var answer = Run(input);
        Assert.Equal(reason, answer.Escalations.Count > 0 ? answer.Escalations[0].Reason : null);
        Assert.Equal(target, answer.Escalations.Count > 0 ? answer.Escalations[0].Target : null);
        Assert.Equal(reason is not null, answer.Output.GetProperty("requires_manager_review").GetBoolean());
    }

    [Fact]
    public void Set_up_is_paid_back_and_extra_services_are_not()
    {
        var input = JsonNode.Parse(Full)!.AsObject();
        input["subscription"] = new JsonObject { ["plan"] = "basic", ["activated_at"] = "2026-11-01", ["amount_paid"] = 299, ["setup_fee"] = 200 };
        Assert.Equal(499m, Run(input).Output.GetProperty("refund_amount_sar").GetDecimal());
        input["subscription"] = new JsonObject { ["plan"] = "basic", ["activated_at"] = "2026-11-01", ["total_paid"] = 1299, ["extra_services"] = 800 };
        Assert.Equal(499m, Run(input).Output.GetProperty("refund_amount_sar").GetDecimal());
    }

    [Fact]
    public void A_year_without_an_amount_is_twelve_months_less_a_fifth()
    {
        var input = JsonNode.Parse(Full)!.AsObject();
        input["subscription"] = new JsonObject { ["plan"] = "enterprise", ["billing"] = "سنوي", ["activated_at"] = "2026-11-01" };
        Assert.Equal(14390.40m, Run(input).Output.GetProperty("refund_amount_sar").GetDecimal());
    }

    [Theory]
    [InlineData("reason", "سأرفع قضية ضدكم", "legal_threat", "legal")]
    [InlineData("package", "enterprise", "enterprise_client", "sales_manager")]
    [InlineData("strategic_referrer", "true", "strategic_referrer", "sales_manager")]
    [InlineData("reason", "النظام فيه خلل ولا يعمل", "product_problem", "product")]
    [InlineData("repeated_reason", "yes", "product_problem", "product")]
    [InlineData("affiliate_id", "AFF-1", "clawback", "finance")]
    [InlineData("prior_claims", "3", "fraud_review", "compliance")]
    [InlineData("onboarding_completed", "no", "proration", "finance")]
    public void Each_reason_finds_its_people(string field, string value, string reason, string target) =>
        Assert.Contains(Run(With(field, value)).Escalations, e => e.Reason == reason && e.Target == target);

    [Theory]
    [InlineData("reason", "no legal action intended, simply not for us")]
    [InlineData("reason", "بدون أي قضية، فقط لم يناسبنا")]
    public void A_denied_threat_is_none(string field, string value) => Assert.Empty(Run(With(field, value)).Escalations);

    [Theory]
    [InlineData("it is too expensive", "discount")]
    [InlineData("النظام صعب علينا", "dedicated_support")]
    [InlineData("we are missing a feature", "upgrade")]
    [InlineData("", "extension")]
    public void The_offer_answers_the_reason(string reason, string type)
    {
        var input = With("reason", reason);
        input["onboarding_completed"] = false;
        Assert.Equal(type, Run(input).Output.GetProperty("retention_offer").GetProperty("type").GetString());
    }

    [Fact]
    public void Only_so_many_active_days_as_must_stand_in_a_row_prove_a_run()
    {
        Assert.Equal(20, GuaranteeActivity.Proved(20, 20));
        Assert.Equal(10, GuaranteeActivity.Proved(19, 20));
        Assert.Equal(1, GuaranteeActivity.Proved(5, 20));
        Assert.Equal(3, GuaranteeActivity.Longest([new(2026, 11, 1), new(2026, 11, 2), new(2026, 11, 3), new(2026, 11, 5), new(2026, 11, 5)]));
        var input = With("active_days", "15");
        input["activity"]!.AsObject().Remove("consecutive_active_days");
        var answer = Run(input);
        Assert.True(answer.Output.GetProperty("eligibility_assessment").GetProperty("good_faith_effort").GetBoolean());
        Assert.InRange(answer.Confidence, 0.7, 0.899);
    }

    [Fact]
    public void Days_are_counted_from_the_log_of_use()
    {
        var input = JsonNode.Parse(Full)!.AsObject();
        input["activity"] = new JsonObject { ["leads"] = 30, ["messages"] = 80, ["logins"] = new JsonArray([.. Enumerable.Range(1, 16).Where(d => d != 8).Select(d => (JsonNode)$"2026-11-{d:00}T08:00:00Z")]) };
        Assert.False(Run(input).Output.GetProperty("eligibility_assessment").GetProperty("good_faith_effort").GetBoolean());
    }

    [Fact]
    public void What_is_unknown_lowers_confidence_and_is_never_met()
    {
        var last = 1.0;
        var input = JsonNode.Parse(Full)!.AsObject();
        foreach (var remove in (Action[])[() => { }, () => input.Remove("onboarding_completed"), () => input["activity"]!.AsObject().Remove("messages_sent"), () => input["activity"]!.AsObject().Remove("consecutive_active_days"), () => input["subscription"]!.AsObject().Remove("activated_at")])
        {
            remove();
            var answer = Run(input);
            Assert.True(answer.Confidence < last);
            last = answer.Confidence;
        }
        Assert.Equal("escalate", Recommendation(input));
        Assert.Contains(Run(input).Escalations, e => e is { Reason: "low_confidence", Target: "committee" });
    }

    [Theory]
    [InlineData(Full)]
    [InlineData("""{"data":{"guaranteeClaim":{"claimDate":"2026-11-20","claimId":"G"},"contract":{"planType":"Professional plan","subscriptionStart":"2026-11-01","paidAmount":"699 SAR"}},"usage":{"leadsCount":"35","messageCount":"120","longestStreak":"16"},"onboarding":{"attended":"yes"},"hasPriorClaims":"no","noAbuse":true}""")]
    [InlineData("""{"طلب الضمان":{"رقم_المطالبة":"G","تاريخ_المطالبة":"2026-11-20"},"الاشتراك":{"الخطة":"الاحترافية","تاريخ_الاشتراك":"2026-11-01","المدفوع":"٦٩٩ ريال"},"الاستخدام":{"عدد_العملاء":"٣٥","عدد_الرسائل":"١٢٠","الأيام_المتتالية":"١٦"},"حضر_جلسة_التهيئة":"نعم","مطالبات_سابقة":"لا","إساءة_استخدام":"لا"}""")]
    public void Other_names_and_nesting_give_the_same(string input)
    {
        var output = _bench.Answer(input).Output;
        Assert.Equal("G", output.GetProperty("claim_id").GetString());
        Assert.Equal("approve", output.GetProperty("recommendation").GetString());
        Assert.Equal(699m, output.GetProperty("refund_amount_sar").GetDecimal());
        Assert.InRange(output.GetProperty("confidence").GetDouble(), 0.9, 1);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"claim":[],"subscription":"x","activity":7,"onboarding":[1],"prior_claims":{}}""")]
    [InlineData("""{"subscription":{"amount_paid":-5,"activated_at":"0001-01-01"},"activity":{"leads":1e28,"messages":-1,"active_days":1e20}}""")]
    [InlineData("""{"claim":{"submitted_at":"2026-01-01"},"subscription":{"activated_at":"2026-11-01","amount_paid":1e27},"discount":"كثير"}""")]
    public void Odd_inputs_are_answered_within_bounds(string input)
    {
        var answer = _bench.Answer(input);
        Assert.NotEqual("approve", answer.Output.GetProperty("recommendation").GetString());
        Assert.Equal(0, answer.Output.GetProperty("refund_amount_sar").GetDecimal());
        Assert.True(answer.Output.GetProperty("requires_manager_review").GetBoolean());
    }

    [Fact]
    public void Letters_are_short_enough_for_a_customer()
    {
        foreach (var input in (string[])[Full, "{}", """{"subscription":{"activated_at":"2026-01-01","amount_paid":5},"prior_claims":3,"fake_data":true,"leads":0,"messages":0,"active_days":0,"onboarding_completed":false}"""])
        {
            var draft = _bench.Answer(input).Output.GetProperty("client_communication_draft");
            foreach (var text in (string[])["ar", "en"]) Assert.InRange(draft.GetProperty(text).GetString()!.Split(' ').Length, 20, 300);
        }
    }

    private static JsonObject With(string field, string value)
    {
        var input = JsonNode.Parse(Full)!.AsObject();
        foreach (var part in (JsonObject[])[input, input["claim"]!.AsObject(), input["subscription"]!.AsObject(), input["activity"]!.AsObject()])
        {
            if (!part.ContainsKey(field)) continue;
            part[field] = value;
            return input;
        }
        (field is "paid_at" or "is_trial" ? input["subscription"]!.AsObject() : input)[field] = value;
        return input;
    }

    private TaskAnswer Run(JsonObject input) => _bench.Answer(JsonSerializer.SerializeToElement(input));

    private string? Recommendation(JsonObject input) => Run(input).Output.GetProperty("recommendation").GetString();
}
