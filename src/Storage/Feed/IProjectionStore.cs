using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Feed;

/// <summary>A place in the log: events up to it are projected. On SQLite the transaction is always 0.</summary>
internal readonly record struct Place(ulong Tx, long Position);

/// <summary>The right to project a shard. It ends as soon as somebody else takes the shard over.</summary>
internal readonly record struct Ownership(long Epoch, Place Place);

/// <summary>An event as the log holds it.</summary>
internal sealed record StoredEvent(Place Place, EventHeader Header, string Type, string Body);

/// <summary>An event that could not be folded.</summary>
internal sealed record DeadEvent(StoredEvent Event, string Error);

/// <summary>All that a batch writes, in one transaction.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Owner">Who writes, and from where.</param>
/// <param name="To">Up to where.</param>
/// <param name="Rows">The read rows.</param>
/// <param name="Feed">The feed items, by tenant in the order of their numbers.</param>
/// <param name="Heads">Each tenant's newest number.</param>
/// <param name="Dead">Events that could not be folded.</param>
/// <param name="At">Now, UTC.</param>
internal sealed record ProjectionWrite(
    short Shard, Ownership Owner, Place To, ReadModelBatch Rows, IReadOnlyList<FeedRow> Feed, IReadOnlyDictionary<string, long> Heads,
    IReadOnlyList<DeadEvent> Dead, DateTimeOffset At);

/// <summary>Somebody else projects the shard now. Nothing was written.</summary>
internal sealed class FencedException(int shard) : Exception($"The projection of shard {shard} has another owner.");

/// <summary>What a projector needs of a database.</summary>
internal interface IProjectionStore
{
    /// <summary>The name under which the checkpoints of this projection stand.</summary>
    const string Projection = "read_models";

    /// <summary>Takes the shard over: whoever owned it before can write no more.</summary>
    Task<Ownership> TakeOver(short shard, CancellationToken ct);

    /// <summary>
    /// The next events in the order of their commits. An event is not given before every transaction that began earlier has ended, since one of
    /// those could still put an event in front of it.
    /// </summary>
    Task<IReadOnlyList<StoredEvent>> Read(short shard, Place after, int limit, CancellationToken ct);

    /// <summary>Loads the rows that were asked for, and the newest feed numbers of the tenants; a tenant without events is left out.</summary>
    Task<IReadOnlyDictionary<string, long>> Load(ReadModelBatch rows, IReadOnlyCollection<string> tenants, CancellationToken ct);

    /// <summary>Writes a batch, whole or not at all.</summary>
    /// <exception cref="FencedException">Somebody else owns the shard.</exception>
    Task Write(ProjectionWrite write, CancellationToken ct);

    /// <summary>The place of a shard's newest event, and the place up to which events are projected.</summary>
    Task<(Place Newest, Place Projected)> Progress(short shard, CancellationToken ct);

    /// <summary>The newest feed numbers of the tenants; a tenant without events is left out.</summary>
    Task<IReadOnlyDictionary<string, long>> Heads(IReadOnlyCollection<string> tenants, CancellationToken ct);

    /// <summary>
    /// Takes away feed items of a shard that are older than an instant, oldest first, at most the limit of each of 100
    /// tenants; answers how many went.
    /// </summary>
    Task<int> Trim(short shard, DateTimeOffset before, int limit, CancellationToken ct);
}
