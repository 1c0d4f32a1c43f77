using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Common;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>Guides a call: where it stands, what to say next, what was learnt, and after its end what it came to.</summary>
internal sealed class VoiceCallEngine : ITaskEngine
{
    private static readonly TaskTexts Texts = TaskTexts.Of("voice_call");
    private static readonly TaskTexts Objections = TaskTexts.Of("objection_handler");

    /// <inheritdoc/>
    public string AgentId => "voice_call";

    /// <inheritdoc/>
    public JsonObject Read(TaskInput input)
    {
        var facts = VoiceCallReader.Read(input);
        var course = CallCourse.Of(input, facts, DateTime.UnixEpoch);
        facts["stage"] = course.Stage;
        facts["objection_cycles"] = course.Objections.Count == 0 ? 0 : course.Objections.GroupBy(o => o.Known.Category).Max(g => g.Count());
        if (course.Outcome == "not_interested" && facts["temperature"]?.GetValue<string>() == "hot") facts["hot_lost"] = true;
        return facts;
    }

    /// <inheritdoc/>
    public JsonObject Answer(TaskCall call)
    {
        var facts = call.Facts;
        var today = BusinessCalendar.Riyadh.Local(call.Now);
        var course = CallCourse.Of(call.Input, facts, today);
        var bant = Bant.Judge(new TaskInput(JsonSerializer.SerializeToElement(new JsonObject())), [], CustomerTalk.Of(call.Input, today), today);
        var suggestion = CallScript.Next(call, course, Transfer(facts));
        var assisted = facts["mode"]!.GetValue<string>() == "human_assisted";
        var updates = new JsonObject();
        foreach (var (name, value) in bant.All) updates[name] = value.IsKnown ? value.Quote : null;
        var summary = Summary(call, course, bant);
        return new JsonObject
        {
            ["call_id"] = facts["call_id"]?.GetValue<string>() ?? "unknown",
            ["lead_id"] = facts["lead_id"]?.GetValue<string>() ?? "unknown",
            ["call_stage"] = course.Stage,
            ["mode"] = facts["mode"]!.GetValue<string>(),
            ["script_suggestion"] = new JsonObject
            {
                ["text_ar"] = suggestion.Text.Ar, ["text_en"] = suggestion.Text.En, ["tone_guidance"] = CallScript.Guidance(facts, course),
                ["alternative_responses"] = new JsonArray([.. suggestion.Others.Take(assisted ? 2 : 1).Select(o => (JsonNode)$"{o.Ar} / {o.En}")]),
            },
            ["qualification_updates"] = new JsonObject { ["bant_updates"] = updates, ["temperature_change"] = Change(call, course, bant) },
            ["objections_encountered"] = new JsonArray([.. course.Objections.Take(20).Select(o => (JsonNode)new JsonObject
            {
                ["objection_type"] = $"{o.Known.Category}:{o.Known.Code}", ["response_used"] = o.Response ?? "", ["resolved"] = o.Resolved,
            })]),
            ["meeting_booked"] = new JsonObject { ["datetime"] = facts["meeting_at"]?.GetValue<string>(), ["confirmed"] = facts.ContainsKey("meeting_confirmed") },
            ["call_outcome"] = course.Outcome,
            ["call_duration_seconds"] = facts["duration"]!.GetValue<int>(),
            ["call_summary_ar"] = summary.Ar,
            ["call_summary_en"] = summary.En,
            ["next_action"] = NextAction(call, course),
            ["escalation"] = new JsonObject { ["needed"] = false, ["reason"] = null, ["target"] = null },
            ["sentiment_trajectory"] = facts["trajectory"]!.DeepClone(),
            ["confidence"] = course.Confidence,
            ["timestamp"] = call.Timestamp,
        };
    }

    /// <summary>The words with which a call is given to a person; null where it is not. The agent's declared rules decide on the escalation itself.</summary>
    private static string? Transfer(JsonObject facts)
    {
        bool Is(string fact) => facts.ContainsKey(fact);
        if (Is("legal_threat") || Is("aggressive")) return "transfer.calm";
        if (Is("discount") || Is("partnership") || Is("contract") || Is("regulatory")) return "transfer.authority";
        return Is("person") || facts["negative_run"]!.GetValue<int>() >= 3 || facts["unclear_run"]!.GetValue<int>() >= 2 || facts["objection_cycles"]?.GetValue<int>() > 2
            || Is("c_level") && facts["employees"]?.GetValue<int>() >= 200 ? "transfer" : null;
    }

    /// <summary>A change of class: up by what the call taught, down only by a refusal. What was not asked lowers nothing.</summary>
    private static string? Change(TaskCall call, CallCourse course, Bant bant)
    {
        if (call.Facts["temperature"]?.GetValue<string>() is not { } from) return null;
        string[] classes = ["cold", "warm", "hot"];
        if (course.Outcome == "not_interested") return from == "cold" ? null : from + "_to_cold";
        var to = bant.Score >= call.Tenant.Scoring.Hot ? "hot" : bant.Score >= call.Tenant.Scoring.Warm || course.Outcome == "meeting_booked" ? "warm" : "cold";
        return Array.IndexOf(classes, to) > Array.IndexOf(classes, from) ? $"{from}_to_{to}" : null;
    }

    private static string NextAction(TaskCall call, CallCourse course)
    {
        var facts = call.Facts;
        if (facts.ContainsKey("opted_out")) return "remove_from_call_list";
        if (course.Outcome is null && Transfer(facts) is not null) return "transfer_call";
        if (course.Outcome is null && facts.ContainsKey("competitor")) return "consult_sector_strategist";
        return course.Outcome switch
        {
            "meeting_booked" => "send_meeting_confirmation",
            "callback_scheduled" => "schedule_callback",
            "interested_not_ready" => "send_whatsapp_summary",
            "not_interested" => "soft_close",
            "wrong_number" => "correct_contact_details",
            "escalated" => "brief_the_person_who_takes_over",
            // Two unanswered calls four hours apart, then another channel.
            "no_answer" or "voicemail" => call.Input.Whole("attempts", "call_attempts", "attempt_number", "عدد_المحاولات") >= 2 ? "change_channel_to_whatsapp" : "retry_call_after_4_hours",
            _ => course.Stage switch
            {
                "greeting" => "open_the_call",
                "discovery" => "ask_open_question",
                "qualification" => "ask_qualifying_question",
                "value_prop" => "present_value",
                "objection_handling" => "handle_objection",
                "booking" => "offer_two_slots",
                _ => "close_the_call",
            },
        };
    }

    private static Bilingual Summary(TaskCall call, CallCourse course, Bant bant)
    {
        string In(string language)
        {
            var stop = language == "ar" ? "، " : ", ";
            var who = call.Facts["contact_name"]?.GetValue<string>() ?? call.Facts["company"]?.GetValue<string>();
            var parts = new List<string>
            {
                Texts.In(language, "summary", ("type", Texts.In(language, "type." + call.Facts["call_type"]!.GetValue<string>())),
                    ("who", who is null ? "" : Texts.In(language, "summary.who", ("who", who))),
                    ("seconds", call.Facts["duration"]!.GetValue<int>().ToString(CultureInfo.InvariantCulture)), ("outcome", Texts.In(language, "outcome." + (course.Outcome ?? "live")))),
            };
            if (course.Objections.Count > 0)
                parts.Add(Texts.In(language, "summary.objections", ("list", string.Join(stop, course.Objections.Select(o => Objections.In(language, o.Known.Code + ".name")).Distinct()))));
            var said = bant.All.Where(d => d.Value is { IsKnown: true, Quote: not null }).Select(d => $"«{d.Value.Quote}»").Distinct().ToList();
            if (said.Count > 0) parts.Add(Texts.In(language, "summary.known", ("list", string.Join(stop, said))));
            return string.Join(' ', parts);
        }
        return new Bilingual(In("ar"), In("en"));
    }
}
