using System.Globalization;
using System.Text.Json.Nodes;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Says whose a deal is, by which share and for which commission.</summary>
internal sealed class RevenueAttributionEngine : ITaskEngine
{
    private const decimal HighCommission = 10_000;

    /// <inheritdoc/>
    public string AgentId => "revenue_attribution";

    /// <inheritdoc/>
    public JsonObject Read(TaskInput input)
    {
        var deal = AttributionReader.Read(input, null);
        var protection = LeadProtection.Of(deal);
        var facts = new JsonObject { ["valid_claims"] = AttributionSignals.ValidClaimants(deal).Count, ["month_so_far"] = deal.MonthSoFar };
        if (deal.Disputed) facts["disputed"] = true;
        if (deal.Contradiction || protection.Tie) facts["contradiction"] = true;
        if (deal.SelfReferral) facts["self_referral"] = true;
        if (deal.InCrm) facts["already_in_crm"] = true;
        if (AttributionSignals.LateTouches(deal).Count > 0) facts["last_minute_touch"] = true;
        if (deal.State == "refunded") facts["clawback"] = true;
        return facts;
    }

    /// <inheritdoc/>
    public JsonObject Answer(TaskCall call)
    {
        var deal = AttributionReader.Read(call.Input, call.Tenant);
        var writer = new AttributionWriter(call, deal);
        var protection = LeadProtection.Of(deal);
        var window = deal.Touches.Where(t => LeadProtection.InWindow(t, deal) || IsHolders(t, protection)).ToList();
        var shares = AttributionModels.Shares(deal.Model, window, protection.Holder, deal.ClosedAt, deal.HalfLife);
        var primary = shares.Find(s => s.EntityType == "affiliate");
        var rateKnown = shares.Where(s => s.EntityType == "affiliate").All(s => Rate(deal, s.EntityId) is not null);
        var confidence = AttributionSignals.Confidence(deal, protection, rateKnown);
        var payable = deal.State == "confirmed" && deal.Value is not null;
        var total = 0m;
        JsonObject One(AttributionShare share, bool first)
        {
            var rate = share.EntityType == "affiliate" ? Rate(deal, share.EntityId) : 0;
            var commission = payable ? CaseText.Money(deal.Value!.Value * (rate ?? 0) * share.Percentage / 100) : 0;
            total += commission;
            return writer.Share(share, first, rate, commission, protection);
        }
        var first = primary is null ? null : One(primary, true);
        var others = new JsonArray([.. shares.Where(s => !ReferenceEquals(s, primary)).Select(s => (JsonNode)One(s, false))]);
        if (shares.Count == 0) others.Add(writer.Organic());
        var competing = AttributionSignals.Competing(deal, protection.Holder);
        var split = shares.Count(s => s.EntityType == "affiliate") > 1;
        var manual = confidence < 0.70 || competing || deal.Disputed || split || total > HighCommission;
        return new JsonObject
        {
            ["attribution_id"] = call.Id("attribution"),
            ["deal_id"] = deal.DealId,
            ["lead_id"] = deal.LeadId,
            ["deal_value_sar"] = CaseText.Money(deal.Value ?? 0),
            ["attribution_model_used"] = deal.Model,
            ["attribution_result"] = new JsonObject { ["primary_affiliate"] = first, ["secondary_attributions"] = others },
            ["journey_summary"] = Journey(deal),
            ["disputes"] = new JsonObject
            {
                ["has_competing_claims"] = competing,
                ["claimants"] = new JsonArray([.. AttributionSignals.Claimants(deal).Select(c => (JsonNode)c)]),
                ["resolution"] = competing || deal.Disputed || protection.Tie ? writer.Resolution(protection) : null,
                ["requires_manual_review"] = manual,
            },
            ["commission_status"] = Status(deal, confidence),
            ["confidence"] = confidence,
            ["attributed_at"] = call.Timestamp,
        };
    }

    private static bool IsHolders(Touch touch,
        Protection protection) => protection.Rule is "renewed" or "returning" or "registered_first" or "same_day"
        && string.Equals(touch.EntityId, protection.Holder, StringComparison.OrdinalIgnoreCase) && touch.IsAffiliate;

    // An affiliate's own agreement goes before the deal's rate, and both before the table; a free trial earns nothing.
    private static decimal? Rate(AttributionCase deal, string affiliate)
    {
        var known = deal.Affiliates.GetValueOrDefault(affiliate);
        return known?.Rate ?? deal.Rate ?? PlanRates.Rate(deal.Plan, known?.Employee ?? deal.Employed);
    }

    // What was paid, approved or frozen stays so: an attribution moves no money back.
    private static string Status(AttributionCase deal, double confidence)
    {
        if (deal.Status is "paid" or "approved" or "disputed") return deal.Disputed ? "disputed" : deal.Status;
        if (deal.Disputed) return "disputed";
        return confidence >= 0.70 && deal.State == "confirmed" ? "pending_review" : "draft";
    }

    private static JsonObject Journey(AttributionCase deal)
    {
        static JsonObject Point(Touch? touch) => new()
        {
            ["source"] = touch is null ? null : CaseText.Quote(touch.EntityType == "affiliate" ? touch.EntityId : touch.Source),
            ["date"] = touch?.At?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        };
        var dated = deal.Touches.Where(t => t.At is not null).ToList();
        int? days = dated.Count > 0 && deal.CloseDay is { } closed ? closed.DayNumber - CaseText.Day(dated[0].At!.Value).DayNumber : null;
        return new JsonObject
        {
            ["first_touch"] = Point(dated.Count > 0 ? dated[0] : deal.Touches.Count > 0 ? deal.Touches[0] : null),
            ["last_touch"] = Point(dated.Count > 0 ? dated[^1] : deal.Touches.Count > 0 ? deal.Touches[^1] : null),
            ["total_touchpoints"] = deal.Touches.Count,
            ["days_to_close"] = days is >= 0 ? days : null,
        };
    }
}
