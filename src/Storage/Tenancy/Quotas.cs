using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Common;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Tenancy;

/// <summary>
/// Answers from the projection's counters, read at most every three seconds a tenant in this process. What was allowed since counts as used until
/// then.
/// </summary>
internal sealed class Quotas(ReadModelContexts contexts, TimeProvider clock, IServiceProvider services) : IQuotas
{
    private const int MaxCopies = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<string, Copy> _copies = new(StringComparer.Ordinal);

    private sealed class Copy(QuotaStanding standing, DateTimeOffset until)
    {
        private readonly long[] _more = new long[standing.Uses.Count];

        public DateTimeOffset Until => until;

        public bool Take(QuotaMetric metric, long more)
        {
            var use = standing.Uses[(int)metric];
            if (use.Limit is null) return true;
            ref var taken = ref _more[(int)metric];
            for (var seen = Volatile.Read(ref taken); use.Allows(seen + more);)
            {
                var now = Interlocked.CompareExchange(ref taken, seen + more, seen);
                if (now == seen) return true;
                seen = now;
            }
            return false;
        }

        public QuotaStanding Standing => standing with
        {
            Uses = [.. standing.Uses.Select((u, i) => u with { Used = u.Used + Volatile.Read(ref _more[i]) })],
        };
    }

    public async ValueTask<bool> Allows(string tenant, QuotaMetric metric, long more, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(more);
        return (await Get(tenant, ct)).Take(metric, more);
    }

    public async ValueTask<QuotaStanding> Standing(string tenant, CancellationToken ct) => (await Get(tenant, ct)).Standing;

    private async ValueTask<Copy> Get(string tenant, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_copies.TryGetValue(tenant, out var copy) && now < copy.Until) return copy;
        copy = new Copy(await Read(tenant, now, ct), now + Life);
        if (_copies.Count >= MaxCopies) _copies.Clear();
        _copies[tenant] = copy;
        return copy;
    }

    private async Task<QuotaStanding> Read(string tenant, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var zone = await db.Set<TenantRow>().Select(r => r.TimeZone).FirstOrDefaultAsync(ct);
        var month = UsageReadModule.MonthOf(now, zone ?? "");
        var subscription = await db.Set<SubscriptionRow>().FirstOrDefaultAsync(ct);
        var used = await db.Set<UsageRow>().Where(r => r.Month == month).ToDictionaryAsync(r => r.Metric, r => r.Used, StringComparer.Ordinal, ct);
        var users = services.GetService<IUserDirectory>() is { } directory ? (await directory.All(tenant, ct)).Count(u => u.IsActive) : 0;
        // A company whose subscription has not been projected yet was registered a moment ago: its trial.
        var plan = PlanCatalogue.Find(subscription?.Plan ?? PlanCatalogue.First, BusinessCalendar.Riyadh.Day(now));
        var status = subscription?.Status ?? SubscriptionStatus.Trialing;
        return new QuotaStanding(subscription?.Plan ?? PlanCatalogue.First, status, month,
        [
            .. Enum.GetValues<QuotaMetric>().Select(m => new QuotaUse(
                m, m == QuotaMetric.Users ? users : used.GetValueOrDefault(m.Word()), QuotaLimits.Of(plan, status, m))),
        ]);
    }
}

/// <summary>Which limit holds.</summary>
internal static class QuotaLimits
{
    /// <summary>None in a trial, the plan's while it is paid for and in the grace after it, nothing more at all when it has ended.</summary>
    public static long? Of(Plan? plan, SubscriptionStatus status, QuotaMetric metric) => status switch
    {
        SubscriptionStatus.Trialing => null,
        SubscriptionStatus.Cancelled => 0,
        _ => plan?.Limit(metric),
    };
}
