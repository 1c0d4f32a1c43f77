using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.Grains.Conversations;
using SalesFlow.Grains.Tests.Support;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Conversations;

/// <summary>A person's consent and their conversations, whichever of the two was told first.</summary>
public sealed class ConsentTests : IAsyncLifetime
{
    private const string Number = "1065";
    private readonly GrainCluster _world = new() { RealTalks = true };
    private int _messages;

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        foreach (var number in new[] { Number, "1066" })
            Assert.True((await _world.Grain<ITenantGrain>("tenant").ConnectNumber(number, new ConnectedNumber(number, "+966 " + number, "2077"))).Accepted);
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_consent_taken_back_elsewhere_silences_every_talk_of_the_person_and_one_given_anew_ends_that()
    {
        await Seen("a");
        await Writes("a", "السلام عليكم");
        await Writes("a", "السلام عليكم", "1066");
        await Says("a", ConsentStatus.Revoked);
        Assert.True(await Silent("a"));
        Assert.True(await Silent("a", "1066"));
        Assert.Equal(Refusal.NoConsent, (await Talk("a").SendUnasked("f1", "follow_up", OutboundContent.OfText("ما زلنا هنا"), null)).Refusal);
        // What was asked is answered all the same.
        Assert.NotNull(await Talk("a").GetTurn());

        await Says("a", ConsentStatus.Granted);
        Assert.False(await Silent("a"));
        Assert.False(await Silent("a", "1066"));
    }

    [Fact]
    public async Task Who_took_their_consent_back_before_they_wrote_is_silent_from_the_first_word()
    {
        await Seen("a");
        Assert.True((await Contact("a").RecordConsent("c", new ConsentRecord("whatsapp", ConsentStatus.Revoked, "phone_call", null, null))).Accepted);
        await Writes("a", "السلام عليكم");
        Assert.True(await Silent("a"));
        Assert.NotNull(await Talk("a").GetTurn());
        Assert.DoesNotContain(_world.Timers, t => t == DueNames.Consent);
    }

    [Fact]
    public async Task A_word_for_silence_holds_with_every_number_and_a_start_with_any_of_them_ends_it()
    {
        await Seen("a");
        await Writes("a", "السلام عليكم");
        await Writes("a", "السلام عليكم", "1066");
        await Writes("a", "stop");
        await Told("a");
        Assert.Equal(ConsentStatus.Revoked, (await Contact("a").Get())!.Consents["whatsapp"]);
        Assert.True(await Silent("a", "1066"));

        await Writes("a", "start", "1066");
        await Told("a");
        Assert.Equal(ConsentStatus.Granted, (await Contact("a").Get())!.Consents["whatsapp"]);
        Assert.False(await Silent("a"));
        Assert.False(await Silent("a", "1066"));
        // Each of them told the other once, and nothing went round.
        Assert.Equal(2, _world.Store.Events(Contact("a").GetGrainId()).OfType<ConsentChanged>().Count());
        foreach (var number in new[] { Number, "1066" })
        {
            var talk = _world.Store.Events(Talk("a", number).GetGrainId());
            Assert.Equal((1, 1), (talk.OfType<OptedOut>().Count(), talk.OfType<OptedIn>().Count()));
        }
    }

    [Fact]
    public async Task Of_a_stop_and_a_start_in_one_breath_the_last_counts()
    {
        await Seen("a");
        await Writes("a", "السلام عليكم");
        await Writes("a", "stop");
        // The contact has not heard of it yet, and what it says meanwhile is older than the customer's word.
        await Says("a", ConsentStatus.Granted);
        Assert.True(await Silent("a"));
        await Writes("a", "start");
        await Told("a");
        Assert.Equal(ConsentStatus.Granted, (await Contact("a").Get())!.Consents["whatsapp"]);
        Assert.False(await Silent("a"));
    }

    [Fact]
    public async Task A_merge_with_somebody_who_wants_silence_silences_the_one_who_stays_and_its_undoing_ends_that()
    {
        await Seen("a");
        await Seen("b");
        await Writes("a", "السلام عليكم");
        await Writes("b", "السلام عليكم");
        await Writes("a", "stop");
        await Told("a");
        Assert.True((await Contact("a").MergeInto("merge", "b")).Accepted);
        await React("b");
        Assert.True(await Silent("b"));
        await Writes("b", "مرحبا", "1066");
        Assert.True(await Silent("b", "1066"));

        Assert.True((await Contact("a").Unmerge("unmerge", "b")).Accepted);
        await React("b");
        Assert.True(await Silent("a"));
        Assert.False(await Silent("b"));
        Assert.False(await Silent("b", "1066"));
    }

    [Fact]
    public async Task A_merge_into_somebody_who_wants_silence_silences_the_talks_that_come_along()
    {
        await Seen("a");
        await Seen("b");
        await Writes("a", "السلام عليكم");
        await Says("b", ConsentStatus.Revoked);
        Assert.True((await Contact("b").Absorb("absorb", "a")).Accepted);
        await React("b");
        Assert.True(await Silent("a"));
    }

    [Fact]
    public async Task What_the_channel_merges_brings_a_consent_that_was_taken_back()
    {
        await Seen("a");
        await Seen("b");
        await Says("a", ConsentStatus.Revoked);
        await Writes("b", "السلام عليكم");
        Assert.True((await Contact("b").Absorb("absorb", "a")).Accepted);
        Assert.Equal(ConsentStatus.Revoked, (await Contact("b").Get())!.Consents["whatsapp"]);
        await React("b");
        Assert.True(await Silent("b"));
    }

    [Fact]
    public void The_quick_look_lets_through_what_is_said_of_this_channel_and_what_makes_persons_one()
    {
        var reaction = new ConsentReaction(null!);
        string Body(IDomainEvent e) => System.Text.Encoding.UTF8.GetString(EventCatalog.Serialize(e));
        Assert.True(reaction.Concerns("contact.consent_changed", Body(new ConsentChanged("whatsapp", ConsentStatus.Revoked, "form", null))));
        Assert.False(reaction.Concerns("contact.consent_changed", Body(new ConsentChanged("email", ConsentStatus.Revoked, "\"channel\":\"whatsapp\"", null))));
        Assert.True(reaction.Concerns("contact.absorbed", Body(new ContactAbsorbed("b"))));
    }

    [Fact]
    public void A_template_that_waits_is_not_sent_once_silence_is_wanted()
    {
        var template = new OutboundContent(OutboundKind.Template, Template: new TemplateMessage("offer", "ar", [], "marketing"));
        var waiting = Given.Talking.Apply(new MessageQueued(new QueuedMessage("m1", template), ConversationPurposes.Human, "rep", Given.Noon))
            .Apply(new OptedOut("", true, Given.Noon, ConsentDecisions.Reason));
        var decision = SendDecisions.StartNext(waiting, SalesFlow.Grains.Entities.Decision.Nothing, Given.Options, Given.Noon);
        Assert.Equal((MessageStatus.Failed, "no_consent"), decision.Only<MessageStatusChanged>() is var s ? (s.Status, s.Reason) : default);
        Assert.Empty(waiting.After(decision).Outbox);
    }

    private IContactGrain Contact(string id) => _world.Grain<IContactGrain>(id);

    private IConversationGrain Talk(string contact, string number = Number) => _world.Grain<IConversationGrain>(ConversationAddress.IdOf(number, contact));

    private async Task<bool> Silent(string contact, string number = Number) => (await Talk(contact, number).Get())!.OptedOut;

    private async Task Seen(string id) => Assert.True((await Contact(id).Observe("seen", new ContactObservation(id, null, "SA." + id, null, "ar", "whatsapp"))).Accepted);

    private async Task Writes(string contact, string text, string number = Number) => Assert.True((await Talk(contact, number).Receive(
        new ConversationAddress(contact, number, "2077", null, "SA." + contact, "نورة"),
        [new InboundMessage($"w{++_messages}", InboundKind.Text, text, _world.Clock.GetUtcNow())])).Accepted);

    /// <summary>Somebody records a consent, and what follows from it happens.</summary>
    private async Task Says(string contact, ConsentStatus status)
    {
        Assert.True((await Contact(contact).RecordConsent($"c{++_messages}", new ConsentRecord("whatsapp", status, "phone_call", null, null))).Accepted);
        await React(contact);
    }

    /// <summary>What the customer said reaches the contact, and what follows from it happens.</summary>
    private async Task Told(string contact)
    {
        await _world.Pass(TimeSpan.Zero);
        await React(contact);
    }

    /// <summary>Gives a contact's events to the reaction as the log does, from its beginning: what was given before changes nothing.</summary>
    private async Task React(string contact)
    {
        var reaction = new ConsentReaction(_world.Grains);
        var events = _world.Store.Events(Contact(contact).GetGrainId());
        for (var i = 0; i < events.Count; i++)
        {
            if (!reaction.EventTypes.Contains(EventCatalog.NameOf(events[i]))) continue;
            TenantScope.Enter(GrainCluster.Tenant);
            await reaction.React(new CommittedEvent(GrainCluster.Tenant, "contact", contact, i + 1, _world.Clock.GetUtcNow(), null, events[i]), CancellationToken.None);
        }
    }
}
