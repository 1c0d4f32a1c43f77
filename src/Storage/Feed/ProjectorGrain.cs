using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Feed;

namespace SalesFlow.Storage.Feed;

/// <summary>Keeps one shard's engine going: at once when it is rung for, by itself at each poll, and never faster than is worth while.</summary>
[GrainType("projector")]
internal sealed partial class ProjectorGrain(
    ProjectorEngines engines, IProjectionStore store, Channels.RawUpdateStore rawUpdates, IOptions<ProjectionOptions> options,
    ProjectionMetrics metrics, TimeProvider clock, Reactions.ReactorBells reactors, ILogger<ProjectorGrain> log) : Grain, IProjectorGrain
{
    private const int TrimLimit = 2000;
    private const int TrimRounds = 20;
    private const int MostLooks = 12;
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);

    private readonly ProjectionOptions _options = options.Value;
    private short _shard;
    private ProjectorEngine _engine = null!;
    private IGrainTimer _timer = null!;
    private bool _rung, _working, _armed, _reported;
    private int _failures, _emptyRings;
    private DateTimeOffset _notBefore, _trimAt;
    private Task _hints = Task.CompletedTask;

    /// <summary>The key of a shard's projector.</summary>
    public static string KeyOf(int shard) => TenantKey.Format(TenantKey.Platform, string.Create(CultureInfo.InvariantCulture, $"shard-{shard}"));

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = TenantKey.Parse(this.GetPrimaryKeyString());
        if (key.Tenant != TenantKey.Platform || !key.Id.StartsWith("shard-", StringComparison.Ordinal)
            || !short.TryParse(key.Id.AsSpan("shard-".Length), NumberStyles.None, CultureInfo.InvariantCulture, out _shard)
            || _shard >= EntityStorage.Shards)
            throw new InvalidOperationException("A projector's key is platform/shard-{n}, n below the number of shards.");
        _engine = engines.For(_shard);
        _trimAt = clock.GetUtcNow() + (_options.TrimInterval * ((_shard + 1.0) / EntityStorage.Shards));
        _timer = this.RegisterGrainTimer(Work, new GrainTimerCreationOptions(TimeSpan.Zero, _options.PollInterval) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public Task Ring()
    {
        _rung = true;
        if (!_working) Arm();
        return Task.CompletedTask;
    }

    public Task<ProjectorStatus> Status() => Task.FromResult(new ProjectorStatus(_engine.Stopped is null, _engine.Position, _engine.Stopped));

    private async Task Work(CancellationToken ct)
    {
        _armed = false;
        if (clock.GetUtcNow() < _notBefore)
        {
            if (_rung) Arm();
            return;
        }
        _working = true;
        try
        {
            await ProjectAll(ct);
            _failures = 0;
            if (clock.GetUtcNow() >= _trimAt) await Trim(ct);
        }
        catch (FencedException)
        {
            LogFenced(_shard);
            DeactivateOnIdle();
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            metrics.Failed();
            _failures = Math.Min(_failures + 1, 10);
            var wait = TimeSpan.FromMilliseconds(50 * (1 << _failures));
            _notBefore = clock.GetUtcNow() + (wait < LongestBackOff ? wait : LongestBackOff);
            LogFailed(e, _shard, _failures);
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            // Deactivation, in whatever form it broke the step off: all of it was written or nothing.
        }
        finally
        {
            _working = false;
            if (_rung) Arm();
        }
    }

    private async Task ProjectAll(CancellationToken ct)
    {
        ProjectedStep step;
        do
        {
            var rung = _rung;
            _rung = false;
            var since = clock.GetTimestamp();
            step = await _engine.Step(ct);
            var took = clock.GetElapsedTime(since);
            if (step.Events > 0)
            {
                metrics.Projected(step.Events, clock.GetUtcNow() - step.Oldest!.Value, took);
                reactors.Projected(_shard, step.Feed);
                if (_hints.IsCompleted) _hints = Publish(step.Feed);
                else metrics.HintLost();
            }
            Pause(rung, step.Events, took);
        }
        while (step.Full && _engine.Stopped is null && !ct.IsCancellationRequested);
        if (_engine.Stopped is null || _reported) return;
        _reported = true;
        LogStopped(_shard, _engine.Position);
    }

    /// <summary>How long a busy shard gathers events before its next batch.</summary>
    private void Pause(bool rung, int events, TimeSpan took)
    {
        var pause = took * 12;
        if (pause < _options.ShortestPause) pause = _options.ShortestPause;
        if (pause > _options.LongestPause) pause = _options.LongestPause;
        // What was rung for may still stand behind a transaction that runs: look again for some seconds, after twice as long each time.
        _emptyRings = events > 0 || !(rung || _emptyRings > 0) ? 0 : _emptyRings + 1;
        if (_emptyRings is > 0 and <= MostLooks)
        {
            _rung = true;
            pause *= 1 << Math.Min(_emptyRings - 1, 4);
            if (pause > _options.LongestPause) pause = _options.LongestPause;
        }
        else
        {
            _emptyRings = 0;
        }
        _notBefore = clock.GetUtcNow() + pause;
    }

    private void Arm()
    {
        if (_armed) return;
        _armed = true;
        var wait = _notBefore - clock.GetUtcNow();
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, _options.PollInterval);
    }

    private async Task Publish(IReadOnlyList<FeedHint> hints)
    {
        foreach (var hint in hints)
        {
            try
            {
                var stream = this.GetStreamProvider(LiveStream.Provider).GetStream<FeedHint>(StreamId.Create(LiveStream.Namespace, hint.Tenant));
                await stream.OnNextAsync(hint);
            }
            catch (Exception e)
            {
                // A listener that misses a hint sees it from the next number, or from the feed's head.
                metrics.HintLost();
                LogHintLost(e, _shard);
            }
        }
    }

    private async Task Trim(CancellationToken ct)
    {
        _trimAt = clock.GetUtcNow() + _options.TrimInterval;
        var before = clock.GetUtcNow() - _options.KeepFeed;
        for (var i = 0; i < TrimRounds && await store.Trim(_shard, before, TrimLimit, ct) > 0; i++) ct.ThrowIfCancellationRequested();
        if (_shard != 0) return;
        for (var i = 0; i < TrimRounds && await rawUpdates.Trim(ct) > 0; i++) ct.ThrowIfCancellationRequested();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Projector of shard {Shard} was replaced by another and ends")]
    private partial void LogFenced(short shard);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Projector of shard {Shard} failed {Failures} times in a row and tries again")]
    private partial void LogFailed(Exception e, short shard, int failures);

    [LoggerMessage(Level = LogLevel.Error, Message = "Projector of shard {Shard} stopped after position {Position}: it cannot fold the next event")]
    private partial void LogStopped(short shard, long position);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A live hint of shard {Shard} was not published")]
    private partial void LogHintLost(Exception e, short shard);
}
