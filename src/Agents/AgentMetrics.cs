using System.Diagnostics.Metrics;

namespace SalesFlow.Agents;

/// <summary>The meter <c>salesflow.agents</c>: runs, fallbacks, model calls, tokens, guards. Tags hold ids of agents and stable words only.</summary>
internal sealed class AgentMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "salesflow.agents";

    private readonly Meter _meter;
    private readonly Counter<long> _runs;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _repairs;
    private readonly Counter<long> _refusedTools;
    private readonly Histogram<double> _runTime;
    private readonly Histogram<double> _callTime;

    public AgentMetrics(IMeterFactory? meters = null)
    {
        _meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _runs = _meter.CreateCounter<long>("salesflow.agents.runs", "{run}", "Runs by agent and engine");
        _fallbacks = _meter.CreateCounter<long>("salesflow.agents.fallbacks", "{run}", "Runs in which the offline engine stood in, by reason");
        _failures = _meter.CreateCounter<long>("salesflow.agents.model.failures", "{call}", "Calls to the model that failed, by reason");
        _tokens = _meter.CreateCounter<long>("salesflow.agents.model.tokens", "{token}", "Tokens, by direction");
        _repairs = _meter.CreateCounter<long>("salesflow.agents.repairs", "{answer}", "Answers sent back to the model, by reason");
        _refusedTools = _meter.CreateCounter<long>("salesflow.agents.tools.refused", "{call}", "Tool calls that were refused, by reason");
        _runTime = _meter.CreateHistogram<double>("salesflow.agents.run.duration", "s", "Time of a run");
        _callTime = _meter.CreateHistogram<double>("salesflow.agents.model.duration", "s", "Time of a call to the model");
    }

    public void RunEnded(string agent, string engine, string? fallback, TimeSpan time)
    {
        _runs.Add(1, new("agent", agent), new("engine", engine));
        if (fallback is not null) _fallbacks.Add(1, new("agent", agent), new("reason", fallback));
        _runTime.Record(time.TotalSeconds, new("agent", agent), new("engine", engine));
    }

    public void ModelAnswered(string agent, TimeSpan time, int input, int output)
    {
        _callTime.Record(time.TotalSeconds, new KeyValuePair<string, object?>("agent", agent));
        _tokens.Add(input, new("agent", agent), new("direction", "input"));
        _tokens.Add(output, new("agent", agent), new("direction", "output"));
    }

    public void ModelFailed(string reason) => _failures.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Repaired(string agent, string reason) => _repairs.Add(1, new("agent", agent), new("reason", reason));

    public void ToolRefused(string agent, string reason) => _refusedTools.Add(1, new("agent", agent), new("reason", reason));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
