using SalesFlow.Feed;

namespace SalesFlow.Realtime;

/// <summary>Brings hints of new events. They may be late, lost, repeated or out of order: the numbers decide.</summary>
internal interface ILiveHints
{
    /// <summary>Subscribes for a tenant. The receiver returns at once. Disposing ends it.</summary>
    Task<IAsyncDisposable> Subscribe(string tenant, Action<FeedHint> receive);
}
