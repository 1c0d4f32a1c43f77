using Microsoft.Extensions.Time.Testing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Storage.Tenancy;
using SalesFlow.Tenancy;

namespace SalesFlow.Projection.Tests;

public sealed class SqliteUserListTests : UserListTests
{
    protected override Task<TestDatabase> Create() => SqliteTestDatabase.Create();
}

public sealed class PostgresUserListTests : UserListTests
{
    protected override async Task<TestDatabase> Create() => await PostgresTestDatabase.Create();
}

/// <summary>The people of a company in lists, on both databases.</summary>
public abstract class UserListTests : DatabaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_user_is_shown_as_their_events_made_them_and_to_their_company_only()
    {
        await Append("t1", "u1",
            new UserAdded("ماجد الدوسري", "majed@example.com", "+966551234567", Role.Agent, "ar", Now),
            new UserUpdated("ماجد", "", "en", ["ar", "en"], ["healthcare"], 12, new TimeOnly(9, 30), new TimeOnly(18, 0), Now),
            new UserRoleChanged(Role.Agent, Role.Manager, Now), new UserPresenceChanged(Presence.Online, Now), new UserSignedIn(Now.AddHours(1)));

        var user = Assert.Single((await Lists().Users("t1", new UserFilter(), null, 10, None)).Items);

        Assert.Equal(
            new UserView("u1", "ماجد", "majed@example.com", null, Role.Manager, "en", user.Languages, user.Sectors, 12, new TimeOnly(9, 30), new TimeOnly(18, 0),
                Presence.Online, true, Now.AddHours(1), Now, 5)
            { UpdatedAt = Now }, user);
        Assert.Equal(["ar", "en"], user.Languages);
        Assert.Equal(["healthcare"], user.Sectors);
        Assert.Empty((await Lists().Users("t2", new UserFilter(), null, 10, None)).Items);
        Assert.True(await Db.Lists().WaitFor("t1", "user", "u1", 5, TimeSpan.Zero, None));
    }

    [Fact]
    public async Task Lists_are_filtered_searched_and_paged()
    {
        for (var i = 0; i < 9; i++)
            await Append("t1", $"u{i}", new UserAdded(i == 4 ? "أحمد العتيبي" : $"N{i}", $"n{i}@example.com", null, i < 3 ? Role.Agent : Role.Viewer, "ar", Now.AddMinutes(i / 2)));
        await Db.Append(Logged.Of("t1", "user/u1", 2, new UserActivationChanged(false, Now), Now));
        await Db.ProjectAll();

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Lists().Users("t1", new UserFilter(), cursor, 2, None);
            seen.AddRange(page.Items.Select(u => u.UserId));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(["u8", "u7", "u6", "u5", "u4", "u3", "u2", "u1", "u0"], seen);
        Assert.Equal(["u2", "u0"], await Ids(new UserFilter(Role.Agent, true)));
        Assert.Equal(["u1"], await Ids(new UserFilter(Active: false)));
        Assert.Equal(["u4"], await Ids(new UserFilter(Search: "احمد العتيبى")));
        Assert.Equal(["u7"], await Ids(new UserFilter(Search: "n7@example.com")));
        await Assert.ThrowsAsync<FormatException>(() => Lists().Users("t1", new UserFilter(), "nonsense", 2, None));

        async Task<IEnumerable<string>> Ids(UserFilter filter) => (await Lists().Users("t1", filter, null, 50, None)).Items.Select(u => u.UserId);
    }

    [Fact]
    public async Task The_directory_knows_everybody_and_is_a_few_seconds_old_at_most()
    {
        var clock = new FakeTimeProvider(Now);
        var directory = new UserDirectory(Lists(), clock);
        await Append("t1", "u1", new UserAdded("سارة", "s@example.com", null, Role.Owner, "ar", Now));
        Assert.Equal("سارة", (await directory.Find("t1", "u1", None))!.FullName);
        Assert.Null(await directory.Find("t2", "u1", None));

        await Db.Append(Logged.Of("t1", "user/u1", 2, new UserActivationChanged(false, Now), Now));
        await Db.ProjectAll();
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.False(Assert.Single(await directory.All("t1", None)).IsActive);
    }

    private UserQueries Lists() => new(Db.Contexts);

    private async Task Append(string tenant, string id, params IDomainEvent[] events)
    {
        await Db.Append([.. events.Select((e, i) => Logged.Of(tenant, "user/" + id, i + 1, e, Now))]);
        await Db.ProjectAll();
    }
}
