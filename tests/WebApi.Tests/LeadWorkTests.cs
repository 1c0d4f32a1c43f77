using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace SalesFlow.WebApi.Tests;

/// <summary>Work with leads, through all layers.</summary>
public sealed class LeadWorkTests(SharedProduct product) : IClassFixture<SharedProduct>
{
    [Fact]
    public async Task A_record_is_created_corrected_under_its_version_deleted_and_restored()
    {
        var (owner, _) = await Company("lead-w1@example.com");
        var created = await Post(owner, "leads", new
        {
            fullName = "هند", phone = "0551110001", email = "Hind@Example.com", companyName = "مركز الأمل", sector = "healthcare", city = "جدة", notes = "ملاحظة",
            tags = new[] { "vip" }, metadata = new { utm = "snap" },
        });
        var lead = await created.Body();
        Assert.Equal(("hind@example.com", "ملاحظة", "snap"), (lead.Text("email"), lead.Text("notes"), lead.GetProperty("metadata").Text("utm")));
        var path = "/api/v1/leads/" + lead.Text("id");
        var tag = created.Headers.ETag!;

        var changed = await Put(owner, path, new { name = "هند العمري", notes = "", phone = "0551110002", tags = new[] { "vip", "hot" } }, tag);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var body = await changed.Body();
        Assert.Equal(("هند العمري", "+966551110002", JsonValueKind.Null), (body.Text("name"), body.Text("phone"), body.GetProperty("notes").ValueKind));
        await (await Put(owner, path, new { name = "x" }, tag)).Problem(HttpStatusCode.PreconditionFailed, "stale_version");
        await (await Put(owner, path, new { }, null)).Problem(HttpStatusCode.UnprocessableEntity, "validation");

        Assert.NotEqual(JsonValueKind.Null, (await (await Send(owner, HttpMethod.Delete, path, null)).Body()).GetProperty("deletedAt").ValueKind);
        Assert.Empty(await Ids(owner, "tag=hot"));
        Assert.Single(await Ids(owner, "deleted=true"));
        await (await Put(owner, path, new { name = "x" }, null)).Problem(HttpStatusCode.Conflict, "wrong_status");
        Assert.Equal(HttpStatusCode.OK, (await Send(owner, HttpMethod.Post, path + "/restore", null)).StatusCode);
        Assert.Single(await Ids(owner, "tag=hot&city=" + Uri.EscapeDataString("جده") + "&sort=-score"));
    }

    [Fact]
    public async Task A_known_phone_is_refused_with_the_lead_that_has_it_and_merged_with_undo()
    {
        var (owner, _) = await Company("lead-w2@example.com");
        var first = (await (await Post(owner, "leads", new { name = "نورة", phone = "0552220001", companyName = "شركة البيان" })).Body()).Text("id");
        var problem = await (await Post(owner, "leads", new { name = "نوره", phone = "+966 55 222 0001" })).Problem(HttpStatusCode.Conflict, "duplicate");
        Assert.Equal(first, problem.GetProperty("duplicates")[0].GetString());

        var second = await (await Post(owner, "leads", new { name = "نورة", companyName = "البيان", phone = "0552220001", city = "أبها", allowDuplicate = true })).Body();
        Assert.Equal(first, second.GetProperty("similar")[0].GetString());
        var found = await (await owner.GetAsync($"/api/v1/leads/{first}/duplicates")).Body();
        Assert.Equal(("phone", second.Text("id")), (found.GetProperty("items")[0].Text("reason"), found.GetProperty("items")[0].GetProperty("lead").Text("id")));

        await Post(owner, "activities", new { type = "note", body = "ملاحظة", leadId = second.Text("id") });
        await Post(owner, "calls", new { direction = "outbound", status = "answered", leadId = second.Text("id") });
        await Post(owner, "deals", new { title = "صفقة", leadId = second.Text("id") });
        string[] lists = [$"activities?leadId={first}", $"leads/{first}/activities", $"calls?leadId={first}", $"deals?leadId={first}", $"leads/{first}/timeline?type=deal"];
        foreach (var list in lists) Assert.Empty((await (await owner.GetAsync("/api/v1/" + list)).Body()).GetProperty("items").EnumerateArray());
        var merged = await (await Post(owner, $"leads/{first}/merge", new { otherId = second.Text("id") })).Body();
        Assert.Equal(("أبها", second.Text("id")), (merged.Text("city"), merged.GetProperty("merged")[0].GetString()));
        Assert.Equal(first, (await (await owner.GetAsync("/api/v1/leads/" + second.Text("id"))).Body()).Text("mergedInto"));
        Assert.Equal([first], await Ids(owner, "search=" + Uri.EscapeDataString("نوره")));
        // What belonged to the other lead is found with the one that is left, and goes with it again.
        foreach (var list in lists) Assert.Single((await (await owner.GetAsync("/api/v1/" + list)).Body()).GetProperty("items").EnumerateArray());
        var undone = await (await Post(owner, $"leads/{first}/unmerge", new { otherId = second.Text("id") })).Body();
        Assert.Equal(JsonValueKind.Null, undone.GetProperty("city").ValueKind);
        foreach (var list in lists) Assert.Empty((await (await owner.GetAsync("/api/v1/" + list)).Body()).GetProperty("items").EnumerateArray());
        Assert.Equal(2, (await Eventually(owner, "search=" + Uri.EscapeDataString("نوره"), 2)).Count);
    }

    [Theory]
    [InlineData("leads", "otherId")]
    [InlineData("contacts", "otherContactId")]
    public async Task Of_two_who_merge_the_same_two_at_once_in_both_directions_one_is_told(string records, string field)
    {
        var (owner, _) = await Company($"merge-{records}@example.com");
        for (var i = 0; i < 5; i++)
        {
            var ids = new[] { await Made(i, "a"), await Made(i, "b") };
            var answers = await Task.WhenAll(Into(ids[0], ids[1]), Into(ids[1], ids[0]));
            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(a => a.StatusCode).Order());
            var winner = answers[0].StatusCode == HttpStatusCode.OK ? 0 : 1;
            var body = await answers[winner].Body();
            Assert.Equal((ids[winner], ids[1 - winner]), (body.Text("id"), body.GetProperty("merged").EnumerateArray().Single().GetString()));
            Assert.Equal(ids[winner], (await (await owner.GetAsync($"/api/v1/{records}/{ids[1 - winner]}")).Body()).Text("mergedInto"));
        }

        Task<HttpResponseMessage> Into(string id, string other) => Post(owner, $"{records}/{id}/merge", new Dictionary<string, string> { [field] = other });
        async Task<string> Made(int i, string which) => (await (await Post(owner, records, records == "leads"
            ? new { name = which, email = $"{which}{i}@example.com" } : (object)new { fullName = which, email = $"{which}{i}@example.com" })).Body()).Text("id");
    }

    [Fact]
    public async Task Leads_are_given_by_rules_by_hand_and_in_bulk()
    {
        var (owner, _) = await Company("lead-w3@example.com");
        var rules = await (await owner.PutAsJsonAsync("/api/v1/settings/assignment", new { strategy = "least_busy" })).Body();
        Assert.Equal("least_busy", rules.Text("strategy"));
        await (await owner.PutAsJsonAsync("/api/v1/settings/assignment", new { members = new[] { "nobody" } })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.True(rules.GetProperty("languageMatch").GetBoolean());
        var unowned = await (await Post(owner, "leads", new { name = "قبل" })).Body();
        Assert.Equal(JsonValueKind.Null, unowned.GetProperty("assignedTo").ValueKind);

        var rep = await Colleague(owner, "rep-w3@example.com");
        var repId = await UserId(rep);
        var lead = await (await Post(owner, "leads", new { name = "بعد" })).Body();
        Assert.Equal((repId, "least_busy"), (lead.Text("assignedTo"), lead.Text("assignmentReason")));

        // What came before there was anybody to take it is theirs once they have joined.
        await Waiting.Eventually(async () => (await (await owner.GetAsync("/api/v1/leads/" + unowned.Text("id"))).Body()).Text("assignedTo") == repId);

        await Post(owner, $"leads/{unowned.Text("id")}/assign", new { userId = (string?)null });
        var taken = await (await Post(rep, $"leads/{unowned.Text("id")}/assign", new { userId = repId })).Body();
        Assert.Equal("manual", taken.Text("assignmentReason"));
        var me = await UserId(owner);
        await (await Post(rep, $"leads/{unowned.Text("id")}/assign", new { userId = me })).Problem(HttpStatusCode.Forbidden, "forbidden");
        await (await Post(rep, "leads/assign", new { ids = new[] { "x" }, userId = me })).Problem(HttpStatusCode.Forbidden, "forbidden");
        var bulk = await (await Post(owner, "leads/assign", new { ids = new[] { unowned.Text("id"), "nobody", lead.Text("id") }, userId = me })).Body();
        Assert.Equal((2, 1), (bulk.GetProperty("assigned").GetInt32(), bulk.GetProperty("refused").GetInt32()));
        Assert.Equal("not_found", bulk.GetProperty("items")[1].Text("outcome"));
        Assert.Equal(2, (await Eventually(owner, "assignee=me", 2)).Count);
        Assert.Empty(await Ids(rep, "assignee=me"));
        var counts = await (await owner.GetAsync("/api/v1/leads/count")).Body();
        Assert.Equal((2, 2), (counts.GetProperty("total").GetInt32(), counts.GetProperty("openByAssignee").GetProperty(me).GetInt32()));
        await (await Post(owner, "leads/assign", new { ids = Array.Empty<string>() })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
    }

    [Fact]
    public async Task A_view_filters_the_list_and_is_seen_by_whom_it_should()
    {
        var (owner, _) = await Company("lead-w4@example.com");
        var rep = await Colleague(owner, "rep-w4@example.com");
        await Post(owner, "leads", new { name = "ع", tags = new[] { "vip" } });
        await Post(owner, "leads", new { name = "غ" });
        var view = await (await Post(owner, "views", new { name = "المهمون", entity = "leads", filters = new { tag = "vip" }, sort = "name", shared = false })).Body();
        var id = view.Text("id");
        Assert.Single(await Ids(owner, "view=" + id));
        Assert.Empty(await Ids(owner, $"view={id}&tag=other"));
        await (await rep.GetAsync("/api/v1/views/" + id)).Problem(HttpStatusCode.NotFound, "not_found");
        await (await rep.GetAsync("/api/v1/leads?view=" + id)).Problem(HttpStatusCode.NotFound, "not_found");
        Assert.Empty((await (await rep.GetAsync("/api/v1/views?entity=leads")).Body()).GetProperty("items").EnumerateArray());

        var shared = await Put(owner, "/api/v1/views/" + id, new { name = "المهمون", filters = new { tag = "vip" }, shared = true }, null);
        Assert.Equal(HttpStatusCode.OK, shared.StatusCode);
        Assert.Single((await (await rep.GetAsync("/api/v1/views?entity=leads")).Body()).GetProperty("items").EnumerateArray());
        await (await Put(rep, "/api/v1/views/" + id, new { name = "لي" }, null)).Problem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal(HttpStatusCode.NoContent, (await Send(owner, HttpMethod.Delete, "/api/v1/views/" + id, null)).StatusCode);
        await (await owner.GetAsync("/api/v1/views/" + id)).Problem(HttpStatusCode.NotFound, "not_found");
        await (await Post(owner, "views", new { name = "x", entity = "rockets" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        await (await Post(owner, "views", new { name = "x", entity = "leads", filters = new { status = "asleep" } })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        await (await Post(owner, "views", new { name = "x", entity = "leads", sort = "beauty" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
    }

    [Fact]
    public async Task A_won_lead_is_a_contact_with_a_deal()
    {
        var (owner, _) = await Company("lead-w5@example.com");
        var id = (await (await Post(owner, "leads", new { name = "ريم", phone = "0555550001" })).Body()).Text("id");
        var deal = (await (await Post(owner, "deals", new { title = "عقد" })).Body()).Text("id");
        var won = await (await Post(owner, $"leads/{id}/convert", new { dealId = deal })).Body();
        Assert.Equal(("converted", deal), (won.Text("status"), won.Text("dealId")));
        Assert.Equal(JsonValueKind.String, won.GetProperty("convertedAt").ValueKind);
        Assert.NotEmpty(won.Text("contactId"));
        var other = (await (await Post(owner, "leads", new { name = "x" })).Body()).Text("id");
        Assert.Equal(HttpStatusCode.OK, (await owner.PostAsync($"/api/v1/leads/{other}/convert", null)).StatusCode);
    }

    [Fact]
    public async Task A_deal_that_is_won_makes_its_lead_a_contact()
    {
        var (owner, _) = await Company("lead-w7@example.com");
        var id = (await (await Post(owner, "leads", new { name = "ليان", phone = "0555550007", email = "layan@example.com" })).Body()).Text("id");
        var deal = (await (await Post(owner, "deals", new { title = "عقد", value = 100, leadId = id })).Body()).Text("id");
        Assert.Equal(HttpStatusCode.OK, (await Put(owner, $"/api/v1/deals/{deal}/stage", new { stage = "closed_won" }, null)).StatusCode);
        await Eventually(owner, "status=converted", 1);
        var lead = await (await owner.GetAsync("/api/v1/leads/" + id)).Body();
        var contact = await (await owner.GetAsync("/api/v1/contacts/" + lead.Text("contactId"))).Body();
        Assert.Equal(("+966555550007", "layan@example.com", id), (contact.Text("phone"), contact.Text("email"), contact.Text("leadId")));
    }

    [Fact]
    public async Task The_document_names_the_filters_as_addresses_do()
    {
        var document = await (await product.CreateClient().GetAsync("/openapi/v1.json")).Body();
        var names = document.GetProperty("paths").GetProperty("/api/v1/leads").GetProperty("get").GetProperty("parameters").EnumerateArray().Select(p => p.Text("name")).ToList();
        Assert.Superset(new HashSet<string>(["status", "scoreFrom", "hasDeal", "view", "sort", "limit", "cursor"]), new HashSet<string>(names));
    }

    [Theory]
    [InlineData("status=asleep", "status")]
    [InlineData("scoreFrom=101", "scoreFrom")]
    [InlineData("createdFrom=yesterday", "createdFrom")]
    [InlineData("sort=size", "sort")]
    [InlineData("sort=--name", "sort")]
    [InlineData("hasDeal=maybe", "hasDeal")]
    [InlineData("tag=a%00b", "tag")]
    [InlineData("temperature=9", "temperature")]
    public async Task A_wrong_filter_is_named(string query, string field)
    {
        var (owner, _) = await Company($"lead-w6-{Guid.NewGuid():N}@example.com");
        var problem = await (await owner.GetAsync("/api/v1/leads?" + query)).Problem(HttpStatusCode.BadRequest, "bad_request");
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("""{"name":"a\u0000b"}""", "name")]
    [InlineData("""{"name":"a","tags":["a|b"]}""", "tags")]
    [InlineData("""{"name":"a","tags":[null]}""", "tags")]
    [InlineData("""{"name":"a","metadata":{"k":null}}""", "metadata")]
    [InlineData("""{"name":"a","notes":"\u0000"}""", "notes")]
    [InlineData("""{"name":"a","city":"\u0000"}""", "city")]
    public async Task A_wrong_value_is_named(string json, string field)
    {
        var (owner, _) = await Company($"lead-w7-{Guid.NewGuid():N}@example.com");
        var answer = await owner.PostAsync("/api/v1/leads", new StringContent(json, System.Text.Encoding.UTF8, "application/json"));
        var problem = await answer.Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    private static async Task<HttpResponseMessage> Send(HttpClient client, HttpMethod method, string path, object? body, EntityTagHeaderValue? tag = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("Prefer", "wait=5");
        if (tag is not null) request.Headers.IfMatch.Add(tag);
        return await client.SendAsync(request);
    }

    private static Task<HttpResponseMessage> Post(HttpClient client, string path, object body) => Send(client, HttpMethod.Post, "/api/v1/" + path, body);

    private static Task<HttpResponseMessage> Put(HttpClient client, string path, object body, EntityTagHeaderValue? tag) => Send(client, HttpMethod.Put, path, body, tag);

    private static async Task<List<string>> Ids(HttpClient client, string query) =>
        [.. (await (await client.GetAsync("/api/v1/leads?" + query)).Body()).GetProperty("items").EnumerateArray().Select(l => l.Text("id"))];

    private static async Task<List<string>> Eventually(HttpClient client, string query, int count)
    {
        List<string> ids = [];
        await Waiting.Eventually(async () => (ids = await Ids(client, query)).Count == count, otherwise: () => $"{query} shows {ids.Count} leads.");
        return ids;
    }

    private async Task<HttpClient> Colleague(HttpClient owner, string email)
    {
        var answer = await Post(owner, "admin/users", new { fullName = "زميل", email, password = Api.Password, role = "agent" });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var client = product.CreateClient();
        var tokens = await (await client.PostAsJsonAsync("/api/v1/auth/login", new { email, password = Api.Password })).Body();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        // The directory's copies are some seconds old: the rules must know the new colleague.
        await Waiting.Eventually(async () =>
        {
            var probe = await (await Post(owner, "leads", new { name = "probe" })).Body();
            await Send(owner, HttpMethod.Delete, "/api/v1/leads/" + probe.Text("id"), null);
            return probe.GetProperty("assignedTo").ValueKind == JsonValueKind.String;
        }, otherwise: () => "The rules never knew the new colleague.");
        return client;
    }

    private static async Task<string> UserId(HttpClient client) => (await (await client.GetAsync("/api/v1/auth/me")).Body()).Text("userId");

    private async Task<(HttpClient Client, JsonElement Tokens)> Company(string email)
    {
        var client = product.CreateClient();
        var answer = await client.PostAsJsonAsync("/api/v1/auth/register", Api.Registration(email));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var tokens = await answer.Body();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        return (client, tokens);
    }
}
