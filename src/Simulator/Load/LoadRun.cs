using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using SalesFlow.Simulator.Common;
using SalesFlow.Simulator.Graph;
using SalesFlow.Simulator.Webhooks;

namespace SalesFlow.Simulator.Load;

/// <summary>
/// Sends messages at a rate, whatever happens, and checks the answers at its own Graph double: each acknowledged message is answered once, in the
/// order of its chat. Open it first: the Graph double then listens, and the business can be pointed to it.
/// </summary>
public sealed class LoadRun : IAsyncDisposable
{
    private const int MessagesAtMost = 5_000_000;
    private readonly LoadOptions _options;
    private readonly TimeProvider _time;
    private readonly WebhookSender _sender;
    private readonly LoadBook _book = new();
    private readonly ConcurrentDictionary<string, Slot> _waiting = new();
    private readonly ConcurrentQueue<Slot> _free = new();
    private readonly string _phoneBase;
    private int _customers;
    private long _sent;
    private long _skipped;

    private LoadRun(LoadOptions options, TimeProvider time, ILoggerFactory logs)
    {
        _options = options;
        _time = time;
        _sender = new WebhookSender(
            new WebhookOptions
            {
                Url = options.WebhookUrl, AppSecret = options.AppSecret, Copies = options.Replay, Shuffle = options.Shuffle,
                Connections = options.Connections,
                BatchSize = options.Batch,
                Seed = options.Seed, LongestRetryWait = TimeSpan.FromSeconds(2), FirstRetryWait = TimeSpan.FromMilliseconds(250), Capacity = 500_000,
            },
            time, logs.CreateLogger<WebhookSender>());
        _sender.Acknowledged += receipt => _book.Confirmed(receipt.Id, receipt.AcknowledgedAt!.Value);
        Graph = new GraphDouble(
            new GraphOptions
            {
                Port = options.GraphPort, Numbers = options.Numbers, Seed = options.Seed, Statuses = options.Statuses,
                MessagesPerSecond = options.Limits ? 80 : 0, PairInterval = options.Limits ? TimeSpan.FromSeconds(6) : TimeSpan.Zero,
            },
            _sender.TryPost, time, logs.CreateLogger<GraphDouble>())
        { Faults = options.Faults };
        Graph.MessageAccepted += Accepted;
        // Other customers in every run, so that runs against one business do not meet.
        _phoneBase = "9665" + (Seeded.Mix((ulong)time.GetUtcNow().Ticks) % 100).ToString("00", CultureInfo.InvariantCulture);
    }

    /// <summary>The Graph double; its faults may be changed while the load runs.</summary>
    public GraphDouble Graph { get; }

    /// <summary>Every message so far.</summary>
    public IReadOnlyList<LoadMessage> Messages => _book.Messages();

    /// <summary>The webhook's counts so far.</summary>
    public WebhookCounts Webhooks => _sender.Counts;

    /// <summary>Opens a run: the Graph double listens.</summary>
    /// <param name="options">The load.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Told of troubles.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static async Task<LoadRun> OpenAsync(LoadOptions options, TimeProvider time, ILoggerFactory logs, CancellationToken ct = default)
    {
        if (options.Rate is <= 0 or > 100_000 or double.NaN) throw new ArgumentException("The rate is above 0 and at most 100,000.", nameof(options));
        if (options.Chats < 1 || options.Burst < 1 || options.MessagesPerChat < 1 || options.Texts.Count == 0)
            throw new ArgumentException("Chats, burst, messages a chat and texts are at least 1.", nameof(options));
        if (options.Rate * options.Duration.TotalSeconds > MessagesAtMost) throw new ArgumentException("A load is at most 5,000,000 messages.",
            nameof(options));
        var run = new LoadRun(options, time, logs);
        try
        {
            await run.Graph.StartAsync(ct: ct);
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }

        return run;
    }

    /// <summary>Sends, waits for the answers, and reports. Once.</summary>
    /// <param name="ct">Ends sending early; what was sent is still waited for.</param>
    public async Task<LoadReport> RunAsync(CancellationToken ct = default)
    {
        for (var i = 0; i < _options.Chats; i++) _free.Enqueue(NewSlot());
        var began = _time.GetTimestamp();
        var start = _time.GetUtcNow();
        var total = (long)(_options.Rate * _options.Duration.TotalSeconds);
        Queue<DateTimeOffset> backlog = new();
        long due = 0;
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(2), _time);
        var nextSweep = _options.Deadline;
        while (!ct.IsCancellationRequested)
        {
            var elapsed = _time.GetElapsedTime(began);
            for (var now = Math.Min(total, (long)(elapsed.TotalSeconds * _options.Rate) + 1); due < now; due++)
            {
                if (backlog.Count < _options.Chats * 10) backlog.Enqueue(start + TimeSpan.FromSeconds(due / _options.Rate));
                else _skipped++;
            }

            while (backlog.Count > 0 && _free.TryDequeue(out var slot)) Write(slot, backlog.Dequeue());
            if (elapsed >= nextSweep)
            {
                LeaveSilentChats();
                nextSweep = elapsed + TimeSpan.FromSeconds(1);
            }

            if (elapsed >= _options.Duration) break;
            await tick.WaitForNextTickAsync(CancellationToken.None);
        }

        _skipped += backlog.Count;
        var sending = _time.GetElapsedTime(began);
        var answeredWhileSending = _book.Answered;
        var drain = _time.GetTimestamp();
        while (_time.GetElapsedTime(drain) < _options.Drain && (_book.Owed > 0 || _sender.Counts.Waiting > 0 || _sender.CopiesWaiting > 0))
            await Task.Delay(TimeSpan.FromMilliseconds(50), _time, CancellationToken.None);
        await Task.Delay(_options.Settle, _time, CancellationToken.None);
        return Report(sending, answeredWhileSending);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        await Graph.DisposeAsync();
    }

    private void Write(Slot slot, DateTimeOffset due)
    {
        slot.Writes++;
        slot.Since = _time.GetUtcNow();
        var key = Updates.ChatKey(slot.Number.PhoneNumberId, slot.Customer.Address);
        List<WebhookUpdate> updates = [];
        for (var i = 0; i < _options.Burst; i++)
        {
            var text = _options.Texts[slot.Sequence % _options.Texts.Count];
            var sequence = ++slot.Sequence;
            var wamid = Graph.NewWamid(slot.Customer.Address);
            Graph.NoteInbound(slot.Number.PhoneNumberId, slot.Customer.Address, wamid);
            _book.Sent(new LoadMessage(slot.Number.PhoneNumberId, slot.Customer.Address, sequence, wamid, due, null, null, null));
            updates.Add(Updates.Message(
                slot.Number, slot.Customer, CustomerAct.Say(string.Create(CultureInfo.InvariantCulture, $"{text} #{sequence}")), wamid, slot.Since));
            _sent++;
        }

        // Known as waiting before the first update leaves: the answer may be here before this method ends.
        _waiting[key] = slot;
        foreach (var update in updates) _sender.TryPost(update);
    }

    private void Accepted(SentMessage reply)
    {
        if (_book.Replied(reply, _options.Deadline) is { } key && _waiting.TryRemove(key, out var slot))
            _free.Enqueue(slot.Writes < _options.MessagesPerChat ? slot : NewSlot());
    }

    private void LeaveSilentChats()
    {
        var limit = _time.GetUtcNow() - _options.Deadline;
        foreach (var (key, slot) in _waiting)
        {
            if (slot.Since < limit && _waiting.TryRemove(key, out _)) _free.Enqueue(NewSlot());
        }
    }

    private Slot NewSlot()
    {
        var index = Interlocked.Increment(ref _customers) - 1;
        return new Slot(
            _options.Numbers[index % _options.Numbers.Count],
            new SimulatedCustomer("Load " + index, _phoneBase + index.ToString("000000", CultureInfo.InvariantCulture), null));
    }

    private LoadReport Report(TimeSpan sending, long answeredWhileSending)
    {
        var messages = _book.Messages();
        var counts = _sender.Counts;
        return new LoadReport(
            _sent, _book.Acknowledged, _book.Answered, messages.Count(m => m.AcknowledgedAt is not null && m.RepliedAt is null),
            messages.Count(m => m.AcknowledgedAt is null && m.RepliedAt is null), _book.Duplicates, _book.OutOfOrder, _book.Late, _book.Strays,
                _skipped,
            Graph.AcceptedCount, Graph.Refusals, messages.Select(m => m.Customer).Distinct().Count(), Math.Round(sending.TotalSeconds, 2),
            Math.Round(answeredWhileSending / Math.Max(0.001, sending.TotalSeconds), 1), Math.Round(_book.Latency.Percentile(0.5), 2),
            Math.Round(_book.Latency.Percentile(0.99), 2), Math.Round(_book.Latency.MaxMilliseconds, 2),
                Math.Round(_book.Acknowledge.Percentile(0.5), 2),
            Math.Round(_book.Acknowledge.Percentile(0.99), 2), counts.Posts, counts.Failures);
    }

    private sealed class Slot(SimulatedNumber number, SimulatedCustomer customer)
    {
        public SimulatedNumber Number { get; } = number;

        public SimulatedCustomer Customer { get; } = customer;

        public int Sequence { get; set; }

        public int Writes { get; set; }

        public DateTimeOffset Since { get; set; }
    }
}
