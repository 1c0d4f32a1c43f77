using System.Text;
using System.Text.Json;
using SalesFlow.Simulator.Graph;
using SalesFlow.Simulator.Personas;
using SalesFlow.Simulator.Webhooks;
using Xunit;

namespace SalesFlow.Simulator.Tests;

public sealed class PersonaTests
{
    public static TheoryData<string, int, int> Everybody()
    {
        var data = new TheoryData<string, int, int>();
        foreach (var script in PersonaLibrary.All)
        {
            for (var cast = 0; cast < script.Casts.Count; cast++)
            {
                for (var seed = 0; seed < 5; seed++) data.Add(script.Id, cast, seed);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Everybody))]
    public void Every_persona_reaches_its_outcome_with_a_decent_seller(string id, int cast, int seed)
    {
        var (talk, log) = Play(id, cast, seed);
        Assert.True(PersonaLibrary.All.Single(s => s.Id == id).Outcomes.Contains(talk.Outcome!), $"{talk.Outcome}\n{log}");
    }

    [Fact]
    public void One_seed_gives_one_conversation()
    {
        Assert.Equal(Play("clinic-owner", 0, 7).Log, Play("clinic-owner", 0, 7).Log);
        Assert.NotEqual(Play("clinic-owner", 0, 1).Log, Play("clinic-owner", 0, 2).Log);
    }

    [Fact]
    public void The_world_speaks_arabic_english_and_latin_arabic_and_hides_a_phone()
    {
        Assert.True(PersonaLibrary.All.Count >= 12);
        Assert.Superset(new HashSet<string> { "ar-SA", "ar", "en", "ar-Latn" }, PersonaLibrary.All.Select(s => s.Language).ToHashSet());
        Assert.Contains(PersonaLibrary.All, s => s.Identity == "bsuid");
    }

    [Fact]
    public void A_customer_presses_the_button_that_it_likes()
    {
        var script = PersonaLibrary.All.Single(s => s.Id == "opts-out-other-words");
        var talk = new PersonaTalk(script, script.Casts[0], 1);
        talk.Open();
        var acts = talk.Hear("اختر من فضلك", [new MessageChoice("no", "لا، تراجعت"), new MessageChoice("yes", "نعم، أوقفوها")]);
        Assert.Equal((CustomerActType.Button, "yes"), (acts.Single().Type, acts.Single().Choice!.Id));
    }

    [Fact]
    public void A_customer_whom_nobody_answers_asks_again_and_goes()
    {
        var script = PersonaLibrary.All.Single(s => s.Id == "ecommerce-founder");
        var talk = new PersonaTalk(script, script.Casts[0], 1);
        talk.Open();
        Assert.Single(talk.Wait());
        Assert.Single(talk.Wait());
        Assert.Empty(talk.Wait());
        Assert.Equal("unanswered", talk.Outcome);
    }

    [Theory]
    [InlineData("ما اسم الشركة لو تكرّمت؟", "ask:company")]
    [InlineData("كم عدد الموظفين عندكم؟", "ask:employees")]
    [InlineData("وش الميزانية اللي حاطينها؟", "ask:budget")]
    [InlineData("في أي مدينة أنتم؟", "ask:city")]
    [InlineData("How many employees do you have?", "ask:employees")]
    [InlineData("باقة الأعمال بـ ٦٩٩ ريال شهرياً", "says:price")]
    [InlineData("سأحوّلك إلى زميل من فريق المبيعات", "says:human")]
    [InlineData("أنا مساعد آلي يعمل بالذكاء الاصطناعي", "says:bot")]
    [InlineData("تم إيقاف الرسائل", "says:unsubscribed")]
    public void Questions_and_statements_are_understood(string text, string signal) => Assert.Contains(signal, SellerReading.Of(text, false).Signals);

    [Fact]
    public void A_statement_is_no_question() => Assert.DoesNotContain("ask:company", SellerReading.Of("شكراً، سجلت اسم الشركة.", false).Signals);

    [Theory]
    [InlineData("كم عدد الموظفين عندكم؟", "says:human")]
    [InlineData("How many team members do you have?", "says:human")]
    [InlineData("كيف يمكنني مساعدتك؟ وش تستخدمون حالياً؟", "says:bot")]
    [InlineData("عندكم 14 موظف، صحيح؟", "says:price")]
    public void A_question_is_no_hand_over_and_help_is_no_confession(string text, string signal) =>
        Assert.DoesNotContain(signal, SellerReading.Of(text, false).Signals);

    [Fact]
    public void A_file_that_names_a_missing_state_is_refused()
    {
        const string Json = """{"id":"x","language":"ar","goal":"g","casts":[{"name":"n","facts":{}}],"start":"a","opening":["hi"],"states":{"a":{"reactions":[{"say":["x"],"goto":"b"}]}},"outcomes":[]}""";
        Assert.Throws<JsonException>(() => PersonaLibrary.Parse(new MemoryStream(Encoding.UTF8.GetBytes(Json))));
    }

    private static (PersonaTalk Talk, string Log) Play(string id, int cast, int seed)
    {
        var script = PersonaLibrary.All.Single(s => s.Id == id);
        var talk = new PersonaTalk(script, script.Casts[cast], seed);
        var seller = new ScriptedSeller();
        StringBuilder log = new();
        var acts = talk.Open();
        for (var i = 0; i < 40 && talk.Outcome is null; i++)
        {
            foreach (var act in acts) log.Append(act.After).Append(' ').Append(act.Type).Append(": ").AppendLine(act.Text);
            var (text, choices) = seller.Answer(acts.Select(a => a.Text));
            log.Append("> ").AppendLine(text);
            acts = talk.Hear(text, choices);
        }

        return (talk, log.ToString());
    }
}
