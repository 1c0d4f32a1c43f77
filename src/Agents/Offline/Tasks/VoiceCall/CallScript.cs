using System.Globalization;
using System.Text.Json.Nodes;
using SalesFlow.Common;
using SalesFlow.Knowledge;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>What to say next in a call, and how.</summary>
/// <param name="Text">The next words.</param>
/// <param name="Others">Two other ways, Arabic and English together.</param>
internal sealed record CallSuggestion(Bilingual Text, IReadOnlyList<Bilingual> Others);

/// <summary>Chooses the next words of a call by its stage. Slots, features and amounts come from the input and the company alone.</summary>
internal static class CallScript
{
    private static readonly TaskTexts Texts = TaskTexts.Of("voice_call");
    private static readonly TaskTexts Objections = TaskTexts.Of("objection_handler");
    private static readonly string[] Questions = ["role", "timeline", "budget", "employees"];

    /// <summary>The next words.</summary>
    public static CallSuggestion Next(TaskCall call, CallCourse course, string? transfer)
    {
        if (transfer is not null && course.Stage != "post_call") return new(Texts.Both(transfer), [Texts.Both("transfer.alt1"), Texts.Both("transfer.alt2")]);
        if (course.Unclear && course.Stage is not ("post_call" or "closing")) return new(Texts.Both("clarify"), [Question(course, 0), Question(course, 1)]);
        var next = ByStage(call, course);
        // Who asks for a price is told it first, and asked the next question after.
        return course.AsksPrice && course.Stage is ("greeting" or "discovery" or "qualification" or "value_prop") && ObjectionHandlerEngine.SmallestPlan(call.Tenant) is { } price
            ? next with { Text = new($"{price.Ar} {next.Text.Ar}", $"{price.En} {next.Text.En}") } : next;
    }

    private static CallSuggestion ByStage(TaskCall call, CallCourse course) =>
        course.Stage switch
        {
            "greeting" => new(Greeting(call), Alternatives("greeting")),
            "discovery" => new(Question(course, 0), [Question(course, 1), Question(course, 2)]),
            "qualification" => Qualification(course),
            "value_prop" => new(Value(call), Alternatives("value_prop")),
            "objection_handling" when course.Objections is [.., var last] => Objection(call, course, last.Known),
            "objection_handling" => new(Objections.Both("other.ask"), [Objections.Both("other.answer"), Objections.Both("other.other")]),
            "booking" => Booking(call),
            "closing" => new(Closing(call, course), Alternatives("closing")),
            _ => new(Texts.Both("post_call"), Alternatives("post_call")),
        };

    private static IReadOnlyList<Bilingual> Alternatives(string stage) => [Texts.Both(stage + ".alt1"), Texts.Both(stage + ".alt2")];

    private static Bilingual Greeting(TaskCall call)
    {
        var key = call.Facts["call_type"]!.GetValue<string>() == "inbound" ? "greeting.inbound"
            : call.Facts["mode"]!.GetValue<string>() == "ai_autonomous" ? "greeting.ai" : "greeting.human";
        var name = call.Facts["contact_name"]?.GetValue<string>() is { } full ? " " + OutreachComposer.FirstName(full) : "";
        string In(string language) => Texts.In(language, key, ("name", name), ("company", OutreachComposer.Company(call.Tenant, language)));
        return new(In("ar"), In("en"));
    }

    /// <summary>An open question of discovery that was not asked yet; three at most.</summary>
    private static Bilingual Question(CallCourse course, int skip)
    {
        var from = course.Known.ContainsKey(LeadFacts.Need) ? 2 : Math.Min(course.Questions, 2);
        return Texts.Both($"discovery.{((from + skip) % 3 + 1).ToString(CultureInfo.InvariantCulture)}");
    }

    private static CallSuggestion Qualification(CallCourse course)
    {
        var open = Questions.Where(q => !course.Known.ContainsKey(q == "budget" ? LeadFacts.Budget : q)).Concat(Questions).Distinct().ToList();
        return new(Texts.Both("qualification." + open[0]), [Texts.Both("qualification." + open[1]), Texts.Both("qualification." + open[2])]);
    }

    private static Bilingual Value(TaskCall call)
    {
        string In(string language)
        {
            var features = call.Tenant.Template == "platform" && call.Sectors.Find(call.Facts["sector"]?.GetValue<string>()) is { ValuePoints.Count: > 0 } sector
                ? sector.ValuePoints.Take(3).Select(b => b.In(language)).ToList()
                : call.Tenant.PriceList.SelectMany(p => language == "en" ? p.FeaturesEn : p.FeaturesAr).Distinct().Take(3).ToList();
            return features.Count == 0 ? Texts.In(language, "value_prop.none")
                : Texts.In(language, "value_prop", ("features", string.Join(language == "ar" ? "، " : ", ", features.Select(f => f.TrimEnd('.')))));
        }
        return new(In("ar"), In("en"));
    }

    private static CallSuggestion Objection(TaskCall call, CallCourse course, KnownObjection known)
    {
        var again = course.Objections.Count(o => o.Known.Category == known.Category) > 1;
        var sector = call.Sectors.Find(call.Facts["sector"]?.GetValue<string>())?.Objections.FirstOrDefault(o => o.Code == known.Code)?.Response;
        Bilingual Part(string part) => Objections.Both($"{known.Code}.{part}");
        var answer = again ? Part("other") : sector ?? Part("answer");
        return new(new($"{Part("ack").Ar} {answer.Ar}", $"{Part("ack").En} {answer.En}"), [Part("ask"), again ? sector ?? Part("answer") : Part("other")]);
    }

    private static CallSuggestion Booking(TaskCall call)
    {
        var slots = Slots(call);
        Bilingual In(string key, params DateTimeOffset[] at)
        {
            string Text(string language) => Texts.In(language, key, [.. at.Select((s, i) => ($"slot{(i + 1).ToString(CultureInfo.InvariantCulture)}", When(s, language)))]);
            return new(Text("ar"), Text("en"));
        }
        return new(slots.Count switch { 0 => Texts.Both("booking.none"), 1 => In("booking.one", slots[0]), _ => In("booking.two", slots[0], slots[1]) }, Alternatives("booking"));
    }

    /// <summary>The slots that were given and have not passed, soonest first.</summary>
    private static List<DateTimeOffset> Slots(TaskCall call) =>
        [.. call.Input.List("available_slots", "slots", "free_slots", "calendar_slots", "المواعيد_المتاحة", "المواعيد المتاحة")
            .Select(s => s.ValueKind == System.Text.Json.JsonValueKind.Object ? new TaskInput(s).Time("start", "datetime", "at", "from", "time", "البداية") : TaskInput.TimeOf(s))
            .Where(s => s > call.Now).Select(s => s!.Value).Distinct().Order()];

    private static Bilingual Closing(TaskCall call, CallCourse course)
    {
        if (call.Facts.ContainsKey("opted_out")) return Texts.Both("closing.opted_out");
        if (call.Facts["meeting_at"]?.GetValue<string>() is { } at && call.Facts.ContainsKey("meeting_confirmed"))
        {
            var when = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);
            return new(Texts.In("ar", "closing.booked", ("when", When(when, "ar"))), Texts.In("en", "closing.booked", ("when", When(when, "en"))));
        }
        return Texts.Both(course.Objections is [.., { Known.Code: "not_interested", Resolved: false }] ? "closing.soft" : "closing.open");
    }

    private static string When(DateTimeOffset at, string language)
    {
        var local = BusinessCalendar.Riyadh.Local(at);
        return Texts.In(language, "slot", ("day", Texts.In(language, $"day.{((int)local.DayOfWeek).ToString(CultureInfo.InvariantCulture)}")),
            ("date", local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("time", local.ToString("HH:mm", CultureInfo.InvariantCulture)));
    }

    /// <summary>How to say it: the stage's time and manner, who talks too much, and in assisted mode how far to trust the suggestion.</summary>
    public static string Guidance(JsonObject facts, CallCourse course)
    {
        var keys = new List<string> { "tone." + course.Stage };
        if (facts["trajectory"] is JsonArray { Count: > 0 } moods && moods[^1]!.GetValue<string>() == "negative") keys.Add("tone.calm");
        if (facts["our_share"]?.GetValue<double>() > 0.40) keys.Add("tone.listen");
        if (CallCourse.IsOver(facts["stage_given"]?.GetValue<string>(), facts["stage_elapsed"]!.GetValue<int>())) keys.Add("tone.over");
        if (facts["mode"]!.GetValue<string>() == "human_assisted" && course.Confidence < 0.70) keys.Add(course.Confidence < 0.50 ? "tone.take_over" : "tone.consider");
        return string.Join("؛ ", keys.Select(k => Texts.In("ar", k))) + " / " + string.Join("; ", keys.Select(k => Texts.In("en", k)));
    }
}
