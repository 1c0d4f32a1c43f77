namespace SalesFlow.Grains.Compliance;

/// <summary>
/// Whether a message explicitly asks for a person, in Arabic, English or Arabic in Latin letters: the hand-over that no agent may talk a
/// customer out of. Asking whether one talks to a machine is a question, not a request. Pure and deterministic.
/// </summary>
public static class HandOverWords
{
    private static readonly Phrasebook Book = Phrasebook.Load("SalesFlow.Grains.Compliance.HandOver.rules.txt");

    /// <summary>Whether the message asks for a person.</summary>
    public static bool AsksForPerson(string? text)
    {
        var hits = Book.Find(Token.Split(text, static word => Book.IdOf(word) >= 0));
        return hits.Any(h => h.Verdict == "asks" && !hits.Any(s => s.Verdict == "shield" && s.From < h.Until && h.From < s.Until));
    }
}
