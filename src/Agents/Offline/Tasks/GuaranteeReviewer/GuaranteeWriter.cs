using System.Globalization;
using System.Text.Json.Nodes;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Writes why, what the client may be told, and what is offered instead.</summary>
internal sealed class GuaranteeWriter(GuaranteeCase claim, GuaranteeJudgement judged)
{
    private static readonly TaskTexts Texts = TaskTexts.Of("guarantee_reviewer");

    /// <summary>The judgement condition by condition, with the figures.</summary>
    public Bilingual Justification()
    {
        var parts = new List<Bilingual> { Texts.Both("count", ("met", Number(judged.Score))) };
        foreach (var condition in judged.Conditions)
        {
            var state = condition.Met switch { true => "met", false => "unmet", _ => "unknown" };
            var name = Texts.Both("name_" + condition.Code);
            parts.Add(new Bilingual(Texts.In("ar", state, ("name", name.Ar), ("evidence", Evidence("ar", condition))), Texts.In("en", state, ("name",
                name.En), ("evidence", Evidence("en", condition)))));
        }
        if (claim.Trial) parts.Add(Texts.Both("trial"));
        parts.Add(Texts.Both("why_" + judged.Recommendation, ("amount", CaseText.Amount(judged.Refund))));
        return Join(parts);
    }

    /// <summary>What is not met; empty where the claim is approved.</summary>
    public JsonArray Reasons()
    {
        var reasons = new JsonArray();
        if (judged.Recommendation == "approve") return reasons;
        foreach (var condition in judged.Conditions.Where(c => c.Met == false))
        {
            var reason = Texts.Both(condition.Code == "within_guarantee_period" && claim.Trial ? "trial" : "reason_" + condition.Code);
            reasons.Add(new JsonObject { ["reason_ar"] = reason.Ar, ["reason_en"] = reason.En, ["evidence"] = condition.Evidence });
        }
        return reasons;
    }

    /// <summary>A letter to the client. It promises nothing that a person has yet to decide.</summary>
    public Bilingual Draft()
    {
        var parts = new List<Bilingual> { Texts.Both("greeting") };
        switch (judged.Recommendation)
        {
            case "approve":
                parts.Add(Texts.Both("draft_approve", ("amount", CaseText.Amount(judged.Refund))));
                parts.Add(Texts.Both("draft_effects"));
                break;
            case "deny":
                parts.Add(Texts.Both("draft_deny"));
                foreach (var condition in judged.Conditions.Where(c => c.Met == false))
                    parts.Add(Texts.Both(condition.Code == "within_guarantee_period" && claim.Trial ? "trial" : "reason_" + condition.Code));
                parts.Add(Texts.Both("draft_appeal"));
                break;
            default:
                parts.Add(Texts.Both("draft_review"));
                if (judged.Unknown > 0) parts.Add(Texts.Both("draft_missing"));
                break;
        }
        if (OfferType() is { } type) parts.Add(Texts.Both("offer_" + type));
        parts.Add(Texts.Both("closing"));
        return Join(parts);
    }

    /// <summary>What could keep the client.</summary>
    public JsonObject Offer()
    {
        var type = OfferType();
        var details = type is null ? null : Texts.Both("offer_" + type);
        return new JsonObject { ["offered"] = type is not null, ["type"] = type, ["details_ar"] = details?.Ar, ["details_en"] = details?.En };
    }

    // Nothing is offered to whom everything is paid back, who abused the product, who never subscribed, or who used next to nothing of it.
    private string? OfferType()
    {
        if (judged.Recommendation == "approve" || claim.Abuse is { Count: > 0 } || claim.Trial || judged.Recommendation == "deny"
            && judged.Score <= 1) return null;
        if (claim.Topics.Contains("bug") || claim.Topics.Contains("difficulty")) return "dedicated_support";
        if (claim.Topics.Contains("feature")) return claim.Plan == "enterprise" ? "dedicated_support" : "upgrade";
        return claim.Topics.Contains("price") ? "discount" : "extension";
    }

    private static string Evidence(string language, GuaranteeCondition condition)
    {
        if (language == "en") return condition.Evidence;
        // Figures are written once, in English; in Arabic their units are turned.
        return condition.Evidence.Replace("days in a row", "يوماً متتالياً", StringComparison.Ordinal).Replace("active days", "يوماً نشطاً",
            StringComparison.Ordinal)
            .Replace("days", "يوماً", StringComparison.Ordinal).Replace("leads", "عميلاً", StringComparison.Ordinal).Replace("messages", "رسالة",
                StringComparison.Ordinal)
            .Replace("earlier claims", "مطالبات سابقة", StringComparison.Ordinal).Replace("no record given", "لا سجل مذكور", StringComparison.Ordinal)
            .Replace("not attended", "لم يحضر", StringComparison.Ordinal).Replace("attended", "حضر", StringComparison.Ordinal).Replace("none",
                "لا يوجد", StringComparison.Ordinal)
            .Replace(", ", "، ", StringComparison.Ordinal);
    }

    private static Bilingual Join(List<Bilingual> parts) => new(string.Join(' ', parts.Select(p => p.Ar)), string.Join(' ', parts.Select(p => p.En)));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
