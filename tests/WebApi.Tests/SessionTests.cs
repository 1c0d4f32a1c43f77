using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Tenancy;

namespace SalesFlow.WebApi.Tests;

/// <summary>Sessions, and the ways to lose and to regain them.</summary>
public sealed class SessionTests(SessionTests.Fixture fixture) : IClassFixture<SessionTests.Fixture>
{
    private const string Another = "another good phrase";
    private readonly Api _api = fixture.Api;

    /// <summary>A product whose clock these tests move.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        public Api Api { get; private set; } = null!;

        public async Task InitializeAsync() => Api = await Api.Start(("SalesFlow:Auth:AttemptsPerAccount", "1000"));

        public async Task DisposeAsync() => await Api.DisposeAsync();
    }

    [Fact]
    public async Task A_refresh_token_is_good_once_and_a_stolen_one_ends_the_session_of_both()
    {
        var (client, tokens) = await _api.Company();
        var second = await (await Refresh(tokens.Text("refreshToken"))).Body();
        Assert.Equal(HttpStatusCode.OK, (await Refresh(second.Text("refreshToken"))).StatusCode);

        await (await Refresh(tokens.Text("refreshToken"))).Problem(HttpStatusCode.Unauthorized, "unauthorized");
        await (await Refresh(second.Text("refreshToken"))).Problem(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/auth/me")).StatusCode);
        await Recorded(tokens, "refresh_reused", 1);
    }

    [Fact]
    public async Task The_very_same_exchange_may_be_repeated_for_a_minute()
    {
        var (_, tokens) = await _api.Company();
        var first = await (await Refresh(tokens.Text("refreshToken"), "k-1")).Body();
        var again = await (await Refresh(tokens.Text("refreshToken"), "k-1")).Body();
        Assert.Equal(first.Text("refreshToken"), again.Text("refreshToken"));

        _api.Clock.Advance(TimeSpan.FromSeconds(61));
        await (await Refresh(tokens.Text("refreshToken"), "k-1")).Problem(HttpStatusCode.Unauthorized, "unauthorized");
        await (await Refresh(again.Text("refreshToken"))).Problem(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Logging_out_ends_the_access_token_and_the_refresh_token_of_that_session_only()
    {
        var (client, tokens) = await _api.Company("out@example.com");
        var other = await SignIn("out@example.com", Api.Password);
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsync("/api/v1/auth/logout", null)).StatusCode);

        await (await client.GetAsync("/api/v1/auth/me")).Problem(HttpStatusCode.Unauthorized, "unauthorized");
        await (await Refresh(tokens.Text("refreshToken"))).Problem(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/v1/auth/me")).StatusCode);
        await Recorded(tokens, "logout", 1);
    }

    [Fact]
    public async Task One_sees_ones_sessions_and_ends_one_of_them()
    {
        var (client, _) = await _api.Company("many@example.com");
        var other = await SignIn("many@example.com", Api.Password);
        var sessions = (await (await client.GetAsync("/api/v1/auth/sessions")).Body()).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(2, sessions.Count);
        var foreign = Assert.Single(sessions, s => !s.GetProperty("current").GetBoolean()).Text("id");

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/v1/auth/sessions/" + foreign)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/api/v1/auth/me")).StatusCode);
        await (await client.DeleteAsync("/api/v1/auth/sessions/" + foreign)).Problem(HttpStatusCode.NotFound, "not_found");
        var (stranger, _) = await _api.Company();
        var mine = Assert.Single(sessions, s => s.GetProperty("current").GetBoolean()).Text("id");
        await (await stranger.DeleteAsync("/api/v1/auth/sessions/" + mine)).Problem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_deactivated_user_and_a_lower_role_are_felt_within_ten_seconds()
    {
        var (owner, _) = await _api.Company();
        var (client, tokens, _) = await _api.Colleague(owner, "manager");
        var user = "/api/v1/admin/users/" + tokens.Text("userId");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/admin/users")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync(user, new { role = "affiliate" })).StatusCode);
        _api.Clock.Advance(TimeSpan.FromSeconds(6));
        await (await client.GetAsync("/api/v1/admin/users")).Problem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal(HttpStatusCode.OK, (await owner.PutAsJsonAsync(user, new { isActive = false })).StatusCode);
        _api.Clock.Advance(TimeSpan.FromSeconds(6));
        await (await client.GetAsync("/api/v1/auth/me")).Problem(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Ones_own_particulars_are_changed_and_show_what_one_may_do()
    {
        var (client, _) = await _api.Company();
        var changed = await (await client.PutAsJsonAsync("/api/v1/auth/me", new { fullName = "سارة أحمد", language = "en", phone = "0551234567" })).Body();
        Assert.Equal(("سارة أحمد", "en", "+966551234567"), (changed.Text("fullName"), changed.Text("language"), changed.Text("phone")));
        Assert.Contains("users.manage", changed.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()));
    }

    [Fact]
    public async Task After_ten_failures_even_the_right_password_waits_and_the_wait_grows()
    {
        var api = _api;
        var (_, tokens) = await api.Company("guessed@example.com");
        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await Login(api, "guessed@example.com", "a wrong password")).StatusCode);
        var locked = await Login(api, "guessed@example.com", Api.Password);
        await locked.Problem(HttpStatusCode.TooManyRequests, "rate_limited");
        // What is left of 30 seconds, and then of 60: the clock goes on while the test asks.
        Assert.InRange(locked.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 30);

        api.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Login(api, "guessed@example.com", "a wrong password")).StatusCode);
        Assert.InRange((await Login(api, "guessed@example.com", Api.Password)).Headers.RetryAfter!.Delta!.Value.TotalSeconds, 31, 60);
        api.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.OK, (await Login(api, "guessed@example.com", Api.Password)).StatusCode);
        await Recorded(tokens, "login_failed", 11);

        // An address that nobody has is treated the same, so that the wait tells nothing.
        for (var i = 0; i < 10; i++) await Login(api, "nobody@example.com", "a wrong password");
        await (await Login(api, "nobody@example.com", "a wrong password")).Problem(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    [Theory]
    [InlineData("Password123!")]
    [InlineData("P@ssw0rd2026")]
    [InlineData("qwertyuiop12")]
    [InlineData("1234567890")]
    [InlineData("كلمة المرور 123")]
    [InlineData("sara-weak-2026")]
    [InlineData("ababababab")]
    public async Task A_password_that_is_guessed_first_is_refused(string password)
    {
        var answer = await _api.Nobody().PostAsJsonAsync(
            "/api/v1/auth/register", new { companyName = "C", fullName = "Noura", email = "sara-weak@example.com", password });
        var problem = await answer.Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal("password", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task A_password_may_be_of_any_script()
    {
        var answer = await _api.Nobody().PostAsJsonAsync(
            "/api/v1/auth/register", new { companyName = "C", fullName = "N", email = "script@example.com", password = "جمل أزرق يرقص 😀" });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task Changing_the_password_needs_the_present_one_and_ends_the_other_sessions()
    {
        var (client, tokens) = await _api.Company("change@example.com");
        var other = await SignIn("change@example.com", Api.Password);
        var wrong = await client.PostAsJsonAsync("/api/v1/auth/change-password", new { currentPassword = "wrong", newPassword = Another });
        var problem = await wrong.Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal("currentPassword", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);

        var changed = await client.PostAsJsonAsync("/api/v1/auth/change-password", new { currentPassword = Api.Password, newPassword = Another });
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        _api.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/auth/me")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/api/v1/auth/me")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Login(_api, "change@example.com", Api.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Login(_api, "change@example.com", Another)).StatusCode);
        await Recorded(tokens, "password_changed", 1);
    }

    [Fact]
    public async Task A_reset_link_works_once_for_half_an_hour_lifts_the_lock_and_ends_every_session()
    {
        var (client, tokens) = await _api.Company("reset@example.com");
        var link = await Ticket("reset@example.com", TicketKind.Reset, TimeSpan.FromMinutes(30));
        Assert.Equal(HttpStatusCode.NoContent, (await Reset(link, Another)).StatusCode);
        await (await Reset(link, Another)).Problem(HttpStatusCode.Gone, "link_used");
        _api.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/auth/me")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Login(_api, "reset@example.com", Another)).StatusCode);
        await Recorded(tokens, "password_reset", 1);

        var late = await Ticket("reset@example.com", TicketKind.Reset, TimeSpan.FromMinutes(30));
        _api.Clock.Advance(TimeSpan.FromMinutes(31));
        await (await Reset(late, Another)).Problem(HttpStatusCode.Gone, "link_used");
        var invitation = await Ticket("reset@example.com", TicketKind.Invitation, TimeSpan.FromDays(7));
        await (await Reset(invitation, Another)).Problem(HttpStatusCode.Gone, "link_used");
        foreach (var nonsense in new[] { "x", "a.b", "a.b.c", "../..", new string('a', 200) })
            await (await Reset(nonsense, Another)).Problem(HttpStatusCode.Gone, "link_used");
        await (await Reset("\u0000.\u0000", Another)).Problem(HttpStatusCode.UnprocessableEntity, "validation");
    }

    [Fact]
    public async Task Asking_for_a_link_tells_nobody_whether_an_address_is_known_and_sends_few_letters()
    {
        var (_, tokens) = await _api.Company("forgot@example.com");
        async Task<(HttpStatusCode, string)> Ask(string email)
        {
            var answer = await _api.Nobody().PostAsJsonAsync("/api/v1/auth/forgot-password", new { email });
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(await Ask("unknown@example.com"), await Ask("forgot@example.com"));
        Assert.Equal((HttpStatusCode.Accepted, ""), await Ask("forgot@example.com"));
        await Recorded(tokens, "password_reset_asked", 1);
        for (var i = 0; i < 10; i++)
        {
            _api.Clock.Advance(TimeSpan.FromSeconds(61));
            await Ask("forgot@example.com");
        }
        await Recorded(tokens, "password_reset_asked", 5);
    }

    [Fact]
    public async Task An_invited_person_cannot_sign_in_before_they_set_a_password_with_the_link()
    {
        var (owner, tokens) = await _api.Company();
        var added = await owner.PostAsJsonAsync("/api/v1/admin/users", new { fullName = "هند", email = "invited@example.com", role = "manager" });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var invite = $"/api/v1/admin/users/{(await added.Body()).Text("id")}/invite";
        Assert.Equal(HttpStatusCode.Unauthorized, (await Login(_api, "invited@example.com", Api.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await owner.PostAsync(invite, null)).StatusCode);

        var link = await _api.Letters.Link("invited@example.com");
        var accepted = await _api.Nobody().PostAsJsonAsync("/api/v1/auth/accept-invitation", new { token = link, password = Another });
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        var entered = await accepted.Body();
        var client = With(entered.Text("accessToken"));
        Assert.Equal("manager", (await (await client.GetAsync("/api/v1/auth/me")).Body()).Text("role"));
        Assert.Equal(tokens.Text("tenantId"), entered.Text("tenantId"));
        await (await owner.PostAsync(invite, null)).Problem(HttpStatusCode.Conflict, "wrong_status");
    }

    /// <summary>Waits until the log tells of as many acts, and of no more once everything before is in it.</summary>
    private async Task Recorded(JsonElement tokens, string action, int times)
    {
        var log = _api.Services.GetRequiredService<IAuditLog>();
        var (tenant, marker) = (tokens.Text("tenantId"), "marker_" + Guid.NewGuid().ToString("n"));
        TenantScope.Enter(tenant);
        await _api.Grains.GetGrain<IAuditGrain>(TenantKey.Format(tenant, "audit")).Record(Id.New(TimeProvider.System), new AuditEntry(marker, "route", null));
        await Api.Eventually(async () => (await log.Entries(tenant, new AuditFilter(Action: marker), null, 1, CancellationToken.None)).Items.Count == 1);
        Assert.Equal(times, (await log.Entries(tenant, new AuditFilter(Action: action), null, 100, CancellationToken.None)).Items.Count);
    }

    private async Task<string> Ticket(string email, TicketKind kind, TimeSpan life)
    {
        var secret = Tokens.NewSecret();
        var account = _api.Grains.GetGrain<IAccountGrain>(TenantKey.Format(TenantKey.Platform, Passwords.AccountId(email)));
        Assert.True((await account.Issue(kind, Tokens.Hash(secret), life)).Accepted);
        return LetterLinks.Make(Passwords.AccountId(email), secret);
    }

    private Task<HttpResponseMessage> Reset(string token, string password) =>
        _api.Nobody().PostAsJsonAsync("/api/v1/auth/reset-password", new { token, password });

    private static Task<HttpResponseMessage> Login(Api api, string email, string password) =>
        api.Nobody().PostAsJsonAsync("/api/v1/auth/login", new { email, password });

    private async Task<HttpClient> SignIn(string email, string password) => With((await (await Login(_api, email, password)).Body()).Text("accessToken"));

    private HttpClient With(string token)
    {
        var client = _api.Nobody();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private async Task<HttpResponseMessage> Refresh(string token, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/refresh") { Content = JsonContent.Create(new { refreshToken = token }) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await _api.Nobody().SendAsync(request);
    }
}
