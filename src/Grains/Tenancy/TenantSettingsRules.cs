using SalesFlow.Tenancy;
using SalesFlow.Text;

namespace SalesFlow.Grains.Tenancy;

/// <summary>Limits of settings.</summary>
internal static class TenantSettingsRules
{
    private const int MostHolidays = 100;

    /// <summary>The first field that is out of its limits, or null.</summary>
    public static string? Wrong(UpdateTenant c)
    {
        if (c.Name is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > 255)) return "name";
        if (c.NameAr?.Length > 255) return "nameAr";
        if (c.Language is not (null or "ar" or "en")) return "language";
        if (c.TimeZone is { } zone && (zone.Length > 64 || !zone.Contains('/', StringComparison.Ordinal) || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))) return "timeZone";
        if (c.Slug is { } slug && (slug.Length == 0 || Slugs.Of(slug) != slug)) return "slug";
        if (c.Industry?.Length > 100) return "industry";
        if (c.LogoUrl is { Length: > 0 } logo && (logo.Length > 500 || !Uri.TryCreate(logo, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)) return "logoUrl";
        if (c.Phone is { Length: > 0 } phone && PhoneNumber.Normalise(phone) != phone) return "phone";
        if (c.WhatsAppNumber is { Length: > 0 } whatsApp && PhoneNumber.Normalise(whatsApp) != whatsApp) return "whatsAppNumber";
        if (c.Email?.Length > 254) return "email";
        if (c.Domain is { Length: > 0 } domain && WebDomains.Of(domain) != domain) return "domain";
        if (c.BusinessHours is { } hours
            && (hours.Count is 0 or > 7 || hours.Select(h => h.Day).Distinct().Count() != hours.Count || hours.Any(h => h.From >= h.Until || !Enum.IsDefined(h.Day))))
            return "businessHours";
        if (c.Holidays is { } days && (days.Count > MostHolidays || days.Distinct().Count() != days.Count)) return "holidays";
        if (c.Scoring is { } bands && (bands.Warm < 1 || bands.Hot > 100 || bands.Warm >= bands.Hot)) return "scoring";
        return null;
    }
}
