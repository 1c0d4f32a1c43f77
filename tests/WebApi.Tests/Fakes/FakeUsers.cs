using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Tests.Fakes;

/// <summary>A user in memory, with the real decisions.</summary>
public sealed class FakeUser(string key) : IUserGrain
{
    private readonly Dictionary<string, long> _commands = [];
    private UserState _state = new();
    private long _version;

    private string Id => TenantKey.Parse(key).Id;

    public Task<Outcome> Add(string commandId, AddUser command) => Do(commandId, (s, now) => UserDecisions.Add(s, command, TenantScope.Actor, now));

    public Task<Outcome> Update(string commandId, UpdateUser command, long? expectedVersion) =>
        Do(commandId, (s, now) => UserDecisions.Update(s, command, TenantScope.Actor, Id, _version, expectedVersion, now));

    public Task<Outcome> SetActive(string commandId, bool active, long? expectedVersion) =>
        Do(commandId, (s, now) => UserDecisions.SetActive(s, active, TenantScope.Actor, Id, _version, expectedVersion, now));

    public Task<Outcome> SetPresence(string commandId, Presence presence) =>
        Do(commandId, (s, now) => UserDecisions.SetPresence(s, presence, TenantScope.Actor, Id, now));

    public Task<Outcome> SignedIn(string commandId) => Do(commandId, (s, now) => UserDecisions.SignedIn(s, TenantScope.Actor, now));

    public Task<UserView?> Get() => Task.FromResult(_state.Exists ? _state.View(Id, _version) : null);

    public void Become(Role role) => _state = _state with { Role = role };

    public void Close() => _state = _state with { IsActive = false };

    private Task<Outcome> Do(string commandId, Func<UserState, DateTimeOffset, Decision> decide)
    {
        if (_commands.TryGetValue(commandId, out var version)) return Task.FromResult(new Outcome(Refusal.None, version, Repeated: true));
        var decision = decide(_state, DateTimeOffset.UnixEpoch);
        if (!decision.Accepted) return Task.FromResult(new Outcome(decision.Refusal, _version, decision.Detail));
        foreach (var e in decision.Events) _state = _state.Apply(e);
        _version += decision.Events.Length;
        _commands[commandId] = _version;
        return Task.FromResult(new Outcome(Refusal.None, _version));
    }
}

/// <summary>A list that says for which tenant it was read: the user's id is the tenant.</summary>
public sealed class FakeUserLists : IUserLists
{
    public Task<Page<UserView>> Users(string tenant, UserFilter filter, string? cursor, int limit, CancellationToken ct) =>
        cursor is not null
            ? throw new FormatException("Not a cursor of this list.")
            : Task.FromResult(new Page<UserView>(
                [new UserView(tenant, "س", "s@example.com", null, filter.Role ?? Role.Agent, "ar", [], [], 0, null, null, Presence.Offline, true, null, default, 1)], null));
}
