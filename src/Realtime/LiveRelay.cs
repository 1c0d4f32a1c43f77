using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SalesFlow.Feed;

namespace SalesFlow.Realtime;

/// <summary>
/// This node's relay: one subscription and one pump for each tenant that has connections here, none for the others; and one loop that asks for
/// the heads of all of them at once, so that a silent stream is noticed.
/// </summary>
internal sealed partial class LiveRelay(
    IFeedReader reader, ILiveHints hints, IOptions<LiveOptions> options, LiveMetrics metrics, TimeProvider clock, ILogger<LiveRelay> log)
    : BackgroundService
{
    private readonly Dictionary<string, Room> _rooms = [];
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly LiveOptions _options = options.Value;

    /// <summary>Tenants with connections.</summary>
    public int Rooms
    {
        get
        {
            lock (_rooms) return _rooms.Count;
        }
    }

    /// <summary>Adds a connection that wants what comes after a number; a negative number, or one beyond the head, means from the head on.</summary>
    /// <returns>The connection, not yet started, and the head.</returns>
    public async Task<(LiveConnection Connection, long Head)> Join(
        string tenant, long after, ILiveClient client, Func<FeedItem, bool> shows, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            var room = Find(tenant);
            if (room is null)
            {
                var feed = new TenantFeed(tenant, await reader.Head(tenant, ct), reader, _options, metrics, log);
                room = new Room(tenant, feed);
                lock (_rooms) _rooms[tenant] = room;
                metrics.Tenants(1);
                await Subscribe(room);
            }
            var head = room.Feed.Ring.Last;
            var start = after < 0 || after > head ? head : after;
            var connection = new LiveConnection(tenant, room.Feed, start, reader, client, shows, _options, metrics, clock, log);
            lock (room.Connections) room.Connections.Add(connection);
            metrics.Connected(1);
            return (connection, head);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Takes a connection away; with a tenant's last one its subscription and pump end.</summary>
    public async Task Leave(string tenant, LiveConnection connection)
    {
        await connection.DisposeAsync();
        await _gate.WaitAsync();
        try
        {
            if (Find(tenant) is not { } room) return;
            lock (room.Connections)
            {
                if (!room.Connections.Remove(connection)) return;
                metrics.Connected(-1);
                if (room.Connections.Count > 0) return;
            }
            lock (_rooms) _rooms.Remove(tenant);
            metrics.Tenants(-1);
            await Unsubscribe(room);
            await room.Feed.DisposeAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>One round of the loop: heads, silent streams, slow connections.</summary>
    public async Task Check(CancellationToken ct)
    {
        List<Room> rooms;
        lock (_rooms) rooms = [.. _rooms.Values];
        if (rooms.Count == 0) return;
        var heads = await reader.Heads([.. rooms.Select(r => r.Tenant)], ct);
        foreach (var room in rooms)
        {
            if (heads.TryGetValue(room.Tenant, out var head)) room.Feed.HeadSeen(head);
            if (room.Hints is null || room.Feed.SilentChecks >= _options.SilentChecks) await Resubscribe(room, ct);
            LiveConnection[] connections;
            lock (room.Connections) connections = [.. room.Connections];
            foreach (var connection in connections) connection.CloseIfSlow();
        }
    }

    public override void Dispose()
    {
        _gate.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.HeadCheck, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Check(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                metrics.ReadFailed();
                LogCheckFailed(e);
            }
        }
    }

    private Room? Find(string tenant)
    {
        lock (_rooms) return _rooms.GetValueOrDefault(tenant);
    }

    private async Task Resubscribe(Room room, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            // The room may have emptied while this waited.
            if (Find(room.Tenant) != room) return;
            await Unsubscribe(room);
            await Subscribe(room);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task Subscribe(Room room)
    {
        try
        {
            room.Hints = await hints.Subscribe(room.Tenant, room.Feed.Hint);
            room.Feed.ForgetSilence();
        }
        catch (Exception e)
        {
            // Without hints the head check carries the events, later by at most its period; the next round subscribes again.
            LogSubscribeFailed(e);
        }
    }

    private async Task Unsubscribe(Room room)
    {
        if (room.Hints is not { } subscription) return;
        room.Hints = null;
        try
        {
            await subscription.DisposeAsync();
        }
        catch (Exception e)
        {
            LogUnsubscribeFailed(e);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Reading the feeds' heads failed; the next round tries again.")]
    private partial void LogCheckFailed(Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Subscribing to a live stream failed; the next round tries again.")]
    private partial void LogSubscribeFailed(Exception exception);

    [LoggerMessage(3, LogLevel.Information, "Ending a live subscription failed; the stream forgets it by itself.")]
    private partial void LogUnsubscribeFailed(Exception exception);

    private sealed class Room(string tenant, TenantFeed feed)
    {
        public string Tenant { get; } = tenant;

        public TenantFeed Feed { get; } = feed;

        public List<LiveConnection> Connections { get; } = [];

        public IAsyncDisposable? Hints { get; set; }
    }
}
