using System.Text.Json.Serialization;
using SalesFlow.Common;
using SalesFlow.Companies;
using SalesFlow.Entities;
using SalesFlow.Fields;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Companies;

/// <summary>A company that customers work for.</summary>
[GrainType("company")]
internal sealed class CompanyGrain(
    [PersistentState("company", EntityStorage.Provider)] IPersistentState<EntityRecord<CompanyState>> storage, TimeProvider clock)
    : EntityGrain<CompanyState>(storage, clock), ICompanyGrain
{
    public Task<Outcome> Create(string commandId, CompanyDetails details) =>
        Execute(commandId, (s, now) => CompanyDecisions.Create(s, details, now));

    public Task<Outcome> Update(string commandId, CompanyDetails changes, long? expectedVersion) =>
        Execute(commandId, (s, now) => CompanyDecisions.Update(s, changes, Version, expectedVersion, now));

    public Task<Outcome> Delete(string commandId, long? expectedVersion) =>
        Execute(commandId, (s, now) => CompanyDecisions.Delete(s, Version, expectedVersion, now));

    public Task<Outcome> Restore(string commandId) => Execute(commandId, (s, now) => CompanyDecisions.Restore(s, now));

    public Task<CompanyView?> Get() => Task.FromResult(
        State.Exists ? new CompanyView(Key.Id, State.Details, State.Deleted, State.CreatedAt, Version) { UpdatedAt = UpdatedAt } : null);
}

/// <summary>Whose a registration number is.</summary>
[GrainType("company-number")]
internal sealed class CompanyNumberGrain(
    [PersistentState("company-number", EntityStorage.Provider)] IPersistentState<EntityRecord<CompanyNumberState>> storage, TimeProvider clock)
    : EntityGrain<CompanyNumberState>(storage, clock), ICompanyNumberGrain
{
    /// <summary>How long a claim is believed without asking its company: longer than any commit takes.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    public async Task<string> Claim(string companyId)
    {
        if (State.CompanyId is { } owner && (State.At + Grace > Now || await Has(owner))) return owner;
        await Commit(Decision.Accept(new CompanyNumberClaimed(companyId, Now)), []);
        return companyId;
    }

    public async Task<Outcome> Release(string commandId, string companyId)
    {
        // Of two who change a company's number at once, one may give up what the other has just given back to it.
        var has = State.CompanyId == companyId && await Has(companyId);
        return await Execute(commandId, (s, _) => s.CompanyId == companyId && !has ? Decision.Accept(new CompanyNumberReleased(companyId)) : Decision.Nothing);
    }

    public Task<string?> Get() => Task.FromResult(State.CompanyId);

    /// <summary>Whether a company has this number now; a deleted one keeps it.</summary>
    private async Task<bool> Has(string companyId) =>
        (await GrainFactory.GetGrain<ICompanyGrain>(TenantKey.Format(Key.Tenant, companyId)).Get())?.Details.CrNumber == Key.Id;
}

/// <summary>A company as its events made it.</summary>
internal sealed record CompanyState : IFold<CompanyState>
{
    public bool Exists { get; init; }

    public CompanyDetails Details { get; init; } = CompanyDetails.None;

    public bool Deleted { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public CompanyState Apply(IDomainEvent e) => e switch
    {
        CompanyCreated c => this with { Exists = true, Details = CompanyDetails.None.With(c.Details), CreatedAt = c.At },
        CompanyUpdated u => this with { Details = Details.With(u.Changes) },
        CompanyDeleted => this with { Deleted = true },
        CompanyRestored => this with { Deleted = false },
        _ => this,
    };
}

/// <summary>Whose a registration number is, and since when.</summary>
internal sealed record CompanyNumberState : IFold<CompanyNumberState>
{
    public string? CompanyId { get; init; }

    public DateTimeOffset At { get; init; }

    public CompanyNumberState Apply(IDomainEvent e) => e switch
    {
        CompanyNumberClaimed c => this with { CompanyId = c.CompanyId, At = c.At },
        CompanyNumberReleased => this with { CompanyId = null },
        _ => this,
    };
}

/// <summary>What a company decides.</summary>
internal static class CompanyDecisions
{
    private const int NumberLength = 10;

    public static Decision Create(CompanyState s, CompanyDetails details, DateTimeOffset now) =>
        s.Exists ? Decision.Refuse(Refusal.AlreadyExists)
        : Problem(details) is { } field ? Decision.Refuse(Refusal.Invalid, field)
        : Nameless(details) ? Decision.Refuse(Refusal.Invalid, "name")
        : Decision.Accept(new CompanyCreated(details with { IsActive = details.IsActive ?? true }, now));

    public static Decision Update(CompanyState s, CompanyDetails wish, long version, long? expected, DateTimeOffset now)
    {
        if (Closed(s, version, expected) is { } refused) return refused;
        if (Problem(wish) is { } field) return Decision.Refuse(Refusal.Invalid, field);
        var changes = wish.Against(s.Details);
        if (changes == CompanyDetails.None) return Decision.Nothing;
        return Nameless(s.Details.With(changes)) ? Decision.Refuse(Refusal.Invalid, "name") : Decision.Accept(new CompanyUpdated(changes, now));
    }

    public static Decision Delete(CompanyState s, long version, long? expected, DateTimeOffset now) =>
        s is { Exists: true, Deleted: true } ? Decision.Nothing : Closed(s, version, expected) ?? Decision.Accept(new CompanyDeleted(now));

    public static Decision Restore(CompanyState s, DateTimeOffset now) =>
        !s.Exists ? Decision.Refuse(Refusal.NotFound) : s.Deleted ? Decision.Accept(new CompanyRestored(now)) : Decision.Nothing;

    private static Decision? Closed(CompanyState s, long version, long? expected) =>
        !s.Exists ? Decision.Refuse(Refusal.NotFound)
        : expected is { } e && e != version ? Decision.Refuse(Refusal.StaleVersion)
        : s.Deleted ? Decision.Refuse(Refusal.WrongStatus, "deleted")
        : null;

    private static bool Nameless(CompanyDetails d) => string.IsNullOrWhiteSpace(d.Name) && string.IsNullOrWhiteSpace(d.NameAr);

    private static string? Problem(CompanyDetails d) =>
        d.Name?.Length > 255 ? "name"
        : d.NameAr?.Length > 255 ? "nameAr"
        : d.Sector?.Length > 100 ? "sector"
        : d.Size is { } size && !Enum.IsDefined(size) ? "size"
        : d.City?.Length > 100 ? "city"
        : d.Region?.Length > 100 ? "region"
        : d.CrNumber is { Length: > 0 } number && (number.Length != NumberLength || !number.All(char.IsAsciiDigit)) ? "crNumber"
        : d.Website is { Length: > 0 } site && (site.Length > 255 || !FieldRules.IsWebAddress(site)) ? "website"
        : d.Phone?.Length > 20 ? "phone"
        : d.Email?.Length > 254 ? "email"
        : d.Source?.Length > 50 ? "source"
        : d.OwnerId?.Length > 100 ? "ownerId"
        : d.Notes?.Length > 2000 ? "notes"
        : !TagLimits.Fit(d.Tags) ? "tags"
        : null;
}

/// <summary>The stored JSON of companies, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<CompanyState>))]
[JsonSerializable(typeof(EntityRecord<CompanyNumberState>))]
internal sealed partial class CompaniesJson : JsonSerializerContext;
