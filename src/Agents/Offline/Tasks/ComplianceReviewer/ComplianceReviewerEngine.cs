using System.Text.Json.Nodes;
using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>The compliance reviewer's rules: consents as they are recorded, practices and messages as they are described, the gravest finding
/// decides.</summary>
internal sealed class ComplianceReviewerEngine : ITaskEngine
{
    private static readonly string[] Matters = ["breach", "rights_request", "cross_border", "regulator_complaint", "authority_inquiry", "systemic",
        "penalty", "affiliate_party", "minor"];
    private static readonly string[] RegulatedSectors = ["health", "medical", "clinic", "hospital", "government", "finance", "bank", "insurance",
        "صح", "طب", "عياد", "مستشف", "حكوم", "بنك", "مالي", "تامين"];
    private const int MaxViolations = 40;
    private const decimal Unproven = 0.62m, NothingToAssess = 0.45m, NothingGiven = 0.2m;
    private static readonly string[] Favourable = ["consent_given", "deletion_given", "rights_given", "purpose_given", "recording_notice",
        "opt_out_text"];

    /// <inheritdoc/>
    public string AgentId => "compliance_reviewer";

    /// <inheritdoc/>
    public JsonObject Read(TaskInput input)
    {
        var matter = ComplianceCase.Read(input);
        var all = matter.All.SelectMany(ComplianceCase.Claims).Select(h => h.Concept).ToHashSet(StringComparer.Ordinal);
        var told = PracticeReader.Read(matter.Described, DateTimeOffset.UnixEpoch);
        if (told.Rights) all.Add("rights_request");
        if (told.Minor || TalkConduct.Read(matter.Talk, matter.Channel, ConsentRecords.Nothing, true).Minor is not null) all.Add("minor");
        if (told.Inquiry && !all.Contains("regulator_complaint")) all.Add("authority_inquiry");
        if (told.Has("cross_border")) all.Add("cross_border");
        if (told.Has("breach")) all.Add("breach");
        var facts = new JsonObject { ["review_type"] = matter.Type, ["texts"] = matter.Texts.Count, ["channel"] = matter.Channel };
        foreach (var name in Matters) facts[name] = all.Contains(name);
        if (input.Number("age", "customer_age", "subject_age", "العمر") is >= 0 and < 18) facts["minor"] = true;
        if (input.Flag("breach", "data_breach", "leak") == true || input.Time("breach_at", "breach_date", "discovered_at",
            "incident_at") is not null) facts["breach"] = true;
        if (input.Time("request_received_at", "request_date", "rights_request_at", "data_request_at") is not null) facts["rights_request"] = true;
        if (input.Flag("authority_inquiry", "regulator_inquiry") == true || input.Text("authority", "regulator", "authority_name",
            "الجهة") is not null) facts["authority_inquiry"] = true;
        if (input.Flag("regulator_complaint") == true) facts["regulator_complaint"] = true;
        facts["prior_flags"] = input.List("prior_flags", "previous_flags", "flags", "past_violations").Count;
        facts["by_affiliate"] = facts["affiliate_party"]!.GetValue<bool>()
            || ArabicText.Normalise(input.Text("handler", "actor", "party", "author", "sender_type")) is var who
            && (who.Contains("affiliate", StringComparison.Ordinal) || who.Contains("مسوق", StringComparison.Ordinal));
        var sector = ArabicText.Normalise(input.Text("sector", "industry", "recipient_sector", "القطاع"));
        facts["regulated"] = sector.Length > 0 && RegulatedSectors.Any(s => sector.Contains(s, StringComparison.Ordinal));
        return facts;
    }

    /// <inheritdoc/>
    public JsonObject Answer(TaskCall call)
    {
        var matter = ComplianceCase.Read(call.Input);
        var recorded = ConsentRecords.Read(call.Input, call.Now);
        var conduct = TalkConduct.Read(matter.Talk, matter.Channel, recorded.Recorded, IsPerson(call.Input));
        var practices = PracticeReader.Read(matter.Described, call.Now);
        var violations = ComplianceRules.Of(matter, recorded, conduct, practices, QaReviewerEngine.OwnNames(call), call.Input, call.Now)
            .Take(MaxViolations).ToList();
        var consents = recorded.After(conduct.Withdrawn);
        if (practices.Has("withdrawal_ignored") && matter.Channel is { } used)
            consents = consents.After(new Dictionary<string, DateTimeOffset?>
            {
                [used] = null,
            });
        var risk = violations.Count > 0 ? violations[0].Severity : "none";
        var asked = call.Facts.Is("authority_inquiry") || call.Facts.Is("regulator_complaint");
        var proven = consents.Recorded.Count > 0 && consents.Unproven.Count == 0 && consents.Recorded.All(c => consents.Status[c] == "obtained");
        // Whoever asks in an authority's name waits for proof; without one nothing is in order yet.
        var unproven = violations.Count == 0 && asked && !proven;
        var empty = violations.Count == 0 && !asked && !Assessable(matter, consents, practices, call.Input);
        var texts = TaskTexts.Of(AgentId);
        return new JsonObject
        {
            ["review_id"] = call.Id("review"),
            ["review_type"] = matter.Type,
            ["compliance_status"] = empty ? "inconclusive" : risk is "critical" or "high" ? "non_compliant"
            : violations.Exists(v => !IsRemark(matter, v)) || unproven || conduct.Minor is not null || NotShown(matter, consents) ? "needs_attention" : "compliant",
            ["pdpl_assessment"] = Assessment(matter, consents, violations, call.Input, practices.Termed),
            ["violations"] = new JsonArray([.. violations.Select((v, i) => (JsonNode)Written(texts, v, call.Id($"v{i + 1}")))]),
            ["consent_status"] = new JsonObject(ConsentRecords.Channels.Select(c => KeyValuePair.Create(c, (JsonNode?)consents.Status[c]))),
            ["risk_level"] = risk,
            ["recommended_actions"] = new JsonArray([.. Actions(texts, violations, empty)]),
            ["requires_dpo_review"] = risk == "critical",
            ["confidence"] = unproven ? Unproven : Confidence(matter, consents, violations, empty),
            ["reviewed_at"] = call.Timestamp,
        };
    }

    /// <summary>Whether there is something that the rules can be laid on; what nobody understood is never passed.</summary>
    private static bool Assessable(ComplianceCase matter, ConsentRecords consents, Practices practices, TaskInput input)
    {
        if (matter.IsMessages) return matter.Talk.Messages.Count > 0 && !(matter.Talk.IsSingle && matter.IsEmptyRequest)
            || matter.Talk.Messages.Count == 0 && practices.Kept;
        // Consents are audited by what is on record.
        if (matter.Type == "consent_audit") return consents.Recorded.Count > 0;
        return consents.Recorded.Count > 0 || practices.Kept || matter.Favourable().Overlaps(Favourable) || RetentionTerms.In(input).Count > 0
            || input.Find(ComplianceRules.Collected) is not null || input.Find("lawful_basis", "legal_basis", "processor_contract", "dpa",
                "contract") is not null
            || input.Time("request_received_at", "request_date", "rights_request_at", "requested_at", "data_request_at", "breach_at", "breach_date",
                "discovered_at", "breach_discovered_at", "incident_at") is not null;
    }

    /// <summary>A consent on record without its proof is remarked on in a talk; an audit of the records themselves is not passed.</summary>
    private static bool IsRemark(ComplianceCase matter, Violation violation) => matter.IsMessages
        && violation is { Key: "consent_unproven", Severity: "low" };

    /// <summary>Whether a person is said to write for us.</summary>
    private static bool IsPerson(TaskInput input) => ArabicText.Normalise(input.Text("actor", "handler", "sender_type", "agent_type", "author_type"))
        is var who && PhraseBook.Practices.Places(who).Exists(h => h.Concept == "human");

    /// <summary>Whether a contact goes out on a channel whose consent nobody has shown.</summary>
    private static bool NotShown(ComplianceCase matter, ConsentRecords consents) =>
        matter.Type == "conversation_review" && matter.Channel is null && consents.Recorded.Count == 0
            && matter.Talk.Messages is not [{ FromCustomer: true }, ..];

    private static JsonObject Written(TaskTexts texts, Violation violation, string id)
    {
        var description = texts.Both("violation." + violation.Key, ("evidence", violation.Evidence));
        var remedy = texts.Both("remedy." + violation.Key);
        return new JsonObject
        {
            ["violation_id"] = id, ["category"] = violation.Category, ["severity"] = violation.Severity, ["description_ar"] = description.Ar,
            ["description_en"] = description.En,
            ["evidence"] = violation.Evidence,
            ["regulation_reference"] = texts.In("en", "principle." + violation.Key) + " / " + texts.In("ar", "principle." + violation.Key),
            ["remediation_ar"] = remedy.Ar, ["remediation_en"] = remedy.En,
        };
    }

    private static IEnumerable<JsonNode> Actions(TaskTexts texts, List<Violation> violations, bool empty)
    {
        if (empty) yield return Action("action.ask", "high");
        foreach (var violation in violations.DistinctBy(v => v.Key).Take(10))
            yield return Action("remedy." + violation.Key, violation.Severity == "critical" ? "immediate" : violation.Severity);
        if (violations.Exists(v => v.Severity == "critical")) yield return Action("action.block", "immediate");
        JsonNode Action(string key, string priority)
        {
            var text = texts.Both(key);
            return new JsonObject { ["action_ar"] = text.Ar, ["action_en"] = text.En, ["priority"] = priority };
        }
    }

    /// <summary>The principles: false where one is broken, true where it is shown to be kept, null where nothing tells.</summary>
    private static JsonObject Assessment(ComplianceCase matter, ConsentRecords consents, List<Violation> violations, TaskInput input, bool termed)
    {
        bool Broken(params string[] keys) => violations.Exists(v => keys.Contains(v.Key));
        bool In(string category) => violations.Exists(v => v.Category == category);
        var favourable = matter.Favourable();
        bool Says(string concept) => favourable.Contains(concept);
        var unproven = matter.Channel is { } one ? consents.Unproven.Contains(one) : consents.Unproven.Count > 0;
        bool? consent = violations.Exists(v => v.Category == "consent" && v.Severity != "low") ? false : unproven ? null
            : matter.Channel is { } used && consents.Recorded.Contains(used) ? consents.Status[used] == "obtained"
            : consents.Recorded.Count > 0 ? consents.Recorded.All(c => consents.Status[c] == "obtained") : Says("consent_given") ? true : null;
        var messages = matter.IsMessages && matter.Texts.Count > 0;
        return new JsonObject
        {
            ["data_collection_lawful"] = In("data_collection") || Broken("no_consent", "assumed_consent") ? false
                : consents.Status["data_processing"] == "obtained" || input.Text("lawful_basis", "legal_basis") is not null
                || Says("consent_given") ? true : null,
            ["consent_obtained"] = Broken("data_sharing") && violations.Exists(v => v is { Key: "data_sharing", Severity: "critical" }) ? false
            : consent,
            ["purpose_limitation_met"] = Broken("purpose_change", "data_sharing") ? false : input.Text("purpose", "الغرض") is not null
            || Says("purpose_given") ? true : null,
            ["data_minimization_met"] = Broken("excess_collection", "sensitive_request") ? false : messages ? true : null,
            ["storage_limitation_met"] = In("data_retention") ? false : input.Number("retention_days", "retention_months",
            "retention_years") is not null || termed || RetentionTerms.In(input).Count > 0 || Says("deletion_given") ? true : null,
            ["data_subject_rights_respected"] = In("rights_violation") || Broken("withdrawal_ignored") ? false
                : Says("opt_out_text") || Says("rights_given") || input.Time("completed_at", "request_completed_at", "fulfilled_at") is not null
                ? true : null,
        };
    }

    /// <summary>How much there was to assess: content, its kind, the consents on record, and how plainly it speaks.</summary>
    private static decimal Confidence(ComplianceCase matter, ConsentRecords consents, List<Violation> violations, bool empty)
    {
        if (empty) return matter.All.Count == 0 ? NothingGiven : NothingToAssess;
        var words = matter.Texts.Sum(t => t.Split(' ').Length);
        var confidence = 0.6m + (words >= 8 || violations.Count > 0 ? 0.12m : 0) + (matter.Type == "consent_audit" && consents.Recorded.Count > 0
            ? 0.12m : 0)
            + (consents.Recorded.Count > 0 || !matter.IsMessages || violations.Exists(v => v.Severity is "critical" or "high") ? 0.12m : 0)
            + (matter.Channel is not null || !matter.IsMessages ? 0.06m : 0)
            + (violations.Exists(v => v.Severity is "critical" or "high") ? 0.04m : 0);
        return decimal.Round(Math.Clamp(confidence - 0.02m * consents.Unproven.Count, 0.2m, 0.97m), 2);
    }
}
