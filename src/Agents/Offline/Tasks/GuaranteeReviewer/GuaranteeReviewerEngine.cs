using System.Text.Json.Nodes;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Examines claims on the guarantee by its terms. It recommends; a denial always goes to a person first.</summary>
internal sealed class GuaranteeReviewerEngine : ITaskEngine
{
    /// <inheritdoc/>
    public string AgentId => "guarantee_reviewer";

    /// <inheritdoc/>
    public JsonObject Read(TaskInput input)
    {
        var claim = GuaranteeReader.Read(input, null);
        var facts = new JsonObject { ["claims_before"] = claim.Claims };
        foreach (var topic in claim.Topics) facts[topic] = true;
        if (claim.Plan == "enterprise") facts["enterprise"] = true;
        if (claim.StrategicReferrer) facts["strategic_referrer"] = true;
        if (claim.Repeated) facts["repeated_reason"] = true;
        return facts;
    }

    /// <inheritdoc/>
    public JsonObject Answer(TaskCall call)
    {
        var claim = GuaranteeReader.Read(call.Input, call.Tenant);
        var judged = GuaranteeJudgement.Of(claim, call.Now);
        var writer = new GuaranteeWriter(claim, judged);
        var assessment = new JsonObject();
        foreach (var condition in judged.Conditions) assessment[condition.Code] = condition.Met == true;
        var justification = writer.Justification();
        var draft = writer.Draft();
        return new JsonObject
        {
            ["claim_id"] = claim.ClaimId,
            ["client_id"] = claim.ClientId,
            ["recommendation"] = judged.Recommendation,
            ["eligibility_assessment"] = assessment,
            ["eligibility_score"] = judged.Score,
            ["refund_amount_sar"] = judged.Refund,
            ["justification_ar"] = justification.Ar,
            ["justification_en"] = justification.En,
            ["denial_reasons"] = writer.Reasons(),
            ["client_communication_draft"] = new JsonObject { ["ar"] = draft.Ar, ["en"] = draft.En },
            ["retention_offer"] = writer.Offer(),
            ["affiliate_impact"] = Impact(claim, judged),
            // A denial is never sent before a person has seen it.
            ["requires_manager_review"] = judged.Recommendation != "approve",
            ["confidence"] = judged.Confidence,
            ["reviewed_at"] = call.Timestamp,
        };
    }

    // What was paid out on this subscription so far is the first month's commission: it follows the part that is paid back.
    private static JsonObject Impact(GuaranteeCase claim, GuaranteeJudgement judged)
    {
        var required = claim.AffiliateId is not null && judged.Refund > 0;
        decimal? amount = null;
        if (required)
        {
            var month = claim.Paid is { } paid ? claim.Yearly ? paid / 12 : paid : (decimal?)null;
            var earned = claim.Commission ?? month * (claim.CommissionRate ?? PlanRates.Rate(claim.Plan, claim.AffiliateEmployed));
            amount = earned is { } commission && claim.Paid is > 0 ? CaseText.Money(commission * judged.Refund / claim.Paid.Value) : null;
        }
        return new JsonObject { ["affiliate_id"] = claim.AffiliateId, ["commission_clawback_required"] = required, ["clawback_amount_sar"] = amount };
    }
}
