using SalesFlow.Agents.Offline;
using SalesFlow.Agents.Tests.Support;
using SalesFlow.Agents.Turns;

namespace SalesFlow.Agents.Tests;

/// <summary>The language in which the customer writes now decides who answers.</summary>
public sealed class RouterTests
{
    [Theory]
    [InlineData("ar", false, "Hello", "english_conversation")]
    [InlineData("en", false, "مرحبا", "arabic_whatsapp")]
    [InlineData("ar", true, "demo", "arabic_whatsapp")]
    [InlineData("ar", true, "Can we talk in English please", "english_conversation")]
    [InlineData("en", true, "👍", "english_conversation")]
    [InlineData("ar", true, "٢٥", "arabic_whatsapp")]
    [InlineData("ar", true, "sara@example.com", "arabic_whatsapp")]
    [InlineData("ar", false, "أبغى CRM للعيادة", "arabic_whatsapp")]
    [InlineData("ar", true, "Rewaa", "arabic_whatsapp")]
    [InlineData("ar", true, "pricing", "english_conversation")]
    [InlineData("ar", true, "شوفوا https://example.com/a-very-long-address/of-a-page", "arabic_whatsapp")]
    [InlineData("en", false, "abgha a3ref as3arkum", "arabic_whatsapp")]
    [InlineData("en", true, "shlonak, kam el se3r?", "arabic_whatsapp")]
    [InlineData("en", true, "ممكن نكمل بالعربي", "arabic_whatsapp")]
    [InlineData("ar", true, "ممكن نتكلم بالانجليزي", "english_conversation")]
    [InlineData("en", true, "[image]", "english_conversation")]
    public void The_language_of_the_message_routes(string talk, bool hasHistory, string message, string agent)
    {
        var turn = Given.Turn(message, talk, hasHistory ? [(true, "x"), (false, "y")] : null);
        var answer = new OfflineEngine().Answer(turn);
        Assert.Equal(agent, TurnRouter.Route(answer.Output.Language, Given.Agents.ById).Id);
        Assert.Equal(agent, answer.AgentId);
    }
}
