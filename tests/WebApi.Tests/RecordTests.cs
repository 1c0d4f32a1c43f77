using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace SalesFlow.WebApi.Tests;

/// <summary>Companies, contacts, activities, calls, custom fields and timelines through the whole product.</summary>
public sealed class RecordTests(SharedProduct product) : IClassFixture<SharedProduct>
{
    private static int _companies;

    [Fact]
    public async Task A_phone_belongs_to_one_contact_and_the_answer_names_it()
    {
        var owner = await Company();
        var first = await Created(owner, "contacts", new { fullName = "سارة", phone = "0501112233", email = "Sara@x.sa", tags = new[] { "vip" } });
        Assert.Equal(("+966501112233", "sara@x.sa"), (first.Text("phone"), first.Text("email")));
        var again = await (await Post(owner, "contacts", new { fullName = "أخرى", whatsapp = "+966 50 111 2233" })).Problem(HttpStatusCode.Conflict, "contact_exists");
        Assert.Equal(first.Text("id"), again.Text("contactId"));
        await (await Post(owner, "contacts", new { fullName = "أخرى", phone = "0509999999", email = "sara@x.sa" })).Problem(HttpStatusCode.Conflict, "contact_exists");
        // What was claimed for the one that did not come about is free again.
        await Created(owner, "contacts", new { fullName = "ثالثة", phone = "0509999999" });
        Assert.Equal(HttpStatusCode.Created, (await Post(await Company(), "contacts", new { phone = "0501112233" })).StatusCode);

        var path = "contacts/" + first.Text("id");
        Assert.Equal(HttpStatusCode.OK, (await Put(owner, path, new { phone = "0501112244" })).StatusCode);
        await Created(owner, "contacts", new { phone = "0501112233" });
        await (await Put(owner, path, new { phone = "0501112233" })).Problem(HttpStatusCode.Conflict, "contact_exists");
    }

    [Fact]
    public async Task The_same_key_creates_one_contact_and_two_at_once_for_one_phone_create_one()
    {
        var owner = await Company();
        var one = await Post(owner, "contacts", new { fullName = "A", phone = "0502000001" }, key: "k");
        var same = await Post(owner, "contacts", new { fullName = "A", phone = "0502000001" }, key: "k");
        Assert.Equal((HttpStatusCode.Created, one.Headers.Location), (same.StatusCode, same.Headers.Location));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Post(owner, "contacts", new { fullName = $"B{i}", phone = "0502000002" })));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_merge_and_its_undoing_move_phone_and_list()
    {
        var owner = await Company();
        var a = await Created(owner, "contacts", new { fullName = "سارة", phone = "0503000001" });
        var b = await Created(owner, "contacts", new { fullName = "Sara", phone = "0503000002", jobTitle = "CEO" });
        var merged = await (await Post(owner, $"contacts/{a.Text("id")}/merge", new { otherContactId = b.Text("id") })).Body();
        Assert.Equal(("سارة", "CEO"), (merged.Text("fullName"), merged.Text("jobTitle")));
        Assert.Equal(a.Text("id"), (await (await Post(owner, "contacts", new { phone = "0503000002" })).Problem(HttpStatusCode.Conflict, "contact_exists")).Text("contactId"));
        Assert.Equal([a.Text("id")], Ids(await Get(owner, "contacts")));
        Assert.Contains("contact.absorbed", Types(await Get(owner, $"contacts/{a.Text("id")}/timeline")));

        var undone = await (await Post(owner, $"contacts/{a.Text("id")}/unmerge", new { otherContactId = b.Text("id") })).Body();
        Assert.Equal(JsonValueKind.Null, undone.GetProperty("jobTitle").ValueKind);
        Assert.Equal(b.Text("id"), (await (await Post(owner, "contacts", new { phone = "0503000002" })).Problem(HttpStatusCode.Conflict, "contact_exists")).Text("contactId"));
        Assert.Equal(2, Ids(await Get(owner, "contacts")).Count);
        await (await Post(owner, $"contacts/{a.Text("id")}/unmerge", new { otherContactId = b.Text("id") })).Problem(HttpStatusCode.Conflict, "wrong_status");
    }

    [Fact]
    public async Task Consent_is_recorded_with_its_proof_and_its_recorder()
    {
        var owner = await Company();
        var contact = "contacts/" + (await Created(owner, "contacts", new { fullName = "سارة" })).Text("id");
        await (await Post(owner, contact + "/consents", new { channel = "fax", status = "maybe" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal(HttpStatusCode.OK, (await Post(owner, contact + "/consents", new { channel = "email", status = "granted", source = "web_form", proof = "form-7", ipAddress = "10.1.2.3" })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Post(owner, contact + "/consents", new { channel = "email", status = "revoked", source = "call" })).StatusCode);
        var consents = await Get(owner, contact + "/consents");
        Assert.Equal("revoked", consents.GetProperty("current").Text("email"));
        var items = consents.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["revoked", "granted"], items.Select(i => i.Text("status")));
        Assert.Equal(("form-7", "10.1.2.3"), (items[1].Text("proofMessageId"), items[1].Text("ipAddress")));
        Assert.StartsWith("user:", items[0].Text("by"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registration_number_belongs_to_one_company_and_a_like_name_is_a_hint()
    {
        var owner = await Company();
        var first = await Created(owner, "companies", new { nameAr = "شركة النخبة", crNumber = "١٠١٠١٠١٠١٠", size = "small", website = "https://elite.sa" });
        Assert.Equal("1010101010", first.Text("crNumber"));
        var taken = await (await Post(owner, "companies", new { name = "Elite", crNumber = "1010101010" })).Problem(HttpStatusCode.Conflict, "company_exists");
        Assert.Equal(first.Text("id"), taken.Text("companyId"));
        var second = await Created(owner, "companies", new { nameAr = "مؤسسة النخبه" });
        Assert.Equal(first.Text("id"), Assert.Single(second.GetProperty("similar").EnumerateArray()).Text("id"));

        var path = "companies/" + first.Text("id");
        await (await Put(owner, path, new { city = "جدة" }, "\"9\"")).Problem(HttpStatusCode.PreconditionFailed, "stale_version");
        Assert.Equal(HttpStatusCode.OK, (await Put(owner, path, new { crNumber = "2020202020", city = "جدة" }, "\"1\"")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Put(owner, "companies/" + second.Text("id"), new { crNumber = "1010101010" })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Send(owner, HttpMethod.Delete, path)).StatusCode);
        Assert.Equal([second.Text("id")], Ids(await Get(owner, "companies")));
        await (await Put(owner, path, new { city = "أبها" })).Problem(HttpStatusCode.Conflict, "wrong_status");
        Assert.Equal(HttpStatusCode.OK, (await Post(owner, path + "/restore", new { })).StatusCode);
        Assert.Equal(2, Ids(await Get(owner, "companies")).Count);

        var buyer = await Created(owner, "contacts", new { fullName = "سارة", companyId = first.Text("id") });
        var deal = (await Created(owner, "deals", new { title = "عقد", contactId = buyer.Text("id") })).Text("id");
        var deals = (await (await owner.GetAsync($"/api/v1/companies/{first.Text("id")}/deals")).Body()).GetProperty("items");
        Assert.Equal(deal, Assert.Single(deals.EnumerateArray()).Text("id"));
        Assert.Single(Ids(await Get(owner, path + "/contacts")));
        await (await Post(owner, "contacts", new { fullName = "سارة", companyId = "nobody" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
    }

    [Fact]
    public async Task A_task_stands_in_its_lists_and_on_the_timelines_of_what_it_is_about()
    {
        var owner = await Company();
        var lead = (await Created(owner, "leads", new { name = "خالد" })).Text("id");
        var company = (await Created(owner, "companies", new { name = "Elite" })).Text("id");
        var task = (await Created(owner, "activities", new { type = "task", subject = "اتصل", leadId = lead, companyId = company, scheduledAt = DateTimeOffset.UtcNow.AddMinutes(-1) })).Text("id");
        Assert.Equal([task], Ids(await Get(owner, "tasks?assignee=me&due=overdue")));
        Assert.Equal([task], Ids(await Get(owner, $"leads/{lead}/activities")));
        Assert.Contains("activity.created", Types(await Get(owner, $"leads/{lead}/timeline")));
        Assert.Contains("lead.created", Types(await Get(owner, $"leads/{lead}/timeline?type=lead")));
        Assert.Contains("activity.created", Types(await Get(owner, $"companies/{company}/timeline")));
        var done = await (await Post(owner, $"activities/{task}/complete", new { })).Body();
        Assert.NotEqual(JsonValueKind.Null, done.GetProperty("completedAt").ValueKind);
        Assert.Empty(Ids(await Get(owner, "tasks?assignee=me")));
        await (await owner.GetAsync("/api/v1/tasks?due=yesterday")).Problem(HttpStatusCode.BadRequest, "bad_request");
        await (await owner.GetAsync("/api/v1/leads/nobody/timeline")).Problem(HttpStatusCode.NotFound, "not_found");
        var stranger = await Company();
        await (await stranger.GetAsync($"/api/v1/leads/{lead}/timeline")).Problem(HttpStatusCode.NotFound, "not_found");
        await (await stranger.GetAsync($"/api/v1/activities/{task}")).Problem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_note_calls_upon_a_colleague_and_upon_nobody_else()
    {
        var owner = await Company();
        var colleague = (await Created(owner, "admin/users", new { fullName = "نورة", email = $"colleague{_companies}@example.com", password = Api.Password, role = "agent" })).Text("id");
        var refused = await (await Post(owner, "activities", new { type = "note", body = "@س", mentions = new[] { "stranger" } })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal("mentions", Assert.Single(refused.GetProperty("errors").EnumerateObject()).Name);
        var note = (await Created(owner, "activities", new { type = "note", body = "@نورة", mentions = new[] { colleague } })).Text("id");
        Assert.Equal(HttpStatusCode.OK, (await Put(owner, "activities/" + note, new { body = "@نورة مرحبا" })).StatusCode);
        Assert.Equal(["@نورة مرحبا", "@نورة"], (await Get(owner, $"activities/{note}/edits")).GetProperty("items").EnumerateArray().Select(e => e.Text("body")));
        using var other = product.CreateClient();
        var login = await (await other.PostAsJsonAsync("/api/v1/auth/login", new { email = $"colleague{_companies}@example.com", password = Api.Password })).Body();
        other.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", login.Text("accessToken"));
        Assert.Equal(note, Assert.Single((await Get(other, "mentions")).GetProperty("items").EnumerateArray()).Text("activityId"));
        Assert.Empty((await Get(owner, "mentions")).GetProperty("items").EnumerateArray());
        await (await Put(other, "activities/" + note, new { body = "غيره" })).Problem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task A_call_is_recorded_and_its_outcome_told_later()
    {
        var owner = await Company();
        var contact = (await Created(owner, "contacts", new { fullName = "سارة" })).Text("id");
        var call = "calls/" + (await Created(owner, "calls", new { direction = "outbound", status = "ringing", contactId = contact })).Text("id");
        await (await owner.GetAsync($"/api/v1/{call}/transcript")).Problem(HttpStatusCode.NotFound, "not_found");
        await (await Put(owner, call + "/outcome", new { status = "answered", recordingUrl = "http://x.sa/1" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        var told = await (await Put(owner, call + "/outcome", new { status = "answered", durationSeconds = 61, outcome = "interested", sentiment = "positive", transcript = "أهلا\nوسهلا" })).Body();
        Assert.Equal(("answered", "interested"), (told.Text("status"), told.Text("outcome")));
        Assert.Equal("أهلا\nوسهلا", (await Get(owner, call + "/transcript")).Text("transcript"));
        Assert.Single(Ids(await Get(owner, $"contacts/{contact}/calls")));
        Assert.Single(Ids(await Get(owner, "calls?status=answered&outcome=interested")));
    }

    [Fact]
    public async Task Custom_fields_are_defined_filled_and_looked_for()
    {
        var owner = await Company();
        await (await Post(owner, "fields", new { entity = "contact", key = "Level", type = "select" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        await Created(owner, "fields", new
        {
            entity = "contact", key = "level", type = "multi_select", labelAr = "الفئة", labelEn = "Level",
            options = new[] { new { value = "gold", labelAr = "ذهبي", labelEn = "Gold" }, new { value = "silver", labelAr = "فضي", labelEn = "Silver" } },
        });
        await Created(owner, "fields", new { entity = "contact", key = "seats", type = "number", labelAr = "المقاعد", labelEn = "Seats" });
        await (await Post(owner, "fields", new { entity = "contact", key = "seats", type = "number", labelAr = "م", labelEn = "S" })).Problem(HttpStatusCode.Conflict, "already_exists");
        var contact = "contacts/" + (await Created(owner, "contacts", new { fullName = "سارة" })).Text("id");
        var wrong = await (await Put(owner, contact + "/fields", new { values = new { seats = "many", colour = "red" } })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal(["values.colour", "values.seats"], wrong.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order());
        var set = await (await Put(owner, contact + "/fields", new { values = new { seats = 12.5m, level = new[] { "gold", "silver" } } })).Body();
        Assert.Equal(12.5m, set.GetProperty("values").GetProperty("seats").GetDecimal());
        Assert.Single(Ids(await Get(owner, "contacts?field.level=gold&field.seats=12.50")));
        Assert.Empty(Ids(await Get(owner, "contacts?field.seats=13")));
        await (await owner.GetAsync("/api/v1/contacts?field.colour=red")).Problem(HttpStatusCode.BadRequest, "bad_request");
        Assert.Equal(HttpStatusCode.OK, (await Send(owner, HttpMethod.Delete, "fields/contact:level")).StatusCode);
        Assert.Equal(["contact:seats"], Ids(await Get(owner, "fields?entity=contact")));
    }

    [Theory]
    [InlineData("contacts", """{"fullName":"a\u0000b"}""", 422)]
    [InlineData("contacts", """{"fullName":12}""", 400)]
    [InlineData("contacts", """{"fullName":"a","tags":[null,"x\u0001"]}""", 422)]
    [InlineData("contacts", """{"tags":"vip"}""", 400)]
    [InlineData("contacts", "null", 400)]
    [InlineData("companies", """{"name":"a","crNumber":"12"}""", 422)]
    [InlineData("companies", """{"name":"a","size":"tiny"}""", 422)]
    [InlineData("companies", """{"name":"a","website":"javascript:alert(1)"}""", 422)]
    [InlineData("activities", """{"type":"dance","subject":"a"}""", 422)]
    [InlineData("activities", """{"type":"task","subject":"a","scheduledAt":"tomorrow"}""", 400)]
    [InlineData("activities", """{"type":"task","subject":"a","leadId":"../x"}""", 422)]
    [InlineData("activities", """{"type":"task","subject":"a","mentions":[null]}""", 422)]
    [InlineData("activities", """{"type":"task","subject":"a","scheduledAt":"0001-01-01T00:00:00Z"}""", 422)]
    [InlineData("activities", """{"type":"task","subject":"a","remindAt":"9999-12-31T23:59:59Z"}""", 422)]
    [InlineData("calls", """{"direction":"inbound","status":"ringing","startedAt":"1899-12-31T00:00:00Z"}""", 422)]
    [InlineData("calls", """{"direction":"up","status":"ringing"}""", 422)]
    [InlineData("calls", """{"direction":"inbound","status":"ringing","durationSeconds":-1}""", 422)]
    [InlineData("fields", """{"entity":"contact","key":"k","type":"select","labelAr":"a","labelEn":"b","options":[null]}""", 422)]
    [InlineData("fields", """{"entity":"invoice","key":"k","type":"text","labelAr":"a","labelEn":"b"}""", 422)]
    public async Task What_makes_no_sense_is_refused_and_named(string route, string body, int status)
    {
        var owner = await Company();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var answer = await owner.PostAsync("/api/v1/" + route, content);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 422) Assert.NotEmpty((await answer.Body()).GetProperty("errors").EnumerateObject());
    }

    private async Task<HttpClient> Company()
    {
        var client = product.CreateClient();
        var answer = await client.PostAsJsonAsync("/api/v1/auth/register", Api.Registration($"records{Interlocked.Increment(ref _companies)}@example.com"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await answer.Body()).Text("accessToken"));
        return client;
    }

    private static async Task<JsonElement> Created(HttpClient client, string path, object body)
    {
        var answer = await Post(client, path, body);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.Body();
    }

    private static Task<HttpResponseMessage> Post(HttpClient client, string path, object body, string? key = null) => Send(client, HttpMethod.Post, path, body, key: key);

    private static Task<HttpResponseMessage> Put(HttpClient client, string path, object body, string? version = null) => Send(client, HttpMethod.Put, path, body, version);

    private static async Task<HttpResponseMessage> Send(HttpClient client, HttpMethod method, string path, object? body = null, string? version = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/" + path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (version is not null) request.Headers.TryAddWithoutValidation("If-Match", version);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        // Reads what it wrote.
        request.Headers.Add("Prefer", "wait=5");
        return await client.SendAsync(request);
    }

    private static async Task<JsonElement> Get(HttpClient client, string path)
    {
        var answer = await client.GetAsync("/api/v1/" + path);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Body();
    }

    private static List<string> Ids(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(i => i.Text("id"))];

    private static List<string> Types(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(i => i.Text("type"))];
}
