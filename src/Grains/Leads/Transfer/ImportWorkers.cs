using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>This silo's importers: take orders from the desk while the silo is active, of each tenant one at a time.</summary>
internal sealed partial class ImportWorkers(ImportDesk desk, LeadImporter importer, IOptions<ImportTuning> tuning, ILogger<ImportWorkers> log)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, string> _busy = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImportOrder> _waiting = new(StringComparer.Ordinal);
    private Task _loops = Task.CompletedTask;

    public void Participate(ISiloLifecycle observer) => observer.Subscribe(nameof(ImportWorkers), ServiceLifecycleStage.Active, Start, Stop);

    public void Dispose() => _stop.Dispose();

    private Task Start(CancellationToken ct)
    {
        _loops = Task.WhenAll(Enumerable.Range(0, tuning.Value.Parallel).Select(_ => Task.Run(Loop, ct)));
        return Task.CompletedTask;
    }

    private async Task Stop(CancellationToken ct)
    {
        await _stop.CancelAsync();
        await _loops.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Loop()
    {
        try
        {
            await foreach (var order in desk.Take(_stop.Token)) await Do(order);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task Do(ImportOrder order)
    {
        if (!_busy.TryAdd(order.Tenant, order.Job))
        {
            // Two imports of one company side by side would not see each other's rows. The same job offered again is being worked on.
            if (_busy.GetValueOrDefault(order.Tenant) != order.Job) _waiting[order.Tenant] = order;
            return;
        }
        try
        {
            if (order.Clean) await importer.Clean(order.Tenant, order.Job);
            else await importer.Run(order.Tenant, order.Job, _stop.Token);
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            // The job's timer comes again when the silence has lasted long enough.
            LogFailed(e);
        }
        finally
        {
            _busy.TryRemove(order.Tenant, out _);
            if (_waiting.TryRemove(order.Tenant, out var next)) desk.Offer(next);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An import broke off; it goes on where it was")]
    private partial void LogFailed(Exception e);
}
