using System.Text.Json.Nodes;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Leads;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>An objection of a call.</summary>
/// <param name="Known">Which one.</param>
/// <param name="Response">What we answered, or null.</param>
/// <param name="Resolved">Whether the customer went on without it.</param>
internal sealed record CallObjection(KnownObjection Known, string? Response, bool Resolved);

/// <summary>The course of a call as far as it went.</summary>
/// <param name="Stage">Where it stands.</param>
/// <param name="Outcome">How it ended; null while it goes on.</param>
/// <param name="Objections">In their order.</param>
/// <param name="Known">What the customer said of themselves, by the leads' names of facts.</param>
/// <param name="Questions">How many questions we asked.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Unclear">Whether the last words were not understood.</param>
/// <param name="AsksPrice">Whether the last words ask for a price.</param>
internal sealed record CallCourse(
    string Stage, string? Outcome, IReadOnlyList<CallObjection> Objections, IReadOnlyDictionary<string, string> Known, int Questions, double Confidence, bool Unclear,
    bool AsksPrice)
{
    /// <summary>The most seconds of a stage, after which the next one begins.</summary>
    private static readonly Dictionary<string, (int Seconds, string Next)> Budgets = new(StringComparer.Ordinal)
    {
        ["greeting"] = (30, "discovery"), ["discovery"] = (120, "qualification"), ["qualification"] = (90, "value_prop"), ["value_prop"] = (90, "booking"),
        ["booking"] = (60, "closing"), ["closing"] = (30, "closing"),
    };

    /// <summary>Whether the stage has used up its time.</summary>
    public static bool IsOver(string? stage, int seconds) => stage is not null && Budgets.TryGetValue(stage, out var budget) && seconds > budget.Seconds;

    /// <summary>Follows a call.</summary>
    public static CallCourse Of(TaskInput input, JsonObject facts, DateTime today)
    {
        var lines = VoiceCallReader.Spoken(input);
        var context = new Context(null, false, today, new HashSet<decimal>());
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var objections = new List<CallObjection>();
        var reads = new List<(Understood Read, bool Objects)>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Speaker == Speaker.Us) continue;
            var read = Understander.Read(lines[i].Text, context);
            if (read.Intent == Intent.Injection) continue;
            foreach (var (name, value) in read.Entities) known[name] = value;
            var objection = Objection(read, lines[i].Text);
            if (objection is not null)
            {
                var answer = i + 1 < lines.Count && lines[i + 1].Speaker == Speaker.Us ? CustomerDossier.Short(lines[i + 1].Text, 200) : null;
                objections.Add(new CallObjection(objection, answer, false));
            }
            // What the customer takes up after our answer is no longer in the way.
            else if (read.Intent is Intent.Affirm or Intent.Interest or Intent.Booking && objections is [.., { Resolved: false, Response: not null } last])
                objections[^1] = last with { Resolved = true };
            reads.Add((read, objection is not null));
        }
        var questions = lines.Count(l => l.Speaker == Speaker.Us && l.Text.AsSpan().IndexOfAny('?', '؟') >= 0);
        var last_ = reads.Count > 0 ? reads[^1] : ((Understood Read, bool Objects)?)null;
        var ended = facts.ContainsKey("ended");
        return new CallCourse(ended ? "post_call" : Where(facts, last_, known), ended ? Ending(facts, last_, objections) : null, objections, known, questions,
            Sure(facts, reads, input), last_ is { Read.Confidence: < 0.5 }, last_ is { Read.Intent: Intent.Price });
    }

    // Only what is said as an objection is one: a sentence that answers or asks something else is not searched for words of doubt.
    private static KnownObjection? Objection(Understood read, string text) =>
        // Who tells of a pain may sound like one who objects.
        read.Entities.ContainsKey(LeadFacts.Need) && SalesPhrases.Default.Best(text, "objection.") is null ? null
        : read.Objection is null && read.Intent is not (Intent.Negotiation or Intent.Deny or Intent.Unclear) ? null
        : ObjectionLibrary.Find(text) is { Confidence: >= 0.7 } found ? found.Objection
        : read.Objection is { } code ? ObjectionLibrary.Of(code) : null;

    private static string Where(JsonObject facts, (Understood Read, bool Objects)? last, Dictionary<string, string> known)
    {
        var given = facts["stage_given"]?.GetValue<string>();
        if (facts.ContainsKey("opted_out") || facts.ContainsKey("wrong_number") || facts.ContainsKey("voicemail") || facts.ContainsKey("meeting_confirmed")) return "closing";
        if (last is { Objects: true }) return "objection_handling";
        if (last is { Read.Intent: Intent.Booking }) return "booking";
        if (last is { Read.Intent: Intent.Goodbye } || last is { Read.Intent: Intent.Thanks } && given is "booking" or "closing") return "closing";
        if (given is not null && IsOver(given, facts["stage_elapsed"]!.GetValue<int>())) return Budgets[given].Next;
        if (last is null) return given ?? "greeting";
        if (given == "objection_handling" && last is { Read.Intent: Intent.Affirm or Intent.Interest }) return "booking";
        if (given is not null && given != "greeting") return given;
        if (last is { Read.Intent: Intent.Interest } && known.ContainsKey(LeadFacts.Need)) return "value_prop";
        if (!known.ContainsKey(LeadFacts.Need)) return "discovery";
        return known.ContainsKey(LeadFacts.Role) || known.ContainsKey(LeadFacts.Timeline) || known.ContainsKey(LeadFacts.Budget) ? "value_prop" : "qualification";
    }

    private static string Ending(JsonObject facts, (Understood Read, bool Objects)? last, List<CallObjection> objections)
    {
        bool Is(string fact) => facts.ContainsKey(fact);
        var status = facts["status"]?.GetValue<string>();
        if (Is("meeting_confirmed") || status is "meeting booked" or "booked") return "meeting_booked";
        if (status is "voicemail" or "بريد صوتي" || Is("voicemail")) return "voicemail";
        if (status is "wrong number" || Is("wrong_number")) return "wrong_number";
        if (status is "escalated" or "transferred") return "escalated";
        if (status is "callback" or "callback scheduled") return "callback_scheduled";
        if (status is "not interested") return "not_interested";
        if (status is "no answer" or "missed" or "failed" or "busy" || last is null && facts["duration"]!.GetValue<int>() < 10) return "no_answer";
        if (Is("person") || Is("legal_threat") || Is("aggressive")) return "escalated";
        if (Is("opted_out") || objections is [.., { Known.Code: "not_interested", Resolved: false }]) return "not_interested";
        if (last is { Read: var read } && (read.Objection is "call_later" or "not_now" || SalesPhrases.Default.Has(read.Text, "busy") || CallPhrases.AsksToCallAgain(read.Text))) return "callback_scheduled";
        return last is { Read.Intent: Intent.Deny } ? "not_interested" : "interested_not_ready";
    }

    private static double Sure(JsonObject facts, List<(Understood Read, bool Objects)> reads, TaskInput input)
    {
        var sure = reads.Count > 0 ? reads.TakeLast(3).Average(r => r.Objects ? Math.Max(r.Read.Confidence, 0.8) : r.Read.Confidence)
            : facts.ContainsKey("stage_given") || facts.ContainsKey("status") ? 0.88 : 0.55;
        // What ends a call needs no further understanding.
        if (facts.ContainsKey("wrong_number") || facts.ContainsKey("voicemail")) sure = Math.Max(sure, 0.88);
        // How well speech was recognised bounds how well it can be understood.
        if (input.Number("stt_confidence", "asr_confidence", "transcript_confidence") is >= 0 and <= 1 and var heard) sure = Math.Min(sure, (double)heard);
        return Math.Round(sure, 2);
    }
}
