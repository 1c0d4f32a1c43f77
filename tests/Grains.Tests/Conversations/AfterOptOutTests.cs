using SalesFlow.Conversations;

namespace SalesFlow.Grains.Tests.Conversations;

/// <summary>What is read in the words of somebody who asked for silence before.</summary>
public sealed class AfterOptOutTests
{
    [Theory]
    [InlineData("غيرت رأيي وأبغى أرجع أستقبل رسائلكم")]
    [InlineData("رجعوني للقائمة لو سمحتوا وارسلوا لي العروض")]
    [InlineData("ممكن نرجع نتواصل؟")]
    [InlineData("I changed my mind, send me your offers")]
    [InlineData("please resume the messages")]
    public void Messages_are_welcome_again(string text) => Assert.True(AfterOptOut.IsWelcomeAgain(text));

    [Theory]
    [InlineData("لا ترجعون ترسلون لي")]
    [InlineData("Don't ever contact this number again")]
    [InlineData("stop messaging me again and again")]
    [InlineData("رجعوا فلوسي")]
    [InlineData("برجع لكم برسالة بعدين")]
    [InlineData("كم السعر؟")]
    [InlineData("")]
    [InlineData(null)]
    public void They_are_not(string? text) => Assert.False(AfterOptOut.IsWelcomeAgain(text));

    [Theory]
    [InlineData("تمام")]
    [InlineData("الله يعطيكم العافية")]
    [InlineData("ok thx")]
    [InlineData("👍")]
    [InlineData("🌹🌹")]
    public void A_courtesy_wants_no_answer(string text) => Assert.True(AfterOptOut.IsCourtesy(text));

    [Theory]
    [InlineData("تمام، بس كم السعر؟")]
    [InlineData("ok but what about my invoice")]
    [InlineData("مين معي؟")]
    public void A_question_wants_one(string text) => Assert.False(AfterOptOut.IsCourtesy(text));
}
