using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SalesFlow.Feed;

namespace SalesFlow.Realtime.Tests;

/// <summary>A feed in memory.</summary>
internal sealed class FakeReader : IFeedReader
{
    private readonly List<FeedItem> _items = [];

    public int Reads { get; private set; }

    public bool Broken { get; set; }

    /// <summary>Numbers up to this one are no longer kept.</summary>
    public long TrimmedTo { get; set; }

    public static FeedItem Item(long seq, string entity = "lead") =>
        new(seq, $"{entity}/x:{seq}", entity + ".scored", entity, "x", seq, DateTimeOffset.UnixEpoch, $$"""{"score":{{seq}}}""");

    /// <summary>Commits the next events and gives them.</summary>
    public IReadOnlyList<FeedItem> Commit(int count, string entity = "lead")
    {
        lock (_items)
        {
            var added = Enumerable.Range(_items.Count + 1, count).Select(seq => Item(seq, entity)).ToList();
            _items.AddRange(added);
            return added;
        }
    }

    public Task<FeedPage> Read(string tenant, long after, int limit, CancellationToken ct)
    {
        if (Broken) throw new TimeoutException();
        lock (_items)
        {
            Reads++;
            return Task.FromResult(new FeedPage([.. _items.Where(i => i.Seq > after && i.Seq > TrimmedTo).Take(limit)], _items.Count));
        }
    }

    public Task<long> Head(string tenant, CancellationToken ct)
    {
        lock (_items) return Task.FromResult((long)_items.Count);
    }

    public async Task<IReadOnlyDictionary<string, long>> Heads(IReadOnlyCollection<string> tenants, CancellationToken ct)
    {
        if (Broken) throw new TimeoutException();
        var head = await Head("", ct);
        return tenants.ToDictionary(t => t, _ => head);
    }
}

/// <summary>A stream that says what the test makes it say.</summary>
internal sealed class FakeHints : ILiveHints
{
    private readonly ConcurrentDictionary<string, Action<FeedHint>> _receivers = new();

    public int Subscribed { get; private set; }

    public int Ended { get; private set; }

    public Task<IAsyncDisposable> Subscribe(string tenant, Action<FeedHint> receive)
    {
        Subscribed++;
        _receivers[tenant] = receive;
        return Task.FromResult<IAsyncDisposable>(new Subscription(this));
    }

    public void Tell(string tenant, params FeedItem[] items) => _receivers[tenant](new FeedHint(tenant, items));

    private sealed class Subscription(FakeHints hints) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            hints.Ended++;
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>A client that remembers what it got, and can be made to stand still.</summary>
internal sealed class FakeClient : ILiveClient
{
    private readonly List<LiveEvent> _events = [];
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _gate;

    public List<long> Resets { get; } = [];

    public Task Closed => _closed.Task;

    public long[] Seqs
    {
        get
        {
            lock (_events) return [.. _events.Select(e => e.Seq)];
        }
    }

    public LiveEvent[] Events
    {
        get
        {
            lock (_events) return [.. _events];
        }
    }

    public void StandStill() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn() => _gate!.SetResult();

    public async Task Event(LiveEvent e, CancellationToken ct)
    {
        if (_gate is { } gate) await gate.Task.WaitAsync(ct);
        lock (_events) _events.Add(e);
        _arrived.Release();
    }

    public Task Reset(long seq, CancellationToken ct)
    {
        Resets.Add(seq);
        return Task.CompletedTask;
    }

    public void Close() => _closed.TrySetResult();

    /// <summary>Waits until so many events came in all; fails after ten seconds.</summary>
    public async Task Has(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (Seqs.Length < count)
        {
            try
            {
                await _arrived.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{Seqs.Length} of {count} events came; the last was {Seqs.LastOrDefault()}.");
            }
        }
    }
}

/// <summary>A relay before fakes. Its loop runs only when the test calls <see cref="LiveRelay.Check"/>.</summary>
internal sealed class Node : IAsyncDisposable
{
    public const string Tenant = "t1";
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<LiveConnection> _connections = [];

    public Node(Action<LiveOptions>? configure = null)
    {
        var options = new LiveOptions();
        configure?.Invoke(options);
        Relay = new LiveRelay(
            Reader, Hints, Options.Create(options), new LiveMetrics(_services.GetRequiredService<IMeterFactory>()), Clock, NullLogger<LiveRelay>.Instance);
    }

    public FakeReader Reader { get; } = new();

    public FakeHints Hints { get; } = new();

    public FakeTimeProvider Clock { get; } = new();

    public LiveRelay Relay { get; }

    public async Task<(FakeClient Client, LiveConnection Connection, long Head)> Join(long after, Func<FeedItem, bool>? shows = null, FakeClient? client = null)
    {
        client ??= new FakeClient();
        var (connection, head) = await Relay.Join(Tenant, after, client, shows ?? (_ => true), CancellationToken.None);
        _connections.Add(connection);
        connection.Start();
        return (client, connection, head);
    }

    public Task Leave(LiveConnection connection)
    {
        _connections.Remove(connection);
        return Relay.Leave(Tenant, connection);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) await Relay.Leave(Tenant, connection);
        Relay.Dispose();
        await _services.DisposeAsync();
    }
}
