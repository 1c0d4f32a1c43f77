using Orleans.Streams;
using SalesFlow.Common;
using SalesFlow.Feed;

namespace SalesFlow.Realtime;

/// <summary>Hints by the Orleans stream <c>live/{tenant}</c>.</summary>
internal sealed class StreamHints(IClusterClient cluster) : ILiveHints
{
    public async Task<IAsyncDisposable> Subscribe(string tenant, Action<FeedHint> receive)
    {
        TenantScope.Enter(tenant);
        var stream = cluster.GetStreamProvider(LiveStream.Provider).GetStream<FeedHint>(StreamId.Create(LiveStream.Namespace, tenant));
        var handle = await stream.SubscribeAsync((hint, _) =>
        {
            // A stream is named by its tenant; what claims another tenant is not believed.
            if (hint.Tenant == tenant) receive(hint);
            return Task.CompletedTask;
        });
        return new Subscription(handle);
    }

    private sealed class Subscription(StreamSubscriptionHandle<FeedHint> handle) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await handle.UnsubscribeAsync();
    }
}
