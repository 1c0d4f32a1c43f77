using SalesFlow.Simulator.Graph;
using SalesFlow.Simulator.Personas;

namespace SalesFlow.Simulator.Tests;

/// <summary>A seller by a few words: enough to lead every persona somewhere.</summary>
internal sealed class ScriptedSeller
{
    private static readonly (string Arabic, string English)[] Discovery =
    [
        ("أهلاً بك! كيف أقدر أساعدك؟", "Hello! How can I help you?"), ("ما اسم الشركة؟", "What is your company name?"), ("ما مجال عملكم؟", "What industry are you in?"),
        ("كم عدد الموظفين؟", "How many employees do you have?"), ("في أي مدينة أنتم؟", "Which city are you in?"), ("وش الميزانية المتوقعة؟", "What is your budget?"),
        ("متى تحبون تبدأون؟", "When would you like to start?"), ("تحب نحجز لك عرض توضيحي؟", "Would you like a demo?"),
    ];

    private int _next;
    private bool _asksTime;

    public (string Text, IReadOnlyList<MessageChoice> Choices) Answer(IEnumerable<string> customer)
    {
        var heard = SellerReading.Normalize(string.Join('\n', customer));
        var english = !heard.Any(c => c is >= '\u0600' and <= '\u06FF') && heard.Any(char.IsAsciiLetter);
        if (Has("تشيلون رقمي", "لا عاد", "احذفوا رقمي", "ما ابي رسايلكم", "لا تراسلوني"))
            return ("هل تريد إيقاف الرسائل نهائياً؟", [new MessageChoice("stop", "نعم، أوقفوها"), new MessageChoice("keep", "لا")]);
        if (Has("نعم متاكد", "نعم، اوقفوها", "نعم، أوقفوها")) return Say("تم إيقاف الرسائل.", "You are unsubscribed.");
        if (Has("انسان", "بوت", "روبوت") && Has("؟")) return Say("أنا مساعد يعمل بالذكاء الاصطناعي.", "I am an AI assistant.");
        if (Has("زفت", "سيئه", "شكوي", "مسوول", "موظف", "شخص", "وصلني", "خصم", "خاص", "اخر سعر", "ما نشتغل", "الدعم", "لا تظهر", "الخروج", "صوره", "مو بوت", "الي"))
            return Say("أعتذر منك، أحولك الآن إلى زميل مختص.", "I will connect you to a colleague.");
        if (_asksTime)
        {
            _asksTime = false;
            return Say("تم حجز موعدك، نراك على خير.", "You are booked, see you then.");
        }

        if (Has("سعر", "بكم", "اسعار", "التكلفه", "تكلفه", "how much", "price", "se3r", "as3ar", "kam")) return Say("الباقة الاحترافية 699 ريال شهرياً.", "Professional is 699 SAR a month.");
        if (Has("حجز", "عرض توضيحي", "نجرب", "موعد", "demo"))
        {
            _asksTime = true;
            return Say("أي يوم ووقت يناسبك؟", "Which day and time works for you?");
        }

        var (arabic, inEnglish) = Discovery[_next++ % Discovery.Length];
        return Say(arabic, inEnglish);

        bool Has(params string[] words) => words.Any(w => heard.Contains(SellerReading.Normalize(w), StringComparison.Ordinal));
        (string, IReadOnlyList<MessageChoice>) Say(string arabicText, string englishText) => (english ? englishText : arabicText, []);
    }
}
