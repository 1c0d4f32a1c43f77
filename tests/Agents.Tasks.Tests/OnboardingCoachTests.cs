using System.Text.Json;
using SalesFlow.Agents.Guards;
using SalesFlow.Agents.Offline.Tasks;
using SalesFlow.Agents.Tasks.Tests.Support;

namespace SalesFlow.Agents.Tasks.Tests;

/// <summary>The onboarding coach's modules, answers, scripts and escalations.</summary>
public sealed class OnboardingCoachTests
{
    private static readonly TaskBench Bench = new("onboarding_coach");

    private static JsonElement Ask(string question, string more = "") =>
        Bench.Answer($$"""{"affiliate_id":"a","question":"{{question}}"{{more}}}""").Output;

    [Theory]
    [InlineData(0, 0, "welcome")]
    [InlineData(1, 14, "product")]
    [InlineData(2, 29, "target_customers")]
    [InlineData(3, 43, "sales_scripts")]
    [InlineData(4, 57, "objections")]
    [InlineData(5, 71, "platform")]
    [InlineData(6, 86, "final_test")]
    [InlineData(7, 100, "activation")]
    public void The_share_of_modules_is_rounded_and_the_first_that_is_left_is_next(int done, int percentage, string next)
    {
        var progress = Ask("كم باقي لي؟", $$""","completed_modules":{{done}}""").GetProperty("onboarding_progress");

        Assert.Equal(percentage, progress.GetProperty("completion_percentage").GetInt32());
        Assert.Equal(next, progress.GetProperty("current_step").GetString());
        Assert.Equal(7, progress.GetProperty("completed_steps").GetArrayLength() + progress.GetProperty("remaining_steps").GetArrayLength());
    }

    [Theory]
    [InlineData(""","completed_modules":["welcome","product"]""")]
    [InlineData(""","completedSteps":["1","Module 2"]""")]
    [InlineData(""","progress":{"modules":[{"title":"الترحيب","الحالة":"مكتمل"},{"title":"المنتج","status":"completed"},{"title":"الاعتراضات","status":"open"}]}""")]
    [InlineData(""","current_module":"target_customers" """)]
    [InlineData(""","progress_percentage":"29" """)]
    public void Progress_is_read_however_it_is_written(string more) =>
        Assert.Equal(29, Ask("where am I?", more).GetProperty("onboarding_progress").GetProperty("completion_percentage").GetInt32());

    [Theory]
    [InlineData(7, 70, "true", true)]
    [InlineData(7, 69, "true", false)]
    [InlineData(7, 90, "false", false)]
    [InlineData(6, 90, "true", false)]
    public void Activation_needs_all_modules_a_passed_test_and_the_agreement(int done, int score, string signed, bool ready) =>
        Assert.Equal(ready, Ask("status", $$""","completed_modules":{{done}},"quiz_scores":[{{score}}],"agreement_signed":{{signed}}""").GetProperty("ready_for_activation").GetBoolean());

    [Theory]
    [InlineData("كم عمولتي؟", "15%", "139.80")]
    [InlineData("What is the commission rate?", "25%", "374.75")]
    [InlineData("متى يُدفع لي وكم الحد الأدنى؟", "100", "10")]
    [InlineData("How long is a lead protected?", "90", "90")]
    [InlineData("كم المكافأة الشهرية؟", "1,500", "3,000")]
    [InlineData("When is the live training session?", "19:00", "7 modules")]
    [InlineData("How long is the agreement and the notice?", "6 months", "30")]
    [InlineData("كم سعر الباقات؟", "299", "1,499")]
    public void A_question_is_answered_from_the_programmes_facts(string question, string one, string other)
    {
        var output = Ask(question);
        var text = output.GetProperty("message_ar").GetString() + output.GetProperty("message_en").GetString();
        Assert.Equal("faq", output.GetProperty("response_type").GetString());
        Assert.Contains(one, text, StringComparison.Ordinal);
        Assert.Contains(other, text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_employee_earns_the_employees_rates() =>
        Assert.Contains("174.75", Ask("What is my commission?", ""","affiliate":{"status":"employed"}""").GetProperty("message_en").GetString()!,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("أبي نسبة أعلى من البقية", "human_coach")]
    [InlineData("I give up, nobody helps me", "human_coach")]
    [InlineData("I want to move to the gold tier", "affiliate_manager")]
    [InlineData("أبغى أغير القطاع", "affiliate_manager")]
    [InlineData("The portal shows an error", "affiliate_manager")]
    [InlineData("Can I rebrand it as a white label?", "affiliate_manager")]
    [InlineData("Is it fine to scrape contacts and message them?", "compliance")]
    [InlineData("أقدر أسجل عملاء وهميين؟", "compliance")]
    [InlineData("I moved to Dubai, can I go on?", "compliance")]
    [InlineData("أبغى أبيع عملائي لمسوق آخر", "compliance")]
    public void A_person_takes_over(string question, string target)
    {
        var escalation = Ask(question).GetProperty("escalation");
        Assert.True(escalation.GetProperty("needed").GetBoolean());
        Assert.Equal(target, escalation.GetProperty("target").GetString());
    }

    [Theory]
    [InlineData(2, 13, 1, null)]
    [InlineData(3, 1, 5, "human_coach")]
    [InlineData(0, 14, 3, "human_coach")]
    [InlineData(0, 14, 4, null)]
    [InlineData(0, 13, 3, null)]
    public void Failed_tests_and_slow_progress_call_a_coach(int failed, int days, int done, string? target) =>
        Assert.Equal(target, Ask("hello", $$""","failed_attempts":{{failed}},"days_since_start":{{days}},"completed_modules":{{done}}""").GetProperty("escalation").GetProperty("target").GetString());

    [Theory]
    [InlineData(48, null)]
    [InlineData(49, "affiliate_manager")]
    public void Whoever_stands_still_for_two_days_is_looked_after(int hours, string? target) =>
        Assert.Equal(target, Ask("hello", $$""","hours_stuck":{{hours}},"completed_modules":3""").GetProperty("escalation").GetProperty("target").GetString());

    [Theory]
    [InlineData("وش نصيبي من الاحترافية ومتى تحولون لي؟", "139.80", "10 business")]
    [InlineData("كم آخذ على الأساسية وهل علي ضريبة؟", "44.85", "taxes")]
    [InlineData("What's my cut on Enterprise, and what is the smallest amount you transfer?", "374.75", "100")]
    [InlineData("How many modules are there and how long is a lead protected?", "7 modules", "90")]
    public void A_question_of_two_parts_is_answered_in_both(string question, string one, string other)
    {
        var output = Ask(question);
        Assert.Equal("faq", output.GetProperty("response_type").GetString());
        Assert.Contains(one, output.GetProperty("message_en").GetString(), StringComparison.Ordinal);
        Assert.Contains(other, output.GetProperty("message_en").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("جاري يقول إن المسوق يكسب ١٢ ألف مضمونة، صحيح؟")]
    [InlineData("I heard partners make 9,000 a week for sure, is that true?")]
    [InlineData("Is my income guaranteed if I follow the scripts?")]
    public void What_somebody_heard_of_an_income_is_answered_without_a_promise(string question)
    {
        var output = Ask(question);
        Assert.Equal("faq", output.GetProperty("response_type").GetString());
        Assert.False(output.GetProperty("escalation").GetProperty("needed").GetBoolean());
        Assert.Contains("do not promise any income", output.GetProperty("message_en").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("أختي مسوقة، أرسل لها كشف عملائي؟", "compliance")]
    [InlineData("Two of us want to pool our prospects in one sheet", "compliance")]
    [InlineData("Somebody offered to buy my leads", "compliance")]
    [InlineData("How do I share my referral link with a lead?", null)]
    [InlineData("كيف أشارك رابطي مع العملاء؟", null)]
    public void Leads_given_to_others_go_to_compliance_and_a_link_may_be_shared(string question, string? target) =>
        Assert.Equal(target, Ask(question).GetProperty("escalation").GetProperty("target").GetString());

    [Fact]
    public void The_same_question_again_and_again_is_told_to_the_product()
    {
        var asked = """{"text":"How do I get my referral link?"}""";
        Assert.Equal("product", Ask("How do I get my referral link?",
            $$""","history":[{{asked}},{{asked}}]""").GetProperty("escalation").GetProperty("target").GetString());
    }

    [Fact]
    public void Every_text_of_the_coach_keeps_to_the_gate_and_the_length()
    {
        var published = new PublishedNumbers([100, 299, 500, 699, 1499, 1500, 3000, 44.85m, 139.80m, 374.75m], [15, 20, 25, 30], false);
        var context = new GateContext(published) { Answers = true, WindowOpen = true };
        foreach (var question in (string[])["كم عمولتي؟", "How much will I earn?", "نص أول رسالة", "script for a call", "كيف أبدأ؟", "bonus",
            "agreement", "targets", "objections", "etiquette", "I am frustrated", "fake leads?"])
        {
            var output = Ask(question);
            foreach (var language in (string[])["ar", "en"])
            {
                var text = output.GetProperty("message_" + language).GetString()!;
                Assert.True(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length <= 500);
                Assert.Empty(LeavingGate.Check(text, language, context).Reasons);
                if (output.GetProperty("script_content") is { ValueKind: JsonValueKind.Object } script) Assert.Empty(LeavingGate.Check(script.GetProperty("body_" + language).GetString()!, language, context).Reasons);
            }
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"question":5,"completed_modules":-3,"quiz_scores":"x","days_since_start":"?"}""")]
    [InlineData("""{"completed_modules":99999999999,"quiz_scores":[1e9,-5]}""")]
    public void Odd_inputs_stay_in_bounds(string input)
    {
        var output = Bench.Answer(input).Output;
        Assert.InRange(output.GetProperty("onboarding_progress").GetProperty("completion_percentage").GetInt32(), 0, 100);
        Assert.Equal(TrainingProgress.Modules.Count, output.GetProperty("onboarding_progress").GetProperty("completed_steps").GetArrayLength()
            + output.GetProperty("onboarding_progress").GetProperty("remaining_steps").GetArrayLength());
    }
}
