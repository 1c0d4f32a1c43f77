using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Storage.Commit;

namespace SalesFlow.Storage.Due;

/// <summary>
/// Delivers due timers to their grains while the silo is active: at least once, every tenant in its turn. The grain's own commit removes the
/// row; a crash on either side only means another delivery, which the token makes harmless.
/// </summary>
internal sealed partial class DueDispatcher(
    IDueStore store, IServiceProvider services, DueAlarm alarm, StorageMetrics metrics, IOptions<DueOptions> options, TimeProvider time,
    ILogger<DueDispatcher> log) : ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    private const int BacklogCounted = 100_000;
    private static readonly TimeSpan BacklogEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(2);

    private readonly DueOptions _options = options.Value;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _underWay = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _deliveries = [];
    private TaskCompletionSource? _room;
    private Task _loop = Task.CompletedTask;
    private IDueGrainResolver? _resolver;
    private string? _around;
    private DateTimeOffset _backlogCounted;

    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        nameof(DueDispatcher), ServiceLifecycleStage.Active, _ => Start(services.GetService<IDueGrainResolver>()), Stop);

    /// <summary>Starts delivering; without a resolver there are no grains with timers and nothing to do.</summary>
    public Task Start(IDueGrainResolver? resolver)
    {
        _resolver = resolver;
        if (resolver is null) LogNoResolver();
        else _loop = Task.Run(Run);
        return Task.CompletedTask;
    }

    /// <summary>Takes no more timers, and waits for the deliveries under way as long as the token allows. What is cut off is delivered again.</summary>
    public async Task Stop(CancellationToken ct)
    {
        await _stop.CancelAsync();
        await _loop;
        Task[] left;
        lock (_gate) left = [.. _deliveries];
        await Task.WhenAll(left).WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested) await Stop(CancellationToken.None);
        _stop.Dispose();
    }

    private async Task Run()
    {
        var ct = _stop.Token;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await CountBacklog(ct);
                if (!await TakeAndDeliver(ct)) await alarm.Wait(_options.PollInterval, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogTakingFailed(e);
                await Task.Delay(PauseAfterFailure, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Takes what is due and starts delivering it. False where there is nothing more to take now.</summary>
    private async Task<bool> TakeAndDeliver(CancellationToken ct)
    {
        var free = await FreePlaces(ct);
        var now = time.GetUtcNow();
        List<string> busy;
        lock (_gate) busy = [.. _underWay.Where(t => t.Value > _options.PerTenant / 2).Select(t => t.Key)];
        var request = new LeaseRequest(now, now + _options.Lease, free, Math.Min(_options.PerTenant, free), busy);
        IReadOnlyList<DueItem> items;
        bool crowded;
        if (_around is null)
        {
            (items, crowded) = await store.LeaseOldest(request, ct);
            // So much is due that the oldest rows may all be one tenant's: go around the tenants once before looking at them again.
            if (crowded) _around = "";
        }
        else
        {
            (items, _around) = await store.LeaseAround(request, _around, ct);
            crowded = true;
        }
        foreach (var item in items) Deliver(item);
        return crowded ? items.Count > 0 || busy.Count == 0 : items.Count == free;
    }

    /// <summary>Waits until a good part of the places is free, so that one question takes more than one timer.</summary>
    private async Task<int> FreePlaces(CancellationToken ct)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                var free = _options.Parallel - _deliveries.Count;
                if (free >= EnoughFree) return free;
                room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            await room.WaitAsync(ct);
        }
    }

    private int EnoughFree => Math.Max(1, _options.Parallel / 4);

    private void Deliver(DueItem item)
    {
        lock (_gate) _underWay[item.Key.Tenant] = _underWay.GetValueOrDefault(item.Key.Tenant) + 1;
        var delivery = DeliverAndSettle(item);
        lock (_gate) _deliveries.Add(delivery);
        _ = delivery.ContinueWith(
            done =>
            {
                lock (_gate)
                {
                    _deliveries.Remove(done);
                    if (_room is not null && _options.Parallel - _deliveries.Count >= EnoughFree)
                    {
                        _room.SetResult();
                        _room = null;
                    }
                    if (--_underWay[item.Key.Tenant] == 0) _underWay.Remove(item.Key.Tenant);
                }
            }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task DeliverAndSettle(DueItem item)
    {
        await Task.Yield();
        var late = time.GetUtcNow() - item.DueAt;
        try
        {
            TenantScope.Enter(item.Key.Tenant);
            var grain = _resolver!.Resolve(item.Key.Kind, TenantKey.Format(item.Key.Tenant, item.Key.Id))
                ?? throw new InvalidOperationException($"No grain of this build has timers of the kind '{item.Key.Kind}'.");
            var outcome = await grain.OnDue(item.Name, item.Token);
            metrics.Delivered(OutcomeName(outcome), late);
            if (outcome is DueOutcome.Stale) await store.Remove(item, CancellationToken.None);
        }
        catch (Exception e)
        {
            metrics.Delivered("failed", late);
            LogDeliveryFailed(e, item.Key.Kind, Word(item.Name), item.Attempt);
            await PutOff(item);
        }
    }

    private async Task PutOff(DueItem item)
    {
        var factor = Math.Pow(2, Math.Min(item.Attempt - 1, 20));
        // Two items whose handlers waited for each other must not meet again each time: up to a quarter less, by chance.
        var pause = TimeSpan.FromTicks((long)(Math.Min(_options.RetryAfter.Ticks * factor, _options.RetryAtMost.Ticks) * (1 - Random.Shared.NextDouble() / 4)));
        try
        {
            await store.PutOff(item, time.GetUtcNow() + pause, CancellationToken.None);
        }
        catch (Exception e)
        {
            // The lease runs out by itself.
            LogDeliveryFailed(e, item.Key.Kind, Word(item.Name), item.Attempt);
        }
    }

    private async Task CountBacklog(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (now - _backlogCounted < BacklogEvery) return;
        _backlogCounted = now;
        metrics.Backlog(await store.Backlog(now, BacklogCounted, ct));
    }

    private static string OutcomeName(DueOutcome outcome) => outcome switch
    {
        DueOutcome.Done => "done",
        DueOutcome.Stale => "stale",
        _ => "pending",
    };

    // What follows the colon is told by others, such as the name of a customer's file: it belongs in no log.
    private static string Word(string name) => name.IndexOf(':', StringComparison.Ordinal) is > 0 and var end ? name[..end] : name;

    [LoggerMessage(Level = LogLevel.Information, Message = "No resolver of timers is registered: due timers are not delivered here")]
    private partial void LogNoResolver();

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking for due timers failed; it is tried again")]
    private partial void LogTakingFailed(Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivering the timer {Name} of a {Kind} failed at attempt {Attempt}; it is delivered again")]
    private partial void LogDeliveryFailed(Exception e, string kind, string name, int attempt);
}
