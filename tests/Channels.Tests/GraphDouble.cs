using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SalesFlow.Channels.Tests;

/// <summary>A real HTTP server that stands in for the Graph API, and a channel that sends to it.</summary>
public sealed class GraphDouble : IAsyncDisposable
{
    public const string SigningKey = "a signing key for tests, long enough";

    private readonly WebApplication _app;
    private readonly ServiceProvider _services;

    public sealed record Seen(string Method, string Path, string? Authorization, string? ContentType, string Body, string Query = "");

    private GraphDouble(WebApplication app, ServiceProvider services, ConcurrentQueue<Seen> requests, string address)
    {
        Address = address;
        _app = app;
        _services = services;
        Requests = requests;
    }

    public ConcurrentQueue<Seen> Requests { get; }

    public string Address { get; }

    public IMessageChannel Channel => _services.GetRequiredService<IMessageChannel>();

    public SalesFlow.Templates.ITemplateChannel Templates => _services.GetRequiredService<SalesFlow.Templates.ITemplateChannel>();

    public NumberCredentials Credentials => new(_services.GetRequiredService<ISecretProtector>().Protect("TOKEN-1"));

    public static async Task<GraphDouble> Start(RequestDelegate answer, TimeSpan? timeout = null)
    {
        var requests = new ConcurrentQueue<Seen>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            requests.Enqueue(new Seen(
                context.Request.Method, context.Request.Path, context.Request.Headers.Authorization, context.Request.ContentType, await reader.ReadToEndAsync(),
                context.Request.QueryString.Value ?? ""));
            await answer(context);
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new GraphDouble(app, Services(address, timeout), requests, address);
    }

    public static ServiceProvider Services(string address, TimeSpan? timeout = null) => new ServiceCollection()
        .AddSalesFlowChannels(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WhatsApp:GraphBaseUrl"] = address,
            ["WhatsApp:ApiVersion"] = "v23.0",
            ["WhatsApp:Timeout"] = (timeout ?? TimeSpan.FromSeconds(30)).ToString("c"),
            ["SalesFlow:Auth:SigningKey"] = SigningKey,
        }).Build())
        .BuildServiceProvider();

    public static RequestDelegate Json(int status, string body, string? retryAfter = null) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        await context.Response.WriteAsync(body);
    };

    public static RequestDelegate Accepts(string wamid = "wamid.OUT1") => Json(200,
        $$"""{"messaging_product":"whatsapp","contacts":[{"input":"966501112233","wa_id":"966501112233"}],"messages":[{"id":"{{wamid}}"}]}""");

    public static SendOrder Order(OutboundContent content, string? to = "966501112233", string? bsuid = null, int attempt = 1) =>
        new("msg-7", attempt, "conv-3", "204060801", "301", to, bsuid, content, false, false);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
