using System.Text.RegularExpressions;
using SalesFlow.Agents.Language;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>What was taken from the passages of one language.</summary>
/// <param name="Text">At most 500 words.</param>
/// <param name="Summary">At most 100 words.</param>
/// <param name="Used">The passages that it stands in.</param>
/// <param name="Coverage">The share of the question's words that it covers, 0 to 1.</param>
internal sealed record KnowledgeExtract(string Text, string Summary, IReadOnlyList<KnowledgePassage> Used, double Coverage);

/// <summary>Takes sentences from passages by what they share with a question. Nothing is written that does not stand there.</summary>
internal static partial class KnowledgeExtractor
{
    /// <summary>Words.</summary>
    public const int MostWords = 500, MostSummaryWords = 100;

    private const double Bears = 0.40, Nearby = 0.30;
    private const int ShortPassage = 120, MostPassages = 4;

    [GeneratedRegex(@"(?<=[.!?؟؛])\s+|\r?\n+|\s*•\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Ends();

    /// <summary>An amount with its currency.</summary>
    [GeneratedRegex(@"(\d[\d,٬]*(?:\.\d+)?)\s*(?:SAR|ريال|ر\.س|riyal)|(?:SAR|ريال)\s*(\d[\d,٬]*(?:\.\d+)?)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    public static partial Regex Amounts();

    [GeneratedRegex(@"\d+\s*(?:business |calendar )?(?:day|week|month|year|hour|minute|يوم|أيام|ايام|أسبوع|اسبوع|أسابيع|شهر|أشهر|سنة|ساعة|ساعات|دقيقة|دقائق)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Spans();

    /// <summary>Extracts from the passages of one language; null where none bears on the question.</summary>
    public static KnowledgeExtract? From(KnowledgeQuestion question, IReadOnlyList<KnowledgePassage> passages, bool sameLanguage)
    {
        var near = Latest(passages).Where(p => p.Score >= Bears).OrderByDescending(p => p.Score).ToList();
        if (near.Count == 0) return null;
        var covered = new HashSet<int>();
        var (used, picked) = (new List<KnowledgePassage>(), new List<(string Sentence, double Score)>());
        foreach (var passage in near.Where(p => p.Score >= near[0].Score - Nearby).Take(MostPassages))
        {
            var sentences = Ends().Split(passage.Text).Select(s => s.Trim()).Where(s => s.Length > 1).Select(s => (Text: s,
                Matched: Matched(question, s))).ToList();
            var heading = Matched(question, passage.Title + " " + passage.Section);
            var all = sentences.SelectMany(s => s.Matched).Concat(heading).ToHashSet();
            // A further passage is worth reading only for what the first did not answer.
            if (used.Count > 0 && all.All(covered.Contains)) continue;
            used.Add(passage);
            var best = sentences.Count == 0 ? 0 : sentences.Max(s => s.Matched.Count);
            var whole = Words(passage.Text) <= ShortPassage && (best * 2 <= Total(question) || !sameLanguage) || best == 0;
            var told = new HashSet<int>(covered);
            var chosen = new HashSet<string>(StringComparer.Ordinal);
            // The sentences that share most come first; a further one is taken for what those before it do not tell.
            foreach (var (text, matched) in sentences.OrderByDescending(s => s.Matched.Count))
                if (whole || matched.Count > 0 && (matched.Count * 2 > best || !matched.IsSubsetOf(told)))
                {
                    chosen.Add(text);
                    told.UnionWith(matched);
                }
            picked.AddRange(sentences.Where(s => chosen.Contains(s.Text)).Select(s => (s.Text, s.Matched.Count + passage.Score)));
            covered.UnionWith(all);
        }
        var coverage = Total(question) == 0 || !sameLanguage ? 0.8 : (double)covered.Count / Total(question);
        var order = picked.OrderByDescending(p => p.Score).ToList();
        var summary = order.Take(Math.Max(2, order.Count(p => p.Score >= order[0].Score - 0.5))).Take(3).Select(p => p.Sentence).ToHashSet();
        return new KnowledgeExtract(Cut(picked.Select(p => p.Sentence), MostWords), Cut(picked.Select(p => p.Sentence).Where(summary.Contains),
            MostSummaryWords), used, Math.Min(1, coverage));
    }

    /// <summary>The words of a text.</summary>
    public static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Cuts to whole sentences that fit; one that is longer by itself is cut at a word.</summary>
    internal static string Cut(IEnumerable<string> sentences, int most)
    {
        var kept = new List<string>();
        var left = most;
        foreach (var sentence in sentences.Distinct())
        {
            var words = Words(sentence);
            if (words > left)
            {
                if (kept.Count == 0) kept.Add(string.Join(' ', sentence.Split((char[]?)null,
                    StringSplitOptions.RemoveEmptyEntries).Take(most - 1)) + " …");
                break;
            }
            kept.Add(sentence);
            left -= words;
        }
        return string.Join(' ', kept);
    }

    // The same document in two versions: only the newer one holds.
    private static IEnumerable<KnowledgePassage> Latest(IReadOnlyList<KnowledgePassage> passages) =>
        passages.Where(p => !passages.Any(o => o.DocumentId == p.DocumentId && o.Language == p.Language && o.Version > p.Version));

    private static int Total(KnowledgeQuestion question) => question.Terms.Count + (question.AsksPrice ? 1 : 0) + (question.AsksTime ? 1 : 0);

    // Which of the question's words a text has; an amount answers "how much", a span answers "how long".
    private static HashSet<int> Matched(KnowledgeQuestion question, string text)
    {
        var found = new HashSet<int>();
        var words = new HashSet<string>(Tokeniser.Cut(text).SelectMany(KnowledgeQuestion.Forms), StringComparer.Ordinal);
        for (var i = 0; i < question.Terms.Count; i++)
            if (question.Terms[i].Any(words.Contains)) found.Add(i);
        if (question.AsksPrice && Amounts().IsMatch(text)) found.Add(-1);
        if (question.AsksTime && Spans().IsMatch(text)) found.Add(-2);
        return found;
    }
}
