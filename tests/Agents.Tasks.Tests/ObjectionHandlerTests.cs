using System.Text.Json;
using SalesFlow.Agents.Offline.Tasks;
using SalesFlow.Agents.Tasks.Tests.Support;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Tasks.Tests;

public sealed class ObjectionHandlerTests
{
    private readonly TaskBench _bench = new("objection_handler");

    [Theory]
    [InlineData("غالي علينا", "price")]
    [InlineData("I found a cheaper alternative", "price")]
    [InlineData("ما عندنا ميزانية هالسنة", "price")]
    [InlineData("never heard of you", "trust")]
    [InlineData("we don't trust AI", "trust")]
    [InlineData("عندكم عملاء في مجالنا؟", "trust")]
    [InlineData("not now, we are busy", "timing")]
    [InlineData("بفكر وأرد عليكم", "timing")]
    [InlineData("call me in two months", "timing")]
    [InlineData("عندنا فريق مبيعات يكفي", "need")]
    [InlineData("our company is too small", "need")]
    [InlineData("جربنا نظام مشابه وما نفع", "need")]
    [InlineData("I have to ask my partner", "authority")]
    [InlineData("لازم يمر على قسم المشتريات", "authority")]
    [InlineData("does it integrate with SAP?", "technical")]
    [InlineData("خصوصية بيانات عملائنا", "technical")]
    public void Each_of_the_sixteen_is_in_its_group(string objection, string category) =>
        Assert.Equal(category, Answer(new { objection }).GetProperty("detected_category").GetString());

    [Fact]
    public void Every_known_objection_has_its_texts_in_both_languages()
    {
        var texts = TaskTexts.Of("objection_handler");
        string[] codes = ["expensive", "cheaper_exists", "no_budget", "unknown_brand", "proof", "trust_ai", "sector_clients", "not_now", "let_me_think", "call_later", "have_team", "too_small",
            "tried_similar", "have_system", "not_interested", "ask_partner", "procurement", "integrations", "data_privacy", "missing_feature",
            "other"];
        foreach (var code in codes)
        {
            Assert.Equal(code, ObjectionLibrary.Of(code).Code);
            foreach (var part in (string[])["name", "ack", "answer", "other", "ask"]) Assert.True(texts.Has($"{code}.{part}"), $"{code}.{part}");
            Assert.Contains("؟", texts.In("ar", code + ".ask"), StringComparison.Ordinal);
            Assert.Contains("?", texts.In("en", code + ".ask"), StringComparison.Ordinal);
            Assert.NotEqual(ObjectionLibrary.Of(code).Approach, ObjectionLibrary.Of(code).Second);
        }
    }

    [Fact]
    public void The_second_attempt_differs_and_the_third_hands_over()
    {
        var first = Answer(new { objection = "too expensive" });
        var second = Answer(new { objection = "too expensive", attempts = 1 });
        var third = Answer(new { objection = "too expensive", attempts = 2 });
        Assert.NotEqual(Primary(first), Primary(second));
        Assert.NotEqual(Approach(first), Approach(second));
        Assert.Contains("colleague", Primary(third), StringComparison.Ordinal);
        Assert.Equal("blocking", third.GetProperty("severity").GetString());
        Assert.All([first, second, third], o => Assert.Equal(2, o.GetProperty("max_attempts").GetInt32()));
        foreach (var answer in (JsonElement[])[first, second])
            Assert.NotEqual(Primary(answer), answer.GetProperty("response").GetProperty("alternative_en").GetString());
    }

    [Theory]
    [InlineData("""{"objection":"غالي","attempt_number":3}""", true)]
    [InlineData("""{"objection":"غالي","attempt_number":2}""", false)]
    [InlineData("""{"objection":"expensive","previous_objections":["price",{"category":"price"}]}""", true)]
    [InlineData("""{"objection":"expensive","previous_objections":["timing","price"]}""", false)]
    [InlineData("""{"objection":"expensive","history":[{"role":"customer","text":"too expensive"},{"role":"agent","text":"a"},{"role":"customer","text":"price is too high"},{"role":"agent","text":"b"}]}""", true)]
    [InlineData("""{"objection":"expensive","history":[{"role":"customer","text":"too expensive"},{"role":"agent","text":"a"},{"role":"customer","text":"expensive"}]}""", false)]
    public void Two_answered_attempts_call_senior_sales(string input, bool persists)
    {
        var escalations = _bench.Answer(input).Escalations;
        Assert.Equal(persists, escalations.Any(e => e is { Reason: "persists", Target: "senior_sales" }));
    }

    [Theory]
    [InlineData("""{"objection":"HubSpot is cheaper"}""", "senior_sales")]
    [InlineData("""{"objection":"expensive","competitor":"Acme"}""", "senior_sales")]
    [InlineData("""{"objection":"غالي، عطوني خصم"}""", "senior_sales")]
    [InlineData("""{"objection":"you don't have reports, I asked before"}""", "product")]
    [InlineData("""{"objection":"النظام لا يدعم الربط","attempts":1}""", "product")]
    [InlineData("""{"objection":"expensive, I will write a bad review"}""", "management")]
    [InlineData("""{"objection":"your claim is not true, prove it"}""", "management")]
    [InlineData("""{"objection":"expensive","account_tier":"strategic"}""", "management")]
    [InlineData("""{"objection":"expensive","deal":{"value":100001}}""", "sales_manager")]
    [InlineData("""{"objection":"السعر مرتفع","قيمة الصفقة":"١٥٠ ألف"}""", "sales_manager")]
    [InlineData("""{"objection":"my lawyer must review the contract terms"}""", "compliance")]
    [InlineData("""{"objection":"expensive","deal_value":100000}""", null)]
    [InlineData("""{"objection":"not now","deal_value":500000}""", null)]
    [InlineData("""{"objection":"you don't have reports"}""", null)]
    public void Each_reason_finds_its_person(string input, string? target) =>
        Assert.Equal(target, _bench.Answer(input).Escalations.Select(e => e.Target).FirstOrDefault());

    [Fact]
    public void A_price_objection_below_eighty_is_not_answered_without_a_person()
    {
        var answer = _bench.Answer("""{"category":"price"}""");
        Assert.InRange(answer.Confidence, 0.70, 0.79);
        Assert.Contains(answer.Escalations, e => e.Reason == "unsure_about_price");
        Assert.DoesNotContain(_bench.Answer("""{"category":"timing"}""").Escalations, e => e.Reason == "unsure_about_price");
    }

    [Fact]
    public void Finality_raises_and_hesitation_lowers_the_weight()
    {
        Assert.Equal("moderate", Severity("it is expensive"));
        Assert.Equal("blocking", Severity("it is expensive, absolutely out of the question"));
        Assert.Equal("mild", Severity("it is a bit expensive"));
        Assert.Equal("mild", Severity("خلني أفكر"));
        Assert.Equal("blocking", Severity("لا توجد ميزانية"));
        string Severity(string objection) => Answer(new { objection }).GetProperty("severity").GetString()!;
    }

    [Fact]
    public void Amounts_come_from_the_price_list_alone()
    {
        var silent = new TaskBench("objection_handler") { Tenant = _bench.Tenant with { PriceList = [] } };
        const string Input = """{"objection":"Expensive! Somebody offers 150 SAR and 40% off"}""";
        Assert.DoesNotContain(silent.Answer(Input).Output.GetProperty("response").EnumerateObject(), t => t.Value.GetString()!.Any(char.IsDigit));
        var text = Primary(_bench.Answer(Input).Output);
        Assert.Contains("299 SAR a month, VAT included", text, StringComparison.Ordinal);
        Assert.DoesNotContain("150", text, StringComparison.Ordinal);
        Assert.DoesNotContain("40", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sectors_own_answer_comes_first()
    {
        Assert.Contains("plan that fits your size", Primary(Answer(new { objection = "expensive", sector = "restaurant" })), StringComparison.Ordinal);
        Assert.DoesNotContain("plan that fits your size", Primary(Answer(new { objection = "not now", sector = "restaurant" })), StringComparison.Ordinal);
    }

    [Fact]
    public void Approved_knowledge_is_the_evidence_where_it_bears_on_the_point()
    {
        KnowledgePassage Passage(double score) => new("d1", "Privacy", "", "Customer data are kept in the Kingdom and never sold. More follows.", "en", score, TaskBench.Now, 1, "policy");
        string Text(double score) => Primary(new TaskBench("objection_handler") { Passages = [Passage(score)] }.Answer("""{"objection":"where is our data stored?"}""").Output);
        Assert.Contains("kept in the Kingdom and never sold.", Text(0.8), StringComparison.Ordinal);
        Assert.DoesNotContain("More follows", Text(0.8), StringComparison.Ordinal);
        Assert.DoesNotContain("Kingdom", Text(0.5), StringComparison.Ordinal);
    }

    [Fact]
    public void The_callers_category_helps_where_it_agrees_and_doubts_where_it_does_not()
    {
        var alone = _bench.Answer("""{"objection":"hmm that is a lot"}""").Confidence;
        Assert.True(_bench.Answer("""{"objection":"hmm that is a lot","category":"السعر"}""").Confidence > alone);
        Assert.True(_bench.Answer("""{"objection":"too expensive","category":"technical"}""").Confidence < 0.7);
    }

    [Theory]
    [InlineData("""{"objection":"السعر مرتفع","sector":"مطعم","deal_value":200000}""")]
    [InlineData("""{"data":{"objection_text":"السعر مرتفع","lead":{"industry":"restaurants"},"deal":{"amount":"200,000"}}}""")]
    [InlineData("""{"الاعتراض":"السعر مرتفع","القطاع":"مطاعم","قيمة_الصفقة":"٢٠٠٠٠٠"}""")]
    public void The_same_objection_in_other_names_gets_the_same(string input)
    {
        var answer = _bench.Answer(input);
        Assert.Equal("sales_manager", answer.Escalations[0].Target);
        Assert.Contains("نبدأ بالباقة الأنسب لحجمكم", answer.Output.GetProperty("response").GetProperty("primary_ar").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("على أي أساس تقولون هذا؟ أبي إثبات")]
    [InlineData("وعودكم مبالغ فيها وما تنصدق")]
    [InlineData("من وين جايبين هالنسبة؟")]
    [InlineData("What is that figure based on? Show me the evidence")]
    [InlineData("The numbers in your brochure are made up")]
    [InlineData("Your claims are misleading")]
    public void Who_wants_proof_or_calls_a_claim_untrue_doubts_us_and_the_management_hears_of_it(string objection)
    {
        var answer = _bench.Answer(JsonSerializer.SerializeToElement(new { objection }));
        Assert.Equal("trust", answer.Output.GetProperty("detected_category").GetString());
        Assert.Contains(answer.Escalations, e => e is { Reason: "fact_check", Target: "management" });
    }

    [Theory]
    [InlineData("السعر غير معقول", "price")]
    [InlineData("Your price is not realistic", "price")]
    [InlineData("صحيح كلامكم، بس لازم أشاور شريكي", "authority")]
    public void A_price_that_is_doubted_is_a_price(string objection, string category)
    {
        var answer = _bench.Answer(JsonSerializer.SerializeToElement(new { objection }));
        Assert.Equal(category, answer.Output.GetProperty("detected_category").GetString());
        Assert.DoesNotContain(answer.Escalations, e => e.Reason == "fact_check");
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"objection":[],"history":7,"attempts":-4,"deal_value":"lots"}""")]
    [InlineData("""{"objection":{"text":{"x":1}},"attempts":1e20,"deal_value":1e28}""")]
    [InlineData("""{"objection":"😀😀","history":[[[[]]]],"previous_objections":[{},null,3]}""")]
    public void Odd_inputs_are_answered(string input)
    {
        var output = _bench.Answer(input).Output;
        Assert.Equal("other", output.GetProperty("detected_category").GetString());
        Assert.InRange(output.GetProperty("confidence").GetDouble(), 0, 0.49);
    }

    private JsonElement Answer(object input) => _bench.Answer(JsonSerializer.SerializeToElement(input)).Output;

    private static string Primary(JsonElement output) => output.GetProperty("response").GetProperty("primary_en").GetString()!;

    private static string Approach(JsonElement output) => output.GetProperty("strategy").GetProperty("approach").GetString()!;
}
