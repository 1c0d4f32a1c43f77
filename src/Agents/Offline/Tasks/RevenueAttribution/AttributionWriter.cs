using System.Globalization;
using System.Text.Json.Nodes;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Writes shares with the evidence for them, in the language of the input.</summary>
internal sealed class AttributionWriter(TaskCall call, AttributionCase deal)
{
    private readonly TaskTexts _texts = TaskTexts.Of("revenue_attribution");
    private readonly string _language = CaseText.Language(call.Input.Root);

    /// <summary>One share as the output has it.</summary>
    public JsonObject Share(AttributionShare share, bool primary, decimal? rate, decimal commission, Protection protection)
    {
        var result = new JsonObject();
        if (primary) result["affiliate_id"] = share.EntityId;
        else
        {
            result["entity_type"] = share.EntityType;
            result["entity_id"] = share.EntityId;
        }
        result["attribution_percentage"] = share.Percentage;
        result["commission_sar"] = commission;
        result["touchpoint_type"] = Kind(share);
        result["evidence"] = Evidence(share, rate, commission, protection);
        return result;
    }

    /// <summary>The whole deal as nobody's: it came by itself.</summary>
    public JsonObject Organic() => new()
    {
        ["entity_type"] = "channel",
        ["entity_id"] = "organic",
        ["attribution_percentage"] = 100m,
        ["commission_sar"] = 0m,
        ["touchpoint_type"] = "first_touch",
        ["evidence"] = Text(deal.Touches.Any(t => t.IsAffiliate) ? "expired" : "organic", ("days", Number(deal.Lookback))),
    };

    /// <summary>What the rules propose where several want the customer; the decision is the committee's.</summary>
    public string Resolution(Protection protection) => protection switch
    {
        { Tie: true } => Text("resolution_tie"),
        { Holder: { } holder } => Text("resolution", ("holder", holder), ("rule", Text("rule_" + protection.Rule, ("days",
            Number(LeadProtection.Days))))),
        _ => Text("resolution_none"),
    };

    private string Kind(AttributionShare share)
    {
        if (deal.Touches.Count > 0 && share.Touches.Any(t => ReferenceEquals(t, deal.Touches[0]))) return "first_touch";
        if (share.Touches.Any(t => t.IsReferral)) return "referral";
        return share.Touches.Any(t => ReferenceEquals(t, deal.Touches[^1]) || t.Kind == "closing") ? "closing_assist" : "nurture";
    }

    private string Evidence(AttributionShare share, decimal? rate, decimal commission, Protection protection)
    {
        var first = share.Touches[0];
        var parts = new List<string>
        {
            Text(first.Source == "unknown" ? "touches_plain" : "touches", ("count", Number(share.Touches.Count)), ("source",
                CaseText.Quote(first.Source, 60)),
                ("date", first.At is { } at ? CaseText.Day(at).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : Text("no_date"))),
        };
        var holds = share.EntityType == "affiliate" && string.Equals(share.EntityId, protection.Holder, StringComparison.OrdinalIgnoreCase);
        if (holds) parts.Add(Text("rule_" + protection.Rule, ("days", Number(LeadProtection.Days))));
        if (deal.ModelLocked) parts.Add(Text("model_locked"));
        if (share.EntityType == "affiliate")
        {
            if (deal.State != "confirmed") parts.Add(Text("state_" + deal.State));
            else if (deal.Value is not { } value) parts.Add(Text("no_value"));
            else if (rate is not { } known) parts.Add(Text("no_rate"));
            else parts.Add(Text("formula", ("value", CaseText.Amount(value)), ("rate", (known * 100).ToString("0.##", CultureInfo.InvariantCulture)),
                ("share", share.Percentage.ToString("0.##", CultureInfo.InvariantCulture)), ("commission", CaseText.Amount(commission))));
        }
        return string.Join(' ', parts);
    }

    private string Text(string key, params ReadOnlySpan<(string Name, string Value)> values) => _texts.In(_language, key, values);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
