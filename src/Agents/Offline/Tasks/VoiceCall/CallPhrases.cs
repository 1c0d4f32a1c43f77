using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>What is said on the telephone in many ways: a wrong number, a wish for a person, a time to call again. Pure.</summary>
internal static class CallPhrases
{
    // What may stand between a "no" and a name that is not theirs.
    private static readonly HashSet<string> Between = new(StringComparer.Ordinal)
    {
        "احد", "شخص", "واحد", "اسمه", "اسمها", "فيه", "عندنا", "عندي", "هنا", "انا", "هو", "هذا", "اعرف", "اسمي", "صاحب", "رقم", "جوال",
        "يوجد", "لدينا",
        "any", "anyone", "called", "named", "by", "of", "a", "to", "for", "know", "the", "name", "s", "t", "is", "am", "mr", "mrs", "isn", "longer",
        "have",
        "here", "one", "this", "belong", "belongs", "is", "are", "there", "no", "such", "person", "got", "an",
    };

    private static readonly HashSet<string> Themselves = new(StringComparer.Ordinal)
    {
        "انا", "معك", "معاك", "is", "am", "m", "s",
    };

    /// <summary>Whether the one who answered is not whom we called.</summary>
    /// <param name="text">What they said.</param>
    /// <param name="name">Whom we called, where it is known.</param>
    public static bool IsWrongNumber(string text, string? name)
    {
        var hits = PhraseBook.Selling.Find(text);
        var first = ArabicText.Normalise(name).Split(' ').FirstOrDefault(w => w.Length > 2);
        if (hits.Exists(h => h.Concept == "wrong_number")) return first is null || !SaysToBe(Words(text), first);
        if (first is null || hits.Exists(h => h.Concept == "name_relation")) return false;
        foreach (var part in text.Split([',', '،', '.', '!', '?', '؟', ';', '\n']))
        {
            // A "no" before the name says that it is not theirs; behind it, that they are not there just now.
            var words = Words(part);
            var at = Array.FindIndex(words, w => Is(w, first));
            if (at > 0 && PhraseBook.Selling.Find(part).Exists(h => h.Concept == "not_name" && h.At < at
                && words[(h.At + 1)..at].All(Between.Contains))) return true;
        }
        return false;
    }

    /// <summary>Whether somebody wants a person now. Who tells of one they talked with, or of their own people, does not.</summary>
    /// <param name="text">What they said.</param>
    /// <param name="named">Whether a person is spoken of at all.</param>
    public static bool AsksForPerson(string text, bool named)
    {
        var hits = PhraseBook.Selling.Find(text);
        if (hits.Exists(h => h.Concept == "person_wish") && !hits.Exists(h => h.Concept == "own_person")) return true;
        return named && !hits.Exists(h => h.Concept is "recount" or "own_person");
    }

    /// <summary>Whether they ask to be called again.</summary>
    public static bool AsksToCallAgain(string text) => PhraseBook.Selling.Find(text).Exists(h => h.Concept == "callback");

    private static string[] Words(string text) => ArabicText.Normalise(text.Replace('\'', ' ').Replace('’', ' '))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static bool Is(string word, string name) => word == name || word.Length == name.Length + 1 && word[0] is 'ل' or 'ب' or 'و'
        && word.EndsWith(name, StringComparison.Ordinal);

    private static bool SaysToBe(string[] words, string name)
    {
        for (var i = 1; i < words.Length; i++)
            if (words[i] == name && Themselves.Contains(words[i - 1])) return true;
        return false;
    }
}
