using SalesFlow.Simulator.Common;
using SalesFlow.Simulator.Webhooks;

namespace SalesFlow.Simulator.Graph;

/// <summary>Sends the statuses of accepted messages at their time, and bills what is delivered.</summary>
internal sealed class StatusDesk : IDisposable
{
    private const int Capacity = 300_000;
    private readonly GraphOptions _options;
    private readonly TimeProvider _time;
    private readonly BillBook _bills;
    private readonly Func<WebhookUpdate, bool> _post;
    private readonly DelayQueue<Planned> _planned;

    public StatusDesk(GraphOptions options, TimeProvider time, BillBook bills, Func<WebhookUpdate, bool> post, Action<Exception> failed)
    {
        _options = options;
        _time = time;
        _bills = bills;
        _post = post;
        _planned = new DelayQueue<Planned>(time, Capacity, Send, failed);
    }

    /// <summary>How many statuses wait.</summary>
    public int Waiting => _planned.Count;

    /// <summary>Whether the life of another message fits.</summary>
    public bool HasRoom => _planned.Count < Capacity - 8;

    /// <summary>Plans the life of a message. An <paramref name="error"/> makes it fail after it was sent.</summary>
    public void Plan(SimulatedNumber number, SentMessage message, bool toBsuid, FaultOptions faults, GraphError? error)
    {
        Add("sent", _options.SentAfter);
        if (error is not null)
        {
            Add("failed", _options.DeliveredAfter);
            return;
        }

        Add("delivered", _options.DeliveredAfter);
        if (Chance("read") < _options.ReadShare) Add("read", _options.ReadAfter);

        void Add(string status, TimeSpan delay)
        {
            if (Chance("hold-" + status) < faults.ShuffledStatuses) delay += faults.StatusSpread * Chance("held-" + status);
            var planned = new Planned(number, message, status, toBsuid, error, true);
            _planned.TryAdd(planned, delay);
            if (Chance("twice-" + status) < faults.DuplicateStatuses)
                _planned.TryAdd(planned with { IsFirst = false }, delay + (faults.StatusSpread * Chance("again-" + status)));
        }

        double Chance(string what) => Seeded.Share((ulong)_options.Seed, what, message.Sequence);
    }

    /// <inheritdoc />
    public void Dispose() => _planned.Dispose();

    private void Send(Planned planned)
    {
        var (number, message, status, toBsuid, error, isFirst) = planned;
        var now = _time.GetUtcNow();
        if (status == "delivered" && isFirst) _bills.Charge(number.PhoneNumberId, message.Price, now);
        if (!_options.Statuses) return;
        _post(status == "failed" && error is not null
            ? Updates.Status(number, message, status, now, toBsuid, priced: false, error.Code, error.Title, error.Details)
            : Updates.Status(number, message, status, now, toBsuid, priced: status is "sent" or "delivered"));
    }

    private sealed record Planned(SimulatedNumber Number, SentMessage Message, string Status, bool ToBsuid, GraphError? Error, bool IsFirst);
}
