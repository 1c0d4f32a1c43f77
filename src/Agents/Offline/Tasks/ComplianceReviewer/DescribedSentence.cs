using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>A sentence of a description with the classes of words in it, and which of them it denies. Pure.</summary>
internal sealed class DescribedSentence
{
    private readonly List<PhraseHit> _hits;

    private DescribedSentence(string text)
    {
        Text = text;
        _hits = PhraseBook.Practices.Places(text);
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The sentences of a text; commas and brackets end none.</summary>
    public static List<DescribedSentence> Cut(string text)
    {
        // "CRM -> USB -> broker" says where data goes.
        text = text.Replace("->", " transfers to ", StringComparison.Ordinal).Replace("→", " transfers to ", StringComparison.Ordinal);
        var sentences = new List<DescribedSentence>();
        var from = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !(text[i] is '!' or '?' or '؟' or ';' or '؛' or '\n'
                || text[i] == '.' && (i + 1 >= text.Length || char.IsWhiteSpace(text[i + 1])))) continue;
            var sentence = text[from..i].Trim();
            if (sentence.Length > 1) sentences.Add(new(sentence));
            from = i + 1;
        }
        return sentences;
    }

    /// <summary>Where a class stands and is not denied.</summary>
    public IEnumerable<PhraseHit> Said(string concept) => _hits.Where(h => h.Concept == concept && Denial(h) is null);

    /// <summary>Where a class stands, denied or not.</summary>
    public IEnumerable<PhraseHit> All(string concept) => _hits.Where(h => h.Concept == concept);

    /// <summary>Whether a class stands there and is not denied.</summary>
    public bool Says(string concept) => Said(concept).Any();

    /// <summary>Whether a class stands there, denied or not.</summary>
    public bool Names(string concept) => _hits.Exists(h => h.Concept == concept);

    /// <summary>Whether a class is denied, and the denial stands: "never sold", "لا نشارك".</summary>
    public bool Denies(string concept) => _hits.Exists(h => h.Concept == concept && Denial(h) is { } denial && Denied(denial) is null);

    /// <summary>Whether one of the second class stands near one of the first, neither denied.</summary>
    public bool Near(string first, string second, int reach) =>
        Said(first).Any(a => Said(second).Any(b => a.At != b.At && Math.Abs(a.At - b.At) <= reach));

    /// <summary>The word that denies a place; null where none does.</summary>
    private PhraseHit? Denial(PhraseHit hit)
    {
        foreach (var word in _hits)
        {
            var distance = hit.At - word.At;
            if (distance <= 0 || word.Part != hit.Part) continue;
            var continued = Between(word, hit, "or");
            var reach = word.Concept switch
            {
                "not" => continued ? 6 : 3,
                "not_next" => continued ? 5 : Between(word, hit, "not_helped") ? 3 : 1,
                "none" => 5,
                "ban" => 5,
                _ => 0,
            };
            if (distance > reach || Between(word, hit, "turn") || word.Concept == "not" && Between(word, hit, "halt")) continue;
            return word;
        }
        // "We never sell, share or rent it": the denial goes on behind the comma.
        foreach (var earlier in _hits)
            if (earlier.Concept is "sell" or "give" && hit.Concept is "sell" or "give" && earlier.Part == hit.Part - 1
                && hit.At - earlier.At is > 0 and <= 3
                && Denial(earlier) is { } denial) return denial;
        return null;
    }

    /// <summary>The word that denies a denial: "never without consent".</summary>
    private PhraseHit? Denied(PhraseHit denial)
    {
        foreach (var word in _hits)
            if (word.Concept is "not" or "not_next" or "ban" or "none" && word.Part == denial.Part && denial.At - word.At is > 1 and <= 7
                && !Between(word, denial, "turn")) return word;
        return null;
    }

    /// <summary>Whether a denial of the class is itself denied.</summary>
    public bool NeverLacks(string concept) => _hits.Exists(h => h.Concept == concept && Denial(h) is { } denial && Denied(denial) is not null);

    private bool Between(PhraseHit from, PhraseHit to, string concept)
    {
        foreach (var hit in _hits)
            if (hit.Concept == concept && hit.At > from.At && hit.At < to.At) return true;
        return false;
    }
}
