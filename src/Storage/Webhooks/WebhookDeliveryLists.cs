using System.Globalization;
using SalesFlow.Feed;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Webhooks;

namespace SalesFlow.Storage.Webhooks;

/// <summary>Reads webhooks and deliveries. Every statement names the tenant first.</summary>
internal sealed class WebhookDeliveryLists(ReadModelContexts contexts, WebhookSql sql, WebhookStore store, TimeProvider clock) : IWebhookDeliveries
{
    private const string Columns = "id, type, state, attempts, next_at, last_status, last_error, created_at, delivered_at";

    public async Task<Page<WebhookRowView>> Webhooks(string tenant, string? cursor, int limit, CancellationToken ct)
    {
        const string list = "webhooks";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<WebhookRow>().Where(r => !r.Deleted);
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.CreatedAt, r.Id, at, c.Id));
        }
        return await rows.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id).Paged(
            limit, list, r => Paging.At(r.CreatedAt, r.Id),
            r => new WebhookRowView(r.Id, r.Url, r.Name, r.Types.Split(' '), r.Enabled, r.DisabledReason, r.CreatedAt, r.Version), ct);
    }

    public async Task<Page<DeliveryView>> Deliveries(
        string tenant, string webhookId, DeliveryState? state, string? cursor, int limit, CancellationToken ct)
    {
        var list = $"deliveries/{webhookId}/{state}";
        var from = Cursor.Decode(list, cursor);
        var size = Math.Clamp(limit, 1, Paging.MaxPage);
        var only = state is { } s ? $"AND state = {((int)s).ToString(CultureInfo.InvariantCulture)}" : "";
        var place = from is null ? "" : "AND (created_at, id) < (@number, @id)";
        var found = await sql.Read(db => db.Query(View,
            $"""
            SELECT {Columns} FROM webhook_deliveries WHERE tenant = @tenant AND webhook = @webhook {only} {place}
             ORDER BY created_at DESC, id DESC LIMIT {(size + 1).ToString(CultureInfo.InvariantCulture)}
            """,
            ("tenant", tenant), ("webhook", webhookId), ("number", from?.Number ?? 0L), ("id", from?.Id ?? "")), ct);
        var more = found.Count > size;
        if (more) found.RemoveAt(size);
        return new Page<DeliveryView>(found, more ? Paging.At(found[^1].CreatedAt, found[^1].Id).Encode(list) : null);
    }

    public Task<DeliveryDetail?> Delivery(string tenant, string webhookId, string deliveryId, CancellationToken ct) => sql.Read(db =>
    {
        (string, object?)[] key = [("tenant", tenant), ("webhook", webhookId), ("id", deliveryId)];
        var found = db.Query(
            r => (View: View(r), Body: r.GetString(9)),
            $"SELECT {Columns}, body FROM webhook_deliveries WHERE tenant = @tenant AND webhook = @webhook AND id = @id", key);
        if (found.Count == 0) return null;
        var attempts = db.Query(
            r => new AttemptView(SqliteTime.FromMicroseconds(r.GetInt64(0)), r.Whole(1), r.Text(2), r.GetInt32(3)),
            """
            SELECT at, status, error, milliseconds FROM webhook_attempts
             WHERE tenant = @tenant AND webhook = @webhook AND delivery = @id ORDER BY attempt DESC LIMIT 50
            """, key);
        attempts.Reverse();
        return new DeliveryDetail(found[0].View, found[0].Body, attempts);
    }, ct);

    public Task<bool> Replay(string tenant, string webhookId, string deliveryId, CancellationToken ct) => store.Replay(tenant, webhookId, deliveryId, ct);

    public Task<int> ReplayFailed(string tenant, string webhookId, CancellationToken ct) => store.ReplayFailed(tenant, webhookId, ct);

    public Task Wake(string tenant, string webhookId, CancellationToken ct) => store.Wake(tenant, webhookId, ct);

    public Task QueueTest(string tenant, string webhookId, string deliveryId, CancellationToken ct) =>
        store.QueueOne(tenant, webhookId, deliveryId, "webhook.test", WebhookPayload.Test(webhookId, clock.GetUtcNow()), ct);

    private static DeliveryView View(System.Data.Common.DbDataReader r) => new(
        r.GetString(0), r.GetString(1), (DeliveryState)r.GetInt16(2), r.GetInt32(3), r.Instant(4), r.Whole(5), r.Text(6),
        SqliteTime.FromMicroseconds(r.GetInt64(7)), r.Instant(8));
}
