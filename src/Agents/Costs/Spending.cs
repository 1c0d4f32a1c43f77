using System.Collections.Concurrent;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Models;
using SalesFlow.Common;
using SalesFlow.Reporting;

namespace SalesFlow.Agents.Costs;

/// <summary>What has been used already about a run's own subject.</summary>
/// <param name="Tokens">Tokens of the conversation before this run.</param>
/// <param name="CostSar">Its cost in riyals before this run.</param>
internal readonly record struct SpentBefore(long Tokens, decimal CostSar);

/// <summary>
/// The limits in tokens and in money: of a run, a conversation, a tenant's day and month. What a tenant has used is counted in this process and
/// corrected upwards by what all nodes have written down, at most half a minute old: so a limit holds across restarts and nodes, and can be passed by
/// what runs in that half minute. A model without a price counts nothing in money.
/// </summary>
internal sealed class Spending(ITokenBudget tokens, ModelPrices prices, AgentOptions options, TimeProvider clock, IReports? reports = null)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30), ReadLimit = TimeSpan.FromSeconds(1);
    private const int MaxTenants = 50_000;
    private readonly DailyTokenBudget _micros = new();
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>Reads what the tenant has used where the last look is too old. Never throws: where it cannot be read, this process's own count stands.</summary>
    public async ValueTask Refresh(string tenant, DateTimeOffset now, CancellationToken ct)
    {
        if (reports is null || _known.TryGetValue(tenant, out var known) && clock.GetElapsedTime(known.At) < Life) return;
        if (_known.Count >= MaxTenants) _known.Clear();
        // Said before it is read, so that a burst of runs reads once.
        _known[tenant] = known with { At = clock.GetTimestamp() };
        using var limit = new CancellationTokenSource(ReadLimit, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            var today = BusinessCalendar.Riyadh.Day(now);
            var days = await reports.Days(tenant, new DateOnly(today.Year, today.Month, 1), today, linked.Token);
            var day = days.LastOrDefault(d => d.Day == today);
            if (day is not null)
            {
                tokens.Learn(tenant, day.InputTokens + day.OutputTokens, now);
                _micros.Learn(tenant, Micros(day.AgentCostSar), now);
            }
            _known[tenant] = new Known(clock.GetTimestamp(), days.Where(d => d.Day != today).Sum(d => d.AgentCostSar));
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            // The next look corrects it.
        }
    }

    /// <summary>Whether one more model step may be made.</summary>
    public bool Allows(AgentDefinition agent, string tenant, string model, int input, int output, SpentBefore before, DateTimeOffset now)
    {
        var limits = agent.Limits;
        var used = input + output;
        if (used >= limits.TokensPerRun) return false;
        if (limits.TokensPerConversation > 0 && before.Tokens + used >= limits.TokensPerConversation) return false;
        if (!tokens.MaySpend(tenant, options.TokensPerTenantDay ?? limits.TokensPerTenantDay, now)) return false;
        var cost = prices.Cost(model, input, output, now) ?? 0;
        if (options.SarPerRun is { } run && cost >= run) return false;
        if (options.SarPerConversation is { } talk && before.CostSar + cost >= talk) return false;
        if (options.SarPerTenantDay is { } day && !_micros.MaySpend(tenant, Micros(day), now)) return false;
        return options.SarPerTenantMonth is not { } month
            || !_known.TryGetValue(tenant, out var known) || known.EarlierThisMonth + _micros.Spent(tenant, now) / 1_000_000m < month;
    }

    /// <summary>Records what a step used.</summary>
    public void Spend(string tenant, string model, int input, int output, DateTimeOffset now)
    {
        tokens.Spend(tenant, input + output, now);
        if (prices.Cost(model, input, output, now) is { } cost and > 0) _micros.Spend(tenant, (int)Math.Min(int.MaxValue, Micros(cost)), now);
    }

    private static long Micros(decimal sar) => (long)decimal.Round(sar * 1_000_000);

    private readonly record struct Known(long At, decimal EarlierThisMonth);
}
