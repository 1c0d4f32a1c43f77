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

/// <summary>
/// Answers whether a plan allows more. A soft limit: the figures are the projection's, some moments old. What customers send is always taken in,
/// whatever the plan; only what people or integrations add by themselves is refused.
/// </summary>
public interface IQuotas
{
    /// <summary>Whether this many more are within the plan.</summary>
    ValueTask<bool> Allows(string tenant, QuotaMetric metric, long more, CancellationToken ct);
}
