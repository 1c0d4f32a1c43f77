using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Reads an objection with what surrounds it: how often it was met already, and what in it is not for a machine to decide.</summary>
internal static class ObjectionReader
{
    private static readonly string[] TextNames =
    [
        "objection_text", "objection.text", "objection.message", "objection", "customer_message", "message", "text", "last_message", "statement",
        "quote", "نص_الاعتراض", "نص الاعتراض",
        "الاعتراض", "اعتراض", "رسالة_العميل", "الرسالة", "النص",
    ];

    private static readonly string[] HistoryNames =
        ["history", "conversation_history", "conversation", "previous_messages", "messages", "transcript", "interactions", "سجل_المحادثة",
        "سجل المحادثة", "المحادثة", "السجل"];

    private static readonly string[] EarlierNames = ["previous_objections", "objection_history", "past_objections", "earlier_objections", "objections", "الاعتراضات_السابقة"];

    /// <summary>The facts.</summary>
    public static JsonObject Read(TaskInput input)
    {
        var facts = CustomerDossier.Read(input);
        var words = SalesPhrases.Default;
        var history = HistoryNames.Select(n => input.Find(n)).FirstOrDefault(v => v is not null) is { } told ? SpokenLines.Of(told) : [];
        var text = CustomerDossier.First(input, TextNames) ?? history.LastOrDefault(l => l.Speaker == Speaker.Customer)?.Text;
        if (text is { Length: > 4_000 }) text = text[..4_000];
        CustomerDossier.Set(facts, "text", text);
        var hint = ObjectionLibrary.Category(CustomerDossier.First(input, "category", "objection_category", "objection_type", "detected_category", "objection.category", "objection.type", "الفئة", "نوع_الاعتراض"));
        CustomerDossier.Set(facts, "category_given", hint);
        var (objection, confidence) = Judge(text, hint);
        facts["code"] = objection.Code;
        facts["category"] = objection.Category;
        facts["reading"] = confidence;
        var attempts = Attempts(input, history, text, objection);
        facts["attempts"] = attempts;
        CustomerDossier.Set(facts, "competitor", Competitor(input, text));
        if (words.Has(text, "discount")) facts["concession"] = true;
        var raised = input.Whole("times_raised", "occurrences", "raised_count", "frequency", "عدد_المرات");
        if (words.Has(text, "missing.feature"))
        {
            facts["missing_feature"] = true;
            if (attempts >= 1 || raised >= 2 || words.Has(text, "again") || input.Flag("repeated", "recurring", "is_repeated", "متكرر") == true) facts["missing_feature_repeated"] = true;
        }
        if (words.Has(text, "public.threat")) facts["public_threat"] = true;
        if (text is not null && ObjectionLibrary.DoubtsClaims(text)) facts["fact_check"] = true;
        if (words.Has(text, "legal") || words.Has(text, "regulatory") && objection.Code != "data_privacy") facts["legal"] = true;
        var account = CustomerDossier.First(input, "account_type", "account_tier", "tier", "customer_type", "segment", "نوع_العميل");
        if (words.Has(account, "strategic") || input.Flag("is_strategic", "strategic_account", "strategic", "vip", "is_vip", "key_account") == true) facts["strategic"] = true;
        var deal = input.Number("deal_value_sar", "deal_value", "deal_amount", "deal.value", "deal.amount", "deal_size", "contract_value", "annual_value", "estimated_value", "قيمة_الصفقة", "قيمة الصفقة");
        if (deal is > 0 and < 1_000_000_000_000) facts["deal_value"] = deal;
        CustomerDossier.Set(facts, "stage", CustomerDossier.First(input, "stage", "sales_stage", "deal_stage", "المرحلة"));
        facts["assisted"] = (CustomerDossier.First(input, "agent_type", "mode", "نوع_الوكيل") ?? "").Contains("human", StringComparison.OrdinalIgnoreCase);
        return facts;
    }

    /// <summary>Which objection it is, by the text first and the caller's word for it second, and how sure that is.</summary>
    private static (KnownObjection, double) Judge(string? text, string? hint)
    {
        if (text is null) return hint is null ? (ObjectionLibrary.Of("other"), 0.2) : (ObjectionLibrary.UsualOf(hint), 0.72);
        if (ObjectionLibrary.Find(text) is not { } found)
            return hint is null ? (ObjectionLibrary.Of("other"), 0.4) : (ObjectionLibrary.UsualOf(hint), 0.72);
        var confidence = found.Confidence;
        if (hint == found.Objection.Category) confidence = Math.Min(0.97, confidence + 0.05);
        else if (hint is not null) confidence = Math.Min(confidence, 0.62);
        // Two objections in one breath: one of them is answered, the other one is not.
        if (found.Categories > 1) confidence -= 0.08;
        return (found.Objection, Math.Round(confidence, 2));
    }

    private static int Attempts(TaskInput input, List<SpokenLine> history, string? text, KnownObjection objection)
    {
        if (input.Whole("attempt_number", "attempt_no", "current_attempt", "رقم_المحاولة") is { } ordinal) return Math.Clamp(ordinal - 1, 0, 20);
        if (CustomerDossier.Count(input, "previous_attempts", "attempts_made", "attempts", "attempt_count", "prior_attempts", "عدد_المحاولات", "المحاولات") is { } count)
            return Math.Clamp(count, 0, 20);
        foreach (var name in EarlierNames)
        {
            var earlier = input.List(name);
            if (earlier.Count == 0) continue;
            return earlier.Count(e => (e.ValueKind == JsonValueKind.Object
                ? CustomerDossier.First(new TaskInput(e), "category", "objection_type", "type", "objection", "text", "الفئة") : TaskInput.TextOf(e)) is { } said
                && (ObjectionLibrary.Category(said) ?? ObjectionLibrary.Find(said)?.Objection.Category) == objection.Category);
        }
        if (history.Count > 0 && history[^1] is { Speaker: Speaker.Customer } last && text is not null && ArabicText.Normalise(last.Text) == ArabicText.Normalise(text))
            history = history[..^1];
        // An attempt is an answer of ours to the same kind of objection.
        var answered = 0;
        for (var i = 0; i < history.Count; i++)
        {
            if (history[i].Speaker != Speaker.Customer || ObjectionLibrary.Find(history[i].Text)?.Objection.Category != objection.Category) continue;
            if (i + 1 < history.Count && history[i + 1].Speaker == Speaker.Us || history.TrueForAll(l => l.Speaker == Speaker.Customer)) answered++;
        }
        return answered;
    }

    private static string? Competitor(TaskInput input, string? text) =>
        CustomerDossier.First(input, "competitor", "competitor_name", "competitor_mentioned", "named_competitor", "المنافس") is { } given
            && given.ToLowerInvariant() is not ("true" or "false" or "none" or "no" or "لا") ? CustomerDossier.Short(given, 60) : SalesPhrases.Default.Find(text, "competitor");

    /// <summary>How much the objection blocks: its usual weight, raised by finality, anger, spent attempts and threats, lowered by hesitation.</summary>
    public static string Severity(JsonObject facts, KnownObjection objection)
    {
        string[] levels = ["mild", "moderate", "blocking"];
        var level = Array.IndexOf(levels, objection.Severity);
        var text = facts["text"]?.GetValue<string>() ?? "";
        var read = Understander.Read(text, new Context(null, false, DateTime.UnixEpoch, new HashSet<decimal>()));
        if (SalesPhrases.Default.Has(text, "intense") || read.Sentiment < 25) level++;
        else if (SalesPhrases.Default.Has(text, "hedge") || read.IsQuestion && objection.Severity == "moderate" && read.Sentiment >= 50) level--;
        if (facts["attempts"]!.GetValue<int>() >= 2 || facts.ContainsKey("public_threat") || facts.ContainsKey("legal")) level = 2;
        return levels[Math.Clamp(level, 0, 2)];
    }
}
