using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.Tenancy;

/// <summary>A company that uses the product. Key: <c>tenant/tenant</c>.</summary>
[Alias("tenant")]
public interface ITenantGrain : ITenantScoped
{
    /// <summary>Creates the tenant. Repeating it with the same command changes nothing.</summary>
    [Alias("Register")]
    Task<Outcome> Register(string commandId, RegisterTenant command);

    /// <summary>Fills the tenant from a template: price list, pipeline, policies. Applying it again restores the template's values.</summary>
    [Alias("ApplyTemplate")]
    Task<Outcome> ApplyTemplate(string commandId, string template);

    /// <summary>Records a connected WhatsApp number. The secret token is not given here: the number's own grain keeps it.</summary>
    [Alias("ConnectNumber")]
    Task<Outcome> ConnectNumber(string commandId, ConnectedNumber number);

    /// <summary>Records what the channel said of a number, an account or a template.</summary>
    [Alias("NoticeChannel")]
    Task<Outcome> NoticeChannel(string commandId, ChannelNotice notice);

    /// <summary>Changes settings. Refused as taken where the slug belongs to another company.</summary>
    [Alias("Update")]
    [Requires(Permission.TenantManage)]
    Task<Outcome> Update(string commandId, UpdateTenant command, long? expectedVersion);

    /// <summary>Suspends: users are refused, nothing is sent; what comes in is still taken in.</summary>
    [Alias("Suspend")]
    [Requires(Permission.Platform)]
    Task<Outcome> Suspend(string commandId, string reason);

    /// <summary>Ends a suspension.</summary>
    [Alias("Reactivate")]
    [Requires(Permission.Platform)]
    Task<Outcome> Reactivate(string commandId, string reason);

    /// <summary>Records that four fifths of a limit are used, once a metric and month. The program itself says so.</summary>
    [Alias("WarnQuota")]
    Task<Outcome> WarnQuota(string commandId, QuotaWarning warning);

    /// <summary>The tenant as it stands, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<TenantView?> Get();
}

/// <summary>What registration needs.</summary>
/// <param name="CompanyName">1 to 255 characters.</param>
/// <param name="OwnerUserId">The registrant's user id.</param>
/// <param name="OwnerName">Full name.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
[GenerateSerializer, Immutable, Alias("tenant.register")]
public sealed record RegisterTenant(string CompanyName, string OwnerUserId, string OwnerName, string Language = "ar");

/// <summary>A WhatsApp number that writes and answers in the tenant's name.</summary>
/// <param name="PhoneNumberId">Meta's id of the number.</param>
/// <param name="DisplayPhoneNumber">As customers see it.</param>
/// <param name="BusinessAccountId">The WhatsApp business account: the portfolio that its messaging limit belongs to.</param>
[GenerateSerializer, Immutable, Alias("tenant.number")]
public sealed record ConnectedNumber(string PhoneNumberId, string DisplayPhoneNumber, string BusinessAccountId);

/// <summary>A notice of the channel: quality, limits, templates, account health, errors without a message.</summary>
/// <param name="Field">The channel's field, such as <c>phone_number_quality_update</c>.</param>
/// <param name="Subject">The number, template or account that it is about.</param>
/// <param name="Change">A stable word or value, such as <c>FLAGGED</c> or an error code.</param>
/// <param name="Severity"><c>info</c>, <c>warning</c> or <c>alarm</c>.</param>
[GenerateSerializer, Immutable, Alias("tenant.notice")]
public sealed record ChannelNotice(string Field, string Subject, string Change, string Severity);

/// <summary>A tenant's profile: all that grains and agents need of it in order to sell.</summary>
/// <param name="TenantId">The id.</param>
/// <param name="CompanyName">Name in the tenant's main language.</param>
/// <param name="Language">Default language, <c>ar</c> or <c>en</c>.</param>
/// <param name="TimeZone">IANA zone of its business days.</param>
/// <param name="Template">The template applied last, or null.</param>
/// <param name="PriceList">What it sells, with prices; empty until set.</param>
/// <param name="Pipeline">Its stages in order.</param>
/// <param name="Knowledge">Short facts and policies that agents may quote.</param>
/// <param name="Numbers">Connected numbers.</param>
/// <param name="Scoring">Thresholds of the lead's temperature.</param>
/// <param name="Version">The tenant's version.</param>
/// <param name="TemplateNumber">How many templates have been applied: a new one replaces the default pipeline's stages.</param>
[GenerateSerializer, Immutable, Alias("tenant.view")]
public sealed record TenantView(
    string TenantId,
    string CompanyName,
    string Language,
    string TimeZone,
    string? Template,
    IReadOnlyList<PriceListItem> PriceList,
    IReadOnlyList<PipelineStage> Pipeline,
    IReadOnlyList<KnowledgeItem> Knowledge,
    IReadOnlyList<ConnectedNumber> Numbers,
    TemperatureBands Scoring,
    long Version,
    long TemplateNumber = 0)
{
    /// <summary>What the company says of itself, and when it works.</summary>
    [Id(0)]
    public TenantProfile Profile { get; init; } = new();

    /// <summary>When the company was registered, UTC; null where that was before this is kept.</summary>
    [Id(1)]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Whether prices that it quotes contain value-added tax: as it says itself, else where every price of its list does.</summary>
    public bool QuotesWithVat => Profile.PricesIncludeVat ?? (PriceList.Count > 0 && PriceList.All(p => p.VatIncluded));
}

/// <summary>One thing with a price. Prices told to customers come from here and from nowhere else.</summary>
/// <param name="Code">Stable code, such as <c>professional</c>.</param>
/// <param name="NameAr">Arabic name.</param>
/// <param name="NameEn">English name.</param>
/// <param name="Price">Price for one period.</param>
/// <param name="Period"><c>month</c>, <c>year</c> or <c>once</c>.</param>
/// <param name="VatIncluded">Whether the price contains value-added tax.</param>
/// <param name="FeaturesAr">Arabic features, in order.</param>
/// <param name="FeaturesEn">English features, in order.</param>
/// <param name="Aliases">Other words customers use for it, normalised.</param>
[GenerateSerializer, Immutable, Alias("tenant.price")]
public sealed record PriceListItem(
    string Code, string NameAr, string NameEn, Money Price, string Period, bool VatIncluded,
    IReadOnlyList<string> FeaturesAr, IReadOnlyList<string> FeaturesEn, IReadOnlyList<string> Aliases);

/// <summary>A stage of the pipeline.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="NameAr">Arabic name.</param>
/// <param name="NameEn">English name.</param>
/// <param name="Probability">0 to 100: the chance of winning a deal that stands here.</param>
/// <param name="Kind">Open, won or lost.</param>
/// <param name="Colour">Of the column, <c>#rrggbb</c>; or null.</param>
/// <param name="StaleAfterDays">After so many days without work a deal here is stale; 0 for never, null for <see cref="UsualStaleAfterDays"/>.</param>
/// <param name="Requires">Fields that a deal needs before it enters; or null.</param>
[GenerateSerializer, Immutable, Alias("tenant.stage")]
public sealed record PipelineStage(
    string Code, string NameAr, string NameEn, int Probability, StageKind Kind, string? Colour = null, int? StaleAfterDays = null,
    IReadOnlyList<string>? Requires = null)
{
    /// <summary>After how many days without work a deal is stale where its stage says nothing else.</summary>
    public const int UsualStaleAfterDays = 14;

    /// <summary>How long a deal may stand here without work, or null for as long as it will.</summary>
    public TimeSpan? StaleAfter() => Kind != StageKind.Open || StaleAfterDays == 0 ? null : TimeSpan.FromDays(StaleAfterDays ?? UsualStaleAfterDays);
}

/// <summary>What a stage means for a deal's life.</summary>
[GenerateSerializer]
public enum StageKind
{
    /// <summary>The deal is being worked on.</summary>
    Open = 0,
    /// <summary>Closed and won.</summary>
    Won = 1,
    /// <summary>Closed and lost.</summary>
    Lost = 2,
}

/// <summary>A fact that agents may quote.</summary>
/// <param name="Code">Stable code, such as <c>trial</c>.</param>
/// <param name="TextAr">Arabic text.</param>
/// <param name="TextEn">English text.</param>
/// <param name="Keywords">Normalised words that ask for it.</param>
[GenerateSerializer, Immutable, Alias("tenant.knowledge")]
public sealed record KnowledgeItem(string Code, string TextAr, string TextEn, IReadOnlyList<string> Keywords);

/// <summary>Where a lead's score turns warm and hot. One set a tenant; 50 and 80 unless changed.</summary>
/// <param name="Warm">The lowest warm score.</param>
/// <param name="Hot">The lowest hot score.</param>
[GenerateSerializer, Immutable, Alias("tenant.bands")]
public sealed record TemperatureBands(int Warm = 50, int Hot = 80);

/// <summary>Says which tenant a WhatsApp number belongs to. Key: <c>platform/{phone number id}</c>. One tenant a number.</summary>
[Alias("number-owner")]
public interface INumberOwnerGrain : IPlatformScoped
{
    /// <summary>Claims the number; refused as taken where another tenant has it.</summary>
    [Alias("Claim")]
    Task<Outcome> Claim(string commandId, string tenantId);

    /// <summary>The owner, or null.</summary>
    [Alias("Get")]
    Task<string?> Get();
}
