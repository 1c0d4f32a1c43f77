using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace SalesFlow.Channels.Tests;

public sealed class SendTests
{
    private static readonly OutboundContent Hello = OutboundContent.OfText("أهلاً");

    [Fact]
    public async Task A_message_that_is_taken_gives_its_id()
    {
        await using var graph = await GraphDouble.Start(GraphDouble.Accepts("wamid.OUT9"));
        var result = await graph.Channel.Send(GraphDouble.Order(Hello), graph.Credentials, default);
        Assert.Equal(new SendResult(SendResultKind.Sent, "wamid.OUT9"), result);
        var request = Assert.Single(graph.Requests);
        Assert.Equal(("POST", "/v23.0/204060801/messages", "Bearer TOKEN-1", "application/json"), (request.Method, request.Path, request.Authorization, request.ContentType));
        Assert.Equal("sf1:conv-3:msg-7", JsonNode.Parse(request.Body)!["biz_opaque_callback_data"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_template_that_is_held_is_sent_and_says_so()
    {
        await using var graph = await GraphDouble.Start(GraphDouble.Json(200, """{"messages":[{"id":"wamid.H","message_status":"held_for_quality_assessment"}]}"""));
        Assert.Equal(
            new SendResult(SendResultKind.Sent, "wamid.H", Reason: "held_for_quality_assessment"),
            await graph.Channel.Send(GraphDouble.Order(Hello), graph.Credentials, default));
    }

    [Theory]
    [InlineData(429, 130429, SendResultKind.Delay, "throughput")]
    [InlineData(400, 130429, SendResultKind.Delay, "throughput")]
    [InlineData(400, 131056, SendResultKind.Delay, "pair_rate")]
    [InlineData(400, 131047, SendResultKind.WindowClosed, "window_closed")]
    [InlineData(400, 131050, SendResultKind.ConsentWithdrawn, "marketing_stopped_by_customer")]
    [InlineData(401, 190, SendResultKind.NumberStopped, "token")]
    [InlineData(404, 132001, SendResultKind.Failed, "template_missing")]
    [InlineData(500, 131000, SendResultKind.Delay, "channel_trouble")]
    [InlineData(503, 2, SendResultKind.Delay, "channel_trouble")]
    public async Task An_error_of_the_channel_is_an_answer_even_under_a_server_error(int status, int code, SendResultKind kind, string reason)
    {
        await using var graph = await GraphDouble.Start(GraphDouble.Json(status, $$$"""
            {"error":{"message":"(#{{{code}}}) x","type":"OAuthException","code":{{{code}}},"error_data":{"messaging_product":"whatsapp","details":"تفاصيل"},"fbtrace_id":"A"}}
            """));
        var result = await graph.Channel.Send(GraphDouble.Order(Hello), graph.Credentials, default);
        Assert.Equal((kind, code, reason), (result.Kind, result.ErrorCode, result.Reason));
        Assert.Single(graph.Requests);
    }

    [Theory]
    [InlineData(200, "garbage", SendResultKind.Unknown)]
    [InlineData(200, "{}", SendResultKind.Unknown)]
    [InlineData(200, "", SendResultKind.Unknown)]
    [InlineData(500, "<html>oops</html>", SendResultKind.Unknown)]
    [InlineData(502, "", SendResultKind.Unknown)]
    [InlineData(504, "{\"error\":{}}", SendResultKind.Unknown)]
    [InlineData(404, "<html>proxy</html>", SendResultKind.Delay)]
    [InlineData(307, "", SendResultKind.Delay)]
    [InlineData(429, "", SendResultKind.Delay)]
    [InlineData(401, "", SendResultKind.NumberStopped)]
    public async Task An_answer_that_is_not_the_channels_own_is_judged_with_care(int status, string body, SendResultKind kind)
    {
        await using var graph = await GraphDouble.Start(GraphDouble.Json(status, body));
        var result = await graph.Channel.Send(GraphDouble.Order(Hello), graph.Credentials, default);
        Assert.Equal(kind, result.Kind);
        if (kind == SendResultKind.Delay) Assert.True(result.RetryAfter > TimeSpan.Zero);
        Assert.Single(graph.Requests);
    }

    [Fact]
    public async Task The_wait_that_the_answer_asks_for_is_kept()
    {
        await using var graph = await GraphDouble.Start(GraphDouble.Json(429, """{"error":{"code":130429}}""", retryAfter: "55"));
        Assert.Equal(TimeSpan.FromSeconds(55), (await graph.Channel.Send(GraphDouble.Order(Hello), graph.Credentials, default)).RetryAfter);
    }

    [Fact]
    public async Task An_answer_without_end_is_unknown_and_ends()
    {
        await using var graph = await GraphDouble.Start(async context =>
        {
            var block = Encoding.ASCII.GetBytes(new string(' ', 8192));
            for (var i = 0; i < 64; i++) await context.Response.Body.WriteAsync(block);
        });
        Assert.Equal(SendResultKind.Unknown, (await graph.Channel.Send(GraphDouble.Order(Hello), graph.Credentials, default)).Kind);
    }

    [Fact]
    public async Task Nobody_answering_after_the_message_left_is_unknown()
    {
        await using var graph = await GraphDouble.Start(async context =>
        {
            var never = new TaskCompletionSource();
            await using var _ = context.RequestAborted.Register(() => never.TrySetResult());
            await never.Task;
        }, timeout: TimeSpan.FromMilliseconds(400));
        var result = await graph.Channel.Send(GraphDouble.Order(Hello), graph.Credentials, default);
        Assert.Equal(new SendResult(SendResultKind.Unknown, Reason: "timeout"), result);
    }

    [Fact]
    public async Task A_connection_lost_after_the_message_left_is_unknown()
    {
        await using var graph = await GraphDouble.Start(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        Assert.Equal(new SendResult(SendResultKind.Unknown, Reason: "connection_lost"), await graph.Channel.Send(GraphDouble.Order(Hello), graph.Credentials, default));
        Assert.Single(graph.Requests);
    }

    [Fact]
    public async Task A_kept_connection_that_closes_on_a_message_does_not_send_it_twice()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var bodies = new System.Collections.Concurrent.ConcurrentQueue<string>();
        // Answers the first request of a connection and closes it, politely, on having read the second.
        var serving = Serve();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var services = GraphDouble.Services($"http://127.0.0.1:{port}");
        var channel = services.GetRequiredService<IMessageChannel>();
        var credentials = new NumberCredentials(services.GetRequiredService<ISecretProtector>().Protect("T"));

        var first = await channel.Send(GraphDouble.Order(OutboundContent.OfText("one")), credentials, default);
        var second = await channel.Send(GraphDouble.Order(OutboundContent.OfText("two")), credentials, default);

        Assert.Equal(SendResultKind.Sent, first.Kind);
        Assert.Equal(SendResultKind.Unknown, second.Kind);
        Assert.Single(bodies, b => b.Contains("two", StringComparison.Ordinal));
        await stop.CancelAsync();
        await serving;

        async Task Serve()
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync(stop.Token);
                    var stream = client.GetStream();
                    bodies.Enqueue(await ReadRequest(stream));
                    var answer = """{"messages":[{"id":"wamid.1"}]}""";
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {answer.Length}\r\n\r\n{answer}"), stop.Token);
                    bodies.Enqueue(await ReadRequest(stream));
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }

        async Task<string> ReadRequest(NetworkStream stream)
        {
            var text = new StringBuilder();
            var buffer = new byte[4096];
            while (true)
            {
                var read = await stream.ReadAsync(buffer, stop.Token);
                if (read == 0) return text.ToString();
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
                if (text.ToString().EndsWith("}}", StringComparison.Ordinal)) return text.ToString();
            }
        }
    }

    [Fact]
    public async Task Nobody_listening_means_that_nothing_was_sent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var services = GraphDouble.Services($"http://127.0.0.1:{port}");
        var credentials = new NumberCredentials(services.GetRequiredService<ISecretProtector>().Protect("T"));
        var result = await services.GetRequiredService<IMessageChannel>().Send(GraphDouble.Order(Hello, attempt: 3), credentials, default);
        Assert.Equal((SendResultKind.Delay, "unreachable"), (result.Kind, result.Reason));
        Assert.InRange(result.RetryAfter!.Value.TotalSeconds, 8, 12);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_means_that_nothing_was_sent()
    {
        await using var services = GraphDouble.Services("http://graph.invalid");
        var credentials = new NumberCredentials(services.GetRequiredService<ISecretProtector>().Protect("T"));
        var result = await services.GetRequiredService<IMessageChannel>().Send(GraphDouble.Order(Hello), credentials, default);
        Assert.Equal(SendResultKind.Delay, result.Kind);
    }

    [Fact]
    public async Task What_is_beyond_a_limit_never_leaves()
    {
        await using var graph = await GraphDouble.Start(GraphDouble.Accepts());
        var result = await graph.Channel.Send(GraphDouble.Order(OutboundContent.OfText(new string('x', 5000))), graph.Credentials, default);
        Assert.Equal(new SendResult(SendResultKind.Failed, Reason: "text_too_long"), result);
        Assert.Empty(graph.Requests);
    }

    [Fact]
    public async Task A_token_that_cannot_be_opened_stops_the_number()
    {
        await using var graph = await GraphDouble.Start(GraphDouble.Accepts());
        var result = await graph.Channel.Send(GraphDouble.Order(Hello), new NumberCredentials("v1.AAAA"), default);
        Assert.Equal(new SendResult(SendResultKind.NumberStopped, Reason: "token_unreadable"), result);
        Assert.Empty(graph.Requests);
    }

    [Fact]
    public async Task Typing_marks_the_message_as_read()
    {
        await using var graph = await GraphDouble.Start(GraphDouble.Json(200, """{"success":true}"""));
        await graph.Channel.ShowTyping("204060801", "wamid.IN", graph.Credentials, default);
        var request = Assert.Single(graph.Requests);
        Assert.Equal("/v23.0/204060801/messages", request.Path);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"messaging_product":"whatsapp","status":"read","message_id":"wamid.IN","typing_indicator":{"type":"text"}}"""), JsonNode.Parse(request.Body)));
    }

    [Fact]
    public async Task Typing_that_fails_is_only_counted()
    {
        await using var graph = await GraphDouble.Start(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        var outcomes = new List<object?>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "salesflow.whatsapp.typing") listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            lock (outcomes) outcomes.Add(tags[0].Value);
        });
        meters.Start();
        await graph.Channel.ShowTyping("204060801", "wamid.IN", graph.Credentials, default);
        await graph.Channel.ShowTyping("204060801", "wamid.IN", new NumberCredentials("broken"), default);
        lock (outcomes) Assert.True(outcomes.Count(o => Equals(o, "failed")) >= 2);
    }

    [Fact]
    public async Task Many_messages_share_few_connections()
    {
        var connections = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        await using var graph = await GraphDouble.Start(context =>
        {
            connections[context.Connection.Id] = true;
            return GraphDouble.Accepts()(context);
        });
        var credentials = graph.Credentials;
        for (var i = 0; i < 50; i++) Assert.Equal(SendResultKind.Sent, (await graph.Channel.Send(GraphDouble.Order(Hello), credentials, default)).Kind);
        Assert.Single(connections);
    }
}
