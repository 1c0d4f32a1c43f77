using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using SalesFlow.WebApi.Tenancy;

namespace SalesFlow.WebApi.Tests;

public sealed class AuthTests : IAsyncLifetime
{
    private Api _api = null!;

    public async Task InitializeAsync() => _api = await Api.Start();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public void A_password_is_kept_as_a_hash_that_takes_its_time()
    {
        var hash = Convert.FromBase64String(new Passwords().Hash("correct horse battery"));
        // The hasher's own form: a mark, the function (2 is SHA-512), the rounds, each of four bytes with the highest first.
        Assert.Equal((1, 2u, (uint)Passwords.Iterations), (hash[0], BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)), BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5))));
        Assert.True(Passwords.Iterations >= 210_000);
    }

    [Fact]
    public async Task A_registered_owner_is_signed_in_and_known()
    {
        var answer = await _api.Nobody().PostAsJsonAsync("/api/v1/auth/register", Api.Registration("Sara@Auth.Example.com"));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var tokens = await answer.Body();
        Assert.Equal(1800, tokens.GetProperty("expiresIn").GetInt32());
        var client = _api.Nobody();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        var me = await (await client.GetAsync("/api/v1/auth/me")).Body();
        Assert.Equal(tokens.Text("userId"), me.Text("userId"));
        Assert.Equal(tokens.Text("tenantId"), me.Text("tenantId"));
        Assert.Equal("sara@auth.example.com", me.Text("email"));
        Assert.Equal("owner", me.Text("role"));
        Assert.Equal("شركة النخبة", me.Text("companyName"));
    }

    [Fact]
    public async Task The_same_person_signs_in_again_to_the_same_company()
    {
        var (_, registered) = await _api.Company("a@auth.example.com");
        var answer = await _api.Nobody().PostAsJsonAsync("/api/v1/auth/login", new { email = " A@auth.EXAMPLE.com ", password = Api.Password });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(registered.Text("tenantId"), (await answer.Body()).Text("tenantId"));
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_answer()
    {
        await _api.Company("known@auth.example.com");
        var wrong = await _api.Nobody().PostAsJsonAsync("/api/v1/auth/login", new { email = "known@auth.example.com", password = "not the password" });
        var unknown = await _api.Nobody().PostAsJsonAsync("/api/v1/auth/login", new { email = "unknown@auth.example.com", password = "not the password" });

        var first = await wrong.Problem(HttpStatusCode.Unauthorized, "bad_credentials");
        var second = await unknown.Problem(HttpStatusCode.Unauthorized, "bad_credentials");
        Assert.Equal(first.Text("detail"), second.Text("detail"));
    }

    [Fact]
    public async Task An_address_is_used_once()
    {
        await _api.Company("once@auth.example.com");
        var again = await _api.Nobody().PostAsJsonAsync("/api/v1/auth/register", Api.Registration("ONCE@auth.example.com"));
        await again.Problem(HttpStatusCode.Conflict, "email_taken");
    }

    [Fact]
    public async Task A_registration_repeated_under_its_key_gives_the_same_company()
    {
        async Task<HttpResponseMessage> Register(string password)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/register")
            {
                Content = JsonContent.Create(new { companyName = "C", fullName = "N", email = "r@auth.example.com", password }),
            };
            request.Headers.Add("Idempotency-Key", "k-1");
            return await _api.Nobody().SendAsync(request);
        }

        var first = await (await Register(Api.Password)).Body();
        var second = await Register(Api.Password);
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(first.Text("tenantId"), (await second.Body()).Text("tenantId"));
        // The key is no password: whoever guesses it learns nothing.
        await (await Register("another password")).Problem(HttpStatusCode.Conflict, "email_taken");
    }

    [Fact]
    public async Task Every_wrong_field_is_named()
    {
        var answer = await _api.Nobody().PostAsJsonAsync("/api/v1/auth/register", new { companyName = " ", email = "nowhere", password = "short" });
        var errors = (await answer.Problem(HttpStatusCode.UnprocessableEntity, "validation")).GetProperty("errors");
        Assert.Equal(["companyName", "fullName", "email", "password"], errors.EnumerateObject().Select(e => e.Name));
    }

    [Theory]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("weak@example.com")]
    public async Task A_worthless_password_is_refused(string password)
    {
        var answer = await _api.Nobody().PostAsJsonAsync(
            "/api/v1/auth/register", new { companyName = "C", fullName = "N", email = "weak@example.com", password });
        var problem = await answer.Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal("password", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Problems_speak_the_callers_language()
    {
        var client = _api.Nobody();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("fr, ar-SA;q=0.9, en;q=0.5");
        var answer = await client.PostAsJsonAsync("/api/v1/auth/login", new { email = "x@example.com", password = "does not matter" });
        var problem = await answer.Problem(HttpStatusCode.Unauthorized, "bad_credentials");
        Assert.Equal("تعذّر تسجيل الدخول", problem.Text("title"));
        Assert.Equal("ar", Assert.Single(answer.Content.Headers.ContentLanguage));
        Assert.Contains("البريد", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_token_buys_new_tokens_but_opens_nothing_itself()
    {
        var (_, tokens) = await _api.Company();
        var client = _api.Nobody();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("refreshToken"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/auth/me")).StatusCode);

        var fresh = await _api.Nobody().PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = tokens.Text("refreshToken") });
        Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);
        var wrongKind = await _api.Nobody().PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = tokens.Text("accessToken") });
        await wrongKind.Problem(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task A_closed_account_can_neither_sign_in_nor_refresh()
    {
        var (owner, _) = await _api.Company();
        var (_, tokens, email) = await _api.Colleague(owner, "agent");
        var closed = await owner.PutAsJsonAsync("/api/v1/admin/users/" + tokens.Text("userId"), new { isActive = false });
        Assert.Equal(HttpStatusCode.OK, closed.StatusCode);
        var login = await _api.Nobody().PostAsJsonAsync("/api/v1/auth/login", new { email, password = Api.Password });
        await login.Problem(HttpStatusCode.Unauthorized, "bad_credentials");
        var refresh = await _api.Nobody().PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = tokens.Text("refreshToken") });
        await refresh.Problem(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task An_access_token_ends_after_half_an_hour()
    {
        await using var api = await Api.Start(change: null);
        var (client, _) = await api.Company();
        api.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/auth/me")).StatusCode);
        api.Clock.Advance(TimeSpan.FromMinutes(2));
        await (await client.GetAsync("/api/v1/auth/me")).Problem(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task A_token_signed_with_another_key_is_worth_nothing()
    {
        await using var other = await Api.Start(("SalesFlow:Auth:SigningKey", new string('x', 32)));
        var (_, tokens) = await other.Company();
        var client = _api.Nobody();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/auth/me")).StatusCode);
    }

    [Fact]
    public async Task One_address_cannot_guess_for_ever()
    {
        await using var strict = await Api.Start(("SalesFlow:Auth:RequestsPerMinute", "3"));
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await Guess(strict, $"g{i}@example.com")).StatusCode);
        var last = await Guess(strict, "g4@example.com");
        await last.Problem(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.NotNull(last.Headers.RetryAfter);
    }

    [Fact]
    public async Task One_account_cannot_be_guessed_at_for_ever()
    {
        await using var strict = await Api.Start(("SalesFlow:Auth:AttemptsPerAccount", "2"));
        await strict.Company("target@example.com");
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await Guess(strict, "target@example.com")).StatusCode);
        await (await Guess(strict, "target@example.com")).Problem(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    private static Task<HttpResponseMessage> Guess(Api api, string email) =>
        api.Nobody().PostAsJsonAsync("/api/v1/auth/login", new { email, password = "a wrong password" });
}
