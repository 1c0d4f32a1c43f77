using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Tenancy;

public sealed class UserDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);

    public static IEnumerable<object[]> Pairs => from giver in Enum.GetValues<Role>() from role in Enum.GetValues<Role>() select new object[] { giver, role };

    private static Actor As(Role role, string id = "boss") => Actor.User(id, role);

    private static UserState Person(Role role = Role.Agent) => After(
        new UserState(), UserDecisions.Add(new UserState(), new AddUser("ماجد", "majed@example.com", "+966551234567", role, "ar"), Actor.System, Now));

    private static UserState After(UserState state, Decision decision)
    {
        Assert.Equal(Refusal.None, decision.Refusal);
        return decision.Events.Aggregate(state, (s, e) => s.Apply(e));
    }

    private static Decision Update(UserState state, UpdateUser command, Actor actor, long version = 1, long? expected = null) =>
        UserDecisions.Update(state, command, actor, "user-1", version, expected, Now);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Nobody_adds_a_user_with_more_than_they_hold(Role giver, Role role)
    {
        var decision = UserDecisions.Add(new UserState(), new AddUser("ماجد", "majed@example.com", null, role, "ar"), As(giver), Now);

        var may = Roles.PermissionsOf(giver).Has(Permission.UsersAdd) && role is not (Role.Owner or Role.Superadmin)
            && Roles.PermissionsOf(giver).Covers(Roles.PermissionsOf(role));
        Assert.Equal(may ? Refusal.None : Refusal.Forbidden, decision.Refusal);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Nobody_changes_or_deactivates_a_user_who_holds_more(Role changer, Role role)
    {
        var may = Roles.PermissionsOf(changer).Has(Permission.UsersManage) && role is not (Role.Owner or Role.Superadmin)
            && Roles.PermissionsOf(changer).Covers(Roles.PermissionsOf(role));
        Assert.Equal(may ? Refusal.None : Refusal.Forbidden, Update(Person(role), new UpdateUser(FullName: "آخر"), As(changer)).Refusal);
        // The command itself needs the permission besides; here only whom it may hit is decided.
        if (may) Assert.Equal(Refusal.None, UserDecisions.SetActive(Person(role), false, As(changer), "user-1", 1, null, Now).Refusal);
        if (role is Role.Owner or Role.Superadmin)
            Assert.Equal(Refusal.Forbidden, UserDecisions.SetActive(Person(role), false, As(changer), "user-1", 1, null, Now).Refusal);
    }

    [Fact]
    public void A_role_is_raised_only_to_what_the_giver_holds_and_never_ones_own()
    {
        Assert.Equal(Refusal.None, Update(Person(), new UpdateUser(Role: Role.Manager), As(Role.Admin)).Refusal);
        Assert.Equal(Refusal.Forbidden, Update(Person(), new UpdateUser(Role: Role.Owner), As(Role.Owner)).Refusal);
        Assert.Equal(Refusal.Forbidden, Update(Person(), new UpdateUser(Role: Role.Superadmin), As(Role.Superadmin)).Refusal);
        Assert.Equal(Refusal.Forbidden, Update(Person(Role.Admin), new UpdateUser(Role: Role.Manager), As(Role.Admin, "user-1")).Refusal);
        Assert.Equal(Refusal.Forbidden, Update(Person(), new UpdateUser(Role: Role.Admin), As(Role.Agent, "user-1")).Refusal);
        var key = Actor.Key("key-1", PermissionSet.Of(Permission.UsersManage, Permission.UsersAdd));
        Assert.Equal(Refusal.Forbidden, Update(Person(), new UpdateUser(Role: Role.Manager), key).Refusal);
    }

    [Fact]
    public void One_may_change_ones_own_name_language_and_phone_but_not_ones_work()
    {
        var self = As(Role.Agent, "user-1");
        var changed = After(Person(), Update(Person(), new UpdateUser(FullName: " ماجد الدوسري ", Phone: "", Language: "en"), self));
        Assert.Equal(("ماجد الدوسري", null, "en"), (changed.FullName, changed.Phone, changed.Language));
        Assert.Equal(Refusal.Forbidden, Update(Person(), new UpdateUser(Capacity: 5), self).Refusal);
        Assert.Equal(Refusal.Forbidden, Update(Person(), new UpdateUser(FullName: "x"), As(Role.Agent, "user-2")).Refusal);
        // The owner, whom nobody else may change, sets their own work.
        Assert.Equal(5, After(Person(Role.Owner), Update(Person(Role.Owner), new UpdateUser(Capacity: 5), As(Role.Owner, "user-1"))).Capacity);
    }

    [Fact]
    public void Work_is_kept_within_its_limits()
    {
        var boss = As(Role.Owner);
        var work = new UpdateUser(Languages: ["ar", "en"], Sectors: ["healthcare"], Capacity: 10, WorkFrom: new TimeOnly(9, 0), WorkUntil: new TimeOnly(18, 0));
        var set = After(Person(), Update(Person(), work, boss));
        Assert.Equal((10, new TimeOnly(9, 0), new TimeOnly(18, 0)), (set.Capacity, set.WorkFrom!.Value, set.WorkUntil!.Value));
        Assert.True(Update(set, work, boss).IsEmpty);
        foreach (var (wrong, field) in new (UpdateUser, string)[]
        {
            (new(Capacity: -1), "capacity"), (new(Capacity: 10_001), "capacity"), (new(Languages: ["عربي"]), "languages"), (new(Languages: ["ar", "ar"]), "languages"),
            (new(Sectors: [.. Enumerable.Range(0, 31).Select(i => $"s{i}")]), "sectors"), (new(WorkFrom: new TimeOnly(9, 0)), "workUntil"),
            (new(WorkFrom: new TimeOnly(18, 0), WorkUntil: new TimeOnly(9, 0)), "workUntil"), (new(FullName: " "), "fullName"), (new(Phone: "05"), "phone"),
            (new(Language: "fr"), "language"),
        })
            Assert.Equal((Refusal.Invalid, field), (Update(Person(), wrong, boss).Refusal, Update(Person(), wrong, boss).Detail));
        Assert.Equal(Refusal.StaleVersion, Update(Person(), work, boss, version: 3, expected: 2).Refusal);
        Assert.Equal(Refusal.NotFound, Update(new UserState(), work, boss).Refusal);
    }

    [Fact]
    public void Somebody_is_added_with_their_work_within_the_same_limits_and_may_be_let_in_later()
    {
        static Decision Add(AddUser command) => UserDecisions.Add(new UserState(), command, As(Role.Owner), Now);
        var plain = new AddUser("ماجد", "majed@example.com", null, Role.Agent, "ar");
        var work = new UserWork(["ar", "en"], ["healthcare"], 10, new TimeOnly(9, 0), new TimeOnly(18, 0));

        var added = After(new UserState(), Add(plain with { Work = work, IsActive = false }));
        Assert.Equal((10, new TimeOnly(9, 0), new TimeOnly(18, 0), false), (added.Capacity, added.WorkFrom!.Value, added.WorkUntil!.Value, added.IsActive));
        Assert.Equal(["ar", "en"], added.Languages);
        Assert.Equal(["healthcare"], added.Sectors);
        // What says nothing new is no second event.
        Assert.Single(Add(plain with { Work = new UserWork(Languages: ["ar"], Capacity: 0) }).Events);
        foreach (var (wrong, field) in new (UserWork, string)[]
        {
            (new(Capacity: 10_001), "capacity"), (new(Languages: ["عربي"]), "languages"), (new(Sectors: ["a", "a"]), "sectors"),
            (new(WorkFrom: new TimeOnly(9, 0)), "workUntil"), (new(WorkUntil: new TimeOnly(9, 0)), "workUntil"),
        })
            Assert.Equal((Refusal.Invalid, field), (Add(plain with { Work = wrong }).Refusal, Add(plain with { Work = wrong }).Detail));
    }

    [Fact]
    public void Nobody_deactivates_themselves_and_a_deactivated_user_takes_no_work_and_loses_the_sessions()
    {
        Assert.Equal(Refusal.WrongStatus, UserDecisions.SetActive(Person(Role.Admin), false, As(Role.Admin, "user-1"), "user-1", 1, null, Now).Refusal);
        var online = After(Person(), UserDecisions.SetPresence(Person(), Presence.Online, As(Role.Agent, "user-1"), "user-1", Now));
        var decision = UserDecisions.SetActive(online, false, As(Role.Admin), "user-1", 1, null, Now);
        Assert.Equal(UserDecisions.EndSessionsTimer, Assert.Single(decision.DueSets).Name);
        var closed = After(online, decision);
        Assert.Equal((false, Presence.Offline), (closed.IsActive, closed.Presence));
        Assert.Equal(Refusal.WrongStatus, UserDecisions.SetPresence(closed, Presence.Online, As(Role.Agent, "user-1"), "user-1", Now).Refusal);
    }

    [Fact]
    public void Deactivation_and_the_rest_of_a_change_happen_together_or_not_at_all()
    {
        var self = Update(Person(Role.Admin), new UpdateUser(FullName: "اسم آخر", IsActive: false), As(Role.Admin, "user-1"));
        Assert.Equal((Refusal.WrongStatus, "self"), (self.Refusal, self.Detail));
        Assert.Equal(Refusal.Forbidden, Update(Person(Role.Admin), new UpdateUser(FullName: "اسم آخر", IsActive: false), As(Role.Manager)).Refusal);
        Assert.Equal("capacity", Update(Person(), new UpdateUser(Capacity: -1, IsActive: false), As(Role.Admin)).Detail);

        var decision = Update(Person(), new UpdateUser(FullName: "اسم آخر", IsActive: false), As(Role.Admin));
        Assert.Equal(UserDecisions.EndSessionsTimer, Assert.Single(decision.DueSets).Name);
        var closed = After(Person(), decision);
        Assert.Equal((false, "اسم آخر"), (closed.IsActive, closed.FullName));
        Assert.True(Update(closed, new UpdateUser(IsActive: false), As(Role.Admin)).IsEmpty);
        Assert.Equal(UserDecisions.EndSessionsTimer, Assert.Single(Update(closed, new UpdateUser(IsActive: true), As(Role.Admin)).DueClears));
        // What one is already may be sent back with one's own name.
        Assert.True(Update(Person(Role.Admin), new UpdateUser(FullName: "اسم آخر", IsActive: true), As(Role.Admin, "user-1")).Accepted);
    }

    [Fact]
    public void Presence_is_ones_own_switch_and_a_supervisors()
    {
        Decision Set(Actor actor) => UserDecisions.SetPresence(Person(), Presence.Away, actor, "user-1", Now);
        Assert.True(Set(As(Role.Agent, "user-1")).Accepted);
        Assert.True(Set(As(Role.Supervisor)).Accepted);
        Assert.Equal(Refusal.Forbidden, Set(As(Role.Agent)).Refusal);
        Assert.Equal(Refusal.Forbidden, UserDecisions.SignedIn(Person(), As(Role.Agent, "user-1"), Now).Refusal);
    }
}
