namespace SalesFlow.Grains.Compliance;

/// <summary>How sure it is that a customer asks for silence.</summary>
public enum OptOutLevel
{
    /// <summary>Not asked for.</summary>
    None = 0,
    /// <summary>Probably: ask once with a button before acting.</summary>
    Likely = 1,
    /// <summary>Surely: act at once and confirm once.</summary>
    Certain = 2,
}

/// <summary>The judgement of one message.</summary>
/// <param name="Level">How sure it is.</param>
/// <param name="Reason">
/// Why, as a stable word: <c>none</c>, <c>word</c> (a stop word was the whole message), <c>told_to_stop</c>, <c>wants_none</c>, <c>remove_me</c>,
/// <c>leave_me</c>, <c>enough</c>, <c>threat</c>, <c>who_gave</c>, <c>never_agreed</c>, <c>how_to_stop</c>, and
/// <c>loose_stop</c>, <c>loose_want</c> where wish and object merely stand in one clause.
/// </param>
public readonly record struct OptOutVerdict(OptOutLevel Level, string Reason)
{
    /// <summary>No wish for silence.</summary>
    public static OptOutVerdict None { get; } = new(OptOutLevel.None, "none");
}

/// <summary>
/// Decides by rules whether a message asks for silence: stop words as the whole message, and the same wish in other words, in standard Arabic,
/// Saudi dialect, English and Arabic in Latin letters. Pure and deterministic; reads at most 4,096 characters; no model is asked.
/// </summary>
public static class OptOut
{
    private static readonly Phrasebook Book = Phrasebook.Load("SalesFlow.Grains.Compliance.OptOut.rules.txt");

    /// <summary>Judges one message. Text that is null or has no words asks for nothing.</summary>
    public static OptOutVerdict Judge(string? text)
    {
        var tokens = Token.Split(text, static word => Book.IdOf(word) >= 0);
        if (tokens.Count == 0) return OptOutVerdict.None;
        var hits = Book.Find(tokens);
        if (hits.Count == 0) return OptOutVerdict.None;
        var verdict = OptOutVerdict.None;
        foreach (var hit in hits)
        {
            if (hit.Verdict is not ("certain" or "likely") || IsInnocent(hit, hits, tokens)) continue;
            if (hit.Verdict == "certain") return new OptOutVerdict(OptOutLevel.Certain, hit.Reason);
            // Two different signs that would each be asked about need no question together.
            verdict = verdict.Level == OptOutLevel.Likely && verdict.Reason != hit.Reason && !IsLoose(hit.Reason) && !IsLoose(verdict.Reason)
                ? verdict with { Level = OptOutLevel.Certain }
                : verdict.Level == OptOutLevel.None ? new OptOutVerdict(OptOutLevel.Likely, hit.Reason) : verdict;
        }
        return verdict;
    }

    private static bool IsLoose(string reason) => reason.StartsWith("loose", StringComparison.Ordinal);

    private static bool IsInnocent(Phrasebook.Hit hit, List<Phrasebook.Hit> hits, IReadOnlyList<Token> tokens)
    {
        if (hit.Reason == "word") return false;
        var aboutMe = hit.Reason == "remove_me";
        foreach (var other in hits)
        {
            if (other.Verdict == "shield" && other.From < hit.Until && hit.From < other.Until) return true;
            if (other.Verdict == "mute" && !aboutMe && tokens[other.From].Sentence == tokens[hit.From].Sentence) return true;
        }
        return false;
    }
}
