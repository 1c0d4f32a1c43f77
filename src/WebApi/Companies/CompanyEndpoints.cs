using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Companies;
using SalesFlow.Contacts;
using SalesFlow.Deals;
using SalesFlow.Feed;
using SalesFlow.Fields;
using SalesFlow.WebApi.Fields;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Companies;

/// <summary>Companies that customers work for.</summary>
internal static class CompanyEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var companies = api.MapGroup("/companies").WithTags("Companies").Requires(Permission.ContactsRead);
        companies.MapGet("", List)
            .WithSummary("Companies; ?sector=, ?size=, ?city=, ?region=, ?ownerId=, ?active=, ?crNumber=, ?tag=, ?field.{key}=, ?search=, ?sort=.")
            .WithDescription("Sorted by ?sort=updated (default, newest change first), created or name. Deleted companies stand in no list.");
        companies.MapGet("/similar", Similar).WithSummary("Companies with a name like ?name= or ?nameAr=, most alike first.");
        companies.MapPost("", Create).Requires(Permission.ContactsWrite).WithSummary("Adds a company.")
            .WithDescription("A registration number is one company's only: 409 with companyId. Names that are alike are a hint in the answer.");
        companies.MapGet("/{id}", Get).WithSummary("One company; a deleted one says so.");
        companies.MapPut("/{id}", Update).Requires(Permission.ContactsWrite).WithSummary("Changes a company.");
        companies.MapDelete("/{id}", Delete).Requires(Permission.ContactsDelete).WithSummary("Takes a company out of lists.");
        companies.MapPost("/{id}/restore", Restore).Requires(Permission.ContactsDelete).WithSummary("Brings a deleted company back.");
        companies.MapGet("/{id}/contacts", Contacts).WithSummary("The company's contacts, newest change first.");
        companies.MapGet("/{id}/deals", Deals).Requires(Permission.DealsRead).WithSummary("The company's deals, newest move first.");
    }

    private static async Task<Results<Ok<Page<CompanyRowView>>, ProblemHttpResult>> List(
        ApiCall call, ICompanyLists companies, string? sector = null, string? size = null, string? city = null, string? region = null,
        string? ownerId = null, bool? active = null, string? crNumber = null, string? tag = null, string? search = null, string? sort = null,
        int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor, search);
        var large = query.Word<CompanySize>("size", size);
        var order = query.Word<RecordSort>("sort", sort) ?? RecordSort.Updated;
        var (fields, problem) = await FieldQuery.Read(call, "company");
        if (problem is not null) return problem;
        var filter = new CompanyFilter(
            query.Search, Only(sector), large, Only(city), Only(region), ownerId == "me" ? call.UserId : Only(ownerId), active, Only(tag), Only(crNumber),
            fields, order);
        return await query.Answer((count, after) => companies.Companies(call.Tenant, filter, after, count, call.Aborted));
    }

    private static async Task<Results<Ok<Page<CompanyLike>>, ProblemHttpResult>> Similar(
        ApiCall call, ICompanyLists companies, string? name = null, string? nameAr = null)
    {
        var check = new Check(call.Http);
        var (latin, arabic) = (check.Line("name", name, 255), check.Line("nameAr", nameAr, 255));
        if (string.IsNullOrEmpty(latin) && string.IsNullOrEmpty(arabic)) check.Add("name", "field.required");
        return check.Failed
            ? check.BadRequest()
            : TypedResults.Ok(new Page<CompanyLike>(await companies.Like(call.Tenant, latin, arabic, call.Aborted), null));
    }

    private static async Task<Results<Created<CompanyResponse>, ProblemHttpResult>> Create(CompanyRequest request, ApiCall call, ICompanyLists companies)
    {
        var check = new Check(call.Http);
        var details = CompanyDetails.None.With(await request.Details(check, call));
        if (details is { Name: null, NameAr: null } && !check.Failed) check.Add("name", "field.required");
        if (check.Failed) return check.Problem();

        var command = call.CommandId("company.create");
        var id = Id.Named("company", call.Tenant, command);
        // Who claimed the number first decides the id: a request that broke off is finished by the next one for the same company.
        if (details.CrNumber is { } number) id = await call.Grain<ICompanyNumberGrain>(number).Claim(id);
        var similar = await companies.Like(call.Tenant, details.Name, details.NameAr, call.Aborted);
        var outcome = await call.Grain<ICompanyGrain>(id).Create(command, details);
        if (outcome.Refusal is Refusal.AlreadyExists) return Taken(call, id);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("company", id, outcome.Version);
        var view = await call.Grain<ICompanyGrain>(id).Get() ?? throw new InvalidOperationException("A created company has no view.");
        call.Tag(view.Version);
        return TypedResults.Created($"/api/v1/companies/{id}", CompanyResponse.Of(view, [.. similar.Where(s => s.Id != id)]));
    }

    private static async Task<Results<Ok<CompanyResponse>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<ICompanyGrain>(id).Get() is not { } company) return Problems.NotFound(call);
        call.Tag(company.Version);
        return TypedResults.Ok(CompanyResponse.Of(company, null));
    }

    private static async Task<Results<Ok<CompanyResponse>, ProblemHttpResult>> Update(string id, CompanyRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var changes = await request.Details(check, call);
        if (check.Failed) return check.Problem();
        if (!Key.Fits(id) || await call.Grain<ICompanyGrain>(id).Get() is not { } before) return Problems.NotFound(call);
        var command = call.CommandId("company.update:" + id);
        var wanted = string.IsNullOrEmpty(changes.CrNumber) || changes.CrNumber == before.Details.CrNumber ? null : changes.CrNumber;
        if (wanted is not null && await call.Grain<ICompanyNumberGrain>(wanted).Claim(id) is var owner && owner != id) return Taken(call, owner);
        var outcome = await call.Grain<ICompanyGrain>(id).Update(command, changes, call.ExpectedVersion);
        var given = outcome.Accepted && changes.CrNumber is not null && changes.CrNumber != before.Details.CrNumber ? before.Details.CrNumber
            : outcome.Accepted ? null : wanted;
        if (given is not null) await call.Grain<ICompanyNumberGrain>(given).Release(Id.Named("release", command, given), id);
        return await Answer(id, outcome, call);
    }

    private static Task<Results<Ok<CompanyResponse>, ProblemHttpResult>> Delete(string id, ApiCall call) =>
        Command(id, call, c => c.Delete(call.CommandId("company.delete:" + id), call.ExpectedVersion));

    private static Task<Results<Ok<CompanyResponse>, ProblemHttpResult>> Restore(string id, ApiCall call) =>
        Command(id, call, c => c.Restore(call.CommandId("company.restore:" + id)));

    private static async Task<Results<Ok<Page<ContactRowView>>, ProblemHttpResult>> Contacts(
        string id, ApiCall call, IContactLists contacts, int? limit = null, string? cursor = null) => await call.Exists("company", id)
            ? await new ListQuery(call, limit, cursor).Answer((size, after) =>
                contacts.Contacts(call.Tenant, new ContactFilter(CompanyId: id), after, size, call.Aborted))
            : Problems.NotFound(call);

    private static async Task<Results<Ok<Page<DealRowView>>, ProblemHttpResult>> Deals(
        string id, ApiCall call, IDealLists deals, int? limit = null, string? cursor = null) => await call.Exists("company", id)
            ? await new ListQuery(call, limit, cursor).Answer((size, after) => deals.OfCompany(call.Tenant, id, after, size, call.Aborted))
            : Problems.NotFound(call);

    private static async Task<Results<Ok<CompanyResponse>, ProblemHttpResult>> Command(string id, ApiCall call, Func<ICompanyGrain, Task<Outcome>> command) =>
        Key.Fits(id) ? await Answer(id, await command(call.Guarded<ICompanyGrain>(id)), call) : Problems.NotFound(call);

    private static async Task<Results<Ok<CompanyResponse>, ProblemHttpResult>> Answer(string id, Outcome outcome, ApiCall call)
    {
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("company", id, outcome.Version);
        return await Get(id, call);
    }

    private static ProblemHttpResult Taken(ApiCall call, string companyId)
    {
        var problem = Problems.Of(call.Http, StatusCodes.Status409Conflict, "company_exists", companyId);
        problem.ProblemDetails.Extensions["companyId"] = companyId;
        return problem;
    }

    private static string? Only(string? value) => string.IsNullOrEmpty(value) ? null : value;
}

/// <summary>A company, or a change to one: absent fields stay as they are, empty texts clear.</summary>
/// <param name="Name">At most 255 characters; one of the two names must be there.</param>
/// <param name="NameAr">Arabic name, at most 255 characters.</param>
/// <param name="Sector">At most 100 characters.</param>
/// <param name="Size"><c>micro</c>, <c>small</c>, <c>medium</c>, <c>large</c> or <c>enterprise</c>.</param>
/// <param name="City">At most 100 characters.</param>
/// <param name="Region">At most 100 characters.</param>
/// <param name="CrNumber">Commercial registration: ten digits, Arabic ones too.</param>
/// <param name="Website">An http or https address.</param>
/// <param name="Phone">Any spelling; kept in E.164.</param>
/// <param name="Email">An e-mail address.</param>
/// <param name="Source">At most 50 characters.</param>
/// <param name="OwnerId">A user, or <c>me</c>.</param>
/// <param name="IsActive">Whether it is worked with.</param>
/// <param name="Notes">At most 2,000 characters.</param>
/// <param name="Tags">At most 20 of 40 characters; the whole list.</param>
internal sealed record CompanyRequest(
    string? Name = null, string? NameAr = null, string? Sector = null, string? Size = null, string? City = null, string? Region = null,
    string? CrNumber = null, string? Website = null, string? Phone = null, string? Email = null, string? Source = null, string? OwnerId = null,
    bool? IsActive = null, string? Notes = null, IReadOnlyList<string?>? Tags = null)
{
    public async Task<CompanyDetails> Details(Check check, ApiCall call)
    {
        var number = CrNumber is null ? null : Text.ArabicText.AsciiDigits(CrNumber.Trim());
        if (number is { Length: > 0 } && (number.Length != 10 || !number.All(char.IsAsciiDigit))) check.Add("crNumber", "field.cr_number");
        var website = check.Line("website", Website, 255);
        if (website is { Length: > 0 and <= 255 } && !FieldRules.IsWebAddress(website)) check.Add("website", "field.url");
        return new CompanyDetails(
            check.Line("name", Name, 255), check.Line("nameAr", NameAr, 255), check.Line("sector", Sector, 100), check.Word<CompanySize>("size", Size),
            check.Line("city", City, 100), check.Line("region", Region, 100), number, website, check.PhoneChange("phone", Phone),
            check.EmailChange("email", Email), check.Line("source", Source, 50), await check.User(call, "ownerId", OwnerId), IsActive,
            check.Lines("notes", Notes, 2000), check.Tags(Tags));
    }
}

/// <summary>A company as it stands; after creation with those whose names are alike.</summary>
internal sealed record CompanyResponse(
    string Id, string? Name, string? NameAr, string? Sector, CompanySize? Size, string? City, string? Region, string? CrNumber, string? Website,
    string? Phone, string? Email, string? Source, string? OwnerId, bool IsActive, string? Notes, IReadOnlyList<string> Tags, bool Deleted,
    DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt, long Version, IReadOnlyList<CompanyLike>? Similar)
{
    public static CompanyResponse Of(CompanyView c, IReadOnlyList<CompanyLike>? similar) => new(
        c.CompanyId, c.Details.Name, c.Details.NameAr, c.Details.Sector, c.Details.Size, c.Details.City, c.Details.Region, c.Details.CrNumber,
        c.Details.Website, c.Details.Phone, c.Details.Email, c.Details.Source, c.Details.OwnerId, c.Details.IsActive ?? true, c.Details.Notes,
        c.Details.Tags ?? [], c.Deleted, c.CreatedAt, c.UpdatedAt, c.Version, similar);
}
