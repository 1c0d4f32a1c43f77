namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Whose a customer is by the rule of the programme.</summary>
/// <param name="Holder">The affiliate, or null.</param>
/// <param name="Rule"><c>registered_first</c>, <c>renewed</c>, <c>same_day</c>, <c>returning</c>, <c>in_window</c>, <c>undated</c> or <c>none</c>.</param>
/// <param name="Tie">Whether two affiliates stand alike and no rule decides.</param>
internal sealed record Protection(string? Holder, string Rule, bool Tie);

/// <summary>
/// The first affiliate to register a customer has them for 90 days, 30 more while an offer is negotiated; each logged interaction of theirs renews
/// that. On one day the one who dealt with the customer directly goes first, then the one with a document.
/// </summary>
internal static class LeadProtection
{
    /// <summary>Days.</summary>
    public const int Days = 90, WhileNegotiating = 30;

    /// <summary>Who holds the customer at the close.</summary>
    public static Protection Of(AttributionCase deal)
    {
        if (deal.Returning is { } before) return new Protection(before, "returning", false);
        var touches = deal.Touches.Where(t => t.IsAffiliate && t.At is not null && !After(t, deal)).ToList();
        if (touches.Count == 0)
            return deal.Touches.FirstOrDefault(t => t.IsAffiliate) is { At: null } undated ? new Protection(undated.EntityId, "undated",
                deal.Touches.Where(t => t.IsAffiliate).Select(Key).Distinct().Count() > 1)
                : new Protection(null, "none", false);
        var valid = deal.Negotiating ? Days + WhileNegotiating : Days;
        var (holder, tie, sameDay) = First(touches);
        var (until, renewed) = (CaseText.Day(holder.At!.Value).AddDays(valid), false);
        foreach (var touch in touches.Where(t => t.At >= holder.At && !ReferenceEquals(t, holder)))
        {
            var day = CaseText.Day(touch.At!.Value);
            if (Key(touch) == Key(holder) && day <= until)
            {
                renewed |= day.AddDays(valid) > until;
                until = day.AddDays(valid);
            }
            else if (day > until)
            {
                (holder, tie, sameDay) = First([.. touches.Where(t => t.At >= touch.At)]);
                (until, renewed) = (CaseText.Day(holder.At!.Value).AddDays(valid), false);
            }
        }
        if (deal.CloseDay is not { } closed || closed <= until)
            return new Protection(holder.EntityId, tie || sameDay ? "same_day" : renewed ? "renewed" : "registered_first", tie);
        var later = touches.Find(t => InWindow(t, deal));
        return later is null ? new Protection(null, "none", false) : new Protection(later.EntityId, "in_window", false);
    }

    /// <summary>Whether a touch counts: not after the close, not before the window.</summary>
    public static bool InWindow(Touch touch, AttributionCase deal) => touch.At is not { } at || deal.CloseDay is not { } closed
        || !After(touch, deal) && CaseText.Day(at) >= closed.AddDays(-deal.Lookback);

    private static bool After(Touch touch, AttributionCase deal) => touch.At is { } at && deal.CloseDay is { } closed && CaseText.Day(at) > closed;

    private static (Touch Holder, bool Tie, bool SameDay) First(List<Touch> touches)
    {
        var day = CaseText.Day(touches[0].At!.Value);
        var same = touches.Where(t => CaseText.Day(t.At!.Value) == day).ToList();
        if (same.DistinctBy(Key).Count() == 1) return (touches[0], false, false);
        var ranked = same.OrderByDescending(Rank).ThenBy(t => t.At).ThenBy(t => t.Index).ToList();
        var tie = ranked.Exists(t => Key(t) != Key(ranked[0]) && Rank(t) == Rank(ranked[0]) && t.At == ranked[0].At);
        return (ranked[0], tie, true);
    }

    private static int Rank(Touch touch) => (touch.Kind is "direct" or "closing" or "link" ? 2 : 0) + (touch.Documented ? 1 : 0);

    private static string Key(Touch touch) => touch.EntityId.ToUpperInvariant();
}
