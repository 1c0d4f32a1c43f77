using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Data that were given for one purpose and are used for another: in fields and in descriptions. Pure.</summary>
internal static class PurposeReader
{
    private const int Reach = 10;

    private static readonly string[] Kinds = ["purpose_service", "purpose_market", "purpose_staff", "purpose_study"];

    /// <summary>What fields say, as evidence; null where the purposes agree or the people agreed to the new one.</summary>
    public static string? In(TaskInput input)
    {
        if (input.Flag("new_consent", "consent_for_new_purpose", "purpose_consent", "reconsented", "re_consented") == true) return null;
        var given = input.Texts("collected_for", "collection_purpose", "purpose_of_collection", "purpose_collected", "original_purpose", "given_for",
            "collected_purpose", "consented_purpose", "consent_purpose", "obtained_for", "جمعت من أجل", "غرض الجمع", "الغرض الأصلي");
        var used = input.Texts("used_for", "use_purpose", "usage_purpose", "purpose_of_use", "current_use", "current_purpose", "actual_use",
            "actual_purpose", "new_purpose", "processing_purpose", "now_used_for", "reused_for", "غرض الاستخدام", "الغرض الجديد", "الاستخدام الحالي");
        if (given.Count == 0) return null;
        return used.FirstOrDefault(u => !given.Any(g => Agree(g, u))) is { } other ? $"{string.Join(", ", given)} → {other}" : null;
    }

    /// <summary>The sentence that tells of another use; null where none does.</summary>
    public static string? In(IReadOnlyList<DescribedSentence> sentences)
    {
        for (var i = 0; i < sentences.Count; i++)
        {
            var given = sentences[i].Said("given_for").Where(g => Near(sentences[i].Said("purpose_service"), g)).ToList();
            if (given.Count == 0) continue;
            for (var j = Math.Max(0, i - 1); j <= Math.Min(sentences.Count - 1, i + 2); j++)
            {
                var s = sentences[j];
                var uses = s.Said("used_for").Any(u => !(i == j && given.Exists(g => g.At == u.At)) && Near(s.Said("purpose_market"), u));
                var agreed = s.Says("consent") || j + 1 < sentences.Count && sentences[j + 1].Says("consent")
                    && !sentences[j + 1].Denies("consent") && !sentences[j + 1].Names("order");
                if (uses && !agreed) return s.Text;
            }
        }
        return null;

        static bool Near(IEnumerable<PhraseHit> hits, PhraseHit verb) => hits.Any(h => h.At - verb.At is > 0 and <= Reach);
    }

    /// <summary>Whether a use is of the purpose: of the same kind, or in the same words.</summary>
    private static bool Agree(string given, string used)
    {
        var (a, b) = (KindsOf(given), KindsOf(used));
        if (a.Count > 0 && b.Count > 0) return b.IsSubsetOf(a);
        var words = Words(given);
        return Words(used).Any(w => words.Any(o => o == w || Math.Min(o.Length, w.Length) > 3
            && (o.StartsWith(w[..4], StringComparison.Ordinal))));
    }

    private static HashSet<string> KindsOf(string purpose) =>
        [.. PhraseBook.Practices.Places(purpose.Replace('_', ' ')).Select(h => h.Concept).Where(c => Kinds.Contains(c))];

    private static List<string> Words(string purpose) => [.. ArabicText.Normalise(purpose.Replace('_', ' ')).Split(' ').Where(w => w.Length > 2)];
}
