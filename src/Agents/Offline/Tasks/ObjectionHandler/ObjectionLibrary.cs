using SalesFlow.Agents.Language;
using SalesFlow.Agents.Offline.Understanding;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>One of the objections that are known.</summary>
/// <param name="Code">Its code, the same as the understanding's and the sectors'.</param>
/// <param name="Category">Its group.</param>
/// <param name="Severity">How much it blocks where nothing says more.</param>
/// <param name="Tone">The tone of the answer.</param>
/// <param name="Approach">How it is met first.</param>
/// <param name="Second">How it is met the second time.</param>
internal sealed record KnownObjection(string Code, string Category, string Severity, string Tone, string Approach, string Second);

/// <summary>The library: sixteen usual objections in six groups, with those that name a system, no interest or a missing feature.</summary>
internal static class ObjectionLibrary
{
    private static readonly Dictionary<string, KnownObjection> ByCode = new KnownObjection[]
    {
        new("expensive", "price", "moderate", "collaborative", "acknowledge_and_reframe", "isolate_objection"),
        new("cheaper_exists", "price", "moderate", "confident", "isolate_objection", "acknowledge_and_reframe"),
        new("no_budget", "price", "blocking", "empathetic", "future_pace", "isolate_objection"),
        new("unknown_brand", "trust", "moderate", "confident", "provide_evidence", "acknowledge_and_reframe"),
        new("proof", "trust", "moderate", "confident", "provide_evidence", "acknowledge_and_reframe"),
        new("trust_ai", "trust", "moderate", "educational", "acknowledge_and_reframe", "provide_evidence"),
        new("sector_clients", "trust", "mild", "confident", "provide_evidence", "isolate_objection"),
        new("not_now", "timing", "moderate", "empathetic", "future_pace", "isolate_objection"),
        new("let_me_think", "timing", "mild", "collaborative", "isolate_objection", "future_pace"),
        new("call_later", "timing", "mild", "empathetic", "future_pace", "isolate_objection"),
        new("have_team", "need", "moderate", "collaborative", "boomerang", "acknowledge_and_reframe"),
        new("too_small", "need", "moderate", "educational", "boomerang", "acknowledge_and_reframe"),
        new("tried_similar", "need", "moderate", "empathetic", "feel_felt_found", "isolate_objection"),
        new("have_system", "need", "moderate", "collaborative", "isolate_objection", "boomerang"),
        new("not_interested", "need", "blocking", "empathetic", "isolate_objection", "future_pace"),
        new("ask_partner", "authority", "moderate", "collaborative", "acknowledge_and_reframe", "isolate_objection"),
        new("procurement", "authority", "moderate", "collaborative", "acknowledge_and_reframe", "future_pace"),
        new("integrations", "technical", "moderate", "educational", "isolate_objection", "acknowledge_and_reframe"),
        new("data_privacy", "technical", "moderate", "educational", "provide_evidence", "isolate_objection"),
        new("missing_feature", "technical", "moderate", "educational", "acknowledge_and_reframe", "isolate_objection"),
        new("other", "other", "moderate", "empathetic", "isolate_objection", "acknowledge_and_reframe"),
    }.ToDictionary(o => o.Code, StringComparer.Ordinal);

    private static readonly Dictionary<string, string[]> Hints = new(StringComparer.Ordinal)
    {
        ["price"] = ["price", "pricing", "cost", "budget", "expensive", "سعر", "اسعار", "تكلفه", "ميزانيه"],
        ["trust"] = ["trust", "credibility", "brand", "ثقه", "مصداقيه"],
        ["timing"] = ["timing", "time", "delay", "later", "وقت", "توقيت", "تاجيل"],
        ["need"] = ["need", "fit", "no need", "competitor", "existing", "حاجه", "احتياج", "منافس"],
        ["authority"] = ["authority", "decision", "decision maker", "approval", "صلاحيه", "قرار", "سلطه"],
        ["technical"] = ["technical", "integration", "security", "privacy", "feature", "تقني", "تقنيه", "تكامل", "خصوصيه", "امان"],
    };

    private static readonly Dictionary<string, string> Usual = new(StringComparer.Ordinal)
    {
        ["price"] = "expensive", ["trust"] = "unknown_brand", ["timing"] = "not_now", ["need"] = "not_interested", ["authority"] = "ask_partner", ["technical"] = "integrations",
    };

    /// <summary>By code.</summary>
    public static KnownObjection Of(string code) => ByCode.GetValueOrDefault(code) ?? ByCode["other"];

    /// <summary>The usual objection of a group.</summary>
    public static KnownObjection UsualOf(string category) => Of(Usual.GetValueOrDefault(category) ?? "other");

    /// <summary>The group that a caller's word stands for, or null.</summary>
    public static string? Category(string? hint)
    {
        if (hint is null) return null;
        if (ByCode.TryGetValue(hint.Trim().ToLowerInvariant(), out var known)) return known.Category;
        var words = Text.ArabicText.Normalise(hint).Split(' ');
        foreach (var (category, hints) in Hints)
            if (words.Any(w => hints.Contains(w) || w.StartsWith("ال", StringComparison.Ordinal) && hints.Contains(w[2..]))) return category;
        return null;
    }

    /// <summary>The objection that single words of a text point to, and how many do; null where none does, or two groups do alike.</summary>
    private static (KnownObjection Objection, int Cues)? ByCues(string text)
    {
        var counts = ByCode.Values.Where(o => o.Code != "other").Select(o => (Objection: o, Cues: SalesPhrases.Default.Count(text, "cue." + o.Code)))
            .Where(c => c.Cues > 0).OrderByDescending(c => c.Cues).ToList();
        if (counts.Count == 0) return null;
        var groups = counts.GroupBy(c => c.Objection.Category).Select(g => (g.Key, Sum: g.Sum(c => c.Cues))).OrderByDescending(g => g.Sum).ToList();
        if (groups.Count > 1 && groups[1].Sum == groups[0].Sum) return null;
        return (counts.First(c => c.Objection.Category == groups[0].Key).Objection, groups[0].Sum);
    }

    /// <summary>Whether a text asks for proof of what we say, or calls it untrue.</summary>
    public static bool DoubtsClaims(string text)
    {
        var hits = PhraseBook.Selling.Find(text);
        // A price that is called unreasonable is a price.
        return hits.Exists(h => h.Concept == "proof_asked" || h.Concept == "claim_false" && !hits.Exists(p => p.Concept == "price.word" && p.Part == h.Part))
            || SalesPhrases.Default.Has(text, "fact.check");
    }

    /// <summary>The objection that a text makes with how sure that is; null where it makes none.</summary>
    public static (KnownObjection Objection, double Confidence, int Categories)? Find(string text)
    {
        var context = new Context(null, false, DateTime.UnixEpoch, new HashSet<decimal>());
        var read = Understander.Read(text, context);
        var categories = read.Tags.Where(t => t.StartsWith("o.", StringComparison.Ordinal) && t != "o.not_interested").Select(t => Of(t[2..]).Category)
            .Append(SalesPhrases.Default.Best(text, "objection.") is { } more ? Of(more).Category : "other").Where(c => c != "other").Distinct().Count();
        if (SalesPhrases.Default.Has(text, "missing.feature")) return (Of("missing_feature"), 0.86, Math.Max(1, categories));
        if (DoubtsClaims(text))
        {
            // Another objection by name is what they object to; the doubt stands beside it.
            var best = SalesPhrases.Default.Best(text, "objection.");
            if (best is null || Of(best).Category == "trust" || best == "data_privacy") return (Of("proof"), 0.84, Math.Max(1, categories));
            return (Of(best), 0.8, Math.Max(2, categories));
        }
        var cues = ByCues(text);
        if (read.Objection is { } code)
        {
            // The two readings know nothing of each other: what both say is surer than what one says.
            var agree = cues?.Objection.Category == Of(code).Category;
            return (Of(code), agree ? Math.Max(read.Confidence, 0.8) : read.Confidence, categories);
        }
        if (SalesPhrases.Default.Best(text, "objection.") is { } phrase) return (Of(phrase), 0.84, categories);
        var longest = read.Matches.Where(m => m.Tag.StartsWith("o.", StringComparison.Ordinal)).OrderByDescending(m => m.Length).FirstOrDefault();
        if (longest.Tag is { } tag) return (Of(tag[2..]), longest.Length > 1 ? 0.8 : 0.72, categories);
        if (read.Intent == Intent.Negotiation || SalesPhrases.Default.Has(text, "discount")) return (Of("expensive"), 0.85, 1);
        if (read.Intent == Intent.Privacy) return (Of("data_privacy"), 0.8, 1);
        if (read.Intent is Intent.Deny or Intent.OptOut) return (Of("not_interested"), 0.75, 1);
        return cues is { } found ? (found.Objection, found.Cues > 1 ? 0.72 : 0.62, 1) : null;
    }
}
