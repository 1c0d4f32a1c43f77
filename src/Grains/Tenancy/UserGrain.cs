using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>A person of the company.</summary>
[GrainType("user")]
internal sealed class UserGrain(
    [PersistentState("user", EntityStorage.Provider)] IPersistentState<EntityRecord<UserState>> storage, TimeProvider clock)
    : EntityGrain<UserState>(storage, clock), IUserGrain
{
    public Task<Outcome> Add(string commandId, AddUser command) =>
        Execute(commandId, (s, now) => UserDecisions.Add(s, command, TenantScope.Actor, now));

    public Task<Outcome> Update(string commandId, UpdateUser command, long? expectedVersion) =>
        Execute(commandId, (s, now) => UserDecisions.Update(s, command, TenantScope.Actor, Key.Id, Version, expectedVersion, now));

    public Task<Outcome> SetActive(string commandId, bool active, long? expectedVersion) =>
        Execute(commandId, (s, now) => UserDecisions.SetActive(s, active, TenantScope.Actor, Key.Id, Version, expectedVersion, now));

    public Task<Outcome> SetPresence(string commandId, Presence presence) =>
        Execute(commandId, (s, now) => UserDecisions.SetPresence(s, presence, TenantScope.Actor, Key.Id, now));

    public Task<Outcome> SignedIn(string commandId) => Execute(commandId, (s, now) => UserDecisions.SignedIn(s, TenantScope.Actor, now));

    public Task<UserView?> Get() => Task.FromResult(State.Exists ? State.View(Key.Id, Version) with { UpdatedAt = UpdatedAt } : null);

    protected override async Task<DueOutcome> Due(string name)
    {
        if (name == UserDecisions.EndSessionsTimer && State is { Exists: true, IsActive: false })
            await GrainFactory.GetGrain<IAccountGrain>(TenantKey.Format(TenantKey.Platform, Id.Named("account", State.Email))).EndAll(but: null);
        return await Fire(name, (_, _) => Decision.Nothing);
    }
}
