using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Tenancy;

/// <summary>Users in lists.</summary>
internal sealed class UserReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    private readonly RowSet<UserRow> _users = new(tables.Of<UserRow>());

    public override IReadOnlyList<RowSet> Rows => [_users];

    public static void Configure(ReadModelBuilder model) =>
        model.Table<UserRow>("users", r => new { r.Tenant, r.Id }, t => t.HasIndex(r => new { r.Tenant, r.CreatedAt, r.Id }));

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "user") _users.Ask(new RowKey(h.Tenant, h.EntityId));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "user") _users.Fold(new RowKey(h.Tenant, h.EntityId), row => UserFold.Apply(row, e, h));
    }

    public override void Complete()
    {
        foreach (var (old, row) in _users.Changes())
            if (old is null || (old.FullName, old.Email, old.Phone) != (row.FullName, row.Email, row.Phone))
                batch.Index("user", row.Key, UserFold.SearchText(row));
    }
}
