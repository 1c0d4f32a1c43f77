using System.Text.Json;
using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>What an affiliate wants of the coach.</summary>
/// <param name="Message">Their words; empty where there are none.</param>
/// <param name="Asks">The concepts of their words.</param>
/// <param name="Topics">The topics that can be answered, the most telling first.</param>
internal sealed record CoachRequest(string Message, IReadOnlySet<string> Asks, IReadOnlyList<string> Topics)
{
    /// <summary>In the order in which one goes before another where several are meant.</summary>
    private static readonly string[] Order =
    [
        "dispute", "tax", "earnings", "protection", "payout", "bonus", "hiring", "commission", "link", "guarantee", "agreement", "targets",
        "quick_start", "training", "materials", "objections", "prices", "role", "support",
        "etiquette", "product",
    ];

    /// <summary>Whether they ask for what they were answered before, again and again.</summary>
    public bool Repeats { get; init; }

    /// <summary>Reads it.</summary>
    public static CoachRequest Read(TaskInput input)
    {
        var message = input.Text("question", "message", "text", "query", "user_message", "request", "السؤال", "الرسالة") ?? string.Empty;
        var asks = PhraseBook.Coaching.Find(message).Select(h => h.Concept).Concat(PhraseBook.Affiliates.Find(message).Where(h =>
            h.Concept is "frustration" or "injection").Select(h => h.Concept)).ToHashSet(StringComparer.Ordinal);
        var topics = Order.Where(t => asks.Contains("topic." + t)).ToList();
        // A narrower topic says what the wider one only touches.
        if (topics.Count > 1) topics.RemoveAll(t => t is "product" or "support" or "etiquette" or "role" || t == "commission"
            && topics.Contains("tax"));
        var plain = ArabicText.Normalise(message);
        var before = input.List("history", "messages", "previous_questions", "conversation").Select(v => v.ValueKind == JsonValueKind.Object
            ? new TaskInput(v).Text("text", "message", "content", "question") : TaskInput.TextOf(v));
        var repeats = plain.Length > 8 && before.Count(t => ArabicText.Normalise(t) == plain) >= 2
            || input.Number("repeat_count", "same_question_count", "times_asked", "repeated_confusion") >= 3;
        return new(message, asks, topics) { Repeats = repeats };
    }

    /// <summary>Whether there is such a wish in their words.</summary>
    public bool Wants(string ask) => Asks.Contains(ask);

    /// <summary>The approved script that fits what is asked for.</summary>
    public string Script() => Wants("script.expensive") ? "price_objection" : Wants("script.think") ? "think_objection" : Wants("script.call")
        ? "call_opening" : Wants("script.meeting") ? "meeting_invite"
        : Wants("script.follow_up") ? "whatsapp_follow_up" : "whatsapp_first";
}
