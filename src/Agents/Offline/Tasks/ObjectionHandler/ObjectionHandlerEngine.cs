using System.Globalization;
using System.Text.Json.Nodes;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Meets an objection: what kind it is, what to say, why, and what to ask back. Two attempts, then a person.</summary>
internal sealed class ObjectionHandlerEngine : ITaskEngine
{
    private const int MaxAttempts = 2;
    private const double LeastEvidence = 0.7;
    private static readonly TaskTexts Texts = TaskTexts.Of("objection_handler");

    /// <inheritdoc/>
    public string AgentId => "objection_handler";

    /// <inheritdoc/>
    public JsonObject Read(TaskInput input) => ObjectionReader.Read(input);

    /// <inheritdoc/>
    public JsonObject Answer(TaskCall call)
    {
        var facts = call.Facts;
        var objection = ObjectionLibrary.Of(facts["code"]!.GetValue<string>());
        var attempts = facts["attempts"]!.GetValue<int>();
        var severity = ObjectionReader.Severity(facts, objection);
        var (primary, alternative) = Responses(call, objection, attempts);
        var approach = attempts % 2 == 0 ? objection.Approach : objection.Second;
        var explanation = Explanation(objection, approach, attempts);
        var question = Texts.Both(attempts >= MaxAttempts ? "handover.ask" : objection.Code + ".ask");
        return new JsonObject
        {
            ["objection_id"] = call.Id("objection"),
            ["detected_category"] = objection.Category,
            ["severity"] = severity,
            ["response"] = new JsonObject
            {
                ["primary_ar"] = primary.Ar, ["primary_en"] = primary.En, ["alternative_ar"] = alternative.Ar, ["alternative_en"] = alternative.En,
                ["tone"] = severity == "blocking" ? "empathetic" : objection.Tone,
            },
            ["strategy"] = new JsonObject { ["approach"] = approach, ["explanation_ar"] = explanation.Ar, ["explanation_en"] = explanation.En },
            ["follow_up_question_ar"] = question.Ar,
            ["follow_up_question_en"] = question.En,
            ["escalate_if_unresolved"] = severity != "mild" || attempts > 0,
            ["max_attempts"] = MaxAttempts,
            ["confidence"] = facts["reading"]!.GetValue<double>(),
            ["timestamp"] = call.Timestamp,
        };
    }

    private static (Bilingual Primary, Bilingual Alternative) Responses(TaskCall call, KnownObjection objection, int attempts)
    {
        var facts = call.Facts;
        Bilingual Text(string part) => Texts.Both($"{objection.Code}.{part}");
        var sector = call.Sectors.Find(facts["sector"]?.GetValue<string>() ?? facts["sector_given"]?.GetValue<string>())
            ?.Objections.FirstOrDefault(o => o.Code == objection.Code)?.Response;
        // The second attempt says something else than the first one did.
        var (first, other) = attempts == 1 ? (Text("other"), sector ?? Text("answer")) : sector is null ? (Text("answer"), Text("other")) : (sector, Text("answer"));
        var primary = attempts >= MaxAttempts ? Join(Text("ack"), Texts.Both("handover")) : Join(Text("ack"), first, Evidence(call, objection), Smallest(call, objection));
        if (facts.ContainsKey("concession") && attempts < MaxAttempts) primary = Join(primary, Texts.Both("concession"));
        return (primary, attempts >= MaxAttempts ? Text("other") : other);
    }

    /// <summary>What the company has written on the matter itself, where trust or a technical point is in doubt.</summary>
    private static Bilingual? Evidence(TaskCall call, KnownObjection objection)
    {
        if (objection.Category is not ("trust" or "technical")) return null;
        string Best(string language) => call.Passages.Where(p => p.Language == language && p.Score >= LeastEvidence).Select(p => Sentence(p.Text)).FirstOrDefault() ?? "";
        var (ar, en) = (Best("ar"), Best("en"));
        return ar.Length + en.Length == 0 ? null : new Bilingual(ar, en);
    }

    private static Bilingual? Smallest(TaskCall call, KnownObjection objection) =>
        objection.Code is "expensive" or "no_budget" or "too_small" ? SmallestPlan(call.Tenant) : null;

    /// <summary>The smallest plan of a price list with its price, period and VAT; null where nothing is published in riyals.</summary>
    internal static Bilingual? SmallestPlan(Tenancy.TenantView tenant)
    {
        var plan = tenant.PriceList.Where(p => p.Price is { Currency: "SAR", Amount: > 0 } && p.Period is "month" or "year" or "once").OrderBy(p => p.Price.Amount).FirstOrDefault();
        if (plan is null) return null;
        string In(string language) => Texts.In(language, "smallest", ("plan", language == "en" ? plan.NameEn : plan.NameAr),
            ("price", plan.Price.Amount.ToString("0.##", CultureInfo.InvariantCulture)), ("period", Texts.In(language, "period." + plan.Period)),
            ("vat", Texts.In(language, plan.VatIncluded ? "vat.in" : "vat.out")));
        return new Bilingual(In("ar"), In("en"));
    }

    private static Bilingual Explanation(KnownObjection objection, string approach, int attempts)
    {
        string In(string language) => attempts >= MaxAttempts
            ? Texts.In(language, "explanation.spent", ("name", Texts.In(language, objection.Code + ".name")))
            : Texts.In(language, "explanation", ("name", Texts.In(language, objection.Code + ".name")), ("approach", Texts.In(language, "approach." + approach)),
                ("attempt", (attempts + 1).ToString(CultureInfo.InvariantCulture)), ("max", MaxAttempts.ToString(CultureInfo.InvariantCulture)));
        return new Bilingual(In("ar"), In("en"));
    }

    private static Bilingual Join(params ReadOnlySpan<Bilingual?> parts)
    {
        var (ar, en) = ("", "");
        foreach (var part in parts)
        {
            if (part is null) continue;
            ar = $"{ar} {part.Ar}".Trim();
            en = $"{en} {part.En}".Trim();
        }
        return new Bilingual(ar, en);
    }

    private static string Sentence(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        var end = line.IndexOfAny(['.', '؟', '!', '?']);
        return end is > 20 and < 240 ? line[..(end + 1)] : CustomerDossier.Short(line, 240)!;
    }
}
