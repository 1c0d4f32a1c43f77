using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SalesFlow.Channels;
using SalesFlow.WebApi.Channels;
using static SalesFlow.Webhook.Tests.Fixtures;

namespace SalesFlow.Webhook.Tests;

public sealed class EndpointTests : IAsyncLifetime
{
    private const string Secret = "secret-of-the-app";
    private readonly FakeWorld _world = new();
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync() => (_app, _http) = await Start(new()
    {
        ["WhatsApp:AppSecret"] = Secret,
        ["WhatsApp:VerifyToken"] = "a word",
        ["WhatsApp:MaxConcurrentPosts"] = "2",
        ["WhatsApp:PostQueueTime"] = "00:00:00.05",
    });

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task The_handshake_gives_the_challenge_back()
    {
        var response = await _http.GetAsync(new Uri("?hub.mode=subscribe&hub.challenge=1158&hub.verify_token=a%20word", UriKind.Relative));
        Assert.Equal((HttpStatusCode.OK, "1158", "text/plain"), (response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType!.MediaType));
    }

    [Theory]
    [InlineData("?hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong")]
    [InlineData("?hub.mode=subscribe&hub.challenge=1")]
    [InlineData("?hub.mode=subscribe&hub.verify_token=a%20word")]
    [InlineData("?hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=a%20word")]
    [InlineData("")]
    public async Task A_wrong_handshake_is_refused(string query) =>
        Assert.Equal(HttpStatusCode.Forbidden, (await _http.GetAsync(new Uri(query, UriKind.Relative))).StatusCode);

    [Fact]
    public async Task Without_secrets_everything_is_refused()
    {
        var (app, http) = await Start([]);
        await using (app)
        using (http)
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync(new Uri("?hub.mode=subscribe&hub.challenge=1&hub.verify_token=", UriKind.Relative))).StatusCode);
            var body = "{}"u8.ToArray();
            Assert.Equal(HttpStatusCode.Forbidden, (await Send(http, body, Sign(body, ""))).StatusCode);
        }
    }

    // Computed by another implementation of HMAC-SHA256, over the body's UTF-8.
    [Theory]
    [InlineData("""{"a":1}""", "f97500d08abe2bb59ce3c1b7e929ca656f7b72a8d2186451f72272c70ea8cdcf")]
    [InlineData("""{"b":"مرحبا"}""", "bf15df9c11bc4d71b0ee1593a32d862943f42c60aae03c656f53e82102c9a599")]
    [InlineData("""{"b":"\u0645\u0631\u062d\u0628\u0627"}""", "a43fc55df6169d61095d2aa181fbe941c992b9c7aac39cb222a24451ba6293a6")]
    [InlineData("""{ "b" : "\u0645" }  """, "9c037c289d7bc5ae1e70523f121668b4a28ae4ccb208f1c86ef51c2789d20bec")]
    public async Task The_signature_is_over_the_bytes_as_they_came(string body, string signature)
    {
        var response = await Send(_http, Encoding.UTF8.GetBytes(body), "sha256=" + signature);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(body.Trim(), _world.Raw.Single().Body);
    }

    [Fact]
    public async Task Escaped_and_plain_Arabic_are_the_same_words_under_different_signatures()
    {
        var plain = Body(Value(Messages("{\"from\":\"" + Phone + "\",\"id\":\"w1\",\"type\":\"text\",\"text\":{\"body\":\"مرحبا\"}}"), contacts: "[]"));
        var escaped = plain.Replace("مرحبا", "\\u0645\\u0631\\u062d\\u0628\\u0627", StringComparison.Ordinal).Replace("w1", "w2", StringComparison.Ordinal);
        foreach (var body in new[] { plain, escaped }) Assert.Equal(HttpStatusCode.OK, (await Post(body)).StatusCode);
        Assert.Equal(["مرحبا", "مرحبا"], _world.Messages.Select(m => m.Text));
        var other = await Send(_http, Encoding.UTF8.GetBytes(escaped), Sign(Encoding.UTF8.GetBytes(plain), Secret));
        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
    }

    [Fact]
    public async Task Without_a_valid_signature_nothing_is_taken_in()
    {
        var body = Encoding.UTF8.GetBytes(Body(Value(Messages(Words("wamid.1", "x")))));
        var good = Sign(body, Secret);
        foreach (var bad in new[] { null, "", "sha256=", good[7..], "sha1=" + good[7..], good[..^1], good + "0", Sign(body, "another"), Sign("x"u8.ToArray(), Secret), "sha256=" + new string('z', 64) })
        {
            var response = await Send(_http, body, bad);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        }
        Assert.Empty(_world.Calls);
        Assert.Equal(HttpStatusCode.OK, (await Send(_http, body, good)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Send(_http, body, "sha256=" + good[7..].ToUpperInvariant())).StatusCode);
    }

    [Fact]
    public async Task A_thousand_updates_are_committed_before_the_answer()
    {
        var changes = Enumerable.Range(0, 4).Select(n => Value(
            Messages([.. Enumerable.Range(0, 250).Select(i => Words($"wamid.{n}.{i}", "نص", phone: $"96655000{i % 50:0000}", bsuid: null))]), number: $"800{n}", contacts: "[]"));
        for (var n = 0; n < 4; n++) _world.Owners[$"platform/800{n}"] = $"tenant{n % 2}";
        var response = await Post(Body([.. changes]));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1000, _world.Messages.Select(m => m.Wamid).Distinct().Count());
        Assert.Equal(200, _world.Received.Count);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("{\"entry\":[")]
    public async Task A_signed_body_that_is_not_JSON_is_a_bad_request(string body)
    {
        var response = await Post(body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(400, problem["status"]!.GetValue<int>());
        Assert.NotNull(problem["traceId"]);
    }

    [Fact]
    public async Task Invalid_UTF8_and_deep_nesting_are_bad_requests()
    {
        var bytes = new byte[] { (byte)'"', 0xFF, (byte)'"' };
        Assert.Equal(HttpStatusCode.BadRequest, (await Send(_http, bytes, Sign(bytes, Secret))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post(new string('[', 100_000))).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ten_megabytes_are_too_large_announced_or_not(bool announced)
    {
        var body = new byte[10 * 1024 * 1024];
        using var request = new HttpRequestMessage(HttpMethod.Post, (Uri?)null);
        request.Content = announced ? new ByteArrayContent(body) : new StreamContent(new Unannounced(body));
        request.Headers.Add(WebhookSignature.Header, Sign(body, Secret));
        request.Headers.ExpectContinue = true; // so that the refusal is read before the body is pushed
        var response = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Empty(_world.Calls);
    }

    [Fact]
    public async Task A_body_of_almost_three_megabytes_is_taken()
    {
        var body = Body(Value(Messages(Words("wamid.1", new string('x', 2_900_000)))));
        Assert.Equal(HttpStatusCode.OK, (await Post(body)).StatusCode);
        Assert.Equal(4096, _world.Messages.Single().Text!.Length);
    }

    [Fact]
    public async Task A_commit_that_fails_asks_for_a_repeat_and_the_repeat_does_the_rest()
    {
        _world.Fault = call => call.StartsWith("Conversation.Receive", StringComparison.Ordinal) ? new TimeoutException() : null;
        var body = Body(Value(Messages(Words("wamid.1", "x"))));
        var response = await Post(body);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Empty(_world.Messages);
        _world.Fault = null;
        Assert.Equal(HttpStatusCode.OK, (await Post(body)).StatusCode);
        Assert.Single(_world.Messages);
    }

    [Fact]
    public async Task More_POSTs_than_may_be_under_way_are_asked_to_come_again()
    {
        var inside = new SemaphoreSlim(0);
        var gate = new TaskCompletionSource();
        _world.Hold = async call =>
        {
            if (!call.StartsWith("Conversation.Receive", StringComparison.Ordinal)) return;
            inside.Release();
            await gate.Task;
        };
        var running = Enumerable.Range(0, 2).Select(i => Post(Body(Value(Messages(Words($"wamid.{i}", "x")))))).ToArray();
        for (var i = 0; i < 2; i++) Assert.True(await inside.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Post(Body(Value(Messages(Words("wamid.9", "x")))))).StatusCode);
        gate.SetResult();
        foreach (var response in await Task.WhenAll(running)) Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private Task<HttpResponseMessage> Post(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return Send(_http, bytes, Sign(bytes, Secret));
    }

    private static async Task<HttpResponseMessage> Send(HttpClient http, byte[] body, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, (Uri?)null) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (signature is not null) request.Headers.TryAddWithoutValidation(WebhookSignature.Header, signature);
        return await http.SendAsync(request);
    }

    private async Task<(WebApplication App, HttpClient Http)> Start(Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton(_world.Factory);
        builder.Services.AddSingleton<IRawUpdateStore>(_world);
        builder.Services.AddWhatsAppWebhook(builder.Configuration);
        var app = builder.Build();
        app.MapWhatsAppWebhook();
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return (app, new HttpClient { BaseAddress = new Uri(address + WhatsAppWebhook.Path) });
    }

    /// <summary>A stream that does not tell its length, so that it goes out in chunks.</summary>
    private sealed class Unannounced(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
