namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>What one entity gets of a deal.</summary>
/// <param name="EntityType"><c>affiliate</c>, <c>campaign</c> or <c>channel</c>.</param>
/// <param name="EntityId">Which one.</param>
/// <param name="Percentage">0 to 100, two places; all shares of a deal come to 100.</param>
/// <param name="Touches">The entity's touches that count, in order.</param>
internal sealed record AttributionShare(string EntityType, string EntityId, decimal Percentage, IReadOnlyList<Touch> Touches);

/// <summary>The five models: which touch counts for how much.</summary>
internal static class AttributionModels
{
    /// <summary>Shares by a model, the largest first; empty without touches that can be credited.</summary>
    /// <param name="model">One of the five.</param>
    /// <param name="touches">In order of time, within the window.</param>
    /// <param name="holder">The affiliate that the programme's rule of protection names, or null: theirs is the first touch.</param>
    /// <param name="closedAt">The close, or null.</param>
    /// <param name="halfLife">Days, for <c>time_decay</c>.</param>
    public static List<AttributionShare> Shares(string model, IReadOnlyList<Touch> touches, string? holder, DateTimeOffset? closedAt,
        decimal halfLife)
    {
        var credited = touches.Where(t => t.EntityType != "own").ToList();
        if (credited.Count == 0) return [];
        var affiliates = credited.Where(t => t.IsAffiliate).ToList();
        // One touch takes all: an affiliate's goes before a channel's, because only an affiliate registers a customer.
        if (model is "first_touch" or "last_touch")
        {
            var one = affiliates.Count == 0 ? model == "first_touch" ? credited[0] : credited[^1]
                : model == "last_touch" ? affiliates[^1]
                : affiliates.Find(t => string.Equals(t.EntityId, holder, StringComparison.OrdinalIgnoreCase)) ?? affiliates[0];
            return Merge(credited, t => ReferenceEquals(t, one) ? 1 : 0);
        }
        var end = closedAt ?? credited.Max(t => t.At);
        return Merge(credited, t => model switch
        {
            "linear" => 1,
            "time_decay" => Decayed(t.At, end, halfLife),
            _ => Position(credited.IndexOf(t), credited.Count),
        });
    }

    /// <summary>40 % for the first, 40 % for the last, 20 % for those between; two share evenly.</summary>
    internal static decimal Position(int index, int count) => count switch
    {
        1 => 1,
        2 => 0.5m,
        _ => index == 0 || index == count - 1 ? 0.4m : 0.2m / (count - 2),
    };

    // What has no time weighs as if it were one half-life old.
    private static decimal Decayed(DateTimeOffset? at, DateTimeOffset? end, decimal halfLife)
    {
        if (at is null || end is null) return 0.5m;
        var days = Math.Max(0, (end.Value - at.Value).TotalDays);
        return Math.Max(0.000_001m, (decimal)Math.Round(Math.Pow(0.5, Math.Min(days / (double)halfLife, 40)), 9));
    }

    private static List<AttributionShare> Merge(List<Touch> touches, Func<Touch, decimal> weight)
    {
        var groups = touches.GroupBy(t => (t.EntityType, Id: t.EntityId.ToUpperInvariant()))
            .Select(g => (First: g.First(), Touches: g.ToList(), Weight: g.Sum(weight))).Where(g => g.Weight > 0).ToList();
        var percentages = Whole([.. groups.Select(g => g.Weight)]);
        return [.. groups.Select((g, i) => new AttributionShare(g.First.EntityType, g.First.EntityId, percentages[i],
            g.Touches)).OrderByDescending(s => s.Percentage)];
    }

    /// <summary>Percentages with two places that come to exactly 100: what is left by rounding down goes to the largest remainders.</summary>
    internal static decimal[] Whole(IReadOnlyList<decimal> weights)
    {
        var total = weights.Sum();
        if (weights.Count == 0 || total <= 0) return new decimal[weights.Count];
        var exact = weights.Select(w => w / total * 10_000).ToArray();
        var cents = exact.Select(decimal.Truncate).ToArray();
        var missing = (int)(10_000 - cents.Sum());
        foreach (var index in Enumerable.Range(0,
            exact.Length).OrderByDescending(i => exact[i] - cents[i]).ThenBy(i => i).Take(missing)) cents[index]++;
        return [.. cents.Select(c => c / 100)];
    }
}
