using Microsoft.EntityFrameworkCore;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Tenancy;

/// <summary>A tenant as the installation sees it. The row belongs to the platform; only the tenant's own shard writes it.</summary>
internal sealed record PlatformTenantRow : IReadRow
{
    /// <summary>Always <see cref="TenantKey.Platform"/>.</summary>
    public required string Tenant { get; init; }

    /// <summary>The tenant that it is about.</summary>
    public required string Id { get; init; }
    public string Name { get; init; } = "";
    public string? Slug { get; init; }
    public string Plan { get; init; } = "";
    public SubscriptionStatus Status { get; init; }
    public DateTimeOffset? PeriodEnd { get; init; }
    public bool Suspended { get; init; }
    public string? SuspendedReason { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>The installation's notes of a tenant.</summary>
internal sealed record TenantFileRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string Notes { get; init; } = "";
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>What the installation knows of its tenants.</summary>
internal sealed class PlatformReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    /// <summary>Under which kind names are searched.</summary>
    public const string SearchKind = "platform_tenant";

    private readonly RowSet<PlatformTenantRow> _tenants = new(tables.Of<PlatformTenantRow>());
    private readonly RowSet<TenantFileRow> _files = new(tables.Of<TenantFileRow>());

    public override IReadOnlyList<RowSet> Rows => [_tenants, _files];

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<PlatformTenantRow>("platform_tenants", r => new { r.Tenant, r.Id }, t => t.HasIndex(r => new { r.Tenant, r.CreatedAt, r.Id }));
        model.Table<TenantFileRow>("platform_tenant_files", r => new { r.Tenant, r.Id });
    }

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (Concerns(h)) _tenants.Ask(KeyOf(h.Tenant));
        else if (h.Entity == "tenant-file") _files.Ask(new RowKey(h.Tenant, h.EntityId));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (Concerns(h)) _tenants.Fold(KeyOf(h.Tenant), row => PlatformFold.Apply(row, e, h));
        else if (e is TenantNoted n)
            _files.Fold(new RowKey(h.Tenant, h.EntityId), _ => new TenantFileRow
            {
                Tenant = h.Tenant, Id = h.EntityId, Notes = n.Notes, UpdatedAt = h.At, Version = h.Version,
            });
    }

    public override void Complete()
    {
        foreach (var (old, row) in _tenants.Changes())
            if (old is null || (old.Name, old.Slug) != (row.Name, row.Slug)) batch.Index(SearchKind, row.Key, SearchTerms.Index(row.Name, row.Slug));
    }

    private static bool Concerns(EventHeader h) => h.Entity is "tenant" or "subscription";

    private static RowKey KeyOf(string tenant) => new(TenantKey.Platform, tenant);
}

/// <summary>What the installation's row of a tenant is: the fold of the tenant's and its subscription's events.</summary>
internal static class PlatformFold
{
    /// <summary>The row after an event; null where there is still none.</summary>
    public static PlatformTenantRow? Apply(PlatformTenantRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, TenantRegistered r) => (row ?? new PlatformTenantRow { Tenant = TenantKey.Platform, Id = h.Tenant, CreatedAt = h.At }) with { Name = r.CompanyName },
            (null, _) => null,
            (_, TenantSettingsChanged { Changes: var c }) => row with { Name = c.Name ?? row.Name, Slug = c.Slug ?? row.Slug },
            (_, TenantSuspended s) => row with { Suspended = true, SuspendedReason = s.Reason },
            (_, TenantReactivated) => row with { Suspended = false, SuspendedReason = null },
            (_, TrialStarted t) => row with { Plan = t.Plan, Status = SubscriptionStatus.Trialing, PeriodEnd = t.EndsAt.Micro() },
            (_, PlanChosen { AtOnce: true } p) => row with { Plan = p.Plan },
            (_, SubscriptionActivated a) => row with { Plan = a.Plan, Status = SubscriptionStatus.Active, PeriodEnd = a.End.Micro() },
            (_, SubscriptionPastDue) => row with { Status = SubscriptionStatus.PastDue },
            (_, SubscriptionCancelled) => row with { Status = SubscriptionStatus.Cancelled },
            _ => row,
        };
        return next is null || ReferenceEquals(next, row) ? next : next with { UpdatedAt = Instants.Later(h.At, next.UpdatedAt) };
    }
}

/// <summary>Reads what the installation knows of its tenants.</summary>
internal sealed class TenantDirectory(ReadModelContexts contexts) : ITenantDirectory
{
    public async Task<Page<TenantFileView>> Tenants(TenantFileFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        const string list = "tenants";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(TenantKey.Platform);
        var rows = db.Set<PlatformTenantRow>().AsQueryable();
        if (filter.Plan is { } plan) rows = rows.Where(r => r.Plan == plan);
        if (filter.Status is { } status) rows = rows.Where(r => r.Status == status);
        if (filter.Suspended is { } suspended) rows = rows.Where(r => r.Suspended == suspended);
        return await rows.Paged(
            Search.Of(db, PlatformReadModule.SearchKind, filter.Search), NewestFirst, from, limit, list, r => Paging.At(r.CreatedAt, r.Id), r => View(r, null), ct);

        static IQueryable<PlatformTenantRow> NewestFirst(IQueryable<PlatformTenantRow> rows, Cursor? from)
        {
            if (from is { } c)
            {
                var at = SqliteTime.FromMicroseconds(c.Number);
                rows = rows.Where(r => Keyset.Below(r.CreatedAt, r.Id, at, c.Id));
            }
            return rows.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id);
        }
    }

    public async Task<TenantFileView?> Tenant(string id, CancellationToken ct)
    {
        await using var db = contexts.Open(TenantKey.Platform);
        if (await db.Set<PlatformTenantRow>().FirstOrDefaultAsync(r => r.Id == id, ct) is not { } row) return null;
        return View(row, await db.Set<TenantFileRow>().FirstOrDefaultAsync(r => r.Id == id, ct));
    }

    private static TenantFileView View(PlatformTenantRow r, TenantFileRow? file) => new(
        r.Id, r.Name, r.Slug, r.Plan, r.Status, r.PeriodEnd, !r.Suspended, r.SuspendedReason, file?.Notes is { Length: > 0 } notes ? notes : null, r.CreatedAt,
        r.UpdatedAt);
}
