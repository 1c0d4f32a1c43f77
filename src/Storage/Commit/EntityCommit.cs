using SalesFlow.Common;
using SalesFlow.Entities;

namespace SalesFlow.Storage.Commit;

/// <summary>Which entity: its tenant, its kind (the state's name) and its id within the tenant.</summary>
internal readonly record struct EntityKey(string Tenant, string Kind, string Id)
{
    public string Stream => string.Concat(Kind, "/", Id);
}

/// <summary>An entity as it is stored.</summary>
internal readonly record struct StoredEntity(long Version, byte[] State);

/// <summary>An event, ready to be written.</summary>
internal readonly record struct EventRow(string Type, byte[] Body);

internal enum CommitOutcome : short
{
    Committed = 0,
    Stale = 1,
    Duplicate = 2,
}

/// <summary>What became of a commit.</summary>
/// <param name="Outcome">Whether it was written.</param>
/// <param name="Duplicates">The command ids found, where it was a duplicate.</param>
internal readonly record struct CommitResult(CommitOutcome Outcome, IReadOnlyList<string> Duplicates)
{
    public static CommitResult Committed => new(CommitOutcome.Committed, []);

    public static CommitResult Stale => new(CommitOutcome.Stale, []);
}

/// <summary>One grain turn, serialised on the caller's thread and ready for a writer.</summary>
internal sealed class EntityCommit
{
    private readonly TaskCompletionSource<CommitResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EntityCommit(EntityKey key, long expected, long version, int schema, byte[] state, PendingCommit pending)
    {
        (Key, Expected, Version, Schema, State, At, By) = (key, expected, version, schema, state, pending.At, pending.By);
        Shard = EntityStorage.ShardOf(key.Tenant);
        Events = Serialise(pending.Events);
        CommandIds = pending.CommandIds.Count < 2 ? pending.CommandIds : [.. pending.CommandIds.Distinct(StringComparer.Ordinal)];
        DueSet = pending.DueSet.Count < 2 ? pending.DueSet : [.. pending.DueSet.GroupBy(d => d.Name, (_, same) => same.Last())];
        DueCleared = pending.DueCleared;
        Bytes = State.Length + Events.Sum(e => e.Body.Length);
    }

    public EntityKey Key { get; }

    /// <summary>The version that must be stored now; 0 where none may be.</summary>
    public long Expected { get; }

    public long Version { get; }

    public int Schema { get; }

    public byte[] State { get; }

    public short Shard { get; }

    public DateTimeOffset At { get; }

    /// <summary>Whose doing it is; null for the program's own.</summary>
    public string? By { get; }

    public EventRow[] Events { get; }

    public IReadOnlyList<string> CommandIds { get; }

    public IReadOnlyList<DueSet> DueSet { get; }

    public IReadOnlyList<string> DueCleared { get; }

    public int Bytes { get; }

    public Task<CommitResult> Completion => _done.Task;

    public void Complete(CommitResult result) => _done.TrySetResult(result);

    public void Fail(Exception e) => _done.TrySetException(e);

    private static EventRow[] Serialise(IReadOnlyList<IDomainEvent> events)
    {
        if (events.Count == 0) return [];
        var rows = new EventRow[events.Count];
        for (var i = 0; i < rows.Length; i++) rows[i] = new EventRow(EventCatalog.NameOf(events[i]), EventCatalog.Serialize(events[i]));
        return rows;
    }
}

/// <summary>Keeps entities. Each commit is whole or not at all, and fails alone.</summary>
internal interface IEntityStore
{
    ValueTask<StoredEntity?> Read(EntityKey key, CancellationToken ct);

    /// <exception cref="Database.StorageBusyException">The queue is full; nothing was written.</exception>
    Task<CommitResult> Commit(EntityCommit commit);

    /// <summary>Removes the entity, its events, commands and timers. False where another version is stored.</summary>
    Task<bool> Erase(EntityKey key, long expected, CancellationToken ct);
}
