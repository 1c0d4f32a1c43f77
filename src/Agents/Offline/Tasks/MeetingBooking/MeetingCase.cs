using System.Text.Json.Nodes;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Common;

namespace SalesFlow.Agents.Offline.Tasks.MeetingBooking;

/// <summary>A request with all that its decision needs. Times are UTC.</summary>
/// <param name="Facts">What was read.</param>
/// <param name="Calendar">The tenant's working days with the holidays of both tenant and input.</param>
/// <param name="Now">The clock.</param>
/// <param name="State">What is known of the calendars.</param>
/// <param name="Diaries">The calendars.</param>
/// <param name="Type">The type of meeting.</param>
/// <param name="Minutes">Its length.</param>
/// <param name="Wishes">The times asked for, in the order of preference.</param>
/// <param name="Day">The day asked for where no time was; null else.</param>
/// <param name="FromWords">Whether the wish was read from free words.</param>
/// <param name="MeetingAt">When the existing meeting is, or null.</param>
internal sealed record MeetingCase(
    JsonObject Facts, BusinessCalendar Calendar, DateTimeOffset Now, DiaryState State, IReadOnlyList<Diary> Diaries, string Type, int Minutes,
    IReadOnlyList<DateTimeOffset> Wishes, DateOnly? Day, bool FromWords, DateTimeOffset? MeetingAt)
{
    private static readonly TimeOnly Morning = new(9, 0);

    /// <summary>What is asked.</summary>
    public string Trigger => Facts.Text("trigger") ?? MeetingWords.Book;

    /// <summary>The point to which offered times shall be near: the wish, or the morning of the day named, or the old time.</summary>
    public DateTimeOffset? Near => Wishes.Count > 0 ? Wishes[0] : Day is { } day ? Calendar.Instant(day, Morning) : null;

    /// <summary>Reads the case.</summary>
    public static MeetingCase Of(TaskCall call)
    {
        var facts = call.Facts;
        var profile = call.Tenant.Profile;
        var holidays = call.Input.Texts("holidays", "public_holidays", "الإجازات").Select(h =>
            DateOnly.TryParseExact(h.Length > 10 ? h[..10] : h, "yyyy-MM-dd", out var day) ? day : (DateOnly?)null)
            .OfType<DateOnly>();
        var calendar = new BusinessCalendar(call.Tenant.TimeZone, [.. profile.Holidays, .. holidays],
            profile.BusinessHours.GroupBy(h => h.Day).ToDictionary(g => g.Key, g => (g.First().From, g.First().Until)));
        var type = facts.Text("type") ?? "demo";
        var wishes = facts.Texts("wishes").Select(MeetingReader.Parse).ToList();
        var (day, words) = ((DateOnly?)null, false);
        if (wishes.Count == 0)
        {
            foreach (var text in facts.Texts("wish_words"))
            {
                var (at, named) = Said(text, calendar, call);
                if (at is { } found) wishes.Add(found);
                day ??= named;
            }
            words = wishes.Count > 0;
        }
        var meetingAt = facts.Text("meeting_at") is { } written ? MeetingReader.Parse(written) : (DateTimeOffset?)null;
        var minutes = facts.Text("trigger") != MeetingWords.Book && facts.Count("meeting_minutes") is > 0 and var own ? own
            : MeetingWords.Minutes[type];
        var diaries = Chosen(call.Input, facts);
        return new MeetingCase(facts, calendar, call.Now, DiaryReader.State(call.Input), diaries, type, minutes, wishes, day, words, meetingAt);
    }

    /// <summary>The calendars that count: the rep's who has the customer, or whom the customer asked for, where it is there; else all.</summary>
    private static IReadOnlyList<Diary> Chosen(TaskInput input, JsonObject facts)
    {
        var all = DiaryReader.Read(input);
        var wanted = facts.Text("rep_asked") ?? facts.Text("rep_id");
        var theirs = all.Where(d => wanted is not null && (d.RepId == wanted || string.Equals(d.RepName, wanted,
            StringComparison.OrdinalIgnoreCase))).ToList();
        return theirs.Count > 0 ? theirs : all;
    }

    private static (DateTimeOffset? At, DateOnly? Day) Said(string text, BusinessCalendar calendar, TaskCall call)
    {
        if (DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", out var plain)) return (null, plain);
        var prices = call.Tenant.PriceList.Select(p => p.Price.Amount).ToHashSet();
        var understood = Understander.Read(text, new Context(null, true, calendar.Local(call.Now), prices));
        var day = understood.Entities.TryGetValue(Leads.LeadFacts.Date, out var date) && DateOnly.TryParseExact(date, "yyyy-MM-dd", out var named)
            ? named : (DateOnly?)null;
        var time = understood.Entities.TryGetValue(Leads.LeadFacts.Time, out var clock) && TimeOnly.TryParse(clock,
            System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : (TimeOnly?)null;
        return day is { } d && time is { } t ? (calendar.Instant(d, t), d) : (null, day);
    }
}
