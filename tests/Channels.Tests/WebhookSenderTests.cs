using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SalesFlow.Channels.Security;
using SalesFlow.Channels.Webhooks;
using SalesFlow.Webhooks;

namespace SalesFlow.Channels.Tests;

public sealed class WebhookSenderTests : IAsyncLifetime
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private readonly SecretProtector _secrets = new(GraphDouble.SigningKey);
    private readonly List<(Dictionary<string, string> Headers, string Body)> _seen = [];
    private WebApplication _receiver = null!;
    private string _address = "";
    private RequestDelegate _answer = http => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _receiver = builder.Build();
        _receiver.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            _seen.Add((http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync()));
            await _answer(http);
        });
        await _receiver.StartAsync();
        _address = _receiver.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public void A_signature_is_that_of_the_specification() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSender.Signature(Secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "{\"test\": 2432232314}"));

    [Fact]
    public async Task A_message_is_signed_by_every_secret_and_carries_its_id()
    {
        var answer = await Sender().Send(Message(Secret, "whsec_AAAA"), CancellationToken.None);
        Assert.True(answer.Taken);
        var (headers, body) = Assert.Single(_seen);
        Assert.Equal("{\"a\":\"ب\"}", body);
        Assert.Equal("msg_1", headers["webhook-id"]);
        var timestamp = headers["webhook-timestamp"];
        Assert.Equal(
            [WebhookSender.Signature(Secret, "msg_1", timestamp, body), WebhookSender.Signature("whsec_AAAA", "msg_1", timestamp, body)],
            headers["webhook-signature"].Split(' '));
    }

    [Fact]
    public async Task What_the_receiver_answers_is_told_and_a_redirect_is_not_followed()
    {
        _answer = http =>
        {
            http.Response.StatusCode = 302;
            http.Response.Headers.Location = _address + "/elsewhere";
            return Task.CompletedTask;
        };
        Assert.Equal((302, "status"), Told(await Sender().Send(Message(Secret), CancellationToken.None)));
        Assert.Single(_seen);
        _answer = http =>
        {
            http.Response.StatusCode = 429;
            http.Response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        };
        Assert.Equal(TimeSpan.FromSeconds(120), (await Sender().Send(Message(Secret), CancellationToken.None)).RetryAfter);
        _answer = http =>
        {
            http.Response.StatusCode = 410;
            return Task.CompletedTask;
        };
        Assert.True((await Sender().Send(Message(Secret), CancellationToken.None)).Gone);
    }

    [Fact]
    public async Task A_receiver_that_never_answers_is_left()
    {
        _answer = http => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        var answer = await Sender(timeout: TimeSpan.FromSeconds(1)).Send(Message(Secret), CancellationToken.None);
        Assert.Equal((null, "timeout"), Told(answer));
    }

    [Fact]
    public async Task Nothing_inside_the_installation_can_be_reached()
    {
        var guarded = Sender(privateNetworks: false);
        foreach (var url in new[] { _address, _address.Replace("http:", "https:", StringComparison.Ordinal), "https://localhost/", "https://[::1]/", "https://169.254.169.254/latest/meta-data", "https://2130706433/" })
            Assert.Equal((null, "forbidden_address"), Told(await guarded.Send(Message(Secret) with { Url = url }, CancellationToken.None)));
        Assert.Empty(_seen);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700:4700::1111", true)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("fc00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("::ffff:0:127.0.0.1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("4000::1", false)]
    public void Only_public_addresses_are_public(string address, bool expected) => Assert.Equal(expected, WebhookAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://hooks.example.com/x", null)]
    [InlineData("https://8.8.8.8/", null)]
    [InlineData("http://hooks.example.com/x", "url")]
    [InlineData("hooks", "url")]
    [InlineData("https://localhost:8443/", "public_host")]
    [InlineData("https://localhost./", "public_host")]
    [InlineData("https://2130706433/", "public_host")]
    [InlineData("https://0x7f.1/", "public_host")]
    [InlineData("https://0.0.0.0/", "public_host")]
    [InlineData("https://[::ffff:169.254.169.254]/", "public_host")]
    [InlineData("https://[::1]/", "public_host")]
    [InlineData("https://10.0.0.8/", "public_host")]
    public void What_could_never_be_reached_is_told_beforehand(string url, string? wrong)
    {
        Assert.Equal(wrong, new WebhookAddresses(Options.Create(new WebhookOptions())).Wrong(url));
        Assert.Equal(wrong == "url" && !url.StartsWith("http:", StringComparison.Ordinal) ? "url" : null,
            new WebhookAddresses(Options.Create(new WebhookOptions { AllowPrivateNetworks = true })).Wrong(url));
    }

    private static (int?, string?) Told(WebhookAnswer answer) => (answer.Status, answer.Error);

    private WebhookMessage Message(params string[] secrets) => new("msg_1", _address + "/hook", "{\"a\":\"ب\"}", [.. secrets.Select(_secrets.Protect)]);

    private WebhookSender Sender(bool privateNetworks = true, TimeSpan? timeout = null) => new(
        _secrets, Options.Create(new WebhookOptions { AllowPrivateNetworks = privateNetworks, Timeout = timeout ?? TimeSpan.FromSeconds(15) }), TimeProvider.System);
}
