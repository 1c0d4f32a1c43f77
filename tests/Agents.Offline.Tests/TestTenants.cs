using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Offline.Tests;

internal static class TestTenants
{
    public static TenantView Platform { get; } = Make(
        "platform", "منصة النمو",
        [
            new("basic", "الأساسية", "Basic", Money.Sar(299), "month", true, ["مستخدمان", "تقارير أساسية"], ["2 users", "basic reports"],
                ["اساسي", "basic plan"]),
            new("professional", "الاحترافية", "Professional", Money.Sar(699), "month", true, ["10 مستخدمين", "تقارير متقدمة"],
                ["10 users", "advanced reports"], ["احترافي", "pro"]),
            new("enterprise", "المؤسسات", "Enterprise", Money.Sar(1499), "month", true, ["مستخدمون بلا حد", "مدير حساب"],
                ["unlimited users", "account manager"], ["مؤسسات"]),
        ],
        [
            new("trial", "التجربة 14 يومًا بكل المزايا وبدون بطاقة.", "The trial lasts 14 days with all features and no card.",
                ["تجربه", "مجاني", "trial", "free"]),
            new("guarantee", "ضمان ذهبي لمدة 30 يومًا وفق شروط الاستخدام.", "A gold guarantee of 30 days under its usage conditions.",
                ["ضمان", "استرجاع", "guarantee", "refund"]),
            new("data_privacy", "بياناتكم ملككم، ويمكن تصديرها في أي وقت.", "Your data is yours and can be exported at any time.",
                ["بيانات", "خصوصيه", "privacy", "data"]),
            new("cancel", "الإلغاء في أي وقت بدون رسوم.", "Cancel at any time without a fee.", ["الغي", "cancel"]),
        ]);

    public static TenantView Clinic { get; } = Make(
        "healthcare", "عيادات الشفاء",
        [new("checkup", "الكشف", "Checkup", Money.Sar(150), "once", true, [], [], ["كشف"]),
            new("cleaning", "تنظيف الأسنان", "Teeth cleaning", Money.Sar(250), "once", true, [], [], ["تنظيف"])],
        [new("location", "نحن في حي العليا بالرياض.", "We are in Olaya, Riyadh.", ["موقع", "وين", "where"])]);

    public static TenantView Empty { get; } = Make("platform", "شركة بلا أسعار", [], []);

    private static TenantView Make(string template, string name, IReadOnlyList<PriceListItem> prices, IReadOnlyList<KnowledgeItem> knowledge) => new(
        "t1", name, "ar", "Asia/Riyadh", template, prices, [], knowledge, [], new TemperatureBands(), 1);
}
