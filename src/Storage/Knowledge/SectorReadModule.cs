using Microsoft.EntityFrameworkCore;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Feed;
using SalesFlow.Knowledge;
using SalesFlow.Leads;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.Leads;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Knowledge;

/// <summary>What a company keeps for selling to a sector.</summary>
internal sealed record SectorAssetRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string Sector { get; init; } = "";
    public SectorAssetType Type { get; init; }
    public string Title { get; init; } = "";
    public string Content { get; init; } = "";
    public string Language { get; init; } = "";
    public bool IsActive { get; init; }
    public bool Deleted { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>What a lead counts for in its sector: itself, and the deals made with it.</summary>
internal sealed record SectorLeadRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string LeadId { get; init; }

    /// <summary>The sector in the normal form; empty where none is known.</summary>
    public string Sector { get; init; } = "";
    public LeadStatus Status { get; init; }

    /// <summary>Whether it counts as a lead: it was told of, and is neither deleted nor merged.</summary>
    public bool Counts { get; init; }
    public long DealsOpen { get; init; }
    public long DealsWon { get; init; }
    public long DealsLost { get; init; }
    public decimal OpenValue { get; init; }
    public decimal WonValue { get; init; }
    public long CycleSeconds { get; init; }
    public RowKey Key => new(Tenant, LeadId);
}

/// <summary>A sector's sums.</summary>
internal sealed record SectorTotalRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Sector { get; init; }
    public long Leads { get; init; }
    public long Qualified { get; init; }
    public long Converted { get; init; }
    public long Lost { get; init; }
    public long DealsOpen { get; init; }
    public long DealsWon { get; init; }
    public long DealsLost { get; init; }
    public decimal OpenValue { get; init; }
    public decimal WonValue { get; init; }
    public long CycleSeconds { get; init; }
    public RowKey Key => new(Tenant, Sector);
}

/// <summary>Assets of sectors, and figures by sector. A lead's deals move with it where its sector is corrected.</summary>
internal sealed class SectorReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    private const string Kind = "sector-asset";
    private readonly RowSet<SectorAssetRow> _assets = new(tables.Of<SectorAssetRow>());
    private readonly RowSet<SectorLeadRow> _leads = new(tables.Of<SectorLeadRow>());
    private readonly RowSet<SectorTotalRow> _totals = new(tables.Of<SectorTotalRow>(
        nameof(SectorTotalRow.Leads), nameof(SectorTotalRow.Qualified), nameof(SectorTotalRow.Converted), nameof(SectorTotalRow.Lost), nameof(SectorTotalRow.DealsOpen),
        nameof(SectorTotalRow.DealsWon), nameof(SectorTotalRow.DealsLost), nameof(SectorTotalRow.OpenValue), nameof(SectorTotalRow.WonValue), nameof(SectorTotalRow.CycleSeconds)));

    private readonly HashSet<RowKey> _deals = [];

    public override IReadOnlyList<RowSet> Rows => [_assets, _leads, _totals];

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<SectorAssetRow>("sector_assets", r => new { r.Tenant, r.Id },
            t => t.HasIndex(r => new { r.Tenant, r.Sector, r.UpdatedAt, r.Id }).HasFilter("NOT deleted"));
        model.Table<SectorLeadRow>("sector_leads", r => new { r.Tenant, r.LeadId }, t =>
        {
            t.Property(r => r.OpenValue).HasPrecision(28, 2);
            t.Property(r => r.WonValue).HasPrecision(28, 2);
        });
        model.Table<SectorTotalRow>("sector_totals", r => new { r.Tenant, r.Sector }, t =>
        {
            t.Property(r => r.OpenValue).HasPrecision(28, 2);
            t.Property(r => r.WonValue).HasPrecision(28, 2);
        });
    }

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        var key = new RowKey(h.Tenant, h.EntityId);
        switch (h.Entity)
        {
            case Kind: _assets.Ask(key); break;
            case "lead": _leads.Ask(key); break;
            case "deal":
                _deals.Add(key);
                if ((e as DealOpened)?.LeadId is { } lead) _leads.Ask(new RowKey(h.Tenant, lead));
                if ((e as DealUpdated)?.LeadId is { Length: > 0 } other) _leads.Ask(new RowKey(h.Tenant, other));
                break;
        }
    }

    public override void AskMore()
    {
        foreach (var key in _deals)
            if (batch.Deals.Row(key)?.LeadId is { } lead) _leads.Ask(new RowKey(key.Tenant, lead));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        switch (h.Entity)
        {
            case Kind: _assets.Fold(new RowKey(h.Tenant, h.EntityId), row => SectorFold.Asset(row, e, h)); break;
            case "lead" when batch.Leads.Last.After is { } lead: Change(lead.Key, row => SectorFold.Lead(row, lead)); break;
            case "deal":
                Deal(batch.Deals.Last.Before, -1);
                Deal(batch.Deals.Last.After, 1);
                break;
        }
    }

    // What came and went within the batch needs no writing.
    public override void Complete() =>
        _totals.Drop(r => r is { Leads: 0, Qualified: 0, Converted: 0, Lost: 0, DealsOpen: 0, DealsWon: 0, DealsLost: 0, OpenValue: 0, WonValue: 0, CycleSeconds: 0 });

    private void Deal(DealRow? deal, int sign)
    {
        if (deal?.LeadId is { } lead) Change(new RowKey(deal.Tenant, lead), row => SectorFold.Deal(row, deal, sign));
    }

    private void Change(RowKey key, Func<SectorLeadRow, SectorLeadRow> fold)
    {
        var (before, after) = _leads.Fold(key, row => fold(row ?? new SectorLeadRow { Tenant = key.Tenant, LeadId = key.Id }));
        if (before == after) return;
        if (before is not null) Add(SectorFold.Total(before, -1));
        Add(SectorFold.Total(after!, 1));
    }

    private void Add(SectorTotalRow d)
    {
        var s = _totals[d.Key];
        _totals.Put(s is null ? d : d with
        {
            Leads = s.Leads + d.Leads,
            Qualified = s.Qualified + d.Qualified,
            Converted = s.Converted + d.Converted,
            Lost = s.Lost + d.Lost,
            DealsOpen = s.DealsOpen + d.DealsOpen,
            DealsWon = s.DealsWon + d.DealsWon,
            DealsLost = s.DealsLost + d.DealsLost,
            OpenValue = s.OpenValue + d.OpenValue,
            WonValue = s.WonValue + d.WonValue,
            CycleSeconds = s.CycleSeconds + d.CycleSeconds,
        });
    }
}

/// <summary>What sectors' rows are: the fold of events.</summary>
internal static class SectorFold
{
    public static SectorAssetRow? Asset(SectorAssetRow? row, IDomainEvent e, EventHeader h) => (row, e) switch
    {
        (_, SectorAssetWritten w) => new SectorAssetRow
        {
            Tenant = h.Tenant, Id = h.EntityId, Sector = w.Sector, Type = w.Type, Title = w.Title, Content = w.Content, Language = w.Language,
            IsActive = w.IsActive, CreatedAt = row is { Deleted: false } ? row.CreatedAt : w.At.Micro(), UpdatedAt = w.At.Micro(), Version = h.Version,
        },
        (not null, SectorAssetDeleted d) => row with { Deleted = true, UpdatedAt = d.At.Micro(), Version = h.Version },
        _ => row,
    };

    public static SectorLeadRow Lead(SectorLeadRow row, LeadRow lead) =>
        row with { Sector = lead.SectorKey ?? "", Status = lead.Status, Counts = !lead.Hidden };

    public static SectorLeadRow Deal(SectorLeadRow row, DealRow deal, int sign)
    {
        if (deal.DeletedAt is not null) return row;
        // Sums of different currencies would say nothing.
        var value = deal.Currency == "SAR" ? sign * deal.Value : 0;
        return deal.StageKind switch
        {
            StageKind.Won => row with
            {
                DealsWon = row.DealsWon + sign,
                WonValue = row.WonValue + value,
                CycleSeconds = row.CycleSeconds + (deal.ClosedAt is { } closed ? sign * Math.Max(0, (long)(closed - deal.CreatedAt).TotalSeconds) : 0),
            },
            StageKind.Lost => row with { DealsLost = row.DealsLost + sign },
            _ => row with { DealsOpen = row.DealsOpen + sign, OpenValue = row.OpenValue + value },
        };
    }

    public static SectorTotalRow Total(SectorLeadRow r, int sign)
    {
        var counts = r.Counts ? sign : 0;
        return new SectorTotalRow
        {
            Tenant = r.Tenant, Sector = r.Sector, Leads = counts, Qualified = r.Status is LeadStatus.Qualified or LeadStatus.Converted ? counts : 0,
            Converted = r.Status == LeadStatus.Converted ? counts : 0, Lost = r.Status == LeadStatus.Lost ? counts : 0, DealsOpen = sign * r.DealsOpen,
            DealsWon = sign * r.DealsWon, DealsLost = sign * r.DealsLost, OpenValue = sign * r.OpenValue, WonValue = sign * r.WonValue,
            CycleSeconds = sign * r.CycleSeconds,
        };
    }
}

/// <summary>Reads assets and figures of sectors.</summary>
internal sealed class SectorQueries(ReadModelContexts contexts) : ISectorLists
{
    public async Task<Page<SectorAssetView>> Assets(
        string tenant, string sector, SectorAssetType? type, bool? active, string? cursor, int limit, CancellationToken ct)
    {
        var list = "sector-assets/" + sector;
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = new Narrowed<SectorAssetRow>(db.Set<SectorAssetRow>().Where(r => !r.Deleted), ByChange, r => Paging.At(r.UpdatedAt, r.Id));
        rows.Along(r => r.Sector == sector);
        if (type is { } only) rows.Where(r => r.Type == only);
        if (active is { } wanted) rows.Where(r => r.IsActive == wanted);
        return await rows.Page(null, from, limit, list, View, ct);
    }

    public async Task<SectorAssetView?> Asset(string tenant, string id, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        return await db.Set<SectorAssetRow>().FirstOrDefaultAsync(r => r.Id == id && !r.Deleted, ct) is { } row ? View(row) : null;
    }

    public async Task<SectorFigures> Figures(string tenant, IReadOnlyList<string> names, CancellationToken ct)
    {
        var keys = names.Select(LeadKeys.Of).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        await using var db = contexts.Open(tenant);
        var rows = await db.Set<SectorTotalRow>().Where(r => keys.Contains(r.Sector)).ToListAsync(ct);
        return new SectorFigures(
            rows.Sum(r => r.Leads), rows.Sum(r => r.Qualified), rows.Sum(r => r.Converted), rows.Sum(r => r.Lost), rows.Sum(r => r.DealsOpen), rows.Sum(r => r.DealsWon),
            rows.Sum(r => r.DealsLost), rows.Sum(r => r.OpenValue), rows.Sum(r => r.WonValue), rows.Sum(r => r.CycleSeconds));
    }

    private static IQueryable<SectorAssetRow> ByChange(IQueryable<SectorAssetRow> rows, Cursor? from)
    {
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Below(r.UpdatedAt, r.Id, at, c.Id));
        }
        return rows.OrderByDescending(r => r.UpdatedAt).ThenByDescending(r => r.Id);
    }

    private static SectorAssetView View(SectorAssetRow r) =>
        new(r.Id, r.Sector, r.Type, r.Title, r.Content, r.Language, r.IsActive, r.CreatedAt, r.UpdatedAt, r.Version);
}
