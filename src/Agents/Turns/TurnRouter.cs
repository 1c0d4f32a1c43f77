using SalesFlow.Agents.Definitions;

namespace SalesFlow.Agents.Turns;

/// <summary>
/// Chooses the agent that answers a turn: the one that speaks the language in which the customer writes now. What that language is decides the
/// understanding alone (<see cref="Language.TalkLanguage"/> and a wish to switch), which has read the turn already.
/// </summary>
internal static class TurnRouter
{
    /// <summary>The conversation agent that answers in Arabic.</summary>
    public const string Arabic = "arabic_whatsapp";

    /// <summary>The conversation agent that answers in English.</summary>
    public const string English = "english_conversation";

    /// <summary>The agent of a language, loaded or not.</summary>
    public static string AgentOf(string language) => language == "en" ? English : Arabic;

    /// <summary>The agent that answers in a language; where it is not loaded, the other one.</summary>
    /// <exception cref="InvalidOperationException">Neither is loaded.</exception>
    public static AgentDefinition Route(string language, IReadOnlyDictionary<string, AgentDefinition> agents)
    {
        var wanted = AgentOf(language);
        if (agents.TryGetValue(wanted, out var agent) || agents.TryGetValue(wanted == English ? Arabic : English, out agent)) return agent;
        throw new InvalidOperationException("Neither conversation agent is loaded.");
    }
}
