using System.Text.Json.Nodes;

namespace SalesFlow.Agents.Offline.Tasks.MeetingBooking;

/// <summary>Books, moves and cancels meetings, reminds of them and writes to whoever missed one.</summary>
internal sealed class MeetingBookingEngine : ITaskEngine
{
    private static readonly (string Before, TimeSpan Time)[] Reminders = [("24h", TimeSpan.FromHours(24)), ("1h", TimeSpan.FromHours(1)), ("15m", TimeSpan.FromMinutes(15))];

    /// <inheritdoc/>
    public string AgentId => "meeting_booking";

    /// <inheritdoc/>
    public JsonObject Read(TaskInput input)
    {
        var facts = MeetingReader.Read(input);
        facts["calendar"] = DiaryReader.State(input).ToString().ToLowerInvariant();
        return facts;
    }

    /// <inheritdoc/>
    public JsonObject Answer(TaskCall call)
    {
        var request = MeetingCase.Of(call);
        var decision = MeetingRules.Decide(request);
        var facts = request.Facts;
        var (ar, en) = (Text(request, decision, "ar"), Text(request, decision, "en"));
        var slots = new JsonArray([.. decision.Slots.Select(s => (JsonNode?)JsonValue.Create(MeetingReader.Write(s)))]);
        return new JsonObject
        {
            ["action"] = decision.Action,
            ["meeting"] = new JsonObject
            {
                ["meeting_id"] = facts.Text("meeting_id") ?? (decision.Action == "booked" ? call.Id("meeting") : null),
                ["lead_id"] = facts.Text("lead_id"),
                ["sales_rep_id"] = decision.RepId ?? facts.Text("rep_id"),
                ["datetime"] = decision.At is { } at ? MeetingReader.Write(at) : null,
                ["duration_minutes"] = request.Minutes,
                ["type"] = request.Type,
                ["platform"] = facts.Text("platform") ?? "google_meet",
                ["meeting_link"] = facts.Text("link"),
                ["location"] = facts.Text("location"),
            },
            ["confirmation_message"] = new JsonObject { ["ar"] = decision.Recovers ? "" : ar, ["en"] = decision.Recovers ? "" : en, ["channel"] = facts.Text("channel") },
            ["reminder_schedule"] = Schedule(request, decision),
            ["no_show_recovery"] = new JsonObject
            {
                ["attempted"] = decision.Recovers,
                ["message_ar"] = decision.Recovers ? ar : null,
                ["message_en"] = decision.Recovers ? en : null,
                ["alternative_slots"] = slots,
            },
            ["calendar_updated"] = decision.CalendarChanges,
            ["crm_updated"] = decision.RecordChanges,
            ["confidence"] = Math.Round(decision.Confidence, 2),
            ["timestamp"] = call.Timestamp,
        };
    }

    /// <summary>What is still ahead: the customer's reminders a day and an hour before, the rep's a quarter of an hour before.</summary>
    private static JsonArray Schedule(MeetingCase request, MeetingDecision decision)
    {
        var schedule = new JsonArray();
        if (decision.Action is not ("booked" or "rescheduled" or "reminder_sent") || decision.At is not { } at) return schedule;
        foreach (var (before, time) in Reminders)
        {
            var sent = decision.Reminds == before;
            if (sent || at - time > request.Now) schedule.Add(new JsonObject { ["time_before"] = before, ["channel"] = "whatsapp", ["sent"] = sent });
        }
        return schedule;
    }

    private static string Text(MeetingCase request, MeetingDecision decision, string language)
    {
        if (decision.Text is not { } key) return "";
        var texts = TaskTexts.Of("meeting_booking");
        var facts = request.Facts;
        string Optional(string name, string? value, string place) => value is null ? "" : texts.In(language, name, (place, value.Shortened(120)));
        var (date, time) = decision.At is { } at
            ? (MeetingDates.Date(at, language, request.Calendar), MeetingDates.Time(at, language, request.Calendar)) : ("", "");
        return texts.In(language, key,
            ("hello", Optional("hello", facts.Text("lead_name"), "name")),
            ("type", texts.In(language, "type." + (facts.Text("type") ?? "any"))),
            ("date", date), ("time", time),
            ("on", decision.At is null ? "" : texts.In(language, "on", ("date", date), ("time", time))),
            ("minutes", MeetingDates.Minutes(request.Minutes, language)),
            ("place", Place(texts, facts, language)),
            ("rep", Optional("rep", RepName(request, decision), "name")),
            ("why", decision.Why is { } why && texts.Has("why." + why) ? texts.In(language, "why." + why) : ""),
            ("slots", MeetingDates.List(decision.Slots, language, request.Calendar)));
    }

    private static string? RepName(MeetingCase request, MeetingDecision decision) =>
        request.Diaries.FirstOrDefault(d => d.RepName is not null && d.RepId == decision.RepId)?.RepName;

    private static string Place(TaskTexts texts, JsonObject facts, string language) => (facts.Text("platform") ?? "google_meet") switch
    {
        "in_person" => facts.Text("location") is { } location ? texts.In(language, "location", ("value", location.Shortened(200))) : texts.In(language, "location_later"),
        "phone" => texts.In(language, "by_phone"),
        _ => facts.Text("link") is { } link ? texts.In(language, "link", ("value", link)) : texts.In(language, "link_later"),
    };
}
