using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SalesFlow.Simulator.Graph;
using SalesFlow.Simulator.Webhooks;

namespace SalesFlow.Simulator.Tests;

/// <summary>A Graph double on a free port, on a clock that the test moves, whose statuses are caught.</summary>
internal sealed class GraphFixture : IAsyncDisposable
{
    public static readonly SimulatedNumber Number = new("106540352242922", "token-a", "966550000001", "102290129340398");
    public static readonly SimulatedNumber Other = new("106540352242923", "token-b", "966550000002", "102290129340398");
    public const string Customer = "966501234567";

    private GraphFixture(GraphDouble graph, FakeTimeProvider time, ConcurrentQueue<WebhookUpdate> updates)
    {
        Graph = graph;
        Time = time;
        Updates = updates;
        Client = new HttpClient { BaseAddress = graph.BaseAddress };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Number.AccessToken);
    }

    public GraphDouble Graph { get; }

    public FakeTimeProvider Time { get; }

    public ConcurrentQueue<WebhookUpdate> Updates { get; }

    public HttpClient Client { get; }

    public static async Task<GraphFixture> Start(Action<GraphOptions>? change = null)
    {
        var options = new GraphOptions { Numbers = [Number, Other] };
        change?.Invoke(options);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 9, 1, 9, 0, 0, TimeSpan.Zero));
        ConcurrentQueue<WebhookUpdate> updates = new();
        var graph = new GraphDouble(
            options,
            update =>
            {
                updates.Enqueue(update);
                return true;
            },
            time, NullLogger.Instance);
        await graph.StartAsync();
        return new GraphFixture(graph, time, updates);
    }

    public static string Text(string body, string? callback = null, string to = "+" + Customer) => JsonSerializer.Serialize(
        new { messaging_product = "whatsapp", recipient_type = "individual", to, type = "text", text = new { body }, biz_opaque_callback_data = callback ?? Guid.NewGuid().ToString("N") });

    public string CustomerWrites(string customer = Customer)
    {
        var wamid = Graph.NewWamid(customer);
        Graph.NoteInbound(Number.PhoneNumberId, customer, wamid);
        return wamid;
    }

    public async Task<(int Status, JsonElement Body)> Post(string json, string? number = null, string part = "messages")
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await Client.PostAsync(new Uri($"/v23.0/{number ?? Number.PhoneNumberId}/{part}", UriKind.Relative), content);
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>The code of the refusal, or 0 where it was taken.</summary>
    public async Task<int> Code(string json, string? number = null)
    {
        var (_, body) = await Post(json, number);
        return body.TryGetProperty("error", out var error) ? error.GetProperty("code").GetInt32() : 0;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Graph.DisposeAsync();
    }
}
