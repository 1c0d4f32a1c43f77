using System.Diagnostics.Metrics;

namespace SalesFlow.WebApi.Channels;

/// <summary>Counts what the webhook takes in.</summary>
internal sealed class WebhookMetrics
{
    public const string MeterName = "SalesFlow.Webhook";

    private readonly Counter<long> _posts;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _updates;
    private readonly Counter<long> _raw;
    private readonly Counter<long> _identity;

    public WebhookMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _posts = meter.CreateCounter<long>("salesflow.webhook.posts", "{request}", "Posts, by status of the answer.");
        _duration = meter.CreateHistogram<double>("salesflow.webhook.duration", "s", "Time of posts with a good signature, from their headers on.");
        _updates = meter.CreateCounter<long>("salesflow.webhook.updates", "{update}", "Updates taken in, by kind.");
        _raw = meter.CreateCounter<long>("salesflow.webhook.raw", "{update}", "Updates kept as they came, by reason.");
        _identity = meter.CreateCounter<long>("salesflow.webhook.identities", "{step}", "Steps of telling who a customer is.");
    }

    public void Posted(int status) => _posts.Add(1, new KeyValuePair<string, object?>("status", status));

    public void Took(TimeSpan time) => _duration.Record(time.TotalSeconds);

    public void Updates(string kind, int count)
    {
        if (count > 0) _updates.Add(count, new KeyValuePair<string, object?>("kind", kind));
    }

    public void Raw(string reason) => _raw.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Identity(string step) => _identity.Add(1, new KeyValuePair<string, object?>("step", step));
}
