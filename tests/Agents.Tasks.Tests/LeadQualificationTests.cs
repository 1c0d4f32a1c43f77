using System.Text.Json;
using SalesFlow.Agents.Tasks.Tests.Support;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Tasks.Tests;

public sealed class LeadQualificationTests
{
    private readonly TaskBench _bench = new("lead_qualification");

    [Theory]
    [InlineData("""{"budget":5000,"budget_approved":true}""", 25)]
    [InlineData("""{"budget_status":"approved"}""", 22)]
    [InlineData("""{"الميزانية":"٥٠٠٠ ريال معتمدة"}""", 25)]
    [InlineData("""{"budget":"5000"}""", 17)]
    [InlineData("""{"budget":5000,"budget_status":"pending approval"}""", 15)]
    [InlineData("""{"budget":"بانتظار الاعتماد"}""", 13)]
    [InlineData("""{"budget":"not yet approved"}""", 13)]
    [InlineData("""{"message":"كم السعر؟"}""", 6)]
    [InlineData("""{"message":"we have no budget this year"}""", 3)]
    [InlineData("""{"budget":"unknown"}""", 0)]
    [InlineData("""{"budget":-5}""", 0)]
    [InlineData("""{"budget":1e30}""", 0)]
    [InlineData("""{}""", 0)]
    public void Budget_is_judged_by_what_is_set_expected_or_only_asked(string input, int points) => Assert.Equal(points, Points(input, "budget"));

    [Theory]
    [InlineData("Owner", 25)]
    [InlineData("صاحبة الصالون", 25)]
    [InlineData("Founder & CEO", 25)]
    [InlineData("المدير العام", 24)]
    [InlineData("CFO", 19)]
    [InlineData("مدير التسويق", 17)]
    [InlineData("Branch Manager", 14)]
    [InlineData("IT Manager", 12)]
    [InlineData("Receptionist", 5)]
    [InlineData("طالب", 5)]
    public void Authority_follows_the_title(string title, int points) =>
        Assert.Equal(points, Points(JsonSerializer.Serialize(new { contact = new { title } }), "authority"));

    [Fact]
    public void Who_must_ask_somebody_else_does_not_decide_alone()
    {
        Assert.InRange(Points("""{"title":"owner","message":"I have to ask my partner first"}""", "authority"), 10, 19);
        Assert.InRange(Points("""{"message":"القرار مو عندي"}""", "authority"), 1, 9);
        Assert.Contains("authority_unclear", Evidence("""{"message":"القرار مو عندي"}""", "authority"), StringComparison.Ordinal);
        Assert.Contains("authority_unclear", Evidence("""{"title":"Wizard"}""", "authority"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"pain_points":["we are losing leads"]}""", 20, 25)]
    [InlineData("""{"message":"المواعيد تضيع علينا والمرضى ينسون"}""", 20, 25)]
    [InlineData("""{"need":"a better system"}""", 10, 19)]
    [InlineData("""{"message":"نبحث عن نظام لتنظيم المبيعات"}""", 10, 19)]
    [InlineData("""{"message":"just curious, only exploring"}""", 1, 9)]
    [InlineData("""{"message":"لا نحتاج شي، غير مهتمين"}""", 0, 0)]
    [InlineData("""{"name":"A"}""", 0, 0)]
    public void Need_is_pain_general_curiosity_or_none(string input, int from, int to) => Assert.InRange(Points(input, "need"), from, to);

    [Theory]
    [InlineData("2026-12-01", 23)]
    [InlineData("asap", 25)]
    [InlineData("this_week", 25)]
    [InlineData("خلال أسبوعين", 23)]
    [InlineData("within 30 days", 20)]
    [InlineData("31 days", 17)]
    [InlineData("بعد شهرين", 17)]
    [InlineData("90 days", 12)]
    [InlineData("91 days", 5)]
    [InlineData("بعد ٦ أشهر", 5)]
    [InlineData("later", 3)]
    [InlineData("لا يوجد جدول", 3)]
    [InlineData("2020-01-01", 0)]
    [InlineData("unknown", 0)]
    public void Timeline_is_judged_by_days_from_now(string timeline, int points) =>
        Assert.Equal(points, Points(JsonSerializer.Serialize(new { timeline, now = "2026-11-23T09:00:00Z" }), "timeline"));

    [Theory]
    [InlineData("We have been working for 3 years")]
    [InlineData("We get 200 leads per month")]
    [InlineData("الآن نستخدم دفتر")]
    public void A_span_that_speaks_of_something_else_is_no_timeline(string message) =>
        Assert.Equal(0, Points(JsonSerializer.Serialize(new { message }), "timeline"));

    [Fact]
    public void The_score_is_the_sum_and_the_class_is_the_tenants()
    {
        const string Input = """{"title":"owner","budget_status":"approved","need":"better follow-up","timeline":"within 90 days"}""";
        var output = _bench.Answer(Input).Output;
        var sum = output.GetProperty("bant").EnumerateObject().Sum(d => d.Value.GetProperty("score").GetInt32());
        Assert.Equal(sum, output.GetProperty("score").GetInt32());
        Assert.Equal("warm", output.GetProperty("temperature").GetString());
        var strict = new TaskBench("lead_qualification") { Tenant = _bench.Tenant with { Scoring = new TemperatureBands(40, sum) } };
        Assert.Equal("hot", strict.Answer(Input).Output.GetProperty("temperature").GetString());
    }

    [Fact]
    public void Every_unknown_dimension_takes_confidence_away_and_none_adds()
    {
        string[] fields = ["\"budget_status\":\"approved\"", "\"title\":\"owner\"", "\"need\":\"losing leads\"", "\"timeline\":\"asap\""];
        var last = -1.0;
        for (var n = 0; n <= 4; n++)
        {
            var answer = _bench.Answer("{" + string.Join(',', fields.Take(n)) + "}");
            Assert.True(answer.Confidence > last);
            last = answer.Confidence;
            Assert.Equal(answer.Confidence < 0.6, answer.Output.GetProperty("requires_human_review").GetBoolean());
        }
        Assert.InRange(last, 0.85, 1);
    }

    [Fact]
    public void Missing_data_are_asked_for_before_a_class_is_concluded()
    {
        var output = _bench.Answer("""{"lead":{"name":"هدى"},"title":"owner"}""").Output;
        Assert.Equal("request_more_info", output.GetProperty("recommended_action").GetString());
        Assert.Contains("؟", output.GetProperty("summary_ar").GetString(), StringComparison.Ordinal);
        Assert.Contains("?", output.GetProperty("summary_en").GetString(), StringComparison.Ordinal);
        // Where no answer could lift it any more nothing is asked.
        var cold = _bench.Answer("""{"title":"student","budget":"no budget","need":"just curious"}""").Output;
        Assert.Equal("nurture_sequence", cold.GetProperty("recommended_action").GetString());
    }

    [Theory]
    [InlineData("""{"employees":200}""", "sales_manager")]
    [InlineData("""{"company":{"size":"200+"}}""", "sales_manager")]
    [InlineData("""{"message":"we also look at HubSpot"}""", "sales_manager")]
    [InlineData("""{"competitors":["Acme CRM"]}""", "sales_manager")]
    [InlineData("""{"message":"نحتاج تسعيرة خاصة"}""", "sales_manager")]
    [InlineData("""{"plan":"Enterprise"}""", "sales_manager")]
    [InlineData("""{"referral":{"type":"customer","is_paying":true}}""", "sales_manager")]
    [InlineData("""{"message":"رشحكم لنا عميل حالي عندكم"}""", "sales_manager")]
    [InlineData("""{"message":"ودي أحجز ديمو"}""", "account_executive")]
    [InlineData("""{"pricing_page_visits":"٣"}""", "account_executive")]
    [InlineData("""{"message":"الفترة التجريبية انتهت والنظام ما يشتغل"}""", "support")]
    [InlineData("""{"employees":199,"title":"owner","budget_status":"approved","timeline":"no rush","need":"reports"}""", null)]
    [InlineData("""{"pricing_page_visits":2,"title":"owner","budget_status":"approved","timeline":"no rush","need":"reports"}""", null)]
    [InlineData("""{"referral":{"type":"customer","is_paying":false},"title":"owner","budget_status":"approved","timeline":"no rush","need":"reports"}""", null)]
    public void Each_reason_finds_its_person(string input, string? target) =>
        Assert.Equal(target, _bench.Answer(input).Output.GetProperty("escalation_target").GetString());

    [Fact]
    public void Visits_of_the_prices_count_only_within_seven_days()
    {
        static string Visits(params string[] days) => JsonSerializer.Serialize(new { visits = days.Select(d => new { page = "/pricing", at = d + "T09:00:00Z" }) });
        Assert.Contains(_bench.Answer(Visits("2026-11-01", "2026-11-04", "2026-11-08")).Escalations, e => e.Reason == "pricing_interest");
        Assert.DoesNotContain(_bench.Answer(Visits("2026-11-01", "2026-11-05", "2026-11-09")).Escalations, e => e.Reason == "pricing_interest");
    }

    [Fact]
    public void A_hot_lead_goes_to_an_account_executive_at_seventy_five_points_and_a_confidence_of_eighty_five()
    {
        const string Full = """{"title":"مدير التسويق","budget_status":"approved","timeline":"this week","need":"نضيع عملاء"}""";
        var answer = _bench.Answer(Full);
        Assert.InRange(answer.Output.GetProperty("score").GetInt32(), 75, 100);
        Assert.Equal("account_executive", answer.Output.GetProperty("escalation_target").GetString());
    }

    [Theory]
    [InlineData("""{"lead":{"company":"عيادة","sector":"عيادة","employees":"25","title":"مالك"},"budget":"معتمدة","timeline":"هذا الأسبوع","need":"نضيع عملاء"}""")]
    [InlineData("""{"company":{"name":"عيادة","industry":"clinic","employee_count":25},"contact":{"job_title":"owner"},"budget_status":"approved","timeframe":"this week","challenges":["losing leads"]}""")]
    [InlineData("""{"العميل":{"الشركة":"عيادة","القطاع":"عيادات","عدد الموظفين":"٢٥","المنصب":"المالك"},"الميزانية":"معتمدة","موعد_البدء":"خلال أسبوع","التحديات":["نخسر عملاء"]}""")]
    [InlineData("""{"record":{"account":{"name":"عيادة","vertical":"healthcare","headcount":"20-30"},"person":{"position":"Founder"}},"qualification":{"budget_approved":"yes","start_in":"5 days","pain":"we lose customers"}}""")]
    public void The_same_lead_in_other_names_and_nesting_gets_the_same(string input)
    {
        var output = _bench.Answer(input).Output;
        Assert.Equal(22 + 25 + 24 + 25, output.GetProperty("score").GetInt32());
        Assert.Empty(output.GetProperty("missing_fields").EnumerateArray());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"lead":[],"company":7,"contact":"x","interactions":"","budget":{},"employees":"many"}""")]
    [InlineData("""{"employees":-3,"budget":99999999999999999999999999,"timeline":"-5","pricing_page_visits":-1}""")]
    [InlineData("""{"messages":[null,1,true,{"text":null},["deep",["deeper"]]],"title":{"a":{"b":{}}}}""")]
    [InlineData("""{"employees":{"min":1},"timeline":["a"],"need":[{"x":1}],"referral":[{"is_paying":"maybe"}]}""")]
    public void Odd_inputs_are_answered_within_bounds(string input)
    {
        var output = _bench.Answer(input).Output;
        Assert.InRange(output.GetProperty("score").GetInt32(), 0, 100);
        Assert.Equal("unknown", output.GetProperty("lead_id").GetString());
    }

    [Fact]
    public void What_we_said_ourselves_is_no_evidence()
    {
        var output = _bench.Answer("""{"transcript":"Agent: Is your budget approved and do you want a demo this week?\nCustomer: hello"}""").Output;
        Assert.Equal(0, output.GetProperty("bant").GetProperty("budget").GetProperty("score").GetInt32());
        Assert.NotEqual("schedule_demo", output.GetProperty("recommended_action").GetString());
    }

    [Fact]
    public void Who_wants_no_demo_is_not_booked()
    {
        Assert.NotEqual("schedule_demo", _bench.Answer("""{"notes":"They don't want a demo now."}""").Output.GetProperty("recommended_action").GetString());
        Assert.NotEqual("schedule_demo", _bench.Answer("""{"message":"ما نبي عرض توضيحي حاليا"}""").Output.GetProperty("recommended_action").GetString());
    }

    [Fact]
    public void A_transcript_may_name_the_customer_before_each_line()
    {
        const string Input = """{"lead":{"name":"نورة العتيبي"},"transcripts":["نورة: أنا مؤسسة المتجر","المندوب: وكم الميزانية؟","نورة: لسا ما حددنا ميزانية، ننتظر موافقة الشريك"]}""";
        Assert.Equal(25, Points(Input, "authority"));
        Assert.InRange(Points(Input, "budget"), 10, 19);
    }

    [Theory]
    [InlineData("الزباين يدقون وقت الغدا ومحد يجاوب", "need", 20, 25)]
    [InlineData("people message us and no one gets back to them", "need", 20, 25)]
    [InlineData("راح علينا كم زبون لأن الموظف نسي يرد", "need", 20, 25)]
    [InlineData("نرد بسرعة والأمور تمام، بس أتعرف", "need", 1, 9)]
    [InlineData("رفعنا المبلغ للمالية وبانتظار التوقيع", "budget", 10, 19)]
    [InlineData("the board still has not released the budget", "budget", 10, 19)]
    [InlineData("المجلس وافق على ٤٠ ألف", "budget", 20, 25)]
    [InlineData("we launch on the 8th of December", "timeline", 20, 25)]
    [InlineData("نبدأ ٢٠/١٢ إن شاء الله", "timeline", 20, 25)]
    [InlineData("نبدأ منتصف يناير", "timeline", 10, 19)]
    [InlineData("we'd start in a couple of months", "timeline", 10, 19)]
    [InlineData("we start after Ramadan", "timeline", 1, 9)]
    [InlineData("ما نعرف متى بالضبط", "timeline", 1, 9)]
    [InlineData("no timeframe so far", "timeline", 1, 9)]
    public void Everyday_wordings_are_weighed(string message, string dimension, int from, int to) =>
        Assert.InRange(Points(JsonSerializer.Serialize(new { message, now = "2026-11-23T09:00:00Z" }), dimension), from, to);

    [Theory]
    [InlineData("I saw a recording of the demo", false)]
    [InlineData("تفرجت على مقطع شرح النظام، عرض حي وحلو", false)]
    [InlineData("I watched the demo video and want to book a live one", true)]
    [InlineData("نبغى عرض حي للفريق", true)]
    public void A_demo_that_was_seen_is_none_asked_for(string message, bool asked) =>
        Assert.Equal(asked, _bench.Answer(JsonSerializer.Serialize(new { message })).Escalations.Any(e => e.Reason == "demo_requested"));

    [Theory]
    [InlineData("""{"title":"مالكة","message":"الميزانية تنتظر اعتماد شريكتي"}""", 20, 25)]
    [InlineData("""{"title":"Owner","message":"The decision is not mine alone, my partner decides on the budget too"}""", 10, 19)]
    public void Money_that_awaits_consent_takes_no_decision_away(string input, int from, int to) => Assert.InRange(Points(input, "authority"), from, to);

    [Fact]
    public void The_same_input_gives_the_same_output()
    {
        const string Input = """{"title":"owner","message":"نضيع عملاء ونبي نبدأ خلال شهر والميزانية معتمدة","company":"أ"}""";
        Assert.Equal(_bench.Answer(Input).Output.GetRawText(), _bench.Answer(Input).Output.GetRawText());
    }

    private int Points(string input, string dimension) =>
        _bench.Answer(input).Output.GetProperty("bant").GetProperty(dimension).GetProperty("score").GetInt32();

    private string Evidence(string input, string dimension) =>
        _bench.Answer(input).Output.GetProperty("bant").GetProperty(dimension).GetProperty("evidence").GetString()!;
}
