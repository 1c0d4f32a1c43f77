using System.Collections.Frozen;
using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>Intents as the dialogue tells them apart; finer than the words of the output.</summary>
internal static class Intent
{
    public const string Greeting = "greeting", Inquiry = "inquiry", Price = "price", Negotiation = "negotiation", Objection = "objection",
        Interest = "interest", Booking = "booking", Complaint = "complaint", Support = "support", Cancel = "cancel", OptOut = "opt_out",
        Human = "human", AiQuestion = "ai_question", OffTopic = "off_topic", LanguageSwitch = "language_switch", Thanks = "thanks",
        Goodbye = "goodbye", Answer = "answer", Affirm = "affirm", Deny = "deny", Privacy = "privacy", Injection = "injection", Unclear = "unclear",
        Legal = "legal", Minor = "minor", CrossBorder = "cross_border", Custom = "custom";

    private static readonly FrozenDictionary<string, string> Public = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Greeting] = "greeting", [Inquiry] = "inquiry", [Price] = "inquiry", [Negotiation] = "objection", [Objection] = "objection",
        [Interest] = "interest",
        [Booking] = "booking_request", [Complaint] = "complaint", [Support] = "inquiry", [Cancel] = "inquiry", [OptOut] = "opt_out",
        [Human] = "inquiry",
        [AiQuestion] = "inquiry", [OffTopic] = "off_topic", [LanguageSwitch] = "language_switch", [Thanks] = "greeting", [Goodbye] = "greeting",
        [Answer] = "interest", [Affirm] = "interest", [Deny] = "objection", [Privacy] = "complaint", [Injection] = "off_topic",
        [Unclear] = "off_topic", [Legal] = "complaint", [Minor] = "inquiry", [CrossBorder] = "inquiry", [Custom] = "interest",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The word that the output schema knows.</summary>
    public static string Output(string intent) => Public[intent];
}

/// <summary>What a turn's messages mean.</summary>
/// <param name="Text">What was written.</param>
/// <param name="Written">Its words as written.</param>
/// <param name="Tokens">Its words as read: Arabizi in Arabic letters, slips of the pen corrected.</param>
/// <param name="Matches">Phrases found.</param>
/// <param name="Tags">Their tags.</param>
/// <param name="Intent">The fine intent.</param>
/// <param name="Objection">The objection's code, where it is one.</param>
/// <param name="Entities">Facts.</param>
/// <param name="Sentiment">0 to 100.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="IsQuestion">Whether it has a question mark.</param>
/// <param name="Placeholder">The kind of a message without words.</param>
internal sealed record Understood(
    string Text, IReadOnlyList<Token> Written, IReadOnlyList<Token> Tokens, IReadOnlyList<Match> Matches, HashSet<string> Tags, string Intent,
        string? Objection,
    IReadOnlyDictionary<string, string> Entities, int Sentiment, double Confidence, bool IsQuestion, string? Placeholder)
{
    /// <summary>The likeliest fine intent, also where it was not likely enough to count.</summary>
    public string Likeliest { get; init; } = Understanding.Intent.Unclear;

    /// <summary>Whether a phrase of this tag was found.</summary>
    public bool Has(string tag) => Tags.Contains(tag);
}

/// <summary>What was said before, as far as it helps to understand.</summary>
/// <param name="Asked">The slot that we asked for last, or null.</param>
/// <param name="Booking">Whether a day and time is being looked for.</param>
/// <param name="Today">The tenant's local time.</param>
/// <param name="Prices">Amounts of the price list: naming one of them is no budget.</param>
/// <param name="Latin">What Latin letters are likely to be: <c>ar</c> where the talk is in Arabic, else <c>en</c>; null where nothing is known.</param>
internal sealed record Context(string? Asked, bool Booking, DateTime Today, IReadOnlySet<decimal> Prices, string? Latin = null)
{
    /// <summary>Whether our last words named a price.</summary>
    public bool Priced { get; init; }

    /// <summary>A message that stands alone.</summary>
    public static Context None { get; } = new(null, false, new DateTime(2026, 11, 23, 11, 0, 0, DateTimeKind.Unspecified), new HashSet<decimal>());
}
