namespace SalesFlow.Storage.Knowledge;

/// <summary>What a question asks for in a company's knowledge: its words, each with what it is worth there and the terms that meet it.</summary>
internal sealed class AskedQuestion
{
    /// <summary>Words that many passages hold tell little; one that none holds tells that the answer may not be there.</summary>
    private const double LeastWeight = 0.6, MostWeight = 3.2;

    /// <summary>A word that stands nowhere in the knowledge counts for more than the rarest that does: what it is about is not there.</summary>
    private const double Missing = 1.2;

    /// <summary>As many passages a company counts as having at least: among three passages no word is rare.</summary>
    private const double LeastPassages = 60;

    private AskedQuestion(IReadOnlyList<Word> words) => Words = words;

    /// <summary>A word of the question.</summary>
    /// <param name="Weight">What it is worth.</param>
    /// <param name="Known">Whether any passage holds it.</param>
    /// <param name="Forms">The terms that meet it and stand in the knowledge, best first.</param>
    public sealed record Word(double Weight, bool Known, IReadOnlyList<(string Term, double Fit, long Chunks)> Forms);

    public IReadOnlyList<Word> Words { get; }

    /// <summary>Weighs a question's words.</summary>
    /// <param name="asked">The words.</param>
    /// <param name="passages">In how many passages a term stands; 0 for one that stands in none.</param>
    /// <param name="near">The term of the knowledge that differs by a letter, or null.</param>
    /// <param name="all">How many passages there are.</param>
    public static AskedQuestion Weigh(IReadOnlyList<AskedTerm> asked, Func<string, long> passages, Func<string, string?> near, long all)
    {
        var words = new List<Word>();
        foreach (var term in asked)
        {
            var forms = term.Forms().Select(f => (f.Term, f.Fit, Chunks: passages(f.Term))).Where(f => f.Chunks > 0).ToList();
            if (forms.Count == 0 && near(term.Stem) is { } other) forms.Add((other, 0.7, passages(other)));
            var n = Math.Max(LeastPassages, all);
            // What all forms but the consonants are found in: those are shared by words that have nothing in common.
            var holding = forms.Where(f => f.Term[0] != KnowledgeText.Root || f.Term.Length < 2 || f.Term[1] < '\u0620').Sum(f => f.Chunks);
            if (holding == 0) holding = forms.Sum(f => f.Chunks);
            var df = Math.Min(n, holding);
            var weight = Math.Clamp(Math.Log(1 + ((n - df + 0.5) / (df + 0.5))), LeastWeight, MostWeight);
            words.Add(new Word(forms.Count > 0 ? weight : weight * Missing, forms.Count > 0, forms));
        }
        return new AskedQuestion(words);
    }

    /// <summary>How much of the question a passage holds, 0 to 1; by this the passages worth a second look are chosen.</summary>
    /// <param name="words">The passage's terms, with a blank before, between and behind.</param>
    public double Share(string words) => Met(words).Share;

    /// <summary>How well a passage answers, 0 to 1.</summary>
    /// <param name="words">The passage's terms, with a blank before, between and behind.</param>
    /// <param name="head">The terms of its title and headings, likewise.</param>
    public double Score(string words, string head)
    {
        var (share, count) = Met(words);
        // A passage whose headings say what is asked answers it sooner than one that has the words by the way.
        return count == 0 ? 0 : Calibrate((0.86 * share) + (0.14 * Math.Min(1, Met(head).Share * 1.6)), count, Words.Count);
    }

    private (double Share, int Count) Met(string words)
    {
        double met = 0, all = 0;
        var count = 0;
        foreach (var word in Words)
        {
            all += word.Weight;
            foreach (var (term, fit, _) in word.Forms)
            {
                if (!Holds(words, term)) continue;
                met += word.Weight * fit;
                count++;
                break;
            }
        }
        return (all == 0 ? 0 : met / all, count);
    }

    /// <summary>Half of what is asked, by weight, is what separates answers from what only sounds like them; the labelled questions say so.</summary>
    private static double Calibrate(double share, int met, int asked)
    {
        // One common word of many is met by chance.
        if (met == 1 && asked >= 3) share *= 0.8;
        return share switch
        {
            < 0.35 => share / 0.35 * 0.3,
            < 0.5 => 0.3 + ((share - 0.35) / 0.15 * 0.2),
            < 0.6 => 0.5 + ((share - 0.5) / 0.1 * 0.2),
            _ => Math.Min(1, 0.7 + ((share - 0.6) / 0.4 * 0.3)),
        };
    }

    private static bool Holds(string words, string term)
    {
        for (var at = words.IndexOf(term, StringComparison.Ordinal); at >= 0; at = words.IndexOf(term, at + 1, StringComparison.Ordinal))
            if (words[at - 1] == ' ' && words[at + term.Length] == ' ') return true;
        return false;
    }
}
