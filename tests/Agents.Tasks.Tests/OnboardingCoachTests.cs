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

    private static int Share(string value) => Ask("كم باقي لي؟", $$""","completed_modules":{{value}}""")
        .GetProperty("onboarding_progress").GetProperty("completion_percentage").GetInt32();

    [Theory]
    [InlineData(""" "welcome; product" """, 29)]
    [InlineData(""" "الترحيب والمنتج ونصوص البيع" """, 43)]
    [InlineData(""" "الترحيب، المنتج، العملاء المستهدفون" """, 43)]
    [InlineData(""" "Welcome / Product / Customer objections" """, 43)]
    [InlineData(""" "welcome product sales_scripts" """, 43)]
    [InlineData(""" "intro to the program and product features" """, 29)]
    [InlineData(""" "١،٢،٣،٤،٥" """, 71)]
    [InlineData(""" "1, 3" """, 29)]
    [InlineData(""" "[1,2]" """, 29)]
    [InlineData(""" "1-5" """, 71)]
    [InlineData(""" "modules 1 to 3" """, 43)]
    [InlineData(""" "من 1 إلى 4" """, 57)]
    [InlineData(""" "1 2 3" """, 43)]
    [InlineData(""" "1/2/3/4/5/6/7" """, 100)]
    [InlineData(""" "6/7" """, 86)]
    [InlineData(""" "3 of 7" """, 43)]
    [InlineData(""" "3 من 7" """, 43)]
    [InlineData(""" "four modules" """, 57)]
    [InlineData(""" "أربع وحدات" """, 57)]
    [InlineData(""" "وحدتين" """, 29)]
    [InlineData(""" "first, second and third" """, 43)]
    [InlineData(""" "الأولى والثانية" """, 29)]
    [InlineData(""" "up to objections" """, 71)]
    [InlineData(""" "57%" """, 43)]
    [InlineData(""" "all" """, 100)]
    [InlineData(""" "all except the final test" """, 86)]
    [InlineData(""" "كل الوحدات ما عدا المنصة والاختبار النهائي" """, 71)]
    [InlineData(""" "none" """, 0)]
    [InlineData(""" ["welcome, product", "objections"] """, 43)]
    [InlineData(""" [{"module":"welcome","status":"done"},{"module":"product","status":"in progress"}] """, 14)]
    [InlineData(""" "4" """, 57)]
    [InlineData(""" [4] """, 14)]
    public void Finished_modules_are_read_from_lists_texts_ranges_and_counts(string value, int percentage) => Assert.Equal(percentage, Share(value));

    private const string Library = """
        ,"approved_scripts":[
        {"script_id":"s-call","title_ar":"افتتاح مكالمة","body_ar":"مكالمة","body_en":"call","usage_context":"opening of a phone call"},
        {"script_id":"s-wa","title_ar":"تعريف على واتساب","body_ar":"واتساب","body_en":"wa","usage_context":"WhatsApp introduction"},
        {"script_id":"s-follow","title_ar":"متابعة بعد العرض","body_ar":"متابعة","usage_context":"follow-up when nobody answered"},
        {"script_id":"s-cost","title_ar":"اعتراض التكلفة","body_ar":"سعر","body_en":"price","usage_context":"price objection"},
        {"script_id":"s-think","title_ar":"أبي أفكر","body_ar":"فكر","body_en":"think","usage_context":"the customer wants to think"},
        {"script_id":"s-ramadan","title_ar":"تهنئة رمضان","body_ar":"مبارك","body_en":"Ramadan","usage_context":"Ramadan greeting"},
        {"script_id":"s-secret","title_ar":"اعتراض المنافس","body_ar":"x","status":"draft","usage_context":"competitor objection"}]
        """;

    [Theory]
    [InlineData("أبغى السكربت حق اللي يقول ميزانيتي ما تسمح", "s-cost")]
    [InlineData("My prospect says your plans are pricey, any script?", "s-cost")]
    [InlineData("عندكم سكريبت إذا العميل قال بفكر وأرد لك؟", "s-think")]
    [InlineData("What do I say if a customer wants to think about it?", "s-think")]
    [InlineData("give me the opener for a phone call please, the approved script", "s-call")]
    [InlineData("نص جاهز أعرّف بنفسي على الواتساب", "s-wa")]
    [InlineData("Script for following up with a silent lead", "s-follow")]
    [InlineData("is there a template for Ramadan?", "s-ramadan")]
    [InlineData("سكربت لدعوة العميل إلى اجتماع", "meeting_invite")]
    [InlineData("A template to book a demo please", "meeting_invite")]
    [InlineData("وش أكتب للي ما يرد على رسائلي؟ أبي نص متابعة", "s-follow")]
    [InlineData("How do I answer the owner who says he can't afford it?", "s-cost")]
    [InlineData("أي سكربت معتمد", "s-call")]
    public void A_script_of_the_input_goes_before_the_programmes_where_it_fits(string question, string script)
    {
        var output = Ask(question, Library);
        Assert.Equal("script_delivery", output.GetProperty("response_type").GetString());
        Assert.Equal(script, output.GetProperty("script_content").GetProperty("script_id").GetString());
    }

    [Fact]
    public void A_script_that_is_not_approved_is_never_given() => Assert.Equal("whatsapp_first", Ask("script please",
        ""","approved_scripts":[{"script_id":"d","body_ar":"x","approved":false}]""").GetProperty("script_content").GetProperty("script_id").GetString());

    [Theory]
    [InlineData("ما نجحت في الاختبار، أعيده متى؟", ""","failed_attempts":1""", null)]
    [InlineData("I failed the product test twice, which lesson helps?", ""","quiz":{"failed_attempts":2}""", null)]
    [InlineData("Couldn't pass the scripts exam, how do I prepare?", "", null)]
    [InlineData("رسبت بالاختبار مرتين", "", null)]
    [InlineData("رسبت في الاختبار ثلاث مرات", "", "human_coach")]
    [InlineData("I failed the quiz for the third time", "", "human_coach")]
    [InlineData("درجتي ضعيفة", ""","quiz_scores":{"welcome":50,"product":60,"objections":40}""", "human_coach")]
    [InlineData("I failed the quiz", ""","quiz_scores":"40, 65" """, null)]
    [InlineData("I failed the exam again, the fourth attempt", ""","failed_attempts":2""", null)]
    public void A_test_is_a_coachs_matter_from_the_third_failure(string question, string more, string? target) => Assert.Equal(target,
        Ask(question, $$""","completed_modules":3{{more}}""").GetProperty("escalation").GetProperty("target").GetString());

    [Theory]
    [InlineData("I haven't passed the product quiz", "assessment")]
    [InlineData("لم أجتز اختبار الاعتراضات", "assessment")]
    [InlineData("ما عديت كويز المنتج، وش أراجع؟", "assessment")]
    [InlineData("I failed to register a lead, how long is it protected?", "faq")]
    [InlineData("A friend says the script of the others is better, true?", "coaching")]
    public void A_failed_test_is_told_from_other_failures(string question, string type) =>
        Assert.Equal(type, Ask(question, ""","completed_modules":3""").GetProperty("response_type").GetString());

    [Theory]
    [InlineData("AE", true)]
    [InlineData("SA", false)]
    [InlineData("Saudi Arabia", false)]
    [InlineData("الكويت", true)]
    public void A_country_tells_who_is_outside(string country, bool outside) => Assert.Equal(outside, Ask("How do I start?",
        $$""","affiliate":{"country":"{{country}}"}""").GetProperty("escalation").GetProperty("needed").GetBoolean());

    [Theory]
    [InlineData("هل أقدر أبيع لشركات في جازان وأنا ساكن في حائل؟", "أبها", null)]
    [InlineData("I'm based outside Jeddah, may I work with shops in Al Ahsa?", "Al-Jubail", null)]
    [InlineData("Can I sell in another city than mine?", "Al Kharj", null)]
    [InlineData("I am originally from Jordan and live in Tabuk, can I sell to companies in Riyadh?", "Tabuk", null)]
    [InlineData("أنا من مصر ومقيم في الدمام، يمدي أسوق في الجبيل؟", "الدمام", null)]
    [InlineData("Can I work with shops in my own city?", "Abu Arish", null)]
    [InlineData("I live in Riyadh, can I sell to companies in Dubai?", "Riyadh", "compliance")]
    [InlineData("I'm from Riyadh but work from Cairo now, is that ok?", "Riyadh", "compliance")]
    [InlineData("أقدر أشتغل وأنا برا المملكة؟", "الرياض", "compliance")]
    [InlineData("Can I keep selling while I live abroad?", "Jeddah", "compliance")]
    [InlineData("How do I start?", "Abu Dhabi", "compliance")]
    public void Every_city_of_the_Kingdom_is_inside_it(string question, string city, string? target)
    {
        var output = Ask(question, $$""","affiliate":{"city":"{{city}}"},"completed_modules":2""");
        Assert.Equal(target, output.GetProperty("escalation").GetProperty("target").GetString());
        if (target is null) Assert.Equal("faq", output.GetProperty("response_type").GetString());
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
