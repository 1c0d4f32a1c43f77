using System.Globalization;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Language;
using SalesFlow.Knowledge;
using SalesFlow.Tenancy;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>The onboarding coach's rules: answers from the programme's facts, scripts that were approved before, progress over seven
/// modules.</summary>
internal sealed class OnboardingCoachEngine : ITaskEngine
{
    /// <summary>Commission by plan, of what the customer pays each month: freelance, and as an employee.</summary>
    public static readonly IReadOnlyDictionary<string, (int Freelance, int Employee)> Rates = new Dictionary<string,
        (int, int)>(StringComparer.Ordinal)
    {
        ["basic"] = (15, 20), ["professional"] = (20, 25), ["enterprise"] = (25, 30),
    };

    private const double Auto = 0.85, Soft = 0.65;

    /// <inheritdoc/>
    public string AgentId => "onboarding_coach";

    /// <inheritdoc/>
    public JsonObject Read(TaskInput input)
    {
        var request = CoachRequest.Read(input);
        var now = input.Time("now") ?? DateTimeOffset.MinValue;
        var progress = TrainingProgress.Read(input, now);
        var country = input.Text("affiliate.country", "affiliate.country_code", "country", "country_code", "الدولة", "البلد");
        var place = PhraseBook.Affiliates.Find(string.Join(". ", input.Text("affiliate.city", "city", "المدينة"), country))
            .Select(h => h.Concept).ToHashSet(StringComparer.Ordinal);
        return new JsonObject
        {
            ["frustration"] = request.Wants("frustration"), ["custom_commission"] = request.Wants("ask.custom_commission"),
            ["tier_upgrade"] = request.Wants("ask.tier_upgrade"),
            ["sector_change"] = request.Wants("ask.sector_change"), ["technical"] = request.Wants("ask.technical"),
            ["white_label"] = request.Wants("ask.white_label"),
            ["rule_break"] = request.Wants("ask.rule_break") && !request.Wants("ask.lead_sharing"),
            ["lead_sharing"] = request.Wants("ask.lead_sharing"),
            ["outside_ksa"] = request.Wants("ask.outside")
                || (place.Contains("foreign_place") || CodeAbroad(country)) && !place.Contains("accredited_place"),
            ["quiz_failed"] = !progress.Counted && request.Failed && request.Wants("failed.thrice") ? Math.Max(3, progress.Failed) : progress.Failed,
            ["percentage"] = progress.Percentage,
            ["progress_known"] = progress.Known, ["days"] = progress.Days, ["hours_still"] = progress.HoursStill, ["repeats"] = request.Repeats,
            ["confidence"] = Confidence(request, progress),
        };
    }

    /// <summary>Whether a country's code is another's than Saudi Arabia's.</summary>
    private static bool CodeAbroad(string? country) => country is { Length: 2 or 3 } && country.All(char.IsAsciiLetterUpper)
        && country is not ("SA" or "SAU" or "KSA" or "NA" or "TBD");

    /// <inheritdoc/>
    public JsonObject Answer(TaskCall call)
    {
        var request = CoachRequest.Read(call.Input);
        var progress = TrainingProgress.Read(call.Input, call.Now);
        var texts = TaskTexts.Of(AgentId);
        var handed = Handed(call.Facts);
        var type = Type(request, progress, call.Input, handed);
        var (message, module) = Message(type, handed, request, progress, call, texts);
        var confidence = call.Facts["confidence"]!.GetValue<double>();
        if (type != "escalation" && confidence < Auto) message.Add(texts.Both(confidence >= Soft ? "say.disclaimer" : "say.partial"));
        var name = call.Input.Text("affiliate.name", "affiliate_name", "name", "الاسم");
        var greeting = name is null ? texts.Both("say.hello") : texts.Both("say.hello_name", ("name", name.Split(' ')[0]));
        message.Insert(0, greeting);
        return new JsonObject
        {
            ["affiliate_id"] = call.Input.Text("affiliate_id", "affiliate.id", "affiliate.affiliate_id", "id") ?? string.Empty,
            ["response_type"] = type,
            ["message_ar"] = string.Join("\n", message.Select(m => m.Ar)),
            ["message_en"] = string.Join("\n", message.Select(m => m.En)),
            ["training_module_ref"] = module,
            ["script_content"] = type == "script_delivery" ? Script(request, call.Input, texts) : null,
            ["onboarding_progress"] = new JsonObject
            {
                ["completed_steps"] = Texts(progress.Completed), ["current_step"] = progress.Current,
                ["remaining_steps"] = Texts(progress.Remaining), ["completion_percentage"] = progress.Percentage,
            },
            ["readiness_score"] = progress.Readiness,
            ["ready_for_activation"] = progress.Ready,
            ["escalation"] = Escalation(progress),
            ["timestamp"] = call.Timestamp,
        };
    }

    /// <summary>What the clock alone tells; the declared rules see it only where the input counts days and hours itself.</summary>
    private static JsonObject Escalation(TrainingProgress progress)
    {
        var slow = progress is { Known: true, Days: >= 14, Percentage: < 50 };
        var stuck = progress is { HoursStill: > 48, Percentage: < 100 };
        return new JsonObject
        {
            ["needed"] = slow || stuck, ["reason"] = slow ? "slow_progress" : stuck ? "stuck" : null,
            ["target"] = slow ? "human_coach" : stuck ? "affiliate_manager" : null,
        };
    }

    /// <summary>The matter that a person takes over because of what was said; null where none is.</summary>
    private static string? Handed(JsonObject facts)
    {
        foreach (var matter in (string[])["rule_break", "lead_sharing", "outside_ksa", "frustration", "custom_commission", "tier_upgrade",
            "sector_change", "white_label", "technical"])
            if (facts[matter]!.GetValue<bool>()) return matter;
        return null;
    }

    private static string Type(CoachRequest request, TrainingProgress progress, TaskInput input, string? handed)
    {
        if (handed is not null) return "escalation";
        if (request.Wants("ask.script")) return "script_delivery";
        if (request.Wants("ask.progress")) return "progress_update";
        if (request.Failed) return "assessment";
        if (request.Topics.Count > 0 && !request.Wants("said.completed")) return "faq";
        if (progress is { Known: true, Completed.Count: 7 } || request.Wants("said.completed") && progress.Completed.Count > 0
            || input.Text("completed_module", "module_completed") is not null) return "milestone";
        if (request.Wants("said.quiz") || request.Message.Length == 0 && progress.Scores.Count > 0) return "assessment";
        return request.Topics.Count > 0 ? "faq" : request.Message.Length == 0 && progress.Known ? "progress_update" : "coaching";
    }

    private static (List<Bilingual> Message, string? Module) Message(string type, string? handed, CoachRequest request, TrainingProgress progress,
        TaskCall call, TaskTexts texts)
    {
        var current = progress.Current == "activation" ? null : progress.Current;
        var share = ("percent", progress.Percentage.ToString(CultureInfo.InvariantCulture));
        Bilingual Next() => current is null ? texts.Both(progress.Ready == true ? "next.activation" : progress.Agreement == false
            ? "next.agreement" : "next.test") : texts.Both("next." + current);
        switch (type)
        {
            case "escalation": return ([texts.Both("handed." + handed)], handed is "rule_break" ? "sales_scripts" : null);
            case "script_delivery":
                var objection = request.Script() is "price_objection" or "think_objection";
                return ([texts.Both("say.script")], objection ? "objections" : "sales_scripts");
            case "progress_update":
                var done = ("done", progress.Completed.Count.ToString(CultureInfo.InvariantCulture));
                return ([texts.Both("say.progress", share, done), Next()], current);
            case "milestone": return ([texts.Both(progress.Remaining.Count == 0 ? "say.all_done" : "say.milestone", share), Next()], current);
            case "assessment":
                var passed = progress.Scores.Count > 0 && progress.Scores[^1] >= TrainingProgress.PassMark;
                return ([progress.Scores.Count == 0 ? texts.Both("say.test_unknown") : texts.Both(passed ? "say.test_passed" : "say.test_failed",
                    ("score", progress.Scores[^1].ToString("0", CultureInfo.InvariantCulture))), Next()], current);
            case "faq": return ([.. request.Topics.Take(3).Select(t => Fact(t, call, texts))], ModuleOf(request.Topics[0]));
            default:
                if (request.Wants("said.greeting") && request.Message.Length < 40) return ([texts.Both("say.ready_to_help"), Next()], current);
                // What the knowledge base gave answers a question that the facts do not.
                if (call.Passages is [{ Score: >= 0.7 } best, ..] && request.Message.Length > 0) return ([Passage(best, call, texts)], null);
                return ([texts.Both(request.Message.Length == 0 ? "say.ready_to_help" : "say.not_sure"), Next()], current);
        }
    }

    private static string? ModuleOf(string topic) => topic switch
    {
        "objections" => "objections",
        "product" or "prices" => "product",
        "link" => "platform",
        "role" or "commission" or "payout" => "welcome",
        "area" => "target_customers",
        _ => null,
    };

    private static Bilingual Passage(KnowledgePassage best, TaskCall call, TaskTexts texts)
    {
        var other = call.Passages.FirstOrDefault(p => p.Language != best.Language && p.DocumentId == best.DocumentId);
        var pointer = texts.Both("say.see_document", ("title", best.Title));
        string In(string language) => best.Language == language ? best.Text : other?.Text ?? (language == "ar" ? pointer.Ar : pointer.En);
        return new(Cut(In("ar")), Cut(In("en")));
    }

    private static Bilingual Fact(string topic, TaskCall call, TaskTexts texts)
    {
        var employee = ArabicText.Normalise(call.Input.Text("affiliate.status", "status", "affiliate_type", "type")) is var kind
            && (kind.Contains("employ", StringComparison.Ordinal) || kind.Contains("موظف", StringComparison.Ordinal));
        if (topic == "prices") return Prices(call.Tenant, texts);
        if (topic != "commission") return texts.Both("fact." + topic);
        var lines = new List<Bilingual> { texts.Both(employee ? "fact.commission_employee" : "fact.commission") };
        foreach (var item in call.Tenant.PriceList.Where(p => p.Period == "month" && Rates.ContainsKey(p.Code)))
        {
            var rate = employee ? Rates[item.Code].Employee : Rates[item.Code].Freelance;
            lines.Add(new(texts.In("ar", "fact.commission_line", ("plan", item.NameAr), ("rate", $"{rate}"),
                ("amount", Amount(item.Price.Amount * rate / 100)), ("price", Amount(item.Price.Amount))),
                texts.In("en", "fact.commission_line", ("plan", item.NameEn), ("rate", $"{rate}"),
                ("amount", Amount(item.Price.Amount * rate / 100)), ("price", Amount(item.Price.Amount)))));
        }
        return new(string.Join("\n", lines.Select(l => l.Ar)), string.Join("\n", lines.Select(l => l.En)));
    }

    private static Bilingual Prices(TenantView tenant, TaskTexts texts)
    {
        if (tenant.PriceList.Count == 0) return texts.Both("fact.no_prices");
        var lines = tenant.PriceList.Take(10).Select(p => new Bilingual($"• {p.NameAr}: {Amount(p.Price.Amount)} ريال",
            $"• {p.NameEn}: SAR {Amount(p.Price.Amount)}")).ToList();
        var intro = texts.Both("fact.prices");
        return new(string.Join("\n", lines.Select(l => l.Ar).Prepend(intro.Ar)), string.Join("\n", lines.Select(l => l.En).Prepend(intro.En)));
    }

    /// <summary>An approved script: one that the input brings as approved where it fits, else one of the programme's.</summary>
    private static JsonObject Script(CoachRequest request, TaskInput input, TaskTexts texts)
    {
        var id = request.Script();
        if (ApprovedScript.Best(ApprovedScript.Of(input), request.Message) is { } own)
            return new JsonObject
            {
                ["script_id"] = own.Id ?? id, ["title_ar"] = own.Title ?? texts.In("ar", $"script.{id}.title"), ["body_ar"] = Cut(own.BodyAr),
                ["body_en"] = Cut(own.BodyEn), ["usage_context"] = own.Usage ?? texts.In("en", $"script.{id}.usage"),
            };
        var body = texts.Both($"script.{id}.body");
        return new JsonObject
        {
            ["script_id"] = id, ["title_ar"] = texts.In("ar", $"script.{id}.title"), ["body_ar"] = body.Ar, ["body_en"] = body.En,
            ["usage_context"] = texts.In("ar", $"script.{id}.usage") + " | " + texts.In("en", $"script.{id}.usage"),
        };
    }

    /// <summary>How plainly the wish was understood and can be answered from what is known.</summary>
    private static double Confidence(CoachRequest request, TrainingProgress progress)
    {
        if (request.Wants("injection")) return 0.6;
        if (request.Wants("frustration") || request.Asks.Any(a => a.StartsWith("ask.", StringComparison.Ordinal))) return progress.Known
            || !request.Wants("ask.progress") ? 0.92 : 0.7;
        if (request.Failed) return progress.Known || progress.Scores.Count > 0 ? 0.9 : 0.7;
        if (request.Topics.Count > 0) return request.Topics.Count == 1 ? 0.92 : 0.88;
        if (request.Message.Length == 0) return progress.Known || progress.Scores.Count > 0 ? 0.88 : 0.3;
        if (request.Wants("said.completed") || request.Wants("said.quiz")) return progress.Known || progress.Scores.Count > 0 ? 0.88 : 0.7;
        return request.Wants("said.greeting") && request.Message.Length < 40 ? 0.86 : 0.5;
    }

    private static JsonArray Texts(IReadOnlyList<string> values) => new([.. values.Select(v => (JsonNode)v)]);

    private static string Amount(decimal value) => value.ToString(decimal.Truncate(value) == value ? "#,##0" : "#,##0.00",
        CultureInfo.InvariantCulture);

    private static string Cut(string text) => text.Length <= 2_500 ? text : text[..2_499] + "…";
}
