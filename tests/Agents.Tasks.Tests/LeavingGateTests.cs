using System.Text.Json;
using SalesFlow.Agents.Guards;

namespace SalesFlow.Agents.Tasks.Tests;

/// <summary>What may leave, and what may not.</summary>
public sealed class LeavingGateTests
{
    private static readonly PublishedNumbers Published = new([299m, 699m, 1499m], [20m], false);
    private static readonly GateContext Answer = new(Published) { Answers = true, WindowOpen = true };
    private static readonly GateContext First = new(Published) { Consented = true, ApprovedTemplate = true, FirstOutreach = true };

    public static TheoryData<string, string> OrdinaryReplies
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var language in (string[])["ar", "en"])
            {
                using var stream = typeof(LeavingGate).Assembly.GetManifestResourceStream($"texts/{language}.json")!;
                using var texts = JsonDocument.Parse(stream);
                foreach (var text in texts.RootElement.EnumerateObject())
                    foreach (var form in text.Value.EnumerateArray()) data.Add(language, form.GetString()!);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(OrdinaryReplies))]
    public void What_the_rules_say_of_themselves_passes(string language, string reply)
    {
        // Places are filled with something of either script; a text that is all places has no language of its own.
        var filled = System.Text.RegularExpressions.Regex.Replace(reply, @"\{[a-z0-9]+\}", language == "ar" ? "كذا" : "that");
        Assert.Empty(LeavingGate.Check(filled, "any", Answer).Reasons);
    }

    [Theory]
    [InlineData("الاحترافية 699 ريال شهرياً شاملة الضريبة، وتناسب فريقاً من 10 مستخدمين. هل تحب عرضاً توضيحياً؟")]
    [InlineData("لا نستطيع أن نضمن لك زيادة في المبيعات، لكن نريك كيف تتم المتابعة.")]
    [InlineData("نعدّل لك الموعد إلى يوم الخميس الساعة 10، هل يناسبك؟")]
    [InlineData("أفضل وقت للعرض صباحاً، والأقرب اليوم الساعة 4.")]
    [InlineData("Professional is SAR 699 a month, VAT included. Which day suits you for a demo?")]
    [InlineData("We can't guarantee results, but the 30-day guarantee has clear conditions I can send you.")]
    [InlineData("The best way to decide is to see it on your own case. Does Sunday at 10 work?")]
    [InlineData("You can write to us at help@example.com or call 920012345.")]
    [InlineData("Your order number is 20261123 and the visit is on 25 November at 10:30.")]
    [InlineData("Paying a year in advance gives 20% off the monthly price.")]
    [InlineData("عند الدفع السنوي مقدماً تحصل على خصم 20% على السعر الشهري.")]
    [InlineData("Please do not send passwords or codes in this chat.")]
    [InlineData("سجلت طلبك، ولا ترسل لنا كلمة المرور أو رمز التحقق أبداً.")]
    public void Ordinary_sales_talk_passes(string reply) =>
        Assert.Empty(LeavingGate.Check(reply, "any", Answer with { KnownContacts = ["help@example.com", "920012345"] }).Reasons);

    [Theory]
    [InlineData("نضمن لك مضاعفة مبيعاتك خلال شهر.", "result_guarantee", "Block")]
    [InlineData("مع نظامنا ستزيد مبيعاتك بنسبة كبيرة تصل إلى ٣ أضعاف.", "result_guarantee", "Block")]
    [InlineData("We will double your sales in a month.", "result_guarantee", "Block")]
    [InlineData("Guaranteed growth for every clinic.", "result_guarantee", "Block")]
    [InlineData("عائد مضمون على ما تدفعه.", "guaranteed_return", "Block")]
    [InlineData("It is a risk-free investment that pays for itself in weeks.", "guaranteed_return", "Block")]
    [InlineData("نحن أفضل نظام مبيعات في المملكة.", "superlative", "Revise")]
    [InlineData("We are the number one platform in Saudi.", "superlative", "Revise")]
    [InlineData("من عملائنا مجموعة الراجحي.", "invented_reference", "Block")]
    [InlineData("Our clients include Aramco.", "invented_reference", "Block")]
    [InlineData("أكثر من 500 شركة تثق بنا.", "invented_reference", "Block")]
    [InlineData("أعدك أن الميزة ستكون جاهزة.", "unwritten_promise", "Revise")]
    [InlineData("I promise you it will be ready.", "unwritten_promise", "Revise")]
    [InlineData("سأعطيك خصم خاص.", "discount_offered", "Revise")]
    [InlineData("I can give you a special discount.", "discount_offered", "Revise")]
    [InlineData("العرض ينتهي اليوم!", "fabricated_deadline", "Revise")]
    [InlineData("Only 3 spots left, the price goes up tomorrow.", "fabricated_deadline", "Revise")]
    [InlineData("أنت غبي وما تفهم.", "offensive", "Block")]
    [InlineData("Don't be stupid.", "offensive", "Block")]
    [InlineData("You are an idiot.", "offensive", "Block")]
    [InlineData("أرسل لي رقم هويتك ورمز التحقق.", "sensitive_request", "Block")]
    [InlineData("Please send me your password.", "sensitive_request", "Block")]
    [InlineData("يمكنك سؤال عميلنا على 0551234567.", "data_leak", "Block")]
    [InlineData("Write to sara@other.example about it.", "data_leak", "Block")]
    [InlineData("حوّل على SA0380000000608010167519.", "data_leak", "Block")]
    [InlineData("السعر 499 ريال.", "price", "Block")]
    [InlineData("I am a human, of course.", "identity", "Block")]
    public void What_may_not_be_said_is_found(string reply, string code, string decision)
    {
        var verdict = LeavingGate.Check(reply, "any", Answer);
        Assert.Equal(decision, Assert.Single(verdict.Reasons, r => r.Code == code).Decision.ToString());
    }

    [Fact]
    public void Nothing_goes_out_without_consent_or_after_an_opt_out_or_outside_the_window()
    {
        string[] Codes(GateContext context) => [.. LeavingGate.Check("نود التواصل معك.", "ar", context).Reasons.Select(r => r.Code)];
        Assert.Equal(["no_consent", "window_closed"], Codes(new GateContext(Published)));
        Assert.Equal(["opted_out"], Codes(new GateContext(Published) { Consented = true, OptedOut = true, WindowOpen = true }));
        Assert.Empty(Codes(new GateContext(Published) { OptedOut = true, ConfirmsOptOut = true, WindowOpen = true }));
        Assert.Empty(Codes(new GateContext(Published) { Consented = true, Channel = "email" }));
    }

    [Fact]
    public void A_first_message_that_sells_says_who_writes_and_how_to_get_no_more()
    {
        var context = First with { CompanyNames = ["منصة النمو", "Growth"] };
        Assert.Equal(["missing_opt_out", "missing_identity"],
            LeavingGate.Check("مرحباً، عندنا باقات تناسب عيادتكم.", "ar", context).Reasons.Select(r => r.Code));
        Assert.Empty(LeavingGate.Check("مرحباً، معك فريق منصة النمو. عندنا باقات تناسب عيادتكم. لإيقاف الرسائل أرسل إيقاف.", "ar", context).Reasons);
        Assert.Empty(LeavingGate.Check("Hello, this is Growth. We offer plans for clinics. Reply STOP to get no more messages.", "en",
            context).Reasons);
    }

    [Fact]
    public void Whoever_refused_is_not_pressed()
    {
        var refused = Answer with { Refused = true };
        Assert.Equal("pressure_after_refusal", LeavingGate.Check("ليش رافض؟ بتندم على هذا القرار.", "ar", refused).Reasons[0].Code);
        Assert.Equal(GateDecision.Block, LeavingGate.Check("You will regret this, think again about our plan.", "en", refused).Decision);
        Assert.Equal(GateDecision.Pass, LeavingGate.Check("أحترم رأيك، وشكراً لصراحتك.", "ar", refused).Decision);
    }

    [Fact]
    public void A_claim_is_stricter_in_a_regulated_sector_and_a_reference_may_be_named_where_it_is_real()
    {
        Assert.Equal(GateDecision.Block, LeavingGate.Check("نحن أفضل نظام مبيعات في المملكة.", "ar",
            Answer with { RecipientSector = "healthcare" }).Decision);
        Assert.Equal(GateDecision.Pass,
            LeavingGate.Check("Our clients include Noor Clinics.", "en", Answer with { NamedReferences = ["Noor Clinics"] }).Decision);
        Assert.Equal(GateDecision.Pass,
            LeavingGate.Check("العرض ساري حتى اليوم 30 نوفمبر.", "ar", Answer with { ApprovedOffers = ["30 نوفمبر"] }).Decision);
    }

    [Fact]
    public void Others_data_never_stands_in_a_reason()
    {
        var verdict = LeavingGate.Check("رقم العميل 0551234567", "ar", Answer);
        Assert.DoesNotContain("551234567", verdict.Reasons[0].Quote, StringComparison.Ordinal);
    }
}
