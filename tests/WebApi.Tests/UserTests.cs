using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace SalesFlow.WebApi.Tests;

/// <summary>The people of a company, through all layers.</summary>
public sealed class UserTests(SharedProduct product) : IClassFixture<SharedProduct>
{
    [Fact]
    public async Task Registration_makes_the_owner_a_user()
    {
        var (client, tokens) = await Company("owner-u1@example.com");
        var me = await (await client.GetAsync("/api/v1/admin/users/" + tokens.Text("userId"))).Body();
        Assert.Equal(("سارة", "owner-u1@example.com", "owner"), (me.Text("fullName"), me.Text("email"), me.Text("role")));
        Assert.True(me.GetProperty("isActive").GetBoolean());
    }

    [Fact]
    public async Task An_added_person_signs_in_works_in_their_role_and_is_found_in_the_list()
    {
        var (owner, _) = await Company("owner-u2@example.com");
        var added = await Add(owner, "rep-u2@example.com", "agent", "ماجد الدوسري");
        var rep = await SignIn("rep-u2@example.com");

        var found = await (await owner.GetAsync("/api/v1/admin/users?role=agent&search=" + Uri.EscapeDataString("الدوسرى"))).Body();
        Assert.Equal(added.Text("id"), Assert.Single(found.GetProperty("items").EnumerateArray()).Text("id"));
        Assert.Equal(HttpStatusCode.OK, (await rep.PutAsJsonAsync("/api/v1/users/me/presence", new { presence = "online" })).StatusCode);
        var view = await (await rep.GetAsync("/api/v1/admin/users/" + added.Text("id"))).Body();
        Assert.Equal("online", view.Text("presence"));
        Assert.NotEqual(JsonValueKind.Null, view.GetProperty("lastLoginAt").ValueKind);
        await (await rep.PostAsJsonAsync("/api/v1/admin/users", Person("x-u2@example.com", "viewer"))).Problem(HttpStatusCode.Forbidden, "forbidden");
        await (await rep.PutAsJsonAsync("/api/v1/admin/users/" + added.Text("id"), new { role = "admin" })).Problem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Somebody_is_added_with_all_that_a_change_takes()
    {
        var (owner, _) = await Company("owner-u9@example.com");
        var person = new Dictionary<string, object?>
        {
            ["fullName"] = "ريم", ["email"] = "rep-u9@example.com", ["role"] = "agent", ["phone"] = "0551234567", ["password"] = Api.Password,
            ["languages"] = new[] { "ar", "en" }, ["sectors"] = new[] { "healthcare" }, ["capacity"] = 7, ["workFrom"] = "09:00:00", ["workUntil"] = "17:30:00",
            ["isActive"] = false,
        };
        foreach (var (field, wrong) in new (string, object?)[]
        {
            ("languages", new[] { "العربية" }), ("sectors", new[] { "a", "a" }), ("capacity", -1), ("workUntil", "08:00:00"), ("workUntil", null),
        })
        {
            var refused = await (await owner.PostAsJsonAsync("/api/v1/admin/users", new Dictionary<string, object?>(person) { [field] = wrong }))
                .Problem(HttpStatusCode.UnprocessableEntity, "validation");
            Assert.Equal(field, Assert.Single(refused.GetProperty("errors").EnumerateObject()).Name);
        }

        var answer = await owner.PostAsJsonAsync("/api/v1/admin/users", person);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var added = await answer.Body();
        Assert.Equal(
            ("+966551234567", "ar,en", "healthcare", 7, "09:00:00", "17:30:00"),
            (added.Text("phone"), Words(added, "languages"), Words(added, "sectors"), added.GetProperty("capacity").GetInt32(), added.Text("workFrom"), added.Text("workUntil")));
        await (await Login("rep-u9@example.com")).Problem(HttpStatusCode.Unauthorized, "bad_credentials");
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync("/api/v1/admin/users/" + added.Text("id"), new { isActive = true })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Login("rep-u9@example.com")).StatusCode);

        static string Words(JsonElement body, string name) => string.Join(',', body.GetProperty(name).EnumerateArray().Select(w => w.GetString()));
    }

    [Fact]
    public async Task A_manager_adds_colleagues_but_no_admin_and_the_refused_address_stays_free()
    {
        var (owner, _) = await Company("owner-u3@example.com");
        await Add(owner, "manager-u3@example.com", "manager", "هند");
        var manager = await SignIn("manager-u3@example.com");
        await Add(manager, "rep-u3@example.com", "agent", "لينا");
        var refused = await (await manager.PostAsJsonAsync("/api/v1/admin/users", Person("admin-u3@example.com", "admin"))).Problem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Contains("gives a role", refused.Text("detail"), StringComparison.Ordinal);
        await Add(owner, "admin-u3@example.com", "admin", "فهد");
    }

    [Fact]
    public async Task An_address_is_used_once_in_the_whole_installation()
    {
        var (first, _) = await Company("owner-u4@example.com");
        var (second, _) = await Company("owner-u5@example.com");
        await Add(first, "rep-u4@example.com", "agent", "أ");
        await (await first.PostAsJsonAsync("/api/v1/admin/users", Person("rep-u4@example.com", "agent"))).Problem(HttpStatusCode.Conflict, "email_taken");
        await (await second.PostAsJsonAsync("/api/v1/admin/users", Person("REP-u4@example.com", "agent"))).Problem(HttpStatusCode.Conflict, "email_taken");
        await (await second.PostAsJsonAsync("/api/v1/admin/users", Person("owner-u4@example.com", "agent"))).Problem(HttpStatusCode.Conflict, "email_taken");
    }

    [Fact]
    public async Task Changes_name_the_version_seen_and_strangers_see_nothing()
    {
        var (owner, tokens) = await Company("owner-u6@example.com");
        var id = (await Add(owner, "rep-u6@example.com", "agent", "أ")).Text("id");
        var answer = await owner.GetAsync("/api/v1/admin/users/" + id);
        var tag = answer.Headers.ETag!;
        async Task<HttpResponseMessage> Put(object body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/admin/users/" + id) { Content = JsonContent.Create(body) };
            request.Headers.IfMatch.Add(tag);
            return await owner.SendAsync(request);
        }

        Assert.Equal(HttpStatusCode.OK, (await Put(new { capacity = 7, languages = new[] { "ar", "en" }, workFrom = "09:00:00", workUntil = "17:30:00" })).StatusCode);
        await (await Put(new { capacity = 8 })).Problem(HttpStatusCode.PreconditionFailed, "stale_version");
        var self = "/api/v1/admin/users/" + tokens.Text("userId");
        var name = (await (await owner.GetAsync(self)).Body()).Text("fullName");
        await (await owner.PutAsJsonAsync(self, new { fullName = "اسم آخر", isActive = false })).Problem(HttpStatusCode.Conflict, "wrong_status");
        await (await owner.PutAsJsonAsync(self, new { fullName = "" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal(name, (await (await owner.GetAsync(self)).Body()).Text("fullName"));

        var (stranger, _) = await Company("owner-u7@example.com");
        await (await stranger.GetAsync("/api/v1/admin/users/" + id)).Problem(HttpStatusCode.NotFound, "not_found");
        await (await stranger.PutAsJsonAsync("/api/v1/admin/users/" + id, new { capacity = 1 })).Problem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_deactivated_person_cannot_sign_in_until_activated_again()
    {
        var (owner, _) = await Company("owner-u8@example.com");
        var id = (await Add(owner, "rep-u8@example.com", "agent", "أ")).Text("id");
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync("/api/v1/admin/users/" + id, new { isActive = false })).StatusCode);
        await (await Login("rep-u8@example.com")).Problem(HttpStatusCode.Unauthorized, "bad_credentials");
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync("/api/v1/admin/users/" + id, new { isActive = true })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Login("rep-u8@example.com")).StatusCode);
    }

    [Theory]
    [InlineData("""{"fullName":" ","email":"x","role":"owner","language":"fr","password":"short"}""", "fullName,email,language,role,password")]
    [InlineData("""{"fullName":"\u0000","email":"a@b.example","role":"boss","phone":"12"}""", "fullName,phone,role")]
    [InlineData("""{"fullName":"\u200b\u200f","email":"a\u202e@b.example","role":"agent"}""", "fullName,email")]
    [InlineData("""{"fullName":"a\nb","email":"a@b\u200f.example","role":"agent"}""", "fullName,email")]
    [InlineData("""{"fullName":"a\u202eb","email":"a@[127.0.0.1]","role":"agent"}""", "fullName,email")]
    public async Task Every_wrong_field_is_named(string body, string fields)
    {
        var (owner, _) = await Company($"owner-{Guid.NewGuid():n}@example.com");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var problem = await (await owner.PostAsync("/api/v1/admin/users", content)).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal(fields.Split(','), problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
    }

    private static object Person(string email, string role, string name = "شخص") => new { fullName = name, email, role, password = Api.Password };

    private static async Task<JsonElement> Add(HttpClient client, string email, string role, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/admin/users") { Content = JsonContent.Create(Person(email, role, name)) };
        request.Headers.Add("Prefer", "wait=5");
        var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.Body();
    }

    private Task<HttpResponseMessage> Login(string email) =>
        product.CreateClient().PostAsJsonAsync("/api/v1/auth/login", new { email, password = Api.Password });

    private async Task<HttpClient> SignIn(string email)
    {
        var answer = await Login(email);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return With(await answer.Body());
    }

    private async Task<(HttpClient Client, JsonElement Tokens)> Company(string email)
    {
        var answer = await product.CreateClient().PostAsJsonAsync("/api/v1/auth/register", Api.Registration(email));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var tokens = await answer.Body();
        return (With(tokens), tokens);
    }

    private HttpClient With(JsonElement tokens)
    {
        var client = product.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        return client;
    }
}
