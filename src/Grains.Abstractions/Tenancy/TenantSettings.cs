using System.Globalization;
using System.Text;
using SalesFlow.Common;

namespace SalesFlow.Tenancy;

/// <summary>What a company says of itself, beside what it sells.</summary>
[GenerateSerializer, Immutable, Alias("tenant.profile")]
public sealed record TenantProfile
{
    /// <summary>Its name in addresses, unique in the installation; null for some moments after registration.</summary>
    [Id(0)]
    public string? Slug { get; init; }

    /// <summary>Its name in Arabic, or null.</summary>
    [Id(1)]
    public string? NameAr { get; init; }

    /// <summary>Its industry, such as <c>healthcare</c>, or null.</summary>
    [Id(2)]
    public string? Industry { get; init; }

    /// <summary>The address of its logo (https), or null.</summary>
    [Id(3)]
    public string? LogoUrl { get; init; }

    /// <summary>E.164, or null.</summary>
    [Id(4)]
    public string? Phone { get; init; }

    /// <summary>Lower case, or null.</summary>
    [Id(5)]
    public string? Email { get; init; }

    /// <summary>The WhatsApp number that it shows, E.164, or null.</summary>
    [Id(6)]
    public string? WhatsAppNumber { get; init; }

    /// <summary>When people work, local time, at most one entry a weekday; a day without one is free.</summary>
    [Id(7)]
    public IReadOnlyList<DayHours> BusinessHours { get; init; } = DayHours.Default;

    /// <summary>Days on which nobody works, in order, at most 100.</summary>
    [Id(8)]
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];

    /// <summary>Whether whoever runs the installation has suspended it: its users are refused and nothing is sent, but what comes in is kept.</summary>
    [Id(9)]
    public bool Suspended { get; init; }

    /// <summary>Why, or null.</summary>
    [Id(10)]
    public string? SuspendedReason { get; init; }

    /// <summary>Whether every sign-in with a password needs a second step: an authenticator app's code, or one by e-mail for whoever has none.</summary>
    [Id(11)]
    public bool RequireSecondFactor { get; init; }

    /// <summary>
    /// Whether the prices that it quotes contain value-added tax; null where it has not said, and its price list does. A pipeline may say otherwise.
    /// </summary>
    [Id(12)]
    public bool? PricesIncludeVat { get; init; }

    /// <summary>
    /// Its own web domain as <see cref="WebDomains.Of"/> writes it, or null. What it says of itself: nobody has proved that it is theirs and nothing is
    /// led by it, so that several companies may name the same one, and nobody keeps a name from its owner.
    /// </summary>
    [Id(13)]
    public string? Domain { get; init; }
}

/// <summary>Working hours of a weekday, in the tenant's local time.</summary>
/// <param name="Day">The weekday.</param>
/// <param name="From">The first minute of work.</param>
/// <param name="Until">The first minute after work; later than <paramref name="From"/>.</param>
[GenerateSerializer, Immutable, Alias("tenant.hours")]
public sealed record DayHours(DayOfWeek Day, TimeOnly From, TimeOnly Until)
{
    /// <summary>Sunday to Thursday, 09:00 to 18:00.</summary>
    public static IReadOnlyList<DayHours> Default { get; } =
    [
        .. new[] { DayOfWeek.Sunday, DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday }
            .Select(d => new DayHours(d, new TimeOnly(9, 0), new TimeOnly(18, 0))),
    ];
}

/// <summary>Changed settings; null leaves one as it is, an empty text takes an optional one away.</summary>
/// <param name="Name">1 to 255 characters.</param>
/// <param name="NameAr">At most 255 characters.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
/// <param name="TimeZone">An IANA zone.</param>
/// <param name="Slug">1 to 100 small letters, digits and hyphens.</param>
/// <param name="Industry">At most 100 characters.</param>
/// <param name="LogoUrl">An https address of at most 500 characters.</param>
/// <param name="Phone">E.164.</param>
/// <param name="Email">Lower case.</param>
/// <param name="WhatsAppNumber">E.164.</param>
/// <param name="BusinessHours">At most one entry a weekday, at least one.</param>
/// <param name="Holidays">At most 100.</param>
/// <param name="Scoring">Where a score turns warm and hot: 1 ≤ warm &lt; hot ≤ 100.</param>
/// <param name="RequireSecondFactor">Whether every sign-in with a password needs a second step.</param>
/// <param name="PricesIncludeVat">Whether the prices that it quotes contain value-added tax.</param>
/// <param name="Domain">As <see cref="WebDomains.Of"/> writes it.</param>
[GenerateSerializer, Immutable, Alias("tenant.update")]
public sealed record UpdateTenant(
    string? Name = null, string? NameAr = null, string? Language = null, string? TimeZone = null, string? Slug = null, string? Industry = null,
    string? LogoUrl = null, string? Phone = null, string? Email = null, string? WhatsAppNumber = null, IReadOnlyList<DayHours>? BusinessHours = null,
    IReadOnlyList<DateOnly>? Holidays = null, TemperatureBands? Scoring = null, bool? RequireSecondFactor = null,
    bool? PricesIncludeVat = null, string? Domain = null);

/// <summary>Says which tenant a slug belongs to. Key: <c>platform/{hash of the slug}</c>. A slug stays its company's, so that old addresses keep leading there.</summary>
[Alias("slug-owner")]
public interface ISlugOwnerGrain : IPlatformScoped
{
    /// <summary>Claims the slug; refused as taken where another tenant has it.</summary>
    [Alias("Claim")]
    Task<Outcome> Claim(string commandId, string tenantId);
}

/// <summary>Slugs of companies' names.</summary>
public static class Slugs
{
    /// <summary>The longest slug.</summary>
    public const int MaxLength = 100;

    /// <summary>The slug of a name: lower case, without punctuation, hyphens for spaces and underscores.</summary>
    public static string Of(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var rune in name.ToLowerInvariant().EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune)) slug.Append(rune);
            else if ((Rune.IsWhiteSpace(rune) || rune.Value is '_' or '-') && slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        if (slug.Length > MaxLength) slug.Length = char.IsHighSurrogate(slug[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        var text = slug.ToString().Trim('-');
        return text.Length == 0 ? "company" : text;
    }

    /// <summary>Another slug where the first is taken: a hyphen and the Unix time modulo 10,000 behind it.</summary>
    public static string Other(string slug, DateTimeOffset at, int attempt)
    {
        var tail = $"-{(at.ToUnixTimeSeconds() + attempt) % 10_000}";
        return (slug.Length + tail.Length > MaxLength ? slug[..(MaxLength - tail.Length)].TrimEnd('-') : slug) + tail;
    }

    /// <summary>The key of a slug's owner.</summary>
    public static string KeyOf(string slug) => TenantKey.Format(TenantKey.Platform, Id.Named("slug", slug));
}

/// <summary>Names of hosts on the web.</summary>
public static class WebDomains
{
    /// <summary>The longest name in characters, as it is written for machines.</summary>
    public const int MaxLength = 253;

    private const int LongestText = 1000, LongestLabel = 63;
    private static readonly IdnMapping Names = new() { UseStd3AsciiRules = true };

    /// <summary>
    /// The name in small letters, one of other scripts as machines write it (<c>xn--…</c>): of a public host, without scheme, port, path or a point at its
    /// end. Null where the text is none.
    /// </summary>
    public static string? Of(string text)
    {
        var name = text.Trim();
        if (name.Length is 0 or > LongestText) return null;
        try
        {
            name = Names.GetAscii(name.ToLowerInvariant()).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
        var labels = name.Split('.');
        // A last label of digits would be an address of the network.
        return name.Length <= MaxLength && labels.Length > 1 && labels.All(IsLabel) && labels[^1].Length > 1 && !labels[^1].All(char.IsAsciiDigit) ? name : null;
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= LongestLabel && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}

/// <summary>Business time of a tenant: the one place where its settings become a calendar.</summary>
public static class TenantCalendars
{
    /// <summary>The tenant's calendar; Riyadh's for a tenant that is not there, or whose zone this host does not know.</summary>
    public static BusinessCalendar Calendar(this TenantView? tenant)
    {
        if (tenant is null) return BusinessCalendar.Riyadh;
        var profile = tenant.Profile;
        var usual = ReferenceEquals(profile.BusinessHours, DayHours.Default) || profile.BusinessHours.SequenceEqual(DayHours.Default);
        if (tenant.TimeZone == BusinessCalendar.DefaultZone && usual && profile.Holidays.Count == 0) return BusinessCalendar.Riyadh;
        var zone = tenant.TimeZone == BusinessCalendar.DefaultZone || TimeZoneInfo.TryFindSystemTimeZoneById(tenant.TimeZone, out _)
            ? tenant.TimeZone : BusinessCalendar.DefaultZone;
        return new BusinessCalendar(zone, profile.Holidays, profile.BusinessHours.ToDictionary(h => h.Day, h => (h.From, h.Until)));
    }
}
