namespace SalesFlow.Agents.Offline.Tasks.MeetingBooking;

/// <summary>What is done with a request.</summary>
/// <param name="Action">The output's action.</param>
/// <param name="At">When the meeting is, UTC; null where no time is fixed or held.</param>
/// <param name="Text">The key of what the customer is told; null where nothing is said.</param>
/// <param name="Slots">Times offered, UTC, in order.</param>
/// <param name="Confidence">0 to 1.</param>
internal sealed record MeetingDecision(string Action, DateTimeOffset? At, string? Text, IReadOnlyList<DateTimeOffset> Slots, double Confidence)
{
    /// <summary>Why the time asked for cannot be had, a key; or null.</summary>
    public string? Why { get; init; }

    /// <summary>The rep in whose calendar the meeting is, or null.</summary>
    public string? RepId { get; init; }

    /// <summary>Whether the calendar changes with it.</summary>
    public bool CalendarChanges { get; init; }

    /// <summary>Whether the customer's record changes with it.</summary>
    public bool RecordChanges { get; init; }

    /// <summary>Whether somebody who missed a meeting is written to.</summary>
    public bool Recovers { get; init; }

    /// <summary>The reminder that goes out now: 24h, 1h or 15m; or null.</summary>
    public string? Reminds { get; init; }
}

/// <summary>Decides on a request for a meeting. Pure: the same case always comes to the same decision.</summary>
internal static class MeetingRules
{
    private const int Offered = 3;
    private const int RecoveryAttempts = 3;
    private const int Reschedules = 2;
    private static readonly TimeSpan NoShowWait = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RecoveryWindow = TimeSpan.FromHours(48);

    public static MeetingDecision Decide(MeetingCase request) => request.Trigger switch
    {
        MeetingWords.Cancel => Cancel(request),
        MeetingWords.Reminder => Remind(request),
        MeetingWords.NoShow => Recover(request),
        MeetingWords.Reschedule => Reschedule(request),
        _ => Book(request),
    };

    private static MeetingDecision Book(MeetingCase request)
    {
        // A second meeting at the same time is nothing to be booked: somebody looks at it.
        if (request.Facts.Is("duplicate")) return new MeetingDecision("slot_offered", null, "none", [], 0.55) { Why = "Duplicate" };
        var base_ = 0.95 - Doubt(request);
        if (request.Facts.Is("in_person") || request.Type == "custom_presentation") base_ = Math.Min(base_, 0.65);
        if (request.State != DiaryState.Known) return NoCalendar(request);
        var (fit, diary, state) = Fit(request);
        if (fit is not { } at) return Offer(request, state, base_);
        // What only a person may promise is held for one: a meeting in person, a custom presentation, a certain person's time.
        var approval = request.Facts.Is("in_person") || request.Type == "custom_presentation" || (request.Facts.Is("rep_named") && diary?.RepId is null && diary?.RepName is null);
        if (approval) return new MeetingDecision("slot_offered", at, "pending", [at], Math.Min(base_, 0.65)) { RepId = diary?.RepId };
        var confidence = request.Facts.Is("rep_named") || request.Facts.Is("vip") || request.Facts.Is("management") || request.Facts.Count("no_shows") >= 2 ? Math.Min(base_, 0.8) : base_;
        return new MeetingDecision("booked", at, "booked", [], confidence) { RepId = diary?.RepId, CalendarChanges = true, RecordChanges = true };
    }

    private static MeetingDecision Reschedule(MeetingCase request)
    {
        var base_ = 0.93 - Doubt(request);
        if (request.MeetingAt is null && request.Facts.Text("meeting_id") is null) return new MeetingDecision("slot_offered", null, "which", [], 0.4);
        if (request.MeetingAt is { } old && old < request.Now + MeetingSlots.Notice) return new MeetingDecision("slot_offered", old, "late", [], 0.55);
        if (request.State != DiaryState.Known) return NoCalendar(request);
        var (fit, diary, state) = Fit(request);
        if (request.Facts.Count("reschedules") >= Reschedules)
        {
            var slots = Free(request, request.Now + MeetingSlots.Horizon);
            return new MeetingDecision("slot_offered", request.MeetingAt, slots.Count > 0 ? "commit" : "none", slots, slots.Count > 0 ? 0.65 : 0.45) { Why = slots.Count > 0 ? null : "None" };
        }
        return fit is { } at
            ? new MeetingDecision("rescheduled", at, "rescheduled", [], base_) { RepId = diary?.RepId, CalendarChanges = true, RecordChanges = true }
            : Offer(request, state, base_) with { At = request.MeetingAt };
    }

    private static MeetingDecision Cancel(MeetingCase request)
    {
        var known = request.MeetingAt is not null || request.Facts.Text("meeting_id") is not null;
        return new MeetingDecision("cancelled", request.MeetingAt, known ? "cancelled" : "which", [], known ? (request.State == DiaryState.Failed ? 0.6 : 0.95 - Identity(request)) : 0.45)
        {
            CalendarChanges = known && request.State != DiaryState.Failed,
            RecordChanges = known,
        };
    }

    /// <summary>A reminder; none for a meeting that is cancelled, moved, over or unknown.</summary>
    private static MeetingDecision Remind(MeetingCase request)
    {
        if (request.Facts.Is("meeting_off")) return new MeetingDecision("cancelled", request.MeetingAt, null, [], 0.92);
        if (request.MeetingAt is not { } at || at <= request.Now) return new MeetingDecision("slot_offered", request.MeetingAt, null, [], 0.4);
        var ahead = at - request.Now;
        var which = request.Facts.Text("reminder") ?? (ahead > TimeSpan.FromHours(2) ? "24h" : ahead > TimeSpan.FromMinutes(20) ? "1h" : "15m");
        return new MeetingDecision("reminder_sent", at, "reminder", [], 0.95 - Identity(request)) { Reminds = which, RecordChanges = true };
    }

    /// <summary>Somebody did not come: after ten minutes they are written to with times of the next 48 hours, three times at most.</summary>
    private static MeetingDecision Recover(MeetingCase request)
    {
        var waits = request.MeetingAt is { } at && request.Now < at + NoShowWait;
        if (waits || request.Facts.Count("attempts") >= RecoveryAttempts)
            return new MeetingDecision("no_show_recovery", request.MeetingAt, null, [], waits ? 0.9 : 0.75) { RecordChanges = !waits };
        var slots = request.State == DiaryState.Known ? Free(request, request.Now + RecoveryWindow) : [];
        // Over a weekend 48 hours hold no working time; the next two days that are worked do.
        if (slots.Count < Offered && request.State == DiaryState.Known) slots = Free(request, NextWorkdays(request, 2));
        var confidence = slots.Count > 0 ? 0.93 : request.State == DiaryState.Known ? 0.6 : 0.45;
        return new MeetingDecision("no_show_recovery", request.MeetingAt, slots.Count > 0 ? "no_show" : "no_show_none", slots, confidence - Identity(request)) { Recovers = true, RecordChanges = true };
    }

    private static MeetingDecision NoCalendar(MeetingCase request) =>
        new("slot_offered", request.Trigger == MeetingWords.Reschedule ? request.MeetingAt : null, "none", [], request.State == DiaryState.Failed ? 0.3 : 0.4) { Why = "Calendar" };

    private static MeetingDecision Offer(MeetingCase request, SlotState? state, double confidence)
    {
        var slots = Free(request, request.Now + MeetingSlots.Horizon);
        return slots.Count > 0
            ? new MeetingDecision("slot_offered", null, "offer", slots, confidence) { Why = state?.ToString() }
            : new MeetingDecision("slot_offered", null, "none", [], 0.45) { Why = "None" };
    }

    /// <summary>The first wish that can be had, in the calendar with the fewest meetings that day; else why the first wish cannot.</summary>
    private static (DateTimeOffset? At, Diary? Diary, SlotState? State) Fit(MeetingCase request)
    {
        SlotState? first = null;
        foreach (var wish in request.Wishes)
        {
            var day = request.Calendar.Day(wish);
            var diary = request.Diaries.Where(d => MeetingSlots.State(wish, request.Minutes, d, request.Calendar, request.Now) == SlotState.Free)
                .OrderBy(d => MeetingSlots.Meetings(day, d, request.Calendar)).FirstOrDefault();
            if (diary is not null) return (wish, diary, null);
            first ??= MeetingSlots.State(wish, request.Minutes, request.Diaries[0], request.Calendar, request.Now);
        }
        return (null, null, first);
    }

    private static IReadOnlyList<DateTimeOffset> Free(MeetingCase request, DateTimeOffset until) =>
        MeetingSlots.Offer(Offered, request.Minutes, request.Diaries, request.Calendar, request.Now, until, request.Trigger == MeetingWords.NoShow ? null : request.Near);

    private static DateTimeOffset NextWorkdays(MeetingCase request, int days)
    {
        var day = request.Calendar.Day(request.Now);
        for (var (left, steps) = (days, 0); left > 0 && steps < 30; steps++)
        {
            day = day.AddDays(1);
            if (request.Calendar.IsWorkday(day)) left--;
        }
        return request.Calendar.Instant(day, new TimeOnly(17, 0));
    }

    private static double Doubt(MeetingCase request) => Identity(request)
        + (request.FromWords ? 0.04 : 0) + (request.Facts.Text("type") is null && request.Trigger == MeetingWords.Book ? 0.04 : 0) + (request.Facts.Is("trigger_known") ? 0 : 0.04);

    private static double Identity(MeetingCase request) => request.Facts.Text("lead_id") is null && request.Facts.Text("meeting_id") is null ? 0.1 : 0;
}
