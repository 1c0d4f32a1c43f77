using System.Text.Json;
using SalesFlow.Agents.Tasks.Tests.Support;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Tasks.Tests;

public sealed class SectorStrategistTests
{
    private static readonly TaskBench Bench = new("sector_strategist");

    [Theory]
    [InlineData("""{"sector":"healthcare"}""", "healthcare")]
    [InlineData("""{"sector":"Real estate"}""", "real_estate")]
    [InlineData("""{"industry":"عيادات"}""", "healthcare")]
    [InlineData("""{"lead":{"company":{"sector":"مطعم"}}}""", "restaurants")]
    [InlineData("""{"القطاع":"قطاع العقار"}""", "real_estate")]
    [InlineData("""{"sector":"a dental clinic in Riyadh"}""", "healthcare")]
    [InlineData("""{"company_name":"عيادات النور"}""", "healthcare")]
    public void A_sector_is_found_by_its_names(string input, string sector) => Assert.Equal(sector, Output(input).GetProperty("sector").GetString());

    [Theory]
    [InlineData("نقاط الحديث", "talking_points")]
    [InlineData("Value proposition", "value_proposition")]
    [InlineData("تحليل المنافسين", "competitive_analysis")]
    [InlineData("objectionResponse", "objection_response")]
    [InlineData("قصة نجاح", "case_study_match")]
    [InlineData("pricing", "pricing_strategy")]
    public void A_request_is_read_in_both_languages(string written, string request) =>
        Assert.Equal(request, Output($$"""{"sector":"healthcare","request_type":"{{written}}"}""").GetProperty("request_type").GetString());

    [Fact]
    public void Points_for_the_stage_stand_first_and_there_are_at_most_ten()
    {
        var many = Bench.Sectors.Find("healthcare")! with
        {
            TalkingPoints = [.. Enumerable.Range(0, 30).Select(i => new TalkingPoint(new($"نقطة {i}", $"Point {i}"), i % 3 == 0 ? "closing" : "discovery", i % 2 == 0 ? "low" : "high"))],
        };
        var points = new TaskBench("sector_strategist") { Sectors = new OneSector(many) }
            .Answer("""{"sector":"healthcare","sales_stage":"closing"}""").Output.GetProperty("advice").GetProperty("talking_points").EnumerateArray().ToList();

        Assert.Equal(10, points.Count);
        Assert.Equal(Enumerable.Repeat("closing", 10), points.Select(p => p.GetProperty("context").GetString()));
        Assert.Equal(["high", "low"], points.Select(p => p.GetProperty("effectiveness_rating").GetString()).Distinct());
    }

    [Fact]
    public void Benchmarks_are_the_librarys_and_null_where_it_has_none()
    {
        var known = Bench.Sectors.Find("healthcare")! with { Benchmarks = new SectorBenchmarks(21, null, 0.12, new("دراسة", "A study")) };
        var benchmarks = new TaskBench("sector_strategist") { Sectors = new OneSector(known) }.Answer("""{"sector":"healthcare"}""").Output.GetProperty("advice").GetProperty("sector_benchmarks");

        Assert.Equal((21, 0.12), (benchmarks.GetProperty("typical_sales_cycle_days").GetInt32(), benchmarks.GetProperty("conversion_rate_benchmark").GetDouble()));
        Assert.Equal(JsonValueKind.Null, benchmarks.GetProperty("average_deal_size_sar").ValueKind);
    }

    [Theory]
    [InlineData(2, "professional")]
    [InlineData(10, "professional")]
    [InlineData(11, "enterprise")]
    public void The_recommended_package_has_enough_users(int people, string package) =>
        Assert.Equal(package, Output($$"""{"sector":"restaurants","team_size":{{people}}}""").GetProperty("advice").GetProperty("recommended_package").GetString());

    [Theory]
    [InlineData("""{"sector":"healthcare","company":{"employees":3}}""", "professional")]
    [InlineData("""{"sector":"healthcare","company":{"employees":49}}""", "professional")]
    [InlineData("""{"sector":"healthcare","company":{"employees":50}}""", "enterprise")]
    [InlineData("""{"sector":"healthcare","company":{"employees":20},"question":"They want 18 users"}""", "enterprise")]
    [InlineData("""{"sector":"عقارات","company":{"employees":20},"question":"عندهم ١٥ مندوب"}""", "enterprise")]
    public void Employees_tell_the_size_and_users_are_asked_for(string input, string package) =>
        Assert.Equal(package, Output(input).GetProperty("advice").GetProperty("recommended_package").GetString());

    [Theory]
    [InlineData("محل شاورما", "restaurants")]
    [InlineData("بوفيه ومشويات", "restaurants")]
    [InlineData("مستوصف الحي", "healthcare")]
    [InlineData("medical insurance company", null)]
    [InlineData("تأمين طبي", null)]
    [InlineData("sea salt harvesting", null)]
    public void The_head_of_a_line_of_business_tells_its_sector(string written, string? sector) =>
        Assert.Equal(sector ?? written, Output(JsonSerializer.Serialize(new { sector = written })).GetProperty("sector").GetString());

    [Fact]
    public void Without_a_price_list_no_package_and_no_price_is_named()
    {
        var bench = new TaskBench("sector_strategist") { Tenant = Bench.Tenant with { PriceList = [] } };
        var advice = bench.Answer("""{"sector":"restaurants","request_type":"pricing_strategy"}""").Output.GetProperty("advice");

        Assert.Equal(JsonValueKind.Null, advice.GetProperty("recommended_package").ValueKind);
        Assert.DoesNotContain("SAR", advice.GetProperty("summary_en").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"sector":"تربية النحل","request_type":"talking_points"}""", "new_sector", "sales_director")]
    [InlineData("""{"sector":"healthcare","competitors":["X CRM"]}""", "named_competitor", "sales_director")]
    [InlineData("""{"sector":"healthcare","objection":"نستخدم زوهو حالياً"}""", "named_competitor", "sales_director")]
    [InlineData("""{"sector":"healthcare","context":"يرغبون في شراكة معنا"}""", "partnership", "sales_director")]
    [InlineData("""{"sector":"healthcare","requested_features":["Integration with Odoo"]}""", "missing_feature", "product")]
    [InlineData("""{"sector":"healthcare","request_type":"case_study_match"}""", "missing_case", "marketing")]
    [InlineData("""{"sector":"healthcare","company":{"sector":"عقارات"}}""", "conflicting_data", "sales_manager")]
    [InlineData("""{"sector":"healthcare","requested_features":["employee attendance tracking"]}""", "missing_feature", "product")]
    [InlineData("""{"sector":"healthcare","question":"يسألون هل عندنا جرد للمخزون"}""", "missing_feature", "product")]
    [InlineData("""{"sector":"healthcare","question":"عندهم عرض من زوهو"}""", "named_competitor", "sales_director")]
    public void A_person_is_called_for(string input, string reason, string target) =>
        Assert.Contains(Bench.Answer(input).Escalations, e => e.Reason == reason && e.Target == target);

    [Theory]
    [InlineData("""{"sector":"healthcare","request_type":"talking_points","stage":"discovery"}""")]
    [InlineData("""{"sector":"healthcare","company":{"sector":"عيادات"}}""")]
    [InlineData("""{"sector":"healthcare","context":"He must ask his partner","requested_features":["8 users"]}""")]
    [InlineData("""{"request_type":"talking_points"}""")]
    [InlineData("""{"sector":"healthcare","competitors":["Excel","دفتر"]}""")]
    [InlineData("""{"sector":"healthcare","question":"They keep an accounting program and lose inquiries"}""")]
    public void Nobody_is_called_for_ordinary_advice(string input) => Assert.Empty(Bench.Answer(input).Escalations);

    [Fact]
    public void A_case_is_cited_where_the_knowledge_base_has_one()
    {
        var bench = new TaskBench("sector_strategist")
        {
            Passages =
            [
                new("doc-1", "قصة نجاح عيادة", "", "عيادة نظّمت مواعيدها.", "ar", 0.9, TaskBench.Now, 1, "sector"), new("doc-2", "سياسة الدعم", "", "الدعم عبر البريد.", "ar", 0.9, TaskBench.Now, 1, "sector"),
                new("doc-3", "قصة نجاح بعيدة", "", "لا صلة لها.", "ar", 0.3, TaskBench.Now, 1, "sector"),
            ],
        };
        var answer = bench.Answer("""{"sector":"healthcare","request_type":"case_study_match"}""");

        Assert.Equal(["sector:healthcare", "price-list", "knowledge:doc-1"], answer.Output.GetProperty("sources").EnumerateArray().Select(s => s.GetString()));
        Assert.Contains("قصة نجاح عيادة", answer.Output.GetProperty("advice").GetProperty("summary_ar").GetString(), StringComparison.Ordinal);
        Assert.Empty(answer.Escalations);
    }

    [Fact]
    public void The_objection_that_was_heard_stands_first()
    {
        var profile = Bench.Sectors.Find("healthcare")!;
        var bench = new TaskBench("sector_strategist")
        {
            Sectors = new OneSector(profile with { Objections = [new("need", new("عندنا فريق", "We have a team"), new("رد", "Answer")) { Code = "have_team" }, .. profile.Objections] }),
        };

        Assert.Equal("It is expensive", bench.Answer("""{"sector":"healthcare","objection":"It is too expensive for us"}""").Output.GetProperty("advice").GetProperty("common_objections")[0].GetProperty("objection_en").GetString());
    }

    [Fact]
    public void The_less_is_known_the_lower_the_confidence()
    {
        string[] inputs =
        [
            """{"sector":"healthcare","request_type":"talking_points","stage":"discovery"}""", """{"sector":"healthcare","request_type":"talking_points"}""", """{"sector":"healthcare"}""",
            """{"company_name":"عيادات النور"}""", """{"sector":"تربية النحل","request_type":"talking_points","stage":"discovery"}""", "{}",
        ];
        var confidences = inputs.Select(i => Bench.Answer(i).Confidence).ToList();

        Assert.All(confidences.Zip(confidences.Skip(1)), p => Assert.True(p.First > p.Second));
        Assert.True(confidences[0] >= 0.85 && confidences[4] is >= 0.40 and < 0.65);
    }

    [Fact]
    public void Lists_follow_the_language_asked_for()
    {
        Assert.Equal("رد فوري", Output("""{"sector":"healthcare"}""").GetProperty("advice").GetProperty("competitive_landscape").GetProperty("advantages")[0].GetString());
        Assert.Equal("Instant reply", Output("""{"sector":"healthcare","language":"English"}""").GetProperty("advice").GetProperty("competitive_landscape").GetProperty("advantages")[0].GetString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"sector":5,"request_type":[],"stage":{},"employees":1e300,"competitors":{},"objection":[null,5]}""")]
    [InlineData("""{"sector":"","company":"x","requested_features":[[],{}],"language":7}""")]
    public void Odd_inputs_give_a_valid_answer(string input) => Assert.InRange(Bench.Answer(input).Confidence, 0, 1);

    private static JsonElement Output(string input) => Bench.Answer(input).Output;

    private sealed class OneSector(SectorData profile) : ISectorLibrary
    {
        public IReadOnlyList<SectorData> All { get; } = [profile];

        public SectorData? Find(string? sector) => sector == profile.Code ? profile : null;
    }
}
