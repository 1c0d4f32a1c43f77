namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>What speaks for or against an attribution.</summary>
internal static class AttributionSignals
{
    /// <summary>Hours before the close in which an affiliate who was never seen before is suspicious.</summary>
    public const int LastMinuteHours = 48;

    /// <summary>
    /// Affiliates whose first touch comes within two days of the close, or after it, where somebody else had been in touch before.
    /// </summary>
    public static List<string> LateTouches(AttributionCase deal)
    {
        if (deal.ClosedAt is not { } closed) return [];
        // A date without a time means the whole day.
        var end = closed.TimeOfDay == TimeSpan.FromHours(21) ? closed.AddDays(1) : closed;
        var from = closed.AddHours(-LastMinuteHours);
        return [.. deal.Touches.Where(t => t.IsAffiliate && t.At is not null).GroupBy(t => t.EntityId, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Min(t => t.At) is { } first && (first >= from || first > end)
                && deal.Touches.Any(t => t.At < first.AddDays(-1) && !string.Equals(t.EntityId, g.Key, StringComparison.OrdinalIgnoreCase)))
            .Select(g => g.Key)];
    }

    /// <summary>Those whose claim is open, each once.</summary>
    public static List<string> Claimants(AttributionCase deal) =>
        [.. deal.Claims.Where(c => c.Open).Select(c => c.Claimant).Concat(deal.Disputants).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Those whose open claim has a document or a touch within the window behind it.</summary>
    public static List<string> ValidClaimants(AttributionCase deal) =>
        [.. deal.Claims.Where(c => c.Open && (c.Documented || deal.Touches.Any(t => t.IsAffiliate && LeadProtection.InWindow(t, deal)
            && string.Equals(t.EntityId, c.Claimant, StringComparison.OrdinalIgnoreCase)))).Select(c => c.Claimant).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Whether more than one affiliate wants the customer.</summary>
    public static bool Competing(AttributionCase deal, string? holder) => deal.SaidToCompete || Claimants(deal) is var claimants
        && (claimants.Count >= 2 || claimants.Count == 1 && holder is not null && !string.Equals(claimants[0], holder,
            StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// 0 to 1: 0.96 for a complete and undisputed deal; less for what is missing, and at most 0.69 where claims compete, evidence contradicts itself, a
    /// dispute is open, something looks like fraud or the value is not confirmed.
    /// </summary>
    public static double Confidence(AttributionCase deal, Protection protection, bool rateKnown)
    {
        var confidence = 0.96m;
        if (deal.Value is null) confidence -= 0.45m;
        if (deal.DealId == "unknown") confidence -= 0.05m;
        if (!deal.TouchesGiven) confidence -= 0.40m;
        else if (deal.Touches.Count == 0) confidence -= 0.12m;
        if (deal.ClosedAt is null) confidence -= 0.12m;
        if (deal.Touches.Any(t => t.At is null)) confidence -= 0.15m;
        if (!rateKnown && protection.Holder is not null) confidence -= 0.25m;
        if (deal.ModelUnknown) confidence -= 0.10m;
        if (deal.ModelLocked) confidence -= 0.05m;
        if (protection.Rule is "same_day" or "in_window" or "returning") confidence -= 0.12m;
        // What the customer says is checked before it counts.
        if (deal.Touches.FirstOrDefault(t => t.IsAffiliate) is { Kind: "named" }) confidence -= 0.15m;
        // A channel that brought the customer before any affiliate did: the affiliate's merit is less clear.
        if (deal.Touches.Count > 0 && deal.Touches[0].EntityType is "channel" or "campaign" && protection.Holder is not null) confidence -= 0.06m;
        var capped = Competing(deal, protection.Holder) || deal.Contradiction || protection.Tie || deal.Disputed || deal.SelfReferral || deal.InCrm
            || LateTouches(deal).Count > 0 || deal.State != "confirmed";
        if (capped) confidence = Math.Min(confidence - 0.05m, 0.69m);
        return (double)Math.Clamp(confidence, 0, 1);
    }
}
