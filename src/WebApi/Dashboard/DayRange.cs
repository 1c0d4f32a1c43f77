using System.Globalization;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Dashboard;

/// <summary>A range of days of the company's calendar, both ends within it; the last 30 days unless given.</summary>
internal readonly record struct DayRange(DateOnly From, DateOnly To)
{
    /// <summary>The longest range, in days.</summary>
    public const int Longest = 400;

    private const int Usual = 30;

    /// <summary>Today in the company's calendar.</summary>
    public static async Task<DateOnly> Today(ApiCall call) => (await call.Grain<ITenantGrain>("tenant").Get()).Calendar().Day(call.Clock.GetUtcNow());

    /// <summary>Reads a range; what is wrong with it stands in the check.</summary>
    public static async Task<DayRange> Of(Check check, ApiCall call, string? from, string? to)
    {
        var last = Date(check, "to", to) ?? await Today(call);
        var first = Date(check, "from", from) ?? (last.DayNumber >= Usual ? last.AddDays(1 - Usual) : DateOnly.MinValue);
        if (first > last || last.DayNumber - first.DayNumber >= Longest) check.Add("from", "field.days", Longest);
        return new DayRange(first, last);
    }

    private static DateOnly? Date(Check check, string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        check.Add(field, "field.date");
        return null;
    }
}
