namespace SalesFlow.Agents.Offline.Tests;

/// <summary>What whole conversations showed: questions about plans, several at once, words that only seem to be for us.</summary>
public sealed class SmallTalkTests
{
    private static Dialogue Talk(string language = "ar") => new(TestTenants.Platform, language, language == "en" ? "Sara" : "سارة");

    [Fact]
    public void What_a_plan_includes_is_told_of_the_plan_that_was_spoken_of()
    {
        var talk = Talk();
        talk.Say("كم سعر الاحترافية؟");
        talk.Say("وكم مستخدم فيها؟");
        Assert.Contains("10 مستخدمين", talk.Reply, StringComparison.Ordinal);
        talk.Say("طيب الأساسية كم رسالة فيها بالشهر؟");
        Assert.Contains("تقارير أساسية", talk.Reply, StringComparison.Ordinal);
        Assert.Null(talk.Last.Output.Escalation);
    }

    [Theory]
    [InlineData("فريقنا ٨ أشخاص", "أي باقة تناسبنا؟", "699")]
    [InlineData("عندنا ١٥ موظف", "وش الباقة المناسبة لنا؟", "1,499")]
    [InlineData("we are 2 people", "which plan suits us?", "299")]
    public void The_plan_that_suits_is_the_smallest_that_takes_the_team(string size, string question, string price)
    {
        var talk = Talk(size[0] < 128 ? "en" : "ar");
        talk.Say(size);
        talk.Say(question);
        Assert.Contains(price, talk.Reply, StringComparison.Ordinal);
        Assert.Single(new[] { "299", "699", "1,499" }, p => talk.Reply.Contains(p, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("اسف غلطان بالرقم")]
    [InlineData("sorry wrong number")]
    [InlineData("عندكم وظائف؟")]
    public void Who_wants_nothing_of_us_is_asked_nothing(string words)
    {
        var talk = Talk(words[0] < 128 ? "en" : "ar");
        talk.Say(words);
        Assert.DoesNotContain('؟', talk.Reply);
        Assert.DoesNotContain('?', talk.Reply);
        Assert.Null(talk.Last.Output.Escalation);
    }

    [Theory]
    [InlineData("حنا عملاء عندكم في الباقة الاحترافية")]
    [InlineData("we are already using your Basic plan")]
    public void A_customer_of_ours_is_not_asked_what_they_do(string words)
    {
        var talk = Talk(words[0] < 128 ? "en" : "ar");
        talk.Say(words);
        Assert.Equal("1", talk.Memory["ours"]);
        Assert.NotEqual("sector", talk.Memory.GetValueOrDefault("asked"));
    }

    [Theory]
    [InlineData("عندي شركة نقل عفش")]
    [InlineData("we're a facility management company")]
    public void A_trade_in_their_own_words_is_not_asked_for_again(string words)
    {
        var talk = Talk(words[0] < 128 ? "en" : "ar");
        talk.Say(words);
        Assert.NotEqual("sector", talk.Memory.GetValueOrDefault("asked"));
        Assert.False(talk.Facts.ContainsKey("sector") && talk.Facts["sector"] != "other");
    }

    [Theory]
    [InlineData("تعبت من موظفيني والله")]
    [InlineData("عملاؤنا يشتكون من التأخير")]
    [InlineData("أبغى أكلم زبائني من رقم واحد، ينفع؟")]
    [InlineData("كان نظامنا القديم كله انجليزي")]
    public void What_they_say_of_others_is_no_complaint_no_wish_for_a_person_and_no_farewell(string words)
    {
        var talk = Talk();
        talk.Say(words);
        Assert.NotEqual("opted_out", talk.Last.Output.ActionTaken);
        Assert.Null(talk.Last.Output.Escalation);
        Assert.Equal("ar", talk.Last.Output.Language);
    }

    [Theory]
    [InlineData("يا غبي")]
    [InlineData("you are an idiot")]
    public void An_insult_brings_a_person(string words)
    {
        var talk = Talk(words[0] < 128 ? "en" : "ar");
        talk.Say(words);
        Assert.Equal("escalated", talk.Last.Output.ActionTaken);
    }

    [Fact]
    public void A_thumb_answers_what_we_asked()
    {
        var talk = Talk();
        talk.Say("عندنا مطعم فيه ١٠ موظفين");
        talk.Say("نضيع عملاء كثير");
        Assert.Equal("offer", talk.Memory["asked"]);
        talk.Say("👍");
        Assert.Contains("requested_demo", talk.Last.Signals);
    }

    [Fact]
    public void Words_written_as_one_and_in_latin_letters_are_read()
    {
        var talk = Talk();
        talk.Say("مساءالخيرر");
        Assert.Equal("greeting", talk.Last.Output.IntentDetected);
        talk.Say("kam el ba2a el e7terafeya?");
        Assert.Contains("699", talk.Reply, StringComparison.Ordinal);
    }
}
