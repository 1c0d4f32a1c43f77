using SalesFlow.Agents.Language;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Understanding;

/// <summary>
/// What a line of ours asked for, where nothing but the line is known: a fact, a time, a yes or a no. What the customer answers is read in its light.
/// Pure.
/// </summary>
internal static class OurQuestion
{
    /// <summary>Whether messages are to stop, or to go on: yes to the one and no to the other is an opt-out.</summary>
    public const string Stop = "stop", Keep = "keep";

    /// <summary>A day and a time for a meeting; whether one is wanted at all.</summary>
    public const string When = "when", Offer = "offer";

    /// <summary>Whether a person is wanted; where that was one of two choices, which of them it was.</summary>
    public const string Person = "person", PersonFirst = "person.1", PersonSecond = "person.2";

    /// <summary>How old they are; what exactly does not work.</summary>
    public const string Age = "age", Trouble = "trouble";

    private static readonly DateTime AnyDay = new(2026, 1, 4, 9, 0, 0, DateTimeKind.Unspecified);

    /// <summary>What the line asks, or null.</summary>
    public static string? Read(string line)
    {
        if (line.AsSpan().IndexOfAny('?', '؟') < 0) return null;
        // What was asked stands in the sentence of the question mark, not in what was said before it.
        var end = line.AsSpan().LastIndexOfAny('?', '؟');
        var begin = line.AsSpan(0, end).LastIndexOfAny(".!،\n") + 1;
        var words = Tokeniser.Cut(line[begin..end]);
        bool Any(params ReadOnlySpan<string> list) => At(words, list) >= 0;

        if (Silence(words) is { } silence) return silence;
        var meeting = Any("موعد", "موعدا", "عرض", "عرضا", "اجتماع", "مكالمه", "لقاء", "زياره", "demo", "appointment", "meeting", "call", "visit", "walkthrough");
        var time = Any("يوم", "الساعه", "ساعه", "متى", "وقت", "الوقت", "اوقات", "يناسبك", "يناسبكم", "انسب", "day", "time", "when", "slot", "slots", "suits", "suit")
            || WhenReader.Day(line, words, Lexicon.Default.Find(words), AnyDay) is not null;
        var slot = meeting || Any("وقت", "الوقت", "الساعه", "ساعه", "اوقات", "يناسبك", "يناسبكم", "slot", "day", "slots", "time");
        if (time && slot && !Any("تبدا", "تبداون", "نبدا", "البدء", "start", "begin")) return When;
        if (PersonOf(line) is { } person) return person;
        if (meeting) return Offer;
        if (Any("عمرك", "سنك", "old", "age")) return Age;
        if (Any("القرار", "يقرر", "قرار", "decides", "decide", "decision")) return LeadFacts.Role;
        if (Any("موظفين", "موظف", "موظفيكم", "فريقكم", "employees", "people", "staff", "team", "عدد")) return LeadFacts.Employees;
        if (Any("ميزانيه", "ميزانيتكم", "ميزانيتك", "الميزانيه", "budget", "spend")) return LeadFacts.Budget;
        if (Any("مجال", "قطاع", "نشاط", "نشاطكم", "sector", "industry", "business")) return LeadFacts.Sector;
        if (Any("اسم", "name")) return LeadFacts.CompanyName;
        if (Any("دورك", "منصبك", "role", "position")) return LeadFacts.Role;
        if (Any("متى", "when", "start", "البدء", "تبدا")) return LeadFacts.Timeline;
        if (Any("تتابع", "تتابعون", "تتعامل", "التحدي", "تحدي", "التحديات", "مشكله", "اصعب", "تواجه", "تواجهون", "challenge", "hardest", "follow", "problem", "handle")) return LeadFacts.Need;
        return null;
    }

    /// <summary>Whether a line of ours names an amount: what follows may ask for another plan's.</summary>
    public static bool NamesPrice(string line, IReadOnlySet<decimal> prices) =>
        prices.Count > 0 && NumberReader.Find(Tokeniser.Cut(line)).Exists(n => prices.Contains(n.Value));

    private static string? Silence(IReadOnlyList<Token> words)
    {
        var messages = At(words, ["رسايل", "رسايلنا", "رساله", "تحديثات", "التحديثات", "تذكيرات", "التذكيرات", "تذكير", "تواصلنا", "التواصل", "مراسلتك", "مراسلتكم", "نراسلك",
            "قايمه", "قايمتنا", "اشعارات", "العروض", "messages", "messaging", "updates", "reminders", "emails", "list", "texts", "texting", "offers", "newsletter", "contacting",
            "writing"]) >= 0;
        if (!messages) return null;
        if (At(words, ["اوقف", "نوقف", "ايقاف", "وقف", "نتوقف", "احذف", "نحذف", "حذف", "ازيل", "ازاله", "الغاء", "نشيل", "اشيل", "stop", "remove", "unsubscribe", "take", "pause",
            "cancel", "end", "opt"]) >= 0) return Stop;
        return At(words, ["نستمر", "استمر", "الاستمرار", "نواصل", "مواصله", "يستمر", "نرسل", "نبقي", "continue", "keep", "keeping", "still", "carry"]) >= 0 ? Keep : null;
    }

    /// <summary>"I can explain, or a colleague can": the whole line is read, since choices stand before the question.</summary>
    private static string? PersonOf(string line)
    {
        var words = Tokeniser.Cut(line);
        var person = At(words, ["احولك", "اوصلك", "احولكم", "connect", "colleague", "زميل", "زميلي", "زميله", "زملايي", "زملاينا", "موظف", "specialist", "human"]);
        if (person < 0) return null;
        if (words[person].Is("موظف") && At(words, ["كم", "عدد", "عددكم"]) >= 0) return null;
        var or = At(words, ["او", "ام", "والا", "ولا", "or"]);
        return or < 0 ? Person : person < or ? PersonFirst : PersonSecond;
    }

    private static int At(IReadOnlyList<Token> words, ReadOnlySpan<string> list)
    {
        for (var i = 0; i < words.Count; i++)
            foreach (var word in list)
                if (words[i].Is(word)) return i;
        return -1;
    }
}
