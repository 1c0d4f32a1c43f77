using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SalesFlow.Feed;

namespace SalesFlow.Realtime;

/// <summary>
/// One tenant's feed on this node: takes hints and heads from outside, and one pump turns them into a gapless run in memory. Hints are only
/// a quick way; what they leave out is read from storage.
/// </summary>
internal sealed partial class TenantFeed : IAsyncDisposable
{
    private readonly string _tenant;
    private readonly IFeedReader _reader;
    private readonly LiveOptions _options;
    private readonly LiveMetrics _metrics;
    private readonly ILogger _log;
    private readonly Channel<FeedHint> _hints;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _pump;
    private long _head;

    public TenantFeed(string tenant, long head, IFeedReader reader, LiveOptions options, LiveMetrics metrics, ILogger log)
    {
        (_tenant, _reader, _options, _metrics, _log, _head) = (tenant, reader, options, metrics, log, head);
        Ring = new EventRing(options.Ring, head);
        _hints = Channel.CreateBounded<FeedHint>(
            new BoundedChannelOptions(options.WaitingHints) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => metrics.HintDropped());
        _pump = Task.Run(Pump);
    }

    /// <summary>The run in memory.</summary>
    public EventRing Ring { get; }

    /// <summary>Head checks in a row that found something of which no hint had told.</summary>
    public int SilentChecks { get; private set; }

    /// <summary>A hint came. Never waits.</summary>
    public void Hint(FeedHint hint)
    {
        SilentChecks = 0;
        _hints.Writer.TryWrite(hint);
    }

    /// <summary>The head was read. Where it is ahead of the run, the pump fills in. Never waits.</summary>
    public void HeadSeen(long head)
    {
        Raise(head);
        if (head <= Ring.Last) return;
        SilentChecks++;
        _hints.Writer.TryWrite(new FeedHint(_tenant, []));
    }

    /// <summary>The stream is subscribed to anew: count from the start.</summary>
    public void ForgetSilence() => SilentChecks = 0;

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _pump;
        _stopped.Dispose();
    }

    private async Task Pump()
    {
        try
        {
            await foreach (var hint in _hints.Reader.ReadAllAsync(_stopped.Token))
            {
                try
                {
                    await Take(hint);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // The next hint or head check tries again: the run never goes on over a gap.
                    _metrics.ReadFailed();
                    LogReadFailed(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: the last connection went.
        }
    }

    private async Task Take(FeedHint hint)
    {
        foreach (var item in hint.Items.OrderBy(i => i.Seq))
        {
            Raise(item.Seq);
            if (item.Seq > Ring.Last + 1) await Fill(item.Seq - 1);
            Ring.TryAdd(item);
        }
        await Fill(Interlocked.Read(ref _head));
    }

    /// <summary>Reads from storage until the run reaches a number.</summary>
    private async Task Fill(long until)
    {
        while (Ring.Last < until)
        {
            var page = await _reader.Read(_tenant, Ring.Last, _options.Page, _stopped.Token);
            if (page.Items.Count == 0)
            {
                // Told of, but not to be read: trimmed where storage's head says so, not yet visible otherwise.
                if (page.Head >= until) Ring.SkipTo(page.Head);
                return;
            }
            if (page.Items[0].Seq > Ring.Last + 1) Ring.SkipTo(page.Items[0].Seq - 1);
            foreach (var item in page.Items) Ring.TryAdd(item);
            _metrics.Filled(page.Items.Count);
        }
    }

    private void Raise(long head)
    {
        long seen;
        while ((seen = Interlocked.Read(ref _head)) < head && Interlocked.CompareExchange(ref _head, head, seen) != seen)
        {
            // Somebody else raised it meanwhile: look again.
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Reading a tenant's feed failed; the next hint or head check tries again.")]
    private partial void LogReadFailed(Exception exception);
}
