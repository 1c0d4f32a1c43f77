using System.Text.Json;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>One message of a talk under review.</summary>
/// <param name="Index">Its place in the input's list, from 0.</param>
/// <param name="FromCustomer">Whether the customer wrote it; null where the input does not say who did.</param>
/// <param name="Text">What was written.</param>
/// <param name="At">When, UTC; null where it is not said.</param>
internal sealed record ReviewedMessage(int Index, bool? FromCustomer, string Text, DateTimeOffset? At)
{
    /// <summary>The input's word for who wrote it, or null.</summary>
    public string? Speaker { get; init; }
}

/// <summary>A talk, or a single text, as reviewers read it, however the caller wrote it down.</summary>
/// <param name="Messages">In order; at most 200.</param>
/// <param name="IsSingle">Whether it is one text of the company's that stands alone: a draft, a template.</param>
internal sealed record ReviewedTalk(IReadOnlyList<ReviewedMessage> Messages, bool IsSingle)
{
    private const int MaxMessages = 200;

    private static readonly string[] Lists = ["transcript", "messages", "conversation", "history", "turns", "dialogue", "dialog", "chat", "lines",
        "thread", "المحادثة", "محادثة", "الرسائل"];
    private static readonly string[] Singles =
    [
        "draft", "reply", "generated_content", "generated_text", "response_message_ar", "response_message_en", "response_text", "proposed_message",
        "content", "message", "text", "body",
        "response", "template", "copy", "النص", "الرسالة", "المسودة",
    ];
    private static readonly string[] Speakers = ["from", "role", "sender", "speaker", "author", "direction", "by", "who", "party", "المرسل", "من"];
    private static readonly string[] Words = ["text", "message", "content", "body", "utterance", "msg", "value", "النص", "الرسالة", "message_ar",
        "message_en"];
    private static readonly string[] Customers =
        ["customer", "client", "lead", "user", "contact", "inbound", "prospect", "buyer", "patient", "caller", "عميل", "العميل", "زبون", "الزبون",
        "عميله", "العميله"];
    private static readonly string[] Agents =
    [
        "agent", "assistant", "bot", "rep", "sales", "human", "ai", "affiliate", "outbound", "company", "staff", "seller", "employee", "system",
        "support", "operator", "advisor", "consultant",
        "موظف", "الموظف", "وكيل", "الوكيل", "مساعد", "المساعد", "بوت", "البوت", "مندوب", "المندوب", "مسوق", "المسوق", "الشركه", "شركه", "المبيعات",
        "الدعم",
    ];

    /// <summary>The company's own messages.</summary>
    public IEnumerable<ReviewedMessage> Ours => Messages.Where(m => m.FromCustomer == false);

    /// <summary>The customer's messages.</summary>
    public IEnumerable<ReviewedMessage> Theirs => Messages.Where(m => m.FromCustomer == true);

    /// <summary>Reads the talk; one without messages where there is none.</summary>
    public static ReviewedTalk Read(TaskInput input)
    {
        foreach (var name in Lists.Concat(Singles))
        {
            if (input.Find(name) is not { } found) continue;
            if (found.ValueKind == JsonValueKind.Array)
            {
                var messages = found.EnumerateArray().Take(MaxMessages).Select((m, i) => Message(m, i)).OfType<ReviewedMessage>().ToList();
                // A list of plain texts under a draft's name is no talk.
                if (messages.Count > 0 && (Lists.Contains(name) || messages.Exists(m => m.FromCustomer is not null))) return new(messages, false);
            }
            if (Lists.Contains(name) && found.ValueKind == JsonValueKind.String
                && Lines(found.GetString()!) is { Count: > 0 } lines) return new(lines,
                lines is [{ FromCustomer: false }]);
        }
        foreach (var name in Singles)
        {
            if (input.Find(name) is not { ValueKind: JsonValueKind.String } found || found.GetString()!.Trim() is not { Length: > 0 } text) continue;
            var lines = Lines(text);
            return lines.Count > 1 && lines.Exists(l => l.FromCustomer is not null) ? new(lines, false) : new([new(0, false, text, null)], true);
        }
        return new([], false);
    }

    private static ReviewedMessage? Message(JsonElement value, int index)
    {
        if (value.ValueKind == JsonValueKind.String)
            return Lines(value.GetString()!) is [var line, ..] ? line with { Index = index } : null;
        if (value.ValueKind != JsonValueKind.Object) return null;
        var input = new TaskInput(value);
        if (input.Text(Words) is { } text) return new(index, Side(input.Text(Speakers)), text,
            input.Time("at", "timestamp", "time", "sent_at", "created_at", "date"))
        {
            Speaker = input.Text(Speakers),
        };
        // {"customer": "…"} says who and what at once.
        foreach (var property in value.EnumerateObject())
            if (property.Value.ValueKind == JsonValueKind.String && Side(property.Name) is { } side) return new(index, side,
            property.Value.GetString()!, null);
        return null;
    }

    private static List<ReviewedMessage> Lines(string text)
    {
        var messages = new List<ReviewedMessage>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MaxMessages))
        {
            var colon = Colon(line);
            var side = colon > 0 && colon < (line[0] == '[' || char.IsDigit(line[0]) ? 70 : 40) ? Side(line[..colon]) : null;
            if (side is null && messages.Count > 0 && (colon < 0 || colon > 25))
            {
                var last = messages[^1];
                messages[^1] = last with { Text = last.Text + "\n" + line };
            }
            else messages.Add(new(messages.Count, side, side is null ? line : line[(colon + 1)..].Trim(), null));
        }
        return messages;
    }

    /// <summary>The colon behind the speaker; one between two digits belongs to a time of day.</summary>
    private static int Colon(string line)
    {
        for (var i = 0; i < line.Length; i++)
            if (line[i] == ':' && !(i > 0 && i + 1 < line.Length && char.IsDigit(line[i - 1]) && char.IsDigit(line[i + 1]))) return i;
        return -1;
    }

    private static bool? Side(string? speaker)
    {
        if (speaker is null) return null;
        foreach (var word in ArabicText.Normalise(speaker.Replace('_', ' ')).Split(' '))
        {
            if (Customers.Contains(word)) return true;
            if (Agents.Contains(word)) return false;
        }
        return null;
    }
}
