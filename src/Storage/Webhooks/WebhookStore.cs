using System.Data.Common;
using System.Globalization;
using SalesFlow.Feed;
using SalesFlow.Storage.Database;
using SalesFlow.Webhooks;

namespace SalesFlow.Storage.Webhooks;

/// <summary>A webhook that events are sent to now.</summary>
internal sealed record LiveWebhook(string Tenant, string Id, string Url, string Types, long AfterSeq);

/// <summary>A delivery whose attempt is this process's to make.</summary>
internal sealed record TakenDelivery(string Tenant, string Webhook, string Id, string Body, int Attempts, int Round, string Url, IReadOnlyList<string> Secrets);

/// <summary>Keeps what is to be sent. A delivery is queued in the transaction that moves its webhook's place in the feed: none is lost, none is queued twice.</summary>
internal sealed class WebhookStore(WebhookSql sql, TimeProvider clock)
{
    private const int Pending = (int)DeliveryState.Pending;
    private const int Failed = (int)DeliveryState.Failed;

    /// <summary>The enabled webhooks of all companies that are not suspended, in their order, at most <paramref name="limit"/> behind one.</summary>
    public Task<List<LiveWebhook>> Live(LiveWebhook? behind, int limit, CancellationToken ct) => sql.Read(db => db.Query(
        r => new LiveWebhook(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetInt64(4)),
        $"""
        SELECT tenant, id, url, types, after_seq FROM webhooks w
         WHERE enabled = {True} AND (tenant, id) > (@tenant, @id) AND NOT {Suspended} ORDER BY tenant, id LIMIT {limit.ToString(CultureInfo.InvariantCulture)}
        """, ("tenant", behind?.Tenant ?? ""), ("id", behind?.Id ?? "")), ct);

    /// <summary>The number of the first event of a feed that is still kept behind a number, or null where there is none.</summary>
    public Task<long?> FirstKept(string tenant, long after, CancellationToken ct) => sql.Read(db => db.Query(
        r => r.IsDBNull(0) ? (long?)null : r.GetInt64(0), "SELECT MIN(seq) FROM tenant_feed WHERE tenant = @tenant AND seq > @after",
        ("tenant", tenant), ("after", after))[0], ct);

    /// <summary>How far a webhook's feed has been looked through.</summary>
    public Task<long> Place(LiveWebhook webhook, CancellationToken ct) => sql.Read(db => Place(db, webhook) ?? webhook.AfterSeq, ct);

    /// <summary>
    /// Queues these items and moves the place from one number to another. False where another process has moved it: nothing was queued then.
    /// </summary>
    public Task<bool> Queue(LiveWebhook webhook, long from, long to, IReadOnlyList<FeedItem> items, CancellationToken ct) => sql.Run(db =>
    {
        var now = Now;
        if (db.Execute(
            """
            INSERT INTO webhook_cursors (tenant, webhook, seq) VALUES (@tenant, @webhook, @from) ON CONFLICT (tenant, webhook) DO NOTHING
            """, ("tenant", webhook.Tenant), ("webhook", webhook.Id), ("from", from)) == 0
            && Place(db, webhook) != from) return false;
        if (db.Execute(
            "UPDATE webhook_cursors SET seq = @to WHERE tenant = @tenant AND webhook = @webhook AND seq = @from",
            ("tenant", webhook.Tenant), ("webhook", webhook.Id), ("from", from), ("to", to)) == 0) return false;
        foreach (var item in items)
            Insert(db, webhook.Tenant, webhook.Id, "msg_" + Common.Id.Named("webhook", webhook.Tenant, item.Id), item.Type, WebhookPayload.Of(item), now);
        return true;
    }, ct);

    /// <summary>Queues a message that no event caused; the same id queues it once.</summary>
    public Task<bool> QueueOne(string tenant, string webhook, string id, string type, string body, CancellationToken ct) =>
        sql.Run(db => Insert(db, tenant, webhook, id, type, body, Now) > 0, ct);

    /// <summary>Takes deliveries that are due, a few of each webhook, and leases them: nobody else makes these attempts meanwhile.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="perWebhook">How many of one webhook at most.</param>
    /// <param name="full">Webhooks that are passed over.</param>
    /// <param name="lease">How long nobody else takes them.</param>
    /// <param name="ct">Cancels.</param>
    public Task<List<TakenDelivery>> Take(
        int limit, int perWebhook, IReadOnlyList<(string Tenant, string Webhook)> full, TimeSpan lease, CancellationToken ct) => sql.Run(db =>
    {
        var now = Now;
        var values = new List<(string, object?)> { ("now", now) };
        var passed = "";
        for (var i = 0; i < full.Count; i++)
        {
            passed += string.Create(CultureInfo.InvariantCulture, $" AND NOT (tenant = @t{i} AND webhook = @w{i})");
            values.Add(($"t{i}", full[i].Tenant));
            values.Add(($"w{i}", full[i].Webhook));
        }
        var taken = new List<TakenDelivery>(limit);
        // Each round takes something or puts a whole webhook off; how many are put off at once is bounded, the next poll goes on.
        for (var round = 0; round < MostPutOff && taken.Count == 0 && Round(db, limit, perWebhook, passed, values, now, lease, taken); round++)
        {
        }
        return taken;
    }, ct);

    /// <summary>Looks at the oldest that are due. False where there are none.</summary>
    private bool Round(
        DbConnection db, int limit, int perWebhook, string passed, List<(string, object?)> values, long now, TimeSpan lease, List<TakenDelivery> taken)
    {
        var due = db.Query(
            r => (Tenant: r.GetString(0), Webhook: r.GetString(1), Id: r.GetString(2), Body: r.GetString(3), Attempts: r.GetInt32(4), Round: r.GetInt32(5),
                Type: r.GetString(6)),
            $"""
            SELECT tenant, webhook, id, body, attempts, round, type FROM webhook_deliveries
             WHERE state = {Pending} AND next_at <= @now AND leased_until <= @now{passed} ORDER BY next_at LIMIT {limit.ToString(CultureInfo.InvariantCulture)} {sql.SkipLocked}
            """, [.. values]);
        var putOff = new HashSet<(string, string)>();
        foreach (var d in due)
        {
            if (putOff.Contains((d.Tenant, d.Webhook)) || taken.Count(t => t.Tenant == d.Tenant && t.Webhook == d.Webhook) >= perWebhook) continue;
            var target = db.Query(
                r => (Url: r.GetString(0), Enabled: r.GetBoolean(1), Secret: r.GetString(2), Former: r.Text(3), Until: r.IsDBNull(4) ? 0 : MicrosecondsOf(r, 4),
                    Types: r.GetString(5)),
                $"""
                SELECT url, (enabled = {True} AND NOT {Suspended}), secret, former_secret, former_until, types FROM webhooks w WHERE tenant = @tenant AND id = @webhook
                """, ("tenant", d.Tenant), ("webhook", d.Webhook));
            if (target is not [{ Enabled: true } w])
            {
                // Nothing is sent while it is disabled or its company suspended. All that waits for it is put off, so that it stands in nobody's way.
                db.Execute(
                    $"""
                    UPDATE webhook_deliveries SET next_at = @later WHERE tenant = @tenant AND webhook = @webhook AND state = {Pending} AND next_at <= @now
                    """, ("later", now + DisabledPause), ("tenant", d.Tenant), ("webhook", d.Webhook), ("now", now));
                putOff.Add((d.Tenant, d.Webhook));
                continue;
            }
            if (!Wanted(w.Types, d.Type))
            {
                // Queued under former kinds: who is told now may be another.
                db.Execute(
                    $"""
                    UPDATE webhook_deliveries SET state = {Failed}, next_at = NULL, last_error = 'type_not_wanted' WHERE tenant = @tenant AND webhook = @webhook AND id = @id
                    """, ("tenant", d.Tenant), ("webhook", d.Webhook), ("id", d.Id));
                continue;
            }
            db.Execute(
                "UPDATE webhook_deliveries SET leased_until = @until WHERE tenant = @tenant AND webhook = @webhook AND id = @id",
                ("until", now + (long)lease.TotalMicroseconds), ("tenant", d.Tenant), ("webhook", d.Webhook), ("id", d.Id));
            string[] secrets = w.Former is { } former && w.Until > now ? [w.Secret, former] : [w.Secret];
            taken.Add(new TakenDelivery(d.Tenant, d.Webhook, d.Id, d.Body, d.Attempts, d.Round, w.Url, secrets));
        }
        return due.Count > 0;
    }

    private static bool Wanted(string types, string type) =>
        type == WebhookPayload.TestType || WebhookPayload.Wants(types, type, type[..Math.Max(0, type.IndexOf('.', StringComparison.Ordinal))]);

    /// <summary>Records an attempt: taken, to be tried again at an instant, or given up.</summary>
    public Task Record(TakenDelivery delivery, WebhookAnswer answer, DateTimeOffset? again, CancellationToken ct) => sql.Run(db =>
    {
        var now = Now;
        var state = answer.Taken ? DeliveryState.Delivered : again is null ? DeliveryState.Failed : DeliveryState.Pending;
        db.Execute(
            """
            UPDATE webhook_deliveries SET state = @state, attempts = attempts + 1, round = round + 1, next_at = @next, leased_until = 0,
                   last_status = @status, last_error = @error, delivered_at = @delivered
             WHERE tenant = @tenant AND webhook = @webhook AND id = @id AND attempts = @attempts
            """,
            ("state", (short)state), ("next", again is { } at ? SqliteTime.ToMicroseconds(at) : null), ("status", answer.Status), ("error", answer.Error),
            ("delivered", answer.Taken ? now : null), ("tenant", delivery.Tenant), ("webhook", delivery.Webhook), ("id", delivery.Id),
            ("attempts", delivery.Attempts));
        return db.Execute(
            """
            INSERT INTO webhook_attempts (tenant, webhook, delivery, attempt, at, status, error, milliseconds)
            VALUES (@tenant, @webhook, @id, @attempt, @at, @status, @error, @took) ON CONFLICT DO NOTHING
            """,
            ("tenant", delivery.Tenant), ("webhook", delivery.Webhook), ("id", delivery.Id), ("attempt", delivery.Attempts + 1), ("at", now),
            ("status", answer.Status), ("error", answer.Error), ("took", answer.Milliseconds));
    }, ct);

    /// <summary>Queues one delivery again, at once.</summary>
    public Task<bool> Replay(string tenant, string webhook, string id, CancellationToken ct) => sql.Run(db => db.Execute(
        $"""
        UPDATE webhook_deliveries SET state = {Pending}, round = 0, next_at = @now, delivered_at = NULL
         WHERE tenant = @tenant AND webhook = @webhook AND id = @id AND leased_until <= @now
        """, ("now", Now), ("tenant", tenant), ("webhook", webhook), ("id", id)) > 0, ct);

    /// <summary>Queues again what was given up.</summary>
    public Task<int> ReplayFailed(string tenant, string webhook, CancellationToken ct) => sql.Run(db => db.Execute(
        $"""
        UPDATE webhook_deliveries SET state = {Pending}, round = 0, next_at = @now WHERE tenant = @tenant AND webhook = @webhook AND state = {Failed}
        """, ("now", Now), ("tenant", tenant), ("webhook", webhook)), ct);

    /// <summary>What waits for a webhook that was enabled again becomes due.</summary>
    public Task<int> Wake(string tenant, string webhook, CancellationToken ct) => sql.Run(db => db.Execute(
        $"""
        UPDATE webhook_deliveries SET next_at = @now WHERE tenant = @tenant AND webhook = @webhook AND state = {Pending} AND next_at > @now
        """, ("now", Now), ("tenant", tenant), ("webhook", webhook)), ct);

    /// <summary>Removes what was settled before an instant, and what belonged to webhooks that were deleted. Answers how many deliveries went.</summary>
    public Task<int> Trim(DateTimeOffset before, int limit, CancellationToken ct) => sql.Run(db =>
    {
        var old = db.Query(
            r => (Tenant: r.GetString(0), Webhook: r.GetString(1), Id: r.GetString(2)),
            $"""
            SELECT d.tenant, d.webhook, d.id FROM webhook_deliveries d JOIN webhooks w ON w.tenant = d.tenant AND w.id = d.webhook
             WHERE (d.state <> {Pending} AND d.created_at < @before) OR w.deleted = {True} LIMIT {limit.ToString(CultureInfo.InvariantCulture)}
            """, ("before", SqliteTime.ToMicroseconds(before)));
        foreach (var (tenant, webhook, id) in old)
        {
            db.Execute("DELETE FROM webhook_attempts WHERE tenant = @tenant AND webhook = @webhook AND delivery = @id",
                ("tenant", tenant), ("webhook", webhook), ("id", id));
            db.Execute("DELETE FROM webhook_deliveries WHERE tenant = @tenant AND webhook = @webhook AND id = @id",
                ("tenant", tenant), ("webhook", webhook), ("id", id));
        }
        return old.Count;
    }, ct);

    private const string True = "(1 = 1)";
    private const string Suspended = $"EXISTS (SELECT 1 FROM tenants t WHERE t.tenant = w.tenant AND t.suspended = {True})";
    private const int MostPutOff = 100;
    private static readonly long DisabledPause = (long)TimeSpan.FromMinutes(1).TotalMicroseconds;

    private long Now => SqliteTime.ToMicroseconds(clock.GetUtcNow());

    private static long MicrosecondsOf(DbDataReader r, int ordinal) => r.GetFieldType(ordinal) == typeof(long)
        ? r.GetInt64(ordinal)
        : SqliteTime.ToMicroseconds(r.GetFieldValue<DateTimeOffset>(ordinal));

    private static long? Place(DbConnection db, LiveWebhook webhook)
    {
        var found = db.Query(
            r => r.GetInt64(0), "SELECT seq FROM webhook_cursors WHERE tenant = @tenant AND webhook = @webhook",
            ("tenant", webhook.Tenant), ("webhook", webhook.Id));
        return found.Count == 0 ? null : found[0];
    }

    private static int Insert(DbConnection db, string tenant, string webhook, string id, string type, string body, long now) => db.Execute(
        $"""
        INSERT INTO webhook_deliveries (tenant, webhook, id, type, body, state, next_at, created_at)
        VALUES (@tenant, @webhook, @id, @type, @body, {Pending}, @now, @now) ON CONFLICT (tenant, webhook, id) DO NOTHING
        """, ("tenant", tenant), ("webhook", webhook), ("id", id), ("type", type), ("body", body), ("now", now));
}
