using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

namespace SalesFlow.Chaos.Tests;

/// <summary>A rep's browser in small: it reconnects whenever it is cut off and asks for what came after its last number.</summary>
internal sealed class Watcher : IAsyncDisposable
{
    private readonly HubConnection _hub;
    private readonly CancellationTokenSource _stopped = new();
    private readonly ConcurrentQueue<long> _seen = new();
    private long _last;
    private Task? _running;

    public Watcher(Uri address, Func<Task<string?>> token)
    {
        _hub = new HubConnectionBuilder().WithUrl(new Uri(address, "hubs/inbox"), o => o.AccessTokenProvider = token).Build();
        _hub.On<JsonElement>("Event", e =>
        {
            var seq = e.GetProperty("seq").GetInt64();
            _seen.Enqueue(seq);
            _last = seq;
        });
    }

    /// <summary>Every number that came, in the order that it came.</summary>
    public IReadOnlyList<long> Seen => [.. _seen];

    public int Reconnects { get; private set; } = -1;

    public void Start() => _running = Run();

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        if (_running is not null) await _running;
        await _hub.DisposeAsync();
        _stopped.Dispose();
    }

    private async Task Run()
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                if (_hub.State == HubConnectionState.Disconnected)
                {
                    await _hub.StartAsync(_stopped.Token);
                    await _hub.InvokeAsync<long>("Subscribe", _last, _stopped.Token);
                    Reconnects++;
                }
                await pause.WaitForNextTickAsync(_stopped.Token);
            }
            catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
            {
                return;
            }
            catch (Exception) when (!_stopped.IsCancellationRequested)
            {
                // The product is down; the next tick tries again.
                if (_hub.State != HubConnectionState.Disconnected) await _hub.StopAsync(CancellationToken.None);
                await pause.WaitForNextTickAsync(CancellationToken.None);
            }
        }
    }
}
