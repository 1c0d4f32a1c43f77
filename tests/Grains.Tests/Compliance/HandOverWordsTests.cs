using SalesFlow.Grains.Compliance;

namespace SalesFlow.Grains.Tests.Compliance;

public sealed class HandOverWordsTests
{
    [Theory]
    [InlineData("أبي أكلم شخص")]
    [InlineData("أريد التحدث مع موظف")]
    [InlineData("وكيل حقيقي")]
    [InlineData("مو بوت")]
    [InlineData("إنسان")]
    [InlineData("ممكن أتكلم مع المسؤول لو سمحت")]
    [InlineData("حولني لموظف")]
    [InlineData("حولوني على خدمة العملاء")]
    [InlineData("ما أبي بوت")]
    [InlineData("أرغب في التواصل مع مندوب المبيعات")]
    [InlineData("خلوا أحد يتصل علي")]
    [InlineData("can I talk to a human?")]
    [InlineData("I want to speak with a real person")]
    [InlineData("connect me to an agent please")]
    [InlineData("human please")]
    [InlineData("get me a human")]
    [InlineData("I don't want to talk to a bot")]
    [InlineData("abi akalem sha5s")]
    public void An_explicit_request_for_a_person_is_seen(string text) => Assert.True(HandOverWords.AsksForPerson(text));

    [Theory]
    [InlineData("")]
    [InlineData("كم السعر؟")]
    [InlineData("هل أنت بوت؟")]
    [InlineData("are you a real person?")]
    [InlineData("عندي 20 موظف")]
    [InlineData("أنا المدير العام")]
    [InlineData("I'm the sales manager")]
    [InlineData("price per person?")]
    [InlineData("لازم أكلم شريكي أول")]
    [InlineData("I need to talk to my partner first")]
    [InlineData("نبي بوت يرد على العملاء")]
    [InlineData("كلمني بكرة")]
    public void Speaking_of_people_is_not_asking_for_one(string text) => Assert.False(HandOverWords.AsksForPerson(text));
}
