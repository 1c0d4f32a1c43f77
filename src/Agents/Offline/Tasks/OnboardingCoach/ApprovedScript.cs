using System.Text.Json;
using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>A script that the input brings as approved.</summary>
/// <param name="Id">Its code; null where it has none.</param>
/// <param name="Title">Its title; null where it has none.</param>
/// <param name="BodyAr">The Arabic text; the only one there is where there is one.</param>
/// <param name="BodyEn">The English text; the only one there is where there is one.</param>
/// <param name="Usage">When it is used; null where that is not said.</param>
/// <param name="About">All that tells what it is for.</param>
internal sealed record ApprovedScript(string? Id, string? Title, string BodyAr, string BodyEn, string? Usage, string About)
{
    private const int OfKind = 3, OfWord = 1, OtherChannel = -3;

    /// <summary>What is said of every script and so tells none apart.</summary>
    private static readonly string[] Common =
    [
        "script", "template", "message", "client", "customer", "lead", "prospect", "send", "give", "need", "want", "when", "with", "that", "this",
        "says", "said", "have", "please", "from", "they", "them", "should", "what", "your", "approved", "text", "about", "after", "before", "reply",
        "answer", "which", "using", "سكربت", "سكريبت", "رساله", "عميل", "زبون", "عندما", "معتمد", "اعطني", "عطني", "ابغي", "ارسل", "قال", "يقول",
        "الرد", "اللي", "الذي", "بعد", "قبل", "جاهز", "لما", "اول",
    ];

    private static readonly string[] Refused = ["draft", "pending", "rejected", "archived", "retired", "inactive", "مسوده", "مرفوض", "معلق", "مورشف"];

    private static readonly string[] Channels = ["script.call", "script.whatsapp", "script.email"];

    /// <summary>Those of the input; what is marked as not approved is none.</summary>
    public static IReadOnlyList<ApprovedScript> Of(TaskInput input)
    {
        var found = new List<ApprovedScript>();
        foreach (var value in input.List("approved_scripts", "scripts", "script_library", "النصوص_المعتمدة"))
            switch (value.ValueKind)
            {
                case JsonValueKind.String when TaskInput.TextOf(value) is { } text: found.Add(new(null, null, text, text, null, text)); break;
                case JsonValueKind.Object when One(value, null) is { } one: found.Add(one); break;
                case JsonValueKind.Object:
                    // Scripts by their code.
                    foreach (var entry in value.EnumerateObject())
                        if (entry.Value.ValueKind == JsonValueKind.Object && One(entry.Value, entry.Name) is { } named) found.Add(named);
                        else if (entry.Value.ValueKind == JsonValueKind.String && entry.Value.GetString() is { Length: > 20 } body)
                            found.Add(new(entry.Name, null, body, body, null, entry.Name));
                    break;
                default: break;
            }
        return found;
    }

    /// <summary>The one that fits what is asked for best; null where none does.</summary>
    public static ApprovedScript? Best(IReadOnlyList<ApprovedScript> scripts, string message)
    {
        var kinds = Kinds(message);
        var words = Telling(message);
        // Whoever names no kind takes the first that there is.
        if (kinds.Count == 0 && scripts.Count > 0 && scripts.Max(s => s.Fit(kinds, words)) <= 0) return scripts[0];
        return scripts.Select((script, at) => (Script: script, Fit: script.Fit(kinds, words), At: at)).Where(s => s.Fit > 0)
            .OrderByDescending(s => s.Fit).ThenBy(s => s.At).Select(s => s.Script).FirstOrDefault();
    }

    private int Fit(HashSet<string> kinds, HashSet<string> words)
    {
        var own = Kinds(About);
        var shared = own.Where(kinds.Contains).Sum(k => k == "script.whatsapp" ? OfWord : OfKind);
        var apart = Channels.Any(own.Contains) && Channels.Any(kinds.Contains) && !Channels.Any(c => own.Contains(c) && kinds.Contains(c));
        return shared + OfWord * Telling(About).Count(words.Contains) + (apart ? OtherChannel : 0);
    }

    private static HashSet<string> Kinds(string text) => PhraseBook.Coaching.Find(text.Replace('_', ' ').Replace('-', ' ')).Select(h => h.Concept)
        .Where(c => c.StartsWith("script.", StringComparison.Ordinal) && c != "script.named").ToHashSet(StringComparer.Ordinal);

    private static HashSet<string> Telling(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in Tokeniser.Cut(text.Replace('_', ' ').Replace('-', ' ')))
            if (!token.Forms.Any(f => Common.Contains(f) || Common.Contains(f.TrimEnd('s'))) && token.Forms[^1] is { Length: >= 4 } form)
                words.Add(form.TrimEnd('s'));
        return words;
    }

    private static ApprovedScript? One(JsonElement value, string? code)
    {
        var fields = new TaskInput(value);
        if (fields.Flag("approved", "is_approved", "معتمد") == false) return null;
        if (Refused.Contains(ArabicText.Normalise(fields.Text("status", "state", "approval_status", "الحالة")))) return null;
        var any = fields.Text("body", "text", "content", "script", "النص");
        var ar = fields.Text("body_ar", "text_ar", "content_ar") ?? any;
        var en = fields.Text("body_en", "text_en", "content_en") ?? any;
        if ((ar ?? en) is not { } body) return null;
        var id = fields.Text("script_id", "id", "code", "key") ?? code;
        var title = fields.Text("title_ar", "title", "name", "title_en", "العنوان");
        var usage = fields.Text("usage_context", "usage", "use_when", "when", "context", "category", "type", "الاستخدام");
        var about = string.Join(". ", id, title, fields.Text("title_en"), usage, fields.Text("category", "type"),
            string.Join(' ', fields.Texts("tags", "keywords")));
        return new(id, title, ar ?? body, en ?? body, usage, about);
    }
}
