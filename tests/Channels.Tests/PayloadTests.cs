using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using SalesFlow.Channels.WhatsApp;

namespace SalesFlow.Channels.Tests;

public sealed class PayloadTests
{
    [Fact]
    public void A_text_in_Arabic_goes_out_as_plain_UTF8()
    {
        var raw = Raw(GraphDouble.Order(OutboundContent.OfText("أهلاً نورة 👋 <b> & \"سعر\"")));
        Assert.Contains("أهلاً نورة", raw, StringComparison.Ordinal);
        Is("""
            {"messaging_product":"whatsapp","recipient_type":"individual","to":"966501112233","biz_opaque_callback_data":"sf1:conv-3:msg-7",
             "type":"text","text":{"body":"أهلاً نورة 👋 <b> & \"سعر\""}}
            """, raw);
    }

    [Fact]
    public void A_text_with_a_link_asks_for_its_preview() =>
        Assert.True(JsonNode.Parse(Raw(GraphDouble.Order(OutboundContent.OfText("العرض: https://example.sa/p"))))!["text"]!["preview_url"]!.GetValue<bool>());

    [Fact]
    public void Half_of_a_surrogate_pair_still_makes_valid_JSON()
    {
        var text = JsonNode.Parse(Raw(GraphDouble.Order(OutboundContent.OfText("a\uD83Db"))))!["text"]!["body"]!.GetValue<string>();
        Assert.Equal("a\uFFFDb", text);
    }

    [Fact]
    public void A_customer_without_a_phone_is_reached_by_user_id() => Is("""
        {"messaging_product":"whatsapp","recipient_type":"individual","recipient":"SA.77AbC","biz_opaque_callback_data":"sf1:conv-3:msg-7",
         "type":"text","text":{"body":"تم"}}
        """, Raw(GraphDouble.Order(OutboundContent.OfText("تم"), to: null, bsuid: "SA.77AbC")));

    [Fact]
    public void Where_phone_and_user_id_are_known_only_the_phone_is_sent()
    {
        var json = JsonNode.Parse(Raw(GraphDouble.Order(OutboundContent.OfText("تم"), bsuid: "SA.77")))!.AsObject();
        Assert.Equal("966501112233", json["to"]!.GetValue<string>());
        Assert.False(json.ContainsKey("recipient"));
    }

    [Fact]
    public void A_reply_names_what_it_answers() =>
        Assert.Equal("wamid.IN", JsonNode.Parse(Raw(GraphDouble.Order(OutboundContent.OfText("أبشري", "wamid.IN"))))!["context"]!["message_id"]!.GetValue<string>());

    [Fact]
    public void A_template_carries_its_values_in_order() => Is("""
        {"messaging_product":"whatsapp","recipient_type":"individual","to":"966501112233","biz_opaque_callback_data":"sf1:conv-3:msg-7","type":"template",
         "template":{"name":"follow_up","language":{"code":"ar"},
          "components":[{"type":"body","parameters":[{"type":"text","text":"نورة"},{"type":"text","text":"٣٠٠ ريال"}]}]}}
        """, Raw(GraphDouble.Order(new OutboundContent(OutboundKind.Template, Template: new TemplateMessage("follow_up", "ar", ["نورة", "٣٠٠ ريال"])))));

    [Fact]
    public void A_template_without_values_has_no_components() => Is("""
        {"messaging_product":"whatsapp","recipient_type":"individual","to":"966501112233","biz_opaque_callback_data":"sf1:conv-3:msg-7","type":"template",
         "template":{"name":"hello","language":{"code":"en"}}}
        """, Raw(GraphDouble.Order(new OutboundContent(OutboundKind.Template, Template: new TemplateMessage("hello", "en", [])))));

    [Fact]
    public void Buttons_are_an_interactive_message() => Is("""
        {"messaging_product":"whatsapp","recipient_type":"individual","to":"966501112233","biz_opaque_callback_data":"sf1:conv-3:msg-7","type":"interactive",
         "interactive":{"type":"button","body":{"text":"يناسبك الأحد؟"},"action":{"buttons":[
          {"type":"reply","reply":{"id":"y","title":"نعم"}},{"type":"reply","reply":{"id":"n","title":"وقت آخر"}}]}}}
        """, Raw(GraphDouble.Order(new OutboundContent(OutboundKind.Buttons, "يناسبك الأحد؟", [new("y", "نعم"), new("n", "وقت آخر")]))));

    [Fact]
    public void A_list_has_one_section() => Is("""
        {"messaging_product":"whatsapp","recipient_type":"individual","to":"966501112233","biz_opaque_callback_data":"sf1:conv-3:msg-7","type":"interactive",
         "interactive":{"type":"list","body":{"text":"اختر الباقة"},"action":{"button":"الباقات","sections":[{"rows":[
          {"id":"a","title":"الأساسية","description":"شهرياً"},{"id":"b","title":"الاحترافية"}]}]}}}
        """, Raw(GraphDouble.Order(new OutboundContent(
            OutboundKind.List, "اختر الباقة", Rows: [new("a", "الأساسية", "شهرياً"), new("b", "الاحترافية", null)], ListButton: "الباقات"))));

    [Theory]
    [InlineData(OutboundKind.Image, "image", """{"id":"m1","caption":"صورة"}""")]
    [InlineData(OutboundKind.Video, "video", """{"id":"m1","caption":"صورة"}""")]
    [InlineData(OutboundKind.Document, "document", """{"id":"m1","caption":"صورة","filename":"عرض.pdf"}""")]
    public void Media_goes_by_its_id(OutboundKind kind, string type, string media)
    {
        var json = JsonNode.Parse(Raw(GraphDouble.Order(new OutboundContent(kind, "صورة", MediaId: "m1", FileName: "عرض.pdf"))))!;
        Assert.Equal(type, json["type"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(media), json[type]), json.ToJsonString());
    }

    [Fact]
    public void Audio_has_only_an_id()
    {
        var json = JsonNode.Parse(Raw(GraphDouble.Order(new OutboundContent(OutboundKind.Audio, MediaId: "m2"))))!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"id":"m2"}"""), json["audio"]));
    }

    [Theory]
    [InlineData("👍", "👍")]
    [InlineData(null, "")]
    public void A_reaction_names_its_target_and_an_empty_one_takes_it_away(string? emoji, string written)
    {
        var json = JsonNode.Parse(Raw(GraphDouble.Order(new OutboundContent(OutboundKind.Reaction, Emoji: emoji, ReplyTo: "wamid.IN"))))!.AsObject();
        Assert.Equal("wamid.IN", json["reaction"]!["message_id"]!.GetValue<string>());
        Assert.Equal(written, json["reaction"]!["emoji"]!.GetValue<string>());
        Assert.False(json.ContainsKey("context"));
    }

    public static TheoryData<string, OutboundContent> Beyond => new()
    {
        { "text_too_long", OutboundContent.OfText(new string('ن', 4097)) },
        { "text_missing", OutboundContent.OfText("  ") },
        { "body_too_long", new(OutboundKind.Buttons, new string('x', 1025), [new("a", "b")]) },
        { "buttons_missing", new(OutboundKind.Buttons, "x", []) },
        { "too_many_buttons", new(OutboundKind.Buttons, "x", [new("1", "a"), new("2", "b"), new("3", "c"), new("4", "d")]) },
        { "button_title_too_long", new(OutboundKind.Buttons, "x", [new("1", new string('a', 21))]) },
        { "button_id_too_long", new(OutboundKind.Buttons, "x", [new(new string('a', 257), "a")]) },
        { "button_id_repeated", new(OutboundKind.Buttons, "x", [new("1", "a"), new("1", "b")]) },
        { "list_button_missing", new(OutboundKind.List, "x", Rows: [new("1", "a", null)]) },
        { "list_button_too_long", new(OutboundKind.List, "x", Rows: [new("1", "a", null)], ListButton: new string('a', 21)) },
        { "too_many_rows", new(OutboundKind.List, "x", Rows: [.. Enumerable.Range(0, 11).Select(i => new ListRow($"{i}", "a", null))], ListButton: "b") },
        { "row_title_too_long", new(OutboundKind.List, "x", Rows: [new("1", new string('a', 25), null)], ListButton: "b") },
        { "row_description_too_long", new(OutboundKind.List, "x", Rows: [new("1", "a", new string('a', 73))], ListButton: "b") },
        { "row_id_too_long", new(OutboundKind.List, "x", Rows: [new(new string('1', 201), "a", null)], ListButton: "b") },
        { "caption_too_long", new(OutboundKind.Image, new string('a', 1025), MediaId: "m") },
        { "media_missing", new(OutboundKind.Document, "x") },
        { "audio_has_no_caption", new(OutboundKind.Audio, "x", MediaId: "m") },
        { "reaction_target_missing", new(OutboundKind.Reaction, Emoji: "👍") },
        { "template_missing", new(OutboundKind.Template) },
        { "template_value_missing", new(OutboundKind.Template, Template: new("n", "ar", [""])) },
        { "template_value_too_long", new(OutboundKind.Template, Template: new("n", "ar", [new string('a', 1025)])) },
    };

    [Theory]
    [MemberData(nameof(Beyond))]
    public void What_is_beyond_a_limit_is_named_and_not_cut(string reason, OutboundContent content) =>
        Assert.Equal(reason, WhatsAppLimits.Broken(GraphDouble.Order(content)));

    [Fact]
    public void What_is_exactly_at_the_limits_may_go()
    {
        Assert.Null(WhatsAppLimits.Broken(GraphDouble.Order(OutboundContent.OfText(new string('ن', 4096)))));
        Assert.Null(WhatsAppLimits.Broken(GraphDouble.Order(new(
            OutboundKind.Buttons, new string('x', 1024), [new("1", new string('a', 20)), new("2", "b"), new(new string('3', 256), "c")]))));
        Assert.Null(WhatsAppLimits.Broken(GraphDouble.Order(new(OutboundKind.List, "x",
            Rows: [.. Enumerable.Range(0, 10).Select(i => new ListRow($"{i}", new string('a', 24), new string('d', 72)))], ListButton: new string('b', 20)))));
    }

    [Fact]
    public void Nobody_to_send_to_and_numbers_that_are_paths_are_refused()
    {
        Assert.Equal("recipient_missing", WhatsAppLimits.Broken(GraphDouble.Order(OutboundContent.OfText("x"), to: null)));
        Assert.Equal("number_invalid", WhatsAppLimits.Broken(GraphDouble.Order(OutboundContent.OfText("x")) with { PhoneNumberId = "../me" }));
    }

    private static string Raw(SendOrder order)
    {
        Assert.Null(WhatsAppLimits.Broken(order));
        var buffer = new ArrayBufferWriter<byte>();
        WhatsAppPayload.Write(buffer, order);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Is(string expected, string actual) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);
}
