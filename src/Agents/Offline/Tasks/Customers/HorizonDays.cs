using System.Globalization;
using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Days of plans: of a month, written as day and month, and of the seasons that people plan by. Pure.</summary>
internal static class HorizonDays
{
    private const int Ramadan = 9, Shawwal = 10, Hajj = 12, DayOfSacrifice = 10, FeastDays = 5;
    private static readonly UmAlQuraCalendar Hijri = new();
    private static readonly HashSet<string> Early = new(StringComparer.Ordinal) { "early", "beginning", "first", "بدايه", "اول", "مطلع", "اوايل" };
    private static readonly HashSet<string> Middle = new(StringComparer.Ordinal) { "mid", "middle", "نص", "منتصف", "وسط" };

    /// <summary>The day meant with a month's name: a number beside it, the beginning, the middle, else its last day.</summary>
    public static int InMonth(List<Token> tokens, int at, int last)
    {
        foreach (var beside in (int[])[at - 1, at - 2, at + 1])
        {
            if (beside < 0 || beside >= tokens.Count || beside == at - 2 && tokens[at - 1].Word is not ("of" or "من" or "شهر")) continue;
            if (Number(tokens[beside].Word) is { } day && day >= 1 && day <= last) return day;
        }
        for (var i = Math.Max(0, at - 3); i < at; i++)
        {
            if (IsEarly(tokens, i)) return Math.Min(10, last);
            if (Array.Exists(tokens[i].Forms, Middle.Contains)) return 15;
        }
        return last;
    }

    /// <summary>"10/12": the day, then the month, the coming one where no year stands; null for what is no date.</summary>
    public static DateTime? Written(System.Text.RegularExpressions.Match written, DateTime today)
    {
        int Part(int group) => int.Parse(written.Groups[group].Value, CultureInfo.InvariantCulture);
        var (day, month) = (Part(1), Part(2));
        if (month is < 1 or > 12 || day < 1) return null;
        var year = written.Groups[3].Success ? Part(3)
            : month > today.Month || month == today.Month && day >= today.Day ? today.Year : today.Year + 1;
        return day <= DateTime.DaysInMonth(year, month) ? new DateTime(year, month, day) : null;
    }

    /// <summary>Ramadan, a feast, the new year, the summer; null where none is named.</summary>
    public static DateTime? Season(List<Token> tokens, DateTime today)
    {
        bool Says(params ReadOnlySpan<string> words)
        {
            foreach (var token in tokens)
                foreach (var word in words)
                    if (token.Is(word)) return true;
            return false;
        }
        var after = Says("after", "بعد", "عقب");
        if (Says("ramadan", "رمضان")) return after ? Coming(today, Shawwal, 1) : Coming(today, Ramadan, 1);
        if (Says("eid", "عيد"))
        {
            var (fast, sacrifice) = (Coming(today, Shawwal, 1), Coming(today, Hajj, DayOfSacrifice));
            return (fast < sacrifice ? fast : sacrifice).AddDays(after ? FeastDays : 0);
        }
        if (Says("hajj", "الحج")) return Coming(today, Hajj, DayOfSacrifice + (after ? FeastDays : 0));
        if (Says("summer", "صيف")) return Next(today, after ? 9 : 6);
        for (var i = 1; i < tokens.Count; i++)
        {
            if (!tokens[i].Is("year") && !tokens[i].Is("سنه") && !tokens[i].Is("عام")) continue;
            var isNew = tokens[i - 1].Word == "new" || i + 1 < tokens.Count && (tokens[i + 1].Is("جديده") || tokens[i + 1].Is("جديد"));
            if (isNew || Enumerable.Range(Math.Max(0, i - 3), Math.Min(3, i)).Any(at => IsEarly(tokens, at))) return Next(today, 1);
        }
        return null;
    }

    private static bool IsEarly(List<Token> tokens, int at) => Array.Exists(tokens[at].Forms, Early.Contains)
        || tokens[at].Word == "start" && at + 1 < tokens.Count && tokens[at + 1].Word == "of";

    private static DateTime Next(DateTime today, int month) => new(month > today.Month ? today.Year : today.Year + 1, month, 1);

    private static DateTime Coming(DateTime today, int month, int day)
    {
        var year = Hijri.GetYear(today);
        var date = Hijri.ToDateTime(year, month, day, 0, 0, 0, 0);
        return date.Date >= today.Date ? date : Hijri.ToDateTime(year + 1, month, day, 0, 0, 0, 0);
    }

    private static int? Number(string word)
    {
        var digits = word is [.., 't', 'h'] or [.., 's', 't'] or [.., 'n', 'd'] or [.., 'r', 'd'] ? word[..^2] : word;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
