using System.Collections.Concurrent;
using SalesFlow.Common;

namespace SalesFlow.Agents.Models;

/// <summary>Counts what a tenant's models cost a day.</summary>
internal interface ITokenBudget
{
    /// <summary>Whether the tenant may still spend today; a limit of 0 means no limit.</summary>
    bool MaySpend(string tenant, long limit, DateTimeOffset now);

    /// <summary>Records what was spent, after the fact: a day's limit can be passed by the calls that run at that moment.</summary>
    void Spend(string tenant, int tokens, DateTimeOffset now);

    /// <summary>Corrects today's count upwards: others have counted more.</summary>
    void Learn(string tenant, long atLeast, DateTimeOffset now);
}

/// <summary>
/// Counters in this process, by tenant and Riyadh day: the limit is one a node. Yesterday's counters go when a new day begins; beyond the
/// number of tenants that is kept, the smallest spenders are forgotten, so memory stays bounded and nobody near a limit gets a fresh one.
/// </summary>
internal sealed class DailyTokenBudget(int maxTenants = 50_000) : ITokenBudget
{
    private readonly Lock _turnOver = new();
    private Day _today = new(DateOnly.MinValue);

    /// <inheritdoc/>
    public bool MaySpend(string tenant, long limit, DateTimeOffset now) =>
        limit == 0 || !Of(now).Spent.TryGetValue(tenant, out var spent) || spent < limit;

    /// <inheritdoc/>
    public void Spend(string tenant, int tokens, DateTimeOffset now)
    {
        var day = Of(now);
        day.Spent.AddOrUpdate(tenant, static (_, t) => t, static (_, spent, t) => spent + t, (long)tokens);
        if (day.Spent.Count > maxTenants) Trim(day);
    }

    /// <inheritdoc/>
    public void Learn(string tenant, long atLeast, DateTimeOffset now) =>
        Of(now).Spent.AddOrUpdate(tenant, static (_, told) => told, static (_, own, told) => Math.Max(own, told), atLeast);

    /// <summary>What was counted of a tenant today.</summary>
    public long Spent(string tenant, DateTimeOffset now) => Of(now).Spent.GetValueOrDefault(tenant);

    private Day Of(DateTimeOffset now)
    {
        var date = BusinessCalendar.Riyadh.Day(now);
        var today = Volatile.Read(ref _today);
        if (today.Date >= date) return today; // a turn that began before midnight counts for the day that began meanwhile
        lock (_turnOver)
        {
            if (_today.Date < date) Volatile.Write(ref _today, new Day(date));
            return _today;
        }
    }

    private void Trim(Day day)
    {
        lock (_turnOver)
        {
            if (day.Spent.Count <= maxTenants) return;
            foreach (var (tenant, _) in day.Spent.OrderBy(p => p.Value).Take(maxTenants / 10 + 1).ToList()) day.Spent.TryRemove(tenant, out _);
        }
    }

    private sealed class Day(DateOnly date)
    {
        public DateOnly Date { get; } = date;
        public ConcurrentDictionary<string, long> Spent { get; } = new(StringComparer.Ordinal);
    }
}
