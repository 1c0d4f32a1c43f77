namespace SalesFlow.Agents.Offline.Tasks.SectorStrategist;

/// <summary>What software of another kind does, and what people do without any.</summary>
internal static class SoftwareKinds
{
    private const int MostWanted = 3;

    /// <summary>What customers do instead of using a product: nothing to be compared with by name.</summary>
    public static readonly Mentions Habits = new(
        "excel", "sheet*", "whatsapp", "paper", "notebook*", "manual*", "none", "no", "unknown", "n/a", "nothing", "اكسل", "واتساب", "واتس", "دفتر",
        "دفاتر", "ورق", "يدوي*", "لا يوجد", "ما فيه", "مافيه", "غير معروف");

    private static readonly Mentions Wants = new(
        "want*", "need*", "ask*", "require*", "support*", "do we", "does it", "can it", "include*", "must have", "يبون", "يبي",
        "يبغون", "يبغى", "ابغى", "يطلب*", "طلب*", "طالبين", "يحتاج*", "محتاج*", "ندعم", "يدعم", "عندنا", "يشترط*", "هل");

    private static readonly Mentions Others = new(
        "payroll", "attendance", "fingerprint", "accounting", "bookkeeping", "inventory", "stock management", "warehouse*", "point of sale", "pos",
        "cashier", "e-invoic*", "einvoic*", "zatca", "gps", "fleet", "patient record*", "medical record*", "emr", "erp", "hr module",
        "human resources", "leave management", "shift scheduling", "lms", "e-learning", "video call*", "telemedicine",
        "kitchen display", "رواتب", "حضور", "بصمه", "محاسبه", "محاسبي",
        "محاسبيه", "مخزون", "مستودع*", "جرد", "نقاط بيع", "نقاط البيع", "كاشير", "فوتره", "فاتوره الكترونيه",
        "الفاتوره الالكترونيه", "زاتكا", "تتبع المركبات", "ملف طبي", "ملفات المرضى", "السجل الطبي", "موارد بشريه", "الموارد البشريه", "اجازات",
        "ورديات", "منصه تعليميه", "مكالمات فيديو");

    /// <summary>Whether a feature is that of other software, whatever words of ours stand beside it, and nothing published speaks of it.</summary>
    public static bool Foreign(string feature, IReadOnlyList<string> published) =>
        Others.First(feature) is { } words && !new Mentions(words).In(published);

    /// <summary>What of other software a question asks for, where no list of features is given.</summary>
    public static IEnumerable<string> Wanted(string said) => said.Split(['.', '!', '?', '؟', '\n', ';', '؛']).Where(t => Wants.In(t))
        .Select(t => Others.First(t)).OfType<string>().Take(MostWanted);
}
