using System.Text.Json;
using SalesFlow.Agents.Offline.Tasks;
using SalesFlow.Agents.Tasks.Tests.Support;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Tasks.Tests;

public sealed class KnowledgeRetrievalTests
{
    private const string Terms = "The guarantee runs for 30 days from activation. At least 20 real leads are needed. Payment follows within 7 business days.";

    [Theory]
    [InlineData(0.95, "direct", false)]
    [InlineData(0.80, "direct", true)]
    [InlineData(0.60, "partial", true)]
    [InlineData(0.45, "not_found", true)]
    [InlineData(0.39, "not_found", true)]
    public void How_near_the_passage_is_decides_what_the_answer_is(double score, string type, bool verify)
    {
        var output = Ask("""{"query":"How long does the guarantee run?"}""", Passage(score: score)).Output;
        Assert.Equal(type, output.GetProperty("answer_type").GetString());
        Assert.Equal(verify, output.GetProperty("requires_verification").GetBoolean());
        Assert.Equal(type == "not_found" ? 0 : 1, output.GetProperty("sources").GetArrayLength());
    }

    [Theory]
    [InlineData("pricing", 0.93, true)]
    [InlineData("policy", 0.84, true)]
    [InlineData("policy", 0.93, false)]
    [InlineData("faq", 0.93, false)]
    public void Each_domain_has_its_own_least_confidence(string domain, double score, bool verify) =>
        Assert.Equal(verify, Ask($$"""{"query":"How long does the guarantee run?","domain":"{{domain}}"}""", Passage(score: score)).Output.GetProperty("requires_verification").GetBoolean());

    [Theory]
    [InlineData(90, false, false)]
    [InlineData(91, true, false)]
    [InlineData(183, true, false)]
    [InlineData(184, true, true)]
    public void Old_sources_are_told_and_very_old_ones_go_to_the_knowledge_manager(int days, bool stale, bool escalated)
    {
        var answer = Ask("""{"query":"How long does the guarantee run?"}""", Passage(updated: TaskBench.Now.AddDays(-days)));
        Assert.Equal(stale, answer.Output.GetProperty("stale_warning").GetBoolean());
        Assert.Equal(escalated, answer.Escalations.Any(e => e is { Reason: "expired_source", Target: "knowledge_manager" }));
    }

    [Fact]
    public void Nothing_is_said_that_stands_in_no_passage()
    {
        var text = Ask("""{"query":"How long does the guarantee run and when does the payment follow?"}""", Passage()).Output.GetProperty("answer").GetProperty("text_en").GetString()!;
        Assert.All(text.Split(". ", StringSplitOptions.RemoveEmptyEntries), s => Assert.Contains(s.Trim().TrimEnd('.'), Terms, StringComparison.Ordinal));
        Assert.Contains("30 days", text, StringComparison.Ordinal);
        Assert.Contains("7 business days", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_sentence_that_answers_is_taken()
    {
        var text = Ask("""{"query":"How much is Enterprise?","language":"en"}""", Prices()).Output.GetProperty("answer").GetProperty("text_en").GetString();
        Assert.Equal("Enterprise: 1,499 SAR per month. Prices include VAT.", text);
    }

    [Fact]
    public void A_price_that_the_price_list_does_not_have_is_not_certain()
    {
        var article = Passage("d5", "The Professional plan costs 650 SAR per month.", 0.98);
        Assert.InRange(Ask("""{"query":"How much is the Professional plan?"}""", article).Confidence, 0, 0.69);
        Assert.InRange(Ask("""{"query":"How much is the Professional plan?"}""", Prices()).Confidence, 0.95, 1);
    }

    [Theory]
    [InlineData("ar", true, false)]
    [InlineData("en", false, true)]
    [InlineData("bilingual", true, true)]
    [InlineData("الإنجليزية", false, true)]
    public void The_language_that_is_wanted_is_filled(string language, bool arabic, bool english)
    {
        var answer = Ask($$"""{"query":"How long does the guarantee run?","language":"{{language}}"}""", Passage(), Passage("d1", "مدة الضمان 30 يوماً من التفعيل.", 0.9, language: "ar")).Output.GetProperty("answer");
        Assert.Equal(arabic, answer.GetProperty("text_ar").ValueKind == JsonValueKind.String);
        Assert.Equal(english, answer.GetProperty("text_en").ValueKind == JsonValueKind.String);
        Assert.Equal(arabic, answer.GetProperty("summary_ar").ValueKind == JsonValueKind.String);
    }

    [Fact]
    public void In_real_time_there_is_a_summary_only()
    {
        var answer = Ask("""{"query":"How long does the guarantee run?","urgency":"real_time"}""", Passage()).Output.GetProperty("answer");
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("text_en").ValueKind);
        Assert.Contains("30 days", answer.GetProperty("summary_en").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_keep_to_their_lengths()
    {
        var longText = string.Join(' ', Enumerable.Range(1, 200).Select(i => $"The guarantee has a rule of the number {i} that runs for days."));
        var answer = Ask("""{"query":"guarantee rule","language":"en"}""", Passage(text: longText)).Output.GetProperty("answer");
        Assert.InRange(KnowledgeExtractor.Words(answer.GetProperty("text_en").GetString()!), 300, 500);
        Assert.InRange(KnowledgeExtractor.Words(answer.GetProperty("summary_en").GetString()!), 10, 100);
        var endless = string.Join(' ', Enumerable.Repeat("guarantee", 700));
        Assert.InRange(KnowledgeExtractor.Words(Ask("""{"query":"guarantee"}""", Passage(text: endless)).Output.GetProperty("answer").GetProperty("summary_en").GetString()!), 10, 100);
    }

    [Fact]
    public void A_second_document_counts_where_it_tells_what_the_first_does_not()
    {
        var both = Ask("""{"query":"How much is Basic and what is the guarantee?"}""", Prices(), Passage()).Output;
        Assert.Equal("synthesized", both.GetProperty("answer_type").GetString());
        var one = Ask("""{"query":"What is the guarantee?"}""", Passage(), Passage("d2", "The guarantee is described elsewhere.", 0.9), Prices() with { Score = 0.6 }).Output;
        Assert.Equal("direct", one.GetProperty("answer_type").GetString());
        Assert.NotEqual(0, one.GetProperty("related_queries").GetArrayLength());
    }

    [Fact]
    public void Of_two_versions_of_a_document_the_newer_holds()
    {
        var text = Ask("""{"query":"How long does the guarantee run?"}""", Passage(text: "The guarantee runs for 14 days.", score: 0.97), Passage(text: "The guarantee runs for 30 days.", version: 2)).Output.GetProperty("answer").GetProperty("text_en").GetString();
        Assert.Contains("30 days", text, StringComparison.Ordinal);
        Assert.DoesNotContain("14 days", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"query":"Do you have a branch in Paris?"}""", "knowledge_gap", "knowledge_manager")]
    [InlineData("""{"query":"Does it integrate with SAP?"}""", "integration", "product")]
    [InlineData("""{"query":"هل فيه تكامل مع نظام المحاسبة؟"}""", "integration", "product")]
    [InlineData("""{"query":"What is on your roadmap?"}""", "roadmap", "product")]
    [InlineData("""{"query":"What does the law say on liability?"}""", "legal_question", "legal")]
    [InlineData("""{"query":"Do you have a branch in Paris?","previous_attempts":"٢"}""", "repeated_low_confidence", "knowledge_manager")]
    [InlineData("""{}""", "low_confidence", "knowledge_manager")]
    public void Each_reason_finds_its_people(string input, string reason, string target) =>
        Assert.Contains(Ask(input).Escalations, e => e.Reason == reason && e.Target == target);

    [Fact]
    public void What_the_documents_settle_needs_nobody() =>
        Assert.Empty(Ask("""{"query":"Does it integrate with SAP?"}""", Passage("d7", "It can integrate with SAP by the API.", 0.98)).Escalations);

    [Theory]
    [InlineData("كم سعر الباقة؟", "pricing")]
    [InlineData("How much is it?", "pricing")]
    [InlineData("ما سياسة الإلغاء؟", "policy")]
    [InlineData("How do I add a user?", "procedure")]
    [InlineData("API limits", "technical")]
    [InlineData("بنود العقد", "legal")]
    [InlineData("هل يناسب العيادات؟", "sector")]
    public void The_domain_is_found_from_the_question(string query, string domain) =>
        Assert.Equal(domain, Ask(JsonSerializer.Serialize(new { query })).Output.GetProperty("domain").GetString());

    [Theory]
    [InlineData("""{"query":"How long does the guarantee run?","language":"en","domain":"policy"}""")]
    [InlineData("""{"request":{"question":"How long does the guarantee run?","lang":"English","category":"policy"}}""")]
    [InlineData("""{"السؤال":"How long does the guarantee run?","اللغة":"en","المجال":"policy"}""")]
    public void Other_names_and_nesting_give_the_same(string input)
    {
        var output = Ask(input, Passage()).Output;
        Assert.Equal("policy", output.GetProperty("domain").GetString());
        Assert.Contains("30 days", output.GetProperty("answer").GetProperty("text_en").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"query":[],"language":5,"domain":{}}""")]
    [InlineData("""{"query":"؟؟؟ !!!","urgency":[1]}""")]
    [InlineData("""{"query":7}""")]
    public void Odd_inputs_are_answered_within_bounds(string input) => Assert.InRange(Ask(input).Confidence, 0, 0.49);

    private static TaskAnswer Ask(string input, params KnowledgePassage[] passages) => new TaskBench("knowledge_retrieval") { Passages = passages }.Answer(input);

    private static KnowledgePassage Passage(string id = "d1", string text = Terms, double score = 0.96, DateTimeOffset? updated = null, string language = "en", int version = 1) =>
        new(id, language == "en" ? "Gold guarantee" : "الضمان الذهبي", "", text, language, score, updated ?? TaskBench.Now.AddDays(-10), version, "policy");

    private static KnowledgePassage Prices() => new("price-list", "Price list", "", "Basic: 299 SAR per month. Professional: 699 SAR per month. Enterprise: 1,499 SAR per month.", "en", 0.97, TaskBench.Now.AddDays(-5), 3, "pricing");
}
