using SalesFlow.Contacts;
using SalesFlow.Grains.Contacts;

namespace SalesFlow.Grains.Tests.Contacts;

/// <summary>Merging and undoing it, over many made-up pairs of persons.</summary>
public sealed class ContactMergingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Undoing_a_merge_leaves_both_exactly_as_they_were()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var (survivor, other) = (Person(random), Person(random));
            var merged = Merge(survivor, "other", other);
            var back = GiveBack(merged, "other");
            Assert.True(Same(survivor, back), $"seed {seed}");
        }
    }

    [Fact]
    public void Several_merges_are_undone_in_the_order_of_a_stack()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var states = new Stack<ContactState>([Person(random)]);
            for (var i = 0; i < 4; i++) states.Push(Merge(states.Peek(), $"o{i}", Person(random)));
            var state = states.Pop();
            for (var i = 3; i >= 0; i--)
            {
                state = GiveBack(state, $"o{i}");
                Assert.True(Same(states.Pop(), state), $"seed {seed} step {i}");
            }
        }
    }

    [Fact]
    public void What_the_channel_brought_of_the_other_after_the_merge_goes_back_too()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var (survivor, other) = (Person(random), Person(random));
            var merged = Merge(survivor, "other", other);
            var decision = ContactDecisions.Observe(merged, new ContactObservation(null, other.Phone, other.Bsuid, null, null, "whatsapp"), Now);
            var back = GiveBack(decision.Events.Aggregate(merged, (s, e) => s.Apply(e)), "other");
            Assert.Equal((survivor.Phone, survivor.Bsuid), (back.Phone, back.Bsuid));
        }
    }

    [Fact]
    public void What_people_changed_since_the_merge_stays()
    {
        var survivor = new ContactState().Apply(new ContactCreated(new ContactDetails(FullName: "سارة"), Now));
        var other = new ContactState().Apply(new ContactCreated(new ContactDetails(FullName: "Sara", JobTitle: "CEO", Email: "s@x.sa", Tags: ["vip"]), Now));
        var merged = Merge(survivor, "other", other);
        Assert.Equal(("سارة", "CEO", "s@x.sa"), (merged.Details.FullName, merged.Details.JobTitle, merged.Details.Email));
        var edited = merged.Apply(new ContactUpdated(new ContactDetails(JobTitle: "CTO", Tags: ["vip", "2026"]), Now));
        var back = GiveBack(edited, "other");
        Assert.Equal(("CTO", null), (back.Details.JobTitle, back.Details.Email));
        Assert.Equal(["2026"], back.Details.Tags!);
    }

    [Fact]
    public void A_consent_taken_back_by_one_is_taken_back_for_the_person()
    {
        var survivor = new ContactState().Apply(new ConsentChanged("whatsapp", ConsentStatus.Granted, "form", null));
        var other = new ContactState().Apply(new ConsentChanged("whatsapp", ConsentStatus.Revoked, "message", "w1"))
            .Apply(new ConsentChanged("email", ConsentStatus.Granted, "form", null));
        var merged = Merge(survivor, "other", other);
        Assert.Equal((ConsentStatus.Revoked, ConsentStatus.Granted), (merged.Consents["whatsapp"], merged.Consents["email"]));
        var back = GiveBack(merged, "other");
        Assert.Equal(ConsentStatus.Granted, back.Consents["whatsapp"]);
        Assert.False(back.Consents.ContainsKey("email"));
    }

    private static ContactState Merge(ContactState survivor, string id, ContactState other)
    {
        var decision = ContactDecisions.TakeOver(survivor, 1, "survivor", other.View(id, 1));
        Assert.True(decision.Accepted);
        return decision.Events.Aggregate(survivor, (s, e) => s.Apply(e));
    }

    private static ContactState GiveBack(ContactState survivor, string id) =>
        ContactDecisions.GiveBack(survivor, id).Events.Aggregate(survivor, (s, e) => s.Apply(e));

    private static bool Same(ContactState a, ContactState b) =>
        Plain(a) == Plain(b) && (a.Details.Tags ?? []).SequenceEqual(b.Details.Tags ?? [])
        && a.Consents.OrderBy(c => c.Key).SequenceEqual(b.Consents.OrderBy(c => c.Key)) && a.Absorbed.SequenceEqual(b.Absorbed)
        && a.Memories.Keys.Order().SequenceEqual(b.Memories.Keys.Order()) && a.Aliases.SequenceEqual(b.Aliases);

    private static (ContactDetails, string?, string?, string?, string?, string, string?, bool) Plain(ContactState s) =>
        (s.Details with { Tags = null, IsDecisionMaker = s.Details.IsDecisionMaker ?? false }, s.Name, s.Phone, s.Bsuid, s.Username, s.Language, s.MergedInto, s.Deleted);

    private static ContactState Person(Random random)
    {
        var state = new ContactState();
        if (Maybe()) state = state.Apply(new ContactObserved(Word("name"), Phone(), Word("SA."), Word("user"), "ar", "whatsapp"));
        state = state.Apply(new ContactCreated(
            new ContactDetails(Word("full"), Word("job"), Word("mail@"), Maybe() ? Phone() : null, Phone(), Word("company"), Word("lead"), Maybe() ? Maybe() : null,
                Maybe() ? "en" : null, Maybe() ? "email" : null, Word("notes"), Word("owner"), Maybe() ? [.. Enumerable.Range(0, random.Next(6)).Select(i => $"t{i * random.Next(1, 3)}").Distinct()] : null),
            Now));
        foreach (var channel in new[] { "whatsapp", "email", "sms", "phone" })
            if (Maybe()) state = state.Apply(new ConsentChanged(channel, Maybe() ? ConsentStatus.Granted : ConsentStatus.Revoked, "form", null));
        return state;

        bool Maybe() => random.Next(2) == 0;
        string? Word(string stem) => Maybe() ? stem + random.Next(3) : null;
        string? Phone() => Maybe() ? "+9665000000" + random.Next(10, 13) : null;
    }
}
