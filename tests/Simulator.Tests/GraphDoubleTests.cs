using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SalesFlow.Simulator.Graph;
using Xunit;

namespace SalesFlow.Simulator.Tests;

public sealed class GraphDoubleTests
{
    [Fact]
    public async Task A_text_in_the_window_is_accepted_and_recorded()
    {
        await using var graph = await GraphFixture.Start();
        graph.CustomerWrites();
        var (status, body) = await graph.Post(GraphFixture.Text("أهلاً", "sf1:c:m1"));
        Assert.Equal(200, status);
        var contact = body.GetProperty("contacts")[0];
        Assert.Equal("+" + GraphFixture.Customer, contact.GetProperty("input").GetString());
        Assert.Equal(GraphFixture.Customer, contact.GetProperty("wa_id").GetString());
        var message = Assert.Single(graph.Graph.Accepted);
        Assert.Equal(body.GetProperty("messages")[0].GetProperty("id").GetString(), message.Wamid);
        Assert.StartsWith("wamid.", message.Wamid, StringComparison.Ordinal);
        Assert.Equal(("أهلاً", "sf1:c:m1", GraphFixture.Customer), (message.Text, message.CallbackData, message.To));
    }

    [Theory]
    [InlineData("[]", 100)]
    [InlineData("{", 100)]
    [InlineData("""{"to":"966501234567","type":"text","text":{"body":"x"}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","type":"text","text":{"body":"x"}}""", 131008)]
    [InlineData("""{"messaging_product":"whatsapp","to":"abc","type":"text","text":{"body":"x"}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"966501234567","type":"text"}""", 131008)]
    [InlineData("""{"messaging_product":"whatsapp","to":"966501234567","type":"text","text":{"body":"  "}}""", 131008)]
    [InlineData("""{"messaging_product":"whatsapp","to":"966501234567","type":"text","text":{"body":7}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"966501234567","type":"fax","fax":{}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"966550000001","type":"text","text":{"body":"x"}}""", 131021)]
    [InlineData("""{"messaging_product":"whatsapp","recipient":"nobody","type":"text","text":{"body":"x"}}""", 131009)]
    [InlineData("""{"messaging_product":"whatsapp","to":"966501234567","type":"image","image":{"id":"404"}}""", 131009)]
    [InlineData("""{"messaging_product":"whatsapp","to":"966501234567","type":"image","image":{"id":"1","link":"https://a.example/b.png"}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"966501234567","type":"reaction","reaction":{"message_id":"wamid.x","emoji":"ab"}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"966501234567","type":"location","location":{"latitude":91,"longitude":0}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"966501234567","type":"interactive","interactive":{"type":"button","body":{"text":"x"},"action":{"buttons":[]}}}""", 131009)]
    [InlineData("""{"messaging_product":"whatsapp","to":"966501234567","type":"interactive","interactive":{"type":"button","body":{"text":"x"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"a title that is much too long"}}]}}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"966501234567","type":"interactive","interactive":{"type":"button","body":{"text":"x"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"a"}},{"type":"reply","reply":{"id":"1","title":"b"}}]}}}""", 131009)]
    [InlineData("""{"messaging_product":"whatsapp","to":"966501234567","type":"interactive","interactive":{"type":"list","body":{"text":"x"},"action":{"button":"b","sections":[{"rows":[]}]}}}""", 131009)]
    [InlineData("""{"messaging_product":"whatsapp","to":"966501234567","type":"template","template":{"name":"t"}}""", 131008)]
    [InlineData("""{"messaging_product":"whatsapp","status":"seen","message_id":"x"}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","status":"read","message_id":"wamid.unknown"}""", 100)]
    public async Task A_wrong_shape_is_refused_with_its_code(string body, int code)
    {
        await using var graph = await GraphFixture.Start();
        graph.CustomerWrites();
        Assert.Equal(code, await graph.Code(body));
        Assert.Empty(graph.Graph.Accepted);
        Assert.Equal(1, graph.Graph.Refusals[code]);
    }

    [Fact]
    public async Task Limits_count_characters_and_not_bytes()
    {
        await using var graph = await GraphFixture.Start();
        graph.CustomerWrites();
        Assert.Equal(0, await graph.Code(GraphFixture.Text(new string('ب', 4096))));
        Assert.Equal(100, await graph.Code(GraphFixture.Text(new string('ب', 4097))));
        Assert.Equal(0, await graph.Code(GraphFixture.Text("x", new string('k', 512))));
        Assert.Equal(100, await graph.Code(GraphFixture.Text("x", new string('k', 513))));
    }

    [Fact]
    public async Task Every_kind_that_a_business_sends_is_taken()
    {
        await using var graph = await GraphFixture.Start();
        graph.CustomerWrites();
        var (mediaId, _) = graph.Graph.AddMedia("image/png", [1, 2, 3]);
        object[] kinds =
        [
            new { type = "interactive", interactive = new { type = "button", body = new { text = "يناسبك؟" }, action = new { buttons = new[] { new { type = "reply", reply = new { id = "y", title = "نعم" } } } } } },
            new { type = "interactive", interactive = new { type = "list", body = new { text = "اختر" }, action = new { button = "المواعيد", sections = new[] { new { title = "الأحد", rows = new[] { new { id = "1", title = "١١ ص", description = "صباحاً" } } } } } } },
            new { type = "interactive", interactive = new { type = "cta_url", body = new { text = "العرض" }, action = new { name = "cta_url", parameters = new { display_text = "افتح", url = "https://a.example/q" } } } },
            new { type = "image", image = new { id = mediaId, caption = "صورة" } },
            new { type = "document", document = new { link = "https://a.example/q.pdf", filename = "عرض.pdf" } },
            new { type = "reaction", reaction = new { message_id = "wamid.x", emoji = "" } },
            new { type = "location", location = new { latitude = 24.7, longitude = 46.6, name = "المعرض" } },
            new { type = "template", template = new { name = "hello", language = new { code = "ar" }, components = new object[] { new { type = "body", parameters = new[] { new { type = "text", text = "نورة" } } } } } },
        ];
        foreach (var kind in kinds)
        {
            var body = JsonSerializer.SerializeToNode(kind)!.AsObject();
            body["messaging_product"] = "whatsapp";
            body["to"] = GraphFixture.Customer;
            Assert.Equal(0, await graph.Code(body.ToJsonString()));
        }

        Assert.Equal(["button", "list", "cta_url", "image", "document", "reaction", "location", "template"], graph.Graph.Accepted.Select(m => m.Kind));
        Assert.Equal(new MessageChoice("1", "١١ ص", "صباحاً", true), graph.Graph.Accepted[1].Choices.Single());
        Assert.Equal("hello | نورة", graph.Graph.Accepted[7].Text);
    }

    [Fact]
    public async Task Only_the_number_s_own_token_opens_it()
    {
        await using var graph = await GraphFixture.Start();
        graph.CustomerWrites();
        var text = GraphFixture.Text("x");
        Assert.Equal(10, await graph.Code(text, GraphFixture.Other.PhoneNumberId));
        Assert.Equal(100, await graph.Code(text, "404"));
        graph.Graph.Faults = new FaultOptions { ExpiredTokens = [GraphFixture.Number.PhoneNumberId] };
        var (status, body) = await graph.Post(text);
        Assert.Equal((401, 190, 463), (status, body.GetProperty("error").GetProperty("code").GetInt32(), body.GetProperty("error").GetProperty("error_subcode").GetInt32()));
        graph.Graph.Faults = FaultOptions.None;
        graph.Client.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(190, await graph.Code(text));
        Assert.Empty(graph.Graph.Accepted);
    }

    [Fact]
    public async Task The_window_closes_a_day_after_the_customer_s_last_message()
    {
        await using var graph = await GraphFixture.Start();
        Assert.Equal(131047, await graph.Code(GraphFixture.Text("cold")));
        graph.CustomerWrites();
        graph.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await graph.Code(GraphFixture.Text("warm")));
        graph.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(131047, await graph.Code(GraphFixture.Text("late")));
        const string Template = """{"messaging_product":"whatsapp","to":"966501234567","type":"template","template":{"name":"t","language":{"code":"ar"}}}""";
        Assert.Equal(0, await graph.Code(Template));
    }

    [Fact]
    public async Task A_closed_window_can_be_told_by_status()
    {
        await using var graph = await GraphFixture.Start(o => o.WindowRefusedByStatus = true);
        Assert.Equal(0, await graph.Code(GraphFixture.Text("cold")));
        graph.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["sent", "failed"], graph.Updates.Select(Status).Select(s => s.GetProperty("status").GetString()));
        Assert.Equal(131047, Status(graph.Updates.Last()).GetProperty("errors")[0].GetProperty("code").GetInt32());
        Assert.Empty(graph.Graph.Bills);
    }

    [Fact]
    public async Task Statuses_come_in_order_with_callback_and_price()
    {
        await using var graph = await GraphFixture.Start(o => o.ReadShare = 1);
        graph.CustomerWrites();
        await graph.Post(GraphFixture.Text("x", "sf1:c:m1"));
        Assert.Empty(graph.Updates);
        graph.Time.Advance(TimeSpan.FromSeconds(10));
        var statuses = graph.Updates.Select(Status).ToList();
        Assert.Equal(["sent", "delivered", "read"], statuses.Select(s => s.GetProperty("status").GetString()));
        Assert.All(statuses, s => Assert.Equal("sf1:c:m1", s.GetProperty("biz_opaque_callback_data").GetString()));
        Assert.All(statuses, s => Assert.Equal(graph.Graph.Accepted[0].Wamid, s.GetProperty("id").GetString()));
        Assert.Equal("free_customer_service", statuses[1].GetProperty("pricing").GetProperty("type").GetString());
        Assert.False(statuses[2].TryGetProperty("pricing", out _));
    }

    [Fact]
    public async Task Statuses_can_be_doubled_and_overtake_one_another()
    {
        await using var graph = await GraphFixture.Start();
        graph.Graph.Faults = new FaultOptions { DuplicateStatuses = 1, ShuffledStatuses = 1, StatusSpread = TimeSpan.FromSeconds(20) };
        graph.CustomerWrites();
        for (var i = 0; i < 20; i++) await graph.Post(GraphFixture.Text("x", "c" + i));
        graph.Time.Advance(TimeSpan.FromMinutes(2));
        var byMessage = graph.Updates.Select(Status).GroupBy(s => s.GetProperty("id").GetString());
        Assert.Equal(20, byMessage.Count());
        Assert.All(byMessage, group => Assert.All(group.GroupBy(s => s.GetProperty("status").GetString()), same => Assert.Equal(2, same.Count())));
        Assert.Contains(byMessage, group => group.First().GetProperty("status").GetString() != "sent");
    }

    [Fact]
    public async Task An_ambiguous_send_is_accepted_and_its_status_tells()
    {
        await using var graph = await GraphFixture.Start();
        graph.CustomerWrites();
        graph.Graph.Faults = new FaultOptions { Ambiguous = 1 };
        await Assert.ThrowsAsync<HttpRequestException>(() => graph.Post(GraphFixture.Text("x", "m1")));
        Assert.Equal("m1", Assert.Single(graph.Graph.Accepted).CallbackData);
        graph.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("m1", Status(graph.Updates.First()).GetProperty("biz_opaque_callback_data").GetString());
        graph.Graph.Faults = new FaultOptions { Dropped = 1 };
        await Assert.ThrowsAsync<HttpRequestException>(() => graph.Post(GraphFixture.Text("x", "m2")));
        Assert.Single(graph.Graph.Accepted);
    }

    [Fact]
    public async Task Faults_are_the_same_for_one_seed_whatever_the_order()
    {
        var forward = await Run(Enumerable.Range(0, 60));
        var backward = await Run(Enumerable.Range(0, 60).Reverse());
        Assert.Equal(forward, backward);
        Assert.Equal([0, 130429, 131000], forward.Values.Distinct().Order());

        static async Task<SortedDictionary<int, int>> Run(IEnumerable<int> order)
        {
            await using var graph = await GraphFixture.Start(o => (o.MessagesPerSecond, o.PairInterval) = (0, TimeSpan.Zero));
            graph.Graph.Faults = new FaultOptions { RateLimited = 0.2, ServerError = 0.2 };
            graph.CustomerWrites();
            SortedDictionary<int, int> codes = [];
            foreach (var i in order) codes[i] = await graph.Code(GraphFixture.Text("x", "c" + i));
            return codes;
        }
    }

    [Fact]
    public async Task A_message_that_was_refused_at_first_keeps_its_early_place()
    {
        await using var graph = await GraphFixture.Start();
        graph.CustomerWrites();
        graph.Graph.Faults = new FaultOptions { RateLimited = 1 };
        var (status, _) = await graph.Post(GraphFixture.Text("x", "first"));
        Assert.Equal(429, status);
        graph.Graph.Faults = FaultOptions.None;
        await graph.Post(GraphFixture.Text("x", "second"));
        await graph.Post(GraphFixture.Text("x", "first"));
        Assert.Equal(["second", "first"], graph.Graph.Accepted.Select(m => m.CallbackData));
        Assert.True(graph.Graph.Accepted[1].FirstAttempt < graph.Graph.Accepted[0].FirstAttempt);
    }

    [Fact]
    public async Task Templates_are_checked_against_the_catalogue()
    {
        await using var graph = await GraphFixture.Start(o =>
        {
            o.AcceptUnknownTemplates = false;
            o.Templates = [new SimulatedTemplate("hi", "ar", "marketing", 1), new SimulatedTemplate("old", "ar", "utility", 0, "PAUSED"), new SimulatedTemplate("otp", "ar", "authentication", 0)];
        });
        static string Of(string name, string to, string parameters) =>
            $$"""{"messaging_product":"whatsapp",{{to}},"type":"template","template":{"name":"{{name}}","language":{"code":"ar"},"components":[{"type":"body","parameters":[{{parameters}}]}]}}""";
        const string Phone = "\"to\":\"966501234567\"";
        const string One = """{"type":"text","text":"a"}""";
        Assert.Equal(0, await graph.Code(Of("hi", Phone, One)));
        Assert.Equal(132000, await graph.Code(Of("hi", Phone, "")));
        Assert.Equal(132001, await graph.Code(Of("nope", Phone, "")));
        Assert.Equal(132015, await graph.Code(Of("old", Phone, "")));
        Assert.Equal(131062, await graph.Code(Of("otp", "\"recipient\":\"SA.123\"", "")));
        Assert.Equal("marketing", graph.Graph.Accepted.Single().Price.Category);
    }

    [Fact]
    public async Task Media_goes_up_and_comes_down_while_its_address_lives()
    {
        await using var graph = await GraphFixture.Start();
        var bytes = Encoding.ASCII.GetBytes("%PDF-1.4 test");
        using var form = new MultipartFormDataContent { { new StringContent("whatsapp"), "messaging_product" }, { new StringContent("application/pdf"), "type" } };
        using var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        form.Add(file, "file", "a.pdf");
        using var uploaded = await graph.Client.PostAsync(new Uri($"/v23.0/{GraphFixture.Number.PhoneNumberId}/media", UriKind.Relative), form);
        var id = (await uploaded.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        var found = await graph.Client.GetFromJsonAsync<JsonElement>($"/v23.0/{id}");
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), found.GetProperty("sha256").GetString());
        var address = found.GetProperty("url").GetString()!;
        Assert.Equal(bytes, await graph.Client.GetByteArrayAsync(address));
        graph.Time.Advance(TimeSpan.FromMinutes(6));
        using var late = await graph.Client.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
    }

    [Fact]
    public async Task Faults_and_the_record_are_reachable_over_http()
    {
        await using var graph = await GraphFixture.Start();
        graph.CustomerWrites();
        await graph.Post(GraphFixture.Text("one", "m1"));
        using var changed = await graph.Client.PutAsJsonAsync("/_sim/faults", new { serverError = 1.0 });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(131000, await graph.Code(GraphFixture.Text("two", "m2")));
        using var refused = await graph.Client.PutAsJsonAsync("/_sim/faults", new { serverError = 2.0 });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var record = await graph.Client.GetFromJsonAsync<JsonElement>("/_sim/record?to=" + GraphFixture.Customer);
        Assert.Equal("m1", record.EnumerateArray().Single().GetProperty("callbackData").GetString());
    }

    [Fact]
    public async Task Reading_a_customer_s_message_is_counted()
    {
        await using var graph = await GraphFixture.Start();
        var wamid = graph.CustomerWrites();
        Assert.Equal(0, await graph.Code($$"""{"messaging_product":"whatsapp","status":"read","message_id":"{{wamid}}","typing_indicator":{"type":"text"}}"""));
        Assert.Equal(1, graph.Graph.ReadCount);
        Assert.Empty(graph.Graph.Accepted);
    }

    private static JsonElement Status(Webhooks.WebhookUpdate update) => JsonDocument.Parse(update.Value).RootElement.GetProperty("statuses")[0];
}
