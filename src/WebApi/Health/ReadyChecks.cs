using Microsoft.Extensions.Diagnostics.HealthChecks;
using SalesFlow.Common;
using SalesFlow.Feed;

namespace SalesFlow.WebApi.Health;

/// <summary>Storage answers a small question.</summary>
internal sealed class StorageCheck(IFeedReader feed) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await feed.Head(TenantKey.Platform, cancellationToken);
        return HealthCheckResult.Healthy();
    }
}

/// <summary>A silo answers, and its projector runs. A stopped projector degrades: commands still work, lists stand still.</summary>
internal sealed class SiloCheck(IGrainFactory grains) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var projector = grains.GetGrain<IProjectorGrain>(TenantKey.Format(TenantKey.Platform, "shard-0"));
        var status = await projector.Status().WaitAsync(cancellationToken);
        return status.Running ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("The projector of shard 0 stopped.");
    }
}
