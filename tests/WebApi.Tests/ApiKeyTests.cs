using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace SalesFlow.WebApi.Tests;

/// <summary>Keys of integrations, through all layers.</summary>
public sealed class ApiKeyTests(SharedProduct product) : IClassFixture<SharedProduct>
{
    [Fact]
    public async Task A_key_does_what_its_scopes_allow_until_it_is_revoked()
    {
        var owner = await Company("owner-k1@example.com");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/admin/api-keys")
        {
            Content = JsonContent.Create(new { name = "موقعنا", scopes = new[] { "leads.read", "leads.write" } }),
        };
        request.Headers.Add("Idempotency-Key", "k");
        var made = await owner.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var body = await made.Body();
        var key = With(body.Text("key"));

        Assert.StartsWith("sf_live_", body.Text("key"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await key.PostAsJsonAsync("/api/v1/leads", new { name = "خالد" })).StatusCode);
        await (await key.GetAsync("/api/v1/deals")).Problem(HttpStatusCode.Forbidden, "forbidden");
        await (await key.GetAsync("/api/v1/admin/api-keys")).Problem(HttpStatusCode.Forbidden, "forbidden");
        await (await key.GetAsync("/api/v1/auth/me")).Problem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal(HttpStatusCode.Unauthorized, (await With(body.Text("key") + "x").GetAsync("/api/v1/leads")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await With("sf_live_nonsense").GetAsync("/api/v1/leads")).StatusCode);
        // Longer than any key of a grain.
        Assert.Equal(HttpStatusCode.Unauthorized, (await With($"sf_live_{new string('a', 142)}_b_c").GetAsync("/api/v1/leads")).StatusCode);
        var listed = await owner.GetStringAsync("/api/v1/admin/api-keys");
        Assert.Contains("موقعنا", listed, StringComparison.Ordinal);
        Assert.DoesNotContain(body.Text("key"), listed, StringComparison.Ordinal);

        var stranger = await Company("owner-k2@example.com");
        await (await stranger.DeleteAsync("/api/v1/admin/api-keys/" + body.Text("id"))).Problem(HttpStatusCode.NotFound, "not_found");
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync("/api/v1/admin/api-keys/" + body.Text("id"))).StatusCode);
        await Eventually(async () => (await key.GetAsync("/api/v1/leads")).StatusCode == HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(10), () => "A revoked key still opens.");
    }

    [Fact]
    public async Task A_key_allows_no_more_than_its_maker_may_do_now()
    {
        var owner = await Company($"owner-{Guid.NewGuid():n}@example.com");
        var email = $"admin-{Guid.NewGuid():n}@example.com";
        var admin = await (await owner.PostAsJsonAsync("/api/v1/admin/users", new { fullName = "فهد", email, role = "admin", password = Api.Password })).Body();
        var maker = With((await (await product.CreateClient().PostAsJsonAsync("/api/v1/auth/login", new { email, password = Api.Password })).Body()).Text("accessToken"));
        var made = await (await maker.PostAsJsonAsync(
            "/api/v1/admin/api-keys", new { name = "x", scopes = new[] { "leads.read", "leads.read", "integrations.manage", "users.manage" } })).Body();
        Assert.Equal(3, made.GetProperty("scopes").GetArrayLength());
        var key = With(made.Text("key"));
        // A key that a key makes does not outlive the same person.
        var second = With((await (await key.PostAsJsonAsync("/api/v1/admin/api-keys", new { name = "y", scopes = new[] { "leads.read" } })).Body()).Text("key"));
        var listed = (await (await owner.GetAsync("/api/v1/admin/api-keys")).Body()).GetProperty("items");
        Assert.All(listed.EnumerateArray(), k => Assert.Equal(admin.Text("id"), k.Text("madeBy")));
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/api/v1/leads")).StatusCode);

        var address = "/api/v1/admin/users/" + admin.Text("id");
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync(address, new { role = "agent" })).StatusCode);
        await Api.Eventually(async () => (await key.GetAsync("/api/v1/admin/api-keys")).StatusCode == HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.OK, (await key.GetAsync("/api/v1/leads")).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync(address, new { isActive = false })).StatusCode);
        await Api.Eventually(async () => (await key.GetAsync("/api/v1/leads")).StatusCode == HttpStatusCode.Unauthorized);
        await Api.Eventually(async () => (await second.GetAsync("/api/v1/leads")).StatusCode == HttpStatusCode.Unauthorized);
        Assert.Contains("Bearer", (await key.GetAsync("/api/v1/leads")).Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_learns_nothing_by_webhooks_that_its_scopes_do_not_show()
    {
        var owner = await Company($"owner-{Guid.NewGuid():n}@example.com");
        var key = With((await (await owner.PostAsJsonAsync("/api/v1/admin/api-keys", new { name = "x", scopes = new[] { "integrations.manage" } })).Body()).Text("key"));
        await (await key.PostAsJsonAsync("/api/v1/webhooks", new { url = "https://example.com/mine", types = new[] { "*" } })).Problem(HttpStatusCode.Forbidden, "forbidden");

        var hook = await (await owner.PostAsJsonAsync("/api/v1/webhooks", new { url = "https://hook.invalid/", types = new[] { "lead.created" } })).Body();
        await (await key.PutAsJsonAsync("/api/v1/webhooks/" + hook.Text("id"), new { url = "https://example.com/mine" })).Problem(HttpStatusCode.Forbidden, "forbidden");
        await (await key.PostAsync($"/api/v1/webhooks/{hook.Text("id")}/rotate-secret", null)).Problem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal(HttpStatusCode.Created, (await owner.PostAsJsonAsync("/api/v1/leads", new { name = "خالد" })).StatusCode);
        var delivery = "";
        await Api.Eventually(async () =>
        {
            var items = (await (await key.GetAsync($"/api/v1/webhooks/{hook.Text("id")}/deliveries")).Body()).GetProperty("items");
            if (items.GetArrayLength() > 0) delivery = items[0].Text("id");
            return delivery.Length > 0;
        });
        var address = $"/api/v1/webhooks/{hook.Text("id")}/deliveries/{delivery}";
        await (await key.GetAsync(address)).Problem(HttpStatusCode.Forbidden, "forbidden");
        // Nor does it have sent again, wherever to, what it may not see.
        await (await key.PostAsync(address + "/replay", null)).Problem(HttpStatusCode.Forbidden, "forbidden");
        await (await key.PostAsync($"/api/v1/webhooks/{hook.Text("id")}/replay-failed", null)).Problem(HttpStatusCode.Forbidden, "forbidden");
        await (await key.PostAsync($"/api/v1/webhooks/{hook.Text("id")}/enable", null)).Problem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Contains("خالد", (await (await owner.GetAsync(address)).Body()).Text("body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_company_has_fifty_webhooks_at_most_and_a_repeat_of_the_last_is_no_new_one()
    {
        var owner = await Company($"owner-{Guid.NewGuid():n}@example.com");
        for (var i = 0; i < 50; i++) Assert.Equal(HttpStatusCode.Created, (await SetUp(i)).StatusCode);
        await Api.Eventually(async () => (await (await owner.GetAsync("/api/v1/webhooks?limit=100")).Body()).GetProperty("items").GetArrayLength() == 50);
        await (await SetUp(50)).Problem(HttpStatusCode.UnprocessableEntity, "limit_reached");
        Assert.Equal(HttpStatusCode.Created, (await SetUp(49)).StatusCode);

        Task<HttpResponseMessage> SetUp(int i)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/webhooks")
            {
                Content = JsonContent.Create(new { url = $"https://hook{i}.example.com/", types = new[] { "lead.created" } }),
            };
            request.Headers.Add("Idempotency-Key", "hook" + i);
            return owner.SendAsync(request);
        }
    }

    [Theory]
    [InlineData("""{"name":" ","scopes":["leads.read"]}""", "name")]
    [InlineData("""{"name":"x","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["platform"]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["leads.fly",null]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["leads.read"],"expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        var owner = await Company($"owner-{Guid.NewGuid():n}@example.com");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var problem = await (await owner.PostAsync("/api/v1/admin/api-keys", content)).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    private async Task<HttpClient> Company(string email)
    {
        var answer = await product.CreateClient().PostAsJsonAsync("/api/v1/auth/register", Api.Registration(email));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return With((await answer.Body()).Text("accessToken"));
    }

    private HttpClient With(string token)
    {
        var client = product.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
