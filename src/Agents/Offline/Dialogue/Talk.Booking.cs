using System.Globalization;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Dialogue;

internal sealed partial class Talk
{
    /// <summary>Looks for a day and a time that can be, offers two where it cannot, and leaves the confirmation to a person.</summary>
    private void Book(Dictionary<string, string> learnt)
    {
        var starting = !_state.Booking;
        _state.Booking = true;
        var day = Day(learnt.GetValueOrDefault(LeadFacts.Date)) ?? Picked() ?? Day(_state.Word("date"));
        var time = Time(learnt.GetValueOrDefault(LeadFacts.Time)) ?? PickedTime() ?? Time(_state.Word("time"));
        var problem = Slots.Check(day, time, _now);
        if (problem != SlotProblem.None)
        {
            switch (problem)
            {
                case SlotProblem.Weekend: _reply.Say("booking.weekend"); break;
                case SlotProblem.Hours:
                    _reply.Say("booking.hours", ("open", Slots.Clock(new TimeOnly(9, 0), _language)),
                        ("close", Slots.Clock(new TimeOnly(17, 0), _language)));
                    break;
                case SlotProblem.Notice: _reply.Say("booking.notice"); break;
                default: _reply.Say("booking.far"); break;
            }
            _state.Set("date", null);
            _state.Set("time", null);
            learnt.Remove(problem == SlotProblem.Hours ? LeadFacts.Time : LeadFacts.Date);
            Propose(problem == SlotProblem.Far ? null : day, problem == SlotProblem.Hours ? null : time);
            return;
        }
        if (day is { } d && time is { } t)
        {
            learnt[LeadFacts.Date] = Iso(d);
            learnt[LeadFacts.Time] = t.ToString("HH:mm", CultureInfo.InvariantCulture);
            _state.Set("date", null);
            _state.Set("time", null);
            _state.Set("p1", null);
            _state.Set("p2", null);
            HandOver("meeting_requested", "sales", "meeting_requested", ("slot", Slots.Say(d.ToDateTime(t), _language)));
            return;
        }
        if (starting) _reply.Say("booking.start");
        _state.Asked = "when";
        if (day is { } on)
        {
            _state.Set("date", Iso(on));
            var free = Slots.Free(on, _now, 6);
            if (free.Count >= 2)
            {
                var (a, b) = (free[0], free[^1]);
                _reply.Ask(
                    "ask.book_time", ("day", $"{Slots.Weekday(a, _language)} {Slots.Date(a, _language)}"),
                    ("time1", Slots.Clock(TimeOnly.FromDateTime(a), _language)), ("time2", Slots.Clock(TimeOnly.FromDateTime(b), _language)));
                Remember(a, b);
                return;
            }
        }
        if (time is { } at)
        {
            _state.Set("time", at.ToString("HH:mm", CultureInfo.InvariantCulture));
            var (a, b) = Slots.Propose(null, at, _now);
            _reply.Ask(
                "ask.book_day", ("time", Slots.Clock(at, _language)), ("slot1", $"{Slots.Weekday(a, _language)} {Slots.Date(a, _language)}"),
                ("slot2", $"{Slots.Weekday(b, _language)} {Slots.Date(b, _language)}"));
            Remember(a, b);
            return;
        }
        Propose(_u.Has("pick.other") ? DateOnly.FromDateTime(_now).AddDays(2) : null, null);
    }

    private void Propose(DateOnly? day, TimeOnly? time)
    {
        var (a, b) = Slots.Propose(day, time, _now);
        _reply.Ask("ask.book", ("slot1", Slots.Say(a, _language)), ("slot2", Slots.Say(b, _language)));
        Remember(a, b);
    }

    private void Remember(DateTime a, DateTime b)
    {
        _state.Asked = "when";
        _state.Set("p1", a.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));
        _state.Set("p2", b.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));
        _reply.Button("slot:1", Slots.ButtonTitle(a, _language)).Button("slot:2", Slots.ButtonTitle(b, _language))
            .Button("slot:other", _texts.Label(_language, "button.other_time"));
    }

    private DateOnly? Picked() => Pick() is { } at ? DateOnly.FromDateTime(at) : null;

    private TimeOnly? PickedTime() => Pick() is { } at ? TimeOnly.FromDateTime(at) : null;

    private DateTime? Pick()
    {
        var choice = _u.Has("pick.first") ? "p1" : _u.Has("pick.second") ? "p2" : null;
        return choice is not null && DateTime.TryParseExact(_state.Word(choice), "yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var at) ? at : null;
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static TimeOnly? Time(string? text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
