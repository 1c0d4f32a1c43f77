using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Tests;

/// <summary>The product with an OpenID provider of its own.</summary>
public sealed class OidcProduct : ProductFactory
{
    public OidcDouble Provider { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("SalesFlow:Auth:Oidc:Authority", OidcDouble.Issuer);
        builder.UseSetting("SalesFlow:Auth:Oidc:ClientId", "salesflow");
        builder.UseSetting("SalesFlow:Auth:Oidc:ClientSecret", "s3cret");
        builder.UseSetting("SalesFlow:Auth:Oidc:AllowedDomains", "corp.example, corp2.example");
        builder.UseSetting("SalesFlow:Auth:Oidc:Name", "Corp");
        builder.ConfigureTestServices(services => services.AddHttpClient("oidc").ConfigurePrimaryHttpMessageHandler(() => Provider));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) Provider.Dispose();
    }
}

/// <summary>An OpenID provider: discovery, keys, and a token endpoint that checks PKCE as a strict one would.</summary>
public sealed class OidcDouble : HttpMessageHandler
{
    public const string Issuer = "https://id.example";

    private readonly RSA _key = RSA.Create(2048);

    /// <summary>What the next code stands for.</summary>
    public string Email { get; set; } = "sara@corp.example";

    public bool Verified { get; set; } = true;

    public string Audience { get; set; } = "salesflow";

    public string From { get; set; } = Issuer;

    public string? Nonce { get; set; }

    public TimeSpan Age { get; set; }

    public RSA? Signer { get; set; }

    /// <summary>What the browser's request said.</summary>
    public string Challenge { get; set; } = "";

    public string AskedNonce { get; set; } = "";

    public void Honest() => (Email, Verified, Audience, From, Nonce, Age, Signer) = ("sara@corp.example", true, "salesflow", Issuer, null, TimeSpan.Zero, null);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        switch (request.RequestUri!.AbsolutePath)
        {
            case "/.well-known/openid-configuration":
                return Json(new { issuer = Issuer, authorization_endpoint = Issuer + "/authorize", token_endpoint = Issuer + "/token", jwks_uri = Issuer + "/keys" });
            case "/keys":
                var key = _key.ExportParameters(false);
                return Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = "k1", alg = "RS256", n = Base64Url.EncodeToString(key.Modulus), e = Base64Url.EncodeToString(key.Exponent) } } });
            case "/token":
                var form = QueryHelpers.ParseQuery(await request.Content!.ReadAsStringAsync(cancellationToken));
                var proof = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
                return form["client_secret"] == "s3cret" && form["code"] == "good" && proof == Challenge
                    ? Json(new { access_token = "x", token_type = "Bearer", id_token = IdToken() })
                    : new HttpResponseMessage(HttpStatusCode.BadRequest);
            default:
                return new HttpResponseMessage(HttpStatusCode.NotFound);
        }
    }

    private string IdToken()
    {
        var now = DateTime.UtcNow - Age;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = From, Audience = Audience, IssuedAt = now, NotBefore = now, Expires = now.AddMinutes(5),
            SigningCredentials = new SigningCredentials(new RsaSecurityKey(Signer ?? _key) { KeyId = "k1" }, SecurityAlgorithms.RsaSha256),
            Claims = new Dictionary<string, object> { ["sub"] = "1", ["email"] = Email, ["email_verified"] = Verified, ["nonce"] = Nonce ?? AskedNonce },
        });
    }

    private static HttpResponseMessage Json(object body) => new(HttpStatusCode.OK) { Content = JsonContent.Create(body) };
}

public sealed class OidcTests(OidcProduct product) : IClassFixture<OidcProduct>
{
    private static readonly RSA Stranger = RSA.Create(2048);

    [Fact]
    public async Task Whoever_the_provider_vouches_for_gets_tokens_once_and_in_the_same_browser_only()
    {
        await Register("sara@corp.example");
        await Confirm("sara@corp.example");
        product.Provider.Honest();
        Assert.Equal("Corp", (await (await product.CreateClient().GetAsync("/api/v1/auth/ways")).Body()).Text("oidc"));
        var browser = Browser();
        var (answer, _) = await SignIn(browser, "/inbox?open=1");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var place = answer.Headers.Location!.OriginalString;
        Assert.StartsWith("/signed-in#code=", place, StringComparison.Ordinal);
        var fragment = QueryHelpers.ParseQuery(place[(place.IndexOf('#', StringComparison.Ordinal) + 1)..]);
        Assert.Equal("/inbox?open=1", fragment["returnUrl"]);
        var code = fragment["code"].ToString();

        await (await Exchange(Browser(), code)).Problem(HttpStatusCode.Gone, "link_used");
        var entered = await Exchange(browser, code);
        Assert.Equal(HttpStatusCode.OK, entered.StatusCode);
        var client = product.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await entered.Body()).Text("accessToken"));
        Assert.Equal("sara@corp.example", (await (await client.GetAsync("/api/v1/auth/me")).Body()).Text("email"));
        await (await Exchange(browser, code)).Problem(HttpStatusCode.Gone, "link_used");
    }

    [Theory]
    [InlineData("nonce")]
    [InlineData("audience")]
    [InlineData("issuer")]
    [InlineData("expired")]
    [InlineData("future")]
    [InlineData("signature")]
    [InlineData("unverified")]
    public async Task An_identity_token_that_is_not_right_in_everything_is_refused(string wrong)
    {
        var provider = product.Provider;
        provider.Honest();
        switch (wrong)
        {
            case "nonce": provider.Nonce = "another"; break;
            case "audience": provider.Audience = "another"; break;
            case "issuer": provider.From = "https://evil.example"; break;
            case "expired": provider.Age = TimeSpan.FromMinutes(10); break;
            case "future": provider.Age = -TimeSpan.FromMinutes(10); break;
            case "signature": provider.Signer = Stranger; break;
            case "unverified": provider.Verified = false; break;
            default: throw new ArgumentOutOfRangeException(nameof(wrong));
        }
        Assert.Equal("/?signInError=failed", Place((await SignIn(Browser())).Answer));
    }

    [Fact]
    public async Task An_answer_that_this_browser_did_not_ask_for_is_refused()
    {
        product.Provider.Honest();
        var (browser, other) = (Browser(), Browser());
        var (_, state) = await Start(browser);
        Assert.Equal("/?signInError=failed", Place(await other.GetAsync($"/api/v1/auth/oidc/callback?code=good&state={state}")));
        Assert.Equal("/?signInError=failed", Place(await browser.GetAsync("/api/v1/auth/oidc/callback?code=good&state=another")));
        // What was answered once is gone, right or wrong.
        Assert.Equal("/?signInError=failed", Place(await browser.GetAsync($"/api/v1/auth/oidc/callback?code=good&state={state}")));
        Assert.Equal("/?signInError=failed", Place(await browser.GetAsync("/api/v1/auth/oidc/callback?error=access_denied")));
    }

    [Fact]
    public async Task Whoever_cancels_at_the_provider_comes_back_to_the_pages_sign_in()
    {
        product.Provider.Honest();
        var browser = Browser();
        var (_, state) = await Start(browser, "/inbox?open=1");
        var answer = await browser.GetAsync($"/api/v1/auth/oidc/callback?error=access_denied&error_description=no&state={Uri.EscapeDataString(state)}");
        Assert.Equal("/?signInError=cancelled&returnUrl=%2Finbox%3Fopen%3D1", Place(answer));
        (_, state) = await Start(browser);
        Assert.Equal("/?signInError=failed", Place(await browser.GetAsync($"/api/v1/auth/oidc/callback?error=server_error&state={Uri.EscapeDataString(state)}")));
    }

    [Fact]
    public async Task Nobody_is_given_an_account_and_no_other_domain_comes_in()
    {
        await Register("omar@elsewhere.example");
        await Confirm("omar@elsewhere.example");
        foreach (var email in new[] { "unknown@corp.example", "omar@elsewhere.example", "x@notcorp.example", "x@corp.example.evil.example" })
        {
            product.Provider.Honest();
            product.Provider.Email = email;
            Assert.Equal("/?signInError=no_account&returnUrl=%2Finbox", Place((await SignIn(Browser(), "/inbox")).Answer));
        }
    }

    [Fact]
    public async Task Whoever_registered_an_address_without_showing_that_it_is_theirs_does_not_get_its_owner_into_their_company()
    {
        await Register("ceo@corp.example");
        product.Provider.Honest();
        product.Provider.Email = "ceo@corp.example";
        Assert.StartsWith("/?signInError=no_account", Place((await SignIn(Browser())).Answer), StringComparison.Ordinal);
        await Confirm("ceo@corp.example");
        product.Provider.Honest();
        product.Provider.Email = "ceo@corp.example";
        Assert.StartsWith("/signed-in#code=", (await SignIn(Browser())).Answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("inbox")]
    [InlineData("/a%0d%0ab")]
    public async Task Only_paths_of_this_site_are_returned_to(string path)
    {
        var problem = await (await Browser().GetAsync("/api/v1/auth/oidc/start?returnUrl=" + path)).Problem(HttpStatusCode.BadRequest, "bad_request");
        Assert.Equal("returnUrl", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Whoever_has_no_password_begins_with_an_authenticator_app_within_ten_minutes_of_signing_in()
    {
        using var provider = new OidcDouble();
        await using var api = await Api.Start(
            services => services.AddHttpClient("oidc").ConfigurePrimaryHttpMessageHandler(() => provider),
            ("SalesFlow:Auth:Oidc:Authority", OidcDouble.Issuer), ("SalesFlow:Auth:Oidc:ClientId", "salesflow"), ("SalesFlow:Auth:Oidc:ClientSecret", "s3cret"),
            ("SalesFlow:Auth:Oidc:AllowedDomains", "corp.example"));
        var (owner, _) = await api.Company();
        provider.Email = "invited@corp.example";
        Assert.Equal(HttpStatusCode.Created, (await owner.PostAsJsonAsync("/api/v1/admin/users", new { fullName = "منى", email = provider.Email })).StatusCode);

        var browser = api.Nobody();
        var start = QueryHelpers.ParseQuery(new Uri((await browser.GetAsync("/api/v1/auth/oidc/start")).Headers.Location!.OriginalString).Query);
        (provider.Challenge, provider.AskedNonce) = (start["code_challenge"].ToString(), start["nonce"].ToString());
        var place = (await browser.GetAsync($"/api/v1/auth/oidc/callback?code=good&state={start["state"]}")).Headers.Location!.OriginalString;
        var code = QueryHelpers.ParseQuery(place[(place.IndexOf('#', StringComparison.Ordinal) + 1)..])["code"].ToString();
        var client = api.With((await (await Exchange(browser, code)).Body()).Text("accessToken"));

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/api/v1/auth/totp/enrol", new { })).StatusCode);
        api.Clock.Advance(TimeSpan.FromMinutes(11));
        var late = await (await client.PostAsJsonAsync("/api/v1/auth/totp/enrol", new { password = "a guess of somebody" })).Problem(HttpStatusCode.Forbidden, "sign_in_again");
        Assert.Contains("10 minutes", late.Text("detail"), StringComparison.Ordinal);
    }

    private static string Place(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    private HttpClient Browser() => product.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

    private async Task<(string Page, string State)> Start(HttpClient browser, string returnUrl = "/")
    {
        var start = await browser.GetAsync("/api/v1/auth/oidc/start?returnUrl=" + Uri.EscapeDataString(returnUrl));
        Assert.Equal(HttpStatusCode.Redirect, start.StatusCode);
        var page = start.Headers.Location!.OriginalString;
        Assert.StartsWith(OidcDouble.Issuer + "/authorize?", page, StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(new Uri(page).Query);
        Assert.Equal(("code", "salesflow", "S256"), (query["response_type"].ToString(), query["client_id"].ToString(), query["code_challenge_method"].ToString()));
        Assert.EndsWith("/api/v1/auth/oidc/callback", query["redirect_uri"].ToString(), StringComparison.Ordinal);
        (product.Provider.Challenge, product.Provider.AskedNonce) = (query["code_challenge"].ToString(), query["nonce"].ToString());
        return (page, query["state"].ToString());
    }

    private async Task<(HttpResponseMessage Answer, string State)> SignIn(HttpClient browser, string returnUrl = "/")
    {
        var (_, state) = await Start(browser, returnUrl);
        return (await browser.GetAsync($"/api/v1/auth/oidc/callback?code=good&state={Uri.EscapeDataString(state)}"), state);
    }

    private async Task Register(string email)
    {
        var answer = await product.CreateClient().PostAsJsonAsync(
            "/api/v1/auth/register", new { companyName = "شركة", fullName = "سارة", email, password = "correct horse battery" });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    /// <summary>As by the code of a letter.</summary>
    private async Task Confirm(string email)
    {
        var account = product.Services.GetRequiredService<IGrainFactory>()
            .GetGrain<IAccountGrain>(TenantKey.Format(TenantKey.Platform, Id.Named("account", email)));
        Assert.Null(await account.Challenge(new NewChallenge("c", ChallengePurpose.Confirm, CodeWay.Email, null)));
        Assert.Equal(email, await account.IssueCode("c", "hash"));
        Assert.Equal(ChallengeVerdict.Passed, (await account.Answer("c", new ChallengeAnswer("hash"))).Verdict);
    }

    private static Task<HttpResponseMessage> Exchange(HttpClient browser, string code) => browser.PostAsJsonAsync("/api/v1/auth/oidc/exchange", new { code });
}
