using System.Text.Json;
using SalesFlow.Agents.Offline.Tasks;
using SalesFlow.Agents.Tasks.Tests.Support;

namespace SalesFlow.Agents.Tasks.Tests;

/// <summary>The quality reviewer's weights, grades, flags and bands.</summary>
public sealed class QaReviewerTests
{
    private static readonly TaskBench Bench = new("qa_reviewer");

    private static JsonElement Review(string ours, string theirs = "كم السعر؟", string extra = "") =>
        Bench.Answer($$"""{"handler":"human","transcript":[{"from":"lead","text":"{{theirs}}"},{"from":"agent","text":"{{ours}}"}]{{extra}}}""").Output;

    private static string[] Flags(JsonElement output) => [.. output.GetProperty("critical_flags").EnumerateArray().Select(f => f.GetString()!)];

    [Fact]
    public void The_weights_sum_to_one() => Assert.Equal(1m, QaReviewerEngine.Weights.Sum(w => w.Weight));

    [Theory]
    [InlineData(100, "A")]
    [InlineData(90, "A")]
    [InlineData(89, "B")]
    [InlineData(75, "B")]
    [InlineData(74, "C")]
    [InlineData(60, "C")]
    [InlineData(59, "D")]
    [InlineData(40, "D")]
    [InlineData(39, "F")]
    [InlineData(0, "F")]
    public void A_grade_has_its_scores(int score, string grade) => Assert.Equal(grade, QaReviewerEngine.Grade(score));

    [Theory]
    [InlineData("الأساسية 299 ريال شهرياً.", "")]
    [InlineData("الأساسية ٢٩٩ ريال شهرياً، والاحترافية ٦٩٩ ريال.", "")]
    [InlineData("Professional is SAR 8,388 a year.", "")]
    [InlineData("الأساسية 699 ريال شهرياً.", "wrong_price")]
    [InlineData("Enterprise costs 299 SAR.", "wrong_price")]
    [InlineData("The price is 450 SAR.", "wrong_price")]
    [InlineData("سأعطيك خصم 15%.", "unauthorised_discount")]
    [InlineData("I can offer you a special discount.", "unauthorised_discount")]
    [InlineData("نضمن لك زيادة المبيعات.", "false_promise")]
    [InlineData("You will get a guaranteed return.", "false_promise")]
    [InlineData("Three months free for you.", "")]
    [InlineData("You get 3 months free.", "false_promise")]
    [InlineData("أعدك أن أتصل بك غداً.", "")]
    [InlineData("أنت غبي.", "offensive_language")]
    [InlineData("Send me your password please.", "pdpl_violation")]
    [InlineData("Our customer Ali has the number 0551234567.", "client_data_leak")]
    public void What_a_message_says_raises_its_flag(string ours, string flag) =>
        Assert.Equal(flag.Length == 0 ? [] : [flag], Flags(Review(ours)));

    [Fact]
    public void The_overall_score_is_the_weighted_mean_of_what_could_be_assessed()
    {
        foreach (var output in (JsonElement[])[Review("The price is 450 SAR."), Review("أنت غبي."),
            Bench.Answer("""{"draft":"نحن أفضل نظام في المملكة"}""").Output])
        {
            decimal sum = 0, weights = 0;
            foreach (var dimension in output.GetProperty("dimensions").EnumerateObject())
            {
                var score = dimension.Value.GetProperty("score");
                Assert.Equal(score.ValueKind != JsonValueKind.Null, dimension.Value.GetProperty("assessable").GetBoolean());
                if (score.ValueKind == JsonValueKind.Null) continue;
                sum += score.GetInt32() * dimension.Value.GetProperty("weight").GetDecimal();
                weights += dimension.Value.GetProperty("weight").GetDecimal();
            }
            Assert.Equal((int)decimal.Round(sum / weights, MidpointRounding.AwayFromZero), output.GetProperty("overall_score").GetInt32());
            Assert.Equal(QaReviewerEngine.Grade(output.GetProperty("overall_score").GetInt32()), output.GetProperty("grade").GetString());
        }
    }

    [Fact]
    public void An_issue_names_the_message_and_the_rule()
    {
        var issue = Review("The price is 450 SAR.").GetProperty("dimensions").GetProperty("compliance").GetProperty("issues")[0];

        Assert.Equal(1, issue.GetProperty("message_index").GetInt32());
        Assert.NotEmpty(issue.GetProperty("rule_violated").GetString()!);
    }

    [Fact]
    public void The_outcome_changes_nothing() =>
        Assert.Equal(Review("الأساسية 299 ريال.", extra: ""","outcome":"won" """).GetProperty("overall_score").GetInt32(),
            Review("الأساسية 299 ريال.", extra: ""","outcome":"lost" """).GetProperty("overall_score").GetInt32());

    [Fact]
    public void The_same_talk_in_other_names_gives_the_same_review()
    {
        var one = Review("The price is 450 SAR.", "how much?");
        var other = Bench.Answer("""{"handlerType":"موظف","data":{"conversation":{"messages":[{"role":"user","body":"how much?"},{"role":"assistant","body":"The price is 450 SAR."}]}}}""").Output;

        Assert.Equal(one.GetProperty("overall_score").GetInt32(), other.GetProperty("overall_score").GetInt32());
        Assert.Equal(Flags(one), Flags(other));
    }

    [Theory]
    [InlineData("[59,58]", "none")]
    [InlineData("[59,58,57]", "coaching_needed")]
    [InlineData("[60,75,90]", "none")]
    public void Three_talks_below_C_need_coaching(string scores, string action) =>
        Assert.Equal(action, Review("أهلاً بك، الأساسية 299 ريال. ما قطاعكم؟",
            extra: $$""","previous_scores":{{scores}}""").GetProperty("action_required").GetString());

    [Fact]
    public void Whoever_sells_after_an_opt_out_is_reported_and_whoever_confirms_it_is_not()
    {
        Assert.Equal(["pdpl_violation"], Flags(Review("طيب، لكن جرب باقاتنا.", "وقفوا الرسائل")));
        Assert.Empty(Flags(Review("تم إيقاف الرسائل، شكراً لك.", "وقفوا الرسائل")));
    }

    [Fact]
    public void A_persons_look_is_asked_for_where_a_flag_is_or_little_is_known()
    {
        var flagged = Bench.Answer("""{"handler":"ai","draft":"أنت غبي"}""");
        Assert.True(flagged.Output.GetProperty("requires_human_review").GetBoolean());
        Assert.Equal("supervisor", flagged.Escalations[0].Target);
        Assert.Equal("compliance", Bench.Answer("""{"handler":"ai","draft":"Please send me your password"}""").Escalations[0].Target);
        Assert.Equal("sales_manager", Bench.Answer("""{"handler":"ai","draft":"السعر 450 ريال"}""").Escalations[0].Target);
    }

    [Theory]
    [InlineData("مطعم نجمة الساحل معنا، وفواتيرهم ٣٢٠٠ وصاحبه أبو زيد رقمه 0543219876")]
    [InlineData("جارك معرض الرواد باقته المؤسسات وعليه فاتورة ما سددها")]
    [InlineData("Blue Lagoon Spa's revenue was 41,000 last month, I looked it up for you.")]
    [InlineData("Your competitor pays 1,499 and they are late with the invoice.")]
    [InlineData("Call Mr. Haitham of Nakheel Motors on 0532221119, he is one of ours.")]
    public void Another_customers_name_with_something_of_theirs_is_a_leak(string ours) =>
        Assert.Contains("client_data_leak", Flags(Review(ours, "مين يستخدم نظامكم؟")));

    [Theory]
    [InlineData("زميلي سالم من المبيعات يكلمك، رقمه 0551234567")]
    [InlineData("لا نذكر أرقام عملائنا ولا فواتيرهم لأحد. الدعم على 920001234")]
    [InlineData("Every lead has a card with their number, their invoices and 12 notes.")]
    [InlineData("Our consultant Mona will call you from 0501112223.")]
    public void Our_own_people_and_the_product_give_nobody_away(string ours) => Assert.Empty(Flags(Review(ours, "كيف أتواصل معكم؟")));

    [Theory]
    [InlineData("احذفوا كل بياناتي", "مستحيل نحذفها، هذي صارت لنا", true)]
    [InlineData("أبي نسخة من معلوماتي", "ما نعطيها لأحد", true)]
    [InlineData("Please erase my details", "No, we keep everything.", true)]
    [InlineData("Where is my number from?", "We bought a spreadsheet of clinics.", true)]
    [InlineData("من أعطاكم رقمي؟", "اشترينا قاعدة بيانات للحي كله", true)]
    [InlineData("I never agreed", "Your consent is not needed, we message everyone.", true)]
    [InlineData("احذفوا كل بياناتي", "أبشر، سجلنا طلبك وننفذه خلال ٣٠ يوماً", false)]
    [InlineData("Please erase my details", "I can't do it myself, so I passed your request to our privacy team.", false)]
    [InlineData("Do you buy lists?", "No, we never buy lists and contact nobody without consent.", false)]
    public void A_right_refused_and_data_from_elsewhere_are_violations(string theirs, string ours, bool violates) =>
        Assert.Equal(violates, Flags(Review(ours, theirs)).Contains("pdpl_violation"));

    [Fact]
    public void The_readers_own_company_is_no_other_customer() =>
        Assert.Empty(Flags(Review("Here is the invoice 3321 of Gulf Tyres Trading as you asked.", "my invoice?",
            ""","lead":{"company":"Gulf Tyres Trading"}""")));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"transcript":"???","handler":5,"previous_scores":"many"}""")]
    [InlineData("""{"transcript":[1,null,{"text":""},{"from":"agent"}]}""")]
    [InlineData("""{"transcript":[{"from":"agent","text":"999999999999999999999999 ريال ٪"}]}""")]
    public void Odd_inputs_give_a_valid_review(string input) =>
        Assert.InRange(Bench.Answer(input).Confidence, 0, 1);
}
