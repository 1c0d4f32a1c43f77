using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SalesFlow.Simulator.Common;

namespace SalesFlow.Simulator.Webhooks;

/// <summary>
/// Posts signed updates to the business and repeats each until it is answered by 200, as WhatsApp does; then, where asked, repeats it although it was
/// answered. Updates with one ordering key go one after another, each only after the one before it was acknowledged.
/// </summary>
public sealed partial class WebhookSender : IAsyncDisposable
{
    private const int LargestBody = 2_800_000;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly HttpClient _http;
    private readonly Channel<WebhookUpdate>[] _lanes;
    private readonly DelayQueue<WebhookUpdate> _held;
    private readonly DelayQueue<Copy> _copies;
    private readonly Channel<Copy> _copyLane;
    private readonly BoundedMap<string, WebhookReceipt> _receipts;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _work = [];
    private long _posts, _acknowledged, _failures, _givenUp, _dropped, _waiting;

    /// <summary>Makes a sender; it works from then on.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="time">The clock of waits and receipts.</param>
    /// <param name="log">Told of what fails, without any text of messages.</param>
    /// <exception cref="ArgumentException">The options make no sense.</exception>
    public WebhookSender(WebhookOptions options, TimeProvider time, ILogger log)
    {
        if (options.Url is not { IsAbsoluteUri: true }) throw new ArgumentException("The webhook needs an absolute address.", nameof(options));
        if (options.Copies is < 1 or > 20) throw new ArgumentException("Copies are 1 to 20.", nameof(options));
        if (options.BatchSize is < 1 or > 1000) throw new ArgumentException("A post holds 1 to 1,000 updates.", nameof(options));
        if (options.Connections is < 1 or > 1024) throw new ArgumentException("Connections are 1 to 1,024.", nameof(options));
        _options = options;
        _time = time;
        _log = log;
        _http = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = options.Connections * 2, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            UseCookies = false, AllowAutoRedirect = false, UseProxy = false,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        _receipts = new BoundedMap<string, WebhookReceipt>(options.Capacity * 2);
        _held = new DelayQueue<WebhookUpdate>(time, options.Capacity, update => Enter(update), Failed);
        _copyLane = Channel.CreateBounded<Copy>(options.Capacity);
        _copies = new DelayQueue<Copy>(time, options.Capacity, TakeCopy, Failed);
        _lanes = new Channel<WebhookUpdate>[options.Connections];
        for (var i = 0; i < _lanes.Length; i++)
        {
            _lanes[i] = Channel.CreateUnbounded<WebhookUpdate>(new UnboundedChannelOptions { SingleReader = true });
            _work.Add(RunLane(_lanes[i]));
        }

        if (options.Copies > 1)
        {
            for (var i = 0; i < Math.Max(1, options.Connections / 2); i++) _work.Add(RunCopies());
        }
    }

    /// <summary>An update was acknowledged for the first time. Called from the sender's own work: be quick.</summary>
    public event Action<WebhookReceipt>? Acknowledged;

    /// <summary>Counts since the beginning.</summary>
    public WebhookCounts Counts => new(
        Interlocked.Read(ref _posts), Interlocked.Read(ref _acknowledged), Interlocked.Read(ref _failures), Interlocked.Read(ref _givenUp),
        Interlocked.Read(ref _dropped), Interlocked.Read(ref _waiting));

    /// <summary>Copies that still wait to be posted.</summary>
    public int CopiesWaiting => _copies.Count + _copyLane.Reader.Count;

    /// <summary>The receipts that are kept, oldest first.</summary>
    public IReadOnlyList<WebhookReceipt> Receipts => _receipts.Snapshot();

    /// <summary>The receipt of an update, or null where it was not posted yet or is forgotten.</summary>
    /// <param name="id">The update's id.</param>
    public WebhookReceipt? Receipt(string id) => _receipts.TryGet(id, out var receipt) ? receipt : null;

    /// <summary>Takes an update; false where too many wait already, which is counted.</summary>
    /// <param name="update">The update.</param>
    public bool TryPost(WebhookUpdate update)
    {
        if (_stopping.IsCancellationRequested) return false;
        if (Interlocked.Increment(ref _waiting) > _options.Capacity)
        {
            Interlocked.Decrement(ref _waiting);
            if (Interlocked.Increment(ref _dropped) == 1) LogFull(_options.Capacity);
            return false;
        }

        if (!_options.Shuffle) return Enter(update);
        // Held by its key: what belongs to one chat is held alike, so that the chat's order stays.
        var share = Seeded.Share((ulong)_options.Seed, update.OrderingKey);
        return _held.TryAdd(update, _options.Spread * share) || Enter(update);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        _held.Dispose();
        _copies.Dispose();
        foreach (var lane in _lanes) lane.Writer.TryComplete();
        _copyLane.Writer.TryComplete();
        await Task.WhenAll(_work);
        _http.Dispose();
        _stopping.Dispose();
    }

    private bool Enter(WebhookUpdate update) =>
        _lanes[Seeded.Hash(0, update.OrderingKey) % (ulong)_lanes.Length].Writer.TryWrite(update);

    private void TakeCopy(Copy copy)
    {
        // A copy that finds no room is only one repetition fewer.
        if (!_copyLane.Writer.TryWrite(copy)) Interlocked.Increment(ref _dropped);
    }

    private async Task RunLane(Channel<WebhookUpdate> lane)
    {
        await Task.Yield();
        List<WebhookUpdate> batch = [];
        try
        {
            while (await lane.Reader.WaitToReadAsync(_stopping.Token))
            {
                batch.Clear();
                var size = 0;
                while (batch.Count < _options.BatchSize && size < LargestBody && lane.Reader.TryRead(out var update))
                {
                    batch.Add(update);
                    size += update.Value.Length + 100;
                }

                if (batch.Count > 0) await Deliver([.. batch]);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopping: what was not acknowledged stays so in the receipts.
        }
    }

    private async Task Deliver(WebhookUpdate[] updates)
    {
        var body = WebhookBody.Of(updates);
        var signature = WebhookSignature.Of(_options.AppSecret, body);
        var began = _time.GetUtcNow();
        var wait = _options.FirstRetryWait;
        for (var attempt = 1; ; attempt++)
        {
            var status = await Post(body, signature);
            var now = _time.GetUtcNow();
            var acknowledged = status == (int)HttpStatusCode.OK;
            foreach (var update in updates)
            {
                var receipt = _receipts.Put(
                    update.Id,
                    () => new WebhookReceipt(update.Id, attempt, acknowledged ? 1 : 0, began, acknowledged ? now : null, status),
                    known => known with
                    {
                        Attempts = attempt,
                        Copies = known.Copies + (acknowledged ? 1 : 0),
                        LastStatus = status,
                        AcknowledgedAt = known.AcknowledgedAt ?? (acknowledged ? now : null),
                    });
                if (acknowledged)
                {
                    Interlocked.Increment(ref _acknowledged);
                    Acknowledged?.Invoke(receipt);
                }
            }

            if (acknowledged || now - began >= _options.RetryFor)
            {
                Interlocked.Add(ref _waiting, -updates.Length);
                if (!acknowledged)
                {
                    Interlocked.Add(ref _givenUp, updates.Length);
                    LogGivenUp(updates.Length, attempt, status);
                    return;
                }

                for (var copy = 1; copy < _options.Copies; copy++)
                {
                    var share = Seeded.Share((ulong)_options.Seed, updates[0].Id, copy);
                    _copies.TryAdd(new Copy(body, signature, updates), _options.Spread * share);
                }

                return;
            }

            await Task.Delay(wait, _time, _stopping.Token);
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, _options.LongestRetryWait.Ticks));
        }
    }

    private async Task RunCopies()
    {
        await Task.Yield();
        try
        {
            await foreach (var copy in _copyLane.Reader.ReadAllAsync(_stopping.Token))
            {
                var wait = _options.FirstRetryWait;
                for (var attempt = 1; attempt <= 5; attempt++)
                {
                    if (await Post(copy.Body, copy.Signature) == (int)HttpStatusCode.OK)
                    {
                        foreach (var update in copy.Updates)
                        {
                            _receipts.Put(
                                update.Id, () => new WebhookReceipt(update.Id, 1, 1, _time.GetUtcNow(), null, 200), known =>
                                    known with { Copies = known.Copies + 1 });
                        }

                        break;
                    }

                    await Task.Delay(wait, _time, _stopping.Token);
                    wait *= 2;
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task<int> Post(byte[] body, string signature)
    {
        Interlocked.Increment(ref _posts);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        limit.CancelAfter(_options.AnswerWithin);
        try
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, _options.Url) { Content = content };
            request.Headers.TryAddWithoutValidation(WebhookSignature.Header, signature);
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, limit.Token);
            if (answer.StatusCode != HttpStatusCode.OK) Interlocked.Increment(ref _failures);
            return (int)answer.StatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or IOException
            || (error is OperationCanceledException && !_stopping.IsCancellationRequested))
        {
            Interlocked.Increment(ref _failures);
            LogUnreachable(error.GetType().Name);
            return 0;
        }
    }

    private void Failed(Exception error) => LogFailed(error);

    private sealed record Copy(byte[] Body, string Signature, WebhookUpdate[] Updates);

    [LoggerMessage(1, LogLevel.Debug, "A webhook got no answer ({Error}); it is tried again.")]
    private partial void LogUnreachable(string error);

    [LoggerMessage(2, LogLevel.Warning, "{Count} updates were given up after {Attempts} attempts; the last status was {Status}.")]
    private partial void LogGivenUp(int count, int attempts, int status);

    [LoggerMessage(3, LogLevel.Warning, "More than {Capacity} updates wait for the webhook; further ones are dropped and counted.")]
    private partial void LogFull(int capacity);

    [LoggerMessage(4, LogLevel.Error, "An update could not be handed on.")]
    private partial void LogFailed(Exception error);
}
