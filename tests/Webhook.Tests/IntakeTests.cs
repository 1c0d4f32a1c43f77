using Microsoft.Extensions.Time.Testing;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Tenancy;
using static SalesFlow.Webhook.Tests.Fixtures;

namespace SalesFlow.Webhook.Tests;

public sealed class IntakeTests
{
    private static readonly string PhoneAlias = "acme/" + AliasNames.OfPhone(Phone);
    private const string BsuidAlias = "acme/bsuid:" + Bsuid;

    [Fact]
    public async Task The_first_message_makes_a_contact_claims_both_names_and_reaches_the_conversation()
    {
        using var world = new FakeWorld();
        await world.Take(Body(Value(Messages(Words("wamid.1", "السلام عليكم")))));
        var (key, address, messages) = Assert.Single(world.Received);
        Assert.Equal("wamid.1", Assert.Single(messages).Wamid);
        Assert.Equal((Number, Account, Phone, Bsuid, "سارة العتيبي"), (address.PhoneNumberId, address.BusinessAccountId, address.To, address.Bsuid, address.Name));
        Assert.Equal(Id.Named("contact", "acme", AliasNames.OfPhone(Phone)), address.ContactId);
        Assert.Equal(address.ContactId, world.Aliases[PhoneAlias]);
        Assert.Equal(address.ContactId, world.Aliases[BsuidAlias]);
        var seen = Assert.Single(world.Observations).Seen;
        Assert.Equal(new ContactObservation("سارة العتيبي", "+" + Phone, Bsuid, null, "ar", "whatsapp"), seen);
        Assert.StartsWith("acme/", key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_further_message_costs_one_call()
    {
        using var world = new FakeWorld();
        await world.Take(Body(Value(Messages(Words("wamid.1", "أ")))));
        world.Calls.Clear();
        for (var i = 2; i < 12; i++) await world.Take(Body(Value(Messages(Words($"wamid.{i}", "ب")))));
        Assert.Equal(10, world.Calls.Count);
        Assert.All(world.Calls, c => Assert.StartsWith("Conversation.Receive", c, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_name_is_observed_once()
    {
        using var world = new FakeWorld();
        await world.Take(Body(Value(Messages(Words("wamid.1", "x")))));
        for (var i = 2; i < 5; i++) await world.Take(Body(Value(Messages(Words($"wamid.{i}", "x")), contacts: People(name: "أم خالد"))));
        Assert.Equal(["سارة العتيبي", "أم خالد"], world.Observations.Select(o => o.Seen.Name));
        Assert.Equal("أم خالد", world.Received.Last().Address.Name);
    }

    [Fact]
    public async Task What_is_remembered_is_looked_up_again_after_ten_minutes_but_is_no_news()
    {
        var clock = new FakeTimeProvider(Now);
        using var world = new FakeWorld(clock);
        await world.Take(Body(Value(Messages(Words("wamid.1", "x")))));
        var contact = world.Received.Single().Address.ContactId;
        clock.Advance(TimeSpan.FromMinutes(11));
        world.Calls.Clear();
        await world.Take(Body(Value(Messages(Words("wamid.2", "x")))));
        Assert.Contains($"Alias.Get {PhoneAlias}", world.Calls);
        Assert.Single(world.Observations);
        // Another node moved the names meanwhile: from the next look on, the other contact answers.
        world.Aliases[PhoneAlias] = world.Aliases[BsuidAlias] = "moved";
        clock.Advance(TimeSpan.FromMinutes(11));
        await world.Take(Body(Value(Messages(Words("wamid.3", "x")))));
        Assert.Equal([contact, contact, "moved"], world.Received.Select(r => r.Address.ContactId));
    }

    [Fact]
    public async Task A_customer_with_only_a_user_id_is_the_same_when_the_phone_comes_along()
    {
        using var world = new FakeWorld();
        await world.Take(Body(Value(Messages(Words("wamid.1", "x", phone: null)), contacts: People(phone: null))));
        await world.Take(Body(Value(Messages(Words("wamid.2", "x")))));
        var contacts = world.Received.Select(r => r.Address.ContactId).ToArray();
        Assert.Equal(contacts[0], contacts[1]);
        Assert.Null(world.Received.First().Address.To);
        Assert.Equal(Phone, world.Received.Last().Address.To);
        Assert.Empty(world.Absorbed);
        Assert.Equal("+" + Phone, world.Observations.Last().Seen.Phone);
    }

    [Fact]
    public async Task Two_contacts_that_turn_out_to_be_one_are_merged_into_the_phones()
    {
        using var world = new FakeWorld();
        await world.Take(Body(Value(Messages(Words("wamid.1", "x", bsuid: null)), contacts: People(bsuid: null))));
        await world.Take(Body(Value(Messages(Words("wamid.2", "x", phone: null)), contacts: People(phone: null))));
        var (byPhone, byBsuid) = (world.Aliases[PhoneAlias], world.Aliases[BsuidAlias]);
        Assert.NotEqual(byPhone, byBsuid);
        await world.Take(Body(Value(Messages(Words("wamid.3", "x")))));
        Assert.Equal(("acme/" + byPhone, byBsuid), Assert.Single(world.Absorbed));
        Assert.Equal(byPhone, world.Aliases[BsuidAlias]);
        Assert.Equal(byPhone, world.Received.Last().Address.ContactId);
        // The user id alone leads to the survivor from now on, on this node too.
        await world.Take(Body(Value(Messages(Words("wamid.4", "x", phone: null)), contacts: People(phone: null))));
        Assert.Equal(byPhone, world.Received.Last().Address.ContactId);
    }

    [Fact]
    public async Task Two_nodes_that_see_a_customer_first_at_once_agree()
    {
        using var world = new FakeWorld();
        var (one, two) = (world.NewIntake(), world.NewIntake());
        var body = WebApi.Channels.WebhookParser.Parse(System.Text.Encoding.UTF8.GetBytes(Body(Value(Messages(Words("wamid.1", "x"))))), Now);
        await Task.WhenAll(one.Process(body, default), two.Process(body, default));
        Assert.Single(world.Received.Select(r => r.Address.ContactId).Distinct());
        Assert.Empty(world.Absorbed);
    }

    [Fact]
    public async Task A_change_of_number_keeps_the_conversation()
    {
        using var world = new FakeWorld();
        const string moved = "966559999999";
        await world.Take(Body(Value(Messages(Words("wamid.1", "x")))));
        await world.Take(Body(Value(Messages(
            Words("wamid.2", "قبل"),
            Message("wamid.3", "\"type\":\"system\",\"system\":{\"wa_id\":\"" + moved + "\",\"type\":\"user_changed_number\"}"),
            Words("wamid.4", "بعد", phone: moved, bsuid: null)))));
        Assert.Single(world.Received.Select(r => r.Key).Distinct());
        Assert.Equal(["wamid.1", "wamid.2", "wamid.3", "wamid.4"], world.Messages.Select(m => m.Wamid));
        Assert.Equal([Phone, Phone, moved, moved], world.Received.Select(r => r.Address.To));
        Assert.Equal(world.Aliases[PhoneAlias], world.Aliases["acme/" + AliasNames.OfPhone(moved)]);
        Assert.Empty(world.Absorbed);
    }

    [Fact]
    public async Task A_change_of_number_that_comes_late_brings_the_two_contacts_together()
    {
        using var world = new FakeWorld();
        const string moved = "966559999999";
        await world.Take(Body(Value(Messages(Words("wamid.1", "x", bsuid: null)), contacts: People(bsuid: null))));
        await world.Take(Body(Value(Messages(Words("wamid.2", "x", phone: moved, bsuid: null)), contacts: People(phone: moved, bsuid: null))));
        var old = world.Aliases[PhoneAlias];
        var early = world.Aliases["acme/" + AliasNames.OfPhone(moved)];
        await world.Take(Body(Value(Messages(
            Message("wamid.3", "\"type\":\"system\",\"system\":{\"wa_id\":\"" + moved + "\",\"type\":\"user_changed_number\"}", bsuid: null)), contacts: "[]")));
        Assert.Equal(("acme/" + old, early), Assert.Single(world.Absorbed));
        Assert.Equal(old, world.Aliases["acme/" + AliasNames.OfPhone(moved)]);
        await world.Take(Body(Value(Messages(Words("wamid.4", "x", phone: moved, bsuid: null)), contacts: People(phone: moved, bsuid: null))));
        Assert.Equal(old, world.Received.Last().Address.ContactId);
    }

    [Fact]
    public async Task A_number_given_to_another_person_moves_without_mixing_the_two()
    {
        using var world = new FakeWorld();
        const string moved = "966559999999";
        await world.Take(Body(Value(Messages(Words("wamid.1", "x")))));
        await world.Take(Body(Value(Messages(Words("wamid.2", "x", phone: moved, bsuid: "SA.OTHER")), contacts: People(moved, "SA.OTHER"))));
        await world.Take(Body(Value(Messages(
            Message("wamid.3", "\"type\":\"system\",\"system\":{\"wa_id\":\"" + moved + "\",\"type\":\"user_changed_number\"}")))));
        Assert.Empty(world.Absorbed);
        Assert.Equal(world.Aliases[PhoneAlias], world.Aliases["acme/" + AliasNames.OfPhone(moved)]);
        Assert.NotEqual(world.Aliases[PhoneAlias], world.Aliases["acme/bsuid:SA.OTHER"]);
    }

    [Fact]
    public async Task A_new_user_id_leads_to_the_same_contact_and_a_strangers_opens_nothing()
    {
        using var world = new FakeWorld();
        string Update(string before) => Body(Value(
            "\"user_id_update\":[{\"user_id\":{\"previous\":\"" + before + "\",\"current\":\"SA.NEW\"},\"timestamp\":\"" + Then + "\"}]",
            contacts: People(phone: null, bsuid: "SA.NEW"), field: "user_id_update"));
        await world.Take(Update("SA.NOBODY"));
        Assert.Empty(world.Received);
        await world.Take(Body(Value(Messages(Words("wamid.1", "x", phone: null)), contacts: People(phone: null))));
        await world.Take(Update(Bsuid));
        Assert.Equal(world.Aliases[BsuidAlias], world.Aliases["acme/bsuid:SA.NEW"]);
        Assert.Equal("SA.NEW", world.Received.Last().Address.Bsuid);
        Assert.Single(world.Received.Select(r => r.Key).Distinct());
    }

    [Fact]
    public async Task Order_holds_within_a_chat_and_chats_go_side_by_side()
    {
        using var world = new FakeWorld();
        var waiting = 0;
        var most = 0;
        var gate = new TaskCompletionSource();
        world.Hold = async call =>
        {
            if (!call.StartsWith("Conversation.Receive", StringComparison.Ordinal)) return;
            var now = Interlocked.Increment(ref waiting);
            int seen;
            while (now > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, now, seen) != seen) continue;
            if (now >= 5) gate.TrySetResult();
            await gate.Task.WaitAsync(TimeSpan.FromSeconds(30));
            Interlocked.Decrement(ref waiting);
        };
        var messages = Enumerable.Range(0, 1000).Select(i => Words($"wamid.{i}", $"{i}", phone: $"9665500000{i % 20:00}", bsuid: null)).ToArray();
        await world.Take(Body(Value(Messages(messages), contacts: "[]")));
        Assert.InRange(most, 5, 32);
        Assert.Equal(20, world.Received.Count);
        foreach (var (_, _, chat) in world.Received)
        {
            var numbers = chat.Select(m => int.Parse(m.Text!, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(50, numbers.Length);
            Assert.Equal(numbers.Order(), numbers);
        }
    }

    [Fact]
    public async Task Many_messages_of_one_chat_come_in_parts_in_order()
    {
        using var world = new FakeWorld();
        await world.Take(Body(Value(Messages([.. Enumerable.Range(0, 250).Select(i => Words($"wamid.{i}", $"{i}"))]))));
        Assert.Equal([100, 100, 50], world.Received.Select(r => r.Messages.Length));
        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"{i}"), world.Messages.Select(m => m.Text));
    }

    [Fact]
    public async Task One_POST_may_hold_messages_and_statuses_of_several_tenants()
    {
        using var world = new FakeWorld();
        world.Owners["platform/222"] = "globex";
        await world.Take(Body(
            Value(Messages(Words("wamid.1", "x")) + "," + Statuses(Status("wamid.S1", "sent"), Status("wamid.S2", "delivered", callback: "sf1:conv2:m2"), Status("wamid.S1", "read"))),
            Value(Messages(Words("wamid.2", "y")), number: "222")));
        Assert.Equal(["acme", "globex"], world.Received.Select(r => TenantKey.Parse(r.Key).Tenant).Order());
        Assert.Equal(2, world.Received.Select(r => r.Address.ContactId).Distinct().Count());
        var statuses = world.Statuses.ToDictionary(s => s.Key, s => s.Statuses.Select(u => u.Status).ToArray());
        Assert.Equal([MessageStatus.Sent, MessageStatus.Read], statuses["acme/conv1"]);
        Assert.Equal([MessageStatus.Delivered], statuses["acme/conv2"]);
    }

    [Fact]
    public async Task A_status_without_our_data_finds_the_conversation_by_its_recipient()
    {
        using var world = new FakeWorld();
        await world.Take(Body(Value(Messages(Words("wamid.1", "x")))));
        await world.Take(Body(Value(Statuses(Status("wamid.S", "read", callback: null)))));
        Assert.Equal(world.Received.Single().Key, Assert.Single(world.Statuses).Key);
        await world.Take(Body(Value("\"statuses\":[{\"id\":\"w\",\"status\":\"read\",\"recipient_id\":\"966500000001\"}]")));
        Assert.Single(world.Statuses);
    }

    [Fact]
    public async Task A_number_that_is_nobodys_is_kept_raw_and_heard_five_seconds_after_it_is_connected()
    {
        var clock = new FakeTimeProvider(Now);
        using var world = new FakeWorld(clock);
        world.Owners.Clear();
        await world.Take(Body(Value(Messages(Words("wamid.1", "مهم")))));
        var (tenant, field, reason, body) = Assert.Single(world.Raw);
        Assert.Equal((null, "messages", "number_unknown"), (tenant, field, reason));
        Assert.Contains("wamid.1", body, StringComparison.Ordinal);
        world.Owners["platform/" + Number] = "acme";
        await world.Take(Body(Value(Messages(Words("wamid.2", "x")))));
        Assert.Equal(2, world.Raw.Count);
        clock.Advance(TimeSpan.FromSeconds(6));
        await world.Take(Body(Value(Messages(Words("wamid.3", "x")))));
        Assert.Equal("wamid.3", Assert.Single(world.Messages).Wamid);
    }

    [Fact]
    public async Task A_large_update_of_nobodys_number_is_kept_in_pieces()
    {
        using var world = new FakeWorld();
        world.Owners.Clear();
        await world.Take(Body(Value(Messages([.. Enumerable.Range(0, 40).Select(i => Words($"wamid.{i}", new string('x', 3000)))]))));
        Assert.Equal(40, world.Raw.Count);
        Assert.All(world.Raw, r => Assert.StartsWith("{", r.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_never_seen_is_kept_under_the_numbers_tenant()
    {
        using var world = new FakeWorld();
        await world.Take(Body("{\"field\":\"holograms\",\"value\":{\"metadata\":{\"phone_number_id\":\"" + Number + "\"}}}", """{"field":"x","value":5}"""));
        Assert.Equal([("acme", "holograms", "field_unknown"), (null, "x", "value")], world.Raw.Select(r => (r.Tenant, r.Field, r.Reason)).OrderBy(r => r.Reason.Length).Reverse());
    }

    [Fact]
    public async Task A_refused_message_is_kept_raw_and_not_asked_for_again()
    {
        using var world = new FakeWorld { ReceiveOutcome = new Outcome(Refusal.Invalid, 0, "kind") };
        await world.Take(Body(Value(Messages(Words("wamid.1", "x")))));
        Assert.Equal(("acme", "refused"), (Assert.Single(world.Raw).Tenant, world.Raw.Single().Reason));
    }

    [Fact]
    public async Task One_chat_that_cannot_be_committed_does_not_hold_up_the_others()
    {
        using var world = new FakeWorld();
        var bad = "Alias.Get acme/" + AliasNames.OfPhone("966550000003");
        world.Fault = call => call == bad ? new InvalidOperationException("broken") : null;
        var body = Body(Value(Messages([.. Enumerable.Range(0, 9).Select(i => Words($"wamid.{i}", "x", phone: $"96655000000{i}", bsuid: null))]), contacts: "[]"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Take(body));
        Assert.Equal(8, world.Received.Count);
        world.Fault = null;
        await world.Take(body);
        Assert.Contains(world.Messages, m => m.Wamid == "wamid.3");
    }

    [Fact]
    public async Task A_call_that_timed_out_is_made_once_more_with_the_same_command()
    {
        using var world = new FakeWorld();
        var failures = 1;
        world.Fault = call => call.StartsWith("Contact.Observe", StringComparison.Ordinal) && Interlocked.Decrement(ref failures) >= 0 ? new TimeoutException() : null;
        await world.Take(Body(Value(Messages(Words("wamid.1", "x")))));
        Assert.Single(world.Received);
        Assert.Equal(2, world.Calls.Count(c => c.StartsWith("Contact.Observe", StringComparison.Ordinal)));
        world.Fault = call => call.StartsWith("Conversation.Receive", StringComparison.Ordinal) ? new TimeoutException() : null;
        await Assert.ThrowsAsync<TimeoutException>(() => world.Take(Body(Value(Messages(Words("wamid.2", "x"))))));
    }

    [Fact]
    public async Task Consent_is_set_on_the_contact_and_a_repeat_has_the_same_command()
    {
        using var world = new FakeWorld();
        var body = Body(Value(
            "\"user_preferences\":[{\"wa_id\":\"" + Phone + "\",\"category\":\"marketing_messages\",\"value\":\"stop\",\"timestamp\":" + Then + "}]", field: "user_preferences"));
        await world.Take(body);
        await world.Take(body);
        Assert.Equal(ConsentStatus.Revoked, world.Consents.First().Status);
        Assert.Single(world.Consents.Select(c => c.CommandId).Distinct());
        Assert.Empty(world.Received);
    }

    [Fact]
    public async Task Notices_of_an_account_reach_the_tenant_whose_number_was_heard()
    {
        using var world = new FakeWorld();
        var notice = Body("""{"field":"phone_number_quality_update","value":{"display_phone_number":"966800","event":"UPGRADE","current_limit":"TIER_10K"}}""");
        await world.Take(notice);
        Assert.Equal("account_unknown", Assert.Single(world.Raw).Reason);
        await world.Take(Body(Value(Messages(Words("wamid.1", "x")))));
        world.NewIntake();
        await world.Take(notice);
        Assert.Equal(("acme/tenant", new ChannelNotice("phone_number_quality_update", "966800", "UPGRADE", "info")), (world.Notices.Single().Key, world.Notices.Single().Notice));
        Assert.Equal(("acme/" + Account, 10_000), Assert.Single(world.Limits));
    }

    [Fact]
    public void Odd_and_long_user_ids_still_make_keys()
    {
        var longest = "SA." + new string('z', 128);
        var key = TenantKey.Format(new string('t', 26), AliasNames.OfBsuid(longest));
        Assert.InRange(key.Length, 10, TenantKey.MaxLength);
        Assert.NotEqual(AliasNames.OfBsuid("SA.+a"), AliasNames.OfBsuid("SA./a"));
        Assert.DoesNotContain('+', AliasNames.OfBsuid("SA.+a"));
        Assert.NotEqual(AliasNames.OfBsuid("SA.a"), AliasNames.OfBsuid("SA.A"));
        Assert.Equal(AliasNames.OfPhone(Phone), AliasNames.OfPhone("+" + Phone));
        Assert.StartsWith("phone:#", AliasNames.OfPhone(Phone), StringComparison.Ordinal);
        Assert.DoesNotContain(Phone, AliasNames.OfPhone(Phone), StringComparison.Ordinal);
    }
}
