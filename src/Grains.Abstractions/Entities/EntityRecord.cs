using System.Text.Json.Serialization;

namespace SalesFlow.Entities;

/// <summary>A state that folds events. Implemented by an immutable record; applying never fails and never decides.</summary>
/// <typeparam name="TSelf">The state itself.</typeparam>
public interface IFold<TSelf> where TSelf : class, IFold<TSelf>
{
    /// <summary>The state after the event.</summary>
    TSelf Apply(Common.IDomainEvent e);
}

/// <summary>What the <c>entities</c> storage provider needs to see of a record, whatever state it holds.</summary>
public interface IEntityRecord
{
    /// <summary>The number of the state's shape.</summary>
    int Schema { get; }

    /// <summary>
    /// How many versions the entity has been through: it grows by one for each event, and by one for a commit without events.
    /// Zero means never written.
    /// </summary>
    long Version { get; set; }

    /// <summary>What the next write commits beside the state. Never stored itself.</summary>
    PendingCommit? Pending { get; set; }
}

/// <summary>The stored form of an entity grain: its state, its version, its timers, and its last commands.</summary>
/// <typeparam name="TState">The state's type.</typeparam>
public sealed class EntityRecord<TState> : IEntityRecord where TState : class, new()
{
    /// <summary>The number of the state's shape; raised when old payloads must be read differently.</summary>
    public int Schema { get; set; } = 1;

    /// <inheritdoc/>
    public long Version { get; set; }

    /// <summary>The state.</summary>
    public TState State { get; set; } = new();

    /// <summary>When its first event happened, UTC; null for what came into being before this was kept.</summary>
    public DateTimeOffset? CreatedAt { get; set; }

    /// <summary>When its last event happened, UTC, as read models tell it; null until the first one since this is kept.</summary>
    public DateTimeOffset? UpdatedAt { get; set; }

    /// <summary>The timers that stand, by name.</summary>
    public Dictionary<string, DueMark> Due { get; set; } = [];

    /// <summary>The last commands with their outcomes, oldest first: the quick answer to a repeat. The commands table decides.</summary>
    public List<CommandTrace> Commands { get; set; } = [];

    /// <inheritdoc/>
    [JsonIgnore]
    public PendingCommit? Pending { get; set; }
}

/// <summary>A timer that stands: when it is due, and the token that the row in <c>due_items</c> carries.</summary>
/// <param name="At">The instant, UTC.</param>
/// <param name="Token">The version of the commit that set it, so a later setting of the same name makes earlier deliveries stale.</param>
public sealed record DueMark(DateTimeOffset At, long Token);

/// <summary>A command that took effect.</summary>
/// <param name="Id">The command's id, unique within the entity.</param>
/// <param name="Version">The version after it.</param>
public sealed record CommandTrace(string Id, long Version);

/// <summary>
/// One grain turn's effect, written in one transaction: the state (the write itself), these events, these timers and these command ids.
/// </summary>
/// <param name="CommandIds">Ids that must never have been committed for this entity before; empty where the commit repeats harmlessly.</param>
/// <param name="Events">What happened, in order. The n-th gets version <c>previous + n</c>.</param>
/// <param name="DueSet">Timers set or moved.</param>
/// <param name="DueCleared">Names of timers removed. A name that does not stand is no error.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="By">Whose doing it is: an <see cref="Access.Actor.Signature"/>, or null for the program's own.</param>
public sealed record PendingCommit(
    IReadOnlyList<string> CommandIds,
    IReadOnlyList<Common.IDomainEvent> Events,
    IReadOnlyList<DueSet> DueSet,
    IReadOnlyList<string> DueCleared,
    DateTimeOffset At,
    string? By = null);

/// <summary>A timer to be set.</summary>
/// <param name="Name">Unique within the entity; setting it again moves it.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Token">Carried back by the delivery.</param>
public sealed record DueSet(string Name, DateTimeOffset At, long Token);

/// <summary>A commit carried a command id that this entity has committed before. Nothing was written.</summary>
/// <param name="commandIds">The ids found.</param>
public sealed class DuplicateCommandException(IReadOnlyList<string> commandIds) : Exception("The command was committed before.")
{
    /// <summary>The ids found.</summary>
    public IReadOnlyList<string> CommandIds { get; } = commandIds;
}

/// <summary>Names that the storage provider and the grains share.</summary>
public static class EntityStorage
{
    /// <summary>The name of the group-commit provider. A grain's state name under it is the entity's kind: <c>lead</c>, <c>deal</c>.</summary>
    public const string Provider = "entities";

    /// <summary>The name of the relational provider for everything that is not an entity.</summary>
    public const string Relational = "relational";

    /// <summary>How many recent commands a record keeps: enough for the repeats of a busy minute. Each is written with every commit; the table knows the rest.</summary>
    public const int CommandsKept = 12;

    /// <summary>The instant as every database keeps it: in UTC, without what is finer than a microsecond.</summary>
    public static DateTimeOffset Instant(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>How many shards the event log is read in.</summary>
    public const int Shards = 16;

    /// <summary>The shard whose projector reads a tenant's events. Stable for ever: rows carry it.</summary>
    public static short ShardOf(string tenant)
    {
        // FNV-1a: the platform's own string hash changes with every process.
        var hash = 2166136261u;
        foreach (var c in tenant) hash = (hash ^ c) * 16777619u;
        return (short)(hash % Shards);
    }
}
