using SalesFlow.Feed;
using SalesFlow.Fields;

namespace SalesFlow.Companies;

/// <summary>Reads lists of companies. Every method needs the tenant, and gives that tenant's rows only.</summary>
public interface ICompanyLists
{
    /// <summary>Companies that are not deleted.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<CompanyRowView>> Companies(string tenant, CompanyFilter filter, string? cursor, int limit, CancellationToken ct);

    /// <summary>Companies whose names are like this one's in any spelling, most alike first; at most 5.</summary>
    Task<IReadOnlyList<CompanyLike>> Like(string tenant, string? name, string? nameAr, CancellationToken ct);
}

/// <summary>In which order records are listed.</summary>
public enum RecordSort
{
    /// <summary>Newest change first.</summary>
    Updated = 0,
    /// <summary>Newest first.</summary>
    Created = 1,
    /// <summary>By name, in the order of its normalised letters.</summary>
    Name = 2,
}

/// <summary>What to show of the companies; null shows all.</summary>
public sealed record CompanyFilter(
    string? Search = null, string? Sector = null, CompanySize? Size = null, string? City = null, string? Region = null, string? OwnerId = null,
    bool? IsActive = null, string? Tag = null, string? CrNumber = null, IReadOnlyList<FieldMatch>? Fields = null,
    RecordSort Sort = RecordSort.Updated);

/// <summary>A company in a list.</summary>
public sealed record CompanyRowView(
    string Id, string? Name, string? NameAr, string? Sector, CompanySize? Size, string? City, string? Region, string? CrNumber, string? Website,
    string? Phone, string? Email, string? Source, string? OwnerId, bool IsActive, IReadOnlyList<string> Tags, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, long Version);

/// <summary>A company with a name like another's.</summary>
/// <param name="Id">The company.</param>
/// <param name="Name">Its name.</param>
/// <param name="NameAr">Its Arabic name.</param>
/// <param name="Likeness">0 to 1.</param>
public sealed record CompanyLike(string Id, string? Name, string? NameAr, double Likeness);
