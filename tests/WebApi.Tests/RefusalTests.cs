using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace SalesFlow.WebApi.Tests;

/// <summary>What cannot be meant is refused by the field that says so, and nothing is changed by it.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private Api _api = null!;
    private HttpClient _owner = null!;
    private JsonElement _tokens;

    public async Task InitializeAsync()
    {
        _api = await Api.Start();
        (_owner, _tokens) = await _api.Company();
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Theory]
    [InlineData("{}", "userId")]
    [InlineData("""{"auto":false}""", "userId")]
    [InlineData("""{"userId":"ME","auto":true}""", "auto")]
    public async Task Whose_a_lead_becomes_must_be_said_and_in_one_way(string body, string field)
    {
        var me = _tokens.Text("userId");
        var lead = await New("leads", new { name = "هند", assignedTo = me });
        body = body.Replace("ME", me, StringComparison.Ordinal);
        await Refused(await Send($"leads/{lead}/assign", body), field);
        await Refused(await Send("leads/assign", $$"""{"ids":["{{lead}}"],{{body[1..]}}""".Replace(",}", "}", StringComparison.Ordinal)), field);
        Assert.Equal(me, (await Read("leads/" + lead)).Text("assignedTo"));
    }

    [Fact]
    public async Task Null_for_a_user_makes_a_lead_nobodys()
    {
        var lead = await New("leads", new { name = "هند", assignedTo = _tokens.Text("userId") });
        var free = await (await Send($"leads/{lead}/assign", """{"userId":null}""")).Body();
        Assert.Equal(JsonValueKind.Null, free.GetProperty("assignedTo").ValueKind);
        var taken = await (await Send($"leads/{lead}/assign", $$"""{"userId":"{{_tokens.Text("userId")}}","auto":false}""")).Body();
        Assert.Equal(_tokens.Text("userId"), taken.Text("assignedTo"));
        var bulk = await (await Send("leads/assign", $$"""{"ids":["{{lead}}"],"userId":null}""")).Body();
        Assert.Equal(1, bulk.GetProperty("assigned").GetInt32());
        Assert.Equal(JsonValueKind.Null, (await Read("leads/" + lead)).GetProperty("assignedTo").ValueKind);
    }

    [Theory]
    [InlineData("viewer")]
    [InlineData("affiliate")]
    public async Task Leads_and_deals_go_to_people_who_may_take_work(string role)
    {
        var idle = (await _api.Colleague(_owner, role)).Tokens.Text("userId");
        var lead = await New("leads", new { name = "هند" });
        var deal = await New("deals", new { title = "A" });

        await Refused(await _owner.PostAsJsonAsync("/api/v1/leads", new { name = "نورة", assignedTo = idle }), "assignedTo", "invalid");
        await Refused(await _owner.PostAsJsonAsync($"/api/v1/leads/{lead}/assign", new { userId = idle }), "userId", "invalid");
        await Refused(await _owner.PostAsJsonAsync("/api/v1/deals", new { title = "B", ownerId = idle }), "ownerId");
        await Refused(await _owner.PutAsJsonAsync("/api/v1/deals/" + deal, new { ownerId = idle }), "ownerId");
        await Refused(await _owner.PutAsJsonAsync("/api/v1/settings/assignment", new { members = new[] { idle } }), "members");
        await Refused(await _owner.PostAsJsonAsync("/api/v1/supervisor/reassign", new { kind = "lead", ids = new[] { lead }, to = new[] { idle } }), "to");
        var bulk = await (await _owner.PostAsJsonAsync("/api/v1/leads/assign", new { ids = new[] { lead }, userId = idle })).Body();
        Assert.Equal("invalid", bulk.GetProperty("items")[0].Text("outcome"));
        Assert.Equal(JsonValueKind.Null, (await Read("leads/" + lead)).GetProperty("assignedTo").ValueKind);

        var seller = (await _api.Colleague(_owner, "agent")).Tokens.Text("userId");
        Assert.Equal(seller, (await (await _owner.PostAsJsonAsync($"/api/v1/leads/{lead}/assign", new { userId = seller })).Body()).Text("assignedTo"));
        Assert.Equal(seller, (await (await _owner.PutAsJsonAsync("/api/v1/deals/" + deal, new { ownerId = seller })).Body()).Text("ownerId"));

        // Whoever has it keeps it when their role changes, and the deal can be worked on.
        Assert.True((await _owner.PutAsJsonAsync("/api/v1/admin/users/" + seller, new { role })).IsSuccessStatusCode);
        Assert.Equal("B", (await (await _owner.PutAsJsonAsync("/api/v1/deals/" + deal, new { title = "B", ownerId = seller })).Body()).Text("title"));
    }

    [Fact]
    public async Task Whoever_tries_too_often_hears_when_to_come_back()
    {
        await using var strict = await Api.Start(("SalesFlow:Auth:AttemptsPerAccount", "1"));
        var email = Api.NewEmail("hasty");
        var (client, _) = await strict.Company(email);
        var login = new { email, password = "a wrong password" };
        Assert.Equal(HttpStatusCode.Unauthorized, (await strict.Nobody().PostAsJsonAsync("/api/v1/auth/login", login)).StatusCode);
        await Later(await strict.Nobody().PostAsJsonAsync("/api/v1/auth/login", login));

        var challenge = (await (await client.PostAsJsonAsync("/api/v1/auth/otp/send", new { channel = "email" })).Body()).Text("challenge");
        await Later(await strict.Nobody().PostAsJsonAsync("/api/v1/auth/verify-otp", new { challenge, code = "000000" }));

        static async Task Later(HttpResponseMessage answer)
        {
            await answer.Problem(HttpStatusCode.TooManyRequests, "rate_limited");
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task A_mapping_that_is_no_object_is_told_what_a_mapping_is()
    {
        using var form = File("name,phone\nAli,0501112233\n", ("mapping", "name"));
        var errors = await Refused(await _owner.PostAsync("/api/v1/leads/import", form), "mapping");
        Assert.StartsWith("must be a JSON object of columns", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_for_somebody_who_takes_no_work_is_told_so()
    {
        var viewer = (await _api.Colleague(_owner, "viewer")).Email;
        using var form = File($"name,phone,assigned_to,tags\nAli,0501112233,{viewer},\nMona,0501112244,,{string.Join(';', Enumerable.Range(0, 21))}\n");
        var job = (await (await _owner.PostAsync("/api/v1/leads/import", form)).Body()).Text("id");
        await Stock.ImportEnded(_owner, "/api/v1/leads/imports/" + job);
        var errors = await _owner.GetStringAsync($"/api/v1/leads/imports/{job}/errors");
        Assert.Contains("2,assigned_to,\"This names nobody of the company who may take leads, or more than one.\"", errors, StringComparison.Ordinal);
        Assert.Contains("3,tags,There are too many values.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_belongs_to_a_conversation_that_is_not_there_is_not_there_either()
    {
        var talk = await _api.Talk(_tokens.Text("tenantId"));
        var (stranger, _) = await _api.Company();
        string[] below = ["/conversations/{0}/messages", "/conversations/{0}/draft", "/agents/conversations/{0}"];
        foreach (var path in below.Select(b => "/api/v1" + string.Format(System.Globalization.CultureInfo.InvariantCulture, b, talk)))
        {
            Assert.True((await _owner.GetAsync(path)).IsSuccessStatusCode, path);
            await (await stranger.GetAsync(path)).Problem(HttpStatusCode.NotFound, "not_found");
            await (await _owner.GetAsync(path.Replace(talk, "unknown", StringComparison.Ordinal))).Problem(HttpStatusCode.NotFound, "not_found");
        }
    }

    [Fact]
    public async Task An_answer_is_to_a_message_of_its_own_conversation()
    {
        var talk = await _api.Talk(_tokens.Text("tenantId"));
        var other = await _api.Talk(_tokens.Text("tenantId"));
        var path = $"/api/v1/conversations/{talk}/messages";
        var note = (await (await _owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/notes", new { text = "انظر" })).Body()).Text("id");
        foreach (var replyTo in new[] { "zz", note, (await Message(other)).Text("id") })
            await Refused(await _owner.PostAsJsonAsync(path, new { text = "أهلاً", replyTo }), "replyTo");

        Assert.Equal(HttpStatusCode.Accepted, (await _owner.PostAsJsonAsync(path, new { text = "أهلاً", replyTo = (await Message(talk)).Text("id") })).StatusCode);
        // Beyond the lines that the talk itself keeps, its list knows the older ones.
        for (var i = 0; i < 17; i++) Assert.Equal(HttpStatusCode.Accepted, (await _owner.PostAsJsonAsync(path, new { text = $"رد {i}" })).StatusCode);
        Assert.DoesNotContain((await Read("conversations/" + talk)).GetProperty("recent").EnumerateArray(), l => l.Text("i").StartsWith("wamid", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Accepted, (await _owner.PostAsJsonAsync(path, new { text = "أهلاً", replyTo = (await Message(talk)).Text("id") })).StatusCode);

        async Task<JsonElement> Message(string of)
        {
            JsonElement found = default;
            await Api.Eventually(async () => (found = (await Read($"conversations/{of}/messages?limit=100")).GetProperty("items").EnumerateArray()
                .FirstOrDefault(m => m.Text("direction") == "inbound")).ValueKind == JsonValueKind.Object);
            return found;
        }
    }

    [Fact]
    public async Task A_card_stays_where_it_is_unless_a_neighbour_of_its_column_is_named()
    {
        var (low, middle, top) = (await New("deals", new { title = "A", value = 1 }), await New("deals", new { title = "B", value = 1 }), await New("deals", new { title = "C", value = 1 }));
        var elsewhere = await New("deals", new { title = "D", stage = "proposal" });
        var rank = (await Read("deals/" + low)).Text("rank");
        var path = $"/api/v1/deals/{low}/rank";

        await Refused(await _owner.PutAsJsonAsync(path, new { }), "after");
        foreach (var wrong in new[] { "unknown", low, elsewhere })
        {
            await Refused(await _owner.PutAsJsonAsync(path, new { after = wrong }), "after");
            await Refused(await _owner.PutAsJsonAsync(path, new { before = wrong }), "before");
            await Refused(await _owner.PutAsJsonAsync(path, new { after = top, before = wrong }), "before");
        }
        // One that has just left is passed over for the other; alone it says nothing of a place.
        await _owner.PutAsJsonAsync($"/api/v1/deals/{middle}/stage", new { stage = "proposal" });
        await Refused(await _owner.PutAsJsonAsync(path, new { after = middle }), "after");
        Assert.Equal(rank, (await Read("deals/" + low)).Text("rank"));
        var moved = await _owner.PutAsJsonAsync(path, new { after = middle, before = top });
        Assert.Equal(HttpStatusCode.OK, moved.StatusCode);
        Assert.True(string.CompareOrdinal((await moved.Body()).Text("rank"), (await Read("deals/" + top)).Text("rank")) < 0);
    }

    [Theory]
    [InlineData("ABC")]
    [InlineData("sar")]
    [InlineData("XXX")]
    public async Task A_deal_is_in_a_currency_that_there_is(string currency)
    {
        await Refused(await _owner.PostAsJsonAsync("/api/v1/deals", new { title = "A", value = 1, currency }), "currency");
        var deal = await New("deals", new { title = "A", value = 1, currency = "KWD" });
        await Refused(await _owner.PutAsJsonAsync("/api/v1/deals/" + deal, new { currency }), "currency");
        Assert.Equal("KWD", (await Read("deals/" + deal)).Text("currency"));
    }

    [Theory]
    [InlineData("leads/import", "multipart/form-data")]
    [InlineData("media", "multipart/form-data")]
    [InlineData("deals", "application/json")]
    public async Task A_wrong_media_type_is_told_which_one_is_right(string path, string right)
    {
        using var content = new StringContent("a", Encoding.UTF8, right == "application/json" ? "text/plain" : "application/json");
        var problem = await (await _owner.PostAsync("/api/v1/" + path, content)).Problem(HttpStatusCode.UnsupportedMediaType, "media_type");
        Assert.Contains(right, problem.Text("detail"), StringComparison.Ordinal);
    }

    private static MultipartFormDataContent File(string text, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", "a.csv" } };
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        return form;
    }

    /// <summary>That one field is named as wrong, and what is said of it.</summary>
    private static async Task<string> Refused(HttpResponseMessage answer, string field, string code = "validation")
    {
        var error = Assert.Single((await answer.Problem(HttpStatusCode.UnprocessableEntity, code)).GetProperty("errors").EnumerateObject());
        Assert.Equal(field, error.Name);
        Assert.DoesNotContain("{0}", error.Value[0].GetString(), StringComparison.Ordinal);
        return error.Value[0].GetString()!;
    }

    private async Task<string> New(string kind, object body) => (await (await _owner.PostAsJsonAsync("/api/v1/" + kind, body)).Body()).Text("id");

    private async Task<JsonElement> Read(string path) => await (await _owner.GetAsync("/api/v1/" + path)).Body();

    private async Task<HttpResponseMessage> Send(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _owner.PostAsync("/api/v1/" + path, content);
    }
}
