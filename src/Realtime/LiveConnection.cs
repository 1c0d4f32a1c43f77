using Microsoft.Extensions.Logging;
using SalesFlow.Feed;

namespace SalesFlow.Realtime;

/// <summary>Where a connection's events go. Sending waits while the client is slow; only that connection's own loop ever waits.</summary>
internal interface ILiveClient
{
    /// <summary>Hands one event over.</summary>
    Task Event(LiveEvent e, CancellationToken ct);

    /// <summary>Events up to this number are no longer kept: read the lists anew and go on from here.</summary>
    Task Reset(long seq, CancellationToken ct);

    /// <summary>Closes the connection; the client comes back and resumes.</summary>
    void Close();
}

/// <summary>One subscribed connection: a cursor of its own, and one loop that sends in order, once each.</summary>
internal sealed partial class LiveConnection : IAsyncDisposable
{
    private const int Batch = 64;
    private readonly string _tenant;
    private readonly TenantFeed _feed;
    private readonly IFeedReader _reader;
    private readonly ILiveClient _client;
    private readonly Func<FeedItem, bool> _shows;
    private readonly LiveOptions _options;
    private readonly LiveMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopped = new();
    private Task _loop = Task.CompletedTask;
    private long _cursor;
    private long _sendingSince;
    private bool _live;

    public LiveConnection(
        string tenant, TenantFeed feed, long after, IFeedReader reader, ILiveClient client, Func<FeedItem, bool> shows, LiveOptions options,
        LiveMetrics metrics, TimeProvider clock, ILogger log)
    {
        (_tenant, _feed, _cursor, _reader, _client, _shows) = (tenant, feed, after, reader, client, shows);
        (_options, _metrics, _clock, _log) = (options, metrics, clock, log);
    }

    /// <summary>The number sent last.</summary>
    public long Cursor => Interlocked.Read(ref _cursor);

    /// <summary>Begins to send.</summary>
    public void Start() => _loop = Task.Run(Send);

    /// <summary>Closes the connection where it is too slow: one send takes too long, or it fell too far behind after it had caught up.</summary>
    public void CloseIfSlow()
    {
        var since = Interlocked.Read(ref _sendingSince);
        var stuck = since != 0 && _clock.GetElapsedTime(since) > _options.SendTimeout;
        var behind = Volatile.Read(ref _live) && _feed.Ring.Last - Cursor > _options.LongestLag;
        if (!stuck && !behind || _stopped.IsCancellationRequested) return;
        _metrics.SlowClosed();
        LogSlow(stuck ? "one event took too long" : "it fell too far behind");
        _stopped.Cancel();
        _client.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _loop;
        _stopped.Dispose();
    }

    private async Task Send()
    {
        try
        {
            while (!_stopped.IsCancellationRequested)
            {
                await _feed.Ring.Beyond(Cursor).WaitAsync(_stopped.Token);
                var page = _feed.Ring.After(Cursor, Batch) ?? await ReadStored();
                foreach (var item in page) await Hand(item);
                if (Cursor >= _feed.Ring.Last) Volatile.Write(ref _live, true);
            }
        }
        catch (OperationCanceledException)
        {
            // The client went, or was closed for being slow.
        }
        catch (Exception e)
        {
            // Events are numbered: the client notices the closing, comes back, and resumes where it stood.
            LogSendFailed(e);
            _client.Close();
        }
    }

    private async Task<IReadOnlyList<FeedItem>> ReadStored()
    {
        var page = await _reader.Read(_tenant, Cursor, _options.Page, _stopped.Token);
        if (page.Items.Count > 0 && page.Items[0].Seq == Cursor + 1) return page.Items;
        var next = page.Items.Count > 0 ? page.Items[0].Seq - 1 : Math.Max(page.Head, _feed.Ring.Last);
        await _client.Reset(next, _stopped.Token);
        Interlocked.Exchange(ref _cursor, next);
        return page.Items;
    }

    private async Task Hand(FeedItem item)
    {
        Interlocked.Exchange(ref _sendingSince, _clock.GetTimestamp());
        await _client.Event(LiveEvent.Of(item, _shows(item)), _stopped.Token);
        Interlocked.Exchange(ref _sendingSince, 0);
        Interlocked.Exchange(ref _cursor, item.Seq);
        _metrics.Sent();
    }

    [LoggerMessage(1, LogLevel.Information, "A live connection was closed: {Reason}.")]
    private partial void LogSlow(string reason);

    [LoggerMessage(2, LogLevel.Warning, "Sending on a live connection failed; the client resumes.")]
    private partial void LogSendFailed(Exception exception);
}
