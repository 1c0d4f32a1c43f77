using System.Collections.Frozen;
using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>What the rules make of a message.</summary>
/// <param name="Text">What was written.</param>
/// <param name="Written">Its words as written.</param>
/// <param name="Tokens">Its words as read: Arabizi in Arabic letters, slips of the pen corrected.</param>
/// <param name="Matches">Phrases found.</param>
/// <param name="Tags">Their tags.</param>
/// <param name="Entities">Facts.</param>
/// <param name="Question">Whether it has a question mark.</param>
/// <param name="Intent">The fine intent.</param>
/// <param name="Objection">The objection's code, where it is one.</param>
/// <param name="Confidence">0 to 1.</param>
internal sealed record RuleReading(
    string Text, List<Token> Written, List<Token> Tokens, List<Match> Matches, HashSet<string> Tags, Dictionary<string, string> Entities, bool Question,
    string Intent, string? Objection, double Confidence)
{
    /// <summary>The intent, or <c>objection.{code}</c>: what the learned reading calls a label.</summary>
    public string Label => Objection is null ? Intent : "objection." + Objection;
}

/// <summary>Reads a message by rules over lexicons: the same words always mean the same.</summary>
internal static class RuleReader
{
    private static readonly Lexicon Words = Lexicon.Default;

    private static readonly FrozenSet<string> Courtesy = new[]
    {
        "لو", "سمحت", "سمحتوا", "رجاء", "تكفى", "من", "فضلك", "الله", "يخليك", "please", "pls", "plz", "now", "الحين", "الرسايل", "رسايل",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What the text means by the rules alone.</summary>
    public static RuleReading Read(string text, Context context)
    {
        var written = Tokeniser.Cut(text);
        var tokens = Arabizi.Read(text, written, context.Latin) is { } arabic ? Tokeniser.Cut(arabic) : [.. written];
        Words.Correct(tokens);
        var matches = Words.Find(tokens);
        Prune(tokens, matches);
        var tags = new HashSet<string>(matches.Count, StringComparer.Ordinal);
        foreach (var match in matches) tags.Add(match.Tag);
        Circumstances.Mark(tokens, matches, tags, context.Asked);
        var question = text.AsSpan().IndexOfAny('?', '؟') >= 0;
        var entities = SlotReader.Read(text, tokens, matches, tags, context);
        var objection = Objection(matches, tags);
        var (intent, confidence) = Decide(tokens, matches, tags, entities, objection, context, question);
        if (intent != Intent.Objection) objection = null;
        return new RuleReading(text, written, tokens, matches, tags, entities, question, intent, objection, confidence);
    }

    /// <summary>Takes away what a "not" before it turns around.</summary>
    private static void Prune(List<Token> tokens, List<Match> matches)
    {
        // "How are you" asks nothing: a vague word inside a longer phrase means what the phrase means.
        matches.RemoveAll(m => m.Tag == "i.inquiry" && m.Length == 1 && matches.Exists(o =>
            o.Length > 1 && o.Tag is "i.greeting" or "i.support" or "i.bye" or "i.thanks" && o.At <= m.At && m.At < o.At + o.Length));
        matches.RemoveAll(m =>
        {
            if (m.At == 0 || !(m.Tag.StartsWith("o.", StringComparison.Ordinal)
                || m.Tag is "i.interest" or "i.subscribe" or "i.complaint" or "i.price" or "i.human")) return false;
            var before = tokens[m.At - 1];
            return before.Segment == tokens[m.At].Segment
                && before.Word is "مو" or "ما" or "مب" or "مش" or "ليس" or "غير" or "not" or "don't" or "dont" or "isn't" or "doesn't";
        });
    }

    private static string? Objection(List<Match> matches, HashSet<string> tags)
    {
        var best = default(Match);
        foreach (var match in matches)
        {
            if (!match.Tag.StartsWith("o.", StringComparison.Ordinal)) continue;
            var rank = Rank(match);
            if (best.Length == 0 || rank > Rank(best)) best = match;
        }
        return best.Length == 0 ? null : best.Tag[2..];

        int Rank(Match m)
        {
            if (m.Tag == "o.not_interested") return m.Length - 10;
            var rank = m.Length * 2;
            // A named product or a word such as "privacy" is vaguer than a whole sentence about a team or a price.
            if (m.Tag is "o.integrations" or "o.have_system" && m.Length == 1) rank--;
            if (m.Tag == "o.tried_similar") rank++;
            if (m.Tag == "o.no_budget" && tags.Contains("o.expensive")) rank++;
            return rank;
        }
    }

    private static (string Intent, double Confidence) Decide(
        List<Token> tokens, List<Match> matches, HashSet<string> tags, Dictionary<string, string> slots, string? objection, Context context,
            bool question)
    {
        if (tokens.Count == 0) return (Intent.Unclear, 0.3);
        bool Has(string tag) => tags.Contains(tag);
        int Long(string tag)
        {
            var longest = 0;
            foreach (var match in matches)
            {
                if (match.Tag == tag && match.Length > longest) longest = match.Length;
            }
            return longest;
        }
        double Sure(string tag) => Long(tag) >= 2 || tokens.Count <= 2 ? 0.93 : 0.86;

        if (OptOut(tokens, matches)) return (Intent.OptOut, 0.99);
        if (objection is null && slots.Count == 0 && Whole(matches, tokens.Count) is { } whole) return (whole, 0.95);
        if (Has("i.injection")) return (Intent.Injection, 0.95);
        var trust = objection == "trust_ai" && Long("o.trust_ai") >= Long("i.human");
        if (Has("i.privacy")) return (Intent.Privacy, 0.93);
        if (Has("i.cancel_subscription") || Has("i.cancel_meeting")) return (Intent.Cancel, 0.92);
        if (Has("c.insult") && tokens.Count <= 6) return (Intent.Complaint, 0.93);
        var fear = objection == "unknown_brand" && !Has("i.legal");
        if (Has("i.legal") || Has("i.complaint") && !fear && !(objection == "tried_similar")) return (Intent.Complaint, Sure("i.complaint"));
        if (Has("i.ai") && Long("i.ai") >= Long("i.human")) return (Intent.AiQuestion, 0.95);
        if (Has("i.human") && !trust) return (Intent.Human, 0.95);
        var help = matches.TrueForAll(m => m.Tag != "i.support" || tokens[m.At].Is("دعم") || tokens[m.At].Word == "technical" && tokens[m.At + 1]
            .Word == "support");
        if (help && Has("i.support") && Long("i.inquiry") >= 2) return (Intent.Inquiry, 0.85);
        if (Has("i.support") && Long("i.support") >= 2) return (Intent.Support, 0.9);
        if (Has("i.support") && !(objection is "tried_similar")) return (Intent.Support, 0.82);
        var discount = Has("i.negotiate") || tokens.Exists(t => t.Word == "off")
            && tokens.Exists(t => t.Word.Contains('%', StringComparison.Ordinal));
        if (discount && objection != "cheaper_exists") return (Intent.Negotiation, 0.92);
        if (Has("i.offtopic") && objection is null && !Has("i.booking")) return (Intent.OffTopic, Sure("i.offtopic") - 0.05);
        if ((Has("i.lang_en") || Has("i.lang_ar")) && !(question && Has("topic.language") && Has("i.inquiry") && !IsSpeak(tokens))) return (
            Intent.LanguageSwitch, 0.93);
        if (objection == "call_later") return (Intent.Objection, 0.9);
        if (Has("i.booking") && objection is null or "integrations" or "sector_clients" or "not_interested" && Long("i.booking") > 0) return (
            Intent.Booking, slots.ContainsKey("date") ? 0.95 : 0.9);
        if (objection == "not_interested" && (Has("i.inquiry") || Has("i.price"))
            && !tokens.Exists(t => t.Word.StartsWith("مهتم", StringComparison.Ordinal))) objection = null;
        if (objection is "integrations" or "not_interested" && Has("i.price") && Long("i.price") >= 2) objection = null;
        if (context.Booking && objection is null
            && (slots.ContainsKey("date") || slots.ContainsKey("time") || Has("pick.first") || Has("pick.second") || Has("pick.other"))) return (
            Intent.Booking, 0.93);
        if (objection is not null && !(Has("i.subscribe") && objection is "not_interested"))
        {
            return (Intent.Objection, Long("o." + objection) >= 2 || tokens.Count <= 3 ? 0.9 : 0.82);
        }
        if (Has("i.subscribe")) return (Intent.Interest, 0.92);
        if (Has("i.cheapest") || Has("i.compare")) return (Intent.Price, 0.92);
        if (Has("i.price") && !(Has("i.inquiry") && Long("i.inquiry") > Long("i.price") && !question)) return (Intent.Price, Sure("i.price"));
        if (Has("w.price") && Has("t.vat")) return (Intent.Price, 0.92);
        if (Has("w.price") && (tokens.Count <= 3 || Has("t.yearly")) && !Has("i.interest") && !Has("i.inquiry")) return (Intent.Price, 0.85);
        if (Has("i.interest") && slots.ContainsKey("date") && slots.ContainsKey("time")) return (Intent.Booking, 0.9);
        if (Has("i.interest") && !(Has("i.inquiry") && question)) return (Intent.Interest, Sure("i.interest"));
        var topic = matches.Exists(m => m.Tag.StartsWith("topic.", StringComparison.Ordinal));
        var strongInquiry = Long("i.inquiry") >= 2 || Has("i.inquiry") && question || topic && question;
        if (strongInquiry) return (Intent.Inquiry, topic ? 0.9 : 0.84);
        var when = slots.ContainsKey("date") || slots.ContainsKey("time");
        if (when && slots.Keys.All(k => k is "date" or "time" or "timeline")) return (Intent.Booking, slots.Count > 1 ? 0.9 : 0.75);
        if (slots.Count > 0) return (Intent.Answer, 0.9);
        if (Has("i.inquiry") || topic && tokens.Count <= 6) return (Intent.Inquiry, 0.78);
        if (Has("i.deny") && StartsWith(matches, "i.deny")) return (Intent.Deny, 0.88);
        if (Has("i.greeting") && StartsWith(matches, "i.greeting")) return (Intent.Greeting, 0.95);
        if (Has("i.thanks")) return (Intent.Thanks, 0.93);
        if (Has("i.bye")) return (Intent.Goodbye, 0.93);
        if (Has("i.affirm") && (tokens.Count <= 4 || StartsWith(matches, "i.affirm"))) return (Intent.Affirm, tokens.Count <= 3 ? 0.9 : 0.7);
        if (Has("i.greeting")) return (Intent.Greeting, 0.85);
        if (Has("w.price")) return (Intent.Price, 0.7);
        return question && tokens.Count >= 3 ? (Intent.Inquiry, 0.55) : (Intent.Unclear, 0.35);
    }

    /// <summary>The intent of a message that is one courtesy and nothing else.</summary>
    private static string? Whole(List<Match> matches, int count)
    {
        foreach (var match in matches)
        {
            if (match.At != 0 || match.Length < count) continue;
            switch (match.Tag)
            {
                case "i.greeting": return Intent.Greeting;
                case "i.bye": return Intent.Goodbye;
                case "i.thanks": return Intent.Thanks;
            }
        }
        return null;
    }

    private static bool IsSpeak(List<Token> tokens) =>
        tokens.Exists(t => t.Word is "speak" or "in" or "تكلم" or "تتكلم" or "تكلمني" or "كلمني" or "بالانجليزي" or "بالعربي" or "switch");

    private static bool StartsWith(List<Match> matches, string tag) => matches.Exists(m => m.Tag == tag && m.At <= 1);

    /// <summary>An opt-out is a message of its own: a word inside another sentence ("cancel my appointment") is none.</summary>
    private static bool OptOut(List<Token> tokens, List<Match> matches)
    {
        var words = tokens.Count(t => !Courtesy.Contains(t.Word));
        foreach (var match in matches)
        {
            if (match.Tag != "i.optout") continue;
            if (match.Length >= words && words <= tokens.Count) return true;
            if (match.Length >= 3 && tokens.Count <= 9) return true;
            if (match.Length == 2 && tokens.Count <= 4 && match.At == 0 && tokens[0].Word is not ("stop" or "الغاء" or "وقف" or "اوقف")) return true;
        }
        return false;
    }
}
