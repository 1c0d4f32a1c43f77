using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SalesFlow.Common;
using SalesFlow.SavedViews;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.SavedViews;

/// <summary>A saved view in lists.</summary>
internal sealed record SavedViewRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string Entity { get; init; } = "";
    public string OwnerId { get; init; } = "";

    /// <summary>What it says, as JSON: nothing in it is looked for.</summary>
    public string Content { get; init; } = "";
    public bool Shared { get; init; }
    public bool Deleted { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>Saved views in lists.</summary>
internal sealed class SavedViewReadModule(ReadModelTables tables) : ReadModule
{
    private readonly RowSet<SavedViewRow> _views = new(tables.Of<SavedViewRow>());

    public override IReadOnlyList<RowSet> Rows => [_views];

    public static void Configure(ReadModelBuilder model) => model.Table<SavedViewRow>("saved_views", r => new { r.Tenant, r.Id }, t =>
    {
        t.HasIndex(r => new { r.Tenant, r.Entity, r.OwnerId }).HasFilter("NOT deleted");
        t.HasIndex(r => new { r.Tenant, r.Entity, r.Shared }).HasFilter("NOT deleted");
    });

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "view") _views.Ask(new RowKey(h.Tenant, h.EntityId));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "view") _views.Fold(new RowKey(h.Tenant, h.EntityId), row => Apply(row, e, h));
    }

    private static SavedViewRow? Apply(SavedViewRow? row, IDomainEvent e, EventHeader h) => (row, e) switch
    {
        (_, ViewCreated c) => new SavedViewRow
        {
            Tenant = h.Tenant, Id = h.EntityId, Entity = c.Entity, OwnerId = c.OwnerId, Content = JsonSerializer.Serialize(c.Content), Shared = c.Content.Shared,
            CreatedAt = c.At.Micro(), Version = h.Version,
        },
        (null, _) => null,
        (_, ViewChanged c) => row with { Content = JsonSerializer.Serialize(c.Content), Shared = c.Content.Shared, Version = h.Version },
        (_, ViewDeleted) => row with { Deleted = true, Version = h.Version },
        _ => row,
    };
}

/// <summary>Reads lists of views.</summary>
internal sealed class SavedViewQueries(ReadModelContexts contexts) : ISavedViewLists
{
    private const int Most = 200;

    public async Task<IReadOnlyList<SavedView>> Views(string tenant, string entity, string userId, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var rows = await db.Set<SavedViewRow>().Where(r => !r.Deleted && r.Entity == entity && (r.OwnerId == userId || r.Shared))
            .OrderBy(r => r.Id).Take(Most).ToListAsync(ct);
        return
        [
            .. rows.Select(r => new SavedView(r.Id, r.Entity, r.OwnerId, JsonSerializer.Deserialize<SavedViewContent>(r.Content)!, r.CreatedAt, r.Version))
                .OrderBy(v => v.Content.Name, StringComparer.Ordinal),
        ];
    }
}
