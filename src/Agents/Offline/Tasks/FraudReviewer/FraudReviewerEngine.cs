using System.Globalization;
using System.Text.Json.Nodes;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Looks for fraud in leads, commissions and an affiliate's work. It recommends; people suspend and end.</summary>
internal sealed class FraudReviewerEngine : ITaskEngine
{
    private static readonly Dictionary<string, string> ReviewTypes = new(StringComparer.Ordinal)
    {
        ["self_referral"] = "self_referral", ["fake_lead"] = "lead_quality", ["duplicate_lead"] = "duplicate", ["commission_manipulation"] = "commission_fraud",
        ["gaming"] = "gaming", ["identity_fraud"] = "identity_fraud",
    };

    // Signs that a person is told of even where they stand alone look to that person's judgement.
    private static readonly HashSet<string> ForPeople = new(StringComparer.Ordinal)
    {
        "volume_spike", "already_in_crm", "multiple_accounts", "flagged_self_referral", "linked_suspended", "unauthorised_access", "fraud_ring",
    };

    /// <inheritdoc/>
    public string AgentId => "fraud_reviewer";

    /// <inheritdoc/>
    public JsonObject Read(TaskInput input)
    {
        var parties = FraudParties.Read(input);
        return new JsonObject
        {
            ["signals"] = new JsonArray([.. Signals(input,
                parties).Select(s => s.Sign.Code).Distinct().Order(StringComparer.Ordinal).Select(c => (JsonNode)c)]),
            ["clarity"] = Clarity(input, parties),
        };
    }

    /// <inheritdoc/>
    public JsonObject Answer(TaskCall call)
    {
        var parties = FraudParties.Read(call.Input);
        var signals = Signals(call.Input, parties);
        var commissions = FraudParties.Commissions(call.Input);
        var (entityType, entityId) = Entity(call.Input, parties, commissions);
        var judged = FraudJudgement.Of(signals, entityType);
        var language = CaseText.Language(call.Input.Root);
        var concerned = signals.SelectMany(s => s.Entities).Distinct(StringComparer.Ordinal).Where(e => e != entityId).Take(100);
        return new JsonObject
        {
            ["review_id"] = call.Id("review"),
            ["review_type"] = judged.Findings.Count > 0 ? ReviewTypes[judged.Findings[0].Pattern] : Asked(call.Input) ?? (commissions.Count > 0
                && entityType == "transaction" ? "commission_fraud"
                : signals.Count > 0 ? ReviewTypes[signals[0].Sign.Pattern] : "lead_quality"),
            ["entity_type"] = entityType,
            ["entity_id"] = entityId,
            ["fraud_risk_score"] = judged.Score,
            ["risk_level"] = judged.Level,
            ["findings"] = new JsonArray([.. judged.Findings.Select((f, i) => (JsonNode)Finding(call, f, i + 1, language))]),
            ["recommended_action"] = judged.Action,
            ["affected_commissions"] = new JsonArray([.. commissions.Select(c => (JsonNode)new JsonObject
            {
                ["commission_id"] = c.Id, ["amount_sar"] = c.Amount, ["action"] = judged.Blocks && c.Paid ? "reverse" : judged.Holds ? "hold"
                    : "clear",
            })]),
            ["related_entities"] = new JsonArray([.. concerned.Select(e => (JsonNode)e)]),
            ["requires_human_review"] = judged.Action is not ("clear" or "monitor") || signals.Exists(s => ForPeople.Contains(s.Sign.Code)),
            ["reviewed_at"] = call.Timestamp,
        };
    }

    // Numbers that show less than a spike outweigh somebody's word for one.
    private static List<FraudSignal> Signals(TaskInput input, List<FraudParty> parties)
    {
        var told = FraudSigns.Read(input.Root);
        if (FraudVolume.Read(input).Ratio <= FraudVolume.MostTimes) told = told.Where(s => s.Sign.Code != "volume_spike");
        return [.. FraudRecords.Read(input, parties), .. told];
    }

    private static JsonObject Finding(TaskCall call, FraudFinding finding, int number, string language)
    {
        var texts = TaskTexts.Of("fraud_reviewer");
        string Labels(string tongue) => string.Join(tongue == "ar" ? "، " : "; ", finding.Evidence.Select(s => s.Sign.Label.In(tongue)));
        return new JsonObject
        {
            ["finding_id"] = call.Id("finding-" + number.ToString(CultureInfo.InvariantCulture)),
            ["pattern_detected"] = finding.Pattern,
            ["evidence"] = new JsonArray([.. finding.Evidence.Take(20).Select(s => (JsonNode)new JsonObject
            {
                ["type"] = s.Sign.Code,
                ["description"] = s.Quote is { } quote ? texts.In(language, "quoted", ("label", s.Sign.Label.In(language)), ("quote", quote))
                    : s.Sign.Label.In(language),
                ["data_reference"] = CaseText.Quote(s.Reference, 190),
            })]),
            ["confidence"] = finding.Confidence,
            ["description_ar"] = texts.In("ar", finding.Pattern, ("evidence", Labels("ar"))),
            ["description_en"] = texts.In("en", finding.Pattern, ("evidence", Labels("en"))),
        };
    }

    private static (string Type, string Id) Entity(TaskInput input, List<FraudParty> parties, List<FraudCommission> commissions)
    {
        var type = CaseText.First(input, "entity_type", "entity.type", "subject_type", "نوع الجهة")?.ToLowerInvariant() switch
        {
            "lead" or "عميل" => "lead",
            "affiliate" or "partner" or "مسوق" => "affiliate",
            "transaction" or "commission" or "deal" or "عمولة" or "صفقة" => "transaction",
            _ => null,
        };
        var affiliate = parties.Find(p => p.Kind == "affiliate");
        var lead = parties.Find(p => p.Kind == "lead");
        var deal = FraudParties.Deals(input).FirstOrDefault();
        var id = CaseText.First(input, "entity_id", "entity.id", "subject_id", "معرف الجهة");
        type ??= affiliate is not null ? "affiliate" : lead is not null ? "lead" : deal is not null || commissions.Count > 0 ? "transaction" : "lead";
        return (type, id ?? type switch
        {
            "affiliate" => affiliate?.Id,
            "transaction" => deal?.Id ?? commissions.FirstOrDefault()?.Id,
            _ => lead?.Id,
        } ?? "unknown");
    }

    private static string? Asked(TaskInput input) => CaseText.First(input, "review_type", "نوع المراجعة")?.ToLowerInvariant() is { } asked
        && ReviewTypes.ContainsValue(asked) ? asked : null;

    // How sure "nothing was found" is: it rests on what could be compared.
    private static double Clarity(TaskInput input, List<FraudParty> parties)
    {
        var clarity = 0.55m;
        if (parties.Exists(p => p is { Kind: "affiliate", IsKnown: true })) clarity += 0.12m;
        if (parties.Exists(p => p is { Kind: "lead", IsKnown: true })) clarity += 0.16m;
        if (input.Find("activity", "behavior", "behaviour", "sessions", "touchpoints", "النشاط", "السلوك") is not null) clarity += 0.06m;
        if (FraudParties.Commissions(input).Count > 0 || FraudParties.Deals(input).Count > 0) clarity += 0.05m;
        return (double)clarity;
    }
}
