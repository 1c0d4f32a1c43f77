using System.Globalization;
using SalesFlow.Agents.Language;
using SalesFlow.Common;

namespace SalesFlow.Agents.Offline.Tasks.MeetingBooking;

/// <summary>Dates and times as customers read them: both calendars, Saudi time.</summary>
internal static class MeetingDates
{
    private static readonly UmAlQuraCalendar Hijri = new();
    private static readonly string[] DaysAr = ["الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"];
    private static readonly string[] MonthsAr =
        ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"];
    private static readonly string[] HijriAr =
        ["محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة"];
    private static readonly string[] HijriEn =
        ["Muharram", "Safar", "Rabi I", "Rabi II", "Jumada I", "Jumada II", "Rajab", "Sha'ban", "Ramadan", "Shawwal", "Dhu al-Qa'dah",
            "Dhu al-Hijjah"];

    /// <summary>The weekday and the day in the Gregorian and the Umm al-Qura calendar.</summary>
    public static string Date(DateTimeOffset at, string language, BusinessCalendar calendar)
    {
        var local = calendar.Local(at);
        // The Umm al-Qura tables of .NET end in 2077.
        var known = local > Hijri.MinSupportedDateTime && local < Hijri.MaxSupportedDateTime;
        if (language == "en")
        {
            var text = local.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture);
            return known ? FormattableString.Invariant($"{text} ({Hijri.GetDayOfMonth(local)} {HijriEn[Hijri.GetMonth(local) - 1]} {Hijri.GetYear(local)} AH)") : text;
        }
        var arabic = FormattableString.Invariant($"{DaysAr[(int)local.DayOfWeek]} {local.Day} {MonthsAr[local.Month - 1]} {local.Year}م");
        return known ? FormattableString.Invariant($"{arabic} الموافق {Hijri.GetDayOfMonth(local)} {HijriAr[Hijri.GetMonth(local) - 1]} {Hijri.GetYear(local)}هـ") : arabic;
    }

    /// <summary>The time of day with its zone.</summary>
    public static string Time(DateTimeOffset at, string language, BusinessCalendar calendar)
    {
        var local = calendar.Local(at);
        var clock = local.ToString("h:mm", CultureInfo.InvariantCulture);
        if (language == "en") return clock + local.ToString(" tt", CultureInfo.InvariantCulture) + (calendar.Zone == BusinessCalendar.DefaultZone
            ? " AST (UTC+3)" : $" ({calendar.Zone})");
        return clock + (local.Hour switch { < 12 => " صباحاً", 12 => " ظهراً", _ => " مساءً" }) + (calendar.Zone == BusinessCalendar.DefaultZone
            ? " بتوقيت السعودية" : $" ({calendar.Zone})");
    }

    /// <summary>A length of time in words.</summary>
    public static string Minutes(int minutes, string language) => language == "en"
        ? FormattableString.Invariant($"{minutes} minutes")
        : FormattableString.Invariant($"{minutes} {(ArabicPlural.Category(minutes, "ar") is "few" ? "دقائق" : "دقيقة")}");

    /// <summary>A numbered list of times.</summary>
    public static string List(IReadOnlyList<DateTimeOffset> slots, string language, BusinessCalendar calendar) =>
        string.Join('\n', slots.Select((s, i) =>
        FormattableString.Invariant($"{i + 1}. {Date(s, language, calendar)}{(language == "en" ? ", " : "، ")}{Time(s, language, calendar)}")));
}
