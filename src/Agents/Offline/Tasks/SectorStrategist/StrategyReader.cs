using System.Text.Json.Nodes;

namespace SalesFlow.Agents.Offline.Tasks.SectorStrategist;

/// <summary>Reads a request for advice.</summary>
internal static class StrategyReader
{
    public const string TalkingPoints = "talking_points";
    public const string ValueProposition = "value_proposition";
    public const string CompetitiveAnalysis = "competitive_analysis";
    public const string ObjectionResponse = "objection_response";
    public const string CaseStudyMatch = "case_study_match";
    public const string PricingStrategy = "pricing_strategy";

    private static readonly (string Code, Mentions Words)[] Requests =
    [
        (CompetitiveAnalysis, new("compet*", "rival*", "alternative*", "منافس*", "المنافسين", "المنافسه", "البدائل", "بدايل")),
        (ObjectionResponse, new("objection*", "اعتراض*", "الاعتراضات", "يعترض")),
        (CaseStudyMatch, new("case stud*", "case", "success stor*", "reference*", "قصه نجاح", "قصص نجاح", "دراسه حاله", "حاله مشابهه")),
        (PricingStrategy, new("pric*", "package*", "plan", "plans", "تسعير*", "سعر*", "اسعار*", "الاسعار", "باقه", "الباقات")),
        (ValueProposition, new("value*", "proposition", "benefit*", "القيمه", "قيمه", "فوايد", "الفايده")),
        (TalkingPoints, new("talking*", "point*", "pitch", "نقاط", "الحديث", "اقول", "محاور")),
    ];

    private static readonly (string Code, Mentions Words)[] Stages =
    [
        ("prospecting", new("prospect*", "cold", "outreach", "new", "استكشاف", "بحث", "تنقيب", "جديد")),
        ("qualification", new("qualif*", "تاهيل*", "موهل")),
        ("discovery", new("discover*", "contacted", "اكتشاف*", "تعارف", "تم التواصل")),
        ("negotiation", new("negotiat*", "تفاوض*", "مفاوض*")),
        ("closing", new("clos*", "contract", "اغلاق*", "توقيع", "تعاقد")),
        ("proposal", new("propos*", "quote", "offer", "عرض", "عرض سعر", "العروض")),
    ];

    // Products that a customer may name; naming one is for the sales director.
    private static readonly Mentions Products = new(
        "salesforce", "hubspot", "zoho", "odoo", "pipedrive", "freshsales", "freshworks", "bitrix24", "bitrix", "monday.com", "dynamics", "zendesk",
            "سيلزفورس", "هبسبوت", "هب سبوت", "زوهو", "اودو");

    private static readonly Mentions Partnership = new(
        "partnership*", "strategic partner*", "reseller*", "joint venture", "white label", "distributor*", "شراكه", "الشراكه", "شريك استراتيجي",
            "شريك تجاري", "موزع معتمد", "اعاده بيع");

    /// <summary>The facts.</summary>
    public static JsonObject Read(TaskInput input)
    {
        var facts = new JsonObject();
        string[] free = [.. input.Texts("question", "query", "message", "context", "notes", "lead_context", "background", "السؤال",
            "السياق").Take(10)];
        var said = string.Join(" . ", free);
        var objections = input.Texts("objection", "objections", "objection_text", "customer_objection", "الاعتراض").Take(5).ToList();
        var asked = Top(input, "sector", "industry", "القطاع") ?? input.Text("sector", "sector_name", "industry", "vertical", "business_type",
            "activity", "القطاع", "نوع_النشاط", "المجال");
        facts.Set("sector_asked", asked?.Shortened(200));
        // The company's own sector, where it stands apart from the one asked about.
        facts.Set("sector_other", (input.Section("company", "company_profile", "client", "customer", "lead", "profile")?.Text("sector", "industry",
            "القطاع"))?.Shortened(200));
        facts.Set("company", input.Text("company_name", "company.name", "client_name", "client.name", "اسم_الشركة")?.Shortened(200));
        var type = Code(Requests, input.Text("request_type", "advice_type", "requestType", "request", "type", "نوع_الطلب"))
            ?? (objections.Count > 0 ? ObjectionResponse : null) ?? Code(Requests, said);
        facts["request_type"] = type ?? TalkingPoints;
        facts["request_known"] = type is not null;
        facts.Set("stage", Code(Stages, input.Text("sales_stage", "stage", "deal_stage", "pipeline_stage", "المرحلة")));
        facts.Set("language", Language(input.Text("language", "lang", "preferred_language", "اللغة")));
        CompanySize.Read(input, said, facts);
        var rivals = input.Texts("competitors", "competitor", "named_competitor", "competitor_name", "المنافس", "المنافسون").Where(c =>
            c is not "false" and not "true" && !SoftwareKinds.Habits.In(c)).ToList();
        facts["competitor_named"] = rivals.Count > 0 || free.Concat(objections).Any(t => Products.In(t) || SalesPhrases.Default.Has(t, "competitor"));
        facts["partnership"] = input.Flag("partnership", "partnership_request") == true || Partnership.In(free);
        var features = input.Texts("requested_features", "required_features", "missing_features", "missing_feature",
            "requested_feature", "features_needed", "requirements", "المزايا_المطلوبة").Take(10).ToList();
        if (features.Count == 0) features.AddRange(SoftwareKinds.Wanted(said));
        facts["features"] = FactsJson.Array(features.Select(f => f.Shortened(200)));
        facts.Set("told", said.Shortened(1_000));
        facts["objections"] = FactsJson.Array(objections.Select(o => o.Shortened(500)));
        facts["question"] = string.Join(' ', new[] { facts.Text("request_type")!.Replace('_', ' '), asked, objections.FirstOrDefault(),
            free.FirstOrDefault() }.OfType<string>()).Shortened(500);
        return facts;
    }

    private static string? Top(TaskInput input, params string[] names)
    {
        if (input.Root.ValueKind != System.Text.Json.JsonValueKind.Object) return null;
        foreach (var name in names)
            if (input.Root.TryGetProperty(name, out var value) && TaskInput.TextOf(value) is { } text) return text;
        return null;
    }

    private static string? Code((string Code, Mentions Words)[] known, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var plain = text.Replace('_', ' ').Replace('-', ' ');
        foreach (var (code, _) in known)
            if (string.Equals(code, text.Trim(), StringComparison.OrdinalIgnoreCase)) return code;
        foreach (var (code, words) in known)
            if (words.In(plain)) return code;
        return null;
    }

    private static string? Language(string? text) => Text.ArabicText.Normalise(text) switch
    {
        "en" or "english" or "انجليزي" or "الانجليزيه" => "en",
        "ar" or "arabic" or "عربي" or "العربيه" => "ar",
        _ => null,
    };
}
