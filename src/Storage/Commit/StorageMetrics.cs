using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SalesFlow.Storage.Commit;

/// <summary>The meter <c>SalesFlow.Storage</c>.</summary>
internal sealed class StorageMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _commits;
    private readonly Histogram<int> _batch;
    private readonly Histogram<double> _latency;
    private readonly Counter<long> _deliveries;
    private readonly Histogram<double> _late;
    private long _backlog;

    public StorageMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("SalesFlow.Storage");
        _commits = _meter.CreateCounter<long>("salesflow.storage.commits", "{commit}", "Entity commits, by outcome.");
        _batch = _meter.CreateHistogram<int>("salesflow.storage.batch_size", "{commit}", "Commits in one transaction.");
        _latency = _meter.CreateHistogram<double>("salesflow.storage.batch_duration", "s", "Time of one transaction.");
        _deliveries = _meter.CreateCounter<long>("salesflow.due.deliveries", "{delivery}", "Timers delivered, by outcome.");
        _late = _meter.CreateHistogram<double>("salesflow.due.lateness", "s", "How long after its time a timer was delivered.");
        _meter.CreateObservableGauge("salesflow.due.backlog", () => Interlocked.Read(ref _backlog), "{timer}", "Timers that are due and not leased.");
    }

    public void Batch(int size, long since)
    {
        _batch.Record(size);
        _latency.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);
    }

    public void Commits(int count, string outcome) => _commits.Add(count, new KeyValuePair<string, object?>("outcome", outcome));

    public void Delivered(string outcome, TimeSpan late)
    {
        _deliveries.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _late.Record(late.TotalSeconds);
    }

    public void Backlog(long count) => Interlocked.Exchange(ref _backlog, count);

    public void Dispose() => _meter.Dispose();
}
