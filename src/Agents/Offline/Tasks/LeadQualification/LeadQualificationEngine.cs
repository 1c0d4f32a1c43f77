using System.Text.Json.Nodes;
using SalesFlow.Common;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Scores a lead by budget, authority, need and timeline, 25 points each, and says what is to be done with it.</summary>
internal sealed class LeadQualificationEngine : ITaskEngine
{
    private const int AmbiguousFrom = 40, AmbiguousTo = 60;

    /// <inheritdoc/>
    public string AgentId => "lead_qualification";

    /// <inheritdoc/>
    public JsonObject Read(TaskInput input)
    {
        var facts = CustomerDossier.Read(input);
        var talk = CustomerTalk.Of(input, DateTime.UnixEpoch);
        CustomerDossier.Learn(facts, talk);
        LeadSignalsReader.Read(input, talk, facts);
        return facts;
    }

    /// <inheritdoc/>
    public JsonObject Answer(TaskCall call)
    {
        var today = BusinessCalendar.Riyadh.Local(call.Now);
        var facts = call.Facts;
        var bant = Bant.Judge(call.Input, facts, CustomerTalk.Of(call.Input, today), today);
        var temperature = bant.Score >= call.Tenant.Scoring.Hot ? "hot" : bant.Score >= call.Tenant.Scoring.Warm ? "warm" : "cold";
        var missing = Missing(bant, facts);
        var action = Action(bant, temperature, facts, call.Tenant.Scoring.Warm);
        var summary = LeadSummary.Write(call, bant, temperature, missing, action);
        var dimensions = new JsonObject();
        foreach (var (name, value) in bant.All)
        {
            dimensions[name] = new JsonObject
            {
                ["score"] = value.Score, ["evidence"] = LeadSummary.Evidence(name, value), ["confidence"] = Math.Round(value.Confidence, 2),
            };
        }
        return new JsonObject
        {
            ["lead_id"] = facts["lead_id"]?.GetValue<string>() ?? "unknown",
            ["score"] = bant.Score,
            ["temperature"] = temperature,
            ["bant"] = dimensions,
            ["overall_confidence"] = bant.Confidence,
            ["summary_ar"] = summary.Ar,
            ["summary_en"] = summary.En,
            ["recommended_action"] = action,
            ["missing_fields"] = new JsonArray([.. missing.Select(m => (JsonNode)m)]),
            // Around the border between cold and warm a person looks at it.
            ["requires_human_review"] = bant.Score is >= AmbiguousFrom and <= AmbiguousTo && bant.Missing == 0 && action != "disqualify",
            ["escalation_target"] = null,
            ["scored_at"] = call.Timestamp,
        };
    }

    private static List<string> Missing(Bant bant, JsonObject facts)
    {
        var missing = bant.All.Where(d => !d.Value.IsKnown || d.Value.Level == "unclear").Select(d => d.Name).ToList();
        foreach (var (field, fact) in ((string, string)[])[("sector", "sector_given"), ("employees", "employees"), ("company_name", "company")])
            if (!facts.ContainsKey(fact)) missing.Add(field);
        return missing;
    }

    /// <summary>
    /// What is to be done, the weightiest reason first. Where answers that are missing could still lift a lead into another class they are asked for,
    /// before anything is concluded from their absence.
    /// </summary>
    private static string Action(Bant bant, string temperature, JsonObject facts, int warm)
    {
        bool Is(string fact) => facts.ContainsKey(fact);
        if (Is("blocked_sector") || Is("not_a_lead") || Is("opted_out") || bant.Need.Level == "none" && bant.Score < warm) return "disqualify";
        if (Is("demo")) return "schedule_demo";
        var large = facts["employees"]?.GetValue<int>() >= 200;
        if (large || Is("custom") || Is("competitor") || Is("customer_referral")) return bant.Missing == 4 && !Is("custom") && !large ? "request_more_info" : "assign_to_sales";
        var could = bant.Score + 25 * bant.All.Count(d => !d.Value.IsKnown || d.Value.Level == "unclear");
        if (temperature != "hot" && bant.Missing > 0 && could >= warm) return "request_more_info";
        if (temperature == "hot") return Is("proposal") && bant.Budget.Score >= 10 ? "send_proposal" : "assign_to_sales";
        if (temperature == "warm" && Is("proposal") && bant.Missing == 0) return "send_proposal";
        return "nurture_sequence";
    }
}
