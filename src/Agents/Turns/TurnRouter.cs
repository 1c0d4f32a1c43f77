using System.Text.RegularExpressions;
using SalesFlow.Agents.Definitions;
using SalesFlow.Conversations;

namespace SalesFlow.Agents.Turns;

/// <summary>Chooses the agent that answers a turn: the one that speaks the language in which the customer writes now.</summary>
internal static partial class TurnRouter
{
    private const string Arabic = "arabic_whatsapp";
    private const string English = "english_conversation";

    /// <summary>The agent's id.</summary>
    public static string Route(AgentTask task, IReadOnlyDictionary<string, AgentDefinition> agents)
    {
        var wanted = Language(task.Turn) == "en" ? English : Arabic;
        if (agents.ContainsKey(wanted)) return wanted;
        var other = wanted == English ? Arabic : English;
        return agents.ContainsKey(other) ? other : throw new InvalidOperationException("Neither conversation agent is loaded.");
    }

    /// <summary>
    /// The language of the unanswered messages: the one with more letters. Addresses and links do not count; a single Latin word in an Arabic
    /// talk ("demo", "ok") does not turn it, nor does a text without letters.
    /// </summary>
    internal static string Language(TurnSnapshot turn)
    {
        int arabic = 0, latin = 0, latinWords = 0;
        foreach (var line in turn.Pending)
        {
            foreach (var word in Words(line.Text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                var here = 0;
                foreach (var c in word)
                {
                    if (c is >= '\u0620' and <= '\u064A' or >= '\u066E' and <= '\u06D3' or >= '\u0750' and <= '\u077F') arabic++;
                    else if (char.IsAsciiLetter(c)) here++;
                }
                latin += here;
                if (here > 1) latinWords++;
            }
        }
        if (arabic + latin == 0) return turn.Language;
        if (arabic >= latin) return "ar";
        var talking = turn.History.Any(l => l.FromCustomer);
        return talking && turn.Language == "ar" && latinWords <= 1 ? "ar" : "en";
    }

    private static string Words(string text) => text.AsSpan().IndexOfAny('@', '[', ':') < 0 ? text : NotWords().Replace(text, " ");

    [GeneratedRegex(@"https?://\S+|\S+@\S+|\[[a-z_ ]+\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotWords();
}
