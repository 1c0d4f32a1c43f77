using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.Companies;

/// <summary>A company that customers work for. Key: <c>tenant/{company id}</c>. Whoever creates one claims its registration number first.</summary>
[Alias("company")]
public interface ICompanyGrain : ITenantScoped
{
    /// <summary>Creates the company; it needs a name in one of the languages.</summary>
    [Alias("Create")]
    [Requires(Permission.ContactsWrite)]
    Task<Outcome> Create(string commandId, CompanyDetails details);

    /// <summary>Changes particulars. Null leaves a field as it is, an empty text clears it.</summary>
    [Alias("Update")]
    [Requires(Permission.ContactsWrite)]
    Task<Outcome> Update(string commandId, CompanyDetails changes, long? expectedVersion);

    /// <summary>Takes the company out of lists; it can be restored, and keeps its registration number.</summary>
    [Alias("Delete")]
    [Requires(Permission.ContactsDelete)]
    Task<Outcome> Delete(string commandId, long? expectedVersion);

    /// <summary>Brings a deleted company back.</summary>
    [Alias("Restore")]
    [Requires(Permission.ContactsDelete)]
    Task<Outcome> Restore(string commandId);

    /// <summary>The company, deleted or not, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<CompanyView?> Get();
}

/// <summary>
/// Whose a commercial registration number is. Key: <c>tenant/{number}</c>. The first to claim it wins. A claim whose company never came to be, or has
/// another number, falls after a minute.
/// </summary>
[Alias("company-number")]
public interface ICompanyNumberGrain : ITenantScoped
{
    /// <summary>Claims the number for a company unless it is taken; answers whose it is now.</summary>
    [Alias("Claim")]
    Task<string> Claim(string companyId);

    /// <summary>Gives the number up, where it is this company's and the company does not have it any more.</summary>
    [Alias("Release")]
    Task<Outcome> Release(string commandId, string companyId);

    /// <summary>Whose it is, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<string?> Get();
}

/// <summary>How many people a company employs: micro to 5, small to 49, medium to 249, large to 999, enterprise above.</summary>
[GenerateSerializer]
public enum CompanySize
{
    /// <summary>1 to 5.</summary>
    Micro = 1,
    /// <summary>6 to 49.</summary>
    Small = 2,
    /// <summary>50 to 249.</summary>
    Medium = 3,
    /// <summary>250 to 999.</summary>
    Large = 4,
    /// <summary>1,000 and more.</summary>
    Enterprise = 5,
}

/// <summary>A company's particulars. In a change, null means unchanged and an empty text cleared.</summary>
/// <param name="Name">At most 255 characters.</param>
/// <param name="NameAr">Arabic name, at most 255 characters.</param>
/// <param name="Sector">At most 100 characters.</param>
/// <param name="Size">How large it is.</param>
/// <param name="City">At most 100 characters.</param>
/// <param name="Region">At most 100 characters.</param>
/// <param name="CrNumber">Commercial registration: ten digits, unique in the tenant.</param>
/// <param name="Website">An http or https address of at most 255 characters.</param>
/// <param name="Phone">E.164.</param>
/// <param name="Email">Lower case.</param>
/// <param name="Source">Where it came from; at most 50 characters.</param>
/// <param name="OwnerId">The user who looks after it.</param>
/// <param name="IsActive">Whether it is worked with; true unless said.</param>
/// <param name="Notes">At most 2,000 characters.</param>
/// <param name="Tags">At most 20 of 40 characters.</param>
[GenerateSerializer, Immutable, Alias("company.details")]
public sealed record CompanyDetails(
    string? Name = null, string? NameAr = null, string? Sector = null, CompanySize? Size = null, string? City = null, string? Region = null,
    string? CrNumber = null, string? Website = null, string? Phone = null, string? Email = null, string? Source = null, string? OwnerId = null,
    bool? IsActive = null, string? Notes = null, IReadOnlyList<string>? Tags = null)
{
    /// <summary>No change at all.</summary>
    public static CompanyDetails None { get; } = new();

    /// <summary>These particulars after a change.</summary>
    public CompanyDetails With(CompanyDetails c) => new(
        Patch.Text(c.Name, Name), Patch.Text(c.NameAr, NameAr), Patch.Text(c.Sector, Sector), c.Size ?? Size, Patch.Text(c.City, City),
        Patch.Text(c.Region, Region), Patch.Text(c.CrNumber, CrNumber), Patch.Text(c.Website, Website), Patch.Text(c.Phone, Phone),
        Patch.Text(c.Email, Email), Patch.Text(c.Source, Source), Patch.Text(c.OwnerId, OwnerId), c.IsActive ?? IsActive, Patch.Text(c.Notes, Notes),
        c.Tags ?? Tags);

    /// <summary>What is left of this change where these are the particulars; equal to <see cref="None"/> where nothing is.</summary>
    public CompanyDetails Against(CompanyDetails known) => new(
        Patch.Change(Name, known.Name), Patch.Change(NameAr, known.NameAr), Patch.Change(Sector, known.Sector), Size == known.Size ? null : Size,
        Patch.Change(City, known.City), Patch.Change(Region, known.Region), Patch.Change(CrNumber, known.CrNumber),
        Patch.Change(Website, known.Website), Patch.Change(Phone, known.Phone), Patch.Change(Email, known.Email), Patch.Change(Source, known.Source),
        Patch.Change(OwnerId, known.OwnerId), IsActive == known.IsActive ? null : IsActive, Patch.Change(Notes, known.Notes),
        Patch.Change(Tags, known.Tags));
}

/// <summary>A company as it stands.</summary>
[GenerateSerializer, Immutable, Alias("company.view")]
public sealed record CompanyView(string CompanyId, CompanyDetails Details, bool Deleted, DateTimeOffset CreatedAt, long Version)
{
    /// <summary>When it changed last, UTC; null where nothing has changed since this is kept.</summary>
    [Id(0)]
    public DateTimeOffset? UpdatedAt { get; init; }
}
