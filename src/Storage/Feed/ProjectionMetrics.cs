using System.Diagnostics.Metrics;

namespace SalesFlow.Storage.Feed;

/// <summary>What projectors do, as figures under the meter <c>salesflow.projections</c>.</summary>
internal sealed class ProjectionMetrics
{
    /// <summary>The meter's name.</summary>
    public const string Meter = "salesflow.projections";

    private readonly Counter<long> _events, _failures, _hintsLost;
    private readonly Histogram<double> _lag, _step;

    public ProjectionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Meter);
        _events = meter.CreateCounter<long>("salesflow.projections.events", "{event}", "Events projected.");
        _failures = meter.CreateCounter<long>("salesflow.projections.failures", "{failure}", "Steps that failed and are tried again.");
        _hintsLost = meter.CreateCounter<long>("salesflow.projections.hints.lost", "{hint}", "Live hints that were not published.");
        _lag = meter.CreateHistogram<double>("salesflow.projections.lag", "s", "Age of a batch's oldest event when it was projected.");
        _step = meter.CreateHistogram<double>("salesflow.projections.step.duration", "s", "Duration of a step that projected something.");
    }

    public void Projected(int events, TimeSpan lag, TimeSpan duration)
    {
        _events.Add(events);
        _lag.Record(lag.TotalSeconds);
        _step.Record(duration.TotalSeconds);
    }

    public void Failed() => _failures.Add(1);

    public void HintLost() => _hintsLost.Add(1);
}
