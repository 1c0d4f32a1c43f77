using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SalesFlow.Agents.Tests.Support;

/// <summary>A real HTTP server that speaks chat completions. Each request takes the next answer of the script; the last one repeats.</summary>
internal sealed class ChatServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, JsonObject, Task>> _script = new();
    private Func<HttpContext, JsonObject, Task> _last = (c, _) => { c.Response.StatusCode = 500; return Task.CompletedTask; };

    private ChatServer(WebApplication app) => _app = app;

    public List<JsonObject> Requests { get; } = [];

    public Uri Endpoint => new(_app.Urls.First() + "/v1");

    public static async Task<ChatServer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ChatServer(app);
        app.MapPost("/v1/chat/completions", server.Handle);
        await app.StartAsync();
        return server;
    }

    public ChatServer Then(Func<HttpContext, JsonObject, Task> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    public ChatServer ThenText(string content, string finish = "stop") =>
        Then((c, _) => Write(c, Completion(new JsonObject { ["role"] = "assistant", ["content"] = content }, finish)));

    public ChatServer ThenJson(JsonObject output) => ThenText(output.ToJsonString());

    public ChatServer ThenRefusal() => Then((c, _) =>
        Write(c, Completion(new JsonObject { ["role"] = "assistant", ["content"] = null, ["refusal"] = "I can't help with that." }, "stop")));

    public ChatServer ThenStatus(int status, string? retryAfter = null) => Then((c, _) =>
    {
        c.Response.StatusCode = status;
        if (retryAfter is not null) c.Response.Headers.RetryAfter = retryAfter;
        return c.Response.WriteAsync("""{"error":{"message":"no","type":"server_error"}}""");
    });

    public ChatServer ThenRaw(string body, string type = "application/json") => Then((c, _) =>
    {
        c.Response.ContentType = type;
        return c.Response.WriteAsync(body);
    });

    public ChatServer ThenSilence() => Then(async (c, _) =>
    {
        var gone = new TaskCompletionSource();
        await using var registration = c.RequestAborted.Register(() => gone.TrySetResult());
        await gone.Task;
    });

    public ChatServer ThenCalls(params (string Tool, string Arguments)[] calls) => Then((c, _) => Write(c, Completion(
        new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = null,
            ["tool_calls"] = new JsonArray([.. calls.Select((call, i) => (JsonNode)new JsonObject
            {
                ["id"] = $"call_{i}", ["type"] = "function", ["function"] = new JsonObject { ["name"] = call.Tool, ["arguments"] = call.Arguments },
            })]),
        }, "tool_calls")));

    /// <summary>A stream of pieces; without an end it breaks off after them.</summary>
    public ChatServer ThenStream(string content, int pieces = 5, bool complete = true) => Then(async (c, _) =>
    {
        c.Response.ContentType = "text/event-stream";
        var size = Math.Max(1, content.Length / pieces);
        for (var i = 0; i < content.Length; i += size)
            await Piece(c, new JsonObject { ["content"] = content.Substring(i, Math.Min(size, content.Length - i)) }, null);
        if (!complete)
        {
            await c.Response.Body.FlushAsync();
            c.Abort();
            return;
        }
        await Piece(c, [], "stop");
        await c.Response.WriteAsync("data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":70,\"completion_tokens\":30,\"total_tokens\":100}}\n\ndata: [DONE]\n\n");
    });

    /// <summary>A stream that ends in good order, but before the model was done.</summary>
    public ChatServer ThenStreamWithoutEnd(string content) => Then(async (c, _) =>
    {
        c.Response.ContentType = "text/event-stream";
        await Piece(c, new JsonObject { ["content"] = content }, null);
    });

    public ChatServer ThenStreamedCall(string tool, params string[] argumentPieces) => Then(async (c, _) =>
    {
        c.Response.ContentType = "text/event-stream";
        JsonObject Call(JsonObject function, bool first)
        {
            var call = new JsonObject { ["index"] = 0, ["function"] = function };
            if (first)
            {
                call["id"] = "call_0";
                call["type"] = "function";
            }
            return new JsonObject { ["tool_calls"] = new JsonArray(call) };
        }
        await Piece(c, Call(new JsonObject { ["name"] = tool, ["arguments"] = "" }, true), null);
        foreach (var piece in argumentPieces) await Piece(c, Call(new JsonObject { ["arguments"] = piece }, false), null);
        await Piece(c, [], "tool_calls");
        await c.Response.WriteAsync("data: [DONE]\n\n");
    });

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    /// <summary>All text that a request carries to the model, by role.</summary>
    public static IReadOnlyList<(string Role, string Text)> Messages(JsonObject request) =>
        [.. request["messages"]!.AsArray().Select(m => (m!["role"]!.GetValue<string>(), Text(m["content"])))];

    private static string Text(JsonNode? content) => content switch
    {
        JsonArray parts => string.Concat(parts.Select(p => p?["text"]?.GetValue<string>())),
        JsonValue value => value.GetValue<string>(),
        _ => string.Empty,
    };

    private async Task Handle(HttpContext context)
    {
        var body = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
        lock (Requests) Requests.Add(body);
        if (_script.TryDequeue(out var next)) _last = next;
        await _last(context, body);
    }

    private static JsonObject Completion(JsonObject message, string finish) => new()
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion",
        ["created"] = 1,
        ["model"] = "double",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = finish }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 70, ["completion_tokens"] = 30, ["total_tokens"] = 100 },
    };

    private static Task Write(HttpContext context, JsonObject body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body.ToJsonString())).AsTask();
    }

    private static async Task Piece(HttpContext context, JsonObject delta, string? finish)
    {
        var chunk = new JsonObject
        {
            ["id"] = "x", ["object"] = "chat.completion.chunk", ["created"] = 1, ["model"] = "double",
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
        };
        await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"data: {chunk.ToJsonString()}\n\n"));
        await context.Response.Body.FlushAsync();
    }
}
