using System.Diagnostics.Metrics;

namespace SalesFlow.Channels.WhatsApp;

/// <summary>Counts attempts by outcome and code, and measures how long they take.</summary>
internal sealed class WhatsAppMetrics
{
    public const string MeterName = "SalesFlow.Channels";

    private readonly Counter<long> _sends;
    private readonly Counter<long> _typing;
    private readonly Histogram<double> _duration;

    public WhatsAppMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _sends = meter.CreateCounter<long>("salesflow.whatsapp.sends", "{attempt}", "Attempts to send, by outcome and reason.");
        _typing = meter.CreateCounter<long>("salesflow.whatsapp.typing", "{call}", "Typing indicators, by success.");
        _duration = meter.CreateHistogram<double>("salesflow.whatsapp.send.duration", "s", "Time of an attempt that reached for the network.");
    }

    public void Sent(SendResult result, TimeSpan? took)
    {
        var outcome = new KeyValuePair<string, object?>("outcome", Word(result.Kind));
        _sends.Add(1, outcome, new KeyValuePair<string, object?>("reason", result.Reason ?? "none"));
        if (took is { } time) _duration.Record(time.TotalSeconds, outcome);
    }

    public void Typed(bool ok) => _typing.Add(1, new KeyValuePair<string, object?>("outcome", ok ? "ok" : "failed"));

    private static string Word(SendResultKind kind) => kind switch
    {
        SendResultKind.Sent => "sent",
        SendResultKind.Delay => "delay",
        SendResultKind.Failed => "failed",
        SendResultKind.Unknown => "unknown",
        SendResultKind.WindowClosed => "window_closed",
        SendResultKind.ConsentWithdrawn => "consent_withdrawn",
        SendResultKind.NumberStopped => "number_stopped",
        _ => "other",
    };
}
