using SalesFlow.Agents.Guards;
using SalesFlow.Agents.Tests.Support;

namespace SalesFlow.Agents.Tests;

/// <summary>What a reply may and may not say.</summary>
public sealed class GuardTests
{
    [Theory]
    [InlineData("الاحترافية 699 ريال شهرياً شاملة الضريبة، والأساسية ٢٩٩ ريال.")]
    [InlineData("عرض المؤسسات 1,499 ريال، والدفع السنوي أقل بنسبة 20%.")]
    [InlineData("تشمل 1000 عميل شهرياً و14 يوماً تجربة.")]
    [InlineData("ميزانيتك 2000 ريال كافية، والاحترافية بسعر 699 ريال.")]
    [InlineData("موعدك يوم 25 نوفمبر الساعة 10:30 صباحاً.")]
    [InlineData("رقم الطلب 123456 ولدينا أكثر من باقة.")]
    public void True_amounts_pass(string reply) =>
        Assert.Null(ReplyGuard.Check(reply, Given.Arabic, Given.Turn("ميزانيتنا 2000 ريال")));

    [Theory]
    [InlineData("Professional costs SAR 699 a month, VAT included.")]
    [InlineData("You mentioned a budget of 2,000 SAR, so Professional fits.")]
    [InlineData("I'm an AI assistant, not a human. Shall I bring in a colleague?")]
    [InlineData("Yes, a real person from the team will follow up.")]
    public void True_english_replies_pass(string reply) =>
        Assert.Null(ReplyGuard.Check(reply, Given.English, Given.Turn("Our budget is 2,000 SAR")));

    [Theory]
    [InlineData("Professional costs SAR 499 a month.", "price")]
    [InlineData("It is just $100.", "price")]
    [InlineData("Professional is $699 a month.", "price")]
    [InlineData("For you the price is 2000 SAR, agreed.", "price")]
    [InlineData("We grow your sales by 40 percent.", "price")]
    [InlineData("It costs fifty riyals.", "price")]
    [InlineData("Only 3k SAR.", "price")]
    [InlineData("I am a human, of course.", "identity")]
    [InlineData("I'm not a bot, promise.", "identity")]
    [InlineData("نعم بالتأكيد سنفعل ذلك", "language")]
    [InlineData("   ", "empty")]
    public void False_english_replies_are_stopped(string reply, string code) =>
        Assert.Equal(code, ReplyGuard.Check(reply, Given.English, Given.Turn("Our budget is 2000 SAR"))?.Code);

    [Fact]
    public void A_reply_has_no_more_words_than_the_agent_may_use()
    {
        var words = string.Join(' ', Enumerable.Repeat("كلمة", 301));
        Assert.Equal("length", ReplyGuard.Check(words, Given.Arabic, Given.Turn("مرحبا"))?.Code);
        Assert.Null(ReplyGuard.Check(words[..^5], Given.Arabic, Given.Turn("مرحبا")));
    }

    [Fact]
    public void Emoji_beyond_the_limit_are_dropped_and_families_count_once() =>
        Assert.Equal("أهلاً 👨‍👩‍👧 😀 وسهلاً  .", ReplyGuard.Polish("أهلاً 👨‍👩‍👧 😀 وسهلاً 🎉 🚀.".Replace("🎉 🚀", "🎉🚀 ", StringComparison.Ordinal),
            Given.Arabic));
}
