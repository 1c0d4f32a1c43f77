using System.Globalization;
using SalesFlow.ServiceLevels;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Supervisor;

/// <summary>Service levels as callers write and read them. What is absent takes its default.</summary>
/// <param name="Enabled">Whether clocks start at all.</param>
/// <param name="WarnPercent">1 to 99; 80 unless given.</param>
/// <param name="Hours">When clocks run.</param>
/// <param name="Targets">1 to 12, in minutes of working time.</param>
/// <param name="Chain">At most 5 steps.</param>
internal sealed record ServiceLevelsBody(
    bool? Enabled, int? WarnPercent, HoursBody? Hours, IReadOnlyList<TargetBody?>? Targets, IReadOnlyList<StepBody?>? Chain)
{
    private const int LongestMinutes = 43_200, LongestAcknowledgeMinutes = 10_080;

    public static ServiceLevelsBody Of(ServiceLevelPolicy p) => new(
        p.Enabled, p.WarnPercent, HoursBody.Of(p.Hours),
        [.. p.Targets.Select(t => new TargetBody(t.Level, EnumWord(t.Priority), t.FirstResponseMinutes, t.ResolutionMinutes))],
        [.. p.Chain.Select(s => new StepBody(s.Level, s.Notify, s.AcknowledgeMinutes))]);

    /// <summary>The policy, where nothing is wrong with it; what is absent is the company's usual.</summary>
    public ServiceLevelPolicy Policy(Check check, ServiceLevelPolicy usual)
    {
        return new ServiceLevelPolicy(
            Enabled ?? true, Hours?.Hours(check, usual.Hours) ?? usual.Hours, WarnPercent ?? usual.WarnPercent,
            Targets is null ? usual.Targets : Each(check, "targets", Targets, (at, t) => new ServiceTarget(
                Number(check, at + ".level", t.Level, 2, 4), PriorityOf(check, at + ".priority", t.Priority),
                Number(check, at + ".firstResponseMinutes", t.FirstResponseMinutes, 1, LongestMinutes),
                Number(check, at + ".resolutionMinutes", t.ResolutionMinutes, 1, LongestMinutes))),
            Chain is null ? usual.Chain : Each(check, "chain", Chain, (at, s) => new EscalationStep(
                Number(check, at + ".level", s.Level, 2, 4), [.. (s.Notify ?? []).Select(n => n ?? "")],
                Number(check, at + ".acknowledgeMinutes", s.AcknowledgeMinutes, 1, LongestAcknowledgeMinutes))));
    }

    private static ServicePriority PriorityOf(Check check, string field, string? word)
    {
        if (EnumQuery.TryParse<ServicePriority>(word, out var priority)) return priority;
        check.Add(field, "field.one_of", EnumQuery.Words<ServicePriority>());
        return ServicePriority.Normal;
    }

    private static int Number(Check check, string field, int? value, int least, int most)
    {
        if (value is null) check.Add(field, "field.required");
        else if (value < least || value > most) check.Add(field, "field.range", least, most);
        return value ?? 0;
    }

    private static List<TResult> Each<T, TResult>(Check check, string field, IReadOnlyList<T?> items, Func<string, T, TResult> read) where T : class
    {
        var results = new List<TResult>();
        foreach (var (item, i) in items.Take(100).Select((item, i) => (item, i)))
        {
            if (item is null) check.Add(field, "field.required");
            else results.Add(read($"{field}[{i}]", item));
        }
        return results;
    }

    internal static string EnumWord<TEnum>(TEnum value) where TEnum : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

/// <summary>Working hours.</summary>
/// <param name="From"><c>09:00</c>, local time.</param>
/// <param name="Until"><c>21:00</c>; <c>00:00</c> is the end of the day.</param>
/// <param name="Days"><c>sunday</c> to <c>saturday</c>.</param>
/// <param name="Holidays">At most 60 dates, beside the company's own holidays, which always count.</param>
/// <param name="Zone">IANA zone; the company's own unless given.</param>
/// <param name="AlwaysOpen">Whether clocks run day and night.</param>
internal sealed record HoursBody(string? From, string? Until, IReadOnlyList<string?>? Days, IReadOnlyList<DateOnly>? Holidays, string? Zone, bool? AlwaysOpen)
{
    private const string Format = "HH:mm";

    public static HoursBody Of(WorkingHours h) => new(
        h.From.ToString(Format, CultureInfo.InvariantCulture), h.Until.ToString(Format, CultureInfo.InvariantCulture),
        [.. h.Days.Select(ServiceLevelsBody.EnumWord)], h.Holidays, h.Zone, h.AlwaysOpen);

    public WorkingHours Hours(Check check, WorkingHours usual)
    {
        var days = new List<Weekday>();
        foreach (var word in Days ?? [])
        {
            if (EnumQuery.TryParse<Weekday>(word, out var day)) days.Add(day);
            else if (days.Count <= 7) check.Add("hours.days", "field.one_of", EnumQuery.Words<Weekday>());
            if (days.Count > 7) break;
        }
        return new WorkingHours(
            Time(check, "hours.from", From, usual.From), Time(check, "hours.until", Until, usual.Until),
            Days is null ? usual.Days : [.. days.Distinct().Order()], [.. (Holidays ?? []).Distinct().Order()],
            check.Optional("hours.zone", Zone, 64) ?? usual.Zone, AlwaysOpen ?? false);
    }

    private static TimeOnly Time(Check check, string field, string? text, TimeOnly usual)
    {
        if (string.IsNullOrWhiteSpace(text)) return usual;
        if (TimeOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        check.Add(field, "field.time");
        return usual;
    }
}

/// <summary>A target.</summary>
/// <param name="Level">2 a representative, 3 a sales manager, 4 the top.</param>
/// <param name="Priority"><c>normal</c>, <c>urgent</c> or <c>emergency</c>.</param>
/// <param name="FirstResponseMinutes">1 to 43,200.</param>
/// <param name="ResolutionMinutes">1 to 43,200.</param>
internal sealed record TargetBody(int? Level, string? Priority, int? FirstResponseMinutes, int? ResolutionMinutes);

/// <summary>A step of the chain.</summary>
/// <param name="Level">2 to 4.</param>
/// <param name="Notify"><c>role:{role}</c> or <c>user:{id}</c>; 1 to 10.</param>
/// <param name="AcknowledgeMinutes">1 to 10,080.</param>
internal sealed record StepBody(int? Level, IReadOnlyList<string?>? Notify, int? AcknowledgeMinutes);

/// <summary>The weights of scorecards, 0 to 100 each, together 100.</summary>
internal sealed record WeightsBody(
    int? LeadsHandled, int? DealsClosed, int? RevenueGenerated, int? ResponseTime, int? CustomerSatisfaction, int? AiAssistRate);

/// <summary>Whether and how customers are asked if they were content.</summary>
/// <param name="Enabled">Whether they are asked; true unless given.</param>
/// <param name="Scale"><c>buttons</c> (three) or <c>list</c> (five).</param>
/// <param name="EveryDays">The least days between two questions in one conversation, 1 to 365; 7 unless given.</param>
internal sealed record SatisfactionBody(bool? Enabled, string? Scale, int? EveryDays);
