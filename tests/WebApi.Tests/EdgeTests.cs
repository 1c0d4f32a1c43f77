using System.Net;
using System.Net.Http.Json;
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
