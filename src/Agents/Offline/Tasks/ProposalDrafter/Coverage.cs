using SalesFlow.Agents.Language;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Offline.Tasks.ProposalDrafter;

/// <summary>Compares what is asked with what plans have, by subjects: users, leads, messages, automation, reports, support, templates,
/// interfaces.</summary>
internal static class Coverage
{
    public const string OutsidePackage = "outside_package";
    public const string UnsupportedIntegration = "unsupported_integration";
    public const string NotOffered = "not_offered";

    private static readonly (string Subject, Mentions Words)[] Subjects =
    [
        ("users", new("user*", "seat*", "staff", "team", "employee*", "مستخدم*", "موظف*", "فريق*")),
        ("leads", new("lead*", "lost customer*", "losing customer*", "عملاء محتمل*", "عميل محتمل", "العملاء المحتملين", "ضياع", "يضيع*", "نضيع",
            "نخسر", "تنظيم العملاء", "فقدان العملاء")),
        ("messages", new("whatsapp", "message*", "reply", "replies", "واتساب", "واتس", "رساله", "رسايل", "الرد", "الردود")),
        ("automation", new("automat*", "manual*", "follow up", "follow-up", "follow ups", "اتمته", "يدوي*", "متابعه", "تلقاييا", "تلقايي*")),
        ("reports", new("report*", "analytic*", "dashboard*", "visibility", "تقارير", "تقرير", "تحليل*", "لوحه", "موشرات")),
        ("support", new("support", "account manager", "training", "دعم", "مدير حساب", "تدريب")),
        ("templates", new("template*", "قوالب", "قالب", "نماذج")),
        ("interfaces", new("api", "integrat*", "connect*", "sync*", "webhook*", "تكامل", "ربط", "واجهه برمجيه", "واجهات برمجيه", "مزامنه")),
    ];

    // Words that name no system of their own.
    private static readonly HashSet<string> Plain =
    [
        "with", "our", "own", "your", "the", "a", "an", "to", "and", "for", "of", "in", "system", "systems", "software", "full", "need", "needs",
            "we", "want", "existing", "current", "api", "access", "integration",
        "integrations", "integrate", "connect", "connection", "sync", "webhook", "webhooks", "مع", "نظام", "انظمه", "انظمتنا", "نظامنا", "البرنامج",
            "برنامجنا", "تكامل", "ربط", "واجهه", "برمجيه", "واجهات", "كامله", "كامل",
        "الحالي", "الخاص", "نحتاج", "نريد", "نبغي", "مزامنه", "من", "الي", "في", "عن", "علي", "الانظمه", "النظام", "api.", "الداخلي", "internal",
    ];

    /// <summary>The subjects of a text.</summary>
    public static HashSet<string> Of(string text) => [.. Subjects.Where(s => s.Words.In(text)).Select(s => s.Subject)];

    /// <summary>Why a requirement is not in the offer, a code; null where the plan has it.</summary>
    /// <param name="requirement">As the customer put it.</param>
    /// <param name="plan">The plan offered; null for none.</param>
    /// <param name="prices">All plans.</param>
    /// <param name="known">Texts that the tenant publishes besides: facts and passages.</param>
    public static string? Missing(string requirement, PriceListItem? plan, IReadOnlyList<PriceListItem> prices, IReadOnlyList<string> known)
    {
        var subjects = Of(requirement);
        if (subjects.Contains("interfaces"))
        {
            var names = Tokeniser.Cut(requirement).Where(t => t.Word.Length > 2 && !t.Forms.Any(Plain.Contains)).Select(t => t.Word).ToList();
            if (names.Count > 0) return names.Exists(n => Says(Features(plan), n) || Says(known, n)) ? null : UnsupportedIntegration;
            if (plan is not null && Has(plan, "interfaces")) return null;
            return prices.Any(p => Has(p, "interfaces")) ? OutsidePackage : UnsupportedIntegration;
        }
        if (plan is null) return NotOffered;
        // "25 users" asks for more than "10 users" gives.
        if (subjects.Count > 0 && Offer.Quantity(requirement) is { } wanted
            && Features(plan).Where(f => Of(f).Overlaps(subjects)).Select(Offer.Quantity).OfType<int>().ToList() is { Count: > 0 } limits) return wanted > limits.Max() ? OutsidePackage : null;
        if (subjects.Any(s => Has(plan, s)) || Features(plan).Any(f => Alike(f, requirement))) return null;
        return prices.Any(p => subjects.Any(s => Has(p, s)) || Features(p).Any(f => Alike(f, requirement))) ? OutsidePackage : NotOffered;
    }

    /// <summary>Whether another plan has what a need speaks of and this one has not.</summary>
    public static bool NeedsMore(string need, PriceListItem plan, IReadOnlyList<PriceListItem> prices) =>
        Of(need) is { Count: > 0 } subjects && !subjects.Any(s => Has(plan, s)) && prices.Any(p => subjects.Any(s => Has(p, s)));

    private static bool Has(PriceListItem plan, string subject) => Features(plan).Any(f => Of(f).Contains(subject));

    private static IEnumerable<string> Features(PriceListItem? plan) => plan is null ? [] : plan.FeaturesEn.Concat(plan.FeaturesAr);

    private static bool Says(IEnumerable<string> texts, string word) => texts.Any(t => Tokeniser.Cut(t).Exists(token => token.Is(word)));

    /// <summary>Whether most words of a feature are in the requirement.</summary>
    private static bool Alike(string feature, string requirement)
    {
        var (words, asked) = (Tokeniser.Cut(feature).Where(t => t.Word.Length > 2).ToList(), Tokeniser.Cut(requirement));
        return words.Count > 0 && words.Count(w => asked.Exists(a => a.Forms.Intersect(w.Forms).Any())) * 3 >= words.Count * 2;
    }
}
