using System.Collections.Frozen;
using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>Whether a short message says yes or no to what was asked. Pure.</summary>
internal static class YesNo
{
    private static readonly FrozenSet<string> Yes = new[]
    {
        "نعم", "اي", "ايه", "ايوه", "ايوا", "اجل", "بلي", "اكيد", "طبعا", "تمام", "اوكي", "اوك", "طيب", "ماشي", "ياليت", "ياريت", "ابشر", "موافق", "موافقه", "صح",
        "زين", "حسنا", "اه", "ايي", "سم", "تفضل", "يب", "yes", "yeah", "yep", "yup", "yea", "ya", "y", "ok", "okay", "okey", "sure", "please", "pls", "plz",
        "absolutely", "definitely", "correct", "right", "indeed", "certainly", "exactly", "aye", "fine", "kindly",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> No = new[]
    {
        "لا", "كلا", "لالا", "لاا", "مو", "ابد", "ابدا", "ما", "مابي", "مب", "مش", "مستحيل", "no", "nope", "nah", "not", "don't", "dont", "never", "n", "neither", "nay",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True for yes, false for no, null where it begins with neither. "No problem, yes" is a yes only where no "no" stands before it.</summary>
    public static bool? Of(IReadOnlyList<Token> tokens)
    {
        for (var i = 0; i < Math.Min(3, tokens.Count); i++)
        {
            if (No.Contains(tokens[i].Word)) return false;
            if (Yes.Contains(tokens[i].Word)) return true;
        }
        return null;
    }
}
