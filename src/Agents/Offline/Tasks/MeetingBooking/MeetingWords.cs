using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks.MeetingBooking;

/// <summary>The words in which a meeting is asked for, and what they mean.</summary>
internal static class MeetingWords
{
    public const string Book = "book";
    public const string Reschedule = "reschedule";
    public const string Cancel = "cancel";
    public const string Reminder = "reminder";
    public const string NoShow = "no_show";

    /// <summary>Minutes of each type.</summary>
    public static readonly IReadOnlyDictionary<string, int> Minutes = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["demo"] = 30, ["consultation"] = 15, ["custom_presentation"] = 45, ["follow_up"] = 15, ["closing"] = 30,
    };

    private static readonly (string Code, Mentions Words)[] Triggers =
    [
        (NoShow, new("no show", "no-show", "noshow", "missed", "absent", "did not attend", "لم يحضر", "عدم حضور", "ما حضر", "تغيب", "غياب")),
        (Reminder, new("remind*", "تذكير*", "ذكر العميل")),
        (Reschedule, new("resched*", "postpone*", "move my", "move the", "move it", "another time", "change the time", "change time",
            "change my appointment", "change my meeting",
            "اعاده جدوله", "جدوله جديده", "تاجيل*", "اجلوا", "اجلو", "ناجل", "تغيير موعد", "تغيير الموعد", "غيروا", "غير الموعد", "نغير",
                "تعديل موعد",
            "تعديل الموعد", "نقل الموعد", "موعد اخر", "موعد ثاني", "وقت ثاني", "وقت اخر")),
        (Cancel, new("cancel*", "call off", "الغاء", "الغي", "الغوا", "الغو", "نلغي", "تلغون", "يلغي", "كنسل*")),
        (Book, new("book*", "schedule*", "new", "request", "arrange", "set up", "slot*", "availab*", "حجز", "احجز", "نحجز", "احجزوا", "جدوله", "طلب",
            "موعد", "اوقات")),
    ];

    private static readonly (string Code, Mentions Words)[] Types =
    [
        ("custom_presentation", new("custom*", "tailored", "عرض مخصص", "عرض خاص", "مخصص", "تقديمي مخصص")),
        ("consultation", new("consult*", "advice", "استشار*")),
        ("follow_up", new("follow up", "follow-up", "followup", "follow", "متابع*")),
        ("closing", new("clos*", "sign*", "contract", "اغلاق", "توقيع", "اتمام")),
        ("demo", new("demo*", "presentation", "trial", "عرض", "عرض تجريبي", "تجريبي", "ديمو", "شرح")),
    ];

    private static readonly (string Code, Mentions Words)[] Platforms =
    [
        ("in_person", new("in person", "in-person", "inperson", "face to face", "on site", "on-site", "onsite", "office", "visit*", "حضوري*",
            "وجها لوجه", "زياره", "تزورون*",
            "مكتبنا", "مقرنا", "فرعنا", "شخصيا")),
        ("zoom", new("zoom", "زوم")),
        ("google_meet", new("google meet", "google", "meet", "قوقل ميت", "جوجل ميت")),
        ("phone", new("phone", "call", "mobile", "هاتف*", "مكالمه", "اتصال", "جوال", "تلفون")),
    ];

    private static readonly Mentions Managers = new(
        "management", "ceo", "general manager", "managing director", "your director", "your manager", "executive*", "founder", "الاداره",
            "اداره عليا", "المدير العام",
        "مدير عام", "مديركم", "الرييس التنفيذي", "رييس تنفيذي", "المؤسس");

    private static readonly Mentions Important = new("vip", "key account", "strategic", "كبار العملاء", "عميل مهم", "استراتيجي", "شخصيه مهمه");

    private static readonly Mentions Named = new(
        "with mr", "with mrs", "with ms", "same rep", "same person", "with the same", "مع الاستاذ", "مع الاستاذه", "مع استاذ", "مع الاخ", "مع الاخت",
            "نفس المندوب", "نفس الموظف",
        "مع المندوب", "مع المندوبه");

    /// <summary>What is asked, or null where the words say nothing of it.</summary>
    public static string? Trigger(string? text) => Code(Triggers, text);

    /// <summary>The type of meeting, or null.</summary>
    public static string? Type(string? text) => Code(Types, text);

    /// <summary>How it is held, or null.</summary>
    public static string? Platform(string? text) => text?.Contains("zoom.us", StringComparison.OrdinalIgnoreCase) == true ? "zoom"
        : text?.Contains("meet.google", StringComparison.OrdinalIgnoreCase) == true ? "google_meet" : Code(Platforms, text);

    /// <summary>Whether the company's management is asked for.</summary>
    public static bool AsksManagement(string? text) => Managers.In(text);

    /// <summary>Whether the words speak of a very important customer.</summary>
    public static bool IsImportant(string? text) => Important.In(text);

    /// <summary>Whether one certain person of the team is asked for.</summary>
    public static bool NamesPerson(string? text) => Named.In(text);

    /// <summary>A code as its words: <c>no_show_recovery</c> is "no show recovery".</summary>
    public static string Plain(string text) => ArabicText.AsciiDigits(Spaced(text)).Replace('_', ' ');

    private static string Spaced(string text) => string.Concat(text.Select((c, i) => i > 0 && char.IsUpper(c) && char.IsLower(text[i - 1]) ? " " + c
        : c.ToString()));

    private static string? Code((string Code, Mentions Words)[] known, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var plain = Plain(text);
        foreach (var (code, words) in known)
            if (words.In(plain)) return code;
        return null;
    }
}
