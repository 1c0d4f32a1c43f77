using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Offline.Understanding;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>What sends a lead to a person, whatever its score. Everything is read from the input alone, without a clock.</summary>
internal static class LeadSignalsReader
{
    private static readonly string[] VisitCounts =
    [
        "pricing_page_visits", "pricing_page_visits_7d", "pricing_page_visits_last_7_days", "pricing_visits", "pricing_visits_7d",
        "pricing_page_views", "pricing_views", "pricing_page_visit_count",
        "زيارات_صفحة_الأسعار", "زيارات صفحة الأسعار",
    ];

    private static readonly string[] VisitLists =
    [
        "web_activity", "website_activity", "page_visits", "page_views", "visits", "web_visits", "website_visits", "interactions", "events",
        "activity", "activities", "tracking", "زيارات_الموقع", "الزيارات",
    ];

    private static readonly string[] CompetitorFields =
        ["competitor", "competitors", "competitor_name", "competitor_mentioned", "competitors_mentioned", "named_competitor", "current_vendor",
        "المنافس", "المنافسون", "المنافسين"];

    private static readonly string[] ReferralFields =
        ["referral_source", "referral", "referral_type", "referrer", "referrer_type", "referred_by", "source", "lead_source", "الإحالة",
        "مصدر_الإحالة", "المصدر"];

    private static readonly string[] SystemFields = ["current_crm", "current_system", "current_tool", "crm_used", "existing_system", "النظام_الحالي"];

    /// <summary>Adds what was found to the facts.</summary>
    public static void Read(TaskInput input, CustomerTalk talk, JsonObject facts)
    {
        var words = SalesPhrases.Default;
        CustomerDossier.Set(facts, "competitor", Competitor(input, talk));
        var package = CustomerDossier.First(input, "requested_plan", "requested_package", "interested_plan", "plan_interest", "package", "plan", "الباقة", "الباقة_المطلوبة");
        if (talk.Saying("custom") is not null || talk.Lines.Any(l => LeadTalk.Says(l.Text, "custom_price")) || words.Has(package, "custom")
            || input.Flag("custom_pricing_requested", "custom_price", "custom_pricing", "enterprise") == true) facts["custom"] = true;
        var referral = string.Join(' ', ReferralFields.SelectMany(n => input.Section(n) is { } s ? Values(s) : input.Texts(n)));
        var paying = input.Flag("referrer_is_customer", "referrer_is_paying_customer", "referred_by_customer", "referrer_paying", "is_paying_customer", "paying_customer", "is_paying");
        if (paying == true || paying is null && (words.Has(referral, "referral.customer") || talk.Saying("referral.customer") is not null
            || LeadTalk.Says(referral, "referral_customer") || talk.Lines.Any(l => LeadTalk.Says(l.Text, "referral_customer"))))
            facts["customer_referral"] = true;
        if (talk.Lines.Any(l => WantsDemo(l.Text, l.Read)) || input.Flag("requested_demo", "demo_requested", "wants_demo", "طلب_عرض") == true || Wants(input, "demo")) facts["demo"] = true;
        if (talk.Saying("proposal") is not null || input.Flag("requested_proposal", "proposal_requested", "quote_requested") == true) facts["proposal"] = true;
        if (talk.Lines.Any(l => l.Read.Intent == Intent.Support || words.Has(l.Text, "support")) || input.Flag("technical_issue", "trial_issue", "has_trial_issue") == true) facts["support"] = true;
        if (Visits(input) is { } visits) facts["pricing_visits"] = visits;
        if (talk.Lines.Any(l => l.Read.Intent == Intent.OptOut || words.Has(l.Text, "opt.out"))
            || input.Flag("opted_out", "do_not_contact", "unsubscribed", "opt_out", "الغاء_الاشتراك") == true) facts["opted_out"] = true;
        var sector = facts["sector_given"]?.GetValue<string>();
        if (words.Has(sector, "blocked.sector") || words.Has(facts["company"]?.GetValue<string>(), "blocked.sector")) facts["blocked_sector"] = true;
        if (talk.Saying("bad.lead") is not null) facts["not_a_lead"] = true;
        if (input.Flag("is_duplicate", "duplicate") == true || CustomerDossier.First(input, "duplicate_of", "duplicate_lead_id") is not null) facts["duplicate"] = true;
    }

    private static IEnumerable<string> Values(TaskInput section) =>
        section.Root.EnumerateObject().Select(p => TaskInput.TextOf(p.Value)).Where(t => t is not null and not ("true" or "false")).Select(t => t!);

    private static bool Wants(TaskInput input, string tag) =>
        input.Texts("request_type", "requested_action", "cta", "form_type", "intent", "interest").Any(t => SalesPhrases.Default.Has(t.Replace('_', ' '), tag));

    /// <summary>Whether a line asks for a demo or a meeting; one that wants none, or tells of one that was seen, does not.</summary>
    public static bool WantsDemo(string text, Understood read) => (!LeadTalk.Says(text, "demo_seen") || LeadTalk.Says(text, "demo_wanted"))
        && (SalesPhrases.Default.Has(text, "demo")
            || read.Intent == Intent.Booking && read.Matches.Any(m => m.Tag == "i.booking" && !SalesPhrases.Negated(read.Tokens, m.At)));

    private static string? Competitor(TaskInput input, CustomerTalk talk)
    {
        var words = SalesPhrases.Default;
        foreach (var text in input.Texts(CompetitorFields))
            if (text.ToLowerInvariant() is not ("true" or "false" or "none" or "no" or "لا" or "لا يوجد") && !words.Has(text, "unknown")) return CustomerDossier.Short(text, 60);
        foreach (var text in input.Texts(SystemFields))
            if (words.Find(text, "competitor") is { } name) return name;
        foreach (var (text, _) in talk.Lines)
            if (words.Find(text, "competitor") is { } name) return name;
        return null;
    }

    /// <summary>Visits of the page of prices: as counted by the caller, or the most of a list that fall within seven days.</summary>
    private static int? Visits(TaskInput input)
    {
        if (CustomerDossier.Count(input, VisitCounts) is { } count) return count;
        var visits = VisitLists.SelectMany(n => input.List(n)).Where(IsPricing)
            .Select(v => v.ValueKind == JsonValueKind.Object ? new TaskInput(v).Time("at", "date", "timestamp", "time", "visited_at", "created_at", "التاريخ") : null).ToList();
        if (visits.Count == 0) return null;
        var dated = visits.Where(v => v is not null).Select(v => v!.Value).Order().ToList();
        // Without dates nothing says that they are old.
        return dated.Count == 0 ? visits.Count : dated.Max(from => dated.Count(v => v >= from && v - from <= TimeSpan.FromDays(7)));
    }

    private static bool IsPricing(JsonElement visit) => visit.ValueKind switch
    {
        JsonValueKind.String => visit.GetString() is { Length: < 500 } page && (page.Contains("pricing", StringComparison.OrdinalIgnoreCase)
            || page.Contains("/price", StringComparison.OrdinalIgnoreCase) || page.Contains("صفحة الأسعار", StringComparison.Ordinal)),
        JsonValueKind.Object => visit.EnumerateObject().Any(p => p.Value.ValueKind == JsonValueKind.String && IsPricing(p.Value)),
        _ => false,
    };
}
