using SalesFlow.Agents.Evaluation;
using SalesFlow.Conversations;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Offline.Tests;

/// <summary>A case of evals/ as a turn of a talk, where no agent was asked by name.</summary>
internal static class CaseTask
{
    public static AgentTask Of(EvaluationCase one, TenantView tenant)
    {
        var now = Evaluator.Instant;
        var history = new List<TalkLine>();
        if (one.Input.TryGetProperty("history", out var lines))
        {
            foreach (var line in lines.EnumerateArray())
                history.Add(new TalkLine($"h{history.Count}", line.GetProperty("from").GetString() == "lead", line.GetProperty("text").GetString()!, now));
        }
        var turn = new TurnSnapshot(
            1, 1, "v1", "c1", "l1", null, one.Language == "en" ? "en" : "ar", [new TalkLine("in", true, one.Input.GetProperty("message").GetString()!, now)],
            history, new Dictionary<string, string>(), now, null, "p1");
        return new AgentTask(turn, tenant, null, now);
    }
}
