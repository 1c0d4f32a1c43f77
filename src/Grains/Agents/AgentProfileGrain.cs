using System.Collections.Concurrent;
using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Agents;

/// <summary>A tenant's own version of an agent.</summary>
[GrainType("agent-profile")]
internal sealed class AgentProfileGrain(
    [PersistentState("agent-profile", EntityStorage.Provider)] IPersistentState<EntityRecord<AgentProfileState>> storage, AgentProfiles copies, TimeProvider clock)
    : EntityGrain<AgentProfileState>(storage, clock), IAgentProfileGrain
{
    public Task<Outcome> Write(string commandId, AgentOverride changes, string? note, string userId, long? expectedVersion) =>
        Change(commandId, expectedVersion, (s, now) => AgentProfileDecisions.Write(s, changes, note, null, userId, now));

    public Task<Outcome> RollBack(string commandId, int number, AgentOverride content, string userId, long? expectedVersion) =>
        Change(commandId, expectedVersion, (s, now) => AgentProfileDecisions.Write(s, content, null, number, userId, now));

    private Task<Outcome> Change(string commandId, long? expectedVersion, Func<AgentProfileState, DateTimeOffset, Decision> decide) =>
        Execute(commandId, (s, now) => expectedVersion is { } seen && seen != Version ? Decision.Refuse(Refusal.StaleVersion) : decide(s, now));

    protected override Task Committed(IReadOnlyList<IDomainEvent> events)
    {
        copies.Forget(Key.Tenant, Key.Id);
        return Task.CompletedTask;
    }

    public Task<AgentProfileView?> Get() => Task.FromResult(State.Newest is not { } v
        ? null
        : new AgentProfileView(Key.Id, v.Number, v.Content, v.Note, v.RestoredFrom, v.By, v.At, Version));
}

/// <summary>What is remembered of a tenant's own version; earlier ones stand in the events and the read rows.</summary>
internal sealed record AgentProfileState : IFold<AgentProfileState>
{
    /// <summary>The newest version; null before the first.</summary>
    public AgentChanged? Newest { get; init; }

    public AgentProfileState Apply(IDomainEvent e) => e is AgentChanged changed ? this with { Newest = changed } : this;
}

/// <summary>What commands to a tenant's own version come to.</summary>
internal static class AgentProfileDecisions
{
    /// <summary>The longest note, in characters.</summary>
    public const int LongestNote = 500;

    public static Decision Write(AgentProfileState state, AgentOverride content, string? note, int? restoredFrom, string userId, DateTimeOffset now)
    {
        if (note?.Length > LongestNote) return Decision.Refuse(Refusal.Invalid, "note");
        var number = (state.Newest?.Number ?? 0) + 1;
        if (restoredFrom >= number) return Decision.Refuse(Refusal.NotFound);
        return state.Newest is { } newest && Same(newest.Content, content)
            ? Decision.Nothing
            : Decision.Accept(new AgentChanged(number, content, string.IsNullOrWhiteSpace(note) ? null : note.Trim(), restoredFrom, userId, now));
    }

    private static bool Same(AgentOverride one, AgentOverride other)
    {
        var (a, b) = (one.Thresholds ?? new Dictionary<string, double>(), other.Thresholds ?? new Dictionary<string, double>());
        return one with { Thresholds = null } == other with { Thresholds = null } && a.Count == b.Count
            && a.All(t => b.TryGetValue(t.Key, out var value) && value.Equals(t.Value));
    }
}

/// <summary>
/// This silo's copies of tenants' own versions: asked for with every turn, changed once a month. At most five seconds old; where the version is changed
/// on this silo, at once new.
/// </summary>
public sealed class AgentProfiles(IGrainFactory grains, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(5);
    private const int MaxCopies = 20_000;
    private readonly ConcurrentDictionary<(string Tenant, string Agent), (AgentProfileView? View, DateTimeOffset Until)> _copies = new();

    /// <summary>The tenant's own version of an agent, or null.</summary>
    public async ValueTask<AgentProfileView?> Get(string tenant, string agentId)
    {
        if (_copies.TryGetValue((tenant, agentId), out var copy) && clock.GetUtcNow() < copy.Until) return copy.View;
        var view = await grains.GetGrain<IAgentProfileGrain>(TenantKey.Format(tenant, agentId)).Get();
        if (_copies.Count >= MaxCopies) _copies.Clear();
        _copies[(tenant, agentId)] = (view, clock.GetUtcNow() + Life);
        return view;
    }

    /// <summary>Has an agent's version read anew when it is next asked for.</summary>
    public void Forget(string tenant, string agentId) => _copies.TryRemove((tenant, agentId), out _);

    /// <summary>The tenant's own versions of several agents, by agent; those without one are left out.</summary>
    public async ValueTask<IReadOnlyDictionary<string, AgentProfileView>> Get(string tenant, IEnumerable<string> agentIds)
    {
        var found = new Dictionary<string, AgentProfileView>(StringComparer.Ordinal);
        foreach (var id in agentIds)
            if (await Get(tenant, id) is { } view) found[id] = view;
        return found;
    }
}
