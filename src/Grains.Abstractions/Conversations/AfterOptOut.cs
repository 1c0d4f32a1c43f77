using System.Collections.Frozen;
using SalesFlow.Text;

namespace SalesFlow.Conversations;

/// <summary>
/// What somebody who asked for silence may write afterwards: a courtesy, which nobody answers, or that messages are welcome again. Pure; reads words in
/// one normal form, Arabic and English.
/// </summary>
public static class AfterOptOut
{
    private const int LongestCourtesy = 6;
    private const int LongestWish = 25;

    private static readonly FrozenSet<string> Courtesies = Set(
        "تمام طيب اوك اوكي اوكيه شكرا شكراا مشكور مشكورين مشكوره يعطيك يعطيكم العافيه عافيه الله يعافيك يعافيكم يسلمو تسلم تسلمون زين خلاص ماشي حسنا مع السلامه في امان "
        + "يجزاك جزاك جزاكم خير خيرا لكم لك حياك حياكم يسعدك كفو ممتاز ابشر نعم ايه اي "
        + "ok okay okey k thanks thank you thx thnx ty tnx great good fine cool bye goodbye cheers much so very appreciated perfect alright yes sure "
        + "shukran shokran tamam tmam mashkoor mashkour yslmo tslm khalas 5alas zain");

    private static readonly FrozenSet<string> Returns = Set(
        "ارجع ارجعوا ارجعو رجعوني رجعني رجعونا رجعوا ترجعون نرجع استانف استانفوا استيناف resume restart again back rejoin resubscribe");

    private static readonly FrozenSet<string> Contact = Set(
        "استقبل نستقبل اشتراك اشتراكي التحديثات تحديثات عروضكم العروض القايمه قايمتكم message messages updates messaging texting texts contact list offers newsletter send write");

    private static readonly string[] ContactStems = ["رسا", "رسال", "تواصل", "نتواصل", "تراسل", "راسل", "ارسل", "ترسل", "المراسل"];

    private static readonly FrozenSet<string> Refusals = Set(
        "لا ما مو مب مش لاعاد بدون وقف اوقف وقفوا اوقفوا الغي الغوا stop no not don dont t won wont cant never ever anymore unsubscribe remove without");

    /// <summary>Whether the text is a courtesy and nothing else: thanks, a yes, a farewell, or signs without words.</summary>
    public static bool IsCourtesy(string? text)
    {
        var words = Words(text);
        return words.Length <= LongestCourtesy && words.All(Courtesies.Contains);
    }

    /// <summary>Whether the text says that messages are welcome again: a return, or a mind that was changed, and what is to come back.</summary>
    public static bool IsWelcomeAgain(string? text)
    {
        var words = Words(text);
        if (words.Length is 0 or > LongestWish || words.Any(Refusals.Contains)) return false;
        var returns = false;
        for (var i = 0; i < words.Length; i++)
        {
            var next = i + 1 < words.Length ? words[i + 1] : "";
            // "I'll come back to you" promises a word of theirs.
            if (Returns.Contains(words[i]) && next is not ("لك" or "لكم" or "عليك" or "عليكم" or "to")) returns = true;
            if (words[i] is "غيرت" && next is "رايي" or "رايى" || words[i] is "changed" && next is "my") returns = true;
        }
        return returns && words.Any(w => Contact.Contains(w) || ContactStems.Any(s => w.StartsWith(s, StringComparison.Ordinal)));
    }

    private static string[] Words(string? text) =>
        ArabicText.Normalise(text ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w.Any(char.IsLetterOrDigit)).ToArray();

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
