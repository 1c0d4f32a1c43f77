using Orleans.Concurrency;
using SalesFlow.Common;

namespace SalesFlow.Feed;

/// <summary>
/// Something that follows from committed events, outside the entity that committed them: a clock that starts, a call to another system. Every event of
/// the types named is given at least once, after its commit, those of one entity in their order. What a reaction does must repeat harmlessly: it names
/// its commands after the event (<see cref="CommittedEvent.CommandId"/>).
/// </summary>
public interface IReaction
{
    /// <summary>The name under which it keeps its place in the log: at most 40 lower-case letters and dashes, stable for ever.</summary>
    string Name { get; }

    /// <summary>The stored names of the events that may concern it.</summary>
    IReadOnlySet<string> EventTypes { get; }

    /// <summary>Whether one of those events concerns it, by its stored body: a quick look that saves reading the rest. True unless it says otherwise.</summary>
    bool Concerns(string type, string body) => true;

    /// <summary>
    /// Reacts. Runs as the program itself within the event's tenant. An exception means that it must be tried again: the shard waits, and the event
    /// comes again with all that follow it.
    /// </summary>
    Task React(CommittedEvent e, CancellationToken ct);
}

/// <summary>An event as reactions see it.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Entity">The entity's kind.</param>
/// <param name="EntityId">The entity's id.</param>
/// <param name="Version">The entity's version with this event.</param>
/// <param name="At">When it was committed, UTC.</param>
/// <param name="By">Whose doing it is: an actor's signature, or null for the program's own.</param>
/// <param name="Event">The event.</param>
public sealed record CommittedEvent(string Tenant, string Entity, string EntityId, long Version, DateTimeOffset At, string? By, IDomainEvent Event)
{
    /// <summary>The id for a command that follows from this event: the same whenever the event is given again.</summary>
    public string CommandId => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Entity}/{EntityId}:{Version}");

    /// <summary>The person whose doing it is, or null.</summary>
    public string? UserId => By?.StartsWith("user:", StringComparison.Ordinal) == true ? By[5..].Split('@')[0] : null;
}

/// <summary>Gives one shard's events to one reaction. Key: <c>platform/{reaction}.shard-{n}</c>.</summary>
[Alias("reactor")]
public interface IReactorGrain : IPlatformScoped
{
    /// <summary>Something that concerns the reaction was projected in this shard.</summary>
    [Alias("Ring")]
    [OneWay]
    [AlwaysInterleave]
    Task Ring();

    /// <summary>Where it stands.</summary>
    [Alias("Status")]
    [AlwaysInterleave]
    Task<ProjectorStatus> Status();
}
