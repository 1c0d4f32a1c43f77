using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Grains.Contacts;
using SalesFlow.Grains.Tests.Support;

namespace SalesFlow.Grains.Tests.Contacts;

public sealed class ContactGrainTests : IAsyncLifetime
{
    private readonly GrainCluster _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    private IContactGrain Contact(string id) => _world.Grain<IContactGrain>(id);

    private IContactAliasGrain Alias(string name) => _world.Grain<IContactAliasGrain>(name);

    private async Task Given(string id, string name, string phone, string email)
    {
        Assert.Equal(id, await Alias(AliasNames.OfPhone(phone)).Claim(id));
        Assert.Equal(id, await Alias(AliasNames.OfEmail(email)).Claim(id));
        Assert.True((await Contact(id).Create("create", new ContactDetails(FullName: name, Phone: phone, Email: email))).Accepted);
    }

    [Fact]
    public async Task A_merge_moves_the_names_and_its_undoing_moves_them_back()
    {
        await Given("a", "سارة", "+966500000001", "a@x.sa");
        await Given("b", "Sara", "+966500000002", "b@x.sa");
        Assert.True((await Contact("b").MergeInto("merge", "a")).Accepted);
        Assert.Equal("a", await Alias(AliasNames.OfPhone("+966500000002")).Get());
        Assert.Equal("a", await Alias(AliasNames.OfEmail("b@x.sa")).Get());
        Assert.Equal("a", (await Contact("b").Get())!.MergedInto);
        Assert.Equal(["b"], (await Contact("a").Get())!.Absorbed);
        Assert.Empty(_world.Timers);
        Assert.Equal((Refusal.WrongStatus, "merged"), Of(await Contact("b").Update("u", new ContactDetails(JobTitle: "x"), null)));

        Assert.True((await Contact("b").Unmerge("unmerge", "a")).Accepted);
        Assert.Equal("b", await Alias(AliasNames.OfPhone("+966500000002")).Get());
        Assert.Equal("b", await Alias(AliasNames.OfEmail("b@x.sa")).Get());
        Assert.Equal("a", await Alias(AliasNames.OfPhone("+966500000001")).Get());
        Assert.Null((await Contact("b").Get())!.MergedInto);
        Assert.Empty((await Contact("a").Get())!.Absorbed);
        Assert.Empty(_world.Timers);
    }

    [Fact]
    public async Task Two_contacts_merged_into_each_other_at_once_end_as_one()
    {
        // Many pairs, so that beginnings meet in every order.
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), async (i, _) =>
        {
            await Given($"a{i}", "سارة", $"+9665000{i:00000}", $"a{i}@x.sa");
            await Given($"b{i}", "Sara", $"+9665001{i:00000}", $"b{i}@x.sa");
            var both = await Task.WhenAll(Contact($"a{i}").MergeInto("m1", $"b{i}"), Contact($"b{i}").MergeInto("m2", $"a{i}"));
            Assert.Contains(both, o => o.Accepted);
        });
        await GrainCluster.Until(async () =>
        {
            await _world.Pass(TimeSpan.FromSeconds(2));
            return _world.Timers.Count == 0;
        });
        for (var i = 0; i < 100; i++)
        {
            var views = new[] { (await Contact($"a{i}").Get())!, (await Contact($"b{i}").Get())! };
            Assert.Single(views, v => v.MergedInto is not null && v.Absorbed.Count == 0);
            Assert.Single(views, v => v.MergedInto is null && v.Absorbed.Count == 1);
        }
    }

    [Theory]
    [InlineData("a", MergeStep.None, Facing.Go)]
    [InlineData("a", MergeStep.Merging, Facing.Later)]
    [InlineData("c", MergeStep.Merging, Facing.GiveUp)]
    [InlineData("a", MergeStep.Parting, Facing.GiveUp)]
    internal void A_merge_does_not_wait_for_a_survivor_that_moves_itself(string self, MergeStep step, Facing then)
    {
        var survivor = new ContactView("b", null, null, null, null, "ar", new Dictionary<string, ConsentStatus>(), 1) { MergeStep = step };
        Assert.Equal(then, ContactDecisions.Face(self, survivor));
    }

    [Fact]
    public async Task A_contact_knows_when_it_came_into_being_and_when_it_changed_last_also_after_its_memory_is_lost()
    {
        var born = _world.Clock.GetUtcNow();
        // Databases keep microseconds: what is finer would be another time in a list.
        _world.Clock.Advance(TimeSpan.FromTicks(7));
        await Given("a", "سارة", "+966500000001", "a@x.sa");
        Assert.Equal((born, born), Times(await Contact("a").Get()));

        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True((await Contact("a").Update("u", new ContactDetails(JobTitle: "مديرة"), null)).Accepted);
        // Nothing new is no change.
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True((await Contact("a").Update("same", new ContactDetails(JobTitle: "مديرة"), null)).Accepted);
        await _world.Forget(Contact("a"));
        Assert.Equal((born, born.AddMinutes(5)), Times(await Contact("a").Get()));

        static (DateTimeOffset?, DateTimeOffset?) Times(ContactView? c) => (c!.CreatedAt, c.UpdatedAt);
    }

    [Fact]
    public async Task A_merge_is_repeated_without_doing_anything_twice_and_only_one_survivor_gets_a_contact()
    {
        await Given("a", "A", "+966500000001", "a@x.sa");
        await Given("b", "B", "+966500000002", "b@x.sa");
        await Given("c", "C", "+966500000003", "c@x.sa");
        Assert.True((await Contact("b").MergeInto("merge", "a")).Accepted);
        Assert.True((await Contact("b").MergeInto("merge", "a")).Repeated);
        Assert.Equal((Refusal.WrongStatus, "merged"), Of(await Contact("b").MergeInto("other", "c")));
        Assert.Equal((Refusal.WrongStatus, "merged"), Of(await Contact("c").MergeInto("into-merged", "b")));
        Assert.Equal((Refusal.Invalid, "otherContactId"), Of(await Contact("c").MergeInto("self", "c")));
        Assert.Equal(Refusal.NotFound, (await Contact("c").MergeInto("nobody", "z")).Refusal);
        Assert.Equal((Refusal.WrongStatus, "not_merged"), Of(await Contact("b").Unmerge("wrong", "c")));
        Assert.Single(_world.Store.Events(Contact("a").GetGrainId()), e => e is ContactAbsorbed);
    }

    [Fact]
    public async Task What_the_channel_merged_can_be_undone_as_well()
    {
        await Given("a", "A", "+966500000001", "a@x.sa");
        await Given("b", "B", "+966500000002", "b@x.sa");
        Assert.True((await Contact("a").Absorb("absorb", "b")).Accepted);
        await Alias(AliasNames.OfPhone("+966500000002")).Move("move", "a");
        Assert.True((await Contact("b").Unmerge("unmerge", "a")).Accepted);
        Assert.Equal("b", await Alias(AliasNames.OfPhone("+966500000002")).Get());
        Assert.Empty((await Contact("a").Get())!.Absorbed);
    }

    [Fact]
    public async Task A_person_who_writes_is_there_again()
    {
        await Given("a", "A", "+966500000001", "a@x.sa");
        Assert.True((await Contact("a").Delete("delete", null)).Accepted);
        Assert.True((await Contact("a").Get())!.Deleted);
        var commits = _world.Store.Commits;
        Assert.True((await Contact("a").Observe("o", new ContactObservation(null, "+966500000001", null, null, null, "whatsapp"))).Accepted);
        Assert.False((await Contact("a").Get())!.Deleted);
        Assert.Equal(commits + 1, _world.Store.Commits);
        Assert.True((await Contact("a").Observe("o2", new ContactObservation(null, "+966500000001", null, null, null, "whatsapp"))).Accepted);
        Assert.Equal(commits + 1, _world.Store.Commits);
    }

    [Fact]
    public async Task A_viewer_changes_no_contact_and_a_seller_merges_none()
    {
        await Given("a", "A", "+966500000001", "a@x.sa");
        var contact = Contact("a");
        TenantScope.Enter(GrainCluster.Tenant, Actor.User("u", Role.Viewer));
        Assert.Equal(Refusal.Forbidden, (await contact.Update("u", new ContactDetails(JobTitle: "x"), null)).Refusal);
        TenantScope.Enter(GrainCluster.Tenant, Actor.User("u", Role.Agent));
        Assert.Equal(Refusal.Forbidden, (await contact.MergeInto("m", "b")).Refusal);
        Assert.Equal(Refusal.Forbidden, (await contact.Delete("d", null)).Refusal);
        Assert.True((await contact.Update("u", new ContactDetails(JobTitle: "x"), null)).Accepted);
    }

    [Fact]
    public void Consent_is_kept_each_time_it_is_said_and_needs_a_channel_and_a_source()
    {
        Assert.Equal((Refusal.Invalid, "channel"), Of(ContactDecisions.RecordConsent(1, new ConsentRecord("fax", ConsentStatus.Granted, "form", null, null))));
        Assert.Equal((Refusal.Invalid, "source"), Of(ContactDecisions.RecordConsent(1, new ConsentRecord("email", ConsentStatus.Granted, " ", null, null))));
        Assert.Equal((Refusal.Invalid, "status"), Of(ContactDecisions.RecordConsent(1, new ConsentRecord("email", ConsentStatus.Pending, "form", null, null))));
        Assert.Equal(Refusal.NotFound, ContactDecisions.RecordConsent(0, new ConsentRecord("email", ConsentStatus.Granted, "form", null, null)).Refusal);
        Assert.Single(ContactDecisions.RecordConsent(1, new ConsentRecord("email", ConsentStatus.Granted, "form", "f1", "10.0.0.1")).Events);
    }

    private static (Refusal, string?) Of(Outcome o) => (o.Refusal, o.Detail);

    private static (Refusal, string?) Of(SalesFlow.Grains.Entities.Decision d) => (d.Refusal, d.Detail);
}
