using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Tenancy;

/// <summary>Tenants, their numbers, and what channels said of them.</summary>
internal sealed class TenantReadModule(ReadModelTables tables) : ReadModule
{
    private readonly RowSet<TenantRow> _tenants = new(tables.Of<TenantRow>());
    private readonly RowSet<TenantNumberRow> _numbers = new(tables.Of<TenantNumberRow>());
    private readonly RowSet<NoticeRow> _notices = new(tables.Of<NoticeRow>());

    public override IReadOnlyList<RowSet> Rows => [_tenants, _numbers, _notices];

    /// <summary>The tenant's row as it stands after the events folded so far, where somebody asked for it.</summary>
    public TenantRow? Row(string tenant) => _tenants[KeyOf(tenant)];

    /// <summary>Asks for a tenant's row on another module's behalf.</summary>
    public void Ask(string tenant) => _tenants.Ask(KeyOf(tenant));

    private static RowKey KeyOf(string tenant) => new(tenant, "tenant");

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<TenantRow>("tenants", r => new { r.Tenant, r.Id });
        model.Table<TenantNumberRow>("tenant_numbers", r => new { r.Tenant, r.PhoneNumberId });
        model.Table<NoticeRow>("notices", r => new { r.Tenant, r.EntityId, r.Version });
    }

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity != "tenant") return;
        _tenants.Ask(new RowKey(h.Tenant, h.EntityId));
        if (e is NumberConnected n) _numbers.Ask(new RowKey(h.Tenant, n.Number.PhoneNumberId));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (h.Entity != "tenant") return;
        var isNew = false;
        if (e is NumberConnected n)
            isNew = _numbers.Fold(new RowKey(h.Tenant, n.Number.PhoneNumberId), row => TenantFold.Apply(row, n, h)).Before is null;
        _tenants.Fold(new RowKey(h.Tenant, h.EntityId), row => TenantFold.Apply(row, isNew, e, h));
        if (TenantFold.Notice(e, h) is { } notice) _notices.Put(notice);
    }
}
