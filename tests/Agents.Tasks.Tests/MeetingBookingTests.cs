using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Offline.Tasks.MeetingBooking;
using SalesFlow.Agents.Tasks.Tests.Support;
using SalesFlow.Common;

namespace SalesFlow.Agents.Tasks.Tests;

public sealed class MeetingBookingTests
{
    // Monday, 23 November 2026, noon in Riyadh.
    private const string Now = "2026-11-23T09:00:00Z";
    private static readonly TaskBench Bench = new("meeting_booking");
    private static readonly Diary Empty = new(null, null, [], null);

    [Theory]
    [InlineData("demo", 30)]
    [InlineData("consultation", 15)]
    [InlineData("custom_presentation", 45)]
    [InlineData("follow_up", 15)]
    public void A_type_has_its_length(string type, int minutes) => Assert.Equal(minutes, MeetingWords.Minutes[type]);

    [Theory]
    [InlineData("2026-11-25T09:00", nameof(SlotState.Free))]
    [InlineData("2026-11-25T08:45", nameof(SlotState.OutsideHours))]
    [InlineData("2026-11-25T16:30", nameof(SlotState.Free))]
    [InlineData("2026-11-25T16:45", nameof(SlotState.OutsideHours))]
    [InlineData("2026-11-25T11:30", nameof(SlotState.Free))]
    [InlineData("2026-11-25T11:45", nameof(SlotState.Break))]
    [InlineData("2026-11-25T12:45", nameof(SlotState.Break))]
    [InlineData("2026-11-25T13:00", nameof(SlotState.Free))]
    [InlineData("2026-11-27T10:00", nameof(SlotState.DayOff))]
    [InlineData("2026-11-28T10:00", nameof(SlotState.DayOff))]
    [InlineData("2026-11-29T10:00", nameof(SlotState.Free))]
    [InlineData("2026-11-23T13:59", nameof(SlotState.TooSoon))]
    [InlineData("2026-11-23T14:00", nameof(SlotState.Free))]
    [InlineData("2026-12-07T11:30", nameof(SlotState.Free))]
    [InlineData("2026-12-07T12:15", nameof(SlotState.TooFar))]
    public void Working_days_hours_break_notice_and_horizon_bound_a_time(string local, string state) =>
        Assert.Equal(state, State(local, Empty).ToString());

    [Theory]
    [InlineData("2026-11-25T09:15", true)]
    [InlineData("2026-11-25T09:30", false)]
    [InlineData("2026-11-25T10:30", false)]
    [InlineData("2026-11-25T11:00", false)]
    [InlineData("2026-11-25T11:15", true)]
    public void Fifteen_minutes_stay_free_around_what_is_in_the_calendar(string local, bool free) =>
        Assert.Equal(free ? SlotState.Free : SlotState.Busy, State(local, new Diary(null, null, [(At("2026-11-25T10:00"), At("2026-11-25T11:00"))],
            null)));

    [Fact]
    public void The_ninth_meeting_of_a_day_is_not_booked()
    {
        (DateTimeOffset, DateTimeOffset)[] day = [.. Enumerable.Range(0, 8).Select(i => (At("2026-11-25T09:00").AddMinutes(i * 5),
            At("2026-11-25T09:05").AddMinutes(i * 5)))];

        Assert.Equal(SlotState.DayFull, State("2026-11-25T15:00", new Diary(null, null, day, null)));
        Assert.Equal(SlotState.Free, State("2026-11-25T15:00", new Diary(null, null, day[1..], null)));
    }

    [Fact]
    public void Offered_times_are_free_and_an_hour_apart_whatever_the_calendar_holds()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var busy = Enumerable.Range(0, 60).Select(_ => At("2026-11-23T09:00").AddMinutes(random.Next(0, 14 * 24 * 60))).Select(f =>
                (f, f.AddMinutes(random.Next(5, 240)))).ToList();
            var diary = new Diary(null, null, busy, null);
            var now = DateTimeOffset.Parse(Now, System.Globalization.CultureInfo.InvariantCulture);

            var slots = MeetingSlots.Offer(3, 30, [diary], BusinessCalendar.Riyadh, now, now.AddDays(14), null);

            Assert.All(slots, s => Assert.Equal(SlotState.Free, MeetingSlots.State(s, 30, diary, BusinessCalendar.Riyadh, now)));
            Assert.All(slots.Zip(slots.Skip(1)), p => Assert.True(p.Second - p.First >= TimeSpan.FromHours(1)));
        }
    }

    [Fact]
    public void A_confirmation_names_both_calendars_the_time_and_the_duration()
    {
        var message = Answer(Request()).Output.GetProperty("confirmation_message");

        foreach (var part in (string[])["الأربعاء 25 نوفمبر 2026", "15 جمادى الآخرة 1448هـ", "10:00 صباحاً بتوقيت السعودية",
            "30 دقيقة"]) Assert.Contains(part, message.GetProperty("ar").GetString(), StringComparison.Ordinal);
        foreach (var part in (string[])["Wednesday, 25 November 2026", "15 Jumada II 1448 AH", "10:00 AM AST", "30 minutes"]) Assert.Contains(part,
            message.GetProperty("en").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Reminders_that_are_past_are_left_out()
    {
        var request = Request();
        request["preferred_times"] = new JsonArray("2026-11-23T15:00:00+03:00");

        Assert.Equal(["1h", "15m"], Answer(request).Output.GetProperty("reminder_schedule").EnumerateArray().Select(r =>
            r.GetProperty("time_before").GetString()));
    }

    [Fact]
    public void The_first_wish_that_is_free_is_booked()
    {
        var request = Request();
        request["preferred_times"] = new JsonArray("2026-11-27T10:00:00+03:00", "2026-11-26T10:00:00+03:00", "2026-11-25T10:00:00+03:00");

        Assert.Equal("2026-11-26T07:00:00Z", Answer(request).Output.GetProperty("meeting").GetProperty("datetime").GetString());
    }

    [Fact]
    public void Among_several_reps_the_free_one_gets_the_meeting()
    {
        var request = Request();
        request.Remove("calendar");
        request["reps"] = new JsonArray(
            JsonNode.Parse("""{"sales_rep_id":"r1","busy":[{"start":"2026-11-25T10:00:00+03:00","end":"2026-11-25T11:00:00+03:00"}]}"""),
            JsonNode.Parse("""{"sales_rep_id":"r2","busy":[]}"""));

        Assert.Equal("r2", Answer(request).Output.GetProperty("meeting").GetProperty("sales_rep_id").GetString());
    }

    [Fact]
    public void A_holiday_is_no_day_for_a_meeting()
    {
        var request = Request();
        request["holidays"] = new JsonArray("2026-11-25");

        Assert.Equal("slot_offered", Answer(request).Output.GetProperty("action").GetString());
    }

    [Theory]
    [InlineData("""{"calendar":{"status":"unavailable"}}""", "calendar_failure")]
    [InlineData("""{"calendar":{"available":false}}""", "calendar_failure")]
    [InlineData("""{"calendar":null}""", "calendar_missing")]
    [InlineData("""{"calendar":{}}""", "calendar_missing")]
    [InlineData("""{"calendar_error":"timeout"}""", "calendar_failure")]
    public void Without_a_calendar_nothing_is_offered_and_support_is_called(string change, string reason)
    {
        var answer = Answer(Changed(change));

        Assert.Equal("slot_offered", answer.Output.GetProperty("action").GetString());
        Assert.Equal(0, answer.Output.GetProperty("no_show_recovery").GetProperty("alternative_slots").GetArrayLength());
        Assert.False(answer.Output.GetProperty("calendar_updated").GetBoolean());
        Assert.Equal((reason, "support"), (answer.Escalations[0].Reason, answer.Escalations[0].Target));
        Assert.Equal(ConfidenceBand.Escalate, answer.Band);
    }

    [Theory]
    [InlineData("""{"requested_rep":"أحمد"}""", "named_rep", "sales")]
    [InlineData("""{"preferred_times":["2026-11-25T08:30:00+03:00"]}""", "outside_hours", "sales")]
    [InlineData("""{"preferred_times":["2026-11-25T18:00:00+03:00"]}""", "outside_hours", "sales")]
    [InlineData("""{"platform":"حضوري"}""", "in_person", "sales")]
    [InlineData("""{"calendar":{"available_slots":[]}}""", "no_slot", "sales")]
    [InlineData("""{"no_show_count":2}""", "repeated_no_shows", "sales_manager")]
    [InlineData("""{"cancellation_count":2}""", "repeated_cancellations", "sales_manager")]
    [InlineData("""{"notes":"يريد الاجتماع مع الإدارة"}""", "management_meeting", "sales_manager")]
    [InlineData("""{"lead":{"lead_id":"lead-1","vip":true}}""", "vip", "sales_manager")]
    [InlineData("""{"duplicate":true}""", "duplicate_booking", "support")]
    [InlineData("""{"platform_failure":true}""", "calendar_failure", "support")]
    [InlineData("""{"rejected_proposals":3}""", "proposals_rejected", "sales")]
    [InlineData("""{"conflict":true}""", "calendar_conflict", "sales")]
    [InlineData("""{"meeting_type":"custom_presentation"}""", "rep_approval", "sales")]
    public void A_person_is_called_for(string change, string reason, string target) =>
        Assert.Contains(Answer(Changed(change)).Escalations, e => e.Reason == reason && e.Target == target);

    [Theory]
    [InlineData("""{"no_show_count":1}""")]
    [InlineData("""{"cancellation_count":1}""")]
    [InlineData("""{"rejected_proposals":2}""")]
    [InlineData("""{"preferred_times":["2026-11-25T17:30:00+03:00"]}""")]
    [InlineData("""{"notes":"We do not need management in the meeting"}""")]
    public void Nobody_is_called_for_less(string change) => Assert.Empty(Answer(Changed(change)).Escalations);

    [Fact]
    public void A_customer_is_not_booked_twice_at_one_time()
    {
        var answer = Answer(Changed("""{"existing_meetings":[{"lead_id":"lead-1","datetime":"2026-11-25T10:00:00+03:00"}]}"""));

        Assert.Equal("slot_offered", answer.Output.GetProperty("action").GetString());
        Assert.Equal(["duplicate_booking"], answer.Escalations.Select(e => e.Reason));
        Assert.Equal("booked", Answer(Changed("""{"existing_meetings":[{"lead_id":"other","datetime":"2026-11-25T10:00:00+03:00"}]}""")).Output.GetProperty("action").GetString());
    }

    [Theory]
    [InlineData("2026-11-23T11:00:00+03:00", false)]
    [InlineData("2026-11-23T13:59:00+03:00", false)]
    [InlineData("2026-11-23T14:00:00+03:00", true)]
    public void A_meeting_can_be_moved_until_two_hours_before(string old, bool moved)
    {
        var request = Changed($$$"""{"trigger":"reschedule","new_time":"2026-11-25T10:00:00+03:00","meeting":{"meeting_id":"m1","datetime":"{{{old}}}"}}""");

        Assert.Equal(moved, Answer(request).Output.GetProperty("action").GetString() == "rescheduled");
    }

    [Theory]
    [InlineData(0, "rescheduled")]
    [InlineData(1, "rescheduled")]
    [InlineData(2, "slot_offered")]
    public void The_third_change_of_time_asks_for_a_commitment(int before, string action) => Assert.Equal(action, Answer(Changed(
        $$$"""{"trigger":"reschedule","reschedule_count":{{{before}}},"new_time":"2026-11-26T10:00:00+03:00","meeting":{"meeting_id":"m1","datetime":"2026-11-25T10:00:00+03:00"}}""")).Output.GetProperty("action").GetString());

    [Theory]
    [InlineData("2026-11-25T07:09:00Z", 0, false)]
    [InlineData("2026-11-25T07:10:00Z", 0, true)]
    [InlineData("2026-11-25T07:10:00Z", 2, true)]
    [InlineData("2026-11-25T07:10:00Z", 3, false)]
    public void Whoever_missed_a_meeting_is_written_to_after_ten_minutes_and_three_times_at_most(string now, int attempts, bool attempted)
    {
        var recovery = Answer(Changed($$$"""{"now":"{{{now}}}","trigger":"no_show","attempts":{{{attempts}}},"meeting":{"meeting_id":"m1","datetime":"2026-11-25T10:00:00+03:00"}}""")).Output.GetProperty("no_show_recovery");

        Assert.Equal(attempted, recovery.GetProperty("attempted").GetBoolean());
        Assert.Equal(attempted ? JsonValueKind.String : JsonValueKind.Null, recovery.GetProperty("message_ar").ValueKind);
        Assert.Equal(attempted ? 3 : 0, recovery.GetProperty("alternative_slots").GetArrayLength());
    }

    [Fact]
    public void A_cancelled_meeting_is_not_reminded_of()
    {
        var output = Answer(Changed("""{"trigger":"reminder_24h","meeting":{"meeting_id":"m1","datetime":"2026-11-25T10:00:00+03:00","status":"cancelled"}}""")).Output;

        Assert.NotEqual("reminder_sent", output.GetProperty("action").GetString());
        Assert.Equal("", output.GetProperty("confirmation_message").GetProperty("ar").GetString());
    }

    [Theory]
    [InlineData("""{"now":"2026-11-23T09:00:00Z","action":"حجز","lead":{"leadId":"lead-1"},"نوع_الاجتماع":"عرض تجريبي","request":{"preferredTimes":[{"date":"2026-11-25","time":"10:00"}]},"calendar":{"busy":[]}}""")]
    [InlineData("""{"now":"2026-11-23T09:00:00Z","event":"meeting.book","customerId":"lead-1","type":"Demo","preferred_time":"٢٠٢٦-١١-٢٥ ١٠:٠٠","busy":[]}""")]
    [InlineData("""{"now":"2026-11-23T09:00:00Z","message":"Please book a demo on Wednesday at 10 am","lead_id":"lead-1","calendar":{"events":[]}}""")]
    public void Other_names_and_nesting_come_to_the_same(string input)
    {
        var meeting = Bench.Answer(input).Output;

        Assert.Equal("booked", meeting.GetProperty("action").GetString());
        Assert.Equal("2026-11-25T07:00:00Z", meeting.GetProperty("meeting").GetProperty("datetime").GetString());
        Assert.Equal("lead-1", meeting.GetProperty("meeting").GetProperty("lead_id").GetString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"preferred_times":[1e300,null,{},[],"x","9999-12-31T23:59:59Z","0001-01-01T00:00:00"],"calendar":{"busy":[{"start":"0001-01-01T00:00:00Z"},7]},"no_show_count":-5}""")]
    [InlineData("""{"trigger":12,"meeting":"x","calendar":[],"vip":1e300,"lead":[]}""")]
    [InlineData("""{"trigger":"no_show","meeting":{"datetime":"2090-01-01T10:00:00Z"},"calendar":{"busy":[]}}""")]
    [InlineData("""{"trigger":"reminder","meeting":{"datetime":"9999-12-31T23:59:00Z"}}""")]
    public void Odd_inputs_give_a_valid_answer(string input) => Assert.InRange(Bench.Answer(input).Confidence, 0, 1);

    private static Agents.Tasks.TaskAnswer Answer(JsonObject request) => Bench.Answer(request.ToJsonString());

    private static JsonObject Request() => (JsonObject)JsonNode.Parse($$$"""
        {"now":"{{{Now}}}","trigger":"book","lead_id":"lead-1","meeting_type":"demo","preferred_times":["2026-11-25T10:00:00+03:00"],"calendar":{"busy":[]}}
        """)!;

    private static JsonObject Changed(string change)
    {
        var request = Request();
        foreach (var (name, value) in (JsonObject)JsonNode.Parse(change)!) request[name] = value?.DeepClone();
        return request;
    }

    private static SlotState State(string local, Diary diary) =>
        MeetingSlots.State(At(local), 30, diary, BusinessCalendar.Riyadh, DateTimeOffset.Parse(Now,
            System.Globalization.CultureInfo.InvariantCulture));

    private static DateTimeOffset At(string local) => DateTimeOffset.Parse(local + ":00+03:00",
        System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime();
}
