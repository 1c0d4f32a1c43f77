using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace SalesFlow.WebApi.Tests;

/// <summary>What people do leaves one entry each in the audit log, and what the program keeps for itself leaves none.</summary>
public sealed class AuditHttpTests(AuditHttpTests.Fixture fixture) : IClassFixture<AuditHttpTests.Fixture>
{
    private const string Address = "203.0.113.7";
    private const string Wrong = "a guess that is wrong 77";
    private const string Another = "another good phrase 88";
    private const string Words = "رقم بطاقتي 4111 1111";
    private readonly Api _api = fixture.Api;

    /// <summary>A product whose callers all come from one address, as they would over a network.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        public Api Api { get; private set; } = null!;

        public async Task InitializeAsync() =>
            Api = await Api.Start(s => s.AddSingleton<IStartupFilter, FromAddress>(), ("SalesFlow:Auth:AttemptsPerAccount", "1000"));

        public async Task DisposeAsync() => await Api.DisposeAsync();
    }

    private sealed class FromAddress : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, rest) =>
            {
                http.Connection.RemoteIpAddress = IPAddress.Parse(Address);
                return rest();
            });
            next(app);
        };
    }

    [Fact]
    public async Task Failed_sign_ins_a_lock_out_and_a_reset_are_told_with_the_address_they_came_from()
    {
        var (owner, _) = await _api.Company();
        var (_, tokens, email) = await _api.Colleague(owner, "agent");
        var user = tokens.Text("userId");
        for (var i = 0; i < 10; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await Login(email, Wrong)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Login(email, Api.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await _api.Nobody().PostAsJsonAsync("/api/v1/auth/forgot-password", new { email })).StatusCode);
        await Api.Eventually(() => Task.FromResult(_api.Letters.To(email).Count == 2));
        var link = await _api.Letters.Link(email);
        var reset = await _api.Nobody().PostAsJsonAsync("/api/v1/auth/reset-password", new { token = link, password = Another });
        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Login(email, Another)).StatusCode);

        var log = await Settled(owner);
        var failures = log.Where(e => e.Text("action") == "login_failed").ToList();
        Assert.Equal(10, failures.Count);
        Assert.All(failures, f => Assert.Equal(("system", null, Address, "user", user), Signature(f)));
        var locked = Assert.Single(log, e => e.Text("action") == "locked_out");
        Assert.Equal(("system", null, Address, "user", user), Signature(locked));
        Assert.Contains("\"seconds\":\"30\"", locked.Text("changes"), StringComparison.Ordinal);
        Assert.Equal(("system", null, Address, "user", user), Signature(Assert.Single(log, e => e.Text("action") == "password_reset_asked")));
        Assert.Equal(("user", user, Address, "user", user), Signature(Assert.Single(log, e => e.Text("action") == "password_reset")));
        Assert.Single(log, e => e.Text("action") == "login" && e.Text("userId") == user && e.Text("changes").Contains("\"way\":\"password\"", StringComparison.Ordinal));
        HasNone(log, link, Another, Wrong, Api.Password);
    }

    [Fact]
    public async Task A_wrong_present_password_counts_as_a_failed_sign_in_and_is_told_as_one()
    {
        var (owner, tokens) = await _api.Company();
        var answer = await owner.PostAsJsonAsync("/api/v1/auth/change-password", new { currentPassword = Wrong, newPassword = Another });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var entry = Assert.Single(await Settled(owner), e => e.Text("action") == "login_failed");
        Assert.Equal(tokens.Text("userId"), entry.Text("entityId"));
        Assert.Contains("\"way\":\"password_change\"", entry.Text("changes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_roles_exports_moves_settings_and_refusals_leave_one_entry_each_with_what_changed()
    {
        var (owner, tokens) = await _api.Company();
        var me = tokens.Text("userId");
        var (colleague, theirs, _) = await _api.Colleague(owner, "agent");

        var key = await (await owner.PostAsJsonAsync("/api/v1/admin/api-keys", new { name = "موقعنا", scopes = new[] { "leads.read", "leads.write" } })).Body();
        Assert.Equal(HttpStatusCode.Created, (await _api.With(key.Text("key")).PostAsJsonAsync("/api/v1/leads", new { name = "من المفتاح", phone = "0551112233", email = "x@lead.example" })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync("/api/v1/admin/api-keys/" + key.Text("id"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync("/api/v1/admin/users/" + theirs.Text("userId"), new { role = "supervisor" })).StatusCode);
        await Api.Eventually(async () => (await (await owner.GetAsync("/api/v1/leads")).Body()).GetProperty("items").GetArrayLength() == 1);
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync("/api/v1/leads/export?format=csv")).StatusCode);
        var deal = (await (await owner.PostAsJsonAsync("/api/v1/deals", new { title = "عقد", value = 10 })).Body()).Text("id");
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync($"/api/v1/deals/{deal}/stage", new { stage = "proposal" })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync("/api/v1/tenant", new { timeZone = "Asia/Dubai" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await colleague.GetAsync("/api/v1/admin/audit-logs")).StatusCode);

        var log = await Settled(owner);
        var made = Assert.Single(log, e => e.Text("event") == "api-keys.made");
        Assert.Equal(("create", "user", me, Address, "api-key", key.Text("id")), Told(made));
        Assert.Equal("موقعنا", After(made, "name"));
        Assert.Equal("leads.read leads.write", After(made, "scopes"));
        var byKey = Assert.Single(log, e => e.Text("event") == "lead.created");
        Assert.Equal(("create", "key", key.Text("id"), Address), (byKey.Text("action"), byKey.Text("actor"), byKey.Text("userId"), byKey.Text("ipAddress")));
        Assert.Equal(("revoke", "user", me, Address, "api-key", key.Text("id")), Told(Assert.Single(log, e => e.Text("event") == "api-keys.revoked")));
        var role = Assert.Single(log, e => e.Text("event") == "user.role_changed");
        Assert.Equal(("update", "user", me, Address, "user", theirs.Text("userId")), Told(role));
        Assert.Equal(("agent", "supervisor"), (Before(role, "role"), After(role, "role")));
        var export = Assert.Single(log, e => e.Text("action") == "export");
        Assert.Equal(("export", "user", me, Address, "lead", null), Told(export));
        Assert.Contains("\"rows\":\"1\"", export.Text("changes"), StringComparison.Ordinal);
        var move = Assert.Single(log, e => e.Text("event") == "deal.stage_changed");
        Assert.Equal(("update", "user", me, Address, "deal", deal), Told(move));
        Assert.Equal(("discovery", "proposal"), (Before(move, "stage"), After(move, "stage")));
        var settings = Assert.Single(log, e => e.Text("event") == "tenant.settings_changed" && e.Text("changes").Contains("timeZone", StringComparison.Ordinal));
        Assert.Equal(("update", "user", me, Address, "tenant", "tenant"), Told(settings));
        Assert.Equal("Asia/Dubai", After(settings, "timeZone"));
        var denied = Assert.Single(log, e => e.Text("action") == "denied");
        Assert.Equal(("denied", "user", theirs.Text("userId"), Address, "route", "GET /api/v1/admin/audit-logs"), Told(denied));
        Assert.Contains("\"permission\":\"audit.read\"", denied.Text("changes"), StringComparison.Ordinal);
        HasNone(log, key.Text("key"), key.Text("key")[^20..]);
    }

    [Fact]
    public async Task What_the_program_keeps_for_itself_and_the_words_of_messages_and_notes_are_not_in_it()
    {
        var (owner, tokens) = await _api.Company();
        var (_, theirs, _) = await _api.Colleague(owner, "agent");
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync("/api/v1/channels/whatsapp/400300200100", new
        {
            accessToken = "EAAG-secret-of-the-number", displayPhoneNumber = "+966 55 000 0000", businessAccountId = "900",
        })).StatusCode);
        var lead = await (await owner.PostAsJsonAsync("/api/v1/leads", new { name = "هند", phone = "0552223344", email = "hind@lead.example", notes = Words })).Body();
        Assert.Equal(HttpStatusCode.OK, (await owner.PostAsJsonAsync($"/api/v1/leads/{lead.Text("id")}/assign", new { userId = theirs.Text("userId") })).StatusCode);
        await owner.PostAsJsonAsync($"/api/v1/leads/{lead.Text("id")}/assign", new { auto = true });
        Assert.Equal(HttpStatusCode.Created, (await owner.PostAsJsonAsync("/api/v1/contacts", new { fullName = "سعد", phone = "0553334455", email = "saad@contact.example" })).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await owner.PostAsJsonAsync("/api/v1/companies", new { name = "شركة", crNumber = "1010101010" })).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await owner.PostAsJsonAsync("/api/v1/activities", new { type = "note", body = Words, leadId = lead.Text("id") })).StatusCode);
        var talk = await _api.Talk(tokens.Text("tenantId"), Words);
        Assert.True((await owner.PostAsync($"/api/v1/conversations/{talk}/take-over", null)).IsSuccessStatusCode);
        Assert.True((await owner.PostAsync($"/api/v1/conversations/{talk}/lease", null)).IsSuccessStatusCode);
        Assert.True((await owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/messages", new { text = Words })).IsSuccessStatusCode);
        Assert.True((await owner.PostAsJsonAsync($"/api/v1/conversations/{talk}/notes", new { text = Words })).IsSuccessStatusCode);

        var log = await Settled(owner);
        Assert.Superset(
            new HashSet<string>(["lead", "contact", "company", "activity", "conversation", "user", "tenant"]), log.Select(e => e.Text("entityType")).ToHashSet());
        Assert.Empty(log.Select(e => e.Text("entityType")).Intersect(
            ["lead-alias", "contact-alias", "company-number", "number-owner", "slug-owner", "form-key", "letter", "assignment"]));
        Assert.Empty(log.Select(e => e.Text("event")).Intersect(["lead.names_claimed", "conversation.lease_renewed", "api-keys.used"]));
        HasNone(log, "4111", "EAAG-secret-of-the-number");
        Assert.True((await (await owner.GetAsync("/api/v1/admin/audit-logs/verify")).Body()).GetProperty("intact").GetBoolean());
    }

    /// <summary>The whole log, once everything that was done before is in it.</summary>
    private static async Task<List<JsonElement>> Settled(HttpClient owner)
    {
        var marker = "علامة " + Guid.NewGuid().ToString("n");
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync("/api/v1/tenant", new { nameAr = marker })).StatusCode);
        List<JsonElement> log = [];
        await Api.Eventually(async () =>
        {
            log = [];
            string? next = null;
            do
            {
                var page = await (await owner.GetAsync("/api/v1/admin/audit-logs?limit=100" + (next is null ? "" : "&cursor=" + Uri.EscapeDataString(next)))).Body();
                log.AddRange(page.GetProperty("items").EnumerateArray());
                next = page.GetProperty("next").GetString();
            }
            while (next is not null);
            return log.Any(e => e.GetProperty("changes").GetString()?.Contains(marker, StringComparison.Ordinal) == true);
        });
        return log;
    }

    private static (string Actor, string? UserId, string? Address, string EntityType, string? EntityId) Signature(JsonElement e) =>
        (e.Text("actor"), e.GetProperty("userId").GetString(), e.GetProperty("ipAddress").GetString(), e.Text("entityType"), e.GetProperty("entityId").GetString());

    private static (string Action, string Actor, string? UserId, string? Address, string EntityType, string? EntityId) Told(JsonElement e) =>
        (e.Text("action"), e.Text("actor"), e.GetProperty("userId").GetString(), e.GetProperty("ipAddress").GetString(), e.Text("entityType"), e.GetProperty("entityId").GetString());

    private static string? Before(JsonElement e, string field) => Changed(e, field).GetProperty("before").GetString();

    private static string? After(JsonElement e, string field) => Changed(e, field).GetProperty("after").GetString();

    private static JsonElement Changed(JsonElement e, string field) => JsonDocument.Parse(e.Text("changes")).RootElement.GetProperty(field);

    /// <summary>None of these stands in the log.</summary>
    private static void HasNone(List<JsonElement> log, params string[] never)
    {
        var all = string.Join('\n', log.Select(e => e.GetRawText()));
        foreach (var word in never) Assert.DoesNotContain(word, all, StringComparison.Ordinal);
        // What is escaped is no less readable.
        var unescaped = string.Join('\n', log.Select(e => e.GetProperty("changes").GetString()));
        foreach (var word in never) Assert.DoesNotContain(word, unescaped, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> Login(string email, string password) =>
        _api.Nobody().PostAsJsonAsync("/api/v1/auth/login", new { email, password });
}
