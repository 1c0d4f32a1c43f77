using System.Collections.Frozen;
using System.Globalization;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Fields;
using SalesFlow.Leads;
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
    public static bool Takes(IDomainEvent e, EventHeader h) =>
        e is AuditRecorded or TenantRegistered || (h.By is not null && !AuditNoise.Is(e, h.Entity));

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

/// <summary>
/// What the program keeps for itself while it does what somebody asked for: who holds a name, whose turn it is, a letter's attempts. What was asked for
/// has an entry of its own, and these would hide it.
/// </summary>
internal static class AuditNoise
{
    /// <summary>Kinds of entities that are nothing but bookkeeping.</summary>
    public static readonly FrozenSet<string> Kinds = FrozenSet.Create(
        StringComparer.Ordinal,
        "lead-alias", "contact-alias", "company-number", "number-owner", "slug-owner", "form-key", "letter");

    /// <summary>Events of other entities that are.</summary>
    public static readonly FrozenSet<Type> Events = FrozenSet.Create(
        typeof(AssignmentChosen), typeof(AssignmentDealtOut), typeof(AssignmentQueued), typeof(AssignmentReleased), typeof(LeadNamesClaimed),
        typeof(ApiKeyUsed), typeof(LeaseRenewed));

    /// <summary>Whether an event is of this sort.</summary>
    public static bool Is(IDomainEvent e, string kind) => Kinds.Contains(kind) || Events.Contains(e.GetType());
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
        return e switch
        {
            AuditRecorded { Entry: var told } => entry with
            {
                // Of whoever has proved nothing there is no signature, but a place that they came from.
                Address = address ?? told.Details?.GetValueOrDefault("address"),
                Action = told.Action,
                EntityType = told.EntityType,
                EntityId = told.EntityId,
                Changes = AuditChanges.Of(told.Details),
            },
            // A company's keys are one entity without a row; each key is told by itself.
            ApiKeyMade key => entry with
            {
                Action = "create",
                EntityType = "api-key",
                EntityId = key.Id,
                Changes = AuditChanges.Created(
                    ("expiresAt", key.ExpiresAt?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)), ("name", key.Name),
                    ("scopes", string.Join(' ', key.Scopes))),
            },
            ApiKeyRevoked key => entry with
            {
                Action = "revoke",
                EntityType = "api-key",
                EntityId = key.Id,
                Changes = AuditChanges.Ended,
            },
            RecordFieldsSet set => entry with
            {
                Action = "update",
                EntityType = h.Entity,
                EntityId = h.EntityId,
                Changes = AuditChanges.Of(set.Before, set.Set),
            },
            TenantSettingsChanged { Changes: var c } => entry with
            {
                Action = "update",
                EntityType = h.Entity,
                EntityId = h.EntityId,
                Changes = AuditChanges.Of(
                    row.Before, row.After, ("requireSecondFactor", c.RequireSecondFactor), ("pricesIncludeVat", c.PricesIncludeVat)),
            },
            _ => entry with
            {
                Action = Action(name, row),
                EntityType = h.Entity,
                EntityId = h.EntityId,
                Changes = AuditChanges.Of(row.Before, row.After) ?? AuditChanges.Told(e),
            },
        };
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
