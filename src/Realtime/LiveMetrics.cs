using System.Diagnostics.Metrics;

namespace SalesFlow.Realtime;

/// <summary>Figures of the live updates, under the meter <c>SalesFlow.Realtime</c>. No tenant is a tag.</summary>
internal sealed class LiveMetrics
{
    private readonly UpDownCounter<long> _connections;
    private readonly UpDownCounter<long> _tenants;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _filled;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _failures;

    public LiveMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("SalesFlow.Realtime");
        _connections = meter.CreateUpDownCounter<long>("salesflow.live.connections", description: "Connections that are subscribed.");
        _tenants = meter.CreateUpDownCounter<long>("salesflow.live.tenants", description: "Tenants with at least one connection here.");
        _sent = meter.CreateCounter<long>("salesflow.live.events_sent", description: "Events handed to connections.");
        _filled = meter.CreateCounter<long>("salesflow.live.events_filled", description: "Events that no hint had brought, read from storage.");
        _dropped = meter.CreateCounter<long>("salesflow.live.hints_dropped", description: "Hints dropped since the tenant's pump was full.");
        _closed = meter.CreateCounter<long>("salesflow.live.slow_connections_closed", description: "Connections closed since they were too slow.");
        _failures = meter.CreateCounter<long>("salesflow.live.read_failures", description: "Readings of a feed or its head that failed and are repeated.");
    }

    public void Connected(int change) => _connections.Add(change);

    public void Tenants(int change) => _tenants.Add(change);

    public void Sent() => _sent.Add(1);

    public void Filled(int events) => _filled.Add(events);

    public void HintDropped() => _dropped.Add(1);

    public void SlowClosed() => _closed.Add(1);

    public void ReadFailed() => _failures.Add(1);
}
