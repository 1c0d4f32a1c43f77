using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;
using SalesFlow.Channels;

namespace SalesFlow.WebApi.Tests;

/// <summary>The product with a mail server and a provider of short messages that only remember.</summary>
public sealed class CodesProduct : ProductFactory
{
    public PostBox Box { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("SalesFlow:Auth:AttemptsPerAccount", "1000");
        builder.ConfigureTestServices(services => services.AddSingleton<IMailChannel>(Box).AddSingleton<ISmsChannel>(Box));
    }

    public sealed class PostBox : IMailChannel, ISmsChannel
    {
        private readonly ConcurrentQueue<(string To, string Text)> _sent = new();

        public bool IsConfigured => true;

        public int Count(string to) => _sent.Count(m => m.To == to);

        public Task<DispatchResult> Send(MailMessage message, CancellationToken ct) => Send(message.To, message.Text, ct);

        public Task<DispatchResult> Send(string to, string text, CancellationToken ct)
        {
            _sent.Enqueue((to, text));
            return Task.FromResult(DispatchResult.Sent);
        }

        /// <summary>The code in the newest letter to an address, once as many as that have come.</summary>
        public async Task<string> Code(string to, int letters = 1)
        {
            await Eventually(() => Count(to) >= letters);
            return Regex.Match(_sent.Last(m => m.To == to).Text, "[0-9]{6}").Value;
        }
    }
}

public sealed class SecondStepTests(CodesProduct product) : IClassFixture<CodesProduct>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task An_account_without_a_second_step_signs_in_as_ever()
    {
        await Register("plain@example.com");
        var body = await (await Login("plain@example.com")).Body();
        Assert.Equal(new[] { "accessToken", "expiresIn", "refreshToken", "tenantId", "userId" }, body.EnumerateObject().Select(p => p.Name).Order());
    }

    [Fact]
    public async Task An_authenticator_app_stands_between_the_password_and_the_tokens()
    {
        var client = await Register("app@example.com");
        foreach (var wrong in new[] { null, "", "wrong password" })
        {
            var refused = await (await Enrol(client, wrong)).Problem(HttpStatusCode.UnprocessableEntity, "validation");
            Assert.Equal("password", Assert.Single(refused.GetProperty("errors").EnumerateObject()).Name);
        }
        var enrolled = await (await Enrol(client, Password)).Body();
        var secret = enrolled.Text("secret");
        Assert.StartsWith("otpauth://totp/SalesFlow:app%40example.com?secret=" + secret, enrolled.Text("uri"), StringComparison.Ordinal);
        // Until the first code comes nothing changes.
        Assert.True((await (await Login("app@example.com")).Body()).TryGetProperty("accessToken", out _));

        await (await client.PostAsJsonAsync("/api/v1/auth/totp/confirm", new { code = "abcdef" })).Problem(HttpStatusCode.Unauthorized, "code_wrong");
        var code = Code(secret);
        var confirmed = await (await client.PostAsJsonAsync("/api/v1/auth/totp/confirm", new { code })).Body();
        var recovery = confirmed.GetProperty("recoveryCodes").EnumerateArray().Select(c => c.GetString()!).ToList();
        Assert.Equal(10, recovery.Distinct().Count());
        Assert.True((await (await client.GetAsync("/api/v1/auth/me")).Body()).GetProperty("totpEnabled").GetBoolean());
        await (await Enrol(client, Password)).Problem(HttpStatusCode.Conflict, "wrong_status");

        var asked = await (await Login("app@example.com")).Body();
        Assert.False(asked.TryGetProperty("accessToken", out _));
        Assert.Equal((true, 300), (asked.GetProperty("mfaRequired").GetBoolean(), asked.GetProperty("expiresIn").GetInt32()));
        Assert.Equal(new[] { "totp", "recovery_code" }, asked.GetProperty("methods").EnumerateArray().Select(m => m.GetString()!));
        // The code that confirmed the app is not taken again.
        await (await Verify(asked.Text("challenge"), code)).Problem(HttpStatusCode.Unauthorized, "code_wrong");
        var entered = await Verify(asked.Text("challenge"), Code(secret, 1));
        Assert.Equal(HttpStatusCode.OK, entered.StatusCode);
        var again = With((await entered.Body()).Text("accessToken"));
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("/api/v1/auth/me")).StatusCode);
        await (await Verify(asked.Text("challenge"), recovery[0])).Problem(HttpStatusCode.Gone, "challenge_gone");

        var second = (await (await Login("app@example.com")).Body()).Text("challenge");
        await (await Resend(second)).Problem(HttpStatusCode.Gone, "challenge_gone");
        Assert.Equal(HttpStatusCode.OK, (await Verify(second, recovery[0].ToUpperInvariant())).StatusCode);
        var third = (await (await Login("app@example.com")).Body()).Text("challenge");
        await (await Verify(third, recovery[0])).Problem(HttpStatusCode.Unauthorized, "code_wrong");

        await (await Remove(again, "wrong password")).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal(HttpStatusCode.NoContent, (await Remove(again, Password)).StatusCode);
        Assert.True((await (await Login("app@example.com")).Body()).TryGetProperty("accessToken", out _));
        await Audited(client, "totp_enabled", "code_wrong", "totp_removed", "login");
    }

    [Fact]
    public async Task A_company_may_demand_a_second_step_which_then_comes_by_mail()
    {
        var client = await Register("strict@example.com");
        var changed = await client.PutAsJsonAsync("/api/v1/tenant", new { requireSecondFactor = true });
        Assert.True((await changed.Body()).GetProperty("profile").GetProperty("requireSecondFactor").GetBoolean());

        var asked = await (await Login("strict@example.com")).Body();
        var challenge = asked.Text("challenge");
        Assert.Equal("email", Assert.Single(asked.GetProperty("methods").EnumerateArray()).GetString());
        var code = await product.Box.Code("strict@example.com");
        var soon = await Resend(challenge);
        await soon.Problem(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.InRange(soon.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        await (await Resend(challenge, "sms")).Problem(HttpStatusCode.Conflict, "sms_off");

        await (await Verify(challenge, Other(code))).Problem(HttpStatusCode.Unauthorized, "code_wrong");
        Assert.Equal(HttpStatusCode.OK, (await Verify(challenge, $" {code[..3]} {code[3..]}")).StatusCode);
        await (await Verify(challenge, code)).Problem(HttpStatusCode.Gone, "challenge_gone");
        Assert.Equal(1, product.Box.Count("strict@example.com"));
        // A second code within the minute is not sent: neither by a second sign-in.
        var repeated = await Login("strict@example.com");
        await repeated.Problem(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.NotNull(repeated.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_phone_is_confirmed_with_a_code_that_it_was_sent()
    {
        var client = await Register("phone@example.com");
        await (await client.PostAsJsonAsync("/api/v1/auth/otp/send", new { channel = "sms" })).Problem(HttpStatusCode.Conflict, "no_phone");
        Assert.Equal(HttpStatusCode.OK, (await client.PutAsJsonAsync("/api/v1/auth/me", new { phone = "0551234567" })).StatusCode);
        var sent = await (await client.PostAsJsonAsync("/api/v1/auth/otp/send", new { channel = "sms" })).Body();
        var code = await product.Box.Code("+966551234567");
        Assert.False((await (await client.GetAsync("/api/v1/auth/me")).Body()).GetProperty("phoneConfirmed").GetBoolean());
        Assert.Equal(HttpStatusCode.NoContent, (await Verify(sent.Text("challenge"), code)).StatusCode);
        Assert.True((await (await client.GetAsync("/api/v1/auth/me")).Body()).GetProperty("phoneConfirmed").GetBoolean());

        await client.PutAsJsonAsync("/api/v1/auth/me", new { phone = "0551234568" });
        Assert.False((await (await client.GetAsync("/api/v1/auth/me")).Body()).GetProperty("phoneConfirmed").GetBoolean());
        await Audited(client, "phone_confirmed");
    }

    [Fact]
    public async Task Five_wrong_codes_end_a_challenge_and_nonsense_is_no_server_error()
    {
        var client = await Register("guess@example.com");
        var challenge = (await (await client.PostAsJsonAsync("/api/v1/auth/otp/send", new { channel = "email" })).Body()).Text("challenge");
        var code = await product.Box.Code("guess@example.com");
        for (var i = 0; i < 5; i++) await (await Verify(challenge, Other(code))).Problem(HttpStatusCode.Unauthorized, "code_wrong");
        await (await Verify(challenge, code)).Problem(HttpStatusCode.Gone, "challenge_gone");

        foreach (var nonsense in new[] { "x", "a.b", "a.b.c", "../.." })
            await (await Verify(nonsense, "123456")).Problem(HttpStatusCode.Gone, "challenge_gone");
        await (await Verify("\u0000.\u0000", "123456")).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        foreach (var typed in new[] { "", new string('9', 41) })
            Assert.Equal("code", Assert.Single((await (await Verify("a.b", typed)).Problem(HttpStatusCode.UnprocessableEntity, "validation")).GetProperty("errors").EnumerateObject()).Name);
        await (await client.PostAsJsonAsync("/api/v1/auth/otp/send", new { channel = "fax" })).Problem(HttpStatusCode.UnprocessableEntity, "validation");
        Assert.Equal(HttpStatusCode.Unauthorized, (await product.CreateClient().PostAsJsonAsync("/api/v1/auth/otp/send", new { channel = "email" })).StatusCode);
        await (await product.CreateClient().GetAsync("/api/v1/auth/oidc/start")).Problem(HttpStatusCode.NotFound, "not_configured");
    }

    private async Task<HttpClient> Register(string email)
    {
        var answer = await product.CreateClient().PostAsJsonAsync("/api/v1/auth/register", new { companyName = "شركة النخبة", fullName = "سارة", email, password = Password });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return With((await answer.Body()).Text("accessToken"));
    }

    private HttpClient With(string token)
    {
        var client = product.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private Task<HttpResponseMessage> Login(string email) => product.CreateClient().PostAsJsonAsync("/api/v1/auth/login", new { email, password = Password });

    private Task<HttpResponseMessage> Verify(string challenge, string code) => product.CreateClient().PostAsJsonAsync("/api/v1/auth/verify-otp", new { challenge, code });

    private Task<HttpResponseMessage> Resend(string challenge, string? channel = null) =>
        product.CreateClient().PostAsJsonAsync("/api/v1/auth/otp/resend", new { challenge, channel });

    private static Task<HttpResponseMessage> Enrol(HttpClient client, string? password) =>
        client.PostAsJsonAsync("/api/v1/auth/totp/enrol", new { password });

    private static async Task<HttpResponseMessage> Remove(HttpClient client, string password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/auth/totp") { Content = JsonContent.Create(new { password }) };
        return await client.SendAsync(request);
    }

    private static async Task Audited(HttpClient client, params string[] actions)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var log = await (await client.GetAsync("/api/v1/admin/audit-logs?limit=100", limit.Token)).Body();
            var seen = log.GetProperty("items").EnumerateArray().Select(e => e.Text("action")).ToHashSet();
            if (actions.All(seen.Contains)) return;
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static string Code(string secret, int stepsAhead = 0) => new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(DateTime.UtcNow.AddSeconds(30 * stepsAhead));

    private static string Other(string code) => code == "000000" ? "000001" : "000000";
}
