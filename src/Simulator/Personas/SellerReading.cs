using System.Text;
using System.Text.RegularExpressions;

namespace SalesFlow.Simulator.Personas;

/// <summary>What a customer understands of the business's words: which questions are asked (<c>ask:…</c>) and what is said (<c>says:…</c>).</summary>
internal sealed record SellerReading(string Normalized, IReadOnlySet<string> Signals)
{
    private static readonly (string Signal, string[] Words)[] Questions =
    [
        ("ask:company", ["اسم الشرك", "اسم المنشا", "اسم النشاط", "اسم الموسس", "اسم متجر", "اسم عياد", "شركتك", "شركتكم", "منشاتك", "company name",
            "your company", "business called", "name of your company", "name of your business", "your business name"]),
        ("ask:name", ["اسمك", "الاسم الكريم", "مع مين", "مين معي", "your name", "who am i speaking"]),
        ("ask:sector", ["مجال", "قطاع", "طبيعه النشاط", "طبيعه العمل", "نوع النشاط", "وش نشاط", "ما نشاط", "industry", "sector",
            "what kind of business", "line of business", "what does your"]),
        ("ask:employees", ["كم موظف", "عدد الموظف", "عدد موظف", "حجم الفريق", "كم عدد", "كم شخص", "فريقك", "فريقكم", "how many employees",
            "how many people", "how many staff", "team size", "size of your team", "how big is"]),
        ("ask:budget", ["ميزاني", "budget", "looking to spend", "تخصص للمشروع"]),
        ("ask:timeline", ["متي تبد", "متي تحب تبد", "متي تخطط", "متي تنو", "متي ود", "متي تحتاج", "الاطار الزمني", "الجدول الزمني", "خلال كم",
            "متي حاب", "when do you", "when are you", "when would you like to start", "timeline", "how soon", "time frame", "timeframe"]),
        ("ask:city", ["مدين", "وين موقعكم", "اين تقع", "في اي منطق", "which city", "what city", "where are you based", "located"]),
        ("ask:role", ["منصب", "دورك", "مسماك", "صاحب القرار", "your role", "your position", "decision"]),
        ("ask:email", ["بريد", "ايميل", "الايميل", "email", "e-mail"]),
        ("ask:time", ["موعد", "وقت يناسب", "الوقت المناسب", "يوم يناسب", "متي يناسب", "اي يوم", "اي وقت", "الساعه", "what time", "which day",
            "which time", "works for you", "suits you", "slot", "time would", "day and time"]),
        ("ask:demo", ["عرض توضيحي", "العرض التوضيحي", "تجرب", "نحجز", "احجز", "ديمو", "demo", "trial", "book a", "walkthrough"]),
        ("ask:need", ["كيف اقدر", "كيف نقدر", "كيف يمكن", "اخدمك", "نخدمك", "اساعدك", "نساعدك", "وش تحتاج", "احتياج", "تحدي", "ايش تدور", "وش اكثر",
            "how can i help", "how can we help", "what are you looking", "challenge", "what brings", "help you with"]),
        ("ask:current", ["تستخدم", "نظام حالي", "تستعمل", "currently use", "using today", "are you using", "current system"]),
        ("ask:confirm", ["صحيح", "تاكيد", "توكد", "متاكد", "هل تريد", "تحب ا", "تبي ا", "تبغي ا", "يناسبك", "would you like", "shall i", "should i",
            "is that right", "confirm", "do you want"]),
        ("ask:why", ["وش السبب", "ما السبب", "ممكن اعرف", "ايش اللي", "ما الذي", "what is holding", "may i ask", "what concerns", "reason"]),
    ];

    private static readonly (string Signal, string[] Words)[] Statements =
    [
        ("says:human", ["زميل", " لموظف", "الي موظف", "احد موظف", "موظفينا", "موظف مختص", "مختص", "فريق المبيعات", "فريق الدعم", "فريقنا", "احولك", "تحويلك", "حولت", "مندوب", "colleague",
            "teammate", "a team member", "specialist", "someone from", "our team", "a human", "hand you", "connect you", "pass you"]),
        ("says:bot", ["انا مساعد", "مساعد ذكي", "مساعد الي", "مساعد رقمي", "مساعد افتراضي", "المساعد الذكي", "المساعد الرقمي", "الذكاء الاصطناعي", "ذكاء اصطناعي",
            "مو انسان", "لست انسان", "assistant", "an ai", "i'm automated", "not a human"]),
        ("says:unsubscribed", ["لن نراسلك", "لن نرسل", "ما راح نرسل", "ما بنرسل", "ايقاف الرسا", "اوقفنا", "الغاء الاشتراك", "تم ايقاف", "تم الغاء",
            "unsubscribed", "stop messaging", "won't message", "will not message", "no longer receive", "won't receive", "opted out",
                "not message you", "stop sending"]),
        ("says:trial", ["14 يوم", "تجربه مجاني", "فتره تجريبي", "free trial", "14-day", "14 day"]),
        ("says:booked", ["تم الحجز", "تم حجز", "تاكد موعد", "ثبت", "موعدك", "تم تاكيد", "booked", "confirmed", "see you", "scheduled"]),
        ("says:sorry", ["نعتذر", "اعتذر", "اسف", "عذرا", "المعذره", "sorry", "apolog"]),
        ("says:discount", ["خصم", "تخفيض", "discount", "% off"]),
        ("says:bye", ["في امان الله", "نسعد بخدمتك", "يومك سعيد", "بالتوفيق", "have a great", "have a good", "take care", "goodbye"]),
    ];

    private static readonly Regex Price = new(@"\d[\d,\.]*\s*(ريال|ر\.?س|sar|riyal|saudi riyal)|(ريال|sar)\s*\d",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly string[] Requests = ["ممكن", "زودن", "اكتب", "عطن", "اعطن", "ارسل", "شارك", "احتاج", "please", "could you",
        "let me know", "share", "tell me"];

    /// <summary>Reads a message.</summary>
    public static SellerReading Of(string text, bool hasChoices)
    {
        var normal = Normalize(text);
        // A company's name is asked for only in sentences that ask; the same words in a statement mean something else.
        var asking = string.Join(' ',
            Regex.Split(normal, @"(?<=[\?؟\.!\n])").Where(s => s.Contains('?') || s.Contains('؟') || Requests.Any(s.Contains)));
        HashSet<string> signals = [];
        foreach (var (signal, words) in Questions)
        {
            if (asking.Length > 0 && words.Any(word => asking.Contains(word, StringComparison.Ordinal))) signals.Add(signal);
        }

        foreach (var (signal, words) in Statements)
        {
            if (words.Any(word => normal.Contains(word, StringComparison.Ordinal))) signals.Add(signal);
        }

        if (asking.Length > 0) signals.Add("ask:any");
        if (Price.IsMatch(normal)) signals.Add("says:price");
        if (hasChoices) signals.Add("says:choices");
        return new SellerReading(normal, signals);
    }

    /// <summary>Makes Arabic and Latin words comparable: no marks, one alef, one ya, ha for ta marbuta, Western digits, lower case.</summary>
    public static string Normalize(string text)
    {
        var normal = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            switch (c)
            {
                case (>= '\u064B' and <= '\u0652') or '\u0670' or '\u0640' or '\u200F' or '\u200E': break;
                case 'أ' or 'إ' or 'آ' or 'ٱ': normal.Append('ا'); break;
                case 'ى': normal.Append('ي'); break;
                case 'ة': normal.Append('ه'); break;
                case 'ؤ': normal.Append('و'); break;
                case 'ئ': normal.Append('ي'); break;
                case >= '٠' and <= '٩': normal.Append((char)('0' + (c - '٠'))); break;
                case >= '۰' and <= '۹': normal.Append((char)('0' + (c - '۰'))); break;
                case '’': normal.Append('\''); break;
                default: normal.Append(char.ToLowerInvariant(c)); break;
            }
        }

        return normal.ToString();
    }
}
