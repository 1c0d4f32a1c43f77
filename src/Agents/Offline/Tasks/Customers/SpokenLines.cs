using System.Text.Json;
using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Something that was said or written about a matter.</summary>
/// <param name="Text">The words, at most 2,000 characters.</param>
/// <param name="Speaker">Who said it.</param>
/// <param name="Sentiment">0 to 100 where the caller gave one, else null.</param>
internal sealed record SpokenLine(string Text, Speaker Speaker, decimal? Sentiment = null);

/// <summary>Who said a line.</summary>
internal enum Speaker
{
    /// <summary>The customer, or somebody who writes down what the customer said.</summary>
    Customer,
    /// <summary>We.</summary>
    Us,
}

/// <summary>
/// Finds what was said in an input: messages, interactions, answers of forms, notes, and transcripts written line by line with a name before each
/// line. At most 200 lines, in the order of the input.
/// </summary>
internal static class SpokenLines
{
    private const int MaxLines = 200;
    private const int MaxDepth = 8;

    private static readonly HashSet<string> FreeText = Names(
        "message", "messages", "last_message", "latest_message", "customer_message", "text", "body", "content", "transcript", "transcripts",
        "live_transcript",
        "call_transcript", "notes", "note", "comment", "comments", "interactions", "interaction", "interaction_history", "history", "form",
        "forms", "form_submissions",
        "form_answers", "conversation", "conversations", "conversation_history", "chat", "chat_history", "description", "summary", "inquiry",
        "enquiry", "request",
        "details", "question", "questions", "call_notes", "crm_notes", "utterance", "utterances", "last_utterance", "said", "customer_said",
        "turns", "exchanges", "line", "lines",
        "رسالة", "الرسالة", "رسائل", "الرسائل", "اخر_رسالة", "نص", "النص", "نص_المكالمة", "ملاحظات", "الملاحظات", "ملاحظة", "محادثة", "المحادثة",
        "سجل_المحادثة", "تفاصيل", "التفاصيل", "استفسار", "الاستفسار", "طلب", "الطلب", "المكالمة", "السجل", "التفاعلات", "النماذج");

    private static readonly HashSet<string> NoText = Names(
        "from", "role", "speaker", "sender", "author", "by", "direction", "party", "who", "at", "date", "time", "timestamp", "sent_at",
        "created_at", "id", "message_id",
        "type", "channel", "url", "page", "sentiment", "lang", "language", "status", "score", "المتحدث", "المرسل", "من", "التاريخ", "الوقت",
        "القناة");

    private static readonly string[] SpeakerNames = ["from", "speaker", "sender", "role", "author", "by", "direction", "party", "who", "المتحدث", "المرسل", "من"];
    private static readonly string[] SentimentNames = ["sentiment", "sentiment_score"];

    private static readonly HashSet<string> Ours = new(StringComparer.Ordinal)
    {
        "agent", "assistant", "bot", "ai", "rep", "sales", "salesperson", "seller", "us", "me", "outbound", "system", "caller agent",
        "sales rep", "company", "موظف", "المندوب",
        "مندوب", "البايع", "المساعد", "نحن", "الوكيل", "المبيعات", "موظف المبيعات", "البوت", "صادر",
    };

    private static readonly HashSet<string> Theirs = new(StringComparer.Ordinal)
    {
        "lead", "customer", "client", "user", "prospect", "contact", "them", "inbound", "العميل", "عميل", "الزبون", "العميله", "وارد", "المتصل",
        "human", "buyer",
    };

    /// <summary>All lines of an input.</summary>
    public static List<SpokenLine> Read(TaskInput input)
    {
        var lines = new List<SpokenLine>();
        Walk(input.Root, false, Speaker.Customer, null, 0, lines);
        // In a transcript the customer's own name may stand before a line.
        if (CustomerDossier.ContactName(input) is { } name)
        {
            var words = ArabicText.Normalise(name).Split(' ');
            for (var i = 0; i < lines.Count; i++)
            {
                var colon = lines[i].Text.IndexOf(':', StringComparison.Ordinal);
                if (colon is > 0 and <= 60 && colon + 1 < lines[i].Text.Length && ArabicText.Normalise(lines[i].Text[..colon]).Split(' ').All(words.Contains))
                    lines[i] = lines[i] with { Text = lines[i].Text[(colon + 1)..].Trim() };
            }
        }
        return lines;
    }

    /// <summary>The lines of a value: a text, a list of lines, or an object that holds them.</summary>
    public static List<SpokenLine> Of(JsonElement value)
    {
        var lines = new List<SpokenLine>();
        Walk(value, true, Speaker.Customer, null, 0, lines);
        return lines;
    }

    /// <summary>The lines that a text holds: several where it is a transcript.</summary>
    public static List<SpokenLine> Split(string text)
    {
        var lines = new List<SpokenLine>();
        Add(text, Speaker.Customer, null, lines);
        return lines;
    }

    private static void Walk(JsonElement value, bool free, Speaker speaker, decimal? sentiment, int depth, List<SpokenLine> lines)
    {
        if (depth > MaxDepth || lines.Count >= MaxLines) return;
        switch (value.ValueKind)
        {
            case JsonValueKind.String when free:
                Add(value.GetString()!, speaker, sentiment, lines);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Walk(item, free, speaker, sentiment, depth + 1, lines);
                break;
            case JsonValueKind.Object:
                if (free && Own(value, SpeakerNames) is { ValueKind: JsonValueKind.String } who) speaker = Who(who.GetString()!) ?? speaker;
                if (free && Own(value, SentimentNames) is { } mood) sentiment = Mood(mood);
                foreach (var property in value.EnumerateObject())
                {
                    var name = Plain(property.Name);
                    if (free && NoText.Contains(name)) continue;
                    Walk(property.Value, free || FreeText.Contains(name), speaker, sentiment, depth + 1, lines);
                }
                break;
        }
    }

    private static void Add(string text, Speaker speaker, decimal? sentiment, List<SpokenLine> lines)
    {
        foreach (var raw in text.Length > 20_000 ? text[..20_000].Split('\n') : text.Split('\n'))
        {
            var line = raw.Trim();
            if (line.Length == 0 || lines.Count >= MaxLines) continue;
            var said = speaker;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon is > 0 and <= 30 && Who(line[..colon]) is { } named)
            {
                said = named;
                line = line[(colon + 1)..].Trim();
            }
            if (line.Length > 0) lines.Add(new SpokenLine(line.Length > 2_000 ? line[..2_000] : line, said, sentiment));
        }
    }

    /// <summary>A mood from 0 to 100: a number of that scale, one from -1 to 1, or a word.</summary>
    public static decimal? Mood(JsonElement value)
    {
        if (TaskInput.TextOf(value) is not { } text) return null;
        switch (ArabicText.Normalise(text))
        {
            case "positive" or "very positive" or "happy" or "ايجابي" or "سعيد": return 75;
            case "neutral" or "محايد": return 50;
            case "negative" or "frustrated" or "سلبي" or "مستاء": return 30;
            case "very negative" or "angry" or "hostile" or "aggressive" or "غاضب" or "عدواني": return 15;
        }
        if (TaskInput.NumberOf(value) is not { } number) return null;
        var isShare = number is >= -1 and <= 1 && (number < 0 || decimal.Truncate(number) != number || number is 1 or 0);
        return Math.Clamp(isShare ? (number + 1) * 50 : number, 0, 100);
    }

    private static Speaker? Who(string name)
    {
        var plain = ArabicText.Normalise(name);
        if (Ours.Contains(plain)) return Speaker.Us;
        return Theirs.Contains(plain) ? Speaker.Customer : null;
    }

    private static JsonElement? Own(JsonElement value, string[] names)
    {
        foreach (var property in value.EnumerateObject())
            if (Array.Exists(names, n => Plain(n) == Plain(property.Name))) return property.Value;
        return null;
    }

    private static HashSet<string> Names(params string[] names) => [.. names.Select(Plain)];

    private static string Plain(string name) => Tokeniser.Key(name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)
        .Replace(" ", "", StringComparison.Ordinal)).Replace(" ", "", StringComparison.Ordinal);
}
