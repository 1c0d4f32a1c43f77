using System.Text;
using System.Text.Json.Nodes;
using SalesFlow.WebApi.Channels;
using static SalesFlow.Webhook.Tests.Fixtures;

namespace SalesFlow.Webhook.Tests;

#pragma warning disable CA5394 // A seeded generator is the point: a failure can be had again.

public sealed class FuzzTests
{
    private static readonly string[] Shapes =
    [
        Words("wamid.m", "مرحباً 👋 \\\"x\\\""),
        Message("wamid.m", "\"type\":\"image\",\"image\":{\"id\":\"5\",\"mime_type\":\"image/jpeg\",\"caption\":\"c\"}"),
        Message("wamid.m", "\"type\":\"location\",\"location\":{\"latitude\":24.7,\"longitude\":46.6,\"name\":\"n\"}"),
        Message("wamid.m", "\"type\":\"contacts\",\"contacts\":[{\"name\":{\"formatted_name\":\"علي\"},\"phones\":[{\"wa_id\":\"96655\"}]}]"),
        Message("wamid.m", "\"type\":\"interactive\",\"interactive\":{\"type\":\"list_reply\",\"list_reply\":{\"id\":\"i\",\"title\":\"t\"}}"),
        Message("wamid.m", "\"type\":\"interactive\",\"interactive\":{\"type\":\"nfm_reply\",\"nfm_reply\":{\"response_json\":\"{}\",\"body\":\"Sent\"}}"),
        Message("wamid.m", "\"type\":\"order\",\"order\":{\"catalog_id\":\"1\",\"product_items\":[{\"product_retailer_id\":\"a\",\"quantity\":2,\"item_price\":\"3\"}]}"),
        Message("wamid.m", "\"type\":\"reaction\",\"reaction\":{\"message_id\":\"wamid.T\",\"emoji\":\"👍\"}"),
        Message("wamid.m", "\"type\":\"edit\",\"edit\":{\"original_message_id\":\"wamid.O\",\"message\":{\"type\":\"text\",\"text\":{\"body\":\"b\"}}}"),
        Message("wamid.m", "\"type\":\"system\",\"system\":{\"wa_id\":\"966559999999\",\"type\":\"user_changed_number\"}"),
        Message("wamid.m", "\"type\":\"button\",\"button\":{\"payload\":\"p\",\"text\":\"t\"},\"context\":{\"id\":\"wamid.C\",\"forwarded\":true}"),
        Message("wamid.m", "\"type\":\"unsupported\",\"unsupported\":{\"type\":\"poll\"},\"errors\":[{\"code\":131051}]"),
        Message("wamid.m", "\"referral\":{\"source_id\":\"1\",\"ctwa_clid\":\"c\"},\"type\":\"text\",\"text\":{\"body\":\"b\"}"),
    ];

    [Fact]
    public void Bytes_turned_over_never_throw()
    {
        var random = new Random(20261);
        var parsedAsJson = 0;
        for (var round = 0; round < 6000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(Full(random));
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                var at = random.Next(bytes.Length);
                bytes = random.Next(4) switch
                {
                    0 => [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]],
                    1 => bytes.Length > 8 ? [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 6))..]] : bytes,
                    2 => Flip(bytes, at, (byte)random.Next(256)),
                    _ => Flip(bytes, at, (byte)"{}[]\",:0\\n"[random.Next(10)]),
                };
                if (bytes.Length == 0) bytes = [(byte)'{'];
            }
            var parsed = Parsed(bytes, $"round {round}: {Encoding.UTF8.GetString(bytes)}");
            if (parsed.IsJson) parsedAsJson++;
        }
        Assert.InRange(parsedAsJson, 300, 5900); // both roads were walked
    }

    [Fact]
    public void A_shape_turned_over_never_throws_and_never_takes_its_neighbours_along()
    {
        var random = new Random(20262);
        var kept = 0;
        for (var round = 0; round < 6000; round++)
        {
            var victim = JsonNode.Parse(Shapes[random.Next(Shapes.Length)])!;
            for (var i = random.Next(1, 5); i > 0; i--) victim = Mutate(victim, random) ?? JsonValue.Create("gone")!;
            // The victim must not pass for its neighbours' sender, nor be a group or a rename that stands between them.
            var bad = victim.ToJsonString();
            var body = Body(Value(Messages(Words("wamid.before", "قبل"), bad, Words("wamid.after", "بعد")) + "," + Statuses(Status("wamid.S", "read"), bad)));
            var parsed = Parsed(Encoding.UTF8.GetBytes(body), $"round {round}: {bad}");
            Assert.True(parsed.IsJson, bad);
            var number = Assert.Single(parsed.Numbers);
            Assert.Equal("قبل", number.Chats[0].Message?.Text);
            Assert.Equal("بعد", number.Chats[^1].Message?.Text);
            Assert.Contains(number.Statuses, s => s.Status.Wamid == "wamid.S");
            // Nothing vanishes: the victim is a message, or raw; as a status it is raw, or (with every field lost) still raw.
            Assert.True(number.Chats.Count + parsed.Raw.Count(r => r.Reason != "status_shape") >= 3, bad);
            if (parsed.Raw.Count > 1) kept++;
        }
        Assert.InRange(kept, 100, 5990);
    }

    [Fact]
    public void An_envelope_turned_over_never_throws()
    {
        var random = new Random(20263);
        for (var round = 0; round < 3000; round++)
        {
            var node = JsonNode.Parse(Full(random))!;
            for (var i = random.Next(1, 8); i > 0; i--) node = Mutate(node, random) ?? JsonValue.Create(1)!;
            Parsed(Encoding.UTF8.GetBytes(node.ToJsonString()), $"round {round}: {node.ToJsonString()}");
        }
    }

    private static string Full(Random random) => Body(
        Value(Messages(Shapes[random.Next(Shapes.Length)], Shapes[random.Next(Shapes.Length)]) + "," + Statuses(Status("wamid.S", "failed", ",\"errors\":[{\"code\":131047}]"))),
        """{"field":"account_update","value":{"event":"ACCOUNT_VIOLATION","violation_info":{"violation_type":"ADULT"}}}""",
        Value("\"user_preferences\":[{\"wa_id\":\"" + Phone + "\",\"category\":\"marketing_messages\",\"value\":\"stop\",\"timestamp\":1}]", field: "user_preferences"));

    private static ParsedWebhook Parsed(byte[] body, string what)
    {
        try
        {
            return WebhookParser.Parse(body, Now);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(what, e);
        }
    }

    private static byte[] Flip(byte[] bytes, int at, byte value)
    {
        bytes[at] = value;
        return bytes;
    }

    /// <summary>Changes one place of a tree: drops, retypes, wraps, repeats or renames.</summary>
    private static JsonNode? Mutate(JsonNode root, Random random)
    {
        var nodes = new List<JsonNode>();
        Collect(root);
        var node = nodes[random.Next(nodes.Count)];
        if (node is JsonObject o && o.Count > 0 && random.Next(3) == 0)
        {
            var (name, value) = o.ElementAt(random.Next(o.Count));
            o.Remove(name);
            if (random.Next(2) == 0) o[name + "2"] = value;
            return root;
        }
        JsonNode? fresh = random.Next(9) switch
        {
            0 => null,
            1 => JsonValue.Create(random.Next(-5, 5)),
            2 => JsonValue.Create(random.NextDouble() * 1e300),
            3 => JsonValue.Create(random.Next(2) == 0),
            4 => JsonValue.Create(string.Empty),
            5 => JsonValue.Create(new string('\u0645', random.Next(1, 6000))),
            6 => new JsonArray(node.DeepClone(), 5, null),
            7 => new JsonObject { ["id"] = node.DeepClone(), ["type"] = "text" },
            _ => JsonValue.Create("\0\u200f<>&'\""),
        };
        if (node == root) return fresh;
        if (node.Parent is JsonObject parent) parent[node.GetPropertyName()] = fresh;
        else node.Parent!.AsArray()[node.GetElementIndex()] = fresh;
        return root;

        void Collect(JsonNode? current)
        {
            if (current is null) return;
            nodes.Add(current);
            if (current is JsonObject map) foreach (var (_, child) in map) Collect(child);
            if (current is JsonArray list) foreach (var child in list) Collect(child);
        }
    }
}
