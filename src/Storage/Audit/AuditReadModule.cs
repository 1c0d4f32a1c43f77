using SalesFlow.Common;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Audit;

/// <summary>
/// The audit log: an entry for every event that a person or a key caused, for everything recorded by <see cref="IAuditGrain"/>, and for the
/// registration of the company, so that no tenant is without a log. It comes after all other modules and finds the entity's row as they left it.
/// </summary>
internal sealed class AuditReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    private readonly RowSet<AuditRow> _entries = new(tables.Of<AuditRow>());
    private readonly RowSet<AuditHeadRow> _heads = new(tables.Of<AuditHeadRow>());

    public override IReadOnlyList<RowSet> Rows => [_entries, _heads];

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<AuditRow>("audit_logs", r => new { r.Tenant, r.Seq }, t =>
        {
            t.HasIndex(r => new { r.Tenant, r.At, r.Seq });
            t.HasIndex(r => new { r.Tenant, r.ActorId, r.At, r.Seq });
            t.HasIndex(r => new { r.Tenant, r.Action, r.At, r.Seq });
            t.HasIndex(r => new { r.Tenant, r.EntityType, r.At, r.Seq });
            t.HasIndex(r => new { r.Tenant, r.EntityType, r.EntityId, r.At, r.Seq });
        });
        model.Table<AuditHeadRow>("audit_heads", r => new { r.Tenant, r.Id });
    }

    /// <summary>Whether an event belongs into the log.</summary>
    public static bool Takes(IDomainEvent e, EventHeader h) => h.By is not null || e is AuditRecorded or TenantRegistered;

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (Takes(e, h)) _heads.Ask(new RowKey(h.Tenant, AuditHeadRow.Log));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (!Takes(e, h)) return;
        var entry = AuditFold.Entry(e, h, batch.Touched(new RowKey(h.Tenant, h.EntityId)));
        _heads.Fold(new RowKey(h.Tenant, AuditHeadRow.Log), head =>
        {
            var (row, next) = AuditChain.Append(head, entry, tables.Seals);
            _entries.Put(row);
            return next;
        });
    }
}

/// <summary>What an event is in the audit log.</summary>
internal static class AuditFold
{
    /// <summary>The entry, not yet in its place.</summary>
    /// <param name="e">The event.</param>
    /// <param name="h">What surrounds it.</param>
    /// <param name="row">The entity's row before and after it.</param>
    public static AuditRow Entry(IDomainEvent e, EventHeader h, (IReadRow? Before, IReadRow? After) row)
    {
        var (actor, id, address) = Signed(h.By);
        var name = EventCatalog.NameOf(e);
        var entry = new AuditRow { Tenant = h.Tenant, At = h.At, Actor = actor, ActorId = id, Address = address, Event = name };
        return e is AuditRecorded { Entry: var told }
            ? entry with { Action = told.Action, EntityType = told.EntityType, EntityId = told.EntityId, Changes = AuditChanges.Of(told.Details) }
            : entry with { Action = Action(name, row), EntityType = h.Entity, EntityId = h.EntityId, Changes = AuditChanges.Of(row.Before, row.After) };
    }

    private static string Action(string name, (IReadRow? Before, IReadRow? After) row) =>
        name.EndsWith(".deleted", StringComparison.Ordinal) ? "delete"
        : name.EndsWith(".restored", StringComparison.Ordinal) ? "restore"
        : row is { Before: null, After: not null } ? "create"
        : "update";

    private static (string Actor, string? Id, string? Address) Signed(string? by)
    {
        if (by is null) return ("system", null, null);
        var colon = by.IndexOf(':', StringComparison.Ordinal);
        var at = by.IndexOf('@', StringComparison.Ordinal);
        return (by[..colon], at < 0 ? by[(colon + 1)..] : by[(colon + 1)..at], at < 0 ? null : by[(at + 1)..]);
    }
}
