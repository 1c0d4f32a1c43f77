using System.Globalization;
using System.Text.Json.Nodes;
using SalesFlow.Knowledge;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Answers questions from the knowledge base alone, with citations; says openly what is not there.</summary>
internal sealed class KnowledgeRetrievalEngine : ITaskEngine
{
    /// <summary>Days after which a source is told to be old, and after which somebody must renew it.</summary>
    public const int StaleDays = 90, ExpiredDays = 183;

    private const double Direct = 0.70, Partial = 0.50;
    private static readonly string[] Integration = CaseText.Phrases("integration", "integrate", "integrates", "connect with", "connector", "تكامل",
        "التكامل", "ربط مع", "الربط مع", "يتكامل");
    private static readonly string[] Roadmap = CaseText.Phrases("roadmap", "upcoming feature", "planned feature", "future release", "coming soon",
        "خارطه الطريق", "مزايا قادمه", "الميزات القادمه", "تخططون لاضافه", "متي تضيفون");
    private static readonly string[] Vat = CaseText.Phrases("vat", "tax", "ضريبه", "الضريبه", "للضريبه");

    /// <inheritdoc/>
    public string AgentId => "knowledge_retrieval";

    /// <inheritdoc/>
    public JsonObject Read(TaskInput input)
    {
        var question = KnowledgeQuestion.Read(input);
        var plain = ArabicText.Normalise(question.Text);
        var facts = new JsonObject { ["domain"] = question.Domain };
        if (question.Text.Length > 0) facts["query"] = question.Text;
        if (CaseText.Mentions(plain, Integration)) facts["integration"] = true;
        if (CaseText.Mentions(plain, Roadmap)) facts["roadmap"] = true;
        if (CaseText.FirstNumber(input, "previous_attempts", "failed_attempts", "low_confidence_count", "attempts",
            "محاولات سابقة") is >= 2) facts["repeated"] = true;
        return facts;
    }

    /// <inheritdoc/>
    public JsonObject Answer(TaskCall call)
    {
        var question = KnowledgeQuestion.Read(call.Input);
        var arabic = question.Language is "ar" or "bilingual" ? Extract(call, question, "ar") : null;
        var english = question.Language is "en" or "bilingual" ? Extract(call, question, "en") : null;
        KnowledgePassage[] used = [.. (arabic?.Used ?? []).Concat(english?.Used ?? []).Distinct()];
        var confidence = question.Text.Length == 0 ? 0.1 : Confidence(call, question, used, [.. new[] { arabic,
            english }.OfType<KnowledgeExtract>()]);
        var type = confidence < Partial || used.Length == 0 ? "not_found" : confidence < Direct ? "partial"
            : used.DistinctBy(p => p.DocumentId).Count() > 1 ? "synthesized" : "direct";
        if (type == "not_found") (arabic, english, used) = (null, null, []);
        var stale = used.Any(p => Age(p, call) > StaleDays);
        var threshold = call.Agent.Thresholds.TryGetValue(question.Domain, out var least) ? least : 0;
        return new JsonObject
        {
            ["query_id"] = call.Id("query"),
            ["query_text"] = question.Text,
            ["answer"] = new JsonObject
            {
                ["text_ar"] = Text(call, question, arabic, "ar", type, whole: true),
                ["text_en"] = Text(call, question, english, "en", type, whole: true),
                ["summary_ar"] = Text(call, question, arabic, "ar", type, whole: false),
                ["summary_en"] = Text(call, question, english, "en", type, whole: false),
            },
            ["sources"] = new JsonArray([.. used.Select(p => (JsonNode)new JsonObject
            {
                ["document_id"] = p.DocumentId, ["document_title"] = p.Title, ["section"] = p.Section, ["relevance_score"] = Math.Round(Math.Clamp(p.Score, 0, 1), 2),
                ["last_updated"] = (p.UpdatedAt ?? call.Now).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            })]),
            ["answer_type"] = type,
            ["domain"] = question.Domain,
            ["confidence"] = confidence,
            ["stale_warning"] = stale,
            ["requires_verification"] = stale || confidence < threshold || type is "partial" or "not_found",
            ["related_queries"] = Related(call, question, used),
            ["timestamp"] = call.Timestamp,
        };
    }

    // Passages of the language that is wanted; where there are none those of the other, quoted as they are.
    private static KnowledgeExtract? Extract(TaskCall call, KnowledgeQuestion question, string language)
    {
        List<KnowledgePassage> own = [.. call.Passages.Where(p => p.Language == language)];
        // A question in one language shares no words with passages in the other.
        var same = (ArabicText.IsArabic(question.Text) == false ? "en" : "ar") == language;
        return KnowledgeExtractor.From(question, own, same)
            ?? KnowledgeExtractor.From(question, [.. call.Passages.Where(p => p.Language != language)], !same);
    }

    private static double Confidence(TaskCall call, KnowledgeQuestion question, KnowledgePassage[] used, KnowledgeExtract[] extracts)
    {
        if (extracts.Length == 0) return Math.Round(Math.Min(0.30, call.Passages.Select(p => p.Score).DefaultIfEmpty(0.1).Max()), 2);
        var confidence = used.Max(p => p.Score) * (0.85 + 0.15 * extracts.Max(e => e.Coverage));
        var oldest = used.Max(p => Age(p, call));
        if (oldest > ExpiredDays) confidence -= 0.10;
        else if (oldest > StaleDays) confidence -= 0.04;
        if (question.Domain == "pricing" || question.AsksPrice)
        {
            var listed = used.Any(p => p.DocumentId == "price-list");
            var amounts = extracts.SelectMany(e => AmountsOf(e.Text)).ToList();
            var known = call.Tenant.PriceList.SelectMany(p => (decimal[])[p.Price.Amount, PlanRates.Yearly(p.Price.Amount),
                p.Price.Amount * 12]).ToHashSet();
            // A price that the price list does not have is not told as one; one that it has is certain.
            if (amounts.Exists(a => !known.Contains(a)) && !listed) confidence = Math.Min(confidence, 0.69);
            else if (listed && amounts.Count > 0 && amounts.TrueForAll(known.Contains)
                && extracts.Max(e => e.Coverage) >= 0.5) confidence = Math.Max(confidence, 0.96);
        }
        return Math.Round(Math.Clamp(confidence, 0, 1), 2);
    }

    private static IEnumerable<decimal> AmountsOf(string text) => KnowledgeExtractor.Amounts().Matches(ArabicText.AsciiDigits(text))
        .Select(m => (m.Groups[1].Success ? m.Groups[1] : m.Groups[2]).Value.Replace(",", "", StringComparison.Ordinal).Replace("٬", "",
            StringComparison.Ordinal))
        .Where(n => n.Length <= 15).Select(n => decimal.Parse(n, CultureInfo.InvariantCulture));

    private static string? Text(TaskCall call, KnowledgeQuestion question, KnowledgeExtract? extract, string language, string type, bool whole)
    {
        if (question.Language != "bilingual" && question.Language != language || whole && question.RealTime) return null;
        var texts = TaskTexts.Of("knowledge_retrieval");
        if (extract is null) return texts.In(language, type == "not_found" ? "not_found" : "not_in_language");
        var parts = new List<string>();
        if (type == "partial") parts.Add(texts.In(language, "partial"));
        if (extract.Used[0].Language != language) parts.Add(texts.In(language, "other_language"));
        var text = whole ? extract.Text : extract.Summary;
        // Room for what is said around it.
        parts.Add(KnowledgeExtractor.Cut([text], (whole ? KnowledgeExtractor.MostWords : KnowledgeExtractor.MostSummaryWords) - 35));
        if (KnowledgeExtractor.Amounts().IsMatch(text) && !CaseText.Mentions(ArabicText.Normalise(text), Vat) && call.Tenant.PriceList.Count > 0)
            parts.Add(texts.In(language, call.Tenant.QuotesWithVat ? "vat_included" : "vat_excluded"));
        return string.Join(' ', parts);
    }

    private static JsonArray Related(TaskCall call, KnowledgeQuestion question, KnowledgePassage[] used)
    {
        var texts = TaskTexts.Of("knowledge_retrieval");
        var titles = call.Passages.Where(p => p.Score >= 0.25 && !used.Contains(p)).Select(p => (p.Language, Topic: p.Section.Length > 0
            ? p.Title + ": " + p.Section : p.Title))
            .Where(t => question.Language == "bilingual"
                || t.Language == question.Language).Where(t => !used.Any(u => u.Title == t.Topic)).DistinctBy(t => t.Topic).Take(3);
        return new JsonArray([.. titles.Select(t => (JsonNode)CaseText.Quote(texts.In(t.Language, "related", ("topic", CaseText.Quote(t.Topic,
            150))), 190))]);
    }

    /// <summary>Days since a source was approved; prices and facts are the company's of today.</summary>
    private static double Age(KnowledgePassage passage, TaskCall call) => passage.UpdatedAt is { } at ? (call.Now - at).TotalDays : 0;
}
