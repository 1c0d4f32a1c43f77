using System.Text.Json;

namespace SalesFlow.Tenancy;

/// <summary>What a plan limits.</summary>
public enum QuotaMetric
{
    /// <summary>Active users.</summary>
    Users = 0,
    /// <summary>Leads created in a calendar month of the tenant.</summary>
    LeadsPerMonth = 1,
    /// <summary>WhatsApp messages sent in a calendar month of the tenant.</summary>
    MessagesPerMonth = 2,
}

/// <summary>The words of metrics.</summary>
public static class QuotaMetrics
{
    private static readonly string[] Words = [.. Enum.GetValues<QuotaMetric>().Select(m => JsonNamingPolicy.SnakeCaseLower.ConvertName(m.ToString()))];

    /// <summary>The word: <c>leads_per_month</c>.</summary>
    public static string Word(this QuotaMetric metric) => Words[(int)metric];
}

/// <summary>How much of a limit is used.</summary>
/// <param name="Metric">What is counted.</param>
/// <param name="Used">So much, as far as the projection has come.</param>
/// <param name="Limit">So much may be; null means no limit.</param>
public sealed record QuotaUse(QuotaMetric Metric, long Used, long? Limit)
{
    /// <summary>Whether this many more are within the limit.</summary>
    public bool Allows(long more) => Limit is not { } limit || Used + more <= limit;

    /// <summary>Whether four fifths of a limit are used.</summary>
    public bool Warns => Limit is { } limit and > 0 && Used * 5 >= limit * 4;
}

/// <summary>What a tenant uses of its plan.</summary>
/// <param name="Plan">The plan's code.</param>
/// <param name="Status">Where the subscription stands.</param>
/// <param name="Month">The tenant's current month: <c>2026-11</c>.</param>
/// <param name="Uses">Each metric, in the order of their numbers.</param>
public sealed record QuotaStanding(string Plan, SubscriptionStatus Status, string Month, IReadOnlyList<QuotaUse> Uses);

/// <summary>
/// Answers whether a plan allows more. A soft limit: the figures are the projection's, some moments old. What customers send is always taken in,
/// whatever the plan; only what people or integrations add by themselves is refused.
/// </summary>
public interface IQuotas
{
    /// <summary>
    /// Whether this many more are within the plan. What is allowed counts as used in this process until the figures are read anew, so that a burst
    /// does not run far over a limit.
    /// </summary>
    ValueTask<bool> Allows(string tenant, QuotaMetric metric, long more, CancellationToken ct);

    /// <summary>What the tenant uses of its plan, at most a few seconds old.</summary>
    ValueTask<QuotaStanding> Standing(string tenant, CancellationToken ct);
}
