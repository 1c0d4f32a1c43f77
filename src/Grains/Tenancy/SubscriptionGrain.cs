using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>What a company pays for.</summary>
[GrainType("subscription")]
internal sealed class SubscriptionGrain(
    [PersistentState("subscription", EntityStorage.Provider)] IPersistentState<EntityRecord<SubscriptionState>> storage, TimeProvider clock, IQuotas quotas)
    : EntityGrain<SubscriptionState>(storage, clock), ISubscriptionGrain
{
    /// <summary>The id part of every subscription's key.</summary>
    public const string KeyId = "subscription";

    public Task<Outcome> Start(string commandId, string plan) => Execute(commandId, (s, now) => SubscriptionDecisions.Start(s, plan, now));

    public Task<Outcome> Choose(string commandId, string plan, long? expectedVersion) =>
        Execute(commandId, (s, now) => SubscriptionDecisions.Choose(s, plan, Version, expectedVersion, now));

    public Task<Outcome> Activate(string commandId, ActivateSubscription command) =>
        Execute(commandId, (s, now) => SubscriptionDecisions.Activate(s, command, now));

    public Task<Outcome> Cancel(string commandId, string? reason, long? expectedVersion) =>
        Execute(commandId, (s, now) => SubscriptionDecisions.Cancel(s, reason, Version, expectedVersion, now));

    public Task<SubscriptionView?> Get() => Task.FromResult(State.Exists ? State.View(Version) : null);

    protected override Task<DueOutcome> Due(string name) => name switch
    {
        SubscriptionDecisions.PeriodTimer => Fire(name, SubscriptionDecisions.PeriodEnded),
        SubscriptionDecisions.UsageTimer => Look(),
        _ => Fire(name, (_, _) => Decision.Nothing),
    };

    private async Task<DueOutcome> Look()
    {
        if (State.Status is not (SubscriptionStatus.Active or SubscriptionStatus.PastDue))
            return await Fire(SubscriptionDecisions.UsageTimer, (_, _) => Decision.Nothing);
        var standing = await quotas.Standing(Key.Tenant, CancellationToken.None);
        var tenant = GrainFactory.GetGrain<ITenantGrain>(TenantKey.Format(Key.Tenant, TenantGrain.KeyId));
        foreach (var use in standing.Uses.Where(u => u.Warns))
        {
            var warning = new QuotaWarning(use.Metric.Word(), standing.Month, use.Used, use.Limit!.Value);
            await tenant.WarnQuota("quota:" + TenantDecisions.WarningKey(warning), warning);
        }
        return await Fire(SubscriptionDecisions.UsageTimer, (_, now) => Decision.Nothing.DueAt(SubscriptionDecisions.UsageTimer, now + SubscriptionDecisions.UsageInterval));
    }
}
