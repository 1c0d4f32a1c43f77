using System.Text.Json.Nodes;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using static SalesFlow.Webhook.Tests.Fixtures;

namespace SalesFlow.Webhook.Tests;

public sealed class ParserTests
{
    [Fact]
    public void A_text_tells_who_wrote_what_and_when()
    {
        var item = One("\"type\":\"text\",\"text\":{\"body\":\"السلام عليكم ٣٠٠ 😅\"}");
        Assert.Equal(("+" + Phone, Bsuid, "سارة العتيبي"), (item.Who.Phone, item.Who.Bsuid, item.Who.Name));
        Assert.Equal(new InboundMessage("wamid.1", InboundKind.Text, "السلام عليكم ٣٠٠ 😅", DateTimeOffset.FromUnixTimeSeconds(Then)), item.Message);
    }

    [Fact]
    public void A_customer_may_have_only_a_user_id_and_a_username()
    {
        var parsed = Parse(Body(Value(Messages(Words("wamid.1", "هلا", phone: null)), contacts: People(phone: null, username: "sara.o"))));
        var who = parsed.Numbers[0].Chats[0].Who;
        Assert.Equal((null, Bsuid, "sara.o"), (who.Phone, who.Bsuid, who.Username));
    }

    [Fact]
    public void A_contact_list_about_somebody_else_lends_no_name()
    {
        var parsed = Parse(Body(Value(Messages(Words("wamid.1", "x", phone: "966500000009", bsuid: null)))));
        Assert.Equal(("+966500000009", null, null), (parsed.Numbers[0].Chats[0].Who.Phone, parsed.Numbers[0].Chats[0].Who.Bsuid, parsed.Numbers[0].Chats[0].Who.Name));
    }

    [Fact]
    public void The_user_id_comes_from_the_contact_where_the_message_has_none()
    {
        var parsed = Parse(Body(Value(Messages(Words("wamid.1", "x", bsuid: null)))));
        Assert.Equal(Bsuid, parsed.Numbers[0].Chats[0].Who.Bsuid);
    }

    [Theory]
    [InlineData("image", InboundKind.Image)]
    [InlineData("video", InboundKind.Video)]
    [InlineData("document", InboundKind.Document)]
    [InlineData("sticker", InboundKind.Sticker)]
    [InlineData("audio", InboundKind.Audio)]
    public void Media_keeps_id_type_and_caption(string type, InboundKind kind)
    {
        var m = One($$"""
            "type":"{{type}}","{{type}}":{"id":"55501","mime_type":"a/b","sha256":"h=","caption":"تعليق","filename":"عقد.pdf","voice":true,"animated":true,"url":"https://x"}
            """).Message!;
        Assert.Equal((kind, "55501", "a/b", "تعليق"), (m.Kind, m.MediaId, m.MediaType, m.Text));
        SameJson("""{"filename":"عقد.pdf","sha256":"h=","voice":true,"animated":true}""", m.Payload);
    }

    [Theory]
    [InlineData("24.7", "46.6")]
    [InlineData("\"24.7\"", "\"46.6\"")]
    public void A_location_has_words_and_coordinates(string latitude, string longitude)
    {
        var m = One("\"type\":\"location\",\"location\":{\"latitude\":" + latitude + ",\"longitude\":" + longitude + ",\"name\":\"المعرض\",\"address\":\"الرياض\"}").Message!;
        Assert.Equal((InboundKind.Location, "المعرض\nالرياض"), (m.Kind, m.Text));
        SameJson("""{"latitude":24.7,"longitude":46.6,"name":"المعرض","address":"الرياض"}""", m.Payload);
    }

    [Fact]
    public void Contact_cards_are_read_from_fields_and_from_a_vcard()
    {
        var m = One("""
            "type":"contacts","origin":"contact_request","contacts":[
             {"name":{"formatted_name":"علي"},"phones":[{"phone":"+966 55","wa_id":"96655"}]},
             {"vcard":"BEGIN:VCARD\nFN:منى\nEND:VCARD","phones":[{"phone":"+96656"}]}]
            """).Message!;
        Assert.Equal((InboundKind.Contacts, "علي, منى"), (m.Kind, m.Text));
        SameJson("""{"origin":"contact_request","contacts":[{"name":"علي","phones":["96655"]},{"name":"منى","phones":["+96656"]}]}""", m.Payload);
    }

    [Theory]
    [InlineData("\"type\":\"interactive\",\"interactive\":{\"type\":\"button_reply\",\"button_reply\":{\"id\":\"slot:1\",\"title\":\"نعم\"}}")]
    [InlineData("\"type\":\"interactive\",\"interactive\":{\"type\":\"list_reply\",\"list_reply\":{\"id\":\"slot:1\",\"title\":\"نعم\",\"description\":\"x\"}}")]
    [InlineData("\"type\":\"button\",\"button\":{\"payload\":\"slot:1\",\"text\":\"نعم\"}")]
    public void Every_kind_of_button_is_a_choice(string rest)
    {
        var m = One("\"context\":{\"from\":\"966800111222\",\"id\":\"wamid.OURS\"}," + rest).Message!;
        Assert.Equal((InboundKind.Choice, "نعم", "slot:1", "wamid.OURS"), (m.Kind, m.Text, m.Payload, m.ReplyTo));
    }

    [Fact]
    public void A_filled_flow_keeps_its_answer()
    {
        var m = One("""
            "type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{\"city\":\"جدة\"}"}}
            """).Message!;
        Assert.Equal((InboundKind.Flow, "Sent", """{"city":"جدة"}"""), (m.Kind, m.Text, m.Payload));
    }

    [Theory]
    [InlineData("30")]
    [InlineData("\"30\"")]
    public void An_order_is_summed_up_whether_its_price_is_a_number_or_a_string(string price)
    {
        var m = One("\"type\":\"order\",\"order\":{\"catalog_id\":\"77\",\"text\":\"\",\"product_items\":[{\"product_retailer_id\":\"DATES\",\"quantity\":3,\"item_price\":"
            + price + ",\"currency\":\"SAR\"}]}").Message!;
        Assert.Equal((InboundKind.Order, "3 × DATES (30 SAR)"), (m.Kind, m.Text));
        SameJson("""{"catalog_id":"77","items":[{"id":"DATES","quantity":"3","price":"30","currency":"SAR"}]}""", m.Payload);
    }

    [Theory]
    [InlineData(",\"emoji\":\"👍\"", "👍")]
    [InlineData(",\"emoji\":\"\"", null)]
    [InlineData("", null)]
    public void A_reaction_is_taken_away_by_an_empty_emoji_or_none(string emoji, string? payload)
    {
        var m = One("\"type\":\"reaction\",\"reaction\":{\"message_id\":\"wamid.T\"" + emoji + "}").Message!;
        Assert.Equal((InboundKind.Reaction, "wamid.T", payload), (m.Kind, m.Target, m.Payload));
    }

    [Fact]
    public void An_edit_names_the_original_and_carries_the_new_words()
    {
        var m = One("\"type\":\"edit\",\"edit\":{\"original_message_id\":\"wamid.O\",\"message\":{\"type\":\"image\",\"image\":{\"id\":\"9\",\"mime_type\":\"image/jpeg\",\"caption\":\"جديد\"}}}").Message!;
        Assert.Equal((InboundKind.Edit, "wamid.O", "جديد", "9"), (m.Kind, m.Target, m.Text, m.MediaId));
    }

    [Fact]
    public void A_message_taken_back_names_the_original()
    {
        var m = One("\"type\":\"revoke\",\"revoke\":{\"original_message_id\":\"wamid.O\"}").Message!;
        Assert.Equal((InboundKind.Revoke, "wamid.O"), (m.Kind, m.Target));
    }

    [Fact]
    public void An_advertisement_that_brought_the_customer_is_named()
    {
        var m = One("""
            "referral":{"source_url":"https://fb.me/a","source_id":"12099","source_type":"ad","headline":"احجز","ctwa_clid":"Aff-1"},"type":"text","text":{"body":"مهتم"}
            """).Message!;
        Assert.Equal("12099", m.Referral);
        SameJson("""{"referral":{"source_type":"ad","source_id":"12099","source_url":"https://fb.me/a","headline":"احجز","ctwa_clid":"Aff-1"}}""", m.Payload);
    }

    [Fact]
    public void A_product_asked_about_and_forwarding_are_noted()
    {
        var m = One("""
            "context":{"id":"wamid.P","frequently_forwarded":true,"referred_product":{"catalog_id":"1","product_retailer_id":"sku"}},"type":"text","text":{"body":"متوفر؟"}
            """).Message!;
        Assert.Equal("wamid.P", m.ReplyTo);
        SameJson("""{"frequently_forwarded":true,"product":{"catalog_id":"1","product_retailer_id":"sku"}}""", m.Payload);
    }

    [Fact]
    public void A_new_number_and_a_new_user_id_are_changes_of_identity()
    {
        var number = One("\"type\":\"system\",\"system\":{\"body\":\"x\",\"wa_id\":\"966559999999\",\"type\":\"user_changed_number\"}");
        Assert.Equal(new WebApi.Channels.IdentityChange("+966559999999", null), number.Change);
        Assert.Equal(InboundKind.System, number.Message!.Kind);
        Assert.Null(number.Message.Text);
        var id = One("\"type\":\"system\",\"system\":{\"user_id\":\"SA.999888\",\"type\":\"user_changed_user_id\"}");
        Assert.Equal(new WebApi.Channels.IdentityChange(null, "SA.999888"), id.Change);
        Assert.Null(One("\"type\":\"system\",\"system\":{\"type\":\"customer_identity_changed\",\"user_id\":\"SA.1\"}").Change);
    }

    [Fact]
    public void The_users_id_update_field_is_a_change_of_identity_too()
    {
        var parsed = Parse(Body(Value(
            "\"user_id_update\":[{\"user_id\":{\"previous\":\"SA.4455667788\",\"current\":\"SA.999888\"},\"timestamp\":\"" + Then + "\"}]",
            contacts: People(phone: null, bsuid: "SA.999888"), field: "user_id_update")));
        var item = Assert.Single(parsed.Numbers[0].Chats);
        Assert.Equal((Bsuid, "SA.999888"), (item.Who.Bsuid, item.Change!.Bsuid));
    }

    [Fact]
    public void What_cannot_be_shown_is_unsupported_and_what_was_never_seen_is_kept_raw_too()
    {
        var shown = One("\"type\":\"unsupported\",\"unsupported\":{\"type\":\"poll\"},\"errors\":[{\"code\":131051}]").Message!;
        Assert.Equal(InboundKind.Unsupported, shown.Kind);
        SameJson("""{"type":"poll","code":131051}""", shown.Payload);
        var parsed = Parse(Body(Value(Messages(Message("wamid.1", "\"type\":\"hologram\",\"hologram\":{}")))));
        Assert.Equal(InboundKind.Unsupported, parsed.Numbers[0].Chats[0].Message!.Kind);
        Assert.Equal("type_unknown", Assert.Single(parsed.Raw).Reason);
    }

    [Fact]
    public void Opening_the_chat_is_a_welcome() => Assert.Equal(InboundKind.Welcome, One("\"type\":\"request_welcome\"").Message!.Kind);

    [Fact]
    public void What_the_business_wrote_in_its_own_app_is_an_echo_in_the_customers_chat()
    {
        var echo = "\"message_echoes\":[{\"from\":\"966800111222\",\"to\":\"" + Phone + "\",\"id\":\"wamid.E\",\"timestamp\":\"" + Then + "\",\"type\":\"text\",\"text\":{\"body\":\"حياك\"}}]";
        var item = Assert.Single(Parse(Body(Value(echo, field: "smb_message_echoes"))).Numbers[0].Chats);
        Assert.Equal(("+" + Phone, InboundKind.Echo, "حياك"), (item.Who.Phone, item.Message!.Kind, item.Message.Text));
    }

    [Fact]
    public void A_call_of_a_customer_is_a_notice_for_each_of_its_events()
    {
        var call = "\"calls\":[{\"id\":\"wacid.1\",\"from\":\"" + Phone + "\",\"to\":\"x\",\"event\":\"connect\",\"direction\":\"USER_INITIATED\",\"timestamp\":\"" + Then + "\"}]";
        var item = Assert.Single(Parse(Body(Value(call, field: "calls"))).Numbers[0].Chats);
        Assert.Equal(("wacid.1:connect", InboundKind.System), (item.Message!.Wamid, item.Message.Kind));
    }

    [Fact]
    public void A_status_finds_its_conversation_by_our_callback_data()
    {
        var parsed = Parse(Body(Value(Statuses(
            Status("wamid.S", "delivered", ",\"pricing\":{\"billable\":false,\"category\":\"service\",\"type\":\"free_customer_service\"}"),
            Status("wamid.F", "failed", ",\"errors\":[{\"code\":131026,\"title\":\"x\"}]"),
            Status("wamid.X", "read", callback: "turn:7f3a"),
            Status("wamid.Y", "read", callback: "sf1:a/b:c")))));
        var statuses = parsed.Numbers[0].Statuses;
        Assert.Equal(
            new StatusUpdate("wamid.S", "msg1", MessageStatus.Delivered, DateTimeOffset.FromUnixTimeSeconds(Then), null, false, "service"), statuses[0].Status);
        Assert.Equal("conv1", statuses[0].ConversationId);
        Assert.Equal((MessageStatus.Failed, 131026), (statuses[1].Status.Status, statuses[1].Status.ErrorCode));
        Assert.Null(statuses[2].ConversationId);
        Assert.Equal("+" + Phone, statuses[2].Recipient.Phone);
        Assert.Null(statuses[3].ConversationId);
    }

    [Fact]
    public void Groups_are_kept_raw()
    {
        var parsed = Parse(Body(
            Value(Statuses("{\"id\":\"w\",\"status\":\"read\",\"timestamp\":\"1\",\"recipient_id\":\"g1\",\"recipient_type\":\"group\"}")),
            Value(Messages(Message("wamid.G", "\"group_id\":\"g1\",\"type\":\"text\",\"text\":{\"body\":\"x\"}")))));
        Assert.Equal(["group_status", "group_message"], parsed.Raw.Select(r => r.Reason));
    }

    [Theory]
    [InlineData("stop", ConsentStatus.Revoked)]
    [InlineData("resume", ConsentStatus.Granted)]
    public void Stopping_marketing_is_a_change_of_consent(string value, ConsentStatus status)
    {
        var preference = "\"user_preferences\":[{\"wa_id\":\"" + Phone + "\",\"category\":\"marketing_messages\",\"value\":\"" + value + "\",\"timestamp\":" + Then + "}]";
        var item = Assert.Single(Parse(Body(Value(preference, field: "user_preferences"))).Numbers[0].Chats);
        Assert.Equal(status, item.Consent!.Status);
        Assert.DoesNotContain(Phone, item.Consent.CommandId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("account_update", """{"event":"ACCOUNT_VIOLATION","violation_info":{"violation_type":"ADULT"}}""", Account, "ACCOUNT_VIOLATION:ADULT", "alarm")]
    [InlineData("account_update", """{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"REINSTATE"}}""", Account, "DISABLED_UPDATE:REINSTATE", "info")]
    [InlineData("account_alerts", """{"entity_id":"5","alert_severity":"CRITICAL","alert_type":"LIMIT"}""", "5", "LIMIT", "alarm")]
    [InlineData("account_review_update", """{"decision":"APPROVED"}""", Account, "APPROVED", "info")]
    [InlineData("message_template_status_update", """{"event":"REJECTED","message_template_name":"offer","message_template_language":"ar"}""", "offer/ar", "REJECTED", "warning")]
    [InlineData("message_template_quality_update", """{"new_quality_score":"YELLOW","message_template_name":"offer","message_template_language":"ar"}""", "offer/ar", "YELLOW", "warning")]
    [InlineData("template_category_update", """{"new_category":"MARKETING","message_template_name":"offer","message_template_language":"ar"}""", "offer/ar", "MARKETING", "warning")]
    [InlineData("message_template_components_update", """{"message_template_name":"offer","message_template_language":"ar"}""", "offer/ar", "UPDATED", "info")]
    [InlineData("phone_number_name_update", """{"display_phone_number":"966800","decision":"APPROVED"}""", "966800", "APPROVED", "info")]
    [InlineData("security", """{"display_phone_number":"966800","event":"PIN_CHANGED"}""", "966800", "PIN_CHANGED", "warning")]
    public void Accounts_and_templates_give_notices(string field, string value, string subject, string change, string severity)
    {
        var notice = Assert.Single(Parse(Body("{\"field\":\"" + field + "\",\"value\":" + value + "}")).Notices).Notice;
        Assert.Equal(new Tenancy.ChannelNotice(field, subject, change, severity), notice);
    }

    [Theory]
    [InlineData("phone_number_quality_update", """{"display_phone_number":"966800","event":"UPGRADE","current_limit":"TIER_10K"}""", 10_000)]
    [InlineData("phone_number_quality_update", """{"display_phone_number":"966800","event":"UPGRADE","current_limit":"TIER_UNLIMITED"}""", null)]
    [InlineData("business_capability_update", """{"max_daily_conversations_per_business":2000}""", 2_000)]
    [InlineData("business_capability_update", """{"max_daily_conversation_per_phone":"TIER_250"}""", 250)]
    public void A_new_limit_of_the_portfolio_is_read(string field, string value, int? limit) =>
        Assert.Equal(limit, Assert.Single(Parse(Body("{\"field\":\"" + field + "\",\"value\":" + value + "}")).Notices).Limit!.UniqueCustomers);

    [Fact]
    public void An_error_without_a_message_is_a_notice()
    {
        var parsed = Parse(Body(Value("\"errors\":[{\"code\":131000,\"title\":\"x\"}]", contacts: "[]")));
        Assert.Equal(new Tenancy.ChannelNotice("messages", Number, "131000", "warning"), Assert.Single(parsed.Numbers[0].Notices).Notice);
        Assert.Empty(parsed.Raw);
    }

    [Fact]
    public void The_same_notice_has_the_same_command_and_another_time_another()
    {
        var body = Body("""{"field":"account_review_update","value":{"decision":"APPROVED"}}""");
        Assert.Equal(Parse(body).Notices[0].CommandId, Parse(body).Notices[0].CommandId);
        Assert.NotEqual(Parse(body).Notices[0].CommandId, Parse(body.Replace($"{Then}", "5", StringComparison.Ordinal)).Notices[0].CommandId);
    }

    [Fact]
    public void A_thousand_updates_over_many_numbers_keep_their_order()
    {
        var changes = Enumerable.Range(0, 10).SelectMany(n => Enumerable.Range(0, 10).Select(c => Value(
            Messages([.. Enumerable.Range(0, 10).Select(m => Words($"wamid.{n}.{c}.{m}", $"{c}-{m}"))]), number: $"70010{n}")));
        var parsed = Parse(Body([.. changes]));
        Assert.Equal(10, parsed.Numbers.Count);
        Assert.Empty(parsed.Raw);
        foreach (var number in parsed.Numbers)
        {
            var expected = Enumerable.Range(0, 10).SelectMany(c => Enumerable.Range(0, 10).Select(m => $"{c}-{m}"));
            Assert.Equal(expected, number.Chats.Select(c => c.Message!.Text));
        }
    }

    private static void SameJson(string expected, string? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual!)), actual);
}
