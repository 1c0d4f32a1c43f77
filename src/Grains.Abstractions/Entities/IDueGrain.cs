namespace SalesFlow.Entities;

/// <summary>A grain that has timers. The dispatcher calls it; nobody else does.</summary>
public interface IDueGrain : IGrainWithStringKey
{
    /// <summary>
    /// A timer is due. Delivered at least once; a token that is no longer the timer's own changes nothing.
    /// </summary>
    [Alias("OnDue")]
    Task<DueOutcome> OnDue(string name, long token);
}

/// <summary>What became of a delivered timer.</summary>
[GenerateSerializer]
public enum DueOutcome
{
    /// <summary>Handled: the grain's own commit has removed or moved the row.</summary>
    Done = 0,
    /// <summary>The timer no longer stands with this token: the dispatcher removes the row.</summary>
    Stale = 1,
    /// <summary>Work goes on elsewhere and will remove the row by its own commit; deliver again when the lease has run out.</summary>
    Pending = 2,
}

/// <summary>Rings when something was committed, so that the projector of the shard need not wait for its poll. Losing a ring costs one poll.</summary>
public interface IProjectorDoorbell
{
    /// <summary>Rings for a shard. Returns at once; never throws.</summary>
    void Ring(int shard);
}

/// <summary>The due-items dispatcher finds a grain by the kind that the row names.</summary>
public interface IDueGrainResolver
{
    /// <summary>The grain of a kind and key, or null for a kind that this build does not know.</summary>
    IDueGrain? Resolve(string kind, string key);
}
