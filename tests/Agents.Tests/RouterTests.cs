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
    [InlineData("en", true, "[image]", "english_conversation")]
    public void The_language_of_the_message_routes(string talk, bool hasHistory, string message, string agent)
    {
        var turn = Given.Turn(message, talk, hasHistory ? [(true, "x"), (false, "y")] : null);
        Assert.Equal(agent, TurnRouter.Route(turn, Given.Agents.ById));
    }
}
