using Orleans.Concurrency;
using SalesFlow.Common;

namespace SalesFlow.Feed;

/// <summary>One event of a tenant's feed, under the tenant's gapless number.</summary>
/// <param name="Seq">1, 2, 3, … without a gap within the tenant.</param>
/// <param name="Id">The event's id: <c>{entity}/{entity id}:{version}</c>.</param>
/// <param name="Type">The event's name, such as <c>lead.scored</c>.</param>
/// <param name="Entity">The entity's kind.</param>
/// <param name="EntityId">The entity's id.</param>
/// <param name="Version">The entity's version with this event.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="Data">The event's body as JSON.</param>
[GenerateSerializer, Immutable, Alias("feed.item")]
public sealed record FeedItem(long Seq, string Id, string Type, string Entity, string EntityId, long Version, DateTimeOffset At, string? Data);

/// <summary>A hint on the stream <c>live/{tenant}</c>: these came to be. Never to be believed alone; the number tells of a gap.</summary>
[GenerateSerializer, Immutable, Alias("feed.hint")]
public sealed record FeedHint(string Tenant, IReadOnlyList<FeedItem> Items);

/// <summary>Names of the live stream.</summary>
public static class LiveStream
{
    /// <summary>The stream provider.</summary>
    public const string Provider = "live";

    /// <summary>The stream namespace; the key is the tenant.</summary>
    public const string Namespace = "live";
}

/// <summary>Reads tenants' feeds.</summary>
public interface IFeedReader
{
    /// <summary>Items after a number, oldest first. An empty page with a higher head means that the items were trimmed: read the lists anew.</summary>
    Task<FeedPage> Read(string tenant, long after, int limit, CancellationToken ct);

    /// <summary>The newest number, 0 for a tenant without events.</summary>
    Task<long> Head(string tenant, CancellationToken ct);

    /// <summary>The newest numbers of several tenants in one question.</summary>
    Task<IReadOnlyDictionary<string, long>> Heads(IReadOnlyCollection<string> tenants, CancellationToken ct);
}

/// <summary>A page of a feed.</summary>
public sealed record FeedPage(IReadOnlyList<FeedItem> Items, long Head);

/// <summary>Reads one shard of the event log into read models and feeds. Key: <c>platform/shard-{n}</c>.</summary>
[Alias("projector")]
public interface IProjectorGrain : IPlatformScoped
{
    /// <summary>Something was committed in this shard.</summary>
    [Alias("Ring")]
    [OneWay]
    [AlwaysInterleave]
    Task Ring();

    /// <summary>Where it stands.</summary>
    [Alias("Status")]
    [AlwaysInterleave]
    Task<ProjectorStatus> Status();
}

/// <summary>A projector's standing.</summary>
/// <param name="Running">False where it stopped at an event that it cannot fold.</param>
/// <param name="Position">The last position folded.</param>
/// <param name="Error">Why it stopped, or null.</param>
[GenerateSerializer, Immutable, Alias("projector.status")]
public sealed record ProjectorStatus(bool Running, long Position, string? Error);
