using SalesFlow.Activities;
using SalesFlow.Leads;

namespace SalesFlow.WebApi.Administration;

/// <summary>What a seeded company shows. Numbers stand for places in <see cref="Leads"/>.</summary>
internal static class DemoData
{
    /// <summary>Somebody interested, the contact behind them and the company that they work for.</summary>
    public sealed record Person(string Name, string Phone, string Company, string Sector, string City, string Source, LeadStatus Status, string Role);

    /// <summary>A talk: what the customer wrote and, marked by <see cref="Ours"/>, what the business answered from its own app.</summary>
    /// <param name="Lead">Whose.</param>
    /// <param name="DaysAgo">When it ended; older than a day, so that nothing can be sent into it.</param>
    /// <param name="Lines">From the first to the last, which is the business's own.</param>
    public sealed record Talk(int Lead, int DaysAgo, IReadOnlyList<string> Lines);

    /// <summary>A deal.</summary>
    public sealed record Deal(string Title, decimal Value, int Lead);

    /// <summary>Something done or to be done.</summary>
    /// <param name="Type">What it is.</param>
    /// <param name="Lead">About whom.</param>
    /// <param name="Subject">In a line; a note has none.</param>
    /// <param name="Body">In words, or null.</param>
    /// <param name="InDays">When it is due, or null.</param>
    /// <param name="Done">Whether it is done already.</param>
    public sealed record Work(ActivityType Type, int Lead, string? Subject, string? Body, int? InDays = null, bool Done = false);

    /// <summary>A telephone call.</summary>
    public sealed record Ring(
        int Lead, CallDirection Direction, CallStatus Status, int DaysAgo, int? Seconds, CallSentiment? Sentiment, string Outcome);

    /// <summary>What a line of ours begins with.</summary>
    public const string Ours = "> ";

    public static IReadOnlyList<Person> Leads { get; } =
    [
        new("نورة العتيبي", "+966551000001", "عيادات النور", "healthcare", "الرياض", "web", LeadStatus.Qualified, "المديرة العامة"),
        new("فهد الشهري", "+966551000002", "مكتب المدار العقاري", "real_estate", "جدة", "referral", LeadStatus.Contacted, "المالك"),
        new("ريم الحربي", "+966551000003", "متجر ريم", "ecommerce", "الدمام", "web", LeadStatus.New, "المؤسسة"),
        new("Omar Haddad", "+966551000004", "Gulf Logistics", "logistics", "Riyadh", "import", LeadStatus.New, "Head of Sales"),
        new("سلمان الدوسري", "+966551000005", "مطاعم الديرة", "restaurants", "الخبر", "whatsapp", LeadStatus.Contacted, "مدير التشغيل"),
        new("هيا القحطاني", "+966551000006", "مدارس الأفق", "education", "الرياض", "referral", LeadStatus.Qualified, "مديرة القبول"),
        new("ماجد الغامدي", "+966551000007", "ورشة الإتقان", "automotive", "الطائف", "web", LeadStatus.Lost, "المالك"),
        new("Layla Nasser", "+966551000008", "Najd Coffee Roasters", "retail", "Riyadh", "web", LeadStatus.New, "Owner"),
    ];

    public static IReadOnlyList<Deal> Deals { get; } =
    [
        new("عيادات النور - باقة سنوية", 17_988m, 0),
        new("مكتب المدار العقاري - ثلاثة فروع", 8_970m, 1),
        new("متجر ريم - الباقة الأساسية", 3_588m, 2),
        new("مدارس الأفق - الباقة الاحترافية", 8_388m, 5),
        new("Najd Coffee Roasters - Professional", 8_388m, 7),
    ];

    public static IReadOnlyList<Talk> Talks { get; } =
    [
        new(0, 3,
        [
            "السلام عليكم، عندنا ثلاث عيادات أسنان ونحتاج نرتب مواعيد الواتساب",
            "> وعليكم السلام أستاذة نورة، حياك الله. كم موعدًا تستقبلون في اليوم تقريبًا؟",
            "تقريبًا ثمانين موعد، والميزانية معتمدة لهذا الربع",
            "> ممتاز. متى يناسبك عرض مختصر نوضح فيه كيف تُحجز المواعيد؟",
            "الأحد الساعة عشر الصباح",
            "> تم، وصلتك الدعوة على البريد. نراك يوم الأحد.",
        ]),
        new(1, 6,
        [
            "مرحبا، وصلني رقمكم من أبو خالد. هل النظام يوزع العملاء على الوسطاء؟",
            "> أهلًا أستاذ فهد، نعم، بالدور أو حسب الحي والخبرة. كم وسيطًا لديكم؟",
            "اثنا عشر في ثلاثة فروع",
            "> جميل، سنجهز لك عرضًا للفروع الثلاثة ونتصل بك غدًا.",
        ]),
        new(2, 9,
        [
            "عندي متجر إلكتروني وتضيع علي رسائل العملاء، كيف أبدأ؟",
            "> أهلًا ريم، نربط رقم المتجر ثم يرد المساعد على الأسئلة المتكررة ويحوّل لك المهم. كم رسالة تصلك في اليوم؟",
            "بين أربعين وخمسين",
            "> تكفيك الباقة الأساسية، وأرسلنا لك رابط التجربة.",
        ]),
        new(4, 14,
        [
            "نبغى نأكد حجوزات الطاولات بالواتساب قبل الموعد بساعتين",
            "> أهلًا أستاذ سلمان، هذا متوفر كتذكير تلقائي. في أي فرع نبدأ؟",
            "فرع الكورنيش أول شيء",
            "> على بركة الله، نبدأ بالكورنيش ثم نعمم على بقية الفروع.",
        ]),
        new(7, 20,
        [
            "Hi, do you also answer in English? Half of our customers do not write Arabic.",
            "> Hello Layla, yes, each customer is answered in the language they write in.",
            "Great. Could we try it on our wholesale number first?",
            "> Of course. We will send you the steps by e-mail today.",
        ]),
    ];

    public static IReadOnlyList<Work> Tasks { get; } =
    [
        new(ActivityType.Note, 0, null, "تفضّل التواصل صباحًا، وصاحبة القرار في التقنية الدكتورة منى."),
        new(ActivityType.Task, 0, "إرسال عرض السعر لعيادات النور", null, 1),
        new(ActivityType.Meeting, 5, "عرض توضيحي لمدارس الأفق", "عن بعد، نصف ساعة.", 2),
        new(ActivityType.FollowUp, 1, "متابعة عرض الفروع الثلاثة", null, 3),
        new(ActivityType.Task, 4, "تجهيز نص تذكير الحجوزات", null, null, true),
        new(ActivityType.Note, 6, null, "اختار نظامًا أرخص، ويرحب بالتواصل بعد ستة أشهر."),
    ];

    public static IReadOnlyList<Ring> Calls { get; } =
    [
        new(1, CallDirection.Outbound, CallStatus.Answered, 5, 312, CallSentiment.Positive, "interested"),
        new(4, CallDirection.Outbound, CallStatus.Missed, 13, null, null, "no_answer"),
        new(0, CallDirection.Inbound, CallStatus.Answered, 2, 187, CallSentiment.Positive, "demo_confirmed"),
    ];
}
