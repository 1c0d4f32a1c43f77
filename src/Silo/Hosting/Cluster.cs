using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Serialization;
using SalesFlow.Feed;

namespace SalesFlow.Silo.Hosting;

/// <summary>Orleans: membership, time limits, streams. Tuned so that a killed silo is noticed within seconds.</summary>
internal static class Cluster
{
    private const string ServiceId = "salesflow";
    private const int StreamQueues = 4;
    private const int LongestGrainQueue = 1000;
    private static readonly TimeSpan StreamPull = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(5);

    public static void Configure(ISiloBuilder silo, HostSettings settings)
    {
        silo.Configure<ClusterOptions>(o => (o.ServiceId, o.ClusterId) = (ServiceId, settings.ClusterId));
        if (settings.Redis)
        {
            silo.UseRedisClustering(settings.RedisConnection!);
            if (settings.AdvertisedAddress is { } address)
                silo.ConfigureEndpoints(address, settings.SiloPort, settings.GatewayPort, listenOnAnyHostAddress: true);
            else
                silo.ConfigureEndpoints(settings.SiloPort, settings.GatewayPort, listenOnAnyHostAddress: true);
        }
        else
        {
            silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, serviceId: ServiceId, clusterId: settings.ClusterId);
        }
        silo.Configure<ClusterMembershipOptions>(o =>
        {
            o.ProbeTimeout = TimeSpan.FromSeconds(1);
            o.NumMissedProbesLimit = 2;
            // Never more votes than half of the silos that remain: one is enough while there are fewer than three.
            o.NumVotesForDeathDeclaration = 2;
            o.TableRefreshTimeout = RefreshPeriod;
            o.IAmAliveTablePublishTimeout = RefreshPeriod;
        });
        silo.Configure<SiloMessagingOptions>(o =>
        {
            o.ResponseTimeout = settings.ResponseTimeout;
            // One busy entity must not gather the memory of all.
            o.MaxEnqueuedRequestsHardLimit = LongestGrainQueue;
        });
        silo.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = settings.ResponseTimeout);
        silo.Configure<LoadSheddingOptions>(o =>
        {
            // Alone there is nobody who could take the call instead.
            o.LoadSheddingEnabled = settings.Redis;
            o.CpuThreshold = 98;
        });
        silo.AddMemoryStreams(LiveStream.Provider, streams =>
        {
            streams.ConfigurePartitioning(StreamQueues);
            streams.ConfigurePullingAgent(agent => agent.Configure(o => o.GetQueueMsgsTimerPeriod = StreamPull));
        });
        silo.Services.Configure<ExceptionSerializationOptions>(Readable);
        // Both sit in the way of every call: they are there where somebody looks.
        if (settings.Traced) silo.AddActivityPropagation();
        if (settings.OrleansDashboard) silo.AddDashboard(o => o.HideTrace = true);
    }

    public static void Configure(IClientBuilder client, HostSettings settings)
    {
        client.Configure<ClusterOptions>(o => (o.ServiceId, o.ClusterId) = (ServiceId, settings.ClusterId));
        if (settings.Redis) client.UseRedisClustering(settings.RedisConnection!);
        else client.UseLocalhostClustering(settings.GatewayPort, serviceId: ServiceId, clusterId: settings.ClusterId);
        client.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = settings.ResponseTimeout);
        client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = RefreshPeriod);
        client.AddMemoryStreams(LiveStream.Provider, streams => streams.ConfigurePartitioning(StreamQueues));
        client.Services.Configure<ExceptionSerializationOptions>(Readable);
        if (settings.Traced) client.AddActivityPropagation();
        // A web node may start before the first silo does.
        client.UseConnectionRetryFilter(async (_, ct) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), ct);
            return true;
        });
    }

    /// <summary>A database's exceptions may cross from silo to silo: a caller must learn of an outage, not of a missing codec.</summary>
    private static void Readable(ExceptionSerializationOptions options)
    {
        options.SupportedNamespacePrefixes.Add("Npgsql");
        options.SupportedNamespacePrefixes.Add("StackExchange.Redis");
    }
}
