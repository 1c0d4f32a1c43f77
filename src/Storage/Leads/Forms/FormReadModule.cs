using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Leads.Forms;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Leads.Forms;

/// <summary>A form in lists.</summary>
internal sealed record FormRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string PublicKey { get; init; } = "";
    public string Name { get; init; } = "";
    public bool IsActive { get; init; }
    public bool Deleted { get; init; }
    public long Submissions { get; init; }
    public DateTimeOffset? LastAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>Forms in lists.</summary>
internal sealed class FormReadModule(ReadModelTables tables) : ReadModule
{
    private readonly RowSet<FormRow> _forms = new(tables.Of<FormRow>());

    public override IReadOnlyList<RowSet> Rows => [_forms];

    public static void Configure(ReadModelBuilder model) => model.Table<FormRow>(
        "forms", r => new { r.Tenant, r.Id }, t => t.HasIndex(r => new { r.Tenant, r.CreatedAt, r.Id }));

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "form") _forms.Ask(new RowKey(h.Tenant, h.EntityId));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "form") _forms.Fold(new RowKey(h.Tenant, h.EntityId), row => Apply(row, e, h));
    }

    /// <summary>The row after an event of its form; null where there is still none.</summary>
    public static FormRow? Apply(FormRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, FormCreated c) => new FormRow
            {
                Tenant = h.Tenant, Id = h.EntityId, PublicKey = c.Key, Name = c.Settings.Name, IsActive = c.Settings.IsActive, CreatedAt = c.At.Micro(),
            },
            (null, _) => null,
            (_, FormChanged c) => row with { Name = c.Settings.Name, IsActive = c.Settings.IsActive },
            (_, FormDeleted) => row with { Deleted = true },
            (_, FormSubmitted s) => row with { Submissions = row.Submissions + 1, LastAt = s.At.Micro() },
            _ => row,
        };
        return next is null ? null : next with { Version = h.Version };
    }
}

/// <summary>Reads lists of forms.</summary>
internal sealed class FormQueries(ReadModelContexts contexts) : IFormLists
{
    public async Task<Page<FormRowView>> Forms(string tenant, string? cursor, int limit, CancellationToken ct)
    {
        const string list = "forms";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<FormRow>().Where(r => !r.Deleted);
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.CreatedAt, r.Id, at, c.Id));
        }
        return await rows.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id).Paged(
            limit, list, r => Paging.At(r.CreatedAt, r.Id),
            r => new FormRowView(r.Id, r.PublicKey, r.Name, r.IsActive, r.Submissions, r.LastAt, r.CreatedAt, r.Version), ct);
    }
}
