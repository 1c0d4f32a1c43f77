using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace SalesFlow.WebApi.Tests;

/// <summary>A form on a company's page, through all layers.</summary>
public sealed class FormTests(SharedProduct product) : IClassFixture<SharedProduct>
{
    private const string Agreement = "أوافق على التواصل معي عبر واتساب والبريد";
    private static int _companies;

    [Fact]
    public async Task What_a_visitor_sends_is_one_lead_with_its_campaign_and_its_consent()
    {
        var (owner, key, _) = await Form();
        var visitor = product.CreateClient();
        var sent = await Sent(visitor, key, new()
        {
            ["name"] = "نورة", ["phone"] = "0501234567", ["email"] = "Noura@Example.com", ["question"] = "كم السعر؟", ["consent"] = true,
            ["_page"] = "https://shop.example.com/offer?utm_source=snap&utm_campaign=eid&x=1",
        });
        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);

        var lead = await Lead(owner, "+966501234567");
        var view = await (await owner.GetAsync("/api/v1/leads/" + lead.Text("id"))).Body();
        Assert.Equal(("نورة", "web", "noura@example.com"), (view.Text("name"), view.Text("source"), view.Text("email")));
        var facts = view.GetProperty("facts");
        Assert.Equal(("snap", "eid", "كم السعر؟", "https://shop.example.com/offer"),
            (facts.Text("utm_source"), facts.Text("utm_campaign"), facts.Text("question"), facts.Text("page")));

        var events = await Events(owner);
        var proof = events.Single(e => e.Text("type") == "form.submitted").GetProperty("data").GetProperty("submission").GetProperty("consent");
        Assert.Equal(Agreement, proof.Text("text"));
        Assert.Equal(["whatsapp", "email"], proof.GetProperty("channels").EnumerateArray().Select(c => c.GetString()));
        Assert.NotEqual(default, proof.GetProperty("at").GetDateTimeOffset());
        var granted = events.Where(e => e.Text("type") == "contact.consent_changed").ToList();
        Assert.Equal(["email", "whatsapp"], granted.Select(e => e.GetProperty("data").Text("channel")).Order());
        Assert.All(granted, e => Assert.Equal("granted", e.GetProperty("data").Text("status")));
    }

    [Fact]
    public async Task The_same_content_or_the_same_key_is_taken_once()
    {
        var (owner, key, id) = await Form();
        var visitor = product.CreateClient();
        var values = new Dictionary<string, object> { ["name"] = "A", ["consent"] = true };
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.Accepted, (await Sent(visitor, key, values)).StatusCode);
        visitor.DefaultRequestHeaders.Add("Idempotency-Key", "k1");
        Assert.Equal(HttpStatusCode.Accepted, (await Sent(visitor, key, new() { ["name"] = "B", ["consent"] = true })).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await Sent(visitor, key, new() { ["name"] = "B", ["consent"] = true })).StatusCode);
        var other = await Sent(visitor, key, new() { ["name"] = "B again", ["consent"] = true });
        await other.Problem(HttpStatusCode.UnprocessableEntity, "key_reused");

        Assert.Equal(2, (await (await owner.GetAsync("/api/v1/forms/" + id)).Body()).GetProperty("submissions").GetInt32());
        await Eventually(async () => (await Leads(owner)).Count == 2);
        Assert.Equal(["A", "B"], (await Leads(owner)).Select(l => l.Text("name")).Order());
    }

    [Fact]
    public async Task A_stranger_who_knows_a_phone_changes_nothing_that_is_known()
    {
        var (owner, key, _) = await Form();
        var visitor = product.CreateClient();
        await Sent(visitor, key, new() { ["name"] = "سارة", ["phone"] = "0507654321", ["question"] = "one", ["consent"] = true });
        var first = await Lead(owner, "+966507654321");
        await Sent(visitor, key, new() { ["name"] = "Mallory", ["phone"] = "0507654321", ["email"] = "new@example.com", ["question"] = "two", ["consent"] = true });
        await Eventually(async () => (await (await owner.GetAsync("/api/v1/leads/" + first.Text("id"))).Body()).GetProperty("facts").TryGetProperty("email", out _));

        var view = await (await owner.GetAsync("/api/v1/leads/" + first.Text("id"))).Body();
        Assert.Equal(("سارة", "one", "new@example.com"), (view.Text("name"), view.GetProperty("facts").Text("question"), view.Text("email")));
        Assert.Single(await Leads(owner));
    }

    [Fact]
    public async Task Whoever_is_known_as_a_lead_already_is_heard_by_whoever_has_it()
    {
        var (owner, key, id) = await Form();
        var visitor = product.CreateClient();
        var known = (await (await owner.PostAsJsonAsync("/api/v1/leads", new { name = "يدوي", phone = "0501110001", email = "Known@Example.com" })).Body()).Text("id");
        await Sent(visitor, key, new() { ["name"] = "A", ["phone"] = "0501110001", ["question"] = "أريد عرضًا", ["consent"] = true });
        await Sent(visitor, key, new() { ["name"] = "B", ["email"] = "known@example.com", ["question"] = "متى؟", ["consent"] = true });
        await Eventually(async () => (await Delivered(owner, id)).Count == 2);

        Assert.All(await Delivered(owner, id), d => Assert.Equal(known, d.Text("leadId")));
        Assert.Equal(known, Assert.Single(await Leads(owner)).Text("id"));
        List<JsonElement> told = [];
        await Eventually(async () => (told = [.. (await (await owner.GetAsync($"/api/v1/leads/{known}/activities?type=follow_up")).Body()).GetProperty("items").EnumerateArray()]).Count == 2);
        Assert.Equal(["متى؟", "أريد عرضًا"], told.Select(t => t.Text("body").Split(": ")[^1]));
        Assert.All(told, t => Assert.Equal(("الموقع", true), (t.Text("subject"), t.GetProperty("isAutomated").GetBoolean())));
    }

    [Fact]
    public async Task A_deleted_lead_that_writes_again_is_back()
    {
        var (owner, key, id) = await Form();
        var visitor = product.CreateClient();
        await Sent(visitor, key, new() { ["name"] = "سارة", ["phone"] = "0501110002", ["consent"] = true });
        await Eventually(async () => (await Delivered(owner, id)).Count == 1);
        var lead = Assert.Single(await Delivered(owner, id)).Text("leadId");
        Assert.Equal(HttpStatusCode.OK, (await owner.DeleteAsync("/api/v1/leads/" + lead)).StatusCode);
        await Sent(visitor, key, new() { ["name"] = "سارة", ["phone"] = "0501110002", ["question"] = "عدت", ["consent"] = true });
        await Eventually(async () => (await Delivered(owner, id)).Count == 2);
        Assert.Equal(JsonValueKind.Null, (await (await owner.GetAsync("/api/v1/leads/" + lead)).Body()).GetProperty("deletedAt").ValueKind);
        await Eventually(async () => (await Leads(owner)).Count == 1);
    }

    [Fact]
    public async Task A_visitor_without_a_phone_is_a_contact_with_an_address()
    {
        var (owner, key, id) = await Form();
        await Sent(product.CreateClient(), key, new() { ["name"] = "بريد", ["email"] = "Only@Example.com", ["consent"] = true });
        await Eventually(async () => (await Delivered(owner, id)).Count == 1);
        var lead = await (await owner.GetAsync("/api/v1/leads/" + (await Delivered(owner, id))[0].Text("leadId"))).Body();
        var contact = await (await owner.GetAsync("/api/v1/contacts/" + lead.Text("contactId"))).Body();
        Assert.Equal(("only@example.com", lead.Text("id"), "granted"), (contact.Text("email"), contact.Text("leadId"), contact.GetProperty("consents").Text("email")));
        await (await owner.PostAsJsonAsync("/api/v1/contacts", new { fullName = "x", email = "only@example.com" })).Problem(HttpStatusCode.Conflict, "contact_exists");
    }

    [Fact]
    public async Task A_consent_counts_only_when_its_link_was_opened_where_the_form_asks_for_it()
    {
        var (owner, key, id) = await Form(confirmByEmail: true);
        var visitor = product.CreateClient();
        Assert.True((await (await visitor.GetAsync("/api/v1/public/forms/" + key)).Body()).GetProperty("confirmByEmail").GetBoolean());
        var email = $"visitor-{id}@example.com";
        await Sent(visitor, key, new() { ["name"] = "http://spam.example", ["phone"] = "0501110003", ["email"] = email, ["consent"] = true });
        var letter = await (await Api.Start()).Letters.Letter(email);
        Assert.Contains(Agreement, letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("spam", letter.Subject + letter.Text, StringComparison.Ordinal);
        await Eventually(async () => (await Delivered(owner, id)).Count == 1);
        var lead = await (await owner.GetAsync("/api/v1/leads/" + (await Delivered(owner, id))[0].Text("leadId"))).Body();
        Assert.Empty(await Consents());

        var link = new Uri(letter.Text.Split('\n').Single(l => l.StartsWith("http", StringComparison.Ordinal))).PathAndQuery;
        // Looking at the link is not confirming it: mail servers do that.
        var page = await visitor.GetAsync(link);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        Assert.Contains(Agreement, WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Empty(await Consents());
        foreach (var wrong in new[] { link[..^3] + "AAA", link.Replace(key, "form_0000", StringComparison.Ordinal), link[..link.LastIndexOf('/')] + "/x" })
            Assert.Equal(HttpStatusCode.Gone, (await visitor.PostAsync(wrong, null)).StatusCode);
        Assert.Empty(await Consents());

        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.OK, (await visitor.PostAsync(link, null)).StatusCode);
        await Eventually(async () => (await Consents()).Count == 2);
        Assert.Equal(["email", "whatsapp"], (await Consents()).Order());

        async Task<List<string>> Consents() =>
            [.. (await (await owner.GetAsync("/api/v1/contacts/" + lead.Text("contactId"))).Body()).GetProperty("consents").EnumerateObject().Select(c => c.Name)];
    }

    [Fact]
    public async Task A_form_fills_nobodys_letter_box()
    {
        var (owner, key, id) = await Form(confirmByEmail: true);
        var visitor = product.CreateClient();
        var email = $"victim-{id}@example.com";
        for (var i = 0; i < 6; i++)
            Assert.Equal(HttpStatusCode.Accepted, (await Sent(visitor, key, new() { ["name"] = $"A{i}", ["email"] = email, ["consent"] = true })).StatusCode);
        await Eventually(async () => (await Delivered(owner, id)).Count == 6);
        var letters = (await Api.Start()).Letters;
        await Eventually(() => Task.FromResult(letters.Count(email) >= 3));
        Assert.Equal(3, letters.Count(email));
    }

    [Fact]
    public async Task A_form_that_asks_for_confirmation_needs_an_address_to_ask_at()
    {
        var (owner, _, id) = await Form();
        var name = new { name = "name", kind = "name", required = false };
        foreach (var settings in new object[]
        {
            new { name = "x", consentText = "y", confirmByEmail = true, fields = new object[] { name } },
            new { name = "x", consentText = "y", confirmByEmail = true, fields = new object[] { name, new { name = "email", kind = "email", required = false } } },
            new { name = "x", confirmByEmail = true, fields = new object[] { name, new { name = "email", kind = "email", required = true } } },
        })
        {
            var problem = await (await owner.PutAsJsonAsync("/api/v1/forms/" + id, settings)).Problem(HttpStatusCode.UnprocessableEntity, "validation");
            Assert.Equal("confirmByEmail", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
        }
    }

    [Fact]
    public async Task Machines_are_known_by_the_hidden_field_and_by_their_haste()
    {
        var (owner, key, id) = await Form(minimumSeconds: 60);
        var visitor = product.CreateClient();
        var token = (await (await visitor.GetAsync("/api/v1/public/forms/" + key)).Body()).Text("token");
        var problem = await (await Post(visitor, key, new() { ["name"] = "A", ["consent"] = true, ["_token"] = token })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.True(problem.GetProperty("errors").TryGetProperty("_token", out _));
        foreach (var wrong in new[] { "", "x", token[..^2] + "AA", new string('A', 32) })
            await (await Post(visitor, key, new() { ["name"] = "A", ["consent"] = true, ["_token"] = wrong })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        // It is told that all is well.
        Assert.Equal(HttpStatusCode.Accepted, (await Post(visitor, key, new() { ["name"] = "A", ["consent"] = true, ["website"] = "http://spam" })).StatusCode);
        Assert.Equal(0, (await (await owner.GetAsync("/api/v1/forms/" + id)).Body()).GetProperty("submissions").GetInt32());
    }

    [Theory]
    [InlineData("""{"name":"A"}""", "consent")]
    [InlineData("""{"consent":true}""", "name")]
    [InlineData("""{"name":"A","consent":true,"email":"not an address"}""", "email")]
    [InlineData("""{"name":"A","consent":true,"email":"x@sub.mailinator.com"}""", "email")]
    [InlineData("""{"name":"A","consent":true,"phone":"12"}""", "phone")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        var (_, key, _) = await Form();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var problem = await (await product.CreateClient().PostAsync("/api/v1/public/forms/" + key, content)).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"name":{"a":1}}""")]
    [InlineData("""{"name":"\ud800"}""")]
    public async Task What_is_no_form_is_a_bad_request(string body)
    {
        var (_, key, _) = await Form();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        await (await product.CreateClient().PostAsync("/api/v1/public/forms/" + key, content)).Problem(HttpStatusCode.BadRequest, "bad_request");
    }

    [Fact]
    public async Task Only_the_pages_named_may_send_and_a_plain_form_is_led_on()
    {
        var (_, key, _) = await Form(origins: ["https://shop.example.com"], redirect: "https://shop.example.com/thanks");
        using var visitor = product.CreateClient(new() { AllowAutoRedirect = false });
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/v1/public/forms/" + key);
        preflight.Headers.Add("Origin", "https://shop.example.com");
        var allowed = await visitor.SendAsync(preflight);
        Assert.Equal("https://shop.example.com", Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Origin")));

        var plain = await Plain("https://shop.example.com");
        Assert.Equal(HttpStatusCode.SeeOther, plain.StatusCode);
        Assert.Equal("https://shop.example.com/thanks", plain.Headers.Location!.ToString());
        var other = await Plain("https://evil.example.com");
        await other.Problem(HttpStatusCode.Forbidden, "origin");
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));

        async Task<HttpResponseMessage> Plain(string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/public/forms/" + key)
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = "ع", ["consent"] = "on" }),
            };
            request.Headers.Add("Origin", origin);
            return await visitor.SendAsync(request);
        }
    }

    [Fact]
    public async Task An_address_that_sends_without_end_is_stopped()
    {
        var (owner, key, id) = await Form();
        var visitor = product.CreateClient();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++) answers.Add((await Post(visitor, key, new() { ["name"] = $"A{i}", ["consent"] = true })).StatusCode);
        Assert.Equal(Enumerable.Repeat(HttpStatusCode.Accepted, 10).Concat(Enumerable.Repeat(HttpStatusCode.TooManyRequests, 2)), answers);
        Assert.Equal(10, (await (await owner.GetAsync("/api/v1/forms/" + id)).Body()).GetProperty("submissions").GetInt32());
    }

    [Fact]
    public async Task A_form_is_listed_changed_and_deleted_and_its_key_dies_with_it()
    {
        var (owner, key, id) = await Form();
        var visitor = product.CreateClient();
        await Eventually(async () => (await (await owner.GetAsync("/api/v1/forms")).Body()).GetProperty("items").GetArrayLength() == 1);
        using var stale = new HttpRequestMessage(HttpMethod.Put, "/api/v1/forms/" + id) { Content = JsonContent.Create(Settings(0, [], null)) };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"7\"");
        await (await owner.SendAsync(stale)).Problem(HttpStatusCode.PreconditionFailed, "stale_version");
        await (await owner.PutAsJsonAsync("/api/v1/forms/" + id, new { name = "x", fields = new[] { new { name = "a b", kind = "text" } } }))
            .Problem(HttpStatusCode.UnprocessableEntity, "validation");

        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync("/api/v1/forms/" + id)).StatusCode);
        await (await owner.GetAsync("/api/v1/forms/" + id)).Problem(HttpStatusCode.NotFound, "not_found");
        await (await visitor.GetAsync("/api/v1/public/forms/" + key)).Problem(HttpStatusCode.NotFound, "not_found");
        await (await Post(visitor, key, new() { ["name"] = "A", ["consent"] = true })).Problem(HttpStatusCode.NotFound, "not_found");
        await (await visitor.GetAsync("/api/v1/public/forms/form_0000")).Problem(HttpStatusCode.NotFound, "not_found");
    }

    private static async Task<List<JsonElement>> Delivered(HttpClient owner, string form) =>
        [.. (await (await owner.GetAsync("/api/v1/events?limit=200")).Body()).GetProperty("items").EnumerateArray()
            .Where(e => e.Text("type") == "form.delivered" && e.Text("entityId") == form).Select(e => e.GetProperty("data"))];

    private static object Settings(int minimumSeconds, string[] origins, string? redirect, bool confirmByEmail = false) => new
    {
        name = "الموقع",
        fields = new object[]
        {
            new { name = "name", label = "الاسم", kind = "name", required = true }, new { name = "phone", kind = "phone" }, new { name = "email", kind = "email", required = confirmByEmail },
            new { name = "question", kind = "text" },
        },
        consentText = Agreement,
        allowedOrigins = origins,
        redirect,
        minimumSeconds,
        confirmByEmail,
    };

    private static async Task<HttpResponseMessage> Sent(HttpClient visitor, string key, Dictionary<string, object> values) => await Post(visitor, key, values);

    private static Task<HttpResponseMessage> Post(HttpClient visitor, string key, Dictionary<string, object> values) =>
        visitor.PostAsJsonAsync("/api/v1/public/forms/" + key, values);

    private static async Task<List<JsonElement>> Leads(HttpClient owner) =>
        [.. (await (await owner.GetAsync("/api/v1/leads?limit=100")).Body()).GetProperty("items").EnumerateArray()];

    private static async Task<List<JsonElement>> Events(HttpClient owner)
    {
        List<JsonElement> events = [];
        await Eventually(async () => (events = [.. (await (await owner.GetAsync("/api/v1/events?limit=100")).Body()).GetProperty("items").EnumerateArray()])
            .Any(e => e.Text("type") == "form.delivered"));
        return events;
    }

    private static async Task<JsonElement> Lead(HttpClient owner, string phone)
    {
        JsonElement lead = default;
        await Eventually(async () => (lead = (await Leads(owner)).FirstOrDefault(l => l.GetProperty("phone").GetString() == phone)).ValueKind == JsonValueKind.Object);
        await Eventually(async () => (await (await owner.GetAsync("/api/v1/leads/" + lead.Text("id"))).Body()).GetProperty("facts").EnumerateObject().Any());
        return lead;
    }

    private async Task<(HttpClient Owner, string Key, string Id)> Form(
        int minimumSeconds = 0, string[]? origins = null, string? redirect = null, bool confirmByEmail = false)
    {
        var client = product.CreateClient();
        var answer = await client.PostAsJsonAsync("/api/v1/auth/register", Api.Registration($"form{Interlocked.Increment(ref _companies)}@example.com"));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await answer.Body()).Text("accessToken"));
        var created = await client.PostAsJsonAsync("/api/v1/forms", Settings(minimumSeconds, origins ?? [], redirect, confirmByEmail));
        Assert.True(created.StatusCode == HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        var form = await created.Body();
        return (client, form.Text("key"), form.Text("id"));
    }
}
