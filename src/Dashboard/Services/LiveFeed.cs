using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace SalesFlow.Dashboard.Services;

/// <summary>
/// The tenant's feed over both hubs. Each connection remembers the last number it saw and asks for what it missed when it comes back, so
/// nothing is lost and nothing is shown twice.
/// </summary>
public sealed class LiveFeed(NavigationManager navigation, Session session, ApiClient api) : IAsyncDisposable
{
    private readonly List<Link> _links = [];

    /// <summary>Raised for each event that the hub shows, in order.</summary>
    public event Action<LiveEvent>? Received;

    /// <summary>Raised when events were passed over, or may have been: what is on the page is to be read again.</summary>
    public event Action? Passed;

    /// <summary>Raised when the state of the connection has changed.</summary>
    public event Action? StateChanged;

    /// <summary>How it stands.</summary>
    public LiveState State => _links.Count == 0 ? LiveState.Offline
        : _links.Exists(l => l.State == LiveState.Offline) ? LiveState.Offline
        : _links.Exists(l => l.State == LiveState.CatchingUp) ? LiveState.CatchingUp : LiveState.Live;

    /// <summary>Connects, unless it is connected.</summary>
    public void Start()
    {
        if (_links.Count > 0) return;
        foreach (var hub in new[] { "pipeline", "inbox" })
        {
            var link = new Link(this, navigation.ToAbsoluteUri($"hubs/{hub}"));
            _links.Add(link);
            _ = link.Run();
        }
    }

    /// <summary>Disconnects.</summary>
    public async Task Stop()
    {
        foreach (var link in _links) await link.DisposeAsync();
        _links.Clear();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Stop();

    private async Task<string?> Token()
    {
        if (session.Tokens is null) return null;
        if (Expires(session.Tokens.AccessToken) < DateTimeOffset.UtcNow.AddSeconds(30)) await api.Refresh();
        return session.Tokens?.AccessToken;
    }

    private static DateTimeOffset Expires(string token)
    {
        try
        {
            var part = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
            using var json = JsonDocument.Parse(Convert.FromBase64String(part.PadRight((part.Length + 3) / 4 * 4, '=')));
            return DateTimeOffset.FromUnixTimeSeconds(json.RootElement.GetProperty("exp").GetInt64());
        }
        catch (Exception e) when (e is FormatException or JsonException or IndexOutOfRangeException or KeyNotFoundException)
        {
            return DateTimeOffset.MaxValue;
        }
    }

    private sealed class Link : IAsyncDisposable
    {
        private const long FromNow = -1;
        private readonly LiveFeed _feed;
        private readonly HubConnection _connection;
        private readonly CancellationTokenSource _stopped = new();
        private long? _last;
        private long _head;

        public Link(LiveFeed feed, Uri uri)
        {
            _feed = feed;
            _connection = new HubConnectionBuilder()
                .WithUrl(uri, o =>
                {
                    // Without a negotiation any web node may answer: no proxy needs to remember which one did.
                    (o.SkipNegotiation, o.Transports) = (true, HttpTransportType.WebSockets);
                    o.AccessTokenProvider = feed.Token;
                })
                .Build();
            _connection.On<LiveEvent>("Event", Take);
            _connection.On<long>("Reset", Skip);
            _connection.Closed += error =>
            {
                Set(LiveState.Offline);
                _ = Run();
                return Task.CompletedTask;
            };
        }

        public LiveState State { get; private set; } = LiveState.Offline;

        /// <summary>Connects and subscribes; tries again with growing pauses until it is stopped.</summary>
        public async Task Run()
        {
            for (var pause = 0.5; !_stopped.IsCancellationRequested; pause = Math.Min(15, pause * 2))
            {
                try
                {
                    if (_connection.State == HubConnectionState.Disconnected) await _connection.StartAsync(_stopped.Token);
                    Set(LiveState.CatchingUp);
                    var fresh = _last is null;
                    _head = await _connection.InvokeAsync<long>("Subscribe", _last ?? FromNow, _stopped.Token);
                    if (fresh) _last ??= _head;
                    if (_last >= _head) Set(LiveState.Live);
                    // The lists of a fresh page may have been read just before the line stood.
                    if (fresh) _feed.Passed?.Invoke();
                    return;
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                catch (Exception)
                {
                    Set(LiveState.Offline);
                    try
                    {
                        await Task.Delay(TimeSpan.FromSeconds(pause), _stopped.Token);
                    }
                    catch (OperationCanceledException)
                    {
                        return;
                    }
                }
            }
        }

        private void Take(LiveEvent e)
        {
            if (e.Seq <= _last) return;
            _last = e.Seq;
            if (State == LiveState.CatchingUp && _last >= _head) Set(LiveState.Live);
            if (e.Type != "hidden") _feed.Received?.Invoke(e);
        }

        /// <summary>The server says that too much was missed to be told one by one.</summary>
        private void Skip(long seq)
        {
            _last = seq;
            if (_last >= _head) Set(LiveState.Live);
            _feed.Passed?.Invoke();
        }

        private void Set(LiveState state)
        {
            if (State == state) return;
            State = state;
            _feed.StateChanged?.Invoke();
        }

        public async ValueTask DisposeAsync()
        {
            await _stopped.CancelAsync();
            await _connection.DisposeAsync();
            _stopped.Dispose();
        }
    }
}

/// <summary>How the live connection stands.</summary>
public enum LiveState
{
    /// <summary>No connection: what is on the page may be old.</summary>
    Offline,
    /// <summary>Connected, reading what was missed.</summary>
    CatchingUp,
    /// <summary>Everything is as it is now.</summary>
    Live,
}

/// <summary>One event of the feed.</summary>
public sealed record LiveEvent(long Seq, string Id, string Type, string Entity, string EntityId, long Version, DateTimeOffset At, JsonElement? Data);
