using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace SalesFlow.Channels.Tests;

/// <summary>Short messages as their provider sees them.</summary>
public sealed class UnifonicSmsTests
{
    private const string Text = "١٢٣٤٥٦ رمزك في المنصة & لا تخبر به أحدًا + شكرًا";

    [Theory]
    [InlineData("""{"success":true,"message":"","errorCode":"ER-00","data":{"MessageID":"4230","Status":"Queued"}}""")]
    [InlineData("""{"success":"true","errorCode":"ER-00","data":{"MessageID":4230}}""")]
    public async Task What_the_provider_took_is_sent_and_came_word_for_word(string body)
    {
        await using var provider = await Provider.Start(GraphDouble.Json(200, body));
        Assert.Equal(DispatchResult.Sent, await provider.Send());

        var seen = Assert.Single(provider.Requests);
        Assert.Equal(("POST", "/rest/SMS/messages", "application/x-www-form-urlencoded"), (seen.Method, seen.Path, seen.ContentType));
        var form = QueryHelpers.ParseQuery(seen.Body);
        Assert.Equal(
            new Dictionary<string, string> { ["AppSid"] = "sid-1", ["SenderID"] = "SalesFlow", ["Recipient"] = "966501112233", ["Body"] = Text },
            form.ToDictionary(f => f.Key, f => f.Value.ToString()));
    }

    [Theory]
    [InlineData(200, """{"success":false,"message":"The destination number is invalid","errorCode":"ER-482"}""", DispatchResult.Refused)]
    [InlineData(200, """{"success":"false","errorCode":"ER-480"}""", DispatchResult.Refused)]
    [InlineData(200, "[]", DispatchResult.Refused)]
    [InlineData(200, """{"data":{}}""", DispatchResult.Refused)]
    [InlineData(400, """{"success":false,"errorCode":"ER-455"}""", DispatchResult.Refused)]
    [InlineData(401, """{"success":false,"errorCode":"ER-401"}""", DispatchResult.Refused)]
    [InlineData(404, "nothing here", DispatchResult.Refused)]
    [InlineData(429, "slower", DispatchResult.Later)]
    [InlineData(500, """{"success":false}""", DispatchResult.Later)]
    [InlineData(502, "<html>bad gateway</html>", DispatchResult.Later)]
    [InlineData(503, "", DispatchResult.Later)]
    [InlineData(200, "<html>welcome</html>", DispatchResult.Later)]
    [InlineData(200, "", DispatchResult.Later)]
    public async Task What_the_provider_answers_decides_whether_it_is_tried_again(int status, string body, DispatchResult expected)
    {
        await using var provider = await Provider.Start(GraphDouble.Json(status, body));
        Assert.Equal(expected, await provider.Send());
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task An_answer_without_an_end_is_not_read_to_it()
    {
        await using var provider = await Provider.Start(GraphDouble.Json(200, "{\"success\":true,\"x\":\"" + new string('x', 200_000) + "\"}"));
        Assert.Equal(DispatchResult.Later, await provider.Send());
    }

    [Fact]
    public async Task The_key_is_carried_nowhere_else()
    {
        await using var elsewhere = await Provider.Start(GraphDouble.Json(200, """{"success":true}"""));
        await using var provider = await Provider.Start(context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = elsewhere.Address;
            return Task.CompletedTask;
        });
        Assert.Equal(DispatchResult.Refused, await provider.Send());
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_provider_that_falls_silent_is_given_up_after_the_time_that_is_set()
    {
        await using var provider = await Provider.Start(context => Task.Delay(Timeout.Infinite, context.RequestAborted), ("Timeout", "00:00:01"));
        Assert.Equal(DispatchResult.Later, await provider.Send());
    }

    [Fact]
    public async Task A_provider_that_hangs_up_or_is_gone_is_asked_again_later()
    {
        await using var provider = await Provider.Start(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        Assert.Equal(DispatchResult.Later, await provider.Send());

        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        await using var gone = Provider.Services($"http://127.0.0.1:{port}/");
        Assert.Equal(DispatchResult.Later, await gone.GetRequiredService<ISmsChannel>().Send("+966501112233", Text, CancellationToken.None));
    }

    [Fact]
    public async Task Without_a_key_nothing_is_sent()
    {
        await using var provider = await Provider.Start(GraphDouble.Json(200, """{"success":true}"""), ("AppSid", ""));
        Assert.Equal(DispatchResult.NotConfigured, await provider.Send());
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData("SenderId", "", "Sms:SenderId")]
    [InlineData("Timeout", "00:05:00", "Sms:Timeout")]
    [InlineData("Endpoint", "not an address", "Sms:Endpoint")]
    [InlineData("Endpoint", "ftp://sms.example/", "Sms:Endpoint")]
    public void A_wrong_setting_is_named_at_the_start(string key, string value, string told)
    {
        using var services = Provider.Services("http://127.0.0.1:1/", (key, value));
        var wrong = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains(told, wrong.Message, StringComparison.Ordinal);
    }

    /// <summary>A provider that answers as a test says, and a channel that sends to it.</summary>
    private sealed class Provider(GraphDouble server, ServiceProvider services, string address) : IAsyncDisposable
    {
        public System.Collections.Concurrent.ConcurrentQueue<GraphDouble.Seen> Requests => server.Requests;

        public string Address => address;

        public static async Task<Provider> Start(RequestDelegate answer, params (string Key, string Value)[] settings)
        {
            var server = await GraphDouble.Start(answer);
            var address = server.Address + "/rest/SMS/messages";
            return new Provider(server, Services(address, settings), address);
        }

        public static ServiceProvider Services(string address, params (string Key, string Value)[] settings)
        {
            var values = new Dictionary<string, string?>
            {
                ["Sms:AppSid"] = "sid-1", ["Sms:SenderId"] = "SalesFlow", ["Sms:Endpoint"] = address, ["Sms:Timeout"] = "00:00:30",
            };
            foreach (var (key, value) in settings) values["Sms:" + key] = value;
            return new ServiceCollection().AddSalesFlowChannels(new ConfigurationBuilder().AddInMemoryCollection(values).Build()).BuildServiceProvider();
        }

        public Task<DispatchResult> Send() => services.GetRequiredService<ISmsChannel>().Send("+966501112233", Text, CancellationToken.None);

        public async ValueTask DisposeAsync()
        {
            await services.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
