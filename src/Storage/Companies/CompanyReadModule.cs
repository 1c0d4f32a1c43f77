using Microsoft.EntityFrameworkCore;
using SalesFlow.Common;
using SalesFlow.Companies;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.Fields;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Text;

namespace SalesFlow.Storage.Companies;

/// <summary>A company in lists.</summary>
internal sealed record CompanyRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string? Name { get; init; }
    public string? NameAr { get; init; }
    public string? Sector { get; init; }
    public CompanySize? Size { get; init; }
    public string? City { get; init; }
    public string? Region { get; init; }
    public string? CrNumber { get; init; }
    public string? Website { get; init; }
    public string? Phone { get; init; }
    public string? Email { get; init; }
    public string? Source { get; init; }
    public string? OwnerId { get; init; }
    public bool IsActive { get; init; }

    /// <summary>One tag a line.</summary>
    public string? Tags { get; init; }

    /// <summary>The normalised name by which lists are sorted.</summary>
    public string SortName { get; init; } = "";
    public bool Deleted { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>What a company's row is: the fold of its events.</summary>
internal static class CompanyFold
{
    public static CompanyRow? Apply(CompanyRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, CompanyCreated c) => Changed(new CompanyRow { Tenant = h.Tenant, Id = h.EntityId, CreatedAt = c.At.Micro(), IsActive = true }, c.Details),
            (null, _) => null,
            (_, CompanyUpdated u) => Changed(row, u.Changes),
            (_, CompanyDeleted) => row with { Deleted = true },
            (_, CompanyRestored) => row with { Deleted = false },
            _ => row,
        };
        return next is null ? null : next with { UpdatedAt = Instants.Later(h.At, next.UpdatedAt), Version = h.Version };
    }

    /// <summary>The words under which a company is found; none while it is deleted.</summary>
    public static string SearchText(CompanyRow r) =>
        r.Deleted ? "" : SearchTerms.Index(r.Name, r.NameAr, r.CrNumber, r.Phone, r.Email, r.Website);

    private static CompanyRow Changed(CompanyRow r, CompanyDetails d)
    {
        var next = r with
        {
            Name = Patch.Text(d.Name, r.Name),
            NameAr = Patch.Text(d.NameAr, r.NameAr),
            Sector = Patch.Text(d.Sector, r.Sector),
            Size = d.Size ?? r.Size,
            City = Patch.Text(d.City, r.City),
            Region = Patch.Text(d.Region, r.Region),
            CrNumber = Patch.Text(d.CrNumber, r.CrNumber),
            Website = Patch.Text(d.Website, r.Website),
            Phone = Patch.Text(d.Phone, r.Phone),
            Email = Patch.Text(d.Email, r.Email),
            Source = Patch.Text(d.Source, r.Source),
            OwnerId = Patch.Text(d.OwnerId, r.OwnerId),
            IsActive = d.IsActive ?? r.IsActive,
            Tags = d.Tags is null ? r.Tags : FieldValues.Lines(d.Tags),
        };
        return next with { SortName = SearchTerms.Cut(ArabicText.Normalise(next.Name ?? next.NameAr), SearchTerms.SortLength) };
    }
}

/// <summary>Companies in lists.</summary>
internal sealed class CompanyReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    private readonly RowSet<CompanyRow> _companies = new(tables.Of<CompanyRow>());

    public override IReadOnlyList<RowSet> Rows => [_companies];

    public static void Configure(ReadModelBuilder model) => model.Table<CompanyRow>("companies", r => new { r.Tenant, r.Id }, t =>
    {
        t.HasIndex(r => new { r.Tenant, r.UpdatedAt, r.Id });
        t.HasIndex(r => new { r.Tenant, r.CreatedAt, r.Id });
        t.HasIndex(r => new { r.Tenant, r.SortName, r.Id });
        t.HasIndex(r => new { r.Tenant, r.Sector, r.UpdatedAt, r.Id }).HasFilter("sector IS NOT NULL");
        t.HasIndex(r => new { r.Tenant, r.City, r.UpdatedAt, r.Id }).HasFilter("city IS NOT NULL");
        t.HasIndex(r => new { r.Tenant, r.OwnerId, r.UpdatedAt, r.Id }).HasFilter("owner_id IS NOT NULL");
        t.HasIndex(r => new { r.Tenant, r.CrNumber }).HasFilter("cr_number IS NOT NULL");
    });

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "company") _companies.Ask(new RowKey(h.Tenant, h.EntityId));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (h.Entity != "company") return;
        var (before, after) = _companies.Fold(new RowKey(h.Tenant, h.EntityId), row => CompanyFold.Apply(row, e, h));
        batch.Fields.Tags("company", h, before?.Tags, after?.Tags);
    }

    public override void Complete()
    {
        foreach (var (old, row) in _companies.Changes())
        {
            if (old is null || CompanyFold.SearchText(old) != CompanyFold.SearchText(row)) batch.Index("company", row.Key, CompanyFold.SearchText(row));
        }
    }
}
