namespace SalesFlow.Entities;

/// <summary>
/// Creates many entities without activating their grains. What it writes is what the grain's first commits would have written: state, events, timers
/// and command ids, whole or not at all, each entity for itself. It takes a bounded share of the commit lanes, so that live turns keep their latency.
/// </summary>
public interface IBulkEntityWriter
{
    /// <summary>
    /// Creates these entities unless they exist. An entity that exists already is left as it is: a repeat after a crash changes nothing.
    /// </summary>
    /// <param name="tenant">Whose they are.</param>
    /// <param name="kind">Their kind: the grain's type and the state's name.</param>
    /// <param name="entities">The entities, each id once.</param>
    /// <param name="ct">Stops before the next entity; what has begun is finished.</param>
    /// <returns>The ids of those that existed already.</returns>
    Task<IReadOnlyList<string>> Create(string tenant, string kind, IReadOnlyList<NewEntity> entities, CancellationToken ct);
}

/// <summary>An entity to be created.</summary>
/// <param name="Id">Its id within the tenant.</param>
/// <param name="Record">Its record after its first commands, with all that they commit in <see cref="IEntityRecord.Pending"/>.</param>
public sealed record NewEntity(string Id, IEntityRecord Record);
