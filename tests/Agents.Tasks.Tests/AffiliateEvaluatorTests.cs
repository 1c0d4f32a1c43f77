using System.Text.Json;
using SalesFlow.Agents.Offline.Tasks;
using SalesFlow.Agents.Tasks.Tests.Support;

namespace SalesFlow.Agents.Tasks.Tests;

/// <summary>The affiliate evaluator's weights, tiers, bands and escalations.</summary>
public sealed class AffiliateEvaluatorTests
{
    private const string Sample = "أعمل في المبيعات منذ ست سنوات مع عيادات ومطاعم الرياض. أستمع إلى احتياج العميل أولاً، ثم أشرح الحل بوضوح وصدق، وأتابع معه حتى يقرر براحة. حققت 120% من هدفي في العام الماضي.";

    private static readonly TaskBench Bench = new("affiliate_evaluator");

    private static readonly Dictionary<string, object> Strong = new()
    {
        ["name"] = "سارة", ["city"] = "الرياض", ["age"] = 30, ["education"] = "بكالوريوس", ["occupation"] = "مندوبة مبيعات",
        ["experience_years"] = 6, ["communication_sample"] = Sample,
        ["languages"] = "العربية", ["tools"] = "CRM, Excel, Canva", ["linkedin"] = "linkedin.com/in/s", ["followers"] = 3000, ["contacts"] = 300,
        ["sector"] = "عيادات",
    };

    private static Agents.Tasks.TaskAnswer With(string key, object? value)
    {
        var application = Strong.ToDictionary(p => p.Key, p => (object?)p.Value);
        application[key] = value;
        return Bench.Answer(JsonSerializer.Serialize(application));
    }

    [Fact]
    public void The_weights_sum_to_one() => Assert.Equal(1m, ApplicationScores.Weights.Sum(w => w.Weight));

    [Theory]
    [InlineData(49.99, null)]
    [InlineData(50, "silver")]
    [InlineData(69.99, "silver")]
    [InlineData(70, "gold")]
    [InlineData(84.99, "gold")]
    [InlineData(85, "platinum")]
    [InlineData(100, "platinum")]
    public void A_tier_has_its_scores(double score, string? tier) => Assert.Equal(tier, AffiliateEvaluatorEngine.Tier((decimal)score));

    [Fact]
    public void The_aggregate_is_the_weighted_mean_of_the_scores()
    {
        var output = With("city", "جدة").Output;
        var sum = output.GetProperty("scores").EnumerateObject().Sum(s =>
            s.Value.GetProperty("score").GetDecimal() * s.Value.GetProperty("weight").GetDecimal());
        Assert.Equal(decimal.Round(sum, 2), output.GetProperty("aggregate_score").GetDecimal());
    }

    [Fact]
    public void Only_a_clear_approval_needs_nobody()
    {
        var clear = With("city", "الرياض");
        Assert.Equal("approve", clear.Output.GetProperty("recommendation").GetString());
        Assert.False(clear.Output.GetProperty("requires_human_review").GetBoolean());
        Assert.True(With("tools", null).Output.GetProperty("aggregate_score").GetDecimal() < clear.Output.GetProperty("aggregate_score").GetDecimal());
    }

    [Theory]
    [InlineData(19, null)]
    [InlineData(20, true)]
    public void A_sample_has_at_least_twenty_words(int words, bool? scored)
    {
        var output = With("communication_sample", string.Join(' ', Enumerable.Range(0, words).Select(i => "كلمة" + (char)('ا' + i)))).Output;
        Assert.Equal(scored is null, output.GetProperty("scores").GetProperty("communication").GetProperty("score").ValueKind == JsonValueKind.Null);
        Assert.Equal(scored is null, output.GetProperty("risk_flags").EnumerateArray().Any(f => f.GetString() == "communication_insufficient"));
    }

    [Theory]
    [InlineData("followers", 9999, null)]
    [InlineData("followers", 10000, "affiliate_manager")]
    [InlineData("current_customer", true, "affiliate_manager")]
    [InlineData("network", "I have enterprise clients and connections to Aramco.", "affiliate_manager")]
    [InlineData("history", "أسوّق حالياً لشركة منافسة", "compliance")]
    [InlineData("country", "Egypt", "compliance")]
    [InlineData("country", "السعودية", null)]
    [InlineData("notes", "I want a higher commission than others.", "compliance")]
    [InlineData("profiles", "حسابي يتكلم عن قمار ومراهنات", "compliance")]
    [InlineData("age", 17, "compliance")]
    [InlineData("former_employee", true, "hr")]
    [InlineData("notes", "I worked for you until last year.", "hr")]
    [InlineData("notes", "I want to work for you.", null)]
    [InlineData("conflict_of_interest", true, "legal")]
    [InlineData("same_ip_applications", 2, "legal")]
    [InlineData("same_ip_applications", 1, null)]
    [InlineData("fraud_history", true, "admin")]
    [InlineData("blacklisted", true, "admin")]
    [InlineData("notes", "فُصل من برنامج تسويق سابق بسبب التلاعب بالعمولات", "admin")]
    [InlineData("internal_flags", "fraud case 2024, recovered", "admin")]
    [InlineData("notes", "Banned by another programme for fake leads", "admin")]
    [InlineData("notes", "Snapchat, 14k followers", "affiliate_manager")]
    [InlineData("notes", "I follow 14,000 people", null)]
    [InlineData("notes", "Leads get lost when shops shut at noon.", null)]
    [InlineData("notes", "لا يوجد عليه أي سجل احتيال", null)]
    [InlineData("internal_flags", "no fraud found", null)]
    public void A_person_is_told_where_it_matters(string key, object value, string? target)
    {
        var answer = With(key, value);
        Assert.Equal(target, answer.Escalations is [var first, ..] ? first.Target : null);
        Assert.Equal(target, answer.Output.GetProperty("escalation_target").GetString());
        if (target is not null) Assert.True(answer.Output.GetProperty("requires_human_review").GetBoolean());
    }

    [Fact]
    public void What_is_missing_never_raises_the_score()
    {
        var whole = With("city", "الرياض").Output;
        foreach (var key in Strong.Keys.Where(k => k is not "communication_sample"))
        {
            var less = With(key, null).Output;
            Assert.True(less.GetProperty("aggregate_score").GetDecimal() <= whole.GetProperty("aggregate_score").GetDecimal(), key);
            Assert.True(less.GetProperty("confidence").GetDecimal() <= whole.GetProperty("confidence").GetDecimal(), key);
        }
    }

    [Fact]
    public void The_same_application_in_other_names_gives_the_same_result()
    {
        var one = Bench.Answer(JsonSerializer.Serialize(Strong)).Output;
        var other = Bench.Answer(JsonSerializer.Serialize(new
        {
            form = new
            {
                applicant = new { fullName = "سارة", المدينة = "الرياض", العمر = "٣٠", المؤهل = "بكالوريوس", المهنة = "مندوبة مبيعات" },
                سنوات_الخبرة = "٦", writing_sample = Sample, اللغات = "العربية",
                الأدوات = new[] { "CRM", "Excel", "Canva" }, linkedin = "linkedin.com/in/s", المتابعون = "3,000", المعارف = "300", القطاع = "عيادات",
            },
        })).Output;

        Assert.Equal(one.GetProperty("aggregate_score").GetDecimal(), other.GetProperty("aggregate_score").GetDecimal());
        Assert.Equal(one.GetProperty("recommendation").GetString(), other.GetProperty("recommendation").GetString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"age":-4,"followers":-1,"experience_years":1e20,"tools":{"a":1},"communication_sample":12}""")]
    [InlineData("""{"followers":99999999999999999999,"contacts":"كثير","languages":[1,2]}""")]
    public void Odd_inputs_stay_in_bounds(string input)
    {
        var output = Bench.Answer(input).Output;
        Assert.InRange(output.GetProperty("aggregate_score").GetDecimal(), 0, 100);
        Assert.True(output.GetProperty("requires_human_review").GetBoolean());
    }
}
