using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SalesFlow.Agents.Guards;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Leads;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Reads what is to be written, to whom, and whether it may be written at all.</summary>
internal static partial class OutreachReader
{
    private static readonly string[] ContextNames =
    [
        "context", "notes", "instructions", "special_instructions", "message_context", "key_points", "talking_points", "background", "offer",
        "last_interaction", "goal", "السياق",
        "ملاحظات", "تعليمات", "العرض", "الهدف",
    ];

    /// <summary>The facts.</summary>
    public static JsonObject Read(TaskInput input)
    {
        var facts = CustomerDossier.Read(input);
        // The sender's own fields are no facts about the lead.
        var lead = input.Section("lead", "recipient", "contact", "customer", "prospect", "العميل", "المستلم") is { } section ? CustomerDossier.Read(section) : null;
        foreach (var name in (string[])["contact_name", "title", "company"])
        {
            if (lead is null) continue;
            facts.Remove(name);
            CustomerDossier.Set(facts, name, lead[name]?.GetValue<string>() ?? (name == "company" ? CustomerDossier.First(input, "company_name", "lead_company", "اسم_الشركة") : null));
        }
        facts["channel"] = Channel(CustomerDossier.First(input, "channel", "القناة", "قناة"));
        var position = input.Whole("sequence_position", "sequence_step", "sequence.position", "sequence.step", "position_in_sequence", "follow_up_number", "message_number", "step", "رقم_الرسالة");
        facts["purpose"] = Purpose(CustomerDossier.First(input, "purpose", "message_purpose", "message_type", "outreach_type", "campaign_type", "type", "الغرض", "الهدف"), position);
        facts["tone"] = Tone(CustomerDossier.First(input, "tone", "النبرة", "الأسلوب"));
        facts["variant"] = (CustomerDossier.First(input, "variant", "ab_variant", "النسخة") ?? "A").Trim().StartsWith("B", StringComparison.OrdinalIgnoreCase) ? "B" : "A";
        Language(input, facts);
        Sender(input, facts);
        CustomerDossier.Set(facts, "referrer_name", Clean(CustomerDossier.First(input, "referrer.name", "referrer_name", "referred_by.name", "referred_by", "referrer", "المُحيل", "المحيل")));
        CustomerDossier.Set(facts, "event_name", Clean(CustomerDossier.First(input, "event_name", "event.name", "event", "الفعالية", "المعرض")));
        if (lead is null && facts["contact_name"]?.GetValue<string>() == facts["sender_name"]?.GetValue<string>()) facts.Remove("contact_name");
        facts["first"] = (position ?? (facts["purpose"]!.GetValue<string>() is "cold_outreach" or "referral_intro" ? 1 : 2)) <= 1;
        Permission(input, facts);
        Unanswered(input, facts, position);
        Context(input, facts);
        facts["confidence"] = Confidence(facts);
        return facts;
    }

    private static string Channel(string? text) => ArabicText.Normalise(text) switch
    {
        var t when t.Contains("mail", StringComparison.Ordinal) || t.Contains("بريد", StringComparison.Ordinal) || t.Contains("ايميل", StringComparison.Ordinal) => "email",
        var t when t.Contains("sms", StringComparison.Ordinal) || t.Contains("نصيه", StringComparison.Ordinal) => "sms",
        _ => "whatsapp",
    };

    private static string Purpose(string? text, int? position) =>
        SalesPhrases.Default.Best(text?.Replace('_', ' '), "purpose.") ?? (position > 1 ? "follow_up" : "cold_outreach");

    private static string Tone(string? text) => ArabicText.Normalise(text?.Replace('_', ' ')) switch
    {
        "formal" or "رسمي" or "رسميه" => "formal",
        "friendly" or "casual" or "ودي" or "وديه" or "ودود" or "ودوده" => "friendly",
        _ => "semi_formal",
    };

    private static void Language(TaskInput input, JsonObject facts)
    {
        var text = CustomerDossier.First(input, "language", "preferred_language", "lang", "message_language", "اللغة");
        var plain = ArabicText.Normalise(text);
        var (language, other) = plain switch
        {
            "" => ("ar", false),
            "ar" or "arabic" or "ar sa" or "عربي" or "العربيه" or "عربيه" => ("ar", false),
            "en" or "english" or "en us" or "en gb" or "انجليزي" or "انجليزيه" or "الانجليزيه" => ("en", false),
            "bilingual" or "both" or "ar en" or "en ar" or "arabic english" or "ثناييه" or "باللغتين" or "ثنايي اللغه" => ("bilingual", false),
            _ => ("en", true),
        };
        facts["language"] = language;
        if (other) facts["other_language"] = CustomerDossier.Short(text, 30);
    }

    private static void Sender(TaskInput input, JsonObject facts)
    {
        CustomerDossier.Set(facts, "sender_name", Clean(CustomerDossier.First(input, "sender.name", "sender.full_name", "sender_name", "from_name", "المرسل.الاسم", "اسم_المرسل", "sender", "المرسل")));
        CustomerDossier.Set(facts, "sender_title", Clean(CustomerDossier.First(input, "sender.title", "sender.role", "sender.position", "sender_title", "المرسل.المنصب", "منصب_المرسل")));
    }

    private static void Permission(TaskInput input, JsonObject facts)
    {
        var words = SalesPhrases.Default;
        var channel = facts["channel"]!.GetValue<string>();
        var consent = CustomerDossier.First(input, $"consent.{channel}", $"consents.{channel}", $"consent_status.{channel}", "consent_status", "consent", "marketing_consent", "has_consent",
            "whatsapp_consent", "الموافقة", "حالة_الموافقة");
        if (input.Flag("opted_out", "unsubscribed", "opt_out", "has_opted_out", "ألغى_الاشتراك") == true || words.Has(consent, "consent.off")
            || words.Has(CustomerDossier.First(input, "opt_out_status", "subscription_status"), "consent.off")) facts["opted_out"] = true;
        else if (consent is not null) facts["consent"] = !words.Has(consent, "consent.no") && words.Has(consent, "consent.yes");
        var status = CustomerDossier.First(input, "contact_status", "status", "lead_status", "tags", "الحالة")?.Replace('_', ' ');
        if (input.Flag("do_not_contact", "dnc", "do_not_disturb", "blocked", "عدم_التواصل", "عدم التواصل") == true || words.Has(status, "opt.out")
            || input.Texts("tags", "flags", "الوسوم").Any(t => words.Has(t.Replace('_', ' '), "opt.out") || t.Equals("dnc", StringComparison.OrdinalIgnoreCase))) facts["do_not_contact"] = true;
        if (input.Flag("vip", "is_vip", "key_account", "is_strategic") == true || words.Has(CustomerDossier.First(input, "tier", "account_tier", "account_type", "segment", "customer_type"), "strategic")
            || input.Texts("tags", "flags", "الوسوم").Any(t => words.Has(t, "strategic"))) facts["vip"] = true;
        var who = string.Join(' ', facts["sector_given"]?.GetValue<string>()?.Replace('_', ' '), facts["company"]?.GetValue<string>());
        if (facts["sector"]?.GetValue<string>() is "healthcare" or "finance" or "government" || words.Has(who, "sector.healthcare") || words.Has(who, "sector.finance")
            || words.Has(who, "sector.government")) facts["regulated"] = true;
    }

    private static void Unanswered(TaskInput input, JsonObject facts, int? position)
    {
        var before = input.Whole("unanswered_count", "unanswered_messages", "unanswered", "consecutive_unanswered", "messages_without_reply", "no_reply_count", "previous_unanswered", "رسائل_بلا_رد");
        var replied = input.Flag("replied", "has_replied", "responded", "رد") == true;
        // This message is one more without an answer; a step of a sequence is reached only where the ones before were not answered.
        var count = Math.Max(before is >= 0 ? Math.Min(before.Value, 1_000) + 1 : 1, replied || before is not null ? 1 : Math.Clamp(position ?? 1, 1, 1_000));
        facts["unanswered_with_this"] = count;
    }

    private static void Context(TaskInput input, JsonObject facts)
    {
        var lines = ContextNames.Select(n => input.Find(n)).Where(v => v is not null).SelectMany(v => SpokenLines.Of(v!.Value)).Take(60).ToList();
        var context = new Context(null, false, DateTime.UnixEpoch, new HashSet<decimal>());
        var amounts = new SortedSet<decimal>();
        foreach (var line in lines)
        {
            if (SalesPhrases.Default.Has(line.Text, "claims")) facts["claims"] = true;
            var read = Understander.Read(line.Text, context);
            if (read.Intent == Intent.Injection) continue;
            if (read.Entities.TryGetValue(LeadFacts.Need, out var need)) facts["need"] = need;
            HashSet<decimal> prices = [], shares = [];
            MoneyGuard.CollectMoney(line.Text, prices, shares);
            amounts.UnionWith(prices);
            if (shares.Count > 0) facts["shares"] = true;
        }
        if (input.Number("offer_price", "special_price", "price", "offer.price", "quoted_price", "السعر") is > 0 and < 1_000_000_000 and var price) amounts.Add(price);
        if (input.Number("discount", "discount_percent", "discount_percentage", "الخصم") is > 0) facts["shares"] = true;
        if (amounts.Count > 0) facts["amounts"] = new JsonArray([.. amounts.Take(10).Select(a => (JsonNode)a)]);
        if (CustomerDossier.First(input, "need", "pain_point", "need_code") is { } given && Understander.Read(given.Replace('_', ' '), context).Entities.TryGetValue(LeadFacts.Need, out var known))
            facts["need"] = known;
        if (lines.Count > 0) facts["has_context"] = true;
    }

    /// <summary>How well the receiver is known: sparse data stay below 0.65, an unknown sector below 0.40.</summary>
    private static double Confidence(JsonObject facts)
    {
        if (facts.ContainsKey("sector_given") && !facts.ContainsKey("sector")) return 0.38;
        var known = ((string[])["contact_name", "company", "sector"]).Count(facts.ContainsKey);
        var confidence = known switch { 3 => 0.88, 2 => 0.76, 1 => 0.60, _ => 0.45 };
        if (facts.ContainsKey("sender_name")) confidence += 0.03;
        if (known > 1 && (facts.ContainsKey("need") || facts.ContainsKey("event_name") || facts.ContainsKey("referrer_name"))) confidence += 0.04;
        if (facts.ContainsKey("other_language")) confidence = Math.Min(confidence - 0.15, 0.64);
        return Math.Round(confidence, 2);
    }

    /// <summary>A name as it may stand in a message: one line, no links, no braces, no digits in a row; else null.</summary>
    internal static string? Clean(string? text)
    {
        var line = CustomerDossier.Short(text, 60)?.TrimEnd('…');
        return line is null || Suspicious().IsMatch(line) || line is "true" or "false" ? null : line;
    }

    [GeneratedRegex(@"https?:|www\.|[{}<>@|\\]|\d{4,}|\d\s*[%٪]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Suspicious();
}
