using Microsoft.EntityFrameworkCore;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Tenancy;

/// <summary>A policy with its newest version.</summary>
internal sealed record PolicyRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public PolicyType Type { get; init; }
    public string Name { get; init; } = "";
    public string ContentAr { get; init; } = "";
    public string? ContentEn { get; init; }
    public int Number { get; init; }
    public bool IsActive { get; init; }
    public DateOnly EffectiveFrom { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>A version of a policy. Written once, never changed.</summary>
internal sealed record PolicyVersionRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string PolicyId { get; init; }
    public long Number { get; init; }
    public string Name { get; init; } = "";
    public string ContentAr { get; init; } = "";
    public string? ContentEn { get; init; }
    public DateOnly EffectiveFrom { get; init; }
    public DateTimeOffset At { get; init; }
    public RowKey Key => new(Tenant, PolicyId, Number: Number);
}

/// <summary>Policies and their versions.</summary>
internal sealed class PolicyReadModule(ReadModelTables tables) : ReadModule
{
    private const string Kind = "policy";
    private readonly RowSet<PolicyRow> _policies = new(tables.Of<PolicyRow>());
    private readonly RowSet<PolicyVersionRow> _versions = new(tables.Of<PolicyVersionRow>());

    public override IReadOnlyList<RowSet> Rows => [_policies, _versions];

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<PolicyRow>("policies", r => new { r.Tenant, r.Id }, t => t.HasIndex(r => new { r.Tenant, r.UpdatedAt, r.Id }));
        model.Table<PolicyVersionRow>("policy_versions", r => new { r.Tenant, r.PolicyId, r.Number });
    }

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == Kind) _policies.Ask(new RowKey(h.Tenant, h.EntityId));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (h.Entity != Kind) return;
        _policies.Fold(new RowKey(h.Tenant, h.EntityId), row => PolicyFold.Apply(row, e, h));
        if (e is PolicyVersioned v)
        {
            _versions.Put(new PolicyVersionRow
            {
                Tenant = h.Tenant, PolicyId = h.EntityId, Number = v.Number, Name = v.Name, ContentAr = v.ContentAr, ContentEn = v.ContentEn,
                EffectiveFrom = v.EffectiveFrom, At = v.At.Micro(),
            });
        }
    }
}

/// <summary>What a policy's row is: the fold of its events.</summary>
internal static class PolicyFold
{
    /// <summary>The row after an event; null where there is still none.</summary>
    public static PolicyRow? Apply(PolicyRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, PolicyVersioned v) => (row ?? new PolicyRow { Tenant = h.Tenant, Id = h.EntityId, IsActive = true, CreatedAt = v.At.Micro() }) with
            {
                Type = v.Type,
                Name = v.Name,
                ContentAr = v.ContentAr,
                ContentEn = v.ContentEn,
                Number = v.Number,
                EffectiveFrom = v.EffectiveFrom,
            },
            (null, _) => null,
            (_, PolicySwitched s) => row with { IsActive = s.IsActive },
            _ => row,
        };
        return next is null ? null : next with { UpdatedAt = Instants.Later(h.At, next.UpdatedAt), Version = h.Version };
    }
}

/// <summary>Reads policies.</summary>
internal sealed class PolicyLists(ReadModelContexts contexts) : IPolicyLists
{
    public async Task<Page<PolicyRowView>> Policies(string tenant, PolicyType? type, DateOnly today, string? cursor, int limit, CancellationToken ct)
    {
        const string list = "policies";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<PolicyRow>().AsQueryable();
        if (type is { } only) rows = rows.Where(r => r.Type == only);
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.UpdatedAt, r.Id, at, c.Id));
        }
        var page = await rows.OrderByDescending(r => r.UpdatedAt).ThenByDescending(r => r.Id).Paged(limit, list, r => Paging.At(r.UpdatedAt, r.Id), r => r, ct);
        var views = new List<PolicyRowView>(page.Items.Count);
        foreach (var row in page.Items) views.Add(await View(db, row, today, ct));
        return new Page<PolicyRowView>(views, page.Next);
    }

    public async Task<PolicyRowView?> Policy(string tenant, string id, DateOnly today, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        return await db.Set<PolicyRow>().FirstOrDefaultAsync(r => r.Id == id, ct) is { } row ? await View(db, row, today, ct) : null;
    }

    public async Task<Page<PolicyVersionView>> Versions(string tenant, string id, string? cursor, int limit, CancellationToken ct)
    {
        var list = "policy/" + id;
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<PolicyVersionRow>().Where(r => r.PolicyId == id);
        if (from is { } c) rows = rows.Where(r => r.Number < c.Number);
        return await rows.OrderByDescending(r => r.Number).Paged(limit, list, r => new Cursor(r.Number, ""), Version, ct);
    }

    private static async Task<PolicyRowView> View(ReadModelContext db, PolicyRow row, DateOnly today, CancellationToken ct)
    {
        // What was written last and holds already has nothing behind it: so it is with nearly all.
        if (row.EffectiveFrom <= today) return View(row, row.Name, row.ContentAr, row.ContentEn, row.Number, row.EffectiveFrom, row.IsActive, null);
        var versions = db.Set<PolicyVersionRow>().Where(r => r.PolicyId == row.Id);
        var holds = await versions.Where(r => r.EffectiveFrom <= today).OrderByDescending(r => r.Number).FirstOrDefaultAsync(ct);
        var shown = holds ?? await Next(0);
        return shown is null
            ? View(row, row.Name, row.ContentAr, row.ContentEn, row.Number, row.EffectiveFrom, false, null)
            : View(
                row, shown.Name, shown.ContentAr, shown.ContentEn, (int)shown.Number, shown.EffectiveFrom, row.IsActive && holds is not null,
                await Next(shown.Number) is { } coming ? Version(coming) : null);

        // Of two that begin on one day the one written later holds; one that begins after a later one has begun never does.
        Task<PolicyVersionRow?> Next(long after) => versions.Where(r => r.Number > after && r.EffectiveFrom > today)
            .OrderBy(r => r.EffectiveFrom).ThenByDescending(r => r.Number).FirstOrDefaultAsync(ct);
    }

    private static PolicyRowView View(
        PolicyRow r, string name, string contentAr, string? contentEn, int number, DateOnly from, bool inForce, PolicyVersionView? coming) =>
        new(r.Id, r.Type, name, contentAr, contentEn, number, r.IsActive, from, r.CreatedAt, r.UpdatedAt, r.Version, inForce, coming);

    private static PolicyVersionView Version(PolicyVersionRow r) => new((int)r.Number, r.Name, r.ContentAr, r.ContentEn, r.EffectiveFrom, r.At);
}
