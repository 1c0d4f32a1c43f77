using System.Collections.Immutable;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>A tenant's profile.</summary>
public sealed record TenantState : IFold<TenantState>
{
    /// <summary>The company's name; null before registration.</summary>
    public string? CompanyName { get; init; }

    /// <summary>Main language.</summary>
    public string Language { get; init; } = "ar";

    /// <summary>IANA zone of its business days.</summary>
    public string TimeZone { get; init; } = BusinessCalendar.DefaultZone;

    /// <summary>The template applied last.</summary>
    public string? Template { get; init; }

    /// <summary>How many templates have been applied.</summary>
    public long TemplateNumber { get; init; }

    /// <summary>What it sells.</summary>
    public ImmutableArray<PriceListItem> PriceList { get; init; } = [];

    /// <summary>Its stages.</summary>
    public ImmutableArray<PipelineStage> Pipeline { get; init; } = [];

    /// <summary>What agents may quote.</summary>
    public ImmutableArray<KnowledgeItem> Knowledge { get; init; } = [];

    /// <summary>What it says of itself.</summary>
    public TenantProfile Profile { get; init; } = new();

    /// <summary>Where its leads' scores turn warm and hot.</summary>
    public TemperatureBands Scoring { get; init; } = new();

    /// <summary>The last warnings, <c>{month}:{metric}</c>: those of the newest months.</summary>
    public ImmutableArray<string> Warned { get; init; } = [];

    /// <summary>Its numbers.</summary>
    public ImmutableArray<ConnectedNumber> Numbers { get; init; } = [];

    /// <inheritdoc/>
    public TenantState Apply(IDomainEvent e) => e switch
    {
        TenantRegistered r => this with { CompanyName = r.CompanyName, Language = r.Language },
        TemplateApplied t => this with
        {
            Template = t.Template,
            PriceList = [.. t.PriceList],
            Pipeline = [.. t.Pipeline],
            Knowledge = [.. t.Knowledge],
            TemplateNumber = TemplateNumber + 1,
        },
        NumberConnected n => this with { Numbers = [.. Numbers.Where(x => x.PhoneNumberId != n.Number.PhoneNumberId), n.Number] },
        TenantSettingsChanged { Changes: var c } => Changed(c),
        TenantSuspended s => this with { Profile = Profile with { Suspended = true, SuspendedReason = s.Reason } },
        TenantReactivated => this with { Profile = Profile with { Suspended = false, SuspendedReason = null } },
        QuotaWarned { Warning: var w } => this with { Warned = [.. Warned.TakeLast(11), TenantDecisions.WarningKey(w)] },
        _ => this,
    };

    private TenantState Changed(UpdateTenant c) => this with
    {
        CompanyName = c.Name ?? CompanyName,
        Language = c.Language ?? Language,
        TimeZone = c.TimeZone ?? TimeZone,
        Scoring = c.Scoring ?? Scoring,
        Profile = Profile with
        {
            Slug = c.Slug ?? Profile.Slug,
            NameAr = Optional(c.NameAr, Profile.NameAr),
            Industry = Optional(c.Industry, Profile.Industry),
            LogoUrl = Optional(c.LogoUrl, Profile.LogoUrl),
            Phone = Optional(c.Phone, Profile.Phone),
            Email = Optional(c.Email, Profile.Email),
            WhatsAppNumber = Optional(c.WhatsAppNumber, Profile.WhatsAppNumber),
            BusinessHours = c.BusinessHours ?? Profile.BusinessHours,
            Holidays = c.Holidays ?? Profile.Holidays,
            RequireSecondFactor = c.RequireSecondFactor ?? Profile.RequireSecondFactor,
            PricesIncludeVat = c.PricesIncludeVat ?? Profile.PricesIncludeVat,
            Domain = Optional(c.Domain, Profile.Domain),
        },
    };

    private static string? Optional(string? changed, string? standing) => changed switch { null => standing, "" => null, _ => changed };
}
