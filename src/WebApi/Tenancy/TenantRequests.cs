using System.Globalization;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>Settings to change; what is left out stays, an empty text takes an optional one away.</summary>
/// <param name="Name">1 to 255 characters.</param>
/// <param name="NameAr">At most 255 characters.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
/// <param name="TimeZone">An IANA zone, such as <c>Asia/Riyadh</c>.</param>
/// <param name="Slug">Small letters, digits and hyphens, at most 100; unique in the installation.</param>
/// <param name="Industry">At most 100 characters.</param>
/// <param name="LogoUrl">An https address.</param>
/// <param name="Phone">A phone number.</param>
/// <param name="Email">An address.</param>
/// <param name="WhatsAppNumber">The WhatsApp number that customers are shown.</param>
/// <param name="BusinessHours">At most one entry a weekday; days without one are free.</param>
/// <param name="Holidays">Days such as <c>2026-09-23</c>, at most 100.</param>
/// <param name="Warm">The lowest warm score; together with <paramref name="Hot"/>.</param>
/// <param name="Hot">The lowest hot score.</param>
/// <param name="RequireSecondFactor">Whether every sign-in with a password needs a second step; needs a mail server.</param>
/// <param name="PricesIncludeVat">
/// Whether the prices that the company quotes contain value-added tax; until it is said, as its price list does. Pipelines may say otherwise.
/// </param>
/// <param name="Domain">The company's own web domain: a host name such as <c>example.com</c>, kept in small letters as machines write it.</param>
internal sealed record TenantRequest(
    string? Name, string? NameAr, string? Language, string? TimeZone, string? Slug, string? Industry, string? LogoUrl, string? Phone, string? Email,
    string? WhatsAppNumber, IReadOnlyList<DayHoursRequest?>? BusinessHours, IReadOnlyList<string?>? Holidays, int? Warm, int? Hot,
    bool? RequireSecondFactor = null, bool? PricesIncludeVat = null, string? Domain = null)
{
    private const int MostHolidays = 100;

    /// <summary>The command, where nothing was wrong.</summary>
    public UpdateTenant Command(Check check)
    {
        var name = check.NameChange("name", Name, 255);
        var zone = string.IsNullOrWhiteSpace(TimeZone) ? null : TimeZone.Trim();
        if (zone is not null && (zone.Length > 64 || !zone.Contains('/', StringComparison.Ordinal) || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)))
            check.Add("timeZone", "field.zone");
        var slug = string.IsNullOrWhiteSpace(Slug) ? null : check.Optional("slug", Slug, Slugs.MaxLength);
        if (slug is not null && Slugs.Of(slug) != slug) check.Add("slug", "field.slug");
        var logo = Cleared(check, "logoUrl", LogoUrl, 500);
        if (logo is { Length: > 0 } && (!Uri.TryCreate(logo, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || uri.UserInfo.Length > 0))
            check.Add("logoUrl", "field.url");
        var domain = string.IsNullOrWhiteSpace(Domain) ? Domain?.Trim() : WebDomains.Of(Domain);
        if (Domain is not null && domain is null) check.Add("domain", "field.domain");
        TemperatureBands? bands = null;
        if (Warm is not null || Hot is not null)
        {
            bands = new TemperatureBands(Warm ?? 0, Hot ?? 0);
            if (bands.Warm < 1 || bands.Hot > 100 || bands.Warm >= bands.Hot) check.Add(Warm is null ? "warm" : "hot", "field.bands");
        }
        return new UpdateTenant(
            name, Cleared(check, "nameAr", NameAr, 255), string.IsNullOrWhiteSpace(Language) ? null : check.OneOf("language", Language, "ar", "ar", "en"), zone, slug,
            Cleared(check, "industry", Industry, 100), logo, Phone is "" ? "" : check.Phone("phone", Phone), Email is null or "" ? Email : check.Email("email", Email),
            WhatsAppNumber is "" ? "" : check.Phone("whatsAppNumber", WhatsAppNumber), Hours(check), Days(check), bands, RequireSecondFactor,
            PricesIncludeVat, domain);
    }

    private static string? Cleared(Check check, string field, string? value, int longest) => check.Line(field, value, longest);

    private List<DayHours>? Hours(Check check)
    {
        if (BusinessHours is null) return null;
        var hours = new List<DayHours>();
        for (var i = 0; i < BusinessHours.Count && i < 8; i++)
        {
            var entry = BusinessHours[i];
            var field = string.Create(CultureInfo.InvariantCulture, $"businessHours[{i}]");
            if (entry?.Day is not { } day) check.Add(field + ".day", "field.required");
            else
            {
                var (from, until) = (Time(check, field + ".from", entry.From), Time(check, field + ".until", entry.Until));
                if (from is { } f && until is { } u) hours.Add(new DayHours(day, f, u));
            }
        }
        if (!check.Failed && (hours.Count is 0 or > 7 || hours.DistinctBy(h => h.Day).Count() != hours.Count || hours.Exists(h => h.From >= h.Until)))
            check.Add("businessHours", "field.hours");
        return [.. hours.OrderBy(h => h.Day)];
    }

    private List<DateOnly>? Days(Check check)
    {
        if (Holidays is null) return null;
        if (Holidays.Count > MostHolidays)
        {
            check.Add("holidays", "field.range", 0, MostHolidays);
            return null;
        }
        var days = new SortedSet<DateOnly>();
        for (var i = 0; i < Holidays.Count; i++)
        {
            if (DateOnly.TryParseExact(Holidays[i], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) days.Add(day);
            else check.Add(string.Create(CultureInfo.InvariantCulture, $"holidays[{i}]"), "field.date");
        }
        return [.. days];
    }

    private static TimeOnly? Time(Check check, string field, string? text)
    {
        // As answers tell it, too: what was read can be sent back.
        if (TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        check.Add(field, "field.time");
        return null;
    }
}

/// <summary>Working hours of a weekday.</summary>
/// <param name="Day"><c>sunday</c> to <c>saturday</c>.</param>
/// <param name="From">Local time: <c>09:00</c>.</param>
/// <param name="Until">Local time: <c>18:00</c>.</param>
internal sealed record DayHoursRequest(DayOfWeek? Day, string? From, string? Until);
