using System.Text.Json.Nodes;
using SalesFlow.Knowledge;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>The quality reviewer's rules: five weighted dimensions, grades, critical flags. Judges how a talk was led, never what became of
/// it.</summary>
internal sealed class QaReviewerEngine : ITaskEngine
{
    /// <summary>The dimensions' weights; they sum to 1.</summary>
    public static readonly IReadOnlyList<(string Name, decimal Weight)> Weights =
    [
        (QaFindings.Accuracy, 0.30m), (QaFindings.Compliance, 0.25m), (QaFindings.Professionalism, 0.20m), (QaFindings.Effectiveness, 0.15m),
        (QaFindings.Empathy, 0.10m),
    ];

    private static readonly string[] ReviewFlags = ["pdpl_violation", "client_data_leak"];
    private static readonly string[] Low = ["D", "F"];
    private const int MaxSuggestions = 6;

    /// <inheritdoc/>
    public string AgentId => "qa_reviewer";

    /// <inheritdoc/>
    public JsonObject Read(TaskInput input)
    {
        var talk = ReviewedTalk.Read(input);
        var facts = new JsonObject
        {
            ["messages"] = talk.Messages.Count, ["agent_messages"] = talk.Ours.Count(), ["customer_messages"] = talk.Theirs.Count(),
            ["single_text"] = talk.IsSingle,
            ["handler"] = Handler(input.Text("handler", "handler_type", "handled_by", "agent_type", "المعالج")),
            ["trigger"] = input.Text("trigger", "trigger_type", "review_trigger"),
            ["below_c"] = BelowC(input), ["low_empathy"] = LowEmpathy(input),
        };
        if (input.Text("conversation_id", "conversation.id", "chat_id", "thread_id") is { } id) facts["conversation_id"] = id;
        return facts;
    }

    /// <inheritdoc/>
    public JsonObject Answer(TaskCall call)
    {
        var talk = ReviewedTalk.Read(call.Input);
        var handler = call.Facts["handler"]!.GetValue<string>();
        var prices = QaPrices.Of(call);
        var findings = QaFindings.Of(talk, prices, handler, call.Input.Texts("forbidden_phrases", "forbidden", "banned_phrases"),
            OwnNames(call));
        findings.AddRange(QaProcess.Of(talk, handler));
        var flags = findings.Select(f => f.Flag).OfType<string>().Distinct().ToList();
        var scores = Weights.ToDictionary(w => w.Name, w => Score(w.Name, talk, findings, flags.Count > 0));
        decimal weight = Weights.Where(w => scores[w.Name] is not null).Sum(w => w.Weight);
        int? overall = weight == 0 ? null
            : (int)decimal.Round(Weights.Sum(w => w.Weight * (scores[w.Name] ?? 0)) / weight, MidpointRounding.AwayFromZero);
        var grade = overall is { } points ? Grade(points) : null;
        var texts = TaskTexts.Of(AgentId);
        var suggestions = Suggestions(texts, findings);
        return new JsonObject
        {
            ["review_id"] = call.Id("review"),
            ["conversation_id"] = call.Facts["conversation_id"]?.GetValue<string>() ?? call.RunId,
            ["reviewer_type"] = "ai_qa",
            ["overall_score"] = overall,
            ["grade"] = grade,
            ["dimensions"] = Dimensions(texts, talk, findings, scores),
            ["critical_flags"] = new JsonArray([.. flags.Select(f => (JsonNode)f)]),
            ["improvement_suggestions_ar"] = new JsonArray([.. suggestions.Select(s => (JsonNode)s.Ar)]),
            ["improvement_suggestions_en"] = new JsonArray([.. suggestions.Select(s => (JsonNode)s.En)]),
            ["requires_human_review"] = flags.Count > 0 || overall is null,
            ["action_required"] = Action(flags, grade, call.Facts, scores[QaFindings.Empathy]),
            ["confidence"] = Confidence(talk, call, prices),
            ["reviewed_at"] = call.Timestamp,
        };
    }

    /// <summary>The names of the reader, their company and ours: no other customer's.</summary>
    /// <summary>Names of the reader, their company and ours, normalised.</summary>
    internal static List<string> OwnNames(TaskCall call)
    {
        var facts = CustomerDossier.Read(call.Input);
        return [.. new[] { facts.Text("company"), facts.Text("contact_name"), call.Tenant.CompanyName }.OfType<string>()
            .Select(n => ArabicText.Normalise(n))];
    }

    /// <summary>The grade of a score: A from 90, B from 75, C from 60, D from 40, F below.</summary>
    public static string Grade(int score) => score >= 90 ? "A" : score >= 75 ? "B" : score >= 60 ? "C" : score >= 40 ? "D" : "F";

    private static int? Score(string dimension, ReviewedTalk talk, List<QaFinding> findings, bool flagged)
    {
        if (!talk.Ours.Any()) return null;
        if (dimension is QaFindings.Effectiveness or QaFindings.Empathy && !talk.Theirs.Any()
            && !findings.Exists(f => f.Dimension == dimension)) return null;
        // A critical issue fails its dimension.
        var score = Math.Max(0, 100 - findings.Where(f => f.Dimension == dimension).Sum(f =>
            f.Severity switch { "critical" => 100, "major" => 25, _ => 10 }));
        return dimension == QaFindings.Effectiveness && flagged ? Math.Min(score, 40) : score;
    }

    private static JsonObject Dimensions(TaskTexts texts, ReviewedTalk talk, List<QaFinding> findings, Dictionary<string, int?> scores)
    {
        var dimensions = new JsonObject();
        foreach (var (name, weight) in Weights)
        {
            var own = findings.Where(f => f.Dimension == name).Take(50).ToList();
            var dimension = new JsonObject { ["score"] = scores[name], ["weight"] = weight, ["assessable"] = scores[name] is not null };
            if (name is QaFindings.Effectiveness or QaFindings.Empathy)
            {
                var notes = own.Select(f => Text(texts, f)).DistinctBy(t => t.En).Take(MaxSuggestions).ToList();
                if (scores[name] is null) notes = [texts.Both(talk.Messages.Count == 0 ? "notes.empty" : "notes.unassessable")];
                else if (notes.Count == 0) notes = [texts.Both("notes.good." + name)];
                dimension["notes"] = string.Join(" ", notes.Select(n => n.Ar)) + "\n" + string.Join(" ", notes.Select(n => n.En));
            }
            else dimension["issues"] = new JsonArray([.. own.Select(f => (JsonNode)Issue(texts, f, name == QaFindings.Compliance))]);
            dimensions[name] = dimension;
        }
        return dimensions;
    }

    private static JsonObject Issue(TaskTexts texts, QaFinding finding, bool withRule)
    {
        var text = Text(texts, finding);
        var issue = new JsonObject
        {
            ["description_ar"] = text.Ar, ["description_en"] = text.En, ["severity"] = finding.Severity, ["message_index"] = finding.Index,
        };
        if (withRule) issue["rule_violated"] = texts.In("en", "rule." + finding.Key) + " / " + texts.In("ar", "rule." + finding.Key);
        return issue;
    }

    private static Bilingual Text(TaskTexts texts, QaFinding finding) => texts.Both("issue." + finding.Key, ("quote", finding.Quote));

    private static List<Bilingual> Suggestions(TaskTexts texts, List<QaFinding> findings)
    {
        var keys = findings.OrderBy(f => f.Severity switch { "critical" => 0, "major" => 1, _ => 2 }).Select(f =>
            f.Key).Distinct().Take(MaxSuggestions).ToList();
        return [.. keys.Select(k => texts.Both("suggest." + k))];
    }

    private static string Action(List<string> flags, string? grade, JsonObject facts, int? empathy)
    {
        if (flags.Exists(ReviewFlags.Contains)) return "compliance_review";
        if (flags.Contains("offensive_language")) return "escalation";
        if (flags.Count > 0) return "conversation_correction";
        var low = facts["below_c"]!.GetValue<int>() + (Low.Contains(grade) ? 1 : 0);
        var cold = facts["low_empathy"]!.GetValue<int>() + (empathy < 60 ? 1 : 0);
        return low >= 3 || cold >= 3 || Low.Contains(grade) || empathy < 60 ? "coaching_needed" : "none";
    }

    /// <summary>How much there was to judge by: messages of both sides, who wrote them, prices to compare with.</summary>
    private static decimal Confidence(ReviewedTalk talk, TaskCall call, QaPrices prices)
    {
        var ours = talk.Ours.Count();
        if (ours == 0) return 0.2m;
        var unknown = talk.Messages.Count(m => m.FromCustomer is null);
        var confidence = 0.62m + 0.05m * Math.Min(ours, 4) + (talk.Theirs.Any() ? 0.08m : 0)
            + (call.Facts["handler"]!.GetValue<string>() != "unknown" ? 0.03m : 0)
            + (prices.Known || !talk.Ours.Any(m => m.Text.Any(char.IsDigit)) ? 0.05m : -0.1m) + (talk.IsSingle ? 0.12m : 0);
        return decimal.Round(Math.Clamp(confidence - 0.3m * unknown / talk.Messages.Count, 0.2m, 0.97m), 2);
    }

    private static string Handler(string? given) => given is null ? "unknown" : ArabicText.Normalise(given) switch
    {
        var h when h.Contains("affiliate", StringComparison.Ordinal) || h.Contains("مسوق", StringComparison.Ordinal) => "affiliate",
        var h when h.Contains("human", StringComparison.Ordinal) || h.Contains("rep", StringComparison.Ordinal)
        || h.Contains("موظف", StringComparison.Ordinal)
            || h.Contains("بشري", StringComparison.Ordinal) || h.Contains("انسان", StringComparison.Ordinal)
            || h.Contains("مندوب", StringComparison.Ordinal) => "human",
        var h when h.Split(' ').Any(w => w is "ai" or "bot" or "assistant" or "autonomous" or "بوت" or "الي" or "ذكاء") => "ai",
        _ => "unknown",
    };

    private static int BelowC(TaskInput input) =>
        Scores(input, "previous_scores", "recent_scores", "prior_scores", "history_scores", "agent_scores", "past_scores",
            "scores_history").Count(s => s < 60)
            + input.Texts("previous_grades", "recent_grades", "prior_grades", "past_grades").Count(g => Low.Contains(g.ToUpperInvariant()));

    private static int LowEmpathy(TaskInput input) =>
        Scores(input, "empathy_scores", "previous_empathy_scores", "recent_empathy").Count(s => s < 60);

    private static IEnumerable<decimal> Scores(TaskInput input, params string[] names) => input.List(names)
        .Select(v => v.ValueKind == System.Text.Json.JsonValueKind.Object ? new TaskInput(v).Number("overall_score", "score", "value")
        : TaskInput.NumberOf(v)).OfType<decimal>();
}
