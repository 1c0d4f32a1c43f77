using System.Text.Json;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Evaluation;

/// <summary>Hits among what was wanted and what was found.</summary>
/// <param name="Wanted">How many there are.</param>
/// <param name="Found">How many were taken for one.</param>
/// <param name="Right">How many of these are ones.</param>
internal readonly record struct Hits(int Wanted, int Found, int Right)
{
    /// <summary>Right of wanted, 0 to 1; 1 where none was wanted.</summary>
    public double Recall => Wanted == 0 ? 1 : (double)Right / Wanted;

    /// <summary>Right of found, 0 to 1; 1 where none was found.</summary>
    public double Precision => Found == 0 ? 1 : (double)Right / Found;

    /// <summary>The harmonic mean of both.</summary>
    public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);

    /// <summary>Counts one.</summary>
    public Hits With(bool wanted, bool found) => new(Wanted + (wanted ? 1 : 0), Found + (found ? 1 : 0), Right + (wanted && found ? 1 : 0));
}

/// <summary>What was measured over one file of cases. Shares are 0 to 1.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Language">The file's language.</param>
/// <param name="Cases">How many cases.</param>
/// <param name="Passed">How many came out wholly as expected.</param>
/// <param name="Intents">Intents stated and met, or null for an agent without them.</param>
/// <param name="ByIntent">Each intent, by name.</param>
/// <param name="Confusion">How often an intent (first) was taken for another (second).</param>
/// <param name="OptOuts">Opt-outs.</param>
/// <param name="HandOvers">Hand-overs, among the cases that state whether there is one.</param>
/// <param name="Targets">Whom a hand-over goes to, where stated.</param>
/// <param name="Entities">Facts, where stated.</param>
/// <param name="ForeignAmounts">Ids of cases whose reply names a price or percentage that the tenant does not publish.</param>
/// <param name="ForbiddenClaims">Ids of cases whose reply claims what nobody may claim.</param>
/// <param name="WrongLanguage">Ids of cases whose reply is in another language than the agent's.</param>
/// <param name="TooLong">Ids of cases whose reply has too many words.</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="Engines">How many cases which engine answered.</param>
/// <param name="Median">Half of the cases took at most this long.</param>
/// <param name="P95">Nineteen of twenty took at most this long.</param>
/// <param name="Confidence">How many replies are in each band: <c>send</c>, <c>delay</c>, <c>hold</c>, <c>person</c>.</param>
/// <param name="OptOutMisses">Ids of cases that were opted out and should not be, or the other way round.</param>
/// <param name="Failures">The results that are not as expected.</param>
internal sealed record EvaluationMeasure(
    string Agent, string Language, int Cases, int Passed, Hits? Intents, IReadOnlyDictionary<string, Hits> ByIntent,
    IReadOnlyDictionary<(string Wanted, string Found), int> Confusion, Hits? OptOuts, Hits? HandOvers, Hits Targets, Hits Entities,
    IReadOnlyList<string> ForeignAmounts, IReadOnlyList<string> ForbiddenClaims, IReadOnlyList<string> WrongLanguage, IReadOnlyList<string> TooLong,
    long InputTokens, long OutputTokens, IReadOnlyDictionary<string, int> Engines, TimeSpan Median, TimeSpan P95,
    IReadOnlyDictionary<string, int> Confidence, IReadOnlyList<string> OptOutMisses, IReadOnlyList<EvaluationResult> Failures)
{
    /// <summary>Passed of all, 0 to 1.</summary>
    public double PassRate => Cases == 0 ? 1 : (double)Passed / Cases;
}

/// <summary>The measures of a run, one for each agent and language.</summary>
internal static class EvaluationReport
{
    /// <summary>Measures.</summary>
    public static IReadOnlyList<EvaluationMeasure> Measure(IReadOnlyList<EvaluationResult> results, TenantView tenant) =>
        [.. results.GroupBy(r => (r.Case.Agent, r.Case.Language)).Select(g => Measure(g.Key.Agent, g.Key.Language, [.. g], tenant))];

    private static EvaluationMeasure Measure(string agent, string language, IReadOnlyList<EvaluationResult> results, TenantView tenant)
    {
        var talks = results.Any(r => r.Output is { } o && o.TryGetProperty("intent_detected", out _));
        Hits intents = default, optOuts = default, handOvers = default, targets = default, entities = default;
        var byIntent = new SortedDictionary<string, Hits>(StringComparer.Ordinal);
        var confusion = new Dictionary<(string, string), int>();
        List<string> misses = [], amounts = [], claims = [], languages = [], longs = [];
        var engines = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var bands = new Dictionary<string, int>(StringComparer.Ordinal) { ["send"] = 0, ["delay"] = 0, ["hold"] = 0, ["person"] = 0 };
        foreach (var result in results)
        {
            if (result.Invocation is { } invocation) engines[invocation.Engine] = engines.GetValueOrDefault(invocation.Engine) + 1;
            if (result.Output is not { } output) continue;
            if (result.Invocation is { } run) bands[run.Confidence >= 0.85 ? "send" : run.Confidence >= 0.7 ? "delay" : run.Confidence >= 0.5 ? "hold" : "person"]++;
            var expected = result.Case.Expected;
            if (expected.TryGetProperty("intent_detected", out var intent) && Word(output, "intent_detected") is { } found)
            {
                var wanted = Label(intent, found);
                intents = new Hits(intents.Wanted + 1, intents.Found + 1, intents.Right + (wanted == found ? 1 : 0));
                byIntent[wanted] = byIntent.GetValueOrDefault(wanted).With(true, wanted == found);
                if (wanted != found) byIntent[found] = byIntent.GetValueOrDefault(found).With(false, true);
                confusion[(wanted, found)] = confusion.GetValueOrDefault((wanted, found)) + 1;
            }
            if (talks)
            {
                // A case that says nothing of intent and action leaves both open, unless its tag says that it only looks like an opt-out.
                if (expected.TryGetProperty("intent_detected", out _) || expected.TryGetProperty("action_taken", out _) || result.Case.Has("opt_out_like"))
                {
                    var optedOut = Word(output, "action_taken") == "opted_out";
                    optOuts = optOuts.With(IsOptOut(expected), optedOut);
                    if (optedOut != IsOptOut(expected)) misses.Add(result.Case.Id);
                }
                if (expected.TryGetProperty("escalation", out var escalation) && escalation.ValueKind == JsonValueKind.Object
                    && escalation.TryGetProperty("needed", out var needed) && needed.ValueKind is JsonValueKind.True or JsonValueKind.False)
                {
                    var there = output.GetProperty("escalation");
                    var handedOver = there.GetProperty("needed").GetBoolean();
                    handOvers = handOvers.With(needed.GetBoolean(), handedOver);
                    if (handedOver && needed.GetBoolean() && escalation.TryGetProperty("target", out var target))
                        targets = targets.With(true, Expectation.Fits(target, Member(there, "target")));
                }
                if (expected.TryGetProperty("entities", out var facts) && facts.ValueKind == JsonValueKind.Object && !Expectation.IsMatcher(facts))
                {
                    foreach (var fact in facts.EnumerateObject())
                        entities = entities.With(true, Expectation.Fits(fact.Value, Member(output.GetProperty("entities"), fact.Name)));
                }
            }
            if (result.Reply is not { } reply) continue;
            var said = Said(result.Case.Input);
            if (ReplyAudit.ForeignAmount(reply.Text, tenant, said) is not null) amounts.Add(result.Case.Id);
            if (ReplyAudit.ForbiddenClaim(reply.Text) is not null) claims.Add(result.Case.Id);
            if (!ReplyAudit.IsIn(reply.Text, reply.Language)) languages.Add(result.Case.Id);
            if (ReplyAudit.Words(reply.Text) > ReplyAudit.MaxWords(reply.Language)) longs.Add(result.Case.Id);
        }
        var times = results.Select(r => r.Elapsed).Order().ToList();
        return new EvaluationMeasure(
            agent, language, results.Count, results.Count(r => r.Passed), talks ? intents : null, byIntent, confusion, talks ? optOuts : null,
            talks ? handOvers : null, targets, entities, amounts, claims, languages, longs, results.Sum(r => (long)(r.Invocation?.InputTokens ?? 0)),
            results.Sum(r => (long)(r.Invocation?.OutputTokens ?? 0)), engines, times[(times.Count - 1) / 2], times[(times.Count * 19 - 1) / 20], bands, misses,
            [.. results.Where(r => !r.Passed)]);
    }

    private static bool IsOptOut(JsonElement expected) => expected.TryGetProperty("action_taken", out var action)
        ? action.ValueKind == JsonValueKind.String && action.GetString() == "opted_out" : Word(expected, "intent_detected") == "opt_out";

    /// <summary>The label of a case: of several that are allowed, the one that was found.</summary>
    private static string Label(JsonElement expected, string found)
    {
        if (expected.ValueKind == JsonValueKind.String) return expected.GetString()!;
        if (Expectation.Fits(expected, JsonSerializer.SerializeToElement(found))) return found;
        return expected.TryGetProperty("$in", out var list) && list.GetArrayLength() > 0 ? list[0].ToString() : "other";
    }

    private static string Said(JsonElement input)
    {
        var said = new List<string>();
        if (Word(input, "message") is { } message) said.Add(message);
        if (input.TryGetProperty("history", out var history) && history.ValueKind == JsonValueKind.Array)
            said.AddRange(history.EnumerateArray().Where(l => Word(l, "from") == "lead").Select(l => Word(l, "text") ?? string.Empty));
        if (input.TryGetProperty("lead", out var lead) && lead.ValueKind == JsonValueKind.Object && lead.TryGetProperty("budget_sar", out var budget))
            said.Add(budget.ToString());
        return string.Join('\n', said);
    }

    private static JsonElement? Member(JsonElement value, string name) => value.TryGetProperty(name, out var member) ? member : null;

    private static string? Word(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var word) && word.ValueKind == JsonValueKind.String ? word.GetString() : null;
}

/// <summary>What a run must reach.</summary>
internal static class EvaluationThresholds
{
    /// <summary>Shares that the conversation agents must reach in each language, 0 to 1.</summary>
    public const double OptOutRecall = 1, OptOutPrecision = 0.98, HandOverRecall = 0.97, Intents = 0.92, Cases = 0.9;

    /// <summary>Each threshold that is missed, in words; empty where all are reached.</summary>
    public static List<string> Missed(EvaluationMeasure measure)
    {
        var missed = new List<string>();
        void Least(string name, double value, double least)
        {
            if (value < least) missed.Add(FormattableString.Invariant($"{measure.Agent}/{measure.Language}: {name} {value:P1}, at least {least:P0}"));
        }
        void None(string name, IReadOnlyList<string> ids)
        {
            if (ids.Count > 0) missed.Add($"{measure.Agent}/{measure.Language}: {name}: {string.Join(", ", ids.Take(10))}");
        }
        if (measure.OptOuts is { } optOuts)
        {
            Least("opt-out recall", optOuts.Recall, OptOutRecall);
            Least("opt-out precision", optOuts.Precision, OptOutPrecision);
        }
        if (measure.HandOvers is { } handOvers) Least("hand-over recall", handOvers.Recall, HandOverRecall);
        if (measure.Intents is { } intents) Least("intents", intents.Recall, Intents);
        else Least("cases", measure.PassRate, Cases);
        None("amounts that are not published", measure.ForeignAmounts);
        None("forbidden claims", measure.ForbiddenClaims);
        None("replies in another language", measure.WrongLanguage);
        None("replies that are too long", measure.TooLong);
        return missed;
    }
}
