using SalesFlow.Storage.Feed;

namespace SalesFlow.Storage.Reactions;

/// <summary>An event of the log; the body stands only where the type was asked for.</summary>
internal sealed record PassedEvent(Place Place, EventHeader Header, string Type, string? Body);

/// <summary>What reactions need of a database: a checkpoint for each reaction and shard, beside the projectors' own, fenced in the same way.</summary>
internal interface IReactionStore
{
    /// <summary>Takes a shard over for a reaction: whoever owned it before can move the checkpoint no more.</summary>
    Task<Ownership> TakeOver(string checkpoint, short shard, CancellationToken ct);

    /// <summary>The next events in the order of their commits; bodies only of the types named.</summary>
    Task<IReadOnlyList<PassedEvent>> Read(short shard, Place after, string[] types, int limit, CancellationToken ct);

    /// <summary>Moves the checkpoint, and puts aside the events that could not be worked on, in one transaction.</summary>
    /// <exception cref="FencedException">Somebody else owns the shard.</exception>
    Task Advance(string checkpoint, short shard, Ownership owner, Place to, IReadOnlyList<(PassedEvent Event, string Error)> dead, DateTimeOffset at,
        CancellationToken ct);
}
