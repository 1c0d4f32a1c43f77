using System.Text.RegularExpressions;
using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>What a description of how data is handled tells.</summary>
/// <param name="Found">Practices against the rules, each with the sentence that tells of it.</param>
/// <param name="Kept">Whether it tells of a rule that is kept.</param>
/// <param name="Rights">Whether somebody uses a right to their data.</param>
/// <param name="Minor">Whether somebody under 18 is concerned.</param>
/// <param name="Contracted">Whether a contract, consent or the law is named as the basis of sharing.</param>
/// <param name="Inquiry">Whether an authority asks something.</param>
/// <param name="Termed">Whether it says how long data are kept.</param>
internal sealed record Practices(IReadOnlyList<(string Concept, string Quote)> Found, bool Kept, bool Rights, bool Minor, bool Contracted,
    bool Inquiry, bool Termed)
{
    /// <summary>Whether a practice was found.</summary>
    public bool Has(string concept) => Found.Any(f => f.Concept == concept);
}

/// <summary>
/// Puts the classes of words of a description together: who gives what to whom, what is asked for, how long it is kept, what was done after a no.
/// A sentence that gives the reviewer orders can accuse but never clears. Pure.
/// </summary>
internal static partial class PracticeReader
{
    private const int Reach = 8;

    /// <summary>Reads descriptions.</summary>
    /// <param name="texts">Each text by itself.</param>
    /// <param name="now">UTC.</param>
    public static Practices Read(IEnumerable<string> texts, DateTimeOffset now)
    {
        var found = new List<(string Concept, string Quote)>();
        bool kept = false, inquiry = false, rights = false, minor = false, reached = false, contracted = false, termed = false;
        foreach (var text in texts)
        {
            var sentences = DescribedSentence.Cut(text);
            // A contract may be spoken of in the sentence before or after; "no contract" takes it back.
            if (PurposeReader.In(sentences) is { } purpose) found.Add(("purpose_change", purpose));
            contracted |= sentences.Exists(s => s.Says("basis")) && !sentences.Exists(s => s.Denies("basis") || s.Denies("consent"));
            for (var i = 0; i < sentences.Count; i++)
            {
                var s = sentences[i];
                var next = i + 1 < sentences.Count ? sentences[i + 1] : null;
                var before = found.Count;
                reached |= s.Says("reach");
                Giving(s, contracted, found);
                Keeping(s, now, found);
                Collecting(s, found);
                Consent(s, found);
                rights |= Rights(s, sentences.Skip(i + 1).Take(2), found);
                Withdrawal(s, sentences.Skip(i + 1).Take(2), found);
                inquiry |= s.Near("authority", "inquires", Reach) && !s.Names("plan");
                minor |= Minors(s, next, found);
                termed |= !s.Names("order") && RetentionTerms.In(s).Any();
                Safety(s, found);
                Identity(s, found);
                if (found.Count == before && !s.Names("order")) kept |= Keeps(s, contracted);
            }
        }
        if (reached && found.Find(f => f.Concept == "scraped") is { Quote: { } quote }) found.Add(("no_consent", quote));
        return new(found, kept, rights, minor, contracted, inquiry, termed);
    }

    private static void Giving(DescribedSentence s, bool contracted, List<(string, string)> found)
    {
        // A list of people is data; a lead alone may be whom something is sold to.
        bool IsData(PhraseHit hit) => !s.All("person").Any(p => p.At == hit.At);
        // "The company's details" are what is given, not who gets them.
        bool IsReceiver(PhraseHit hit) => !s.All("data").Any(d => hit.At - d.At == 1);
        var sold = s.Said("sell").Any(sell => s.All("data").Any(d => Math.Abs(d.At - sell.At) is > 0 and <= 6
            && (IsData(d) || s.Names("third"))));
        var shared = s.Said("give").Any(give => !s.All("to_us").Any(u => u.At - give.At is 1 or 2)
            && s.All("data").Any(d => Math.Abs(d.At - give.At) is > 0 and <= Reach)
            && (s.Says("third") || s.Names("person") && s.Said("receiver").Any(IsReceiver)));
        if (sold) Add("data_sold");
        else if (shared && !contracted) Add("data_sharing");
        if (s.Says("abroad") && (s.Says("server") || (s.Says("move") || s.Says("give")) && s.Names("data"))) Add("cross_border");
        void Add(string concept) => found.Add((concept, s.Text));
    }

    private static void Keeping(DescribedSentence s, DateTimeOffset now, List<(string, string)> found)
    {
        var old = OldYear().Matches(ArabicText.Normalise(s.Text)).Any(y => int.Parse(y.Value,
            System.Globalization.CultureInfo.InvariantCulture) <= now.Year - 3);
        if (RetentionTerms.In(s).Any(t => t.IsExceeded) || s.Says("forever") && (s.Says("keep") || s.Names("data"))
            || old && (s.Says("still") || s.Says("since")) && s.Names("data")
            || s.Says("ended") && s.Names("staff") && s.Says("has") && s.Names("data")) found.Add(("retention_excess", s.Text));
    }

    private static void Collecting(DescribedSentence s, List<(string, string)> found)
    {
        if (s.Says("erase")) return;
        var special = s.Says("special");
        if ((s.Says("personal") || special)
            && s.Says("collect")) found.Add((special ? "excess_special" : s.Said("personal").Count() > 1 ? "excess_many"
            : "excess_collection", s.Text));
        bool Ahead(string verb, string what, int reach) => s.Said(verb).Any(v => s.All(what).Any(w => w.At - v.At is > 0 && w.At - v.At <= reach));
        if (Ahead("buy", "data", 6) || s.Says("obtain") && s.Says("dealer") && s.Names("data") && !s.Says("ours") || s.Says("scrape")
            && s.Names("data"))
            found.Add(("scraped", s.Text));
    }

    private static void Consent(DescribedSentence s, List<(string, string)> found)
    {
        var acts = s.Says("reach") || s.Says("give") || s.Says("cookies") || s.Says("collect") || s.Names("person");
        var spared = s.Says("exclude") || s.Denies("reach") || s.NeverLacks("consent") || s.NeverLacks("tell");
        // "Agreed to e-mail only, but we text": consent for one channel is none for another.
        var elsewhere = s.Names("turn") && s.Says("only") && s.Said("consent").Any(c => s.Said("reach").Any(r => s.All("turn").Any(t => t.At > c.At
            && t.At < r.At)));
        if (acts && !spared && (elsewhere || s.Denies("consent") || s.Says("untold") || s.Denies("tell")
            && s.Names("person"))) found.Add(("no_consent", s.Text));
        else if (s.Says("assumed") && (acts || s.Names("consent"))) found.Add(("assumed_consent", s.Text));
        else if (s.Says("verbal") && s.Says("consent")) found.Add(("verbal_consent", s.Text));
        if (s.Says("bulk") && s.Says("reach") && !s.Says("consent")) found.Add(("bulk", s.Text));
    }

    private static bool Rights(DescribedSentence s, IEnumerable<DescribedSentence> after, List<(string, string)> found)
    {
        if (!s.Says("right") || s.Says("plan")) return s.Says("right");
        var all = after.Prepend(s).ToList();
        if (all.Exists(t => t.Names("unhandled")) || RetentionTerms.Days(s.Text).Any(d => d > 31)
            && s.Says("stopping")) found.Add(("rights_refused", s.Text));
        return true;
    }

    private static void Withdrawal(DescribedSentence s, IEnumerable<DescribedSentence> after, List<(string, string)> found)
    {
        if (s.Said("withdrew").FirstOrDefault() is not { Concept: { } } asked) return;
        // Contact stands apart from the wish itself, and something says that it came later.
        var here = s.Said("reach").Any(r => r.At - asked.At > 3 || asked.At - r.At > 1) && s.Says("still");
        var later = !s.Names("plan") && after.Any(t => t.Says("reach") && (t.Says("still") || t.Said("spent").Any()) && !t.Says("withdrew"));
        if (here || later) found.Add(("withdrawal_ignored", s.Text));
        else if ((s.Says("stopping") || s.Says("erase")) && (s.Says("late")
            || RetentionTerms.Days(s.Text).Any(d => d > 1))) found.Add(("withdrawal_late", s.Text));
    }

    private static bool Minors(DescribedSentence s, DescribedSentence? next, List<(string, string)> found)
    {
        var plain = ArabicText.Normalise(s.Text);
        // A company of sixteen years is no child.
        var aged = Ages().Matches(plain).Any(m => int.TryParse(m.Groups["a"].Value, out var age) && age is > 3 and < 18 && !Firms().IsMatch(plain[..m.Index]));
        var named = s.Says("minor") && !s.Names("minor_trade") && (s.Names("data") || s.Says("collect") || s.Says("reach") || s.Says("keep")
            || s.Names("person")
            || s.Says("age"));
        if (!aged && !named) return false;
        if (!s.Says("guardian") && next?.Says("guardian") != true && !s.Denies("minor")) found.Add(("minor", s.Text));
        return true;
    }

    private static void Safety(DescribedSentence s, List<(string, string)> found)
    {
        if (s.Names("plan")) return;
        bool Apart(string concept) => s.Said(concept).Any(l => s.All("data").Any(d => d.At - l.At is > 1 or < 0
            && !s.All("person").Any(p => p.At == d.At)));
        if (Apart("lost") || s.Says("lost") && s.Says("device") && s.Names("person") || s.Says("give") && Apart("wrong")) found.Add(("breach",
            s.Text));
    }

    private static void Identity(DescribedSentence s, List<(string, string)> found)
    {
        if (s.Says("robot") && s.Said("pretend").Any(p => s.Said("human").Any(h => h.At - p.At is > 0 and <= 6))) found.Add(("human_claim", s.Text));
    }

    private static bool Keeps(DescribedSentence s, bool contracted) =>
        s.Denies("sell") || s.Denies("give") || s.Denies("collect") && (s.Names("personal") || s.Names("special")) || s.Denies("forever")
        || s.Says("consent") && (s.Says("reach") || s.Says("give") || s.Says("keep") || s.Names("person")) || s.NeverLacks("consent")
        || s.Says("give") && (s.Names("third") || s.Names("receiver")) && contracted || RetentionTerms.In(s).Any() || s.Says("erase")
            && s.Names("data")
        || s.Says("right") && s.Says("handled") || s.Says("withdrew") && (s.Says("stopping") || s.Says("erase") || s.Says("exclude"))
        || s.Says("exclude") || s.Denies("abroad") || s.Says("collect") && s.Says("only") && s.Names("data");

    // What has an age behind it: a business within three words before.
    [GeneratedRegex(@"(?:\w*شرك\w*|\w*موسس\w*|\w*مشروع\w*|\w*محل\w*|\w*متجر\w*|\w*مكتب\w*|\w*مصنع\w*|company|business|firm|brand|clinic|shop|store|agency|building|car)(?: \S+){0,3} ?$")]
    private static partial Regex Firms();

    [GeneratedRegex(@"\b(?:19|20)\d\d\b")]
    private static partial Regex OldYear();

    // On normalised text: "عمره 15", "aged 16", "15 year old", "طالب 16 سنه".
    [GeneratedRegex(@"(?:عمر\w*|اعمار\w*|aged?|اعمارهم) (?:\p{L}+ )?(?<a>\d{1,2})\b|\b(?<a>\d{1,2}) (?:years?|yrs?) old\b|\b(?<a>\d{1,2}) ?yo\b|(?:عنده|عندها) (?<a>\d{1,2}) (?:سنه|سنوات|عام)(?! خبره| في)|(?:طالب|طالبه|طلاب|ولد|بنت|صبي) (?:\p{L}+ )?(?<a>\d{1,2}) (?:سنه|سنوات|عام)")]
    private static partial Regex Ages();
}
