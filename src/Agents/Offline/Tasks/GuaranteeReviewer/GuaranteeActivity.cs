using System.Text.Json;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Reads how many days in a row a client used the product.</summary>
internal static class GuaranteeActivity
{
    /// <summary>The longest run of days that is given or proved, and all days with use; null where nothing says so.</summary>
    public static (int? Streak, bool Exact, int? Days) Read(TaskInput input, DateTimeOffset? activated, DateTimeOffset? submitted)
    {
        var stated = GuaranteeReader.Count(input, "consecutive_active_days", "consecutive_days", "consecutive_days_used", "longest_streak",
            "max_consecutive_days", "active_days_consecutive", "streak", "usage_streak_days", "أيام النشاط المتتالية", "الأيام المتتالية",
            "أيام متتالية");
        var dates = Dates(input);
        var longest = dates.Count > 0 ? Longest(dates) : (int?)null;
        if (stated is { } run) return ((int)Math.Min(run, 10_000), true, (int)Math.Min(run, 10_000));
        if (longest is { } found) return (found, true, dates.Count);
        if (GuaranteeReader.Count(input, "active_days", "days_active", "login_days", "usage_days", "days_used", "أيام النشاط", "عدد الأيام النشطة",
            "أيام الاستخدام") is not { } count) return (null, false, null);
        var days = (int)Math.Min(count, 10_000);
        // So many days within so few that some must stand in a row: the rest cannot part them further.
        int? proved = activated is { } from && submitted is { } until && until > from ? Proved(days,
            CaseText.Day(until).DayNumber - CaseText.Day(from).DayNumber + 1) : null;
        return (proved, false, days);
    }

    /// <summary>The run that so many active days within a span must at least hold.</summary>
    internal static int Proved(int active, int span) => active >= span ? span : active <= 0 ? 0 : span / (span - active + 1);

    /// <summary>The longest run of days.</summary>
    internal static int Longest(IReadOnlyCollection<DateOnly> days)
    {
        int best = 0, run = 0;
        DateOnly? last = null;
        foreach (var day in days.Distinct().Order())
        {
            run = last is { } before && before.AddDays(1) == day ? run + 1 : 1;
            best = Math.Max(best, run);
            last = day;
        }
        return best;
    }

    // A day counts with a login and at least one action; where actions are not told, the login stands for both.
    private static List<DateOnly> Dates(TaskInput input)
    {
        var days = new List<DateOnly>();
        foreach (var item in input.List("logins", "login_dates", "active_dates", "daily_activity", "activity_log", "usage_log", "سجل الدخول",
            "تواريخ الدخول").Take(1_000))
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                var one = new TaskInput(item);
                var actions = CaseText.FirstNumber(one, "actions", "action_count", "events", "العمليات");
                if (actions is null or > 0 && CaseText.FirstTime(one, "date", "day", "at", "timestamp",
                    "التاريخ") is { } at) days.Add(CaseText.Day(at));
            }
            else if (CaseText.Time(item) is { } at) days.Add(CaseText.Day(at));
        }
        return [.. days.Distinct()];
    }
}
