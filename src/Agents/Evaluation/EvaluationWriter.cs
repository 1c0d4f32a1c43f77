using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SalesFlow.Agents.Evaluation;

/// <summary>Writes measures for people (Markdown) and for programs (JSON).</summary>
internal static class EvaluationWriter
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The summary as a table.</summary>
    public static string Summary(IReadOnlyList<EvaluationMeasure> measures)
    {
        var text = new StringBuilder();
        text.AppendLine("| Agent | Language | Cases | Passed | Intents | Opt-out recall / precision | Hand-over recall / precision | Facts | Foreign amounts | Claims | Language | Length | p50 / p95 ms |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var m in measures)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {m.Agent} | {m.Language} | {m.Cases} | {m.PassRate:P1} | {Share(m.Intents?.Recall)} | {Both(m.OptOuts)} | {Both(m.HandOvers)} | {(m.Entities.Wanted == 0 ? "–" : Share(m.Entities.Recall))} | {m.ForeignAmounts.Count} | {m.ForbiddenClaims.Count} | {m.WrongLanguage.Count} | {m.TooLong.Count} | {m.Median.TotalMilliseconds:F1} / {m.P95.TotalMilliseconds:F1} |");
        }
        return text.ToString();
    }

    /// <summary>The whole report for people.</summary>
    public static string Markdown(IReadOnlyList<EvaluationMeasure> measures)
    {
        var text = new StringBuilder("# Evaluation\n\n").Append(Summary(measures));
        foreach (var m in measures)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"\n## {m.Agent}, {m.Language}\n");
            text.AppendLine(CultureInfo.InvariantCulture,
                $"Engines: {string.Join(", ", m.Engines.Select(e => $"{e.Key} {e.Value}"))}. Tokens: {m.InputTokens} read, {m.OutputTokens} written. Confidence: {string.Join(", ", m.Confidence.Select(c => $"{c.Key} {c.Value}"))}.\n");
            if (m.ByIntent.Count > 0)
            {
                text.AppendLine("| Intent | Cases | Precision | Recall | F1 |\n|---|---|---|---|---|");
                foreach (var (intent, hits) in m.ByIntent)
                    text.AppendLine(CultureInfo.InvariantCulture, $"| {intent} | {hits.Wanted} | {hits.Precision:P1} | {hits.Recall:P1} | {hits.F1:P1} |");
                text.AppendLine().Append(Confusion(m)).AppendLine();
            }
            if (m.OptOutMisses.Count > 0) text.AppendLine(CultureInfo.InvariantCulture, $"Opt-outs missed or wrong: {string.Join(", ", m.OptOutMisses)}\n");
            foreach (var failure in m.Failures)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"- `{failure.Case.Id}` [{string.Join(", ", failure.Case.Tags)}]");
                foreach (var mismatch in failure.Mismatches)
                    text.AppendLine(CultureInfo.InvariantCulture, $"  - {mismatch.Path}: expected {mismatch.Expected}, found {mismatch.Actual}");
            }
        }
        return text.ToString();
    }

    /// <summary>Rows are what was wanted, columns what was found.</summary>
    public static string Confusion(EvaluationMeasure measure)
    {
        var labels = measure.Confusion.Keys.SelectMany(k => new[] { k.Wanted, k.Found }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var text = new StringBuilder("| wanted \\ found | ").AppendJoin(" | ", labels).AppendLine(" |");
        text.Append("|---|").AppendJoin("|", labels.Select(_ => "---")).AppendLine("|");
        foreach (var wanted in labels)
        {
            text.Append("| ").Append(wanted).Append(" | ")
                .AppendJoin(" | ", labels.Select(f => measure.Confusion.TryGetValue((wanted, f), out var n) ? n.ToString(CultureInfo.InvariantCulture) : ""))
                .AppendLine(" |");
        }
        return text.ToString();
    }

    /// <summary>The report for programs.</summary>
    public static string Json(IReadOnlyList<EvaluationMeasure> measures) => new JsonArray([.. measures.Select(JsonNode (m) => new JsonObject
    {
        ["agent"] = m.Agent,
        ["language"] = m.Language,
        ["cases"] = m.Cases,
        ["passed"] = m.Passed,
        ["intents"] = Node(m.Intents),
        ["by_intent"] = new JsonObject(m.ByIntent.Select(i => KeyValuePair.Create(i.Key, Node(i.Value)))),
        ["confusion"] = new JsonArray([.. m.Confusion.OrderBy(c => c.Key.Wanted, StringComparer.Ordinal).ThenByDescending(c => c.Value).Select(JsonNode (c) =>
            new JsonObject { ["wanted"] = c.Key.Wanted, ["found"] = c.Key.Found, ["count"] = c.Value })]),
        ["opt_out"] = Node(m.OptOuts),
        ["opt_out_misses"] = List(m.OptOutMisses),
        ["hand_over"] = Node(m.HandOvers),
        ["hand_over_target"] = Node(m.Targets),
        ["entities"] = Node(m.Entities),
        ["foreign_amounts"] = List(m.ForeignAmounts),
        ["forbidden_claims"] = List(m.ForbiddenClaims),
        ["wrong_language"] = List(m.WrongLanguage),
        ["too_long"] = List(m.TooLong),
        ["input_tokens"] = m.InputTokens,
        ["output_tokens"] = m.OutputTokens,
        ["engines"] = new JsonObject(m.Engines.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value))),
        ["confidence"] = new JsonObject(m.Confidence.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value))),
        ["median_ms"] = Math.Round(m.Median.TotalMilliseconds, 2),
        ["p95_ms"] = Math.Round(m.P95.TotalMilliseconds, 2),
        ["failures"] = new JsonArray([.. m.Failures.Select(JsonNode (f) => new JsonObject
        {
            ["id"] = f.Case.Id,
            ["tags"] = List(f.Case.Tags),
            ["mismatches"] = new JsonArray([.. f.Mismatches.Select(JsonNode (x) => new JsonObject
            {
                ["path"] = x.Path, ["expected"] = x.Expected, ["found"] = x.Actual,
            })]),
        })]),
    })]).ToJsonString(Readable);

    private static JsonArray List(IReadOnlyList<string> words) => [.. words.Select(w => (JsonNode)w)];

#pragma warning disable CA1859 // A dictionary of nodes is made of it.
    private static JsonNode? Node(Hits? hits) => hits is not { } h ? null : new JsonObject
    {
        ["wanted"] = h.Wanted,
        ["found"] = h.Found,
        ["right"] = h.Right,
        ["precision"] = Math.Round(h.Precision, 4),
        ["recall"] = Math.Round(h.Recall, 4),
        ["f1"] = Math.Round(h.F1, 4),
    };

    private static string Share(double? share) => share is { } value ? value.ToString("P1", CultureInfo.InvariantCulture) : "–";

    private static string Both(Hits? hits) => hits is { } h ? $"{Share(h.Recall)} / {Share(h.Precision)}" : "–";
}
