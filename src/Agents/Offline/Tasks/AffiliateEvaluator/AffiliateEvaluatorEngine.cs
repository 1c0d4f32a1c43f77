using System.Globalization;
using System.Text.Json.Nodes;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>The affiliate evaluator's rules: five weighted dimensions, tiers, and the bands in which no person is needed.</summary>
internal sealed class AffiliateEvaluatorEngine : ITaskEngine
{
    private const decimal ManyFollowers = 10_000;
    private const int ExceptionalSample = 95;

    /// <inheritdoc/>
    public string AgentId => "affiliate_evaluator";

    /// <inheritdoc/>
    public JsonObject Read(TaskInput input)
    {
        var a = Application.Read(input);
        return new JsonObject
        {
            ["sample_words"] = a.Words, ["fraud_history"] = a.FraudHistory, ["employee"] = a.Employee, ["conflict"] = a.Conflict,
            ["shared_household"] = a.SharedHousehold,
            ["controversial"] = a.Signs.Contains("controversial") || a.Claims.Contains("offensive"),
            ["competitor"] = a.Signs.Contains("competitor"), ["outside_ksa"] = a.OutsideKingdom == true,
            ["non_standard_commission"] = a.Signs.Contains("non_standard"), ["minor"] = a.Age is >= 0 and < 18, ["followers"] = a.Followers,
            ["customer"] = a.Customer, ["enterprise_links"] = a.EnterpriseLinks,
            ["instruction"] = a.Signs.Contains("injection"),
        };
    }

    /// <inheritdoc/>
    public JsonObject Answer(TaskCall call)
    {
        var a = Application.Read(call.Input);
        var texts = TaskTexts.Of(AgentId);
        var scores = ApplicationScores.Of(a, texts);
        var aggregate = ApplicationScores.Aggregate(scores);
        var sector = call.Sectors.Find(a.SectorText)?.Code ?? a.Sector();
        var flags = Flags(a, sector);
        var missing = Missing(a, scores);
        var confidence = Confidence(a, scores, sector is not null, flags.Contains("inconsistent_data"));
        var recommendation = Recommend(a, aggregate, confidence, scores);
        var risky = flags.Except(["sector_unknown", "followers_unverified"]).Any();
        // Exactly the two cases in which nobody need look: above 70, and below 30, each with more than .85 of confidence.
        var noted = a.Followers >= ManyFollowers || a.Customer || a.EnterpriseLinks || scores["communication"].Score >= ExceptionalSample;
        var alone = !risky && !noted && confidence > 0.85m && (aggregate > 70 && recommendation == "approve" || aggregate < 30
            && recommendation == "reject");
        var summary = texts.Both("summary." + recommendation, ("name", a.Name ?? texts.In("ar", "unnamed")),
            ("score", aggregate.ToString("0.##", CultureInfo.InvariantCulture)));
        return new JsonObject
        {
            ["application_id"] = a.Id ?? call.Id("application"),
            ["applicant_name"] = a.Name ?? string.Empty,
            ["recommendation"] = recommendation,
            ["scores"] = new JsonObject(ApplicationScores.Weights.Select(w => KeyValuePair.Create(w.Name, (JsonNode?)new JsonObject
            {
                ["score"] = scores[w.Name].Score, ["evidence"] = scores[w.Name].Evidence.Ar + " | " + scores[w.Name].Evidence.En,
                ["weight"] = w.Weight,
            }))),
            ["aggregate_score"] = aggregate,
            ["tier_recommendation"] = recommendation is "approve" or "conditional_approve" ? Tier(aggregate) : null,
            ["confidence"] = confidence,
            ["summary_ar"] = summary.Ar,
            ["summary_en"] = a.Name is null ? summary.En.Replace(texts.In("ar", "unnamed"), texts.In("en", "unnamed"), StringComparison.Ordinal)
                : summary.En,
            ["risk_flags"] = new JsonArray([.. flags.Select(f => (JsonNode)f)]),
            ["onboarding_track"] = Track(recommendation, aggregate),
            ["missing_data"] = new JsonArray([.. missing.Select(m => (JsonNode)m)]),
            ["requires_human_review"] = !alone,
            ["escalation_target"] = null,
            ["evaluated_at"] = call.Timestamp,
        };
    }

    /// <summary>The tier of a score: silver from 50, gold from 70, platinum from 85, none below.</summary>
    public static string? Tier(decimal aggregate) => aggregate >= 85 ? "platinum" : aggregate >= 70 ? "gold" : aggregate >= 50 ? "silver" : null;

    private static string? Track(string recommendation, decimal aggregate) => recommendation switch
    {
        "approve" => aggregate >= 85 ? "fast_track" : "standard",
        "conditional_approve" => "foundation",
        _ => null,
    };

    private static string Recommend(Application a, decimal aggregate, decimal confidence, Dictionary<string, DimensionScore> scores)
    {
        if (a.FraudHistory || a.Employee || a.SharedHousehold) return a.Words < ApplicationScores.LeastWords && !a.FraudHistory
            ? "request_more_info" : "waitlist";
        if (a.Words < ApplicationScores.LeastWords || confidence < 0.5m) return "request_more_info";
        if (scores.Values.Count(s => !s.Known) >= 2 && aggregate < 70) return "request_more_info";
        if (a.Age is >= 0 and < 18 || a.Signs.Contains("injection")) return "waitlist";
        var held = a.OutsideKingdom == true || a.Signs.Overlaps(["competitor", "non_standard", "controversial"]) || a.Conflict;
        // Above 70, not at it: what is exactly 70 is not let in unseen.
        return aggregate > 70 ? held ? "conditional_approve" : "approve" : aggregate >= 50 ? "conditional_approve" : aggregate >= 30 ? "waitlist"
            : "reject";
    }

    private static List<string> Flags(Application a, string? sector)
    {
        var flags = new List<string>();
        void Add(bool holds, string flag)
        {
            if (holds) flags.Add(flag);
        }
        Add(a.Words < ApplicationScores.LeastWords, "communication_insufficient");
        Add(sector is null, "sector_unknown");
        Add(a.FraudHistory, "fraud_history");
        Add(a.Employee, "company_employee");
        Add(a.Conflict, "conflict_of_interest");
        Add(a.SharedHousehold, "shared_household_or_ip");
        Add(a.Signs.Contains("controversial"), "controversial_content");
        Add(a.Claims.Contains("offensive"), "offensive_language");
        Add(a.Signs.Contains("competitor"), "competitor");
        Add(a.OutsideKingdom == true, "outside_ksa");
        Add(a.Signs.Contains("non_standard"), "non_standard_commission");
        Add(a.Age is >= 0 and < 18, "under_18");
        Add(a.Signs.Contains("get_rich"), "unrealistic_expectations");
        Add(a.Signs.Contains("injection"), "instruction_in_application");
        Add(a.Followers >= ManyFollowers, "followers_unverified");
        Add(a.Years is { } years && a.Age is { } age && years > age - 14, "inconsistent_data");
        return flags;
    }

    private static List<string> Missing(Application a, Dictionary<string, DimensionScore> scores)
    {
        var missing = new List<string>();
        if (a.Name is null) missing.Add("name");
        if (a.Words < ApplicationScores.LeastWords) missing.Add("communication_sample");
        if (a.Years is null && a.History.Length == 0) missing.Add("sales_experience");
        if (!scores["digital_literacy"].Known) missing.Add("digital_profiles");
        if (!scores["network_strength"].Known) missing.Add("network");
        if (a.City is null) missing.Add("city");
        if (a.SectorText is null) missing.Add("sector");
        if (a.Languages.Count == 0) missing.Add("languages");
        if (a.Age is null) missing.Add("age");
        return missing;
    }

    /// <summary>How much the application tells: each part that is there counts, contradictions take away.</summary>
    private static decimal Confidence(Application a, Dictionary<string, DimensionScore> scores, bool sector, bool inconsistent)
    {
        var confidence = (a.Name is not null ? 0.06m : 0) + (a.Words >= 35 ? 0.30m : a.Words >= ApplicationScores.LeastWords ? 0.24m : 0)
            + (a.Years is not null || a.History.Length > 0 ? 0.16m : 0)
            + (scores["digital_literacy"].Known ? 0.13m : 0) + (scores["network_strength"].Known ? 0.13m : 0) + (a.City is not null ? 0.07m : 0)
            + (sector ? 0.07m : 0) + (a.Languages.Count > 0 ? 0.04m : 0)
            + (a.Age is not null || a.Education is not null ? 0.04m : 0);
        if (inconsistent) confidence -= 0.2m;
        if (a.Signs.Contains("injection")) confidence -= 0.25m;
        // A claim that no profile bears out.
        if (a.Followers >= ManyFollowers && a.Profiles.Count == 0) confidence -= 0.1m;
        return Math.Clamp(confidence, 0.1m, 0.97m);
    }
}
