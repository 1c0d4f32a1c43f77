using SalesFlow.Channels;
using SalesFlow.Entities;

namespace SalesFlow.Grains.Channels;

/// <summary>Counts the unique customers whom a business account writes to outside their windows in moving 24 hours.</summary>
[GrainType("portfolio")]
public sealed class PortfolioGrain(
    [PersistentState("portfolio", EntityStorage.Relational)] IPersistentState<PortfolioState> storage, TimeProvider clock) : Grain, IPortfolioGrain
{
    /// <inheritdoc/>
    public async Task<bool> Admit(string contactId)
    {
        var now = clock.GetUtcNow();
        var admitted = storage.State.Admitted;
        foreach (var old in admitted.Where(a => a.Value <= now.AddDays(-1)).Select(a => a.Key).ToList()) admitted.Remove(old);
        if (admitted.ContainsKey(contactId)) return true;
        if (storage.State.Limit is { } limit && admitted.Count >= limit) return false;
        admitted[contactId] = now;
        await storage.WriteStateAsync();
        return true;
    }

    /// <inheritdoc/>
    public async Task SetLimit(int? uniqueCustomers)
    {
        storage.State.Limit = uniqueCustomers;
        await storage.WriteStateAsync();
    }
}

/// <summary>What is stored of a portfolio.</summary>
public sealed class PortfolioState
{
    /// <summary>The limit; 250 until the channel says otherwise; null is unlimited.</summary>
    public int? Limit { get; set; } = 250;

    /// <summary>When each customer was admitted, UTC; older than a day go.</summary>
    public Dictionary<string, DateTimeOffset> Admitted { get; set; } = [];
}
