using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.WebApi.Http;
using SalesFlow.WebApi.Tenancy;

namespace SalesFlow.WebApi.Tests;

public sealed class EdgeTests : IAsyncLifetime
{
    private Api _api = null!;

    public async Task InitializeAsync() => _api = await Api.Start();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task An_unknown_address_is_a_problem_for_anybody() =>
        await (await _api.Nobody().GetAsync("/api/v1/nothing")).Problem(HttpStatusCode.NotFound, "no_route");

    [Theory]
    [InlineData("POST", "/api/v1/nothing", HttpStatusCode.NotFound, "no_route")]
    [InlineData("DELETE", "/api/v1/leads/x/nothing", HttpStatusCode.NotFound, "no_route")]
    [InlineData("GET", "/api/v1/auth/login", HttpStatusCode.MethodNotAllowed, "method")]
    [InlineData("PATCH", "/api/v1/auth/login", HttpStatusCode.MethodNotAllowed, "method")]
    public async Task Another_method_than_a_routes_own_is_told_from_an_address_where_nothing_is(string method, string address, HttpStatusCode status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        var answer = await _api.Nobody().SendAsync(request);
        await answer.Problem(status, code);
        if (status == HttpStatusCode.MethodNotAllowed) Assert.Equal(["POST"], answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/leads/some-id")]
    [InlineData("/healthy")]
    public async Task Every_other_address_is_the_page(string address)
    {
        var answer = await _api.Nobody().GetAsync(address);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("default-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.9.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.9.0.1", "198.51.100.1, 203.0.113.7, 10.9.0.2", "203.0.113.7")]
    [InlineData("192.0.2.66", "203.0.113.7", "192.0.2.66")]
    public async Task Where_a_request_came_from_is_told_by_trusted_proxies_only(string peer, string forwarded, string believed)
    {
        await using var api = await Api.Start(services => services.AddSingleton<IStartupFilter>(new Peer(peer)), ("SalesFlow:TrustedProxies", "10.9.0.0/16, 10.10.0.1"));
        var nobody = api.Nobody();
        nobody.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded);
        var tokens = await (await nobody.PostAsJsonAsync("/api/v1/auth/register", Api.Registration(Api.NewEmail()))).Body();
        var sessions = await (await api.With(tokens.Text("accessToken")).GetAsync("/api/v1/auth/sessions")).Body();
        Assert.Equal(believed, Assert.Single(sessions.GetProperty("items").EnumerateArray()).Text("address"));
    }

    /// <summary>Lets requests come from somewhere.</summary>
    private sealed class Peer(string address) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, rest) =>
            {
                http.Connection.RemoteIpAddress = IPAddress.Parse(address);
                return rest(http);
            });
            next(app);
        };
    }

    [Fact]
    public async Task A_question_with_a_character_that_no_text_holds_is_refused_and_named()
    {
        var problem = await (await _api.Nobody().GetAsync("/api/v1/admin/audit-logs?actor=a%00b&limit=1")).Problem(HttpStatusCode.BadRequest, "bad_request");
        Assert.Equal("actor", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task A_body_that_is_not_json_is_told_so()
    {
        using var content = new StringContent("a=b", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        await (await _api.Nobody().PostAsync("/api/v1/auth/login", content)).Problem(HttpStatusCode.UnsupportedMediaType, "media_type");
    }

    [Fact]
    public async Task Answers_are_strict_with_browsers_and_never_cached()
    {
        var answer = await _api.Nobody().GetAsync("/api/v1/health");
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/api/v1/health/ready")]
    public async Task Without_storage_the_program_lives_but_is_not_ready(string ready)
    {
        BreakableFeed? feed = null;
        await using var api = await Api.Start(services =>
        {
            var real = services.Last(s => s.ServiceType == typeof(IFeedReader));
            services.Replace(ServiceDescriptor.Singleton<IFeedReader>(s => feed = new BreakableFeed(
                (IFeedReader)(real.ImplementationInstance ?? real.ImplementationFactory?.Invoke(s) ?? ActivatorUtilities.CreateInstance(s, real.ImplementationType!)))));
        });
        await Api.Eventually(async () => (await (await api.Nobody().GetAsync(ready)).Body()).Text("status") == "healthy");
        feed!.Broken = true;
        var answer = await api.Nobody().GetAsync(ready);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var body = await answer.Body();
        Assert.Equal("unhealthy", body.GetProperty("checks").Text("storage"));
        Assert.Equal("healthy", body.GetProperty("checks").Text("silo"));
        Assert.Equal(HttpStatusCode.OK, (await api.Nobody().GetAsync("/alive")).StatusCode);
    }

    [Fact]
    public async Task The_reference_is_public()
    {
        Assert.Equal(HttpStatusCode.OK, (await _api.Nobody().GetAsync("/scalar/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _api.Nobody().GetAsync("/openapi/v1.json")).StatusCode);
    }

    [Fact]
    public async Task Where_asked_the_answer_waits_for_the_lists()
    {
        var (owner, _) = await _api.Company();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/leads") { Content = JsonContent.Create(new { name = "A" }) };
        request.Headers.Add("Prefer", "wait=30");
        var answer = await owner.SendAsync(request);
        Assert.Equal("wait=5", Assert.Single(answer.Headers.GetValues("Preference-Applied")));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Every_refusal_has_a_status_and_its_words_in_both_languages(Refusal refusal)
    {
        Assert.True(Problems.Knows(Problems.CodeOf(refusal)));
        Assert.InRange(Problems.StatusOf(refusal, conditional: false), 400, 499);
    }

    public static TheoryData<Refusal> Refusals => [.. Enum.GetValues<Refusal>().Where(r => r != Refusal.None)];

    [Fact]
    public void A_key_of_its_own_is_made_once_and_readable_by_its_owner_only()
    {
        var folder = Directory.CreateTempSubdirectory("salesflow-test-");
        try
        {
            var configuration = Configuration(("SalesFlow:DataDirectory", folder.FullName));
            var key = SigningKeys.Load(configuration);
            Assert.Equal(key, SigningKeys.Load(configuration));
            var file = Path.Combine(folder.FullName, "keys", "signing.key");
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            File.WriteAllText(file, "damaged");
            Assert.Contains(file, Assert.Throws<InvalidOperationException>(() => SigningKeys.Load(configuration)).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Several_nodes_need_a_key_that_they_share()
    {
        var error = Assert.Throws<InvalidOperationException>(() => SigningKeys.Load(Configuration(("SalesFlow:Storage:Provider", "postgres"))));
        Assert.Contains("SalesFlow:Auth:SigningKey", error.Message, StringComparison.Ordinal);
        var tooShort = Assert.Throws<InvalidOperationException>(() => SigningKeys.Load(Configuration(("SalesFlow:Auth:SigningKey", "short"))));
        Assert.Contains("32", tooShort.Message, StringComparison.Ordinal);
    }

    private sealed class BreakableFeed(IFeedReader real) : IFeedReader
    {
        public bool Broken { get; set; }

        public Task<FeedPage> Read(string tenant, long after, int limit, CancellationToken ct) =>
            Broken ? throw new TimeoutException() : real.Read(tenant, after, limit, ct);

        public Task<long> Head(string tenant, CancellationToken ct) => Broken ? throw new TimeoutException() : real.Head(tenant, ct);

        public Task<IReadOnlyDictionary<string, long>> Heads(IReadOnlyCollection<string> tenants, CancellationToken ct) =>
            Broken ? throw new TimeoutException() : real.Heads(tenants, ct);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build();
}
