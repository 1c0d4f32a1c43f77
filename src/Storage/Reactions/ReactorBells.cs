using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SalesFlow.Entities;
using SalesFlow.Feed;
using SalesFlow.Storage.Feed;

namespace SalesFlow.Storage.Reactions;

/// <summary>
/// Rings a shard's reactors when its projector has seen an event that concerns them, and calls all of them now and then, so that they live
/// wherever a silo has died. Events that concern nobody ring nowhere.
/// </summary>
internal sealed partial class ReactorBells(
    IEnumerable<IReaction> reactions, IGrainFactory grains, IOptions<ProjectionOptions> options, TimeProvider clock, ILogger<ReactorBells> log)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly (IReaction Reaction, FrozenSet<string> Types)[] _reactions =
        [.. reactions.Select(r => (r, r.EventTypes.ToFrozenSet(StringComparer.Ordinal)))];

    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    /// <summary>A projector has written these. Returns at once; never throws.</summary>
    public void Projected(short shard, IReadOnlyList<FeedHint> hints)
    {
        foreach (var (reaction, types) in _reactions)
            if (hints.Any(h => h.Items.Any(i => types.Contains(i.Type) && reaction.Concerns(i.Type, i.Data ?? "")))) Ring(reaction.Name, shard);
    }

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(ReactorBells), ServiceLifecycleStage.Active,
        _ =>
        {
            if (_reactions.Length > 0) _loop = Task.Run(CallAll, CancellationToken.None);
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stop.CancelAsync();
            await _loop;
        });

    public void Dispose() => _stop.Dispose();

    private async Task CallAll()
    {
        using var every = new PeriodicTimer(options.Value.KeepAliveInterval, clock);
        try
        {
            do
            {
                foreach (var (reaction, _) in _reactions)
                    for (var shard = 0; shard < EntityStorage.Shards; shard++) Wake(reaction.Name, shard);
            }
            while (await every.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private void Ring(string name, int shard)
    {
        try
        {
            grains.GetGrain<IReactorGrain>(ReactorGrain.KeyOf(name, shard)).Ring().Ignore();
        }
        catch (Exception e)
        {
            // The reactor's own poll finds what was committed.
            LogRingLost(e, name, shard);
        }
    }

    private void Wake(string name, int shard)
    {
        try
        {
            grains.GetGrain<IReactorGrain>(ReactorGrain.KeyOf(name, shard)).Status().Ignore();
        }
        catch (Exception e)
        {
            LogRingLost(e, name, shard);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A ring for the reactor {Reaction} of shard {Shard} was lost")]
    private partial void LogRingLost(Exception e, string reaction, int shard);
}
