using System.Text.Json;
using System.Text.RegularExpressions;
using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>What an affiliate wants of the coach.</summary>
/// <param name="Message">Their words; empty where there are none.</param>
/// <param name="Asks">The concepts of their words.</param>
/// <param name="Topics">The topics that can be answered, the most telling first.</param>
internal sealed partial record CoachRequest(string Message, IReadOnlySet<string> Asks, IReadOnlyList<string> Topics)
{
    /// <summary>In the order in which one goes before another where several are meant.</summary>
    private static readonly string[] Order =
    [
        "dispute", "tax", "earnings", "protection", "payout", "bonus", "hiring", "commission", "link", "guarantee", "agreement", "targets",
        "quick_start", "training", "materials", "objections", "prices", "role", "support",
        "etiquette", "area", "product",
    ];

    private static readonly string[] Wide = ["product", "support", "etiquette", "role"];

    /// <summary>Whether they ask for what they were answered before, again and again.</summary>
    public bool Repeats { get; init; }

    /// <summary>Reads it.</summary>
    public static CoachRequest Read(TaskInput input)
    {
        var message = input.Text("question", "message", "text", "query", "user_message", "request", "السؤال", "الرسالة") ?? string.Empty;
        var hits = PhraseBook.Coaching.Find(message);
        var asks = hits.Select(h => h.Concept).Concat(PhraseBook.Affiliates.Find(message).Where(h =>
            h.Concept is "frustration" or "injection" or "accredited_place").Select(h => h.Concept)).ToHashSet(StringComparer.Ordinal);
        if (Abroad(message)) asks.Add("foreign_place");
        Compose(asks);
        var topics = TopicsOf(message, asks);
        var plain = ArabicText.Normalise(message);
        var before = input.List("history", "messages", "previous_questions", "conversation").Select(v => v.ValueKind == JsonValueKind.Object
            ? new TaskInput(v).Text("text", "message", "content", "question") : TaskInput.TextOf(v));
        var repeats = plain.Length > 8 && before.Count(t => ArabicText.Normalise(t) == plain) >= 2
            || input.Number("repeat_count", "same_question_count", "times_asked", "repeated_confusion") >= 3;
        return new(message, asks, topics) { Repeats = repeats };
    }

    /// <summary>Wishes that no single phrase tells: who gives what to whom.</summary>
    private static void Compose(HashSet<string> asks)
    {
        if (asks.Contains("share.give") && asks.Contains("share.leads") && asks.Contains("share.party")) asks.Add("ask.lead_sharing");
        if (asks.Contains("foreign_place") && asks.Contains("work.there")) asks.Add("ask.outside");
        // A figure that somebody heard of is asked about, not asked for.
        if (asks.Contains("topic.earnings")) asks.Remove("ask.script");
        if (asks.Contains("said.hearsay")) asks.ExceptWith(["ask.custom_commission", "ask.rule_break"]);
        // What a customer says is what an answer is wanted for; what others say is asked about.
        if (asks.Contains("said.hearsay") && !asks.Contains("said.customer")) asks.Remove("ask.script");
        if (asks.Contains("may.word") && (asks.Contains("accredited_place") || asks.Contains("place.word")) && !asks.Contains("ask.outside")
            && (asks.Contains("work.there") || asks.Contains("share.leads"))) asks.Add("topic.area");
    }

    /// <summary>Whether a place abroad is named, other than the one that somebody who now is in the Kingdom came from.</summary>
    private static bool Abroad(string message)
    {
        var places = PhraseBook.Affiliates.Places(message);
        var origins = PhraseBook.Coaching.Places(message).Where(h => h.Concept == "origin.from").Select(h => h.At).ToHashSet();
        var home = places.Any(p => p.Concept == "accredited_place");
        return places.Any(p => p.Concept == "foreign_place" && !(home && (origins.Contains(p.At - 1) || origins.Contains(p.At - 2))));
    }

    /// <summary>The topics of each clause of a question: a narrower topic says what a wider one of the same clause only touches.</summary>
    private static List<string> TopicsOf(string message, HashSet<string> asks)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var clauses = PhraseBook.Coaching.Find(NextQuestion().Replace(message, "; ${question}"));
        foreach (var clause in clauses.Where(h => h.Concept.StartsWith("topic.", StringComparison.Ordinal)).GroupBy(h => h.Part))
        {
            var topics = clause.Select(h => h.Concept["topic.".Length..]).Distinct().ToList();
            if (topics.Count > 1) topics.RemoveAll(t => Wide.Contains(t)
                || t == "commission" && (topics.Contains("tax") || topics.Contains("dispute")));
            found.UnionWith(topics);
        }
        if (found.Count == 0) found.UnionWith(asks.Where(a => a.StartsWith("topic.", StringComparison.Ordinal)).Select(a => a["topic.".Length..]));
        // What is gained by a plan that is named is its rate.
        if (asks.Contains("plan.named") && asks.Contains("gain.word") && !found.Overlaps(["tax", "dispute", "guarantee"])) found.Add("commission");
        if (asks.Contains("topic.area")) found.Add("area");
        return [.. Order.Where(found.Contains)];
    }

    [GeneratedRegex(@"(?<=\s)(?:و(?<question>كم|هل|متى|متي|وين|كيف|مين|من وين|وش|ايش|أيش|قد|لمن|أقل|اقل|أي|اي)\b|(?<question>and|plus|also)\b)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NextQuestion();

    /// <summary>Whether there is such a wish in their words.</summary>
    public bool Wants(string ask) => Asks.Contains(ask);

    /// <summary>Whether they tell of a test that they did not pass.</summary>
    public bool Failed => Wants("said.failed") && Wants("quiz.word");

    /// <summary>The programme's script that fits what is asked for.</summary>
    public string Script() => Wants("script.expensive") ? "price_objection" : Wants("script.think") ? "think_objection" : Wants("script.call")
        ? "call_opening" : Wants("script.meeting") ? "meeting_invite"
        : Wants("script.follow_up") ? "whatsapp_follow_up" : "whatsapp_first";
}
