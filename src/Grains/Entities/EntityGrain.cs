using SalesFlow.Common;
using SalesFlow.Entities;

namespace SalesFlow.Grains.Entities;

/// <summary>
/// A grain whose events matter. A turn is one commit: events, state, timers and the command's id are written together, and memory follows
/// only after the write. The grain is the only writer of itself, and does not trust in being alone: the version decides.
/// </summary>
/// <typeparam name="TState">The state: an immutable record that folds events.</typeparam>
public abstract class EntityGrain<TState> : Grain, IDueGrain where TState : class, IFold<TState>, new()
{
    private readonly IPersistentState<EntityRecord<TState>> _storage;
    private readonly TimeProvider _clock;

    /// <summary>Binds the grain to its stored record and to the clock.</summary>
    protected EntityGrain(IPersistentState<EntityRecord<TState>> storage, TimeProvider clock)
    {
        _storage = storage;
        _clock = clock;
    }

    /// <summary>The state as committed. Reads that interleave with a write see the last committed one.</summary>
    protected TState State { get; private set; } = new();

    /// <summary>The committed version; 0 before the first commit.</summary>
    protected long Version { get; private set; }

    /// <summary>When the first event happened; null before it, and for what came into being before this was kept.</summary>
    protected DateTimeOffset? CreatedAt { get; private set; }

    /// <summary>When the last event happened; null before the first one, and until the next one where the last happened before this was kept.</summary>
    protected DateTimeOffset? UpdatedAt { get; private set; }

    /// <summary>The current instant, UTC, as databases keep it: grains and lists tell the same times.</summary>
    protected DateTimeOffset Now => EntityStorage.Instant(_clock.GetUtcNow());

    /// <summary>The clock behind <see cref="Now"/>, for waits with a limit.</summary>
    protected TimeProvider Clock => _clock;

    /// <summary>The grain's key.</summary>
    protected TenantKey Key { get; private set; }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Key = TenantKey.Parse(this.GetPrimaryKeyString());
        Settle();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<DueOutcome> OnDue(string name, long token) =>
        _storage.State.Due.TryGetValue(name, out var mark) && mark.Token == token ? Due(name) : Task.FromResult(DueOutcome.Stale);

    /// <summary>A timer that stands is due. Either commits through <see cref="Fire"/>, or starts work elsewhere and answers pending.</summary>
    protected virtual Task<DueOutcome> Due(string name) => Task.FromResult(DueOutcome.Stale);

    /// <summary>When a timer stands, the instant; null otherwise.</summary>
    protected DateTimeOffset? DueAt(string name) => _storage.State.Due.TryGetValue(name, out var mark) ? mark.At : null;

    /// <summary>Runs a command once: a repeat of its id answers as the first time did and changes nothing.</summary>
    protected async Task<Outcome> Execute(string commandId, Func<TState, DateTimeOffset, Decision> decide)
    {
        if (Seen(commandId) is { } seen) return new Outcome(Refusal.None, seen, Repeated: true);
        if (IsStale) return new Outcome(Refusal.StaleVersion, Version);
        var decision = decide(State, Now);
        if (!decision.Accepted) return new Outcome(decision.Refusal, Version, decision.Detail) { Rule = decision.Rule };
        if (decision.IsEmpty) return new Outcome(Refusal.None, Version);
        try
        {
            await Commit(decision, [commandId]);
            return new Outcome(Refusal.None, Version);
        }
        catch (DuplicateCommandException)
        {
            // Older than the ids that the state remembers; the table knows it.
            return new Outcome(Refusal.None, Version, Repeated: true);
        }
    }

    /// <summary>
    /// Whether the caller named a version of this entity (<see cref="SeenVersion"/>) that it has no longer. What never was has no version.
    /// </summary>
    protected bool IsStale => Version > 0 && SeenVersion.Of(this) is { } seen && seen != Version;

    /// <summary>Runs a timer's consequence. The timer goes with the commit unless the decision sets it again.</summary>
    protected async Task<DueOutcome> Fire(string name, Func<TState, DateTimeOffset, Decision> decide)
    {
        var decision = decide(State, Now);
        if (!decision.DueSets.Any(d => d.Name == name)) decision = (decision.Accepted ? decision : Decision.Nothing).DueClear(name);
        await Commit(decision, []);
        return DueOutcome.Done;
    }

    /// <summary>Whether a command's id was committed, as far as the state remembers: its version, or null.</summary>
    protected long? Seen(string commandId)
    {
        var commands = _storage.State.Commands;
        for (var i = commands.Count - 1; i >= 0; i--)
            if (commands[i].Id == commandId) return commands[i].Version;
        return null;
    }

    /// <summary>Commits a decision under these command ids.</summary>
    /// <exception cref="DuplicateCommandException">One of the ids was committed before. Nothing was written; the grain stays usable.</exception>
    protected async Task Commit(Decision decision, IReadOnlyList<string> commandIds)
    {
        decision = Entail(decision);
        var before = _storage.State;
        var now = Now;
        var version = Version + Math.Max(1, decision.Events.Length);
        var state = State;
        foreach (var e in decision.Events) state = state.Apply(e);

        var due = new Dictionary<string, DueMark>(before.Due, StringComparer.Ordinal);
        var sets = new List<DueSet>(decision.DueSets.Length);
        var clears = new List<string>(decision.DueClears.Length);
        foreach (var name in decision.DueClears)
            if (due.Remove(name)) clears.Add(name);
        foreach (var (name, at) in decision.DueSets)
        {
            due[name] = new DueMark(at, version);
            clears.Remove(name);
            sets.Add(new DueSet(name, at, version));
        }

        var record = new EntityRecord<TState>
        {
            Schema = before.Schema,
            Version = version,
            State = state,
            CreatedAt = before.Version == 0 ? now : before.CreatedAt,
            // A timer's setting changes nothing that anybody sees.
            UpdatedAt = decision.Events.IsEmpty ? before.UpdatedAt : now,
            Due = due,
            Commands = Remember(before.Commands, commandIds, version),
            Pending = new PendingCommit(commandIds, decision.Events, sets, clears, now, TenantScope.Actor.Signature),
        };
        _storage.State = record;
        try
        {
            await _storage.WriteStateAsync();
        }
        catch (DuplicateCommandException)
        {
            _storage.State = before;
            throw;
        }
        catch
        {
            // Whether it was written is unknown, or another activation was faster: this one's memory is worth nothing now.
            _storage.State = before;
            DeactivateOnIdle();
            throw;
        }
        record.Pending = null;
        Settle();
        // What follows is the program's own doing, not that of whoever gave the command.
        TenantScope.ActAsSystem();
        SeenVersion.Forget();
        await Committed(decision.Events);
    }

    /// <summary>What a decision entails, whatever command it came from: told in the same commit.</summary>
    protected virtual Decision Entail(Decision decision) => decision;

    /// <summary>Called after a commit: starts at once what should not wait for its timer. Must not throw; losing it only costs time.</summary>
    protected virtual Task Committed(IReadOnlyList<IDomainEvent> events) => Task.CompletedTask;

    private static List<CommandTrace> Remember(List<CommandTrace> before, IReadOnlyList<string> ids, long version)
    {
        if (ids.Count == 0) return before;
        var drop = Math.Max(0, before.Count + ids.Count - EntityStorage.CommandsKept);
        var commands = new List<CommandTrace>(Math.Min(before.Count + ids.Count, EntityStorage.CommandsKept));
        commands.AddRange(before.Skip(drop));
        foreach (var id in ids.TakeLast(EntityStorage.CommandsKept)) commands.Add(new CommandTrace(id, version));
        return commands;
    }

    private void Settle()
    {
        State = _storage.State.State;
        Version = _storage.State.Version;
        CreatedAt = _storage.State.CreatedAt;
        UpdatedAt = _storage.State.UpdatedAt;
    }
}
