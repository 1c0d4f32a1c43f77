using System.Text;
using System.Text.Json.Nodes;
using SalesFlow.WebApi.Channels;
using static SalesFlow.Webhook.Tests.Fixtures;

namespace SalesFlow.Webhook.Tests;

public sealed class BadInputTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("{\"a\":1}x")]
    public void What_is_not_JSON_says_so(string body) => Assert.False(Parse(body).IsJson);

    [Fact]
    public void Invalid_UTF8_and_deep_nesting_are_not_JSON()
    {
        Assert.False(WebhookParser.Parse(new byte[] { (byte)'"', 0xC3, 0x28, (byte)'"' }, Now).IsJson);
        Assert.True(Parse(new string('[', 32) + new string(']', 32)).IsJson);
        Assert.False(Parse(new string('[', 33) + new string(']', 33)).IsJson);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"entry\":{}}")]
    public void JSON_that_is_no_envelope_is_kept_whole(string body)
    {
        var raw = Assert.Single(Parse(body).Raw);
        Assert.Equal(("envelope", body), (raw.Reason, Encoding.UTF8.GetString(raw.Body.Span)));
    }

    [Fact]
    public void A_field_never_seen_is_kept_as_it_came()
    {
        var raw = Assert.Single(Parse(Body("""{"field":"holograms","value":{"x":[1,{"y":"ي"}]}}""")).Raw);
        Assert.Equal(("holograms", "field_unknown"), (raw.Field, raw.Reason));
        Assert.Equal("""{"field":"holograms","value":{"x":[1,{"y":"ي"}]}}""", Encoding.UTF8.GetString(raw.Body.Span));
    }

    [Fact]
    public void Fields_never_seen_beside_known_ones_do_no_harm()
    {
        var item = One("\"new_thing\":{\"deep\":[1,2,{\"type\":\"x\"}]},\"type\":\"text\",\"text\":{\"body\":\"هلا\",\"font\":7}");
        Assert.Equal("هلا", item.Message!.Text);
    }

    [Fact]
    public void A_million_characters_are_cut_at_a_whole_character_and_the_length_is_told()
    {
        var text = "x" + string.Concat(Enumerable.Repeat("😀", 500_000));
        var m = One("\"type\":\"text\",\"text\":{\"body\":\"" + text + "\"}").Message!;
        Assert.Equal(4095, m.Text!.Length);
        Assert.False(char.IsHighSurrogate(m.Text[^1]));
        Assert.Equal(text.Length, JsonNode.Parse(m.Payload!)!["length"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("\"5\"")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("\"99999999999999\"")]
    [InlineData("1e300")]
    [InlineData("\"soon\"")]
    [InlineData("null")]
    [InlineData("{}")]
    public void A_time_that_cannot_be_is_now(string timestamp)
    {
        var parsed = Parse(Body(Value(Messages(Message("wamid.1", "\"type\":\"text\",\"text\":{\"body\":\"x\"}", timestamp: timestamp)))));
        Assert.Equal(Now, parsed.Numbers[0].Chats[0].Message!.At);
    }

    [Fact]
    public void A_message_older_than_a_week_is_kept_and_says_when_it_was_sent()
    {
        var old = Now.AddDays(-8).ToUnixTimeSeconds();
        var m = Parse(Body(Value(Messages(Message("wamid.1", "\"type\":\"text\",\"text\":{\"body\":\"x\"}", timestamp: $"{old}"))))).Numbers[0].Chats[0].Message!;
        Assert.Equal((Now, old), (m.At, JsonNode.Parse(m.Payload!)!["sent_at"]!.GetValue<long>()));
        var recent = Now.AddDays(-6).ToUnixTimeSeconds();
        Assert.Equal(recent, Parse(Body(Value(Messages(Message("w", "\"type\":\"text\",\"text\":{\"body\":\"x\"}", timestamp: $"{recent}")))))
            .Numbers[0].Chats[0].Message!.At.ToUnixTimeSeconds());
    }

    [Fact]
    public void A_wrong_type_in_one_update_does_not_touch_its_neighbours()
    {
        string[] wrong =
        [
            "7", "null", "\"text\"", "[]", "{}",
            Message("wamid.w", "\"type\":\"text\",\"text\":\"body\""),
            Message("wamid.w", "\"type\":\"text\",\"text\":{\"body\":{}}"),
            Message("wamid.w", "\"type\":[],\"text\":{}"),
            Message("wamid.w", "\"type\":\"image\",\"image\":[{\"id\":\"1\"}]"),
            Message("wamid.w", "\"type\":\"location\",\"location\":{\"latitude\":\"north\",\"longitude\":[]}"),
            Message("wamid.w", "\"type\":\"order\",\"order\":{\"product_items\":7}"),
            Message("wamid.w", "\"type\":\"contacts\",\"contacts\":\"x\""),
            Message("wamid.w", "\"type\":\"interactive\",\"interactive\":5"),
            Message("wamid.w", "\"type\":\"reaction\",\"reaction\":{\"message_id\":1.5e999}").Replace("1.5e999", "{}", StringComparison.Ordinal),
            Message("wamid.w", "\"type\":\"text\",\"text\":{\"body\":\"x\"}", phone: null, bsuid: null).Replace("{", "{\"from\":[],\"from_user_id\":{},", StringComparison.Ordinal),
            "{\"id\":5.5e3,\"from\":\"" + Phone + "\",\"type\":\"edit\",\"edit\":null}",
            "{\"\\ud800\":1,\"id\":\"wamid.s\",\"from\":\"" + Phone + "\",\"type\":\"system\",\"system\":[]}",
        ];
        foreach (var bad in wrong)
        {
            var parsed = Parse(Body(Value(Messages(Words("wamid.a", "قبل"), bad, Words("wamid.z", "بعد")) + "," + Statuses(Status("wamid.S", "read"), bad))));
            var number = Assert.Single(parsed.Numbers);
            Assert.Equal(["قبل", "بعد"], number.Chats.Where(c => c.Message!.Wamid is "wamid.a" or "wamid.z").Select(c => c.Message!.Text));
            Assert.Equal("wamid.S", Assert.Single(number.Statuses).Status.Wamid);
            Assert.NotEmpty(parsed.Raw);
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_and_NUL_cost_one_character_and_not_the_message()
    {
        var m = One("\"type\":\"text\",\"text\":{\"body\":\"a\\ud83d b\\u0000c \\ud83d\\ude05 \\u0645\\n\\\"\"}").Message!;
        Assert.Equal("a\uFFFD b\uFFFDc 😅 م\n\"", m.Text);
    }

    [Fact]
    public void A_name_of_a_property_that_cannot_be_read_costs_only_its_own_update()
    {
        var bad = "{\"from\":\"" + Phone + "\",\"type\":\"text\",\"text\":{\"body\":\"x\"},\"i\\ud800\":1}";
        var parsed = Parse(Body(Value(Messages(bad, Words("wamid.z", "بعد")))));
        Assert.Equal("unreadable", Assert.Single(parsed.Raw).Reason);
        Assert.Equal("wamid.z", Assert.Single(parsed.Numbers[0].Chats).Message!.Wamid);
    }

    [Fact]
    public void An_answer_of_a_flow_too_long_to_carry_is_marked()
    {
        var m = One("\"type\":\"interactive\",\"interactive\":{\"nfm_reply\":{\"response_json\":\"" + new string('x', 5000) + "\"}}").Message!;
        Assert.Equal("""{"truncated":true}""", m.Payload);
    }

    [Fact]
    public void An_id_too_long_for_any_index_is_kept_raw()
    {
        var parsed = Parse(Body(Value(Messages(Words(new string('w', 300), "x"), Words("wamid.ok", "y")))));
        Assert.Equal("message_id", Assert.Single(parsed.Raw).Reason);
        Assert.Equal("wamid.ok", Assert.Single(parsed.Numbers[0].Chats).Message!.Wamid);
    }

    [Fact]
    public void A_number_that_would_break_a_key_is_kept_raw()
    {
        foreach (var id in new[] { "a/b", "a+b", "", new string('9', 65), "٧" })
            Assert.Equal("number_missing", Assert.Single(Parse(Body(Value(Messages(Words("w", "x")), number: id))).Raw).Reason);
    }
}
