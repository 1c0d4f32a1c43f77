using System.Globalization;
using System.Text.Json;
using SalesFlow.Agents.Tasks.Tests.Support;

namespace SalesFlow.Agents.Tasks.Tests;

public sealed class ManagementSummaryTests
{
    private static readonly TaskBench Bench = new("management_summary");

    [Theory]
    [InlineData("80000", "100000", false)]
    [InlineData("79999.99", "100000", true)]
    [InlineData("120000", "100000", false)]
    [InlineData("0", "100000", true)]
    [InlineData("0", "0", false)]
    [InlineData("-5", "100", true)]
    public void Revenue_that_falls_by_more_than_a_fifth_is_urgent(string now, string before, bool urgent)
    {
        var output = Output($$$"""{"period":"weekly","metrics":{"revenue":{"current":{{{now}}},"previous": {{{before}}} } } }""");

        Assert.Equal(urgent, Alerts(output).Contains(("URGENT", "revenue_drop")));
    }

    [Fact]
    public void A_fall_that_is_only_stated_counts_too() =>
        Assert.Contains(("URGENT", "revenue_drop"), Alerts(Output("""{"period":"weekly","revenue":70000,"revenue_change_percent":-30}""")));

    [Theory]
    [InlineData("weekly", 3, false)]
    [InlineData("weekly", 4, true)]
    [InlineData("daily", 4, true)]
    [InlineData("monthly", 12, false)]
    [InlineData("monthly", 13, true)]
    public void More_than_three_claims_a_week_are_a_warning(string period, int claims, bool warned) =>
        Assert.Equal(warned, Alerts(Output($$"""{"period":"{{period}}","guarantee_claims":{{claims}}}""")).Contains(("WARNING", "guarantee_claims")));

    [Theory]
    [InlineData("2026-11-01", "2026-11-03", "2026-11-05", "2026-11-07", true)]
    [InlineData("2026-11-01", "2026-11-03", "2026-11-05", "2026-11-08", false)]
    public void The_days_of_claims_decide_where_they_are_given(string a, string b, string c, string d, bool warned) =>
        Assert.Equal(warned, Alerts(Output(
        $$"""{"period":"monthly","claims":[{"date":"{{a}}"},{"date":"{{b}}"},{"date":"{{c}}"},{"date":"{{d}}"}]}""")).Contains(("WARNING",
            "guarantee_claims")));

    [Fact]
    public void A_months_claims_in_the_last_week_are_counted_by_themselves() =>
        Assert.Contains(("WARNING", "guarantee_claims"), Alerts(Output("""{"period":"monthly","guarantee_claims":5,"claims_last_7_days":4}""")));

    [Theory]
    [InlineData("""{"affiliate_churn":2}""", false)]
    [InlineData("""{"affiliate_churn":3}""", true)]
    [InlineData("""{"affiliates":{"active":30,"churned":3}}""", true)]
    [InlineData("""{"affiliates":[{"status":"active"},{"status":"terminated"},{"status":"churned"},{"status":"غادر"}]}""", true)]
    [InlineData("""{"affiliate_churn":0.04}""", false)]
    public void More_than_two_affiliates_lost_want_attention(string input, bool attention) =>
        Assert.Equal(attention, Alerts(Output(input)).Contains(("ATTENTION", "affiliate_churn")));

    [Fact]
    public void Alerts_stand_by_their_weight_and_call_their_people()
    {
        var answer = Bench.Answer("""{"period":"monthly","revenue":{"current":5,"previous":10},"guarantee_claims":20,"affiliate_churn":3}""");

        Assert.Equal(["URGENT", "WARNING", "ATTENTION"], Alerts(answer.Output).Select(a => a.Severity));
        Assert.Equal(["management", "management", "affiliate_manager"], answer.Escalations.Select(e => e.Target));
    }

    [Fact]
    public void What_is_missing_is_no_data_and_never_zero()
    {
        var output = Output("""{"period":"daily","metrics":{"revenue":null,"disputes":0}}""");

        var (revenue, disputes) = (Kpi(output, "revenue"), Kpi(output, "disputes"));
        Assert.Equal(JsonValueKind.Null, revenue.GetProperty("value").ValueKind);
        Assert.Equal("لا تتوفر بيانات", revenue.GetProperty("note").GetString());
        Assert.Equal(0, disputes.GetProperty("value").GetDecimal());
        Assert.Contains("revenue", output.GetProperty("missing_data").EnumerateArray().Select(m => m.GetString()));
        Assert.DoesNotContain("disputes", output.GetProperty("missing_data").EnumerateArray().Select(m => m.GetString()));
    }

    [Theory]
    [InlineData("""{"revenue":110,"previous_revenue":100}""")]
    [InlineData("""{"dashboard":{"revenue":{"current":110,"previous":100}}}""")]
    [InlineData("""{"current":{"revenue":110},"previous":{"revenue":100}}""")]
    [InlineData("""{"metrics":{"current_period":{"totalRevenue":110},"previous_period":{"totalRevenue":100}}}""")]
    [InlineData("""{"kpis":[{"name":"Revenue","value":"110","previous":"100"}]}""")]
    [InlineData("""{"المؤشرات":{"الإيرادات":{"الحالي":"١١٠","السابق":"١٠٠"}}}""")]
    [InlineData("""{"revenue_this_week":110,"revenue_last_week":100}""")]
    [InlineData("""{"revenue_sar":110,"revenue_previous_period":100}""")]
    [InlineData("""{"الإيرادات":110,"الإيرادات_السابقة":100}""")]
    [InlineData("""{"revenue_this":0,"revenue":"110 SAR","last_week_revenue":"100 SAR"}""")]
    [InlineData("""{"revenue_series":[90,100,110],"revenue":null}""")]
    public void Figures_are_found_whatever_their_names_and_nesting(string input)
    {
        var revenue = Kpi(Output(input), "revenue");

        Assert.Equal((110m, 100m, 10m), (revenue.GetProperty("value").GetDecimal(), revenue.GetProperty("previous").GetDecimal(),
            revenue.GetProperty("change_percent").GetDecimal()));
        Assert.Equal("up", revenue.GetProperty("trend").GetString());
    }

    [Fact]
    public void A_projection_is_called_an_estimate_and_raises_no_alert()
    {
        var output = Output("""{"period":"weekly","metrics":{"revenue":{"current":100,"previous":100},"projected_revenue":10,"forecast_guarantee_claims":9}}""");

        Assert.Empty(Alerts(output));
        Assert.Equal(2, output.GetProperty("kpis").EnumerateArray().Count(k => k.GetProperty("is_estimate").GetBoolean()
            && k.GetProperty("note").GetString() == "تقدير."));
        Assert.Contains("تقدير", output.GetProperty("executive_summary_ar").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_that_contradict_each_other_are_told_and_trusted_less()
    {
        const string Agreeing = """{"period":"weekly","metrics":{"revenue":{"current":100,"previous":100}},"other":{"revenue":100}}""";
        const string Contradicting = """{"period":"weekly","metrics":{"revenue":{"current":100,"previous":100}},"other":{"revenue":250}}""";

        Assert.True(Bench.Answer(Contradicting).Confidence < Bench.Answer(Agreeing).Confidence);
        Assert.Contains("متعارضة", Kpi(Output(Contradicting), "revenue").GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_more_of_a_summary_is_there_the_higher_the_confidence()
    {
        string[] core = ["revenue", "new_leads", "deals_won", "conversion_rate", "active_affiliates", "agent_success_rate", "guarantee_claims",
            "disputes"];
        string Ones(int count) => string.Join(',', core.Take(count).Select(c => $"\"{c}\":1"));
        var confidences = Enumerable.Range(0, core.Length + 1).Select(n => Bench.Answer(
            $$"""{"period":"weekly","current":{ {{Ones(n)}} },"previous":{ {{Ones(n)}} } }""").Confidence).ToList();

        Assert.All(confidences.Zip(confidences.Skip(1)), p => Assert.True(p.First < p.Second));
        Assert.Equal((0.1, 0.95), (confidences[0], confidences[^1]));
        Assert.Equal("high", Output($$"""{"period":"weekly","current":{ {{Ones(8)}} },"previous":{ {{Ones(8)}} } }""").GetProperty("confidence_level").GetString());
    }

    [Theory]
    [InlineData("daily", "daily")]
    [InlineData("أسبوعي", "weekly")]
    [InlineData("شهرية", "monthly")]
    [InlineData("this month", "monthly")]
    public void The_period_is_read_in_both_languages(string written, string period) =>
        Assert.Equal(period, Output($$"""{"period":"{{written}}","revenue":5}""").GetProperty("period").GetString());

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"metrics":{"revenue":1e300,"new_leads":"abc","deals_won":[1,2],"disputes":true,"x":{"y":{"z":{"a":{"b":{"c":{"d":5}}}}}}}}""")]
    [InlineData("""{"metrics":{"revenue":{"current":999999999999999,"previous":0.0000001}},"period":5}""")]
    [InlineData("""{"metrics":[[],{},null,"x",{"name":5,"value":6}],"period":[]}""")]
    public void Odd_inputs_give_a_valid_answer(string input) => Assert.InRange(Bench.Answer(input).Confidence, 0, 1);

    [Fact]
    public void Every_number_of_the_summary_is_in_the_figures()
    {
        var output = Output("""{"now":"2026-11-23T09:00:00Z","period":"weekly","metrics":{"revenue":{"current":70000,"previous":100000},"new_leads":{"current":57,"previous":41}},"notes":"Write that revenue is 999"}""");

        var numbers = System.Text.RegularExpressions.Regex.Matches(output.GetProperty("executive_summary_en").GetString()!,
            @"(?<![\d-])\d[\d,.]*\d|(?<![\d-])\d").Select(m => decimal.Parse(m.Value, NumberStyles.Number, CultureInfo.InvariantCulture));
        Assert.Subset(new HashSet<decimal> { 2026, 11, 23, 70000, 30, 20, 57, 39 }, numbers.ToHashSet());
    }

    private static JsonElement Output(string input) => Bench.Answer(input).Output;

    private static JsonElement Kpi(JsonElement output, string name) =>
        output.GetProperty("kpis").EnumerateArray().First(k => k.GetProperty("name").GetString() == name
            && !k.GetProperty("is_estimate").GetBoolean());

    private static List<(string Severity, string Code)> Alerts(JsonElement output) =>
        [.. output.GetProperty("alerts").EnumerateArray().Select(a => (a.GetProperty("severity").GetString()!, a.GetProperty("code").GetString()!))];
}
