using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Offline.Understanding;

namespace SalesFlow.Agents.Offline.Tasks.ProposalDrafter;

/// <summary>Reads what a proposal is to be made of.</summary>
internal static class ProposalReader
{
    private const int MostTexts = 12, LongestText = 300;

    private static readonly Mentions Government = new(
        "government*", "ministry", "municipal*", "semi-government", "semi government", "public sector", "governmental", "حكومي*", "حكومه", "وزاره",
            "هييه", "بلديه", "امانه منطقه", "شبه حكومي*",
        "القطاع العام", "جهه حكوميه");

    private static readonly Mentions Abroad = new(
        "cross-border", "cross border", "outside saudi", "outside the kingdom", "outside ksa", "international client", "خارج المملكه",
            "خارج السعوديه", "عابر للحدود", "دوله اخري");

    private static readonly Mentions OwnContract = new(
        "custom contract", "own contract", "our contract", "contract amendment*", "legal amendment*", "custom agreement", "custom terms",
            "our legal terms", "عقد خاص", "عقد مخصص", "عقدنا",
        "عقد من طرفنا", "تعديل العقد", "تعديل بنود", "شروط قانونيه خاصه", "بنود خاصه");

    private static readonly Mentions OddPayment = new(
        "instalment*", "installment*", "net 30", "net 45", "net 60", "net 90", "deferred", "on credit", "pay later", "after delivery", "in arrears",
            "milestone payment*", "postpaid", "quarterly",
        "اقساط", "تقسيط", "اجل", "بالاجل", "دفعات", "موجل*", "موخر*", "بعد التسليم", "ربع سنوي*", "بعد * يوما");

    private static readonly Mentions UsualPayment = new(
        "monthly", "yearly", "annual*", "in advance", "upfront", "standard", "bank transfer", "prepaid", "شهري*", "سنوي*", "مقدما", "مقدم", "قياسي*",
            "تحويل بنكي", "المعتاد*");

    private static readonly Mentions Proof = new(
        "roi", "return on investment", "testimonial*", "success stor*", "case stud*", "references", "العايد علي الاستثمار", "عايد الاستثمار",
            "شهادات", "قصص نجاح", "قصه نجاح", "دراسه حاله");

    private static readonly Mentions Orders = new(
        "ignore", "disregard", "system prompt", "override", "you are now", "تجاهل", "تجاهلوا", "التعليمات السابقه", "غير تعليماتك", "انس التعليمات");

    private static readonly HashSet<string> Saudi = new(StringComparer.Ordinal)
    {
        "sa", "ksa", "saudi", "saudi arabia", "kingdom of saudi arabia", "السعوديه", "المملكه", "المملكه العربيه السعوديه",
            "المملكه العربيه السعودية",
    };

    /// <summary>The facts.</summary>
    public static JsonObject Read(TaskInput input)
    {
        var facts = new JsonObject();
        facts.Set("lead_id", input.Text("lead_id", "lead.id", "client.lead_id", "deal.lead_id", "customer_id", "client.id", "client_id"));
        facts.Set("client", Short(input.Text("company_name", "client.company_name", "client_name", "client.name", "client_data.name", "company.name",
            "customer_name", "customer.name", "lead.company_name",
            "organization", "organisation", "اسم_العميل", "اسم_الشركة") ?? Named(input, "client", "company", "customer", "العميل")));
        facts.Set("contact", Short(input.Text("contact_name", "contact.name", "client.contact", "contact_person", "اسم_المسؤول")));
        facts.Set("sector", input.Text("sector", "industry", "القطاع"));
        if (input.Whole("employees", "employee_count", "team_size", "staff", "users", "seats", "number_of_users", "sales_team_size",
            "عدد_الموظفين") is > 0 and var people) facts["people"] = people;
        facts.Set("package", input.Text("package.code", "package.name", "plan.code", "plan.name", "package", "selected_package", "package_name",
            "plan", "selected_plan", "recommended_package", "الباقة"));
        var competitors = input.Texts("competitors", "competitor", "competitor_mentions", "المنافسون").Take(MostTexts).ToList();
        var skipped = false;
        IReadOnlyList<string> Safe(List<string> texts)
        {
            var kept = texts.Take(MostTexts).Where(t => !IsOrder(t)).ToList();
            skipped |= kept.Count < Math.Min(texts.Count, MostTexts);
            return [.. kept.Select(t => Unnamed(t, competitors).Shortened(LongestText))];
        }
        facts["needs"] = FactsJson.Array(Safe(Listed(input, "needs", "client_needs", "challenges", "pain_points", "problems", "requirements", "need",
            "pain", "الاحتياجات", "التحديات")));
        facts["goals"] = FactsJson.Array(Safe(Listed(input, "goals", "objectives", "targets", "الأهداف")));
        facts["custom"] = FactsJson.Array(Safe(Listed(input, "custom_requirements", "special_requirements", "custom_features", "requested_features",
            "integrations", "extra_requirements", "custom_requests",
            "المتطلبات_الخاصة").Where(c => !OddPayment.In(c) && !OwnContract.In(c)).ToList()));
        facts["orders_skipped"] = skipped;
        facts["competitors"] = competitors.Count;
        Prices(facts, input);
        Flags(facts, input);
        facts.Set("payment_terms", Short(input.Text("payment_terms", "payment", "terms_of_payment", "شروط_الدفع")));
        facts.Set("template", Template(input.Text("template", "template_type", "format", "length", "القالب")));
        facts.Set("prepared_by", Short(input.Text("prepared_by", "author", "sales_rep_name", "rep_name", "sender.name", "sales_rep.name", "rep.name",
            "prepared_by_name", "معد_العرض")));
        facts.Set("valid_until", Date(input.Text("valid_until", "validity_date", "expires_on", "expiry_date")));
        if (input.Whole("validity_days", "valid_days", "validity", "مدة_الصلاحية") is > 0 and <= 365 and var days) facts["validity_days"] = days;
        facts.Set("kick_off", Short(input.Text("kick_off", "kickoff", "kick_off_date", "start_date", "project_start", "تاريخ_البدء")));
        facts.Set("go_live", Short(input.Text("go_live", "golive", "go_live_date", "launch_date", "تاريخ_الإطلاق")));
        facts["milestones"] = FactsJson.Array(Listed(input, "milestones", "المراحل_الزمنية").Take(MostTexts).Select(m => m.Shortened(LongestText)));
        facts["version"] = Version(input);
        return facts;
    }

    private static void Prices(JsonObject facts, TaskInput input)
    {
        void Amount(string name, params string[] names)
        {
            if (input.Number(names) is >= 0 and <= 1_000_000_000 and var amount) facts[name] = decimal.Round(amount, 2,
                MidpointRounding.AwayFromZero);
        }
        Amount("monthly", "approved_pricing.monthly", "approved_pricing.monthly_sar", "monthly_sar", "approved_pricing.monthly_price",
            "approved_monthly", "monthly_price", "approved_price", "monthly_price_sar", "approved_pricing.price", "pricing.monthly",
            "السعر_الشهري");
        Amount("annual", "approved_pricing.annual", "approved_pricing.yearly", "annual_price", "approved_annual", "pricing.annual");
        Amount("setup_fee", "setup_fee", "approved_pricing.setup_fee", "setup_fee_sar", "onboarding_fee", "رسوم_التأسيس");
        Amount("deal_value", "deal_value", "deal_value_sar", "deal.value", "deal_amount", "contract_value", "total_value", "قيمة_الصفقة");
        Amount("discount_amount", "discount_amount", "discount_sar", "discount.amount");
        if (Percent(input.Find("discount_percent", "discount_percentage", "discount_pct", "approved_discount", "discount.percent",
            "discount.percentage", "discount", "نسبة_الخصم", "الخصم")) is { } percent) facts["discount"] = percent;
        if (Percent(input.Find("requested_discount", "discount_requested", "asked_discount", "requested_discount_percent",
            "الخصم_المطلوب")) is { } asked) facts["discount_asked"] = asked;
    }

    private static void Flags(JsonObject facts, TaskInput input)
    {
        string[] said =
        [
            .. Listed(input, "notes", "sales_notes", "special_instructions", "context", "deal_notes", "ملاحظات"), .. facts.Texts("needs"),
            .. Listed(input, "custom_requirements", "special_requirements", "custom_requests", "المتطلبات_الخاصة"),
        ];
        var client = $"{facts.Text("sector")} . {facts.Text("client")} . {input.Text("client_type", "entity_type", "client.type", "company_type")}";
        facts["government"] = input.Flag("government", "is_government", "semi_government") == true || Government.In(client) || Government.In(said);
        var country = input.Text("country", "client.country", "country_code", "الدولة");
        facts["cross_border"] = input.Flag("cross_border") == true || Abroad.In(said) || country is not null
            && !Saudi.Contains(Text.ArabicText.Normalise(country));
        facts["custom_contract"] = input.Flag("custom_contract", "requires_custom_contract") == true || OwnContract.In(said)
            || OwnContract.In(input.Text("contract", "contract_type", "legal_terms", "contract_terms"));
        var payment = input.Text("payment_terms", "payment", "terms_of_payment", "شروط_الدفع");
        facts["odd_payment"] = input.Flag("non_standard_payment", "nonstandard_payment_terms", "non_standard_terms") == true
            || OddPayment.In(payment) || OddPayment.In(said)
            || payment is not null && !UsualPayment.In(payment);
        facts["proof_asked"] = Proof.In(said);
    }

    private static string? Named(TaskInput input, params string[] names) => input.Find(names) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Object } part => new TaskInput(part).Text("name", "name_ar", "company_name", "company", "title", "الاسم"),
        _ => null,
    };

    /// <summary>A list of texts, or one text cut at its lines and semicolons; an object of a list counts by its description.</summary>
    private static List<string> Listed(TaskInput input, params string[] names)
    {
        // The first name that holds texts: "needs" may be an object with the challenges and the goals in it.
        foreach (var name in names)
        {
            var texts = input.List(name).Take(50).SelectMany(Lines).ToList();
            if (texts.Count > 0) return texts;
        }
        return [];
    }

    private static IEnumerable<string> Lines(JsonElement item)
    {
        if (TaskInput.TextOf(item) is { } text) return text.Split(['\n', ';', '؛'],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return item.ValueKind == JsonValueKind.Object && new TaskInput(item).Text("text", "description", "name", "need", "title", "requirement",
            "challenge", "goal", "feature") is { } inner ? [inner] : [];
    }

    private static bool IsOrder(string text) =>
        Orders.In(text) || Understander.Read(text, new Context(null, false, new DateTime(2026, 1, 1),
            new HashSet<decimal>())).Intent == Intent.Injection;

    /// <summary>A proposal compares with nobody: the competitor's name goes.</summary>
    private static string Unnamed(string text, List<string> competitors)
    {
        foreach (var name in competitors.Where(c => c.Length > 2))
            text = text.Replace(name, Text.ArabicText.IsArabic(text) == true ? "النظام الحالي" : "the current system",
                StringComparison.OrdinalIgnoreCase);
        return text;
    }

    /// <summary>A share in percent: 15, "15%", or 0.15.</summary>
    private static decimal? Percent(JsonElement? value)
    {
        if (value is not { } given) return null;
        if (given.ValueKind == JsonValueKind.Object) return Percent(new TaskInput(given).Find("percent", "percentage", "value"));
        var number = given.ValueKind == JsonValueKind.String && given.GetString()!.Trim().TrimEnd('%', '٪').Trim() is var plain
            ? TaskInput.NumberOf(JsonSerializer.SerializeToElement(Text.ArabicText.AsciiDigits(plain))) : TaskInput.NumberOf(given);
        return number is >= 0 and <= 100 and var share ? decimal.Round(share is > 0 and < 1 ? share * 100 : share, 2) : null;
    }

    private static int Version(TaskInput input)
    {
        var before = input.List("previous_proposals", "prior_proposals", "proposals", "العروض_السابقة").Where(p =>
            p.ValueKind != JsonValueKind.False).Take(200).ToList();
        var versions = before.Select(p => p.ValueKind == JsonValueKind.Object ? new TaskInput(p).Whole("version", "version_number")
            : TaskInput.NumberOf(p) is >= 0 and < 10_000 and var n ? (int)n : null)
            .Select(v => v is >= 0 and < 10_000 ? v.Value : 0);
        return Math.Max(Math.Max(before.Count, versions.DefaultIfEmpty(0).Max()), input.Whole("previous_version",
            "last_version") is >= 0 and < 10_000 and var last ? last : 0) + 1;
    }

    private static string? Template(string? text) => Text.ArabicText.Normalise(text) switch
    {
        "" => null,
        var t when t.Contains("detail", StringComparison.Ordinal) || t.Contains("تفصيلي", StringComparison.Ordinal)
            || t.Contains("مفصل", StringComparison.Ordinal) => "detailed",
        var t when t.Contains("exec", StringComparison.Ordinal) || t.Contains("brief", StringComparison.Ordinal)
            || t.Contains("مختصر", StringComparison.Ordinal) || t.Contains("تنفيذي", StringComparison.Ordinal) => "executive_summary",
        _ => "standard",
    };

    private static string? Date(string? text) => text is { Length: >= 10 }
        && DateOnly.TryParseExact(Text.ArabicText.AsciiDigits(text)[..10], "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.None, out var day)
        ? day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : null;

    private static string? Short(string? text) => text?.Shortened(200);
}
