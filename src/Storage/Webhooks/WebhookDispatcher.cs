using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Webhooks;

namespace SalesFlow.Storage.Webhooks;

/// <summary>How events are sent to customers' programs: the section <c>SalesFlow:Webhooks</c>.</summary>
public sealed class WebhookDispatchOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SalesFlow:Webhooks";

    /// <summary>How often feeds and due deliveries are looked at, 50 ms to 1 min.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many attempts run at once in a silo, 1 to 256.</summary>
    public int Parallel { get; set; } = 16;

    /// <summary>How many attempts at one webhook run at once, 1 to <see cref="Parallel"/>: a slow receiver holds up itself only.</summary>
    public int PerWebhook { get; set; } = 4;

    /// <summary>How long settled deliveries are kept for looking at and replaying, 1 to 90 days.</summary>
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(30);

    /// <summary>What is wrong with the values, naming the key, or null.</summary>
    public string? Problem() =>
        PollInterval < TimeSpan.FromMilliseconds(50) || PollInterval > TimeSpan.FromMinutes(1) ? $"{Section}:{nameof(PollInterval)} is between 50 ms and 1 min."
        : Parallel is < 1 or > 256 ? $"{Section}:{nameof(Parallel)} is between 1 and 256."
        : PerWebhook < 1 || PerWebhook > Parallel ? $"{Section}:{nameof(PerWebhook)} is between 1 and {Section}:{nameof(Parallel)}."
        : Keep < TimeSpan.FromDays(1) || Keep > TimeSpan.FromDays(90) ? $"{Section}:{nameof(Keep)} is between 1 and 90 days."
        : null;
}

/// <summary>
/// Sends events to customers' programs. Looks through each webhook's feed and queues what it wants in the transaction that moves its place; takes
/// what is due under a lease, makes the attempt, records it. Whatever stops, another silo goes on: an attempt may be made twice, under one
/// <c>webhook-id</c>, and none is forgotten.
/// </summary>
internal sealed partial class WebhookDispatcher(
    WebhookStore store, IFeedReader feed, IWebhookSender sender, IGrainFactory grains, IOptions<WebhookDispatchOptions> options, TimeProvider clock,
    ILogger<WebhookDispatcher> log) : BackgroundService
{
    private const int Page = 200;
    private const int WebhooksAtOnce = 1000;
    private const int TrimBatch = 1000;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TrimPeriod = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<(string Tenant, string Webhook), int> _busy = new();

    /// <summary>Queues what the feeds hold anew. Answers how many events were queued.</summary>
    public async Task<int> QueueNew(CancellationToken ct)
    {
        var queued = 0;
        LiveWebhook? last = null;
        do
        {
            var live = await store.Live(last, WebhooksAtOnce, ct);
            foreach (var tenant in live.GroupBy(w => w.Tenant, StringComparer.Ordinal))
            {
                var head = await feed.Head(tenant.Key, ct);
                foreach (var webhook in tenant) queued += await QueueNew(webhook, head, ct);
            }
            last = live.Count == WebhooksAtOnce ? live[^1] : null;
        }
        while (last is not null);
        return queued;
    }

    /// <summary>Makes the attempts that are due and that there is room for, and waits for them. Answers how many were made.</summary>
    public async Task<int> SendDue(CancellationToken ct)
    {
        var started = await Start(ct);
        await Task.WhenAll(started);
        return started.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var trimmedAt = clock.GetUtcNow();
        using var timer = new PeriodicTimer(options.Value.PollInterval, clock);
        do
        {
            try
            {
                await QueueNew(stoppingToken);
                // Nobody waits here for an attempt: a slow receiver holds up only itself.
                while ((await Start(stoppingToken)).Count > 0)
                {
                }
                if (clock.GetUtcNow() - trimmedAt < TrimPeriod) continue;
                trimmedAt = clock.GetUtcNow();
                await Trim(TrimBatch, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Removes what is settled and no longer kept, so many at once, until nothing of it is left.</summary>
    internal async Task Trim(int batch, CancellationToken ct)
    {
        var before = clock.GetUtcNow() - options.Value.Keep;
        while (await store.Trim(before, batch, ct) == batch)
        {
        }
    }

    /// <summary>Takes what is due, as much as there is room for, and begins with it.</summary>
    private async Task<List<Task>> Start(CancellationToken ct)
    {
        List<Task> started = [];
        var room = options.Value.Parallel - _busy.Values.Sum();
        if (room <= 0) return started;
        var full = _busy.Where(b => b.Value >= options.Value.PerWebhook).Select(b => b.Key).ToList();
        foreach (var d in await store.Take(room, options.Value.PerWebhook, full, Lease, ct)) started.Add(Run(d, ct));
        return started;
    }

    private async Task Run(TakenDelivery d, CancellationToken ct)
    {
        var key = (d.Tenant, d.Webhook);
        _busy.AddOrUpdate(key, 1, static (_, n) => n + 1);
        try
        {
            await Attempt(d, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // What became of the attempt is not recorded: it is made again when its lease has run out.
            LogFailed(e);
        }
        finally
        {
            if (_busy.AddOrUpdate(key, 0, static (_, n) => n - 1) == 0) _busy.TryRemove(KeyValuePair.Create(key, 0));
        }
    }

    private async Task<int> QueueNew(LiveWebhook webhook, long head, CancellationToken ct)
    {
        var queued = 0;
        var place = await store.Place(webhook, ct);
        while (place < head)
        {
            var page = await feed.Read(webhook.Tenant, place, Page, ct);
            // An empty page below the head: what was there has been trimmed, and is told by the gap in the numbers. It goes on with what is kept.
            var to = page.Items.Count > 0 ? page.Items[^1].Seq
                : await store.FirstKept(webhook.Tenant, place, ct) is { } first ? first - 1
                : page.Head;
            if (to <= place) return queued;
            List<FeedItem> wanted =
                [.. page.Items.Where(i => EventVisibility.Of(i.Entity) is not null && WebhookPayload.Wants(webhook.Types, i.Type, i.Entity))];
            if (!await store.Queue(webhook, place, to, wanted, ct)) return queued;
            queued += wanted.Count;
            place = to;
        }
        return queued;
    }

    private async Task Attempt(TakenDelivery d, CancellationToken ct)
    {
        var answer = await sender.Send(new WebhookMessage(d.Id, d.Url, d.Body, d.Secrets), ct);
        var wait = answer.Taken || answer.Gone ? null : WebhookSchedule.After(d.Round + 1, answer.RetryAfter, Random.Shared.NextDouble());
        await store.Record(d, answer, wait is { } w ? clock.GetUtcNow() + w : null, ct);
        if (answer.Gone) await Disable(d, "gone");
        else if (!answer.Taken && wait is null) await Disable(d, "failing");
    }

    private async Task Disable(TakenDelivery d, string reason)
    {
        TenantScope.Enter(d.Tenant);
        await grains.GetGrain<IWebhookGrain>(TenantKey.Format(d.Tenant, d.Webhook)).Disable($"dispatch:{d.Id}:{d.Attempts + 1}", reason);
        LogDisabled(reason);
    }

    [LoggerMessage(1, LogLevel.Error, "Webhooks could not be looked through; it is tried again.")]
    private partial void LogFailed(Exception e);

    [LoggerMessage(2, LogLevel.Warning, "A webhook was disabled: {Reason}.")]
    private partial void LogDisabled(string reason);
}
