using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SalesFlow.Entities;
using SalesFlow.Feed;

namespace SalesFlow.Storage.Feed;

/// <summary>
/// This node's doorbell: any number of rings for a shard become one call. It also calls every projector now and then, so that all of them live,
/// wherever a silo has died.
/// </summary>
internal sealed partial class ProjectorDoorbell(
    IGrainFactory grains, IOptions<ProjectionOptions> options, TimeProvider clock, ILogger<ProjectorDoorbell> log)
    : IProjectorDoorbell, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);
    private readonly int[] _rung = new int[EntityStorage.Shards];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Ring(int shard)
    {
        if ((uint)shard >= EntityStorage.Shards) return;
        if (Interlocked.Exchange(ref _rung[shard], 1) == 0) _wake.Writer.TryWrite(true);
    }

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(ProjectorDoorbell), ServiceLifecycleStage.Active,
        _ =>
        {
            _loop = Task.Run(Loop, CancellationToken.None);
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stop.CancelAsync();
            await _loop;
        });

    public void Dispose() => _stop.Dispose();

    private async Task Loop()
    {
        using var keepAlive = new PeriodicTimer(options.Value.KeepAliveInterval, clock);
        var call = CallAll(keepAlive);
        try
        {
            while (await _wake.Reader.WaitToReadAsync(_stop.Token))
            {
                _wake.Reader.TryRead(out _);
                for (var shard = 0; shard < _rung.Length; shard++)
                    if (Interlocked.Exchange(ref _rung[shard], 0) == 1) await Call(shard);
                await Task.Delay(Gather, clock, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
        await call;
    }

    private async Task CallAll(PeriodicTimer every)
    {
        try
        {
            do
            {
                for (var shard = 0; shard < _rung.Length; shard++) KeepAlive(shard);
            }
            while (await every.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    /// <summary>Brings a projector to life where it has none. It looks by itself then; one that lives has nothing to look for.</summary>
    private void KeepAlive(int shard)
    {
        try
        {
            grains.GetGrain<IProjectorGrain>(ProjectorGrain.KeyOf(shard)).Status().Ignore();
        }
        catch (Exception e)
        {
            LogRingLost(e, shard);
        }
    }

    private async Task Call(int shard)
    {
        try
        {
            await grains.GetGrain<IProjectorGrain>(ProjectorGrain.KeyOf(shard)).Ring();
        }
        catch (Exception e)
        {
            // The projector's own poll finds what was committed.
            LogRingLost(e, shard);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A ring for shard {Shard} was lost")]
    private partial void LogRingLost(Exception e, int shard);
}
