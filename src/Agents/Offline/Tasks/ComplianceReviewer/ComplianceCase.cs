using System.Text.Json;
using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>A matter under review as the rules see it.</summary>
/// <param name="Type">The kind of review.</param>
/// <param name="Channel">The channel, or null.</param>
/// <param name="Talk">The messages under review; none where a practice is described.</param>
/// <param name="Texts">What is reviewed: our messages, and whatever describes the practice.</param>
/// <param name="All">The same with what customers wrote.</param>
internal sealed record ComplianceCase(string Type, string? Channel, ReviewedTalk Talk, IReadOnlyList<string> Texts, IReadOnlyList<string> All)
{
    private const int MaxTexts = 200;
    private static readonly string[] Types = ["conversation_review", "template_review", "process_review", "data_handling_review", "consent_audit"];
    private static readonly string[] NotContent = ["regulations", "regulation", "prior_flags", "previous_flags", "review_id", "consents",
        "consent_records", "consent_status", "consent_log"];

    /// <summary>Whether messages to a person are reviewed, not a practice.</summary>
    public bool IsMessages => Type is "conversation_review" or "template_review";

    /// <summary>Reads it.</summary>
    public static ComplianceCase Read(TaskInput input)
    {
        var talk = ReviewedTalk.Read(input);
        var theirs = talk.Theirs.Select(m => m.Text).ToHashSet(StringComparer.Ordinal);
        var all = new List<string>();
        Collect(input.Root, all);
        // A talk that was given as one text is read message by message.
        if (!talk.IsSingle && theirs.Count > 0)
        {
            all.RemoveAll(t => t.Contains('\n', StringComparison.Ordinal) && talk.Messages.Any(m => t.Contains(m.Text, StringComparison.Ordinal)
                && t.Length > m.Text.Length));
            foreach (var message in talk.Messages)
                if (!all.Contains(message.Text)) all.Add(message.Text);
        }
        var given = ArabicText.Normalise(input.Text("review_type", "type", "kind", "نوع_المراجعة")?.Replace('_', ' ')).Replace(' ', '_');
        var type = Types.FirstOrDefault(t => given == t || given.Length > 3 && t.StartsWith(given.Split('_')[0], StringComparison.Ordinal))
            ?? (talk.Messages.Count > 1 ? "conversation_review" : talk.IsSingle && input.Text("data_flow", "process") is null
            && input.Text("channel") is not null ? "template_review"
                : input.Find("data_flow") is not null ? "data_handling_review" : input.Find("consents", "consent_records") is not null
                && all.Count == 0 ? "consent_audit" : "process_review");
        return new(type, ConsentRecords.Channel(input.Text("channel", "القناة")), talk, [.. all.Where(t => !theirs.Contains(t))], all);
    }

    /// <summary>What is described, where it is no message of a talk and no template.</summary>
    public IEnumerable<string> Described => Texts.Where(t => !IsMessages || Type == "conversation_review" && Talk.IsSingle
        || Talk.Messages.All(m => m.Text != t));

    /// <summary>The concepts in what is reviewed, each with where it stands.</summary>
    public List<(string Concept, string Quote)> Concepts()
    {
        var found = new List<(string, string)>();
        foreach (var text in Texts)
            foreach (var hit in Claims(text)) found.Add((hit.Concept, QaFindings.Short(PhraseBook.Quote(text, hit.Part))));
        return found;
    }

    /// <summary>What speaks for whoever is reviewed; sentences that give the reviewer orders do not.</summary>
    public HashSet<string> Favourable() => [.. Texts.SelectMany(DescribedSentence.Cut).Where(s => !s.Names("order")).SelectMany(s => Claims(s.Text))
        .Select(h => h.Concept)];

    /// <summary>
    /// What a text claims. Who is a minor and what is a plan for the worst needs the whole sentence, and is read with the practices.
    /// </summary>
    public static IEnumerable<PhraseHit> Claims(string text)
    {
        var hits = PhraseBook.Claims.Find(text);
        return hits.Where(h => h.Concept != "minor" && !(h.Concept == "breach"
            && PhraseBook.Practices.Places(PhraseBook.Quote(text, h.Part, int.MaxValue)).Exists(p => p.Concept == "plan")));
    }

    /// <summary>Whether what is given only asks for an opinion on something that is not there.</summary>
    public bool IsEmptyRequest => Texts.Count > 0 && Texts.Sum(t => t.Split(' ').Length) < 30 && Texts.Any(t =>
        PhraseBook.Practices.Places(t).Exists(h => h.Concept == "review")) && !Concepts().Exists(c => c.Concept is "marketing" or "opt_out_text" or
            "discount_offered");

    private static void Collect(JsonElement value, List<string> into)
    {
        if (into.Count >= MaxTexts) return;
        switch (value.ValueKind)
        {
            case JsonValueKind.String when value.GetString()!.Trim() is { Length: > 5 } text && text.Contains(' ', StringComparison.Ordinal):
                into.Add(text);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Collect(item, into);
                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                    if (!NotContent.Contains(property.Name.ToLowerInvariant())) Collect(property.Value, into);
                break;
        }
    }
}
