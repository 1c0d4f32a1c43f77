using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SalesFlow.Feed;

namespace SalesFlow.Realtime.Tests;

/// <summary>The hubs over real SignalR.</summary>
public sealed class HubTests : IAsyncLifetime
{
    private readonly FakeReader _reader = new();
    private readonly FakeHints _hints = new();
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IFeedReader>(_reader);
        builder.Services.AddSingleton<ILiveHints>(_hints);
        builder.Services.AddSalesFlowRealtime(builder.Configuration);
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, TestAuthentication>("test", null);
        builder.Services.AddAuthorization();
        _app = builder.Build();
        _app.UseAuthentication();
        _app.UseAuthorization();
        _app.MapSalesFlowHubs();
        await _app.StartAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_page_gets_the_head_what_it_missed_and_what_happens()
    {
        _reader.Commit(3);
        await using var page = Connect("pipeline", "t1:owner", out var events);
        await page.StartAsync();
        Assert.Equal(3, await page.InvokeAsync<long>("Subscribe", 1L));
        Assert.Equal(2, (await Next(events)).GetProperty("seq").GetInt64());
        Assert.Equal(3, (await Next(events)).GetProperty("seq").GetInt64());

        _hints.Tell("t1", [.. _reader.Commit(1, "deal")]);
        var live = await Next(events);
        Assert.Equal(
            ["seq", "id", "type", "entity", "entityId", "version", "at", "data"], live.EnumerateObject().Select(p => p.Name));
        Assert.Equal("deal.scored", live.GetProperty("type").GetString());
        Assert.Equal(4, live.GetProperty("data").GetProperty("score").GetInt32());
    }

    [Fact]
    public async Task The_inbox_shows_talks_where_the_pipeline_shows_numbers()
    {
        _reader.Commit(1, "conversation");
        await using var pipeline = Connect("pipeline", "t1:agent", out var numbers);
        await using var inbox = Connect("inbox", "t1:agent", out var talks);
        await pipeline.StartAsync();
        await inbox.StartAsync();
        await pipeline.InvokeAsync<long>("Subscribe", 0L);
        await inbox.InvokeAsync<long>("Subscribe", 0L);
        Assert.Equal("hidden", (await Next(numbers)).GetProperty("type").GetString());
        Assert.Equal("conversation.scored", (await Next(talks)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Subscribing_again_starts_over_there_and_a_closed_page_leaves_nothing_behind()
    {
        _reader.Commit(2);
        var relay = _app.Services.GetRequiredService<LiveRelay>();
        await using (var page = Connect("pipeline", "t1:owner", out var events))
        {
            await page.StartAsync();
            await page.InvokeAsync<long>("Subscribe", 1L);
            Assert.Equal(2, (await Next(events)).GetProperty("seq").GetInt64());
            await page.InvokeAsync<long>("Subscribe", 0L);
            Assert.Equal(1, (await Next(events)).GetProperty("seq").GetInt64());
            Assert.Equal(1, relay.Rooms);
        }
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (relay.Rooms > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Nobody_is_let_in_without_a_token()
    {
        await using var page = Connect("pipeline", null, out _);
        await Assert.ThrowsAsync<HttpRequestException>(() => page.StartAsync());
    }

    [Fact]
    public async Task Once_told_to_stop_it_closes_its_pages_and_lets_nobody_in_again()
    {
        await using var page = Connect("pipeline", "t1:owner", out _);
        var closed = new TaskCompletionSource();
        page.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        await page.StartAsync();
        await page.InvokeAsync<long>("Subscribe", -1L);

        _app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => page.StartAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
    }

    private HubConnection Connect(string hub, string? token, out ChannelReader<JsonElement> events)
    {
        var server = _app.GetTestServer();
        var received = Channel.CreateUnbounded<JsonElement>();
        var connection = new HubConnectionBuilder().WithUrl($"http://localhost/hubs/{hub}", options =>
        {
            options.HttpMessageHandlerFactory = _ => server.CreateHandler();
            options.Transports = HttpTransportType.LongPolling;
            options.AccessTokenProvider = () => Task.FromResult(token);
        }).Build();
        connection.On<JsonElement>("Event", e => received.Writer.TryWrite(e));
        events = received.Reader;
        return connection;
    }

    private static async Task<JsonElement> Next(ChannelReader<JsonElement> events)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await events.ReadAsync(limit.Token);
    }

    /// <summary>Believes a token of the form <c>tenant:role</c>.</summary>
    private sealed class TestAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var parts = Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal).Split(':');
            if (parts.Length != 2) return Task.FromResult(AuthenticateResult.NoResult());
            var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim("tenant_id", parts[0]), new Claim("role", parts[1])], "test"));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, "test")));
        }
    }
}
