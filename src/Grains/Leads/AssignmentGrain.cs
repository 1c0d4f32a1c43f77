using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Leads;

/// <summary>
/// A tenant's assignment: one grain, so that turns are taken one after the other. Open leads are counted by the projection; what was chosen since the
/// counters were read is added to them. Leads that nobody could take are told within a minute of somebody being available, and at once when the first
/// person comes who may have them.
/// </summary>
[GrainType("assignment")]
internal sealed class AssignmentGrain(
    [PersistentState("assignment", EntityStorage.Provider)] IPersistentState<EntityRecord<AssignmentState>> storage, TimeProvider clock, TenantViews tenants,
    IUserDirectory directory, ILeadLists lists)
    : EntityGrain<AssignmentState>(storage, clock), IAssignmentGrain
{
    /// <summary>The id part of every key.</summary>
    public const string KeyId = "assignment";

    private const string WaitingTimer = AssignmentDecisions.WaitingTimer;
    private const int MostLooks = 6;
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CountersLife = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, int> _since = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, long> _counted = new Dictionary<string, long>();
    private DateTimeOffset _countedAt = DateTimeOffset.MinValue;
    private int _looks;

    public Task<Outcome> Configure(string commandId, AssignmentSettings settings, long? expectedVersion) => Execute(commandId, (s, now) =>
        expectedVersion is { } expected && expected != Version ? Decision.Refuse(Refusal.StaleVersion)
        : settings.Members?.Count > 200 ? Decision.Refuse(Refusal.Invalid, "members")
        : !Enum.IsDefined(settings.Strategy) ? Decision.Refuse(Refusal.Invalid, "strategy")
        : s.Waiting.IsEmpty
            ? Decision.Accept(new AssignmentConfigured(settings, now))
            : Decision.Accept(new AssignmentConfigured(settings, now)).DueAt(WaitingTimer, now));

    public async Task<AssignmentChoice> Choose(AssignmentRequest request)
    {
        var users = await directory.All(Key.Tenant, CancellationToken.None);
        await Count();
        var calendar = (await tenants.Get(Key.Tenant)).Calendar();
        var choice = AssignmentDecisions.Choose(State, request, users, Load, calendar, Now);
        if (choice.Reason == AssignmentDecisions.NoPeople)
        {
            // The first seller may have come a moment ago.
            users = await directory.Now(Key.Tenant, CancellationToken.None);
            choice = AssignmentDecisions.Choose(State, request, users, Load, calendar, Now);
        }
        if (choice.UserId is { } chosen)
        {
            await Commit(AssignmentDecisions.Left(State, new AssignmentChosen(request.LeadId, chosen, choice.Reason, Now)), []);
            _since[chosen] = _since.GetValueOrDefault(chosen) + 1;
        }
        else if (AssignmentDecisions.Wait(State, request, choice, DueAt(WaitingTimer) is not null, Now + Look, Now) is { IsEmpty: false } wait)
        {
            await Commit(wait, []);
        }
        return choice;
    }

    public Task PeopleChanged(string commandId)
    {
        _looks = 0;
        return State.Waiting.IsEmpty ? Task.CompletedTask : Execute(commandId, (_, now) => Decision.Nothing.DueAt(WaitingTimer, now));
    }

    public Task Forget(string leadId) =>
        State.Waiting.Contains(leadId) ? Commit(AssignmentDecisions.Left(State, new AssignmentReleased([leadId], Now)), []) : Task.CompletedTask;

    public async Task<IReadOnlyList<AssignmentChoice>> ChooseAll(IReadOnlyList<AssignmentRequest> requests)
    {
        var users = await directory.All(Key.Tenant, CancellationToken.None);
        await Count();
        var (choices, decision) = AssignmentDecisions.ChooseAll(State, requests, users, Load, (await tenants.Get(Key.Tenant)).Calendar(), Now);
        if (decision.IsEmpty) return choices;
        await Commit(decision, []);
        foreach (var group in choices.Where(c => c.UserId is not null).GroupBy(c => c.UserId!, StringComparer.Ordinal))
            _since[group.Key] = _since.GetValueOrDefault(group.Key) + group.Count();
        return choices;
    }

    public Task<AssignmentView> Get() => Task.FromResult(new AssignmentView(State.Settings, State.Waiting.Length, Version));

    protected override async Task<DueOutcome> Due(string name)
    {
        if (name != WaitingTimer || State.Waiting.IsEmpty) return await Fire(name, (_, _) => Decision.Nothing);
        var users = await directory.All(Key.Tenant, CancellationToken.None);
        await Count();
        var calendar = (await tenants.Get(Key.Tenant)).Calendar();
        var people = AssignmentDecisions.People(State.Settings, users);
        if (people.Count == 0) people = AssignmentDecisions.People(State.Settings, await directory.Now(Key.Tenant, CancellationToken.None));
        if (people.Count == 0)
        {
            // Whoever joins wakes those that wait. The list of users may know it a little later than we do; after that there is nothing to look for.
            return await Fire(name, (_, now) => ++_looks <= MostLooks ? Decision.Nothing.DueAt(name, now + TimeSpan.FromSeconds(1 << _looks)) : Decision.Nothing);
        }
        if (people.All(p => AssignmentDecisions.Hindrance(State.Settings, p, Load(p.UserId), calendar, Now) is not null))
            return await Fire(name, (_, now) => Decision.Nothing.DueAt(name, now + Look));
        // Whoever finds an owner, or wants none any more, leaves the list by itself: a call that is lost is made again a minute later.
        var told = State.Waiting;
        var outcome = await Fire(name, (_, now) => Decision.Nothing.DueAt(name, now + Look));
        foreach (var id in told) GrainFactory.GetGrain<ILeadGrain>(TenantKey.Format(Key.Tenant, id)).TryAssign().Ignore();
        return outcome;
    }

    private long Load(string userId) => _counted.GetValueOrDefault(userId) + _since.GetValueOrDefault(userId);

    private async Task Count()
    {
        if (Now < _countedAt + CountersLife) return;
        var counted = await lists.OpenLoads(Key.Tenant, CancellationToken.None);
        (_counted, _countedAt) = (counted, Now);
        _since.Clear();
    }
}
