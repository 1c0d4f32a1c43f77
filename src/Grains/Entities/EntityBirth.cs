using SalesFlow.Common;
using SalesFlow.Entities;

namespace SalesFlow.Grains.Entities;

/// <summary>
/// The first commands of an entity that does not exist yet, folded without its grain: the record and the commit are those that
/// <see cref="EntityGrain{TState}"/> would have come to, command by command.
/// </summary>
/// <typeparam name="TState">The state.</typeparam>
internal sealed class EntityBirth<TState> where TState : class, IFold<TState>, new()
{
    private readonly Dictionary<string, DueMark> _due = new(StringComparer.Ordinal);
    private readonly List<CommandTrace> _commands = [];
    private readonly List<IDomainEvent> _events = [];
    private TState _state = new();
    private long _version;

    /// <summary>Gives a command. Answers what it came to; a refused one changes nothing.</summary>
    public Decision Run(string commandId, Func<TState, Decision> decide)
    {
        var decision = decide(_state);
        if (!decision.Accepted || decision.IsEmpty) return decision;
        _version += Math.Max(1, decision.Events.Length);
        foreach (var e in decision.Events) _state = _state.Apply(e);
        foreach (var name in decision.DueClears) _due.Remove(name);
        foreach (var (name, at) in decision.DueSets) _due[name] = new DueMark(at, _version);
        _events.AddRange(decision.Events);
        _commands.Add(new CommandTrace(commandId, _version));
        return decision;
    }

    /// <summary>The entity, ready to be written.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="now">When it happened, UTC.</param>
    /// <param name="by">Whose doing it is.</param>
    public NewEntity Entity(string id, DateTimeOffset now, string? by) => new(id, new EntityRecord<TState>
    {
        Version = _version,
        State = _state,
        CreatedAt = EntityStorage.Instant(now),
        UpdatedAt = EntityStorage.Instant(now),
        Due = _due,
        Commands = _commands,
        Pending = new PendingCommit(
            [.. _commands.Select(c => c.Id)], _events, [.. _due.Select(d => new DueSet(d.Key, d.Value.At, d.Value.Token))], [], now, by),
    });
}
