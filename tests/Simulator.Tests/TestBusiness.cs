using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Simulator.Webhooks;

namespace SalesFlow.Simulator.Tests;

/// <summary>A business behind a webhook on a free port, as faithful or as faulty as a test wants it.</summary>
internal sealed class TestBusiness : IAsyncDisposable
{
    public const string Secret = "test-app-secret";
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private readonly ConcurrentDictionary<string, byte> _known = new();
    private readonly ConcurrentDictionary<string, Task> _chats = new();
    private int _posts;

    private TestBusiness(WebApplication app) => _app = app;

    /// <summary>Everything that was posted, in order of arrival: body and whether the signature was right.</summary>
    public ConcurrentQueue<(byte[] Body, bool Signed)> Posts { get; } = new();

    /// <summary>The messages that were new, in order of arrival.</summary>
    public ConcurrentQueue<(string From, string Id, string Text)> Received { get; } = new();

    /// <summary>The HTTP status of the n-th post, from 1.</summary>
    public Func<int, int> Answers { get; set; } = _ => 200;

    /// <summary>What to answer a customer with: from, text, how many; null means nothing.</summary>
    public Func<string, string, object?>? Reply { get; set; }

    /// <summary>How often each reply is sent.</summary>
    public int ReplyTimes { get; set; } = 1;

    public bool Deduplicates { get; set; } = true;

    public Uri? Graph { get; set; }

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/webhooks/whatsapp");

    public static async Task<TestBusiness> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var business = new TestBusiness(app);
        app.UseRouting();
        app.MapPost("/webhooks/whatsapp", business.Take);
        await app.StartAsync();
        return business;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task Take(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        var body = buffer.ToArray();
        Posts.Enqueue((body, context.Request.Headers[WebhookSignature.Header] == WebhookSignature.Of(Secret, body)));
        context.Response.StatusCode = Answers(Interlocked.Increment(ref _posts));
        if (context.Response.StatusCode != 200) return;
        using var document = JsonDocument.Parse(body);
        foreach (var change in document.RootElement.GetProperty("entry").EnumerateArray().SelectMany(e => e.GetProperty("changes").EnumerateArray()))
        {
            var value = change.GetProperty("value");
            if (!value.TryGetProperty("messages", out var messages)) continue;
            var number = value.GetProperty("metadata").GetProperty("phone_number_id").GetString()!;
            foreach (var message in messages.EnumerateArray()) Take(number, message);
        }
    }

    private void Take(string number, JsonElement message)
    {
        var id = message.GetProperty("id").GetString()!;
        if (!_known.TryAdd(id, 0) && Deduplicates) return;
        var phone = message.TryGetProperty("from", out var from);
        var customer = (phone ? from : message.GetProperty("from_user_id")).GetString()!;
        var type = message.GetProperty("type").GetString();
        var text = type switch
        {
            "text" => message.GetProperty("text").GetProperty("body").GetString()!,
            "interactive" => message.GetProperty("interactive").EnumerateObject().First(p => p.Value.ValueKind == JsonValueKind.Object).Value.GetProperty("title").GetString()!,
            _ => type!,
        };
        Received.Enqueue((customer, id, text));
        if (Reply is null || type is "reaction" or "edit" or "revoke") return;
        _chats.AddOrUpdate(customer, _ => Send(Task.CompletedTask), (_, before) => Send(before));

        async Task Send(Task before)
        {
            await before;
            if (Reply(customer, text) is not { } content) return;
            for (var time = 0; time < ReplyTimes; time++)
            {
                var body = JsonSerializer.SerializeToNode(content)!.AsObject();
                body["messaging_product"] = "whatsapp";
                body[phone ? "to" : "recipient"] = customer;
                body["biz_opaque_callback_data"] = "reply-to:" + id;
                for (var attempt = 0; attempt < 50; attempt++)
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Graph!, $"/v23.0/{number}/messages")) { Content = JsonContent.Create(body) };
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", GraphFixture.Number.AccessToken);
                    using var answer = await _http.SendAsync(request);
                    if (answer.IsSuccessStatusCode) break;
                }
            }
        }
    }
}
