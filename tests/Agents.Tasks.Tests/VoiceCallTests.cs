using System.Text.Json;
using SalesFlow.Agents.Tasks.Tests.Support;

namespace SalesFlow.Agents.Tasks.Tests;

public sealed class VoiceCallTests
{
    private readonly TaskBench _bench = new("voice_call");

    [Theory]
    [InlineData("""{"stage":"opening"}""", "greeting")]
    [InlineData("""{}""", "greeting")]
    [InlineData("""{"transcript":[{"speaker":"customer","text":"أهلا تفضل"}]}""", "discovery")]
    [InlineData("""{"transcript":[{"speaker":"customer","text":"we are losing customers"}]}""", "qualification")]
    [InlineData("""{"transcript":[{"speaker":"customer","text":"we are losing customers"},{"speaker":"customer","text":"I am the owner"}]}""", "value_prop")]
    [InlineData("""{"transcript":[{"speaker":"customer","text":"السعر غالي"}]}""", "objection_handling")]
    [InlineData("""{"transcript":[{"speaker":"customer","text":"ابي احجز موعد"}]}""", "booking")]
    [InlineData("""{"stage":"value_prop","transcript":[{"speaker":"customer","text":"bye"}]}""", "closing")]
    [InlineData("""{"status":"completed"}""", "post_call")]
    [InlineData("""{"stage":"greeting","stage_elapsed_seconds":30}""", "greeting")]
    [InlineData("""{"stage":"greeting","stage_elapsed_seconds":31}""", "discovery")]
    [InlineData("""{"stage":"discovery","stage_elapsed_seconds":121}""", "qualification")]
    [InlineData("""{"stage":"qualification","stage_elapsed_seconds":91}""", "value_prop")]
    [InlineData("""{"stage":"value_prop","stage_elapsed_seconds":91}""", "booking")]
    [InlineData("""{"stage":"booking","stage_elapsed_seconds":61}""", "closing")]
    public void The_stage_follows_what_was_said_and_its_time(string input, string stage) =>
        Assert.Equal(stage, _bench.Answer(input).Output.GetProperty("call_stage").GetString());

    [Theory]
    [InlineData("""{"transcript":"Customer: I will report you, expect my lawyer"}""", "supervisor")]
    [InlineData("""{"sentiment":-0.6}""", "supervisor")]
    [InlineData("""{"transcript":"العميل: وش يقول نظام حماية البيانات الشخصية عن هذا؟"}""", "compliance")]
    [InlineData("""{"transcript":"Customer: let me speak to a human"}""", "sales")]
    [InlineData("""{"transcript":"Customer: who drafts the contract terms?"}""", "senior_sales")]
    [InlineData("""{"transcript":"Customer: we need custom pricing"}""", "senior_sales")]
    [InlineData("""{"lead":{"title":"CEO","employees":200}}""", "senior_sales")]
    [InlineData("""{"lead":{"title":"CEO","employees":199}}""", null)]
    [InlineData("""{"transcript":"Customer: we could become a partner with you, a reseller"}""", "sales_manager")]
    [InlineData("""{"stage":"closing","competitor":"Acme"}""", "sales_manager")]
    [InlineData("""{"stage":"discovery","competitor":"Acme"}""", null)]
    [InlineData("""{"stage":"discovery","low_confidence_count":2}""", "sales")]
    [InlineData("""{"stage":"discovery","low_confidence_count":1}""", null)]
    [InlineData("""{"stage":"discovery","question_complexity":0.81}""", "expert")]
    [InlineData("""{"stage":"discovery","question_complexity":0.8}""", null)]
    [InlineData("""{"lead":{"score":85},"transcript":[{"speaker":"customer","text":"ممتاز","sentiment":80}]}""", "sales")]
    [InlineData("""{"lead":{"score":84},"transcript":[{"speaker":"customer","text":"ممتاز","sentiment":80}]}""", null)]
    public void Each_reason_finds_its_person(string input, string? target)
    {
        var escalation = _bench.Answer(input).Output.GetProperty("escalation");
        Assert.Equal(target is not null, escalation.GetProperty("needed").GetBoolean());
        Assert.Equal(target, escalation.GetProperty("target").GetString());
    }

    [Fact]
    public void Three_negative_lines_in_a_row_call_a_person()
    {
        static string Lines(params int[] moods) => JsonSerializer.Serialize(new { stage = "discovery", transcript = moods.Select(m => new { speaker = "customer", text = "نعم", sentiment = m }) });
        Assert.Contains(_bench.Answer(Lines(30, 30, 30)).Escalations, e => e.Reason == "negative_sentiment");
        Assert.DoesNotContain(_bench.Answer(Lines(30, 30, 60, 30)).Escalations, e => e.Reason == "negative_sentiment");
        Assert.Equal(["negative", "neutral", "positive"], _bench.Answer(Lines(39, 40, 60)).Output.GetProperty("sentiment_trajectory").EnumerateArray().Select(s => s.GetString()!));
    }

    [Fact]
    public void An_objection_has_two_cycles()
    {
        static string Times(int n) => JsonSerializer.Serialize(new
        {
            mode = "human_assisted",
            transcript = Enumerable.Range(0, n).SelectMany(_ => new[] { new { speaker = "customer", text = "it is too expensive" }, new { speaker = "agent", text = "I see." } }),
        });
        Assert.DoesNotContain(_bench.Answer(Times(2)).Escalations, e => e.Reason == "objection_persists");
        Assert.Contains(_bench.Answer(Times(3)).Escalations, e => e is { Reason: "objection_persists", Target: "senior_sales" });
        var (first, second) = (Script(_bench.Answer(Times(1)).Output), Script(_bench.Answer(Times(2)).Output));
        Assert.NotEqual(first.GetProperty("text_en").GetString(), second.GetProperty("text_en").GetString());
    }

    [Fact]
    public void What_the_customer_takes_up_after_an_answer_is_resolved()
    {
        var objections = _bench.Answer("""{"transcript":"Customer: too expensive\nAgent: We can start with the smallest plan.\nCustomer: ok sounds good"}""").Output.GetProperty("objections_encountered");
        Assert.True(objections[0].GetProperty("resolved").GetBoolean());
        Assert.Equal("We can start with the smallest plan.", objections[0].GetProperty("response_used").GetString());
    }

    [Fact]
    public void Assisted_mode_gets_two_suggestions_and_is_told_how_far_to_trust_them()
    {
        JsonElement With(double heard) => Script(_bench.Answer(JsonSerializer.Serialize(new { mode = "human_assisted", stage = "discovery", stt_confidence = heard })).Output);
        Assert.Equal(2, With(0.9).GetProperty("alternative_responses").GetArrayLength());
        Assert.DoesNotContain("consider", With(0.70).GetProperty("tone_guidance").GetString(), StringComparison.Ordinal);
        Assert.Contains("consider", With(0.69).GetProperty("tone_guidance").GetString(), StringComparison.Ordinal);
        Assert.Contains("take over", With(0.49).GetProperty("tone_guidance").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, Script(_bench.Answer("""{"stage":"discovery"}""").Output).GetProperty("alternative_responses").GetArrayLength());
    }

    [Fact]
    public void Who_talks_too_much_is_told_to_listen()
    {
        static string Talk(int ours, int theirs) => JsonSerializer.Serialize(new
        {
            stage = "discovery",
            transcript = new[] { new { speaker = "agent", text = string.Join(' ', Enumerable.Repeat("word", ours)) }, new { speaker = "customer", text = string.Join(' ', Enumerable.Repeat("word", theirs)) } },
        });
        Assert.Contains("listen more", Script(_bench.Answer(Talk(41, 59)).Output).GetProperty("tone_guidance").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("listen more", Script(_bench.Answer(Talk(40, 60)).Output).GetProperty("tone_guidance").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_free_times_are_offered_and_none_is_invented()
    {
        string Text(string slots) => Script(_bench.Answer($$"""{"stage":"booking","slots":{{slots}}}""").Output).GetProperty("text_en").GetString()!;
        var three = Text("""["2026-11-24T12:00:00Z",{"start":"2026-11-24T07:00:00Z"},"2026-11-25T07:00:00Z"]""");
        Assert.Contains("2026-11-24 at 10:00", three, StringComparison.Ordinal);
        Assert.Contains("2026-11-24 at 15:00", three, StringComparison.Ordinal);
        Assert.DoesNotContain("2026-11-25", three, StringComparison.Ordinal);
        Assert.DoesNotContain(Text("""["2026-11-20T07:00:00Z"]"""), char.IsDigit);
    }

    [Theory]
    [InlineData("""{"status":"completed","meeting_confirmed":true}""", "meeting_booked")]
    [InlineData("""{"status":"completed","transcript":"Customer: call me back next week, I am busy"}""", "callback_scheduled")]
    [InlineData("""{"status":"completed","transcript":"Customer: interesting, tell me more"}""", "interested_not_ready")]
    [InlineData("""{"status":"completed","transcript":"العميل: لا شكرا مو مهتم"}""", "not_interested")]
    [InlineData("""{"status":"no_answer"}""", "no_answer")]
    [InlineData("""{"status":"voicemail"}""", "voicemail")]
    [InlineData("""{"status":"completed","transcript":"Customer: sorry, wrong number"}""", "wrong_number")]
    [InlineData("""{"status":"completed","transcript":"Customer: I want to talk to a real person"}""", "escalated")]
    [InlineData("""{"transcript":"Customer: hello"}""", null)]
    public void Each_call_comes_to_something(string input, string? outcome) =>
        Assert.Equal(outcome, _bench.Answer(input).Output.GetProperty("call_outcome").GetString());

    [Fact]
    public void After_two_unanswered_calls_the_channel_changes()
    {
        string Next(int attempts) => _bench.Answer($$"""{"status":"no_answer","attempts":{{attempts}}}""").Output.GetProperty("next_action").GetString()!;
        Assert.Equal("retry_call_after_4_hours", Next(1));
        Assert.Equal("change_channel_to_whatsapp", Next(2));
    }

    [Fact]
    public void The_temperature_falls_only_by_a_refusal()
    {
        string? Change(string temperature, string said) => _bench.Answer(JsonSerializer.Serialize(new { status = "completed", duration = 60, lead = new { temperature }, transcript = "Customer: " + said }))
            .Output.GetProperty("qualification_updates").GetProperty("temperature_change").GetString();
        Assert.Null(Change("hot", "hello"));
        Assert.Equal("hot_to_cold", Change("hot", "I am not interested"));
        Assert.Equal("cold_to_hot", Change("cold", "I am the owner, our budget is approved, we are losing customers and want to start this week"));
    }

    [Fact]
    public void The_assistant_says_what_it_is_and_asks_before_recording()
    {
        var alone = Script(_bench.Answer("""{"mode":"ai_autonomous","stage":"greeting"}""").Output).GetProperty("text_ar").GetString()!;
        Assert.Contains("المساعد الآلي", alone, StringComparison.Ordinal);
        Assert.Contains("بموافقتكم", alone, StringComparison.Ordinal);
        Assert.DoesNotContain("المساعد الآلي", Script(_bench.Answer("""{"mode":"human_assisted","stage":"greeting"}""").Output).GetProperty("text_ar").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_price_comes_from_the_list_alone()
    {
        const string Input = """{"transcript":"Customer: how much is it? Is it 120 SAR?"}""";
        Assert.Contains("299 SAR a month", Script(_bench.Answer(Input).Output).GetProperty("text_en").GetString(), StringComparison.Ordinal);
        var silent = new TaskBench("voice_call") { Tenant = _bench.Tenant with { PriceList = [] } };
        Assert.DoesNotContain(Script(silent.Answer(Input).Output).GetProperty("text_en").GetString()!, char.IsDigit);
    }

    [Theory]
    [InlineData("Yasser", "There's no Yasser here, sorry", true)]
    [InlineData("Yasser", "You have dialled the wrong digits, this number isn't his", true)]
    [InlineData("Yasser", "You're after somebody else", true)]
    [InlineData("ياسر", "ما عندنا أحد اسمه ياسر", true)]
    [InlineData("ياسر", "غلطان في الرقم يا اخوي", true)]
    [InlineData("ياسر", "هذا الرقم مو لياسر، صاحبه غيّره", true)]
    [InlineData("Yasser", "Yasser is not here now, call him tomorrow", false)]
    [InlineData("Yasser", "I'm not the one who decides, ask my partner", false)]
    [InlineData("ياسر", "ياسر مشغول، دق عليه بعد العصر", false)]
    [InlineData("ياسر", "مو أنا اللي يقرر", false)]
    public void A_wrong_number_is_known_however_it_is_said(string name, string said, bool wrong)
    {
        var output = _bench.Answer(JsonSerializer.Serialize(new
        {
            status = "completed",
            lead = new { name },
            transcript = new[] { new { speaker = "customer", text = said } },
        })).Output;
        Assert.Equal(wrong, output.GetProperty("call_outcome").GetString() == "wrong_number");
        if (wrong) Assert.False(output.GetProperty("escalation").GetProperty("needed").GetBoolean());
    }

    [Theory]
    [InlineData("I talked with a real person of yours on Monday, very helpful. We forget follow-ups.", false)]
    [InlineData("Our own staff are human too, they forget to call back", false)]
    [InlineData("كلمني موظف من عندكم قبل يومين وكان راقي", false)]
    [InlineData("She was lovely yesterday, can I speak with her again?", true)]
    [InlineData("كان محترم أمس، وصلوني له", true)]
    [InlineData("أبي أكلم موظف حقيقي", true)]
    public void Praise_of_a_person_is_no_wish_for_one(string said, bool wish) =>
        Assert.Equal(wish, _bench.Answer(JsonSerializer.Serialize(new
        {
            stage = "discovery",
            transcript = new[] { new { speaker = "customer", text = said } },
        })).Escalations.Any(e => e.Reason == "person_requested"));

    [Theory]
    [InlineData("""{"transcript":[[[[]]]],"slots":"soon","duration":-5,"lead":7,"sentiment":{"x":1}}""")]
    [InlineData("""{"call_id":12,"stage":"??","duration_seconds":1e20,"stt_confidence":9,"transcript":"\n\n:::"}""")]
    public void Odd_inputs_are_answered(string input) => Assert.InRange(_bench.Answer(input).Output.GetProperty("call_duration_seconds").GetInt32(), 0, 86_400);

    private static JsonElement Script(JsonElement output) => output.GetProperty("script_suggestion");
}
