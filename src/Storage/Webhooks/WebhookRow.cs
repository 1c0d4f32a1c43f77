using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Webhooks;

namespace SalesFlow.Storage.Webhooks;

/// <summary>A webhook in lists, and all that sending to it needs.</summary>
internal sealed record WebhookRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string Url { get; init; } = "";
    public string Name { get; init; } = "";

    /// <summary>Kinds of events, with spaces between.</summary>
    public string Types { get; init; } = "";
    public bool Enabled { get; init; }
    public string? DisabledReason { get; init; }
    public bool Deleted { get; init; }

    /// <summary>The signing secret, protected.</summary>
    public string Secret { get; init; } = "";

    /// <summary>The former secret, protected, and until when it signs too; or null.</summary>
    public string? FormerSecret { get; init; }
    public DateTimeOffset? FormerUntil { get; init; }
    public long AfterSeq { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>What a webhook's row is: the fold of its events.</summary>
internal static class WebhookFold
{
    public static WebhookRow? Apply(WebhookRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, WebhookCreated c) => new WebhookRow
            {
                Tenant = h.Tenant, Id = h.EntityId, Url = c.Url, Name = c.Name, Types = string.Join(' ', c.Types), Enabled = true,
                Secret = c.ProtectedSecret, AfterSeq = c.AfterSeq, CreatedAt = c.At.Micro(),
            },
            (null, _) => null,
            (_, WebhookUpdated u) => row with
            {
                Url = u.Url ?? row.Url,
                Name = u.Name ?? row.Name,
                Types = u.Types is null ? row.Types : string.Join(' ', u.Types),
            },
            (_, WebhookSecretRotated r) => row with { Secret = r.ProtectedSecret, FormerSecret = row.Secret, FormerUntil = r.FormerUntil.Micro() },
            (_, WebhookEnabled) => row with { Enabled = true, DisabledReason = null },
            (_, WebhookDisabled d) => row with { Enabled = false, DisabledReason = d.Reason },
            (_, WebhookDeleted) => row with { Enabled = false, Deleted = true, Secret = "", FormerSecret = null },
            _ => row,
        };
        return next is null ? null : next with { Version = h.Version };
    }
}

/// <summary>Webhooks in lists.</summary>
internal sealed class WebhookReadModule(ReadModelTables tables) : ReadModule
{
    private readonly RowSet<WebhookRow> _webhooks = new(tables.Of<WebhookRow>());

    public override IReadOnlyList<RowSet> Rows => [_webhooks];

    public static void Configure(ReadModelBuilder model) =>
        model.Table<WebhookRow>("webhooks", r => new { r.Tenant, r.Id }, t => t.HasIndex(r => new { r.Tenant, r.CreatedAt, r.Id }));

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "webhook") _webhooks.Ask(new RowKey(h.Tenant, h.EntityId));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "webhook") _webhooks.Fold(new RowKey(h.Tenant, h.EntityId), row => WebhookFold.Apply(row, e, h));
    }
}
